"""Sets of items whose sum is a payment: every solution is counted, and so is the chance of an accidental one.

More than one solution is never posted. The budget is in operations, never in seconds, so that a result can be
re-performed; a search that stopped early says so (`complete`). Credit notes are negative amounts like any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb, gcd, prod

MOST = 3  # solutions counted: one, two, or more
BUDGET = 20_000  # operations one search may take
_HALVES = 20  # up to this many amounts every subset is looked at, in two halves
_MANY = 8  # from so many amounts their common divisor says how round they are
_FEW_SUMS = 2_000  # up to so many different sums every one is looked at, however many items


@dataclass(frozen=True, slots=True)
class Solutions:
    """The subsets found, as positions in the amounts; at most `MOST`, smallest first."""

    sets: tuple[tuple[int, ...], ...]
    complete: bool  # every subset up to the size asked for was looked at


def search(amounts: Sequence[int], target: int, largest: int = 40, budget: int = BUDGET) -> Solutions:
    """The subsets of `amounts` that sum to `target`, counted up to three.

    Args:
        amounts: whole minor units of one currency, any sign, none of them zero.
        target: whole minor units.
        largest: most items of a set.
        budget: most operations; beyond it only single items, pairs, triples and all but a few are looked at.

    >>> search([100, 200, 300, 500], 600).sets
    ((0, 3), (0, 1, 2))
    >>> search([100, 200, 300, 500], 700).sets
    ((1, 3),)
    """
    return _search(tuple(amounts), target, largest, budget)


@lru_cache(maxsize=20_000)
def _search(amounts: tuple[int, ...], target: int, largest: int, budget: int) -> Solutions:
    if len(amounts) <= _HALVES:
        found, complete = _two_halves(amounts, target), True
    elif _different_sums(amounts) <= _FEW_SUMS:
        found, complete = _sums(amounts, target), True
    else:
        found, complete = _small(amounts, target, budget), False
    kept = sorted((s for s in found if len(s) <= largest), key=lambda s: (len(s), s))
    return Solutions(tuple(kept[:MOST]), complete and largest >= len(amounts))


def _different_sums(amounts: tuple[int, ...]) -> int:
    """How many different sums there are at most: few where amounts repeat."""
    return prod(times + 1 for times in Counter(amounts).values())


def _subset_sums(amounts: tuple[int, ...]) -> list[int]:
    """The sum of every subset, by bit mask."""
    sums = [0]
    for amount in amounts:
        sums += [s + amount for s in sums]
    return sums


@lru_cache(maxsize=4_000)
def _halves(amounts: tuple[int, ...]) -> tuple[dict[int, list[int]], list[int], int]:
    middle = len(amounts) // 2
    left: dict[int, list[int]] = {}
    for mask, total in enumerate(_subset_sums(amounts[:middle])):
        masks = left.setdefault(total, [])
        if len(masks) <= MOST:
            masks.append(mask)
    return left, _subset_sums(amounts[middle:]), middle


def _two_halves(amounts: tuple[int, ...], target: int) -> list[tuple[int, ...]]:
    left, right, middle = _halves(amounts)
    found: list[tuple[int, ...]] = []
    for high, total in enumerate(right):
        masks = left.get(target - total)
        if masks is None:
            continue
        for low in masks:
            mask = low | high << middle
            if mask:
                found.append(tuple(at for at in range(len(amounts)) if mask >> at & 1))
        if len(found) > 4 * MOST:
            break
    return found


def _sums(amounts: tuple[int, ...], target: int) -> list[tuple[int, ...]]:
    """Solutions by the sums reachable so far, where amounts repeat."""
    reach: dict[int, list[tuple[int, ...]]] = {0: [()]}
    for at, amount in enumerate(amounts):
        for total, sets in [(total + amount, [(*s, at) for s in sets]) for total, sets in reach.items()]:
            known = reach.setdefault(total, [])
            known += sets[: MOST + 1 - len(known)]
    return [s for s in reach.get(target, []) if s]


def _small(amounts: tuple[int, ...], target: int, budget: int) -> list[tuple[int, ...]]:
    """Single items, pairs and triples, and the same seen from the whole: all but one, two or three."""
    n, whole = len(amounts), sum(amounts)
    found: set[tuple[int, ...]] = set()
    if whole == target:
        found.add(tuple(range(n)))
    places: dict[int, list[int]] = {}
    for at, amount in enumerate(amounts):
        places.setdefault(amount, []).append(at)
    for wanted, turned in ((target, False), (whole - target, True)):
        chosen = list(_few(amounts, wanted, places, budget))
        found.update(tuple(i for i in range(n) if i not in s) if turned else s for s in chosen)
    return [s for s in found if s]


def _few(amounts: tuple[int, ...], wanted: int, places: dict[int, list[int]], budget: int) -> Iterator[tuple[int, ...]]:
    """Sets of one to three items with a sum; a few more than are counted, then no further."""
    n = len(amounts)
    yield from ((at,) for at in places.get(wanted, ()))
    hits = 0
    for one in range(n):
        for other in places.get(wanted - amounts[one], ()):
            if other > one:
                yield (one, other)
                hits += 1
        if hits > 4 * MOST:
            return
    if n * n // 2 > budget:
        return
    for one in range(n):
        missing = wanted - amounts[one]
        for two in range(one + 1, n):
            for three in places.get(missing - amounts[two], ()):
                if three > two:
                    yield (one, two, three)
                    hits += 1
        if hits > 4 * MOST:
            return


def _power_of_ten(common: int) -> int:
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
    step = common or 1 if len(amounts) >= _MANY else _power_of_ten(common)
    most = min(size, len(amounts) - size) or 1
    largest = sorted((abs(a) for a in amounts), reverse=True)[: max(size, 1)]
    spread = sum(largest) // step
    looked_at = sum(comb(len(amounts), k) for k in range(1, most + 1)) if size else 0
    return max(looked_at, 1) / max(spread, 1)
