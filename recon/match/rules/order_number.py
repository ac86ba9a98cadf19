"""The customer's own order number, or the contract, in the payer's text.

What it matches: the purchase order or contract of an item as a delimited token.
Why it is safe: an order with several items shares its points out among them.
Known limits: an order may be invoiced in parts not yet in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.match.reading import Cited, Reading
from recon.rows import StatementLine
from recon.words import often

POINTS = {"order": 7.5}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where an order is cited."""
    return Cited.ORDER in [c.level for c in said.cited.values()]


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason where all items that are paid are cited by order."""
    cited = [candidate.said.cited.get(i) for i in candidate.paid]
    orders = [c for c in cited if c is not None and c.level == Cited.ORDER]
    if orders and len(orders) == len(cited):
        rivals = max(orders[0].shared - len(orders), 0) + 1
        worth = book.weights["order_number"]["order"] - 2.0 * log(rivals)
        yield Evidence(worth, often("evidence_order", order=orders[0].text))
