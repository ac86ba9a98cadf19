"""Reading one list row by row: cells by our column names, figures and days by the decisions made for whole columns.

A row that cannot be used is a `BadRow`: it is quarantined verbatim, with what is wrong and what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from recon.errors import Finding, Severity
from recon.ingest.lists import dates, numbers, tabular
from recon.ingest.lists.numbers import Cell, currency_code, text_of
from recon.ingest.lists.tabular import Table
from recon.ingest.profile import Profile
from recon.ingest.statement import Quarantined
from recon.money import to_minor
from recon.words import Said, says

Given = TypeVar("Given")
Read = TypeVar("Read")


class BadRow(Exception):  # noqa: N818 - a verdict on a row, not an error of the program
    """Why a row is quarantined."""

    def __init__(self, code: str, what: Said, fix: Said, position: int | None = None, value: Cell = "") -> None:
        super().__init__(code)
        self.code, self.what, self.fix, self.position, self.value = code, what, fix, position, value


class ListRows:
    """The rows of one table, read cell by cell."""

    def __init__(self, table: Table, profile: Profile, order: dates.DateOrder) -> None:
        self.table, self.profile, self.order = table, profile, order
        self.marks: dict[int, str] = {}  # decimal mark by position
        self.quarantined = 0
        self.left_out: dict[int, list[int]] = {}  # position -> rows whose cell was left out
        self._days: dict[Cell, date | None] = {}

    def first(self, *columns: str) -> int | None:
        """Position of the first of our columns that the table has."""
        for column in columns:
            if found := self.table.at(column):
                return found[0]
        return None

    def decide_marks(self, positions: Sequence[int]) -> dict[int, tuple[int, int]]:
        """Decide the decimal mark of money columns; what stays open is returned as two row numbers a column.

        Raises:
            InputError: a column shows both marks.
        """
        marks = tabular.decimal_marks(self.table, positions, self.profile)
        self.marks = {i: mark for i, mark in marks.items() if isinstance(mark, str)}
        return {i: rows for i, rows in marks.items() if isinstance(rows, tuple)}

    def cell(self, cells: Sequence[Cell], position: int | None) -> Cell:
        """The raw cell, blank where the row is shorter or the table lacks the column."""
        return cells[position] if position is not None and position < len(cells) else ""

    def text(self, cells: Sequence[Cell], position: int | None) -> str:
        """The cell as text, "" where it is empty."""
        return text_of(cells[position]) if position is not None and position < len(cells) else ""

    def figure(self, cells: Sequence[Cell], position: int | None) -> numbers.Figure | None:
        """The amount in a cell, its column's unit multiplied out; None where empty.

        Raises:
            ValueError: the cell is no amount.
        """
        if position is None:
            return None
        found = numbers.figure(cells[position] if position < len(cells) else "", self.marks[position])
        unit = self.table.names[position].unit
        return found if unit == 1 else tabular.scaled(found, unit)

    def needed(self, cells: Sequence[Cell], position: int | None) -> numbers.Figure | None:
        """The amount in a cell the row stands on.

        Raises:
            BadRow: the cell is no amount.
        """
        try:
            return self.figure(cells, position)
        except ValueError:
            cell = self.cell(cells, position)
            raise BadRow("IN210", says("amount_unreadable"), says("amount_fix"), position, cell) from None

    def told(self, row: int, cells: Sequence[Cell], position: int | None) -> numbers.Figure | None:
        """An amount that is only told along: left out, and said later, where it cannot be read."""
        try:
            return self.figure(cells, position)
        except ValueError:
            self.left_out.setdefault(position or 0, []).append(row)
            return None

    def day(self, cells: Sequence[Cell], position: int | None) -> date | None:
        """The date in a cell, None where empty.

        Raises:
            BadRow: the cell is no date, or there is no such day.
        """
        cell = self.cell(cells, position)
        if cell in self._days:
            return self._days[cell]
        try:
            day = dates.parse(cell, self.order)
        except dates.NoSuchDay:
            raise BadRow("IN214", says("day_does_not_exist"), says("day_fix"), position, cell) from None
        except (ValueError, OverflowError):
            raise BadRow("IN214", says("day_no_date"), says("day_fix"), position, cell) from None
        self._days[cell] = day
        return day

    def currency(self, cells: Sequence[Cell], position: int | None, inside: str = "") -> str:
        """ISO 4217 code of the row: of its currency cell, or of the amount cell (`inside`); "" where neither says it.

        Raises:
            BadRow: the cell names no currency, or another than the amount does.
        """
        cell = self.text(cells, position) if position is not None else ""
        code = currency_code(cell) if cell else ""
        if cell and not code:
            raise BadRow("IN216", says("currency_unknown"), says("currency_fix"), position, cell)
        if code and inside and code != inside:
            raise BadRow("IN216", says("currency_differs", inside=inside), says("currency_fix"), position, cell)
        return code or inside

    def check_width(self, cells: Sequence[Cell]) -> None:
        """Refuse a row with more filled cells than the header has names: its cells have shifted."""
        width = len(self.table.names)
        if len(cells) > width and any(not numbers.is_empty(cell) for cell in cells[width:]):
            raise BadRow("IN217", says("row_too_wide", cells=len(cells), columns=width), says("row_too_wide_fix"))

    def quarantine(self, row: int, cells: Sequence[Cell], bad: BadRow) -> Quarantined:
        """The row kept verbatim, with its reason."""
        self.quarantined += 1
        where = self.table.where(row, bad.position, bad.value)
        raw = tuple(cell if isinstance(cell, str) else text_of(cell) for cell in cells)
        return Quarantined(where, Finding(bad.code, Severity.REFUSED, where, bad.what, bad.fix), raw)

    def left_out_findings(self) -> Iterator[Finding]:
        """One finding for each column that has cells which could not be read and were not needed."""
        for position, rows in sorted(self.left_out.items()):
            where = self.table.where(rows[0], position)
            what = says("cells_left_out", count=len(rows))
            yield Finding("IN220", Severity.LOOK, where, what, says("cells_left_out_fix"))

    def lost_digits(self, positions: Sequence[int]) -> Iterator[Finding]:
        """A finding for each column of numbers a sheet has stored with too few digits."""
        for position in positions:
            lost = numbers.account_lost(self.table.cells(position))
            if lost >= 0:
                row, cells = self.table.rows[lost]
                where = self.table.where(row, position, self.cell(cells, position))
                yield Finding("IN221", Severity.LOOK, where, says("account_lost"), says("account_lost_fix"))


def each(cells: Sequence[Given], read: Callable[[Given], Read]) -> list[Read]:
    """What each cell of a column stands for, equal ones read once."""
    if len(set(map(type, cells))) > 1:
        return list(map(read, cells))  # 1, 1.0 and TRUE are equal, but do not stand for the same
    known = {cell: read(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def wide(cells: Sequence[Cell], width: int) -> Sequence[Cell]:
    """The cells of a row for reading by column; those of a row that is not `width` wide all count as blank."""
    return cells if len(cells) == width else ("",) * width


def exact(amount: Decimal | None, currency: str) -> int | None:
    """Whole minor units, None where the amount is missing or finer than the currency. Two decimals without one.

    A sheet's floating point noise (below a millionth) has been dropped before, so that nothing is rounded here.
    """
    if amount is None:
        return None
    try:
        return to_minor(amount, currency or "EUR")
    except (ValueError, KeyError):
        return None


@lru_cache(maxsize=1 << 14)
def account_number(text: str) -> str:
    """An account as letters and digits, with the stars of a masked one; a name with few digits stays as it is.

    >>> account_number("DE89 3704 0044"), account_number("Main EUR")
    ('DE8937040044', 'Main EUR')
    """
    bare = "".join(char for char in text if char.isalnum() or char == "*")
    return bare if sum(char.isdigit() for char in bare) >= 4 or "*" in bare else text.strip().strip("'\"")
