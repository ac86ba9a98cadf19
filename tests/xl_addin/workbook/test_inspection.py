"""What stands in the way of a table is named by its cell, and a clean table is let alone."""

from __future__ import annotations

from typing import Any

import pytest

from recon.errors import Finding, Severity
from tests.xl_addin.memory import MemoryBook, small_book
from tests.xl_addin.workbooks import heading, sheet_of
from xl_addin.book import Area, Formula
from xl_addin.layout import CUSTOMERS, LEDGER, RECEIPTS, Layout
from xl_addin.workbook.inspection import inspect


def seen(book: MemoryBook, layout: Layout = LEDGER) -> list[Finding]:
    return list(inspect(book, book.listed[layout.table], layout.role))


def ledger(lang: str = "en") -> tuple[MemoryBook, dict[tuple[int, int], Any]]:
    """The small firm, and the cells of its ledger."""
    book = small_book(lang)
    return book, book.of[sheet_of(LEDGER, lang)].cells


def column(key: str) -> int:
    return [one.key for one in LEDGER.columns].index(key) + 1


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("layout", [CUSTOMERS, LEDGER, RECEIPTS])
def test_in_a_clean_table_there_is_nothing_to_look_at(layout: Layout, lang: str) -> None:
    assert seen(small_book(lang), layout) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("due", "2026-03-22", "XL155"),
        ("issued", "2026年3月22日", "XL155"),
        ("amount", "1,190.00", "XL156"),
        ("item_id", "INV-26002 ", "XL157"),
        ("item_id", "ＩＮＶ－26002", "XL158"),
        ("currency", "#N/A", "XL154"),
        ("amount", "#DIV/0!", "XL154"),
        ("open", 7.0, "XL161"),
    ],
)
def test_a_bad_cell_is_named(key: str, value: object, code: str, lang: str) -> None:
    book, cells = ledger(lang)
    cells[3, column(key)] = value
    (found,) = seen(book)
    assert found.code == code and found.where.sheet == sheet_of(LEDGER, lang)
    assert found.where.cell == f"{chr(64 + column(key))}3"
    assert found.severity is (Severity.REFUSED if code == "XL154" else Severity.LOOK)
    if code in ("XL155", "XL156", "XL157", "XL158"):
        assert heading(key, lang) in found.text(lang)


def test_merged_cells_within_the_table_are_named_and_others_not() -> None:
    book, _ = ledger()
    book.of["Ledger"].merged = [Area("Ledger", 3, 2, 4, 2), Area("Ledger", 30, 1, 31, 2)]
    (found,) = seen(book)
    assert (found.code, found.where.cell) == ("XL150", "B3") and "B3:B4" in found.text()


def test_hidden_rows_and_sheets_are_said_and_a_protected_sheet_is() -> None:
    book, _ = ledger()
    sheet = book.of["Ledger"]
    sheet.hidden_rows, sheet.hidden, sheet.protected = {4, 6, 40}, True, True
    found = {one.code: one for one in seen(book)}
    assert sorted(found) == ["XL151", "XL152", "XL153"] and found["XL151"].where.cell == "A4"
    assert "count: 2" in found["XL151"].text() and "(4, 6)" in found["XL151"].text()


@pytest.mark.parametrize("word", ["Total", "合计"])
def test_a_totals_row_among_the_rows_is_named(word: str) -> None:
    book, cells = ledger()
    for at in range(1, len(LEDGER.columns) + 1):
        cells.pop((4, at), None)
    cells[4, column("customer_id")], cells[4, column("amount")] = word, 3190.0
    (found,) = seen(book)
    assert (found.code, found.where.cell) == ("XL159", "C4")


def test_a_number_written_in_two_ways_is_named_with_the_other_cell() -> None:
    book, cells = ledger()
    cells[5, 1] = "inv 26001"
    (found,) = seen(book)
    assert (found.code, found.where.cell) == ("XL160", "A5") and "A2" in found.text()


def test_of_very_many_bad_cells_the_first_are_named_and_the_rest_counted() -> None:
    book = MemoryBook()
    rows = [(f"I{n}", "C1", "2026-01-01", 5.0) for n in range(100)]
    book.put("Open", ("Document no", "Customer ID", "Document date", "Amount"), *rows, table="tblLedger")
    found = seen(book)
    assert len(found) == 21 and {one.code for one in found} == {"XL155"} and "79 more" in found[-1].text()


def test_a_table_away_from_the_corner_is_named_by_its_own_cells() -> None:
    book = MemoryBook()
    book.put("S", ("left alone", "2026-01-01"))
    heads = ("Document no", "Customer ID", "Document date", "Amount")
    book.put("S", heads, ("I1", "C1", "2026-01-31", Formula("=5", 5.0)), top=5, left=4, table="tblLedger")
    (found,) = seen(book)
    assert (found.code, found.where.cell) == ("XL155", "F6")
