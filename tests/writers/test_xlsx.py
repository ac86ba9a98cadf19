"""The workbook: figures a person can re-perform, texts that stay texts, sheets that print."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest

from recon.errors import ConfigError
from recon.report import Column, Kind, Report, Section
from recon.reports import build_all
from recon.words import says
from recon.writers import xlsx
from recon.writers._excel import (
    breakable,
    column_reference,
    fitting,
    letters,
    lines_of,
    sheet_name,
    table_name,
    width_of,
)
from tests.reports.company import a_month
from tests.writers.test_contract import INJECTIONS, hostile


def workbook(reports: Any, lang: str = "en", values: bool = False) -> Any:
    """The workbook as it was written: formulas, or the values that came with them."""
    (made,) = xlsx.files(reports, lang).values()
    return openpyxl.load_workbook(io.BytesIO(made), data_only=values)


@pytest.fixture(scope="module")
def month() -> tuple[Any, Any]:
    reports = build_all(a_month())
    return workbook(reports), workbook(reports, values=True)


def test_no_text_of_a_file_becomes_a_formula_or_a_link() -> None:
    sheet = workbook([hostile()]).worksheets[1]
    texts = [cell for row in sheet.iter_rows(min_col=1, max_col=1) for cell in row]
    first = next(cell.row for cell in texts if cell.value == "=1+1" and cell.font.color and cell.row > 3)
    body = [sheet.cell(first + n, 1) for n in range(len(INJECTIONS))]
    assert all(cell.data_type in ("s", "n") and cell.hyperlink is None for cell in body)
    assert {"=1+1", "000123", "+86 10 5555 0000", "-12345", "1e5", "http://example.com"} <= {c.value for c in body}
    assert body[0].quotePrefix and len(str(body[-1].value)) == 32_767
    formulas = [c.value for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert all(re.match(r"=(SUBTOTAL|SUM|IF|ROUND|')", formula) for formula in formulas)


def test_the_first_sheet_says_whether_it_ties(month: tuple[Any, Any]) -> None:
    assert month[1].worksheets[0]["A2"].value.startswith("Everything ties")
    assert month[0].worksheets[0]["A2"].value.startswith("=IF(COUNTIF(")
    wrong = workbook(build_all(a_month(holds=False)), "zh", values=True).worksheets[0]
    assert "1 项不一致" in wrong["A2"].value


def test_every_check_is_a_formula_that_shows_its_value(month: tuple[Any, Any]) -> None:
    formulas, values = (book.worksheets[0] for book in month)
    rows = [row for row in range(1, values.max_row + 1) if values.cell(row, 6).value in ("OK", "DIFFERS")]
    assert len(rows) == sum(len(s.checks) for r in build_all(a_month()) for s in r.sections)
    for row in rows:
        left, right, gap = (values.cell(row, at).value for at in (3, 4, 5))
        assert gap == round(left - right, 2) == 0 and values.cell(row, 6).value == "OK"
        assert (
            formulas.cell(row, 5).value
            == f"=ROUND(C{row}-D{row},{0 if isinstance(right, int) and row == rows[0] else 2})"
        )
        assert formulas.cell(row, 6).value.startswith("=IF(E")


def test_totals_are_formulas_over_the_table_with_the_right_value_beside(month: tuple[Any, Any]) -> None:
    formulas, values = (book["Aged balance EUR"] for book in month)
    (table,) = formulas.tables.values()
    assert table.name == "tbl_aged_EUR" and table.totalsRowCount == 1
    top, bottom = (int(n) for n in re.findall(r"\d+", table.ref))
    for column in range(3, 11):
        formula = formulas.cell(bottom, column).value
        assert formula == f"=SUBTOTAL(109,tbl_aged_EUR[{values.cell(top, column).value}])"
        added = sum(values.cell(row, column).value for row in range(top + 1, bottom))
        assert values.cell(bottom, column).value == pytest.approx(added, abs=1e-6)
    assert formulas.cell(top + 1, 8).value == f"=SUM(C{top + 1}:G{top + 1})"
    assert formulas.cell(top + 1, 10).value == f"=H{top + 1}+I{top + 1}"
    share = [values.cell(bottom + 1, column).value for column in range(3, 8)]
    assert sum(share) == pytest.approx(1)


def test_every_sheet_is_ready_to_read_and_to_print(month: tuple[Any, Any]) -> None:
    book = month[0]
    assert book.sheetnames[:3] == ["Summary", "Charts", "What became of the bank lines"]
    for sheet in book.worksheets:
        assert sheet.page_setup.paperSize == 9 and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.center.text and "4f1c9a02be77" in sheet.oddFooter.left.text
        assert "DRAFT" in sheet.oddHeader.center.text
        if sheet.tables:
            (table,) = sheet.tables.values()
            head = int(re.search(r"\d+", table.ref)[0])  # type: ignore[index]
            assert sheet.print_title_rows == f"${head}:${head}"
            assert sheet.freeze_panes.endswith(str(head + 1))


def test_a_locked_period_is_not_stamped_a_draft() -> None:
    book = workbook(build_all(a_month(draft=False)))
    assert all("DRAFT" not in (sheet.oddHeader.center.text or "") for sheet in book.worksheets)


def test_identifiers_are_text_days_are_days_amounts_have_their_currencys_decimals() -> None:
    columns = (
        Column("id", says("col_item")),
        Column("currency", says("col_currency")),
        Column("amount", says("col_amount"), Kind.MONEY, total=True),
    )
    rows = [("000123", "EUR", 1), ("6222021234567890123", "JPY", 1), ("1", "KWD", 1)]
    sheet = workbook(
        [Report("r", says("aged_title"), (), (Section("s", says("aged_title"), columns, rows),))]
    ).worksheets[1]
    cells = {sheet.cell(row, 1).value: sheet.cell(row, 3) for row in range(3, 7)}
    assert {"000123", "6222021234567890123", "1"} <= set(cells)
    assert [cells[key].value for key in ("000123", "6222021234567890123", "1")] == [0.01, 1, 0.001]
    assert cells["000123"].number_format == '#,##0.00;[Red](#,##0.00);"-"'
    assert cells["6222021234567890123"].number_format == '#,##0;[Red](#,##0);"-"'
    assert cells["1"].number_format == '#,##0.000;[Red](#,##0.000);"-"'


def test_an_empty_section_is_said_to_be_empty_and_has_no_sheet() -> None:
    section = Section("s", says("unmatched_title"), (Column("id", says("col_item")),), [])
    book = workbook([Report("r", says("aged_title"), (), (section,))])
    assert len(book.sheetnames) == 1
    assert "Lines without a match: Nothing to show." in [c.value for row in book.active.iter_rows() for c in row]


def test_more_rows_than_a_sheet_holds_are_refused_before_a_file_is_begun() -> None:
    class Many(list[tuple[str]]):
        def __len__(self) -> int:
            return 1_100_000

    section = Section("s", says("aged_title"), (Column("id", says("col_item")),), Many())
    with pytest.raises(ConfigError, match="1100000"):
        xlsx.files([Report("r", says("aged_title"), (), (section,))], "en")


def test_a_chart_shows_the_largest_customers_and_all_others_together(month: tuple[Any, Any]) -> None:
    charts, values = month[0]["Charts"], month[1]["Charts"]
    names = [values.cell(row, 1).value for row in range(22, 33)]
    assert names[0] == "Customer" and len(set(names)) == 11
    assert values.cell(33, 1).value == "Others"
    assert charts.cell(23, 2).value.startswith("='Aged balance EUR'!$C$")
    total = month[1]["Aged balance EUR"]
    (table,) = month[0]["Aged balance EUR"].tables.values()
    bottom = int(re.findall(r"\d+", table.ref)[1])
    shown = sum(values.cell(row, 2).value for row in range(23, 34))
    assert shown == pytest.approx(total.cell(bottom, 3).value)


def test_the_package_holds_no_clock_and_no_path() -> None:
    (made,) = xlsx.files(build_all(a_month()), "en").values()
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert core.count("2000-01-01T00:00:00Z") == 2


def test_names_are_such_as_excel_takes() -> None:
    used: set[str] = set()
    assert sheet_name("A[1]: b*?/\\ 'x'", used) == "A 1 b 'x"
    assert sheet_name("n" * 40, used) == "n" * 31 and sheet_name("N" * 40, used) == "N" * 29 + " 2"
    tables: set[str] = set()
    assert [table_name(n, tables) for n in ("aged EUR", "aged_eur")] == ["tbl_aged_EUR", "tbl_aged_eur_2"]
    assert column_reference("t", "a[b]#'c") == "t[a'[b']'#''c]"
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_chinese_characters_take_two_columns_and_long_texts_more_lines() -> None:
    assert width_of("未核销") == 6 and width_of("abc") == 3
    assert lines_of("short", 20) == 1 and lines_of("x" * 100, 20) >= 5
    assert breakable("Written off") == ["Written", "off"] and breakable("未核销款项") == ["未核销款", "项"]


def test_a_text_is_as_long_as_a_cell_and_a_row_as_high_as_a_row() -> None:
    assert fitting("🧾" * 20_000) == "🧾" * 16_383 + "…"
    assert fitting("a" * 32_767) == "a" * 32_767
    assert lines_of("word " * 10_000, 10) * 14.5 + 5 < 409.5
