"""Items of the payer that the payment is a little short of: a fee, a discount, a tax, a part. For a person to look at.

The nearest amounts first; then, where nothing is near, the oldest items a part payment would go to.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from recon.match.book import Book
from recon.match.candidate import customers_of
from recon.match.payers import Level
from recon.match.reading import Reading
from recon.rows import StatementLine

_NEAREST = 4
_FEE_LIKE_PERCENT = 6
_FEE_LIKE = Decimal(40)  # currency units
_TAXES = (10, 12, 15, 20, 25, 30)  # percent that states let payers keep back
ONLY_IN_DOUBT = True  # not asked where the cited items are the payment to the cent
LAST_RESORT = True  # not asked where a cited item or one of the payer's is the payment


def find(line: StatementLine, minor: int, said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    """Yield the payer's items nearest above the payment, less a tax, an even part, nearest below, the oldest."""
    if minor <= 0:
        return
    for at, (customer_id, payer, grouped) in enumerate(customers_of(said, book)):
        if at >= 4 or (payer.level < Level.NEAR and payer.shared > 2):
            return
        ids = [
            i
            for i in book.open_items(customer_id, line.currency)
            if book.open_minor[i] > 0 and book.items[i].issued <= line.booked
        ]
        if not ids:
            continue
        fee_like = book.limit(_FEE_LIKE, line.currency)
        near = [
            i
            for i in ids
            if 0 < book.open_minor[i] - minor <= max(book.open_minor[i] * _FEE_LIKE_PERCENT // 100, fee_like)
        ]
        near.sort(key=lambda i: (book.open_minor[i], book.items[i].due, i))
        yield from ((i,) for i in near[:_NEAREST])
        taxed = [i for i in ids if any(abs(book.open_minor[i] * (100 - p) - 100 * minor) <= 50 for p in _TAXES)]
        yield from ((i,) for i in taxed[:2])
        if grouped:
            continue
        parts = [i for i in ids if any(abs(book.open_minor[i] - n * minor) <= n for n in (2, 3, 4))]
        yield from ((i,) for i in parts[:3])
        above = sorted((i for i in ids if book.open_minor[i] > minor), key=lambda i: (book.items[i].due, i))
        yield from ((i,) for i in above[:2])
        below = sorted((i for i in ids if book.open_minor[i] < minor), key=lambda i: (minor - book.open_minor[i], i))
        yield from ((i,) for i in below[:1])
        yield oldest(ids, minor, book)


def oldest(ids: list[str], minor: int, book: Book) -> tuple[str, ...]:
    """The oldest due items that the money reaches; items that would receive nothing are left out."""
    taken: list[str] = []
    left = minor
    for item_id in ids:
        if left <= 0:
            break
        taken.append(item_id)
        left -= book.open_minor[item_id]
    return tuple(taken)
