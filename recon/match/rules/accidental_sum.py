"""A sum that several sets of items could make.

What it matches: two or more items whose sum is the payment and that the text does not all cite.
Why it is safe: it only speaks against: the more sets of this size there are for the range of their sums, the less an
exact sum says.
Known limits: the estimate takes amounts as evenly spread; rivals that are found count by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.match.sets import accidents
from recon.rows import StatementLine
from recon.words import says

_SAFE = 0.001  # so many accidental sets expected cost nothing


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason against by the number of sets expected to hit the amount by accident."""
    loose = [i for i in candidate.paid if i not in candidate.said.cited]
    if not loose or len(candidate.items) < 2:
        return
    expected = expected_by_chance(candidate, book)
    if expected > _SAFE:
        yield Evidence(max(-0.75 * log(expected / _SAFE), -5.0), says("evidence_accident", chance=f"{expected:.3g}"))


def expected_by_chance(candidate: Candidate, book: Book) -> float:
    """How many sets of the customers' open items would make up the amount by chance, cited items taken as given."""
    currency = book.items[candidate.items[0]].currency
    loose = [i for i in candidate.items if i not in candidate.said.cited]
    pool = [
        book.open_minor[i]
        for c in candidate.customers
        for i in book.open_items(c, currency)
        if i not in candidate.said.cited
    ]
    return accidents(pool, min(len(loose), max(len(pool) - len(loose), 1))) if pool and loose else 0.0
