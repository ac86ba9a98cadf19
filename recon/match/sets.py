"""Sets of items whose sum is a payment: every solution is counted, and so is the chance of an accidental one.

More than one solution is never posted. The budget is in operations, never in seconds, so that a result can be
re-performed; what was not looked at is said (`upto`). Credit notes are negative amounts like any other.

Up to 24 amounts every subset is looked at, in two halves that meet. So it is where few different sums are possible,
because amounts repeat. Beyond that: every set of up to three, mostly up to five items, the same seen from the whole
(all but three), and what a payer has in mind: the items due one after another, and those but for one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest, nsmallest
from itertools import accumulate, combinations
from math import comb, gcd, prod

MOST = 3  # solutions counted: one, two, or more
BUDGET = 20_000  # operations one step of a search may take
_HALVES = 24  # up to this many amounts every subset is looked at, in two halves
_MANY = 8  # from so many amounts their common divisor says how round they are
_FEW_SUMS = 2_000  # up to so many different sums every one is looked at, however many items
_ENOUGH = 4 * MOST  # solutions after which a step looks no further: a few more than are counted

Set = tuple[int, ...]  # positions in the amounts, ascending


@dataclass(frozen=True, slots=True)
class Solutions:
    """The subsets found, as positions in the amounts; at most `MOST`, smallest first."""

    sets: tuple[Set, ...]
    complete: bool  # every subset up to the size asked for was looked at
    upto: int = 0  # every subset of up to so many items was looked at


def search(amounts: Sequence[int], target: int, largest: int = 40, budget: int = BUDGET) -> Solutions:
    """The subsets of `amounts` that sum to `target`, counted up to three.

    Args:
        amounts: whole minor units of one currency, any sign, none of them zero; in order of their due dates.
        target: whole minor units.
        largest: most items of a set.
        budget: most operations of a step; what would take more is left out.

    >>> search([100, 200, 300, 500], 600).sets
    ((0, 3), (0, 1, 2))
    >>> search([100, 200, 300, 500], 700).sets
    ((1, 3),)
    """
    return _search(tuple(amounts), target, largest, budget)


@lru_cache(maxsize=20_000)
def _search(amounts: tuple[int, ...], target: int, largest: int, budget: int) -> Solutions:
    n, found = len(amounts), set[Set]()
    if n <= _HALVES:
        found.update(_two_halves(amounts, target, largest))
        upto = n
    elif _different_sums(amounts) <= _FEW_SUMS:
        found.update(_sums(amounts, target, largest))
        upto = n
    else:
        upto, few = _few(amounts, target, budget)
        found.update(few)
        found.update(_all_but_few(amounts, target, budget))
        found.update(_runs(amounts, target, budget))
    kept = _smallest(s for s in found if s and len(s) <= largest)
    return Solutions(tuple(kept), upto >= min(largest, n), min(upto, largest))


def _smallest(sets: Iterable[Set], most: int = MOST) -> list[Set]:
    return nsmallest(most, sets, key=lambda s: (len(s), s))


# --- every subset


def _different_sums(amounts: tuple[int, ...]) -> int:
    """How many different sums there are at most: few where amounts repeat."""
    return prod(times + 1 for times in Counter(amounts).values())


@dataclass(frozen=True, slots=True)
class _Half:
    """All subsets of a few amounts by their sum, as bit masks."""

    one: dict[int, int]  # sum -> a subset
    more: dict[int, list[int]]  # sum -> its smallest subsets, where there are several; a few more than are counted

    def subsets(self, total: int) -> list[int]:
        return self.more.get(total) or [self.one[total]]


def _half(amounts: tuple[int, ...]) -> _Half:
    """What is smallest in the whole is made of what is smallest in its halves: the others need not be kept."""
    sums = [0]
    for amount in amounts:
        sums += [s + amount for s in sums]
    one = dict(zip(reversed(sums), range(len(sums) - 1, -1, -1), strict=True))
    more: dict[int, list[int]] = {}
    if len(one) < len(sums):
        for mask, total in enumerate(sums):
            if one[total] != mask:
                more.setdefault(total, [one[total]]).append(mask)
        for total, masks in more.items():
            if len(masks) > MOST + 1:
                more[total] = nsmallest(MOST + 1, masks, key=lambda m: (m.bit_count(), _places(m)))
    return _Half(one, more)


def _places(mask: int, first: int = 0) -> Set:
    return tuple(first + at for at in range(mask.bit_length()) if mask >> at & 1)


@lru_cache(maxsize=64)
def _halves(amounts: tuple[int, ...]) -> tuple[_Half, _Half]:
    middle = len(amounts) // 2
    return _half(amounts[:middle]), _half(amounts[middle:])


def _two_halves(amounts: tuple[int, ...], target: int, largest: int) -> Iterator[Set]:
    low, high = _halves(amounts)
    for total in [t for t in low.one if target - t in high.one]:
        for one in low.subsets(total):
            for other in high.subsets(target - total):
                if 0 < one.bit_count() + other.bit_count() <= largest:
                    yield _places(one) + _places(other, len(amounts) // 2)


def _sums(amounts: tuple[int, ...], target: int, largest: int) -> list[Set]:
    """Solutions by the sums reachable so far, where amounts repeat; the smallest sets of each."""
    reach: dict[int, list[Set]] = {0: [()]}
    for at, amount in enumerate(amounts):
        grown = [(total + amount, [(*s, at) for s in sets if len(s) < largest]) for total, sets in reach.items()]
        for total, sets in grown:
            known = reach.setdefault(total, [])
            if len(known) + len(sets) > MOST + 1:
                known[:] = _smallest([*known, *sets], MOST + 1)
            else:
                known += sets
    return reach.get(target, [])


# --- where there are too many


@dataclass(frozen=True, slots=True)
class _Index:
    """What every search among the same amounts looks up, as far as the budget goes."""

    upto: int  # sets of up to so many items can be found
    places: dict[int, list[int]]  # amount -> where it stands
    sums: list[int]  # of all pairs, in the order of their places
    pairs: frozenset[int]  # the same
    triples: list[int]  # sums of all triples, in the order of their places


@lru_cache(maxsize=8)
def _index(amounts: tuple[int, ...], budget: int) -> _Index:
    n = len(amounts)
    upto = 2 if comb(n, 2) > budget else 4 if 4 * comb(n, 3) > budget else 5
    places: dict[int, list[int]] = {}
    for at, amount in enumerate(amounts):
        places.setdefault(amount, []).append(at)
    sums = _pair_sums(amounts) if upto > 2 else []
    triples = [one + pair for at, one in enumerate(amounts, 1) for pair in _pair_sums(amounts[at:])] if upto > 4 else []
    return _Index(upto, places, sums, frozenset(sums), triples)


def _pair_sums(amounts: tuple[int, ...]) -> list[int]:
    return [one + other for at, one in enumerate(amounts, 1) for other in amounts[at:]]


def _few(amounts: tuple[int, ...], target: int, budget: int) -> tuple[int, list[Set]]:
    """Sets of one to five items with a sum, as far as the budget goes; and up to how many items it went.

    Four and five items are found by joining pairs with pairs and triples.
    """
    index = _index(amounts, budget)
    found, known = _up_to_three(amounts, target, index), index.pairs
    pairs = _pairs(amounts, index, {total for total in known if target - total in known})
    found += _first(
        (*low, *high) for total in pairs for high in pairs[target - total] for low in pairs[total] if low[1] < high[0]
    )
    left = {target - total for total in known} if index.triples else set[int]()
    if pairs := _pairs(amounts, index, {target - total for total in index.triples if total in left}):
        found += _first(
            (*low, *pair)
            for low, total in zip(combinations(range(len(amounts)), 3), index.triples, strict=True)
            if total in left
            for pair in pairs[target - total]
            if pair[0] > low[2]
        )
    return index.upto, found


def _up_to_three(amounts: tuple[int, ...], target: int, index: _Index) -> list[Set]:
    """Sets of one to three items with a sum; up to two where the index has no pairs."""
    n, places = len(amounts), index.places
    pairs = _pairs(amounts, index, {target - amount for amount in places})
    found: list[Set] = [(at,) for at in places.get(target, ())]
    found += _first((one, other) for one in range(n) for other in places.get(target - amounts[one], ()) if other > one)
    found += _first((one, *pair) for one in range(n) for pair in pairs.get(target - amounts[one], ()) if pair[0] > one)
    return found


def _pairs(amounts: tuple[int, ...], index: _Index, wanted: set[int]) -> dict[int, list[Set]]:
    """The pairs with one of some sums, by their sum; the sums are asked first, since hardly any is worth its places."""
    found: dict[int, list[Set]] = {}
    if not index.pairs.isdisjoint(wanted):
        for pair, total in zip(combinations(range(len(amounts)), 2), index.sums, strict=True):
            if total in wanted:
                found.setdefault(total, []).append(pair)
    return found


def _first(sets: Iterable[Set]) -> list[Set]:
    """A few more of some sets than are counted."""
    return [one for one, _ in zip(sets, range(_ENOUGH + 1), strict=False)]


def _all_but_few(amounts: tuple[int, ...], target: int, budget: int) -> Iterator[Set]:
    """The whole, and all but one, two or three."""
    n, whole = len(amounts), sum(amounts)
    if whole == target:
        yield tuple(range(n))
    for left_out in _up_to_three(amounts, whole - target, _index(amounts, budget)):
        yield tuple(at for at in range(n) if at not in left_out)


def _runs(amounts: tuple[int, ...], target: int, budget: int) -> list[Set]:
    """Items that follow one another by due date, and such a run without one of its items."""
    n = len(amounts)
    if comb(n + 1, 2) > budget:
        return []
    before = [0, *accumulate(amounts)]
    ends: dict[int, list[int]] = {}
    for end, total in enumerate(before):
        ends.setdefault(total, []).append(end)
    places = _index(amounts, budget).places
    whole = _first(
        tuple(range(first, end)) for first in range(n) for end in ends.get(before[first] + target, ()) if first < end
    )
    but_one = _first(
        tuple(at for at in range(first, end) if at != without)
        for first in range(n)
        for end in range(first + 3, n + 1)
        if (gap := before[end] - before[first] - target) in places
        for without in places[gap]
        if first < without < end - 1
    )
    return whole + but_one


# --- accidents


def power_of_ten(common: int) -> int:
    """The roundness that a few amounts share: their own common divisor would be an accident itself."""
    step = 1
    while common and common % (10 * step) == 0:
        step *= 10
    return step


def accidents(amounts: Sequence[int], size: int) -> float:
    """How many sets of up to `size` of these amounts would hit one given sum by accident.

    The number of such sets divided by the number of different sums they can make, up to that of the largest ones;
    amounts that are all round (12.00, 350.00) make fewer different sums.
    """
    common = gcd(*amounts)
    step = common or 1 if len(amounts) >= _MANY else power_of_ten(common)
    most = min(size, len(amounts) - size) or 1
    largest = nlargest(max(size, 1), map(abs, amounts))
    spread = sum(largest) // step
    looked_at = sum(comb(len(amounts), k) for k in range(1, most + 1)) if size else 0
    return max(looked_at, 1) / max(spread, 1)
