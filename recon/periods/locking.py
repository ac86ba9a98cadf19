"""Locking a month and opening it again.

A lock works the month out as `close` does and writes it without the stamp DRAFT, when nothing is left that is not
decided or accepted by a sentence. In the order of `close`: everything is worked out and drawn, then the lock goes into
the journal with the hashes of inputs and reports, then the reports are published. A lock that was cut off after the
journal is made good by the next `close` or `lock` of the month, which builds the same reports from the same inputs.
Law: months are locked in their order, and only the newest lock can be taken back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from recon import __version__, recording
from recon.close import about, close, drawn
from recon.config import Settings
from recon.decisions import Decided, Locked, Reopened
from recon.errors import Finding, JournalError, LedgerError, Severity, Where
from recon.ingest.statement import FileStatus
from recon.inputs import Inputs, read_inputs
from recon.journal import Stamp
from recon.ledger.openings import key_dates
from recon.monthend import MonthEnd, Stand
from recon.monthend.figures import Worked, month_end
from recon.monthend.locked import input_hashes, keep_settings, lock_of, moved, unpublished
from recon.publish import staged
from recon.report import amount
from recon.review.keeping import unapplied
from recon.rows import LineStatus
from recon.terms import Period
from recon.words import Said, listed, says, some
from recon.workspace import CONFIG, Workspace


@dataclass(frozen=True, slots=True)
class LockedPeriod:
    """What a lock came to."""

    lock: Locked
    folder: Path  # the outputs of the period
    files: tuple[str, ...]  # names of the outputs
    exceptions: tuple[Said, ...]  # what stays open by the accepting sentence
    findings: tuple[Finding, ...]
    made_good: bool = False  # a lock that was cut off before: its reports were published now


@dataclass(frozen=True, slots=True)
class ReopenedPeriod:
    """What opening a period again came to."""

    decision: Reopened
    findings: tuple[Finding, ...]


def lock(
    books: Workspace, period: Period | str, stamp: Stamp, *, accept: str = "", approved_by: str = ""
) -> LockedPeriod:
    """Lock a month: its reports without the stamp DRAFT, and nothing moves money in it any more.

    Args:
        books: the company's folder.
        period: the month, "2026-03".
        stamp: who locks it, as the one who prepared it, and when.
        accept: why the exceptions that are left stay; must be given where there are any.
        approved_by: who approved it.

    Raises:
        PeriodLocked: it is locked already, or lies before a locked month.
        JournalError: something has to be decided first; an earlier month is open; exceptions are not accepted.
        LedgerError: a control total does not hold, or lists and decisions contradict each other.
        BusyError: the folder is in use, an output is open in Excel, or the disk is full; nothing was changed.
    """
    month_asked = Period.parse(period) if isinstance(period, str) else period
    before = lock_of(recording.read(books).decided, month_asked)
    if before is not None:
        closed = close(books, month_asked, stamp)  # refuses where nothing is to be made good
        return LockedPeriod(before, closed.folder, closed.files, (), closed.findings, made_good=True)
    with recording.writing(books, stamp) as record:
        decided = record.decided
        hashes = input_hashes(books)
        inputs = read_inputs(books)
        refuse_open_before(inputs, decided, books.settings, month_asked)
        worked = month_end(inputs, decided, books.settings, month_asked, record.rows)
        refuse_undecided(worked)
        month = replace(worked.month, draft=False)
        for ticked in unapplied(books, month.period, month.decided, month.documents, month.customers):
            raise JournalError(ticked.what, ticked.where, ticked.fix)
        exceptions = accepted(month, accept)
        findings = two_people(books.settings, stamp.user, approved_by)
        made = drawn(month, books.settings.company.language)
        if (now := input_hashes(books)) != hashes:
            raise moved(next(n for n in sorted(now.keys() | hashes.keys()) if now.get(n) != hashes.get(n)))
        outputs = {name: hashlib.sha256(made[name]).hexdigest() for name in sorted(made)}
        locked = lock_on(month, hashes, outputs, accept, stamp.user, approved_by)
        with staged(books.outputs, month.period) as stage:
            stage.fill(made)
            stage.refuse_locked()
            keep_settings(books, hashes[CONFIG])
            record.append((*worked.new, locked), stamp, month.run_id)
            stage.publish(about(replace(worked, month=month)))
    said = (*record.findings, *findings, *unpublished(books, decided))
    return LockedPeriod(locked, books.outputs / month.period, tuple(sorted(made)), exceptions, said)


def reopen(books: Workspace, period: Period | str, stamp: Stamp, *, why: str, approved_by: str = "") -> ReopenedPeriod:
    """Open the newest locked month again. Its reports stay as they are until the next close, which stamps them DRAFT.

    Raises:
        JournalError: it is not locked, a later month is, or nobody says why.
        BusyError: the folder is in use, or the disk is full; nothing was changed.
    """
    month_asked = Period.parse(period) if isinstance(period, str) else period
    with recording.writing(books, stamp) as record:
        decision = reopening(record.decided, month_asked, why, approved_by)
        findings = two_people(books.settings, stamp.user, approved_by)
        record.append([decision], stamp, record.decided.locked[decision.period].run_id)
    return ReopenedPeriod(decision, (*record.findings, *findings))


def reopening(decided: Decided, period: Period, why: str, approved_by: str = "") -> Reopened:
    """The decision that opens a month again. Nothing is written.

    Raises:
        JournalError: it is not locked, a later month is, or nobody says why.
    """
    if not why.strip():
        raise JournalError(says("reopen_why"), fix=says("reopen_why_fix"))
    newest = max(decided.locked, default="")
    if str(period) not in decided.locked:
        raise JournalError(
            says("reopen_not_locked", period=period), fix=says("reopen_not_locked_fix", newest=newest or "-")
        )
    if str(period) != newest:
        raise JournalError(says("reopen_not_newest", period=period, newest=newest), fix=says("reopen_not_newest_fix"))
    return Reopened(newest, why.strip(), approved_by)


def lock_on(
    month: MonthEnd,
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
    accept: str,
    prepared_by: str,
    approved_by: str = "",
) -> Locked:
    """The decision that freezes a month end. Nothing is written.

    Args:
        month: as it is drawn, no draft any more.
        inputs: hash of each thing it was worked out from, by name.
        outputs: hash of each thing that was drawn of it, by name.
        accept: why the exceptions that are left stay, "" where there are none.
        prepared_by: who locks it.
        approved_by: who approved it.
    """
    return Locked(
        period=month.period,
        run_id=month.run_id,
        inputs=inputs,
        outputs=outputs,
        balances=balances(month),
        accepted=accept.strip(),
        prepared_by=prepared_by,
        approved_by=approved_by,
        version=__version__,
    )


def balances(month: MonthEnd) -> dict[str, tuple[int, int]]:
    """Open items and unapplied cash at the last day, in minor units, by currency."""
    currencies = {item.currency for item in month.items} | {row.currency for row in month.unapplied}
    return {
        currency: (
            sum(item.open_minor for item in month.items if item.currency == currency),
            sum(row.open_minor for row in month.unapplied if row.currency == currency),
        )
        for currency in sorted(currencies)
    }


def refuse_open_before(inputs: Inputs, decided: Decided, settings: Settings, period: Period) -> None:
    """Months are locked in order: an earlier one with lines or postings must not be open.

    Raises:
        JournalError: it is; it is named.
    """
    used = {Period.of(line.booked) for line in inputs.merged.lines if line.status is LineStatus.BOOKED}
    used |= {Period.parse(p.period) for p in decided.postings()}
    begins = history(settings, inputs)
    until = decided.locked_until
    before = [p for p in used if p.last < period.first and (begins is None or p.last > begins)]
    open_before = sorted(str(p) for p in before if until is None or p.last > until)
    if open_before:
        what = says("lock_in_order", period=period, earlier=open_before[0])
        raise JournalError(what, fix=says("lock_in_order_fix", earlier=open_before[0]))


def history(settings: Settings, inputs: Inputs) -> date | None:
    """The last day that is history: before the first day worked on here, and up to the oldest list of open amounts."""
    days = list(key_dates(inputs.book_files, settings.ledger)[:1])
    if settings.ledger.go_live:
        days.append(settings.ledger.go_live - timedelta(days=1))
    return max(days, default=None)


def refuse_undecided(worked: Worked) -> None:
    """Refuse what must be mended before a month can be frozen at all, accepted or not.

    Raises:
        JournalError: a close would post something.
        LedgerError: a control total does not hold.
    """
    month = worked.month
    if worked.posted:
        what = says("lock_not_posted", period=month.period, count=len(worked.posted))
        raise JournalError(what, fix=says("lock_not_posted_fix", period=month.period))
    for check in month.controls:
        if not check.holds:
            left, right = amount(check.left_minor, check.currency), amount(check.right_minor, check.currency)
            what = says("close_check_fails", label=check.label, left=left, right=right)
            raise LedgerError(what, fix=says("re600_fix"))


def exceptions(month: MonthEnd) -> tuple[Said, ...]:
    """What is left open, refused or set aside: it stays only where somebody says why."""
    return tuple(_left_over(month))


def accepted(month: MonthEnd, accept: str) -> tuple[Said, ...]:
    """What stays open by the accepting sentence.

    Raises:
        JournalError: there is something, and nobody says why it stays.
    """
    left = exceptions(month)
    if left and not accept.strip():
        what = says("lock_exceptions", period=month.period, exceptions=listed(left))
        raise JournalError(what, fix=says("lock_exceptions_fix"))
    return left


def _left_over(month: MonthEnd) -> Iterator[Said]:
    waiting = [one for one in month.waiting if one.stand is Stand.OPEN]
    for currency in sorted({one.answer.line.currency for one in waiting}):
        mine = [one.left_minor for one in waiting if one.answer.line.currency == currency]
        yield says("exceptions_lines", count=len(mine), sum=f"{amount(sum(mine), currency)} {currency}")
    if refused := [file.name for file in month.files if file.status is FileStatus.REJECTED]:
        yield says("exceptions_files", count=len(refused), files=some(sorted(refused)))
    if rows := sum(len(file.quarantined) for file in month.files):
        yield says("exceptions_rows", count=rows)


def two_people(settings: Settings, preparer: str, approver: str) -> tuple[Finding, ...]:
    """That the approver is another person than the preparer: a must where the settings say so, else said.

    Raises:
        JournalError: the settings ask for another approver.
    """
    if approver and not _same_person(approver, preparer):
        return ()
    what = says("approver_same", user=preparer) if approver else says("approver_none", user=preparer)
    if settings.review.four_eyes:
        raise JournalError(what, fix=says("approver_fix"))
    return (Finding("ST682", Severity.NOTE, Where(), what),)


def _same_person(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
