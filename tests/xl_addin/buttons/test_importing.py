"""Files come into the tables of a workbook once, and nothing that is there is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from recon.errors import BusyError, InputError
from recon.ingest.files import read_files
from recon.ingest.merging import lines_of
from tests.xl_addin.memory import MemoryBook, put_table, small_book
from tests.xl_addin.workbooks import heading
from xl_addin.buttons.import_bank import import_bank
from xl_addin.buttons.import_folder import import_folder
from xl_addin.buttons.import_ledger import import_ledger
from xl_addin.buttons.match import match
from xl_addin.buttons.post import post
from xl_addin.buttons.undo import undo
from xl_addin.layout import RECEIPTS
from xl_addin.workbook.company import company

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
HEAD = "Booking date,Amount,Currency,Own account,Counterparty,Remittance text"
ACCOUNT = "DE02120300000000202051"


def bank(path: Path, *rows: str, head: str = HEAD) -> Path:
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return path


def bring(book: MemoryBook, *paths: Path) -> str:
    book.asks.paths = paths
    return import_bank(book)


def ids(book: MemoryBook) -> list[str]:
    return [str(row[heading("line_id", book.lang)]) for row in book.rows("tblReceipts")]


def amounts(book: MemoryBook) -> list[object]:
    return [row[heading("amount", book.lang)] for row in book.rows("tblReceipts")]


def test_lines_come_below_those_that_are_there(tmp_path: Path) -> None:
    book = small_book()
    before = book.rows("tblReceipts")
    said = bring(book, bank(tmp_path / "a.csv", f"2026-03-26,89.99,EUR,{ACCOUNT},Alder,INV-26006"))
    after = book.rows("tblReceipts")
    assert after[:4] == before and after[4]["Amount"] == 89.99 and after[4]["Bank file"] == "a.csv"
    assert "Rows brought into Receipts: 1." in said


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_table_is_made_where_there_is_none(lang: str, tmp_path: Path) -> None:
    book = small_book(lang, receipts=False)
    currency = "CNY" if lang == "zh" else "EUR"
    bring(book, bank(tmp_path / "a.csv", f"2026-03-26,89.99,{currency},{ACCOUNT},Alder,INV-26006"))
    assert amounts(book) == [89.99] and len(company(book).inputs.merged.lines) == 1


def test_the_same_file_again_brings_nothing(tmp_path: Path) -> None:
    book = small_book()
    file = bank(tmp_path / "a.csv", f"2026-03-26,89.99,EUR,{ACCOUNT},A,x", f"2026-03-26,89.99,EUR,{ACCOUNT},A,x")
    bring(book, file)
    assert len(ids(book)) == len(set(ids(book))) == 6, "two equal lines of one file are two movements"
    before = book.state()
    assert "Nothing new" in bring(book, file) and book.state() == before


def test_an_overlapping_file_brings_what_is_new_only(tmp_path: Path) -> None:
    book = small_book(receipts=False)
    one, two, three = (f"2026-03-{day},{day}.00,EUR,{ACCOUNT},A,x" for day in (10, 11, 12))
    bring(book, bank(tmp_path / "a.csv", one, two))
    said = bring(book, bank(tmp_path / "b.csv", two, three))
    assert amounts(book) == [10.0, 11.0, 12.0] and "XL101" in said


def test_what_was_typed_by_hand_is_known_in_a_file(tmp_path: Path) -> None:
    book = small_book(receipts=False)
    put_table(book, RECEIPTS, [(None, ACCOUNT, "2026-03-10", None, "EUR", 10.0, "A", None, "x", *[None] * 4)])
    assert "Nothing new" in bring(book, bank(tmp_path / "a.csv", f"2026-03-10,10.00,EUR,{ACCOUNT},A,x"))


def bank_files() -> list[Path]:
    """Bank files of the golden tests that hold booked lines with a currency."""
    found = []
    for path in sorted(GOLDEN.rglob("*")):
        if path.suffix.lower() in (".xml", ".sta", ".mt940", ".940"):
            files = read_files([path])
            if any(s.lines and s.currency for f in files for s in f.statements):
                found.append(path)
    return found


@pytest.mark.parametrize("path", bank_files(), ids=lambda path: path.name)
def test_any_bank_file_is_the_same_in_a_workbook_and_brings_nothing_twice(path: Path) -> None:
    book = small_book(receipts=False)
    bring(book, path)
    if "tblReceipts" not in book.listed:
        return  # nothing in it is booked
    from recon.inputs import counted
    from recon.rows import LineStatus

    read = [counted(file) for file in read_files([path])]
    booked = [line for line in lines_of(read).lines if line.status is LineStatus.BOOKED]
    there = company(book).inputs.merged.lines
    assert sorted((n.account, n.booked, n.currency, n.amount_minor) for n in there) == sorted(
        (n.account, n.booked, n.currency, n.amount_minor) for n in booked
    )
    assert sorted(ids(book)) == sorted(n.line_id for n in there), "what is applied is found by the id in the table"
    assert "Nothing new" in bring(book, path)


def test_a_file_that_cannot_be_used_is_named_and_the_others_come_in(tmp_path: Path) -> None:
    book = small_book()
    (tmp_path / "in").mkdir()
    bank(tmp_path / "in" / "a.csv", f"2026-03-26,89.99,EUR,{ACCOUNT},Alder,INV-26006")
    (tmp_path / "in" / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0 no bank file")
    book.asks.paths = (tmp_path / "in",)
    said = import_folder(book)
    assert "photo.jpg" in said and "Rows brought into Receipts: 1." in said


def test_pending_movements_wait_until_they_are_booked(tmp_path: Path) -> None:
    book = small_book(receipts=False)
    head = f"{HEAD},Status"
    rows = (f"2026-03-10,10.00,EUR,{ACCOUNT},A,x,booked", f"2026-03-11,11.00,EUR,{ACCOUNT},A,x,pending")
    assert "XL102" in bring(book, bank(tmp_path / "a.csv", *rows, head=head)) and amounts(book) == [10.0]


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    book = small_book(receipts=False)
    bring(book, bank(tmp_path / "a.csv", f"2026-03-10,10.00,EUR,{ACCOUNT},=1+1,@x"))
    assert book.rows("tblReceipts")[0]["Counterparty"] == "=1+1" and not book.formulas("Receipts")


def test_nothing_is_added_beside_a_list_of_the_users_own(tmp_path: Path) -> None:
    book = small_book(receipts=False)
    book.put("My bank", HEAD.split(","), ["2026-03-10", 5.0, "EUR", ACCOUNT, "A", "x"])
    before = book.state()
    with pytest.raises(InputError) as refused:
        bring(book, bank(tmp_path / "a.csv", f"2026-03-10,10.00,EUR,{ACCOUNT},A,x"))
    assert "My bank" in refused.value.text() and book.state() == before


def test_cells_of_the_user_below_the_table_are_in_the_way(tmp_path: Path) -> None:
    book = small_book()
    book.of["Receipts"].cells[6, 2] = "my note"
    before = book.state()
    with pytest.raises(InputError) as refused:
        bring(book, bank(tmp_path / "a.csv", f"2026-03-26,89.99,EUR,{ACCOUNT},Alder,INV-26006"))
    assert refused.value.where.cell == "B6" and book.state() == before


@pytest.mark.parametrize("sheet", ["Receipts", "Decisions"])
def test_a_protected_sheet_changes_nothing(sheet: str, tmp_path: Path) -> None:
    book = small_book()
    match(book)
    book.of[sheet].protected = True
    before = book.state()
    with pytest.raises(BusyError):
        bring(book, bank(tmp_path / "a.csv", f"2026-03-26,89.99,EUR,{ACCOUNT},Alder,INV-26006"))
    assert book.state() == before


def test_undo_takes_the_rows_out_and_leaves_those_that_were_changed(tmp_path: Path) -> None:
    book = small_book()
    before = book.rows("tblReceipts")
    rows = (f"2026-03-26,89.99,EUR,{ACCOUNT},Alder,INV-26006", f"2026-03-27,7.00,EUR,{ACCOUNT},B,x")
    bring(book, bank(tmp_path / "a.csv", *rows))
    book.of["Receipts"].cells[7, 9] = "corrected by hand"
    said = undo(book)
    left = book.rows("tblReceipts")
    assert left[:4] == before and len(left) == 5 and left[4]["Remittance text"] == "corrected by hand"
    assert "Rows taken out of Receipts: 1." in said and "stay: 1." in said


def test_receipts_without_an_id_are_given_the_one_they_are_known_by() -> None:
    book = small_book()
    for row in range(2, 6):
        book.of["Receipts"].cells.pop((row, 1))
    before = {n.fingerprint for n in company(book).inputs.merged.lines}
    assert "given one: 4." in post(book)
    assert {n.fingerprint for n in company(book).inputs.merged.lines} == before
    applied = {str(row["Line ID"]) for row in book.rows("tblAlloc")}
    assert applied and applied <= set(ids(book))


LEDGER_HEAD = "Invoice no,Customer id,Customer name,Invoice date,Due date,Currency,Amount,Open amount"


def ledger(path: Path, *rows: str, head: str = LEDGER_HEAD) -> Path:
    return bank(path, *rows, head=head)


def test_documents_come_in_once_and_others_are_left_as_they_are(tmp_path: Path) -> None:
    book = small_book()
    before = book.rows("tblLedger")
    book.asks.paths = (
        ledger(
            tmp_path / "l.csv",
            "INV-1,C001,Alder,2026-03-01,2026-04-01,EUR,100.00,60.00",
            "INV-2,C001,Alder,2026-03-01,2026-04-01,EUR,100.00,0.00",
            "INV-26001,C001,Alder,2026-01-15,2026-02-14,EUR,1200.00,1200.00",
            "INV-26002,C002,Birchwood,2026-02-20,2026-03-22,EUR,2000.00,2000.00",
        ),
    )
    said = import_ledger(book)
    after = book.rows("tblLedger")
    assert after[:7] == before and [row["Document no"] for row in after[7:]] == ["INV-1"]
    assert after[7]["Amount"] == 60.0
    assert all(code in said for code in ("XL100", "XL103", "XL104", "XL105")) and "cell H2" in said
    assert company(book).inputs.book_files[0].rows[-1].item_id == "INV-1"  # type: ignore[union-attr]


def test_a_document_that_fell_by_what_was_posted_here_is_the_same(tmp_path: Path) -> None:
    book = small_book()
    post(book)
    book.asks.paths = (ledger(tmp_path / "l.csv", "INV-26002,C002,Birchwood,2026-02-20,2026-03-22,EUR,2000.00,40.00"),)
    said = import_ledger(book)
    assert "XL105" in said and "XL100" not in said


def test_lists_go_where_they_belong(tmp_path: Path) -> None:
    book = small_book()
    customers = ledger(tmp_path / "c.csv", "C009,New Customer Ltd,DE", head="Customer ID,Customer name,Country")
    rates = ledger(tmp_path / "r.csv", "2026-03-31,USD,EUR,1.0825", head="Date,Currency,Base currency,Rate")
    balances = ledger(tmp_path / "b.csv", "1200,Receivables,2026-03-31,5979.99", head="Account,Name,Date,Balance")
    book.asks.paths = (customers, rates, balances)
    import_ledger(book)
    assert book.rows("tblCustomers")[-1]["Customer name"] == "New Customer Ltd"
    of = company(book)
    assert [(rate.currency, str(rate.units)) for rate in of.inputs.rates] == [("USD", "1.0825")]
    assert [(one.account, one.balance_minor) for one in of.inputs.balances] == [("1200", 597999)]
    undo(book)
    assert len(book.rows("tblCustomers")) == 4 and "tblRates" not in book.listed and "tblGL" not in book.listed


def test_nobody_who_chooses_nothing_changes_anything() -> None:
    book = small_book()
    before = book.state()
    for button in (import_bank, import_folder, import_ledger):
        assert "Nothing was chosen" in button(book)
    assert book.state() == before


def test_a_sheet_that_holds_another_list_than_the_one_brought_in_is_named(tmp_path: Path) -> None:
    from openpyxl import Workbook

    file = Workbook()
    file.worksheets[0].title = "Rates"
    for row in (("Date", "Currency", "Base currency", "Rate"), ("2026-03-31", "USD", "EUR", 1.0825)):
        file.worksheets[0].append(row)
    documents = file.create_sheet("Documents")
    documents.append(("Invoice No", "Customer No", "Invoice date", "Due date", "Currency", "Amount"))
    documents.append(("INV-900", "C001", "2026-03-02", "2026-04-01", "EUR", 10.5))
    file.save(tmp_path / "both.xlsx")
    book = small_book()
    book.asks.paths = (tmp_path / "both.xlsx",)
    said = import_ledger(book)
    assert "INV-900" in str(book.rows("tblLedger")[-1])
    assert "XL106" in said and "Rates" in said
