"""Drawn pages go to sheets of our own; what is the user's stays, and what is ours is replaced after asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from recon.ingest.lists.grids import Grid
from xl_addin.book import Area, Block, Formula, Page, Value
from xl_addin.workbook import outputs


class Asked:
    """Somebody who answers yes or no, and remembers what he was asked."""

    def __init__(self, answer: bool) -> None:
        self.answer, self.heard = answer, list[str]()

    def confirm(self, question: str) -> bool:
        self.heard.append(question)
        return self.answer


class Sheets:
    """The part of a workbook that holds sheets."""

    lang = "en"

    def __init__(self, *names: str, answer: bool = True) -> None:
        self.cells: dict[str, dict[tuple[int, int], Any]] = {name: {(1, 1): f"the user's {name}"} for name in names}
        self.asks = Asked(answer)
        self.listed: list[Area] = []

    def sheets(self) -> tuple[str, ...]:
        return tuple(self.cells)

    def grid(self, sheet: str) -> Grid:
        cells = self.cells[sheet]
        rows, columns = (max(at[n] for at in cells) for n in (0, 1))
        shown: list[tuple[int, Any]] = [
            (row, [self._value(cells.get((row, column))) for column in range(1, columns + 1)])
            for row in range(1, rows + 1)
        ]
        return Grid(sheet, shown, 1)

    def _value(self, value: Any) -> Any:
        return value.gives if isinstance(value, Formula) else value

    def tables(self) -> tuple[Area, ...]:
        return tuple(self.listed)

    def names(self) -> Mapping[str, Area]:
        return {}

    def formulas(self, sheet: str) -> Mapping[tuple[int, int], str]:
        return {at: v.text for at, v in self.cells[sheet].items() if isinstance(v, Formula)}

    def draw(self, page: Page, after: str = "") -> None:
        cells = {
            (block.row + r, block.column + c): value
            for block in page.blocks
            for r, row in enumerate(block.values)
            for c, value in enumerate(row)
        }
        name = next((n for n in self.cells if n.casefold() == page.name.casefold()), page.name)
        self.cells[name] = cells
        self.listed = [area for area in self.listed if area.sheet != name]
        if page.table is not None:
            self.listed.append(page.table)


def page(name: str = "Aging", *values: Value) -> Page:
    return Page(name, (Block(1, 1, [values or ("drawn",)]),))


def place(book: Sheets, *pages: Page, drawn: Mapping[str, str] | None = None, agreed: tuple[str, ...] = ()) -> Any:
    return outputs.place(book, pages, drawn or {}, "en", agreed=agreed)  # type: ignore[arg-type]


def test_a_free_name_is_drawn_without_a_question() -> None:
    book = Sheets("Ledger")
    assert list(place(book, page())) == ["Aging"] and not book.asks.heard


def test_a_sheet_of_the_user_of_the_same_name_survives() -> None:
    book = Sheets("AGING", "Aging (2)")
    assert list(place(book, page())) == ["Aging (3)"]
    assert book.cells["AGING"] == {(1, 1): "the user's AGING"} and book.cells["Aging (2)"] and not book.asks.heard


def test_what_is_ours_is_replaced_after_asking_once() -> None:
    book = Sheets()
    drawn = place(book, page("A"), page("B"))
    again = place(book, page("A", 7), page("B", 8), drawn=drawn)
    assert list(again) == ["A", "B"] and book.cells["A"] == {(1, 1): 7}
    assert len(book.asks.heard) == 1 and "A, B" in book.asks.heard[0] and "changed" not in book.asks.heard[0]


def test_declining_changes_nothing() -> None:
    book = Sheets(answer=False)
    drawn = place(book, page("A"))
    before = dict(book.cells)
    assert place(book, page("A", 7), page("New"), drawn=drawn) is None and book.cells == before


def test_the_question_says_what_was_changed_by_hand() -> None:
    book = Sheets()
    drawn = place(book, page("A"), page("B"))
    book.cells["B"][5, 5] = "a note"
    place(book, page("A"), page("B"), drawn=drawn)
    assert "Cells in B were changed" in book.asks.heard[0]


def test_what_was_agreed_to_is_not_asked_again() -> None:
    book = Sheets(answer=False)
    drawn = place(book, page("A"))
    assert place(book, page("A", 7), drawn=drawn, agreed=("A",)) and not book.asks.heard


def test_ours_beside_a_sheet_of_the_user_is_found_again() -> None:
    book = Sheets("Aging")
    drawn = place(book, page())
    assert list(place(book, page("Aging", 2), drawn=drawn)) == ["Aging (2)"] and len(book.asks.heard) == 1


def test_two_pages_of_one_name_get_two_sheets() -> None:
    assert list(place(Sheets(), page("A"), page("a"))) == ["A", "a (2)"]


@pytest.mark.parametrize("wanted", ["对账单：上海/北京*[测试]?" * 4, "'quoted'", "", "History", "x" * 60])
def test_every_name_is_one_a_spreadsheet_program_takes(wanted: str) -> None:
    book = Sheets()
    names = [*place(book, page(wanted)), *outputs.named(book, [wanted], {})]  # type: ignore[arg-type]
    assert len({name.casefold() for name in names}) == 2
    for name in names:
        assert 0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") and name.strip("' ") == name
        assert name.casefold() != "history"


def test_what_stands_in_a_sheet_is_told_alike_however_a_program_gives_it_back() -> None:
    def told(*values: Value) -> str:
        book = Sheets()
        (told,) = place(book, page("A", *values)).values()
        return str(told)

    assert told(date(2026, 3, 31), 5, "") == told(datetime(2026, 3, 31), 5.0, None)  # noqa: DTZ001
    assert told(Formula("=SUM(B2:B9)", 4)) == told(Formula("=sum( B2:B9 )", 5))
    assert told("5") == told(5) != told(6)


def test_tables_of_one_name_get_names_of_their_own() -> None:
    book = Sheets("Mine")
    book.listed = [Area("Mine", 1, 1, 2, 1, "tblAged")]
    listed = [replace(page(name), table=Area("", 1, 1, 2, 1, "tblAged")) for name in ("A", "B")]
    drawn = place(book, *listed)
    assert [area.name for area in book.listed] == ["tblAged", "tblAged_2", "tblAged_3"]
    place(book, *listed, drawn=drawn)
    assert [area.name for area in book.listed] == ["tblAged", "tblAged_2", "tblAged_3"]
