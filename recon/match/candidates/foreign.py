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
        for currency, owed in book.owed_in(customer_id).items():
            if currency == line.currency:
                continue
            if currency not in worth:
                ordered = line.original_minor if line.original_currency == currency else None
                worth[currency] = ordered or book.converted(minor, line.currency, currency, line.booked)
            if (value := worth[currency]) is not None:
                band = int(value * _BAND)
                near += [(abs(value - book.open_minor[i]), i) for i in owed.from_on(max(value - band, 1), value + band)]
        yield from ((i,) for _, i in sorted(near)[:_NEAREST])
