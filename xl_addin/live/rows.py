"""Rows into a table of an open workbook and out of it again.

Law: nothing outside the table moves. Where a cell of somebody else stands in the way, nothing is done and it is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from recon.errors import InputError, Where, address
from recon.words import says
from xl_addin.book import Area, Value
from xl_addin.live import cells as block
from xl_addin.live.cells import AS_TEXT, format_of, might_turn, part, put


def append(sheet: Any, table: Any, place: Area, rows: Sequence[Sequence[Value]], merged: Sequence[Area]) -> None:
    """Rows below the last one.

    Raises:
        InputError: cells stand in the way.
    """
    last = place.bottom - int(bool(table.show_totals))
    body = part(sheet, place.top + 1, place.left, last, place.right)
    standing = block.formulas(body)
    is_blank = last == place.top + 1 and not any(
        value not in ("", None) and (last, place.left + n) not in standing
        for n, value in enumerate(block.read(body)[0])
    )
    first = last if is_blank else last + 1
    end = first + len(rows) - 1
    if end > last:
        _refuse_occupied(sheet, place, end - last, merged)
        _grow(sheet, table, place, end - last)
    formulas = {column: _whole(standing, place, last, column) for column in range(place.left, place.right + 1)}
    _write(sheet, place, first, rows, {column: text for column, text in formulas.items() if text}, last)


def _whole(standing: dict[tuple[int, int], str], place: Area, last: int, column: int) -> str:
    """The formula a column gives to a new row: that of its last row, where every row has one; "" where none."""
    is_whole = all((row, column) in standing for row in range(place.top + 1, last + 1))
    return standing[last, column] if is_whole else ""


def _refuse_occupied(sheet: Any, place: Area, grown: int, merged: Sequence[Area]) -> None:
    below = part(sheet, place.bottom + 1, place.left, place.bottom + grown, place.right)
    texts = block.read(below)
    taken = [
        (place.bottom + 1 + down, place.left + across)
        for down, row in enumerate(texts)
        for across, value in enumerate(row)
        if value != ""
    ]
    taken += block.formulas(below)
    boxes = [*merged, *(_area(other.range) for other in sheet.tables if other.name != place.name)]
    for box in boxes:
        crosses = box.top <= place.bottom + grown and box.bottom > place.bottom
        if crosses and box.left <= place.right and box.right >= place.left:
            taken.append((box.top, box.left))
    if taken:
        where = Where(sheet.book.name, sheet.name, cell=address(*min(taken)))
        raise InputError(says("closed_in_the_way", table=place.name), where, says("closed_in_the_way_fix"))


def _area(cells: Any) -> Area:
    rows, columns = cells.shape
    return Area("", cells.row, cells.column, cells.row + rows - 1, cells.column + columns - 1)


def _grow(sheet: Any, table: Any, place: Area, grown: int) -> None:
    """Make a table longer (or, by less than nothing, shorter); its totals stay its last row."""
    table.resize(part(sheet, place.top, place.left, place.bottom + grown, place.right))


def _write(
    sheet: Any, place: Area, first: int, rows: Sequence[Sequence[Value]], formulas: dict[int, str], last: int
) -> None:
    """Values where values are given; where none is, the column's formula."""
    end = first + len(rows) - 1
    for column in range(place.left, place.right + 1):
        _format(sheet, first, end, column, [row[column - place.left] for row in rows], last)
    for is_carried, group in groupby(range(place.left, place.right + 1), lambda column: column in formulas):
        columns = list(group)
        given = [row[columns[0] - place.left : columns[-1] - place.left + 1] for row in rows]
        if not is_carried:
            put(sheet, first, columns[0], given)
            continue
        for number, column in enumerate(columns):
            _carry(sheet, first, end, column, formulas[column], last)
            for row, values in enumerate(given, first):
                if values[number] is not None:
                    put(sheet, row, column, [[values[number]]])


def _carry(sheet: Any, first: int, end: int, column: int, formula: str, last: int) -> None:
    """One formula from the last row down: Excel moves its relative addresses along."""
    part(sheet, min(first, last), column, end, column).formula = formula


def _format(sheet: Any, first: int, end: int, column: int, values: Sequence[Value], last: int) -> None:
    """New cells show what they hold as the cell above does; a text that might turn is kept as text."""
    above = str(part(sheet, last, column, last, column).number_format or "General")
    if first > last and above != "General":
        part(sheet, first, column, end, column).number_format = above
    for down, value in enumerate(values):
        wanted = ""
        if isinstance(value, str) and above != AS_TEXT and might_turn(value):
            wanted = AS_TEXT
        elif above == "General":
            wanted = format_of(value)
        elif above == AS_TEXT and not isinstance(value, str) and value is not None:
            wanted = format_of(value) or "General"
        if wanted:
            part(sheet, first + down, column, first + down, column).number_format = wanted


def keep(
    sheet: Any, table: Any, place: Area, kept: Sequence[int], hidden: frozenset[int], merged: Sequence[Area]
) -> None:
    """Leave these rows of the sheet and take the others of the table out.

    Raises:
        InputError: a row of it is hidden, or merged cells would have to move.
    """
    totals = int(bool(table.show_totals))
    last = place.bottom - totals
    stay = [row for row in kept if place.top < row <= last]
    if len(stay) == last - place.top:
        return
    _refuse_immovable(sheet, place, hidden, merged)
    target = place.top + 1
    for first, until in _together(stay):
        if first != target:
            source = part(sheet, first, place.left, until, place.right)
            source.copy(part(sheet, target, place.left, target, place.left))
        target += until - first + 1
    end = max(target - 1, place.top + 1)  # a table keeps one row, be it blank
    if target == place.top + 1:
        _empty(sheet, place, target)
    if totals:
        part(sheet, place.bottom, place.left, place.bottom, place.right).copy(
            part(sheet, end + 1, place.left, end + 1, place.left)
        )
    _grow(sheet, table, place, end - last)
    part(sheet, end + totals + 1, place.left, place.bottom, place.right).clear()


def _empty(sheet: Any, place: Area, row: int) -> None:
    """A row without values; its formulas stay."""
    standing = block.formulas(part(sheet, row, place.left, row, place.right))
    for column in range(place.left, place.right + 1):
        if (row, column) not in standing:
            part(sheet, row, column, row, column).clear_contents()


def _refuse_immovable(sheet: Any, place: Area, hidden: frozenset[int], merged: Sequence[Area]) -> None:
    where = Where(sheet.book.name, sheet.name)
    rows = range(place.top + 1, place.bottom + 1)
    if out := sorted(row for row in hidden if row in rows):
        what = says("closed_rows_hidden", table=place.name, row=out[0])
        raise InputError(what, where, says("closed_rows_hidden_fix"))
    for box in merged:
        if box.top in rows and box.left <= place.right and box.right >= place.left:
            at = Where(sheet.book.name, sheet.name, cell=address(box.top, box.left))
            raise InputError(says("closed_immovable", table=place.name), at, says("closed_immovable_fix"))


def _together(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Rows that follow one another as (first, last).

    >>> _together([3, 4, 7])
    [(3, 4), (7, 7)]
    """
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found
