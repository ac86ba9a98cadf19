"""Reports as pages: figures a person can re-perform, and texts that stay texts."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from recon.journal import Stamp
from recon.report import Check, Column, Kind, Report, Section
from recon.reports import build_all
from recon.words import LANGUAGES, say, says
from recon.writers._excel import width_of
from tests.reports.company import a_month
from tests.writers.test_contract import hostile
from tests.xl_addin.workbooks import small_firm
from xl_addin.asking import Given
from xl_addin.book import Formula, Page, Value
from xl_addin.closed import ClosedBook
from xl_addin.layout import TABLES
from xl_addin.workbook.pages import broken, pages
from xl_addin.workbook.tables import page_of

NOON = Stamp("Li", datetime(2026, 4, 2, 12, tzinfo=UTC))


def cells(page: Page) -> dict[tuple[int, int], Value]:
    return {
        (block.row + down, block.column + across): value
        for block in page.blocks
        for down, row in enumerate(block.values)
        for across, value in enumerate(row)
        if value is not None
    }


def named(reports: Any, title: str, lang: str = "en") -> Page:
    return next(page for report in reports for page in pages(report, lang) if page.name == title)


@pytest.fixture(scope="module")
def month() -> Any:
    return build_all(a_month())


def test_totals_sums_shares_and_checks_are_formulas_with_what_they_give(month: Any) -> None:
    page = named(month, "Aged balance EUR")
    held, table = cells(page), page.table
    assert table is not None
    foot = table.bottom + 1
    for column in range(3, table.right + 1):
        letter = chr(64 + column)
        total = held[foot, column]
        assert isinstance(total, Formula)
        assert total.text == f"=SUBTOTAL(109,{letter}{table.top + 1}:{letter}{table.bottom})"
        shown = [held[row, column] for row in range(table.top + 1, foot)]
        added = sum(float(str(one.gives if isinstance(one, Formula) else one)) for one in shown)
        assert total.gives == pytest.approx(added, abs=1e-6)
    across = held[table.top + 1, 8]
    assert isinstance(across, Formula) and across.text == f"=SUM(C{table.top + 1}:G{table.top + 1})"
    share = held[foot + 1, 8]
    assert isinstance(share, Formula) and share.gives == 1.0
    status = held[table.top - 2, 1]
    assert isinstance(status, Formula) and status.gives == "OK"
    assert status.text.startswith(f"=IF(ROUND(SUM(J{table.top + 1}:J{table.bottom})-(")


def test_what_does_not_tie_says_so_and_has_a_red_tab() -> None:
    (page,) = pages(report(checks=(Check(says("col_total"), 1050, 1000, "EUR", "amount"),)), "zh")
    status = cells(page)[3, 1]
    assert isinstance(status, Formula) and status.gives == say("check_bad", "zh") and page.tab == "#B42318"


def report(**more: Any) -> Report:
    columns = (
        Column("customer", says("col_customer_name")),
        Column("currency", says("col_currency")),
        Column("amount", says("col_amount"), Kind.MONEY, total=True),
    )
    rows = more.pop("rows", [("A", "EUR", 1050), ("B", "JPY", 500), ("C", "EUR", 1)])
    section = Section("one", says("col_open_items"), columns, rows, **{"currency": "", **more})
    return Report("r", says("col_open_items"), ((says("col_currency"), says("col_total")),), (section,))


def test_amounts_of_each_currency_have_its_decimals_and_are_not_added_up() -> None:
    (page,) = pages(report(), "en")
    looks = [block.looks[2].shows for block in page.blocks if len(block.looks) == 3][1:]
    assert [look.split(";")[0] for look in looks] == ["#,##0.00", "#,##0", "#,##0.00"]
    assert page.table is not None
    assert [cells(page)[page.table.top + n, 3] for n in (1, 2, 3)] == [10.5, 500.0, 0.01]
    assert page.table.bottom == max(row for row, _ in cells(page))


def test_a_report_without_a_row_has_one_page_that_says_so() -> None:
    (page,) = pages(report(rows=[]), "en")
    assert page.table is None and say("section_empty", "en") in cells(page).values()


def test_a_draft_is_stamped_and_every_policy_line_stands_over_the_figures(month: Any) -> None:
    page = named(month, "Aged balance EUR")
    held = cells(page)
    assert held[2, 1] == "DRAFT" and page.table is not None
    over = [str(held.get((row, 1), "")) for row in range(3, page.table.top)]
    assert "Key date: 2026-03-31  ·  " in " ".join(over) and page.frozen[0] == page.repeated == page.table.top


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_reports_of_a_month_can_be_drawn_with_the_values_their_formulas_give(
    lang: str, month: Any, tmp_path: Path
) -> None:
    book = ClosedBook(small_firm(tmp_path / "a.xlsx", lang), Given(), NOON, lang)
    drawn = [page for one in month for page in pages(one, lang)]
    assert len({page.name.casefold() for page in drawn}) == len(drawn) or len(month) > 1
    for page in drawn:
        book.draw(page)
        assert len(page.name) <= 31 and not re.search(r"[\[\]:*?/\\]", page.name)
    read = openpyxl.load_workbook(io.BytesIO(book.content()), data_only=True)
    for page in drawn[:5]:
        for (row, column), value in cells(page).items():
            if isinstance(value, Formula):
                assert read[page.name].cell(row, column).value == pytest.approx(value.gives)


def test_no_text_of_a_file_becomes_a_formula(tmp_path: Path) -> None:
    book = ClosedBook(small_firm(tmp_path / "a.xlsx"), Given(), NOON)
    for page in pages(hostile(), "en"):
        book.draw(page)
        assert all(re.match(r"=(SUBTOTAL|SUM|IF)\(", text) for text in book.formulas(page.name).values())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("layout", TABLES, ids=lambda layout: layout.sheet)
def test_a_heading_of_a_table_of_our_own_fits_its_column(layout: Any, lang: str) -> None:
    page = page_of("Ours", layout, [], lang)
    heads = page.blocks[0].values[0]
    assert all(width >= width_of(str(head)) for head, width in zip(heads, page.widths, strict=True))
    assert page.table is not None and page.table.name == layout.table and page.table.bottom == 2


def test_a_line_is_broken_where_words_end_and_chinese_anywhere() -> None:
    assert broken("to be or not", 6) == ["to be", "or not"]
    assert broken("核销金额按到期日", 8) == ["核销金额", "按到期日"]
    assert "".join(broken("A 核销 b", 3)).replace(" ", "") == "A核销b"
