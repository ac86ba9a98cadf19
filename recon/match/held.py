"""What kept the best answer to a line from being posted unasked, as a sentence a person can act on.

Law: it decides nothing. `licence` has said no; this names the first of the facts behind it, in the order in which a
person would check them. For every sentence `held_<what>` there is one `then_held_<what>`: what would settle it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recon.match.book import Book
from recon.match.candidate import payer_sure
from recon.match.difference import CLOSING, Relation
from recon.match.licence import licence
from recon.match.payers import Level
from recon.match.reading import Cited
from recon.match.rules.accidental_sum import expected_by_chance
from recon.match.rules.rare_amount import is_rare
from recon.match.scoring import Weighed
from recon.match.uncited import out_of_time, paid_in_parts
from recon.money import show
from recon.rows import StatementLine
from recon.words import Said, says, some

_AGREED = (Relation.EXACT, Relation.ROUNDING, Relation.DISCOUNT, Relation.FOREIGN_EXACT, Relation.FOREIGN_RATE)


def held_back(line: StatementLine, minor: int, weighed: Sequence[Weighed], book: Book) -> Said:
    """Why the best of some alternatives was not posted.

    Args:
        line: the bank line.
        minor: what is left of it, in minor units of its currency.
        weighed: its alternatives, best first; at least one.
        book: the ledger as it stands.
    """
    first, *rest = weighed
    veto = next((e.said for _, e in first.evidence if e.veto), None)
    if veto is not None:
        return veto
    limits = book.settings.matching
    if rest and first.points - rest[0].points < float(limits.post_margin):
        return says("held_by_rival", items=some(rest[0].candidate.paid), gap=f"{first.points - rest[0].points:.1f}")
    if licence(line, minor, first, rest, book) is None:
        return next(_lacking(line, minor, first, rest, book))
    if first.probability >= float(limits.post_probability):
        return says("held_contested")
    percent, needed = f"{first.probability * 100:.1f}", f"{float(limits.post_probability) * 100:g}"
    return says("held_by_probability", percent=percent, needed=needed)


def _lacking(line: StatementLine, minor: int, first: Weighed, rest: Sequence[Weighed], book: Book) -> Iterator[Said]:
    """What an answer lacks to be proven; the last is said where nothing better is known."""
    candidate, relation = first.candidate, first.candidate.settled.relation
    if minor < 0:
        yield says("held_money_out")
    if relation is Relation.HABIT:
        yield says("held_habit")
    if relation is Relation.TOGETHER:
        yield says("held_together")
    if relation is Relation.FOREIGN_OFF:
        yield says("held_rate")
    uncited = [i for i in candidate.paid if i not in candidate.said.cited]
    if not candidate.cited():
        yield from _uncited(line, minor, first, rest, book)
    elif first.has("other_payer"):
        yield says("held_other_payer", payer=line.payer_name)
    elif uncited:
        yield from _completed(first, rest, uncited, book)
    else:
        yield from _cited(line, minor, first, rest, book)
    yield says("held_no_proof")


def _cited(line: StatementLine, minor: int, first: Weighed, rest: Sequence[Weighed], book: Book) -> Iterator[Said]:
    """Every item that is paid is cited."""
    candidate = first.candidate
    weak = any(candidate.said.cited[i].level < Cited.CORE for i in candidate.paid)
    if weak and (candidate.payer is None or candidate.payer.level < Level.NEAR):
        yield says("held_weak_number")
    if candidate.settled.relation not in CLOSING:
        yield from _different(line, minor, first, rest, book)
    elif weak:
        yield says("held_weak_number")
    elif any(book.items[i].issued > line.booked for i in candidate.paid):
        yield says("held_not_issued")


def _different(line: StatementLine, minor: int, first: Weighed, rest: Sequence[Weighed], book: Book) -> Iterator[Said]:
    """Cited by number, but more or less than is open."""
    candidate, settled, said = first.candidate, first.candidate.settled, first.candidate.said
    if said.strangers or said.broken:
        yield says("held_other_number", number=(*said.strangers, *(b.text for b in said.broken))[0])
    if settled.tied:
        yield says("held_tied")
    if settled.discount_due:
        yield says("held_discount")
    if len(candidate.cited()) != len(candidate.items):
        yield says("held_some_uncited", items=some([i for i in candidate.items if i not in said.cited]))
    if candidate.payer is None or candidate.payer.level < Level.NEAR:
        yield says("held_different_and_payer")
    agreed = [r.candidate for r in rest if r.candidate.settled.relation in _AGREED]
    for exact in agreed:
        if len(exact.items) == 1 or exact.cited():
            yield says("held_other_fits", items=some(exact.paid))
    if settled.relation is Relation.OVER and said.more:
        yield says("held_more_meant")
    touched = [i for i in candidate.paid if book.open_minor[i] != book.items[i].open_minor]
    if settled.relation is Relation.OVER and touched:
        yield says("held_paid_in_part", items=some(touched))
    opened = sum(book.open_minor[i] for i in candidate.items)
    yield says("held_odd_amount", paid=show(minor, line.currency), open=show(opened, line.currency))


def _completed(first: Weighed, rest: Sequence[Weighed], uncited: Sequence[str], book: Book) -> Iterator[Said]:
    """Some of the items are cited, others make up the rest."""
    candidate = first.candidate
    for rival in rest:
        if len(rival.candidate.items) == 1 and rival.candidate.settled.relation in _AGREED:
            yield says("held_other_fits", items=some(rival.candidate.paid))
    if candidate.payer is None or candidate.payer.level < Level.NEAR or len(candidate.customers) != 1:
        yield says("held_some_uncited_and_payer", items=some(uncited))
    if expected_by_chance(candidate, book) > book.settings.matching.rest_by_accident:
        yield says("held_rest_by_accident", items=some(uncited))
    yield says("held_some_uncited", items=some(uncited))


def _uncited(line: StatementLine, minor: int, first: Weighed, rest: Sequence[Weighed], book: Book) -> Iterator[Said]:
    """No item is cited."""
    candidate, relation, payer = first.candidate, first.candidate.settled.relation, first.candidate.payer
    if payer is None:
        yield says("held_amount_alone") if relation in _AGREED else says("held_nothing_known")
        return
    if len(candidate.customers) > 1:
        yield says("held_several_customers", count=len(candidate.customers))
    if payer.shared > 1:
        yield says("held_names_shared", count=payer.shared)
    for number in (*candidate.said.strangers, *sorted(candidate.said.cited)):
        yield says("held_other_number", number=number)
    if relation not in (Relation.EXACT, Relation.DISCOUNT):
        yield says("held_uncited_difference")
    if candidate.said.part:
        yield says("held_part_announced")
    for item_id in candidate.items:
        if book.open_minor[item_id] != book.items[item_id].open_minor:
            yield says("held_rest_of_part", item=item_id)
    if not payer_sure(candidate):
        yield says("held_payer_unsure")
    if book.completeness.lacking and not is_rare(candidate, book):
        yield says("held_list_lacks")
    yield from _one(line, minor, first, book) if len(candidate.items) == 1 else _set(first, rest, book)


def _one(line: StatementLine, minor: int, first: Weighed, book: Book) -> Iterator[Said]:
    """One item of the payer, with the amount."""
    (item_id,) = first.candidate.items
    doubtful = not is_rare(first.candidate, book)
    if doubtful and out_of_time(line, first.candidate, book):
        days = (line.booked - book.items[item_id].due).days
        yield says("held_too_late" if days > 0 else "held_too_early", item=item_id, days=abs(days))
    if doubtful and (parts := paid_in_parts(minor, first.candidate, book)):
        yield says("held_paid_in_parts", items=some(parts))
    item = book.items[item_id]
    equal = book.owed(item.customer_id, item.currency).of(book.open_minor[item_id])
    twins = sorted(i for i in equal if i != item_id)
    if twins:
        yield says("held_twins", items=some(twins))


def _set(first: Weighed, rest: Sequence[Weighed], book: Book) -> Iterator[Said]:
    """Several items of the payer, with the sum."""
    candidate = first.candidate
    for rival in (r.candidate for r in rest if r.candidate.settled.relation is candidate.settled.relation):
        if rival.customers == candidate.customers:
            yield says("held_other_set", items=some(rival.paid))
    if expected_by_chance(candidate, book) > book.settings.matching.sum_by_accident:
        yield says("held_sum_by_accident")
    yield says("held_odd_set")
