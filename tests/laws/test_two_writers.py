"""Two people in one folder: what comes out is what one of them after the other would have made, or one of them alone.

A deep run is a hundred rounds; in a third of them one of the two is killed.
"""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from random import Random

import pytest

from recon import journal, workspace
from recon.decisions import replay
from tests.conftest import DEEP
from tests.laws import books
from tests.laws.faults import Ended, copied, done, start, state
from tests.state.company import put

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
ROUNDS = 100 if DEEP else 2
WORK: Mapping[str, tuple[str, ...]] = {
    "close": ("close",),
    "apply": ("apply",),
    "undo": ("undo", "--line", "B1", "--why", "paid by mistake"),
    "export": ("export",),
}
Doing = tuple[str, str]  # a command and who runs it
REFUSED = 5


class Serial:
    """What a folder holds after some commands one after the other, and a last close by a third person."""

    def __init__(self, before: Path, root: Path) -> None:
        self.before, self.root = before, root
        self._known: dict[tuple[Doing, ...], dict[str, bytes]] = {}

    def after(self, doing: Sequence[Doing]) -> dict[str, bytes]:
        """The folder, worked out once."""
        key = tuple(doing)
        if key not in self._known:
            folder = copied(self.before, self.root / "serial")
            for name, user in doing:
                done(self.root / "serial.log", *WORK[name], folder, user=user)
            self._known[key] = healed(folder, self.root / "serial.log")
        return self._known[key]


def healed(folder: Path, log: Path) -> dict[str, bytes]:
    """A folder after a clean run of a third person, who has the last word over outputs that were cut off."""
    ended = done(log, "close", folder, user="Third")
    assert ended.code in (0, 3), ended.talk
    return state(folder)


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> Serial:
    root = tmp_path_factory.mktemp("two")
    before = books.ticked(root / "before")
    done(root / "log", "apply", before)  # something to undo and to export besides
    put(before, "bank/late.sta", books.late())
    return Serial(before, root)


def possible(serial: Serial, doing: Sequence[Doing], ended: Sequence[Ended]) -> list[tuple[Doing, ...]]:
    """The orders that end in what was seen: who was refused has done nothing, who was killed all or nothing."""
    orders: list[tuple[Doing, ...]] = []
    must = [one for one, end in zip(doing, ended, strict=True) if end.code not in (REFUSED, 137)]
    may = [one for one, end in zip(doing, ended, strict=True) if end.code == 137]
    for chosen in ([*must, *may], must):
        orders += [tuple(chosen), tuple(reversed(chosen))]
    return list(dict.fromkeys(orders))


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_at_once_leave_what_one_after_the_other_leaves(serial: Serial, round_: int, tmp_path: Path) -> None:
    draw = Random(f"two {round_}")
    folder = copied(serial.before, tmp_path / "run")
    doing: list[Doing] = [(draw.choice(sorted(WORK)), "Ada"), (draw.choice(sorted(WORK)), "Bo")]
    first = start(tmp_path / "ada.log", *WORK[doing[0][0]], folder, user="Ada")
    time.sleep(draw.random() * draw.choice((0.02, 0.2, 0.8)))
    second = start(tmp_path / "bo.log", *WORK[doing[1][0]], folder, user="Bo")
    if round_ % 3 == 1:
        time.sleep(draw.random() * 0.5)
        draw.choice((first, second)).kill()
    ended = [first.wait(), second.wait()]
    for mine, other in ((0, 1), (1, 0)):
        if ended[mine].code == REFUSED:
            holder = (doing[other][1], socket.gethostname(), str((first, second)[other].pid))
            assert all(word in ended[mine].talk for word in holder), ended[mine].talk
        assert ended[mine].code in (0, 3, 4, REFUSED, 137), ended[mine]
        assert "Traceback" not in ended[mine].talk
    journal.read(folder / "decisions/journal.jsonl")  # refuses a broken chain
    found = healed(folder, tmp_path / "log")
    orders = possible(serial, doing, ended)
    assert any(found == serial.after(order) for order in orders), f"{doing} {[end.code for end in ended]}"
    once(folder)


def once(folder: Path) -> None:
    """No bank line is posted twice."""
    recorded = journal.read(workspace.open(folder).journal)
    decided = replay(recorded.entries, "journal.jsonl")
    for line, postings in decided.posted.items():
        amount = abs(postings[0].answer.line.amount_minor)
        used = abs(sum(a.line_minor for p in postings for a in p.allocations))
        assert used <= amount, f"{line} is used for more than it brought"


def test_who_comes_second_is_told_who_is_at_work(serial: Serial, tmp_path: Path) -> None:
    folder = copied(serial.before, tmp_path / "run")
    first = start(tmp_path / "ada.log", "close", folder, user="Ada", before=_slowly)
    while not (folder / "lease.json").exists():
        time.sleep(0.01)
    refused = done(tmp_path / "bo.log", "apply", folder, user="Bo")
    assert refused.code == REFUSED
    assert all(word in refused.talk for word in ("Ada", socket.gethostname(), str(first.pid))), refused.talk
    assert first.wait().code in (0, 3)
    assert done(tmp_path / "bo.log", "apply", folder, user="Bo").code in (0, 3)


def _slowly() -> None:
    """This process takes its time while it holds the folder."""
    close = import_module("recon.close")
    read = close.read_inputs

    def later(*args: workspace.Workspace) -> object:
        time.sleep(0.5)
        return read(*args)

    vars(close)["read_inputs"] = later
