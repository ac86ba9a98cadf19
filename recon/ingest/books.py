"""Open items, customers, rates, balances and payment advices: lists of any layout into rows.

Law: a list that cannot be used is rejected with its reason, never half read; a row that cannot be used is quarantined
verbatim; every row of the file is counted once.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

from recon import collector
from recon.errors import Finding, InputError, ReconError, Severity, Where
from recon.ingest import book_advices, book_balances, book_items, book_lists
from recon.ingest.lists import grids, tabular
from recon.ingest.lists.dates import DateOrder
from recon.ingest.lists.grids import Grids
from recon.ingest.lists.rows import BadRow, ListRows
from recon.ingest.lists.tabular import Table
from recon.ingest.profile import Profile
from recon.ingest.statement import FileStatus, Quarantined
from recon.rows import Advised, Balance, Customer, OpenItem, Rate
from recon.words import Said, listed, says

_NAMED = 5  # places that are named one by one
_NOTHING = hashlib.sha256(b"").hexdigest()
LARGEST_FILE = 512 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class BookFile:
    """Everything one list gave."""

    name: str
    sha256: str
    kind: str  # "items" | "customers" | "rates" | "balances" | "advices"
    encoding: str
    status: FileStatus
    rows: tuple[OpenItem, ...] | tuple[Customer, ...] | tuple[Rate, ...] | tuple[Balance, ...] | tuple[Advised, ...]
    findings: tuple[Finding, ...]
    quarantined: tuple[Quarantined, ...]
    counts: dict[str, int] = field(default_factory=dict)  # rows: header, preamble, data, footer, blank, quarantined
    as_of: date | None = (
        None  # key date of a list of open items: of its column or its file name, None where it has none
    )
    ledger: str = ""  # of a list of open items: "snapshot" or "documents" by its profile, "" = as recon.toml says


def read_items(path: Path, profile: Profile = Profile()) -> BookFile:  # noqa: B008 - frozen
    """The open items of a file: csv, tsv or txt of any encoding, or any workbook.

    A file that cannot be used at all comes back `rejected` with the reason; nothing is raised for it.
    """
    return _from_path(path, profile, items_from)


def read_customers(path: Path, profile: Profile = Profile()) -> BookFile:  # noqa: B008 - frozen
    """The customers of a file; see `read_items`."""
    return _from_path(path, profile, customers_from)


def read_rates(path: Path, profile: Profile = Profile()) -> BookFile:  # noqa: B008 - frozen
    """The exchange rates of a file; see `read_items`."""
    return _from_path(path, profile, rates_from)


def read_balances(path: Path, profile: Profile = Profile()) -> BookFile:  # noqa: B008 - frozen
    """The balances of the general ledger in a file; see `read_items`."""
    return _from_path(path, profile, balances_from)


def read_advices(path: Path, profile: Profile = Profile()) -> BookFile:  # noqa: B008 - frozen
    """What the payments of a remittance advice or a processor's settlement list are made of; see `read_items`."""
    return _from_path(path, profile, advices_from)


def items_from(data: bytes, profile: Profile) -> BookFile:
    """The open items of a file's bytes; `profile.file` is its name."""
    return _read(data, profile, "items", _items)


def customers_from(data: bytes, profile: Profile) -> BookFile:
    """The customers of a file's bytes; `profile.file` is its name."""
    return _read(data, profile, "customers", _customers)


def rates_from(data: bytes, profile: Profile) -> BookFile:
    """The exchange rates of a file's bytes; `profile.file` is its name."""
    return _read(data, profile, "rates", _rates)


def balances_from(data: bytes, profile: Profile) -> BookFile:
    """The balances of a file's bytes; `profile.file` is its name."""
    return _read(data, profile, "balances", _balances)


def advices_from(data: bytes, profile: Profile) -> BookFile:
    """What the payments in a file's bytes are made of; `profile.file` is its name."""
    return _read(data, profile, "advices", _advices)


def book_of(found: Grids, kind: str, profile: Profile, sha256: str = "") -> BookFile:
    """The rows of cells that are no file: of a range, or of the sheets of a workbook that is open.

    Args:
        found: the cells, each grid with its place.
        kind: "items", "customers", "rates", "balances" or "advices".
        profile: `profile.file` is the name of the workbook.
        sha256: of the cells, where it is known already.
    """
    readers: dict[str, Callable[[Grids, Profile, _Found], Sequence[Any]]] = {
        "items": _items,
        "customers": _customers,
        "rates": _rates,
        "balances": _balances,
        "advices": _advices,
    }
    return _guarded(lambda: found, sha256 or grids.digest(found), profile, kind, readers[kind])


Row = TypeVar("Row", OpenItem, Customer, Rate, Balance, Advised)
Given_co = TypeVar("Given_co", OpenItem, Customer, Rate, Balance, Advised, covariant=True)


class _Reader(Protocol[Given_co]):
    """A reader of the rows of one table."""

    table: Table

    def rows(self) -> Iterator[Given_co | Quarantined | Finding]:
        """The rows, those put aside, and what was seen."""
        ...


@dataclass(slots=True)
class _Found:
    """What has been read of a file so far."""

    encoding: str = ""
    findings: list[Finding] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    as_of: date | None = None


def _from_path(path: Path, profile: Profile, read: Callable[[bytes, Profile], BookFile]) -> BookFile:
    profile = profile if profile.file else replace(profile, file=path.name)
    try:
        if path.stat().st_size > LARGEST_FILE:
            reason = InputError(says("book_too_large"), Where(profile.file))
            return _rejected(_NOTHING, profile, read.__name__, reason)
        data = path.read_bytes()
    except OSError as error:
        what = says("book_unreadable", why=error.strerror or error)
        reason = InputError(what, Where(profile.file), says("book_unreadable_fix"))
        return _rejected(_NOTHING, profile, read.__name__, reason)
    return read(data, profile)


def _read(
    data: bytes, profile: Profile, kind: str, read: Callable[[Grids, Profile, _Found], Sequence[Row]]
) -> BookFile:
    return _guarded(lambda: grids.read(data, profile), hashlib.sha256(data).hexdigest(), profile, kind, read)


@collector.paused()  # rows hold no cycles
def _guarded(
    opened: Callable[[], Grids],
    sha256: str,
    profile: Profile,
    kind: str,
    read: Callable[[Grids, Profile, _Found], Sequence[Row]],
) -> BookFile:
    found = _Found()
    try:
        rows = read(opened(), profile, found)
    except InputError as error:
        return _rejected(sha256, profile, kind, error)
    status = FileStatus.OK
    if found.quarantined:
        status = FileStatus.QUARANTINED_ROWS
    elif any(finding.severity is not Severity.NOTE for finding in found.findings):
        status = FileStatus.OK_WITH_WARNINGS
    counts = {name: found.counts[name] for name in tabular.COUNTS}
    return BookFile(
        profile.file,
        sha256,
        kind,
        found.encoding,
        status,
        tuple(rows),
        tuple(found.findings),
        tuple(found.quarantined),
        counts,
        found.as_of,
        profile.ledger if kind == "items" else "",
    )


def _rejected(sha256: str, profile: Profile, kind: str, error: ReconError) -> BookFile:
    kind = kind.removesuffix("_from")
    where = error.where if error.where.file else replace(error.where, file=profile.file)
    finding = Finding("IN300", Severity.REFUSED, where, error.what, error.fix)
    return BookFile(profile.file, sha256, kind, "", FileStatus.REJECTED, (), (finding,), ())


def _tables(file: Grids, kind: str, profile: Profile, found: _Found) -> list[Table]:
    found.encoding = file.encoding
    found.findings += file.findings
    tables: list[Table] = []
    for each in tabular.tables(file.grids, kind, profile):
        if isinstance(each, Table):
            tables.append(each)
            found.counts.update(each.counts)
        else:
            found.findings.append(each)
    found.counts["preamble"] += tabular.rows_outside(file.grids, tables)
    return tables


def _collect(readers: Iterable[_Reader[Row]], found: _Found) -> list[Row]:
    rows: list[Row] = []
    for reader in readers:
        found.findings += reader.table.findings
        for each in reader.rows():
            if isinstance(each, Quarantined):
                found.quarantined.append(each)
                found.findings.append(each.finding)
            elif isinstance(each, Finding):
                found.findings.append(each)
            else:
                rows.append(each)
    return rows


def _settle(found: _Found) -> None:
    found.counts["quarantined"] = len(found.quarantined)
    found.counts["data"] -= len(found.quarantined)
    found.quarantined.sort(key=lambda q: (q.where.sheet, q.where.row or 0))


def _items(file: Grids, profile: Profile, found: _Found) -> list[OpenItem]:
    tables = _tables(file, "items", profile, found)
    order = tabular.date_order(tables, book_items.DATES, profile)
    readers = [book_items.Items(table, profile, order) for table in tables]
    rows = _collect(readers, found)
    found.as_of, said = book_items.as_of([(reader.table, reader) for reader in readers], profile.file)
    found.findings += said
    kept = _once(rows, lambda item: item.item_id, readers, found, says("book_twice_item"))
    _settle(found)
    return kept


def _customers(file: Grids, profile: Profile, found: _Found) -> list[Customer]:
    tables = _tables(file, "customers", profile, found)
    order = DateOrder()
    readers = [book_lists.Customers(table, profile, order) for table in tables]
    rows, notes, clashes = book_lists.joined(_collect(readers, found))
    found.findings += notes
    for group in clashes:
        for customer in group:
            others = _others(customer.source, [c.source for c in group])
            what = says("customer_names_differ", customer=customer.customer_id, others=others)
            _put_aside(customer.source, readers, found, BadRow("IN323", what, says("book_twice_fix")))
    _settle(found)
    return rows


def _rates(file: Grids, profile: Profile, found: _Found) -> list[Rate]:
    tables = _tables(file, "rates", profile, found)
    order = tabular.date_order(tables, ("day",), profile)
    readers = [book_lists.Rates(table, profile, order) for table in tables]
    rows = _collect(readers, found)
    kept = _once(rows, lambda rate: (rate.day, rate.currency, rate.base), readers, found, says("book_twice_rate"))
    _settle(found)
    return kept


def _balances(file: Grids, profile: Profile, found: _Found) -> list[Balance]:
    tables = _tables(file, "balances", profile, found)
    order = book_balances.order_of(tables, profile)
    readers = [book_balances.Balances(table, profile, order) for table in tables]
    rows = _collect(readers, found)
    kept = _once(rows, lambda b: (b.account, b.day, b.currency), readers, found, says("book_twice_balance"))
    _settle(found)
    return kept


def _advices(file: Grids, profile: Profile, found: _Found) -> list[Advised]:
    layout, profile = book_advices.known_as(file, profile)
    file = book_advices.bare(file)
    tables = _tables(file, "advices", profile, found)
    order = tabular.date_order(tables, ("day",), profile)
    rows = _collect([book_advices.Advices(table, profile, order, layout) for table in tables], found)
    if layout.name:
        what = says("layout_used", name=layout.name, title=layout.title)
        found.findings.append(Finding("IN352", Severity.NOTE, Where(profile.file), what))
    _settle(found)
    return rows


def _once(
    rows: Sequence[Row], key: Callable[[Row], Hashable], readers: Sequence[ListRows], found: _Found, what: Said
) -> list[Row]:
    """Rows whose key stands once; of exact copies the first is kept, of different rows none."""
    if len(set(map(key, rows))) == len(rows):
        return list(rows)
    groups: dict[Hashable, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    kept = []
    for group in groups.values():
        same = all(row == group[0] for row in group)  # the place is not compared
        if same:
            kept.append(group[0])
        for row in group[1:] if same else group:
            others = _others(row.source, [other.source for other in group])
            said = says("book_copy" if same else "book_twice", what=what, others=others)
            code = "IN314" if same else "IN315"
            _put_aside(row.source, readers, found, BadRow(code, said, says("book_twice_fix")))
    return kept


def _others(own: Where, places: Sequence[Where]) -> Said:
    """The other places, the first few of many."""
    said = (replace(place, file="").said() for place in places if place != own)
    first = list(islice(filter(None, said), _NAMED + 1)) or [says("verbatim", text=own.sheet)]
    return listed([*first[:_NAMED], says("verbatim", text="…")] if first[_NAMED:] else first)


def _put_aside(source: Where, readers: Sequence[ListRows], found: _Found, bad: BadRow) -> None:
    """Quarantine the row a value was read from."""
    for reader in readers:
        if reader.table.sheet == source.sheet:
            cells = next(cells for number, cells in reader.table.rows if number == source.row)
            quarantined = reader.quarantine(source.row or 0, cells, bad)
            found.quarantined.append(quarantined)
            found.findings.append(quarantined.finding)
            return
