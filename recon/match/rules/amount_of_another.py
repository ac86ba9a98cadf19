"""The payment is another item to the cent.

What it matches: cited items that the payment only pays in part, or overpays, while another open item of the same
customer is exactly the payment; not where several payments cite the item and pay just this part of it.
Why it is safe: it only speaks against, and is a veto: the number or the amount is wrong, and a person can tell which.
Known limits: an over-payment may agree with another item by accident.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.difference import Relation
from recon.match.outcome import Evidence
from recon.match.reading import Reading
from recon.rows import StatementLine
from recon.words import often

POINTS = {"another": -7.0}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where an item is cited."""
    return bool(said.cited)


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a veto naming the item that the payment is."""
    settled = candidate.settled
    if settled.relation not in (Relation.PART, Relation.OVER) or not candidate.cited():
        return
    opened = sum(book.open_minor[i] for i in candidate.items)
    if len(candidate.items) == 1 and book.practice.pays_off(book.items[candidate.items[0]], line.amount_minor):
        return
    others = [
        i
        for customer in candidate.customers
        for i in book.owed(customer, candidate.currency).of(opened + settled.difference_minor, line.booked)
        if i not in candidate.said.cited
    ]
    if others:
        yield Evidence(
            book.weights["amount_of_another"]["another"],
            often("evidence_amount_of_another", other=others[0]),
            veto=True,
        )
