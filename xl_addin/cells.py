"""What a cell function is given and gives: a rectangle of cells, with its place where it was a range."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain

from recon.errors import Where, address
from recon.ingest.lists.numbers import text_of

Cell = str | int | float | bool | date | datetime | None  # None is a blank cell; an error is its text, "#N/A"


@dataclass(frozen=True, slots=True)
class Cells:
    """A rectangle of cells. Two with the same values are the same, wherever they stand."""

    rows: Sequence[Sequence[Cell]] = ()  # of one width; () where the argument was left out
    book: str = field(default="", compare=False)  # name of the workbook
    sheet: str = field(default="", compare=False)
    top: int = field(default=0, compare=False)  # row of the first cell, 0 where the cells are no range
    left: int = field(default=0, compare=False)  # column of the first cell, A = 1
    _known: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def given(self) -> bool:
        """True where the argument is there and not a single blank cell."""
        return all(self.size) and (self.size != (1, 1) or self.rows[0][0] not in (None, ""))

    @property
    def size(self) -> tuple[int, int]:
        """How many rows and columns."""
        return len(self.rows), len(self.rows[0]) if self.rows else 0

    @property
    def place(self) -> tuple[str, str, int, int]:
        """Where its first cell stands."""
        return self.book, self.sheet, self.top, self.left

    @property
    def digest(self) -> str:
        """SHA-256 of the values: what tells whether the same cells were asked about before."""
        if "digest" not in self._known:
            told = "\x1f".join(map(repr, chain([self.size], chain.from_iterable(self.rows))))
            self._known["digest"] = hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()
        return self._known["digest"]

    def where(self, row: int = 0, column: int = 0) -> Where:
        """The place of a cell, both counted from 0 within the rectangle, and the value in it."""
        value = self.rows[row][column] if row < self.size[0] and column < self.size[1] else None
        shown = value.date().isoformat() if isinstance(value, datetime) else text_of(value)
        if not self.top:
            return Where(row=row + 1 if len(self.rows) > 1 else None, value=shown)
        return Where(sheet=self.sheet, cell=address(self.top + row, self.left + column), value=shown)


NONE = Cells()  # an argument that was left out


def one(value: Cell) -> Cells:
    """A single cell, of no place."""
    return Cells(((value,),))
