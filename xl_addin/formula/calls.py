"""A call of a worksheet function, as the host makes it for every cell.

Law: the same cells give the same answer and are worked out once; a changed cell is seen. A refusal never leaves here
as an exception: the cell shows an error value, and `refusals.message` says why. What a refusal says names cells, so
only answers without one are kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from xl_addin.cells import NONE, Cells, one
from xl_addin.formula.language import language
from xl_addin.formula.refusals import failed, refusals, working_out
from xl_addin.registry import Function

_MOST = 12  # answers kept; a large table takes a few megabytes
_SMALL = 64  # cells: a call about fewer is quicker worked out than looked up, and would push out the large ones
_answers: OrderedDict[tuple[str, ...], Cells] = OrderedDict()


def call(function: Function, arguments: Sequence[Cells], caller: Cells = NONE) -> Cells:
    """What the cells of a formula show: values, and error values as their text ("#N/A").

    Args:
        function: of `registry.functions()`.
        arguments: one for each of its arguments, `NONE` for one that was left out; a shorter list leaves out the rest.
        caller: the cell (or the first cell of the block) that holds the formula: its place matters, nothing else.
    """
    kept = not function.fresh and sum(rows * columns for rows, columns in (a.size for a in arguments)) > _SMALL
    key = (function.name, language(), *(argument.digest for argument in arguments)) if kept else ()
    with working_out(caller):
        if key in _answers:
            _answers.move_to_end(key)
            return _answers[key]
        before = refusals()
        try:
            answer = function.call(*arguments)
        except Exception as error:  # the face: whatever happens, the cell shows an error value
            return one(failed(error))
        if kept and refusals() == before:
            _answers[key] = answer
            while len(_answers) > _MOST:
                _answers.popitem(last=False)
        return answer


def forget() -> None:
    """Work everything out anew."""
    _answers.clear()
