"""Lists that cannot be used, in an open workbook: the button names the cell in the language of the user, and no cell of
the workbook changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from recon.text import is_chinese
from recon.words import LANGUAGES, say
from tests.live.buttons.cases import CASES
from tests.live.buttons.seen import cells, named
from tests.live.filters import filtered
from tests.live.rig.twin import Twin, twin
from tests.xl_addin.workbooks import DECORATED, decorated

Spoil = Callable[[Any, str], None]  # the sheet of the ledger, the language


@dataclass(frozen=True)
class Bad:
    """What is wrong with the ledger."""

    spoil: Spoil
    names: str  # what the sentence names
    button: str = "match"


def typed(cell: str, value: Any) -> Spoil:
    return lambda sheet, _lang: setattr(sheet[cell], "value", value)


def formula(cell: str, text: str) -> Spoil:
    return lambda sheet, _lang: setattr(sheet[cell], "formula", text)


def protected(sheet: Any, _lang: str) -> None:
    sheet.impl.api.protect("")


def merged(sheet: Any, _lang: str) -> None:
    sheet["A3:A4"].merge()


def without_amounts(sheet: Any, lang: str) -> None:
    sheet["H1"].value = "Colour" if lang == "en" else "颜色"


def emptied(sheet: Any, _lang: str) -> None:
    sheet["A2:M8"].clear_contents()


def of_one_cell(sheet: Any, lang: str) -> None:
    settings = next(one for one in sheet.book.sheets if one.name == named("settings", lang))
    settings["A8:B8"].value = ["table.items", f"{sheet.name}!D4"]


BAD = {
    "a column that is missing": Bad(without_amounts, "{ledger}"),
    "an amount that is text": Bad(typed("H3", "lots"), "H3"),
    "an amount that is an error": Bad(formula("H4", "=1/0"), "H4"),
    "a day that is none": Bad(typed("F5", "whenever"), "F5"),
    "no number": Bad(typed("A3", None), "A3"),
    "cells that are merged": Bad(merged, "A3"),
    "a protected sheet": Bad(protected, "{ledger}", "import_ledger"),
    "no rows, matched": Bad(emptied, "A1"),
    "no rows, aged": Bad(emptied, "A1", "aging"),
    "one cell, matched": Bad(of_one_cell, "D4"),
    "one cell, aged": Bad(of_one_cell, "D4", "aging"),
}


@pytest.fixture(scope="module", params=LANGUAGES)
def books(request: pytest.FixtureRequest, app: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    """The decorated workbook, open in Calc."""
    lang, path = request.param, tmp_path_factory.mktemp("bad") / "books.xlsm"

    def drawn(macros: Any) -> bytes:
        return decorated(path, lang, macros(DECORATED, lang)).read_bytes()

    with twin(app, path, drawn, lang) as made:
        yield made


def standing(twin: Twin) -> dict[str, Any]:
    """Every cell of every sheet, as it was typed or worked out."""
    found = {}
    for sheet in twin.book.sheets:
        used = sheet.used_range
        found[sheet.name] = (used.address, used.formula, used.options(err_to_str=True).value)
    return found


@pytest.mark.parametrize("wrong", BAD)
def test_the_cell_is_named_and_nothing_changes(wrong: str, books: Twin) -> None:
    bad, lang = BAD[wrong], books.lang
    ledger = books.sheet(named("ledger", lang))
    rows = ledger["A1:M8"]
    was = rows.formula
    days, numbers = ledger["E2:F8"].value, ledger["H2:H8"].value
    bad.spoil(ledger, lang)
    before = standing(books)
    files = (books.path.parent / "more.csv",)
    files[0].write_text(
        "Document no,Customer ID,Customer name,Document date,Due date,Currency,Amount\n"
        f"INV-1,C001,Alder,2026-03-28,2026-04-28,{'CNY' if lang == 'zh' else 'EUR'},77.10\n",
        "utf-8",
    )
    try:
        said = books.press(bad.button, files=files if bad.button.startswith("import") else ())
        assert standing(books) == before
        assert bad.names.format(ledger=ledger.name) in said, said
        assert is_chinese(said) is (lang == "zh")
    finally:
        ledger.impl.api.unprotect("")
        ledger["A3:A4"].unmerge()
        rows.formula = was
        ledger["E2:F8"].value, ledger["H2:H8"].options(transpose=True).value = days, numbers
        books.sheet(named("settings", lang))["A8:B8"].clear_contents()


@pytest.mark.parametrize("button", ["aging", "match"])
def test_documents_that_are_filtered_away_count_and_are_told(button: str, books: Twin) -> None:
    ledger = named("ledger", books.lang)
    with filtered(books.sheet(ledger)["A1:Q8"], 2, "C003"):
        CASES[button].effect(books, books.press(button))
        books.press("check")
        told = [line for line in cells(books, say("check_sheet", books.lang)) if "XL151" in line]
        assert len(told) == 1 and "2, 3, 6, 7, 8" in str(told[0]) and f"{ledger}!A2" in str(told[0])
        books.press("undo")
        books.press("undo")


def test_hidden_rows_count_and_are_told_with_their_numbers(books: Twin) -> None:
    ledger = books.sheet(named("ledger", books.lang))
    row = ledger.impl.api.Rows.getByIndex(3)
    row.IsVisible = False
    try:
        books.press("check")
        told = [line for line in cells(books, say("check_sheet", books.lang)) if "XL151" in line]
        assert len(told) == 1 and "4" in str(told[0]) and ledger.name in str(told[0])
    finally:
        row.IsVisible = True
        books.press("undo")
