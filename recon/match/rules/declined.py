"""A person has said that this payer does not pay for this customer.

What it matches: an earlier refusal of the payer's name for the customer.
Why it is safe: it is a veto, whatever else speaks for it; only a person takes it back.
Known limits: it holds for the payer's name as the bank gives it, legal form and spelling set aside.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.match.reading import Reading
from recon.rows import StatementLine
from recon.text import name_key
from recon.words import says

POINTS = {"declined": -3.0}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where a person has refused a payer of this name."""
    return bool(book.declined and line.payer_name)


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a veto for a refused pair."""
    if not book.declined or not line.payer_name:
        return
    key = name_key(line.payer_name)
    if any((key, customer) in book.declined for customer in candidate.customers):
        worth = book.weights["declined"]["declined"]
        yield Evidence(worth, says("evidence_declined", payer=line.payer_name), veto=True)
