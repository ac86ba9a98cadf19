"""A number with one slip of the pen is taken for an item's only where nothing else can have been meant."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from recon.match.completeness import Completeness
from recon.match.outcome import Answer, Outcome
from recon.rows import ItemState, OpenItem, StatementLine
from tests.builders import item, line
from tests.match.books import applied, decide

ALPINA, BERG = "Alpina Sport AG", "Berg Optik KG"
OWN = item("INV-23456", 412_37)


def run(pays: StatementLine, *items: OpenItem, lines: int = 120, missing: int = 0, slipped: int = 30) -> Answer:
    """The answer to a line among others that cite numbers of the list, numbers with a slip, and numbers not in it."""
    known = [item(f"INV-{50000 + 97 * n}", 1000_00 + n, customer_id="X", customer_name="Yak Ltd") for n in range(lines)]
    others = [_paid(n, i.item_id, i.open_minor) for n, i in enumerate(known)]
    typed = [
        item(f"INV-{70000 + 89 * n}", 9000_00 + n, customer_id="X", customer_name="Yak Ltd") for n in range(slipped)
    ]
    others += [_paid(1000 + n, f"INV-3{i.item_id[5:]}", i.open_minor) for n, i in enumerate(typed)]
    others += [_paid(2000 + n, f"INV-{11111 + 101 * n}", 77_00 + n) for n in range(missing)]
    return decide([pays, *others], [*items, *known, *typed])[0]


def _paid(number: int, text: str, minor: int) -> StatementLine:
    return line(minor, line_id=f"O{number}", remittance_text=text, payer_name="Yak Ltd")


def typed(text: str = "INV-23466", minor: int = 412_37, payer: str = ALPINA) -> StatementLine:
    return line(minor, remittance_text=text, payer_name=payer)


@pytest.mark.parametrize("text", ["INV-23466", "INV-24356", "INV-2346"])
def test_one_digit_wrong_left_out_or_two_exchanged_is_posted_where_the_list_is_complete(text: str) -> None:
    answer = run(typed(text), OWN)
    assert applied(answer) == {"INV-23456": 412_37}
    assert answer.posting is not None and answer.posting.rule == "slip_and_amount"


def test_zeros_left_out_of_a_long_number_are_one_slip() -> None:
    assert applied(run(typed("Rechnung 263111591209"), item("26311100000591209", 412_37))) == {
        "26311100000591209": 412_37
    }
    assert applied(run(typed("Rechnung 263111591209"), item("26311100700591209", 412_37))) == {}


@pytest.mark.parametrize(
    ("pays", "items"),
    [
        (typed("INV-29466"), [OWN]),
        (typed(payer="Frida Holm"), [OWN]),
        (typed(minor=412_73), [OWN]),
        (typed(), [OWN, item("INV-23476", 400_00)]),
        (typed(), [OWN, item("INV-23476", 824_74)]),
        (typed(minor=300_00), [OWN, item("INV-23476", 88_00)]),
        (typed("INV-23466 INV-88888"), [OWN]),
        (typed(), [OWN, item("INV-23466", 412_37, customer_id="C2", customer_name=BERG)]),
        (typed(), [OWN, item("INV-23466", 99_00)]),
    ],
    ids=[
        "two slips",
        "stranger",
        "amount",
        "two as near",
        "half of one as near",
        "part of one of two",
        "another number",
        "same amount",
        "own document",
    ],
)
def test_anything_else_it_could_mean_leaves_it_to_a_person(pays: StatementLine, items: Sequence[OpenItem]) -> None:
    assert "INV-23456" not in applied(run(pays, *items))


def test_a_list_that_lacks_documents_or_few_lines_prove_nothing() -> None:
    assert run(typed(), OWN, lines=20, slipped=5).outcome is not Outcome.POSTED
    assert run(typed(), OWN, missing=30).outcome is not Outcome.POSTED


def test_another_customers_document_with_another_amount_was_mistyped() -> None:
    other = item("INV-23466", 99_00, customer_id="C2", customer_name=BERG)
    assert applied(run(typed(), OWN, other)) == {"INV-23456": 412_37}


def test_of_two_items_as_near_the_one_that_the_payment_is_was_meant() -> None:
    assert applied(run(typed(), OWN, item("INV-23476", 88_00))) == {"INV-23456": 412_37}


def test_of_a_list_that_is_the_payment_one_number_may_have_a_slip() -> None:
    others = [item("INV-88123", 250_11), item("INV-88207", 77_19)]
    pays = typed("INV-88123, INV-23466, INV-88207", minor=412_37 + 250_11 + 77_19)
    assert applied(run(pays, OWN, *others)) == {"INV-23456": 412_37, "INV-88123": 250_11, "INV-88207": 77_19}
    assert not applied(run(typed("INV-88123, INV-29966, INV-88207", minor=pays.amount_minor), OWN, *others))


def test_a_sure_payers_part_of_an_item_is_posted_by_a_number_with_a_slip() -> None:
    assert applied(run(typed(minor=250_00), OWN)) == {"INV-23456": 250_00}
    assert not applied(run(typed(minor=90_00), OWN))


def test_a_number_about_to_be_issued_is_a_slip_only_for_who_never_had_the_amount() -> None:
    own, before = item("INV-72300", 412_37), item("INV-12345", 412_37, state=ItemState.PAID)
    assert applied(run(typed("INV-72700"), own)) == {"INV-72300": 412_37}
    assert not applied(run(typed("INV-72700"), own, before))
    assert applied(run(typed("INV-72380"), own, before)) == {"INV-72300": 412_37}


def test_recurring_amounts_ask_for_a_list_that_hardly_lacks_anything() -> None:
    assert Completeness(400, 30, 0).surely_meant(repeated=True)
    assert not Completeness(400, 30, 3).surely_meant(repeated=True)
    assert not Completeness(400, 30, 0).surely_meant(repeated=True, items=4)
    assert Completeness(400, 30, 3).surely_meant(repeated=False)
    assert Completeness(400, 30, 3, neighbours=0.02).surely_meant(repeated=True)
    assert not Completeness(99, 30, 0).surely_meant(repeated=False)


@pytest.mark.parametrize("text", ["Rate 1/3", "预付款", "Vorauszahlung", "deposit"])
def test_what_the_text_calls_a_part_or_an_advance_is_no_uncited_payment(text: str) -> None:
    assert decide(typed(""), [OWN])[0].outcome is Outcome.POSTED
    assert decide(typed(text), [OWN])[0].outcome is not Outcome.POSTED
