"""Workbooks as people have them: plain lists with titles, side by side, in any writing; journals somebody cut."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from recon.journal import Stamp
from tests.xl_addin.workbooks import small_firm
from xl_addin.asking import Given
from xl_addin.batch import Before, Done, press_closed
from xl_addin.closed import ClosedBook

STAMP = Stamp("eve", datetime(2026, 4, 2, 9, tzinfo=UTC))
HEADS = ("Invoice No", "Customer No", "Customer", "Invoice date", "Due date", "Currency", "Amount")
BANK = ("Booking date", "Currency", "Amount", "Payer", "Remittance text")
DOCUMENTS = (
    ("INV-1", "C1", "Alder Ltd", date(2026, 1, 15), date(2026, 2, 14), "EUR", 1190.00),
    ("INV-2", "C2", "Birch GmbH", date(2026, 2, 20), date(2026, 3, 22), "EUR", 2000.00),
    ("CN-3", "C2", "Birch GmbH", date(2026, 2, 25), date(2026, 2, 25), "EUR", -50.50),
)
LINES = ((date(2026, 3, 3), "EUR", 1190.00, "Alder Ltd", "Payment INV-1"),)
Row = Sequence[object]
Placed = tuple[str, int, int, Sequence[Row]]  # sheet, row and column of the first heading, rows


def book(path: Path, lists: Sequence[Placed], merged: str = "") -> Path:
    """A workbook of plain lists: sheet, row and column of the first heading, rows."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for sheet, top, left, rows in lists:
        on = made[sheet] if sheet in made.sheetnames else made.create_sheet(sheet)
        for down, row in enumerate(rows):
            for across, value in enumerate(row):
                on.cell(top + down, left + across).value = value
    if merged:
        made.worksheets[0].merge_cells(merged)
    made.save(path)
    return path


def plain(path: Path, documents: Sequence[Row] = DOCUMENTS) -> Path:
    return book(path, [("Invoices", 1, 1, [HEADS, *documents]), ("Bank", 1, 1, [BANK, *LINES])])


def press(button: str, path: Path, lang: str = "en") -> Done:
    return press_closed(button, path, Before(Given(yes=True), STAMP, lang), path.parent)


def total(path: Path) -> float:
    """The grand total of the aged balance that was drawn: the last figure of its row of totals."""
    sheet = load_workbook(path, data_only=True)["Aged balance EUR"]
    (row,) = [row for row in sheet.iter_rows(values_only=True) if row[0] == "Total"]
    return [float(str(cell)) for cell in row if isinstance(cell, int | float)][-1]


def test_a_merged_title_and_a_merged_total_are_no_rows_of_the_list(tmp_path: Path) -> None:
    rows = [("Ferry Lane Ltd: open items",), (), HEADS, *DOCUMENTS, ("Total", *[None] * 5, 3139.50)]
    path = book(tmp_path / "title.xlsx", [("Invoices", 1, 1, rows)], merged="A1:G2")
    done = press("aging", path)
    assert done.code == 0 and total(path) == 3139.50


def test_merged_rows_of_the_list_are_refused_by_their_cell(tmp_path: Path) -> None:
    path = book(tmp_path / "rows.xlsx", [("Invoices", 1, 1, [HEADS, *DOCUMENTS])], merged="C3:C4")
    done = press("aging", path)
    assert done.code == 4 and "sheet Invoices, cell C3" in done.sentence


@pytest.mark.parametrize("bank_first", [True, False])
def test_two_lists_side_by_side_are_both_read(tmp_path: Path, bank_first: bool) -> None:
    bank, items = (1, len(BANK) + 2) if bank_first else (len(HEADS) + 2, 1)
    lists: list[Placed] = [("Sheet", 2, items, [HEADS, *DOCUMENTS]), ("Sheet", 2, bank, [BANK, *LINES])]
    path = book(tmp_path / "side.xlsx", lists)
    assert press("aging", path).code == 0 and total(path) == 3139.50 - 1190.00


def test_a_heading_that_stands_twice_over_other_amounts_is_refused_by_its_cell(tmp_path: Path) -> None:
    doubled = [(*one, one[-1] * 2) for one in DOCUMENTS]
    path = book(tmp_path / "twice.xlsx", [("Invoices", 1, 1, [(*HEADS, "Amount"), *doubled])])
    done = press("aging", path)
    assert done.code == 4 and "cell H2" in done.sentence and "1190" in done.sentence


@pytest.mark.parametrize("written", ["50.50 CR", "(50.50)", "50.50-", "－５０．５０", "50.50 贷"])
def test_a_credit_is_one_however_it_is_written(tmp_path: Path, written: str) -> None:
    texts = [(*one[:-1], text) for one, text in zip(DOCUMENTS, ["1,190.00", "2,000.00", written], strict=True)]
    path = book(tmp_path / "text.xlsx", [("Invoices", 1, 1, [HEADS, *texts])])
    assert press("aging", path).code == 0 and total(path) == 3139.50


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("column", "values"),
    [
        (6, ["1.190", "2.000", "3.000"]),
        (6, ["1.190,00", "2,000.00", "1"]),
        (3, ["01/02/2026", "02/03/2026", "03/04/2026"]),
    ],
)
def test_what_may_be_read_in_two_ways_is_refused_with_what_to_do_in_the_workbook(
    tmp_path: Path, column: int, values: Sequence[str], lang: str
) -> None:
    rows = [(*one[:column], value, *one[column + 1 :]) for one, value in zip(DOCUMENTS, values, strict=True)]
    done = press("aging", plain(tmp_path / "open.xlsx", rows), lang)
    assert done.code == 4 and "Invoices" in done.sentence
    assert not any(word in done.sentence for word in ("profile", "--", "配置"))


def test_a_workbook_saved_without_values_of_the_formulas_we_drew_is_pressed_again(tmp_path: Path) -> None:
    path = plain(tmp_path / "resaved.xlsx")
    press("aging", path)
    load_workbook(path).save(path)  # writes the formulas and drops what they gave
    assert press("aging", path).code == 0 and total(path) == 3139.50 - 1190.00


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_who_decided_and_when_cannot_be_rewritten(tmp_path: Path, lang: str) -> None:
    path = plain(tmp_path / "who.xlsx")
    press("post", path)
    opened = load_workbook(path)
    opened["Decisions"]["C2"] = "mallory"
    opened.save(path)
    done = press("aging", path, lang)
    assert done.code == 4 and "C2" in done.sentence and "eve" in done.sentence


def test_a_journal_that_was_taken_out_is_missed(tmp_path: Path) -> None:
    path = plain(tmp_path / "gone.xlsx")
    press("post", path)
    opened = ClosedBook(path, Given(), STAMP)
    opened.remove("Decisions")
    opened.save()
    before = path.read_bytes()
    done = press("post", path)
    assert done.code == 4 and "Allocations" in done.sentence and path.read_bytes() == before


def test_of_two_presses_at_once_the_later_is_refused_and_loses_nothing(tmp_path: Path) -> None:
    path = plain(tmp_path / "both.xlsx")
    slow = ClosedBook(path, Given(yes=True), STAMP)
    slow.show("Bank")
    assert press("aging", path).code == 0
    kept = path.read_bytes()
    with pytest.raises(Exception, match="changed by somebody else"):
        slow.save()
    assert path.read_bytes() == kept and [one.name for one in tmp_path.iterdir()] == ["both.xlsx"]


def test_a_number_that_stands_many_times_is_told_in_the_language_and_at_once(tmp_path: Path) -> None:
    rows = [("INV-1", *one[1:6], 1.0 + n) for n in range(1500) for one in DOCUMENTS[:1]]
    done = press("aging", plain(tmp_path / "many.xlsx", rows), "zh")
    assert done.code == 4 and "第 3 行" in done.sentence and "row" not in done.sentence
    assert len(done.sentence) < 400


def test_a_posted_receipt_whose_row_is_gone_is_told_with_what_to_do_in_the_workbook(tmp_path: Path) -> None:
    path = plain(tmp_path / "changed.xlsx")
    press("post", path)
    opened = load_workbook(path)
    opened["Bank"]["C2"] = 1000.00
    opened.save(path)
    done = press("match", path)
    assert done.code == 0 and "[ST511]" in done.sentence and "inputs/" not in done.sentence


def uncalculated(path: Path, sheet: str) -> Path:
    """One formula whose value is not in the file, on a sheet of its own or among the rows of a list."""
    made = load_workbook(path)
    on = made[sheet] if sheet in made.sheetnames else made.create_sheet(sheet)
    on["G2"] = "=1000+190"
    made.save(path)
    return path


def test_a_formula_without_a_value_on_a_sheet_nobody_asks_for_stops_no_button(tmp_path: Path) -> None:
    done = press("aging", uncalculated(plain(tmp_path / "firm.xlsx"), "Thoughts"))
    assert done.code == 0, done.sentence


def test_a_formula_without_a_value_in_a_list_is_named_by_its_cell(tmp_path: Path) -> None:
    done = press("aging", uncalculated(plain(tmp_path / "firm.xlsx"), "Invoices"))
    assert done.code == 4 and "G2" in done.sentence and "Invoices" in done.sentence


@pytest.mark.parametrize("button", ["match", "aging", "close_month"])
def test_an_empty_list_of_documents_is_named_and_nothing_changes(tmp_path: Path, button: str) -> None:
    path = without_documents(tmp_path / "firm.xlsx")
    before = path.read_bytes()
    done = press(button, path)
    assert done.code == 4 and "Ledger" in done.sentence and "A1" in done.sentence
    assert path.read_bytes() == before


def without_documents(path: Path) -> Path:
    """The small firm, with headings only in its ledger."""
    made = load_workbook(small_firm(path))
    for row in made["Ledger"].iter_rows(min_row=2):
        for cell in row:
            cell.value = None
    made.save(path)
    return path
