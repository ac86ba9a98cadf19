"""How a payment would settle some items, and what the difference is: explained, or left open, never tolerated.

Only what terms or settings allow is written off: rounding, a timely cash discount, a tax kept back, a bank's fee, a
short payment. Money
above what is open stays on account. Everything else is a part payment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from recon.config import Withheld
from recon.match.book import Book, Habit
from recon.match.outcome import Share
from recon.match.said_amounts import in_currency
from recon.money import share_of, split
from recon.rows import OpenItem, StatementLine
from recon.words import Said

_TEXT_BAND = Decimal("0.05")  # the same where the text names the amount ordered: a bank's margin and its fee
_FX_BAND = Decimal("0.02")  # how far a converted amount may lie from the item and still be the bank's own rate


class Relation(StrEnum):
    """What the amount is to the items."""

    EXACT = "exact"
    ROUNDING = "rounding"  # within settings.tolerance.rounding
    DISCOUNT = "discount"  # a cash discount taken in time
    DISCOUNT_EXTRA = "discount_extra"  # and a little more, within settings.tolerance.discount_percent
    WITHHELD = "withheld"  # a tax of settings.tolerance.withheld, kept back by the payer
    FEE = "fee"  # within settings.tolerance.bank_fee
    SHORT = "short_pay"  # within settings.tolerance.short_pay
    WRITE_OFF = "write_off"  # within settings.tolerance.write_off
    HABIT = "habit"  # no more than a person has booked for this customer before; never posted unasked
    PART = "part"  # less than is open: the rest stays open
    OVER = "over"  # more than is open: the rest stays on account
    ADVISED = "advised"  # as the payment's own list shares it out; what a processor keeps is a fee
    TOGETHER = "together"  # a share of what several payments settle together, to the cent
    FOREIGN_EXACT = "foreign_exact"  # other currency; the amount ordered, or booked, is the item's
    FOREIGN_RATE = "foreign_rate"  # other currency; within the band of the day's rate
    FOREIGN_OFF = "foreign_off"  # other currency; outside the band


CLOSING = frozenset(
    {
        Relation.EXACT,
        Relation.ROUNDING,
        Relation.DISCOUNT,
        Relation.DISCOUNT_EXTRA,
        Relation.WITHHELD,
        Relation.FEE,
        Relation.SHORT,
        Relation.WRITE_OFF,
        Relation.FOREIGN_EXACT,
        Relation.FOREIGN_RATE,
    }
)


@dataclass(frozen=True, slots=True)
class Told:
    """The list a settlement rests on."""

    name: str
    rows: int
    lacking: tuple[Said, ...]  # why it may not be posted


@dataclass(frozen=True, slots=True)
class Settlement:
    """The shares of a candidate and what is left."""

    relation: Relation
    shares: tuple[Share, ...]
    remainder_minor: int  # of the line, left on account; currency of the line
    difference_minor: int  # line less what is open, negative = short; in the items' currency
    tied: bool = False  # equal due dates leave open which item the missing part stays on
    discount_due: bool = False  # a discount could have been taken in time and does not explain the difference
    along: tuple[str, ...] = ()  # line ids of the other payments that settle these items together with this one
    told: Told | None = None  # the list that shares the payment out
    by_accident: float = 0.0  # how many such groups of payments and items would agree by accident


def even_part(opened: int, paid: int) -> bool:
    """A payment that is a half, a third or a quarter of what was open, but for the rounding.

    >>> even_part(31866, 10622), even_part(31866, 10000)
    (True, False)
    """
    return any(abs(opened - n * paid) <= n for n in (2, 3, 4))


def settle(line: StatementLine, minor: int, ids: Sequence[str], book: Book) -> Settlement | None:
    """Share a payment out over items.

    Args:
        line: the bank line.
        minor: what is left of it, signed, in minor units of the line's currency.
        ids: items of one currency, by due date.
        book: open amounts and limits.

    Returns:
        The settlement, or None where the amount cannot pay these items (wrong sign, no rate, nothing open).
    """
    items = [book.items[i] for i in ids]
    if len(items) > 1 and len({i.currency for i in items}) != 1:
        return None
    opens = [book.open_minor[i] for i in ids]
    total = sum(opens)
    if not minor or not all(opens) or (total > 0) != (minor > 0):
        return None
    if items[0].currency != line.currency:
        return _foreign(line, minor, items, opens, book)
    gap = minor - total
    if gap == 0:
        return Settlement(Relation.EXACT, _full(items, opens), 0, 0)
    if minor < 0:
        return _outgoing(minor, items, opens, gap)
    rounding = book.limit(book.settings.tolerance.rounding, line.currency)
    if abs(gap) <= rounding:
        return Settlement(Relation.ROUNDING, _written(items, opens, -gap, "rounding"), 0, gap)
    if gap > 0:
        return Settlement(Relation.OVER, _full(items, opens), gap, gap)
    return _short(line, minor, items, opens, -gap, book)


def told(
    line: StatementLine, minor: int, ids: Sequence[str], parts: Mapping[str, int], book: Book
) -> Settlement | None:
    """Share a payment out as its text does, None where that is not a part payment of these items.

    Args:
        line, minor, ids, book: as `settle`.
        parts: what the text gives to each item, in minor units of the line.
    """
    items = [book.items[i] for i in ids]
    if parts.keys() != set(ids) or sum(parts.values()) != minor or any(i.currency != line.currency for i in items):
        return None
    gap = minor - sum(book.open_minor[i] for i in ids)
    if gap >= 0 or not all(0 < parts[i] <= book.open_minor[i] for i in ids):
        return None
    return Settlement(Relation.PART, tuple(_share(i, parts[i.item_id]) for i in items), 0, gap)


def _outgoing(minor: int, items: list[OpenItem], opens: list[int], gap: int) -> Settlement:
    """Money out: credit notes are used up to the amount paid, more than that is not explained."""
    if gap < 0:
        return Settlement(Relation.OVER, _full(items, opens), gap, gap)
    return _part(minor, items, opens, gap, discount_due=False)


def _short(
    line: StatementLine, minor: int, items: list[OpenItem], opens: list[int], short: int, book: Book
) -> Settlement:
    limits = book.settings.tolerance
    granted = [
        i.discount_minor
        if i.discount_until is not None and line.booked <= i.discount_until and 0 < i.discount_minor <= o
        else 0
        for i, o in zip(items, opens, strict=True)
    ]
    in_time = any(granted)
    if in_time and (discounted := _discount(items, opens, granted, short, book)):
        return discounted
    if limits.withheld and (kept := _withheld(items, opens, short, book)):
        return Settlement(Relation.WITHHELD, _closed(items, opens, kept, "tax"), 0, -short)
    if short <= book.limit(limits.bank_fee, line.currency) and short != _late(line, items):
        return Settlement(Relation.FEE, _written(items, opens, short, "fee"), 0, -short)
    # Where a short payment asks, only its cash may be posted: a part payment, and a person closes the item.
    share = int(sum(opens) * limits.short_pay_percent / 100) if limits.short_pay_percent else 0
    if not limits.short_pay_asks and short <= max(book.limit(limits.short_pay, line.currency), share):
        return Settlement(Relation.SHORT, _written(items, opens, short, "short_pay"), 0, -short)
    if short <= book.limit(limits.write_off, line.currency):
        return Settlement(Relation.WRITE_OFF, _written(items, opens, short, "rounding"), 0, -short)
    if book.habits and (habit := habit_of(items, short, book)):
        return Settlement(Relation.HABIT, _written(items, opens, short, habit.reason), 0, -short)
    return _part(minor, items, opens, -short, discount_due=in_time and len(items) > 1)


def _late(line: StatementLine, items: list[OpenItem]) -> int:
    """Cash discounts that the payment is too late for: to take one all the same is no bank's fee, however small."""
    return sum([i.discount_minor for i in items if i.discount_until is not None and line.booked > i.discount_until])


def _discount(items: list[OpenItem], opens: list[int], granted: list[int], short: int, book: Book) -> Settlement | None:
    """All timely discounts, the one choice of them that fits, or a little more than all; None where none fits."""
    discount = sum(granted)
    chosen = granted if short == discount else _some_discounts(granted, short) if len(items) <= 12 else None
    if chosen:
        return Settlement(Relation.DISCOUNT, _closed(items, opens, chosen, "discount"), 0, -short)
    basis = sum(i.amount_minor for i, g in zip(items, granted, strict=True) if g)
    if discount < short <= discount + int(basis * book.settings.tolerance.discount_percent / 100):
        together = [g + m for g, m in zip(granted, split(short - discount, granted), strict=True)]
        return Settlement(Relation.DISCOUNT_EXTRA, _closed(items, opens, together, "discount"), 0, -short)
    return None


def habit_of(items: Sequence[OpenItem], short: int, book: Book) -> Habit | None:
    """The habit of the items' one customer that explains so much missing: the one with the smallest reach."""
    known = book.habits.get((items[0].customer_id, items[0].currency), [])
    if len({i.customer_id for i in items}) != 1:
        return None
    return next((habit for habit in known if short <= habit.largest_minor), None)


def _some_discounts(granted: list[int], short: int) -> list[int] | None:
    """The one choice of discounts that explains the shortage to the cent, None where there is none or several."""
    from recon.match.sets import search

    places = [at for at, g in enumerate(granted) if g]
    found = search([granted[at] for at in places], short)
    if len(found.sets) != 1:
        return None
    taken = {places[at] for at in found.sets[0]}
    return [g if at in taken else 0 for at, g in enumerate(granted)]


def _withheld(items: list[OpenItem], opens: list[int], short: int, book: Book) -> list[int] | None:
    """What a tax of the settings takes of each item, None where none is the shortage; each is rounded by itself."""
    for tax in book.settings.tolerance.withheld:
        if not all(_keeps(tax, i.customer_id, book) for i in items):
            continue
        kept = [share_of(o, int(tax.percent * 10_000), 1_000_000) for o in opens]
        if abs(short - sum(kept)) <= len(items) - 1:
            largest = max(range(len(items)), key=lambda at: (opens[at], -at))
            kept[largest] += short - sum(kept)
            return kept
    return None


def _keeps(tax: Withheld, customer_id: str, book: Book) -> bool:
    customer = book.customers.get(customer_id)
    return customer_id in tax.customers or (customer is not None and customer.country in tax.countries)


def _share(item: OpenItem, cash: int, written: int = 0, reason: str = "") -> Share:
    return Share(item.item_id, item.currency, cash, cash, written, reason if written else "")


def _full(items: list[OpenItem], opens: list[int]) -> tuple[Share, ...]:
    return tuple([_share(i, o) for i, o in zip(items, opens, strict=True)])


def _closed(items: list[OpenItem], opens: list[int], given_up: list[int], reason: str) -> tuple[Share, ...]:
    return tuple(_share(i, o - g, g, reason) for i, o, g in zip(items, opens, given_up, strict=True))


def _written(items: list[OpenItem], opens: list[int], short: int, reason: str) -> tuple[Share, ...]:
    """The whole difference on the largest item: one entry, and an item large enough to bear it."""
    largest = max(range(len(items)), key=lambda at: (opens[at], -at))
    return tuple(
        _share(i, o - short, short, reason) if at == largest else _share(i, o)
        for at, (i, o) in enumerate(zip(items, opens, strict=True))
    )


def _part(minor: int, items: list[OpenItem], opens: list[int], gap: int, discount_due: bool) -> Settlement:
    """Credit notes are used up, then the money goes to the items by due date; items without money are left out."""
    if len(items) == 1:
        return Settlement(Relation.PART, (_share(items[0], minor),), 0, gap, discount_due=discount_due)
    sign = 1 if minor > 0 else -1
    shares: list[Share] = []
    left = minor
    for item, opened in zip(items, opens, strict=True):
        if opened * sign < 0:
            shares.append(_share(item, opened))
            left -= opened
    lacking: list[OpenItem] = []
    for item, opened in zip(items, opens, strict=True):
        if opened * sign < 0:
            continue
        cash = opened if abs(opened) <= abs(left) else left
        if cash:
            shares.append(_share(item, cash))
        if cash != opened:
            lacking.append(item)
        left -= cash
    order = {i.item_id: at for at, i in enumerate(items)}
    shares.sort(key=lambda s: order[s.item_id])
    first = lacking[0] if lacking else None
    positive = [i for i, o in zip(items, opens, strict=True) if o * sign > 0]
    tied = first is not None and len(positive) > 1 and sum(i.due == first.due for i in positive) > 1
    return Settlement(Relation.PART, tuple(shares), 0, gap, tied, discount_due=discount_due)


def _foreign(line: StatementLine, minor: int, items: list[OpenItem], opens: list[int], book: Book) -> Settlement | None:
    """Another currency: the items are closed where the amount ordered, booked or converted is theirs."""
    currency, total = items[0].currency, sum(opens)
    shares = _exchanged(items, opens, minor)
    ordered = abs(line.original_minor) if line.original_minor and line.original_currency == currency else None
    worth = book.converted(minor, line.currency, currency, line.booked)
    if not line.original_currency and worth is not None:
        named = {a for a in in_currency(line.remittance_text, currency) if abs(worth - a) <= a * _TEXT_BAND}
        ordered = total if total in named else min(named) if len(named) == 1 and min(named) < total else None
    if ordered == total:
        return Settlement(Relation.FOREIGN_EXACT, shares, 0, 0)
    if ordered is not None and 0 < ordered < total and minor == line.amount_minor > 0:
        part = _part(ordered, items, opens, ordered - total, discount_due=False)
        paid = [book.items[s.item_id] for s in part.shares]
        return replace(part, shares=_exchanged(paid, [s.cash_minor for s in part.shares], minor))
    if any(o < 0 for o in opens):
        return None
    booked = [i.base_minor for i in items if i.base_currency == line.currency and i.base_minor is not None]
    as_booked = len(booked) == len(items) and sum(booked) == minor
    if worth is None:
        return None
    gap = worth - total
    if as_booked and abs(gap) <= total * _FX_BAND:
        return Settlement(Relation.FOREIGN_EXACT, shares, 0, gap)
    if abs(gap) <= total * _FX_BAND and ordered is None:
        return Settlement(Relation.FOREIGN_RATE, shares, 0, gap)
    return Settlement(Relation.FOREIGN_OFF, shares, 0, gap)


def _exchanged(items: Sequence[OpenItem], cash: Sequence[int], minor: int) -> tuple[Share, ...]:
    """Shares in the items' currency, each with its part of the line, which a credit note has the other sign of."""
    whole = sum(cash)
    credits = {at: share_of(abs(minor), c, whole) for at, c in enumerate(cash) if c < 0}
    paid = [at for at in range(len(cash)) if at not in credits]
    rest = dict(zip(paid, split(abs(minor) - sum(credits.values()), [cash[at] for at in paid]), strict=True))
    sign = 1 if minor > 0 else -1
    lines = [sign * (credits[at] if at in credits else rest[at]) for at in range(len(cash))]
    return tuple(Share(i.item_id, i.currency, c, n) for i, c, n in zip(items, cash, lines, strict=True))
