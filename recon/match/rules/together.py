"""Other payments of the customer belong to this one.

What it matches: a payment that with others of the same customer is what some items are open for, to the cent: parts of
one item, or all payments of a few days for a set of items.
Why it is safe: it is only proposed; the group is the only one that agrees, and what agrees by accident is counted
against it.
Known limits: payments that cite a number, or are an item by themselves, are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.rows import StatementLine
from recon.words import says, some

POINTS = {"accident": -0.75}  # for each time that accidents are e times likelier than safe

_SAFE = 0.001  # so many accidental groups expected cost nothing


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield the other payments and how many groups would agree by accident."""
    settled = candidate.settled
    if not settled.along:
        return
    worth = book.weights["together"]["accident"] * max(log(max(settled.by_accident, _SAFE) / _SAFE), 0.0)
    said = says("evidence_together", lines=some(settled.along), chance=f"{settled.by_accident:.2g}")
    yield Evidence(worth, said)
