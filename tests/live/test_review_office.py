"""The review book in an office program: worked out anew, its checks say what a row still needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from recon.review.layout import ITEMS, KEYS, REVIEW, SPLIT, Reason, Verb
from recon.review.write import as_xlsx
from recon.words import say
from tests.live.office import Office
from tests.review.months import a_month

Ticks = Mapping[tuple[str, int, str], object]  # sheet, row among the rows of the sheet from 1, key of the column


@pytest.fixture(scope="module", params=["en", "zh"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _place(sheet: Any) -> tuple[int, dict[str, int]]:
    row = next(n for n in range(1, 10) if sheet.cell(n, 1).value == KEYS)
    return row + 1, {cell.value: cell.column for cell in sheet[row] if cell.value}


def worked_out(calc: Office, ticks: Ticks, lang: str, folder: Path) -> Callable[[str, int, str], Any]:
    """A cell of the book, after these cells were filled in and every formula worked out anew."""
    path = folder / "review.xlsx"
    path.write_bytes(as_xlsx(a_month(), lang))
    book = openpyxl.load_workbook(path)
    for (name, row, key), value in ticks.items():
        sheet = book[say(f"book_sheet_{name}", lang)]
        head, at = _place(sheet)
        sheet.cell(head + row, at[key]).value = value  # type: ignore[assignment]
    book.save(path)
    again = openpyxl.load_workbook(calc.worked_out(path, folder / "again.xlsx"), data_only=True)

    def cell(name: str, row: int, key: str) -> Any:
        sheet = again[say(f"book_sheet_{name}", lang)]
        head, at = _place(sheet)
        return sheet.cell(head + row, at[key]).value

    return cell


@pytest.fixture(scope="module")
def decided(calc: Office, lang: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int, str], Any]:
    """Every kind of decision on the six payments of Review, in their order: T3, T2, T4, T1, T7, T5."""
    verb = {v: say(f"verb_{v}", lang) for v in Verb}
    reason = {r: say(f"reason_{r}", lang) for r in Reason}
    ticks = {
        (REVIEW, 1, "decision"): verb[Verb.ACCEPT],
        (REVIEW, 2, "decision"): verb[Verb.RUNNER_UP],
        (REVIEW, 3, "decision"): verb[Verb.ITEM],
        (REVIEW, 3, "item"): "inv-1; CN-4",
        (REVIEW, 4, "decision"): verb[Verb.SPLIT],
        (SPLIT, 1, "no"): 4,
        (SPLIT, 1, "item"): "INV-1",
        (SPLIT, 1, "amount"): 30,
        (SPLIT, 2, "no"): 4,
        (SPLIT, 2, "amount"): 20,
        (SPLIT, 2, "reason"): reason[Reason.ON_ACCOUNT],
        (REVIEW, 5, "decision"): verb[Verb.NEVER_OURS],
        (REVIEW, 6, "decision"): verb[Verb.ON_ACCOUNT],
        (ITEMS, 1, "write_off"): say("yes", lang),
        (ITEMS, 3, "write_off"): say("yes", lang),
        (ITEMS, 3, "reason"): reason[Reason.WRITE_OFF],
    }
    return worked_out(calc, ticks, lang, tmp_path_factory.mktemp(f"decided-{lang}"))


def test_a_row_that_is_complete_is_called_so(decided: Callable[[str, int, str], Any], lang: str) -> None:
    ok = say("ok_row", lang)
    assert [decided(REVIEW, row, "check") for row in (1, 2, 4, 6)] == [ok] * 4
    assert decided(SPLIT, 1, "check") == decided(SPLIT, 2, "check") == ok
    assert [decided(SPLIT, row, "left") for row in (1, 2)] == [20, 0]


def test_documents_named_in_any_case_are_added_up_against_the_payment(
    decided: Callable[[str, int, str], Any], lang: str
) -> None:
    # 100.00 less a credit note of 20.00: 20.00 of the payment of 100.00 is left over.
    assert decided(REVIEW, 3, "rest") == 20
    assert decided(REVIEW, 3, "check").startswith(say("ok_on_account", lang))
    assert "20" in decided(REVIEW, 3, "check")


def test_a_row_that_lacks_something_says_what(decided: Callable[[str, int, str], Any], lang: str) -> None:
    assert decided(REVIEW, 5, "check") == say("lacks_pattern", lang)
    assert decided(ITEMS, 1, "check") == say("lacks_reason_document", lang)
    assert decided(ITEMS, 3, "check") == say("lacks_approver", lang)  # more than a person gives up alone


def test_wrong_entries_are_named(calc: Office, tmp_path: Path) -> None:
    words = {"fee": say("reason_fee", "en"), "write_off": say("reason_write_off", "en")}
    cell = worked_out(
        calc,
        {
            (REVIEW, 1, "decision"): say("verb_split", "en"),  # 250.00
            (SPLIT, 1, "no"): 1,
            (SPLIT, 1, "item"): "INV-1",
            (SPLIT, 1, "amount"): 120,
            (SPLIT, 2, "no"): 99,
            (REVIEW, 2, "decision"): say("verb_item", "en"),  # 90.00 against 100.00
            (REVIEW, 2, "item"): "INV-1",
            (REVIEW, 2, "reason"): words["fee"],
            (REVIEW, 3, "decision"): say("verb_item", "en"),  # 100.00 against 250.00
            (REVIEW, 3, "item"): "INV-2",
            (REVIEW, 3, "reason"): words["write_off"],
            (REVIEW, 4, "decision"): say("verb_accept", "en"),
            (REVIEW, 5, "decision"): say("verb_not_ours", "en"),
            (REVIEW, 6, "decision"): say("verb_item", "en"),
            (REVIEW, 6, "item"): "INV-77",
        },
        "en",
        tmp_path,
    )
    said = [cell(REVIEW, row, "check") for row in range(1, 7)]
    assert said[0] == "still to split: 130.00"
    assert said[1] == "OK, written off: 10.00"
    assert said[2:] == [
        "needs Approved by",
        "nothing is proposed",
        "choose what it is in Reason",
        "document not on sheet Items",
    ]
    assert [cell(SPLIT, row, "check") for row in (1, 2)] == ["more than is open", "no such number on Review"]


def test_nothing_is_said_of_a_book_nobody_has_touched(calc: Office, tmp_path: Path) -> None:
    lang = "en"
    cell = worked_out(calc, {}, lang, tmp_path)
    assert [cell(REVIEW, row, "check") or "" for row in range(1, 7)] == [""] * 6
    about = openpyxl.load_workbook(tmp_path / "again.xlsx", data_only=True).worksheets[0]
    told = [cell.value for row in about.iter_rows() for cell in row]
    assert told.count(say("check_ok", lang)) == 2 and say("check_bad", lang) not in told
    assert not any(isinstance(v, str) and v.startswith(("#", "Err:")) for v in told)
