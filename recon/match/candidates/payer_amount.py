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
        equal = owed.of(minor)
        equal.sort(key=lambda i: (abs((book.items[i].due - line.booked).days), i))
        yield from ((i,) for i in equal[:_MOST_EQUAL])
        if minor <= 0:
            continue
        slack = book.settings.tolerance.discount_percent
        for item_id in owed.ids if book.discounts else ():
            item = book.items[item_id]
            if item.discount_minor and item.discount_until is not None and line.booked <= item.discount_until:
                short = book.open_minor[item_id] - minor - item.discount_minor
                if 0 <= short <= int(item.amount_minor * slack / 100):
                    yield (item_id,)
