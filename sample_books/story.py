"""What happened in a sample company's month: customers, items, bank movements, and what each movement settles.

The story is told once; the bank files, the item list and the truth table are all written from it, so that they can
never disagree. One seeded generator, and only its `random()`, decides everything that is not told: the same numbers
come out on every machine and in every Python version.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

Thing = TypeVar("Thing")


class Dice:
    """Seeded chance. Only `random()` is used, whose stream is fixed by the language for a given seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - made-up books, not secrets

    def below(self, limit: int) -> int:
        """A whole number from 0 up to, not including, `limit`."""
        return int(self._random.random() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def one(self, things: Sequence[Thing]) -> Thing:
        """One of `things`."""
        return things[self.below(len(things))]


@dataclass(frozen=True, slots=True)
class Party:
    """A customer of the master data."""

    id: str
    name: str
    country: str
    city: str
    currency: str = "EUR"
    net_days: int = 30
    discount_days: int = 0
    discount_percent: int = 0
    parent: str = ""  # customer id of the group's head
    account: str = ""  # account it pays from
    listed: bool = True  # the account stands in the master data
    alias: str = ""
    items: tuple[int, int] = (0, 0)  # items issued before March, and in March


@dataclass(frozen=True, slots=True)
class Item:
    """A document of the item list. Amounts in minor units; credit notes and prepayments negative."""

    id: str
    party: Party
    kind: str  # invoice | credit_note | prepayment
    issued: date
    due: date
    amount: int
    open: int
    reference: str = ""
    order: str = ""
    discount: int = 0
    discount_until: date | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What a movement settles of an item: cash and what is given up, minor units of the item's currency."""

    item: str
    cash: int
    written_off: int = 0


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement on an own bank account. `amount` in minor units of the account's currency, + = money in."""

    day: date
    account: str
    amount: int
    kind: str  # what a clerk would call it: exact, several, discount, fee, partial, ...
    payer: str = ""
    payer_account: str = ""
    text: str = ""
    structured: str = ""  # creditor reference in its own field
    settles: tuple[Settled, ...] = ()
    id: str = ""  # the bank's own id, given when the month is complete
    batch: str = ""  # movements with one batch name are one entry of the statement
    original: tuple[int, str] | None = None  # instructed amount and currency
    returned: str = ""  # end-to-end id of the movement this one sends back
    end_to_end: str = ""
    missing: bool = False  # stands on the statement that never arrived


@dataclass
class Story:
    """The items and movements of a company, as they are told."""

    dice: Dice
    items: list[Item] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    _used: set[str] = field(default_factory=set)

    def take(self, customer: str, count: int = 1, before: date | None = None, since: date | None = None) -> list[Item]:
        """The next `count` invoices of a customer that no movement has spoken of yet, oldest due first."""
        fits = [
            i
            for i in sorted(self.items, key=lambda i: (i.due, i.id))
            if i.party.id == customer
            and i.kind == "invoice"
            and i.id not in self._used
            and (before is None or i.issued < before)
            and (since is None or i.issued >= since)
        ]
        if len(fits) < count:
            raise ValueError(f"{customer} has {len(fits)} items left, {count} wanted")
        for item in fits[:count]:
            self._used.add(item.id)
        return fits[:count]

    def keep(self, items: Iterable[Item]) -> None:
        """Mark items as spoken of, so that nothing pays them by chance."""
        self._used.update(item.id for item in items)

    def left(self, customer: str) -> list[Item]:
        """Invoices of a customer no movement speaks of, oldest due first."""
        return [
            i
            for i in sorted(self.items, key=lambda i: (i.due, i.id))
            if i.party.id == customer and i.kind == "invoice" and i.id not in self._used
        ]

    def add(self, movement: Movement) -> Movement:
        """Tell one more movement."""
        self.movements.append(movement)
        return movement

    def change(self, item: Item, **more: object) -> Item:
        """Tell an item differently. Returns it as it now stands."""
        changed = replace(item, **more)  # type: ignore[arg-type]
        self.items[self.items.index(item)] = changed
        return changed


def in_full(items: Iterable[Item]) -> tuple[Settled, ...]:
    """Every item settled by cash in full."""
    return tuple(Settled(i.id, i.open) for i in items)


def working_days(first: date, last: date) -> list[date]:
    """The days from Monday to Friday of a span, both ends included."""
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def day_after(day: date, days: int) -> date:
    """`days` later, moved to Monday where that is a weekend."""
    later = day + timedelta(days)
    return later + timedelta((7 - later.weekday()) % 7 if later.weekday() >= 5 else 0)


def mod97(text: str) -> int:
    """The remainder ISO 7064 takes of letters and digits (A = 10 ... Z = 35)."""
    return int("".join(str(int(c, 36)) for c in text)) % 97


def iban(country: str, bban: str) -> str:
    """An account number with the check digits of ISO 13616."""
    return f"{country}{98 - mod97(f'{bban}{country}00'):02d}{bban}"


def creditor_reference(number: str) -> str:
    """A creditor reference with the check digits of ISO 11649.

    >>> creditor_reference("539007547034")
    'RF18539007547034'
    """
    return f"RF{98 - mod97(f'{number}RF00'):02d}{number}"


def plain(minor: int) -> str:
    """Minor units as a decimal number with two places, no grouping."""
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def truth_rows(movements: Iterable[Movement], files: dict[str, str], currencies: dict[str, str]) -> list[list[str]]:
    """The truth table: a header, then one row for every item a movement settles (or one with an empty item).

    `files` names the statement a movement stands in by its id, `currencies` gives the currency of an account.
    """
    rows = [["file", "account", "line_id", "booked", "amount", "currency", "kind", "item_id", "cash", "written_off"]]
    for told in movements:
        place = [files.get(told.id, ""), told.account, told.id, told.day.isoformat()]
        money = [plain(told.amount), currencies[told.account], told.kind]
        rows += [
            [*place, *money, settled.item, plain(settled.cash), plain(settled.written_off)]
            for settled in told.settles or (Settled("", 0),)
        ]
    return rows
