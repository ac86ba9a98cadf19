"""Sums: every solution found is one, and one more than one is never hidden."""

from __future__ import annotations

from itertools import combinations
from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from recon.match.sets import MOST, accidents, search

AMOUNTS = st.lists(st.integers(-60, 60).filter(bool), min_size=1, max_size=9)


@settings(derandomize=True, deadline=None, max_examples=120)
@given(AMOUNTS, st.integers(-100, 160))
def test_all_solutions_are_counted_up_to_three(amounts: list[int], target: int) -> None:
    truth = [
        c
        for k in range(1, len(amounts) + 1)
        for c in combinations(range(len(amounts)), k)
        if sum(amounts[i] for i in c) == target
    ]
    found = search(amounts, target)
    assert found.complete
    assert len(found.sets) == min(len(truth), MOST)
    assert set(found.sets) <= set(truth)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.lists(st.integers(1, 10**6), min_size=24, max_size=60), st.integers(0, 23), st.integers(0, 23))
def test_a_pair_is_found_among_many(amounts: list[int], one: int, other: int) -> None:
    chosen = {one, other}
    found = search(amounts, sum(amounts[i] for i in chosen))
    assert found.sets
    assert all(sum(amounts[i] for i in s) == sum(amounts[i] for i in chosen) for s in found.sets)


def test_many_equal_amounts_are_a_tie_at_once() -> None:
    began = process_time()
    assert len(search([100_00] * 200, 30 * 100_00).sets) == MOST
    assert process_time() - began < 2


def test_the_largest_set_asked_for_is_kept() -> None:
    assert search([1, 2, 4, 8], 15, largest=3).sets == ()
    assert search([1, 2, 4, 8], 15, largest=4).sets == ((0, 1, 2, 3),)


def test_round_amounts_agree_by_accident_sooner() -> None:
    odd = accidents([10_017, 20_039, 30_041, 50_063], 2)
    even = accidents([10_000, 20_000, 30_000, 50_000], 2)
    assert even > 100 * odd
