"""An amount that no other document has.

What it matches: the payment is one item's to the cent, or less a timely discount, and of all documents of the ledger in
this currency, open or closed, no other has the item's amount.
Why it is safe: a ledger of fewer than 250 documents in a currency cannot tell a rare amount and says nothing; an amount
alone is never posted, however rare.
Known limits: a list of open items only has lost the closed ones that had the amount.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.difference import Relation
from recon.match.outcome import Evidence
from recon.match.reading import Reading
from recon.rows import StatementLine
from recon.words import often

POINTS = {"rare": 2.5}
_ENOUGH = 250  # documents in a currency from which it is known how common an amount is


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where nothing is cited."""
    return not said.cited


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason where the amount is that of a single item and of no other document."""
    if is_rare(candidate, book) and not candidate.said.cited:
        count = book.documents[book.items[candidate.items[0]].currency]
        yield Evidence(book.weights["rare_amount"]["rare"], often("evidence_rare_amount", count=count))


def tells_amounts(currency: str, book: Book) -> bool:
    """True where the ledger has documents enough in a currency to know how common an amount is."""
    return book.documents.get(currency, 0) >= _ENOUGH


def is_rare(candidate: Candidate, book: Book) -> bool:
    """True for a single item whose amount the payment is, and which no other document of its currency has."""
    if len(candidate.items) != 1 or candidate.settled.relation not in (Relation.EXACT, Relation.DISCOUNT):
        return False
    item = book.items[candidate.items[0]]
    if not tells_amounts(item.currency, book) or book.open_minor[item.item_id] != item.open_minor:
        return False
    key = (item.currency, book.open_minor[item.item_id])
    return not any(i != item.item_id for i in book.with_amount.get(key, ()))
