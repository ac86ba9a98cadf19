"""Several items of the payer that together are the payment: the balance, what is past due, any set that fits.

Credit notes count as negative items. Every set that fits is found, up to three, since more than one proves none.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import customers_of
from recon.match.payers import Level
from recon.match.reading import Reading
from recon.match.sets import search
from recon.rows import StatementLine

_MOST_CUSTOMERS = 3
_MOST_ITEMS = 60  # of one customer; more of them make almost any sum by chance
ONLY_IN_DOUBT = True  # not asked where the cited items are the payment to the cent


def find(line: StatementLine, minor: int, said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    """Yield the sets of two or more items of one likely payer that sum to the payment."""
    if minor <= 0:
        return
    for looked, (customer_id, payer, grouped) in enumerate(customers_of(said, book)):
        if grouped or payer.level < Level.NEAR or looked >= _MOST_CUSTOMERS:
            return
        owed = book.owed(customer_id, line.currency)
        for run in owed.natural(minor, line.booked):
            # Beside an item that is the payment itself, the others only cancel out.
            if minor not in [owed.opens[at] for at in run]:
                yield tuple([owed.ids[at] for at in run])
        if owed.count(line.booked) - owed.times(minor) > _MOST_ITEMS:
            continue
        apart = [at for at in owed.known(line.booked) if owed.opens[at] != minor]
        if len(apart) <= _MOST_ITEMS:
            found = search([owed.opens[at] for at in apart], minor, book.settings.matching.largest_set)
            yield from (tuple([owed.ids[apart[at]] for at in chosen]) for chosen in found.sets if len(chosen) > 1)
