"""Weights are the user's to change; what may never be posted is not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from recon import config
from recon.errors import ConfigError
from recon.match.outcome import Answer, Outcome
from recon.match.weights import defaults, weights_of
from recon.rows import Customer, OpenItem, StatementLine
from tests.builders import customer, item, line
from tests.match.books import applied, decide, reasons
from tests.match.books import book as book_of

ALPINA, BERG = "Alpina Sport AG", "Berg Optik KG"


def limits(**matching: Any) -> config.Settings:
    return config.settings({"matching": matching})


# --- changing them


def test_a_weight_of_the_settings_replaces_the_points_of_a_rule() -> None:
    changed = limits(weights={"amount": {"exact": Decimal("1.25")}})
    paid = line(payer_name=ALPINA)
    of = book_of(item(), settings=changed)
    assert [r.points for r in reasons("amount", paid, of, "INV-10023")] == [1.25]
    assert [r.points for r in reasons("payer_name", paid, of, "INV-10023")] == [defaults()["payer_name"]["same"]]


def test_a_weaker_weight_leaves_to_a_person_what_was_posted() -> None:
    paid = line(payer_name=ALPINA)
    assert decide(paid, [item()])[0].outcome is Outcome.POSTED
    (answer,) = decide(paid, [item()], settings=limits(weights={"payer_name": {"same": 0}}))
    assert answer.outcome is Outcome.PROPOSED


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"amount": {"exakt": 5}}, "exact"),
        ({"amout": {"exact": 5}}, "matching.weights.amount.exact"),
        ({"zzz": {"zzz": 5}}, "payer_account"),
    ],
)
def test_a_weight_that_does_not_exist_is_refused_with_those_that_do(weights: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        weights_of(limits(weights=weights))
    assert said in refused.value.what.text("en") and refused.value.what.text("zh")


def test_every_rule_declares_its_points_within_what_a_setting_may_say() -> None:
    assert all(-20 <= worth <= 20 for points in defaults().values() for worth in points.values())
    assert {"amount", "number", "payer_name", "other_number"} <= set(defaults())


def test_a_weight_out_of_range_is_refused() -> None:
    with pytest.raises(ConfigError):
        limits(weights={"amount": {"exact": 21}})


# --- what no weight and no threshold can post

extreme = st.fixed_dictionaries(
    {
        rule: st.fixed_dictionaries({name: st.sampled_from([-20, -1, 0, 1, 20]) for name in points})
        for rule, points in defaults().items()
    }
)
LEDGER = [
    item("INV-10023", 412_30),
    item("INV-10032", 412_30, customer_id="C2", customer_name=BERG),
    item("INV-10041", 75_00, due=line().booked),
    item("INV-10042", 75_00),
    item("CN-70001", -40_00),
    item("INV-10055", 300_00),
]
MASTERS = [customer("C1", ALPINA, city="Basel", aliases=("ALPI",)), customer("C2", BERG)]
NEVER = {
    "amount alone": line(412_30),
    "a stranger's amount": line(412_30, payer_name="Frida Holm"),
    "two items of one customer": line(75_00, payer_name=ALPINA),
    "a number of the ledger's kind that no item has": line(412_30, remittance_text="INV-77023", payer_name=ALPINA),
    "another item's number": line(412_30, remittance_text="INV-10055", payer_name=ALPINA),
    "a wrong check digit": line(412_30, remittance_text="RF17539007547034", payer_name=ALPINA),
    "money in for a credit note": line(40_00, remittance_text="CN-70001", payer_name=ALPINA),
    "money out for an invoice": line(-412_30, remittance_text="INV-10023", payer_name=ALPINA),
    "another currency": line(412_30, payer_name=ALPINA, currency="USD"),
    "exchanged digits": line(412_03, remittance_text="INV-10023", payer_name=ALPINA),
}


def posted(paid: StatementLine, settings: config.Settings, masters: list[Customer], items: list[OpenItem]) -> Answer:
    return decide(paid, items, masters, settings)[0]


@pytest.mark.parametrize("name", NEVER)
@effort(max_examples=12, deadline=None)
@given(weights=extreme)
def test_no_weight_and_no_threshold_posts_what_must_not_be(name: str, weights: dict[str, Any]) -> None:
    loose = limits(post_probability=0, post_margin=0, sum_by_accident=1, rest_by_accident=1, weights=weights)
    assert applied(posted(NEVER[name], loose, MASTERS, LEDGER)) == {}


@effort(max_examples=60, deadline=None)
@given(
    weights=extreme,
    amount=st.sampled_from([40_00, 75_00, 150_00, 372_30, 375_00, 412_30, 412_03, 487_30]),
    text=st.sampled_from(["", "INV-10023", "10041 10042", "INV-10024", "INV-10055 CN-70001", "RF17539007547034"]),
    payer=st.sampled_from(["", ALPINA, "ALPI", BERG, "Alpina", "Frida Holm"]),
)
def test_no_weight_posts_against_a_veto(weights: dict[str, Any], amount: int, text: str, payer: str) -> None:
    loose = limits(post_probability=0, post_margin=0, weights=weights)
    posting = posted(line(amount, remittance_text=text, payer_name=payer), loose, MASTERS, LEDGER).posting
    assert posting is None or not any(reason.veto for reason in posting.evidence)
