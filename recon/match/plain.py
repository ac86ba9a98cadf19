"""Plain lines: the text cites items in full that are the payment to the cent, the payer agrees or is unknown, and
nothing speaks against. They are posted before anything is searched for, and never left to a person.

Law: what is posted here is what the rounds would post. A rival of such a line is an item the text does not cite: it
lacks the points of the number, and a number that is another item's forbids it. Two lines that cite one item and might
close it are not plain, since one of them may be a payment made twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log

from recon.match.book import Book
from recon.match.candidate import whole
from recon.match.licence import UNCITED_FROM, Licence, licence
from recon.match.reading import Cited, Reading
from recon.match.scoring import MOST_CANDIDATES, Weighed, weigh_only
from recon.rows import StatementLine


def earliest(line: StatementLine, minor: int, said: Reading, book: Book) -> int:
    """The lowest rank of a licence that a line may have on the book as it stands: it need not be weighed before.

    Arguments as `plain`.
    """
    if not said.cited:
        return UNCITED_FROM
    slack = book.limit(book.settings.tolerance.rounding, line.currency)
    total = several = 0
    for item_id, citation in said.cited.items():
        item = book.items[item_id]
        if citation.shared > 1 or citation.level <= Cited.ORDER or item.currency != line.currency or minor < 0:
            return 1
        if book.payable(item_id):
            opened = book.open_minor[item_id]
            if item.discount_minor or abs(minor - opened) <= slack:
                return 1
            total += opened
            several += 1
    return 1 if several > 2 or abs(minor - total) <= slack else 2


class Citations:
    """How many lines of a run cite each item."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._lines = Counter(item_id for said in readings for item_id in said.cited)

    def only_one(self, said: Reading) -> bool:
        """True where no other line cites an item that this reading cites."""
        return all(self._lines[i] == 1 for i in said.cited)


def plain(line: StatementLine, minor: int, said: Reading, book: Book) -> tuple[Weighed, Licence] | None:
    """What a plain line pays and what allows it; None where the line is not plain.

    Args:
        line: the bank line.
        minor: what is left of it.
        said: what the line says.
        book: the ledger as it stands.
    """
    if minor <= 0 or said.strangers or said.broken:
        return None
    if not whole(minor, line.currency, said, book, Cited.CORE if said.payers else Cited.LOOSE):
        return None
    weighed = weigh_only(line, minor, tuple(said.cited), said, book)
    if weighed is None or (said.payers and weighed.candidate.payer is None):
        return None
    limits = book.settings.matching
    against = any(reason.veto or reason.points < 0 for _, reason in weighed.evidence)
    by_number = sum(reason.points for rule, reason in weighed.evidence if rule == "number")
    if against or by_number < float(limits.post_margin) + log(MOST_CANDIDATES):
        return None
    if weighed.probability < float(limits.post_probability):
        return None
    allowed = licence(line, minor, weighed, (), book)
    return (weighed, allowed) if allowed is not None and allowed.rank == 1 else None
