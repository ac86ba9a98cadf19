"""What one customer owes in one currency, to be looked up by due date and by amount instead of walked through.

It is made when it is first asked for and holds while no item of the customer is taken (`Book.owed`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, groupby, islice

from recon.rows import OpenItem


class Owed:
    """The payable items of a customer in a currency, by due date, then by day of issue and number."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.opens: list[int] = []  # open amount of each, minor units
        self.issued: list[date] = []
        self.dues: list[date] = []
        self._granted: list[tuple[int, OpenItem]] = []  # open amount less its cash discount, the item

    def add(self, item: OpenItem, open_minor: int) -> None:
        """One item more, in the order of the ledger."""
        if item.discount_minor and item.discount_until is not None:
            self._granted.append((open_minor - item.discount_minor, item))
        self.ids.append(item.item_id)
        self.opens.append(open_minor)
        self.issued.append(item.issued)
        self.dues.append(item.due)

    def known(self, day: date) -> Sequence[int]:
        """The places in `ids` of the items issued by a day."""
        if day >= self._last_issued:
            return range(len(self.ids))
        return [at for at, issued in enumerate(self.issued) if issued <= day]

    def count(self, day: date) -> int:
        """How many items are issued by a day."""
        return bisect_right(self._by_issue, day, key=self.issued.__getitem__)

    def times(self, minor: int) -> int:
        """Of how many items exactly so much is open."""
        return len(self._at.get(minor, ()))

    def of(self, minor: int, by: date = date.max) -> list[str]:
        """The items of which exactly so much is open, issued by a day; by due date."""
        return [self.ids[at] for at in self._at.get(minor, ()) if self.issued[at] <= by]

    def of_any(self, amounts: set[int], by: date) -> list[str]:
        """The items of which one of some amounts is open, issued by a day; by due date."""
        found = sorted(at for minor in amounts.intersection(self._at) for at in self._at[minor])
        return [self.ids[at] for at in found if self.issued[at] <= by]

    def nearest(self, minor: int, day: date, most: int) -> list[str]:
        """The items of which exactly so much is open, those first whose due date is nearest to a day."""
        places: Sequence[int] = self._at.get(minor, ())
        if len(places) > 2 * most:
            middle = bisect_left(places, day, key=self.dues.__getitem__)
            places = places[max(middle - most, 0) : middle + most]
        ranked = sorted([(abs((self.dues[at] - day).days), self.ids[at]) for at in places])
        return [item_id for _, item_id in ranked[:most]]

    def from_on(self, low: int, high: int) -> Iterator[str]:
        """The items of which `low` to `high` is open, both included; smallest first."""
        ranked = self._ranked
        for place in range(bisect_left(ranked, (low, 0)), len(ranked)):
            if ranked[place][0] > high:
                return
            yield self.ids[ranked[place][1]]

    def credits(self) -> list[str]:
        """The credit notes, by due date."""
        return [self.ids[at] for at in sorted([at for _, at in self._ranked[: bisect_left(self._ranked, (0, 0))]])]

    def below(self, minor: int) -> Iterator[str]:
        """The items of which less is open, largest first."""
        ranked = self._ranked
        for place in range(bisect_left(ranked, (minor, 0)) - 1, -1, -1):
            yield self.ids[ranked[place][1]]

    def less_discount(self, minor: int, day: date, percent: Decimal) -> list[str]:
        """The items of which so much is open after a cash discount that a day is in time for, or a little more.

        Args:
            minor: what is left, in minor units.
            day: of the payment.
            percent: of an item's amount that more than its discount may be missing.
        """
        return [
            item.item_id
            for left, item in self._granted
            if (left == minor or (percent and minor < left <= minor + int(item.amount_minor * percent / 100)))
            and item.discount_until is not None
            and day <= item.discount_until
        ]

    def natural(self, minor: int, day: date) -> list[list[int]]:
        """The sets a payer has in mind, as places in `ids`, where their sum is the payment.

        The whole balance, all due, all past due, these without credits, all of one due date; of what is issued by the
        day of the payment.
        """
        return self._natural(minor, day) if self._may_be_natural(minor, day) else []

    def _natural(self, minor: int, day: date) -> list[list[int]]:
        known = list(self.known(day))
        due = known[: bisect_right(known, day, key=self.dues.__getitem__)]
        late = known[: bisect_left(known, day, key=self.dues.__getitem__)]
        invoices = [at for at in known if self.opens[at] > 0]
        runs = [known, due, late, invoices, [at for at in late if self.opens[at] > 0]]
        runs += [list(same) for _, same in groupby(known, self.dues.__getitem__)]
        return [run for run in runs if len(run) > 1 and sum([self.opens[at] for at in run]) == minor]

    def _may_be_natural(self, minor: int, day: date) -> bool:
        """False where none of these sets can be the payment: told by running sums."""
        balance, invoiced = self._sums_by_issue
        at = self.count(day)
        if minor in (balance[at], invoiced[at]) or minor in self._of_one_due_date:
            return True
        balance, invoiced = self._sums_by_due
        due, late = bisect_right(self.dues, day), bisect_left(self.dues, day)
        return self._due_before_issue or minor in (balance[due], balance[late], invoiced[late])

    # --- worked out when first asked for

    @cached_property
    def _last_issued(self) -> date:
        return max(self.issued, default=date.min)

    @cached_property
    def _at(self) -> dict[int, list[int]]:
        """Open amount -> places in `ids`."""
        equal: dict[int, list[int]] = {}
        for at, opened in enumerate(self.opens):
            equal.setdefault(opened, []).append(at)
        return equal

    @cached_property
    def _ranked(self) -> list[tuple[int, int]]:
        """Open amount and place in `ids`, ascending."""
        return sorted((opened, at) for at, opened in enumerate(self.opens))

    @cached_property
    def _by_issue(self) -> list[int]:
        return sorted(range(len(self.ids)), key=self.issued.__getitem__)

    @cached_property
    def _sums_by_issue(self) -> tuple[list[int], list[int]]:
        return self._running(self._by_issue)

    @cached_property
    def _sums_by_due(self) -> tuple[list[int], list[int]]:
        return self._running(range(len(self.ids)))

    def _running(self, places: Sequence[int]) -> tuple[list[int], list[int]]:
        """The sums of the first 0, 1, 2 ... of some items, and of the invoices among them."""
        opens = [self.opens[at] for at in places]
        return [0, *accumulate(opens)], [0, *accumulate([max(minor, 0) for minor in opens])]

    @cached_property
    def _of_one_due_date(self) -> set[int]:
        """The sums of the first two, three ... items of each due date: those that were issued by some day."""
        found: set[int] = set()
        for _, same in groupby(range(len(self.ids)), self.dues.__getitem__):
            found.update(islice(accumulate([self.opens[at] for at in same]), 1, None))
        return found

    @cached_property
    def _due_before_issue(self) -> bool:
        return any(due < issued for due, issued in zip(self.dues, self.issued, strict=True))
