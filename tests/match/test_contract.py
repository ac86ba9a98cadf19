"""How a new rule or generator learns the house rules."""

from __future__ import annotations

import inspect
import re

import pytest

from docs.reference.build import weights
from recon.registry import modules
from recon.words import LANGUAGES, says
from tests.builders import customer, item, line
from tests.match.books import book, candidate

RULES = modules("recon.match.rules")
GENERATORS = modules("recon.match.candidates")
HEADS = ("What it matches:", "Why it is safe:", "Known limits:")


@pytest.mark.parametrize("name", RULES)
def test_every_rule_says_what_it_matches_why_it_is_safe_and_where_it_ends(name: str) -> None:
    said = RULES[name].__doc__ or ""
    assert [said.index(head) for head in HEADS] == sorted(said.index(head) for head in HEADS)
    told = [part.strip() for part in re.split("|".join(map(re.escape, HEADS)), said)]
    assert len(set(told)) == len(told) == 4 and all(len(p) >= 30 and p.endswith(".") for p in told[1:])


@pytest.mark.parametrize("name", RULES)
def test_every_rule_gives_sentences_in_both_languages_and_decides_nothing(name: str) -> None:
    of = book(item("INV-10023"), item("INV-10024", 250_00), customers=[customer(city="Bern", aliases=("ALPI",))])
    paid = line(remittance_text="INV-10023 INV-10099 RF17539007547034", payer_name="Alpina Sport", payer_city="Basel")
    for reason in RULES[name].evidence(paid, candidate(paid, of, "INV-10023"), of):
        assert all(reason.said.text(lang) for lang in LANGUAGES)
        assert -10 <= reason.points <= 10
    assert list(inspect.signature(RULES[name].evidence).parameters) == ["line", "candidate", "book"]


@pytest.mark.parametrize("name", GENERATORS)
def test_every_generator_yields_payable_items_of_one_currency(name: str) -> None:
    from recon.match.reading import read

    of = book(
        item("INV-10023"), item("INV-10024", 250_00), item("CN-7001", -50_00), item("US-10025", 100_00, currency="USD")
    )
    for amount in (100_00, 350_00, 50_00, -50_00):
        paid = line(amount, remittance_text="INV-10023, CN-7001", payer_name="Alpina Sport")
        for ids in GENERATORS[name].find(paid, amount, read(paid, of), of):
            assert ids and len({of.items[i].currency for i in ids}) == 1
            assert all(of.payable(i) for i in ids)


def test_every_posting_rule_is_named_in_both_languages() -> None:
    named = [
        *("cited_items", "part_payment", "over_payment", "payer_and_amount", "payer_and_sum", "cited_and_more"),
        *("cited_less_credits", "equal_pairs", "oldest_first", "refund_of_credit_note", "returned_payment"),
        *(f"cited_items_less_{r}" for r in ("fee", "short_pay", "write_off", "discount_extra")),
    ]
    assert all(says(f"rule_{name}").text(lang) for name in named for lang in LANGUAGES)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_declares_its_points_by_name(name: str) -> None:
    points = RULES[name].POINTS
    assert points and all(-10 <= worth <= 10 and weight.isidentifier() for weight, worth in points.items())
    assert f'book.weights["{name}"]' in inspect.getsource(RULES[name])


@pytest.mark.parametrize("name", RULES)
def test_every_weight_says_what_it_is_for(name: str) -> None:
    told = weights(RULES[name])
    assert set(told) == set(RULES[name].POINTS) and all(told.values()), told
