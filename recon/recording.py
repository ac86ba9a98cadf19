"""The journal of a company's folder as decisions: read by anybody, written to by one at a time.

Law: who writes has read under the lease. What a run before has left half-written is set aside, said, and never counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from recon import journal
from recon.decisions import Decided, Decision, digest, replay, to_entry
from recon.errors import Finding, Severity, Where
from recon.journal import RUN_ID, Recorded, Stamp
from recon.lease import lease
from recon.words import says
from recon.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Recording:
    """The journal of a folder as it was read."""

    path: Path
    recorded: Recorded
    decided: Decided
    findings: tuple[Finding, ...]  # of the run before: it was killed, or its batch was cut off

    @property
    def rows(self) -> int:
        """How many lines count."""
        return self.recorded.rows

    def append(self, decisions: Sequence[Decision], stamp: Stamp, run_id: str = "") -> None:
        """Write decisions as one closed batch, of a run named after them where it has no other name.

        Raises:
            JournalError: the file is no longer as it was read.
            BusyError: it cannot be written or the disk is full; the journal is then as it was before.
        """
        kept, _ = journal.set_aside(self.path, self.recorded)
        entries = [to_entry(one) for one in decisions]
        journal.append(self.path, kept, entries, run_id or digest(decisions)[:RUN_ID], stamp)


def read(books: Workspace) -> Recording:
    """The journal of a folder and what it comes to.

    Raises:
        JournalError: the chain or the replay breaks; the first broken line is named.
    """
    path = books.journal
    recorded = journal.read(path)
    decided = replay(recorded.entries, path.name)
    row = recorded.rows + 1
    torn = Finding("ST500", Severity.LOOK, Where(path.name, row=row), says("journal_torn", row=row))
    return Recording(path, recorded, decided, (torn,) if recorded.tail else ())


@contextmanager
def writing(books: Workspace, stamp: Stamp) -> Iterator[Recording]:
    """Hold the folder and its journal for one run.

    Raises:
        BusyError: someone else holds the folder.
        JournalError: as `read`.
    """
    with lease(books.folder, stamp) as taken_over:
        found = read(books)
        yield replace(found, findings=(*taken_over, *found.findings))
