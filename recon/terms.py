"""Payment terms are typed, never strings: when an invoice falls due, and until when a cash discount may be taken.

A day a month does not have is its last day. Discount days are inclusive. How terms are written stands in
`termtexts.py`: a text that two people read differently is never guessed.

Source: common commercial usage; the readings of "n days end of month" and of 月结 are told apart because accounting
systems implement them differently.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import assert_never

from recon import money
from recon.errors import ConfigError
from recon.words import says


@dataclass(frozen=True, slots=True)
class Net:
    """`days` after the invoice date."""

    days: int


@dataclass(frozen=True, slots=True)
class EndOfMonth:
    """`days` after the end of the invoice month; 0: the end of the invoice month."""

    days: int = 0


@dataclass(frozen=True, slots=True)
class ToEndOfMonth:
    """`days` after the invoice date, carried on to the end of that month."""

    days: int


@dataclass(frozen=True, slots=True)
class NextMonth:
    """`day` of the month after the invoice (MFI); 31 is its last day."""

    day: int


@dataclass(frozen=True, slots=True)
class NextMonthFirst:
    """`days` counted from the first of the month after the invoice."""

    days: int


@dataclass(frozen=True, slots=True)
class AddMonths:
    """The same day `months` later."""

    months: int


@dataclass(frozen=True, slots=True)
class Proximo:
    """`day`, `months` after the invoice month; an invoice later than the `cutoff` day counts in the next month."""

    cutoff: int  # last day of the month that still counts in it; 31: none is later
    months: int
    day: int  # 31 is the last day of the month


@dataclass(frozen=True, slots=True)
class Prepaid:
    """Due when invoiced, before delivery."""


Due = Net | EndOfMonth | ToEndOfMonth | NextMonth | NextMonthFirst | AddMonths | Proximo | Prepaid


@dataclass(frozen=True, slots=True)
class CashDiscount:
    """What may be deducted by who pays up to `until`."""

    percent: Decimal  # of the invoice amount, 2 for 2 %
    until: Due  # last day on which it may be taken, inclusive


@dataclass(frozen=True, slots=True)
class Terms:
    """When an invoice is due, and its cash discounts, the highest first."""

    due: Due
    discounts: tuple[CashDiscount, ...] = ()


@dataclass(frozen=True, slots=True)
class Instalments:
    """An invoice due in parts, each a percentage with its own terms; shared out to the last unit."""

    parts: tuple[tuple[Decimal, Due], ...]

    def shares(self, issued: date, total_minor: int) -> tuple[tuple[date, int], ...]:
        """Due day and amount (minor units) of every part; the amounts sum to `total_minor`."""
        whole = sum((percent for percent, _ in self.parts), Decimal(0))
        places = max(0, *(-int(percent.as_tuple().exponent) for percent, _ in self.parts))
        weights = [int(percent.scaleb(places)) for percent, _ in self.parts]
        if whole != 100:
            raise ConfigError(says("terms_parts", whole=f"{whole:f}"), fix=says("terms_parts_fix"))
        amounts = money.split(total_minor, weights)
        return tuple((due_date(due, issued), share) for (_, due), share in zip(self.parts, amounts, strict=True))


def due_date(terms: Due | Terms, issued: date) -> date:  # noqa: PLR0911 - one return for each kind
    """The last day on which an invoice issued on `issued` is paid in time.

    >>> due_date(EndOfMonth(30), date(2024, 5, 15)), due_date(NextMonth(30), date(2024, 1, 31))
    (datetime.date(2024, 6, 30), datetime.date(2024, 2, 29))
    """
    match terms:
        case Terms(due):
            return due_date(due, issued)
        case Net(days):
            return _later(issued, days)
        case EndOfMonth(days):
            return _later(_month_end(issued), days)
        case ToEndOfMonth(days):
            return _month_end(_later(issued, days))
        case NextMonth(day):
            return _on(issued, 1, day)
        case NextMonthFirst(days):
            return _later(_on(issued, 1, 1), days)
        case AddMonths(months):
            return _on(issued, months, issued.day)
        case Proximo(cutoff, months, day):
            return _on(issued, months + (issued.day > cutoff), day)
        case Prepaid():
            return issued
    assert_never(terms)


def discount_until(discount: CashDiscount, issued: date, grace: int = 0) -> date:
    """The last day on which the discount may be taken, `grace` days of courtesy included."""
    return _later(due_date(discount.until, issued), grace)


def discount_minor(discount: CashDiscount, amount_minor: int, currency: str) -> int:
    """The discount on an invoice amount, in minor units, rounded half up.

    >>> discount_minor(CashDiscount(Decimal(2), Net(14)), 840_00, "EUR")
    1680
    """
    return money.rounded(money.to_decimal(amount_minor, currency) * discount.percent / 100, currency)


def settled_minor(discount: CashDiscount, receipt_minor: int, currency: str) -> int:
    """What a receipt in time settles of an invoice: a part payment earns the discount on its share.

    >>> settled_minor(CashDiscount(Decimal(2), Net(10)), 490_00, "EUR")
    50000
    """
    return money.rounded(money.to_decimal(receipt_minor, currency) / (1 - discount.percent / 100), currency)


def annual_cost(percent: Decimal, discount_days: int, net_days: int, year: int = 365) -> tuple[Decimal, Decimal]:
    """What it costs in percent a year to let a discount go: simple, and compounded; two decimals.

    Source: d/(1-d) * year/(net-discount days), and (1 + d/(1-d)) ** (year/(net-discount days)) - 1.

    >>> annual_cost(Decimal(2), 10, 30)
    (Decimal('37.24'), Decimal('44.59'))
    """
    rate = percent / (100 - percent)
    turns = Decimal(year) / (net_days - discount_days)
    cent = Decimal("0.01")
    # half even: 37.2449 and the like never stand on the half
    return (rate * turns * 100).quantize(cent), (((1 + rate) ** turns - 1) * 100).quantize(cent)


# --- days and months


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar month."""

    year: int
    month: int  # 1..12

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period of a text like "2026-03".

        Raises:
            ConfigError: the text is no year and month.
        """
        match = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
        if not match or not 1 <= int(match[2]) <= 12 or int(match[1]) == 0:
            raise ConfigError(says("period_unknown", text=text), fix=says("period_unknown_fix"))
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Period:
        """The period a day lies in."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return _month_end(self.first)

    @property
    def next(self) -> Period:
        """The month after it."""
        return Period(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def previous(self) -> Period:
        """The month before it."""
        return Period(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class MonthTo(Period):
    """A month up to one of its days: what its figures would be had it ended there."""

    day: int

    @property
    def last(self) -> date:
        """The day it is looked at."""
        return date(self.year, self.month, self.day)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def _later(day: date, days: int) -> date:
    # 31 December 9999 stands for "no date" in many ledgers: it stays what it is.
    return day + timedelta(days) if days <= (date.max - day).days else date.max


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _on(day: date, months: int, on: int) -> date:
    """Day `on` of the month `months` after that of `day`, or its last day where it has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(on, monthrange(year, month + 1)[1]))
