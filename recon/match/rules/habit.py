"""The customer has been short like this before.

What it matches: a difference no larger than the largest a person has booked for this customer, at least twice, as a
bank fee, a discount or a short payment.
Why it is safe: it is never posted unasked; a person confirms each time.
Known limits: it knows the amount, not the cause; a habit ends only when its bookings are taken back.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.difference import Relation, habit_of
from recon.match.outcome import Evidence
from recon.match.reading import Reading
from recon.money import show
from recon.rows import StatementLine
from recon.words import says

POINTS = {"habit": 1.5}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where habits are known."""
    return bool(book.habits)


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason naming the habit that explains the difference."""
    if candidate.settled.relation is not Relation.HABIT:
        return
    items = [book.items[i] for i in candidate.items]
    habit = habit_of(items, -candidate.settled.difference_minor, book)
    if habit is not None:
        yield Evidence(
            book.weights["habit"]["habit"],
            says(
                "evidence_habit",
                customer=book.customers[habit.customer_id].name,
                reason=says(f"reason_{habit.reason}"),
                largest=show(habit.largest_minor, habit.currency),
                count=habit.times,
            ),
        )
