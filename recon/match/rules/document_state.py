"""Documents that cannot be paid.

What it matches: drafts, cancelled and paid documents, and documents issued after the day of the run.
Why it is safe: it is a veto and nothing else.
Known limits: a disputed document can be paid, and a refund in a payment's list opens a paid one again; that is no veto.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.rows import ItemState, OpenItem, StatementLine
from recon.words import says

POINTS = {
    "closed": -8.0,  # draft, cancelled or paid
    "not_issued": -1.5,  # issued after the day of the run
}


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a veto for each document that is closed or not issued yet."""
    points = book.weights["document_state"]
    for item_id in candidate.items:
        item = book.items[item_id]
        if item.state is ItemState.PAID and _taken_back(candidate, item):
            continue
        if item.state in (ItemState.DRAFT, ItemState.CANCELLED, ItemState.PAID):
            yield Evidence(points["closed"], says("evidence_closed", item=item_id), veto=True)
        elif book.as_of is not None and item.issued > book.as_of:
            yield Evidence(points["not_issued"], says("evidence_not_issued", item=item_id), veto=True)


def _taken_back(candidate: Candidate, item: OpenItem) -> bool:
    """The payment's list opens a document again instead of paying it."""
    mine = (s for s in candidate.settled.shares if s.item_id == item.item_id)
    return candidate.settled.told is not None and all(s.cash_minor * item.amount_minor < 0 for s in mine)
