"""A candidate: one way to apply a line to items, with what the line says and how the money would be shared out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from recon.match.book import Book
from recon.match.customs import Usual
from recon.match.difference import Settlement
from recon.match.payers import Level, Payer
from recon.match.reading import Cited, Reading

EARLY_DAYS = 3  # before its issue a document is known to nobody but its customer
_PAYERS_LOOKED_AT = 8  # customers a line's payer may be, best first
_LONG_ENOUGH = 6  # letters and digits of a number that stands by itself


@dataclass(slots=True, eq=False)
class Candidate:
    """A line's candidate. Generators name the items, the settlement follows from the amounts."""

    items: tuple[str, ...]  # item ids by due date
    how: str  # name of the generator
    customers: tuple[str, ...]  # whose items they are, sorted
    said: Reading
    settled: Settlement
    payer: Payer | None = None  # how the payer fits the customer; the weakest fit where there are several
    usual: Usual | None = None  # the custom of these books that explains the difference
    currency: str = field(init=False)  # of the items
    paid: tuple[str, ...] = field(init=False)  # the items that receive money
    _cited: tuple[str, ...] = field(init=False)  # the items the text cites

    def __post_init__(self) -> None:
        known = self.said.cited
        shares = self.settled.shares
        self.currency = shares[0].currency
        self.paid = tuple([s.item_id for s in shares]) if len(shares) > 1 else (shares[0].item_id,)
        self._cited = tuple([i for i in self.items if i in known]) if known else ()

    def cited(self, least: Cited = Cited.TAIL) -> tuple[str, ...]:
        """The candidate's items that the text cites at least so surely."""
        if least <= Cited.TAIL or not self._cited:
            return self._cited
        known = self.said.cited
        return tuple([i for i in self._cited if known[i].level >= least])


def fit(said: Reading, customers: tuple[str, ...]) -> Payer | None:
    """How the payer fits some customers: the weakest fit, None where it does not fit one of them."""
    if not said.payers:
        return None
    fits = [said.payer(c) for c in customers]
    if len(fits) == 1:
        return fits[0]
    known = [p for p in fits if p is not None]
    return min(known, key=lambda p: p.level) if known and len(known) == len(fits) else None


def payer_sure(candidate: Candidate) -> bool:
    """The payer is one customer, by account, alias or name, and the items are that customer's."""
    payer = candidate.payer
    return payer is not None and payer.level >= Level.CUT and payer.shared == 1 and len(candidate.customers) == 1


def group_payer(candidate: Candidate, book: Book) -> Payer | None:
    """The payer where it is not the items' customer but of its group, and surely no other customer; else None."""
    if candidate.payer is not None or len(candidate.customers) != 1:
        return None
    family = book.family(candidate.customers[0])
    return next((p for p in candidate.said.payers if p.customer_id in family and p.level >= Level.NEAR), None)


def customers_of(said: Reading, book: Book) -> tuple[tuple[str, Payer, bool], ...]:
    """The customers a line may pay for: those the payer fits, then the members of their groups.

    Returns:
        customer id, how the payer fits, and whether it is by the group only.
    """
    return book.of_line("customers_of", said, lambda: tuple(_customers_of(said, book)))


def _customers_of(said: Reading, book: Book) -> Iterator[tuple[str, Payer, bool]]:
    seen: set[str] = set()
    payers = [*said.payers[:_PAYERS_LOOKED_AT], *said.mentioned[:4]]
    for payer in payers:
        if payer.customer_id not in seen:
            seen.add(payer.customer_id)
            yield payer.customer_id, payer, False
    for payer in payers if book.groups else ():
        if payer.level >= Level.NEAR:
            for member in book.family(payer.customer_id):
                if member not in seen:
                    seen.add(member)
                    yield member, payer, True


def whole(minor: int, currency: str, said: Reading, book: Book, least: Cited = Cited.LOOSE) -> bool:
    """True where all that a text cites are open items, each beyond doubt, and together the payment to the cent.

    Args:
        minor: what is left of the line, in minor units of `currency`.
        currency: of the line.
        said: what the line says.
        book: the ledger as it stands.
        least: how surely every item must be cited.
    """
    total = 0
    for item_id, citation in said.cited.items():
        if citation.level < least or citation.shared > 1 or citation.digits < _LONG_ENOUGH:
            return False
        if not book.payable(item_id) or book.items[item_id].currency != currency:
            return False
        total += book.open_minor[item_id]
    return bool(said.cited) and total == minor
