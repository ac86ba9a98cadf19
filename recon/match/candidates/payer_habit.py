"""Items of the payer that the payment is short of by no more than a person has booked for this customer before."""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import customers_of
from recon.match.reading import Reading
from recon.rows import StatementLine

_NEAREST = 4
ONLY_IN_DOUBT = True  # not asked where the cited items are the payment to the cent


def find(line: StatementLine, minor: int, said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    """Yield the payer's items that a habit of the customer would close, the smallest difference first."""
    if minor <= 0 or not book.habits:
        return
    for customer_id, _, _ in customers_of(said, book):
        known = book.habits.get((customer_id, line.currency), [])
        furthest = max((habit.largest_minor for habit in known), default=0)
        ids = [
            i
            for i in (book.open_items(customer_id, line.currency) if furthest else ())
            if 0 < book.open_minor[i] - minor <= furthest and book.items[i].issued <= line.booked
        ]
        ids.sort(key=lambda i: (book.open_minor[i], book.items[i].due, i))
        yield from ((i,) for i in ids[:_NEAREST])
