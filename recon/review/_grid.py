"""One sheet of the review book: title, the hidden row of keys, headings, cells to read, cells to fill in, print set-up.

Law: what came from a file is text and stays text. Whatever is hidden is a value, never a formula.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from recon.review.layout import KEYS
from recon.words import say
from recon.writers._excel import (
    FORMULA,
    GREY,
    LINE,
    NAVY,
    RED,
    ROW,
    Page,
    Styles,
    fitting,
    letters,
    lines_of,
    number,
    number_format,
    quoted,
    width_of,
)
from recon.writers._shared import printable

INK, FILL, HEAD_FILL = "#0B3D91", "#E3EEFB", "#2E6DB4"  # what a person fills in
OK_INK, OK_FILL = "#0B5D33", "#DDF3E4"
NEED_INK, NEED_FILL = "#7A3E00", "#FDE9C4"
KEY_ROW, HEAD_ROW, FIRST = 2, 3, 4  # rows from 0
_LINES, _MOST_LINES = 8, 20  # lines a row is high at most: of sentences, of lists of documents
_ZOOM = 90  # percent a wide sheet is shown at
_HIGHEST = 400.0  # points; Excel's own limit is 409

Hidden = ("_key", "_state", "_seal", "_find")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a cell."""

    minor: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the value it gives now. It says text, or an amount of `currency`."""

    text: str
    value: str | float
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a cell of this workbook, "'Items'!E5"."""

    text: str
    to: str


Cell = str | int | float | date | Money | Formula | Link | None


class Grid:
    """A sheet with columns by key.

    Args:
        sheet: the worksheet.
        kind: which of the book's sheets it is, the first part of the names of its columns.
        widths: width in characters by key, in the order the columns stand.
        filled: keys of the columns a person fills in.
        rows: how many rows it is ready for; at least one.
    """

    def __init__(
        self,
        sheet: Any,
        kind: str,
        styles: Styles,
        page: Page,
        widths: Mapping[str, float],
        filled: Sequence[str],
        rows: int,
    ) -> None:
        self.sheet = sheet
        self.names: dict[str, str] = {}  # those its formulas and others use, with their cells
        self._kind = kind
        self._looks: dict[tuple[str, bool, str, str | None], Any] = {}
        self.rows = max(rows, 1)
        self._styles = styles
        self._page = page
        self._widths = dict(widths)
        self._filled = frozenset(filled)
        self._at = {key: at for at, key in enumerate(widths, 1)}
        self._shown = [key for key in widths if key not in Hidden]

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return str(self.sheet.get_name())

    @property
    def first(self) -> int:
        """The first row below the headings, from 0."""
        return FIRST

    @property
    def last(self) -> int:
        """The last row it is ready for, from 0."""
        return FIRST + self.rows - 1

    def cell(self, key: str, row: int) -> str:
        """A cell as a formula of this sheet writes it; rows from 0."""
        return f"{letters(self._at[key])}{row + 1}"

    def span(self, key: str) -> str:
        """All cells of a column as a formula of any sheet writes it."""
        letter = letters(self._at[key])
        return f"{quoted(self.name)}!${letter}${FIRST + 1}:${letter}${self.last + 1}"

    def named(self, key: str) -> str:
        """The same as `span` by a name, which keeps formulas short: `items_open`."""
        name = f"{self._kind}_{key.removeprefix('_')}"
        self.names[name] = self.span(key)
        return name

    def down_to(self, key: str, row: int) -> str:
        """The cells of a column from the first down to a row, as a formula of this sheet writes them."""
        letter = letters(self._at[key])
        return f"{letter}${FIRST + 1}:{letter}{row + 1}"

    def address(self, key: str, row: int) -> str:
        """A cell as a link writes it."""
        return f"{quoted(self.name)}!{self.cell(key, row)}"

    def open(self, title: str, note: str, tab: str, frozen: str, across: int = 1) -> None:
        """Title, note, keys, headings, panes frozen up to the column `frozen`, filter, print set-up.

        It prints on so many pages `across`, each with the frozen columns in front.
        """
        sheet, styles, lang = self.sheet, self._styles, self._page.lang
        sheet.set_column(0, 0, 3, None, {"hidden": True})
        for key, at in self._at.items():
            sheet.set_column(at, at, self._widths[key], None, {"hidden": key in Hidden})
        left = self._at[self._shown[0]]
        bold = styles.of(bold=True, font_size=14, font_color=NAVY)
        if self._page.draft:
            red = styles.of(bold=True, font_size=14, font_color=RED)
            sheet.write_rich_string(0, left, bold, f"{title}   ", red, say("draft", lang), bold)
        else:
            sheet.write_string(0, left, title, bold)
        sheet.set_row(0, 22)
        self._note(note, left)
        sheet.write_string(KEY_ROW, 0, KEYS)
        tallest = 1
        for key, at in self._at.items():
            sheet.write_string(KEY_ROW, at, key)
            if key in Hidden:
                continue
            head = self.heading(key)
            colour = HEAD_FILL if key in self._filled else NAVY
            shape = {"bold": True, "font_color": "#FFFFFF", "bg_color": colour, "text_wrap": True, "valign": "vcenter"}
            edge = {"border": 1, "border_color": "#FFFFFF"}
            sheet.write_string(HEAD_ROW, at, head, styles.of(**shape, **edge, **self._aligned(key)))
            tallest = max(tallest, lines_of(head, self._widths[key] - 2))
        sheet.set_row(KEY_ROW, None, None, {"hidden": True})
        sheet.set_row(HEAD_ROW, ROW * tallest + 6)
        # Its hidden columns as well: what is sorted by the filter keeps its keys.
        sheet.autofilter(HEAD_ROW, 1, self.last, max(self._at.values()))
        sheet.freeze_panes(FIRST, self._at[frozen] + 1)
        self._page.set_up(sheet, landscape=True)
        sheet.repeat_rows(HEAD_ROW)
        if across > 1:
            sheet.fit_to_pages(across, 0)
            sheet.repeat_columns(left, self._at[frozen])
            sheet.print_across()
            sheet.set_zoom(_ZOOM)
        sheet.print_area(0, left, self.last, max(self._at.values()))
        sheet.set_tab_color(tab)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{letters(len(self._at))}{self.last + 1}"})

    def _note(self, note: str, left: int) -> None:
        """One line under the title, over all columns where it is longer than a narrow sheet."""
        room = sum(self._widths[key] for key in self._shown)
        lines = lines_of(note, room)
        style = self._styles.of(font_color=GREY, text_wrap=lines > 1, valign="top")
        if lines > 1:
            self.sheet.merge_range(1, left, 1, max(self._at.values()), "", style)
        self.sheet.write_string(1, left, note, style)
        self.sheet.set_row(1, ROW * lines + 4)

    def heading(self, key: str) -> str:
        """The heading of a column; what is to be filled in carries a star."""
        return say(f"book_col_{key}", self._page.lang) + (" *" if key in self._filled else "")

    def line(self, row: int, cells: Mapping[str, Cell], fill: Collection[str] | None = None) -> None:
        """Write one row (from 0), every column of it, as high as its texts need.

        Args:
            fill: the columns to be filled in, where they are fewer than in other rows.
        """
        to_fill = self._filled if fill is None else fill
        lines, most = 1, _LINES
        for key, at in self._at.items():
            value = cells.get(key)
            self._write(row, at, key, value, key in to_fill)
            shown = value.text if isinstance(value, Link) else value
            if isinstance(shown, str) and key not in Hidden and len(shown) > 4:
                parts = shown.split("\n")
                lines = max(lines, sum(lines_of(part, self._widths[key] - 1) for part in parts))
                most = _MOST_LINES if isinstance(value, Link) else most
        if lines > 1:
            self.sheet.set_row(row, min(ROW * min(lines, most) + 3, _HIGHEST))

    def choose(self, key: str, source: str, message: str, *, strict: bool = True, other: str = "") -> None:
        """A list to choose from in a column. Not strict: other entries are allowed, with a word of warning.

        Args:
            source: cells of the list.
            message: what is shown when the cell is chosen.
            other: what is said of an entry that is not of the list.
        """
        at = self._at[key]
        self.sheet.data_validation(
            FIRST,
            at,
            self.last,
            at,
            {
                "validate": "list",
                "source": f"={source}",
                "input_title": self.heading(key).removesuffix(" *")[:32],
                "input_message": message[:255],
                "error_type": "stop" if strict else "warning",
                "error_message": (other or say("prompt_listed", self._page.lang))[:255],
            },
        )

    def hint(self, key: str, message: str) -> None:
        """A word on a column that takes any entry."""
        at = self._at[key]
        title = self.heading(key).removesuffix(" *")[:32]
        rule = {"validate": "any", "input_title": title, "input_message": message[:255]}
        self.sheet.data_validation(FIRST, at, self.last, at, rule)

    def flag(self, key: str, ok: str) -> None:
        """Colour a column of checks: what begins with `ok` green, any other word amber."""
        at, first = self._at[key], self.cell(key, FIRST)
        good = self._styles.of(font_color=OK_INK, bg_color=OK_FILL, bold=True)
        need = self._styles.of(font_color=NEED_INK, bg_color=NEED_FILL, bold=True)
        area = (FIRST, at, self.last, at)
        rule = {"type": "formula", "criteria": f'=LEFT(${first},{len(ok)})="{ok}"', "format": good}
        self.sheet.conditional_format(*area, {**rule, "stop_if_true": True})
        self.sheet.conditional_format(*area, {"type": "formula", "criteria": f'=${first}<>""', "format": need})

    def shade(self, key: str, above: int, ink: str, fill: str) -> None:
        """Colour the figures of a column that are above a limit."""
        at = self._at[key]
        look = self._styles.of(font_color=ink, bg_color=fill)
        self.sheet.conditional_format(
            FIRST, at, self.last, at, {"type": "cell", "criteria": ">", "value": above, "format": look}
        )

    def _write(self, row: int, at: int, key: str, value: Cell, filled: bool) -> None:
        sheet = self.sheet
        if key in Hidden:
            if value is not None:
                sheet.write_string(row, at, fitting(str(value)))
            return
        if isinstance(value, Formula):
            style = self._style(key, filled, "formula", value.currency)
            sheet.write_formula(row, at, value.text, style, value.value)
        elif isinstance(value, Money) and value.minor is not None:
            style = self._style(key, filled, "money", value.currency)
            sheet.write_number(row, at, number(value.minor, value.currency), style)
        elif isinstance(value, date):
            style = self._style(key, filled, "day")
            sheet.write_datetime(row, at, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
        elif isinstance(value, float):
            sheet.write_number(row, at, value, self._style(key, filled, "share"))
        elif isinstance(value, int):
            sheet.write_number(row, at, value, self._style(key, filled, "count"))
        elif isinstance(value, Link) and value.text:
            sheet.write_url(row, at, f"internal:{value.to}", self._style(key, filled, "link"), _shown(value.text))
        elif isinstance(value, str) and value:
            shown = _shown(value)
            style = self._style(key, filled, "guarded" if shown[:1] in FORMULA else "text")
            sheet.write_string(row, at, shown, style)
        else:
            sheet.write_blank(row, at, None, self._style(key, filled, "blank"))

    def _aligned(self, key: str) -> Mapping[str, object]:
        """Figures to the right, numbers in the middle, texts to the left with a little room after a figure."""
        if key in _CENTRED:
            return {"align": "center"}
        return {"align": "right"} if key in _FIGURES else {"align": "left", "indent": 1}

    def _style(self, key: str, filled: bool, kind: str, currency: str | None = None) -> Any:
        """The look of a cell, each made once."""
        known = (key, filled, kind, currency)
        if known not in self._looks:
            shape = {**_KINDS[kind], **self._aligned(key)}
            if kind == "blank":
                shape["num_format"] = "@"
            if kind in ("blank", "formula"):
                shape |= _SHAPES.get(key, {})
            if currency is not None:
                shape["num_format"] = number_format(currency)
            self._looks[known] = self._styles.cell(**({**_FILLED, **shape} if filled else shape))
        return self._looks[known]


_FILLED = {"font_color": INK, "bg_color": FILL, "left": 1, "left_color": LINE, "right": 1, "right_color": LINE}
_KINDS: Mapping[str, Mapping[str, object]] = {
    "formula": {"text_wrap": True},
    "money": {},
    "day": {"num_format": "yyyy-mm-dd"},
    "share": {"num_format": "0.0%"},
    "count": {"num_format": "0"},
    "link": {"text_wrap": True, "font_color": NAVY, "underline": 1},
    "text": {"num_format": "@", "text_wrap": True},
    "guarded": {"num_format": "@", "text_wrap": True, "quote_prefix": True},
    "blank": {"text_wrap": True},
}
_FIGURES = ("amount", "left", "open", "rest", "written_off", "days_late", "probability", "runner_up_probability")
_CENTRED = ("no", "proposed_for", "write_off", "forget", "currency")
# How a cell takes what is typed into it or worked out: a day is a day; all that is not named here stays text.
_SHAPES: Mapping[str, Mapping[str, object]] = {
    "no": {"num_format": "0"},
    "left": {"num_format": '#,##0.00##;[Red](#,##0.00##);"-"'},
    "amount": {"num_format": "#,##0.00##"},
    "written_off": {"num_format": "#,##0.00##"},
    "day": {"num_format": "yyyy-mm-dd"},
    "until": {"num_format": "yyyy-mm-dd"},
}


def fitted(heading: str, shown: Sequence[str], least: float, most: float) -> float:
    """The width of a column between two bounds: as wide as its words and its widest line."""
    widest = max((width_of(part) for text in shown for part in text.split("\n")), default=0)
    return float(min(max(widest + 2, least, max((width_of(word) for word in heading.split()), default=0) + 3), most))


def _shown(text: str) -> str:
    return fitting("\n".join(printable(part) for part in text.split("\n")))
