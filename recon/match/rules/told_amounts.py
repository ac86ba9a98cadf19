"""The amounts that the text gives to its numbers.

What it matches: a text that names an amount for each document it cites, and these amounts are the payment to the cent.
Why it is safe: each amount has one number, none is more than what is open, and the shares follow them exactly.
Known limits: a list that gives the amounts of the documents instead of those paid is no such list unless it adds up.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.match.reading import Reading
from recon.rows import StatementLine
from recon.words import says

POINTS = {
    "told": 2.0,  # every item receives what the text gives to it
    "other": -3.0,  # the text gives other amounts
}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where the text gives amounts to numbers."""
    return bool(said.parts)


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason where every item receives what the text gives to it, one against where not."""
    parts, weights = candidate.said.parts, book.weights["told_amounts"]
    if {s.item_id: s.cash_minor for s in candidate.settled.shares} == parts:
        yield Evidence(weights["told"], says("evidence_told_amounts", count=len(parts)))
    elif parts:
        yield Evidence(weights["other"], says("evidence_told_otherwise", count=len(parts)))
