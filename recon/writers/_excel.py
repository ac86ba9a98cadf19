"""What all sheets of a workbook share: formats, page set-up, names Excel takes, widths of what is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from recon.report import decimals
from recon.words import Said, say
from recon.writers import _shared

NAVY, GREEN, RED, GREY, SOFT, LINE = "#1F3A5F", "#1B7F4B", "#B42318", "#52606D", "#F2F5F8", "#D5DBE1"
ROW = 13.5  # height of one line of text, points
FORMULA = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")  # a text beginning so is kept from becoming a formula when edited
_LONGEST = 32_767  # characters a cell holds
_MOST_LINES = 27  # a row is at most 409.5 points high, and some lines are higher than ROW


@dataclass(frozen=True, slots=True)
class Page:
    """What every sheet of a workbook says alike."""

    lang: str
    draft: bool
    title: str
    policy: tuple[tuple[Said, Said], ...]

    def set_up(self, sheet: Any, landscape: bool = True) -> None:
        """A4, as wide as one page, with the page number, the title and DRAFT on every sheet of paper."""
        sheet.set_landscape() if landscape else sheet.set_portrait()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.hide_gridlines(2)
        run = next((said.text(self.lang) for label, said in self.policy if label.id == "policy_run"), "")
        pages = say("sheet_footer", self.lang, page="&P", pages="&N")
        sheet.set_footer(f"&L&8{_plain(self.title)}  {_plain(run)}&C&8{pages}&R&8&A")
        if self.draft:
            sheet.set_header(f'&C&"Calibri,Bold"&14&KB42318{say("draft", self.lang)}')


@dataclass
class Styles:
    """The formats of a workbook, each made once."""

    book: Any
    made: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)

    def of(self, **properties: object) -> Any:
        """The format with these properties on top of the house's."""
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({"font_name": "Calibri", "font_size": 10, **properties})
        return self.made[key]

    def cell(self, **properties: object) -> Any:
        """A cell of a table."""
        return self.of(valign="top", bottom=1, bottom_color=LINE, **properties)

    def total(self, **properties: object) -> Any:
        """A cell of the totals row."""
        return self.of(bold=True, top=1, bottom=1, bg_color=SOFT, **properties)

    def head(self, **properties: object) -> Any:
        """A cell of a table's head."""
        return self.of(bold=True, font_color="#FFFFFF", bg_color=NAVY, text_wrap=True, valign="vcenter", **properties)


def number_format(currency: str) -> str:
    """Amounts grouped, negative red in parentheses, nothing as a dash, with the currency's own decimals.

    >>> number_format("EUR"), number_format("JPY")
    ('#,##0.00;[Red](#,##0.00);"-"', '#,##0;[Red](#,##0);"-"')
    """
    places = decimals(currency)
    shown = "#,##0" + ("." + "0" * places if places else "")
    return f'{shown};[Red]({shown});"-"'


def number(minor: int, currency: str) -> float:
    """The amount as a sheet holds it: the float nearest to the exact decimal."""
    return float(minor / 10 ** decimals(currency))


@lru_cache(maxsize=65_536)
def width_of(shown: str) -> int:
    """Columns a text takes, a digit being one: capitals are wider, blanks narrower, Chinese characters two."""
    wide = 0 if shown.isascii() else sum(east_asian_width(c) in "WF" for c in shown)
    capitals = sum(map(str.isupper, shown))
    return ceil(len(shown) + wide + 0.22 * capitals - 0.4 * shown.count(" "))


def sheet_name(title: str, used: set[str]) -> str:
    """A sheet name Excel takes: at most 31 characters, none of []:*?/\\, not used before (whatever the case)."""
    base = re.sub(r"[\[\]:*?/\\\s]+", " ", title).strip(" '")[:31].strip() or "Sheet"
    name, n = base, 1
    while name.casefold() in used:
        n += 1
        name = f"{base[: 30 - len(str(n))]} {n}"
    used.add(name.casefold())
    return name


def table_name(section: str, used: set[str]) -> str:
    """A table name Excel takes: stable for a section, letters, digits and underscores."""
    base = "tbl_" + re.sub(r"[^A-Za-z0-9_]+", "_", section)
    name, n = base, 1
    while name.casefold() in used:
        n += 1
        name = f"{base}_{n}"
    used.add(name.casefold())
    return name


def quoted(sheet: str) -> str:
    """A sheet's name as a formula writes it.

    >>> quoted("Aged balance EUR")
    "'Aged balance EUR'"
    """
    return "'" + sheet.replace("'", "''") + "'"


def column_reference(table: str, header: str) -> str:
    """A table's column as a formula writes it, special characters escaped.

    >>> column_reference("tbl_aged_EUR", "91+ days")
    'tbl_aged_EUR[91+ days]'
    """
    return f"{table}[{re.sub(r'([][#])', _TICK, header.replace(chr(39), chr(39) * 2))}]"


_TICK = r"'\1"


def letters(column: int) -> str:
    """The letters of a column from its number, 0 being A."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def across(sheet: Any, row: int, columns: int, line: str, style: Any, width: float) -> None:
    """A line of text over several columns, as high as it needs."""
    if columns > 1:
        sheet.merge_range(row, 0, row, columns - 1, "", style)
    sheet.write_string(row, 0, line, style)
    sheet.set_row(row, ROW * lines_of(line, width) + 2)


def lines_of(shown: str, width: float) -> int:
    """Lines a text takes in a column, as far as a row can be high.

    Running text is narrower than figures, but part of each line stays empty.
    """
    wide = width_of(shown) * (0.88 if shown.isascii() else 1)
    room = max(width - 0.7, 1)
    return 1 if wide <= room else min(max(2, ceil(wide * 1.08 / room)), _MOST_LINES)


def breakable(head: str) -> list[str]:
    """The parts of a head between which a line may break: words, and every Chinese character pair."""
    return [part for word in head.split() for part in ([word] if word.isascii() else re.findall(".{1,4}", word))] or [
        ""
    ]


def fitting(shown: str) -> str:
    """The text as long as a cell takes; what is cut ends in an ellipsis. Characters of four bytes count twice."""
    if 2 * len(shown) <= _LONGEST:
        return shown
    units = shown.encode("utf-16-le", "surrogatepass")
    return shown if len(units) <= 2 * _LONGEST else f"{units[: 2 * _LONGEST - 2].decode('utf-16-le', 'ignore')}…"


def _plain(raw: str) -> str:
    """A text in a page footer, where & begins a code."""
    return _shared.printable(raw).replace("&", "&&")[:80]
