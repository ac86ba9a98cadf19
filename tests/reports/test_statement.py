"""Statements of account: what a customer is told is what the ledger says, to the cent, in a letter that can be sent."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docs.pictures.build import converted, pages
from recon.cli import main
from recon.close import close
from recon.config import Company, Settings
from recon.errors import BusyError, ConfigError, InputError
from recon.report import totals
from recon.rows import OPEN_ITEMS, UNAPPLIED, Customer, ItemKind, ItemState, OpenItem, UnappliedCash
from recon.statement_of_account import Statement, nothing_open, statement_of_account, statements_of
from recon.statements import drawn, file_name, statements, write_statements
from recon.writers._capitals import yuan_in_capitals
from recon.writers._letter import letter
from tests.builders import customer, item, month
from tests.reports.company import a_month
from tests.state.company import STAMP, company, tree

quick = settings(max_examples=60, derandomize=True, deadline=None)
LAST = date(2026, 3, 31)
OURS = Company(
    "Nordwind Instrumente GmbH",
    address=("Speicherkai 14", "18057 Rostock"),
    email="receivables@nordwind.example",
    bank_details=("Hansekontor Bank, IBAN DE02 1203 0000 0000 2020 51",),
)


def cash(open_minor: int, customer_id: str = "C1", line_id: str = "B-77", **more: Any) -> UnappliedCash:
    given: dict[str, Any] = {"payer_name": "Alpina", "booked": date(2026, 3, 10), "currency": "EUR"} | more
    return UnappliedCash(f"{line_id:0>32}", line_id, customer_id, open_minor=open_minor, **given)


def one(
    items: Sequence[OpenItem], money: Sequence[UnappliedCash] = (), to: Customer | None = None, company: Company = OURS
) -> Statement:
    who = to or customer("C1", "Alpina Sport AG")
    given = OPEN_ITEMS.frame(items), UNAPPLIED.frame(money)
    (found,) = statements_of(*given, {who.customer_id: who}, LAST, Settings(company=company), first=date(2026, 3, 1))
    return found


def opened(made: bytes, tmp_path: Path, **how: Any) -> openpyxl.Workbook:
    path = tmp_path / "letter.xlsx"
    path.write_bytes(made)
    return openpyxl.load_workbook(path, **how)


def texts(book: openpyxl.Workbook) -> str:
    return "\n".join(
        str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value
    )


# --- the value -----------------------------------------------------------------------------------------------------


def test_documents_come_by_date_then_money_and_the_balance_runs_down_to_the_ledger() -> None:
    report = statement_of_account(
        OPEN_ITEMS.frame(
            [
                item("B", 300_00, issued=date(2026, 3, 5)),
                item("A", 200_00, issued=date(2026, 2, 1)),
                item("X", 9, customer_id="C2"),
            ]
        ),
        UNAPPLIED.frame([cash(50_00), cash(7, "C2", "B-78"), cash(8, "", "B-79")]),
        customer("C1"),
        LAST,
    )
    entries, ages = report.sections
    assert [(row[1], row[8], row[10]) for row in entries.rows] == [
        ("A", 200_00, 200_00),
        ("B", 300_00, 500_00),
        ("B-77", -50_00, 450_00),
    ]
    (check,) = entries.checks
    assert (check.left_minor, check.right_minor) == (450_00, 450_00)
    assert totals(entries)[8] == 450_00
    assert ages.rows[0][-2] == 450_00


def test_what_was_paid_of_a_document_is_its_amount_less_what_is_open() -> None:
    (part,) = one([replace(item("A", 100_00), open_minor=30_00)]).parts
    assert (part.entries[0].original_minor, part.entries[0].paid_minor, part.entries[0].open_minor) == (
        100_00,
        70_00,
        30_00,
    )


def test_due_now_is_what_fell_due_less_credits_and_money_without_what_is_disputed() -> None:
    due = {"issued": date(2026, 2, 1), "due": LAST}
    later = {"issued": date(2026, 3, 20), "due": date(2026, 4, 1)}
    items = [
        item("A", 100_00, **due),
        item("D", 40_00, state=ItemState.DISPUTED, **due),
        item("L", 500_00, **later),
        item("C", -30_00, kind=ItemKind.CREDIT_NOTE, **later),
    ]
    assert one(items).parts[0].due_minor == 70_00
    assert one(items, [cash(10_00)]).parts[0].due_minor == 60_00
    assert one(items, [cash(90_00)]).parts[0].due_minor == 0  # never below nothing
    (entry,) = [e for e in one(items).parts[0].entries if e.number == "A"]
    assert entry.days is None  # the due day itself is not late


def test_a_prepayment_of_the_list_stands_with_the_money() -> None:
    (part,) = one([item("P", -20_00, kind=ItemKind.PREPAYMENT), item("Z", 50_00)]).parts
    assert [e.number for e in part.entries] == ["Z", "P"]
    assert (part.open_minor, part.unapplied_minor, part.balance_minor) == (50_00, -20_00, 30_00)


def test_what_comes_after_the_key_date_is_not_in_it() -> None:
    items = [item("A", 10_00), item("N", 99_00, issued=date(2026, 4, 1), due=date(2026, 5, 1))]
    (part,) = one(items, [cash(5_00, booked=date(2026, 4, 2))]).parts
    assert [e.number for e in part.entries] == ["A"]


def test_a_customer_with_nothing_open_can_be_told_so() -> None:
    report = statement_of_account(OPEN_ITEMS.frame([]), None, customer("C9"), LAST)
    assert report.sections[0].rows == []


@pytest.mark.parametrize(
    ("asked", "spoken"), [("", "en"), ("zh", "zh"), ("ZH-CN", "zh"), ("中文", "zh"), ("English", "en"), ("de", "en")]
)
def test_a_letter_speaks_the_customers_language_where_there_are_words_in_it(asked: str, spoken: str) -> None:
    assert one([item("A", 1)], to=replace(customer("C1"), language=asked)).language == spoken


amounts = st.lists(
    st.tuples(st.integers(-(10**7), 10**7), st.sampled_from(["C1", "C2", "C3"]), st.sampled_from(["EUR", "USD"])),
    max_size=14,
)


@quick
@given(
    amounts,
    st.lists(st.tuples(st.integers(1, 10**7), st.sampled_from(["", "C1", "C2"])), max_size=6),
    st.integers(0, 5000),
)
def test_all_statements_and_money_of_nobody_are_the_ledger(
    documents: list[tuple[int, str, str]], money: list[tuple[int, str]], minimum: int
) -> None:
    of = month(
        items=tuple(item(f"I{n}", a, customer_id=c, currency=e) for n, (a, c, e) in enumerate(documents) if a),
        unapplied=tuple(cash(a, c, f"L{n}") for n, (a, c) in enumerate(money)),
        last=LAST,
    )
    found = statements(of, minimum=Decimal(minimum))
    assert [c.label.text() for s in found.index.sections for c in s.checks if not c.holds] == []
    assert found.findings == ()
    for section in found.index.sections:
        whole = sum(i.open_minor for i in of.items if i.currency == section.currency)
        whole -= sum(u.open_minor for u in of.unapplied if u.currency == section.currency)
        assert totals(section)[[column.key for column in section.columns].index("statement")] == whole


# --- whom a letter goes to -----------------------------------------------------------------------------------------


def _of_month(**asked: Any) -> set[str]:
    of = month(
        items=(
            item("A", 100_00),
            item("B", 50_00, customer_id="C2"),
            item("C", -50_00, customer_id="C2"),
            item("D", 3_00, customer_id="C3"),
        ),
        customers=tuple(customer(c) for c in ("C1", "C2", "C3", "C4")),
        last=LAST,
    )
    return {s.customer.customer_id for s in statements(of, **asked).written}


def test_nothing_to_pay_gets_no_letter_unless_asked_for() -> None:
    assert _of_month() == {"C1", "C3"}
    assert _of_month(zero=True) == {"C1", "C2", "C3", "C4"}
    assert _of_month(minimum=Decimal("3.01")) == {"C1"}
    assert _of_month(minimum=Decimal("3.00")) == {"C1", "C3"}
    assert _of_month(customers=["C2", "C4"]) == {"C2", "C4"}


def test_an_unknown_customer_or_a_negative_minimum_is_refused() -> None:
    with pytest.raises(InputError, match="Did you mean C1"):
        _of_month(customers=["C1X"])
    with pytest.raises(ConfigError):
        _of_month(minimum=Decimal(-1))


def test_file_names_are_safe_and_never_another_customers() -> None:
    names = [
        file_name(Customer(c, n))
        for c, n in (("a/b", "X"), ("a_b", "X"), ("A_B", "X"), ("CON", ""), ("1", "é" * 90), ("..", ".."))
    ]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name.encode()) < 110 and not re.search(r'[<>:"/\\|?*\x00-\x1f]', name) for name in names)
    assert names[3].startswith("_CON")


# --- the letter ----------------------------------------------------------------------------------------------------


def test_the_letter_names_both_sides_and_every_document_and_tells_where_to_pay(tmp_path: Path) -> None:
    to = replace(
        customer("C1", "Alpina Sport AG"), address="Bergweg 3\n8001 Zürich", contact="Frau Moser", owner="Li Wei"
    )
    said = texts(opened(letter(one([item("INV-1", 100_00), item("INV-2", 1)], [cash(5_00)], to), "en"), tmp_path))
    for word in (
        OURS.name,
        *OURS.address,
        *OURS.bank_details,
        "Alpina Sport AG",
        "Bergweg 3",
        "8001 Zürich",
        "Attn. Frau Moser",
    ):
        assert word in said
    for word in ("20260331/C1", "Li Wei", "INV-1", "INV-2", "B-77", "Balance per ledger", "tell us by 2026-04-20"):
        assert word in said
    assert "Remittance advice" in said


def test_a_chinese_letter_is_chinese_and_writes_the_balance_in_capitals(tmp_path: Path) -> None:
    ours = Company("云岫澄工", currency="CNY", language="zh")
    said = texts(opened(letter(one([item("A", 10_005_00, currency="CNY")], company=ours), "zh"), tmp_path))
    assert "对账单" in said and "人民币壹万零伍元整" in said and "回执" in said
    assert not re.search(r"[A-Za-z]{4,} [a-z]{3,}", said)


def test_names_that_begin_like_a_formula_stay_text(tmp_path: Path) -> None:
    items = [item("=1+1", 5_00, customer_name="=HYPERLINK(1)", purchase_order="@SUM(A1)")]
    book = opened(letter(one(items, to=customer("C1", "=cmd|' /C calc'!A0")), "en"), tmp_path)
    formulas = [str(c.value) for s in book.worksheets for r in s.iter_rows() for c in r if c.data_type == "f"]
    assert formulas and not [f for f in formulas if "cmd" in f or "HYPERLINK" in f or f.lstrip("=") == "1+1"]
    assert "=1+1" in texts(book)


def test_the_same_statement_gives_the_same_bytes() -> None:
    assert letter(one([item("A", 1)]), "en") == letter(one([item("A", 1)]), "en")


def test_a_customer_with_two_currencies_gets_a_page_for_each_and_they_are_never_added(tmp_path: Path) -> None:
    book = opened(letter(one([item("A", 1_00), item("B", 2_00, currency="JPY")]), "en"), tmp_path)
    assert [sheet.title for sheet in book.worksheets] == [
        "Statement of account EUR", "Remittance advice EUR", "Statement of account JPY", "Remittance advice JPY"
    ]  # fmt: skip


def test_a_letter_of_nothing_says_so(tmp_path: Path) -> None:
    made = letter(nothing_open(customer("C9", "Zeta"), LAST, Settings(company=OURS)), "en")
    assert "you owe us nothing" in texts(opened(made, tmp_path))


@pytest.fixture(scope="module")
def printed(needs_office: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Path]]:
    """A long letter in both languages: the workbook, its print, and the workbook worked out anew."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed")
    made = {}
    items = [
        item(
            f"RE-2026-{n:05d}",
            (n % 9 - 1) * 1_111_11 or 5,
            issued=date(2025, 11, 1 + n % 28),
            due=date(2026, 2, 1 + n % 28),
        )
        for n in range(60)
    ]
    items += [
        replace(item("DISP", 77_00, state=ItemState.DISPUTED), due=date(2026, 1, 1)),
        item("NEW", 8_00, due=date(2026, 6, 1)),
    ]
    for lang in ("en", "zh"):
        folder = tmp_path_factory.mktemp(f"letter-{lang}")
        book = folder / "letter.xlsx"
        book.write_bytes(letter(one(items, [cash(123_45)]), lang))
        made[lang] = {"book": book, "pdf": converted(book, folder / "office", "pdf", recalculate=True)}
    made["en"]["again"] = converted(made["en"]["book"], tmp_path_factory.mktemp("again"), "xlsx", recalculate=True)
    return made


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_long_letter_prints_one_page_wide_with_its_head_and_number_on_each(
    printed: dict[str, dict[str, Path]], lang: str
) -> None:
    sheets = pages(printed[lang]["pdf"])
    assert len(sheets) == 4  # two of the letter, two of the slip
    head = {"en": ("Your order", "Document", "Balance"), "zh": ("单据号", "到期日")}[lang]
    for number, page in enumerate(sheets, 1):
        packed = re.sub(r"\s+", "", page)
        assert (f"Page{number}of4" if lang == "en" else f"第{number}页，共4页") in packed
        assert not re.search(r"##|#REF|#NAME|#VALUE|Err:\d", page)
    # No document has an order here, so that column is left out.
    assert all(word in re.sub(r"\s+", " ", sheets[1]) for word in head if word != "Your order")


def test_every_formula_of_a_letter_worked_out_anew_gives_the_value_it_came_with(
    printed: dict[str, dict[str, Path]],
) -> None:
    formulas = openpyxl.load_workbook(printed["en"]["book"])
    values = openpyxl.load_workbook(printed["en"]["book"], data_only=True)
    again = openpyxl.load_workbook(printed["en"]["again"], data_only=True)
    compared = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    mine, theirs = values[sheet.title][cell.coordinate].value, again[sheet.title][cell.coordinate].value
                    same = mine == theirs if isinstance(mine, str) else abs((mine or 0) - (theirs or 0)) < 1e-6
                    assert same, f"{sheet.title} {cell.coordinate} {cell.value}: {mine} {theirs}"
                    compared += 1
    assert compared > 130


# --- the folder ----------------------------------------------------------------------------------------------------


def test_the_command_writes_a_letter_a_customer_and_the_list_and_a_second_run_changes_no_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    books = company(tmp_path / "books")
    close(books, "2026-03", STAMP)
    before = tree(books.folder)
    assert main(["statement", str(books.folder), "--all", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    wanted = {"C1": "150.00", "C3": "115.50"}
    assert {s["customer_id"]: s["balances"][0]["balance"] for s in told["statements"]} == wanted
    assert told["list"]["ties"] is True
    folder = books.folder / "work/2026-03/statements"
    assert sorted(p.name for p in folder.iterdir()) == sorted([*told["files"], "manifest.json"])
    first = tree(folder)
    assert main(["statement", str(books.folder), "--all"]) == 0
    assert tree(folder) == first
    after = {
        name: content for name, content in tree(books.folder).items() if not name.startswith("work/2026-03/statements")
    }
    assert after == before  # nothing was decided


def test_letters_of_customers_who_have_paid_go_with_the_next_run_and_what_others_put_there_stays(
    tmp_path: Path,
) -> None:
    books = company(tmp_path / "books")
    close(books, "2026-03", STAMP)
    write_statements(books, "2026-03", STAMP, customers=["C2"])  # owes nothing, but was asked for by number
    done = write_statements(books, "2026-03", STAMP)
    (done.folder / "sent.txt").write_text("to C1", "utf-8")
    again = write_statements(books, "2026-03", STAMP, minimum=Decimal(120))
    names = {path.name for path in again.folder.iterdir()}
    assert "sent.txt" in names
    assert not any(name.startswith("C3 ") for name in names)


def test_statements_of_a_month_that_was_not_closed_are_written_and_said_to_run_ahead(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    books = company(tmp_path / "books")
    assert main(["statement", str(books.folder), "-c", "C1", "-o", str(tmp_path / "out")]) == 3
    assert "RE660" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "out").iterdir()] == [file_name(Customer("C1", "Alpina Sport AG"))]


def test_it_must_be_said_whose_statements(tmp_path: Path) -> None:
    books = company(tmp_path / "books")
    assert main(["statement", str(books.folder)]) == 2
    assert main(["statement", str(books.folder), "--all", "-c", "C1"]) == 2
    assert main(["statement", str(books.folder), "-c", "C7"]) == 4


def test_a_folder_with_other_things_is_not_replaced_and_an_open_letter_is_left_alone(tmp_path: Path) -> None:
    books = company(tmp_path / "books")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.docx").write_text("x", "utf-8")
    with pytest.raises(InputError, match="other things"):
        write_statements(books, "2026-03", STAMP, folder=mine)
    done = write_statements(books, "2026-03", STAMP)
    letter_name = next(name for name in done.files if name.startswith("C1 "))
    (done.folder / f"~${letter_name}").write_text("", "utf-8")
    with pytest.raises(BusyError):
        write_statements(books, "2026-03", STAMP, minimum=Decimal(1), lang="zh")


def test_the_list_of_a_large_month_ties_in_both_currencies_and_is_drawn() -> None:
    found = statements(a_month())
    assert {s.currency for s in found.index.sections} == {"EUR", "USD"}
    assert all(c.holds for s in found.index.sections for c in s.checks)
    made = drawn(found, "", listed=True, company_lang="en")
    assert len(made) == len(found.written) + 1 and "statements.xlsx" in made


# --- capitals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (1680_32, "人民币壹仟陆佰捌拾元零叁角贰分"),
        (16_409_02, "人民币壹万陆仟肆佰零玖元零贰分"),
        (6_007_000_14, "人民币陆佰万柒仟元零壹角肆分"),
        (100_000_001_00, "人民币壹亿零壹元整"),
        (1004_50, "人民币壹仟零肆元伍角整"),
        (5, "人民币伍分"),
        (-1_00, "人民币负壹元整"),
    ],
)
def test_yuan_are_written_out_by_the_rules_for_vouchers(fen: int, words: str) -> None:
    assert yuan_in_capitals(fen) == words
