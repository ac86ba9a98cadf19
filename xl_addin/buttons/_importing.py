"""Files into the tables of a workbook: each movement and each document once, nothing that is there is changed.

Law: what a file brings stands below what is there. What it says otherwise than the workbook is told with its cell and
left: which of the two is right is for a person to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from recon.errors import Finding, InputError, Severity, Where, address
from recon.words import listed, say, says
from xl_addin import work
from xl_addin.amounts import in_units
from xl_addin.book import Book, Value
from xl_addin.layout import BALANCES, CUSTOMERS, LEDGER, RATES, RECEIPTS, Layout
from xl_addin.workbook import records, tables
from xl_addin.workbook.company import Company, company
from xl_addin.workbook.lists import layout_at
from xl_addin.workbook.tables import Row
from xl_addin.workbook.telling import as_text

if TYPE_CHECKING:
    from recon.ingest.books import BookFile
    from recon.ingest.statement import BankFile
    from recon.rows import Balance, Customer, OpenItem, Rate, StatementLine

_CHANGED, _COPIES, _PENDING, _PART, _SETTLED, _SAME = "XL100", "XL101", "XL102", "XL103", "XL104", "XL105"
_PASSED, _NO_TABLE = "XL106", "IN206"  # the second: a sheet without a list of the kind that is read
_ROW = 150  # bytes of a bank file that make a row, about: tells whether reading it is long work


@dataclass(slots=True)
class _Brought:
    """What is to be brought into one table."""

    layout: Layout
    rows: dict[tuple[str, str], list[Row]] = field(default_factory=dict)  # by file and its hash

    @property
    def all(self) -> list[Row]:
        return [row for rows in self.rows.values() for row in rows]


def bring_lines(book: Book, button: str, paths: Sequence[Path]) -> str:
    """Bring bank files into the table of receipts.

    Raises:
        InputError: a list of the workbook cannot be read, or it is not ours to add to.
        BusyError: the sheet is protected.
    """
    from recon.ingest.merging import lines_of
    from recon.rows import LineStatus

    firm = company(book)
    _refuse_own(book, firm, RECEIPTS)
    rows = sum(path.stat().st_size for path in paths if path.is_file()) // _ROW
    what = says("xl_reading", count=len(paths))
    files = work.run(book, read_each, paths, rows=rows, what=what, lang=firm.lang)
    merged = lines_of([*firm.inputs.bank_files, *files])
    there = {line.fingerprint for line in firm.inputs.merged.lines}
    there |= {line.fingerprint for line in merged.lines if line.is_residual and _without_mark(line) in there}
    order = {line.fingerprint[:24]: n for n, line in enumerate(_lines(files))}
    new = [line for line in merged.lines if line.fingerprint not in there and line.fingerprint[:24] in order]
    booked = sorted((n for n in new if n.status is LineStatus.BOOKED), key=lambda n: order[n.fingerprint[:24]])
    brought = _Brought(RECEIPTS)
    ids = Counter(_id for _, cells in _rows_of(book, RECEIPTS) if (_id := as_text(cells.get("line_id"))))
    hashes = {line.fingerprint[:24]: (file.name, file.sha256) for file in files for line in _lines([file])}
    for line in booked:
        file = hashes[line.fingerprint[:24]]
        brought.rows.setdefault(file, []).append(_line_cells(line, _free(line.line_id, ids), file[0]))
    findings = [one for file in files for one in file.findings if one.severity is not Severity.NOTE]
    names = {file.name for file in files}
    # What stands between a file and the table itself is no matter of two files: what is in both comes in once.
    between = (one for one in merged.findings if one.where.file in names and one.severity is not Severity.NOTE)
    findings += [one for one in between if book.name not in dict(one.what.fields).values()]
    copies = sum(1 for _ in _lines(files)) - len(new)
    if copies > 0:
        findings.append(Finding(_COPIES, Severity.NOTE, Where(), says("xl_import_copies", count=copies)))
    if len(new) > len(booked):
        what = says("xl_import_pending", count=len(new) - len(booked))
        findings.append(Finding(_PENDING, Severity.NOTE, Where(), what))
    return _bring(book, firm, button, [brought], findings)


def bring_lists(book: Book, button: str, paths: Sequence[Path]) -> str:
    """Bring lists of documents, customers, rates or balances into their tables, by what they hold.

    Raises:
        InputError, BusyError: as `bring_lines`.
    """
    firm = company(book)
    brought = {layout.role: _Brought(layout) for layout in (LEDGER, CUSTOMERS, RATES, BALANCES)}
    findings: list[Finding] = []
    for path in paths:
        file = _list_of(path, firm)
        findings += [one for one in file.findings if one.severity is not Severity.NOTE]
        if not file.rows:
            continue
        findings += _passed_over(file)
        into = brought[file.kind]
        _refuse_own(book, firm, into.layout)
        rows, said = _compared(book, firm, file, into)
        findings += said
        into.rows.setdefault((file.name, file.sha256), []).extend(rows)
    return _bring(book, firm, button, list(brought.values()), findings)


def _bring(book: Book, firm: Company, button: str, brought: Sequence[_Brought], findings: Sequence[Finding]) -> str:
    """Add the rows, write the press down, say what was done."""
    from recon.decisions import Brought, Pressed
    from xl_addin.buttons._deciding import sentence, told

    records.refuse_protected(book)
    wanted = [one for one in brought if one.all]
    parts = []
    drawn: dict[str, str] = {}
    for one in wanted:
        made = tables.add(book, one.layout, one.all, firm.lang)
        drawn |= {made: ""} if made else {}
        place = tables.place_of(book, one.layout.table)
        parts.append(say("xl_import_done", firm.lang, count=len(one.all), table=place.sheet if place else ""))
    if wanted:
        rows = tuple(
            Brought(one.layout.table, name, sha256, tuple(tables.told_of(row, one.layout) for row in of))
            for one in wanted
            for (name, sha256), of in one.rows.items()
            if of
        )
        records.append(book, firm.recorded, [Pressed(button, drawn, rows)])
        place = tables.place_of(book, wanted[0].layout.table)
        if place is not None:
            book.show(place.sheet, place.bottom, place.left)
    else:
        parts.append(say("xl_import_none", firm.lang))
    return sentence([*parts, *told(findings, firm.lang)])


def _refuse_own(book: Book, firm: Company, layout: Layout) -> None:
    """Refuse to begin a second list beside one of the user's own: only one of them would be read."""
    place = firm.places.get(layout.role)
    if place is not None and layout_at(book, place) is not layout:
        what = says("xl_own_list", sheet=place.sheet)
        raise InputError(what, Where(book.name, place.sheet), says("xl_own_list_fix", table=layout.table))


def _rows_of(book: Book, layout: Layout) -> Iterable[tuple[int, Mapping[str, object]]]:
    table = tables.read(book, layout)
    return table.rows if table else ()


def _lines(files: Iterable[BankFile]) -> Iterator[StatementLine]:
    for file in files:
        for statement in file.statements:
            yield from statement.lines


def _without_mark(line: StatementLine) -> str:
    """The fingerprint of the rest of a batch as it stands in a table, which does not say that it is one."""
    from recon.ingest.statement import content_of, fingerprint

    return fingerprint(content_of(replace(line, is_residual=False)), int(line.fingerprint[24:], 16))


def _free(line_id: str, ids: Counter[str]) -> str:
    """An id no row of the table has."""
    base, number, found = line_id.partition("#")[0] or line_id, 1, line_id
    while ids[found]:
        number += 1
        found = f"{base}#{number}"
    ids[found] += 1
    return found


def _units(minor: int | None, currency: str) -> float | str | None:
    return None if minor is None else in_units(minor, currency)


def _line_cells(line: StatementLine, line_id: str, file: str) -> Row:
    return _texts(
        {
            "line_id": line_id,
            "account": line.account,
            "booked": line.booked,
            "value_date": line.value_date,
            "currency": line.currency,
            "amount": _units(line.amount_minor, line.currency),
            "payer_name": line.payer_name,
            "payer_account": line.payer_account,
            "remittance_text": line.remittance_text,
            "reference": line.reference,
            "bank_text": line.bank_text,
            "balance": _units(line.balance_minor, line.currency),
            "original_amount": _units(line.original_minor, line.original_currency),
            "original_currency": line.original_currency,
            "file": file,
        }
    )


def _texts(cells: Mapping[str, Value]) -> Row:
    """Cells as a sheet takes them: blank ones blank, nothing that cannot be shown."""
    from recon.writers._excel import fitting
    from recon.writers._shared import printable

    return {
        key: fitting(printable(value)).strip() or None if isinstance(value, str) else value
        for key, value in cells.items()
    }


def read_each(paths: Sequence[Path], advance: Callable[[int, int], None]) -> list[BankFile]:
    """Bank files one after the other; `advance` is told after each path."""
    from recon.ingest.files import read_files
    from recon.inputs import counted

    files: list[BankFile] = []
    for done, path in enumerate(paths, 1):
        files += [counted(file) for file in read_files([path])]
        advance(done, len(paths))
    return files


def _list_of(path: Path, firm: Company) -> BookFile:
    """A list as what it holds: documents before rates, balances and customers, since they name all of these."""
    from recon.ingest.books import read_balances, read_customers, read_items, read_rates
    from recon.ingest.profile import Profile
    from recon.ingest.statement import FileStatus

    own = Profile(path.name, currency=firm.settings.company.currency)
    tried = []
    for read, profile in (
        (read_items, Profile(path.name)),
        (read_rates, Profile(path.name)),
        (read_balances, own),
        (read_customers, Profile(path.name)),
    ):
        file = read(path, profile)
        if file.status is not FileStatus.REJECTED:
            return file
        tried.append(file)
    return tried[0]


def _passed_over(file: BookFile) -> Iterator[Finding]:
    """The sheets of a file that hold something else than what was brought in: one file, one kind of list."""
    for one in file.findings:
        if one.code == _NO_TABLE:
            what = says("xl_import_sheet", kind=says(f"xl_kind_{file.kind}"))
            yield Finding(_PASSED, Severity.LOOK, one.where, what, says("xl_import_sheet_fix"))


def _compared(book: Book, firm: Company, file: BookFile, into: _Brought) -> tuple[list[Row], list[Finding]]:
    """The rows of a file that are new, and what there is to say of the others."""
    from recon.rows import OpenItem

    keys = _KEYS[into.layout.role]

    def key_of(cells: Mapping[str, object]) -> tuple[str, ...]:
        return tuple(as_text(cells.get(key)) for key in keys)

    findings: list[Finding] = []
    given = [(key_of(cells), cells) for cells in _given(file, firm.lang)]
    there: dict[tuple[str, ...], tuple[int, Mapping[str, object]]] = {}
    there |= {key_of(cells): (at, cells) for at, cells in _rows_of(book, into.layout)}
    there |= {key_of(row): (0, row) for row in into.all}
    table = tables.read(book, into.layout)
    new: list[Row] = []
    same = 0
    for key, cells in given:
        found = there.get(key)
        if found is None:
            new.append(cells)
            continue
        differs = [k for k in _COMPARED[into.layout.role] if not _same(k, cells.get(k), found[1].get(k), firm, key)]
        if not differs:
            same += 1
        else:
            findings.append(_changed(book, table, found, cells, differs, key))
    items = [row for row in file.rows if isinstance(row, OpenItem)]
    part = sum(0 < abs(row.open_minor) < abs(row.amount_minor) for row in items)
    settled = sum(not row.open_minor for row in items)
    for count, code, words in ((part, _PART, "xl_import_part_paid"), (settled, _SETTLED, "xl_import_settled")):
        if count:
            findings.append(Finding(code, Severity.NOTE, Where(file.name), says(words, count=count)))
    if same:
        findings.append(Finding(_SAME, Severity.NOTE, Where(file.name), says("xl_import_same", count=same)))
    return new, findings


def _given(file: BookFile, lang: str) -> Iterator[Row]:
    """The rows of a list as cells; documents that are settled have none."""
    from recon.rows import Balance, Customer, OpenItem, Rate

    for row in file.rows:
        if isinstance(row, OpenItem):
            if row.open_minor:
                yield _item_cells(row, lang)
        elif isinstance(row, Customer):
            yield _customer_cells(row)
        elif isinstance(row, Rate):
            yield _rate_cells(row)
        elif isinstance(row, Balance):
            yield _balance_cells(row)


_KEYS: Mapping[str, tuple[str, ...]] = {
    "items": ("item_id",),
    "customers": ("customer_id",),
    "rates": ("rate_day", "currency", "rate_base"),
    "balances": ("gl_account", "gl_day", "currency"),
}
_COMPARED: Mapping[str, tuple[str, ...]] = {
    "items": ("customer_id", "issued", "due", "currency", "amount"),
    "customers": ("customer_name", "customer_accounts"),
    "rates": ("rate_units",),
    "balances": ("gl_balance",),
}


def _same(key: str, new: Value, there: object, firm: Company, of: tuple[str, ...]) -> bool:
    """True where a file and the workbook say the same, or the file says nothing; of an amount also what is open."""
    if new is None or as_text(new) == as_text(there):
        return True
    if key != "amount" or not isinstance(new, float):
        return False
    item = next(
        (row for file in firm.inputs.book_files for row in file.rows if getattr(row, "item_id", "") == of[0]), None
    )
    fallen = sum(a.cash_minor + a.written_off_minor for a in firm.decided.allocations if a.item_id == of[0])
    return item is not None and _units(item.amount_minor - fallen, item.currency) == new  # type: ignore[union-attr]


def _changed(
    book: Book,
    table: tables.Table | None,
    found: tuple[int, Mapping[str, object]],
    cells: Row,
    differs: Sequence[str],
    key: tuple[str, ...],
) -> Finding:
    at, there = found
    where = Where(book.name)
    if table is not None and at and differs[0] in table.keys:
        across = table.place.left + table.keys.index(differs[0])
        where = Where(book.name, table.place.sheet, cell=address(at, across))
    parts = [
        says(
            "xl_import_changed_part",
            column=says(f"xl_col_{one}"),
            there=as_text(there.get(one)),
            new=as_text(cells.get(one)),
        )
        for one in differs
    ]
    what = says("xl_import_changed", key=" / ".join(key), what=listed(parts))
    return Finding(_CHANGED, Severity.LOOK, where, what, says("xl_import_changed_fix"))


def _item_cells(item: OpenItem, lang: str) -> Row:
    from recon.rows import ItemState

    return _texts(
        {
            "item_id": item.item_id,
            "kind": say(f"kind_{item.kind}", lang),
            "customer_id": item.customer_id,
            "customer_name": item.customer_name,
            "issued": item.issued,
            "due": item.due,
            "currency": item.currency,
            "amount": _units(item.open_minor, item.currency),
            "payment_reference": item.payment_reference,
            "purchase_order": item.purchase_order,
            "state": None if item.state is ItemState.OPEN else say(f"xl_start_state_{item.state}", lang),
            "discount": _units(item.discount_minor, item.currency) if item.discount_minor else None,
            "discount_until": item.discount_until,
        }
    )


def _customer_cells(row: Customer) -> Row:
    return _texts(
        {
            "customer_id": row.customer_id,
            "customer_name": row.name,
            "customer_parent": row.parent_id,
            "customer_accounts": "; ".join(row.accounts),
            "customer_aliases": "; ".join(row.aliases),
            "customer_country": row.country,
            "customer_city": row.city,
            "customer_contact": row.contact,
            "customer_email": row.email,
            "customer_language": row.language,
            "customer_owner": row.owner,
        }
    )


def _rate_cells(row: Rate) -> Row:
    return {"rate_day": row.day, "currency": row.currency, "rate_base": row.base, "rate_units": float(row.units)}


def _balance_cells(row: Balance) -> Row:
    return _texts(
        {
            "gl_account": row.account,
            "gl_name": row.name,
            "gl_day": row.day,
            "currency": row.currency,
            "gl_balance": _units(row.balance_minor, row.currency),
        }
    )
