"""What the missing part of a payment looks like.

What it matches: a payment that is short by exactly a cash discount whose last day is over, by an exact percentage that
states keep as tax (5 % and more) or payers deduct as a discount, or by a round sum of the size of a bank's fee.
Why it is safe: it names a reason for a person and helps the right item to the top of the list; what it names is written
off only where terms or settings say so (`tolerance.withheld`, `tolerance.bank_fee`).
Known limits: a round part of a round amount is an exact percentage too, and weighs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.difference import Relation
from recon.match.outcome import Evidence
from recon.match.reading import Reading
from recon.money import exponent, share_of, show
from recon.rows import StatementLine
from recon.words import often

POINTS = {"late_discount": 2.0, "tax": 1.5, "discount": 1.5, "fee": 0.7}  # where the text cites nothing

_TAX = ("5", "6", "7", "7.5", "10", "12", "15", "20", "25", "30")
_DISCOUNT = ("1", "1.5", "2", "2.5", "3", "4")
_RATES = tuple(
    (name, of, int(Decimal(of) * 100)) for name, every in (("discount", _DISCOUNT), ("tax", _TAX)) for of in every
)
_HIGHEST = max(rate for _, _, rate in _RATES)  # hundredths of a percent
_ROUND_FEE = 250  # hundredths of a currency unit of which a fee is a multiple
_LARGEST_FEE = 5000
_TELLING = 40  # minor units from which an exact percentage is no accident


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True for money in."""
    return line.amount_minor >= 0


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield the first name that fits the shortage, as a reason where the text cites none of the items."""
    settled = candidate.settled
    if settled.relation is not Relation.PART or line.amount_minor < 0:
        return
    short, points = -settled.difference_minor, book.weights["named_shortage"]
    opens = [book.open_minor[i] for i in candidate.items]
    currency = candidate.currency
    free = not candidate.cited()
    if days := _late_discount(line, candidate, short, book):
        yield Evidence(
            points["late_discount"] * free, often("evidence_short_late", difference=show(short, currency), days=days)
        )
        return
    whole = sum(opens)
    telling = free and (whole % 100 != 0 or (whole - short) % 100 != 0)
    cents = 15_000 * len(opens)  # by which each item may be rounded
    for name, percent, rate in _RATES if short >= _TELLING and short * 10_000 <= whole * _HIGHEST + cents else ():
        if abs(short * 10_000 - whole * rate) > cents:
            continue
        if abs(short - sum(share_of(o, rate, 10_000) for o in opens)) <= len(opens) - 1:
            said = often(f"evidence_short_{name}", percent=percent, difference=show(short, currency))
            yield Evidence(points[name] * telling, said)
            return
    hundredths = short * 100 // 10 ** exponent(currency)
    if hundredths <= _LARGEST_FEE and hundredths % _ROUND_FEE == 0 and 2 * short < whole:
        yield Evidence(points["fee"] * free, often("evidence_short_fee", difference=show(short, currency)))


def _late_discount(line: StatementLine, candidate: Candidate, short: int, book: Book) -> int:
    """How many days late the discount is that the payment is short by, 0 where it is not."""
    late = [
        (item.discount_minor, (line.booked - item.discount_until).days)
        for item in map(book.items.__getitem__, candidate.items)
        if item.discount_until is not None and line.booked > item.discount_until and item.discount_minor
    ]
    return max(days for _, days in late) if late and sum(minor for minor, _ in late) == short else 0
