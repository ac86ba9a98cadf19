"""One item of the payer, or of the payer's group, that is the payment: to the cent, or less a timely discount."""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import customers_of
from recon.match.reading import Reading
from recon.rows import StatementLine

_MOST_OF_GROUP = 40
_MOST_EQUAL = 24  # items of one customer with one amount; more of them are a tie all the same


def find(line: StatementLine, minor: int, said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    """Yield the payer's items with exactly this amount, then those a discount in time brings to it."""
    for at, (customer_id, _, _) in enumerate(customers_of(said, book)):
        if at >= _MOST_OF_GROUP:
            return
        owed = book.owed(customer_id, line.currency)
        yield from ((i,) for i in owed.nearest(minor, line.booked, _MOST_EQUAL))
        if minor > 0:
            slack = book.settings.tolerance.discount_percent
            yield from ((i,) for i in owed.less_discount(minor, line.booked, slack))
