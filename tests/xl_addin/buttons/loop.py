"""The same lists in a workbook and in a folder, and what each of them decides."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from pathlib import Path

from recon import close as closing
from recon import recording, workspace
from recon.decisions import Decided, replay
from recon.monthend import MonthEnd
from recon.review.applying import apply_review
from recon.review.keeping import book_path
from recon.workspace import Workspace
from tests.review.filling import fill
from tests.xl_addin.memory import NOON, MemoryBook
from xl_addin.book import Area, Book
from xl_addin.layout import ALLOC, CUSTOMERS, LEDGER, RECEIPTS
from xl_addin.workbook import matches, records, tables
from xl_addin.workbook.company import company, month_of, period_of
from xl_addin.workbook.telling import as_text

PERIOD = "2026-03"
Money = tuple[tuple[str, str, int, int, int, str], ...]


def folder_of(book: Book, folder: Path) -> Workspace:
    """A company's folder with the lists of a workbook as csv."""
    folder.mkdir()
    books = workspace.create(folder, name="Ferry Lane Stationers", currency="EUR", lang="en")
    (folder / "recon.toml").write_text(
        'schema = 1\n[company]\nname = "Ferry Lane Stationers"\ncurrency = "EUR"\nlanguage = "en"\n'
        'accounts = ["DE02120300000000202051"]\n[ledger]\nkind = "documents"\n',
        "utf-8",
    )
    for layout, name in ((CUSTOMERS, "masters"), (LEDGER, "ledger"), (RECEIPTS, "bank")):
        table = tables.read(book, layout)
        if table is None:
            continue
        keys = [column.key for column in layout.columns if not column.derived]
        target = folder / "inputs" / name / f"{layout.table}.csv"
        with target.open("w", encoding="utf-8", newline="") as stream:
            out = csv.writer(stream)
            grid = tables.cut(book.grid(table.place.sheet), table.place)
            heads = {tables.key_of(head, layout): head for head in grid.rows[0][1]}
            out.writerow([heads[key] for key in keys])
            for _, cells in table.rows:
                out.writerow([_as_csv(key, cells[key]) for key in keys])
    return workspace.open(books.folder)


def _as_csv(key: str, value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else as_text(value)


def close(books: Workspace) -> MonthEnd:
    """Close the month in a folder."""
    return closing.close(books, PERIOD, NOON).month


def apply(books: Workspace, rows: Mapping[str, Mapping[str, object]]) -> None:
    """Fill rows of the review book in and apply it."""
    fill(book_path(books, PERIOD), "Review", rows)
    assert apply_review(books, PERIOD, NOON).is_clean


def decided_in(books: Workspace) -> Decided:
    return recording.read(books).decided


def decided_of(book: Book) -> Decided:
    return replay(records.read(book).entries)


def money(decided: Decided) -> Money:
    """Everything that moves a document: line, document, cash, written off, taken from the line, day."""
    found = [
        (a.line, a.item_id, a.cash_minor, a.written_off_minor, a.line_minor, a.effective.isoformat())
        for a in decided.allocations
    ]
    return tuple(sorted(found))


def by_person(decided: Decided) -> set[tuple[str, bool]]:
    """What was posted, and whether a person has decided it."""
    return {(p.line, p.review is not None) for p in decided.postings()}


def balances(month: MonthEnd) -> object:
    """What is open of each document and left of each line."""
    return (
        {item.item_id: item.open_minor for item in month.items},
        {row.line: row.open_minor for row in month.unapplied},
        [(check.left_minor, check.right_minor) for check in month.controls],
    )


def month_in(book: Book) -> MonthEnd:
    """The month end of a workbook without anything decided anew."""
    firm = company(book)
    return month_of(firm, book, period_of(firm)).month


def choose(book: MemoryBook, keys: Collection[str]) -> None:
    """Select the rows of some payments on the sheet Matches; they must stand together."""
    found = matches.needed(book)
    rows = [row.where.row or 0 for row in found.rows if row.key in keys]
    book.selected = Area(found.sheet, min(rows), 1, max(rows), 8)


def fill_in(book: Book, key: str, cells: Mapping[str, str]) -> None:
    """Type into the row of a payment on the sheet Matches."""
    found = matches.needed(book)
    row = next(row.where.row or 0 for row in found.rows if row.key == key)
    places = {name: at for at, name in enumerate(matches.COLUMNS, 2)}
    book.fill(found.sheet, {(row, places[name]): value for name, value in cells.items()})


def key_of(book: Book, line_id: str) -> str:
    """The fingerprint of a bank line."""
    lines = company(book).inputs.merged.lines
    return next(line.fingerprint for line in lines if line.line_id == line_id)


def holds(book: Book) -> None:
    """Receipts = applied + unapplied + not ours, and the table of allocations says what the journal says."""
    assert all(check.holds for check in month_in(book).controls)
    table = tables.read(book, ALLOC)
    rows = table.rows if table else ()
    shown = sorted((str(cells["item_id"]), round(float(str(cells["cash"])) * 100)) for _, cells in rows)
    assert shown == sorted((a.item_id, a.cash_minor) for a in decided_of(book).allocations)
