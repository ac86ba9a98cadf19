"""A workbook as buttons see it: what stands in it, what is drawn into it, what is asked of the person before it.

Law: a button speaks to a `Book` and to nothing else. So it does the same to a workbook open in a spreadsheet program
(`xl_addin.live`) and to a closed file (`xl_addin.closed`). Nothing a user wrote is ever changed: what is drawn goes to
sheets of our own, or below the last row of a table of our own.

Rows and columns count from 1, as Excel shows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from recon.ingest.lists.grids import Grid
from recon.journal import Stamp


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in a cell."""

    text: str  # English names, A1 addresses, commas: "=SUM(B2:B9)"
    gives: str | float = ""  # what it gives now, for whoever opens the file without recalculating


Value = str | int | float | bool | date | datetime | Formula | None  # None and "" are blank cells


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, and the name it goes by."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int
    name: str = ""  # of the table or the defined name, "" for a plain range


@dataclass(frozen=True, slots=True)
class Look:
    """How cells look. What is left out is as the workbook has it."""

    bold: bool = False
    italic: bool = False
    ink: str = ""  # "#0B3D91"
    fill: str = ""
    size: float = 0  # points
    shows: str = ""  # number format: "#,##0.00", "yyyy-mm-dd", "@" for text that must stay text
    align: str = ""  # "left", "center" or "right"
    wrap: bool = False
    inset: int = 0  # steps away from the edge it is aligned to, for a text after a figure; a host may leave it out


@dataclass(frozen=True, slots=True)
class Block:
    """Cells side by side. Text is text: only a `Formula` is ever a formula."""

    row: int
    column: int
    values: Sequence[Sequence[Value]]  # rows of one width
    looks: Sequence[Look] = (Look(),)  # one a column, or one for all of them


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet as it is to be drawn."""

    name: str  # at most 31 characters, none of []:*?/\\
    blocks: Sequence[Block]
    widths: Sequence[float] = ()  # of the columns from A on, in characters; 0 = as it is
    table: Area | None = None  # these cells become an Excel table of that name; the first row holds its headings
    frozen: tuple[int, int] = (0, 0)  # rows above and columns left of what scrolls
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    tab: str = ""  # colour of the tab
    landscape: bool = True  # printed on A4, one page wide
    repeated: int = 0  # rows from the top that are printed on every page


class Asks(Protocol):
    """What a person is asked while a button works."""

    def confirm(self, question: str) -> bool:
        """Yes or no; no where nobody is there."""
        ...

    def files(self, title: str) -> tuple[Path, ...]:
        """Files to read; none where the person thought better of it."""
        ...

    def folder(self, title: str) -> Path | None:
        """A folder to read."""
        ...

    def text(self, title: str, default: str = "") -> str:
        """A line of text; "" where the person thought better of it."""
        ...


class Book(Protocol):
    """A workbook."""

    stamp: Stamp  # who sits before it, and when the button was pressed; enters the journal only
    lang: str  # of that person; a workbook's settings may say otherwise

    @property
    def asks(self) -> Asks:
        """The person before it."""
        ...

    @property
    def name(self) -> str:
        """File name."""
        ...

    @property
    def path(self) -> Path | None:
        """Where it lies, None where it was never saved or lies on the web."""
        ...

    def sheets(self) -> tuple[str, ...]:
        """Names of all sheets, in order."""
        ...

    def hidden(self) -> frozenset[str]:
        """Names of the sheets that are not shown."""
        ...

    def grid(self, sheet: str) -> Grid:
        """The used cells of a sheet with their place: numbers, booleans, dates as such, errors as text ("#N/A").

        Raises:
            InputError: a formula has no value in the file; the cell is named, and what to do.
        """
        ...

    def tables(self) -> tuple[Area, ...]:
        """The Excel tables of all sheets, headings included, by sheet and place."""
        ...

    def names(self) -> Mapping[str, Area]:
        """Defined names that stand for one range, of the workbook and its sheets."""
        ...

    def formulas(self, sheet: str) -> Mapping[tuple[int, int], str]:
        """Cells (row, column) that hold a formula, and the formula."""
        ...

    def hidden_rows(self, sheet: str) -> frozenset[int]:
        """Rows that are hidden or filtered away."""
        ...

    def merged(self, sheet: str) -> tuple[Area, ...]:
        """Merged cells."""
        ...

    def is_protected(self, sheet: str) -> bool:
        """True where the cells of a sheet cannot be changed."""
        ...

    def selection(self) -> Area:
        """What is selected on the sheet in front."""
        ...

    def draw(self, page: Page, after: str = "") -> None:
        """Draw a sheet of our own, in the place of the one of that name if there is one, else after `after` or last.

        Raises:
            BusyError: the structure of the workbook is protected.
        """
        ...

    def append(self, table: str, rows: Sequence[Sequence[Value]]) -> None:
        """Rows below the last one of a table, which grows with them; formulas of its columns are carried down.

        Raises:
            InputError: there are cells of the user in the way; they are named.
            BusyError: the sheet is protected.
        """
        ...

    def keep_rows(self, table: str, kept: Sequence[int]) -> None:
        """Leave these rows of a table (of the sheet, ascending) and take the others out, the table shrinking."""
        ...

    def fill(self, sheet: str, cells: Mapping[tuple[int, int], Value]) -> None:
        """Values of single cells (row, column); their looks stay.

        Raises:
            BusyError: the sheet is protected.
        """
        ...

    def remove(self, sheet: str) -> None:
        """Take a sheet out."""
        ...

    def show(self, sheet: str, row: int = 1, column: int = 1) -> None:
        """Bring a sheet to the front, with this cell selected."""
        ...

    def status(self, text: str) -> None:
        """Say how far the work is; "" when it is done."""
        ...

    def cancelled(self) -> bool:
        """True once the person has asked for the work to stop."""
        ...
