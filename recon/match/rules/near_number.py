"""A number one slip of the pen away from the item's.

What it matches: one digit wrong, left out or put in, or two neighbours exchanged.
Why it is safe: it never lifts the veto of the number that is not the item's own; it ranks proposals.
Known limits: in a dense range of numbers many items are one slip apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.numbers import distance_one
from recon.match.outcome import Evidence
from recon.rows import StatementLine
from recon.text import canonical_number
from recon.words import says

POINTS = {"one_slip": 5.0}


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason where every single item's number is nearly in the text."""
    if len(candidate.items) != 1 or candidate.items[0] in candidate.said.cited:
        return
    said = candidate.said
    for text in (*said.strangers, *(q.key for q in said.broken)):
        key = canonical_number(text)
        forms = book.numbers.forms(candidate.items[0])
        if any(distance_one(key, f.key) or (len(f.digits) > 4 and distance_one(key, f.digits)) for f in forms):
            worth = book.weights["near_number"]["one_slip"]
            yield Evidence(worth, says("evidence_near_number", number=text, item=candidate.items[0]))
            return
