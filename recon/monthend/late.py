"""What came in after a month was locked and belongs to it: bank lines and documents of days up to the locked one.

Law: nothing of it changes what was locked. Its money moves on the first open day at the earliest; what it adds to the
balance of the locked day is shown beside the balance of the lock. Late is what was in no file known at the newest lock:
a movement told again by another file is not late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from recon import ledger
from recon.config import Ledger
from recon.decisions import Decided, Locked
from recon.errors import Finding, Severity, Where
from recon.ingest.books import BookFile
from recon.ingest.statement import BankFile, Merged
from recon.ledger.openings import key_dates, lists_of, opening
from recon.match.outcome import Answer
from recon.money import show
from recon.rows import LineStatus, OpenItem, StatementLine
from recon.terms import Period
from recon.words import says


@dataclass(frozen=True, slots=True)
class LockedBalance:
    """The open items of the locked day in one currency, in minor units: as locked, and as the lists have it now."""

    currency: str
    locked_minor: int
    late_minor: int  # late documents
    now_minor: int

    @property
    def changed_minor(self) -> int:
        """What is due to neither: documents known at the lock were changed or taken away."""
        return self.now_minor - self.locked_minor - self.late_minor


@dataclass(frozen=True, slots=True)
class Late:
    """What is late against the newest lock."""

    period: str  # locked
    until: date  # its last day
    answers: tuple[Answer, ...]  # late bank lines as they stand, by booking day and line id
    documents: tuple[OpenItem, ...]  # late documents as listed, by number
    balances: tuple[LockedBalance, ...]  # by currency; empty where the lists of then are gone

    @property
    def first_open(self) -> date:
        """The first day on which money may move."""
        return Period.parse(self.period).next.first


def late(
    bank_files: Sequence[BankFile],
    book_files: Sequence[BookFile],
    merged: Merged,
    decided: Decided,
    lists: Ledger,
    answer: Callable[[StatementLine], Answer],
) -> Late | None:
    """What is late against the newest lock, None where no month is locked.

    Args:
        bank_files, book_files: everything that was read.
        merged: the bank lines, each movement once.
        decided: what the journal says, this run included.
        lists: what the lists of open items are.
        answer: tells how a bank line stands.
    """
    if not decided.locked:
        return None
    lock = decided.locked[max(decided.locked)]
    until = Period.parse(lock.period).last
    known = _Known(bank_files, decided, lock, merged)
    lines = [n for n in merged.lines if n.status is LineStatus.BOOKED and n.booked <= until and not known.has(n)]
    documents = _documents(book_files, lock, until)
    balances = _balances(book_files, decided, lists, lock, until, {item.item_id for item in documents})
    ordered = sorted(lines, key=lambda n: (n.booked, n.line_id, n.fingerprint))
    return Late(lock.period, until, tuple(map(answer, ordered)), documents, balances)


def late_findings(found: Late | None) -> Iterator[Finding]:
    """What there is to say of what is late: how much of it, and where the balance of the lock moved without it."""
    if found is None:
        return
    if found.answers or found.documents:
        what = says("late_found", lines=len(found.answers), documents=len(found.documents), until=found.until)
        yield Finding("ST680", Severity.LOOK, Where(), what, says("late_found_fix"))
    for one in found.balances:
        if one.changed_minor:
            what = says(
                "late_changed",
                period=found.period,
                until=found.until,
                difference=show(one.changed_minor, one.currency),
            )
            yield Finding("ST681", Severity.LOOK, Where(), what, says("late_changed_fix"))


class _Known:
    """The bank lines that were in a file read before the lock."""

    def __init__(self, files: Iterable[BankFile], decided: Decided, lock: Locked, merged: Merged) -> None:
        read = {sha256: one for sha256, one in decided.read.items() if one.row < lock.row}
        here = [file for file in files if file.sha256 in read]
        self._lines = {line.fingerprint for file in here for one in file.statements for line in one.lines}
        self._lines |= {line for line, of in decided.posted.items() if any(p.row < lock.row for p in of)}
        names = {file.name for file in here}
        self._lines |= {copy.copy_of for copy in merged.copies if copy.line.source.file in names}
        gone = read.keys() - {file.sha256 for file in here}
        # A file of then that is no longer there may have been replaced by a better one of the same days.
        self._spans = [
            (one["account"], one["first"], one["last"])
            for sha256 in sorted(gone)
            for one in read[sha256].statements
            if one["lines"]
        ]

    def has(self, line: StatementLine) -> bool:
        day = line.booked.isoformat()
        return line.fingerprint in self._lines or any(
            account == line.account and first <= day <= last for account, first, last in self._spans
        )


def _documents(files: Iterable[BookFile], lock: Locked, until: date) -> tuple[OpenItem, ...]:
    """Documents dated up to the locked day that are only in lists of later. None where a list of then is gone."""
    then = {sha256 for path, sha256 in lock.inputs.items() if path.startswith("inputs/ledger/")}
    lists = [file for file in files if file.kind == "items"]
    if then - {file.sha256 for file in lists}:
        return ()  # what it said is not known any more; what changed shows in the balance
    known = {row.item_id for file in lists if file.sha256 in then for row in file.rows if isinstance(row, OpenItem)}
    found: dict[str, OpenItem] = {}
    for file in sorted(lists, key=lambda f: (f.name, f.sha256)):
        for row in file.rows:
            if isinstance(row, OpenItem) and row.issued <= until and row.item_id not in known:
                found.setdefault(row.item_id, row)
    return tuple(found[number] for number in sorted(found))


def _balances(
    files: Sequence[BookFile], decided: Decided, lists: Ledger, lock: Locked, until: date, late_ones: set[str]
) -> tuple[LockedBalance, ...]:
    then = {sha256 for path, sha256 in lock.inputs.items() if path.startswith("inputs/ledger/")}
    # A newer snapshot counts from its day on; what it says otherwise of the locked day is in the comparison of lists.
    in_force = max((d for d in key_dates([f for f in files if f.sha256 in then], lists) if d <= until), default=until)
    newer = {name for day in key_dates(files, lists) if in_force < day <= until for name in lists_of(files, lists, day)}
    files = [file for file in files if file.name not in newer]
    days = key_dates(files, lists)
    if days and days[0] > until:
        return ()
    now = ledger.position(opening(files, lists, until), decided.allocations, until)
    return tuple(
        LockedBalance(
            currency,
            lock.balances.get(currency, (0, 0))[0],
            sum(i.open_minor for i in now.items if i.currency == currency and i.item_id in late_ones),
            now.total(currency),
        )
        for currency in sorted(lock.balances.keys() | {item.currency for item in now.items})
    )
