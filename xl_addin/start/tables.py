"""The sheets with a table of rows: what a person fills in, beside it what formulas make of it.

Law: no formula is volatile, none needs more than Excel 2016, and none compares by COUNTIF or SUMIFS: these take the
numbers 00123 and 123 for one, and any two invoice numbers of 20 digits that begin alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from recon.report import Kind
from recon.words import LANGUAGES
from recon.writers._excel import GREY, LINE, ROW, letters, lines_of, width_of
from xl_addin.layout import ALLOC, CUSTOMERS, LEDGER, RECEIPTS, Layout
from xl_addin.start.drawing import (
    AMBER_FILL,
    AMBER_INK,
    BLUE_FILL,
    BLUE_INK,
    LAST,
    MONEY,
    RED_FILL,
    RIGHT,
    Drawing,
    works_out,
    write,
)
from xl_addin.start.figures import LATER, NO_DATE, PREPAID, Shown, amount, labels, word

TITLE, NOTE, BUTTONS, TOTALS, HEAD = range(5)  # rows of a sheet, from 0; the table begins at HEAD
KINDS = ("kind_invoice", "kind_credit_note", "kind_debit_note", "kind_prepayment")
STATES = ("state_open", "state_disputed", "state_draft", "state_cancelled", "state_paid")
CURRENCIES = ("EUR", "CNY", "USD", "GBP", "CHF", "JPY", "HKD", "SGD", "SEK", "NOK", "DKK", "PLN", "CZK", "AUD", "CAD")
_NO_SUM = ("balance", "original_amount")  # money columns that add up to nothing


def table_sheet(drawing: Drawing, layout: Layout, tab: str, buttons: Sequence[str] = ()) -> None:
    """Draw the sheet of a table with its rows, at least one."""
    page = drawing.add(layout.sheet, tab)
    drawing.top(page, drawing.name(layout.sheet), drawing.told(f"note_{layout.sheet}"))
    drawing.buttons(page, BUTTONS, buttons)
    derived = _given(drawing, layout)
    rows = drawing.figures.rows.of(layout) or [{}]
    last = HEAD + len(rows)
    heads = [drawing.head(column.key) for column in layout.columns]
    formulas = _formulas(drawing, layout)
    columns = [
        {
            "header": head,
            "header_format": drawing.heading(column, **_side(layout, at)),
            **_formula(formulas.get(column.key)),
        }
        for at, (head, column) in enumerate(zip(heads, layout.columns, strict=True))
    ]
    page.add_table(
        HEAD,
        0,
        last,
        len(columns) - 1,
        {"name": layout.table, "columns": columns, "style": "Table Style Light 1"},
    )
    widths = []
    for at, column in enumerate(layout.columns):
        cells = [derived[column.key][n] if column.derived else row.get(column.key) for n, row in enumerate(rows)]
        filled = bool(drawing.figures.rows.of(layout))
        widths.append(_width(heads[at], column.kind, cells, min(column.width, 16) if filled else column.width))
        side, line = _side(layout, at), {"bottom": 4, "bottom_color": LINE}
        style = (drawing.worked if column.derived else drawing.input)(column.kind, **side, **line)
        # Rows typed below the table look like it; formulas come with the table as it grows.
        look = None if column.derived else drawing.input(column.kind, **side)
        page.set_column(at, at, widths[at], look, {"hidden": True} if column.hidden else {})
        for n, cell in enumerate(cells):
            if column.derived:
                works_out(page, HEAD + 1 + n, at, f"={formulas[column.key]}", style, derived[column.key][n])
            else:
                write(page, HEAD + 1 + n, at, cell, style)
    page.set_row(HEAD, ROW * max(lines_of(head, width - 2) for head, width in zip(heads, widths, strict=True)) + 5)
    _totals(drawing, page, layout, derived)
    _choices(drawing, page, layout)
    _colours(drawing, page, layout)
    page.freeze_panes(HEAD + 1, 1)
    # Identifiers are text on purpose: no green corner that offers to turn them into numbers.
    page.ignore_errors({"number_stored_as_text": f"A1:{letters(len(columns) - 1)}{max(last, LAST) + 1}"})
    drawing.paper(page, landscape=True, repeated=HEAD)
    page.hide_gridlines(1)


def _side(layout: Layout, at: int) -> dict[str, object]:
    """How a column is aligned: figures right, the rest left, and off the figures before it."""
    if layout.columns[at].kind in RIGHT:
        return {"align": "right"}
    return {"align": "left", "indent": int(at > 0 and layout.columns[at - 1].kind in RIGHT)}


def _formula(text: str | None) -> dict[str, str]:
    return {"formula": text} if text else {}


def _formulas(drawing: Drawing, layout: Layout) -> Mapping[str, str]:
    """The formulas of the derived columns."""
    if layout is LEDGER:
        return _of_documents(drawing)
    if layout is RECEIPTS:
        return _of_receipts(drawing)
    return {}


def _of_documents(drawing: Drawing) -> Mapping[str, str]:
    def this(key: str) -> str:
        return drawing.this(LEDGER, key)

    def quoted(kind: str) -> str:
        return f'"{word(kind, drawing.lang)}"'

    falls = _falls(drawing, "item_id", this("item_id"), "cash", "written_off")
    state, opened, days = this("state"), this("open"), this("days_late")
    gone = f"OR({state}={quoted('state_cancelled')},{state}={quoted('state_draft')},"
    gone += f"AND({state}={quoted('state_paid')},{this('applied')}=0))"
    nothing = f'OR({opened}="",{opened}=0,as_of=0)'
    since = f"IF(ISNUMBER({this('due')}),MAX(0,as_of-{this('due')}),"
    since += f'IF(AND({this("due")}="",ISNUMBER({this("issued")})),MAX(0,as_of-{this("issued")}),""))'
    not_due, *middle, oldest = labels(drawing.lang)
    spans = f'IF({days}=0,"{not_due}",'
    spans += "".join(f'IF({days}<={bound},"{label}",' for bound, label in zip((30, 60, 90), middle, strict=True))
    spans += f'"{oldest}"' + ")" * 4
    later = f"AND(ISNUMBER({this('issued')}),{this('issued')}>as_of)"
    return {
        "applied": f'IF({this("item_id")}="","",ROUND({falls},4))',
        "open": f'IF({this("item_id")}="","",IF({gone},0,ROUND(N({this("amount")})-{this("applied")},4)))',
        "days_late": f'IF(OR({nothing},{this("kind")}={quoted("kind_prepayment")}),"",{since})',
        "bucket": f'IF({nothing},"",IF({this("kind")}={quoted("kind_prepayment")},{quoted(PREPAID)},'
        f'IF({later},{quoted(LATER)},IF({days}="",{quoted(NO_DATE)},{spans}))))',
    }


def _of_receipts(drawing: Drawing) -> Mapping[str, str]:
    money = drawing.this(RECEIPTS, "amount")
    used = _falls(drawing, "line_id", drawing.this(RECEIPTS, "line_id"), "of_line")
    return {
        "used": f'IF({money}="","",ROUND({used},4))',
        "left": f'IF({money}="","",ROUND(N({money})-{drawing.this(RECEIPTS, "used")},4))',
    }


def _falls(drawing: Drawing, key: str, number: str, *money: str) -> str:
    """The sum of some columns of the allocations of one document or bank line, up to the key date."""
    own, day = drawing.column(ALLOC, key), drawing.column(ALLOC, "effective")
    return f"SUMPRODUCT(({own}={number})*({day}<=as_of),{'+'.join(drawing.column(ALLOC, one) for one in money)})"


def _given(drawing: Drawing, layout: Layout) -> Mapping[str, Sequence[Shown]]:
    """What the derived columns give, row by row."""
    figures = drawing.figures
    if layout is LEDGER:
        documents = figures.documents
        return {
            "applied": [float(d.applied) if d.row.get("item_id") else "" for d in documents] or [""],
            "open": [float(d.open) if d.row.get("item_id") else "" for d in documents] or [""],
            "days_late": ["" if d.days is None else float(d.days) for d in documents] or [""],
            "bucket": [figures.shown(d.bucket) for d in documents] or [""],
        }
    if layout is RECEIPTS:
        pairs = list(zip(figures.rows.of(RECEIPTS), figures.used, strict=True))
        return {
            "used": ["" if row.get("amount") is None else float(used) for row, used in pairs] or [""],
            "left": ["" if row.get("amount") is None else float(amount(row["amount"]) - used) for row, used in pairs]
            or [""],
        }
    return {}


def _width(head: str, kind: Kind, cells: Sequence[object], usual: float) -> float:
    """As wide as what stands in it, within reason; a column nobody has filled in yet is as wide as usual."""
    least = max(9, min(width_of(head) + 4, 16))  # with room for the filter's button
    if all(cell in (None, "") for cell in cells):
        return max(least, usual)
    if kind is Kind.MONEY:
        longest = max((len(f"({amount(c):,.2f})") for c in cells if isinstance(c, int | float)), default=0) + 3
    else:
        longest = max((width_of(c) for c in cells if isinstance(c, str)), default=11) + 2
    return float(min(max(least, longest, 12 if kind is Kind.DAY else 0), 60))


def _totals(drawing: Drawing, page: Any, layout: Layout, derived: Mapping[str, Sequence[Shown]]) -> None:
    """Control totals above the headings: rows, and sums in the company's currency."""
    rows, figures = drawing.figures.rows.of(layout), drawing.figures
    first = layout.columns[0]
    count = drawing.styles.of(bold=True, font_color=GREY, num_format=f'0" {drawing.told("rows")}"', align="left")
    works_out(
        page,
        TOTALS,
        0,
        f"=COUNTA({drawing.column(layout, first.key)})",
        count,
        sum(row.get(first.key) is not None for row in rows),
    )
    keys = [column.key for column in layout.columns]
    if "currency" not in keys:
        return
    grey = drawing.styles.of(bold=True, font_color=GREY)
    works_out(page, TOTALS, keys.index("currency"), '=currency&""', grey, figures.currency)
    own = [row.get("currency") == figures.currency for row in rows]
    money = drawing.styles.of(bold=True, num_format=MONEY)
    for at, column in enumerate(layout.columns):
        if column.kind is not Kind.MONEY or column.key in _NO_SUM:
            continue
        formula = f"=SUMPRODUCT(--({drawing.column(layout, 'currency')}=currency),{drawing.column(layout, column.key)})"
        cells = derived[column.key] if column.derived else [row.get(column.key) for row in rows]
        total = sum(amount(cell) for cell, mine in zip(cells, own, strict=False) if mine)
        works_out(page, TOTALS, at, formula, money, float(total))


def _choices(drawing: Drawing, page: Any, layout: Layout) -> None:
    """Lists to choose from, and what may be typed into a day or an amount."""
    lists: Mapping[str, tuple[str, ...]] = {
        "kind": tuple(word(kind, drawing.lang) for kind in KINDS),
        "state": tuple(word(state, drawing.lang) for state in STATES),
        "currency": CURRENCIES,
        "customer_language": LANGUAGES,
    }
    for at, column in enumerate(layout.columns):
        if column.derived:
            continue
        rule: dict[str, Any] = {}
        if column.key in lists:
            open_list = column.key == "currency"  # others there are: the list only helps
            rule = {
                "validate": "list",
                "source": list(lists[column.key]),
                "error_type": "warning" if open_list else "stop",
            }
            rule["error_message"] = drawing.told("choose_currency" if open_list else "choose")
        elif column.kind is Kind.DAY:
            rule = {
                "validate": "date",
                "criteria": ">=",
                "value": date(1990, 1, 1),
                "error_message": drawing.told("day"),
            }
        elif column.kind is Kind.MONEY:
            rule = {"validate": "decimal", "criteria": "between", "minimum": -1e13, "maximum": 1e13}
            rule["error_message"] = drawing.told("number")
        if rule:
            page.data_validation(HEAD + 1, at, LAST, at, {**rule, "error_title": drawing.head(column.key)})


def _colours(drawing: Drawing, page: Any, layout: Layout) -> None:
    """What a row tells by colour, and by a sign for whoever sees no colours."""
    keys = [column.key for column in layout.columns]
    row = HEAD + 2

    def when(key: str, condition: str, **look: object) -> None:
        at = keys.index(key)
        cell = f"${letters(at)}{row}"
        criteria = "=" + condition.replace("CELL", cell)
        rule = {"type": "formula", "criteria": criteria, "format": drawing.book.add_format(look), "stop_if_true": True}
        page.conditional_format(HEAD + 1, at, LAST, at, rule)

    if layout is LEDGER:
        owed = f"${letters(keys.index('open'))}{row}"
        late = f"AND(ISNUMBER(CELL),CELL>{{}},{owed}>0)"
        when("days_late", late.format(60), bg_color=RED_FILL, font_color="#8C1D13", bold=True, num_format='"!! "0')
        when("days_late", late.format(0), bg_color=AMBER_FILL, font_color=AMBER_INK, num_format='"! "0')
    if layout is RECEIPTS:
        money = f"${letters(keys.index('amount'))}{row}"
        when("left", f"AND(ISNUMBER(CELL),CELL>0,{money}>0)", bg_color=BLUE_FILL, font_color=BLUE_INK, bold=True)
    if layout is not CUSTOMERS:
        for column in layout.columns:
            if column.kind in (Kind.DAY, Kind.MONEY) and not column.derived:
                when(
                    column.key, 'AND(CELL<>"",NOT(ISNUMBER(CELL)))', bg_color=RED_FILL, font_color="#8C1D13", bold=True
                )
