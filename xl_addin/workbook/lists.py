"""Where each list of a workbook stands: in the table of its name, where the settings say, or where alone it can be.

Law: a sheet we drew is never taken for a list, and of two places that could hold one none is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby

from recon.errors import InputError, Where, address
from recon.ingest.lists import headers
from recon.ingest.lists.grids import Grid
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
    left = grid.left or 1
    rows = [row for row, cells in grid.rows if any(cell not in ("", None) for cell in cells)]
    width = max((len(cells) for _, cells in grid.rows), default=1)
    return Area(grid.sheet, min(rows, default=1), left, max(rows, default=1), left + max(width, 1) - 1)


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
    busy = {place.sheet for place in taken}
    for place in book.tables():
        busy.add(place.sheet)
        if place in taken or place.name in ours_too or place.sheet.casefold() in own:
            continue
        seen = read(place.sheet)
        if seen is not None and (kind := _kind_of(cut(seen, place))):
            found.setdefault(kind, []).append(place)
    hidden = book.hidden()
    for sheet in book.sheets():
        if sheet in busy or sheet in hidden or sheet.casefold() in own:
            continue
        seen = read(sheet)
        for grid in _lists(seen) if seen is not None else ():
            if kind := _kind_of(grid):
                found.setdefault(kind, []).append(_used(grid))
    return found, unread


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
