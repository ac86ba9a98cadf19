"""Money that goes back: tied to the right receipt, and what that had settled is open again, once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from recon.match.duplicates import Seen
from recon.match.outcome import Answer, Outcome
from recon.rows import OpenItem, StatementLine
from tests.builders import item, line
from tests.match.books import applied, decide


def on(day: int, minor: int, name: str, text: str = "INV-10023", **more: Any) -> StatementLine:
    given = {"payer_name": "Alpina Sport", "remittance_text": text, "booked": date(2026, 1, day), **more}
    return line(minor, name, **given)


def falls(*answers: Answer) -> int:
    """What the one item falls by in the end."""
    return sum(sum(applied(a).values()) for a in answers)


def test_a_return_opens_again_what_its_receipt_settled() -> None:
    paid, back = decide([on(10, 100_00, "T1"), on(12, -100_00, "T2", "Ruecklastschrift INV-10023")], [item()])
    assert (applied(paid), applied(back), back.related) == ({"INV-10023": 100_00}, {"INV-10023": -100_00}, "T1")


def test_a_return_opens_again_what_an_earlier_run_settled() -> None:
    before = Seen(on(10, 100_00, "T1"), (("INV-10023", 100_00),))
    (back,) = decide(
        on(20, -100_00, "T2", "Ruecklastschrift INV-10023"), [item(open_minor=0, amount_minor=100_00)], seen=[before]
    )
    assert back.outcome is Outcome.REFUND and applied(back) == {"INV-10023": -100_00}


def test_what_is_paid_again_after_a_return_is_settled_by_the_later_payment() -> None:
    lines = [on(10, 100_00, "T1"), on(12, -100_00, "T2", "Ruecklastschrift INV-10023"), on(20, 100_00, "T3")]
    first, back, again = decide(lines, [item()])
    assert applied(again) == {"INV-10023": 100_00} and falls(first, back, again) == 100_00
    assert (first.related, back.related) == ("T2", "T1") and first.posting is None and not applied(back)
    assert decide(lines[::-1], [item()])[::-1] == (first, back, again)


def test_a_later_payment_without_a_number_may_mean_another_item_of_the_amount() -> None:
    back = on(12, -100_00, "T2", "Ruecklastschrift INV-10023")
    lines = [on(10, 100_00, "T1"), back, on(20, 100_00, "T3", "thanks")]
    first, _, again = decide(lines, [item()])
    assert first.posting is None and applied(again) == {"INV-10023": 100_00}
    first, back_again, again = decide(lines, [item(), item("INV-10031")])
    assert applied(first) == {"INV-10023": 100_00} and applied(back_again) == {"INV-10023": -100_00}


def test_a_payment_before_the_return_is_no_payment_again() -> None:
    lines = [on(10, 100_00, "T1"), on(12, 40_00, "T2"), on(14, -100_00, "T3", "Ruecklastschrift INV-10023")]
    first, *_, back = decide(lines, [item()])
    assert applied(first) == {"INV-10023": 100_00} and applied(back) == {"INV-10023": -100_00}


def test_of_two_payments_the_one_that_settled_nothing_is_paid_back() -> None:
    lines = [on(10, 100_00, "T1"), on(12, 100_00, "T2"), on(20, -100_00, "T3", "Erstattung Doppelzahlung INV-10023")]
    first, second, back = decide(lines, [item()])
    assert applied(first) == {"INV-10023": 100_00} and second.posting is None
    assert (back.outcome, back.related, applied(back)) == (Outcome.REFUND, "T2", {})


def test_the_excess_of_an_over_payment_paid_back_opens_nothing() -> None:
    lines = [on(10, 135_00, "T1"), on(20, -35_00, "T2", "Refund overpayment INV-10023")]
    paid, back = decide(lines, [item()])
    assert applied(paid) == {"INV-10023": 100_00}
    assert (back.outcome, back.related) == (Outcome.PROPOSED, "T1") and not back.alternatives[0].shares
    *_, other = decide([lines[0], on(20, -34_99, "T2", "Refund INV-10023")], [item()])
    assert other.related != "T1" or other.outcome is Outcome.UNMATCHED


def test_a_return_with_a_fee_is_shown_with_both() -> None:
    paid, back = decide([on(10, 100_00, "T1"), on(12, -103_50, "T2", "Ruecklastschrift INV-10023")], [item()])
    assert applied(paid) == {"INV-10023": 100_00}
    assert back.outcome is Outcome.PROPOSED and back.related == "T1"
    (one,) = back.alternatives
    assert [s.cash_minor for s in one.shares] == [-100_00] and one.remainder_minor == -3_50


def test_a_larger_payment_that_is_no_return_is_tied_to_nothing() -> None:
    _, out = decide([on(10, 100_00, "T1"), on(12, -103_50, "T2", "INV-10023")], [item()])
    assert out.outcome is Outcome.UNMATCHED
    _, far = decide([on(10, 100_00, "T1"), on(12, -190_00, "T2", "Ruecklastschrift INV-10023")], [item()])
    assert far.outcome is Outcome.UNMATCHED


def test_a_part_that_goes_back_opens_so_much_of_the_item_it_cites() -> None:
    paid, back = decide([on(10, 100_00, "T1"), on(20, -30_00, "T2", "Refund INV-10023")], [item()])
    assert (applied(paid), applied(back)) == ({"INV-10023": 100_00}, {"INV-10023": -30_00})
    assert (back.outcome, back.related, back.said.id) == (Outcome.REFUND, "T1", "answer_return_part")


def test_a_part_of_what_an_earlier_run_settled_goes_back_too() -> None:
    before = Seen(on(10, 100_00, "T1"), (("INV-10023", 100_00),))
    closed = item(open_minor=0, amount_minor=100_00)
    assert applied(decide(on(20, -30_00, "T2", "Refund INV-10023"), [closed], seen=[before])[0]) == {
        "INV-10023": -30_00
    }


@pytest.mark.parametrize(
    ("text", "payer", "more"),
    [
        ("Refund INV-10023", "Brenner Holz", ()),  # another party
        ("INV-10023", "Alpina Sport", ()),  # nothing calls it a return
        ("Refund INV-10023", "Alpina Sport", (item("CN-7001", -30_00),)),  # a credit note that may be paid out
    ],
)
def test_a_part_that_goes_back_is_for_a_person_where_it_may_be_something_else(
    text: str, payer: str, more: tuple[OpenItem, ...]
) -> None:
    lines = [on(10, 100_00, "T1"), on(20, -30_00, "T2", text, payer_name=payer)]
    answer = decide(lines, [item(), *more])[1]
    assert answer.outcome is Outcome.PROPOSED and applied(answer) == {}
    assert [s.cash_minor for s in answer.alternatives[0].shares] == [-30_00]


def test_a_part_of_a_document_that_no_receipt_paid_opens_nothing() -> None:
    other = on(10, 100_00, "T1", "INV-10031")
    assert decide([other, on(20, -30_00, "T2", "Refund INV-10023")], [item(), item("INV-10031")])[1].posting is None
