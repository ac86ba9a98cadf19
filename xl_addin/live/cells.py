"""Cells of an open workbook, read and written as blocks: one call a block, whatever its size.

Law: text stays text. Excel makes a number, a day or a formula of a text that looks like one, unless the cell is
formatted as text first (or, where the cell's look must stay, the text begins with an apostrophe). Numbers are never
written into cells for text, where they would become text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from recon.ingest.lists.numbers import Cell
from xl_addin.book import Block, Formula, Look, Value

AS_TEXT = "@"
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_SIGNS = tuple("=+-@'#.,()$€£¥/\\%＝＋－＠")
_LONGEST_TEXT = 255  # characters; a longer text is never taken for a number, and older versions show it as ####
_LONGEST_IN_BLOCK = 8_000  # characters; longer texts are written one by one: a block with one of them fails
_NO_LOOK = Look()


def read(cells: Any) -> list[list[Cell]]:
    """The values of a range: blanks "", days as such, errors as their text."""
    rows = cells.options(ndim=2, err_to_str=True, empty="").value
    return [[_read(value) for value in row] for row in rows]


def _read(value: Any) -> Cell:
    if isinstance(value, datetime):
        plain = value.replace(tzinfo=None)
        return plain.date() if plain.time() == time() else plain
    if isinstance(value, Decimal):  # a cell formatted as currency
        return float(value)
    return "" if value is None else value


def formulas(cells: Any) -> dict[tuple[int, int], str]:
    """The formulas of a range by row and column of the sheet."""
    texts = cells.formula
    if isinstance(texts, str):
        texts = ((texts,),)
    values: list[list[Cell]] = []
    found = {}
    for down, row in enumerate(texts):
        for across, text in enumerate(row):
            if not (isinstance(text, str) and text.startswith("=") and len(text) > 1):
                continue
            values = values or read(cells)
            if values[down][across] != text:  # else it is a text that only looks like one
                found[cells.row + down, cells.column + across] = text
    return found


def part(sheet: Any, top: int, left: int, bottom: int, right: int) -> Any:
    """A rectangle of a sheet."""
    return sheet.range((top, left), (bottom, right))


def draw(sheet: Any, block: Block) -> None:
    """Draw a block into blank cells without a look."""
    if not block.values or not block.values[0]:
        return
    width = len(block.values[0])
    looks = list(block.looks) if len(block.looks) > 1 else list(block.looks) * width
    for number, look in enumerate(looks):
        at = block.column + number
        for first, last, format in _runs(_formats([row[number] for row in block.values], look)):
            if format:
                part(sheet, block.row + first, at, block.row + last, at).number_format = format
    put(sheet, block.row, block.column, block.values)
    bottom = block.row + len(block.values) - 1
    for first, last, look in _runs(looks):
        if look != _NO_LOOK:
            _dress(part(sheet, block.row, block.column + first, bottom, block.column + last), look)


def _formats(column: Sequence[Value], look: Look) -> list[str]:
    """The number format each value of a column needs before it is written; a blank goes with the value above it."""
    made: list[str] = []
    for value in column:
        if isinstance(value, str) and value:
            is_text = look.shows == AS_TEXT or len(value) <= _LONGEST_TEXT or value.startswith(_SIGNS)
            made.append(AS_TEXT if is_text else look.shows)
        elif value in (None, ""):
            made.append(made[-1] if made else look.shows)
        else:
            made.append(format_of(value) if look.shows in ("", AS_TEXT) else look.shows)
    return made


def format_of(value: Value) -> str:
    """How a day shows itself where nobody says."""
    if isinstance(value, datetime) and value.time() != time():
        return _MOMENT
    return _DAY if isinstance(value, date) else ""


def might_turn(text: str) -> bool:
    """True where Excel, in whatever language, could make something else of a text.

    >>> [might_turn(one) for one in ("00123", "=x", "5月", "TRUE", "Alpina Sport AG", "x" * 300)]
    [True, True, True, True, False, False]
    """
    if text.startswith(_SIGNS):
        return True
    # A single word may be the word for true or false of some language.
    return len(text) <= _LONGEST_TEXT and (" " not in text.strip() or any(one.isdigit() for one in text))


def put(sheet: Any, top: int, left: int, rows: Sequence[Sequence[Value]]) -> None:
    """Write values and formulas; the formats they need are there."""
    height, width = len(rows), len(rows[0])
    cells = part(sheet, top, left, top + height - 1, left + width - 1)
    cells.value = [[_written(value) for value in row] for row in rows]
    for column in range(width):
        told = [row[column] for row in rows]
        for first, last, is_formula in _runs([isinstance(value, Formula) for value in told]):
            if is_formula:
                texts = [[value.text] for value in told[first : last + 1] if isinstance(value, Formula)]
                part(sheet, top + first, left + column, top + last, left + column).formula = texts
        for row, value in enumerate(told):
            if isinstance(value, str) and len(value) > _LONGEST_IN_BLOCK:
                part(sheet, top + row, left + column, top + row, left + column).value = value


def _written(value: Value) -> Any:
    if value is None or value == "" or isinstance(value, Formula):
        return None
    if isinstance(value, str):
        return None if len(value) > _LONGEST_IN_BLOCK else value
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value


def kept(value: Value, format: str | None) -> Any:
    """A value for a cell whose look stays as it is."""
    if isinstance(value, str) and format != AS_TEXT and might_turn(value):
        return f"'{value}"
    return _written(value) if not isinstance(value, str) else value


def _dress(cells: Any, look: Look) -> None:
    if look.bold:
        cells.font.bold = True
    if look.italic:
        cells.font.italic = True
    if look.ink:
        cells.font.color = look.ink
    if look.size:
        cells.font.size = look.size
    if look.fill:
        cells.color = look.fill
    if look.align:
        cells.horizontal_alignment = look.align
    if look.inset:
        cells.adjust_indent(look.inset)
    if look.wrap:
        cells.wrap_text = True
    if look.align or look.wrap or look.inset:  # figures stand beside the first line of a text that is wrapped
        cells.vertical_alignment = "top"


def _runs(values: Sequence[Any]) -> Iterator[tuple[int, int, Any]]:
    """Equal values side by side as (first, last, value).

    >>> list(_runs(["a", "a", "b"]))
    [(0, 1, 'a'), (2, 2, 'b')]
    """
    first = 0
    for number in range(1, len(values) + 1):
        if number == len(values) or values[number] != values[first]:
            yield first, number - 1, values[first]
            first = number
