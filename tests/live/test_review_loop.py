"""The review book, filled in, rearranged and saved by LibreOffice and by openpyxl, decides the same."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from recon.decisions import Decision, digest
from recon.review.applying import Applied, apply_review
from recon.words import say
from recon.workspace import Workspace
from tests.live.decided import BOOK, TICKS, Tick, books, cells, tick
from tests.live.office import Office, Step
from tests.state.company import STAMP


@dataclass(frozen=True)
class Month:
    """A month end with a review book, and what its ticks come to when nobody has rearranged anything."""

    books: Workspace
    book: Path
    decisions: tuple[str, ...]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    made = books(tmp_path_factory.mktemp("month") / "books")
    book = made.folder / BOOK
    applied = apply_review(made, None, STAMP, file=tick(book, book.with_name("ticked.xlsx")), dry_run=True)
    assert applied.refused == ()
    kinds = [type(one).__name__ for one in applied.decisions]
    assert set(kinds) == {"Posted", "Rejected", "Pattern", "WrittenOff", "Event", "Alias"}
    return Month(made, book, said(applied))


def said(applied: Applied) -> tuple[str, ...]:
    """What a book decides, in an order that does not depend on its rows."""
    return tuple(sorted(digest([_bare(one)]) for one in applied.decisions))


def _bare(decision: Decision) -> Decision:
    return replace(decision, row=0) if hasattr(decision, "row") else decision


def applied(month: Month, file: Path) -> Applied:
    return apply_review(month.books, None, STAMP, file=file, dry_run=True)


def typed(book: Path, ticks: tuple[Tick, ...] = TICKS) -> list[Step]:
    """The ticks as a person types them in Calc."""
    steps: list[Step] = []
    for sheet, row, column, value in cells(book, ticks):
        entry = {"entry": value.isoformat()} if isinstance(value, date) else value
        steps.append(("type", sheet, [[row - 1, column - 1, entry]]))
    return steps


def at(book: Path, sheet: str, key: str) -> int:
    """The column of a key on a sheet, from 0."""
    rows = openpyxl.load_workbook(book)[sheet].iter_rows(max_row=20, values_only=True)
    return next(row.index(key) for row in rows if key in row)


REARRANGED: dict[str, list[Any]] = {
    "as it is": [],
    "sorted by another column": [("sort", "Review", "left", True), ("sort", "Items", "open", False)],
    "sorted twice": [("sort", "Review", "payer", False), ("sort", "Review", "text", True)],
    "with rows above the headings": [("rows", "Review", 0, 3), ("rows", "Split", 1, 1), ("rows", "Items", 2, 1)],
    "with a column of one's own": [("columns", "Review", 6, 1), ("columns", "Split", 2, 2)],
    "filtered": [("filter", "Review", "text", "for all of it"), ("filter", "Items", "customer_id", "C3")],
}


@pytest.mark.parametrize("how", REARRANGED)
def test_filled_in_rearranged_and_saved_by_calc_the_book_decides_the_same(
    month: Month, calc: Office, how: str, tmp_path: Path
) -> None:
    steps: list[Step] = [
        (name, sheet, at(month.book, sheet, first), *more)
        if name in ("sort", "filter")
        else (name, sheet, first, *more)
        for name, sheet, first, *more in REARRANGED[how]
    ]
    saved = tmp_path / "saved.xlsx"
    *_, errors, _, _ = calc.does(
        ("open", str(month.book)), *typed(month.book), *steps, ("recalculate",), ("errors",), ("save", str(saved)),
        ("close",),
    )  # fmt: skip
    assert errors == []
    found = applied(month, saved)
    assert [one.text("en") for one in found.refused] == []
    assert said(found) == month.decisions


def test_ticked_by_openpyxl_and_saved_once_more_by_calc_the_book_decides_the_same(
    month: Month, calc: Office, tmp_path: Path
) -> None:
    ticked = tick(month.book, tmp_path / "ticked.xlsx")
    calc.does(("open", str(ticked)), ("recalculate",), ("save", str(tmp_path / "again.xlsx")), ("close",))
    assert said(applied(month, tmp_path / "again.xlsx")) == month.decisions


def test_with_rows_and_columns_inserted_by_openpyxl_the_book_decides_the_same(month: Month, tmp_path: Path) -> None:
    opened = openpyxl.load_workbook(tick(month.book, tmp_path / "ticked.xlsx"))
    for sheet in opened.worksheets[1:4]:
        sheet.insert_rows(1, 2)
        sheet.insert_cols(7)
    opened.save(tmp_path / "moved.xlsx")
    assert said(applied(month, tmp_path / "moved.xlsx")) == month.decisions


def test_what_was_sorted_without_its_hidden_columns_is_refused_and_decides_nothing(
    month: Month, tmp_path: Path
) -> None:
    opened = openpyxl.load_workbook(tick(month.book, tmp_path / "ticked.xlsx"))
    for name, hidden in (("Review", 4), ("Items", 5)):
        sheet = opened[name]
        one, other = (5, 6) if name == "Review" else (ticked_item(sheet), ticked_item(sheet) + 1)
        for column in range(hidden + 1, sheet.max_column + 1):
            mine, theirs = sheet.cell(one, column).value, sheet.cell(other, column).value
            sheet.cell(one, column).value, sheet.cell(other, column).value = theirs, mine
    opened.save(tmp_path / "apart.xlsx")
    found = applied(month, tmp_path / "apart.xlsx")
    assert [one.code for one in found.refused] == ["ST602"] * 3
    assert set(said(found)) < set(month.decisions)


def ticked_item(sheet: Any) -> int:
    """The row of the document that is given up."""
    return next(row for row in range(5, sheet.max_row) if sheet.cell(row, 6).value == "INV-10108")


def test_the_checks_say_what_is_missing_and_then_that_it_is_in_order(month: Month, calc: Office) -> None:
    half: tuple[Tick, ...] = (
        ("review", "B1", {"decision": "choose documents"}),
        ("review", "B3", {"decision": "on account"}),
        ("review", "B4", {"decision": "split"}),
        ("review", "B6", {"decision": "not ours"}),
        ("split", "B4", {"item": "INV-10104", "amount": 80}),
    )
    steps = typed(month.book)
    *_, empty, _ = calc.does(("open", str(month.book)), ("recalculate",), ("read", "Review"), ("close",))
    *_, missing, _ = calc.does(
        ("open", str(month.book)), *typed(month.book, half), ("recalculate",), ("read", "Review"), ("close",)
    )
    *_, full, split, items, _ = calc.does(
        ("open", str(month.book)), *steps, ("recalculate",), ("read", "Review"), ("read", "Split"), ("read", "Items"),
        ("close",),
    )  # fmt: skip
    assert set(checks(empty).values()) == {""}
    lacks = checks(missing)
    assert lacks["B1"] == say("lacks_document", "en")
    assert lacks["B3"] == say("lacks_customer", "en")
    assert lacks["B4"].startswith(say("lacks_split_left", "en")) and "40.00" in lacks["B4"]
    assert lacks["B6"] == say("lacks_reason_line", "en")
    ok = say("ok_row", "en")
    decided = {key for kind, key, _ in TICKS if kind == "review"}
    assert {key: text for key, text in checks(full).items() if key in decided and not text.startswith(ok)} == {}
    column = at(month.book, "Split", "check")
    assert [row[column] for row in split[4:] if row[column]] == [ok] * 4
    assert checks(items, "item")["INV-10108"].startswith(ok)


def checks(shown: list[list[str]], by: str = "line_id") -> dict[str, str]:
    """What the check of each row shows, by another cell of the row."""
    top = next(n for n, row in enumerate(shown) if "check" in row)
    keys = shown[top]
    return {row[keys.index(by)]: row[keys.index("check")] for row in shown[top + 2 :] if row[keys.index(by)]}


def test_applied_twice_the_book_that_calc_saved_decides_once(month: Month, calc: Office, tmp_path: Path) -> None:
    shutil.copytree(month.books.folder, tmp_path / "books")
    folder = replace(month.books, folder=tmp_path / "books")
    steps = typed(month.book)
    calc.does(("open", str(month.book)), *steps, ("save", str(folder.folder / BOOK)), ("close",))
    first = apply_review(folder, None, STAMP)
    journal = folder.journal.read_bytes()
    again = apply_review(folder, None, STAMP)
    assert (said(first), first.refused) == (month.decisions, ())
    assert (again.decisions, again.refused) == ((), ())
    assert folder.journal.read_bytes() == journal
