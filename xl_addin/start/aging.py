"""The aged balance as formulas over the tables, and the ten customers who owe most, with a chart.

Law: nothing falls out. What belongs to no customer of the list, to no day, or to another currency is shown, and the
sheet ties to the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from recon.aging import buckets
from recon.writers._excel import GREEN, GREY, RED, ROW, letters, lines_of, width_of
from xl_addin.layout import CUSTOMERS, LEDGER, RECEIPTS
from xl_addin.start.drawing import MONEY, OUTPUT, RED_FILL, Drawing, works_out
from xl_addin.start.figures import LATER, NO_DATE, NOTHING, PREPAID, Shown, labels, word

SHEET, TOP, TABLE = "aging", "top", "tblAging"
BUTTONS, SUMMARY, TOTAL, SHARE, STRANGERS, ASIDE, NOT_APPLIED, TIE, HEAD = 2, 4, 5, 6, 7, 8, 9, 10, 12
NO, ID, NAME, FIRST = range(4)  # columns; the buckets begin at FIRST
SUM, PREPAYMENTS, BALANCE, RANK = FIRST + 5, FIRST + 6, FIRST + 7, FIRST + 8
TEN = 10
_SPARE = 5  # rows for customers still to come
_LEAST = 25
_ONE_PAGE = 40  # rows that are read easily on one page


@dataclass(frozen=True)
class AgingSheet:
    """The sheet, and where its figures stand."""

    drawing: Drawing
    page: Any

    @property
    def rows(self) -> int:
        """Customers there is room for."""
        return max(_LEAST, len(self.drawing.figures.aged) + _SPARE)

    @property
    def heads(self) -> list[str]:
        """The headings of the table."""
        d = self.drawing
        own = [d.told("col_no"), d.head("customer_id"), d.head("customer_name")]
        rest = [d.told("col_total"), d.told(PREPAID), d.told("col_balance"), d.told("col_rank")]
        return [*own, *labels(d.lang), *rest]

    def draw(self) -> None:
        """Draw it."""
        d, page = self.drawing, self.page
        d.top(page, d.told("aging_title"), d.told("note_aging"))
        d.buttons(page, BUTTONS, ("aging", "statement"))
        names = [name for _, name, _ in d.figures.aged]
        widths = [5, 16, float(min(40, max([28, *map(width_of, names)]) + 1)), *[14] * 8, 6]
        for at, width in enumerate(widths):
            page.set_column(at, at, width, None, {"hidden": True} if at == RANK else {})
        self._table()
        self._summary()
        tallest = max(lines_of(head, width - 1) for head, width in zip(self.heads[:RANK], widths, strict=False))
        for row in (SUMMARY, HEAD):
            page.set_row(row, ROW * tallest + 5)
        page.freeze_panes(HEAD + 1, FIRST)
        page.ignore_errors({"number_stored_as_text": f"A1:L{HEAD + self.rows + 1}"})
        d.paper(page, landscape=True, repeated=HEAD, tall=int(self.rows <= _ONE_PAGE))
        page.print_area(0, 0, HEAD + self.rows, BALANCE)
        page.hide_gridlines(2)
        page.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True, "autofilter": True})

    def _table(self) -> None:
        d, page, heads = self.drawing, self.page, self.heads
        this = {at: f"{TABLE}[[#This Row],[{head}]]" for at, head in enumerate(heads)}
        listed = d.column(CUSTOMERS, "customer_id")
        blank = f'{this[ID]}=""'
        beyond = f"{this[NO]}>ROWS({listed})"
        formulas: dict[int, str] = {
            ID: f'IF({beyond},"",INDEX({listed},{this[NO]})&"")',
            NAME: f'IF({beyond},"",INDEX({d.column(CUSTOMERS, "customer_name")},{this[NO]})&"")',
        }
        for at in range(FIRST, SUM):
            label = f"{TABLE}[[#Headers],[{heads[at]}]]"
            formulas[at] = f'IF({blank},"",ROUND({self._open(label, this[ID])},4))'
        spans = f"{TABLE}[[#This Row],[{heads[FIRST]}]:[{heads[SUM - 1]}]]"
        formulas[SUM] = f'IF({blank},"",ROUND(SUM({spans}),4))'
        formulas[PREPAYMENTS] = f'IF({blank},"",ROUND({self._open(_quoted(d, PREPAID), this[ID])},4))'
        formulas[BALANCE] = f'IF({blank},"",ROUND({this[SUM]}+{this[PREPAYMENTS]},4))'
        sums = f"{TABLE}[{heads[SUM]}]"
        equal = f"SUMPRODUCT(({sums}={this[SUM]})*({TABLE}[{heads[NO]}]<{this[NO]}))"
        formulas[RANK] = f'IF(N({this[SUM]})<=0,"",RANK({this[SUM]},{sums})+{equal})'
        columns = [
            {"header": head, "header_format": d.title(align="right" if at >= FIRST else "left")}
            | ({"formula": formulas[at]} if at in formulas else {})
            for at, head in enumerate(heads)
        ]
        place = (HEAD, 0, HEAD + self.rows, RANK)
        page.add_table(*place, {"name": TABLE, "columns": columns, "style": None, "autofilter": False})
        given = [self._given(at) for at in range(self.rows)]
        text, money = d.styles.cell(), d.styles.cell(num_format=MONEY)
        number = d.styles.cell(font_color=GREY, align="left")
        for row, cells in enumerate(given, HEAD + 1):
            page.write_number(row, NO, row - HEAD, number)
            for at, formula in formulas.items():
                works_out(page, row, at, f"={formula}", money if at >= FIRST else text, cells[at])

    def _open(self, label: str, customer: str = "") -> str:
        """What is open in a bucket, of all customers or of one."""
        d = self.drawing
        own = f"({d.column(LEDGER, 'customer_id')}={customer})*" if customer else ""
        rest = f"({d.column(LEDGER, 'currency')}=currency)*({d.column(LEDGER, 'bucket')}={label})"
        return f"SUMPRODUCT({own}{rest},{d.column(LEDGER, 'open')})"

    def _given(self, at: int) -> list[Shown]:
        """What a row of the table gives."""
        figures = self.drawing.figures
        if at >= len(figures.aged):
            return ["", "", "", *[""] * 9]
        number, name, by = figures.aged[at]
        if not number:
            return ["", number, name, *[""] * 9]
        total, ahead, rank = figures.total(by), by.get(PREPAID, NOTHING), figures.ranks[at]
        spans = [float(by.get(bucket.key, NOTHING)) for bucket in buckets()]
        return ["", number, name, *spans, float(total), float(ahead), float(total + ahead), rank or ""]

    def _summary(self) -> None:
        """Totals and checks above the table, where they stay while it grows."""
        d, page, heads = self.drawing, self.page, self.heads
        by = d.figures.opened
        for at, head in enumerate(heads[:RANK]):
            shown = "" if at < FIRST else head
            page.write_string(SUMMARY, at, shown, d.title(align="right" if at >= FIRST else "left"))
        day = d.title(num_format=f'"{d.told("at")} "yyyy-mm-dd')
        works_out(page, SUMMARY, ID, '=IF(as_of=0,"",as_of)', day, _serial(d))
        works_out(page, SUMMARY, NAME, '=currency&""', d.title(), d.figures.currency)
        whole = [by.get(bucket.key, NOTHING) for bucket in buckets()]
        total, ahead = d.figures.total(by), by.get(PREPAID, NOTHING)
        sums = [*whole, total, ahead, total + ahead]
        bold, money = d.styles.total(), d.styles.total(num_format=MONEY)
        self._line(TOTAL, d.told("all_customers"), bold)
        for at, value in enumerate(sums, FIRST):
            works_out(page, TOTAL, at, f"={self._total_of(at)}", money, float(value))
        base = f"${letters(SUM)}${TOTAL + 1}"
        grey = d.styles.of(num_format="0.0%", font_color=GREY, italic=True)
        self._line(SHARE, d.told("share"), d.styles.of(font_color=GREY, italic=True))
        for at, value in enumerate(sums[: SUM - FIRST + 1], FIRST):
            cell = f"{letters(at)}{TOTAL + 1}"
            works_out(page, SHARE, at, f"=IF({base}=0,0,{cell}/{base})", grey, float(value / total) if total else 0)
        self._line(STRANGERS, d.told("not_listed"), d.styles.cell())
        known = [self._known(at) for at in range(FIRST, RANK)]
        plain = d.styles.cell(num_format=MONEY)
        for at, value in enumerate(sums, FIRST):
            formula = f"=ROUND({letters(at)}{TOTAL + 1}-SUM({TABLE}[{heads[at]}]),4)"
            works_out(page, STRANGERS, at, formula, plain, float(value - known[at - FIRST]))
        self._amount(
            ASIDE, d.told("aside"), self._aside(), sum((by.get(k, NOTHING) for k in (LATER, NO_DATE)), NOTHING)
        )
        self._amount(NOT_APPLIED, d.told("not_applied"), f"-{_not_applied(d)}", -d.figures.not_applied())
        self._tie(sum(by.values(), NOTHING))

    def _known(self, at: int) -> Decimal:
        """The sum of a column of the table."""
        return sum((Decimal(str(self._given(n)[at] or 0)) for n in range(self.rows)), NOTHING)

    def _total_of(self, at: int) -> str:
        row = TOTAL + 1
        if at == SUM:
            return f"SUM({letters(FIRST)}{row}:{letters(SUM - 1)}{row})"
        if at == BALANCE:
            return f"{letters(SUM)}{row}+{letters(PREPAYMENTS)}{row}"
        return f"ROUND({self._open(f'{letters(at)}${SUMMARY + 1}')},4)"

    def _aside(self) -> str:
        return "ROUND(" + "+".join(self._open(_quoted(self.drawing, kind)) for kind in (LATER, NO_DATE)) + ",4)"

    def _tie(self, opened: Decimal) -> None:
        """The sheet beside the ledger."""
        d, page = self.drawing, self.page
        self._amount(TIE, d.told("in_ledger"), _in_ledger(d), opened)
        balance = letters(BALANCE)
        difference = f"ROUND({balance}{TOTAL + 1}+{balance}{ASIDE + 1}-{balance}{TIE + 1},2)"
        ok, bad = d.told("ok"), d.told("bad")
        style = d.styles.of(bold=True, font_color=GREEN, align="right")
        works_out(page, TIE, PREPAYMENTS, f'=IF({difference}=0,"{ok}","{bad}")', style, ok)
        wrong = d.book.add_format({"font_color": RED, "bg_color": RED_FILL, "bold": True})
        page.conditional_format(
            TIE, PREPAYMENTS, TIE, PREPAYMENTS, {"type": "cell", "criteria": "==", "value": f'"{bad}"', "format": wrong}
        )
        page.conditional_format(
            STRANGERS, FIRST, STRANGERS, BALANCE, {"type": "cell", "criteria": "!=", "value": 0, "format": wrong}
        )

    def _amount(self, row: int, label: str, formula: str, value: Decimal) -> None:
        self._line(row, label, self.drawing.styles.cell())
        style = self.drawing.styles.cell(num_format=MONEY)
        works_out(self.page, row, BALANCE, f"={formula}", style, float(value))

    def _line(self, row: int, label: str, style: Any) -> None:
        for at in range(RANK):
            self.page.write_blank(row, at, None, style)
        self.page.write_string(row, ID, label, style)


def _in_ledger(d: Drawing) -> str:
    return f"ROUND(SUMPRODUCT(--({d.column(LEDGER, 'currency')}=currency),{d.column(LEDGER, 'open')}),4)"


def _not_applied(d: Drawing) -> str:
    def column(key: str) -> str:
        return d.column(RECEIPTS, key)

    fits = f"({column('currency')}=currency)*({column('amount')}>0)*ISNUMBER({column('amount')})"
    day = f"({column('booked')}<=as_of)*ISNUMBER({column('booked')})"
    return f"ROUND(SUMPRODUCT({fits}*{day},{column('left')}),4)"


def _quoted(d: Drawing, kind: str) -> str:
    return f'"{word(kind, d.lang)}"'


def _serial(d: Drawing) -> Shown:
    from datetime import date

    return float((d.figures.as_of - date(1899, 12, 30)).days) if d.figures.as_of else ""


def top_sheet(drawing: Drawing, aged: AgingSheet) -> None:
    """Draw the ten customers who owe most, with a chart of how old it is."""
    page = drawing.add(TOP, OUTPUT)
    drawing.top(page, drawing.told("top_title"), drawing.told("note_top"))
    head, first = 3, 4
    heads = aged.heads
    shown: Sequence[tuple[str, int]] = (("", NO), *((heads[at], at) for at in (ID, NAME, *range(FIRST, SUM + 1))))
    titles = [
        drawing.told("col_rank"),
        *(title for title, _ in shown[1:]),
        drawing.told("share"),
        drawing.told("cumulated"),
    ]
    for at, title in enumerate(titles):
        page.write_string(head, at, title, drawing.title(align="right" if at > 2 else "left"))
    names = [name for _, name, _ in drawing.figures.aged]
    widths = [6, 12, float(min(40, max([28, *map(width_of, names)]) + 1)), *[14] * 6, 10, 11]
    for at, width in enumerate(widths):
        page.set_column(at, at, width)
    page.set_row(head, ROW * max(lines_of(t, w - 2) for t, w in zip(titles, widths, strict=True)) + 5)
    text, money = drawing.styles.cell(), drawing.styles.cell(num_format=MONEY)
    percent = drawing.styles.cell(num_format="0.0%")
    whole = f"{drawing.at(SHEET, TOTAL, SUM)}"
    by_rank = {rank: at for at, rank in enumerate(drawing.figures.ranks) if rank}
    total, running = drawing.figures.total(drawing.figures.opened), NOTHING
    sums = letters(3 + SUM - FIRST)
    for n in range(1, TEN + 1):
        row = first + n - 1
        page.write_number(row, 0, n, drawing.styles.cell(align="left", font_color=GREY))
        given = aged._given(by_rank[n]) if n in by_rank else [""] * 12
        for at, (title, source) in enumerate(shown[1:], 1):
            formula = f'=IFERROR(INDEX({TABLE}[{title}],MATCH($A{row + 1},{TABLE}[{heads[RANK]}],0)),"")'
            works_out(page, row, at, formula, money if source >= FIRST else text, given[source])
        own = Decimal(str(given[SUM] or 0))
        running += own
        cell = f"{sums}{row + 1}"
        share = float(own / total) if own and total else ""
        until = float(running / total) if own and total else ""
        works_out(page, row, len(shown), f'=IF(OR({cell}="",{whole}=0),"",{cell}/{whole})', percent, share)
        formula = f'=IF(OR({cell}="",{whole}=0),"",SUM({sums}${first + 1}:{cell})/{whole})'
        works_out(page, row, len(shown) + 1, formula, percent, until)
    _chart(drawing, page, head, first)
    page.freeze_panes(first, 3)
    page.ignore_errors({"number_stored_as_text": f"A1:L{first + TEN}"})
    drawing.paper(page, landscape=True, repeated=None)
    page.hide_gridlines(2)


_COLOURS = ("#1B7F4B", "#8BB8E8", "#F2C14E", "#E07A1F", "#B42318")  # not due to oldest; also told by their order


def _chart(drawing: Drawing, page: Any, head: int, first: int) -> None:
    chart = drawing.book.add_chart({"type": "bar", "subtype": "stacked"})
    name = drawing.name(TOP)
    for n, colour in enumerate(_COLOURS):
        at = 3 + n
        chart.add_series(
            {
                "name": [name, head, at],
                "categories": [name, first, 2, first + TEN - 1, 2],
                "values": [name, first, at, first + TEN - 1, at],
                "fill": {"color": colour},
                "gap": 50,
            }
        )
    font = {"name": "Calibri", "size": 10}
    chart.set_title({"name": drawing.told("top_title"), "name_font": {**font, "size": 12}, "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": font, "line": {"none": True}})
    chart.set_x_axis(
        {"num_format": "#,##0", "num_font": font, "major_gridlines": {"visible": True, "line": {"color": "#D5DBE1"}}}
    )
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_size({"width": 1100, "height": 400})
    page.insert_chart(first + TEN + 1, 0, chart, {"x_offset": 4, "y_offset": 4, "object_position": 2})
