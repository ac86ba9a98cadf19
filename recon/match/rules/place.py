"""The payer's place is not the customer's.

What it matches: the city of the payer's address against the city of the master data.
Why it is safe: it only speaks against, and only where both are known.
Known limits: head offices and branches have addresses of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.match.reading import Reading
from recon.rows import StatementLine
from recon.text import normal
from recon.words import often

POINTS = {"other": -2.0}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where the payer's place is known."""
    return bool(line.payer_city)


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason against where the cities differ."""
    if not line.payer_city or len(candidate.customers) != 1:
        return
    customer = book.customers.get(candidate.customers[0])
    if customer is not None and customer.city and normal(customer.city) != normal(line.payer_city):
        said = often("evidence_place", paid=line.payer_city, customer=customer.city)
        yield Evidence(book.weights["place"]["other"], said)
