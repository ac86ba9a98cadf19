"""From the review book into the journal: read, judged, appended as one closed batch.

Law: the same book may be applied again and in parts, after a crash too; what it decides stands in the journal once.
What cannot be applied is refused by its cell and changes nothing else.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from recon import recording
from recon.config import Settings
from recon.decisions import Decided, Decision, digest, numbered, with_new
from recon.errors import Finding, InputError, PeriodLocked, Severity, Where
from recon.inputs import Inputs, read_inputs
from recon.journal import RUN_ID, Stamp
from recon.ledger import opening
from recon.monthend.figures import newest_period
from recon.publish import is_open
from recon.recording import Recording
from recon.review.judge import judge
from recon.review.keeping import book_path, periods
from recon.review.read import Ticked, read
from recon.review.standing import Known
from recon.rows import LineStatus, OpenItem
from recon.terms import Period
from recon.words import says
from recon.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Applied:
    """What a review book came to."""

    period: str
    file: Path
    book: str  # its id
    decisions: tuple[Decision, ...]  # new in the journal, with their lines; in a dry run those it would add
    refused: tuple[Finding, ...]  # rows that are not applied, by their cells
    accepted: int  # rows that decided something
    already: int  # rows whose decision stands already
    findings: tuple[Finding, ...] = ()  # of this run: a run before it that was cut off

    @property
    def is_clean(self) -> bool:
        """True when no row was refused."""
        return not self.refused


def apply_review(
    books: Workspace,
    period: Period | str | None,
    stamp: Stamp,
    *,
    file: Path | None = None,
    owner: str = "",
    dry_run: bool = False,
) -> Applied:
    """Write what was decided in a review book into the journal.

    Args:
        books: the company's folder.
        period: the month, "2026-03"; the newest that has a review book where it is None.
        stamp: who applies it and when; prepares the rows no owner is named for.
        file: the book, where it is not the one in the folder.
        owner: only the rows of this owner; "" for all.
        dry_run: say what would be decided and write nothing.

    Raises:
        InputError: there is no review book, or it cannot be read.
        PeriodLocked: the month is locked.
        JournalError: the journal was changed by hand.
        BusyError: the folder is in use, or the disk is full; nothing was changed.
    """
    asked = Period.parse(period) if isinstance(period, str) else period
    if dry_run:
        applied, _ = _applied(books, asked, stamp, recording.read(books), file, owner)
        return applied
    with recording.writing(books, stamp) as record:
        applied, run_id = _applied(books, asked, stamp, record, file, owner)
        if applied.decisions:
            record.append(applied.decisions, stamp, run_id)
    return applied


def known_of(inputs: Inputs, decided: Decided, settings: Settings, period: Period) -> Known:
    """What the rows of a book of `period` are held against."""
    start = opening(inputs.book_files, settings.ledger, period.last)
    lines = [n for n in inputs.merged.lines if n.status is LineStatus.BOOKED and n.booked <= period.last]
    names = {row.customer_id: row.customer_name for row in _items(inputs)}
    names |= {customer.customer_id: customer.name for customer in inputs.customers}
    by_fingerprint = {line.fingerprint: line for line in lines}
    return Known(period, settings, decided, start, by_fingerprint, names, inputs.rates)


def _items(inputs: Inputs) -> list[OpenItem]:
    rows = [row for file in inputs.book_files for row in file.rows if isinstance(row, OpenItem)]
    return sorted(rows, key=lambda row: (row.customer_id, row.customer_name))


def _applied(
    books: Workspace, asked: Period | None, stamp: Stamp, record: Recording, file: Path | None, owner: str
) -> tuple[Applied, str]:
    """What a book comes to, and the id of its run."""
    decided = record.decided
    inputs = read_inputs(books)
    period = asked or _period_of(books, inputs, file)
    path = file or book_path(books, str(period))
    if decided.locked_until is not None and period.last <= decided.locked_until:
        what = says("tick_locked", period=period)
        raise PeriodLocked(what, Where(path.name), says("tick_locked_fix", period=period))
    ticked = read(path)
    judged = judge(ticked, known_of(inputs, decided, books.settings, period), stamp.user, stamp.at.date(), owner)
    new = numbered(judged.decisions, record.rows)
    with_new(decided, new, books.journal.name)  # what the journal would refuse is never written
    findings = (*record.findings, *_open_elsewhere(path))
    came_to = (new, judged.refused, judged.accepted, judged.already, findings)
    return Applied(str(period), path, ticked.book, *came_to), _run_id(ticked, new)


def _open_elsewhere(path: Path) -> tuple[Finding, ...]:
    """What is typed into an open workbook counts once it is saved; a person is told that this may not be all."""
    if not is_open(path):
        return ()
    return (Finding("ST622", Severity.LOOK, Where(path.name), says("tick_book_open"), says("tick_book_open_fix")),)


def _period_of(books: Workspace, inputs: Inputs, file: Path | None) -> Period:
    """The period of a book nobody named one for: that of its folder, else the newest there is a book of.

    Raises:
        InputError: there is no review book.
    """
    known = periods(books)
    if file is not None:
        named = file.resolve().parent.name
        return Period.parse(named) if named in known else newest_period(inputs)
    if not known:
        raise InputError(says("tick_none"), fix=says("tick_none_fix"))
    return Period.parse(known[-1])


def _run_id(ticked: Ticked, new: tuple[Decision, ...]) -> str:
    return hashlib.sha256(f"{ticked.book} {digest(new)}".encode()).hexdigest()[:RUN_ID]
