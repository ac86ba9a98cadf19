"""Credit notes that money paid out settles: of the customer it went to, to the cent."""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import customers_of
from recon.match.reading import Reading
from recon.match.sets import search
from recon.rows import StatementLine


def find(line: StatementLine, minor: int, said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    """Yield the sets of the receiver's credit notes that are the payment."""
    if minor >= 0:
        return
    for customer_id, _, grouped in list(customers_of(said, book))[:3]:
        if grouped:
            return
        ids = book.owed(customer_id, line.currency).credits()
        found = search([book.open_minor[i] for i in ids], minor, 6) if ids else None
        yield from (tuple(ids[at] for at in chosen) for chosen in (found.sets if found else ()))
