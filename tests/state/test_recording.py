"""The journal read and written by one run at a time, on the small company."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from recon import recording
from recon.close import close
from recon.errors import Finding
from recon.export import export
from recon.note import note
from recon.periods.locking import lock, reopen
from recon.undo import undo
from recon.workspace import Workspace
from tests.state.company import STAMP, company

Run = Callable[[Workspace], tuple[Finding, ...]]
TORN = b'{"data":{}'


def first(books: Workspace) -> int:
    return recording.read(books).decided.postings()[0].row


RUNS: dict[str, Run] = {
    "close": lambda books: close(books, None, STAMP).findings,
    "note": lambda books: note(books, "call", "C1", STAMP, text="rang").findings,
    "undo": lambda books: undo(books, "wrong", STAMP, decisions=[first(books)]).findings,
    "export": lambda books: export(books, None, STAMP).findings,
    "lock": lambda books: lock(books, "2026-03", STAMP, accept="as agreed").findings,
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_every_run_that_writes_sets_a_torn_tail_aside_and_says_so(tmp_path: Path, run: Run) -> None:
    books = company(tmp_path)
    close(books, None, STAMP)
    with books.journal.open("ab") as stream:
        stream.write(TORN)
    assert "ST500" in {finding.code for finding in run(books)}
    assert [path.read_bytes() for path in books.journal.parent.glob("*.torn-*")] == [TORN]
    assert recording.read(books).findings == ()


def test_a_month_opened_again_says_the_torn_tail_it_has_set_aside(tmp_path: Path) -> None:
    books = company(tmp_path)
    close(books, None, STAMP)
    lock(books, "2026-03", STAMP, accept="as agreed")
    with books.journal.open("ab") as stream:
        stream.write(TORN)
    assert "ST500" in {finding.code for finding in reopen(books, "2026-03", STAMP, why="wrong").findings}


def test_a_batch_without_a_name_is_named_after_its_decisions(tmp_path: Path) -> None:
    books = company(tmp_path)
    noted = note(books, "call", "C1", STAMP, text="rang").event
    (batch,) = recording.read(books).recorded.batches
    with recording.writing(books, STAMP) as record:
        record.append([noted], STAMP)
    assert recording.read(books).recorded.batches[-1].run_id == batch.run_id
