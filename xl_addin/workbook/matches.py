"""The sheet Matches: the payments that wait for a person, with cells to fill in, as in the review book.

Law: the sheet is found by its hidden row of keys and its rows by theirs, so that it may be renamed, sorted, filtered
and widened. Its rows are judged by `recon.review.judge`, as those of the book. What a person filled in is carried into
the sheet drawn after it; a decision about a proposal that has become another is not.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from recon.errors import InputError, Where
from recon.ingest.lists.numbers import Cell, text_of
from recon.monthend import MonthEnd
from recon.review import layout
from recon.review.layout import BOOK, KEYS, OF_DOCUMENT, OF_LINE, REVIEW_COLUMNS, REVIEW_FILLED, Verb
from recon.review.listing import listing
from recon.review.read import Filled, Row, Ticked, read_sheet
from recon.review.understood import verb_of
from recon.words import LANGUAGES, say, says
from recon.writers._excel import fitting
from recon.writers._shared import printable
from xl_addin.book import Block, Book, Look, Page, Value
from xl_addin.workbook.lists import is_review
from xl_addin.workbook.looks import HEAD, SAID, TITLE
from xl_addin.workbook.telling import as_text, hashed

_WORKED_OUT = ("check", "rest")  # formulas of the book, which lean on its other sheets
COLUMNS = tuple(key for key in REVIEW_COLUMNS if key not in _WORKED_OUT)
_HIDDEN = tuple(key for key in COLUMNS if key.startswith("_"))
_BOOK_ROW, _KEY_ROW, _HEAD_ROW, _FIRST = 3, 4, 5, 6
_OFFERED = tuple(verb for verb in Verb if verb is not Verb.SPLIT)  # there is no sheet to split a payment on
_BLUE, _INK, _FILL = "#2E6DB4", "#0B3D91", "#E3EEFB"
_WIDTHS = {"no": 6, "decision": 16, "payer": 22, "text": 32, "booked": 11, "currency": 9, "amount": 13, "left": 13}
_WIDTHS |= {
    "outcome": 15,
    "probability": 9,
    "proposal": 30,
    "next": 30,
    "difference": 32,
    "for": 40,
    "against": 26,
    "item": 20,
}
_WIDTHS |= {"reason": 16, "customer": 22, "runner_up": 28, "why": 32, "note": 22, "line_id": 16, "known_customer": 24}
_SHOWS = {"booked": "yyyy-mm-dd", "amount": "#,##0.00##", "left": "#,##0.00##", "no": "0"}
_SHOWS |= {"probability": "0.0%", "runner_up_probability": "0.0%"}
_NUMBERS = ("amount", "left", "no", "probability", "runner_up_probability")


@dataclass(frozen=True, slots=True)
class Matches:
    """The sheet as it stands."""

    sheet: str
    book: str  # id of the rows
    period: str  # it was drawn for
    rows: tuple[Row, ...]

    def at(self, top: int, bottom: int) -> tuple[Row, ...]:
        """The payments on some rows of the sheet."""
        return tuple(row for row in self.rows if row.key and top <= (row.where.row or 0) <= bottom)

    def ticked(self, rows: Sequence[Row], file: str) -> Ticked:
        """Some of the rows, to be judged."""
        return Ticked(file, self.book, tuple(rows))


def find(book: Book) -> str:
    """The sheet Matches, "" where there is none."""
    known = [say("xl_sheet_matches", lang) for lang in LANGUAGES]
    order = sorted(book.sheets(), key=lambda name: name not in known)
    return next((name for name in order if is_review(book, name)), "")


def read(book: Book) -> Matches | None:
    """The sheet with what was filled in; None where there is none.

    Raises:
        InputError: it has lost a column that it needs.
    """
    sheet = find(book)
    if not sheet:
        return None
    grid = book.grid(sheet)
    id, period = next(
        (
            (text_of(cells[at + 1]), text_of(cells[at + 2]))
            for _, cells in grid.rows[:_FIRST]
            for at, cell in enumerate(cells)
            if cell == BOOK and at + 2 < len(cells)
        ),
        ("", ""),
    )
    if not id:
        raise InputError(says("tick_no_book"), Where(book.name, sheet), says("tick_no_book_fix"))
    return Matches(sheet, id, period, read_sheet(grid, book.name))


def needed(book: Book) -> Matches:
    """The sheet.

    Raises:
        InputError: there is none, or it has lost a column.
    """
    found = read(book)
    if found is None:
        raise InputError(says("xl_matches_none"), Where(book.name), says("xl_matches_none_fix"))
    return found


def selected(book: Book, found: Matches) -> tuple[Row, ...]:
    """The payments that are selected on the sheet.

    Raises:
        InputError: none is.
    """
    area = book.selection()
    rows = found.at(area.top, area.bottom) if area.sheet == found.sheet else ()
    if not rows:
        fix = says("xl_matches_select_fix", sheet=found.sheet)
        raise InputError(says("xl_matches_select"), Where(book.name), fix)
    return rows


def with_verb(row: Row, verb: Verb) -> Row:
    """The row with a decision where its person has filled in none."""
    if row.text("decision"):
        return row
    return replace(row, cells={**row.cells, "decision": Filled(str(verb), row.where)})


def filled(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with something filled in that decides."""
    return tuple(row for row in rows if any(row.text(name) for name in _DECIDING))


_DECIDING = ("decision", "item", "reason", "customer", "pattern", "approved_by")


def page(month: MonthEnd, lang: str, name: str, before: Matches | None, done: Collection[str] = ()) -> tuple[Page, int]:
    """The sheet of a month end.

    Args:
        month: the figures.
        lang: language of the sheet.
        name: of the sheet.
        before: the sheet it takes the place of; what was filled in there is carried over.
        done: keys of payments whose filled-in cells were applied.

    Returns:
        The page, and how many decisions were not carried over since they were about another proposal.
    """
    listed = listing(month, lang)
    kept = {row.key: row for row in before.rows if row.key and row.key not in done} if before else {}
    anew = 0
    values: list[list[Value]] = []
    for cells in listed.rows:
        own = kept.get(str(cells["_key"]))
        carried, cleared = _carried(own, str(cells["_state"])) if own else ({}, False)
        anew += cleared
        values.append([None, *(_shown({**cells, **carried}.get(key)) for key in COLUMNS)])
    heads = ["", *("" if key in _HIDDEN else say(f"book_col_{key}", lang) + _star(key) for key in COLUMNS)]
    looks = [HEAD, *(replace(HEAD, fill=_BLUE) if key in REVIEW_FILLED else HEAD for key in COLUMNS)]
    left = len(_HIDDEN) + 2
    blocks = [
        Block(1, left, [[say("xl_matches_title", lang, period=month.period)]], (TITLE,)),
        Block(2, left, [[_note(lang)]], (SAID,)),
        Block(_BOOK_ROW, 1, [[BOOK, listed.book, month.period]], (Look(shows="@"),)),
        Block(_KEY_ROW, 1, [[KEYS, *COLUMNS]], (Look(shows="@"),)),
        Block(_HEAD_ROW, 1, [heads], looks),
    ]
    if values:
        blocks.append(Block(_FIRST, 1, values, [Look(), *map(_look, COLUMNS)]))
    drawn = Page(
        name,
        blocks,
        widths=[3, *(_WIDTHS.get(key, 14) for key in COLUMNS)],
        frozen=(_HEAD_ROW, left + 1),
        hidden_rows=(_BOOK_ROW, _KEY_ROW),
        hidden_columns=range(1, left),
        tab=_BLUE,
        repeated=_HEAD_ROW,
    )
    return drawn, anew


def told_of(book: Book, sheet: str) -> str:
    """What stands in the sheet but for the cells that are to be filled in, as a hash."""
    grid = book.grid(sheet)
    first = grid.left or 1
    cells = {(row, n): cell for row, line in grid.rows for n, cell in enumerate(line, first)}
    return _hash(cells)


def told_of_page(drawn: Page) -> str:
    """The same of a page that is about to be drawn."""
    cells = {
        (block.row + down, block.column + across): value
        for block in drawn.blocks
        for down, line in enumerate(block.values)
        for across, value in enumerate(line)
    }
    return _hash(cells)


def _hash(cells: Mapping[tuple[int, int], object]) -> str:
    below, blank = 0, set[int]()
    if marks := [at for at, value in cells.items() if value == KEYS]:
        below = marks[0][0] + 1
        blank = {column for (row, column), value in cells.items() if row == below - 1 and value in REVIEW_FILLED}
    shown = [
        [row, column, as_text(value)]
        for (row, column), value in sorted(cells.items())
        if as_text(value) and not (row > below and column in blank)
    ]
    return hashed(shown)


def _carried(row: Row, state: str) -> tuple[dict[str, Value], bool]:
    """What was filled in of a payment, and whether its decision was left behind."""
    cells: dict[str, Value] = {name: _as_value(row.cells[name].cell) for name in REVIEW_FILLED if name in row.cells}
    leans = verb_of(row.text("decision")) in (Verb.ACCEPT, Verb.RUNNER_UP, Verb.REJECT)
    if leans and _proposed(row.state) != _proposed(state):
        cells.pop("decision")
        return cells, True
    return cells, False


def _shown(value: Value) -> Value:
    """A text as a cell takes it."""
    if not isinstance(value, str):
        return value
    return fitting("\n".join(printable(part) for part in value.split("\n")))


def _as_value(cell: Cell) -> Value:
    return cell if isinstance(cell, str | int | float) else text_of(cell)


def _proposed(state: str) -> object:
    """What a row proposes, whatever its place in the list."""
    try:
        facts = json.loads(state)
    except ValueError:
        return None
    return [facts.get(name) for name in ("left", "stand", "first", "second", "remainder", "related")]


def _star(key: str) -> str:
    return " *" if key in REVIEW_FILLED else ""


def _look(key: str) -> Look:
    fills = key in REVIEW_FILLED
    return Look(
        ink=_INK if fills else "",
        fill=_FILL if fills else "",
        shows=_SHOWS.get(key, "@"),
        align="right" if key in _NUMBERS else "left",
        wrap=key not in _NUMBERS and key not in _HIDDEN,
    )


def _note(lang: str) -> str:
    verbs = " / ".join(say(f"verb_{verb}", lang) for verb in _OFFERED)
    reasons, of_line = (
        " / ".join(say(f"reason_{reason}", lang) for reason in some)
        for some in ((layout.Reason.LEAVE_OPEN, *OF_DOCUMENT), OF_LINE)
    )
    return say("xl_matches_note", lang, verbs=verbs, reasons=reasons, of_line=of_line)
