"""One slip of the pen: when a number that is not an item's may be taken for the item's.

The number as written may be that of another document, one that is paid and gone from the list, for instance. So it is
taken for an item's only where all of this holds: the lines of this run show that the list is complete; the payer is
the customer, as far as it is known; the payment is the item's to the cent, or nearly (a fee), and no other document of
the customer has that amount, or else lists as complete as this one leave no doubt; the number is one slip away from
this item, and from no other item of the customer that the payment resembles; nothing else is cited, and where the
number is another customer's document, that one has another amount; it is not about to be issued next, to a customer
who has had the amount before. A structured reference with a wrong check digit is never taken for anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import cast

from recon.match.book import Book
from recon.match.candidate import Candidate, group_payer, payer_sure
from recon.match.completeness import Completeness
from recon.match.difference import Relation, even_part
from recon.match.numbers import distance_one, form
from recon.match.payers import Level
from recon.match.reading import Cited, Reading
from recon.match.rules.rare_amount import is_rare
from recon.rows import StatementLine
from recon.text import canonical_number

_LEAST_DIGITS = 5
_LOOKED_AT = 300  # documents by which it is known how near the numbers of one customer are to each other
_EITHER_SIDE = 20  # documents of the customer due before, and after, that each of them is compared with
_PAIRS_ASSUMED = 20  # pairs, one of them near, that are taken as seen before any is
_NEARLY_PERCENT = 5  # of an item that a fee or a discount may have taken


def near(text: str, item_id: str, book: Book) -> bool:
    """True where a number differs from an item's by one slip.

    That is one digit wrong, left out or put in, two exchanged, or zeros of a row of them left out.
    """
    key = _key(text)
    return bool(key) and any(
        distance_one(key, f.key)
        or (len(f.digits) >= _LEAST_DIGITS and (distance_one(key, f.digits) or _but_for_zeros(key, f.digits)))
        for f in book.numbers.forms(item_id)
    )


def _but_for_zeros(key: str, digits: str) -> bool:
    """True where a number lacks zeros that stand side by side, and nothing else.

    >>> _but_for_zeros("6201788", "62001788"), _but_for_zeros("2631591209", "26310000000591209")
    (True, True)
    >>> _but_for_zeros("621788", "62017088")
    False
    """
    missing = len(digits) - len(key)
    if missing <= 0:
        return False
    same = next((at for at, (one, other) in enumerate(zip(key, digits, strict=False)) if one != other), len(key))
    end = same + missing
    return not digits[same:end].strip("0") and key[same:] == digits[end:]


@lru_cache(maxsize=1_000)
def _key(text: str) -> str:
    """The number as it is compared, "" where it has too few digits."""
    key = canonical_number(text)
    return key if sum(map(str.isdigit, key)) >= _LEAST_DIGITS else ""


def numbers_of_others(said: Reading, items: Sequence[str]) -> tuple[str, ...]:
    """The numbers of a text that are not those of some items, as written: of no item, or of other items."""
    if not said.cited:
        return said.strangers
    others = [c.text for i, c in said.cited.items() if c.level >= Cited.CORE and c.shared == 1 and i not in items]
    return (*said.strangers, *dict.fromkeys(others))


def meant(line: StatementLine, candidate: Candidate, book: Book) -> str:
    """The number in the text by which the candidate's one item was meant, "" where that is not beyond doubt."""
    said, item_id = candidate.said, candidate.items[0]
    if len(candidate.items) != 1 or item_id in said.cited or said.broken or not book.completeness.complete:
        return ""
    texts = numbers_of_others(said, candidate.items)
    if len(texts) != 1 or any(c.text != texts[0] for c in said.cited.values()):
        return ""
    (text,) = texts
    if not near(text, item_id, book) or not (_amount_fits(candidate, book) or _amount_possible(candidate, book)):
        return ""
    if not _payer_fits(candidate, book) or not _of_others(line, candidate, book):
        return ""
    if any(_may_be_meant(i, candidate, book) for i in _as_near(text, item_id, line.currency, book)):
        return ""
    # A part or too much proves nothing by its amount: any item of the customer it may be so of may be as near.
    fits = _amount_fits(candidate, book)
    repeated = not fits or book.has_amount_elsewhere(item_id, (line.amount_minor, book.items[item_id].amount_minor))
    if repeated and book.numbers.series.is_next(form(text)):
        return ""
    minor, owed = line.amount_minor, book.owed(book.items[item_id].customer_id, line.currency)
    possible = 1 if fits else sum(1 for _ in owed.from_on(-(-2 * minor // 3), 4 * minor))
    return text if book.completeness.surely_meant(repeated, possible) else ""


def _as_near(text: str, item_id: str, currency: str, book: Book) -> Iterator[str]:
    """Other items of the customer, or its group, that a number is one slip away from."""
    customer = book.items[item_id].customer_id
    for member in (customer, *book.family(customer)):
        known, key = book.remembered((member,)), ("one_slip", text, currency)
        if key not in known:
            known[key] = [i for i in book.open_items(member, currency) if near(text, i, book)]
        yield from (i for i in cast(list[str], known[key]) if i != item_id)


def _may_be_meant(item_id: str, candidate: Candidate, book: Book) -> bool:
    """An item whose number is as near: unless the payment is the candidate's to the cent and nothing like its own."""
    settled = candidate.settled
    if settled.relation is not Relation.EXACT:
        return True
    paid, opened, amount = settled.shares[0].cash_minor, book.open_minor[item_id], book.items[item_id].amount_minor
    alike = any(other * 9 <= paid * 10 and other * 10 >= paid * 9 for other in (opened, amount))
    return alike or even_part(opened, paid) or even_part(amount, paid)


def _amount_fits(candidate: Candidate, book: Book) -> bool:
    """The payment is the item's to the cent, or the one item of a sure payer that a few percent are missing of."""
    relation = candidate.settled.relation
    if relation in (Relation.EXACT, Relation.DISCOUNT):
        return True
    item = book.items[candidate.items[0]]
    opened, short = book.open_minor[item.item_id], -candidate.settled.difference_minor
    if relation is not Relation.PART or short * 100 > opened * _NEARLY_PERCENT or not payer_sure(candidate):
        return False
    limit = (opened - short) * 100 // (100 - _NEARLY_PERCENT)
    others = book.owed(item.customer_id, item.currency).from_on(opened - short, limit)
    return all(i == item.item_id for i in others)


def _amount_possible(candidate: Candidate, book: Book) -> bool:
    """A sure payer's part of a quarter or more, or as much as half too much, which is no other item's amount."""
    item, relation = book.items[candidate.items[0]], candidate.settled.relation
    if relation not in (Relation.PART, Relation.OVER) or candidate.said.cited or not payer_sure(candidate):
        return False
    opened, gap = book.open_minor[item.item_id], candidate.settled.difference_minor
    paid = opened + gap
    touched = opened != item.open_minor
    if paid * 4 < opened or paid * 2 > opened * 3 or (touched and relation is Relation.OVER):
        return False
    return not book.owed(item.customer_id, item.currency).of(paid)


def _payer_fits(candidate: Candidate, book: Book) -> bool:
    """The payer is likely the customer; where it is nobody known, the amount must be that of no other document."""
    said, payer = candidate.said, candidate.payer or group_payer(candidate, book)
    if payer is not None and payer.level >= Level.NEAR:
        return payer.shared == 1 and len(candidate.customers) == 1
    if any(p.level >= Level.CUT for p in said.payers):
        return False
    return is_rare(candidate, book) or any(
        p.customer_id in candidate.customers and p.shared == 1 for p in said.mentioned
    )


def _of_others(line: StatementLine, candidate: Candidate, book: Book) -> bool:
    """True where whatever the text cites belongs to customers who have nothing to do with it and owe other amounts."""
    for item_id in candidate.said.cited:
        cited = book.items[item_id]
        related = {c for customer in candidate.customers for c in (customer, *book.family(customer))}
        if cited.customer_id in related or line.amount_minor in (book.open_minor[item_id], cited.amount_minor):
            return False
    return True


def completeness(readings: Iterable[tuple[StatementLine, Reading]], book: Book) -> Completeness:
    """How complete the list is by what the lines of a run cite.

    Args:
        readings: all lines of a run with what they say.
        book: the ledger before anything is settled.
    """
    cited = slipped = missing = 0
    for line, said in readings:
        if line.amount_minor <= 0:
            continue
        if any(c.level >= Cited.CORE for c in said.cited.values()):
            cited += 1
        elif said.strangers and said.payers and said.payers[0].level >= Level.NEAR:
            explained = any(_explained(text, line, said, book) for text in said.strangers)
            slipped += explained
            missing += not explained
    return Completeness(cited, slipped, missing, _neighbours(book))


def _neighbours(book: Book) -> float:
    """The chance that two documents of one customer are one slip of the pen apart, as some of the book show it."""
    found, pairs = 1, _PAIRS_ASSUMED
    for item_id in islice(book.items, 0, None, max(len(book.items) // _LOOKED_AT, 1)):
        item = book.items[item_id]
        ids = book.open_items(item.customer_id, item.currency)
        if book.payable(item_id):
            at = ids.index(item_id)
            others = [i for i in ids[max(at - _EITHER_SIDE, 0) : at + _EITHER_SIDE + 1] if i != item_id]
            pairs += len(others)
            found += sum(near(other, item_id, book) for other in others)
    return found / pairs


def _explained(text: str, line: StatementLine, said: Reading, book: Book) -> bool:
    """True where an item of the payer, or one with this amount, is one slip away."""
    customers = [p.customer_id for p in said.payers if p.level >= Level.NEAR]
    family = [member for c in customers for member in (c, *book.family(c))]
    likely = [i for c in dict.fromkeys(family) for i in book.by_customer.get(c, ())]
    likely += book.by_amount.get((line.currency, line.amount_minor), [])
    return any(near(text, i, book) for i in likely)
