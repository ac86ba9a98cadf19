"""Judges the rows of a review book: new decisions, refusals by cell, and what is decided exactly so already.

Laws. One bad row never stops the others. A row that rests on facts that are no longer so is refused, never bent to fit.
Rows that together want more than there is are all refused, each naming the others: their order decides nothing. The
same book judged again decides nothing twice, in whatever parts it was applied.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from recon import ledger as books
from recon.decisions import Decided, Decision, Rejected, Review, WrittenOff
from recon.errors import Finding
from recon.journal import canonical
from recon.review import layout
from recon.review.cases import Case, Shown
from recon.review.layout import Verb
from recon.review.limits import Limits
from recon.review.lists import Learned, Notes, given_up, is_ticked, once
from recon.review.read import Row, Ticked
from recon.review.refusing import Refused
from recon.review.standing import Known, Stands, as_drawn, moves, review_of
from recon.review.understood import Ledger, verb_of
from recon.review.verbs import Verbs
from recon.text import canonical_number
from recon.words import listed, says

DECIDING = ("decision", "item", "reason", "customer", "pattern")  # the cells of a row that say what is decided
_GIVING_UP = ("write_off", "reason")


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of the rows of a book."""

    decisions: tuple[Decision, ...]  # new ones, in the order of the rows
    refused: tuple[Finding, ...]  # by the cell
    accepted: int  # rows that decide something new
    already: int  # rows whose decision stands in the journal


@dataclass(slots=True)
class _Ruling:
    """One row that may be applied, with all it decides."""

    row: Row
    decisions: list[Decision] = field(default_factory=list)


def judge(ticked: Ticked, known: Known, by: str, today: date, owner: str = "") -> Judged:
    """Turn the rows of a book into decisions.

    Args:
        ticked: the book as it was read.
        known: inputs, decisions and settings of its period.
        by: who applies it: prepares what no owner is named for.
        today: day of a note that names none.
        owner: only the rows of this owner, and the notes this person wrote; "" for all.
    """
    return _Judge(ticked, known, by, today, owner).judged()


def open_rows(ticked: Ticked, decided: Decided, ledger: Ledger, currency: str) -> tuple[Row, ...]:
    """The rows with something filled in that is not decided yet: what a new book must not take the place of.

    Owner and note alone are no decision; they are carried over. Documents and customers in `ledger` are those a note
    may name; `currency` is the company's.
    """
    done = {id(row) for row in decided_rows(ticked, decided)}
    settled = {row.text("no") for row in ticked.of(layout.REVIEW) if id(row) in done}
    found = [
        row
        for row in ticked.of(layout.REVIEW)
        if id(row) not in done and any(row.text(name) for name in (*DECIDING, "approved_by"))
    ]
    found += [row for row in ticked.of(layout.SPLIT) if row.text("no") not in settled]
    found += [row for row in ticked.of(layout.ITEMS) if row.cells and id(row) not in done]
    notes = Notes(ledger, decided, currency, "", date.min, checked=False)
    learned = Learned(ledger, decided, None)
    readers: tuple[tuple[str, Callable[[Row], object]], ...] = (
        (layout.NOTES, notes.note),
        (layout.LEARNED, learned.learned),
    )
    for sheet, reader in readers:
        for row in ticked.of(sheet):
            try:
                new = reader(row) is not None
            except Refused:
                new = True
            if new:
                found.append(row)
    return tuple(found)


def decided_rows(ticked: Ticked, decided: Decided) -> tuple[Row, ...]:
    """The rows of bank lines and documents whose decision stands in the journal, or did once."""
    applied, parts = _applied(decided, ticked.book), _parts(ticked)
    lines = [row for row in ticked.of(layout.REVIEW) if _ticks(row, parts.get(row.text("no"), ())) in applied]
    return (*lines, *(row for row in ticked.of(layout.ITEMS) if _ticks(row, ()) in applied))


class _Judge:
    def __init__(self, ticked: Ticked, known: Known, by: str, today: date, owner: str) -> None:
        self._ticked = ticked
        self._known = known
        self._by = by
        self._today = today
        self._owner = _name(owner)
        self._now = Stands(known, known.decided)
        drawn = as_drawn(known.decided, ticked.book)
        self._then = self._now if drawn is known.decided else Stands(known, drawn)
        self._ledger = Ledger(self._now.items, known.customers)
        self._limits = Limits(known.settings, known.rates)
        self._verbs = Verbs(self._then, self._now, self._ledger, self._limits)
        self._applied = _applied(known.decided, ticked.book)
        self._standing = _standing(known.decided, ticked.book)
        self._parts = _parts(ticked)
        self._refused: list[Finding] = []
        self._already = 0

    def judged(self) -> Judged:
        rulings: list[_Ruling] = []
        for row in self._ticked.of(layout.REVIEW):
            if self._is_mine(row) and any(row.text(name) for name in (*DECIDING, "approved_by")):
                rulings += self._ruled(row, self._line)
        self._strays()
        if not self._owner:
            for row in self._ticked.of(layout.ITEMS):
                if row.cells:
                    rulings += self._ruled(row, self._document)
        rulings = _fitting(self._each_once(rulings), self._now, self._refused)
        rulings += self._lists()
        decisions = once(one for ruling in rulings for one in ruling.decisions)
        return Judged(tuple(decisions), tuple(self._refused), len(rulings), self._already)

    def _ruled(self, row: Row, of: Callable[[Row], list[Decision]]) -> list[_Ruling]:
        try:
            decisions = of(row)
        except Refused as no:
            self._refused.append(no.finding)
            return []
        if not decisions:
            self._already += 1
            return []
        return [_Ruling(row, decisions)]

    def _is_mine(self, row: Row) -> bool:
        return not self._owner or _name(row.text("owner")) == self._owner

    def _review(self, row: Row, ticks: str) -> Review:
        by = row.text("owner") or self._by
        return Review(self._ticked.book, by, row.text("approved_by"), row.text("note"), ticks)

    def _line(self, row: Row) -> list[Decision]:
        """The decisions on a bank line; none where they stand already."""
        parts = self._parts.get(row.text("no"), ())
        ticks = _ticks(row, parts)
        if row.key and ticks in self._applied:
            return []
        self._sealed(row)
        shown = Shown.of(row.state)
        if row.text("no") != str(shown.no):
            raise Refused("ST602", row.place("no"), says("tick_apart"), says("tick_seal_fix"))
        verb = verb_of(row.text("decision"))
        if not row.text("decision"):
            raise Refused("ST607", row.where, says("tick_no_decision"), says("tick_no_decision_fix"))
        if verb is None:
            what = says("tick_word", word=row.text("decision"))
            raise Refused("ST606", row.place("decision"), what, says("tick_word_fix"))
        self._undecided(row, "decision")
        line = self._known.lines.get(row.key)
        if line is None:
            raise Refused("ST603", row.where, says("tick_line_gone"), says("tick_line_gone_fix"))
        kept = bool(self._then.on_account(row.key)) != (shown.stand == "on_account")
        if kept or shown.left_minor not in self._then.left(line):
            raise Refused("ST604", row.place("decision"), says("tick_stale"), says("tick_stale_fix"))
        if verb is not Verb.SPLIT and parts:
            raise Refused("ST610", parts[0].where, says("tick_parts_unused"), says("tick_parts_unused_fix"))
        word = says(f"verb_{verb}")
        return self._verbs.decide(Case(row, verb, line, shown, parts, self._review(row, ticks), word))

    def _document(self, row: Row) -> list[Decision]:
        """The rest of a document given up; nothing where it is given up already."""
        ticks = _ticks(row, ())
        if row.key and ticks in self._applied:
            return []
        self._sealed(row)
        if canonical_number(row.item) != canonical_number(row.key):
            raise Refused("ST602", row.place("write_off"), says("tick_apart"), says("tick_seal_fix"))
        if not is_ticked(row, "write_off"):
            raise Refused("ST607", row.where, says("tick_not_ticked"), says("tick_not_ticked_fix"))
        self._undecided(row, "write_off")
        opened = int(json.loads(row.state)["open"])
        return [given_up(row, opened, self._then, self._limits, self._review(row, ticks))]

    def _sealed(self, row: Row) -> None:
        """Refuse a row a person added, or one whose hidden facts are not those of this book."""
        if not row.key:
            raise Refused("ST603", row.where, says("tick_row_added"), says("tick_row_added_fix"))
        if row.seal != layout.seal(self._ticked.book, row.key, row.state):
            raise Refused("ST602", row.where, says("tick_seal"), says("tick_seal_fix"))

    def _undecided(self, row: Row, column: str) -> None:
        """Refuse what was decided otherwise out of this very book."""
        if before := self._standing.get(row.key):
            what = says("tick_decided_otherwise", row=before)
            raise Refused("ST605", row.place(column), what, says("tick_decided_otherwise_fix", row=before))

    def _strays(self) -> None:
        """Refuse rows of the sheet Split that belong to no row that is split, and to no one else's."""
        split = [row for row in self._ticked.of(layout.REVIEW) if row.text("decision")]
        numbers = [row.text("no") for row in self._ticked.of(layout.REVIEW)]
        for number, parts in sorted(self._parts.items()):
            mine = [row for row in split if row.text("no") == number]
            twice = numbers.count(number) > 1
            if parts and not self._owner and (twice or not mine):
                what = says("tick_part_twice" if twice else "tick_part_stray", no=number or "?")
                self._refused.append(Refused("ST610", parts[0].place("no"), what, says("tick_part_fix")).finding)

    def _each_once(self, rulings: Sequence[_Ruling]) -> list[_Ruling]:
        """Rulings without those of a row that was copied; where the copies differ, all of them are refused."""
        found: dict[tuple[str, str], list[_Ruling]] = defaultdict(list)
        for ruling in rulings:
            found[ruling.row.sheet, ruling.row.key].append(ruling)
        kept = []
        for same in found.values():
            if all(_said(one) == _said(same[0]) for one in same):
                kept.append(same[0])
            else:
                self._refused += [
                    _competing(one.row, [other.row for other in same if other is not one]) for one in same
                ]
        return kept

    def _lists(self) -> list[_Ruling]:
        """Notes and what was learned; of one owner, only the notes of that person."""
        notes = Notes(self._ledger, self._known.decided, self._known.settings.company.currency, self._by, self._today)
        learned = Learned(self._ledger, self._known.decided, self._now)
        rulings: list[_Ruling] = []
        for row in self._ticked.of(layout.NOTES):
            if not self._owner or _name(row.text("by")) == self._owner:
                noted = self._noted(row, notes.note)
                notes = notes.and_then(one for ruling in noted for one in ruling.decisions)
                rulings += noted
        for row in self._ticked.of(layout.LEARNED) if not self._owner else ():
            rulings += self._noted(row, learned.learned)
        return rulings

    def _noted(self, row: Row, of: Callable[[Row], Decision | None]) -> list[_Ruling]:
        try:
            one = of(row)
        except Refused as no:
            self._refused.append(no.finding)
            return []
        if one is None:
            # A row that only shows what stands has decided nothing.
            self._already += not row.key or bool(row.text("forget"))
            return []
        return [_Ruling(row, [one])]


def _parts(ticked: Ticked) -> Mapping[str, tuple[Row, ...]]:
    """The rows of the sheet Split by the number of their payment."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in ticked.of(layout.SPLIT):
        found[row.text("no")].append(row)
    return {number: tuple(rows) for number, rows in found.items()}


def _ticks(row: Row, parts: Sequence[Row]) -> str:
    """Hash of the cells by which a row decides: the same row is known by it again."""
    names = _GIVING_UP if row.sheet == layout.ITEMS else DECIDING
    cells = [[name, row.text(name)] for name in names]
    shared = [[name, part.text(name)] for part in parts for name in ("item", "amount", "written_off", "reason")]
    return hashlib.sha256(canonical([row.key, cells, shared])).hexdigest()[:16]


def _applied(decided: Decided, book: str) -> frozenset[str]:
    """The ticks of a book that stand in the journal, those taken back since included."""
    found = (review_of(one) for one in decided.everything.values())
    return frozenset(said.ticks for said in found if said is not None and said.book == book and said.ticks)


def _standing(decided: Decided, book: str) -> Mapping[str, int]:
    """The line of the journal by bank line or document, of what was decided out of a book and stands."""
    found: dict[str, int] = {}
    gone = {row for one in decided.reversals for row in one.of}
    for row, one in decided.everything.items():
        said = review_of(one)
        if said is None or said.book != book or row in gone:
            continue
        key = one.allocation.item_id if isinstance(one, WrittenOff) else getattr(one, "line", "")
        found.setdefault(key, row)
    return found


def _fitting(rulings: Sequence[_Ruling], now: Stands, refused: list[Finding]) -> list[_Ruling]:
    """The rulings that fit together and with all that is decided; those that want the same are refused."""
    kept = list(rulings)
    while kept:
        wanting = _overdrawn(kept, now)
        if not wanting:
            break
        out: dict[int, list[Row]] = {}
        for rivals in wanting:
            for one in rivals:
                out.setdefault(id(one), []).extend(other.row for other in rivals if other is not one)
        refused += [_competing(one.row, out[id(one)]) for one in kept if id(one) in out]
        kept = [one for one in kept if id(one) not in out]
    return kept


def _overdrawn(rulings: Sequence[_Ruling], now: Stands) -> list[list[_Ruling]]:
    """The rulings that want more of a document or a bank line than there is, by document and line."""
    falls: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    used = dict(now.decided.use)
    for one in now.applied:
        falls[one.item_id][one.effective] += one.cash_minor + one.written_off_minor
    items: dict[str, list[_Ruling]] = defaultdict(list)
    lines: dict[str, list[_Ruling]] = defaultdict(list)
    for ruling in rulings:
        allocations, bookings = moves(ruling.decisions)
        for one in allocations:
            falls[one.item_id][one.effective] += one.cash_minor + one.written_off_minor
        moved = [(one.line, one.line_minor) for one in allocations if one.line]
        moved += [(one.line, one.line_minor) for one in bookings]
        for line, minor in moved:
            used[line] = used.get(line, 0) + minor
        for number in sorted({one.item_id for one in allocations}):
            items[number].append(ruling)
        for line in sorted({line for line, _ in moved}):
            lines[line].append(ruling)
    found = [of for number, of in sorted(items.items()) if not books.fits(now.items[number], falls[number])]
    for line, of in sorted(lines.items()):
        brought = now.known.lines[line].amount_minor
        if not min(0, brought) <= used[line] <= max(0, brought):
            found.append(of)
    return found


def _competing(row: Row, others: Iterable[Row]) -> Finding:
    """What a row is told whose documents or money others want as well; alone, what is decided since has taken them."""
    column = "write_off" if row.sheet == layout.ITEMS else "item" if row.text("item") else "decision"
    rows = list(dict.fromkeys(other.where for other in others))
    if not rows:
        return Refused("ST604", row.place(column), says("tick_taken"), says("tick_stale_fix")).finding
    named = listed([says("tick_other_row", sheet=where.sheet, row=where.row or 0) for where in rows])
    what = says("tick_competing", rows=named)
    return Refused("ST611", row.place(column), what, says("tick_competing_fix")).finding


def _said(ruling: _Ruling) -> list[object]:
    """What a row decides, whoever signs it."""
    moved = moves(ruling.decisions)
    turned_down = [one.items for one in ruling.decisions if isinstance(one, Rejected)]
    return [moved, turned_down, [type(one).__name__ for one in ruling.decisions]]


def _name(name: str) -> str:
    return " ".join(name.split()).casefold()
