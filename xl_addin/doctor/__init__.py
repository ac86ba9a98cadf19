"""What keeps the add-in from working on a machine, found before a person meets it: one check, one sentence, one remedy.

Law: the doctor looks and changes nothing. Each of its modules has `checks(machine)`, which yields what applies to the
machine at hand. The remedies come from what users of xlwings ran into, and from what Office's policies forbid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xl_addin.doctor import addin, excel, python, trust
from xl_addin.doctor.check import Check, State, look, ok, wrong
from xl_addin.places import Machine

__all__ = ["Check", "State", "examine", "look", "ok", "worst", "wrong"]


def examine(machine: Machine) -> Iterator[Check]:
    """Every check that applies to this machine, from the Python up to the add-in."""
    for part in (python, excel, trust, addin):
        yield from part.checks(machine)


def worst(checks: Iterable[Check]) -> State:
    """The gravest state of all."""
    return max((one.state for one in checks), key=list(State).index, default=State.OK)
