"""What one customer owes in one currency, to be looked up by due date and by amount instead of walked through.

It is made when it is first asked for and holds while no item of the customer is taken (`Book.owed`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date


class Owed:
    """The payable items of a customer in a currency, by due date, then by day of issue and number."""

    __slots__ = ("_by_open", "_equal", "dues", "ids", "issued", "opens")

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.opens: list[int] = []  # open amount of each, minor units
        self.issued: list[date] = []
        self.dues: list[date] = []
        self._equal: dict[int, list[int]] = {}  # open amount -> places in `ids`; made when first asked for
        self._by_open: list[tuple[int, int]] = []  # open amount and place in `ids`, ascending; likewise

    def add(self, item_id: str, open_minor: int, issued: date, due: date) -> None:
        """One item more, in the order of the ledger."""
        self.ids.append(item_id)
        self.opens.append(open_minor)
        self.issued.append(issued)
        self.dues.append(due)

    def of(self, minor: int, by: date = date.max) -> list[str]:
        """The items of which exactly so much is open, issued by a day; by due date."""
        return [self.ids[at] for at in self._at(minor) if self.issued[at] <= by]

    def of_any(self, amounts: set[int], by: date) -> list[str]:
        """The items of which one of some amounts is open, issued by a day; by due date."""
        found = sorted(at for minor in amounts for at in self._at(minor))
        return [self.ids[at] for at in found if self.issued[at] <= by]

    def from_on(self, low: int, high: int) -> list[str]:
        """The items of which `low` to `high` is open, both included; smallest first."""
        ranked = self._ranked()
        return [self.ids[at] for _, at in ranked[bisect_left(ranked, (low, 0)) : bisect_left(ranked, (high + 1, 0))]]

    def below(self, minor: int) -> Iterator[str]:
        """The items of which less is open, largest first."""
        ranked = self._ranked()
        for place in range(bisect_left(ranked, (minor, 0)) - 1, -1, -1):
            yield self.ids[ranked[place][1]]

    def _at(self, minor: int) -> list[int]:
        if not self._equal:
            for at, opened in enumerate(self.opens):
                self._equal.setdefault(opened, []).append(at)
        return self._equal.get(minor, [])

    def _ranked(self) -> list[tuple[int, int]]:
        if not self._by_open:
            self._by_open = sorted((opened, at) for at, opened in enumerate(self.opens))
        return self._by_open
