"""Takes what a person filled in out of a review book, each cell with its place.

Law: sheets, rows and columns are found by their keys and by nothing else, so a book may be sorted, filtered, widened
and rearranged, and saved by any program. Nothing is judged here: a cell is what stands in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from recon.errors import InputError, Where
from recon.ingest.lists import grids
from recon.ingest.lists.grids import Grid
from recon.ingest.lists.numbers import Cell, text_of
from recon.ingest.profile import Profile
from recon.review import layout
from recon.review.layout import (
    BOOK,
    ITEM_COLUMNS,
    ITEM_FILLED,
    KEYS,
    LEARNED_COLUMNS,
    NOTE_COLUMNS,
    REVIEW_COLUMNS,
    REVIEW_FILLED,
    SPLIT_COLUMNS,
    SPLIT_FILLED,
)
from recon.words import listed, says

_ANY_KEYS, _ANY_BOOK = KEYS.rpartition(".")[0] + ".", BOOK.rpartition(".")[0] + "."
_ABOVE = 200  # rows above its headings in which the keys of a sheet are looked for
# A sheet is known by a column no other has. The sheet of what is set aside has the columns of the first one.
_KNOWN_BY = {"decision": layout.REVIEW, "written_off": layout.SPLIT, "write_off": layout.ITEMS}
_KNOWN_BY |= {"until": layout.NOTES, "forget": layout.LEARNED}
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    layout.REVIEW: REVIEW_COLUMNS,
    layout.SPLIT: SPLIT_COLUMNS,
    layout.ITEMS: ITEM_COLUMNS,
    layout.NOTES: NOTE_COLUMNS,
    layout.LEARNED: LEARNED_COLUMNS,
}
_READ: Mapping[str, tuple[str, ...]] = {
    layout.REVIEW: (*REVIEW_FILLED, "no"),
    layout.SPLIT: SPLIT_FILLED,
    layout.ITEMS: ITEM_FILLED,
    layout.NOTES: NOTE_COLUMNS[1:],
    layout.LEARNED: tuple(name for name in LEARNED_COLUMNS[1:] if name != "from"),
}
# Every book has them all; a sheet that is gone, or whose keys are, would take its decisions with it unsaid.
_SHEETS = Counter([layout.REVIEW, layout.SPLIT, layout.ITEMS, layout.REVIEW, layout.NOTES, layout.LEARNED])
_HIDDEN = ("_key", "_state", "_seal")


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell with something in it."""

    cell: Cell
    where: Where  # its column by letter and heading

    @property
    def text(self) -> str:
        """The cell as text, blanks joined to one."""
        return text_of(self.cell)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet."""

    sheet: str  # REVIEW (also of what is set aside), SPLIT, ITEMS, NOTES or LEARNED
    where: Where
    key: str  # what the row stands for, "" where a person added it
    state: str  # the facts it rests on, as they stand in the cell
    seal: str
    cells: Mapping[str, Filled] = field(default_factory=dict)  # by key of the column; blank ones are left out
    item: str = ""  # document a row of ITEMS shows: that of its key, where the two were not sorted apart

    def text(self, name: str) -> str:
        """What stands in a column, "" where nothing does."""
        return self.cells[name].text if name in self.cells else ""

    def place(self, name: str) -> Where:
        """The place of a cell, that of the row where it is blank."""
        return self.cells[name].where if name in self.cells else self.where


@dataclass(frozen=True, slots=True)
class Ticked:
    """A review book as it was read."""

    file: str
    book: str  # its id
    rows: tuple[Row, ...]  # rows of the program and rows with something in them, by sheet and row

    def of(self, sheet: str) -> tuple[Row, ...]:
        """The rows of a kind of sheet."""
        return tuple(row for row in self.rows if row.sheet == sheet)


def read(path: Path) -> Ticked:
    """What stands in a review book.

    Raises:
        InputError: there is no such file, it is no workbook or not safe to open, no review book, or of another edition;
            a sheet is gone; a sheet has lost a column that it needs, or has one twice.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise InputError(says("tick_no_file", why=why), Where(path.name), says("tick_no_file_fix")) from None
    found = grids.read(content, Profile(path.name), hidden=True)
    book, rows, kinds = "", list[Row](), Counter[str]()
    for grid in found.grids:
        at = _keys_at(grid.rows, path.name, grid.sheet)
        if at is None:
            book = book or _book_in(grid.rows, path.name, grid.sheet)
        else:
            kind = _kind_of(grid.rows[at][1], path.name, grid.sheet)
            kinds[kind] += 1
            rows += _rows(kind, grid.rows[at:], path.name, grid.sheet)
    if not book or not kinds:
        raise InputError(says("tick_no_book"), Where(path.name), says("tick_no_book_fix"))
    if lost := sorted((_SHEETS - kinds).keys()):
        # The two sheets of payments have the same keys: either may be the one that is gone.
        either = [layout.ASIDE] if layout.REVIEW in lost else []
        names = listed([says(f"book_sheet_{name}") for name in (*lost, *either)])
        raise InputError(says("tick_sheet_lost", sheets=names), Where(path.name), says("tick_no_book_fix"))
    return Ticked(path.name, book, tuple(rows))


def read_sheet(grid: Grid, file: str) -> tuple[Row, ...]:
    """The rows of one sheet that is laid out as those of a review book, and stands in another workbook.

    Raises:
        InputError: it has no row of keys, or has lost a column that it needs.
    """
    at = _keys_at(grid.rows, file, grid.sheet)
    if at is None:
        raise InputError(says("tick_no_book"), Where(file, grid.sheet), says("tick_no_book_fix"))
    return tuple(_rows(_kind_of(grid.rows[at][1], file, grid.sheet), grid.rows[at:], file, grid.sheet))


def has_keys(grid: Grid) -> bool:
    """True where a sheet is laid out as those of a review book."""
    return any(
        isinstance(cell, str) and cell.strip().startswith(_ANY_KEYS)
        for _, cells in grid.rows[:_ABOVE]
        for cell in cells
    )


_Rows = Sequence[tuple[int, Sequence[Cell]]]


def _keys_at(rows: _Rows, file: str, sheet: str) -> int | None:
    """Where the row of keys stands, None where the sheet has none."""
    for at, (_, cells) in enumerate(rows[:_ABOVE]):
        marks = [c for c in cells if isinstance(c, str) and c.strip().startswith(_ANY_KEYS)]
        if marks:
            _same_edition(marks[0], KEYS, file, sheet)
            return at
    return None


def _book_in(rows: _Rows, file: str, sheet: str) -> str:
    """The id of the book where this sheet names it."""
    for _, cells in rows[:_ABOVE]:
        for at, cell in enumerate(cells):
            if isinstance(cell, str) and cell.strip().startswith(_ANY_BOOK):
                _same_edition(cell, BOOK, file, sheet)
                return next((text_of(c) for c in cells[at + 1 :] if text_of(c)), "")
    return ""


def _same_edition(mark: str, known: str, file: str, sheet: str) -> None:
    if mark.strip() != known:
        raise InputError(says("tick_edition"), Where(file, sheet), says("tick_edition_fix"))


def _kind_of(keys: Sequence[Cell], file: str, sheet: str) -> str:
    """Which sheet of a book has these keys."""
    names = {text_of(cell) for cell in keys}
    kind = next((sheet for name, sheet in _KNOWN_BY.items() if name in names), "")
    if not kind:
        raise InputError(says("tick_sheet_unknown"), Where(file, sheet), says("tick_column_fix"))
    return kind


def _rows(kind: str, rows: _Rows, file: str, sheet: str) -> Iterable[Row]:
    _, keys = rows[0]
    places: dict[str, int] = {}
    for at, cell in enumerate(keys):
        name = text_of(cell)
        if name in places:
            raise InputError(says("tick_column_twice", column=name), Where(file, sheet), says("tick_column_fix"))
        if name:
            places[name] = at
    needed = {name for name in _COLUMNS[kind] if name in _HIDDEN or name in _READ[kind]}
    if lost := sorted(needed - places.keys()):
        what = says("tick_column_lost", columns=", ".join(lost))
        raise InputError(what, Where(file, sheet), says("tick_column_fix"))
    below = (row for row in rows[1:] if any(text_of(cell) for cell in row[1]))
    headings = next(iter(below), (0, ()))[1]
    named = {name: _column(places[name], headings) for name in _READ[kind]}
    for number, cells in below:
        hidden = [_verbatim(_at(cells, places.get(name))) for name in _HIDDEN]
        filled = {}
        for name in _READ[kind]:
            cell = _at(cells, places[name])
            if text := text_of(cell):
                filled[name] = Filled(cell, Where(file, sheet, number, named[name], text))
        if hidden[0] or filled:
            item = text_of(_at(cells, places.get("item"))) if kind == layout.ITEMS else ""
            yield Row(kind, Where(file, sheet, number), hidden[0], hidden[1], hidden[2], filled, item)


def _at(cells: Sequence[Cell], at: int | None) -> Cell:
    return cells[at] if at is not None and at < len(cells) else ""


def _verbatim(cell: Cell) -> str:
    """A fact as it was written: its blanks belong to it."""
    return cell.strip() if isinstance(cell, str) else text_of(cell)


def _column(at: int, headings: Sequence[Cell]) -> str:
    """A column as a person finds it: its letter and its heading.

    >>> _column(27, [""] * 27 + ["Decision *"])
    'AB (Decision *)'
    """
    letters, number = "", at + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    heading = text_of(_at(headings, at))
    return f"{letters} ({heading})" if heading else letters
