"""Check workbook: each thing that is wrong stands on the sheet with a link to its cell."""

from __future__ import annotations

import re

import pytest

from recon.words import say
from tests.xl_addin.memory import MemoryBook, small_book
from tests.xl_addin.workbooks import sheet_of
from xl_addin.book import Area, Formula
from xl_addin.buttons.check import check
from xl_addin.buttons.close_month import close_month
from xl_addin.layout import CUSTOMERS, LEDGER, RECEIPTS, Layout

LANGS = pytest.mark.parametrize("lang", ["en", "zh"])
_LINK = re.compile(r"""=HYPERLINK\("#'(.+)'!([A-Z]+\d+)","(.+)"\)""")


def seen(book: MemoryBook) -> list[tuple[str, str, str]]:
    """Code, sheet and cell of each row of the sheet, in order; the cell is where the link leads."""
    said = check(book)
    name = book.shown[-1]
    found = []
    for row, cells in book.grid(name).rows:
        if re.fullmatch(r"[A-Z]{2}\d{3}", str(cells[4])):
            link = book.of[name].cells.get((row, 2), "")
            match = _LINK.fullmatch(link.text) if isinstance(link, Formula) else None
            assert match is None or match[3] == link.gives == f"{match[1].replace(chr(39) * 2, chr(39))}!{match[2]}"  # type: ignore[union-attr]
            assert all(cells[n] for n in (0, 2, 3)), "weight, what it is and what to do"
            found.append((str(cells[4]), match[1] if match else "", match[2] if match else ""))
    assert (said == say("check_nothing", _lang(book))) == (not found)
    return found


def _lang(book: MemoryBook) -> str:
    return book.lang


def column(layout: Layout, key: str) -> int:
    return [one.key for one in layout.columns].index(key) + 1


def address(layout: Layout, key: str, row: int) -> str:
    return f"{chr(64 + column(layout, key))}{row}"


def planted(layout: Layout, key: str, row: int, value: object, lang: str = "en") -> MemoryBook:
    book = small_book(lang)
    book.of[sheet_of(layout, lang)].cells[row, column(layout, key)] = value  # type: ignore[assignment]
    return book


@LANGS
def test_in_a_clean_workbook_nothing_is_found(lang: str) -> None:
    assert seen(small_book(lang)) == []


@LANGS
@pytest.mark.parametrize(
    ("layout", "key", "row", "value", "code"),
    [
        (LEDGER, "amount", 3, "twelve", "IN210"),
        (LEDGER, "due", 3, "31.31.2026", "IN214"),
        (LEDGER, "item_id", 4, "INV-26002", "IN315"),
        (LEDGER, "due", 3, "2026-03-22", "XL155"),
        (LEDGER, "amount", 3, "2000.00", "XL156"),
        (LEDGER, "item_id", 3, " INV-26002", "XL157"),
        (LEDGER, "item_id", 3, "ＩＮＶ-26002", "XL158"),
        (LEDGER, "item_id", 6, "inv26001", "XL160"),
        (LEDGER, "open", 3, 5.0, "XL161"),
        (RECEIPTS, "amount", 3, "1.960,00 EUR!", "IN210"),
        (RECEIPTS, "amount", 3, "#REF!", "XL154"),
        (RECEIPTS, "booked", 3, "2026-03-10", "XL155"),
        (CUSTOMERS, "customer_id", 3, "C002　", "XL157"),
    ],
)
def test_a_planted_problem_is_found_with_its_cell(
    layout: Layout, key: str, row: int, value: object, code: str, lang: str
) -> None:
    found = seen(planted(layout, key, row, value, lang))
    assert (code, sheet_of(layout, lang), address(layout, key, row)) in found


@LANGS
def test_a_due_date_before_the_document_leads_to_the_documents_row(lang: str) -> None:
    from datetime import date

    found = seen(planted(LEDGER, "due", 8, date(2026, 3, 1), lang))
    assert [(code, sheet, cell[1:]) for code, sheet, cell in found] == [("RE610", sheet_of(LEDGER, lang), "8")]


def test_two_invoices_alike_and_a_customer_without_master_data_are_found() -> None:
    book = small_book()
    cells = book.of["Ledger"].cells
    for key in ("issued", "due"):
        cells[5, column(LEDGER, key)] = cells[4, column(LEDGER, key)]
    cells[8, column(LEDGER, "customer_id")] = "C999"
    assert {"RE611", "RE613"} <= {code for code, _, _ in seen(book)}


@LANGS
def test_merged_hidden_protected_and_totals_are_found(lang: str) -> None:
    book = small_book(lang)
    name = sheet_of(LEDGER, lang)
    sheet = book.of[name]
    sheet.merged, sheet.hidden_rows, sheet.protected = [Area(name, 3, 4, 4, 4)], {6}, True
    for at in range(1, len(LEDGER.columns) + 1):
        sheet.cells.pop((5, at), None)
    sheet.cells[5, 1], sheet.cells[5, 8] = "合计", 3190.0
    found = {code: cell for code, at, cell in seen(book) if at == name}
    assert found.keys() >= {"XL150", "XL151", "XL152", "XL159"}
    assert (found["XL150"], found["XL151"], found["XL159"]) == ("D3", "A6", "A5")


def test_the_refused_come_first_then_sheet_by_sheet_down_the_rows() -> None:
    book = planted(RECEIPTS, "amount", 4, "x")
    ledger = book.of["Ledger"].cells
    for row in (7, 3):
        ledger[row, column(LEDGER, "due")] = "2026-03-22"
    codes = [(code, cell) for code, _, cell in seen(book)]
    assert codes.index(("IN210", "F4")) == 0
    assert codes.index(("XL155", "F3")) < codes.index(("XL155", "F7"))


@LANGS
def test_a_table_that_lost_a_column_is_told_and_the_others_are_looked_at(lang: str) -> None:
    book = planted(LEDGER, "amount", 1, "Something", lang)
    book.of[sheet_of(RECEIPTS, lang)].cells[3, column(RECEIPTS, "booked")] = "2026-03-10"
    found = seen(book)
    assert found[0][0] == "XL162" and ("XL155", sheet_of(RECEIPTS, lang), "C3") in found


def test_mistakes_of_the_settings_are_told_with_their_cell() -> None:
    book = small_book()
    book.of["Settings"].cells[3, 2] = "Euros"
    assert [code for code, _, _ in seen(book)] == ["XL162"]
    assert "B3" in str(book.values(book.shown[-1]))


def test_a_sheet_with_a_quote_in_its_name_is_linked() -> None:
    book = MemoryBook()
    heads = ("Document no", "Customer ID", "Customer name", "Document date", "Due date", "Currency", "Amount")
    book.put("Bob's", heads, ("I1", "C1", "One", "2026-01-31", "2026-02-28", "EUR", 5.0))
    assert ("XL155", "Bob''s", "D2") in seen(book)


def test_a_locked_months_sheet_that_was_changed_or_taken_out_is_told() -> None:
    book = small_book()
    book.asks.typed = "accepted"
    close_month(book)
    drawn = [name for name in book.sheets() if name.startswith("2026-03")]
    assert seen(book) == []
    book.of[drawn[0]].cells[50, 1] = "a note"
    book.remove(drawn[1])
    assert seen(book) == [("XL163", drawn[0], "A1"), ("XL163", "", "")]


def test_checking_changes_nothing_but_its_own_sheet_and_the_record() -> None:
    book = planted(LEDGER, "amount", 3, "twelve")
    before = {name: dict(sheet.cells) for name, sheet in book.of.items()}
    check(book)
    assert all(book.of[name].cells == cells for name, cells in before.items())
    assert set(book.sheets()) - set(before) == {"Check", "Decisions"}
