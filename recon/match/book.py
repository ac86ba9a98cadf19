"""The book: the ledger indexed for matching, built once, the same for any order of its rows.

It knows every item by every form of its number, by amount, and every customer by account, alias and name. Open
amounts are the one thing that changes: `take` lowers them when a round of matching has been decided, never before.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar, cast

from recon.config import Settings
from recon.match.completeness import Completeness
from recon.match.numbers import distance_one
from recon.match.owed import Owed
from recon.match.own_numbers import OwnNumbers
from recon.match.payers import Payers
from recon.match.practice import Practice
from recon.match.references import letters_and_digits
from recon.match.weights import Weights, weights_of
from recon.money import exponent, to_minor
from recon.rows import Customer, ItemState, OpenItem, Rate
from recon.text import name_key

_CLOSED = (ItemState.DRAFT, ItemState.CANCELLED, ItemState.PAID)


@dataclass(frozen=True, slots=True)
class Decision:
    """An earlier decision of a person on a payer's text."""

    payer: str  # payer name as the bank gave it
    customer: str  # customer id or name it was confirmed or declined for
    confirmed: bool
    decided: date


@dataclass(frozen=True, slots=True)
class Habit:
    """How a customer has been short before, as a person booked it."""

    customer_id: str
    currency: str
    reason: str  # fee, discount or short_pay
    times: int
    largest_minor: int  # the largest difference of these, in minor units of `currency`, positive


_T = TypeVar("_T")
_NOTHING = Owed()


@dataclass(slots=True)
class Book:
    """The ledger as matching sees it."""

    settings: Settings
    as_of: date | None
    items: dict[str, OpenItem] = field(default_factory=dict)  # by id, in canonical order
    open_minor: dict[str, int] = field(default_factory=dict)  # what is open now
    numbers: OwnNumbers = field(default_factory=OwnNumbers)  # which items a number belongs to
    by_amount: dict[tuple[str, int], list[str]] = field(default_factory=dict)  # (currency, open) -> items, by due date
    by_customer: dict[str, list[str]] = field(default_factory=dict)  # every item that can be paid, by due date
    customers: dict[str, Customer] = field(default_factory=dict)
    customer_numbers: dict[str, str] = field(default_factory=dict)  # those that can be told from other numbers
    parents: dict[str, str] = field(default_factory=dict)  # customer -> head of the group
    groups: dict[str, list[str]] = field(default_factory=dict)  # head -> members, itself included
    payers: Payers = field(default_factory=Payers)
    confirmed: dict[str, dict[str, int]] = field(default_factory=dict)  # payer key -> customer -> times
    declined: set[tuple[str, str]] = field(default_factory=set)
    habits: dict[tuple[str, str], list[Habit]] = field(default_factory=dict)  # (customer, currency) -> smallest first
    rates: dict[tuple[str, str], list[tuple[date, Decimal]]] = field(default_factory=dict)

    weights: Weights = field(default_factory=dict)  # points of evidence by rule and name
    completeness: Completeness = field(default_factory=Completeness)  # of the list, as the lines of the run show it
    practice: Practice = field(default_factory=Practice)  # how late and in which parts these customers pay
    with_amount: dict[tuple[str, int], list[str]] = field(default_factory=dict)  # (currency, amount) -> all documents
    told: frozenset[str] = frozenset()  # fingerprints of the lines that have a list of what they are made of
    taken_on: dict[str, date] = field(default_factory=dict)  # item -> last booking day of the lines that took of it
    documents: dict[str, int] = field(default_factory=dict)  # how many there are by currency, closed ones too
    memo: dict[tuple[object, ...], object] = field(default_factory=dict)  # what follows from open amounts; see `take`
    _remembered: dict[str, dict[tuple[object, ...], object]] = field(default_factory=dict)  # the same, by customer
    _owed: dict[str, dict[str, Owed]] = field(default_factory=dict)  # customer -> currency -> payable items

    def payable(self, item_id: str) -> bool:
        """True for an item that money may still settle."""
        return self.items[item_id].state not in _CLOSED and self.open_minor[item_id] != 0

    def take(self, item_id: str, minor: int, paid: date = date.min) -> None:
        """Lower the open amount of a payable item and keep the indices in step; what is closed is out of them.

        Args:
            item_id: the item.
            minor: by how much it falls, in minor units, signed as the item.
            paid: booking day of the line that takes it.
        """
        self.taken_on[item_id] = max(paid, self.taken_on.get(item_id, paid))
        item, before = self.items[item_id], self.open_minor[item_id]
        self.memo.clear()
        self._remembered.pop(item.customer_id, None)
        self._owed.pop(item.customer_id, None)
        held = self.by_amount.get((item.currency, before), [])
        if held:
            del held[self._place(held, item_id)]
        self.open_minor[item_id] = before - minor
        if not self.payable(item_id):
            owned = self.by_customer[item.customer_id]
            del owned[self._place(owned, item_id)]
        else:
            insort(self.by_amount.setdefault((item.currency, before - minor), []), item_id, key=self._order)

    def _order(self, item_id: str) -> tuple[date, date, str]:
        """The order of the ledger."""
        item = self.items[item_id]
        return item.due, item.issued, item_id

    def _place(self, ids: list[str], item_id: str) -> int:
        return bisect_left(ids, self._order(item_id), key=self._order)

    def remembered(self, customers: tuple[str, ...]) -> dict[tuple[object, ...], object]:
        """What was worked out about some customers' open items; forgotten when one of these is taken."""
        return self._remembered.setdefault(customers[0], {}) if len(customers) == 1 else self.memo

    def of_line(self, what: str, said: object, work_out: Callable[[], _T]) -> _T:
        """What was worked out about the line that is looked at, known by its reading; until an item is taken."""
        held = cast(tuple[object, _T] | None, self.memo.get((what,)))
        if held is None or held[0] is not said:
            self.memo[what,] = held = (said, work_out())
        return held[1]

    def owed(self, customer_id: str, currency: str) -> Owed:
        """The payable items of a customer in a currency, by due date and by amount."""
        return self.owed_in(customer_id).get(currency, _NOTHING)

    def owed_in(self, customer_id: str) -> Mapping[str, Owed]:
        """The payable items of a customer by currency."""
        if (known := self._owed.get(customer_id)) is None:
            known = self._owed[customer_id] = {}
            for item_id in self.by_customer.get(customer_id, ()):
                item = self.items[item_id]
                if (owed := known.get(item.currency)) is None:
                    owed = known[item.currency] = Owed()
                owed.add(item, self.open_minor[item_id])
        return known

    def has_amount_elsewhere(self, item_id: str, amounts: Iterable[int]) -> bool:
        """True where another document of the item's customer, open or closed, has one of some amounts (minor units)."""
        item = self.items[item_id]
        return any(
            other != item_id and self.items[other].customer_id == item.customer_id
            for amount in amounts
            for other in self.with_amount.get((item.currency, amount), ())
        )

    def open_items(self, customer_id: str, currency: str) -> list[str]:
        """The payable items of a customer in a currency, by due date."""
        return self.owed(customer_id, currency).ids

    def family(self, customer_id: str) -> list[str]:
        """The other members of a customer's group."""
        head = self.parents.get(customer_id, customer_id)
        return [c for c in self.groups.get(head, ()) if c != customer_id]

    def limit(self, amount: Decimal, currency: str) -> int:
        """A setting given in currency units, in minor units of `currency`, rounded down."""
        return _limit(amount, currency)

    def converted(self, minor: int, currency: str, into: str, day: date) -> int | None:
        """An amount in another currency at the last rate up to the day, None where none is good (`rate_days`)."""
        rate = self._rate(currency, into, day)
        if rate is None:
            return None
        amount = Decimal(minor).scaleb(-exponent(currency)) * rate
        quantum = Decimal(1).scaleb(-exponent(into))
        return to_minor(amount.quantize(quantum), into)

    def _rate(self, currency: str, into: str, day: date) -> Decimal | None:
        good = self.settings.matching.rate_days
        if direct := _latest(self.rates.get((currency, into), ()), day, good):
            return direct
        if turned := _latest(self.rates.get((into, currency), ()), day, good):
            return 1 / turned
        for base in sorted({b for b, _ in self.rates}):
            one = Decimal(1) if base == currency else _latest(self.rates.get((base, currency), ()), day, good)
            two = Decimal(1) if base == into else _latest(self.rates.get((base, into), ()), day, good)
            if one and two:
                return two / one
        return None

    def near(self, key: str, customer_ids: Iterable[str], currency: str) -> list[str]:
        """Payable items of some customers whose number differs from `key` by one slip of the pen."""
        found: list[str] = []
        for customer_id in customer_ids:
            found += [
                item_id
                for item_id in self.open_items(customer_id, currency)
                if any(len(f.key) >= 5 and distance_one(key, f.key) for f in self.numbers.forms(item_id))
            ]
        return found


@lru_cache(maxsize=1_000)
def _limit(amount: Decimal, currency: str) -> int:
    return int(amount.scaleb(exponent(currency)))


def _latest(known: Sequence[tuple[date, Decimal]], day: date, good_days: int) -> Decimal | None:
    """The last rate up to a day, None where it is older than a rate is good for."""
    at = bisect_right(known, (day, Decimal("Infinity")))
    return known[at - 1][1] if at and (day - known[at - 1][0]).days <= good_days else None


def build(
    items: Iterable[OpenItem],
    customers: Iterable[Customer] = (),
    rates: Iterable[Rate] = (),
    settings: Settings | None = None,
    history: Iterable[Decision] = (),
    as_of: date | None = None,
    taken: Mapping[str, int] | None = None,
) -> Book:
    """Index a ledger.

    Args:
        items: the ledger's documents, closed ones too: a number that is known is never another's damaged number.
        customers: master data; customers found only in the items are known by the name there.
        rates: exchange rates.
        settings: limits and policy.
        history: decisions of a person on payers.
        as_of: day of the run, where there is one.
        taken: what earlier lines settled of an item (minor units, signed as the item). The open amount of the ledger
            may be older: no more is open than the original amount less this.
    """
    book = Book(settings or Settings(), as_of)
    book.weights = weights_of(book.settings)
    earlier = taken or {}
    for item in sorted(items, key=lambda i: (i.due, i.issued, i.item_id)):
        book.items[item.item_id] = item
        book.open_minor[item.item_id] = _still_open(item, earlier.get(item.item_id, 0))
        book.numbers.add(item)
        book.documents[item.currency] = book.documents.get(item.currency, 0) + 1
        key = item.currency, book.open_minor[item.item_id]
        for one in {key, (item.currency, item.amount_minor)} - {(item.currency, 0)}:
            _append(book.with_amount, one, item.item_id)
        if book.payable(item.item_id):
            _append(book.by_amount, key, item.item_id)
            _append(book.by_customer, item.customer_id, item.item_id)
    _index_customers(book, customers)
    _index_history(book, history)
    for rate in rates:
        book.rates.setdefault((rate.base, rate.currency), []).append((rate.day, rate.units))
    for known in book.rates.values():
        known.sort()
    return book


def _append(index: dict[_T, list[str]], key: _T, item_id: str) -> None:
    if (held := index.get(key)) is None:
        index[key] = [item_id]  # most lists stay this short: no room to grow
    else:
        held.append(item_id)


def _still_open(item: OpenItem, settled: int) -> int:
    if not settled:
        return item.open_minor
    left = item.amount_minor - settled
    return min(item.open_minor, max(left, 0)) if item.amount_minor > 0 else max(item.open_minor, min(left, 0))


def _index_customers(book: Book, customers: Iterable[Customer]) -> None:
    for customer in sorted(customers, key=lambda c: (c.customer_id, c.name)):
        book.customers.setdefault(customer.customer_id, customer)
        book.payers.add(customer.customer_id, customer.name)
        for alias in customer.aliases:
            book.payers.add(customer.customer_id, alias, alias=True)
        for account in customer.accounts:
            book.payers.add_account(customer.customer_id, account)
    named = {(i.customer_id, i.customer_name) for i in book.items.values() if i.customer_name}
    for customer_id, name in sorted(named):
        held = book.customers.get(customer_id)
        if held is None:
            book.customers[customer_id] = Customer(customer_id, name)
        if held is None or held.name != name:
            book.payers.add(customer_id, name)
    _index_groups(book)


def _index_groups(book: Book) -> None:
    """Customer numbers that can be told from others, and who belongs to which group."""
    for customer_id in book.customers:
        known = letters_and_digits(customer_id)
        if (
            known == customer_id.upper()
            and len(known) >= 5
            and sum(map(str.isdigit, known)) >= 3
            and not known.isdigit()
        ):
            book.customer_numbers[known] = customer_id
    ids = {name_key(c.name): c.customer_id for c in reversed(list(book.customers.values()))}
    for customer in book.customers.values():
        parent = customer.parent_id
        if parent and parent not in book.customers:
            parent = ids.get(name_key(parent), "")
        if parent and parent != customer.customer_id:
            book.parents[customer.customer_id] = parent
    for child in sorted(book.parents):
        head, seen = child, {child}
        while (above := book.parents.get(head)) and above not in seen:
            head = above
            seen.add(head)
        book.parents[child] = head
    for child, head in sorted(book.parents.items()):
        book.groups.setdefault(head, [head]).append(child)


def _index_history(book: Book, history: Iterable[Decision]) -> None:
    ids = {name_key(c.name): c.customer_id for c in reversed(list(book.customers.values()))}
    for decision in sorted(history, key=lambda d: (d.decided, d.payer, d.customer, d.confirmed)):
        customer_id = decision.customer if decision.customer in book.customers else ids.get(name_key(decision.customer))
        if customer_id is None:
            continue
        key = name_key(decision.payer)
        if decision.confirmed:
            times = book.confirmed.setdefault(key, {})
            times[customer_id] = times.get(customer_id, 0) + 1
        else:
            book.declined.add((key, customer_id))
