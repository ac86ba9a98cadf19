"""What a cell function is given and gives: a rectangle of cells, with its place where it was a range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None  # None is a blank cell; an error is its text, "#N/A"


@dataclass(frozen=True, slots=True)
class Cells:
    """A rectangle of cells. Two with the same values are the same, wherever they stand."""

    rows: Sequence[Sequence[Cell]] = ()  # of one width; () where the argument was left out
    book: str = field(default="", compare=False)  # name of the workbook
    sheet: str = field(default="", compare=False)
    top: int = field(default=0, compare=False)  # row of the first cell, 0 where the cells are no range
    left: int = field(default=0, compare=False)  # column of the first cell, A = 1


NONE = Cells()  # an argument that was left out
