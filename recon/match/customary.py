"""Payments without any number that pay one item in a way that is usual in these books (`customs`).

Law: the payer is sure, and the payment is exactly one item of the payer, or of its group, less a custom; no item, no
set of items, no other custom explains it, no other payment claims the item, and so few items would agree by accident
that it is as sure as an exact amount. The cash is applied; what is short stays open, what is too much on account.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, groupby
from typing import cast

from recon.match import duplicates
from recon.match.book import Book
from recon.match.candidate import EARLY_DAYS, Candidate, fit
from recon.match.customs import Custom, Customs, Kind, Usual, stated_parts
from recon.match.difference import Relation, settle
from recon.match.payers import Level, Payer, account_key
from recon.match.reading import Cited
from recon.match.scoring import Weighed, among
from recon.match.sets import accidents, search
from recon.match.together import Payment
from recon.rows import StatementLine

HOW = "customary"  # name of these candidates
_FEW = 3  # items of a set that a payer may well have in mind, whatever the accident
_NO_ACCIDENT = 0.05  # so many sets of a size expected by accident: one that is found means something
_MOST_PAIRED = 60  # items whose pairs are looked at
_TENTHS = range(1, 10)  # a part in whole units is most often so many tenths
_Made = dict[int, list[tuple[str, Usual]]]  # amount -> items and customs
_MADE = ("made by custom",)  # under which it is kept
_DIFFERING = frozenset({Relation.PART, Relation.OVER, Relation.FEE, Relation.SHORT, Relation.WRITE_OFF})


def by_custom(payments: Sequence[Payment], customs: Customs, book: Book) -> dict[int, tuple[Weighed, ...]]:
    """The payments that may be posted by a custom.

    Args:
        payments: lines that are not posted, in any order.
        customs: what the cited payments of this run did.
        book: the ledger as it stands.

    Returns:
        position in `payments` -> all alternatives of the line; the one with a custom is to be posted.
    """
    taken = {i for payment in payments for i in (*payment.said.cited, *_exact_items(payment))}
    odds = customs.odds_of_none()
    claims: dict[str, list[tuple[int, Usual]]] = {}
    groups = [_group(payment, book) for payment in payments]
    for _, places in groupby(sorted(range(len(payments)), key=groups.__getitem__), groups.__getitem__):
        for at in places:
            found = _explained(payments[at], customs, odds, book)
            if found is not None and found[0] not in taken:
                claims.setdefault(found[0], []).append((at, found[1]))
        book.memo.pop(_MADE, None)
    chosen: dict[int, tuple[Weighed, ...]] = {}
    for item_id, held in sorted(claims.items()):
        at, usual = min(held, key=lambda one: duplicates.order(payments[one[0]].line))
        # Two payments of one item are instalments of the same size, or one of them is a mistake.
        if len({u.custom for _, u in held}) > 1 or (len(held) > 1 and usual.custom.kind is not Kind.EVEN):
            continue
        if weighed := _weighed(payments[at], item_id, usual, book):
            chosen[at] = weighed
    return chosen


def posted(weighed: Sequence[Weighed]) -> Weighed:
    """The alternative with a custom."""
    return next(w for w in weighed if w.candidate.usual is not None)


def learn(customs: Customs, line: StatementLine, weighed: Weighed, book: Book) -> None:
    """Let a posting teach, where its one item is cited beyond doubt, or its items are those of another of the group.

    Args:
        customs: what is known so far.
        line: the bank line.
        weighed: what of it was posted.
        book: the ledger.
    """
    candidate, settled = weighed.candidate, weighed.candidate.settled
    if len(candidate.cited(Cited.CORE)) != len(candidate.items) or len(candidate.customers) != 1:
        return
    (customer,) = candidate.customers
    if settled.relation is Relation.EXACT and weighed.has("group"):
        payer = next((p for p in candidate.said.payers if p.level >= Level.CUT and p.shared == 1), None)
        if payer is not None:
            customs.add_for(payer.customer_id, customer)
    if len(candidate.items) == 1 and settled.relation in _DIFFERING and not weighed.has("other_payer"):
        item = book.items[candidate.items[0]]
        paid = sum(s.line_minor for s in settled.shares) + settled.remainder_minor
        if item.currency == line.currency:
            customs.add(item.currency, customer, item.amount_minor, paid - settled.difference_minor, paid)


def _exact_items(payment: Payment) -> Iterator[str]:
    """The single items that a payment is, where its payer may be their customer."""
    for weighed in payment.weighed:
        candidate = weighed.candidate
        if len(candidate.items) == 1 and candidate.settled.relation is Relation.EXACT and candidate.payer is not None:
            yield candidate.items[0]


def _explained(payment: Payment, customs: Customs, odds: float, book: Book) -> tuple[str, Usual] | None:
    """The one item that one custom makes the payment of; the odds are those of a payment that follows no custom."""
    payer = _sure_payer(payment, book)
    if payer is None or any(_by_itself(payer, w) for w in payment.weighed):
        return None
    line, minor = payment.line, payment.minor
    latest = line.booked + timedelta(EARLY_DAYS)
    family = (payer.customer_id, *book.family(payer.customer_id))
    usual = customs.holding(line.currency, payer.customer_id)
    if payment.said.part:
        usual = tuple(u for u in usual if u.custom == _stated(payment))
    made = _made(family, line.currency, usual, book)
    found = [(i, u) for i, u in made.get(minor, ()) if book.items[i].issued <= latest]
    equal = book.by_amount.get((line.currency, minor), ())
    if exact := [i for i in equal if book.items[i].customer_id in family and book.items[i].issued <= latest]:
        found = [] if found or payment.said.part else _for_another(exact, payer, customs, book)
    if len({i for i, _ in found}) != 1:
        return None
    item_id, chosen = max(found, key=lambda f: (f[1].own, f[1].times, f[1].custom))
    group = chosen.custom.kind is Kind.GROUP
    if book.items[item_id].issued > line.booked or group is (book.items[item_id].customer_id == payer.customer_id):
        return None
    if group:
        made = _made(family, line.currency, (chosen,), book)
    ids = {c: [i for i in book.open_items(c, line.currency) if book.items[i].issued <= latest] for c in family}
    doubtful = (
        _uncertain(item_id, chosen.custom, book)
        or _accidents(minor, made, latest, book) * odds > float(book.settings.matching.customs.by_accident)
        or any(_other_reason(minor, item_id, c, ids[c], [u.custom for u in usual], book) for c in ids)
    )
    return None if doubtful else (item_id, chosen)


def _for_another(exact: Sequence[str], payer: Payer, customs: Customs, book: Book) -> list[tuple[str, Usual]]:
    """The one item of another of the group that is the payment, where such payments are usual."""
    if len(exact) != 1:
        return []
    usual = customs.paying_for(payer.customer_id, book.items[exact[0]].customer_id)
    return [(exact[0], usual)] if usual is not None else []


def _group(payment: Payment, book: Book) -> str:
    """The group of the payer, since what is worked out for one payment of a group serves the next."""
    payers = payment.said.payers
    return book.parents.get(payers[0].customer_id, payers[0].customer_id) if payers else ""


def _sure_payer(payment: Payment, book: Book) -> Payer | None:
    """The one customer who has paid without citing anything, None where there is any doubt."""
    line, said = payment.line, payment.said
    if payment.minor <= 0 or said.cited or said.strangers or said.broken or said.more or not said.payers:
        return None
    if said.part and _stated(payment) is None:
        return None
    first = said.payers[0]
    if first.level < Level.CUT or first.shared > 1:
        return None
    family = {first.customer_id, *book.family(first.customer_id)}
    if any(p.customer_id not in family and p.level >= Level.CUT for p in said.payers[1:]):
        return None
    if any(p.customer_id != first.customer_id for p in said.mentioned):
        return None
    known = book.customers[first.customer_id].accounts
    agrees = first.level is Level.ACCOUNT or not line.payer_account or not any(map(account_key, known))
    return first if agrees else None


def _stated(payment: Payment) -> Custom | None:
    """The instalment that a text says it is, by its number and the number of all, and by nothing else."""
    parts = stated_parts(payment.said.text)
    return Custom(Kind.EVEN, parts) if parts else None


def _by_itself(payer: Payer, weighed: Weighed) -> bool:
    """An alternative of the payer's own that explains the payment to the cent."""
    candidate = weighed.candidate
    return candidate.settled.relation in (Relation.EXACT, Relation.DISCOUNT, Relation.ROUNDING) and (
        payer.customer_id in candidate.customers
    )


def _amounts(custom: Custom, item_id: str, book: Book) -> tuple[int, ...]:
    opened = book.open_minor[item_id]
    return custom.amounts(book.items[item_id].amount_minor, opened) if opened > 0 else ()


def _uncertain(item_id: str, custom: Custom, book: Book) -> bool:
    """A rest that an earlier part payment left; or a list that lacks documents, of which another had this amount."""
    item, opened = book.items[item_id], book.open_minor[item_id]
    rest = opened != item.open_minor and custom.kind is not Kind.EVEN
    same = book.with_amount.get((item.currency, item.open_minor), ())
    return rest or (book.completeness.lacking and any(i != item_id for i in same))


def _made(family: tuple[str, ...], currency: str, usual: tuple[Usual, ...], book: Book) -> _Made:
    """What payments by some customs would be: amount -> items and customs; worked out once for each group."""
    kept = cast(dict[tuple[object, ...], _Made], book.memo.setdefault(_MADE, {}))
    key = family, currency, usual
    if (made := kept.get(key)) is None:
        made = kept[key] = {}
        for item_id in (i for c in family for i in book.open_items(c, currency)):
            for one in usual:
                for minor in _amounts(one.custom, item_id, book):
                    made.setdefault(minor, []).append((item_id, one))
    return made


def _accidents(minor: int, made: Mapping[int, Sequence[tuple[str, Usual]]], latest: date, book: Book) -> float:
    """How many items would agree with the payment by accident under any of some customs.

    The amounts that the customs make of all items issued by then, from half to double the payment and as round as it
    is, out of all amounts as round in that range.
    """
    step = 1
    while minor % (10 * step) == 0:
        step *= 10
    near = [held for p, held in made.items() if minor <= 2 * p <= 4 * minor and p % step == 0]
    known = sum(book.items[i].issued <= latest for held in near for i, _ in held)
    return known / max(3 * minor // (2 * step), 1)


def _other_reason(
    minor: int, item_id: str, customer: str, ids: Sequence[str], ways: Sequence[Custom], book: Book
) -> bool:
    """Another reason for the amount: a set, two items less a custom, a part in whole units, another document."""
    pool = [book.open_minor[i] for i in ids]
    for places in search(pool, minor, len(pool)).sets if len(pool) > 1 else ():
        size = len(places)
        if size > 1 and (size <= _FEW or accidents(pool, size) <= _NO_ACCIDENT):
            return True
    if len(pool) <= _MOST_PAIRED and any(_makes(minor, sum(two), ways) for two in combinations(pool, 2)):
        return True
    others = [i for i in ids if i != item_id]
    if minor % 100 == 0 and any(_whole_part(minor, book.items[i].amount_minor) for i in others):
        return True
    own = book.items[item_id]
    return own.customer_id == customer and book.has_amount_elsewhere(item_id, (minor, own.amount_minor))


def _makes(minor: int, total: int, ways: Sequence[Custom]) -> bool:
    return total > 0 and any(minor in custom.amounts(total, total) for custom in ways)


def _whole_part(minor: int, amount: int) -> bool:
    return any(abs(10 * minor - tenths * amount) < 1000 for tenths in _TENTHS)


def _weighed(payment: Payment, item_id: str, usual: Usual, book: Book) -> tuple[Weighed, ...]:
    """The alternatives of a payment with that of the custom; none where something forbids it."""
    settled = settle(payment.line, payment.minor, (item_id,), book)
    if settled is None:
        return ()
    customers = (book.items[item_id].customer_id,)
    candidate = Candidate((item_id,), HOW, customers, payment.said, settled, fit(payment.said, customers), usual=usual)
    weighed = among(payment.line, payment.weighed, candidate, book)
    own = next((w for w in weighed if w.candidate is candidate), None)
    return weighed if own is not None and not own.vetoed and not own.has("other_payer") else ()
