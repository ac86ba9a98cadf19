"""What Excel calls: every worksheet function under its own name, and `press` for the buttons.

Law: nothing is loaded before it is asked for, and no function raises: a cell shows an error value. On Windows the
functions are called by the COM server of xlwings; elsewhere they are plain functions.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from xl_addin.cells import NONE, Cell, Cells
from xl_addin.formula.language import speak
from xl_addin.formula.refusals import failed, working_out
from xl_addin.registry import CATEGORY, Function, functions

__all__ = ["press", "speak"]

PLACE = "place_"  # the last argument of every function: where the formula stands, "row column book/sheet"
_TALL = 50_000  # rows: a taller range is a column taken whole, of which only the used part is read
_ERROR_ZERO = -2146828288  # COM's number of an error value, less Excel's number of it
# Error values that xlwings does not know and would hand on as the number they are.
_LATER_ERRORS = {2043: "#GETTING_DATA", 2045: "#SPILL!", 2046: "#CONNECT!", 2047: "#BLOCKED!", 2048: "#UNKNOWN!"}
_LATER_ERRORS |= {2049: "#FIELD!", 2050: "#CALC!"}


def __getattr__(name: str) -> Any:
    """A worksheet function, as xlwings looks for it in this module."""
    known = next((one for one in functions() if one.name == name), None)
    if known is None:
        raise AttributeError(name)
    return globals().setdefault(name, udf(known))


def __dir__() -> list[str]:
    return sorted({*globals(), *(one.name for one in functions())})


def udf(function: Function) -> Callable[..., Any]:
    """A worksheet function as xlwings calls it: an argument more, the place; rows of values come back."""
    import xlwings

    def called(*given: Any) -> list[list[Cell]]:
        *arguments, place = [*given, ""] if len(given) <= len(function.arguments) else given
        return _answer(function, arguments, str(place or ""))

    names = [argument.name for argument in function.arguments]
    defaults = {argument.name: NONE for argument in function.arguments if argument.optional}
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    taken = [inspect.Parameter(n, kind, default=defaults.get(n, inspect.Parameter.empty)) for n in names]
    taken.append(inspect.Parameter(PLACE, kind, default=""))
    called.__signature__ = inspect.Signature(taken)  # type: ignore[attr-defined]
    called.__name__, called.__qualname__ = function.name, function.name
    called.__doc__ = function.help("en")
    made: Callable[..., Any] = called
    for argument in function.arguments:
        made = xlwings.arg(argument.name, convert=Reader, doc=argument.help("en"))(made)
    return xlwings.func(category=CATEGORY, call_in_wizard=False)(made)  # last: the others set these anew


def _answer(function: Function, arguments: list[Any], place: str) -> list[list[Cell]]:
    """The rows of an answer. An argument that could not be read is refused as a bad cell is."""
    from xl_addin.formula.calls import call

    caller = _place(place)
    refused = next((one for one in arguments if isinstance(one, Exception)), None)
    if refused is not None:
        with working_out(caller):
            return [[failed(refused)]]
    given = call(function, [NONE if one is None else one for one in arguments], caller)
    return [list(row) for row in given.rows] or [[None]]


def _place(text: str) -> Cells:
    """The cell a formula stands in, as the macros tell it.

    >>> _place("12 3 Books 2026.xlsx/Aging").place
    ('Books 2026.xlsx', 'Aging', 12, 3)
    """
    if not text:
        return NONE
    row, column, names = text.split(" ", 2)
    book, _, sheet = names.rpartition("/")
    return Cells(book=book, sheet=sheet, top=int(row), left=int(column))


class Reader:
    """How xlwings reads an argument of a worksheet function."""

    @staticmethod
    def reader(_options: dict[str, Any]) -> Callable[[Any], None]:
        """The way from a range or a value to `Cells`; a refusal is handed on as a value, for the cell to show."""
        return _read


def _read(context: Any) -> None:
    try:
        found, engine = context.range, context.engine.impl
        context.value = Cells(_rows(context.value, engine)) if found is None else _of_range(found, engine)
    except Exception as error:  # the face: xlwings must not see it
        context.value = error


def _of_range(found: Any, engine: Any) -> Cells:
    """The cells of a range with their place; of columns taken whole, down to the last row in use.

    Raises:
        InputError: it is several ranges at once.
    """
    sheet = found.sheet
    if "," in found.address:
        from recon.errors import InputError, Where
        from recon.words import says

        raise InputError(says("excel_areas"), Where(sheet=sheet.name, value=found.address), says("excel_areas_fix"))
    if found.shape[0] > _TALL:
        used = sheet.used_range
        left = used.row + used.shape[0] - found.row
        found = found[: max(1, min(left, found.shape[0])), :]
    return Cells(_rows(found.raw_value, engine), sheet.book.name, sheet.name, found.row, found.column)


def _rows(raw: Any, engine: Any) -> tuple[tuple[Cell, ...], ...]:
    """Values as Excel hands them over (one, a row, or rows) as rows: blanks None, errors their text, days as such."""
    rows = raw if isinstance(raw, list | tuple) else [raw]
    if not rows or not isinstance(rows[0], list | tuple):
        rows = [rows]
    clean = engine.clean_value_data(rows, datetime, None, None, True)
    odd = {type(value) for value in chain.from_iterable(clean)} & {Decimal, int}
    return tuple(tuple(map(_cell, row)) if odd else tuple(row) for row in clean)


def _cell(value: Any) -> Cell:
    """A value as cells have them: Excel hands over amounts in a currency format as Decimal, errors as whole numbers."""
    if isinstance(value, Decimal):
        return float(value)
    if type(value) is int and value - _ERROR_ZERO in _LATER_ERRORS:
        return _LATER_ERRORS[value - _ERROR_ZERO]
    return value  # type: ignore[no-any-return]


def press(button: str, lang: str = "en") -> None:
    """Press a button on the workbook in front, and show what it says."""
    import xlwings

    from recon import seat
    from xl_addin.live import LiveBook
    from xl_addin.press import press as pressed

    speak(lang)
    book = xlwings.Book.caller()
    told = pressed(button, LiveBook(book, seat.stamp(), lang))
    book.app.alert(told.sentence, title="recon", mode="info" if told.ok else "critical")
