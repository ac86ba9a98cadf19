"""One section on one sheet: title, policy, checks, a native table with totals, ready to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from recon.report import Check, Column, Kind, Report, Section, currencies, total_currency, totals
from recon.words import Said, say
from recon.writers._excel import (
    FORMULA,
    GREEN,
    GREY,
    NAVY,
    RED,
    ROW,
    Page,
    Styles,
    across,
    breakable,
    column_reference,
    fitting,
    letters,
    lines_of,
    number,
    number_format,
    quoted,
    width_of,
)
from recon.writers._shared import grouped, text

# Characters: widest text column, longest unbroken word, what counts as a sentence; all columns of a page that is read
# easily in print, and the most a page of long sentences may have.
_WIDEST, _WORD, _SENTENCE, _BUDGET, _MOST = 70, 28, 30, 180, 235

_LEFT = (Kind.TEXT, Kind.DAY)


@dataclass
class SectionSheet:
    """A section and the sheet it is drawn on."""

    sheet: Any
    report: Report
    section: Section
    policy: tuple[tuple[Said, Said], ...]  # what this report says beyond the policy of the whole workbook
    table: str

    @property
    def head_row(self) -> int:
        """Row of the table's head, counted from 0: below title, policy, note and checks."""
        return 1 + bool(self.policy) + bool(self.section.note) + len(self.section.checks) + 1

    @property
    def first(self) -> int:
        """First row of figures, counted from 0."""
        return self.head_row + 1

    @property
    def last(self) -> int:
        """Last row of figures, counted from 0."""
        return self.head_row + len(self.section.rows)

    def headers(self, lang: str) -> list[str]:
        """The heads of the columns, each once (Excel takes no head twice in a table)."""
        used: set[str] = set()
        heads = []
        for column in self.section.columns:
            base = text(column.label, lang) or column.key
            name, n = base, 1
            while name.casefold() in used:
                n += 1
                name = f"{base} {n}"
            used.add(name.casefold())
            heads.append(name)
        return heads

    def column_of(self, key: str, lang: str) -> str:
        """A column of the table as a formula writes it."""
        at = [column.key for column in self.section.columns].index(key)
        return column_reference(self.table, self.headers(lang)[at])

    def address(self, row: int, column: int) -> str:
        """A cell of the sheet as a formula elsewhere writes it; row and column from 0."""
        return f"{quoted(self.sheet.get_name())}!${letters(column)}${row + 1}"

    def draw(self, styles: Styles, page: Page, checks_at: Mapping[int, str]) -> None:
        """Draw the sheet. `checks_at`: the summary's status cell by the check's identity."""
        lang = page.lang
        section = self.section
        heads = self.headers(lang)
        added = totals(section)
        widths = self.widths(lang, heads, added)
        for at, width in enumerate(widths):
            self.sheet.set_column(at, at, width)
        self._top(styles, page, widths, checks_at)
        self._rows(styles, lang, widths)
        self._table(styles, lang, heads, added, widths)
        frozen = 2 if len(widths) > 4 and sum(widths[:2]) <= 50 else 1
        self.sheet.freeze_panes(self.first, frozen if len(widths) > 3 else 0)
        self.sheet.repeat_rows(self.head_row)
        # Identifiers are text on purpose: no green corner that offers to turn them into numbers.
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:{letters(len(widths) - 1)}{self.last + 3}"})
        page.set_up(self.sheet, landscape=sum(widths) > 95)
        self.sheet.set_tab_color(GREEN if all(check.holds for check in section.checks) else RED)

    def _top(self, styles: Styles, page: Page, widths: Sequence[float], checks_at: Mapping[int, str]) -> None:
        sheet, section, lang = self.sheet, self.section, page.lang
        title = text(section.title, lang)
        bold = styles.of(bold=True, font_size=14, font_color=NAVY)
        if page.draft:
            red = styles.of(bold=True, font_size=14, font_color=RED)
            sheet.write_rich_string(0, 0, bold, f"{title}   ", red, say("draft", lang), bold)
        else:
            sheet.write_string(0, 0, title, bold)
        sheet.set_row(0, 22)
        row = 1
        grey = styles.of(font_color=GREY, text_wrap=True, valign="top")
        said = "  ·  ".join(
            f"{text(label, lang)}{say('where_colon', lang)}{text(value, lang)}" for label, value in self.policy
        )
        for line in (said, text(section.note, lang)):
            if line:
                across(sheet, row, len(widths), line, grey, sum(widths))
                row += 1
        for check in section.checks:
            self._check(row, check, styles, lang, checks_at[id(check)])
            row += 1

    def _check(self, row: int, check: Check, styles: Styles, lang: str, at: str) -> None:
        colour = GREEN if check.holds else RED
        status = say("check_ok" if check.holds else "check_bad", lang)
        self.sheet.write_formula(row, 0, f"={at}", styles.of(bold=True, font_color=colour), status)
        sides = " = " if check.holds else " ≠ "
        shown = sides.join(grouped(side, check.currency) for side in (check.left_minor, check.right_minor))
        self.sheet.write_string(
            row, 1, f"{text(check.label, lang)}{say('where_colon', lang)}{shown}", styles.of(font_color=colour)
        )

    def _rows(self, styles: Styles, lang: str, widths: Sequence[float]) -> None:
        sheet, section = self.sheet, self.section
        of = [currencies(section, c) if c.kind is Kind.MONEY else None for c in section.columns]
        keys = [column.key for column in section.columns]
        formats = {currency: styles.cell(num_format=number_format(currency)) for currency in self._currencies(of)}
        day, count = styles.cell(num_format="yyyy-mm-dd", align="left"), styles.cell(num_format="#,##0")
        percent = styles.cell(num_format="0.0%")
        inset = [_inset(section.columns, at) for at in range(len(keys))]
        # A cell is inset only where it says which way it is aligned.
        plain = [styles.cell(num_format="@", text_wrap=True, align="left", indent=i) for i in inset]
        guarded = [
            styles.cell(num_format="@", text_wrap=True, align="left", quote_prefix=True, indent=i) for i in inset
        ]
        blank = styles.cell()
        for row, cells in enumerate(section.rows, self.first):
            lines = 1
            for at, (value, column) in enumerate(zip(cells, section.columns, strict=True)):
                currency = of[at]
                if value is None:
                    sheet.write_blank(row, at, None, blank)
                elif currency is not None and isinstance(value, int):
                    code = currency(cells)
                    if column.adds:
                        formula = sum_of(column, keys, row)
                        sheet.write_formula(row, at, formula, formats[code], number(value, code))
                    else:
                        sheet.write_number(row, at, number(value, code), formats[code])
                elif column.kind is Kind.DAY and isinstance(value, date):
                    sheet.write_datetime(row, at, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                elif column.kind is Kind.COUNT and isinstance(value, int):
                    sheet.write_number(row, at, value, count)
                elif column.kind is Kind.PERCENT and isinstance(value, int | float):
                    sheet.write_number(row, at, value, percent)
                else:
                    shown = fitting(text(value, lang))
                    sheet.write_string(row, at, shown, (guarded if shown[:1] in FORMULA else plain)[at])
                    lines = max(lines, lines_of(shown, widths[at]))
            if lines > 1:
                sheet.set_row(row, ROW * lines + 2)

    def _currencies(self, of: Sequence[Any]) -> list[str]:
        return sorted({currency(row) for currency in of if currency is not None for row in self.section.rows})

    def _table(
        self, styles: Styles, lang: str, heads: list[str], added: Sequence[int | None], widths: Sequence[float]
    ) -> None:
        sheet, section = self.sheet, self.section
        summed = any(total is not None for total in added)
        columns: list[dict[str, object]] = []
        for at, (head, column) in enumerate(zip(heads, section.columns, strict=True)):
            right = column.kind in (Kind.MONEY, Kind.COUNT, Kind.PERCENT)
            one: dict[str, object] = {
                "header": head,
                "header_format": styles.head(**_aligned(right, _inset(section.columns, at))),
            }
            if summed and added[at] is not None:
                one["total_function"] = "sum"
            elif summed and at == 0:
                one["total_string"] = say("col_total", lang)
            columns.append(one)
        foot = self.last + 1
        sheet.add_table(
            self.head_row,
            0,
            foot if summed else self.last,
            len(columns) - 1,
            {
                "name": self.table,
                "style": None,
                "columns": columns,
                "total_row": summed,
                "autofilter": len(section.rows) > 1,
            },
        )
        tallest = max(lines_of(head, widths[at] - 1) for at, head in enumerate(heads))
        sheet.set_row(self.head_row, ROW * tallest + 4)
        if not summed:
            return
        for at, (column, total) in enumerate(zip(section.columns, added, strict=True)):
            if total is None:
                sheet.write(foot, at, say("col_total", lang) if at == 0 else None, styles.total())
                continue
            currency = (total_currency(section, column) or "") if column.kind is Kind.MONEY else ""
            shown = number_format(currency) if column.kind is Kind.MONEY else "#,##0"
            formula = f"=SUBTOTAL(109,{column_reference(self.table, heads[at])})"
            sheet.write_formula(foot, at, formula, styles.total(num_format=shown), number(total, currency))
        self._shares(styles, lang, added, foot)

    def _shares(self, styles: Styles, lang: str, added: Sequence[int | None], foot: int) -> None:
        keys = [column.key for column in self.section.columns]
        if self.section.share_of not in keys:
            return
        whole_at = keys.index(self.section.share_of)
        whole = added[whole_at]
        if not whole:
            return
        base = f"${letters(whole_at)}${foot + 1}"
        style = styles.of(num_format="0.0%", font_color=GREY, italic=True)
        self.sheet.write_string(foot + 1, 0, say("share", lang), styles.of(font_color=GREY, italic=True))
        for at, total in enumerate(added):
            if total is not None:
                cell = f"{letters(at)}{foot + 1}"
                self.sheet.write_formula(foot + 1, at, f"=IF({base}=0,0,{cell}/{base})", style, total / whole)

    def widths(self, lang: str, heads: Sequence[str], added: Sequence[int | None]) -> list[float]:
        """Widths in characters: figures as wide as their widest; texts share what room a page has left.

        A text column begins as wide as its longest word and grows where it would need most lines.
        """
        section = self.section
        fitted, wanted = [], []
        for at, column in enumerate(section.columns):
            head = max(width_of(word) for word in breakable(heads[at])) + 2  # room for the filter's button
            content = self._widest(at, column, added[at], lang)
            if column.kind is not Kind.TEXT:
                fitted.append(max(head, content))
                wanted.append(0)
                continue
            cells = {text(row[at], lang) for row in section.rows}
            word = max((width_of(part) for cell in cells for part in breakable(cell)), default=1)
            fitted.append(max(head, min(word + 1, _WORD)))
            wanted.append(min(content + 1, _WIDEST))
        sentences = sum(want >= _SENTENCE for want in wanted)
        budget = min(max(_BUDGET, sum(fitted) + sentences * _SENTENCE), _MOST)
        while sum(fitted) < budget:
            tallest = max(range(len(fitted)), key=lambda at: (wanted[at] / fitted[at], -at))
            if wanted[tallest] <= fitted[tallest]:
                break
            fitted[tallest] += 1
        return list(map(float, fitted))

    def _widest(self, at: int, column: Column, total: int | None, lang: str) -> int:
        cells = [row[at] for row in self.section.rows]
        if column.kind is Kind.MONEY:
            of = currencies(self.section, column)
            pairs = zip(cells, self.section.rows, strict=True)
            longest = max((len(grouped(c, of(row))) for c, row in pairs if isinstance(c, int)), default=1)
            whole = len(grouped(total, total_currency(self.section, column) or "")) if total is not None else 0
            return max(longest, whole) + 2
        if column.kind is Kind.DAY:
            return 11
        if column.kind is Kind.PERCENT:
            return 8
        if column.kind is Kind.COUNT:
            return max((len(f"{c:,}") for c in [*cells, total] if isinstance(c, int)), default=1) + 1
        return max((width_of(text(c, lang)) for c in set(cells)), default=1)


def _inset(columns: Sequence[Column], at: int) -> int:
    """1 for a text after a figure: the two would touch."""
    return int(at > 0 and columns[at].kind in _LEFT and columns[at - 1].kind not in _LEFT)


def _aligned(right: bool, inset: int) -> dict[str, object]:
    return {"align": "right"} if right else {"align": "left", "indent": inset}


def sum_of(column: Column, keys: Sequence[str], row: int) -> str:
    """The row's own formula: a plain SUM over neighbours, else a chain of plus and minus."""
    plus = [keys.index(key) for key in column.adds if not key.startswith("-")]
    signed = [(("-" if key.startswith("-") else "+"), keys.index(key.lstrip("-"))) for key in column.adds]
    if len(plus) == len(column.adds) > 2 and plus == list(range(plus[0], plus[0] + len(plus))):
        return f"=SUM({letters(plus[0])}{row + 1}:{letters(plus[-1])}{row + 1})"
    return "=" + "".join(f"{sign}{letters(at)}{row + 1}" for sign, at in signed).removeprefix("+")
