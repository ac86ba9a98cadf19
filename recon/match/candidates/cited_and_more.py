"""Cited items and further items of the same customer that together are the payment: a list cut short ("etc.").

Looked for whenever more was paid than the cited items come to, since money above them is either more items or an
over-payment, and the first must be ruled out before the second is believed.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidates.cited import cited_sets
from recon.match.reading import Reading
from recon.match.sets import search
from recon.rows import StatementLine

ONLY_IN_DOUBT = True  # not asked where the cited items are the payment to the cent


def find(line: StatementLine, minor: int, said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    """Yield each cited set with the other items of its customer that make up the rest."""
    if minor <= 0:
        return
    for ids in cited_sets(said, book):
        customers = {book.items[i].customer_id for i in ids}
        rest = minor - sum(book.open_minor[i] for i in ids)
        if len(customers) != 1 or book.items[ids[0]].currency != line.currency or rest <= 0:
            continue
        owed = book.owed(next(iter(customers)), line.currency)
        # All of them: one that is left out may be the one that was meant.
        others = [at for at in owed.known(line.booked) if owed.ids[at] not in ids]
        for chosen in search([owed.opens[at] for at in others], rest, book.settings.matching.largest_set).sets:
            yield (*ids, *(owed.ids[others[at]] for at in chosen))
