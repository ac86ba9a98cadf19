"""Posting back to the accounting system: what was decided and is in no posting file yet becomes one.

Law: everything is worked out and drawn first, then the journal says which decisions went into which file, by its hash,
then the files are published. So nothing is exported twice, and a run that was cut off after the journal is made good by
the next close or export, which make the file again to the byte. Exporting changes no figure: a locked month may be
exported, its files stand beside its reports.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from recon import layouts, recording
from recon.close import about, drawn
from recon.config import Accounts
from recon.decisions import Decided, Exported, numbered, with_new
from recon.durable import write_together
from recon.errors import Finding, InputError, JournalError, Severity, Where
from recon.inputs import Inputs, read_inputs
from recon.journal import Stamp
from recon.layouts import Context
from recon.ledger.openings import key_dates
from recon.monthend.figures import Worked, month_end, newest_period
from recon.postings import Entry, PostingBook, posting_book
from recon.publish import staged
from recon.recording import Recording
from recon.terms import Period
from recon.words import says
from recon.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Export:
    """What an export came to."""

    period: str
    layout: str
    entries: tuple[Entry, ...]  # exported now; in a dry run, those that would be
    files: tuple[str, ...]  # names of the new files
    folder: Path  # the outputs of the period
    findings: tuple[Finding, ...]

    @property
    def decisions(self) -> int:
        """How many decisions went into the files."""
        return len({entry.row for entry in self.entries})


def export(
    books: Workspace, period: Period | str | None, stamp: Stamp, layout: str = "", *, dry_run: bool = False
) -> Export:
    """Write the posting files of what was decided up to the end of a month and not exported yet.

    Args:
        books: the company's folder.
        period: the month, "2026-03"; the one of the newest booked line where it is None.
        stamp: who exports, and when; enters the journal only.
        layout: name of a layout, "" for the one in recon.toml.
        dry_run: work it out and write nothing.

    Raises:
        ConfigError: there is no such layout.
        InputError: the layout takes the company's own currency only, and a value in it is not known.
        JournalError: a month end would post more than the journal has: close the month first.
        BusyError: the folder is in use, an output is open in Excel, or the disk is full; nothing was changed.
    """
    name = layout or books.settings.posting.layout
    module = layouts.layout(name)
    asked = Period.parse(period) if isinstance(period, str) else period
    if dry_run:
        return _Run(books, asked, name, module, recording.read(books)).said()
    with recording.writing(books, stamp) as record:
        run = _Run(books, asked, name, module, record)
        run.write(stamp)
        return run.said()


class _Run:
    """One export: all of it is worked out before anything is written."""

    def __init__(
        self, books: Workspace, asked: Period | None, name: str, module: ModuleType, record: Recording
    ) -> None:
        self.books, self.name, self.module, self.record = books, name, module, record
        inputs = read_inputs(books)
        self.period = asked or newest_period(inputs)
        before = record.decided
        self.lock = before.locked.get(str(self.period))
        self.worked = None if self.lock else self._worked(inputs, before)
        first = self.worked.new if self.worked else ()
        known = layouts.facts_of(inputs.bank_files, inputs.book_files, books.settings)
        days = key_dates(inputs.book_files, books.settings.ledger)
        self.known, self.at = known, max((day for day in days if day <= self.period.last), default=None)
        self.entries = posting_book(with_new(before, first), known, self.period.last).pending
        _refuse_unknown_values(self.entries, module, books.settings.company.currency)
        self.made: dict[str, bytes] = {}
        made = list(self._made(before))
        self.new = (*first, *numbered(made, record.rows + len(first)))
        self.decided = with_new(before, self.new)

    def _worked(self, inputs: Inputs, before: Decided) -> Worked:
        worked = month_end(inputs, before, self.books.settings, self.period, self.record.rows)
        if worked.posted:
            what = says("posting_close_first", period=self.period, count=len(worked.posted))
            raise JournalError(what, fix=says("posting_close_first_fix", period=self.period))
        return worked

    def _made(self, before: Decided) -> list[Exported]:
        """The new files, and what the journal will say of them."""
        new: list[Exported] = []
        for n, of in enumerate(layouts.batches(self.entries, self.module.MOST_LINES)):
            stem = layouts.stem(str(self.period), self.name, before.exported, n)
            rows = tuple(sorted({entry.row for entry in of}))
            for name, content in self.module.files(of, Context(stem, self.books.settings)).items():
                self.made[name] = content
                digest = hashlib.sha256(content).hexdigest()
                new.append(Exported(str(self.period), self.name, name, digest, rows))
        return new

    def write(self, stamp: Stamp) -> None:
        """Journal, then files; with nothing new, the files that a run before has left unwritten."""
        period = str(self.period)
        if not any(e.period == period for e in self.decided.exported):
            return
        if self.worked is None:
            self._beside(stamp, self.lock.run_id if self.lock else "")
            return
        worked = replace(self.worked, month=replace(self.worked.month, decided=self.decided))
        with staged(self.books.outputs, period) as stage:
            stage.fill(drawn(worked.month, self.books.settings.company.language))
            stage.refuse_locked()
            self.record.append(self.new, stamp, worked.month.run_id)
            stage.publish(about(worked))

    def _beside(self, stamp: Stamp, run_id: str) -> None:
        """The files of a locked month beside its reports, which stay as they were locked."""
        folder = self.books.outputs / str(self.period)
        files = layouts.remade(self.decided, self._book(), str(self.period), self.books.settings)
        self.record.append(self.new, stamp, run_id)
        missing = {name: content for name, content in files.items() if not (folder / name).exists()}
        if missing:
            folder.mkdir(parents=True, exist_ok=True)
            write_together(folder, missing)

    def _book(self) -> PostingBook:
        return posting_book(self.decided, self.known, self.period.last)

    def said(self) -> Export:
        """What it came to."""
        return Export(
            str(self.period),
            self.name,
            self.entries,
            tuple(self.made),
            self.books.outputs / str(self.period),
            (*self.record.findings, *self._findings()),
        )

    def _findings(self) -> list[Finding]:
        found: list[Finding] = []
        period = str(self.period)
        if self.entries and self.books.settings.accounts == Accounts():
            what = says("posting_default_accounts")
            found.append(
                Finding("ST660", Severity.LOOK, Where("recon.toml"), what, says("posting_default_accounts_fix"))
            )
        files = layouts.remade(self.decided, self._book(), period, self.books.settings)
        for one in layouts.lost(self.decided, period, files):
            what = says("posting_file_lost")
            found.append(Finding("ST661", Severity.LOOK, Where(one.file), what, says("posting_file_lost_fix")))
        listed = {e.row for e in self.entries if self.at is not None and e.day <= self.at}
        if listed:
            what = says("posting_in_the_list", count=len(listed), day=self.at)
            found.append(Finding("ST662", Severity.LOOK, Where(), what, says("posting_in_the_list_fix")))
        most = self.module.MOST_LINES
        long = [of for of in layouts.batches(self.entries, 1) if most and sum(len(e.lines) for e in of) > most]
        if long:
            what = says("posting_too_long", count=len(long), most=most, title=self.module.TITLE)
            found.append(Finding("ST663", Severity.LOOK, Where(), what, says("posting_too_long_fix")))
        return found


def _refuse_unknown_values(entries: Sequence[Entry], module: ModuleType, base: str) -> None:
    if not module.IN_BASE:
        return
    for entry in entries:
        if any(line.base_minor is None for line in entry.lines):
            what = says(
                "posting_no_rate",
                title=module.TITLE,
                base=base,
                number=entry.number,
                currency=entry.currency,
                day=entry.day,
            )
            raise InputError(what, fix=says("posting_no_rate_fix"))
