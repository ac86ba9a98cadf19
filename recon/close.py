"""The month end, one page, top to bottom.

Files -> rows -> ledger -> proposals -> decisions -> journal -> reports. Everything is worked out and drawn first; then
the decisions are appended to the journal as one closed batch; then the outputs take the place of those from before. A
run that fails on the way changes nothing that was there; a run that was cut off after the journal is made good by the
next one, since outputs follow from inputs and decisions to the byte. Running again decides nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from recon import __version__, recording
from recon.decisions import Locked, Posted
from recon.errors import Finding, Severity
from recon.inputs import read_inputs
from recon.journal import Stamp
from recon.match.outcome import Outcome
from recon.monthend import MonthEnd, Stand
from recon.monthend.figures import Worked, month_end, newest_period
from recon.monthend.locked import lock_of, month_as_locked, refuse_intact, refuse_other, unpublished
from recon.publish import staged
from recon.recording import Recording
from recon.review.keeping import book_path, draft
from recon.terms import Period
from recon.workspace import Workspace

STEPS = 4  # reading, matching, drawing, publishing
_TO_REVIEW = (Outcome.PROPOSED, Outcome.AMBIGUOUS, Outcome.UNMATCHED)


@dataclass(frozen=True, slots=True)
class Closed:
    """What a month end came to."""

    month: MonthEnd
    posted: tuple[Posted, ...]  # postings this run added to the journal; in a dry run, those it would add
    folder: Path  # the outputs of the period
    files: tuple[str, ...]  # names of the outputs
    published: bool  # False where nothing has changed, and in a dry run
    findings: tuple[Finding, ...]  # of this run: a run before it that was cut off
    review: Path  # where the review book of the period lies

    @property
    def waits(self) -> int:
        """How many bank lines wait for a person."""
        return sum(one.stand is Stand.OPEN for one in self.month.waiting)

    @property
    def to_look_at(self) -> tuple[Finding, ...]:
        """Findings of the run and of every file that want a look, what was refused first; notes are left out."""
        said = (*self.findings, *self.month.findings, *(f for file in self.month.files for f in file.findings))
        wanted = [f for f in dict.fromkeys(said) if f.severity is not Severity.NOTE]
        return tuple(sorted(wanted, key=lambda f: f.severity is not Severity.REFUSED))

    @property
    def is_clean(self) -> bool:
        """True when nothing waits for a person: no line to review, no row or file refused, every total holds."""
        month = self.month
        undecided = {one.answer.line.fingerprint for one in month.waiting if one.stand is Stand.OPEN}
        shown = (*month.answers, *month.carried)
        return not (
            any(a.outcome in _TO_REVIEW and a.line.fingerprint in undecided for a in shown)
            or any(file.quarantined for file in month.files)
            or self.to_look_at
            or not all(check.holds for check in month.controls)
        )


def close(
    books: Workspace,
    period: Period | str | None,
    stamp: Stamp,
    *,
    lang: str = "",
    dry_run: bool = False,
    advance: Callable[[int], None] = lambda _steps: None,
) -> Closed:
    """Close a month: read, match, post what is sure, write the reports as a draft.

    A locked month is left as it is; only where its reports are missing or changed, they are built again as locked.

    Args:
        books: the company's folder.
        period: the month, "2026-03"; the one of the newest booked line where it is None.
        stamp: who runs it and when; enters the journal only.
        lang: language of the reports, "" for the one in recon.toml.
        dry_run: work it out and write nothing at all.
        advance: told of each of `STEPS` steps as it is done.

    Raises:
        InputError: there is nothing usable to close.
        LedgerError: lists and decisions contradict each other.
        JournalError: the journal was changed by hand; a locked month can no longer be built as it was locked.
        PeriodLocked: the month is locked and its reports are there, or it lies before a locked one.
        BusyError: the folder is in use, an output is open in Excel, or the disk is full; nothing was changed.
    """
    month_asked = Period.parse(period) if isinstance(period, str) else period
    if dry_run:
        record = recording.read(books)
        worked, _ = _work(books, month_asked, record, advance)
        return _closed(books, worked, (), False, record.findings)
    with recording.writing(books, stamp) as record:
        worked, lock = _work(books, month_asked, record, advance)
        month = worked.month
        with staged(books.outputs, month.period) as stage:
            spoken = month.settings.company.language
            made = drawn(month, spoken if lock else lang or spoken)  # what is locked speaks the company's language
            if lock is not None:
                refuse_other(books, lock, made)
            stage.fill(made)
            stage.refuse_locked()
            # In a locked month nothing is decided any more: its book stays as it was.
            book = draft(books, month, lang or spoken) if lock is None else None
            if book is not None:
                book.refuse_locked()
            advance(1)
            record.append(worked.new, stamp, month.run_id)
            names = tuple(sorted(path.name for path in stage.folder.iterdir()))
            published = stage.publish(about(worked))
            if book is not None:
                book.write()
            advance(1)
    kept_as_is = book.findings if book is not None else ()
    said = (*record.findings, *kept_as_is, *unpublished(books, month.decided))
    return _closed(books, worked, names, published, said)


def drawn(month: MonthEnd, lang: str) -> Mapping[str, bytes]:
    """Every output of a month end by file name: reports by each writer, proposals, quarantined rows, posting files."""
    from recon import layouts, proposals, registry
    from recon.ingest import quarantine
    from recon.reports import build_all

    reports = build_all(month)
    made: dict[str, bytes] = {}
    for writer in registry.modules("recon.writers").values():
        made |= writer.files(reports, lang)
    lines = sorted((*month.answers, *month.carried), key=lambda a: (a.line.booked, a.line.line_id, a.line.fingerprint))
    made["proposals.csv"] = proposals.as_csv(lines, lang)
    made["quarantine.csv"] = quarantine.as_csv(month.files, lang)
    return made | layouts.exported_files(month)


def _work(
    books: Workspace, period: Period | None, record: Recording, advance: Callable[[int], None]
) -> tuple[Worked, Locked | None]:
    """The month end, and the lock it stands under."""
    decided = record.decided
    if period is not None and (lock := lock_of(decided, period)) is not None:
        refuse_intact(books, lock)
        advance(1)
        worked = month_as_locked(books, record.recorded, lock)
        advance(1)
        return worked, lock
    inputs = read_inputs(books)
    newest = period or newest_period(inputs)
    if period is None and lock_of(decided, newest) is not None:
        return _work(books, newest, record, advance)
    advance(1)
    worked = month_end(inputs, decided, books.settings, newest, record.rows)
    advance(1)
    return worked, None


def about(worked: Worked) -> dict[str, object]:
    """What the manifest says of the outputs besides their hashes."""
    month, (row, decisions) = worked.month, worked.rests_on
    return {
        "run_id": month.run_id,
        "period": month.period,
        "draft": month.draft,
        "version": __version__,
        "decisions": {"row": row, "sha256": decisions},
    }


def _closed(
    books: Workspace, worked: Worked, names: tuple[str, ...], published: bool, findings: tuple[Finding, ...]
) -> Closed:
    folder = books.outputs / worked.month.period
    review = book_path(books, worked.month.period)
    return Closed(worked.month, worked.posted, folder, names, published, findings, review)
