"""Sums: every solution found is one, and one more than one is never hidden."""

from __future__ import annotations

from itertools import combinations
from random import Random
from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from recon.match.sets import MOST, accidents, search

AMOUNTS = st.lists(st.integers(-60, 60).filter(bool), min_size=1, max_size=9)


@settings(derandomize=True, deadline=None, max_examples=120)
@given(AMOUNTS, st.integers(-100, 160))
def test_all_solutions_are_counted_up_to_three(amounts: list[int], target: int) -> None:
    truth = _subsets(amounts, target, len(amounts))
    found = search(amounts, target)
    assert found.complete and found.upto == len(amounts)
    assert found.sets == tuple(truth[:MOST])  # the smallest ones


@settings(derandomize=True, deadline=None, max_examples=120)
@given(AMOUNTS, st.integers(-100, 160), st.integers(1, 4))
def test_a_largest_size_hides_no_smaller_set(amounts: list[int], target: int, largest: int) -> None:
    found = search(amounts, target, largest)
    assert found.sets == tuple(_subsets(amounts, target, largest)[:MOST])
    assert found.complete


@settings(derandomize=True, deadline=None, max_examples=15)
@given(st.lists(st.integers(-9, 9).filter(bool), min_size=25, max_size=30), st.integers(-30, 60))
def test_many_small_amounts_are_looked_at_whole(amounts: list[int], target: int) -> None:
    found = search(amounts, target, largest=3)
    truth = _subsets(amounts, target, 3)
    assert found.complete
    assert len(found.sets) == min(len(truth), MOST) and set(found.sets) <= set(truth)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.lists(st.integers(1, 10**7), min_size=25, max_size=30, unique=True), st.data())
def test_up_to_five_of_many_items_are_found_and_counted(amounts: list[int], data: st.DataObject) -> None:
    planted = data.draw(st.sets(st.integers(0, len(amounts) - 1), min_size=1, max_size=4))
    found = search(amounts, sum(amounts[at] for at in planted), largest=4)
    assert found.upto == 4 and found.complete
    assert tuple(sorted(planted)) in found.sets or len(found.sets) == MOST


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.lists(st.integers(1, 10**7), min_size=30, max_size=60), st.integers(0, 29), st.integers(2, 29), st.data())
def test_items_that_follow_one_another_are_found(
    amounts: list[int], first: int, size: int, data: st.DataObject
) -> None:
    run = list(range(first, min(first + size, len(amounts))))
    if len(run) > 2 and data.draw(st.booleans()):
        run.remove(data.draw(st.sampled_from(run[1:-1])))
    found = search(amounts, sum(amounts[at] for at in run), len(amounts))
    assert tuple(run) in found.sets or len(found.sets) == MOST


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 400), min_size=2, max_size=40), st.integers(1, 900), st.randoms())
def test_the_order_of_the_amounts_changes_no_count(amounts: list[int], target: int, chance: Random) -> None:
    turned = amounts[:]
    chance.shuffle(turned)
    one, other = search(amounts, target, 3), search(turned, target, 3)
    assert (len(one.sets), one.upto) == (len(other.sets), other.upto)


def _subsets(amounts: list[int], target: int, largest: int) -> list[tuple[int, ...]]:
    return [
        c
        for k in range(1, largest + 1)
        for c in combinations(range(len(amounts)), k)
        if sum(amounts[i] for i in c) == target
    ]


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


def test_amounts_of_any_length_add_up() -> None:
    amounts = [3**at * 10**12 + at for at in range(1, 60, 2)]  # sums beyond 64 bits
    chosen = (4, 11, 27)
    assert search(amounts, sum(amounts[at] for at in chosen)).sets == (chosen,)


def test_an_amount_nothing_can_make_up_for_costs_no_search() -> None:
    began = process_time()
    assert search([*range(10_001, 13_000), 500, 700], 1_200).sets == ((2999, 3000),)
    assert search([100 * at for at in range(1, 500)], 12_345).sets == ()
    assert process_time() - began < 1
