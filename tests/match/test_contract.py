"""How a new rule or generator learns the house rules."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random

import pytest

from docs.reference.build import weights
from recon.config import Matching, Processor, Settings
from recon.match.book import Book, Decision, Habit
from recon.match.candidate import Candidate, fit
from recon.match.difference import Told, settle
from recon.match.reading import read
from recon.registry import modules
from recon.rows import Rate, StatementLine
from recon.words import LANGUAGES, says
from tests.builders import DAY, customer, item, line
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


@cache
def any_candidates() -> tuple[Book, tuple[tuple[StatementLine, tuple[Candidate, ...]], ...]]:
    """A book and lines of every kind, each line with single items and pairs of every customer, likely or not."""
    chance = Random(11)
    names = [
        "Alpina Sport AG",
        "Bergmann Logistik GmbH",
        "Cortex Handel KG",
        "Delta Druck AG",
        "Delta Druck Holding AG",
    ]
    customers = [
        customer(
            f"KD{n}00{n}",
            name,
            aliases=(f"Kurz {n}",),
            accounts=(f"DE{n}2120300000000202051",),
            city=("Bern", "")[n % 2],
            parent_id=("", "KD4004")[n == 3],
        )
        for n, name in enumerate(names)
    ]
    items = [
        item(
            f"INV-{10000 + 3 * n}",
            chance.choice([100_00, 250_00, 98_00, -50_00, 350_00 + n]),
            customer_id=f"KD{n % 5}00{n % 5}",
            customer_name=names[n % 5],
            currency=("EUR", "EUR", "USD")[n % 3],
            due=DAY + timedelta(chance.randint(-90, 60)),
            purchase_order=f"PO45058{n:03}",
            payment_reference=("", "RF18539007547034")[n == 7],
            discount_minor=(0, 2_00)[n % 4 == 1],
            discount_until=DAY - timedelta(n % 7),
        )
        for n in range(400)
    ]
    of = book(
        *items,
        customers=customers,
        rates=[Rate(DAY, "USD", "EUR", Decimal("1.10"))],
        settings=Settings(matching=Matching(processors=(Processor("Paywell", Decimal(3)),))),
        history=[Decision("Fremd AG", "KD0000", confirmed=False, decided=DAY)],
        as_of=date(2026, 2, 1),
    )
    of.habits[("KD0000", "EUR")] = [Habit("KD0000", "EUR", "fee", 2, 30_00)]
    texts = ["", "INV-10003", "INV-10004", "PO45058010", "RF18539007547034", "RF17539007547034", "KD1001"]
    texts += ["on behalf of Bergmann Logistik GmbH", "Rechnung Cortex Handel KG", "INV-10009 INV-10012", "10015"]
    payers = ["", *names, "Kurz 1", "Fremd AG", "Paywell", "Delta Drukc AG", "Delta"]
    found = []
    for n in range(150):
        paid = line(
            chance.choice([100_00, 98_00, 90_00, *(350_00 + n for n in range(30)), 251_00, -50_00, 89_00]),
            f"T{n}",
            remittance_text=chance.choice(texts),
            payer_name=chance.choice(payers),
            payer_city=chance.choice(["", "", "Basel"]),
            payer_account=chance.choice(["", "", "DE22120300000000202051"]),
        )
        said, every = read(paid, of), []
        for ids in [(i.item_id,) for i in items[:30]] + [
            tuple(i.item_id for i in chance.sample(items[:30], 2)) for _ in range(20)
        ]:
            ordered = tuple(sorted(ids, key=lambda i: (of.items[i].due, i)))
            owners = tuple(sorted({of.items[i].customer_id for i in ids}))
            if settled := settle(paid, paid.amount_minor, ordered, of):
                every.append(Candidate(ordered, "test", owners, said, settled, fit(said, owners)))
        found.append((paid, tuple(every)))
    paid, (first, *_) = found[-1]
    by_list = replace(first.settled, told=Told("list.csv", 2, ()))
    found.append((paid, (Candidate(first.items, "test", first.customers, first.said, by_list, first.payer),)))
    of.told = frozenset((paid.fingerprint,))
    parted = line(100_00, "T150", remittance_text="INV-10009 50,00 INV-10012 50,00")
    said, (ids, owner) = read(parted, of), (("INV-10009",), (of.items["INV-10009"].customer_id,))
    if settled := settle(parted, parted.amount_minor, ids, of):
        found.append((parted, (Candidate(ids, "test", owner, said, settled, fit(said, owner)),)))
    return of, tuple(found)


@pytest.mark.parametrize("name", [name for name, rule in RULES.items() if hasattr(rule, "concerns")])
def test_a_rule_that_a_line_does_not_concern_says_nothing_of_any_of_its_alternatives(name: str) -> None:
    rule, (of, lines) = RULES[name], any_candidates()
    assert list(inspect.signature(rule.concerns).parameters) == ["line", "said", "book"]
    concerned = {paid.line_id: rule.concerns(paid, every[0].said, of) for paid, every in lines}
    speaks = {paid.line_id for paid, every in lines for c in every if list(rule.evidence(paid, c, of))}
    assert speaks <= {line_id for line_id, yes in concerned.items() if yes}
    assert speaks, "no line of this book lets the rule speak"
