"""When an alternative may be posted unasked: the named licences, and nothing else.

A licence says what kind of proof there is; probability and margin come on top (`rounds`). None of them rests on an
amount alone, none holds against a veto. The lower its rank, the earlier it takes its items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recon.match import uncited
from recon.match.book import Book
from recon.match.candidate import EARLY_DAYS, Candidate, group_payer, payer_sure
from recon.match.candidates.payer_short import oldest
from recon.match.difference import CLOSING, Relation
from recon.match.payers import Level
from recon.match.reading import Cited
from recon.match.rules.accidental_sum import expected_by_chance
from recon.match.rules.number import points as citation_points
from recon.match.scoring import Weighed
from recon.match.uncited import FEE_LIKE, round_part
from recon.rows import StatementLine

RANKS = 5
UNCITED_FROM = 3  # a line that cites nothing has no licence of a lower rank
_PROVEN = 5.0  # points of a citation that stands by itself
_FEE_LIKE_PERCENT = 5  # of the items: a credit as small may be a bank's fee
_ALL_LOOKED_AT = 20  # items up to which every set has been looked at
_UNCITED = {  # ranks
    "payer_and_amount": 3,
    "slip_and_amount": 4,
    "slip_and_part": 4,
    "slip_and_excess": 4,
    "likely_payer_and_amount": 4,
    "payer_and_sum": 4,
}
_AGREED = (Relation.EXACT, Relation.ROUNDING, Relation.DISCOUNT, Relation.FOREIGN_EXACT, Relation.FOREIGN_RATE)


@dataclass(frozen=True, slots=True)
class Licence:
    """What allows a posting."""

    rank: int  # 1 strongest
    name: str  # rule of the posting, as the proposals show it


def licence(line: StatementLine, minor: int, weighed: Weighed, rivals: Sequence[Weighed], book: Book) -> Licence | None:
    """The licence of an alternative, None where only a person may post it.

    Args:
        line: the bank line.
        minor: what is left of it.
        weighed: the alternative.
        rivals: the other alternatives of the line.
        book: the ledger as it stands.
    """
    if weighed.vetoed:
        return None
    candidate = weighed.candidate
    relation = candidate.settled.relation
    if relation is Relation.ADVISED:
        return Licence(1, "advised_items")
    if minor < 0:
        named = _all_cited(candidate, book) and relation is Relation.EXACT
        to = candidate.payer
        right = to is not None and to.level >= Level.NEAR if line.payer_name or line.payer_account else True
        return Licence(1, "refund_of_credit_note") if named and right else None
    if not candidate.cited(Cited.LISTED) and not _all_cited(candidate, book):
        name = uncited.proof(line, minor, weighed, rivals, book)
        return Licence(_UNCITED[name], name) if name else None
    if relation in CLOSING:
        return _closing(line, weighed, rivals, book)
    if relation in (Relation.PART, Relation.OVER) and _cited_difference(line, weighed, rivals, book):
        return Licence(2, "part_payment" if relation is Relation.PART else "over_payment")
    return None


def _closing(line: StatementLine, weighed: Weighed, rivals: Sequence[Weighed], book: Book) -> Licence | None:
    candidate, relation = weighed.candidate, weighed.candidate.settled.relation
    if _all_cited(candidate, book):
        if relation in _AGREED:
            return Licence(1, "cited_items") if _by_number_alone(line, weighed, rivals, book) else None
        return None if weighed.has("other_payer") else Licence(2, f"cited_items_less_{relation.value}")
    return _completed(line, weighed, rivals, book)


def _by_number_alone(line: StatementLine, weighed: Weighed, rivals: Sequence[Weighed], book: Book) -> bool:
    """Cited items and their amount: enough, unless the payer makes the number doubtful.

    Third parties pay by number. But another customer, who has an item of his own with this amount, has more likely
    mistaken a number; and only the customer itself knows of a document that is not issued yet.
    """
    candidate = weighed.candidate
    if weighed.has("other_payer"):
        if any(candidate.said.cited[i].level < Cited.CORE for i in candidate.paid):
            return False
        own = [r for r in rivals if r.candidate.payer is not None and r.candidate.payer.level >= Level.CUT]
        if any(r.candidate.settled.relation in _AGREED and len(r.candidate.items) == 1 for r in own):
            return False
    latest = max(book.items[i].issued for i in candidate.paid)
    early = (latest - line.booked).days > EARLY_DAYS
    return not early or candidate.payer is not None or not (line.payer_name or line.payer_account)


def _completed(line: StatementLine, weighed: Weighed, rivals: Sequence[Weighed], book: Book) -> Licence | None:
    """Cited items, and others of the same customer that make up the amount: credits deducted, or a list cut short."""
    candidate = weighed.candidate
    cited = candidate.cited(Cited.LISTED)
    if candidate.settled.relation is not Relation.EXACT or weighed.has("other_payer") or len(candidate.customers) != 1:
        return None
    if any(citation_points(candidate.said.cited[i], candidate, book) < _PROVEN for i in cited):
        return None
    payer = candidate.payer
    by_accident = expected_by_chance(candidate, book)
    if payer is None or payer.level < Level.NEAR or by_accident > book.settings.matching.rest_by_accident:
        return None
    others = [i for i in candidate.items if i not in candidate.said.cited]
    if any(book.items[i].issued > line.booked for i in others):
        return None
    alone = [r.candidate for r in rivals if len(r.candidate.items) == 1 and r.candidate.settled.relation in _AGREED]
    if any(r.customers == candidate.customers for r in alone):
        return None  # one item is the payment by itself: the number may be the mistake
    if all(book.open_minor[i] < 0 for i in others):
        named, credit = sum(book.open_minor[i] for i in cited), -sum(book.open_minor[i] for i in others)
        small = credit <= book.limit(FEE_LIKE, line.currency) or credit * 100 <= named * _FEE_LIKE_PERCENT
        return None if small or round_part(named, named - credit) else Licence(2, "cited_less_credits")
    open_items = book.open_items(candidate.customers[0], book.items[others[0]].currency)
    if len(others) > 2 and len(open_items) > _ALL_LOOKED_AT:
        return None  # among so many items other sets of this sum may not have been seen
    return Licence(2, "cited_and_more")


def _all_cited(candidate: Candidate, book: Book) -> bool:
    """Every item that is paid is cited well enough; last digits and order numbers only for the right payer."""
    payer = candidate.payer
    known = (payer is not None and payer.level >= Level.NEAR) or group_payer(candidate, book) is not None
    for item_id in candidate.paid:
        citation = candidate.said.cited.get(item_id)
        if citation is None:
            return False
        if citation.level == Cited.ORDER:
            if not known or citation.shared > 1:
                return False
        elif citation_points(citation, candidate, book) < _PROVEN:
            return False
    return True


def _cited_difference(line: StatementLine, weighed: Weighed, rivals: Sequence[Weighed], book: Book) -> bool:
    """A part or an over-payment: cited by the right payer, nothing else in doubt.

    Where the payer is unnamed, or his name has words in common with this customer's and no other's, only a number in
    full will do.
    """
    candidate, settled, said = weighed.candidate, weighed.candidate.settled, weighed.candidate.said
    if not _all_cited(candidate, book) or weighed.has("other_payer") or said.strangers or said.broken:
        return False
    if settled.tied or settled.discount_due or len(candidate.cited()) != len(candidate.items):
        return False
    payer = candidate.payer
    if payer is None or payer.level < Level.NEAR:
        unnamed = not line.payer_name and not line.payer_account
        resembles = payer is not None and payer.shared == 1 and len(candidate.customers) == 1
        surely = all(
            said.cited[i].level >= Cited.LOOSE and said.cited[i].digits >= 6 and said.cited[i].shared == 1
            for i in candidate.paid
        )
        if not (surely and (unnamed or resembles)):
            return False
    if _odd_amount(candidate, book):
        return False
    touched = any(book.open_minor[i] != book.items[i].open_minor for i in candidate.paid)
    if settled.relation is Relation.OVER and (said.more or touched):
        return False
    if len(candidate.items) == 1 and book.practice.pays_off(book.items[candidate.items[0]], line.amount_minor):
        return True
    # Another item that is the payment to the cent casts doubt on the number, however well it is cited.
    exact = [r for r in rivals if r.candidate.settled.relation in _AGREED and r.candidate.items != candidate.items]
    related = {c for customer in candidate.customers for c in (customer, *book.family(customer))}
    return not any(
        related.issuperset(r.candidate.customers) and (len(r.candidate.items) == 1 or r.candidate.cited())
        for r in exact
    )


def _odd_amount(candidate: Candidate, book: Book) -> bool:
    """A trifle, or far more than is open (`smallest_part`, `largest_excess`): the number is more likely wrong.

    So is less than a quarter, or any excess, where the payment is much nearer to another item of the customer whose
    number is one slip of the pen away.
    """
    opened = sum(book.open_minor[i] for i in candidate.items)
    gap = candidate.settled.difference_minor
    paid = opened + gap
    limits = book.settings.matching
    if paid * 100 < opened * limits.smallest_part or gap * 100 > opened * limits.largest_excess:
        return True
    if len(candidate.items) > 1 or (gap < 0 and 4 * paid >= opened):
        return False
    item = book.items[candidate.items[0]]
    near = {n for f in book.numbers.forms(item.item_id) for n in book.near(f.key, candidate.customers, item.currency)}
    much = 1 if gap > 0 else 2
    return any(much * abs(book.open_minor[i] - paid) < abs(gap) for i in near - {item.item_id})


def by_policy(line: StatementLine, minor: int, weighed: Sequence[Weighed], book: Book) -> Weighed | None:
    """What `policy = oldest_first` applies a line to, None where it is off or does not speak of this line.

    Only uncited money of a sure payer. Of several items with exactly this amount the first due is paid; otherwise the
    oldest due items, the last of them in part.
    """
    if book.settings.matching.policy != "oldest_first" or minor <= 0 or not weighed:
        return None
    said = weighed[0].candidate.said
    if said.cited or said.strangers or said.broken:
        return None
    own = [
        w
        for w in weighed
        if not w.vetoed
        and payer_sure(w.candidate)
        and not w.has("other_payer")
        and w.candidate.settled.relation is not Relation.HABIT
    ]
    exact = [w for w in own if len(w.candidate.items) == 1 and w.candidate.settled.relation is Relation.EXACT]
    if exact:
        return min(exact, key=lambda w: (book.items[w.candidate.items[0]].due, w.candidate.items))
    return next((w for w in own if w.candidate.items == _oldest_of(w.candidate, line, minor, book)), None)


def _oldest_of(candidate: Candidate, line: StatementLine, minor: int, book: Book) -> tuple[str, ...]:
    ids = book.open_items(candidate.customers[0], line.currency)
    return oldest([i for i in ids if book.open_minor[i] > 0 and book.items[i].issued <= line.booked], minor, book)
