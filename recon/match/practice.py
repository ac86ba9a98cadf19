"""How these customers pay, as the lines of a run show that cite one item: when, and in which equal parts.

Law: it is known before anything is decided, and from what texts cite alone, so that no posting teaches the next one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping

from recon.rows import OpenItem

_ENOUGH = 200  # payments from which it is known when customers pay
_HARDLY = 200  # one payment in so many, or fewer


class Practice:
    """What cited payments did; nothing is known before they are read."""

    def __init__(self) -> None:
        self._late: list[int] = []  # days after the due date, ascending
        self._parts: dict[tuple[str, str, int], dict[str, int]] = {}  # customer, currency, part -> item -> payments

    def add_whole(self, days: int) -> None:
        """Count a payment of a cited item to the cent, so many days after its due date."""
        insort(self._late, days)

    def add_part(self, item: OpenItem, minor: int) -> None:
        """Count a payment of an even part of a cited item, in minor units of its currency."""
        items = self._parts.setdefault((item.customer_id, item.currency, minor), {})
        items[item.item_id] = items.get(item.item_id, 0) + 1

    def unusual(self, days: int) -> bool:
        """True where payments that cite their item are hardly ever so late, or so early: `days` after its due date.

        >>> known = Practice()
        >>> for at in range(400):
        ...     known.add_whole(at % 40 - 10)
        >>> [known.unusual(days) for days in (-11, -10, 29, 30)], Practice().unusual(400)
        ([True, False, False, True], False)
        """
        late = len(self._late) - bisect_left(self._late, days)
        early = bisect_right(self._late, days)
        return len(self._late) >= _ENOUGH and min(late, early) * _HARDLY < len(self._late)

    def paid_in_parts(self, customer_id: str, currency: str, minor: int) -> Mapping[str, int]:
        """The items of a customer that payments cite and pay in even parts of just this amount (minor units).

        Returns:
            Item -> so many payments.
        """
        return self._parts.get((customer_id, currency, minor), {})

    def pays_off(self, item: OpenItem, minor: int) -> bool:
        """True where several payments cite an item and pay just this part of it (minor units): no slip of the pen."""
        return self.paid_in_parts(item.customer_id, item.currency, minor).get(item.item_id, 0) > 1
