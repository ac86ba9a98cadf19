"""A workbook is a company's books."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from recon.errors import InputError, JournalError, Severity
from recon.rows import OpenItem
from recon.terms import Period
from tests.xl_addin.memory import MemoryBook, put_table, small_book
from tests.xl_addin.workbooks import firm, heading
from xl_addin.book import Area, Formula, Value
from xl_addin.layout import ALLOC, CUSTOMERS, LEDGER, RECEIPTS, Layout
from xl_addin.workbook import records
from xl_addin.workbook.company import Company, company, month_of, period_of


def documents(of: Company) -> dict[str, int]:
    return {
        row.item_id: row.amount_minor for file in of.inputs.book_files for row in file.rows if isinstance(row, OpenItem)
    }


def cell(book: MemoryBook, layout: Layout, row: int, key: str) -> tuple[int, int]:
    """The cell of a row (from 1) of a table."""
    place = book.listed[layout.table]
    cells = book.of[place.sheet].cells
    return place.top + row, next(n for n in range(1, 40) if cells.get((place.top, n)) == heading(key, book.lang))


def change(book: MemoryBook, layout: Layout, row: int, key: str, value: object) -> None:
    book.of[book.listed[layout.table].sheet].cells[cell(book, layout, row, key)] = value  # type: ignore[assignment]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_tables_of_a_workbook_are_its_inputs(lang: str) -> None:
    of = company(small_book(lang))
    assert of.lang == lang and len(of.inputs.merged.lines) == 4 and len(of.inputs.customers) == 4
    assert documents(of)["INV-26002"] == 200000 and documents(of)["CN-26001"] == -5050
    assert set(of.places) == {"customers", "items", "bank"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_month_end_of_a_workbook_holds_all_its_totals(lang: str) -> None:
    book = small_book(lang)
    worked = month_of(company(book), book)
    assert [a.answer.line.line_id for a in sorted(worked.posted, key=lambda p: p.answer.line.line_id)] == [
        "B-0001",
        "B-0002",
    ]
    assert all(check.holds for check in worked.month.controls) and book.said[-1] == ""


def test_what_is_derived_is_never_read() -> None:
    book = small_book()
    change(book, LEDGER, 1, "open", Formula("=1/0", "#DIV/0!"))
    change(book, LEDGER, 2, "open", 1.0)
    assert documents(company(book)) == documents(company(small_book()))


def test_own_lists_are_found_by_what_they_hold() -> None:
    book, of = MemoryBook(), firm()
    book.put("Debtors", ["Invoice no", "Customer name", "Invoice date", "Due date", "Currency", "Amount"])
    book.put("Debtors", *[[row[0], row[3], row[4], row[5], row[6], row[7]] for row in of.ledger], top=2)
    book.put("Bank", ["Booking date", "Amount", "Currency", "Counterparty", "Remittance text"])
    book.put("Bank", *[[row[2], row[5], row[4], row[6], row[8]] for row in of.receipts], top=2)
    found = company(book)
    assert found.places["items"].sheet == "Debtors" and found.places["bank"].sheet == "Bank"
    assert documents(found) == documents(company(small_book())) and found.settings.company.currency == "EUR"


def test_two_lists_that_could_be_the_same_are_refused_until_one_is_named() -> None:
    book = small_book()
    place = book.listed.pop(LEDGER.table)
    book.put("Copy", *book.values(place.sheet))  # type: ignore[arg-type]
    with pytest.raises(InputError) as refused:
        company(book)
    assert "Ledger" in refused.value.text() and "Copy" in refused.value.text() and "table.items" in refused.value.text()
    book.put("Settings", ("table.items", "Copy!A1:Q8"), top=8)
    assert company(book).places["items"].sheet == "Copy"


BESIDE = (["Booking date", "Amount", "Currency", "Counterparty", "Remittance text"],)
BELOW: list[Value] = [date(2026, 3, 30), 77.0, "EUR", "Dogwood Ltd", "Thank you"]


@pytest.mark.parametrize(("top", "left"), [(1, 22), (14, 1), (20, 3)])
def test_a_plain_list_on_the_sheet_of_a_table_is_found(top: int, left: int) -> None:
    book = small_book(receipts=False)
    book.put("Ledger", *BESIDE, BELOW, top=top, left=left)
    found = company(book)
    assert (found.places["bank"].sheet, found.places["bank"].top, found.places["bank"].left) == ("Ledger", top, left)
    assert [line.amount_minor for line in found.inputs.merged.lines] == [77_00]
    assert documents(found) == documents(company(small_book(receipts=False)))


@pytest.mark.parametrize(("sheet", "severity"), [("Receipts", Severity.LOOK), ("Mine", Severity.NOTE)])
def test_a_list_that_is_not_read_since_another_is_read_is_told_by_its_place(sheet: str, severity: Severity) -> None:
    book = small_book()
    book.put(sheet, *BESIDE, BELOW, top=1, left=22)
    found = company(book)
    (told,) = [one for one in found.inputs.findings if one.code == "XL164"]
    assert (told.severity, told.where.sheet, told.where.cell) == (severity, sheet, "V1")
    assert found.inputs.merged.lines == company(small_book()).inputs.merged.lines
    assert "XL164" not in {one.code for one in company(small_book()).inputs.findings}


def test_a_table_of_figures_by_customer_is_no_list_that_was_forgotten() -> None:
    book = small_book()
    book.put("By customer", ["Customer no", "Customer", "Country", "Sales"], ["C1", "Alder Trading Ltd", "DE", 100.0])
    assert not [one for one in company(book).inputs.findings if one.code == "XL164"]


@pytest.mark.parametrize("text", ["nowhere", "Ledger!", "Nowhere!A1:B2", "Ledger!A1"])
def test_a_place_that_is_none_is_refused(text: str) -> None:
    book = small_book()
    book.put("Settings", ("table.items", text), top=8)
    with pytest.raises(InputError):
        company(book)


def test_the_sheets_of_our_own_are_no_lists() -> None:
    book = small_book()
    del book.listed[LEDGER.table]
    put_table(book, ALLOC, [(None, "B-0001", "INV-26001", "C001", date(2026, 3, 3), "EUR", 1190.0, 0.0, None, 1190.0)])
    assert company(book).places["items"].sheet == "Ledger"


def test_an_empty_table_is_no_mistake() -> None:
    book = small_book(receipts=False)
    put_table(book, RECEIPTS, [])
    assert not company(book).inputs.bank_files and period_of(company(book)) == Period(2026, 3)


def test_a_workbook_without_documents_says_what_to_do() -> None:
    book = MemoryBook()
    with pytest.raises(InputError) as refused:
        month_of(company(book), book)
    assert "Import a ledger" in refused.value.text()


def spoil(key: str, value: object) -> Callable[[MemoryBook], str]:
    def spoiled(book: MemoryBook) -> str:
        from recon.errors import address

        change(book, LEDGER, 2, key, value)
        return address(*cell(book, LEDGER, 2, key))

    return spoiled


def merge(book: MemoryBook) -> str:
    book.of["Ledger"].merged.append(Area("Ledger", 3, 3, 4, 3))
    return "C3"


BAD = {
    "text amount": spoil("amount", "12.x"),
    "error cell": spoil("amount", "#N/A"),
    "error in a name": spoil("customer_name", "#REF!"),
    "no date": spoil("issued", "some day"),
    "blank amount": spoil("amount", ""),
    "merged cells": merge,
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_bad_cell_refuses_the_workbook_by_its_address_and_changes_nothing(what: str, lang: str) -> None:
    book = small_book("en")
    at = BAD[what](book)
    before = book.state()
    with pytest.raises(InputError) as refused:
        company(book)
    assert refused.value.where.cell == at and at in refused.value.text(lang), refused.value.text(lang)
    assert book.state() == before


def test_bad_rows_are_kept_for_who_wants_to_list_them() -> None:
    book = small_book()
    change(book, LEDGER, 2, "amount", "12.x")
    of = company(book, bad_rows=True)
    assert len(documents(of)) == 6 and sum(len(file.quarantined) for file in of.inputs.files) == 1


def test_hidden_rows_count_and_it_is_said() -> None:
    book = small_book()
    book.of["Ledger"].hidden_rows |= {3, 4}
    of = company(book)
    assert len(documents(of)) == 7 and [one.code for one in of.inputs.findings] == ["XL151"]


def test_dates_and_amounts_as_text_are_read_where_they_are_sure() -> None:
    book = small_book()
    change(book, LEDGER, 2, "amount", "2,000.00")
    change(book, LEDGER, 2, "issued", "2026-02-20")
    assert documents(company(book)) == documents(company(small_book()))


def test_receipts_without_a_single_payment_out_need_no_balance_to_be_believed() -> None:
    book = small_book()
    for row in range(1, 5):
        book.of["Receipts"].cells.pop(cell(book, RECEIPTS, row, "balance"), None)
    change(book, RECEIPTS, 1, "balance", 11190.0)
    assert len(company(book).inputs.merged.lines) == 4


def test_an_id_that_we_gave_a_line_makes_it_no_other_line() -> None:
    book, blank = small_book(), small_book()
    for row in (1, 2):
        blank.of["Receipts"].cells.pop(cell(blank, RECEIPTS, row, "line_id"))
    lines = company(blank).inputs.merged.lines
    for row, line in zip((1, 2), sorted(lines, key=lambda n: n.booked), strict=False):
        change(book, RECEIPTS, row, "line_id", line.line_id)
    assert {n.fingerprint for n in company(book).inputs.merged.lines} == {n.fingerprint for n in lines}


def test_the_same_workbook_gives_the_same_figures_in_any_order_of_rows() -> None:
    book, turned = small_book(), small_book()
    for layout in (LEDGER, RECEIPTS, CUSTOMERS):
        place = turned.listed[layout.table]
        cells = turned.of[place.sheet].cells
        rows = [
            {n: cells.pop((row, n)) for n in range(1, place.right + 1) if (row, n) in cells}
            for row in range(2, place.bottom + 1)
        ]
        for at, row in enumerate(reversed(rows), 2):
            cells.update({(at, n): value for n, value in row.items()})
    one, other = (month_of(company(each), each) for each in (book, turned))
    assert one.month.run_id == other.month.run_id and one.posted == other.posted


def test_a_journal_changed_by_hand_refuses_everything() -> None:
    from recon.decisions import Pressed
    from recon.journal import Recorded

    book = small_book()
    records.append(book, Recorded(), [Pressed("match")])
    book.keep_rows("tblDecisions", [3])
    with pytest.raises(JournalError):
        company(book)
