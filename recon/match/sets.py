"""Sets of items whose sum is a payment: every solution is counted, and so is the chance of an accidental one.

More than one solution is never posted. The budget is in operations, never in seconds, so that a result can be
re-performed; what was not looked at is said (`upto`). Credit notes are negative amounts like any other.

Amounts that no set with the sum can hold, since nothing could make up for them, are left aside first. Up to 24 amounts
every subset is looked at, in two halves that meet. So it is where few different sums are possible, because amounts
repeat. Beyond that: every set of up to three, mostly up to five items, the same seen from the whole (all but three),
and what a payer has in mind: the items due one after another, and those but for one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from heapq import nlargest, nsmallest
from itertools import chain, combinations, islice
from math import comb, gcd, prod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[Any]  # whole numbers: int64, or of any length where sums would not fit
    Places = NDArray[np.int64]

MOST = 3  # solutions counted: one, two, or more
BUDGET = 20_000  # operations one step of a search may take
_HALVES = 24  # up to this many amounts every subset is looked at
_MANY = 8  # from so many amounts their common divisor says how round they are
_FEW_SUMS = 2_000  # up to so many different sums every one is looked at, however many items
_ENDINGS = 2**16  # of numbers, by which most are told apart
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


@lru_cache(maxsize=2_000)
def _search(amounts: tuple[int, ...], target: int, largest: int, budget: int) -> Solutions:
    n, equal = len(amounts), Counter(amounts)
    every = n <= _HALVES or prod([times + 1 for times in equal.values()]) <= _FEW_SUMS
    upto = n if every else 2 if comb(n, 2) > budget else 4 if 4 * comb(n, 3) > budget else 5
    found: Iterable[Set] = ()
    if able := _able(amounts, target):
        found = _every(amounts, able, target, largest) if every else _few(amounts, able, target, upto, budget)
    kept = _smallest({s for s in found if s and len(s) <= largest})
    return Solutions(tuple(kept), upto >= min(largest, n), min(upto, largest))


def _able(amounts: tuple[int, ...], target: int) -> list[int]:
    """The places of the amounts that a set with this sum may hold; none where there can be no such set."""
    able = list(range(len(amounts)))
    while able:
        below = sum([amounts[at] for at in able if amounts[at] < 0])
        above = sum([amounts[at] for at in able]) - below
        if not below <= target <= above:
            return []
        kept = [at for at in able if target - above <= amounts[at] <= target - below]
        if len(kept) == len(able):
            break
        able = kept
    return able if able and target % gcd(*[amounts[at] for at in able]) == 0 else []


def _smallest(sets: Iterable[Set], most: int = MOST) -> list[Set]:
    return nsmallest(most, sets, key=lambda s: (len(s), s))


# --- every subset


_Equal = list[tuple[int, list[int]]]  # amounts and where each stands


def _every(amounts: tuple[int, ...], able: list[int], target: int, largest: int) -> list[Set]:
    """All solutions, or the smallest of them where there are more than are counted."""
    equal: dict[int, list[int]] = {}
    for at in able:
        equal.setdefault(amounts[at], []).append(at)
    groups = list(equal.items())
    cut = _middle([len(places) + 1 for _, places in groups])
    low, high = groups[:cut], groups[cut:]
    sums, others = _sums(low), _sums(high)
    meet = {target - total for total in others}.intersection(sums)
    if not meet:
        return []
    ones, rest = _by_sum(sums, low, meet), _by_sum(others, high, {target - total for total in meet})
    both = [
        (size + more, one, other)
        for total in meet
        for size, one in ones[total]
        for more, other in rest[target - total]
        if 0 < size + more <= largest
    ]
    both.sort()
    # A size that more than enough smaller ones precede cannot be among the smallest.
    worth = [choice for choice in both if choice[0] <= both[min(MOST, len(both)) - 1][0]]
    return [
        tuple(sorted(one + other)) for _, at, place in worth for one in _taken(at, low) for other in _taken(place, high)
    ]


def _middle(choices: list[int]) -> int:
    """Where to cut, so that the larger part has as few choices as may be."""
    return min(range(len(choices) + 1), key=lambda cut: max(prod(choices[:cut]), prod(choices[cut:])))


def _sums(amounts: _Equal) -> list[int]:
    """The sums of all choices; a choice is how many are taken of each amount, the first counting fastest."""
    sums = [0]
    for amount, places in amounts:
        sums = [total + taken for taken in range(0, amount * (len(places) + 1), amount) for total in sums]
    return sums


def _by_sum(sums: list[int], amounts: _Equal, wanted: set[int]) -> dict[int, list[tuple[int, int]]]:
    """The choices with one of some sums, with their number of items: the smallest of each, a few more than count."""
    sizes = _sums([(1, places) for _, places in amounts])
    found: dict[int, list[tuple[int, int]]] = {}
    for at, total in enumerate(sums):
        if total in wanted:
            found.setdefault(total, []).append((sizes[at], at))
    for total, choices in found.items():
        if len(choices) > MOST + 1:
            choices.sort()
            found[total] = [choice for choice in choices if choice[0] <= choices[MOST][0]]
    return found


def _taken(choice: int, amounts: _Equal) -> list[Set]:
    """The sets of a choice: the smallest of them, a few more than are counted."""
    sets: list[Set] = [()]
    for _, places in amounts:
        choice, count = divmod(choice, len(places) + 1)
        if count:
            ways = list(islice(combinations(places, count), MOST + 1))
            sets = _smallest([tuple(sorted(one + way)) for one in sets for way in ways], MOST + 1)
    return sets


# --- where there are too many


class _Numbers:
    """Some whole numbers, in which others are looked up by the thousand."""

    def __init__(self, numbers: Whole) -> None:
        import numpy as np

        self._numbers = numbers
        self._endings = np.zeros(_ENDINGS, dtype=bool)
        self._endings[self._ending(numbers)] = True

    @staticmethod
    def _ending(numbers: Whole) -> Places:
        return (numbers % _ENDINGS).astype("int64", copy=False)

    @cached_property
    def _order(self) -> Places:
        return self._numbers.argsort(kind="stable")

    @cached_property
    def _ascending(self) -> Whole:
        return self._numbers[self._order]

    def join(self, wanted: Whole) -> Iterator[tuple[int, int]]:
        """Each place in `wanted` with each place at which the same number stands here."""
        # Hardly any number is here: most are told by how they end.
        maybe = self._endings[self._ending(wanted)].nonzero()[0]
        if not len(maybe):
            return
        first, last = (self._ascending.searchsorted(wanted[maybe], side) for side in ("left", "right"))
        for found in (first < last).nonzero()[0].tolist():
            at = int(maybe[found])
            yield from ((at, place) for place in self._order[first[found] : last[found]].tolist())


def _few(amounts: tuple[int, ...], able: list[int], target: int, upto: int, budget: int) -> list[Set]:
    """Sets of up to so many items with a sum, the same seen from the whole (all but three), and runs.

    Four and five items are found by joining pairs with pairs and triples.
    """
    import numpy as np

    fits = sum(map(abs, amounts)) + abs(target) < 2**60
    every = np.array(amounts, dtype=np.int64 if fits else object)
    opens = every[able]
    singles, whole = _Numbers(opens), sum(opens.tolist())
    found, left_out = _up_to_two(opens, singles, target), _up_to_two(opens, singles, whole - target)
    if upto > 2:
        one, other = _places(len(able), 2)
        sums = opens[one] + opens[other]
        pairs = _Numbers(sums)
        first, last = one.tolist(), other.tolist()
        for three, rest in ((found, target), (left_out, whole - target)):
            three.extend(_first((at, first[p], last[p]) for at, p in pairs.join(rest - opens) if first[p] > at))
        joined = pairs.join(target - sums)
        found += _first((first[p], last[p], first[q], last[q]) for p, q in joined if first[q] > last[p])
    if upto > 4:
        low, middle, high = _places(len(able), 3)
        joined = pairs.join(target - opens[low] - opens[middle] - opens[high])
        triples = ((int(low[t]), int(middle[t]), int(high[t]), p) for t, p in joined)
        found += _first((*triple, first[p], last[p]) for *triple, p in triples if first[p] > triple[2])
    if whole == target:
        left_out.append(())
    most = 3 - (len(amounts) - len(able))  # that may be left out besides those that no such set can hold
    found += [tuple([at for at in range(len(able)) if at not in out]) for out in left_out if len(out) <= most]
    runs = _runs(every, target) if comb(len(amounts) + 1, 2) <= budget else []
    return [tuple([able[at] for at in chosen]) for chosen in found] + runs


@lru_cache(maxsize=256)
def _places(n: int, size: int) -> tuple[Places, ...]:
    """The places of all sets of a size, one array for each member, ascending."""
    import numpy as np

    every = np.fromiter(chain.from_iterable(combinations(range(n), size)), np.int64)
    return tuple(every.reshape(-1, size).T.copy())


def _up_to_two(opens: Whole, singles: _Numbers, target: int) -> list[Set]:
    """Sets of one and of two items with a sum."""
    found: list[Set] = [(at,) for at in (opens == target).nonzero()[0].tolist()]
    return found + _first((one, other) for one, other in singles.join(target - opens) if other > one)


def _first(sets: Iterable[Set]) -> list[Set]:
    """A few more of some sets than are counted."""
    return list(islice(sets, _ENOUGH + 1))


def _runs(opens: Whole, target: int) -> list[Set]:
    """Items that follow one another by due date, and such a run without one of its items."""
    import numpy as np

    before = np.concatenate((opens[:0], [0], opens.cumsum())).astype(opens.dtype)
    starts, ends = _places(len(before), 2)
    gaps = before[ends] - before[starts] - target
    exact = _first(tuple(range(starts[at], ends[at])) for at in (gaps == 0).nonzero()[0].tolist())
    but_one = _first(
        tuple([at for at in range(starts[run], ends[run]) if at != without])
        for run, without in _Numbers(opens).join(gaps)
        if starts[run] < without < ends[run] - 1
    )
    return exact + but_one


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
