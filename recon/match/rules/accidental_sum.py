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
from recon.words import says

POINTS = {"amount": -1.0, "sum": -0.75}  # for each time that accidents are e times likelier than safe

_SAFE_ALONE = 0.01  # so many items of the customer expected to have the amount by accident cost nothing
_MANY = 8  # open items from which the roundness of a customer's amounts is known
_SAFE = 0.001  # so many accidental sets expected cost nothing


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where somebody is known to pay."""
    return bool(said.payers)


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason against by the number of sets expected to hit the amount by accident."""
    if not candidate.payer or all(i in candidate.said.cited for i in candidate.paid):
        return
    if candidate.settled.along:
        return  # it is the payments together that have the sum
    points = book.weights["accidental_sum"]
    expected, open_items = _by_chance(candidate, book)
    if len(candidate.items) == 1:
        if expected > _SAFE_ALONE and open_items >= _MANY:
            yield Evidence(
                points["amount"] * log(expected / _SAFE_ALONE), says("evidence_common_amount", chance=f"{expected:.3g}")
            )
    elif expected > _SAFE:
        worth = max(points["sum"] * log(expected / _SAFE), -5.0)
        yield Evidence(worth, says("evidence_accident", chance=f"{expected:.3g}"))


def expected_by_chance(candidate: Candidate, book: Book) -> float:
    """How many sets of the customers' open items would make up the amount by chance, cited items taken as given."""
    return _by_chance(candidate, book)[0]


def _by_chance(candidate: Candidate, book: Book) -> tuple[float, int]:
    """The same, and the number of open items it is out of; worked out once while the open amounts stay."""
    currency = book.items[candidate.items[0]].currency
    cited = frozenset(candidate.said.cited)
    free = [book.open_minor[i] for i in candidate.items if i not in cited]
    # Round prices make round sums: among those as round as the set itself, an exact sum says less.
    loose, step = len(free), power_of_ten(gcd(*free)) if len(free) > 1 else 1
    key = ("by_chance", candidate.customers, currency, cited, loose, step)
    known = book.remembered(candidate.customers)
    if key not in known:
        pool = [book.open_minor[i] for c in candidate.customers for i in book.open_items(c, currency) if i not in cited]
        size = min(loose, max(len(pool) - loose, 1))
        as_round = [minor for minor in pool if minor % step == 0]
        chances = [accidents(some, min(size, len(some))) for some in (pool, as_round) if some and loose]
        known[key] = (max(chances, default=0.0), len(pool))
    return cast(tuple[float, int], known[key])
