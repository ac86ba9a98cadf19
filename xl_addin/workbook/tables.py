"""The tables of a workbook that have a layout: found, read by key, drawn, added to and brought in line.

Law: a table is known by its name and its columns by their headings, in any language and order. A column that is the
user's own is never written to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from recon.errors import InputError, Where
from recon.ingest.lists import headers
from recon.ingest.lists.grids import Grid
from recon.ingest.lists.numbers import Cell
from recon.report import Kind
from recon.words import LANGUAGES, say, says
from recon.writers._excel import width_of
from xl_addin.book import Area, Block, Book, Look, Page, Value
from xl_addin.layout import Column, Layout
from xl_addin.workbook.looks import HEAD
from xl_addin.workbook.outputs import named
from xl_addin.workbook.telling import as_text, hashed

_FORMATS = {Kind.MONEY: "#,##0.00", Kind.DAY: "yyyy-mm-dd", Kind.COUNT: "0", Kind.TEXT: "@", Kind.PERCENT: "0.0%"}
_SHORT = 16  # hex digits by which a row is known
Row = Mapping[str, Value]  # cells by key of the column


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands in a workbook."""

    place: Area
    keys: tuple[str, ...]  # of its columns, "" for one that the layout does not know
    rows: tuple[tuple[int, Mapping[str, Cell]], ...]  # row of the sheet, cells by key; blank rows left out


def place_of(book: Book, table: str) -> Area | None:
    """Where the table of a name stands."""
    return next((one for one in book.tables() if one.name.casefold() == table.casefold()), None)


def cut(grid: Grid, place: Area) -> Grid:
    """The cells of a place out of the cells of its sheet, with their addresses."""
    first = grid.left or 1
    columns = range(place.left - first, place.right - first + 1)
    rows = [
        (row, [cells[n] if 0 <= n < len(cells) and cells[n] is not None else "" for n in columns])
        for row, cells in grid.rows
        if place.top <= row <= place.bottom
    ]
    return Grid(place.sheet, list(rows), place.left)


def read(book: Book, layout: Layout) -> Table | None:
    """A table with its rows; None where there is none of the layout's name."""
    place = place_of(book, layout.table)
    if place is None:
        return None
    grid = cut(book.grid(place.sheet), place)
    heads = grid.rows[0][1] if grid.rows else ()
    keys = tuple(key_of(cell, layout) for cell in heads)
    rows = ((row, {key: cell for key, cell in zip(keys, cells, strict=True) if key}) for row, cells in grid.rows[1:])
    derived = {column.key for column in layout.columns if column.derived}
    return Table(place, keys, tuple((row, cells) for row, cells in rows if _is_filled(cells, derived)))


def key_of(heading: Cell, layout: Layout) -> str:
    """The column of a layout that a heading names, in any language; "" where it is none."""
    return _headings(layout).get(headers.key(heading), "") if isinstance(heading, str) else ""


def sheet_name(layout: Layout, lang: str) -> str:
    """What the sheet of a layout is called."""
    return say(f"xl_sheet_{layout.sheet}", lang)


def page_of(name: str, layout: Layout, rows: Sequence[Row], lang: str, more: Sequence[Column] = ()) -> Page:
    """The sheet of a layout, its table from A1 on.

    Args:
        name: of the sheet.
        layout: its columns.
        rows: cells by key.
        lang: of the headings.
        more: columns behind those of the layout, each headed by its key. Derived columns are left out: what they lean
            on may not be there.
    """
    own = [column for column in layout.columns if not column.derived]
    columns = (*own, *more)
    heads = [say(f"xl_col_{column.key}", lang) for column in own] + [column.key for column in more]
    looks = [Look(shows=_FORMATS[column.kind]) for column in columns]
    values = [[row.get(column.key) for column in columns] for row in rows]
    blocks = [Block(1, 1, [heads], (HEAD,))]
    if values:
        blocks.append(Block(2, 1, values, looks))
    return Page(
        name,
        blocks,
        widths=[max(column.width, width_of(head) + 2) for column, head in zip(columns, heads, strict=True)],
        table=Area(name, 1, 1, max(len(values) + 1, 2), len(columns), layout.table),
        frozen=(1, 1),
        hidden_columns=[n for n, column in enumerate(columns, 1) if column.hidden],
        repeated=1,
    )


def add(book: Book, layout: Layout, rows: Sequence[Row], lang: str) -> str:
    """Rows below the last one of a table; it is drawn on a sheet of its own where there is none.

    Returns:
        The name of the sheet that was made, "" where none was.

    Raises:
        InputError: cells of the user stand in the way, or the table has none of the columns.
        BusyError: the sheet is protected.
    """
    table = read(book, layout)
    if table is None:
        name = named(book, [sheet_name(layout, lang)], {})[0]
        book.draw(page_of(name, layout, rows, lang))
        return name
    if rows:
        lost = sorted({key for row in rows for key, value in row.items() if value is not None} - set(table.keys))
        needed = [key for key in lost if key in {column.key for column in layout.columns if not column.derived}]
        if needed:
            heads = ", ".join(say(f"xl_col_{key}", lang) for key in needed)
            where = Where(book.name, table.place.sheet)
            raise InputError(says("xl_columns_lost", table=layout.table, columns=heads), where, says("xl_columns_fix"))
        book.append(table.place.name, [[row.get(key) if key else None for key in table.keys] for row in rows])
    return ""


def in_line(book: Book, layout: Layout, rows: Sequence[Row], lang: str) -> str:
    """Make a table that is written by us hold exactly these rows: what is right stays where it is.

    Returns:
        As `add`.
    """
    table = read(book, layout)
    if table is None:
        return add(book, layout, rows, lang) if rows else ""
    wanted = [_told(row, table.keys) for row in rows]
    kept: list[int] = []
    at = 0
    for number, cells in table.rows:
        if at < len(wanted) and _told(cells, table.keys) == wanted[at]:
            kept.append(number)
            at += 1
    if len(kept) < len(table.rows):
        book.keep_rows(table.place.name, kept)
    return add(book, layout, rows[at:], lang)


def _is_filled(cells: Mapping[str, Cell], derived: set[str]) -> bool:
    return any(cell not in ("", None) for key, cell in cells.items() if key not in derived)


def _told(cells: Mapping[str, object], keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(as_text(cells.get(key)) for key in keys if key)


def told_of(cells: Mapping[str, object], layout: Layout) -> str:
    """What a row says, as a hash, wherever it stands and in whatever order its columns are; formulas do not count."""
    shown = [[column.key, as_text(cells.get(column.key))] for column in layout.columns if not column.derived]
    return hashed([one for one in shown if one[1]])[:_SHORT]


@cache
def _headings(layout: Layout) -> Mapping[str, str]:
    return dict(_all_headings(layout))


def _all_headings(layout: Layout) -> Iterator[tuple[str, str]]:
    for lang in LANGUAGES:
        for column in layout.columns:
            yield headers.key(say(f"xl_col_{column.key}", lang)), column.key
