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
    looked = 0
    for customer_id, payer, grouped in customers_of(said, book):
        if grouped or payer.level < Level.NEAR or looked >= _MOST_CUSTOMERS:
            return
        looked += 1
        ids = [i for i in book.open_items(customer_id, line.currency) if book.items[i].issued <= line.booked]
        if len(ids) < 2:
            continue
        # Beside an item that is the payment itself, the others only cancel out.
        apart = [i for i in ids if book.open_minor[i] != minor]
        for run in natural_sets(ids, line, book):
            if sum(book.open_minor[i] for i in run) == minor and set(run) <= set(apart):
                yield run
        if len(apart) <= _MOST_ITEMS:
            found = search([book.open_minor[i] for i in apart], minor, book.settings.matching.largest_set)
            yield from (tuple(apart[at] for at in chosen) for chosen in found.sets if len(chosen) > 1)


def natural_sets(ids: list[str], line: StatementLine, book: Book) -> Iterator[tuple[str, ...]]:
    """The sets a payer has in mind: the whole balance, all past due, all due, all of one due date, all but credits."""
    due = [i for i in ids if book.items[i].due <= line.booked]
    late = [i for i in ids if book.items[i].due < line.booked]
    invoices = [i for i in ids if book.open_minor[i] > 0]
    for run in (ids, due, late, invoices, [i for i in late if book.open_minor[i] > 0]):
        if len(run) > 1:
            yield tuple(run)
    first = 0
    for at in range(1, len(ids) + 1):  # all of one due date
        if at == len(ids) or book.items[ids[at]].due != book.items[ids[first]].due:
            if at - first > 1:
                yield tuple(ids[first:at])
            first = at
