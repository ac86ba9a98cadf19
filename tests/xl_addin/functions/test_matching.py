"""Matching in cells says what the core says of the same rows."""

from __future__ import annotations

import random

import pytest

from recon.words import say
from tests.xl_addin.functions.sheets import as_of, ask, cells, column, customers, ledger, receipts, value, why
from xl_addin.cells import NONE
from xl_addin.formula.language import speak


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_small_firms_receipts_come_to_what_was_planted(lang: str) -> None:
    shown = ask("AR_MATCH", receipts(lang), ledger(lang), customers(lang), as_of())
    lines, outcomes = column(shown, say("xl_col_line_id", lang)), column(shown, say("col_outcome", lang))
    found = dict(zip(lines, outcomes, strict=True))
    posted, ambiguous, unmatched = (say(f"outcome_{name}", lang) for name in ("posted", "ambiguous", "unmatched"))
    assert found["B-0001"] == posted
    assert found["B-0003"] == ambiguous
    assert found["B-0004"] == unmatched
    assert set(found) == {"B-0001", "B-0002", "B-0003", "B-0004"}
    first = dict(zip(shown[0], shown[1], strict=True))
    assert first[say("xl_col_item_id", lang)] == "INV-26001"
    assert first[say("xl_col_cash", lang)] == 1190.0


def test_an_answer_never_uses_more_than_the_line_brought() -> None:
    shown = ask("AR_MATCH", receipts(), ledger(), customers(), as_of())
    brought = {str(row[0]): float(str(row[5])) for row in receipts().rows[1:]}
    used: dict[tuple[str, str], float] = {}
    for row in shown[1:]:
        key = str(row[0]), str(row[2])
        used[key] = used.get(key, 0.0) + float(str(row[4] or 0))
    assert used
    assert all(cash <= brought[line] + 0.001 for (line, _), cash in used.items())


def test_rows_in_any_order_give_the_same_answers() -> None:
    lines, documents = list(receipts().rows), list(ledger().rows)
    chance = random.Random(7)
    first = ask("AR_MATCH", receipts(), ledger(), customers(), as_of())
    mixed_lines, mixed = lines[1:], documents[1:]
    chance.shuffle(mixed_lines)
    chance.shuffle(mixed)
    again = ask("AR_MATCH", cells([lines[0], *mixed_lines]), cells([documents[0], *mixed]), customers(), as_of())
    assert again == first


def test_of_a_receipt_that_was_used_only_what_is_left_is_matched() -> None:
    shown = ask("AR_MATCH", receipts(left=[0.0, 1960.0, 500.0, 333.33]), ledger(), customers(), as_of())
    first = dict(zip(shown[0], shown[1], strict=True))
    assert first["Line ID"] == "B-0001"
    assert first["Document no"] is None
    assert first["Why"] == say("answer_nothing_left", "en")


def test_two_equal_lines_of_a_range_are_two_movements_or_copies_but_none_is_left_out() -> None:
    heads = ("Booking date", "Currency", "Amount", "Counterparty", "Remittance text")
    line = (receipts().rows[1][2], "EUR", 1190.0, "Alder Trading Ltd", "Payment of invoice INV-26001")
    shown = ask("AR_MATCH", cells([heads, line, line]), ledger(), customers(), as_of())
    assert len(set(column(shown, "Line ID"))) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_explanation_takes_an_answer_apart_point_by_point(lang: str) -> None:
    shown = ask("AR_MATCH_EXPLAIN", receipts(lang), ledger(lang), "B-0001", customers(lang), as_of())
    assert len({len(row) for row in shown}) == 1
    assert shown[2][1] == say("outcome_posted", lang)
    steps = [row for row in shown if row[2] is not None and row[0] == 1.0]
    total = 0.0
    for _, document, points, so_far, reason in steps:
        total += points  # type: ignore[operator]
        assert so_far == pytest.approx(total, abs=0.2)
        assert document == "INV-26001"
        assert reason


def test_a_line_that_is_not_there_is_not_found() -> None:
    assert value("AR_MATCH_EXPLAIN", receipts(), ledger(), "B-9") == "#N/A"
    assert "B-9" in why()
    speak("zh")
    assert value("AR_MATCH_EXPLAIN", receipts("zh"), ledger("zh"), "B-9") == "#N/A"
    assert "银行流水号" in why()


def test_lines_without_a_currency_are_refused_and_not_matched_with_nothing() -> None:
    rows = cells(
        [("Booking date", "Amount"), (receipts().rows[1][2], 10.0), (receipts().rows[1][2], 11.0)], sheet="Bank"
    )
    assert value("AR_MATCH", rows, ledger()) == "#VALUE!"
    assert "Add a column Currency" in why()


def test_customers_may_be_left_out() -> None:
    shown = ask("AR_MATCH", receipts(), ledger(), NONE, as_of())
    assert shown[1][3] == "INV-26001"
