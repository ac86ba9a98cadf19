"""What entries say beyond the decisions: documents, customers, bank lines, and what money was worth on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from recon.config import Settings
from recon.ingest.books import BookFile
from recon.money import convert
from recon.rows import Customer, OpenItem, Rate, StatementLine


@dataclass(frozen=True, slots=True)
class Facts:
    """What entries say beyond the decisions. Of several lists that name a document the oldest counts."""

    settings: Settings
    items: Mapping[str, OpenItem] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)  # by customer id
    lines: Mapping[str, StatementLine] = field(default_factory=dict)  # by fingerprint
    rates: Mapping[str, Sequence[tuple[date, Decimal]]] = field(default_factory=dict)  # see `worth`

    def value(self, minor: int, currency: str, day: date) -> int | None:
        """An amount in the company's currency at the last rate known on the day; None where there is none."""
        base = self.settings.company.currency
        if currency == base:
            return minor
        known = self.rates.get(currency, ())
        at = bisect_right(known, day, key=lambda one: one[0])
        return convert(minor, currency, base, known[at - 1][1]) if at else None


def worth(rates: Iterable[Rate], base: str) -> dict[str, tuple[tuple[date, Decimal], ...]]:
    """By currency: what one unit of it is worth in `base`, by day. Of two rates of a day the one in `base` counts."""
    found: dict[str, dict[date, Decimal]] = {}
    for rate in sorted(rates, key=lambda r: (r.base != base, r.day, r.units)):
        if rate.base == base and rate.units:
            found.setdefault(rate.currency, {})[rate.day] = 1 / rate.units
        elif rate.currency == base:
            found.setdefault(rate.base, {})[rate.day] = rate.units
    return {currency: tuple(sorted(days.items())) for currency, days in found.items()}


def facts(files: Iterable[BookFile], lines: Iterable[StatementLine], settings: Settings) -> Facts:
    """The facts that input files give.

    Args:
        files: open items, customers, rates.
        lines: bank lines of the input files; a line that was decided on stands as it was recorded then.
        settings: accounts and the company's currency.
    """
    items: dict[str, OpenItem] = {}
    masters: dict[str, str] = {}
    rates: set[Rate] = set()
    for file in sorted(files, key=lambda f: (f.as_of or date.min, f.name, f.sha256)):
        for row in file.rows:
            if isinstance(row, OpenItem):
                items.setdefault(row.item_id, row)
            elif isinstance(row, Customer):
                masters.setdefault(row.customer_id, row.name)
            elif isinstance(row, Rate):
                rates.add(row)
    listed = {i.customer_id: i.customer_name for i in reversed(list(items.values())) if i.customer_name}
    return Facts(
        settings,
        items,
        masters | listed,
        {line.fingerprint: line for line in sorted(lines, key=lambda n: (n.line_id, n.account))},
        worth(rates, settings.company.currency),
    )
