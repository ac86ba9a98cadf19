"""Draws the review book of a month end: a workbook in which a person decides on what matching left open.

Law: the book follows from the month end, the language and what a person had typed (`Kept`), to the byte. Every payment
that waits has one row, and the rows add up to what is left to decide. Text is text; hidden cells hold values only.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from recon.decisions.learned import learned_rows
from recon.match.outcome import Alternative
from recon.money import exponent
from recon.monthend import MonthEnd
from recon.reports._shared import policy
from recon.review._cells import Cells, Kept
from recon.review._checks import Checks, Limits
from recon.review._facts import Row, book_id, items_of, rows_of
from recon.review._front import Front, name_of
from recon.review._grid import Cell, Formula, Grid, Link, Money, fitted
from recon.review._lists import Lists
from recon.review.layout import (
    ABOUT,
    ASIDE,
    ITEM_COLUMNS,
    ITEM_FILLED,
    ITEMS,
    LEARNED,
    LEARNED_COLUMNS,
    NOTE_COLUMNS,
    NOTES,
    REVIEW,
    REVIEW_COLUMNS,
    REVIEW_FILLED,
    SPLIT,
    SPLIT_COLUMNS,
    SPLIT_FILLED,
)
from recon.rows import Rate
from recon.words import say
from recon.writers._excel import Page, Styles

__all__ = ["Kept", "as_xlsx", "book_id"]

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a file format's field, not a moment: the book does not show the clock
_SPLIT_ROWS, _NOTE_ROWS, _LEARNED_ROWS = 300, 200, 100  # empty rows to fill in
_ACROSS = 3  # pages a row is printed across
_MOST_LINKS = 65_530  # Excel opens no sheet with more
_INPUT, _CHECK, _WORKING = "#2E6DB4", "#B42318", "#9AA5B1"  # colours of the tabs


def as_xlsx(month: MonthEnd, lang: str, kept: Mapping[str, Kept] = {}) -> bytes:
    """The review book of a month end.

    Args:
        month: the figures.
        lang: language of the book.
        kept: owner and note to carry over, by fingerprint of the line.
    """
    from xlsxwriter import Workbook

    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = Workbook(out, {"in_memory": True, **options})
    title = say("book_title", lang, period=month.period)
    workbook.set_properties({"title": title, "created": _CREATED})
    _Book(workbook, month, lang, kept, Page(lang, month.draft, title, policy(month))).draw()
    workbook.close()
    return _packed(out.getvalue())


def _packed(book: bytes) -> bytes:
    """The same workbook packed as tightly as zip allows: with thousands of rows it stays small enough to mail."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(book)) as loose, ZipFile(out, "w", ZIP_DEFLATED) as tight:
        for part in loose.infolist():
            tight.writestr(part, loose.read(part), ZIP_DEFLATED, 9)
    return out.getvalue()


class _Book:
    def __init__(self, workbook: Any, month: MonthEnd, lang: str, kept: Mapping[str, Kept], page: Page) -> None:
        self.workbook, self.lang, self.page = workbook, lang, page
        self.review_rows, self.aside_rows = rows_of(month)
        self.items = items_of(month)
        self.by_number = {item.item_id: item for item in self.items}
        said = Cells(month, lang, kept, self.by_number)
        self.styles = Styles(workbook)
        sheets = {
            name: workbook.add_worksheet(name_of(name, lang))
            for name in (ABOUT, REVIEW, SPLIT, ITEMS, ASIDE, NOTES, LEARNED, "lists")
        }
        self.front = Front(sheets[ABOUT], self.styles, page, month, book_id(month, lang))
        self.line_cells = {
            REVIEW: [said.line(row) for row in self.review_rows],
            ASIDE: [said.line(row) for row in self.aside_rows],
        }
        self.item_cells = [said.item(item) for item in self.items]
        self.review = self._grid(sheets[REVIEW], REVIEW, REVIEW_COLUMNS, REVIEW_FILLED, self.line_cells[REVIEW])
        self.aside = self._grid(sheets[ASIDE], ASIDE, REVIEW_COLUMNS, REVIEW_FILLED, self.line_cells[ASIDE])
        self.split = self._grid(sheets[SPLIT], SPLIT, SPLIT_COLUMNS, SPLIT_FILLED, (), _SPLIT_ROWS)
        self.sheet_items = self._grid(sheets[ITEMS], ITEMS, ITEM_COLUMNS, ITEM_FILLED, self.item_cells)
        self.note_cells = list(said.notes())
        self.notes = self._grid(sheets[NOTES], NOTES, NOTE_COLUMNS, NOTE_COLUMNS[1:], self.note_cells, _NOTE_ROWS)
        self.learned_cells = [said.learned(row) for row in learned_rows(month.decided, month.customers)]
        filled = tuple(key for key in LEARNED_COLUMNS[1:] if key != "from")
        self.sheet_learned = self._grid(
            sheets[LEARNED], LEARNED, LEARNED_COLUMNS, filled, self.learned_cells, _LEARNED_ROWS
        )
        people = sorted({one.owner for one in kept.values()})
        self.lists = Lists(sheets["lists"], workbook, month, lang, people)
        sheets["lists"].hide()
        limits = Limits(_alone(month), month.settings.review.four_eyes)
        self.checks = Checks(self.review, self.aside, self.split, self.sheet_items, limits)

    def draw(self) -> None:
        self.front.draw(self.review, self.aside, self.review_rows, self.aside_rows)
        self._lines(REVIEW, self.review, self.review_rows, _INPUT)
        self._lines(ASIDE, self.aside, self.aside_rows, _WORKING)
        self._split()
        self._items()
        self._filled_in(NOTES, self.notes, self.note_cells, _NOTE_ROWS, "kind")
        self._filled_in(LEARNED, self.sheet_learned, self.learned_cells, _LEARNED_ROWS, "kind")
        self._lists_of_notes()
        self._lists_of_learned()
        for grid in (self.review, self.aside, self.split, self.sheet_items):
            for name, cells in sorted(grid.names.items()):
                self.workbook.define_name(name, f"={cells}")
        if self.review_rows:
            self.review.sheet.activate()
        else:
            self.front.sheet.activate()

    def _grid(
        self,
        sheet: Any,
        kind: str,
        columns: Sequence[str],
        filled: Sequence[str],
        cells: Sequence[Mapping[str, Cell]],
        empty: int = 0,
    ) -> Grid:
        widths = {}
        for key in columns:
            least, most = _WIDTHS.get(key, (11, 11))
            shown = [_text(cell.get(key)) for cell in cells]
            heading = "" if key.startswith("_") else say(f"book_col_{key}", self.lang)
            widths[key] = fitted(heading, shown, least, most)
        return Grid(sheet, kind, self.styles, self.page, widths, filled, len(cells) + empty)

    def _lines(self, name: str, grid: Grid, rows: Sequence[Row], tab: str) -> None:
        grid.open(name_of(name, self.lang), say(f"book_note_{name}", self.lang), tab, "decision", _ACROSS)
        at_item = {
            item.item_id: self.sheet_items.address("item", self.sheet_items.first + n)
            for n, item in enumerate(self.items)
        }
        links = _MOST_LINKS
        for n, (row, cells) in enumerate(zip(rows, self.line_cells[name], strict=True)):
            at = grid.first + n
            currency = row.waiting.answer.line.currency
            target = (
                next((at_item[s.item_id] for s in row.first.shares if s.item_id in at_item), "") if row.first else ""
            )
            proposal = cells["proposal"]
            if target and links and isinstance(proposal, str):
                proposal = Link(proposal, target)
                links -= 1
            made: dict[str, Cell] = {
                **cells,
                "proposal": proposal,
                "check": Formula(self.checks.of_line(grid, at, currency, self._given_up(row)), ""),
                "rest": Formula(self.checks.rest(grid, at, currency), "", currency),
            }
            grid.line(at, made)
        if not rows:
            grid.line(grid.first, {}, fill=())
        self._choices_of_lines(grid)

    def _given_up(self, row: Row) -> tuple[int, int]:
        """What each of the two alternatives writes off beyond a discount the document grants, in its currency."""
        day = row.waiting.answer.line.booked

        def granted(number: str) -> int:
            item = self.by_number.get(number)
            in_time = item is not None and item.discount_until is not None and day <= item.discount_until
            return abs(item.discount_minor) if item is not None and in_time else 0

        def of(one: Alternative | None) -> int:
            given = (s for s in (one.shares if one else ()) if s.written_off_minor)
            return sum(
                abs(s.written_off_minor)
                for s in given
                if s.reason != "discount" or abs(s.written_off_minor) > granted(s.item_id)
            )

        return of(row.first), of(row.second)

    def _choices_of_lines(self, grid: Grid) -> None:
        lists = self.lists
        grid.choose("decision", lists["decisions"], self._say("prompt_decision"))
        grid.choose(
            "item",
            self.sheet_items.span("item"),
            self._say("prompt_item"),
            strict=False,
            other=self._say("prompt_item_other"),
        )
        grid.choose("reason", lists["but_on_account"], self._say("prompt_listed"))
        grid.choose("customer", lists["customers"], self._say("prompt_listed"))
        grid.choose("owner", lists["owners"], self._say("prompt_listed"), strict=False)
        grid.hint("pattern", self._say("prompt_pattern"))
        grid.hint("approved_by", self._say("prompt_approved"))
        grid.flag("check", self._say("ok_row"))

    def _split(self) -> None:
        grid = self.split
        grid.open(
            name_of(SPLIT, self.lang), self._say("book_note_split", review=name_of(REVIEW, self.lang)), _INPUT, "no"
        )
        for row in range(grid.first, grid.last + 1):
            grid.line(
                row,
                {
                    "left": Formula(self.checks.split_left(row), ""),
                    "check": Formula(self.checks.of_split(row), ""),
                },
            )
        grid.hint("no", self._say("prompt_number"))
        grid.choose("item", self.sheet_items.span("item"), self._say("prompt_listed"), strict=False)
        grid.choose("reason", self.lists["reasons"], self._say("prompt_listed"))
        grid.flag("check", self._say("ok_row"))

    def _items(self) -> None:
        grid = self.sheet_items
        grid.open(name_of(ITEMS, self.lang), self._say("book_note_items", yes=self._say("yes")), _WORKING, "item")
        wanted = self._wanted_by()
        links = _MOST_LINKS
        for n, (item, cells) in enumerate(zip(self.items, self.item_cells, strict=True)):
            row = grid.first + n
            made: dict[str, Cell] = {**cells, "check": Formula(self.checks.of_item(row, item.currency), "")}
            if found := wanted.get(item.item_id):
                shown = "; ".join(str(no) for no, _ in found)
                made["proposed_for"] = Link(shown, found[0][1]) if links else shown
                links -= bool(links)
            grid.line(row, made)
        if not self.items:
            grid.line(grid.first, {}, fill=())
        grid.choose("write_off", self.lists["yes"], self._say("prompt_listed"))
        grid.choose("reason", self.lists["of_document"], self._say("prompt_listed"))
        grid.hint("approved_by", self._say("prompt_approved"))
        grid.flag("check", self._say("ok_row"))
        grid.shade("days_late", 60, "#8C1D18", "#FADCD9")
        grid.shade("days_late", 0, "#7A3E00", "#FDE9C4")

    def _wanted_by(self) -> dict[str, list[tuple[int, str]]]:
        """The payments whose first alternative pays a document: number and cell."""
        found: dict[str, list[tuple[int, str]]] = {}
        for grid, rows in ((self.review, self.review_rows), (self.aside, self.aside_rows)):
            for n, row in enumerate(rows):
                for item in dict.fromkeys(s.item_id for s in (row.first.shares if row.first else ())):
                    found.setdefault(item, []).append((row.no, grid.address("proposal", grid.first + n)))
        return found

    def _filled_in(self, name: str, grid: Grid, cells: Sequence[Mapping[str, Cell]], empty: int, frozen: str) -> None:
        """Rows that stand, of which only what was learned can be taken back, and empty ones below."""
        fields = {"yes": self._say("yes")}
        grid.open(name_of(name, self.lang), self._say(f"book_note_{name}", **fields), _INPUT, frozen)
        for n, each in enumerate(cells):
            grid.line(grid.first + n, each, fill=("forget",))
        for row in range(grid.first + len(cells), grid.first + len(cells) + empty):
            grid.line(row, {})

    def _lists_of_notes(self) -> None:
        grid, listed = self.notes, self._say("prompt_listed")
        grid.choose("kind", self.lists["kinds"], listed)
        grid.choose("customer", self.lists["customers"], listed)
        grid.choose("item", self.sheet_items.span("item"), listed, strict=False)

    def _lists_of_learned(self) -> None:
        grid, listed = self.sheet_learned, self._say("prompt_listed")
        grid.choose("kind", self.lists["learned"], listed, strict=False)
        grid.choose("customer", self.lists["customers"], listed)
        grid.choose("direction", self.lists["directions"], listed)
        grid.choose("reason", self.lists["of_line"], listed, strict=False)
        grid.choose("forget", self.lists["yes"], listed)

    def _say(self, id: str, **fields: object) -> str:
        return say(id, self.lang, **fields)


# Least and most characters of a column; one that is not named is as wide as a short word.
_WIDTHS: Mapping[str, tuple[float, float]] = {
    "_key": (11, 11),
    "check": (22, 22),
    "no": (6, 6),
    "decision": (16, 16),
    "payer": (16, 24),
    "text": (18, 34),
    "currency": (7, 9),
    "amount": (12, 18),
    "left": (12, 18),
    "probability": (8, 9),
    "proposal": (18, 40),
    "next": (22, 32),
    "difference": (24, 34),
    "for": (24, 44),
    "against": (14, 30),
    "item": (16, 22),
    "rest": (12, 12),
    "reason": (15, 18),
    "customer": (18, 40),
    "pattern": (18, 18),
    "approved_by": (13, 13),
    "owner": (12, 16),
    "note": (22, 22),
    "runner_up": (16, 32),
    "runner_up_probability": (9, 9),
    "outcome": (12, 19),
    "why": (20, 36),
    "known_customer": (16, 26),
    "line_id": (12, 22),
    "written_off": (14, 14),
    "proposed_for": (12, 16),
    "write_off": (14, 14),
    "contact": (18, 24),
    "kind": (16, 18),
    "account": (12, 22),
    "from": (14, 30),
}


def _text(cell: Cell) -> str:
    if isinstance(cell, Money):
        return "" if cell.minor is None else f"{Decimal(cell.minor).scaleb(-exponent(cell.currency)):,f}()"
    return cell if isinstance(cell, str) else ""


def _alone(month: MonthEnd) -> dict[str, int]:
    """What a person may write off alone, in minor units by currency, at the newest rate up to the key date."""
    company = month.settings.company.currency
    alone = month.settings.review.write_off_alone
    rates = [row for file in month.book_files for row in file.rows if isinstance(row, Rate) and row.day <= month.last]
    units = {company: Decimal(1)}
    for rate in sorted(rates, key=lambda r: (r.day, r.units)):
        if rate.base == company:
            units[rate.currency] = rate.units
        elif rate.currency == company and rate.units:
            units[rate.base] = 1 / rate.units
    return {code: _minor(alone * each, code) for code, each in sorted(units.items())}


def _minor(amount: Decimal, currency: str) -> int:
    return int(amount.scaleb(exponent(currency)).to_integral_value(ROUND_DOWN))
