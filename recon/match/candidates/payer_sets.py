"""Several items of the payer that together are the payment: the balance, what is past due, any set that fits.

Credit notes count as negative items. Every set that fits is found, up to three, since more than one proves none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from recon.match.book import Book
from recon.match.candidate import customers_of
from recon.match.owed import Owed
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
    looked = 0
    for customer_id, payer, grouped in customers_of(said, book):
        if grouped or payer.level < Level.NEAR or looked >= _MOST_CUSTOMERS:
            return
        looked += 1
        owed = book.owed(customer_id, line.currency)
        known = [at for at, day in enumerate(owed.issued) if day <= line.booked]
        if len(known) < 2:
            continue
        # Beside an item that is the payment itself, the others only cancel out.
        apart = [at for at in known if owed.opens[at] != minor]
        for run in natural_sets(owed, known, minor, line.booked):
            if len(apart) == len(known) or minor not in (owed.opens[at] for at in run):
                yield tuple(owed.ids[at] for at in run)
        if len(apart) <= _MOST_ITEMS:
            found = search([owed.opens[at] for at in apart], minor, book.settings.matching.largest_set)
            yield from (tuple(owed.ids[apart[at]] for at in chosen) for chosen in found.sets if len(chosen) > 1)


def natural_sets(owed: Owed, known: list[int], minor: int, day: date) -> Iterator[list[int]]:
    """The sets a payer has in mind, as places in what is owed, where their sum is the payment.

    The whole balance, all due, all past due, these without credits, all of one due date.
    """
    due = known[: bisect_right(known, day, key=owed.dues.__getitem__)]
    late = known[: bisect_left(known, day, key=owed.dues.__getitem__)]
    invoices = [at for at in known if owed.opens[at] > 0]
    for run in (known, due, late, invoices, [at for at in late if owed.opens[at] > 0]):
        if len(run) > 1 and sum(map(owed.opens.__getitem__, run)) == minor:
            yield run
    for _, same in groupby(known, owed.dues.__getitem__):
        run = list(same)
        if len(run) > 1 and sum(map(owed.opens.__getitem__, run)) == minor:
            yield run
