"""An amount that items could make by accident.

What it matches: items that the text does not all cite and whose sum, or whose one amount, is the payment.
Why it is safe: it only speaks against: the more sets of this size there are for the range of their sums, the less an
exact sum says.
Known limits: the estimate takes amounts as evenly spread; rivals that are found count by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd, log
from typing import cast

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.match.reading import Reading
from recon.match.sets import accidents, power_of_ten
from recon.rows import StatementLine
from recon.words import often

POINTS = {"amount": -1.0, "sum": -0.75}  # for each time that accidents are e times likelier than safe

_SAFE_ALONE = 0.01  # so many items of the customer expected to have the amount by accident cost nothing
_MANY = 8  # open items from which the roundness of a customer's amounts is known
_SAFE = 0.001  # so many accidental sets expected cost nothing


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where somebody is known to pay."""
    return bool(said.payers)


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason against by the number of sets expected to hit the amount by accident."""
    if not candidate.payer or candidate.settled.along:
        return  # of payments together, it is all of them that have the sum
    cited = candidate.said.cited
    if cited and all(i in cited for i in candidate.paid):
        return
    points = book.weights["accidental_sum"]
    expected, open_items = _by_chance(candidate, book)
    if len(candidate.items) == 1:
        if expected > _SAFE_ALONE and open_items >= _MANY:
            worth = points["amount"] * log(expected / _SAFE_ALONE)
            yield Evidence(worth, often("evidence_common_amount", chance=f"{expected:.3g}"))
    elif expected > _SAFE:
        worth = max(points["sum"] * log(expected / _SAFE), -5.0)
        yield Evidence(worth, often("evidence_accident", chance=f"{expected:.3g}"))


def expected_by_chance(candidate: Candidate, book: Book) -> float:
    """How many sets of the customers' open items would make up the amount by chance, cited items taken as given."""
    return _by_chance(candidate, book)[0]


def _by_chance(candidate: Candidate, book: Book) -> tuple[float, int]:
    """The same, and the number of open items it is out of; worked out once while the open amounts stay."""
    customers, currency = candidate.customers, candidate.currency
    cited = frozenset([i for i in candidate.said.cited if book.items[i].customer_id in customers])
    free = [i for i in candidate.items if i not in cited] if cited else candidate.items
    # Round prices make round sums: among those as round as the set itself, an exact sum says less.
    loose = len(free)
    step = power_of_ten(gcd(*[book.open_minor[i] for i in free])) if loose > 1 else 1
    key = ("by_chance", customers, currency, cited, loose, step)
    known = book.remembered(customers)
    if (chance := known.get(key)) is None:
        owed = [book.owed(customer, currency) for customer in customers]
        if cited:
            pool = [minor for one in owed for i, minor in zip(one.ids, one.opens, strict=True) if i not in cited]
        else:
            pool = [minor for one in owed for minor in one.opens]
        size = min(loose, max(len(pool) - loose, 1))
        pools = [pool, [minor for minor in pool if minor % step == 0]] if step > 1 else [pool]
        chances = [accidents(some, min(size, len(some))) for some in pools if some and loose]
        chance = known[key] = (max(chances, default=0.0), len(pool))
    return cast(tuple[float, int], chance)
