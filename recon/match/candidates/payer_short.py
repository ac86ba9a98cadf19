"""Items of the payer that the payment is a little short of: a fee, a discount, a tax, a part. For a person to look at.

The nearest amounts first; then, where nothing is near, the oldest items a part payment would go to. Where the text has
the number of one of the payer's open invoices no single item is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

from recon.match.book import Book
from recon.match.candidate import customers_of
from recon.match.owed import Owed
from recon.match.payers import Level
from recon.match.reading import Cited, Reading
from recon.rows import StatementLine

_NEAREST = 4
_FEE_LIKE_PERCENT = 6
_FEE_LIKE = Decimal(40)  # currency units
_TAXES = (10, 12, 15, 20, 25, 30)  # percent that states let payers keep back
ONLY_IN_DOUBT = True  # not asked where the cited items are the payment to the cent
LAST_RESORT = True  # not asked where a cited item or one of the payer's is the payment


def find(line: StatementLine, minor: int, said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    """Yield the payer's items nearest above the payment, less a tax, an even part, nearest below, the oldest."""
    if minor <= 0:
        return
    cites = _cites_payer(line, said, book)
    taxed, parts = _before_tax(minor), {n * minor + off for n in (2, 3, 4) for off in range(-n, n + 1)}
    for at, (customer_id, payer, grouped) in enumerate(customers_of(said, book)):
        if at >= 4 or (payer.level < Level.NEAR and payer.shared > 2):
            return
        owed = book.owed(customer_id, line.currency)
        if not cites:
            yield from ((i,) for i in _near(owed, minor, line, book))
            yield from ((i,) for i in owed.of_any(taxed, line.booked)[:2])
        if grouped:
            continue
        if not cites:
            yield from ((i,) for i in owed.of_any(parts, line.booked)[:3])
            yield from ((i,) for i in islice(_issued(owed, line, minor), 2))
            yield from ((i,) for i in islice(_nearest_below(minor, line, owed, book), 1))
        yield oldest(_issued(owed, line), minor, book)


def _near(owed: Owed, minor: int, line: StatementLine, book: Book) -> list[str]:
    """The items that a fee or a few percent are missing of, the smallest first."""
    fee_like = book.limit(_FEE_LIKE, line.currency)
    furthest = max(minor + fee_like, minor * 100 // (100 - _FEE_LIKE_PERCENT) + 1)
    near: list[str] = []
    for item_id in owed.from_on(minor + 1, furthest):
        opened = book.open_minor[item_id]
        if len(near) >= _NEAREST and opened != book.open_minor[near[-1]]:
            break
        little = opened - minor <= max(opened * _FEE_LIKE_PERCENT // 100, fee_like)
        if little and book.items[item_id].issued <= line.booked:
            near.append(item_id)
    near.sort(key=lambda i: (book.open_minor[i], book.items[i].due, i))
    return near[:_NEAREST]


def _cites_payer(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where the text has the number of an open invoice, and the payer is its customer: no guess comes near it."""
    for item_id, citation in said.cited.items():
        item = book.items[item_id]
        if citation.level < Cited.CORE or citation.shared > 1 or item.currency != line.currency:
            continue
        if book.payable(item_id) and book.open_minor[item_id] > 0 and item.issued <= line.booked:
            payer = said.payer(item.customer_id)
            if payer is not None and payer.level >= Level.NEAR:
                return True
    return False


def _issued(owed: Owed, line: StatementLine, above: int = 0) -> Iterator[str]:
    """The items of which more than so much is open, by due date."""
    for item_id, opened, issued in zip(owed.ids, owed.opens, owed.issued, strict=True):
        if opened > above and issued <= line.booked:
            yield item_id


def _before_tax(minor: int) -> set[int]:
    """The amounts that a payment is, to the cent, less a tax."""
    return {
        opened
        for percent in _TAXES
        for opened in range((100 * minor - 50) // (100 - percent), (100 * minor + 50) // (100 - percent) + 1)
        if abs(opened * (100 - percent) - 100 * minor) <= 50
    }


def _nearest_below(minor: int, line: StatementLine, owed: Owed, book: Book) -> Iterator[str]:
    """The invoice that comes nearest to the payment from below; of several the first number."""
    nearest: list[str] = []
    for item_id in owed.below(minor):
        if book.open_minor[item_id] <= 0 or (nearest and book.open_minor[item_id] != book.open_minor[nearest[0]]):
            break
        if book.items[item_id].issued <= line.booked:
            nearest.append(item_id)
    yield from sorted(nearest)


def oldest(ids: Iterable[str], minor: int, book: Book) -> tuple[str, ...]:
    """The oldest due items that the money reaches; items that would receive nothing are left out."""
    taken: list[str] = []
    left = minor
    for item_id in ids:
        if left <= 0:
            break
        taken.append(item_id)
        left -= book.open_minor[item_id]
    return tuple(taken)
