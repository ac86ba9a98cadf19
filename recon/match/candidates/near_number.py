"""Items whose number differs from one in the text by a single slip of the pen, within equal amounts or one payer."""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import customers_of
from recon.match.numbers import distance_one
from recon.match.reading import Reading
from recon.rows import StatementLine
from recon.text import canonical_number

_MOST_EQUAL = 200
ONLY_IN_DOUBT = True  # not asked where the cited items are the payment to the cent


def find(line: StatementLine, minor: int, said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    """Yield the items that a number without an item of its own may have meant."""
    keys = [canonical_number(s) for s in said.strangers] + [canonical_number(q.key) for q in said.broken]
    if not keys:
        return
    customers = [c for c, _, grouped in customers_of(said, book) if not grouped]
    equal = book.by_amount.get((line.currency, minor), [])[:_MOST_EQUAL]
    for key in keys[:4]:
        if len(key) < 5:
            continue
        for item_id in equal:
            if any(
                distance_one(key, f.key) or (f.digits and distance_one(key, f.digits))
                for f in book.numbers.forms(item_id)
            ):
                yield (item_id,)
        yield from ((i,) for i in book.near(key, customers[:4], line.currency))
