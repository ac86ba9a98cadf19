"""A sheet of a letter: rows are taken from the top to the bottom, and what has been drawn is counted in points.

It prints on A4 upright, one page wide, with the head of its table on each page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from math import floor
from typing import Any

from recon.statement_of_account import Statement
from recon.words import say
from recon.writers._excel import FORMULA, ROW, Styles, lines_of, number, number_format
from recon.writers._shared import printable

SIZE = 10  # of plain text, points
_A4 = (595.0, 842.0)  # points
_MARGINS = {"left": 0.55, "right": 0.55, "top": 0.55, "bottom": 0.65}  # inches
_WIDER = 1.07  # programs and printers differ in what a column takes; the page is always fitted to one sheet's width


@dataclass
class Paper:
    """A sheet that is being drawn."""

    sheet: Any
    styles: Styles
    lang: str
    currency: str
    widths: tuple[float, ...] = ()  # of the columns, characters
    row: int = 0  # the next one
    height: float = 0.0  # points drawn so far on this page
    breaks: list[int] = field(default_factory=list)
    head_height: float = 0.0  # of the table's head, which stands on each page

    def lay_out(self, widths: tuple[float, ...]) -> None:
        """Give the columns their widths."""
        self.widths = widths
        for at, width in enumerate(widths):
            self.sheet.set_column(at, at, width)
        wide = sum(floor(width * 7 + 5) * 0.75 for width in widths) * _WIDER
        room = _A4[0] - (_MARGINS["left"] + _MARGINS["right"]) * 72
        self.paper = (_A4[1] - (_MARGINS["top"] + _MARGINS["bottom"]) * 72) / min(1.0, room / wide)

    def say(self, id: str, **fields: object) -> str:
        """A message in the letter's language."""
        return printable(say(id, self.lang, **fields))

    @property
    def end(self) -> int:
        """The last column."""
        return len(self.widths) - 1

    def next_row(self, height: float = ROW + 1.5) -> int:
        """Take the next row, so high; returns it."""
        self.sheet.set_row(self.row, height)
        if self.height + height > self.paper:  # the program breaks here by itself, and repeats the table's head
            self.height = self.head_height
        self.height += height
        self.row += 1
        return self.row - 1

    def keep_together(self, height: float) -> None:
        """Begin a new page where what follows, so many points high, would not fit on this one."""
        if self.height + height > self.paper > height:
            self.breaks.append(self.row)
            self.height = 0

    def put(self, row: int, first: int, last: int, shown: str, **properties: object) -> None:
        """Text over the columns from `first` to `last`."""
        if shown[:1] in FORMULA:
            properties["quote_prefix"] = True
        style = self.styles.of(**{"font_size": SIZE, "valign": "vcenter", **properties})
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", style)
        self.sheet.write_string(row, first, shown, style)

    def across(self, shown: str, **properties: object) -> None:
        """A sentence over the whole width, as high as it needs."""
        lines = lines_of(shown, sum(self.widths))
        row = self.next_row((ROW + 0.5) * lines + 2)
        self.put(row, 0, self.end, shown, **{"text_wrap": True, "valign": "top", **properties})

    def wide(self, first: int, last: int) -> float:
        """Characters from one column to another."""
        return sum(self.widths[first : last + 1])

    def amount(self, row: int, first: int, last: int, minor: int, formula: str = "", **properties: object) -> None:
        """An amount over several columns, as a formula where there is one."""
        style = self.styles.of(
            **{
                "num_format": number_format(self.currency),
                "align": "right",
                "valign": "vcenter",
                "font_size": SIZE,
                **properties,
            }
        )
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", style)
        value = number(minor, self.currency)
        if formula:
            self.sheet.write_formula(row, first, formula, style, value)
        else:
            self.sheet.write_number(row, first, value, style)


def set_up(page: Paper, one: Statement) -> None:
    """A4 upright, the number of the statement and the page on every sheet of paper."""
    sheet = page.sheet
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.set_margins(**_MARGINS)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
    named = page.say("statement_footer", number=one.number, customer=one.customer.name).replace("&", "&&")[:90]
    pages = page.say("statement_page", page="&P", pages="&N")
    run = f"&R&8 {one.run_id}" if one.run_id else ""
    # A blank after the size: a number would be read as a part of it.
    sheet.set_footer(f"&L&8 {named}&C&8 {pages}{run}")


def summed(name: str, first: int, after: int) -> str:
    """The sum of a column's rows from `first` up to, not including, `after` (from 0); nothing where there are none."""
    return f"=SUM({name}{first + 1}:{name}{after})" if after > first else "=0"


def day_formula(day: date) -> str:
    """A day as a formula writes it."""
    return f"DATE({day.year},{day.month},{day.day})"
