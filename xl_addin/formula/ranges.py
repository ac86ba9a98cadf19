"""Ranges -> rows: a table with its headings, read as the same list in a file is read.

Law: columns are found by their names, in English or Chinese, wherever they stand. A row that cannot be used is never
left out: the range is refused, its first bad cell named and the others counted. A range that was read is kept for a
while, so that many formulas over one table read it once.

Of the tables of this workbook (`xl_addin.layout`) the open amount of a document and what is left of a receipt are read
as they stand there; their other formulas are not.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from recon.errors import Finding, InputError, Severity, Where, address
from recon.ingest.books import BookFile, book_of
from recon.ingest.files import bank_of
from recon.ingest.lists import headers
from recon.ingest.lists.grids import Grid, Grids
from recon.ingest.merging import lines_of
from recon.ingest.profile import Profile
from recon.ingest.statement import BankFile, FileStatus, Merged
from recon.money import is_currency
from recon.rows import OPEN_ITEMS, Customer, OpenItem
from recon.words import Said, says
from xl_addin.cells import NONE, Cells
from xl_addin.formula.refusals import ERRORS

if TYPE_CHECKING:
    import pandas as pd


_MOST = 8  # ranges kept
_NO_ROWS = "file_no_statement"  # what the reader says of a bank list with headings and nothing below
_FIXES = {  # what a file's reader advises, said for a range
    "header_fix_items": "excel_fix_items",
    "header_fix_bank": "excel_fix_bank",
    "header_fix_customers": "excel_fix_customers",
    "currency_none_fix": "excel_fix_currency",
    "amount_fix": "excel_fix_amount",
    "day_fix": "excel_day_fix",
    "dates_fix": "excel_day_fix",
    "decimal_fix": "excel_fix_decimal",
    "row_too_wide_fix": "excel_fix_width",
}
Read = TypeVar("Read")


def remembered(read: Callable[..., Read]) -> Callable[..., Read]:
    """Give again what the same ranges, in the same place, gave before."""
    known: OrderedDict[tuple[object, ...], Read] = OrderedDict()

    @wraps(read)
    def once(*given: object) -> Read:
        key = tuple((a.digest, a.place) if isinstance(a, Cells) else a for a in given)
        if key not in known:
            known[key] = read(*given)
            while len(known) > _MOST:
                known.popitem(last=False)
        known.move_to_end(key)
        return known[key]

    return once


# --- open items


@remembered
def items(open_items: Cells) -> tuple[OpenItem, ...]:
    """The documents of a range, with what is open of them as the range has it.

    Raises:
        InputError: no table, a column is missing, or a cell cannot be used; it is named.
    """
    found = tuple(row for row in _list(open_items, "items").rows if isinstance(row, OpenItem))
    nameless = [item for item in found if not item.customer_id]
    if nameless and len(nameless) < len(found):  # a list may lack customers; one that has them has one for every row
        where = Where(sheet=open_items.sheet, row=nameless[0].source.row, column=_heading_of_customer(open_items))
        where = replace(where, cell=_row_of(open_items, where.row or 0)) if open_items.top else where
        what = counted(says("excel_item_no_customer", document=nameless[0].item_id), len(nameless) - 1)
        raise InputError(what, where, says("excel_item_no_customer_fix"))
    return found


def _heading_of_customer(open_items: Cells) -> str:
    found = headers.find(open_items.rows, "items", {})  # type: ignore[arg-type]
    names = found.names if found else ()
    return next((n.header for n in names if n.column in ("customer_id", "customer_name")), "")


@remembered
def frame(open_items: Cells) -> pd.DataFrame:
    """The same as a frame (`OPEN_ITEMS`)."""
    return OPEN_ITEMS.frame(items(open_items))


@remembered
def issued(documents: Cells) -> BookFile:
    """The documents of a range as they were issued: what is open of them is for the allocations to say.

    Raises:
        InputError: as `items`.
    """
    return replace(_list(documents, "items"), ledger="documents")


def customers(cells: Cells) -> tuple[Customer, ...]:
    """The customers of a range; none where it was left out.

    Raises:
        InputError: as `items`.
    """
    rows = _list(cells, "customers").rows if cells.given else ()
    return tuple(row for row in rows if isinstance(row, Customer))


def _list(cells: Cells, kind: str) -> BookFile:
    return usable(book_of(Grids([grid_of(cells, kind)]), kind, Profile(), cells.digest), cells)


# --- bank lines


@remembered
def bank(cells: Cells) -> Merged:
    """The bank lines of a range, each movement once.

    Raises:
        InputError: as `items`; also where nothing names the currency of a line.
    """
    read = bank_of(Grids([grid_of(cells, "bank")]), Profile(), cells.digest)
    if not read.quarantined and {f.what.id for f in read.findings if f.severity is Severity.REFUSED} == {_NO_ROWS}:
        return Merged((), (), ())
    found = lines_of([usable(read, cells)])
    for line in found.lines:
        if not is_currency(line.currency):
            where = Where(sheet=cells.sheet, row=line.source.row)
            raise InputError(says("excel_line_no_currency"), where, says("excel_fix_currency"))
    return found


# --- the table of a range


def grid_of(cells: Cells, kind: str = "") -> Grid:
    """The cells with their row numbers; blank rows at the end are left out.

    Raises:
        InputError: the range is a single cell or blank, or a column that is read holds an error.
    """
    rows = list(cells.rows)
    while rows and all(cell in (None, "") for cell in rows[-1]):
        rows.pop()
    if not rows or cells.size[0] * cells.size[1] == 1:
        raise InputError(says("excel_no_table"), place_of(cells), says(f"excel_fix_{kind or 'table'}"))
    top = cells.top or 1
    filled: list[tuple[int, Sequence[Any]]] = [
        (top + at, ["" if cell is None else cell for cell in row] if None in row else row)
        for at, row in enumerate(rows)
    ]
    grid = Grid(cells.sheet, filled, cells.left)
    if kind:
        _refuse_errors(cells, grid, kind)
    return grid


def _refuse_errors(cells: Cells, grid: Grid, kind: str) -> None:
    if ERRORS.isdisjoint(chain.from_iterable(cells.rows)):
        return
    known = headers.find([row for _, row in grid.rows], kind, {})
    if known is None:
        return
    read = [at for at, name in enumerate(known.names) if name.column not in ("", "unused")]
    bad = [
        (row, at)
        for row, (_, line) in enumerate(grid.rows)
        for at in read
        if at < len(line) and isinstance(cell := line[at], str) and cell[:1] == "#" and cell in ERRORS
    ]
    if bad:
        where = replace(cells.where(*bad[0]), column=known.names[bad[0][1]].header)
        raise InputError(counted(says("excel_error_cell"), len(bad) - 1), where, says("excel_error_cell_fix"))


def usable(file: Read, cells: Cells = NONE) -> Read:
    """The file, where everything in it could be used.

    Raises:
        InputError: nothing could be read, or some rows could not; the first is named, the others are counted.
    """
    assert isinstance(file, BookFile | BankFile)  # noqa: S101 - the two kinds of list
    if file.quarantined:
        ordered = sorted(file.quarantined, key=lambda q: (q.where.row or 0, q.where.cell))
        raise _refusal(ordered[0].finding, cells, len({q.where.row for q in ordered}) - 1)
    if file.status is FileStatus.REJECTED:
        raise _refusal(next(f for f in file.findings if f.severity is Severity.REFUSED), cells)
    return file


def _refusal(finding: Finding, cells: Cells, more: int = 0) -> InputError:
    where = finding.where
    if not cells.rows:  # of a file, whose place is right and whose advice too
        return InputError(counted(finding.what, more), where, finding.fix)
    if where.row is None and not where.cell:
        where = replace(place_of(cells), column=where.column)
    elif not where.cell and cells.top:
        where = replace(where, cell=_row_of(cells, where.row or 0))
    return InputError(counted(finding.what, more), where, advice(finding))


def _row_of(cells: Cells, row: int) -> str:
    """The address of a row of a range."""
    return f"{address(row, cells.left)}:{address(row, cells.left + cells.size[1] - 1)}"


def advice(finding: Finding) -> Said | None:
    """What to do about a finding, said for a range."""
    fix = finding.fix
    return says(_FIXES[fix.id]) if fix is not None and fix.id in _FIXES else fix


def counted(what: Said, more: int) -> Said:
    """What is wrong with one row, and how many more cannot be used."""
    return says("excel_and_more", first=what, count=more) if more > 0 else what


def place_of(cells: Cells) -> Where:
    """The range itself, by its address."""
    if not cells.top:
        return Where()
    rows, columns = cells.size
    first = address(cells.top, cells.left)
    last = address(cells.top + rows - 1, cells.left + columns - 1)
    return Where(sheet=cells.sheet, cell=first if first == last else f"{first}:{last}")
