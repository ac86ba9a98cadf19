"""What becomes of every bank line: the way from lines and items to answers.

Copies, returns and movements that are not the customers' are set apart; every other line is read, once. The rounds
(`rounds`) decide who takes which items, and what is left becomes a proposal, a tie, or money on account (`answering`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from recon import collector
from recon.config import Settings
from recon.match import advising, answering, duplicates, not_ours, returning, slips
from recon.match.book import Book, Decision, build
from recon.match.difference import even_part
from recon.match.duplicates import Seen
from recon.match.outcome import Answer, Outcome
from recon.match.reading import Cited, read
from recon.match.rounds import decide
from recon.match.rulings import Rulings, taught
from recon.match.work import Run, Work
from recon.rows import Advised, Customer, LineStatus, OpenItem, Rate, StatementLine
from recon.words import says


@dataclass(slots=True)
class _Steps:
    """How far it is."""

    of: int
    advance: Callable[[int, int], None]
    done: int = 0

    def add(self, count: int) -> None:
        if count:
            self.done += count
            self.advance(self.done, self.of)


@collector.paused()  # everything that is made here is a value
def propose(  # noqa: PLR0913 - what is known, by name
    lines: Sequence[StatementLine],
    items: Iterable[OpenItem],
    customers: Iterable[Customer] = (),
    rates: Iterable[Rate] = (),
    settings: Settings | None = None,
    *,
    seen: Iterable[Seen] = (),
    history: Iterable[Decision] = (),
    as_of: date | None = None,
    unapplied: Mapping[str, int] | None = None,
    rulings: Rulings = Rulings(),  # noqa: B008 - frozen
    advices: Iterable[Advised] = (),
    advance: Callable[[int, int], None] = lambda _done, _of: None,
) -> tuple[Answer, ...]:
    """Decide over all lines together.

    Args:
        lines: bank lines, in any order; `fingerprint` tells them apart.
        items: the ledger's documents, closed ones included where they are known.
        customers: master data.
        rates: exchange rates.
        settings: limits and policy; defaults where left out.
        seen: lines of earlier runs with what they settled; open amounts may be older than that.
        history: decisions of a person on payers.
        as_of: day of the run; documents issued later are advances. None: no such limit.
        unapplied: fingerprint -> what is left of a line already used in part (minor units); others are whole.
        rulings: what persons have decided before.
        advices: what payments are made of, by remittance advices and settlement lists.
        advance: told how many steps of how many are done; each line is two, read and weighed. What it raises ends it.

    Returns:
        One answer for each line, in the order of `lines`. The same set of lines, items and settings gives the same
        answers in any order.
    """
    known = sorted(seen, key=lambda s: duplicates.order(s.line))
    taken: dict[str, int] = {}
    for earlier in known:
        for item_id, minor in earlier.settled:
            taken[item_id] = taken.get(item_id, 0) + minor
    book = build(items, customers, rates, settings, (*history, *rulings.payers), as_of, taken)
    taught(book, rulings)
    answers: dict[int, Answer] = {}
    for at, original in duplicates.copies(lines, known).items():
        answers[at] = Answer(
            lines[at], Outcome.DUPLICATE, (), says("answer_duplicate", line=original), related=original
        )
    works: list[Work] = []
    place: dict[int, Work] = {}
    own, moved = not_ours.own_accounts(lines, book), dict[str, int]()
    steps = _Steps(2 * len(lines), advance)
    in_order = sorted(set(range(len(lines))) - set(answers), key=lambda n: duplicates.order(lines[n]))
    told = advising.tied([lines[at] for at in in_order], unapplied or {}, advices, book)
    book.told = frozenset(told)
    for at in in_order:
        steps.add(1)
        line = lines[at]
        minor = (unapplied or {}).get(line.fingerprint, line.amount_minor)
        if line.status is not LineStatus.BOOKED:
            answers[at] = Answer(line, Outcome.UNMATCHED, (), says(f"answer_{line.status.value}"))
            continue
        if not minor:
            answers[at] = Answer(line, Outcome.UNMATCHED, (), says("answer_nothing_left"))
            continue
        said = read(line, book)
        if advice := told.get(line.fingerprint):
            place[at] = Work(len(works), line, minor, said, advice=advice)
            works.append(place[at])
            continue
        if rule := not_ours.rule_for(line, said, book, own):
            answers[at] = Answer(line, Outcome.NOT_OURS, (), says("answer_not_ours", rule=says(f"not_ours_{rule}")))
            if rule == not_ours.TRANSFER:
                moved[line.fingerprint] = at
            continue
        if pattern := not_ours.pattern_for(said, line, book, rulings.not_ours):
            fits = says("not_ours_pattern", pattern=pattern.shown, row=pattern.row)
            answers[at] = Answer(line, Outcome.NOT_OURS, (), says("answer_not_ours", rule=fits))
            continue
        place[at] = Work(len(works), line, minor, said)
        works.append(place[at])
    answers |= _transfers(lines, moved, place)
    works = list(place.values())
    _look_at_all(works, book)
    run = Run(book, works, rulings, by_line={work.line.fingerprint: work for work in works})
    given_back, cancelled = returning.find(run, known)
    apart = {own for own, back in given_back.items() if not back.part_of} | cancelled.keys()
    matching = [w for w in works if w.line.fingerprint not in apart]
    steps.add(steps.of - steps.done - len(matching))  # what needs no weighing
    decide(run, matching, steps.add)
    answers |= answering.answers(run, place, given_back, cancelled, known)
    return tuple(answers[at] for at in range(len(lines)))


def _look_at_all(works: Sequence[Work], book: Book) -> None:
    """Let what the lines cite show how complete the list is, and when and in which parts these customers pay."""
    book.completeness = slips.completeness(((work.line, work.said) for work in works), book)
    for work in works:
        surely = [i for i, c in work.said.cited.items() if c.level >= Cited.CORE and c.shared == 1]
        item = book.items[surely[0]] if len(surely) == len(work.said.cited) == 1 else None
        if item is None or work.minor <= 0 or item.currency != work.line.currency:
            continue
        if work.minor == book.open_minor[item.item_id]:
            book.practice.add_whole((work.line.booked - item.due).days)
        elif even_part(item.open_minor, work.minor):
            book.practice.add_part(item, work.minor)


def _transfers(lines: Sequence[StatementLine], moved: Mapping[str, int], place: dict[int, Work]) -> dict[int, Answer]:
    """Transfers between own accounts, leg with leg; what was found to be the other leg is taken out of `place`."""
    at_of = {work.line.fingerprint: at for at, work in place.items()} | dict(moved)
    pairs = not_ours.legs([lines[at] for at in moved.values()], [(w.line, w.said) for w in place.values()])
    other = {one.fingerprint: two for pair in pairs for one, two in (pair, pair[::-1])}
    found: dict[int, Answer] = {}
    for fingerprint in (*moved, *(f for f in other if f not in moved)):
        at, leg = at_of[fingerprint], other.get(fingerprint)
        place.pop(at, None)
        kind = says("not_ours_transfer_of", line=leg.line_id) if leg else says("not_ours_transfer_alone")
        said = says("answer_not_ours", rule=kind)
        found[at] = Answer(lines[at], Outcome.NOT_OURS, (), said, leg.line_id if leg else "")
    return found
