"""What stands in the way of a table in a workbook: merged cells, hidden rows, dates and numbers that are text, totals
between the rows, formulas typed over, one number in two ways of writing.

Law: it looks and changes nothing. Every finding names its cell. Whether a row can be used is for the readers to say
(`recon.ingest`); here is what they take in their stride, or never see, and a person should know of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recon.errors import Finding, InputError, Severity, Where, address
from recon.words import Said, says, some
from xl_addin.book import Area, Book
from xl_addin.workbook.tables import cut

if TYPE_CHECKING:
    from recon.ingest.lists.numbers import Cell
    from recon.ingest.lists.tabular import Table

_DAYS = frozenset(
    "booking_date transaction_date value_date invoice_date due_date discount_date as_of cleared_date day".split()
)
_AMOUNTS = frozenset(
    "amount booked_amount debit credit booked_debit booked_credit balance open_amount paid_amount tax_amount net_amount"
    " discount_amount base_amount rate".split()
)
_NUMBERS = {"items": "item_id", "customers": "customer_id"}  # the column whose number stands once, by kind of list
_TEXTS_AT_ENDS = frozenset("item_id customer_id currency payment_reference account sequence reference".split())
_WIDE = re.compile(r"[！-～　]")  # full-width letters, digits and marks, and the wide blank
_ERROR = re.compile(r"#(?:N/A|VALUE!|REF!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")
_DROPPED = re.compile(r"[\s\-_/.#]+")
_MOST = 20  # cells of one column that are named one by one


@dataclass(frozen=True, slots=True)
class _Place:
    """The table that is looked at."""

    book: Book
    file: str
    area: Area
    table: Table

    def at(self, row: int, column: int, value: object = "") -> Where:
        """A cell of the sheet."""
        return Where(self.file, self.area.sheet, row, value=str(value or ""), cell=address(row, column))

    def cells(self, columns: frozenset[str]) -> Iterator[tuple[str, list[tuple[int, int, Cell]]]]:
        """Each column that means one of these: its heading, and row, column and value of its filled cells."""
        for position, name in enumerate(self.table.names):
            if name.column in columns:
                column = self.table.left + position
                yield (
                    name.header,
                    [
                        (row, column, cells[position])
                        for row, cells in self.table.rows
                        if position < len(cells) and cells[position] not in ("", None)
                    ],
                )


def inspect(book: Book, area: Area, kind: str) -> Iterator[Finding]:
    """What a person should look at in a table.

    Args:
        book: the workbook.
        area: the table, headings included.
        kind: what its rows are: "customers", "items", "bank", "rates" or "balances".
    """
    from recon.ingest.lists import tabular
    from recon.ingest.profile import Profile

    grid = cut(book.grid(area.sheet), area)
    try:
        tables = [t for t in tabular.tables([grid], kind, Profile(book.name)) if isinstance(t, tabular.Table)]
    except InputError:
        yield from _sheet(book, area, range(area.top, area.bottom + 1))
        return  # the reader of the list says what is missing
    apart = {row for table in tables for row, _ in table.around}
    filled = {row for row, cells in grid.rows if any(cell not in ("", None) for cell in cells)}
    yield from _sheet(book, area, filled - apart)
    for table in tables:
        place = _Place(book, book.name, area, table)
        yield from _errors(place)
        yield from _as_text(place)
        yield from _ends(place)
        yield from _totals(place)
        yield from _alike(place, kind)
        yield from _typed_over(place)


def _sheet(book: Book, area: Area, rows: Collection[int]) -> Iterator[Finding]:
    """What the sheet does to the table as a whole; titles and totals around its rows may be merged."""
    sheet, whole = area.sheet, Where(book.name, area.sheet)
    for merged in book.merged(sheet):
        if _meet(merged, area) and any(row in rows for row in range(merged.top, merged.bottom + 1)):
            span = f"{address(merged.top, merged.left)}:{address(merged.bottom, merged.right)}"
            where = Where(book.name, sheet, merged.top, cell=address(merged.top, merged.left))
            yield _look("XL150", where, says("xl150", cells=span), says("xl150_fix"))
    hidden = sorted(row for row in book.hidden_rows(sheet) if area.top <= row <= area.bottom)
    if hidden:
        where = Where(book.name, sheet, hidden[0], cell=address(hidden[0], area.left))
        what = says("xl151", count=len(hidden), rows=some([str(row) for row in hidden]))
        yield Finding("XL151", Severity.NOTE, where, what, says("xl151_fix"))
    if book.is_protected(sheet):
        yield _look("XL152", whole, says("xl152"), says("xl152_fix"))
    if sheet in book.hidden():
        yield Finding("XL153", Severity.NOTE, whole, says("xl153"), says("xl153_fix"))


def _meet(one: Area, other: Area) -> bool:
    """True where two rectangles of a sheet have a cell in common."""
    rows = one.top <= other.bottom and one.bottom >= other.top
    return rows and one.left <= other.right and one.right >= other.left


def _errors(place: _Place) -> Iterator[Finding]:
    for row, cells in place.table.rows:
        for position, cell in enumerate(cells):
            if isinstance(cell, str) and _ERROR.fullmatch(cell):
                where = place.at(row, place.table.left + position, cell)
                yield Finding("XL154", Severity.REFUSED, where, says("xl154"), says("xl154_fix"))


def _as_text(place: _Place) -> Iterator[Finding]:
    """Dates and amounts that are text: they are read, but sort, filter and add up wrongly in the sheet itself."""
    from recon.ingest.lists import numbers, tabular

    for heading, filled in place.cells(_DAYS):
        texts = [one for one in filled if isinstance(one[2], str) and tabular.is_dated(one[2])]
        yield from _named(place, "XL155", says("xl155", column=heading), texts)
    for heading, filled in place.cells(_AMOUNTS):
        texts = [one for one in filled if isinstance(one[2], str) and numbers.is_amount(one[2])]
        yield from _named(place, "XL156", says("xl156", column=heading), texts)


def _ends(place: _Place) -> Iterator[Finding]:
    """Numbers with blanks at their ends or with full-width characters: to a lookup they are others."""
    for heading, filled in place.cells(_TEXTS_AT_ENDS):
        texts = [one for one in filled if isinstance(one[2], str)]
        blank = [one for one in texts if str(one[2]) != str(one[2]).strip()]
        yield from _named(place, "XL157", says("xl157", column=heading), blank)
        yield from _named(
            place, "XL158", says("xl158", column=heading), [one for one in texts if _WIDE.search(str(one[2]).strip())]
        )


def _named(place: _Place, code: str, what: Said, cells: Sequence[tuple[int, int, Cell]]) -> Iterator[Finding]:
    """A finding for each cell; of very many, the first and how many more."""
    fix = says(f"{code.lower()}_fix")
    for row, column, value in cells[:_MOST]:
        yield _look(code, place.at(row, column, value), what, fix)
    if more := cells[_MOST:]:
        row, column, value = more[0]
        what = says("xl_and_more", what=what, count=len(more) - 1)
        yield _look(code, place.at(row, column, value), what, fix)


def _totals(place: _Place) -> Iterator[Finding]:
    """A totals row or a remark among the rows: it is left out, and a sum over the column counts it."""
    first = min((row for row, _ in place.table.rows), default=0)
    for row, cells in place.table.around:
        if row > first > 0 and any(cell not in ("", None) for cell in cells):
            position, lead = next((n, cell) for n, cell in enumerate(cells) if cell not in ("", None))
            where = place.at(row, place.table.left + position, lead)
            yield _look("XL159", where, says("xl159"), says("xl159_fix"))


def _alike(place: _Place, kind: str) -> Iterator[Finding]:
    """One number written in two ways: 'INV-26001' and 'inv 26001'. The same number twice is the reader's to refuse."""
    seen: dict[str, list[tuple[int, int, str]]] = {}
    for _, filled in place.cells(frozenset([_NUMBERS.get(kind, "")]) - {""}):
        for row, column, value in filled:
            plain = _DROPPED.sub("", unicodedata.normalize("NFKC", str(value))).casefold()
            seen.setdefault(plain, []).append((row, column, str(value)))
    for group in seen.values():
        if len({value for _, _, value in group}) > 1:
            row, column, value = group[1]
            others = some([address(r, c) for r, c, _ in group if r != row])
            yield _look("XL160", place.at(row, column, value), says("xl160", others=others), says("xl160_fix"))


def _typed_over(place: _Place) -> Iterator[Finding]:
    """A value among the formulas of a column: it no longer follows from the row."""
    formulas = place.book.formulas(place.area.sheet)
    rows = [row for row, _ in place.table.rows]
    for position, name in enumerate(place.table.names):
        column = place.table.left + position
        kept = [row for row in rows if (row, column) in formulas]
        if len(kept) * 2 > len(rows):  # a column of formulas
            for row, cells in place.table.rows:
                if (row, column) not in formulas:
                    value = cells[position] if position < len(cells) else ""
                    what: Said = says("xl161", column=name.header or address(1, column)[:-1])
                    yield _look("XL161", place.at(row, column, value), what, says("xl161_fix"))


def _look(code: str, where: Where, what: Said, fix: Said) -> Finding:
    return Finding(code, Severity.LOOK, where, what, fix)
