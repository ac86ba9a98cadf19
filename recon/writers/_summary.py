"""The first sheet of a workbook, which answers "does it tie?", and the sheet of charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from recon.report import Chart, Report, decimals
from recon.words import say
from recon.writers._bars import COLOURS, ranked
from recon.writers._excel import (
    GREEN,
    GREY,
    NAVY,
    RED,
    ROW,
    Page,
    Styles,
    across,
    lines_of,
    number,
    number_format,
    quoted,
)
from recon.writers._shared import all_checks, text
from recon.writers._sheet import SectionSheet

_WIDTHS = (30, 62, 18, 18, 16, 12)
_CHART_ROWS = 20  # rows of a sheet a chart covers
_ONE_PAGE = 60  # rows that are still read easily on one page


def summary(
    sheet: Any, styles: Styles, page: Page, reports: Sequence[Report], sheets: Sequence[SectionSheet]
) -> dict[int, str]:
    """Draw the summary: verdict, policy, every control total, contents. Returns the status cell of each check by id."""
    lang = page.lang
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    bold = styles.of(bold=True, font_size=18, font_color=NAVY)
    if page.draft:
        red = styles.of(bold=True, font_size=18, font_color=RED)
        sheet.write_rich_string(0, 0, bold, f"{page.title}   ", red, say("draft", lang), bold)
    else:
        sheet.write_string(0, 0, page.title, bold)
    sheet.set_row(0, 28)
    row = 3
    for label, said in page.policy:
        sheet.write_string(row, 0, text(label, lang), styles.of(bold=True, font_color=GREY))
        sheet.write_string(row, 1, text(said, lang), styles.of())
        row += 1
    row, status = _checks(sheet, styles, page, reports, sheets, row + 1)
    _verdict(sheet, styles, page, reports, status)
    row = _contents(sheet, styles, page, reports, sheets, row + 1)
    page.set_up(sheet)
    sheet.fit_to_pages(1, 1 if row <= _ONE_PAGE else 0)
    sheet.set_tab_color(NAVY)
    return {key: f"{quoted(sheet.get_name())}!$F${at + 1}" for key, at in status.items()}


def _checks(
    sheet: Any, styles: Styles, page: Page, reports: Sequence[Report], sheets: Sequence[SectionSheet], row: int
) -> tuple[int, dict[int, int]]:
    """The table of control totals; the row after it, and each check's row by the check's identity."""
    lang = page.lang
    drawn = {id(each.section): each for each in sheets}
    found = all_checks(reports)
    status: dict[int, int] = {}
    if not found:
        return row, status
    _head(
        sheet,
        styles,
        row,
        lang,
        ("sheet_section", "check", "check_left", "check_right", "col_difference", "check_status"),
    )
    for _, section, check in found:
        row += 1
        own = drawn.get(id(section))
        amounts = styles.cell(num_format=number_format(check.currency))
        where = text(section.title, lang)
        if own is None:
            sheet.write_string(row, 0, where, styles.cell(text_wrap=True))
        else:
            _link(sheet, row, 0, own, where, styles)
        label = text(check.label, lang)
        sheet.write_string(row, 1, label, styles.cell(text_wrap=True))
        sheet.set_row(row, ROW * lines_of(label, _WIDTHS[1]) + 2)
        left = number(check.left_minor, check.currency)
        if own is not None and check.column:
            sheet.write_formula(row, 2, f"=SUM({own.column_of(check.column, lang)})", amounts, left)
        else:
            sheet.write_number(row, 2, left, amounts)
        sheet.write_number(row, 3, number(check.right_minor, check.currency), amounts)
        places, gap = decimals(check.currency), number(check.left_minor - check.right_minor, check.currency)
        sheet.write_formula(row, 4, f"=ROUND(C{row + 1}-D{row + 1},{places})", amounts, gap)
        ok, bad = say("check_ok", lang), say("check_bad", lang)
        colour = GREEN if check.holds else RED
        shown = styles.cell(bold=True, align="center", font_color=colour)
        sheet.write_formula(row, 5, f'=IF(E{row + 1}=0,"{ok}","{bad}")', shown, ok if check.holds else bad)
        status[id(check)] = row
    return row + 1, status


def _verdict(sheet: Any, styles: Styles, page: Page, reports: Sequence[Report], status: dict[int, int]) -> None:
    """One sentence under the title, counted from the status cells."""
    lang = page.lang
    checks = [check for _, _, check in all_checks(reports)]
    wrong = sum(not check.holds for check in checks)
    style = styles.of(bold=True, font_size=13, font_color="#FFFFFF", bg_color=RED if wrong else GREEN, valign="vcenter")
    sheet.merge_range(1, 0, 1, len(_WIDTHS) - 1, "", style)
    sheet.set_row(1, 26)
    if not checks:
        sheet.write_string(1, 0, say("checks_none", lang), styles.of(font_color=GREY))
        return
    cells = f"$F${min(status.values()) + 1}:$F${max(status.values()) + 1}"
    good = f'COUNTIF({cells},"{say("check_ok", lang)}")'
    holds = say("checks_hold", lang, count=len(checks))
    before, after = say("checks_wrong", lang, wrong="\x00", count=len(checks)).split("\x00")
    formula = f'=IF({good}={len(checks)},"{holds}","{before}"&({len(checks)}-{good})&"{after}")'
    shown = say("checks_wrong", lang, wrong=wrong, count=len(checks)) if wrong else holds
    sheet.write_formula(1, 0, formula, style, shown)
    for text_, colour in ((before, RED), (holds, GREEN)):
        sheet.conditional_format(
            1, 0, 1, 0,
            {"type": "text", "criteria": "begins with", "value": text_[:20].strip(), "format": _fill(styles, colour)},
        )  # fmt: skip


def _fill(styles: Styles, colour: str) -> Any:
    return styles.book.add_format({"bg_color": colour, "font_color": "#FFFFFF"})


def _contents(
    sheet: Any, styles: Styles, page: Page, reports: Sequence[Report], sheets: Sequence[SectionSheet], row: int
) -> int:
    """Every section with its number of rows and a link; an empty one is said to be empty and has no sheet."""
    lang = page.lang
    drawn = {id(each.section): each for each in sheets}
    _head(sheet, styles, row, lang, ("sheet_report", "sheet_section", "sheet_rows"))
    for report in reports:
        for section in report.sections:
            row += 1
            sheet.write_string(row, 0, text(report.title, lang), styles.cell())
            own = drawn.get(id(section))
            if own is None:
                empty = f"{text(section.title, lang)}: {say('section_empty', lang)}"
                sheet.write_string(row, 1, empty, styles.cell(font_color=GREY))
            else:
                _link(sheet, row, 1, own, text(section.title, lang), styles)
            sheet.write_number(row, 2, len(section.rows), styles.cell(num_format='#,##0;-#,##0;"-"'))
    return row


def _link(sheet: Any, row: int, column: int, own: SectionSheet, shown: str, styles: Styles) -> None:
    place = f"internal:{quoted(own.sheet.get_name())}!A1"
    sheet.write_url(row, column, place, styles.cell(font_color="#1155CC", underline=1), shown)


def _head(sheet: Any, styles: Styles, row: int, lang: str, ids: Sequence[str]) -> None:
    for at, id in enumerate(ids):
        right = id in ("check_left", "check_right", "col_difference", "sheet_rows")
        align = "right" if right else "center" if id == "check_status" else "left"
        sheet.write_string(row, at, say(id, lang), styles.head(align=align))
    sheet.set_row(row, ROW + 5)


def charts(book: Any, sheet: Any, styles: Styles, page: Page, sheets: Sequence[SectionSheet]) -> None:
    """One chart a page, its figures beside the sheet they come from: the largest rows, and all others together."""
    sheet.set_column(0, 0, 52)
    sheet.set_column(1, 8, 15)
    row, breaks = 0, []
    for own in sheets:
        chart = own.section.chart
        if chart is not None:
            if row:
                breaks.append(row)
            row = _chart(book, sheet, styles, page, own, chart, row)
    sheet.set_h_pagebreaks(breaks)
    page.set_up(sheet)
    sheet.fit_to_pages(1, 0)
    sheet.set_tab_color(GREEN)


def _chart(book: Any, sheet: Any, styles: Styles, page: Page, own: SectionSheet, chart: Chart, top: int) -> int:
    lang, section = page.lang, own.section
    keys = [column.key for column in section.columns]
    at = [keys.index(key) for key in chart.series]
    heads = own.headers(lang)
    rows = ranked(section, chart)
    title = text(chart.title, lang)
    across(sheet, top, 1 + len(at), title, styles.of(bold=True, font_size=14, font_color=NAVY, valign="top"), 200)
    sheet.set_row(top, 22)
    under = top + 1 + _CHART_ROWS
    sheet.write_string(under, 0, text(section.columns[keys.index(chart.category)].label, lang), styles.head())
    for n, column in enumerate(at, 1):
        sheet.write_string(under, n, heads[column], styles.head(align="right"))
    amounts = styles.cell(num_format=number_format(section.currency))
    for n, chosen in enumerate(rows, 1):
        sheet.write_string(under + n, 0, text(section.rows[chosen][keys.index(chart.category)], lang), styles.cell())
        for m, column in enumerate(at, 1):
            cell = section.rows[chosen][column]
            value = number(cell if isinstance(cell, int) else 0, section.currency)
            sheet.write_formula(under + n, m, f"={own.address(own.first + chosen, column)}", amounts, value)
    last = under + len(rows)
    if len(rows) < len(section.rows):
        last += 1
        sheet.write_string(last, 0, say("others", lang), styles.cell(italic=True))
        for m, (column, key) in enumerate(zip(at, chart.series, strict=True), 1):
            shown = set(rows)
            rest = [r[column] for k, r in enumerate(section.rows) if k not in shown]
            value = number(sum(c for c in rest if isinstance(c, int)), section.currency)
            letter = chr(65 + m)
            part = f"{letter}{under + 2}:{letter}{last}"
            sheet.write_formula(last, m, f"=SUM({own.column_of(key, lang)})-SUM({part})", amounts, value)
    drawn = book.add_chart({"type": "bar", "subtype": "stacked"} if chart.kind == "stacked" else {"type": "bar"})
    name = sheet.get_name()
    for m, (column, colour) in enumerate(zip(at, COLOURS * len(at), strict=False), 1):
        drawn.add_series(
            {
                "name": heads[column],
                "categories": [name, under + 1, 0, last, 0],
                "values": [name, under + 1, m, last, m],
                "fill": {"color": colour},
                "gap": 45,
                "overlap": 100,
            }
        )
    drawn.set_y_axis({"reverse": True, "num_font": {"size": 10}, "label_position": "low"})
    drawn.set_x_axis(
        {
            "num_format": "#,##0",
            "label_position": "high",
            "num_font": {"size": 9},
            "major_gridlines": {"visible": True, "line": {"color": "#D5DBE1"}},
        }
    )
    drawn.set_legend({"position": "bottom", "font": {"size": 10}})
    drawn.set_size({"width": 1000, "height": 370})
    drawn.set_title({"none": True})
    sheet.insert_chart(top + 1, 0, drawn, {"object_position": 2})
    return last + 3
