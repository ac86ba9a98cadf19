"""The ledger the rows of a review book are held against, as it stands now.

Laws. A row is compared with the ledger as it was when the book was drawn: decisions of the same book are taken out for
that, so a book may be applied in parts and again. What it decides must fit with everything that is decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from recon import ledger
from recon.apply import Documents
from recon.config import Settings
from recon.decisions import Decided, Decision, Posted, Rejected, Reversed, Review, WrittenOff
from recon.decisions.kinds import PUT_ON_ACCOUNT
from recon.decisions.replay import decided as replayed
from recon.ledger import Opening
from recon.rows import Allocation, Booking, OpenItem, Rate, StatementLine
from recon.terms import Period


@dataclass(frozen=True, slots=True)
class Known:
    """Inputs, decisions and settings of the period a book was drawn for."""

    period: Period
    settings: Settings
    decided: Decided
    start: Opening  # at the end of the period
    lines: Mapping[str, StatementLine]  # booked bank lines up to then, by fingerprint
    customers: Mapping[str, str]  # name by number, those only known from documents included
    rates: tuple[Rate, ...]


class Stands:
    """Documents and bank lines after some decisions."""

    def __init__(self, known: Known, decided: Decided) -> None:
        self.known = known
        self.decided = decided
        self.start = known.start
        ever = ledger.position(known.start, decided.allocations, date.max)
        # What the list has closed is known with nothing open: a payment of it may come back.
        closed = {item.item_id: item for item in known.start.closed}
        self.open = dict.fromkeys(closed, 0) | {item.item_id: item.open_minor for item in (*ever.items, *ever.closed)}
        self.items: dict[str, OpenItem] = closed | {i.item_id: i for i in known.start.items if i.item_id in self.open}
        self.applied = ever.applied
        self._used: dict[str, int] = defaultdict(int)
        at_last = ledger.position(known.start, decided.allocations, known.period.last)
        for one in at_last.applied:
            self._used[one.line] += one.line_minor
        for part in ledger.booked(decided.bookings, known.start, known.period.last):
            self._used[part.line] += part.line_minor
        self._documents: dict[bool, Documents] = {}

    def left(self, line: StatementLine) -> tuple[int, int]:
        """What is left of a line: as the ledger shows it at the end of the period, and as the journal has used it."""
        listed = self.start.at is not None and line.booked <= self.start.at
        shown = (0 if listed else line.amount_minor) - self._used[line.fingerprint]
        return shown, line.amount_minor - self.decided.use.get(line.fingerprint, 0)

    def documents(self, line: StatementLine | None) -> Documents:
        """The documents with everything applied to them; money of a line the list has deducted moves after the list."""
        late = line is not None and self.start.at is not None and line.booked <= self.start.at
        if late not in self._documents:
            book = Documents(self.items, self.not_before(line))
            for one in self.applied:
                book.fall(one)
            self._documents[late] = book
        return self._documents[late]

    def not_before(self, line: StatementLine | None) -> date | None:
        """The first day on which money of a line may move."""
        days = [self.decided.first_open_day] if self.decided.first_open_day else []
        if line is not None and self.start.at is not None and line.booked <= self.start.at:
            days.append(self.start.at + timedelta(days=1))
        return max(days, default=None)

    def on_account(self, line: str) -> tuple[Posted, ...]:
        """The decisions that stand by which what is left of a line is a customer's."""
        return tuple(p for p in self.decided.posted.get(line, ()) if p.kind == PUT_ON_ACCOUNT)


def as_drawn(decided: Decided, book: str) -> Decided:
    """The decisions without those that came from this book."""
    own = {row for row, one in decided.everything.items() if (said := review_of(one)) is not None and said.book == book}
    if not own:
        return decided
    return replayed(_without(decided.everything, own))


def review_of(decision: Decision) -> Review | None:
    """On whose word a decision was taken, None where no person has."""
    return decision.review if isinstance(decision, Posted | WrittenOff | Rejected) else None


def _without(everything: Mapping[int, Decision], own: set[int]) -> Iterator[Decision]:
    for row, one in everything.items():
        if row in own:
            continue
        if isinstance(one, Reversed):
            kept = tuple(of for of in one.of if of not in own)
            if kept:
                yield replace(one, of=kept)
        else:
            yield one


def moves(decisions: Iterable[Decision]) -> tuple[tuple[Allocation, ...], tuple[Booking, ...]]:
    """Everything by which decisions move money."""
    allocations: list[Allocation] = []
    bookings: list[Booking] = []
    for one in decisions:
        if isinstance(one, Posted):
            allocations += one.allocations
            bookings += one.bookings
        elif isinstance(one, WrittenOff):
            allocations.append(one.allocation)
    return tuple(allocations), tuple(bookings)
