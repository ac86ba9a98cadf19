"""Killed or refused anywhere, a command leaves the old state or the new; run again it ends as if nothing had happened.

A deep run goes through every call that changes the disk and through 200 random moments of each command; and, where
there is strace, through every such call of the command as a user starts it.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from recon.lease import NAME
from recon.publish import MANIFEST
from tests.conftest import DEEP
from tests.laws import books
from tests.laws.faults import AT, Counter, copied, die, done, refuse, start, state

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
MOMENTS = 200 if DEEP else 1
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)
CALLS = "rename,renameat,renameat2,fsync,unlink,unlinkat,rmdir,mkdir,mkdirat,truncate,ftruncate"
JOURNAL, OUTPUTS = "decisions/journal.jsonl", "outputs/"


@dataclass(frozen=True)
class Case:
    """A command with something to do."""

    before: Path  # the folder it is given; never run in
    args: tuple[str, ...]
    calls: tuple[str, ...]  # the calls by which it changes the disk, in their order
    takes: float  # seconds
    codes: tuple[int, ...]  # exit codes when it runs, and when it runs once more
    old: Mapping[str, bytes]
    new: Mapping[str, bytes]

    def on(self, folder: Path) -> tuple[object, ...]:
        """Its arguments for a folder."""
        return (*self.args, folder)


MAKERS: dict[str, tuple[Callable[[Path], Path], tuple[str, ...]]] = {
    "close": (books.begun, ("close",)),
    "apply": (books.ticked, ("apply",)),
    "close again": (books.taken, ("close",)),
    "undo": (books.applied, ("undo", "--line", "B1", "--why", "paid by mistake")),
    "export": (books.applied, ("export",)),
    "lock": (books.applied, ("lock", "--period", books.PERIOD)),
}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Case]:
    """Each case, made when it is first asked for."""
    made: dict[str, Case] = {}

    def case(name: str) -> Case:
        if name not in made:
            made[name] = _case(tmp_path_factory.mktemp(name.replace(" ", "-")), *MAKERS[name])
        return made[name]

    return case


def _case(root: Path, maker: Callable[[Path], Path], args: tuple[str, ...]) -> Case:
    before, after, log = maker(root / "before"), root / "after", root / "log"
    copied(before, after)
    counter = Counter(0, die, root / "seen")
    began = time.perf_counter()
    code = start(log, *args, after, before=counter).wait().code
    takes = time.perf_counter() - began
    assert code in (0, 3), log.read_text("utf-8")
    new = state(after)
    again = done(log, *args, after).code
    assert state(after) == new, "it is not the same when it is run again"
    done(log, "close", after)  # where decisions were taken, the outputs of before are said to be older
    assert done(log, "verify", after).code == 0, log.read_text("utf-8")
    assert done(log, "check", after).code == 0, log.read_text("utf-8")
    return Case(before, args, counter.calls(), takes, (code, again), state(before), new)


def points(case: Case) -> Iterator[int]:
    """Every call in a deep run; else those that put the new in place of the old, and one in the middle."""
    count = len(case.calls)
    few = {n for n, call in enumerate(case.calls, 1) if call in ("rename", "replace")}
    yield from range(1, count + 1) if DEEP else sorted(few | {count // 2 + 1})


def commands(*fast: str) -> list[object]:
    """The commands a claim is held for; those that are not `fast` in a deep run only."""
    return [name if name in fast else pytest.param(name, marks=pytest.mark.deep) for name in MAKERS]


def refuse_half_of_it(found: Mapping[str, bytes], case: Case, at: str) -> None:
    """Each part of the folder is as it was or as it will be; what is cut off lies under names of its own."""
    seen = {name: content for name, content in found.items() if "/." not in name and name != NAME}
    journal = seen.get(JOURNAL, b"")
    assert journal.startswith(case.old[JOURNAL]), f"decisions are lost {at}"
    assert case.new[JOURNAL].startswith(journal), f"other decisions {at}"
    for part in (OUTPUTS, "work/", "inputs/"):
        of = {name: content for name, content in seen.items() if name.startswith(part)}
        old, new = ({n: c for n, c in side.items() if n.startswith(part)} for side in (case.old, case.new))
        # Between two renames the old outputs lie beside their place.
        aside = part == OUTPUTS and not of and f"outputs/.old-{books.PERIOD}/{MANIFEST}" in found
        assert of in (old, new) or aside, f"half of {part} {at}"


@pytest.mark.parametrize("name", commands("close", "apply"))
def test_killed_at_any_change_of_the_disk_the_next_run_ends_as_if_nothing_had_happened(
    cases: Callable[[str], Case], name: str, tmp_path: Path
) -> None:
    case, folder, log = cases(name), tmp_path / "run", tmp_path / "log"
    for at in points(case):
        copied(case.before, folder)
        ended = start(log, *case.on(folder), before=Counter(at, die, tmp_path / "seen")).wait()
        said = f"killed at call {at}, {case.calls[at - 1]}"
        assert ended.code == 137, said
        refuse_half_of_it(state(folder), case, said)
        again = done(log, *case.on(folder))
        assert state(folder) == case.new, f"{said}: {differs(state(folder), case.new)}"
        assert again.code in case.codes, f"{said}: {again}"


@pytest.mark.parametrize("name", commands("close"))
def test_killed_at_a_random_moment_the_next_run_ends_as_if_nothing_had_happened(
    cases: Callable[[str], Case], name: str, tmp_path: Path
) -> None:
    case, folder, log, draw = cases(name), tmp_path / "run", tmp_path / "log", Random(name)
    for n in range(MOMENTS):
        copied(case.before, folder)
        running = start(log, *case.on(folder))
        time.sleep(case.takes * 1.05 * draw.betavariate(2.5, 1))  # most is written towards the end
        running.kill()
        running.wait()
        refuse_half_of_it(state(folder), case, f"killed at moment {n}")
        done(log, *case.on(folder))
        assert state(folder) == case.new, f"killed at moment {n}: {differs(state(folder), case.new)}"


@pytest.mark.parametrize("name", commands("close", "apply"))
def test_a_disk_that_refuses_any_change_leaves_the_old_state_or_the_new_and_is_said(
    cases: Callable[[str], Case], name: str, tmp_path: Path
) -> None:
    case, folder, log = cases(name), tmp_path / "run", tmp_path / "log"
    for at in points(case):
        number = ERRORS[at % len(ERRORS)]
        said = f"{errno.errorcode[number]} at call {at}, {case.calls[at - 1]}"
        copied(case.before, folder)
        ended = start(log, *case.on(folder), before=Counter(at, refuse(number), tmp_path / "seen")).wait()
        found = state(folder)
        refuse_half_of_it(found, case, said)
        assert "Traceback" not in ended.talk
        assert ended.code in (5, *case.codes), f"{said}: {ended}"
        if ended.code != 5:  # what it could not clear up is no loss
            assert {n: c for n, c in found.items() if "/." not in n and n != NAME} == case.new, said
        done(log, *case.on(folder))
        assert state(folder) == case.new, f"{said}: {differs(state(folder), case.new)}"


@pytest.mark.deep
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("name", ["close", "apply", "export", "lock"])
def test_killed_by_the_system_at_any_change_of_the_disk_the_next_run_ends_as_if_nothing_had_happened(
    cases: Callable[[str], Case], name: str, tmp_path: Path
) -> None:
    case, folder, log = cases(name), tmp_path / "run", tmp_path / "log"
    traced(case, copied(case.before, folder), f"trace={CALLS}", tmp_path / "trace")
    assert state(folder) == case.new
    lines = (tmp_path / "trace").read_text("utf-8").splitlines()
    seen = [line.split(maxsplit=1)[1].partition("(")[0] for line in lines if "(" in line]
    assert len(seen) >= 5
    for at, call in enumerate(seen, 1):
        nth = seen[:at].count(call)  # strace counts each kind of call for itself
        copied(case.before, folder)
        traced(case, folder, f"trace={call}", tmp_path / "trace", "-e", f"inject={call}:signal=KILL:when={nth}")
        refuse_half_of_it(state(folder), case, f"killed at {call} {nth}")
        done(log, *case.on(folder))
        assert state(folder) == case.new, f"killed at {call} {nth}: {differs(state(folder), case.new)}"


def traced(case: Case, folder: Path, calls: str, out: Path, *more: str) -> None:
    """Run the command as a user starts it, under strace."""
    own = {"RECON_NOW": AT, "RECON_USER": "Li Wei", "RECON_LANG": "en", "PYTHONDONTWRITEBYTECODE": "1"}
    program = ["strace", "-f", "-qq", "-o", str(out), "-e", calls, *more, sys.executable, "-m", "recon"]
    arguments = [str(one) for one in case.on(folder)]
    subprocess.run([*program, *arguments], env={**os.environ, **own}, capture_output=True, check=False)


def differs(found: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> list[str]:
    """The files that are other, missing or too many."""
    return sorted(n for n in found.keys() | wanted.keys() if found.get(n) != wanted.get(n))
