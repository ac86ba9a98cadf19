"""The books of a made-up world: documents, customers, rates, and the rows that payments add to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from benchmarks._world_mix import Mix
from benchmarks._world_names import Company

FIRST = date(2025, 9, 1)
DAYS = 270  # over which documents are issued
_RATES = {"USD": 1.08, "GBP": 0.86, "CNY": 7.7, "CHF": 0.94, "SEK": 11.2, "NOK": 11.7, "DKK": 7.46}  # per euro
PRICES = (29, 45, 60, 75, 99, 120, 150, 180, 240, 300, 450, 499, 750, 900, 1200, 1500, 2400, 3600)  # whole units
STRUCTURED = {"CH": "QRR", "SE": "OCR", "NO": "KID", "FI": "VIITE", "BE": "OGM"}


@dataclass(slots=True, eq=False)
class Document:
    """An invoice or a credit note of the made-up ledger."""

    number: str
    customer: Company
    issued: date
    due: date
    amount: int  # minor units
    opened: int  # what is open at the start, minor units
    order: str
    reference: str  # structured payment reference printed on it, "" for none
    discount: int  # cash discount printed on it, minor units
    listed: bool  # whether the list of open items has it
    paid: bool = False


@dataclass(slots=True, eq=False)
class Line:
    """A movement on a bank account."""

    day: date
    minor: int
    currency: str
    payer: str
    account: str
    text: str
    reference: str
    original: str  # amount in the currency of the order, where it is shown
    original_currency: str
    name_style: str
    line_id: str = ""


@dataclass(slots=True, eq=False)
class Paid:
    """What a line pays of one document, or that it pays none."""

    line: Line
    document: Document | None
    cash: int
    off: int
    kind: str
    style: str
    twin: Line | None = None


@dataclass(slots=True)
class World:
    """The rows of the five files."""

    documents: list[Document] = field(default_factory=list)
    customers: list[Company] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    truth: list[Paid] = field(default_factory=list)
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


def _luhn(body: str) -> str:
    total = 0
    for at, digit in enumerate(reversed(body)):
        value = int(digit) * (1 if at % 2 else 2)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _swiss(body: str) -> str:
    carry = 0
    for digit in body:
        carry = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)[(carry + int(digit)) % 10]
    return str((10 - carry) % 10)


def _finnish(body: str) -> str:
    return str(-sum(int(d) * (7, 3, 1)[at % 3] for at, d in enumerate(reversed(body))) % 10)


def _rf(body: str) -> str:
    return f"RF{98 - int(''.join(str(int(c, 36)) for c in body + 'RF00')) % 97:02}{body}"


def reference(scheme: str, customer: Company, at: int) -> str:
    """The structured reference of a document, with its check digits; `at` is its place in the series."""
    who = customer.customer_id[1:]
    if scheme == "QRR":
        body = f"21{who:0>12}{at:012}"
        return body + _swiss(body)
    if scheme == "OCR":
        return f"{at}{_luhn(str(at))}"
    if scheme == "KID":
        body = f"{who}{at:07}"
        return body + _luhn(body)
    if scheme == "VIITE":
        body = f"{who}{at}"
        return body + _finnish(body)
    body = f"{int(who) % 1000:03}{at:07}"
    return f"+++{body[:3]}/{body[3:7]}/{body[7:]}{int(body) % 97 or 97:02}+++"


_SERIES = {  # the series a customer's documents are numbered in
    "CN": (6, 6, 6, 7, 0),
    "DE": (3, 3, 4, 2, 0),
    "FR": (1, 5, 0, 2, 4),
    "GB": (0, 1, 4, 2),
    "US": (0, 1, 4, 2),
}
_OTHERS = (8,)


def _number(series: int, at: int, day: date) -> str:
    year = day.year % 100
    return (
        f"VA-{day.year}-{at:06}",
        f"SA0{417000 + at}",
        _rf(f"77{10000000 + at}"),
        f"KD{year}{at:06}",
        f"{day.year}/{at:04}",
        f"FT-{day:%m%y}-{at:05}",
        f"2631{day.month}00000000{590000 + at:07}" if day.month < 10 else f"2631{day.month}0000000{590000 + at:07}",
        f"{62000000 + at * 2}",
        f"{310000 + at}",
    )[series]


def documents(world: World, items: int, mix: Mix, draw: Random) -> None:
    """Issue `items` documents: a few customers have many, some numbers of a series follow each other closely."""
    most = max(150.0, len(world.customers) ** 0.7)
    weights = [min(draw.paretovariate(mix.pareto), most) for _ in world.customers]
    if mix.giant:
        weights[0] = sum(weights[1:]) * mix.giant / (1 - mix.giant)
    kinds = {c.customer_id: draw.choice(_SERIES.get(c.country, _OTHERS)) for c in world.customers}
    fixed = {c.customer_id: draw.choice(PRICES) * 100 for c in world.customers if draw.random() < mix.monthly}
    usual = {c.customer_id: draw.choice((0, 10, 14, 14, 30, 30, 45, 60)) for c in world.customers}
    days = sorted(draw.randrange(DAYS) for _ in range(items))
    counts = [draw.randrange(200, 900) for _ in range(9)]
    for customer, after in zip(draw.choices(world.customers, weights, k=items), days, strict=True):
        day = FIRST + timedelta(after)
        series = kinds[customer.customer_id]
        counts[series] += draw.choice((1, 1, 1, 2, 5)) if series == 6 else 1
        credit = draw.random() < mix.credit
        amount = (fixed.get(customer.customer_id) or _amount(mix, draw)) * (-1 if credit else 1)
        if credit:
            amount = -max(int(-amount * draw.choice((0.1, 0.25, 0.5, 0.333, 1))), 100)
        scheme = STRUCTURED.get(customer.country, "")
        document = Document(
            _number(series, counts[series], day),
            customer,
            day,
            day + timedelta(usual[customer.customer_id] if draw.random() < 0.9 else draw.choice((0, 30, 90))),
            amount,
            amount,
            f"PO{draw.randint(4 * 10**8, 5 * 10**8 - 1)}" if draw.random() < mix.orders else "",
            reference(scheme, customer, 310000 + counts[series]) if scheme else "",
            0,
            credit or draw.random() >= mix.missing,
        )
        if not credit and draw.random() < mix.part_open:
            document.opened = amount * draw.choice((25, 40, 50)) // 100
        elif not credit and draw.random() < mix.terms:
            document.discount = amount * draw.choice((2, 2, 3)) // 100
        world.documents.append(document)


def _amount(mix: Mix, draw: Random) -> int:
    """Minor units: one amount of all, a price, whole units, or any."""
    if mix.one_amount and draw.random() < mix.one_amount:
        return 99900
    dice = draw.random()
    if dice < mix.price:
        return draw.choice(PRICES) * 100
    if dice < mix.price + 0.1:
        return draw.randint(1, 99) * 10000
    if dice < mix.price + 0.26:
        return draw.randint(20, 9000) * 100
    return int(draw.lognormvariate(11.6, 1.3)) + 500
