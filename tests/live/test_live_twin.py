"""The whole way: a formula or a button, the macros that are shipped, Python, and back into cells."""

# ruff: noqa: DTZ001 - the days of cells have no zone

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.live.rig.twin import Twin, small, twin
from tests.xl_addin.memory import NOON, Answers
from xl_addin.closed import ClosedBook
from xl_addin.live import LiveBook
from xl_addin.press import press

LEDGER: list[list[Any]] = [
    ["Document no", "Customer ID", "Customer name", "Document date", "Due date", "Currency", "Amount", "Open amount"],
    ["INV-1", "C1", "Alpina Sport AG", date(2026, 1, 5), date(2026, 2, 4), "EUR", 300, 300],
    ["INV-2", "C1", "Alpina Sport AG", date(2026, 3, 1), date(2026, 3, 31), "EUR", 50.5, 50.5],
    ["INV-3", "C2", "Berg Handel GmbH", date(2026, 1, 20), date(2026, 2, 19), "EUR", 70, 70],
]


@pytest.fixture(scope="module")
def books(app: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    with twin(app, tmp_path_factory.mktemp("twin") / "books.xlsm", small({"Ledger": LEDGER}, ["help"])) as made:
        yield made


def test_a_formula_is_worked_out_by_python(books: Twin) -> None:
    assert books.formula("=AR_DAYSLATE(DATE(2026,2,4),DATE(2026,3,31))") == 55
    assert books.bridge.called[-1] == "AR_DAYSLATE"


def test_a_range_reaches_python_with_its_place(books: Twin) -> None:
    shown = books.block("=AR_AGING(Ledger!A1:H4,DATE(2026,3,31))", 6, 9)
    assert shown[1] == ["C1", "Alpina Sport AG", "EUR", 50.5, 0, 300, 0, 0, 350.5]
    assert shown[2][-1] == 70 and shown[3] == [None] * 9


def test_a_formula_is_worked_out_anew_when_its_cells_change(books: Twin) -> None:
    books.block("=AR_AGING(Ledger!A1:H4,DATE(2026,3,31))", 3, 9, at="A20")
    total = books.sheet("Asking")["I21"]
    assert total.value == 350.5
    books.sheet("Ledger")["H2"].value = 200
    try:
        assert total.value == 250.5
    finally:
        books.sheet("Ledger")["H2"].value = 300
    assert total.value == 350.5


def test_arguments_may_be_left_out_or_skipped(books: Twin) -> None:
    plain = books.block("=AR_AGING(Ledger!A1:H4,DATE(2026,3,31))", 6, 9, at="A40")
    skipped = books.block('=AR_AGING(Ledger!A1:H4,DATE(2026,3,31),,"30,60,90")', 6, 9, at="A50")
    assert plain == skipped


def test_a_refusal_is_an_error_value_and_its_sentence_is_kept(books: Twin) -> None:
    assert books.formula("=AR_AGING(Ledger!A2:C3,DATE(2026,3,31))", at="A60") == "#VALUE!"
    told = books.formula("=AR_LASTERROR(A60)", at="B60")
    assert isinstance(told, str) and "A2:C3" in told
    assert books.formula("=AR_LASTERROR()", at="C60") == told


def test_days_arrive_as_days(books: Twin) -> None:
    books.formula('=AR_DUE(Ledger!D2,"net 30")', at="A70")
    cell = books.sheet("Asking")["A70"]
    cell.number_format = "yyyy-mm-dd"
    assert cell.value == datetime(2026, 2, 4)


def test_a_hundred_formulas_are_a_hundred_calls(books: Twin) -> None:
    before = len(books.bridge.called)
    column = books._asked("J1", "").resize(100, 1)
    column.formula = [[f"=AR_DAYSLATE(DATE(2026,1,{n % 28 + 1}),DATE(2026,3,31))"] for n in range(100)]
    assert column.value[-1] == 89 - 99 % 28
    assert books.bridge.called[before:].count("AR_DAYSLATE") == 100


def test_a_button_on_a_sheet_is_bound_to_its_macro_and_reaches_python(books: Twin) -> None:
    assert books.bound("help").startswith("vnd.sun.star.script:ArTwin.ArButtons.ArPressHelp?")
    before = {sheet.name for sheet in books.book.sheets}
    assert books.press("help") == books.app.impl.asked[-1] != ""
    assert {sheet.name for sheet in books.book.sheets} > before
    assert books.app.status_bar is False and books.app.screen_updating is True


def test_a_button_of_the_ribbon_does_the_same(books: Twin) -> None:
    books.press("help", answers=["yes"] if "Help" in [sheet.name for sheet in books.book.sheets] else [])
    called = len(books.bridge.called)
    said = books.ribbon("help", answers=["yes"])
    assert said and books.bridge.called[called:] == ["help"]


def test_a_macro_that_reaches_nothing_is_noticed(books: Twin) -> None:
    with pytest.raises(AssertionError, match="did not reach Python"):
        books._fire("ArBridge.ArInWizard", (), "help", (), (), None)


def test_a_refusal_of_a_button_is_a_sentence(app: Any, tmp_path: Path) -> None:
    with twin(app, tmp_path / "protected.xlsm", small({"Ledger": LEDGER}, ["help"])) as made:
        made.book.api.protect("")
        assert "protected" in made.press("help")
        assert [sheet.name for sheet in made.book.sheets] == ["Ledger"]


def test_a_button_draws_the_same_cells_in_an_open_workbook_and_in_a_closed_one(app: Any, tmp_path: Path) -> None:
    drawn = small({"Ledger": LEDGER}, ["help"])
    with twin(app, tmp_path / "open.xlsm", drawn) as made:
        closed = ClosedBook(made.path, Answers(), NOON)
        assert press("help", closed, tmp_path / "closed.log").sentence == made.press("help")
        opened = LiveBook(made.book, NOON)
        assert opened.sheets() == closed.sheets()
        for sheet in ("Ledger", "Help"):
            assert opened.grid(sheet) == closed.grid(sheet)
            assert dict(opened.formulas(sheet)) == dict(closed.formulas(sheet))
