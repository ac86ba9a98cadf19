"""Items in another currency that the payment is worth: the amount ordered, or the amount at the day's rate.

Only cited items and items of a known payer are looked at; equal figures in two currencies mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from recon.match.book import Book
from recon.match.candidate import customers_of
from recon.match.payers import Level
from recon.match.reading import Reading
from recon.rows import StatementLine

_BAND = Decimal("0.02")
_NEAREST = 4
ONLY_IN_DOUBT = True  # not asked where the cited items are the payment to the cent


def find(line: StatementLine, minor: int, said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    """Yield the payer's items in other currencies whose worth is nearest to the payment."""
    if minor <= 0:
        return
    worth: dict[str, int | None] = {}
    for at, (customer_id, payer, _) in enumerate(customers_of(said, book)):
        if at >= 8 or payer.level < Level.NEAR:
            return
        near: list[tuple[int, str]] = []
        for item_id in book.by_customer.get(customer_id, ()):
            currency = book.items[item_id].currency
            if currency == line.currency or not book.payable(item_id) or book.open_minor[item_id] < 0:
                continue
            if currency not in worth:
                ordered = line.original_minor if line.original_currency == currency else None
                worth[currency] = ordered or book.converted(minor, line.currency, currency, line.booked)
            value = worth[currency]
            if value is not None and abs(value - book.open_minor[item_id]) <= value * _BAND:
                near.append((abs(value - book.open_minor[item_id]), item_id))
        yield from ((i,) for _, i in sorted(near)[:_NEAREST])
