"""What is usual in these books, learned from the payments of the run that prove themselves by number.

Law: a custom is what cited payments did often enough (`[matching.customs]`), a share of them that is no accident, and
in this currency too. The order of the payments does not matter. Nothing is known of books without such payments,
and what has been posted by custom teaches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from recon.config import Customs as Limits
from recon.money import share_of

_SMALL = 10  # percent of what is open that a usual difference may be at most
_STEP = 5  # usual percents are whole or half ones: tenths of a percent
_TELLING = 20  # minor units from which a difference tells one percent from another
_MOST_MORE = 50  # percent too much; whole ones
_MOST_PARTS = 12  # even parts of one item
_WHOLE = 100  # minor units of a whole unit
_RARE = 100  # one in so many differences of cited payments, or fewer, is no custom
_LEAST_ODDS = 0.1  # payments that cite nothing are stranger than those that do
_PART_OF = re.compile(r"(?<![\d/.])([1-9]) ?/ ?([2-9])(?![\d/.])")  # instalment 1/3


class Kind(StrEnum):
    """In what a payment differs from its item."""

    SHORT = "short"  # by a fixed amount: a bank's fee
    PERCENT = "percent"  # by a share, to the cent: a discount
    EVEN = "even"  # an even part of the invoice, to the cent or in whole units: an instalment
    TENTHS = "tenths"  # so many tenths of the invoice, in whole units: a part payment
    OVER = "over"  # a fixed amount too much
    MORE = "more"  # a share too much, to the cent or up to the next one: a tax that is not due
    GROUP = "group"  # in nothing, but another company of the group has paid


@dataclass(frozen=True, slots=True, order=True)
class Custom:
    """A way to pay an item other than by its customer and to the cent."""

    kind: Kind
    size: int  # minor units; tenths of a percent; number of parts, or of tenths; 0 for a group

    def amounts(self, amount_minor: int, open_minor: int) -> tuple[int, ...]:
        """What a payment in this way would be, in minor units; none where it is no way to pay this item.

        >>> Custom(Kind.PERCENT, 20).amounts(123_45, 123_45), Custom(Kind.EVEN, 3).amounts(100_00, 100_00)
        ((12098,), (3300, 3333, 3334, 3400))
        """
        if self.kind is Kind.SHORT:
            return (open_minor - self.size,) if self.size * 100 <= open_minor * _SMALL else ()
        if self.kind is Kind.OVER:
            return (open_minor + self.size,) if self.size * 100 <= open_minor * _SMALL else ()
        if self.kind is Kind.GROUP:
            return (open_minor,)
        if self.kind is Kind.PERCENT:
            return (open_minor - share_of(open_minor, self.size, 1000),) if open_minor == amount_minor else ()
        if self.kind is Kind.MORE:
            if open_minor != amount_minor:
                return ()
            more = share_of(open_minor, self.size, 1000), open_minor * self.size // 1000 + 1
            return tuple(sorted({open_minor + m for m in more}))
        if self.kind is Kind.TENTHS:
            part = open_minor * self.size // (10 * _WHOLE) * _WHOLE
            return (part,) if open_minor == amount_minor and part > 0 else ()
        part, odd = divmod(amount_minor, self.size)
        whole = part // _WHOLE * _WHOLE
        parts = {part, part + bool(odd), part + odd, whole, amount_minor - (self.size - 1) * whole}
        return tuple(sorted(p for p in parts if 0 < p < open_minor))


@dataclass(frozen=True, slots=True)
class Usual:
    """A custom that holds, with what speaks for it."""

    custom: Custom
    times: int  # cited payments that did so
    customers: int  # of so many customers
    own: int  # of them, of the customer in question


def customs_in(amount_minor: int, open_minor: int, paid_minor: int) -> Iterator[Custom]:
    """The customs that a payment of one item may follow; all in minor units of one currency, positive."""
    gap = open_minor - paid_minor
    if gap and abs(gap) * 100 <= open_minor * _SMALL:
        yield Custom(Kind.SHORT if gap > 0 else Kind.OVER, abs(gap))
    if gap >= _TELLING:
        percent = Custom(Kind.PERCENT, round(gap * 1000 / open_minor / _STEP) * _STEP)
        if 0 < percent.size <= 10 * _SMALL and paid_minor in percent.amounts(amount_minor, open_minor):
            yield percent
    if gap <= -_TELLING:
        more = Custom(Kind.MORE, round(-gap * 100 / open_minor) * 10)
        if 0 < more.size <= 10 * _MOST_MORE and paid_minor in more.amounts(amount_minor, open_minor):
            yield more
    if gap > 0 and paid_minor % _WHOLE == 0:
        tenths = Custom(Kind.TENTHS, -(-10 * paid_minor // open_minor))
        if paid_minor in tenths.amounts(amount_minor, open_minor):
            yield tenths
    for parts in range(2, _MOST_PARTS + 1) if gap > 0 else ():
        even = Custom(Kind.EVEN, parts)
        if paid_minor in even.amounts(amount_minor, open_minor):
            yield even
            return


def stated_parts(text: str) -> int:
    """The number of even parts of which a text says that it is one (instalment 1/3), 0 where it says no such thing."""
    said = {(int(at), int(of)) for at, of in _PART_OF.findall(text)}
    sizes = {of for at, of in said if at <= of}
    return sizes.pop() if len(said) == 1 and sizes else 0


class Customs:
    """Counts of what the cited payments of a run did."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._times: dict[Custom, dict[tuple[str, str], int]] = {}  # (currency, customer) -> payments
        self._pairs: dict[tuple[str, str], int] = {}  # (payer, customer paid for) -> payments
        self._differing = 0
        self._did: list[tuple[Custom, ...]] = []  # what each payment may have followed
        self._of: dict[str, dict[Custom, int]] = {}  # customer -> what it did, and how often
        self._usual: dict[str, tuple[Custom, ...]] = {}  # currency -> customs of the books; worked out when asked for
        self._counted: dict[Custom, tuple[int, int]] = {}  # payments, and customers who made them; the same

    def add(self, currency: str, customer: str, amount_minor: int, open_minor: int, paid_minor: int) -> None:
        """Count one payment of one cited item, other than to the cent."""
        found = tuple(customs_in(amount_minor, open_minor, paid_minor))
        self._differing += bool(found)
        self._did.append(found)
        self._usual.clear()
        self._counted.clear()
        for custom in found:
            own = self._of.setdefault(customer, {})
            own[custom] = own.get(custom, 0) + 1
            counts = self._times.setdefault(custom, {})
            counts[currency, customer] = counts.get((currency, customer), 0) + 1

    def add_for(self, payer: str, customer: str) -> None:
        """Count one payment of cited items of another company of the payer's group."""
        self._pairs[payer, customer] = self._pairs.get((payer, customer), 0) + 1

    def holding(self, currency: str, customer: str) -> tuple[Usual, ...]:
        """The customs that hold for a customer in a currency: those of the books, and the customer's own."""
        if currency not in self._usual:
            self._usual[currency] = tuple(c for c in self._times if self._seen(c, currency) and self._held(c))
        own = self._of.get(customer, {})
        of_its_own = (c for c, n in own.items() if n >= self._limits.own_times and self._seen(c, currency))
        return tuple(Usual(c, *self._count(c), own.get(c, 0)) for c in sorted({*self._usual[currency], *of_its_own}))

    def odds_of_none(self) -> float:
        """The odds that a payment which differs from its item follows no custom, one in ten at least.

        >>> Customs(Limits()).odds_of_none()
        1.0
        """
        held = {custom for custom in self._times if self._held(custom)}
        none = sum(held.isdisjoint(found) for found in self._did)
        return max((none + 1) / (len(self._did) - none + 1), _LEAST_ODDS)

    def _seen(self, custom: Custom, currency: str) -> bool:
        return any(known == currency for known, _ in self._times[custom])

    def _count(self, custom: Custom) -> tuple[int, int]:
        """How many payments followed a custom, and of how many customers."""
        if (known := self._counted.get(custom)) is None:
            times = self._times[custom]
            known = self._counted[custom] = sum(times.values()), len({customer for _, customer in times})
        return known

    def _held(self, custom: Custom) -> bool:
        times, customers = self._count(custom)
        return self._enough(times, customers) and times * _RARE > self._differing

    def paying_for(self, payer: str, customer: str) -> Usual | None:
        """What speaks for a company paying for another one of its group, None where that is not usual."""
        times, own = sum(self._pairs.values()), self._pairs.get((payer, customer), 0)
        customers = len({p for p, _ in self._pairs})
        enough = own >= self._limits.own_times or self._enough(times, customers)
        return Usual(Custom(Kind.GROUP, 0), times, customers, own) if enough else None

    def _enough(self, times: int, customers: int) -> bool:
        return times >= self._limits.times and customers >= self._limits.customers
