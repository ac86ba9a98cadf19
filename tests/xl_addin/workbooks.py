"""Small workbooks for tests: a firm's customers, documents and receipts, in English and in Chinese.

Every formula carries the value it gives, as a workbook does that a spreadsheet program has saved.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from recon.report import Kind
from recon.words import say
from xl_addin.layout import CUSTOMERS, LEDGER, RECEIPTS, SETTINGS, Layout

Cell = str | float | date | None
OWN_ACCOUNT = "DE02120300000000202051"
AS_OF, PERIOD = date(2026, 3, 31), "2026-03"
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a file format's field
# A picture of one dot.
_DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_FORMATS = {Kind.MONEY: "#,##0.00", Kind.DAY: "yyyy-mm-dd", Kind.COUNT: "0", Kind.TEXT: "@"}


@dataclass(frozen=True)
class Firm:
    """What stands in the tables: texts, amounts in units, days. The columns are the layout's without derived ones."""

    name: str
    currency: str
    customers: tuple[tuple[Cell, ...], ...]
    ledger: tuple[tuple[Cell, ...], ...]
    receipts: tuple[tuple[Cell, ...], ...]


def firm(lang: str = "en") -> Firm:
    """Four customers, seven documents, four receipts.

    The receipts: one names an invoice and pays it to the cent; one is 2 % short of the invoice it names; one could pay
    either of two invoices; one is of somebody nobody knows.
    """
    zh = lang == "zh"
    currency = "CNY" if zh else "EUR"
    alder, birch, cedar, dune = (
        ("青杉贸易有限公司", "北岸纸业有限公司", "石桥机械有限公司", "沙丘食品有限公司")
        if zh
        else ("Alder Trading Ltd", "Birchwood Paper GmbH", "Cedar Machines AG", "Dune Foods BV")
    )
    invoice, credit = ("发票", "红字发票") if zh else ("Invoice", "Credit note")
    open_ = "未核销" if zh else "Open"
    pays = "付发票 {}" if zh else "Payment of invoice {}"
    short = "付发票 {}，扣2%现金折扣" if zh else "Invoice {} less 2% discount"
    thanks = "货款" if zh else "Thank you"
    stranger = "无名氏商行" if zh else "Nobody Knows Sarl"
    kind = "转账" if zh else "Credit transfer"
    country = "CN" if zh else "DE"

    def customer(number: str, name: str, account: str) -> tuple[Cell, ...]:
        return (number, name, None, account, None, country, None, None, None, lang, None)

    def document(
        number: str, word: str, of: tuple[str, str], issued: date, due: date, amount: float
    ) -> tuple[Cell, ...]:
        return (number, word, *of, issued, due, currency, amount, None, None, open_, None, None)

    def receipt(
        number: str, day: int, amount: float, payer: str, account: str, text: str, left: float
    ) -> tuple[Cell, ...]:
        booked = date(2026, 3, day)
        return (number, OWN_ACCOUNT, booked, booked, currency, amount, payer, account, text, None, kind, left, None)

    a, b, c, d = ("C001", alder), ("C002", birch), ("C003", cedar), ("C004", dune)
    return Firm(
        "云溪文具店" if zh else "Ferry Lane Stationers",
        currency,
        (
            customer(*a, "DE75512108001245126199"),
            customer(*b, "DE89370400440532013000"),
            customer(*c, "DE21500500009876543210"),
            customer(*d, "NL91ABNA0417164300"),
        ),
        (
            document("INV-26001", invoice, a, date(2026, 1, 15), date(2026, 2, 14), 1190.00),
            document("INV-26002", invoice, b, date(2026, 2, 20), date(2026, 3, 22), 2000.00),
            document("INV-26003", invoice, c, date(2026, 2, 25), date(2026, 3, 27), 500.00),
            document("INV-26004", invoice, c, date(2026, 2, 26), date(2026, 3, 28), 500.00),
            document("INV-26005", invoice, d, date(2025, 11, 10), date(2025, 12, 10), 750.50),
            document("CN-26001", credit, d, date(2026, 1, 20), date(2026, 1, 20), -50.50),
            document("INV-26006", invoice, a, date(2026, 3, 20), date(2026, 4, 19), 89.99),
        ),
        (
            receipt("B-0001", 3, 1190.00, alder, "DE75512108001245126199", pays.format("INV-26001"), 11190.00),
            receipt("B-0002", 10, 1960.00, birch, "DE89370400440532013000", short.format("INV-26002"), 13150.00),
            receipt("B-0003", 17, 500.00, cedar, "DE21500500009876543210", thanks, 13650.00),
            receipt("B-0004", 24, 333.33, stranger, "FR1420041010050500013M02606", thanks, 13983.33),
        ),
    )


def heading(key: str, lang: str) -> str:
    """The heading of a column of the layout."""
    return say(f"xl_col_{key}", lang)


def sheet_of(layout: Layout, lang: str) -> str:
    """The name of a layout's sheet."""
    return say(f"xl_sheet_{layout.sheet}", lang)


def small_firm(path: Path, lang: str = "en", *, settings: bool = True, receipts: bool = True) -> Path:
    """Write the workbook of `firm(lang)`: sheets Customers, Ledger, Receipts and Settings, in that language.

    Args:
        path: where to write it, .xlsx.
        lang: "en" or "zh".
        settings: with the settings sheet and its named cells.
        receipts: with rows in the table of receipts; without, there is no such sheet.
    """
    from xlsxwriter import Workbook

    with Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        draw_firm(book, lang, settings=settings, receipts=receipts)
    return path


def draw_firm(book: Any, lang: str = "en", *, settings: bool = True, receipts: bool = True) -> None:
    """Draw the sheets of `small_firm` into an XlsxWriter workbook."""
    book.set_properties({"created": _MADE})
    of = firm(lang)
    draw_table(book, CUSTOMERS, of.customers, lang)
    draw_table(book, LEDGER, of.ledger, lang)
    if receipts:
        draw_table(book, RECEIPTS, of.receipts, lang)
    if settings:
        _settings(book, of, lang)


def draw_table(book: Any, layout: Layout, rows: Sequence[Sequence[Cell]], lang: str) -> None:
    """Draw a table of the layout on its sheet, from A1; rows without the derived columns, which become formulas."""
    sheet = book.add_worksheet(sheet_of(layout, lang))
    formats = {kind: book.add_format({"num_format": shown}) for kind, shown in _FORMATS.items()}
    heads = [heading(column.key, lang) for column in layout.columns]
    columns: list[dict[str, Any]] = [{"header": head} for head in heads]
    for at, column in enumerate(layout.columns):
        sheet.set_column(at, at, column.width)
        if column.derived:
            columns[at]["formula"] = _formula(layout, column.key, lang)
    sheet.add_table(0, 0, len(rows), len(heads) - 1, {"name": layout.table, "columns": columns})
    for row, cells in enumerate(rows, 1):
        given = iter(cells)
        for at, column in enumerate(layout.columns):
            shown = formats[column.kind]
            if column.derived:
                formula = _formula(layout, column.key, lang)
                sheet.write_formula(row, at, formula, shown, _given(layout, column.key, cells))
                continue
            value = next(given, None)
            if isinstance(value, date):
                sheet.write_datetime(row, at, value, shown)
            elif value is not None:
                sheet.write(row, at, value, shown)
    sheet.freeze_panes(1, 1)


def _formula(layout: Layout, key: str, lang: str) -> str:
    """What a derived column derives; short, since only its presence matters here."""
    amount, due = heading("amount", lang), heading("due", lang)
    return {
        "applied": "=0",
        "open": f"=[@[{amount}]]-0",
        "days_late": f"=MAX(0,DATE(2026,3,31)-[@[{due}]])",
        "bucket": '="-"',
        "used": "=0",
        "left": f"=[@[{amount}]]-0",
    }[key].replace("[@[", f"{layout.table}[[#This Row],[")


def _given(layout: Layout, key: str, cells: Sequence[Cell]) -> float | str:
    keys = [column.key for column in layout.columns if not column.derived]
    amount = cells[keys.index("amount")]
    assert isinstance(amount, float)
    if key == "days_late":
        due = cells[keys.index("due")]
        assert isinstance(due, date)
        return float(max(0, (AS_OF - due).days))
    given: dict[str, float | str] = {"applied": 0.0, "open": amount, "bucket": "-", "used": 0.0, "left": amount}
    return given[key]


def _settings(book: Any, of: Firm, lang: str) -> None:
    name = say(f"xl_sheet_{SETTINGS}", lang)
    sheet = book.add_worksheet(name)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, key in enumerate(("setting", "setting_value", "setting_meaning")):
        sheet.write_string(0, at, heading(key, lang))
        sheet.set_column(at, at, (26, 24, 60)[at])
    rows: list[tuple[str, str, Cell]] = [
        ("company.name", "company", of.name),
        ("company.currency", "currency", of.currency),
        ("company.language", "", lang),
        ("company.accounts", "", OWN_ACCOUNT),
        ("as_of", "as_of", AS_OF),
        ("period", "period", PERIOD),
    ]
    for row, (key, cell, value) in enumerate(rows, 1):
        sheet.write_string(row, 0, key)
        if isinstance(value, date):
            sheet.write_datetime(row, 1, value, day)
        else:
            sheet.write(row, 1, value)
        if cell:
            book.define_name(cell, f"='{name}'!$B${row + 1}")


DECORATED = 6  # sheets of `decorated`


def decorated(path: Path, lang: str = "en", macros: Any = None) -> Path:
    """The small firm, and whatever else people put into their workbooks; with macros where the file is an .xlsm.

    User's sheets: one before and one behind the firm's, and cells and a chart beside its ledger. With `macros` (see
    `xl_addin.build.package.macros`), a button for everything stands on the first sheet.
    """
    from xlsxwriter import Workbook

    with Workbook(path, {"strings_to_formulas": False}) as book:
        own, back = ("我的测算", "备注 (旧)") if lang == "zh" else ("My 'own' sums", "Notes (old)")
        front = book.add_worksheet(own)
        draw_firm(book, lang)
        behind = book.add_worksheet(back)
        _cells_of_mine(book, front, sheet_of(LEDGER, lang))
        _beside_the_ledger(book, sheet_of(LEDGER, lang))
        _kept_apart(book, behind)
        if macros is not None:
            _buttons(book, front, macros)
        elif path.suffix == ".xlsm":
            book.add_vba_project(io.BytesIO(b"macros, whatever they are"), True)
            book.set_vba_name("ThisWorkbook")
            front.set_vba_name("Sheet1")
            front.insert_button("H20", {"macro": "Mine", "caption": "Press"})
    return path


def _buttons(book: Any, sheet: Any, macros: Any) -> None:
    """The macros of a workbook, and all its buttons on a sheet."""
    from xl_addin.registry import buttons

    book.add_vba_project(io.BytesIO(macros.project), True)
    book.set_vba_name(macros.workbook)
    for each, name in zip(book.worksheets(), macros.sheets, strict=True):
        each.set_vba_name(name)
    for number, one in enumerate(buttons()):
        sheet.insert_button(20 + 2 * number, 7, {"macro": macros.of(one.id), "caption": one.id, "width": 120})


def _cells_of_mine(book: Any, sheet: Any, ledger: str) -> None:
    """Formulas, formats, conditional formats, lists, notes, hidden rows, merged cells, pictures, print set-up."""
    loud = book.add_format({"bold": True, "font_color": "#AA0000", "bg_color": "#FFF2CC", "border": 2, "rotation": 30})
    money = book.add_format({"num_format": '[Blue]#,##0.000" kg";[Red]-#,##0.000', "italic": True})
    sheet.merge_range("A1:C1", "Mine, do not touch", loud)
    sheet.write_rich_string("A2", "half ", book.add_format({"bold": True}), "bold")
    sheet.write_formula("B3", f"=SUM('{ledger}'!H2:H8)", money, 4979.99)
    sheet.write_formula("B4", "=B3*2", money, 9959.98)
    sheet.write_array_formula("D3:D5", "{=ROW(1:3)}", None, 1)
    sheet.write_formula("B5", "=1/0", None, "#DIV/0!")
    sheet.write_boolean("B6", True)
    sheet.write_string("B7", "=not a formula")
    sheet.write_url("B8", "https://example.com/a?b=c", string="a link")
    sheet.write_datetime("B9", date(1999, 12, 31), book.add_format({"num_format": "dd/mm/yy"}))
    sheet.write_string("B10", " 二月　\nsecond line ", book.add_format({"text_wrap": True}))
    sheet.write_comment("B3", "checked by me", {"author": "Me"})
    sheet.data_validation("E1:E9", {"validate": "list", "source": ["yes", "no"]})
    sheet.conditional_format("B3:B9", {"type": "3_color_scale"})
    sheet.conditional_format("A1:A9", {"type": "data_bar", "bar_solid": True})  # of Excel 2010: in an extension
    sheet.add_sparkline("F3", {"range": "B3:B5"})
    sheet.insert_image("H2", "dot.png", {"image_data": io.BytesIO(_DOT)})
    sheet.insert_textbox("H8", "a box of text")
    sheet.set_row(11, 33, None, {"hidden": True})
    sheet.set_column("J:J", 3, loud, {"hidden": True})
    sheet.set_column("K:K", 41.5)
    sheet.print_area("A1:F20")
    sheet.set_header("&LMine&R&D")
    sheet.set_footer("&Cnever yours")
    sheet.repeat_rows(0, 1)
    sheet.fit_to_pages(2, 3)
    sheet.freeze_panes(3, 1)
    sheet.autofilter("A10:B14")


def _beside_the_ledger(book: Any, name: str) -> None:
    """Cells, a rule over a column of the table, and a chart over it."""
    sheet = book.get_worksheet_by_name(name)
    sheet.write_formula("T1", "=COUNTA(A2:A8)", book.add_format({"bold": True}), 7)
    sheet.conditional_format(
        "H2:H8", {"type": "cell", "criteria": "<", "value": 0, "format": book.add_format({"bold": 1})}
    )
    sheet.data_validation("B2:B8", {"validate": "list", "source": ["Invoice", "Credit note"]})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": [name, 1, 7, 7, 7], "trendline": {"type": "linear"}})
    sheet.insert_chart("T4", chart)
    book.define_name("my_amounts", f"='{name}'!$H$2:$H$8")
    book.define_name(f"'{name}'!local_one", f"='{name}'!$T$1")


def _kept_apart(book: Any, sheet: Any) -> None:
    """A protected sheet that nobody sees, with a table of its own."""
    sheet.add_table("B2:C5", {"name": "tblMine", "data": [["a", 1], ["b", 2], ["c", 3]], "total_row": False})
    sheet.write_string("B9", "open", book.add_format({"locked": False}))
    sheet.protect("", {"format_cells": True})
    sheet.hide()
    sheet.set_tab_color("#112233")
