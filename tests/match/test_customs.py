"""What is usual in the books posts payments without a number: learned by number, no guess, stopped by any rival."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest

from recon.config import Customs, Matching, Settings
from recon.match.customs import Custom, Kind, customs_in
from recon.match.customs import Customs as CustomsOfARun
from recon.match.outcome import Answer
from recon.rows import Customer, ItemState, OpenItem, StatementLine
from tests.builders import customer, item, line
from tests.match.books import applied, decide

NAMES = ("Alpina Sport AG", "Borealis Druck GmbH", "Cassini Optik SARL", "Dorado Fisch SL", "Elba Marmor SpA")
BOUGHT = (2417_33, 1893_71, 3120_49, 988_27, 4471_93)
ASKED = 1736_45


def customers() -> list[Customer]:
    return [customer(f"C{n}", name) for n, name in enumerate(NAMES, 1)]


def cited(short: Sequence[int]) -> tuple[list[OpenItem], list[StatementLine]]:
    """One cited payment of each customer, so much short of its item."""
    bought = [
        item(f"INV-2010{n}", BOUGHT[n], customer_id=f"C{n + 1}", customer_name=NAMES[n]) for n in range(len(short))
    ]
    paid = [
        line(BOUGHT[n] - less, f"P{n}", payer_name=NAMES[n], remittance_text=f"INV-2010{n}")
        for n, less in enumerate(short)
    ]
    return bought, paid


def uncited(minor: int, **more: Any) -> StatementLine:
    return line(minor, "U1", **{"payer_name": NAMES[0], **more})


def answer(
    payment: StatementLine, short: Sequence[int], *others: OpenItem, settings: Settings | None = None, **more: Any
) -> Answer:
    bought, paid = cited(short)
    items = [*bought, item("INV-30001", ASKED), *others]
    return decide([payment, *paid], items, more.pop("customers", customers()), settings, **more)[0]


FEES = [15_00] * 5
TWO_PERCENT = [4835, 3787, 6241, 1977, 8944]


@pytest.mark.parametrize(
    ("short", "paid"),
    [
        (FEES, ASKED - 15_00),
        (TWO_PERCENT, ASKED - 34_73),
        ([b - b // 3 for b in BOUGHT], 578_81),
        ([b - b * 7 // 1000 * 100 for b in BOUGHT], 1215_00),
        ([-10_00] * 5, ASKED + 10_00),
        ([-45929, -35980, -59289, -18777, -84967], ASKED + 329_93),
        ([-(b // 10 + 1) for b in BOUGHT], ASKED + 173_65),
    ],
    ids=["fee", "percent", "third", "tenths", "excess", "tax", "rounded up"],
)
def test_what_five_cited_payments_did_posts_one_without_a_number(short: list[int], paid: int) -> None:
    found = answer(uncited(paid), short)
    assert found.posting is not None and found.posting.rule == "as_usual"
    assert [(s.item_id, s.cash_minor, s.written_off_minor) for s in found.posting.shares] == [
        ("INV-30001", min(paid, ASKED), 0)
    ]
    assert found.posting.left_open_minor == max(ASKED - paid, 0)
    reason = next(e for e in found.posting.evidence if e.rule == "usual")
    assert ("times", 5) in reason.said.fields and ("customers", 5) in reason.said.fields


@pytest.mark.parametrize("short", [[], FEES[:3], [15_00, 15_00, 15_00, 0, 12_00], [12_00] * 5, TWO_PERCENT])
def test_what_was_not_done_often_enough_is_a_guess(short: list[int]) -> None:
    payment = uncited(ASKED - 15_00, payer_name=NAMES[4])
    bought, paid = cited(short)
    own = item("INV-30001", ASKED, customer_id="C5", customer_name=NAMES[4])
    assert not decide([payment, *paid], [*bought, own], customers())[0].posting


def test_twice_is_enough_for_the_very_customer() -> None:
    more = [item("INV-30002", 912_77), item("INV-30003", 2204_59)]
    paid = [
        line(912_77 - 7_50, "Q1", payer_name=NAMES[0], remittance_text="INV-30002"),
        line(2204_59 - 7_50, "Q2", payer_name=NAMES[0], remittance_text="INV-30003"),
    ]
    items = [item("INV-30001", ASKED), *more]
    assert applied(decide([uncited(ASKED - 7_50), *paid], items, customers())[0]) == {"INV-30001": ASKED - 7_50}
    assert not decide([uncited(ASKED - 7_50), paid[0]], items, customers())[0].posting


@pytest.mark.parametrize(
    "rival",
    [
        [item("INV-30009", ASKED - 15_00)],
        [item("INV-30009", 700_11), item("INV-30010", ASKED - 15_00 - 700_11)],
        [item("INV-30009", 700_11), item("INV-30010", ASKED - 700_11)],
        [item("INV-30009", ASKED)],
        [replace(item("INV-30009", ASKED - 15_00), open_minor=0, state=ItemState.PAID)],
    ],
    ids=["item", "set", "two items less it", "equal item", "paid document"],
)
def test_anything_else_that_explains_the_amount_stops_it(rival: list[OpenItem]) -> None:
    found = answer(uncited(ASKED - 15_00), FEES, *rival)
    assert found.posting is None or found.posting.rule != "as_usual"


def test_another_custom_that_explains_another_item_stops_it() -> None:
    bought, paid = cited([*FEES])
    extra = [
        item(f"INV-4000{n}", 777_11 + n * 331_13, customer_id=f"C{n + 1}", customer_name=NAMES[n]) for n in range(5)
    ]
    tens = [
        line(e.open_minor - 10_00, f"R{n}", payer_name=NAMES[n], remittance_text=e.item_id) for n, e in enumerate(extra)
    ]
    both = [item("INV-30001", ASKED), item("INV-30002", ASKED - 5_00)]
    lines = [uncited(ASKED - 15_00), *paid, *tens]
    assert not decide(lines, [*bought, *extra, *both], customers())[0].posting
    assert decide(lines, [*bought, *extra, both[0]], customers())[0].posting


def test_the_more_payments_follow_no_custom_the_less_agreeing_proves() -> None:
    known = CustomsOfARun(Customs())
    for n, minor in enumerate(BOUGHT):
        known.add("EUR", f"C{n}", minor, minor, minor - 15_00)
    assert known.odds_of_none() == pytest.approx(1 / 6)
    for n, minor in enumerate(BOUGHT):
        known.add("EUR", f"C{n}", minor, minor, minor * 61 // 100)
    assert known.odds_of_none() == pytest.approx(1)


def test_a_round_amount_agrees_too_easily() -> None:
    bought, paid = cited(FEES)
    found = decide([uncited(2000_00), *paid], [*bought, item("INV-30001", 2015_00)], customers())[0]
    assert not found.posting


@pytest.mark.parametrize(
    "doubt",
    [
        {"payer_name": "Alpina"},
        {"payer_name": "Zephyr Handel KG"},
        {"remittance_text": "INV-30077"},
        {"remittance_text": "Anzahlung"},
        {"remittance_text": "for Borealis Druck GmbH"},
        {"booked": date(2026, 1, 2)},
    ],
    ids=["name in part", "stranger", "another number", "advance", "another customer", "before the issue"],
)
def test_any_doubt_about_payer_or_text_stops_it(doubt: dict[str, Any]) -> None:
    found = answer(uncited(ASKED - 15_00, **doubt), FEES)
    assert found.posting is None or found.posting.rule != "as_usual"


def test_an_account_that_is_not_the_customers_stops_it() -> None:
    known = [customer("C1", NAMES[0], accounts=("DE75512108001245126199",)), *customers()[1:]]
    other = uncited(ASKED - 15_00, payer_account="DE02120300000000202051")
    assert not answer(other, FEES, customers=known).posting
    own = uncited(ASKED - 15_00, payer_account="DE75512108001245126199")
    assert answer(own, FEES, customers=known).posting


def test_two_payments_for_one_item_are_for_a_person() -> None:
    bought, paid = cited(FEES)
    twice = [uncited(ASKED - 15_00), line(ASKED - 15_00, "U2", payer_name=NAMES[0], booked=date(2026, 3, 30))]
    found = decide([*twice, *paid], [*bought, item("INV-30001", ASKED)], customers())
    assert not any(a.posting for a in found[:2])


def test_a_stated_instalment_is_no_other_share() -> None:
    thirds = [b - b // 3 for b in BOUGHT]
    assert answer(uncited(578_81, remittance_text="Rate 1/3"), thirds).posting
    assert not answer(uncited(578_81, remittance_text="Rate 1/4"), thirds).posting


def test_a_company_pays_for_another_of_its_group_as_it_did_before() -> None:
    child = [item(f"INV-5000{n}", 611_17 + n * 405_31, customer_id="C2", customer_name=NAMES[1]) for n in range(3)]
    known = [customer("C1", NAMES[0]), customer("C2", NAMES[1], parent_id="C1")]
    before = [
        line(c.open_minor, f"P{n}", payer_name=NAMES[0], remittance_text=c.item_id) for n, c in enumerate(child[:2])
    ]
    payment = uncited(child[2].open_minor)
    assert applied(decide([payment, *before], child, known)[0]) == {"INV-50002": child[2].open_minor}
    assert not decide([payment, *before[:1]], child, known)[0].posting
    own = item("INV-50009", child[2].open_minor)
    assert applied(decide([payment, *before], [*child, own], known)[0]) != {"INV-50002": child[2].open_minor}


def test_a_rest_that_a_part_payment_left_is_not_paid_by_custom() -> None:
    bought, paid = cited(FEES)
    part = line(500_00, "Q1", payer_name=NAMES[0], remittance_text="INV-30001")
    rest = uncited(ASKED - 500_00 - 15_00)
    assert not decide([rest, part, *paid], [*bought, item("INV-30001", ASKED)], customers())[0].posting


def test_the_setting_turns_it_off_and_says_how_often() -> None:
    off = Settings(matching=Matching(customs=Customs(post=False)))
    six = Settings(matching=Matching(customs=Customs(times=6)))
    assert not answer(uncited(ASKED - 15_00), FEES, settings=off).posting
    assert not answer(uncited(ASKED - 15_00), FEES, settings=six).posting


def test_the_order_of_lines_and_items_does_not_matter() -> None:
    bought, paid = cited(FEES)
    lines, items = [uncited(ASKED - 15_00), *paid], [*bought, item("INV-30001", ASKED)]
    said = {a.line.line_id: applied(a) for a in decide(lines, items, customers())}
    assert said["U1"]
    for seed in range(4):
        Random(seed).shuffle(lines)
        Random(seed + 9).shuffle(items)
        assert {a.line.line_id: applied(a) for a in decide(lines, items, customers())} == said


@pytest.mark.parametrize("custom", [Custom(Kind.SHORT, 7_50), Custom(Kind.PERCENT, 30), Custom(Kind.EVEN, 4)])
def test_a_payment_shows_the_custom_it_follows(custom: Custom) -> None:
    for opened in range(50_00, 9_000_00, 7_31):
        for paid in custom.amounts(opened, opened):
            assert custom in customs_in(opened, opened, paid) or (custom.kind is Kind.SHORT and paid * 10 < opened * 9)
