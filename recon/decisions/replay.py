"""What all decisions come to: which postings stand, which money they move, what is locked.

Laws: a decision that was taken back counts up to the day of its reversal and never after; the same posting twice counts
once; no line is used for more than it brought; nothing moves money into a period that is locked at that time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, TypeVar

from recon.decisions import kinds
from recon.decisions.kinds import (
    Alias,
    Decision,
    Event,
    Exported,
    Locked,
    Pattern,
    Posted,
    Pressed,
    Rejected,
    Reopened,
    Reversed,
    StatementRead,
    WrittenOff,
)
from recon.decisions.records import from_entry, to_entry
from recon.errors import JournalError, Where
from recon.journal import Entry, canonical
from recon.rows import Allocation, Booking
from recon.terms import Period
from recon.words import says

Moved = TypeVar("Moved", Allocation, Booking)
_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Decided:
    """All decisions that count, replayed. Collections are in the order of the journal unless they say otherwise."""

    read: Mapping[str, StatementRead] = field(default_factory=lambda: _EMPTY)  # by SHA-256
    posted: Mapping[str, tuple[Posted, ...]] = field(default_factory=lambda: _EMPTY)  # what stands, by fingerprint
    undone: Mapping[str, tuple[Posted, ...]] = field(default_factory=lambda: _EMPTY)  # what was taken back, the same
    written_off: tuple[WrittenOff, ...] = ()
    rejected: Mapping[str, tuple[Rejected, ...]] = field(default_factory=lambda: _EMPTY)  # by fingerprint
    aliases: tuple[Alias, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    events: tuple[Event, ...] = ()
    reversals: tuple[Reversed, ...] = ()
    exported: tuple[Exported, ...] = ()
    locked: Mapping[str, Locked] = field(default_factory=lambda: _EMPTY)  # locked now, by period
    allocations: tuple[Allocation, ...] = ()  # everything that moves documents, reversals as rows of the other sign
    bookings: tuple[Booking, ...] = ()  # everything of lines that settles no document, the same
    use: Mapping[str, int] = field(default_factory=lambda: _EMPTY)  # of each bank line, by what stands, in its sign
    everything: Mapping[int, Decision] = field(default_factory=lambda: MappingProxyType({}))  # by line of the journal
    pressed: tuple[Pressed, ...] = ()  # buttons of a workbook that were not taken back

    @property
    def locked_until(self) -> date | None:
        """The last day of the newest locked period: nothing moves money up to then."""
        return max((Period.parse(period).last for period in self.locked), default=None)

    @property
    def first_open_day(self) -> date | None:
        """The first day money may move on, None where nothing is locked."""
        until = self.locked_until
        return until + timedelta(days=1) if until else None

    def postings(self) -> tuple[Posted, ...]:
        """Every posting that stands, by bank line."""
        return tuple(p for line in sorted(self.posted) for p in self.posted[line])

    def rests_on(self, until: date) -> tuple[Decision, ...]:
        """What figures of a key date follow from: postings of lines booked up to it, and all that was learned."""
        events = tuple(e for e in self.events if e.day <= until)
        given_up = tuple(w for w in self.written_off if w.allocation.effective <= until)
        rejected = tuple(r for line in sorted(self.rejected) for r in self.rejected[line])
        postings = tuple(p for p in self.postings() if p.answer.line.booked <= until)
        back = tuple(p for line in sorted(self.undone) for p in self.undone[line] if p.answer.line.booked <= until)
        # What was given up or turned down and taken back shows in no figure, but the book drawn after it is another.
        silent = {
            row
            for row, one in self.everything.items()
            if isinstance(one, Rejected) or (isinstance(one, WrittenOff) and one.allocation.effective <= until)
        }
        undone = tuple(one for one in self.reversals if silent.intersection(one.of))
        return (*postings, *back, *undone, *given_up, *rejected, *self.aliases, *self.patterns, *events)


def digest(decisions: Iterable[Decision]) -> str:
    """Hash of what was decided, whoever decided it and when."""
    entries = (to_entry(one) for one in decisions)
    return hashlib.sha256(canonical([[e.kind, e.data] for e in entries])).hexdigest()


def replay(entries: Iterable[Entry], file: str = "journal.jsonl") -> Decided:
    """What the decisions come to.

    Raises:
        JournalError: a kind this version does not know, a line used for more than it brought, a reversal of nothing,
            money moved into a locked period; the line of the journal is named.
    """
    return decided((from_entry(entry, file) for entry in entries), file)


def decided(decisions: Iterable[Decision], file: str = "journal.jsonl") -> Decided:
    """The same, of decisions in the order they were taken."""
    book = _Book(file)
    for decision in decisions:
        book.take(decision)
    return book.decided()


def numbered(decisions: Iterable[Decision], rows: int) -> tuple[Decision, ...]:
    """Decisions about to be appended to a journal of so many lines, each with the line it will stand on."""
    return tuple(replace(one, row=rows + 1 + n) for n, one in enumerate(decisions))


def with_new(before: Decided, new: Iterable[Decision], file: str = "journal.jsonl") -> Decided:
    """What is decided once `new` (numbered) stands in the journal too."""
    return decided((*before.everything.values(), *new), file)


def _used(posting: Posted) -> int:
    own = sum(b.line_minor for b in posting.bookings if b.line == posting.line)
    return own + sum(a.line_minor for a in posting.allocations)


class _Book:
    def __init__(self, file: str) -> None:
        self.file = file
        self.all: dict[int, Decision] = {}
        self.back: dict[int, Reversed] = {}
        self.locked: dict[str, Locked] = {}
        self.used: dict[str, int] = {}  # by line, what stands
        self.standing: dict[str, list[Posted]] = {}
        self.twice: set[int] = set()

    def take(self, decision: Decision) -> None:
        row = decision.row or -len(self.all) - 1  # what is not written yet still has its place
        if isinstance(decision, Posted):
            if any(_same(decision, p) for p in self.standing.get(decision.line, ())):
                self.twice.add(row)
            else:
                self._post(decision)
        elif isinstance(decision, WrittenOff):
            self._guard(decision.allocation.effective, decision.row)
        elif isinstance(decision, Reversed):
            self._reverse(decision)
        elif isinstance(decision, Locked):
            self.locked[decision.period] = decision
        elif isinstance(decision, Reopened) and self.locked.pop(decision.period, None) is None:
            raise self._wrong(says("journal_not_locked", period=decision.period), decision.row)
        self.all[row] = decision

    def _post(self, posting: Posted) -> None:
        for day in (*(a.effective for a in posting.allocations), *(b.effective for b in posting.bookings)):
            self._guard(day, posting.row)
        line = posting.answer.line
        after = self.used.get(line.fingerprint, 0) + _used(posting)
        if not min(0, line.amount_minor) <= after <= max(0, line.amount_minor):
            first = next((p.row for p in self.standing.get(line.fingerprint, ())), posting.row)
            raise self._wrong(says("journal_twice", line=line.line_id, row=first), posting.row)
        self.used[line.fingerprint] = after
        for paid_back in (b for b in posting.bookings if b.line != posting.line):
            self.used[paid_back.line] = self.used.get(paid_back.line, 0) + paid_back.line_minor
        self.standing.setdefault(posting.line, []).append(posting)

    def _reverse(self, decision: Reversed) -> None:
        for row in decision.of:
            found = self.all.get(row)
            if row in self.back or row in self.twice or not isinstance(found, kinds.REVERSIBLE):
                raise self._wrong(says("journal_reverses_nothing", of=row), decision.row)
            moved: tuple[Allocation | Booking, ...] = ()
            if isinstance(found, Posted):
                moved = (*found.allocations, *found.bookings)
                self.standing[found.line].remove(found)
                self.used[found.line] -= _used(found)
                for paid_back in (b for b in found.bookings if b.line != found.line):
                    self.used[paid_back.line] -= paid_back.line_minor
            elif isinstance(found, WrittenOff):
                moved = (found.allocation,)
            for one in moved:
                self._guard(_back_on(one, decision), decision.row)
            self.back[row] = decision

    def _guard(self, effective: date, row: int) -> None:
        until = max((Period.parse(period).last for period in self.locked), default=None)
        if until is not None and effective <= until:
            raise self._wrong(says("journal_into_locked", day=effective, until=until), row)

    def _wrong(self, what: Any, row: int) -> JournalError:
        return JournalError(what, Where(self.file, row=row if row > 0 else None), says("journal_broken_fix"))

    def decided(self) -> Decided:
        read: dict[str, StatementRead] = {}
        posted: dict[str, list[Posted]] = {}
        undone: dict[str, list[Posted]] = {}
        rejected: dict[str, list[Rejected]] = {}
        aliases: dict[tuple[str, str, str], Alias] = {}
        allocations: list[Allocation] = []
        bookings: list[Booking] = []
        of: dict[type, list[Any]] = {k: [] for k in (WrittenOff, Pattern, Event, Reversed, Exported, Pressed)}
        for row, one in self.all.items():
            if row in self.twice:
                continue
            gone = self.back.get(row)
            if isinstance(one, StatementRead):
                read.setdefault(one.sha256, one)
            elif isinstance(one, Posted):
                (undone if gone else posted).setdefault(one.line, []).append(one)
                allocations += _moves(one.allocations, gone)
                bookings += _moves(one.bookings, gone)
            elif isinstance(one, WrittenOff):
                allocations += _moves((one.allocation,), gone)
            if gone:
                continue
            if isinstance(one, Rejected):
                rejected.setdefault(one.line, []).append(one)
            elif isinstance(one, Alias):
                aliases.pop((one.name, one.account, one.customer_id), None)
                aliases[one.name, one.account, one.customer_id] = one  # the last word counts
            elif type(one) in of:
                of[type(one)].append(one)
        return Decided(
            MappingProxyType(read),
            MappingProxyType({line: tuple(p) for line, p in posted.items()}),
            MappingProxyType({line: tuple(p) for line, p in undone.items()}),
            tuple(of[WrittenOff]),
            MappingProxyType({line: tuple(r) for line, r in rejected.items()}),
            tuple(aliases.values()),
            tuple(of[Pattern]),
            tuple(of[Event]),
            tuple(of[Reversed]),
            tuple(of[Exported]),
            MappingProxyType(dict(self.locked)),
            tuple(sorted(allocations, key=lambda a: (a.line, a.effective, a.item_id))),
            tuple(sorted(bookings, key=lambda b: (b.line, b.effective, b.reason))),
            MappingProxyType(self.used),
            MappingProxyType(self.all),
            tuple(of[Pressed]),
        )


def _same(one: Posted, other: Posted) -> bool:
    facts = ("kind", "allocations", "bookings")
    return all(getattr(one, name) == getattr(other, name) for name in facts)


def _back_on(one: Allocation | Booking, back: Reversed) -> date:
    return max(one.effective, back.effective or one.effective)


def _moves(rows: Iterable[Moved], back: Reversed | None) -> Iterator[Moved]:
    """Rows as they count: once taken back, up to the day of the reversal."""
    for one in rows:
        if back is None:
            yield one
            continue
        day = _back_on(one, back)
        if day > one.effective:
            yield one
            if isinstance(one, Allocation):
                yield replace(
                    one,
                    effective=day,
                    cash_minor=-one.cash_minor,
                    written_off_minor=-one.written_off_minor,
                    line_minor=-one.line_minor,
                )
            else:
                yield replace(one, effective=day, line_minor=-one.line_minor)
