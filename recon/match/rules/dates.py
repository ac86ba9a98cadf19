"""When the items were issued and due, against the booking day.

What it matches: payment around the due date; payment before the item was issued.
Why it is safe: it weighs little, and nothing at all where the text cites the items.
Known limits: customers pay late; that says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import EARLY_DAYS, Candidate
from recon.match.outcome import Evidence
from recon.rows import StatementLine
from recon.words import often

POINTS = {
    "before_issue": -4.0,  # paid before the item was issued
    "long_before_issue": -8.0,  # long before
    "due_near": 0.4,  # within a week of the due date
    "due_far": -0.4,  # far from it
}


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason by dates for items the text does not cite."""
    if candidate.cited():
        return
    items = [book.items[i] for i in candidate.items]
    early = (max([i.issued for i in items]) - line.booked).days
    if early > 0:
        long_before = early > EARLY_DAYS
        worth = book.weights["dates"]["long_before_issue" if long_before else "before_issue"]
        yield Evidence(worth, often("evidence_before_issue", days=early), veto=long_before)
        return
    away = max(abs((items[0].due - line.booked).days), abs((items[-1].due - line.booked).days))  # first and last due
    if away <= 7:
        yield Evidence(book.weights["dates"]["due_near"], often("evidence_due_near", days=away))
    elif away > 75:
        yield Evidence(book.weights["dates"]["due_far"], often("evidence_due_far", days=away))
