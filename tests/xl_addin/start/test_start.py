"""The start workbook: tables, names, lists and colours are there, formulas are plain, and the readers know its rows."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from recon.aging import aging
from recon.resources import path
from recon.rows import OPEN_ITEMS, OpenItem
from recon.words import LANGUAGES, say
from recon.writers._excel import quoted
from sample_books.tea_trader_files import WORKBOOK
from xl_addin.build.package import macros
from xl_addin.layout import ALLOC, BALANCES, CUSTOMERS, LEDGER, NAMES, RECEIPTS, Layout
from xl_addin.start import SHEETS, Rows, rows_of, start_workbook
from xl_addin.start.figures import Figures, amount, word

TABLES = (CUSTOMERS, LEDGER, RECEIPTS, BALANCES, ALLOC)
ADDED = re.compile(
    r"_xlfn|_xlws|\b(LET|XLOOKUP|FILTER|SORT|UNIQUE|SEQUENCE|LAMBDA|TEXTJOIN|IFS|MAXIFS|MINIFS)\(", re.IGNORECASE
)
VOLATILE = re.compile(r"\b(NOW|TODAY|OFFSET|INDIRECT|RAND|RANDBETWEEN|CELL|INFO)\(", re.IGNORECASE)
ROUGH = re.compile(r"\b(COUNTIFS?|SUMIFS?|AVERAGEIFS?)\((?!C\d)", re.IGNORECASE)


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def opened(workbook: bytes, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook), data_only=values)


def sample(lang: str) -> Rows:
    return rows_of((path("sample_books") / "tea_trader" / lang / WORKBOOK[lang]).read_bytes())


def sheet_of(book: Any, layout: Layout, lang: str) -> Any:
    return book[say(f"xl_sheet_{layout.sheet}", lang)]


def formulas(book: Any) -> list[tuple[str, str, str]]:
    return [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def document(number: str = "INV-1", lang: str = "en", **more: Any) -> dict[str, Any]:
    return {
        "item_id": number,
        "kind": word("kind_invoice", lang),
        "customer_id": "C1",
        "issued": date(2026, 1, 10),
        "due": date(2026, 2, 9),
        "currency": "EUR",
        "amount": 100.0,
        "state": word("state_open", lang),
        **more,
    }


def firm(*documents: dict[str, Any], applied: tuple[dict[str, Any], ...] = ()) -> Figures:
    tables = {LEDGER.table: documents, CUSTOMERS.table: [{"customer_id": "C1"}], ALLOC.table: applied}
    return Figures(Rows(tables, {"as_of": date(2026, 3, 31), "company.currency": "EUR"}), "en")


def test_the_tables_of_the_layout_stand_on_their_sheets_with_their_headings(lang: str) -> None:
    book = opened(start_workbook(lang))
    for layout in TABLES:
        sheet = sheet_of(book, layout, lang)
        (head, *rows) = sheet[sheet.tables[layout.table].ref]
        assert [cell.value for cell in head] == [say(f"xl_col_{column.key}", lang) for column in layout.columns]
        assert len(rows) == 1


def test_the_cells_that_formulas_use_have_names(lang: str) -> None:
    book = opened(start_workbook(lang, sample(lang)), values=True)
    found = {name: defined.attr_text for name, defined in book.defined_names.items()}
    assert set(NAMES) <= found.keys()
    values = {}
    for name in NAMES:
        sheet, cell = found[name].rsplit("!", 1)
        values[name] = book[sheet.strip("'")][cell.replace("$", "")].value
    assert values["period"] == "2026-03"
    assert values["as_of"].date() == date(2026, 3, 31)
    assert values["currency"] == ("CNY" if lang == "zh" else "EUR")


def test_no_formula_is_volatile_or_newer_than_excel_2016_or_compares_numbers_roughly(lang: str) -> None:
    found = formulas(opened(start_workbook(lang, sample(lang))))
    assert len(found) > 500
    assert [f for f in found if VOLATILE.search(f[2])] == []
    assert [f for f in found if ADDED.search(f[2])] == []
    assert [f for f in found if ROUGH.search(f[2])] == []  # COUNTIF over the words OK and LOOK is the one there may be


def test_every_formula_carries_a_value_and_none_an_error(lang: str) -> None:
    for rows in (None, sample(lang)):
        made = start_workbook(lang, rows)
        with zipfile.ZipFile(io.BytesIO(made)) as parts:
            sheets = [parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/worksheets/sheet")]
        cells = [cell for sheet in sheets for cell in re.findall(r"<c [^>]*>(?:(?!</c>).)*<f>.*?</c>", sheet)]
        assert cells
        assert [cell for cell in cells if re.search(r't="e"', cell)] == []
        # A cell without a text holds a number; an empty text says so by its type.
        assert [cell for cell in cells if "<v></v>" in cell and 't="str"' not in cell] == []


def test_kind_state_currency_and_language_are_chosen_from_lists(lang: str) -> None:
    book = opened(start_workbook(lang))
    lists = {}
    for layout in (CUSTOMERS, LEDGER, RECEIPTS):
        for rule in sheet_of(book, layout, lang).data_validations.dataValidation:
            if rule.type == "list":
                column = column_index_from_string(re.match("[A-Z]+", str(rule.sqref))[0])  # type: ignore[index]
                lists[layout.columns[column - 1].key] = rule.formula1
    assert set(lists) == {"kind", "state", "currency", "customer_language"}
    assert word("kind_credit_note", lang) in lists["kind"]


def test_days_and_amounts_are_held_to_be_such(lang: str) -> None:
    sheet = sheet_of(opened(start_workbook(lang)), LEDGER, lang)
    kinds = {rule.type for rule in sheet.data_validations.dataValidation}
    assert {"date", "decimal", "list"} <= kinds


def test_overdue_unapplied_and_wrong_cells_have_colours(lang: str) -> None:
    book = opened(start_workbook(lang))

    def rules(sheet: Any) -> list[str]:
        return [f for area in sheet.conditional_formatting for rule in area.rules for f in rule.formula]

    ledger = rules(sheet_of(book, LEDGER, lang))
    assert any(">60" in rule for rule in ledger) and any(">0" in rule for rule in ledger)
    assert any("ISNUMBER" in rule and "NOT" in rule for rule in ledger)
    assert any(">0" in rule for rule in rules(sheet_of(book, RECEIPTS, lang)))
    assert rules(book[say("xl_sheet_about", lang)])


def test_identifiers_are_text_and_amounts_numbers(lang: str) -> None:
    sheet = sheet_of(opened(start_workbook(lang, sample(lang))), LEDGER, lang)
    (_, *rows) = sheet[sheet.tables[LEDGER.table].ref]
    keys = [column.key for column in LEDGER.columns]
    for row in rows:
        cells = dict(zip(keys, row, strict=True))
        assert cells["item_id"].data_type == "s" and cells["item_id"].number_format == "@"
        assert cells["amount"].data_type == "n"


def test_text_never_becomes_a_formula(lang: str) -> None:
    rows = Rows({CUSTOMERS.table: [{"customer_id": "=1+1", "customer_name": "+SUM(A1)"}]})
    sheet = sheet_of(opened(start_workbook(lang, rows)), CUSTOMERS, lang)
    (_, row) = sheet[sheet.tables[CUSTOMERS.table].ref]
    assert [(cell.value, cell.data_type) for cell in row[:2]] == [("=1+1", "s"), ("+SUM(A1)", "s")]


def test_every_sheet_prints_on_a4_one_page_wide(lang: str) -> None:
    for sheet in opened(start_workbook(lang)).worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToWidth in (None, 1)
        assert "&P" in sheet.oddFooter.center.text and "&N" in sheet.oddFooter.center.text
    for layout in TABLES:
        sheet = sheet_of(opened(start_workbook(lang)), layout, lang)
        assert sheet.print_title_rows and sheet.freeze_panes == "B6"


def test_every_sheet_is_linked_from_the_first(lang: str) -> None:
    book = opened(start_workbook(lang))
    links = {cell.hyperlink.location for row in book.worksheets[0] for cell in row if cell.hyperlink}
    assert {f"{quoted(sheet.title)}!A1" for sheet in book.worksheets[1:]} <= links
    assert len(book.worksheets) == SHEETS


def test_what_was_drawn_can_be_read_and_drawn_again_to_the_byte(lang: str) -> None:
    rows = sample(lang)
    made = start_workbook(lang, rows)
    assert start_workbook(lang, rows_of(made)) == made
    other = "en" if lang == "zh" else "zh"
    assert rows_of(start_workbook(other, rows)) == rows


def test_with_macros_it_has_buttons_that_name_macros_of_the_project(lang: str) -> None:
    made = start_workbook(lang, macros=macros)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        names = parts.namelist()
        drawn = "".join(parts.read(n).decode() for n in names if n.startswith("xl/drawings/vml"))
        sheets = [parts.read(n).decode() for n in names if n.startswith("xl/worksheets/sheet")]
        assert "xl/vbaProject.bin" in names
    asked = set(re.findall(r"<x:FmlaMacro>\[0\]!(\w+)<", drawn))
    assert {macros(SHEETS, lang).of(button) for button in ("import_bank", "match", "post", "aging", "help")} <= asked
    assert all('codeName="' in sheet for sheet in sheets)
    assert say("button_match", lang) in drawn


def test_without_macros_there_is_no_button_and_no_project(lang: str) -> None:
    with zipfile.ZipFile(io.BytesIO(start_workbook(lang))) as parts:
        assert not any("vba" in name or "vml" in name for name in parts.namelist())


@pytest.mark.parametrize("count", [1, 300])
def test_tables_are_as_long_as_their_rows(count: int) -> None:
    tables = {LEDGER.table: [document(f"INV-{n}") for n in range(count)], CUSTOMERS.table: [{"customer_id": "C1"}]}
    rows = Rows(tables, {"as_of": date(2026, 3, 31), "company.currency": "EUR"})
    sheet = sheet_of(opened(start_workbook("en", rows)), LEDGER, "en")
    assert sheet.tables[LEDGER.table].ref == f"A5:Q{5 + count}"


def test_the_ages_are_those_of_the_core() -> None:
    rows = sample("en")
    figures = Figures(rows, "en")
    aged = aging(OPEN_ITEMS.frame([_item(row) for row in rows.of(LEDGER)]), date(2026, 3, 31))
    wanted = {
        row["customer_id"]: [
            row[f"{key}_minor"] for key in ("not_due", "days_1_30", "days_31_60", "days_61_90", "days_91")
        ]
        for row in aged.to_dict("records")
    }
    keys = ("not_due", "days_1_30", "days_31_60", "days_61_90", "days_91")
    shown = {number: [int(by.get(key, 0) * 100) for key in keys] for number, _, by in figures.aged}
    assert {number: spans for number, spans in shown.items() if any(spans)} == wanted


def _item(row: Any) -> OpenItem:
    minor = int(amount(row["amount"]) * 100)
    issued = row["issued"] if isinstance(row["issued"], date) else date.fromisoformat(row["issued"])
    kind = "prepayment" if row["kind"] == word("kind_prepayment", "en") else "invoice"
    of = (row["item_id"], row["customer_id"], row["customer_name"])
    return OpenItem(*of, issued, row["due"], row["currency"], minor, minor, kind)  # type: ignore[arg-type]


def test_an_allocation_after_the_key_date_does_not_count() -> None:
    on_time = {"item_id": "INV-1", "effective": date(2026, 3, 31), "cash": 40.0, "written_off": 2.0}
    late = {"item_id": "INV-1", "effective": date(2026, 4, 1), "cash": 50.0}
    (shown,) = firm(document(), applied=(on_time, late)).documents
    assert [float(shown.applied), float(shown.open), shown.days] == [42, 58, 50]


@pytest.mark.parametrize(
    ("more", "bucket"),
    [
        ({}, "days_31_60"),
        ({"due": date(2026, 3, 31)}, "not_due"),
        ({"due": date(2026, 3, 30)}, "days_1_30"),
        ({"due": "2026-02-09"}, "no_date"),
        ({"due": None}, "days_61_90"),
        ({"issued": date(2026, 4, 1)}, "later"),
        ({"kind": "Prepayment", "amount": -5.0}, "prepaid"),
        ({"state": "Cancelled"}, ""),
        ({"state": "Draft"}, ""),
        ({"state": "Paid"}, ""),
        ({"state": "Disputed"}, "days_31_60"),
    ],
)
def test_a_document_stands_where_the_core_would_put_it(more: dict[str, Any], bucket: str) -> None:
    (shown,) = firm(document(**more)).documents
    assert shown.bucket == bucket


def test_numbers_that_begin_alike_are_not_one() -> None:
    long = ("26412000000000054097", "26412000000000054098")
    paid = {"item_id": long[0], "effective": date(2026, 3, 1), "cash": 100.0}
    shown = firm(*(document(number) for number in long), applied=(paid,))
    assert [d.open for d in shown.documents] == [0, 100]
    assert shown.duplicates() == 0
    assert firm(document("a-1"), document("A-1")).duplicates() == 1


def test_the_checks_of_the_sample_are_well_but_for_what_is_planted(lang: str) -> None:
    sheet = opened(start_workbook(lang, sample(lang)), values=True).worksheets[0]
    found = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(5, 16)}
    wrong = {text for text, value in found.items() if value}
    assert wrong == {say(f"xl_start_check_{id}", lang) for id in ("days", "waiting")}
    assert sheet["C4"].value == say("xl_start_look", lang)
