"""Any item with exactly this amount, whoever owes it. Amount alone is shown to a person, never posted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from recon.match.book import Book
from recon.match.reading import Reading
from recon.rows import StatementLine

_NEAREST = 5
_LOOKED_AT = 100  # items due before the booking day, and as many due after it
LAST_RESORT = True  # not asked where a cited item or one of the payer's is the payment


def find(line: StatementLine, minor: int, said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    """Yield the items with this amount whose due date is nearest to the booking day."""
    same = book.by_amount.get((line.currency, minor), [])
    if len(same) > 2 * _LOOKED_AT:
        middle = bisect_left(same, line.booked, key=lambda i: book.items[i].due)
        same = same[max(middle - _LOOKED_AT, 0) : middle + _LOOKED_AT]
    issued = [i for i in same if book.items[i].issued <= line.booked] or same
    issued = sorted(issued, key=lambda i: (abs((book.items[i].due - line.booked).days), i))
    yield from ((i,) for i in issued[:_NEAREST])
