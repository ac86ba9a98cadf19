"""What a cell shows where a function refuses: a real error value, and the sentence behind it, kept for AR_LASTERROR.

#VALUE! is an input that is wrong or missing, #N/A something that was looked for and is not there, #NUM! a number that
cannot be.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from recon.errors import InputError, ReconError
from recon.words import says
from xl_addin.cells import NONE, Cells
from xl_addin.formula.language import language

WRONG, NOT_FOUND, OUT_OF_RANGE = "#VALUE!", "#N/A", "#NUM!"
ERRORS = frozenset([WRONG, NOT_FOUND, OUT_OF_RANGE, "#REF!", "#DIV/0!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!"])
_MOST = 2000  # cells whose message is kept


class NotFound(InputError):  # noqa: N818 - what is wrong
    """Something was looked for and is not there."""


class OutOfRange(InputError):  # noqa: N818 - what is wrong
    """A number that cannot be."""


@dataclass
class _Kept:
    caller: Cells = NONE  # the cell that is being worked out
    refused: int = 0  # refusals so far
    last: str = ""
    of: OrderedDict[tuple[str, str, int, int], str] = field(default_factory=OrderedDict)  # by place of the cell


_kept = _Kept()


def failed(error: Exception) -> str:
    """The error value for a refusal; what it says is kept for the cell that is being worked out."""
    if not isinstance(error, ReconError):
        error = ReconError(says("excel_bug", kind=f"{type(error).__name__}: {error}"))
    text = error.text(language())
    _kept.refused += 1
    _kept.last = text
    if _kept.caller.top:
        _kept.of.setdefault(_kept.caller.place, text)  # of several, the first says most
        while len(_kept.of) > _MOST:
            _kept.of.popitem(last=False)
    return NOT_FOUND if isinstance(error, NotFound) else OUT_OF_RANGE if isinstance(error, OutOfRange) else WRONG


def message(of: Cells = NONE) -> str:
    """What the last refusal said, or the one of a cell; "" where it did not refuse."""
    return _kept.of.get(of.place, "") if of.top else _kept.last


def refusals() -> int:
    """How many there were so far: unchanged after a call means that nothing was refused."""
    return _kept.refused


@contextmanager
def working_out(caller: Cells) -> Iterator[None]:
    """Everything refused within is of this cell; what it said before is forgotten."""
    before, _kept.caller = _kept.caller, caller
    _kept.of.pop(caller.place, None)
    try:
        yield
    finally:
        _kept.caller = before
