"""What the amount is to the items.

What it matches: the open amount to the cent, less a timely discount, within rounding or a limit of the settings, in
another currency at the ordered amount or the day's rate.
Why it is safe: it is never enough by itself; every difference is named; part and over-payments weigh nothing.
Known limits: small round amounts agree by accident, which only rivals with the same amount show.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.difference import Relation
from recon.match.outcome import Evidence
from recon.money import show
from recon.rows import StatementLine
from recon.words import says

_POINTS = {
    Relation.EXACT: 5.5,
    Relation.ROUNDING: 4.5,
    Relation.DISCOUNT: 5.5,
    Relation.DISCOUNT_EXTRA: 2.5,
    Relation.FEE: 2.5,
    Relation.SHORT: 2.0,
    Relation.WRITE_OFF: 2.0,
    Relation.HABIT: 0.5,  # and what the rule of habits adds
    Relation.PART: 0.0,
    Relation.OVER: -0.5,
    Relation.FOREIGN_EXACT: 5.0,
    Relation.FOREIGN_RATE: 3.0,
    Relation.FOREIGN_OFF: -4.0,
}


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield one reason naming the relation and the difference."""
    settled = candidate.settled
    currency = book.items[candidate.items[0]].currency
    worth = _POINTS[settled.relation]
    if settled.relation is Relation.PART:
        worth = _part(candidate, book)
    elif settled.relation is Relation.OVER and candidate.said.more:
        worth = -4.0  # the text itself says that more items are meant
    yield Evidence(
        worth,
        says(f"evidence_amount_{settled.relation.value}", difference=show(abs(settled.difference_minor), currency)),
    )


def _part(candidate: Candidate, book: Book) -> float:
    """A part payment nobody announced is unlikely; a few percent less, or an even half or third, is less so."""
    if candidate.cited():
        return 0.0 if len(candidate.cited()) == len(candidate.items) else -6.0
    opened = sum(book.open_minor[i] for i in candidate.items)
    short = -candidate.settled.difference_minor
    paid = opened - short
    if len(candidate.items) > 1:
        return -4.5
    if short * 100 <= opened * 5:
        return -0.5
    if any(abs(opened - n * paid) <= n for n in (2, 3, 4)):
        return -1.0
    return -4.0
