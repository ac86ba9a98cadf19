"""Cited invoices less credit notes of the same customers: what a customer who nets pays.

Only an exact sum is looked for, so that a part payment is not explained by chance. A credit note that was promised is
often issued only after the payment; such a set is shown, and casts doubt on a part payment, but is not posted.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidates.cited import cited_sets
from recon.match.reading import Reading
from recon.match.sets import search
from recon.rows import StatementLine

_PROMISED_DAYS = 30  # by which a credit note may be issued after it was deducted
ONLY_IN_DOUBT = True  # not asked where the cited items are the payment to the cent


def find(line: StatementLine, minor: int, said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    """Yield each cited set with the credit notes that make up the missing amount."""
    if minor <= 0:
        return
    for ids in cited_sets(said, book):
        if book.items[ids[0]].currency != line.currency:
            continue
        missing = minor - sum(book.open_minor[i] for i in ids)
        if missing >= 0:
            continue
        customers = sorted({book.items[i].customer_id for i in ids})
        credits = [
            i
            for c in customers
            for i in book.owed(c, line.currency).credits()
            if i not in ids and (book.items[i].issued - line.booked).days <= _PROMISED_DAYS
        ]
        for chosen in search([book.open_minor[i] for i in credits], missing, largest=4).sets if credits else ():
            yield (*ids, *(credits[at] for at in chosen))
