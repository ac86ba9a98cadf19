"""Single values out of cells: a day, a text, bucket ends; and the same function for every cell of a column.

Law: one value goes with all rows of a column; columns are of equal height. A blank cell stays blank. A cell that
cannot be used refuses for its own row only; the others are worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from recon.aging import BOUNDS, buckets
from recon.errors import ConfigError, InputError, ReconError, Where
from recon.ingest.lists import dates
from recon.ingest.lists.numbers import account_lost, figure, text_of
from recon.terms import Due, Terms
from recon.words import says
from xl_addin.cells import Cell, Cells
from xl_addin.formula.refusals import ERRORS, OutOfRange, failed

_BASES = {
    **dict.fromkeys(["due", "due date", "到期日", "按到期日"], "due"),
    **dict.fromkeys(["invoice", "document", "document date", "单据日期", "发票日期", "按单据日期"], "invoice"),
}


@dataclass(frozen=True, slots=True)
class Values:
    """The values of some cells, each read when it is asked for."""

    cells: Cells
    read: Callable[[Cell], Any]  # raises ReconError

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns; what was left out is one blank cell."""
        return self.cells.size if all(self.cells.size) else (1, 1)

    def cell(self, row: int, column: int) -> Cell:
        """The cell of a place; a single one stands for every place."""
        if not all(self.cells.size):
            return None
        rows, columns = self.size
        return self.cells.rows[row if rows > 1 else 0][column if columns > 1 else 0]

    def at(self, row: int = 0, column: int = 0) -> Any:
        """The value of a place.

        Raises:
            ReconError: the cell cannot be used; it is named.
        """
        cell = self.cell(row, column)
        if isinstance(cell, str) and cell in ERRORS:
            raise InputError(says("excel_error_cell"), self.where(row, column), says("excel_error_cell_fix"))
        try:
            return self.read(cell)
        except ReconError as error:
            if error.where == Where():
                raise type(error)(error.what, self.where(row, column), error.fix) from None
            raise

    def where(self, row: int = 0, column: int = 0) -> Where:
        """The place of the cell that stands for a place."""
        rows, columns = self.size
        return self.cells.where(row if rows > 1 else 0, column if columns > 1 else 0)


def each(give: Callable[..., Cell], *values: Values) -> Cells:
    """What a function gives for every row (and column) of its values; blank where the first of them is blank.

    Raises:
        InputError: two of them are of several cells and not of one size.
    """
    sizes = [v.size for v in values if v.size != (1, 1)]
    for size in sizes:
        if size != sizes[0]:
            what = says("excel_sizes", first=_size(sizes[0]), other=_size(size))
            raise InputError(what, fix=says("excel_sizes_fix"))
    rows, columns = sizes[0] if sizes else (1, 1)
    return Cells(tuple(tuple(_of(give, values, row, column) for column in range(columns)) for row in range(rows)))


def _of(give: Callable[..., Cell], values: tuple[Values, ...], row: int, column: int) -> Cell:
    if values[0].cell(row, column) in (None, ""):
        return None
    try:
        return give(*(one.at(row, column) for one in values))
    except ReconError as error:
        if error.where == Where():
            error = type(error)(error.what, values[0].where(row, column), error.fix)
        return failed(error)


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]} x {size[1]}"


def texts(cells: Cells) -> Values:
    """Cells as texts: a whole number without its decimals, "" for a blank."""
    return Values(cells, _text)


def _text(cell: Cell) -> str:
    if cell is not None and account_lost([cell]) >= 0:
        raise InputError(says("excel_lost"), fix=says("excel_lost_fix"))
    return text_of(cell)


def days(cells: Cells) -> Values:
    """Cells as days: dates, Excel's day numbers, texts. The order of day and month is decided for all of them.

    Raises:
        InputError: day and month of the texts cannot be told apart.
    """
    found = dates.decide([["" if cell is None else cell for cell in chain.from_iterable(cells.rows)]])
    if isinstance(found, dates.DateOrder):
        order = found
        return Values(cells, lambda cell: _day(cell, order))
    at = divmod(found.first[1], cells.size[1])
    raise InputError(says("excel_day_open"), cells.where(*at), says("excel_day_fix"))


def _day(cell: Cell, order: dates.DateOrder) -> date:
    try:
        found = dates.parse("" if cell is None else cell, order)
    except ValueError:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            raise OutOfRange(says("excel_day_number"), fix=says("excel_day_fix")) from None
        raise InputError(says("excel_no_day"), fix=says("excel_day_fix")) from None
    if found is None:
        raise InputError(says("excel_day_missing"), fix=says("excel_day_fix"))
    return found


def day(cells: Cells) -> date:
    """The one day of an argument.

    Raises:
        InputError: there is none, or more than one cell.
    """
    found: date = needed(days(cells)).at()
    return found


def day_or_none(cells: Cells) -> date | None:
    """The day of an argument that may be left out."""
    return day(cells) if cells.given else None


def needed(values: Values) -> Values:
    """The values, where they are one cell.

    Raises:
        InputError: they are several.
    """
    if values.size != (1, 1):
        raise InputError(says("excel_one_cell"), _without_value(values.cells.where()), says("excel_one_cell_fix"))
    return values


def _without_value(where: Where) -> Where:
    return replace(where, value="")


def terms(cells: Cells) -> Values:
    """Cells as payment terms; a bare number is days net."""
    return Values(cells, _terms)


def _terms(cell: Cell) -> Terms | Due:
    from recon.ingest.termtexts import parse

    text = text_of("" if cell is None else cell)
    if not text:
        raise InputError(says("excel_terms_missing"), fix=says("terms_unknown_fix"))
    return parse(f"net {text}" if text.isdigit() else text)


def bounds(cells: Cells) -> tuple[int, ...]:
    """The last days of aging buckets: numbers in cells, or a text such as "30,60,90"; 30, 60, 90 where left out.

    Raises:
        InputError: a cell is no number.
        OutOfRange: they are not whole days in ascending order.
    """
    if not cells.given:
        return BOUNDS
    found: list[int] = []
    for row, columns in enumerate(cells.rows):
        for column, cell in enumerate(columns):
            found += _ends(cell, cells.where(row, column))
    try:
        buckets(found)
    except ConfigError as error:
        raise OutOfRange(error.what, _without_value(cells.where()), error.fix) from None
    return tuple(found)


def _ends(cell: Cell, where: Where) -> list[int]:
    parts = cell.replace("，", ",").replace(";", ",").split(",") if isinstance(cell, str) else [cell]
    ends: list[int] = []
    for part in parts:
        if part is None or (isinstance(part, str) and not part.strip()):
            continue
        try:
            number = figure(part, ".")
        except ValueError:
            number = None
        if number is None:
            raise InputError(says("excel_no_number"), where, says("aging_bounds_fix"))
        if number.value != int(number.value):
            raise OutOfRange(says("aging_bounds", bounds=number.value), where, says("aging_bounds_fix"))
        ends.append(int(number.value))
    return ends


def choice(cells: Cells, known: Mapping[str, str] = _BASES, default: str = "due") -> str:
    """One of a few words, in English or Chinese; the basis of an aging unless said otherwise.

    Raises:
        InputError: another word.
    """
    word: str = needed(texts(cells)).at()
    if not word:
        return default
    if word.casefold() not in known:
        fix = says("excel_choice_fix", known=", ".join(known))
        raise InputError(says("excel_choice", word=word), _without_value(cells.where()), fix)
    return known[word.casefold()]


def scheme(reference: str, named: str) -> str:
    """The check-digit scheme to hold a reference against: the one named, else the one its form shows.

    Raises:
        InputError: the name is none, or the form shows none.
    """
    from recon.match.references import SCHEMES, scheme_of

    found = named.strip().upper() or scheme_of(reference)
    if found not in SCHEMES:
        what = says("excel_scheme_unknown", scheme=named) if named else says("excel_scheme_open")
        raise InputError(what, fix=says("excel_scheme_fix", known=", ".join(SCHEMES)))
    return found
