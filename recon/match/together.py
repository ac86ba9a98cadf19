"""Several payments that belong together: parts of one item, or payments of a few days for items of the same total.

What is cited and closed to the cent may be posted; what only adds up is proposed. Each payment gets its own share of
the items, so that the shares of all of them use up every payment and close every item exactly. Payments that by
themselves are some items take no part. Solutions are counted: where several groups would do, none is proposed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recon.match import duplicates
from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.difference import CLOSING, Relation, Settlement
from recon.match.outcome import Share
from recon.match.payers import Level
from recon.match.reading import Cited, Reading
from recon.match.scoring import Weighed
from recon.match.sets import accidents, search
from recon.rows import StatementLine
from recon.text import name_key

_PARTS_DAYS = 62  # from the first to the last of several parts of one item
_GROUP_DAYS = 5  # between two payments of one group
_MOST_PAYMENTS = 16  # of one customer that are looked at together; the earliest ones
_MOST_PARTS = 6  # of one item
_MOST_ITEMS = 60  # of one customer; more of them make almost any sum by chance
_ACCIDENTS = 0.05  # expected accidental groups from which agreeing proves nothing
_LEAST_DIGITS = 4  # of a number that stands by itself


@dataclass(frozen=True, slots=True)
class Payment:
    """A line that is not posted, and how it has been weighed by itself."""

    line: StatementLine
    minor: int  # what is left of it
    said: Reading
    weighed: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one payment of a group settles."""

    at: int  # position of the payment
    candidate: Candidate


def parts_that_close(payments: Sequence[Payment], book: Book) -> list[tuple[int, ...]]:
    """Groups of payments that may be posted: each cites one and the same item, and together they close it exactly.

    Nothing else stands in their texts, nothing speaks against them, and one payer, or nobody who is named, sent them.

    Returns:
        Positions in `payments`, one tuple for each item.
    """
    by_item: dict[str, list[int]] = {}
    for at in sorted(range(len(payments)), key=lambda n: duplicates.order(payments[n].line)):
        payment = payments[at]
        if item_id := _only_item(payment, book):
            by_item.setdefault(item_id, []).append(at)
    groups = []
    for item_id, held in sorted(by_item.items()):
        one_payer = len({name_key(payments[at].line.payer_name) for at in held}) == 1
        if len(held) > 1 and one_payer and sum(payments[at].minor for at in held) == book.open_minor[item_id]:
            groups.append(tuple(held))
    return groups


def share_of_item(payment: Payment, item_id: str) -> Weighed | None:
    """How a payment has been weighed as a part of one item; None where something forbids it."""
    found = (w for w in payment.weighed if w.candidate.items == (item_id,))
    one = next((w for w in found if w.candidate.settled.relation is Relation.PART), None)
    return one if one is not None and not one.vetoed and not one.has("other_payer") else None


def _only_item(payment: Payment, book: Book) -> str:
    """The one item a payment cites for certain and pays in part, "" where there is none."""
    said = payment.said
    if payment.minor <= 0 or len(said.cited) != 1 or said.strangers or said.broken or said.more:
        return ""
    ((item_id, cited),) = said.cited.items()
    certain = cited.level >= Cited.CORE and cited.shared == 1 and cited.digits >= _LEAST_DIGITS
    if not certain or not book.payable(item_id) or book.items[item_id].currency != payment.line.currency:
        return ""
    return item_id if share_of_item(payment, item_id) is not None else ""


def together(payments: Sequence[Payment], book: Book) -> list[Part]:
    """Groups of uncited payments of one customer that settle items of theirs together: proposals.

    First the parts of one item, then all payments of a few days for a set of items.

    Args:
        payments: lines that are not posted, in any order.
        book: the ledger as it stands.

    Returns:
        One part for each payment of a group; no payment is in two groups.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for at in sorted(range(len(payments)), key=lambda n: duplicates.order(payments[n].line)):
        if customer := _unexplained(payments[at]):
            groups.setdefault((customer, payments[at].line.currency), []).append(at)
    found: list[Part] = []
    for (customer, currency), held in sorted(groups.items()):
        known = held[:_MOST_PAYMENTS]
        items = book.open_items(customer, currency)
        if len(known) < 2 or not items or len(items) > _MOST_ITEMS:
            continue
        used: set[int] = set()
        for item_id, parts, chance in _parts_of_one(known, items, payments, book):
            found += _shared(parts, (item_id,), chance, customer, payments, book)
            used |= set(parts)
        for parts in _of_a_few_days([at for at in known if at not in used], payments):
            if chosen := _items_of(parts, items, payments, book):
                found += _shared(parts, *chosen, customer, payments, book)
    return found


def _unexplained(payment: Payment) -> str:
    """The sure customer of a payment that cites nothing and is no item by itself, "" otherwise."""
    said = payment.said
    if payment.minor <= 0 or said.cited or said.strangers or said.broken or not said.payers:
        return ""
    payer = said.payers[0]
    if payer.level < Level.CUT or payer.shared > 1:
        return ""
    closing = any(w.candidate.settled.relation in CLOSING and w.candidate.payer is not None for w in payment.weighed)
    return "" if closing else payer.customer_id


def _parts_of_one(
    known: list[int], items: list[str], payments: Sequence[Payment], book: Book
) -> Iterator[tuple[str, tuple[int, ...], float]]:
    """Payments that are one item together, where neither another group nor another item would do for any of them."""
    amounts = [payments[at].minor for at in known]
    chance = accidents(amounts, min(len(known), _MOST_PARTS)) * len(items)
    if chance > _ACCIDENTS:
        return
    solutions: list[tuple[str, tuple[int, ...]]] = []
    for item_id in items:
        item, opened = book.items[item_id], book.open_minor[item_id]
        for chosen in search(amounts, opened, _MOST_PARTS).sets if opened > 0 else ():
            parts = tuple(known[at] for at in chosen)
            first, last = payments[parts[0]].line.booked, payments[parts[-1]].line.booked
            if len(parts) > 1 and item.issued <= first and (last - first).days <= _PARTS_DAYS:
                solutions.append((item_id, parts))
    for item_id, parts in solutions:
        rivals = [s for s in solutions if s[0] == item_id or set(s[1]) & set(parts)]
        if len(rivals) == 1:
            yield item_id, parts, chance


def _of_a_few_days(known: list[int], payments: Sequence[Payment]) -> Iterator[tuple[int, ...]]:
    """Runs of payments that follow one another within a few days."""
    run: list[int] = []
    for at in known:
        if run and (payments[at].line.booked - payments[run[-1]].line.booked).days > _GROUP_DAYS:
            yield tuple(run)
            run = []
        run.append(at)
    yield tuple(run)


def _items_of(
    parts: tuple[int, ...], items: list[str], payments: Sequence[Payment], book: Book
) -> tuple[tuple[str, ...], float] | None:
    """The one set of items that is the total of some payments, and how many sets would be by accident."""
    if len(parts) < 2:
        return None
    ids = [i for i in items if book.items[i].issued <= payments[parts[0]].line.booked]
    pool = [book.open_minor[i] for i in ids]
    found = search(pool, sum(payments[at].minor for at in parts), book.settings.matching.largest_set)
    if len(found.sets) != 1:
        return None
    (chosen,) = found.sets
    chance = accidents(pool, len(chosen))
    return (tuple(ids[at] for at in chosen), chance) if chance <= _ACCIDENTS else None


def _shared(
    parts: tuple[int, ...], ids: tuple[str, ...], chance: float, customer: str, payments: Sequence[Payment], book: Book
) -> Iterator[Part]:
    """Each payment's share: credit notes with the first one, then the items by due date as far as the money goes."""
    left = {i: book.open_minor[i] for i in ids}
    names = [payments[at].line.line_id for at in parts]
    for at, own in zip(parts, names, strict=True):
        payment = payments[at]
        money = payment.minor
        shares: list[Share] = []
        for item_id in sorted(ids, key=lambda i: (left[i] > 0, ids.index(i))):
            minor = left[item_id] if left[item_id] < 0 else min(left[item_id], money)
            if minor:
                shares.append(Share(item_id, payment.line.currency, minor, minor))
                left[item_id] -= minor
                money -= minor
        along = tuple(name for name in names if name != own)
        settled = Settlement(Relation.TOGETHER, tuple(shares), 0, 0, along=along, by_accident=chance)
        taken = tuple(i for i in ids if any(s.item_id == i for s in shares))
        payer = payment.said.payer(customer)
        yield Part(at, Candidate(taken, "together", (customer,), payment.said, settled, payer))
