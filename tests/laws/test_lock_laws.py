"""A lock cut off anywhere leaves the old state or the new; nothing decided later moves locked money."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recon import ledger, workspace
from recon.close import close
from recon.decisions import Decision, Locked, Posted, Reversed, WrittenOff
from recon.decisions.kinds import ALLOCATED, NOT_OURS, PUT_ON_ACCOUNT
from recon.decisions.replay import Decided, decided
from recon.errors import JournalError
from recon.lease import NAME
from recon.ledger.openings import Opening
from recon.match.outcome import Answer, Outcome
from recon.periods.locking import lock
from recon.periods.verify import verify
from recon.publish import Stage
from recon.rows import Allocation, Booking, OpenItem, StatementLine
from recon.words import says
from tests.conftest import DEEP
from tests.state.company import STAMP, company, mt940, put, tree

WATCHED = ("fsync", "rename", "unlink", "rmdir", "truncate", "ftruncate", "mkdir")
WHY = "asked"
MARCH_END = date(2026, 3, 31)


def before_and_after(tmp_path: Path) -> tuple[Path, dict[str, bytes]]:
    """A closed month, and what its folder is after a lock without a fault."""
    close(company(tmp_path / "before"), None, STAMP)
    shutil.copytree(tmp_path / "before", tmp_path / "after")
    lock(workspace.open(tmp_path / "after"), "2026-03", STAMP, accept=WHY)
    return tmp_path / "before", tree(tmp_path / "after")


def run_in_child(folder: Path, at: int, fault: Callable[[], None]) -> bool:
    """Lock in a process of its own with a fault at the n-th call that changes the disk; False when it never came."""
    child = os.fork()
    if child == 0:
        count = 0

        def watched(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any, **more: Any) -> Any:
                nonlocal count
                count += 1
                if count == at:
                    fault()
                return real(*args, **more)

            return call

        for name in WATCHED:
            setattr(os, name, watched(getattr(os, name)))
        try:
            lock(workspace.open(folder), "2026-03", STAMP, accept=WHY)
        except BaseException:
            os._exit(5)
        os._exit(0 if count >= at else 7)
    _, status = os.waitpid(child, 0)
    return not (os.WIFEXITED(status) and os.WEXITSTATUS(status) == 7)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse() -> None:
    raise OSError(28, "No space left on device")


def points(step: int) -> range:
    """Every call in a deep run; else one in `step`."""
    return range(1, 400, 1 if DEEP else step)


def settled(folder: Path) -> dict[str, bytes]:
    """What counts of a folder: without what a torn batch left behind, and the lease of a killed run."""
    return {name: content for name, content in tree(folder).items() if "torn" not in name and name != NAME}


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.parametrize(("fault", "step"), [(die, 17), (refuse, 29)])
def test_a_lock_cut_off_anywhere_is_made_good_by_the_next(tmp_path: Path, fault: Callable[[], None], step: int) -> None:
    before, after = before_and_after(tmp_path)
    drafts = {k: v for k, v in tree(before).items() if k.startswith("outputs/2026-03/")}
    finals = {k: v for k, v in after.items() if k.startswith("outputs/2026-03/")}
    healed: set[str] = set()
    for at in points(step):
        folder = tmp_path / "run"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(before, folder)
        if not run_in_child(folder, at, fault):
            break
        found = {k: v for k, v in tree(folder).items() if k.startswith("outputs/2026-03/")}
        assert found in (drafts, finals, {}), f"half-published at call {at}"
        books = workspace.open(folder)
        if (folder / "decisions/journal.jsonl").read_bytes() != after["decisions/journal.jsonl"]:
            healed.add("locked anew")
            lock(books, "2026-03", STAMP, accept=WHY)
        elif found != finals or Stage(books.outputs, "2026-03").is_cut_off:
            # The lock stands in the journal and its reports do not: whichever runs next publishes them.
            healed.add("made good")
            if at % 2:
                close(books, None, STAMP)
            else:
                assert lock(books, "2026-03", STAMP).made_good
        assert settled(folder) == {name: content for name, content in after.items() if name != NAME}
        assert verify(workspace.open(folder)).breaks == ()
    assert "locked anew" in healed


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.parametrize("by", ["close", "lock"])
def test_killed_between_journal_and_publishing_the_locked_reports_are_built_by_the_next_run(
    tmp_path: Path, by: str
) -> None:
    before, after = before_and_after(tmp_path)
    for name in ("decisions/journal.jsonl", next(n for n in after if n.startswith("decisions/recon."))):
        (before / name).write_bytes(after[name])
    put(before, "bank/april.sta", mt940([("0402", 1_00, "B6", "Nobody", "?")], "4", 1310_10))
    books = workspace.open(before)
    april = close(books, None, STAMP)
    assert [f.code for f in april.findings] == ["ST683"]
    if by == "close":
        assert close(books, "2026-03", STAMP).published
    else:
        assert lock(books, "2026-03", STAMP).made_good
    now = tree(before)
    assert {k: now[k] for k in now if "2026-03/" in k} == {k: after[k] for k in after if "2026-03/" in k}


def a_line(n: int, booked: date) -> StatementLine:
    return StatementLine(f"L{n}", f"{n:032x}", "A", booked, "EUR", 100_00)


LINES = [a_line(n, date(2026, 3, 10) + timedelta(days=10 * n)) for n in range(5)]
ITEMS = tuple(
    OpenItem(f"I{n}", "C1", "Alpina", date(2026, 3, 1), date(2026, 3, 31), "EUR", 100_00, 100_00) for n in range(4)
)
LOCK = Locked("2026-03", "r", {}, {}, {}, "", "Li", "", row=4)


def posting(n: int, item: int, cents: int, day: date, kind: str = ALLOCATED) -> Posted:
    line = LINES[n]
    answer = Answer(line, Outcome.POSTED, (), says("answer_unmatched"))
    if kind == ALLOCATED:
        part = Allocation(line.fingerprint, f"I{item}", day, "EUR", cents, line_minor=cents)
        return Posted(kind, "2026-04", answer, (part,))
    parts = (Booking(line.fingerprint, day, "EUR", cents, "other"),) if kind == NOT_OURS else ()
    return Posted(kind, "2026-04", answer, (), parts)


BEFORE: tuple[Decision, ...] = (
    posting(0, 0, 100_00, date(2026, 3, 10)),
    posting(1, 1, 40_00, date(2026, 3, 20)),
    posting(1, 2, 30_00, date(2026, 3, 20), NOT_OURS),
)


def numbered_from(row: int, later: list[Decision]) -> list[Decision]:
    return [replace(one, row=row + n) for n, one in enumerate(later)]


@st.composite
def later_decisions(draw: st.DrawFn) -> list[Decision]:
    """Whatever may be decided after the lock, on any day."""
    days = st.dates(date(2026, 3, 1), date(2026, 5, 31))
    found: list[Decision] = []
    for _ in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from((ALLOCATED, NOT_OURS, PUT_ON_ACCOUNT, "write off", "take back")))
        if kind == "take back":
            row = draw(st.sampled_from((1, 2, 3, 5, 6, 7)))
            found.append(Reversed((row,), draw(st.none() | days), "wrong"))
        elif kind == "write off":
            part = Allocation("", f"I{draw(st.integers(0, 3))}", draw(days), "EUR", 0, draw(st.integers(1, 50_00)))
            found.append(WrittenOff("2026-04", part))
        else:
            n, item, cents = draw(st.integers(0, 4)), draw(st.integers(0, 3)), draw(st.integers(1, 60_00))
            found.append(posting(n, item, cents, draw(days), kind))
    return found


def at_the_locked_day(now: Decided) -> tuple[object, ...]:
    """Open items and unapplied cash of the locked day."""
    start = Opening(None, ITEMS, (), ())
    there = ledger.position(start, now.allocations, MARCH_END)
    lines = [line for line in LINES if line.booked <= MARCH_END]
    cash = ledger.unapplied(lines, there.applied, ledger.booked(now.bookings, start, MARCH_END), {}, {})
    return there.items, there.closed, cash


@given(later=later_decisions())
def test_nothing_decided_after_a_lock_moves_money_up_to_the_locked_day(later: list[Decision]) -> None:
    taken: list[Decision] = [*numbered_from(1, list(BEFORE)), LOCK]
    locked = at_the_locked_day(decided(taken))
    for one in later:
        with_it = [*taken, *numbered_from(len(taken) + 1, [one])]
        try:
            now = decided(with_it)
        except JournalError:
            continue  # refused: it would move locked money, or fits nothing that stands
        taken = with_it
        assert at_the_locked_day(now) == locked
