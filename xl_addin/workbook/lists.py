"""Where each list of a workbook stands: in the table of its name, where the settings say, or where alone it can be.

Law: a sheet we drew is never taken for a list, and of two places that could hold one none is taken. A list that stands
beside, above or below an Excel table is looked for as one on a sheet of its own is. What reads as a list of a kind that
stands elsewhere is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from recon.errors import Finding, InputError, Severity, Where, address
from recon.ingest.lists import headers
from recon.ingest.lists.grids import Grid
from recon.ingest.lists.numbers import Cell
from recon.words import LANGUAGES, say, says
from xl_addin.book import Area, Book
from xl_addin.layout import ABOUT, ALLOC, DECISIONS, HELP, INPUTS, Layout
from xl_addin.workbook import settings
from xl_addin.workbook.tables import cut, place_of, sheet_name

_NEEDED = ("items", "bank")  # lists no month can be without
_RANGE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Za-z]{1,3})\$?(\d+)(?::\$?([A-Za-z]{1,3})\$?(\d+))?")


def places_of(book: Book, named: Mapping[str, str], drawn: Mapping[str, str]) -> dict[str, Area]:
    """Where each list stands: in the table of its name, where the settings say, or where alone it can be.

    Args:
        book: the workbook.
        named: table, sheet or range by kind, of the settings sheet.
        drawn: sheets we drew.

    Raises:
        InputError: a place that is named is not there; several places could hold one list; a list is missing that may
            stand on a sheet that cannot be read.
    """
    found: dict[str, Area] = {}
    for layout in INPUTS:
        if layout.role in named:
            found[layout.role] = _named_place(book, f"table.{layout.role}", named[layout.role])
        elif (place := place_of(book, layout.table)) is not None:
            found[layout.role] = place
    missing = [layout.role for layout in INPUTS if layout.role not in found]
    if not missing:
        return found
    candidates, unread = _candidates(book, drawn, set(found.values()))
    if unread and any(kind in missing and kind not in candidates for kind in _NEEDED):
        raise unread[0]
    for kind, places in sorted(candidates.items()):
        if kind not in missing:
            continue
        if len(places) > 1:
            shown = ", ".join(place.name or _written(place) for place in places)
            what = says("xl_places_several", kind=says(f"xl_kind_{kind}"), places=shown)
            raise InputError(what, Where(book.name), says("xl_places_several_fix", key=f"table.{kind}"))
        found[kind] = places[0]
    return found


def left_aside(book: Book, places: Mapping[str, Area], drawn: Mapping[str, str]) -> Iterator[Finding]:
    """What reads as a list and is not read, since the list of its kind stands elsewhere.

    Args:
        book: the workbook.
        places: where each list stands (`places_of`).
        drawn: sheets we drew.
    """
    candidates, _ = _candidates(book, drawn, set(places.values()))
    for kind, others in sorted(candidates.items()):
        for place in others:
            # Beside a list that is read it was likely meant for it. On a sheet of its own it may be anything: any table
            # by customer reads as a list of customers.
            beside = any(one.sheet == place.sheet for one in places.values())
            if kind not in places or _meet(place, places[kind]) or not (beside or kind in _NEEDED):
                continue
            where = Where(book.name, place.sheet, place.top, cell=address(place.top, place.left))
            read = places[kind].name or _written(places[kind])
            what = says("xl164", kind=says(f"xl_kind_{kind}"), place=place.name or _written(place), read=read)
            severity = Severity.LOOK if beside else Severity.NOTE
            yield Finding("XL164", severity, where, what, says("xl164_fix", key=f"table.{kind}"))


def _meet(one: Area, other: Area) -> bool:
    rows = one.top <= other.bottom and one.bottom >= other.top
    return one.sheet == other.sheet and rows and one.left <= other.right and one.right >= other.left


def layout_at(book: Book, place: Area) -> Layout | None:
    """The layout of a place that is a table of our own."""
    return next((one for one in INPUTS if (at := place_of(book, one.table)) is not None and at == place), None)


def _named_place(book: Book, key: str, text: str) -> Area:
    table = place_of(book, text) or book.names().get(text)
    if table is not None:
        return _large(book, table)
    sheet = next((one for one in book.sheets() if one.casefold() == text.casefold()), "")
    if sheet:
        return _large(book, _used(book.grid(sheet)))
    match = _RANGE.fullmatch(text.strip())
    named = (match[1] or match[2]).replace("''", "'").casefold() if match else ""
    sheet = next((one for one in book.sheets() if one.casefold() == named), "")
    if match is None or not sheet:
        raise InputError(says("xl_place_unknown", key=key, value=text), Where(book.name), says("xl_place_fix"))
    top, left = int(match[4]), _column(match[3])
    return _large(book, Area(sheet, top, left, int(match[6] or top), _column(match[5] or match[3])))


def _large(book: Book, place: Area) -> Area:
    if place.top == place.bottom and place.left == place.right:
        where = Where(book.name, place.sheet, cell=address(place.top, place.left))
        raise InputError(says("xl_place_small"), where, says("xl_place_fix"))
    return place


def _written(place: Area) -> str:
    """A place as it is named on the settings sheet."""
    return f"{place.sheet}!{address(place.top, place.left)}:{address(place.bottom, place.right)}"


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _used(grid: Grid) -> Area:
    """The smallest rectangle that holds every filled cell."""
    left = grid.left or 1
    filled = [(row, [n for n, cell in enumerate(cells, left) if cell not in ("", None)]) for row, cells in grid.rows]
    rows = [row for row, columns in filled if columns]
    first = min((columns[0] for _, columns in filled if columns), default=left)
    last = max((columns[-1] for _, columns in filled if columns), default=left)
    return Area(grid.sheet, min(rows, default=1), first, max(rows, default=1), last)


def _candidates(
    book: Book, drawn: Mapping[str, str], taken: set[Area]
) -> tuple[dict[str, list[Area]], list[InputError]]:
    """The places that read as one kind of list and as no other, by kind, and why other sheets could not be read.

    An Excel table comes before its sheet.
    """
    own = {name.casefold() for name in drawn}
    own |= {name.casefold() for name in _own_sheets(book, own)}
    unread: list[InputError] = []

    def read(sheet: str) -> Grid | None:
        try:
            return book.grid(sheet)
        except InputError as why:
            unread.append(why)
            return None

    ours_too = {one.table for one in (*INPUTS, ALLOC, DECISIONS)}
    found: dict[str, list[Area]] = {}
    for place in book.tables():
        if place in taken or place.name in ours_too or place.sheet.casefold() in own:
            continue
        seen = read(place.sheet)
        if seen is not None and (kind := _kind_of(cut(seen, place))):
            found.setdefault(kind, []).append(place)
    hidden, tables = book.hidden(), book.tables()
    named = {place.sheet for place in taken if place not in tables}  # the settings say what of the sheet is the list
    for sheet in book.sheets():
        if sheet in named or sheet in hidden or sheet.casefold() in own:
            continue
        seen = read(sheet)
        parts = _around(seen, [place for place in tables if place.sheet == sheet]) if seen is not None else ()
        for grid in (one for part in parts for one in _lists(part)):
            if kind := _kind_of(grid):
                found.setdefault(kind, []).append(_used(grid))
    return found, unread


def _around(grid: Grid, tables: Sequence[Area]) -> list[Grid]:
    """What stands beside the Excel tables of a sheet, above and below them; without any the whole of it."""
    if not tables:
        return [grid]
    first, width = grid.left or 1, max((len(cells) for _, cells in grid.rows), default=0)
    across = {column for place in tables for column in range(place.left, place.right + 1)}
    down = {row for place in tables for row in range(place.top, place.bottom + 1)}
    parts = [
        _columns(grid, grid.rows, min(run), max(run))
        for is_free, columns in groupby(range(first, first + width), key=lambda column: column not in across)
        if is_free and (run := list(columns))
    ]
    return parts + [
        _columns(grid, list(rows), max(min(across), first), max(across))
        for is_free, rows in groupby(grid.rows, key=lambda row: row[0] not in down)
        if is_free
    ]


def _columns(grid: Grid, rows: Sequence[tuple[int, Sequence[Cell]]], left: int, right: int) -> Grid:
    """Some rows of a sheet from one column to another."""
    first = grid.left or 1
    return Grid(grid.sheet, [(row, list(cells[left - first : right - first + 1])) for row, cells in rows], left)


def _lists(grid: Grid) -> list[Grid]:
    """The lists of a sheet: where headings stand in it twice, what blank columns part; else the whole of it."""
    rows = [cells for _, cells in grid.rows]
    heads = (header.cells for kind in headers.REQUIRED if (header := headers.find(rows, kind, {})) is not None)
    if not any(any(n > 1 for n in Counter(headers.key(head) for head in one if head).values()) for one in heads):
        return [grid]
    width = max(map(len, rows), default=0)
    filled = [any(at < len(cells) and cells[at] not in ("", None) for cells in rows) for at in range(width)]
    parts: list[Grid] = []
    for is_filled, run in groupby(range(width), key=filled.__getitem__):
        columns = list(run)
        if is_filled:
            cut_rows = [(row, list(cells[columns[0] : columns[-1] + 1])) for row, cells in grid.rows]
            parts.append(Grid(grid.sheet, list(cut_rows), (grid.left or 1) + columns[0]))
    return [part for part in parts if _kind_of(part)] or [grid]


def _own_sheets(book: Book, drawn: Collection[str]) -> Iterator[str]:
    """Sheets that hold no list: settings, About, Help, those laid out as a review book; of what we drew it is known."""
    yield settings.sheet_of(book)
    for lang in LANGUAGES:
        yield from (say(f"xl_sheet_{name}", lang) for name in (ABOUT, HELP))
        yield from (sheet_name(one, lang) for one in (ALLOC, DECISIONS))
    others = (sheet for sheet in book.sheets() if sheet.casefold() not in drawn)
    yield from (sheet for sheet in others if is_review(book, sheet))


def is_review(book: Book, sheet: str) -> bool:
    """True for a sheet laid out as a review book; what cannot be read is none."""
    from recon.review.read import has_keys

    try:
        return has_keys(book.grid(sheet))
    except InputError:
        return False


def _kind_of(grid: Grid) -> str:
    """The kind of list whose headings these cells have most of; "" where two have as many, or none its needs."""
    rows = [cells for _, cells in grid.rows]
    scores: list[tuple[int, str]] = []
    for kind in headers.REQUIRED:
        header = headers.find(rows, kind, {})
        if header is not None:
            scores.append((sum(1 for name in header.names if name.column and name.column != "unused"), kind))
    scores.sort(reverse=True)
    if not scores or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return ""
    return scores[0][1]
