"""One slip of the pen: when a number that is not an item's may be taken for the item's.

The number as written may be that of another document, one that is paid and gone from the list, for instance. So it is
taken for an item's only where all of this holds: the lines of this run cite numbers that are in the list, all but one
in a hundred; the payer is sure; the payment is the item's to the cent, and no other document of the customer, open or
closed, has that amount; the number is one slip away from this item and from no other item of the customer; it is the
only number of the ledger's kind in the text, and where it is another customer's document, that one has another amount.
A structured reference with a wrong check digit is never taken for anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from recon.match.book import Book
from recon.match.candidate import Candidate, payer_sure
from recon.match.difference import Relation
from recon.match.numbers import distance_one
from recon.match.payers import Level
from recon.match.reading import Cited, Reading
from recon.rows import StatementLine
from recon.text import canonical_number

_ENOUGH = 100  # lines that cite a number in full from which a list is known to be complete
_MISSING_PERCENT = 1  # of them, most lines whose number nothing explains
_LEAST_DIGITS = 5


def near(text: str, item_id: str, book: Book) -> bool:
    """True where a number differs from an item's by one digit wrong, left out or put in, or two exchanged."""
    key = _key(text)
    return bool(key) and any(
        distance_one(key, f.key) or (len(f.digits) >= _LEAST_DIGITS and distance_one(key, f.digits))
        for f in book.numbers.forms(item_id)
    )


@lru_cache(maxsize=1_000)
def _key(text: str) -> str:
    """The number as it is compared, "" where it has too few digits."""
    key = canonical_number(text)
    return key if sum(map(str.isdigit, key)) >= _LEAST_DIGITS else ""


def numbers_of_others(said: Reading, items: Iterable[str]) -> Iterator[str]:
    """The numbers of a text that are not those of some items, as written: of no item, or of other items."""
    yield from said.strangers
    own = set(items)
    yield from dict.fromkeys(
        c.text for i, c in said.cited.items() if i not in own and c.level >= Cited.CORE and c.shared == 1
    )


def meant(line: StatementLine, candidate: Candidate, book: Book) -> str:
    """The number in the text by which the candidate's one item was meant, "" where that is not beyond doubt."""
    said = candidate.said
    if not book.listed or len(candidate.items) != 1 or said.broken or not (said.strangers or said.cited):
        return ""
    (item_id,) = candidate.items
    if candidate.settled.relation not in (Relation.EXACT, Relation.DISCOUNT) or item_id in said.cited:
        return ""
    if not payer_sure(candidate):
        return ""
    texts = set(numbers_of_others(said, candidate.items))
    if len(texts) != 1 or len(said.cited) + len(said.strangers) != 1:
        return ""
    (text,) = texts
    if not near(text, item_id, book) or not _of_others(line, candidate, book):
        return ""
    customer = book.items[item_id].customer_id
    family = (customer, *book.family(customer))
    if any(i != item_id and near(text, i, book) for c in family for i in book.open_items(c, line.currency)):
        return ""
    return "" if book.has_amount_elsewhere(item_id, (line.amount_minor, book.items[item_id].amount_minor)) else text


def _of_others(line: StatementLine, candidate: Candidate, book: Book) -> bool:
    """True where whatever the text cites belongs to customers who have nothing to do with it and owe other amounts."""
    for item_id in candidate.said.cited:
        cited = book.items[item_id]
        related = {c for customer in candidate.customers for c in (customer, *book.family(customer))}
        if cited.customer_id in related or line.amount_minor in (book.open_minor[item_id], cited.amount_minor):
            return False
    return True


def listed(readings: Iterable[tuple[StatementLine, Reading]], book: Book) -> bool:
    """True where the lines show that the list is complete: the numbers they cite are in it.

    Args:
        readings: all lines of a run with what they say.
        book: the ledger before anything is settled.
    """
    known = missing = 0
    for line, said in readings:
        if line.amount_minor <= 0:
            continue
        if any(c.level >= Cited.CORE for c in said.cited.values()):
            known += 1
        elif said.strangers and said.payers and said.payers[0].level >= Level.NEAR:
            missing += not any(_explained(text, line, said, book) for text in said.strangers)
    return known >= _ENOUGH and missing * 100 <= known * _MISSING_PERCENT


def _explained(text: str, line: StatementLine, said: Reading, book: Book) -> bool:
    """True where an item of the payer, or one with this amount, is one slip away."""
    customers = [p.customer_id for p in said.payers if p.level >= Level.NEAR]
    family = [member for c in customers for member in (c, *book.family(c))]
    likely = [i for c in dict.fromkeys(family) for i in book.by_customer.get(c, ())]
    likely += book.by_amount.get((line.currency, line.amount_minor), [])
    return any(near(text, i, book) for i in likely)
