"""The opening: what the lists of open items say before any decision of ours.

A list is of one kind (recon.toml, `ledger.kind`; of single files, the `ledger` of their profile):

- `snapshot`: amounts open at the list's key date S, receipts up to S already deducted. The newest snapshot that is not
  after the day asked for is in force: it gives every document dated up to S and takes the place of all lists before.
  A document it gives that is dated after S counts as listed, from its own day on.
- `documents`: amounts as issued, all history. They give the documents dated after the snapshot in force that are not in
  it; without a snapshot, every document. One dated up to S that the snapshot does not have is closed.

Both together: a document is never counted from two lists, and no list gives an open amount for a day before its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from recon.config import Ledger
from recon.errors import Finding, LedgerError, Severity, Where
from recon.ingest.books import BookFile
from recon.rows import ItemState, OpenItem
from recon.words import Said, says, some


@dataclass(frozen=True, slots=True)
class Opening:
    """What the lists say before any decision of ours."""

    at: date | None  # key date of the snapshot in force; None where all documents count as issued
    items: tuple[OpenItem, ...]  # by document number; open_minor as listed (snapshot) or as issued (documents)
    left_out: tuple[tuple[OpenItem, str], ...]  # documents that are no receivable, with the state they are in
    findings: tuple[Finding, ...]
    as_issued: frozenset[str] = frozenset()  # numbers of the documents that come from lists of kind documents
    go_live: date | None = None  # bank lines booked before this day are history: they settle nothing here
    closed: tuple[OpenItem, ...] = ()  # documents of older lists the one in force has no more: nothing is open of them


def opening(files: Sequence[BookFile], ledger: Ledger, as_of: date) -> Opening:
    """The documents in force at `as_of`.

    Args:
        files: lists of open items, in any order; other kinds of list are passed over.
        ledger: what the lists are where their files do not say it, and the key date of lists that name none.
        as_of: key date of the position asked for.

    Raises:
        LedgerError: a snapshot without a key date; every list is a snapshot later than `as_of`; a document is listed
            twice with different figures in lists of one standing.
    """
    snapshots, documents = _lists(files, ledger)
    findings: list[Finding] = []
    at = _key_date(snapshots, ledger, as_of, others=bool(documents))
    in_force = [f for f in snapshots if _dated(f, ledger) == at]
    if len(in_force) < len(snapshots) and at is not None:
        names = ", ".join(f.name for f in snapshots if f not in in_force)
        findings.append(_note("ST523", says("lists_replaced", files=names, day=at)))
    listed, twice = _once(in_force, as_issued=False)
    issued, twice_issued = _once(documents, as_issued=True)
    if twice := [*twice, *twice_issued]:
        findings.append(_note("ST522", says("listed_twice", count=len(twice), documents=some(twice))))
    there = {item.item_id for item in listed}
    later = [item for item in issued if item.item_id not in there and (at is None or item.issued > at)]
    closed = [i.item_id for i in issued if at and i.issued <= at and i.item_id not in there and _is_receivable(i, at)]
    if closed:
        what = says("documents_closed_in_list", count=len(closed), day=at, documents=some(closed))
        findings.append(_note("ST559", what))
    older = [f for f in snapshots if at is not None and (day := _dated(f, ledger)) is not None and day < at]
    gone = _gone((*older, *documents), there | {item.item_id for item in later}, at)
    as_issued = frozenset(item.item_id for item in later)
    receivable, left_out = [], []
    for item in sorted((*listed, *later), key=lambda i: i.item_id):
        if item.issued > as_of:
            continue
        if not _is_receivable(item, None if item.item_id in as_issued else at):
            left_out.append((item, item.state.value))
        else:
            receivable.append(replace(item, open_minor=item.amount_minor) if item.item_id in as_issued else item)
    if left_out:
        what = says("documents_left_out", count=len(left_out), documents=some([i.item_id for i, _ in left_out]))
        findings.append(_note("ST521", what))
    findings += _before_go_live(receivable, at, ledger.go_live, as_of)
    return Opening(at, tuple(receivable), tuple(left_out), tuple(findings), as_issued, ledger.go_live, gone)


def key_dates(files: Iterable[BookFile], ledger: Ledger) -> tuple[date, ...]:
    """The key dates of all snapshots, in order; those without a date of their own are not among them."""
    snapshots, _ = _lists(files, ledger)
    return tuple(sorted({day for file in snapshots if (day := _dated(file, ledger)) is not None}))


def lists_before(files: Iterable[BookFile], ledger: Ledger, day: date) -> tuple[BookFile, ...]:
    """The files without the snapshots of `day` and later."""
    snapshots, _ = _lists(files, ledger)
    gone = [file for file in snapshots if (dated := _dated(file, ledger)) is not None and dated >= day]
    return tuple(file for file in files if file not in gone)


def lists_of(files: Iterable[BookFile], ledger: Ledger, day: date) -> tuple[str, ...]:
    """Names of the snapshots of `day`."""
    return tuple(file.name for file in _lists(files, ledger)[0] if _dated(file, ledger) == day)


def _lists(files: Iterable[BookFile], ledger: Ledger) -> tuple[list[BookFile], list[BookFile]]:
    """Snapshots and lists of documents, each by name."""
    lists = sorted((f for f in files if f.kind == "items" and f.rows), key=lambda f: (f.name, f.sha256))
    snapshots = [f for f in lists if (f.ledger or ledger.kind) == "snapshot"]
    return snapshots, [f for f in lists if f not in snapshots]


def _gone(older: Iterable[BookFile], there: Collection[str], at: date | None) -> tuple[OpenItem, ...]:
    """Documents of older lists that the list in force has closed, each as its newest list tells it."""
    found: dict[str, OpenItem] = {}
    for file in sorted(older, key=lambda f: (f.as_of or date.min, f.name, f.sha256)):
        for row in file.rows:
            if isinstance(row, OpenItem) and at is not None and row.issued <= at and row.item_id not in there:
                found[row.item_id] = replace(row, open_minor=0)
    return tuple(found[number] for number in sorted(found))


def _is_receivable(item: OpenItem, at: date | None) -> bool:
    """Whether a document can be owed. What a list as issued calls paid may have been paid by postings of ours."""
    return item.state not in (ItemState.DRAFT, ItemState.CANCELLED) and not (at and item.state is ItemState.PAID)


def _before_go_live(items: Collection[OpenItem], at: date | None, go_live: date | None, as_of: date) -> list[Finding]:
    """Documents from before the go-live whose open amount no list gives for that day: history is not deducted."""
    if go_live is None or as_of < go_live or (at is not None and at >= go_live - timedelta(days=1)):
        return []
    old = sorted(item.item_id for item in items if item.issued < go_live and item.state is not ItemState.PAID)
    if not old:
        return []
    what = says("documents_before_go_live", count=len(old), day=go_live, documents=some(old))
    fix = says("documents_before_go_live_fix", day=go_live - timedelta(days=1))
    return [Finding("ST552", Severity.LOOK, Where(), what, fix)]


def _dated(file: BookFile, ledger: Ledger) -> date | None:
    return file.as_of or ledger.snapshot_date


def _key_date(lists: Sequence[BookFile], ledger: Ledger, as_of: date, *, others: bool) -> date | None:
    """The day of the newest snapshot not after `as_of`; None where lists of documents speak for that day."""
    dates = []
    for file in lists:
        day = _dated(file, ledger)
        if day is None:
            raise LedgerError(says("list_without_date"), Where(file.name), says("list_without_date_fix"))
        dates.append(day)
    before = [d for d in dates if d <= as_of]
    if dates and not before and not others:
        raise LedgerError(says("before_the_list", day=as_of, first=min(dates)), fix=says("before_the_list_fix"))
    if not dates and not others and ledger.kind == "snapshot":
        return ledger.snapshot_date
    return max(before, default=None)


def _once(lists: Sequence[BookFile], as_issued: bool) -> tuple[list[OpenItem], list[str]]:
    """Each document once, by number, and the numbers that more than one list gives."""
    found: dict[str, OpenItem] = {}
    twice: set[str] = set()
    for file in lists:
        for row in file.rows:
            if not isinstance(row, OpenItem):
                continue
            before = found.get(row.item_id)
            if before is not None:
                if _facts(before, as_issued) != _facts(row, as_issued):
                    raise LedgerError(
                        says("document_twice", item=row.item_id, first=before.source),
                        row.source,
                        says("document_twice_fix"),
                    )
                twice.add(row.item_id)
            found[row.item_id] = row
    return [found[number] for number in sorted(found)], sorted(twice)


def _facts(item: OpenItem, as_issued: bool) -> tuple[object, ...]:
    money = item.amount_minor if as_issued else item.open_minor
    return (item.customer_id, item.issued, item.currency, money)


def _note(code: str, what: Said) -> Finding:
    return Finding(code, Severity.NOTE, Where(), what)
