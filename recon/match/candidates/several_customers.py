"""A set of items of several customers that is exactly the payment, where nothing names the payer. For a person only.

Looked for only among few open items, where a sum says something.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.reading import Reading
from recon.match.sets import search
from recon.rows import StatementLine

_MOST_ITEMS = 12
ONLY_IN_DOUBT = True  # not asked where the cited items are the payment to the cent


def find(line: StatementLine, minor: int, said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    """Yield the sets of a short list of open items that sum to the payment of an unnamed payer."""
    if minor <= 0 or said.payers or said.cited or line.payer_name or len(book.items) > 4 * _MOST_ITEMS:
        return
    ids = [
        i for i in book.items if book.items[i].currency == line.currency and book.payable(i) and book.open_minor[i] > 0
    ]
    if 2 <= len(ids) <= _MOST_ITEMS:
        found = search([book.open_minor[i] for i in ids], minor)
        yield from (tuple(ids[at] for at in chosen) for chosen in found.sets if len(chosen) > 1)
