"""Items that are the payment to the cent, of the customers of cited items: the number may be the mistake."""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.reading import Reading
from recon.rows import StatementLine

ONLY_IN_DOUBT = True  # not asked where the cited items are the payment to the cent


def find(line: StatementLine, minor: int, said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    """Yield the items with this amount of the customers of cited items."""
    customers = {book.items[i].customer_id for i in said.cited}
    same = book.by_amount.get((line.currency, minor), []) if customers else []
    yield from ((i,) for i in same if book.items[i].customer_id in customers and i not in said.cited)
