"""The customer's name stands in the text.

What it matches: all words of the name, in any order, in the remittance text (on behalf of, or no payer given).
Why it is safe: one word is never enough, and the name must be whole.
Known limits: a text may name a customer it does not pay for.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.match.reading import Reading
from recon.rows import StatementLine
from recon.words import often

POINTS = {"named": 4.5}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where the text names a customer."""
    return bool(said.mentioned)


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason where the text names the candidate's customer and the payer field does not."""
    if candidate.payer is not None:
        return
    named = [p for p in candidate.said.mentioned if p.customer_id in candidate.customers]
    if named:
        worth = book.weights["named_in_text"]["named"] - 2.0 * log(named[0].shared)
        yield Evidence(worth, often("evidence_in_text", customer=named[0].how))
