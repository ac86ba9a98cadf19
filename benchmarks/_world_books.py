"""The books of a made-up world: documents, customers, rates, and the rows that payments add to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from benchmarks._world_names import Company

FIRST = date(2025, 9, 1)
DAYS = 270  # over which documents are issued
_RATES = {"USD": 1.08, "GBP": 0.86, "CNY": 7.7}  # units per euro on the first day
PRICES = (45, 60, 75, 120, 150, 180, 240, 300, 450, 600, 750, 900, 1200, 1500, 2400, 3600)  # whole currency units


@dataclass(slots=True)
class Document:
    """An invoice or a credit note of the made-up ledger."""

    number: str
    customer: Company
    issued: date
    due: date
    amount: int  # minor units
    opened: int  # what is open at the start, minor units
    order: str


@dataclass(slots=True)
class World:
    """The rows of the five files."""

    documents: list[Document] = field(default_factory=list)
    customers: list[Company] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    truth: list[dict[str, Any]] = field(default_factory=list)
    rates: list[tuple[date, dict[str, float]]] = field(default_factory=list)

    def rate(self, day: date, currency: str) -> float:
        """Units per euro on a day."""
        return 1.0 if currency == "EUR" else self.rates[min((day - FIRST).days, len(self.rates) - 1)][1][currency]


def rates(world: World, draw: Random) -> None:
    """Let the rates wander, day by day."""
    now = dict(_RATES)
    for n in range(DAYS + 150):
        now = {c: round(r * (1 + draw.gauss(0, 0.003)), 6) for c, r in now.items()}
        world.rates.append((FIRST + timedelta(n), now))


def _rf(body: str) -> str:
    return f"RF{98 - int(''.join(str(int(c, 36)) for c in body + 'RF00')) % 97:02}{body}"


def _number(series: int, at: int, day: date) -> str:
    year = day.year % 100
    return (
        f"VA-{day.year}-{at:05}",
        f"{4170000 + at}",
        _rf(f"77{100000 + at}"),
        f"KD{year}{at:05}",
        f"{day.year}/{at:04}",
        f"FT-{day:%m%y}-{at:05}",
        f"2631200000000{500000 + at:07}",
        f"{62000000 + at}",
    )[series]


def documents(world: World, items: int, difficulty: float, draw: Random) -> None:
    """Issue `items` documents: a few customers have many, some numbers of a series follow each other closely."""
    weights = [draw.paretovariate(1.1) for _ in world.customers]
    weights = [min(w, 30.0) for w in weights]
    kinds = {c.customer_id: draw.choice((0, 6, 7) if c.country == "CN" else range(6)) for c in world.customers}
    days = sorted(draw.randrange(DAYS) for _ in range(items))
    counts = [draw.randrange(200, 900) for _ in range(8)]
    for customer, after in zip(draw.choices(world.customers, weights, k=items), days, strict=True):
        day = FIRST + timedelta(after)
        series = kinds[customer.customer_id]
        counts[series] += 1
        if draw.random() < 0.22 * difficulty:
            amount = draw.choice(PRICES) * 100
        elif draw.random() < 0.3:
            amount = draw.randint(20, 9000) * 100
        else:
            amount = int(draw.lognormvariate(11.5, 1.3)) + 500
        credit = draw.random() < 0.025
        document = Document(
            _number(series, counts[series], day),
            customer,
            day,
            day + timedelta(draw.choice((0, 10, 14, 30, 30, 45, 60))),
            -amount if credit else amount,
            -amount if credit else amount,
            f"PO{draw.randint(10**8, 10**9)}" if draw.random() < 0.5 else "",
        )
        if not credit and draw.random() < 0.03:
            document.opened = amount * draw.choice((25, 40, 50)) // 100
        world.documents.append(document)
