"""Every worksheet function in cells of Calc, through the macros that are shipped: worked out, worked out anew, refused.

Calc knows truth as the numbers 1 and 0.
"""

# ruff: noqa: DTZ001 - the days of cells have no zone

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from recon.text import is_chinese
from recon.words import LANGUAGES
from tests.live.filters import filtered
from tests.live.functions.cases import CASES, Case, formula, in_folder, place, sheets
from tests.live.rig.twin import Twin, small, twin
from xl_addin.registry import functions

_ERRORS = {"#N/A": "=NA()", "#DIV/0!": "=1/0", "#REF!": '=INDIRECT("ZZZ0")'}
ALL = pytest.mark.parametrize("name", CASES)
OVER_A_LIST = pytest.mark.parametrize("name", ["AR_AGING", "AR_MATCH"])
REFUSING = pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.wrong])


@pytest.fixture(scope="module", params=LANGUAGES)
def books(request: pytest.FixtureRequest, app: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    """The plain lists, open in Calc."""
    lang, folder = request.param, tmp_path_factory.mktemp("functions")
    with twin(app, folder / "books.xlsm", small(sheets(lang, folder)), lang) as made:
        yield made


def test_every_function_has_its_live_case() -> None:
    assert set(CASES) == {one.name for one in functions()}


@ALL
def test_every_case_changes_a_cell_it_shows_the_change_of(name: str) -> None:
    case = CASES[name]
    assert case.shows and any(case.then[cell] != case.shows.get(cell) for cell in case.then)


@ALL
def test_it_shows_what_it_is_to_show_and_again_after_a_cell_was_changed(name: str, books: Twin) -> None:
    case = CASES[name]
    rows, columns = case.size
    with asked(books, case, (rows, columns)) as shown:
        holds(shown(), case.shows)
        with changed(books, case.change):
            holds(shown(), case.then)
        holds(shown(), case.shows)
    assert books.bridge.called[-1] == name


@ALL
def test_a_block_larger_than_its_answer_is_blank_around_it(name: str, books: Twin) -> None:
    case = CASES[name]
    rows, columns = case.size
    with asked(books, case, (rows + 2, columns + 2)) as shown:
        found = shown()
        holds(found, case.shows)
        around = [row[columns:] for row in found[:rows]] + found[rows:]
        assert [cell for row in around for cell in row if cell is not None] == []
        with changed(books, case.change):
            assert "#N/A" not in [cell for row in shown() for cell in row]


@REFUSING
def test_a_cell_that_cannot_be_used_is_named_in_the_language_of_the_user(name: str, books: Twin) -> None:
    case = CASES[name]
    assert case.wrong is not None
    with asked(books, case, (1, 1)) as shown, changed(books, case.wrong):
        assert shown() == [[case.error]]
        said = str(books.formula("=AR_LASTERROR(A1)", at="Y9"))
        sheet, cell = place(case.wrong, books.lang)
        if case.names:
            assert case.names in said
        else:
            assert re.search(rf"{sheet}.*(cell |单元格 ){cell}\b", said), said
        assert is_chinese(said) is (books.lang == "zh")


@OVER_A_LIST
def test_rows_that_are_filtered_away_count(name: str, books: Twin) -> None:
    case = CASES[name]
    with asked(books, case, case.size) as shown, filtered(ledger_of(books), 2, "C003"):
        visible = ledger_of(books).api.queryVisibleCells().RangeAddresses
        assert sum(part.EndRow - part.StartRow + 1 for part in visible) == 3  # headings, and two documents of seven
        books.again()
        holds(shown(), case.shows)


@pytest.mark.parametrize("corner", ["A1:A1", "C2:C2", "A30:A30"])
@OVER_A_LIST
def test_a_list_of_one_cell_is_refused_by_that_cell(name: str, corner: str, books: Twin) -> None:
    before = ledger_of(books).formula
    with asked(books, over(CASES[name], books, corner), (1, 1)) as shown:
        assert shown() == [["#VALUE!"]]
        said = str(books.formula("=AR_LASTERROR(A1)", at="Y9"))
    cell = corner.partition(":")[0]
    assert re.search(rf"{ledger_of(books).sheet.name}.*(cell |单元格 ){cell}\b", said), said
    assert is_chinese(said) is (books.lang == "zh")
    assert ledger_of(books).formula == before


WITHOUT_ROWS = pytest.mark.parametrize("cells", ["A1:Q1", "A1:Q8"])


@WITHOUT_ROWS
def test_the_aged_balance_of_a_list_without_rows_has_headings_alone(cells: str, books: Twin) -> None:
    with emptied(ledger_of(books)), asked(books, over(CASES["AR_AGING"], books, cells), (4, 3)) as shown:
        heads, *below = shown()
    assert below == [[None] * 3] * 3
    assert all(heads) and is_chinese(str(heads[0])) is (books.lang == "zh")


@WITHOUT_ROWS
def test_where_there_is_no_document_no_receipt_finds_one(cells: str, books: Twin) -> None:
    with emptied(ledger_of(books)), asked(books, over(CASES["AR_MATCH"], books, cells), (5, 5)) as shown:
        _, *below = shown()
    assert [row[0] for row in below] == ["B-0001", "B-0002", "B-0003", "B-0004"]
    assert {row[3] for row in below} == {None}


def ledger_of(books: Twin) -> Any:
    """The cells of the list of documents."""
    sheet, _, cells = formula("{ledger}", books.lang).rpartition("!")
    return books.sheet(sheet.strip("'"))[cells]


def over(case: Case, books: Twin, cells: str) -> Case:
    """A case over other cells of the sheet of documents."""
    sheet, _, _ = formula("{ledger}", books.lang).rpartition("!")
    return replace(case, formula=case.formula.replace("{ledger}", f"{sheet}!{cells}"))


@contextmanager
def emptied(cells: Any) -> Iterator[None]:
    """A list of headings alone."""
    was = cells.value
    cells[1:, :].clear_contents()
    try:
        yield
    finally:
        cells.value = was


def test_a_day_is_shown_as_a_day_once_its_cell_has_the_look_of_one(books: Twin) -> None:
    books.formula(formula("=AR_DUE({at}!A2,{at}!A4)", books.lang), at="W1")
    cell = books.sheet("Asking")["W1"]
    cell.number_format = "yyyy-mm-dd"
    assert cell.value == datetime(2026, 3, 16)


@contextmanager
def asked(books: Twin, case: Case, size: tuple[int, int]) -> Iterator[Any]:
    """The formula of a case in a block of cells; gives what they show whenever it is asked."""
    if case.beside:
        books.formula(formula(case.beside, books.lang), at="Z1")
    books.block(formula(case.formula, books.lang), *size)
    cells, beside = books.sheet("Asking")["A1"].resize(*size), books.sheet("Asking")["Z1"]

    def shown() -> Any:
        _ = beside.raw_value  # Calc works out what a macro is told to look at only once somebody else looks at it
        return cells.options(ndim=2, err_to_str=True).value

    try:
        yield shown
    finally:
        cells.clear()
        beside.clear()


@contextmanager
def changed(books: Twin, change: tuple[str, str, Any]) -> Iterator[None]:
    """A cell with another value, until it has its own again."""
    sheet, address = place(change, books.lang)
    cell, was = books.sheet(sheet)[address], books.sheet(sheet)[address].value
    value = in_folder(change[2], books.path.parent)
    if value in _ERRORS:
        cell.formula = _ERRORS[value]
    else:
        cell.value = datetime.combine(value, datetime.min.time()) if type(value) is date else value
    try:
        yield
    finally:
        cell.value = was


def holds(shown: list[list[Any]], wanted: Mapping[str, Any]) -> None:
    """Hold some cells against what they are to show."""
    for address, value in wanted.items():
        column, row = re.fullmatch(r"([A-Z])(\d+)", address).groups()  # type: ignore[union-attr]
        found = shown[int(row) - 1][ord(column) - ord("A")]
        if isinstance(value, str):
            assert isinstance(found, str) and value in found, (address, found, value)
        else:
            assert found == (value if value is None else pytest.approx(float(value), abs=1e-9)), (address, found, value)
