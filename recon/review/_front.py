"""The first sheet of the review book: how to use it, which month it is of, what waits, where the work stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from recon.monthend import MonthEnd, Stand, Waiting
from recon.reports._shared import policy
from recon.review._facts import Row
from recon.review._grid import (
    FILL,
    INK,
    NEED_FILL,
    NEED_INK,
    OK_FILL,
    OK_INK,
    Grid,
)
from recon.review.layout import ABOUT, ASIDE, BOOK, ITEMS, LEARNED, NOTES, REVIEW, SPLIT, Verb
from recon.words import Said, say, says
from recon.writers._excel import GREEN, GREY, NAVY, RED, ROW, Page, Styles, lines_of, number, number_format
from recon.writers._shared import text

SHEETS = (ABOUT, REVIEW, SPLIT, ITEMS, ASIDE, NOTES, LEARNED)
_WIDTHS = (34.0, 14.0, 16.0, 20.0, 20.0, 14.0)
_LINE_WIDTH = sum(_WIDTHS)


def name_of(sheet: str, lang: str) -> str:
    """The name of a sheet."""
    return say(f"book_sheet_{sheet}", lang)


def outcome_of(waiting: Waiting) -> Said:
    """What became of a line, as the book counts it."""
    if waiting.stand is Stand.ON_ACCOUNT:
        return says("outcome_on_account")
    return says(f"outcome_{waiting.answer.outcome.value}")


@dataclass
class Front:
    """The sheet About. Figures are formulas over the rows, with the values they have when the book is written."""

    sheet: Any
    styles: Styles
    page: Page
    month: MonthEnd
    book: str  # id

    def draw(self, review: Grid, aside: Grid, rows: Sequence[Row], set_aside: Sequence[Row]) -> None:
        """Draw it, top to bottom."""
        for at, width in enumerate(_WIDTHS):
            self.sheet.set_column(at, at, width)
        row = self._title()
        row = self._how(row)
        row = self._facts(row + 1)
        row = self._counts(row + 1, ((review, rows), (aside, set_aside)))
        row = self._checks(row + 1, review, aside, rows, set_aside)
        row = self._work(row + 1, review, aside, len(rows) + len(set_aside))
        self._legend(row + 1)
        self.page.set_up(self.sheet, landscape=False)
        self.sheet.fit_to_pages(1, 1)
        self.sheet.set_tab_color(NAVY)

    def _say(self, id: str, **fields: object) -> str:
        return say(id, self.page.lang, **fields)

    def _title(self) -> int:
        bold = self.styles.of(bold=True, font_size=18, font_color=NAVY)
        if self.page.draft:
            red = self.styles.of(bold=True, font_size=18, font_color=RED)
            self.sheet.write_rich_string(0, 0, bold, f"{self.page.title}   ", red, self._say("draft"), bold)
        else:
            self.sheet.write_string(0, 0, self.page.title, bold)
        self.sheet.set_row(0, 28)
        return 1

    def _heading(self, row: int, words: str, columns: int = len(_WIDTHS)) -> int:
        head = self.styles.head()
        for at in range(columns):
            self.sheet.write_string(row, at, words if at == 0 else "", head)
        self.sheet.set_row(row, ROW + 6)
        return row + 1

    def _how(self, row: int) -> int:
        row = self._heading(row, self._say("book_how"))
        lang = self.page.lang
        names = {sheet: name_of(sheet, lang) for sheet in SHEETS}
        verbs = {verb.value: self._say(f"verb_{verb}") for verb in Verb}
        fields = {**names, **verbs, "split_sheet": names[SPLIT]}
        wrapped = self.styles.of(text_wrap=True, valign="top")
        for n in range(1, 7):
            said = f"{n}.  {self._say(f'book_use_{n}', **fields)}"
            self.sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", wrapped)
            self.sheet.write_string(row, 0, said, wrapped)
            self.sheet.set_row(row, ROW * lines_of(said, _LINE_WIDTH) + 3)
            row += 1
        return row

    def _facts(self, row: int) -> int:
        label, plain = self.styles.of(bold=True, font_color=GREY), self.styles.of()
        for what, value in policy(self.month):
            self.sheet.write_string(row, 0, text(what, self.page.lang), label)
            self.sheet.write_string(row, 1, text(value, self.page.lang), plain)
            row += 1
        self.sheet.write_string(row, 0, self._say("book_id_label"), label)
        self.sheet.write_string(row, 1, BOOK, self.styles.of(font_color=GREY))
        self.sheet.write_string(row, 2, self.book, plain)
        return row + 1

    def _counts(self, row: int, parts: Sequence[tuple[Grid, Sequence[Row]]]) -> int:
        """Payments and sums by outcome and currency, one block a sheet."""
        row = self._heading(row, self._say("book_counts"), 4)
        heads = ("book_col_outcome", "book_col_currency", "book_count", "book_sum")
        bold = self.styles.of(bold=True, bottom=1)
        for at, id in enumerate(heads):
            right = {"align": "right"} if at > 1 else {}
            self.sheet.write_string(row, at, self._say(id), self.styles.of(bold=True, bottom=1, **right))
        row += 1
        for grid, rows in parts:
            groups: dict[tuple[str, str], list[Row]] = {}
            for each in rows:
                said = outcome_of(each.waiting).text(self.page.lang)
                groups.setdefault((said, each.waiting.answer.line.currency), []).append(each)
            for (said, currency), members in sorted(groups.items()):
                self.sheet.write_string(row, 0, said, self.styles.cell())
                self.sheet.write_string(row, 1, currency, self.styles.cell())
                of = f"{grid.named('outcome')},A{row + 1},{grid.named('currency')},B{row + 1}"
                self.sheet.write_formula(row, 2, f"=COUNTIFS({of})", self.styles.cell(num_format="#,##0"), len(members))
                formula = f"=SUMIFS({grid.named('left')},{of})"
                self._amount(row, 3, formula, sum(m.waiting.left_minor for m in members), currency)
                row += 1
            total = self._say("book_total", sheet=grid.name)
            self.sheet.write_string(row, 0, total, bold)
            self.sheet.write_blank(row, 1, None, bold)
            counted = self.styles.of(bold=True, bottom=1, num_format="#,##0")
            self.sheet.write_formula(row, 2, f"=COUNT({grid.named('no')})", counted, len(rows))
            self.sheet.write_blank(row, 3, None, bold)
            row += 1
        return row

    def _checks(self, row: int, review: Grid, aside: Grid, rows: Sequence[Row], set_aside: Sequence[Row]) -> int:
        """The rows add up to what was left to decide, and the money in on Review to what the ledger holds unapplied."""
        row = self._heading(row, self._say("check"))
        lang = self.page.lang
        heads = ("", "book_col_currency", "", "check_left", "check_right", "check_status")
        for at, id in enumerate(heads):
            right = {"align": "right"} if at > 2 else {}
            words = self._say(id) if id else ""
            self.sheet.write_string(row, at, words, self.styles.of(bold=True, bottom=1, **right))
        row += 1
        names = {REVIEW: name_of(REVIEW, lang), ASIDE: name_of(ASIDE, lang)}
        waiting = [w.waiting for w in (*rows, *set_aside)]
        for currency in sorted({w.answer.line.currency for w in waiting}):
            both = "+".join(f"SUMIFS({g.named('left')},{g.named('currency')},B{row + 1})" for g in (review, aside))
            left = sum(w.left_minor for w in self.month.waiting if w.answer.line.currency == currency)
            said = self._say("book_tie_rows", **names, currency=currency)
            self._check(row, said, currency, f"={both}", left, left)
            row += 1
            inward = (
                f'=SUMIFS({review.named("left")},{review.named("currency")},B{row + 1},{review.named("left")},">0")'
            )
            shown = sum(w.waiting.left_minor for w in rows if _money_in(w.waiting, currency))
            ledger = sum(c.open_minor for c in self.month.unapplied if c.currency == currency and c.open_minor > 0)
            self._check(row, self._say("book_tie_cash", **names, currency=currency), currency, inward, shown, ledger)
            row += 1
        return row

    def _check(self, row: int, said: str, currency: str, formula: str, left: int, right: int) -> None:
        cell = self.styles.cell(text_wrap=True)
        self.sheet.write_string(row, 0, said, cell)
        self.sheet.write_string(row, 1, currency, self.styles.cell())
        self.sheet.write_blank(row, 2, None, self.styles.cell())
        self.sheet.set_row(row, ROW * lines_of(said, _WIDTHS[0]) + 3)
        self._amount(row, 3, formula, left, currency)
        self.sheet.write_number(row, 4, number(right, currency), self.styles.cell(num_format=number_format(currency)))
        ok, bad = self._say("check_ok"), self._say("check_bad")
        colour = self.styles.cell(bold=True, align="right", font_color=GREEN if left == right else RED)
        formula = f'=IF(ROUND(D{row + 1}-E{row + 1},4)=0,"{ok}","{bad}")'
        self.sheet.write_formula(row, 5, formula, colour, ok if left == right else bad)

    def _work(self, row: int, review: Grid, aside: Grid, count: int) -> int:
        row = self._heading(row, self._say("book_state"), 4)
        ready = "+".join(f'COUNTIF({g.named("check")},ok_row&"*")' for g in (review, aside))
        decided = "+".join(f"COUNTA({g.named('decision')})" for g in (review, aside))
        plain = self.styles.cell(num_format="#,##0")
        for id, formula in (
            ("book_state_decided", f"={decided}"),
            ("book_state_ok", f"={ready}"),
            ("book_state_need", f"=C{row + 1}-C{row + 2}"),
        ):
            self.sheet.write_string(row, 0, self._say(id), self.styles.cell())
            self.sheet.write_blank(row, 1, None, self.styles.cell())
            self.sheet.write_formula(row, 2, formula, plain, 0)
            of = f"/ {count:,}" if id == "book_state_decided" else ""
            self.sheet.write_string(row, 3, of, self.styles.cell())
            row += 1
        return row

    def _legend(self, row: int) -> None:
        row = self._heading(row, self._say("book_legend"), 4)
        for id, ink, fill in (
            ("book_legend_input", INK, FILL),
            ("book_legend_fact", "#000000", "#FFFFFF"),
            ("book_legend_ok", OK_INK, OK_FILL),
            ("book_legend_need", NEED_INK, NEED_FILL),
        ):
            style = self.styles.cell(font_color=ink, bg_color=fill)
            self.sheet.write_string(row, 0, self._say(id), style)
            for at in range(1, 4):
                self.sheet.write_blank(row, at, None, style)
            row += 1

    def _amount(self, row: int, at: int, formula: str, minor: int, currency: str) -> None:
        style = self.styles.cell(num_format=number_format(currency))
        self.sheet.write_formula(row, at, formula, style, number(minor, currency))


def _money_in(waiting: Waiting, currency: str) -> bool:
    return waiting.left_minor > 0 and waiting.answer.line.currency == currency
