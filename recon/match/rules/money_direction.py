"""Money goes the wrong way.

What it matches: money in against credit notes alone, money out against invoices.
Why it is safe: it is a veto and nothing else; the pairing of a return with its receipt is another matter.
Known limits: money in that pays back a refund waits for a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.rows import StatementLine
from recon.words import says

POINTS = {"wrong": -8.0}


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a veto where the sum of the items has the other sign, or money out would settle an invoice."""
    opens = [book.open_minor[i] for i in candidate.items]
    out = line.amount_minor < 0
    if (sum(opens) < 0) != out or (out and max(opens) > 0):
        yield Evidence(book.weights["money_direction"]["wrong"], says("evidence_direction"), veto=True)
