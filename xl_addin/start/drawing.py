"""What every sheet of the start workbook is drawn with: words, formats, references, buttons, paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

from recon.report import Kind
from recon.words import say
from recon.writers._excel import GREEN, GREY, NAVY, RED, SOFT, Styles, column_reference, letters, quoted
from xl_addin.layout import Column, Layout
from xl_addin.start.figures import Figures, Shown
from xl_addin.start.rows import Cell

INPUT, WORKING, OUTPUT, CHECK = "#2E6DB4", "#9AA5B1", GREEN, RED  # colours of the tabs
INK = "#0000C0"  # of cells that a person fills in
AMBER_FILL, RED_FILL, BLUE_FILL, AMBER_INK, BLUE_INK = "#FCE8C3", "#F8D0CB", "#D6E8FA", "#8A5300", "#0B4A8F"
MONEY = '#,##0.00;[Red](#,##0.00);"-"'
SHOWS = {Kind.TEXT: "@", Kind.MONEY: MONEY, Kind.DAY: "yyyy-mm-dd", Kind.COUNT: "0"}
LAST = 20_000  # row down to which lists, checks of cells and colours reach
RIGHT = (Kind.MONEY, Kind.COUNT)


class Macros(Protocol):
    """What makes a workbook one with buttons (see `xl_addin.build.package.macros`)."""

    @property
    def project(self) -> bytes:
        """vbaProject.bin."""
        ...

    @property
    def workbook(self) -> str:
        """Code name of the workbook."""
        ...

    @property
    def sheets(self) -> Sequence[str]:
        """Code names of the sheets, as many as there are."""
        ...

    def of(self, button: str) -> str:
        """The macro that presses a button."""
        ...


@dataclass
class Drawing:
    """A workbook being drawn."""

    book: Any
    figures: Figures
    styles: Styles
    macros: Macros | None

    @property
    def lang(self) -> str:
        """Language of the workbook."""
        return self.figures.lang

    def told(self, id: str, **fields: object) -> str:
        """A sentence of this part."""
        return say(f"xl_start_{id}", self.lang, **fields)

    def name(self, sheet: str) -> str:
        """The name of a sheet."""
        return say(f"xl_sheet_{sheet}", self.lang)

    def head(self, key: str) -> str:
        """The heading of a column."""
        return say(f"xl_col_{key}", self.lang)

    def column(self, layout: Layout, key: str) -> str:
        """A column of a table as a formula writes it."""
        return column_reference(layout.table, self.head(key))

    def this(self, layout: Layout, key: str) -> str:
        """A cell of the formula's own row."""
        return f"{layout.table}[[#This Row],[{self.head(key)}]]"

    def add(self, sheet: str, tab: str = "") -> Any:
        """A new sheet at the end."""
        page = self.book.add_worksheet(self.name(sheet))
        # A formula is the same on every row of a table, and would be looked through for new functions on each.
        page._prepare_formula = lru_cache(maxsize=64)(page._prepare_formula)
        if tab:
            page.set_tab_color(tab)
        return page

    def top(self, page: Any, title: str, note: str) -> None:
        """Title and note of a sheet, in its first two rows."""
        page.write_string(0, 0, title, self.styles.of(bold=True, font_size=14, font_color=NAVY))
        page.set_row(0, 22)
        page.write_string(1, 0, note, self.styles.of(font_color=GREY))

    def buttons(self, page: Any, row: int, ids: Sequence[str]) -> None:
        """Buttons side by side, in a workbook that has macros."""
        if self.macros is not None:
            page.set_row(row, 27)
            for at, id in enumerate(ids):
                self.button(page, row, 0, id, x=4 + 138 * at, y=4)

    def button(self, page: Any, row: int, column: int, id: str, *, x: int = 0, y: int = 0) -> None:
        """A button at a cell, in a workbook that has macros; x and y in pixels from its corner."""
        if self.macros is not None:
            shown = {"caption": say(f"button_{id}", self.lang), "macro": self.macros.of(id), "width": 130, "height": 26}
            page.insert_button(row, column, {**shown, "x_offset": x, "y_offset": y})

    def paper(self, page: Any, *, landscape: bool, repeated: int | None, tall: int = 0) -> None:
        """A4, one page wide (and `tall` high), headings on every page, page n of m with the file and the sheet."""
        page.set_landscape() if landscape else page.set_portrait()
        page.set_paper(9)
        page.fit_to_pages(1, tall)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.set_footer(f"&L&8&F&C&8{say('sheet_footer', self.lang, page='&P', pages='&N')}&R&8&A")
        if repeated is not None:
            page.repeat_rows(repeated)

    def input(self, kind: Kind, **more: object) -> Any:
        """A cell that a person fills in."""
        return self.styles.of(num_format=SHOWS[kind], font_color=INK, **more)

    def worked(self, kind: Kind, **more: object) -> Any:
        """A cell with a formula."""
        shown = "General" if kind is Kind.TEXT else SHOWS[kind]
        return self.styles.of(num_format=shown, bg_color=SOFT, **more)

    def title(self, fill: str = NAVY, **more: object) -> Any:
        """A heading."""
        look: dict[str, object] = {"bold": True, "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter"}
        return self.styles.of(**{**look, "align": "left", "bg_color": fill, **more})

    def heading(self, column: Column, **more: object) -> Any:
        """The head of a column: dark, and grey where the column is worked out."""
        return self.title(GREY if column.derived else NAVY, **more)

    def at(self, sheet: str, row: int, column: int) -> str:
        """A cell of another sheet as a formula writes it; row and column from 0."""
        return f"{quoted(self.name(sheet))}!${letters(column)}${row + 1}"


def write(page: Any, row: int, column: int, value: Cell | Decimal, style: Any) -> None:
    """A value, text staying text."""
    if value is None or value == "":
        page.write_blank(row, column, None, style)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
    elif isinstance(value, str):
        page.write_string(row, column, value, style)
    else:
        page.write_number(row, column, float(value), style)


class _Blank(str):
    """The empty text a formula gives. XlsxWriter would take "" for no value at all."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


_BLANK = _Blank()


def works_out(page: Any, row: int, column: int, text: str, style: Any, gives: Shown) -> None:
    """A formula with the value it gives."""
    page.write_formula(row, column, text, style, _BLANK if gives == "" else gives)
