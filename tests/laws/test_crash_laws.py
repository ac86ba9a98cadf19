"""Killed anywhere, a month end leaves the old state or the new; a clean run after it ends as if nothing happened."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recon import workspace
from recon.check import check
from recon.close import close
from recon.lease import NAME
from recon.publish import MANIFEST
from tests.conftest import DEEP
from tests.state.company import STAMP, company, mt940, put, tree

WATCHED = ("fsync", "rename", "unlink", "rmdir", "truncate", "ftruncate", "mkdir")


def before_and_after(tmp_path: Path) -> tuple[Path, dict[str, bytes]]:
    """A folder with a month closed and a new receipt in it, and what it is after a run without a fault."""
    books = company(tmp_path / "before")
    close(books, None, STAMP)
    put(tmp_path / "before", "bank/more.sta", mt940([("0330", 80_00, "B9", "Cella Srl", "INV-10026")], "4", 1310_10))
    shutil.copytree(tmp_path / "before", tmp_path / "after")
    close(workspace.open(tmp_path / "after"), None, STAMP)
    return tmp_path / "before", tree(tmp_path / "after")


def run_in_child(folder: Path, at: int, fault: Callable[[str], None]) -> bool:
    """Close in a process of its own with a fault at the n-th call that changes the disk; False when it never came."""
    child = os.fork()
    if child == 0:
        count = 0

        def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any, **more: Any) -> Any:
                nonlocal count
                count += 1
                if count == at:
                    fault(name)
                return real(*args, **more)

            return call

        for name in WATCHED:
            setattr(os, name, watched(name, getattr(os, name)))
        try:
            close(workspace.open(folder), None, STAMP)
        except BaseException:
            os._exit(5)
        os._exit(0 if count >= at else 7)
    _, status = os.waitpid(child, 0)
    return not (os.WIFEXITED(status) and os.WEXITSTATUS(status) == 7)


def die(_name: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(_name: str) -> None:
    raise OSError(28, "No space left on device")


def points(step: int) -> range:
    """Every call in a deep run; else one in `step`."""
    return range(1, 400, 1 if DEEP else step)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_killed_at_any_change_of_the_disk_the_next_run_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    before, after = before_and_after(tmp_path)
    old = tree(before / "outputs")
    reached = 0
    for at in points(9):
        folder = tmp_path / "run"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(before, folder)
        if not run_in_child(folder, at, die):
            break
        reached += 1
        found = {k: v for k, v in tree(folder / "outputs").items() if k.startswith("2026-03/")}
        new = {k.removeprefix("outputs/"): v for k, v in after.items() if k.startswith("outputs/")}
        assert found in (old, new, {}), f"half-published at call {at}"
        assert found or (folder / "outputs/.old-2026-03" / MANIFEST).exists()
        close(workspace.open(folder), None, STAMP)
        now = tree(folder)
        torn = [name for name in now if "torn" in name]
        assert {name: now[name] for name in now if name not in torn} == after, f"killed at call {at}"
        assert check(workspace.open(folder)) == ()
    assert reached >= 4


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_a_disk_that_refuses_any_change_leaves_the_old_state_or_the_new(tmp_path: Path) -> None:
    before, after = before_and_after(tmp_path)
    old = tree(before)
    reached = 0
    for at in points(14):
        folder = tmp_path / "run"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(before, folder)
        if not run_in_child(folder, at, refuse):
            break
        reached += 1
        found = {k: v for k, v in tree(folder).items() if k != NAME and "/." not in k}
        new_journal = {**old, "decisions/journal.jsonl": after["decisions/journal.jsonl"]}
        assert found in (old, after, new_journal), f"refused at call {at}"
        close(workspace.open(folder), None, STAMP)
        assert {k: v for k, v in tree(folder).items() if "torn" not in k} == after, f"refused at call {at}"
    assert reached >= 4
