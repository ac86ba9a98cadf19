"""The first sheet: what the workbook is, its checks at a glance, how to begin, where everything stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from recon.writers._excel import GREEN, GREY, NAVY, RED, ROW, lines_of, quoted
from xl_addin.layout import ALLOC, BALANCES, CUSTOMERS, LEDGER, RECEIPTS, SETTINGS
from xl_addin.start.aging import ASIDE, BALANCE, SHEET, TABLE, TIE, TOP, TOTAL
from xl_addin.start.drawing import AMBER_FILL, AMBER_INK, BLUE_FILL, BLUE_INK, INK, MONEY, RED_FILL, Drawing, works_out
from xl_addin.start.figures import Shown

_WIDTHS = (40, 16, 12, 84)
_STEPS = 5
_BUTTONS = (
    *("import_bank", "import_folder", "import_ledger", "match", "accept", "reject", "explain", "post", "undo"),
    *("aging", "statement", "close_month", "settings", "check", "log", "help"),
)
_LISTED = (SETTINGS, CUSTOMERS.sheet, LEDGER.sheet, RECEIPTS.sheet, BALANCES.sheet, ALLOC.sheet, SHEET, TOP)


@dataclass(frozen=True)
class Check:
    """A check of the workbook: 0 is well."""

    id: str
    formula: str
    gives: float
    sheet: str  # where to look
    shows: str = "0"


def front_sheet(drawing: Drawing, page: Any, aging_rows: int) -> None:
    """Draw the sheet."""
    d = drawing
    for at, width in enumerate(_WIDTHS):
        page.set_column(at, at, width)
    name = str(d.figures.rows.settings.get("company.name") or "")
    title = d.styles.of(bold=True, font_size=16, font_color=NAVY)
    works_out(page, 0, 0, f'=IF(company="","{d.told("title")}",company)', title, name or d.told("title"))
    page.set_row(0, 26)
    _across(d, page, 1, d.told("what"))
    row = _checks(d, page, 3, aging_rows)
    row = _titled(d, page, row, "begin", [d.told(f"step_{n}") for n in range(1, _STEPS + 1)], numbered=True)
    row = _sheets(d, page, row)
    row = _colours(d, page, row)
    _titled(d, page, row, "good_to_know", [d.told("know_macros"), d.told("know_protected"), d.told("know_formulas")])
    if d.macros is not None:
        page.set_column(len(_WIDTHS), len(_WIDTHS), 3)
        page.set_column(len(_WIDTHS) + 1, len(_WIDTHS) + 1, 20)
        for at, id in enumerate(_BUTTONS):
            d.button(page, 0, len(_WIDTHS) + 1, id, y=30 + 30 * at)
    page.ignore_errors({"number_stored_as_text": "A1:D80"})
    d.paper(page, landscape=False, repeated=None)
    page.print_area(0, 0, 60, len(_WIDTHS) - 1)
    page.hide_gridlines(2)
    page.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})
    page.activate()


def checks(d: Drawing, aging_rows: int) -> Sequence[Check]:
    """All checks, in the order they are shown."""
    figures = d.figures
    number, customer = d.column(LEDGER, "item_id"), d.column(LEDGER, "customer_id")
    issued, due, owed = (d.column(LEDGER, key) for key in ("issued", "due", "amount"))
    opened, currency = d.column(LEDGER, "open"), d.column(LEDGER, "currency")
    booked, money, left = (d.column(RECEIPTS, key) for key in ("booked", "amount", "left"))
    known = d.column(CUSTOMERS, "customer_id")
    filled = f'({number}<>"")'
    first = f"ROW({number})-ROW({LEDGER.table}[[#Headers],[{d.head('item_id')}]])"
    balance = [d.at(SHEET, at, BALANCE) for at in (TOTAL, ASIDE, TIE)]
    return (
        Check("key_date", "IF(as_of=0,1,0)", float(figures.as_of is None), SETTINGS),
        Check(
            "tie",
            f"ROUND({balance[0]}+{balance[1]}-{balance[2]},2)",
            0.0,
            SHEET,
            MONEY,
        ),
        Check(
            "twice",
            f"SUMPRODUCT({filled}*(1-ISNUMBER(1/(MATCH({number},{number},0)={first}))))",
            figures.duplicates(),
            LEDGER.sheet,
        ),
        Check(
            "nameless",
            f'SUMPRODUCT(({number}="")*({owed}<>""))',
            figures.nameless(),
            LEDGER.sheet,
        ),
        Check(
            "strangers",
            f"SUMPRODUCT({filled}*ISNA(MATCH({customer},{known},0)))",
            figures.strangers(),
            LEDGER.sheet,
        ),
        Check(
            "days",
            f"SUMPRODUCT({filled}*(1-ISNUMBER({issued})*ISNUMBER({due})))"
            f'+SUMPRODUCT(({money}<>"")*(1-ISNUMBER({booked})))',
            figures.bad_days(),
            LEDGER.sheet,
        ),
        Check(
            "amounts",
            f'SUMPRODUCT({filled}*(1-ISNUMBER({owed})))+SUMPRODUCT(({booked}<>"")*(1-ISNUMBER({money})))',
            figures.bad_amounts(),
            LEDGER.sheet,
        ),
        Check(
            "overdone",
            f"SUMPRODUCT(ISNUMBER({opened})*(({owed}>0)*({opened}<0)+({owed}<0)*({opened}>0)))",
            figures.overdone(),
            LEDGER.sheet,
        ),
        Check(
            "currencies",
            f'SUMPRODUCT(({opened}<>"")*({opened}<>0)*({currency}<>currency))',
            figures.other_currencies(),
            LEDGER.sheet,
        ),
        Check(
            "room",
            f"MAX(0,ROWS({known})-ROWS({TABLE}[{d.told('col_no')}]))",
            max(0, len(figures.aged) - aging_rows),
            SHEET,
        ),
        Check(
            "waiting",
            f"SUMPRODUCT(ISNUMBER({money})*({money}>0)*ISNUMBER({left})*({left}<>0)"
            f"*ISNUMBER({booked})*({booked}<=as_of))",
            figures.waiting(),
            RECEIPTS.sheet,
        ),
    )


def _checks(d: Drawing, page: Any, row: int, aging_rows: int) -> int:
    """The checks, each with its figure, a word and where to look. Returns the next free row."""
    known = checks(d, aging_rows)
    first = row + 1
    wrong = sum(check.gives != 0 for check in known)
    bold = d.styles.of(bold=True, font_color=NAVY, font_size=12, bottom=2, bottom_color=NAVY)
    page.write_string(row, 0, d.told("checks"), bold)
    page.write_blank(row, 1, None, bold)
    status = f"C{first + 1}:C{first + len(known)}"
    summary = f'=IF(COUNTIF({status},"{d.told("ok")}")=ROWS({status}),"{d.told("ok")}","{d.told("look")}")'
    centred = d.styles.of(bold=True, font_size=12, align="center", bottom=2, bottom_color=NAVY, font_color=GREEN)
    works_out(page, row, 2, summary, centred, d.told("look") if wrong else d.told("ok"))
    works_out(
        page,
        row,
        3,
        f'=ROWS({status})-COUNTIF({status},"{d.told("ok")}")',
        d.styles.of(
            font_color=GREY, num_format=f'0" {d.told("to_look_at")}"', align="left", bottom=2, bottom_color=NAVY
        ),
        wrong,
    )
    for at, check in enumerate(known, first):
        page.write_string(at, 0, d.told(f"check_{check.id}"), d.styles.cell(text_wrap=True))
        works_out(page, at, 1, f"={check.formula}", d.styles.cell(num_format=check.shows), check.gives)
        said: Shown = d.told("look") if check.gives else d.told("ok")
        formula = f'=IF(B{at + 1}=0,"{d.told("ok")}","{d.told("look")}")'
        works_out(page, at, 2, formula, d.styles.cell(bold=True, align="center", font_color=GREEN), said)
        link = d.styles.cell(font_color="#0B4A8F", underline=1)
        page.write_url(at, 3, f"internal:{quoted(d.name(check.sheet))}!A1", link, d.told(f"check_{check.id}_fix"))
        page.set_row(at, ROW + 4)
    red = d.book.add_format({"font_color": RED, "bg_color": RED_FILL, "bold": True})
    rule = {"type": "cell", "criteria": "==", "value": f'"{d.told("look")}"', "format": red}
    page.conditional_format(row, 2, first + len(known) - 1, 2, rule)
    different = {
        "type": "cell",
        "criteria": "!=",
        "value": 0,
        "format": d.book.add_format({"font_color": RED, "bold": True}),
    }
    page.conditional_format(first, 1, first + len(known) - 1, 1, different)
    return first + len(known) + 1


def _head(d: Drawing, page: Any, row: int, title: str) -> None:
    style = d.styles.of(bold=True, font_color=NAVY, font_size=12, bottom=2, bottom_color=NAVY)
    for at in range(len(_WIDTHS)):
        page.write_blank(row, at, None, style)
    page.write_string(row, 0, title, style)


def _titled(d: Drawing, page: Any, row: int, id: str, lines: Sequence[str], *, numbered: bool = False) -> int:
    """A heading and sentences below it. Returns the next free row."""
    _head(d, page, row, d.told(id))
    for n, line in enumerate(lines, 1):
        _across(d, page, row + n, f"{n}.  {line}" if numbered else line)
    return row + len(lines) + 2


def _across(d: Drawing, page: Any, row: int, line: str) -> None:
    """A sentence over the width of the sheet."""
    style = d.styles.of(text_wrap=True, valign="top")
    page.merge_range(row, 0, row, len(_WIDTHS) - 1, "", style)
    page.write_string(row, 0, line, style)
    page.set_row(row, ROW * lines_of(line, sum(_WIDTHS)) + 3)


def _sheets(d: Drawing, page: Any, row: int) -> int:
    """Every sheet with a link and what it is for. Returns the next free row."""
    _head(d, page, row, d.told("sheets"))
    link = d.styles.cell(font_color="#0B4A8F", underline=1)
    text = d.styles.cell(text_wrap=True)
    for at, sheet in enumerate(_LISTED, row + 1):
        name = d.name(sheet)
        page.write_url(at, 0, f"internal:{quoted(name)}!A1", link, name)
        note = d.told(f"note_{sheet}")
        page.merge_range(at, 1, at, len(_WIDTHS) - 1, "", text)
        page.write_string(at, 1, note, text)
        page.set_row(at, ROW * lines_of(note, sum(_WIDTHS[1:])) + 3)
    return row + len(_LISTED) + 2


def _colours(d: Drawing, page: Any, row: int) -> int:
    """What the colours of cells say. Returns the next free row."""
    _head(d, page, row, d.told("colours"))
    looks: Sequence[tuple[str, dict[str, object]]] = (
        ("colour_input", {"font_color": INK}),
        ("colour_formula", {"bg_color": "#F2F5F8"}),
        ("colour_amber", {"bg_color": AMBER_FILL, "font_color": AMBER_INK}),
        ("colour_red", {"bg_color": RED_FILL, "font_color": "#8C1D13", "bold": True}),
        ("colour_blue", {"bg_color": BLUE_FILL, "font_color": BLUE_INK, "bold": True}),
    )
    for at, (id, look) in enumerate(looks, row + 1):
        page.write_string(at, 0, d.told(id), d.styles.cell(**look))
        page.merge_range(at, 1, at, len(_WIDTHS) - 1, "", d.styles.cell())
        page.write_string(at, 1, d.told(f"{id}_says"), d.styles.cell())
    return row + len(looks) + 2
