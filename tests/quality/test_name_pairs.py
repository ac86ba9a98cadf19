"""Pairs of names with the truth beside them: what is one company is found, what is two is never taken for one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.name_pairs import Pair, levels, lines, pairs
from recon.match.payers import TAKEN_FOR_ONE, Level, similarity

PAIRS = pairs(Path(__file__).with_name("name_pairs.txt"))


def test_there_are_pairs_of_every_verdict_in_every_kind_of_script() -> None:
    count = Counter(pair.verdict for pair in PAIRS)
    assert len(PAIRS) >= 300
    assert set(count) == {"same", "maybe", "not"}
    assert min(count.values()) >= 60
    assert len({(pair.payer, pair.customer) for pair in PAIRS}) == len(PAIRS)


@pytest.mark.parametrize("pair", [p for p in PAIRS if p.verdict == "not"], ids=str)
def test_two_companies_are_never_taken_for_one(pair: Pair) -> None:
    assert levels(pair.payer, pair.customer) < Level.NEAR


@pytest.mark.parametrize("pair", [p for p in PAIRS if p.verdict == "maybe"], ids=str)
def test_a_doubtful_name_is_never_sure(pair: Pair) -> None:
    assert levels(pair.payer, pair.customer) < Level.CUT


def test_one_company_is_known_in_nearly_every_spelling() -> None:
    missed = [pair for pair in PAIRS if pair.verdict == "same" and levels(pair.payer, pair.customer) < Level.CUT]
    assert len(missed) * 50 <= sum(pair.verdict == "same" for pair in PAIRS), missed


def test_two_companies_look_less_alike_than_one() -> None:
    two = [p for p in PAIRS if p.verdict == "not" and p.kind != "third party"]  # a payer field with two names in it
    assert all(similarity(p.payer, p.customer) < TAKEN_FOR_ONE for p in two)


def test_a_name_is_found_among_all_the_others() -> None:
    """In a book of all these customers a payer's name still finds its own, and only those written like it."""
    from recon.match.payers import Payers

    known = Payers()
    for customer in sorted({pair.customer for pair in PAIRS}):
        known.add(customer, customer)
    same = [pair for pair in PAIRS if pair.verdict == "same" and pair.kind not in ("third party", "one word")]
    found = [pair for pair in same if pair.customer in {p.customer_id for p in known.named(pair.payer)}]
    assert len(found) >= 0.97 * len(same), set(same) - set(found)
    wrong = [p for p in PAIRS if p.verdict == "not" and _level_among(known, p) >= Level.NEAR]
    assert not wrong


def _level_among(known: object, pair: Pair) -> int:
    from recon.match.payers import Payers

    assert isinstance(known, Payers)
    return max((p.level for p in known.named(pair.payer) if p.customer_id == pair.customer), default=0)


def test_the_page_shows_the_table_that_the_pairs_give() -> None:
    page = (Path(__file__).parents[2] / "docs/explain/names.md").read_text("utf-8")
    shown = page.partition("<!-- pairs -->\n")[2].partition("<!-- end -->")[0]
    assert shown.splitlines() == list(lines(PAIRS))
