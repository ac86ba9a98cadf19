"""Taking decisions back: one, all of a bank line, or all of a run. Nothing is erased: a reversal is appended.

Laws. Money moves back on the day it had moved, or on the first open day where that day lies in a locked period. A line
that was taken back is never posted unasked again; its proposal may be accepted once more unless it was turned down.
What was taken back already is passed over and said; a reversal cannot be taken back: decide anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from recon import recording
from recon.decisions import (
    Decided,
    Decision,
    Posted,
    Rejected,
    Reversed,
    WrittenOff,
    kind_of,
    with_new,
)
from recon.decisions.kinds import REVERSIBLE
from recon.errors import Finding, JournalError, Severity, Where
from recon.journal import Batch, Recorded, Stamp
from recon.recording import Recording
from recon.words import says
from recon.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back."""

    reversal: Reversed  # as it stands in the journal, or would in a dry run
    decisions: tuple[Decision, ...]  # what it takes back, in their order
    passed_over: tuple[int, ...]  # lines of the journal that were taken back before
    findings: tuple[Finding, ...]  # what follows from it, and of a run that was cut off before


def undo(
    books: Workspace,
    why: str,
    stamp: Stamp,
    *,
    decisions: Collection[int] = (),
    line: str = "",
    run: str = "",
    dry_run: bool = False,
) -> Undone:
    """Take decisions back.

    Args:
        books: the company's folder.
        why: the reason, as the decision log shows it; must not be empty.
        stamp: who and when; enters the journal only.
        decisions: lines of the journal, as `recon log` numbers them.
        line: a bank line, by its id or fingerprint: everything that was decided of it.
        run: a run, by its id: everything it decided that can be taken back.
        dry_run: say what would be taken back and write nothing.

    Raises:
        JournalError: no reason; not exactly one of the three; no such decision, line or run; a decision that cannot be
            taken back; nothing is left to take back.
        BusyError: the folder is in use, or the disk is full; nothing was changed.
    """
    if not why.strip():
        raise JournalError(says("undo_why"), fix=says("undo_why_fix"))
    if sum(map(bool, (decisions, line, run))) != 1:
        raise JournalError(says("undo_what"), fix=says("undo_what_fix"))

    def asked(recorded: Recorded, decided: Decided) -> Iterable[int]:
        if decisions:
            return _numbers(decisions, decided, books.journal.name)
        return _of_line(line, decided) if line else _of_run(run, recorded.batches, decided)

    if dry_run:
        return _worked(recording.read(books), asked, why)
    with recording.writing(books, stamp) as record:
        done = _worked(record, asked, why)
        record.append([done.reversal], stamp)
    return done


def _worked(record: Recording, asked: Callable[[Recorded, Decided], Iterable[int]], why: str) -> Undone:
    done = reversal_of(asked(record.recorded, record.decided), record.decided, why, record.rows, record.path.name)
    return replace(done, findings=(*record.findings, *done.findings))


def reversal_of(of: Iterable[int], decided: Decided, why: str, recorded: int, file: str) -> Undone:
    """What taking these decisions back comes to. Nothing is written.

    Args:
        of: lines of the journal.
        decided: what the journal says.
        why: the reason.
        recorded: how many lines the journal has.
        file: what messages call it.

    Raises:
        JournalError: a decision cannot be taken back, or nothing is left to take back.
    """
    rows = sorted(set(of))
    gone = {row for reversal in decided.reversals for row in reversal.of}
    wanted = tuple(row for row in rows if row not in gone and _counts(row, decided))
    passed_over = tuple(row for row in rows if row not in wanted)
    if not wanted:
        raise JournalError(says("undo_nothing"), fix=says("undo_nothing_fix"))
    found = tuple(decided.everything[row] for row in wanted)
    reversal = Reversed(wanted, _back_on(found, decided), why.strip(), recorded + 1)
    with_new(decided, [reversal], file)  # refuses what cannot be taken back
    return Undone(reversal, found, passed_over, tuple(_follows(wanted, decided)))


def _counts(row: int, decided: Decided) -> bool:
    """False for a posting that was written twice: it counts once, and is taken back as the first."""
    one = decided.everything[row]
    return not isinstance(one, Posted) or any(p.row == row for p in decided.posted.get(one.line, ()))


def _back_on(found: Iterable[Decision], decided: Decided) -> date | None:
    """The first open day where any of it moved money in a locked period, else each on its own day."""
    until = decided.locked_until
    days = [day for one in found for day in _days(one)]
    return decided.first_open_day if until is not None and any(day <= until for day in days) else None


def _days(one: Decision) -> Iterator[date]:
    if isinstance(one, Posted):
        yield from (a.effective for a in one.allocations)
        yield from (b.effective for b in one.bookings)
    elif isinstance(one, WrittenOff):
        yield one.allocation.effective


def _numbers(asked: Iterable[int], decided: Decided, file: str) -> Iterator[int]:
    for row in asked:
        one = decided.everything.get(row)
        if one is None:
            raise JournalError(says("undo_no_decision", row=row), Where(file), says("undo_no_decision_fix"))
        if not isinstance(one, REVERSIBLE):
            what = says("undo_not_this", row=row, kind=says(f"decision_{kind_of(one)}"))
            raise JournalError(what, Where(file, row=row), says("undo_not_this_fix"))
        yield row


def _of_line(line: str, decided: Decided) -> list[int]:
    found: dict[str, list[int]] = {}
    for row, one in decided.everything.items():
        if not isinstance(one, Posted | Rejected):
            continue
        line_id = one.line_id if isinstance(one, Rejected) else one.answer.line.line_id
        if line in (one.line, line_id):
            found.setdefault(one.line, []).append(row)
    if not found:
        raise JournalError(says("undo_no_line", line=line), fix=says("undo_no_line_fix"))
    if len(found) > 1:
        raise JournalError(
            says("undo_lines", line=line, count=len(found)), fix=says("undo_lines_fix", lines=", ".join(sorted(found)))
        )
    return next(iter(found.values()))


def _of_run(run: str, batches: Iterable[Batch], decided: Decided) -> list[int]:
    rows = [row for batch in batches if batch.run_id == run for row in batch.rows]
    if not rows:
        raise JournalError(says("undo_no_run", run=run), fix=says("undo_no_run_fix"))
    return [row for row in rows if isinstance(decided.everything[row], REVERSIBLE)]


def _follows(rows: Collection[int], decided: Decided) -> Iterator[Finding]:
    """What went into the books of account already has to go out of them again."""
    for exported in decided.exported:
        gone = sorted(set(rows) & set(exported.rows))
        if gone:
            what = says("undo_exported", file=exported.file, count=len(gone))
            yield Finding("ST640", Severity.NOTE, Where(), what, says("undo_exported_fix"))
