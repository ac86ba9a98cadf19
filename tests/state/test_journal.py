"""The journal: only whole batches count, and any change of what was written is named by its line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recon import journal
from recon.errors import BusyError, JournalError
from recon.journal import Entry, Recorded, Stamp
from tests.conftest import DEEP

STAMP = Stamp("Li Wei", datetime(2026, 4, 2, 9, 30, tzinfo=UTC))


def written(path: Path, *batches: int) -> Recorded:
    """A journal with batches of so many decisions each."""
    recorded = journal.read(path)
    for number, count in enumerate(batches):
        entries = [Entry("allocated", {"line": f"{number}-{n}", "payer": "上海光华"}) for n in range(count)]
        recorded = journal.append(path, recorded, entries, f"run{number}", STAMP)
    return recorded


def test_what_was_appended_is_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    recorded = written(path, 2, 1)
    assert journal.read(path) == recorded
    assert [e.data["line"] for e in recorded.entries] == ["0-0", "0-1", "1-0"]
    assert [(b.run_id, b.count, b.user) for b in recorded.batches] == [("run0", 2, "Li Wei"), ("run1", 1, "Li Wei")]


def test_an_empty_batch_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    assert journal.append(path, journal.read(path), [], "run", STAMP) == Recorded()
    assert not path.exists()


def test_a_batch_without_its_closing_line_does_not_count_and_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    whole = written(path, 2).size
    written(path, 3)
    content = path.read_bytes()
    path.write_bytes(content[:-1])  # all but the last line end
    torn = journal.read(path)
    assert (len(torn.entries), torn.tail) == (2, content[whole:-1])
    after, kept = journal.set_aside(path, torn)
    assert (tmp_path / kept).read_bytes() == torn.tail
    assert journal.read(path) == after
    assert path.read_bytes() == content[:whole]


@settings(derandomize=True, deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 2000))
def test_a_write_cut_off_anywhere_counts_as_whole_batches_only(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "journal.jsonl"
    path.unlink(missing_ok=True)
    ends = [0, written(path, 2).size, written(path, 1).size]
    content = path.read_bytes()
    path.write_bytes(content[:cut])
    recorded = journal.read(path)
    assert recorded.size == max(end for end in ends if end <= cut)
    journal.append(path, journal.set_aside(path, recorded)[0], [Entry("allocated", {"line": "new"})], "again", STAMP)
    assert journal.read(path).entries[-1].data == {"line": "new"}


def test_zeros_after_a_crash_count_as_torn(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    size = written(path, 1).size
    path.write_bytes(path.read_bytes() + b'{"data":{"li' + b"\0" * 500)
    assert journal.read(path).size == size


def test_every_changed_byte_is_found_and_its_line_named(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    written(path, 2, 1)
    content = path.read_bytes()
    for at in range(len(content)):
        row = content[:at].count(b"\n") + 1
        changes = (content[at] ^ 1, content[at] ^ 0x80, 0, 32, 10)
        for changed in changes if DEEP or at > len(content) - 20 else changes[at % 5 :][:1]:
            if changed == content[at]:
                continue
            path.write_bytes(content[:at] + bytes([changed]) + content[at + 1 :])
            with pytest.raises(JournalError) as refused:
                journal.read(path)
            assert refused.value.where.row is not None
            assert refused.value.where.row <= row + 1


@pytest.mark.parametrize("lost", [0, 1, 2, 3])
def test_a_line_taken_out_is_found(tmp_path: Path, lost: int) -> None:
    path = tmp_path / "journal.jsonl"
    written(path, 1, 2)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:lost] + lines[lost + 1 :]))
    with pytest.raises(JournalError) as refused:
        journal.read(path)
    assert refused.value.where.row == lost + 1


def test_a_journal_that_moved_on_is_not_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    before = written(path, 1)
    written(path, 1)
    content = path.read_bytes()
    with pytest.raises(JournalError):
        journal.append(path, before, [Entry("allocated", {})], "late", STAMP)
    assert path.read_bytes() == content


def test_a_journal_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.mkdir()  # no file can be opened here, whoever runs this
    with pytest.raises(BusyError):
        journal.append(path, Recorded(size=path.stat().st_size), [Entry("allocated", {})], "run", STAMP)
    assert path.is_dir()
