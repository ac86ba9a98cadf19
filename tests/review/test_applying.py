"""`apply` on the disk: the command, locked months, crashes, two at once."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from recon import journal, workspace
from recon.check import check
from recon.cli import main
from recon.close import Closed, close
from recon.errors import BusyError, InputError, PeriodLocked
from recon.lease import NAME, lease
from recon.periods.locking import lock
from recon.review.applying import apply_review
from recon.workspace import Workspace
from tests.conftest import DEEP
from tests.review.filling import fill
from tests.state.company import STAMP, company, mt940, put, tree


def filled(folder: Path) -> tuple[Workspace, Closed]:
    """A company whose one open line is decided in the book."""
    books = company(folder)
    done = close(books, None, STAMP)
    fill(done.review, "Review", {_key(done): {"decision": "on account", "customer": "C1"}})
    return books, done


def _key(done: Closed) -> str:
    return next(w.answer.line.fingerprint for w in done.month.waiting if w.answer.line.bank_id == "B3")


def test_the_command_applies_and_says_what_comes_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, done = filled(tmp_path)
    assert main(["apply", str(tmp_path), "--dry-run"]) == 0
    assert "Nothing was written" in capsys.readouterr().err
    assert main(["apply", str(tmp_path)]) == 0
    said = capsys.readouterr().err
    assert "1 row(s) applied" in said
    assert "recon close" in said
    assert main(["close", str(tmp_path)]) == 0  # nothing waits for a person any more
    assert done.review.exists()


def test_refused_rows_give_exit_code_3_and_their_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, done = filled(tmp_path)
    fill(done.review, "Review", {_key(done): {"customer": "Nobody Ltd"}})
    assert main(["apply", str(tmp_path), "--json"]) == 3
    said = json.loads(capsys.readouterr().out)
    assert (said["rows_applied"], said["refused"][0]["code"], said["decisions"]) == (0, "ST617", [])
    assert "review.xlsx, sheet Review, row 5, column" in said["refused"][0]["where"]
    assert main(["--lang", "zh", "apply", str(tmp_path)]) == 3
    assert "没有客户" in capsys.readouterr().err


def test_without_a_book_the_command_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    company(tmp_path)
    assert main(["apply", str(tmp_path)]) == 4
    assert "recon close" in capsys.readouterr().err


def test_a_locked_month_takes_no_decisions(tmp_path: Path) -> None:
    books, done = filled(tmp_path)
    book = done.review.read_bytes()
    done.review.unlink()
    close(books, None, STAMP)
    lock(books, "2026-03", STAMP, accept="seen")
    done.review.write_bytes(book)
    before = tree(tmp_path)
    with pytest.raises(PeriodLocked) as refused:
        apply_review(books, "2026-03", STAMP)
    assert refused.value.exit_code == 5
    assert tree(tmp_path) == before


def test_a_locked_month_that_is_built_again_asks_for_no_decisions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    books = company(tmp_path)
    close(books, None, STAMP)
    lock(books, "2026-03", STAMP, accept="nobody knows the payer")
    next((books.outputs / "2026-03").glob("*.csv")).unlink()
    capsys.readouterr()
    main(["--lang", "en", "close", str(tmp_path), "--period", "2026-03"])
    said = capsys.readouterr().err
    assert "Reports are in" in said
    assert "recon apply" not in said


def test_a_month_is_not_locked_over_decisions_that_are_not_applied(tmp_path: Path) -> None:
    books, _ = filled(tmp_path)
    with pytest.raises(Exception, match="recon apply"):
        lock(books, "2026-03", STAMP, accept="seen")


def test_another_run_at_work_is_waited_for(tmp_path: Path) -> None:
    books, _ = filled(tmp_path)
    before = tree(tmp_path)
    with lease(books.folder, STAMP), pytest.raises(BusyError, match="Li Wei"):
        apply_review(books, None, STAMP)
    assert tree(tmp_path) == before


def test_a_file_named_by_hand_is_taken(tmp_path: Path) -> None:
    books, done = filled(tmp_path)
    mailed = tmp_path / "from Anna.xlsx"
    done.review.rename(mailed)
    assert apply_review(books, None, STAMP, file=mailed).accepted == 1
    with pytest.raises(InputError):
        apply_review(books, None, STAMP, file=tmp_path / "none.xlsx")


def test_a_tail_that_was_cut_off_is_set_aside_and_said(tmp_path: Path) -> None:
    books, _ = filled(tmp_path)
    with books.journal.open("ab") as stream:
        stream.write(b'{"data":{}')
    applied = apply_review(books, None, STAMP)
    assert [finding.code for finding in applied.findings] == ["ST500"]
    assert len(journal.read(books.journal).batches) == 2


def run_in_child(folder: Path, name: str, at: int, after: bool) -> bool:
    """Apply and close in a process that is killed at the n-th call of that name, before or after it."""
    child = os.fork()
    if child == 0:
        count, real = 0, getattr(os, name)

        def watched(*args: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count == at and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            done = real(*args, **more)
            if count == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return done

        setattr(os, name, watched)
        try:
            books = workspace.open(folder)
            apply_review(books, None, STAMP)
            close(books, None, STAMP)
        except BaseException:
            os._exit(5)
        os._exit(7)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_killed_anywhere_apply_and_close_end_as_if_nothing_had_happened(tmp_path: Path) -> None:
    books, _ = filled(tmp_path / "a")
    start = tree(tmp_path / "a")
    apply_review(books, None, STAMP)
    close(books, None, STAMP)
    after = tree(tmp_path / "a")
    # The journal's own sync, the two renames of the outputs, and the one of the book.
    faults = (("fsync", 2, False), ("fsync", 2, True), ("rename", 1, True), ("replace", 1, False), ("replace", 1, True))
    for n, fault in enumerate(faults if not DEEP else [*faults, *(("fsync", at, True) for at in range(1, 60))]):
        folder = tmp_path / f"b{n}"
        for name, content in start.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        assert run_in_child(folder, *fault), fault
        again = workspace.open(folder)
        apply_review(again, None, STAMP)
        close(again, None, STAMP)
        found = {name: content for name, content in tree(folder).items() if ".torn-" not in name and name != NAME}
        assert found == after, fault
        assert [f for f in check(again) if f.code == "ST600"] == []


def test_a_book_is_left_by_nothing_but_itself(tmp_path: Path) -> None:
    books, done = filled(tmp_path)
    apply_review(books, None, STAMP)
    put(tmp_path, "bank/late.sta", mt940([("0331", 10_00, "B20", "Somebody", "x")], "5", 1310_10))
    close(books, None, STAMP)
    assert [path.name for path in done.review.parent.iterdir()] == ["review.xlsx"]
