"""What the amount is to the items.

What it matches: the open amount to the cent, less a timely discount, within rounding or a limit of the settings, in
another currency at the ordered amount or the day's rate.
Why it is safe: it is never enough by itself; every difference is named; part and over-payments weigh nothing.
Known limits: small round amounts agree by accident, which only rivals with the same amount show.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from recon.match import slips
from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.difference import Relation, even_part
from recon.match.outcome import Evidence
from recon.money import show
from recon.rows import StatementLine
from recon.words import Said, says

POINTS = {
    "exact": 5.5,  # to the cent
    "rounding": 4.5,  # within rounding
    "discount": 5.5,  # less a cash discount in time
    "discount_extra": 2.5,  # less a little more than that
    "withheld": 4.5,  # less a tax of the settings
    "fee": 2.5,  # less a bank's fee within the limit
    "short_pay": 2.0,  # short within the tolerance
    "write_off": 2.0,  # within the limit for write-offs
    "habit": 0.5,  # and what the rule of habits adds
    "part": 0.0,  # cited
    "part_beside": -6.0,  # some items cited, others not
    "part_nearly": -0.5,  # uncited: a few percent are missing
    "part_even": -1.0,  # uncited: a half, a third, a quarter
    "part_uncited": -4.0,  # uncited: another part of one item
    "part_uncited_several": -4.5,  # uncited: a part of several items
    "over": -0.5,  # more than is open
    "over_more": -4.0,  # the text itself says that more items are meant
    "advised": 5.5,  # to the cent by its own list
    "together": 2.5,  # and what the rule of payments together takes off
    "foreign_exact": 5.0,  # another currency: the amount ordered or booked
    "foreign_rate": 3.0,  # another currency: within the band of the day's rate
    "foreign_off": -4.0,  # another currency: outside the band
}


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield one reason naming the relation and the difference."""
    settled = candidate.settled
    kind = settled.relation.value
    if settled.relation is Relation.PART:
        kind = _part(line, candidate, book)
    elif settled.relation is Relation.OVER and (candidate.said.more or _more_cited(candidate, book)):
        kind = "over_more"
    said = _said(settled.relation.value, abs(settled.difference_minor), candidate.currency)
    yield Evidence(book.weights["amount"][kind], said)


@lru_cache(maxsize=10_000)
def _said(relation: str, difference_minor: int, currency: str) -> Said:
    return says(f"evidence_amount_{relation}", difference=show(difference_minor, currency))


def _more_cited(candidate: Candidate, book: Book) -> bool:
    """The payment is to the cent what the text cites of the customers, and the candidate is less of it."""
    known = candidate.said.cited
    mine = [i for i in known if book.items[i].customer_id in candidate.customers and book.payable(i)]
    if not candidate.cited() or len(mine) <= len(candidate.items) or not set(mine).issuperset(candidate.items):
        return False
    paid = sum(book.open_minor[i] for i in candidate.items) + candidate.settled.difference_minor
    return sum(book.open_minor[i] for i in mine) == paid


def _part(line: StatementLine, candidate: Candidate, book: Book) -> str:
    """A part payment nobody announced is unlikely; a few percent less, or an even half or third, is less so."""
    if slips.meant(line, candidate, book):
        return "part"
    if candidate.cited():
        return "part" if len(candidate.cited()) == len(candidate.items) else "part_beside"
    opened = sum(book.open_minor[i] for i in candidate.items)
    short = -candidate.settled.difference_minor
    paid = opened - short
    if len(candidate.items) > 1:
        return "part_uncited_several"
    if short * 100 <= opened * 5:
        return "part_nearly"
    if even_part(opened, paid):
        return "part_even"
    return "part_uncited"
