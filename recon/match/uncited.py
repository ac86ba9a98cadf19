"""When items that no number in the text names may be posted: by the payer and what the amount proves, or by a number
that is theirs but for one slip of the pen.

A payer must be sure, by account, alias or name; or likely, and the amount that of no other document. What two items or
two sets explain equally well is never posted, whatever dates and weights say; nor what the text calls a part payment or
an advance, nor a rest that an earlier part payment left, but for the last of equal instalments. Where the list is known
to lack documents, the item paid may be one of those, and only an amount that no other document has is a proof. So it
is where the item was due longer ago than these customers take, or another one is paid in parts of this amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from recon.match import slips
from recon.match.book import Book
from recon.match.candidate import EARLY_DAYS, Candidate, group_payer, payer_sure
from recon.match.customs import Custom, Kind, stated_parts
from recon.match.difference import Relation, even_part
from recon.match.payers import Level
from recon.match.reading import Reading
from recon.match.rules.accidental_sum import expected_by_chance
from recon.match.rules.rare_amount import is_rare, tells_amounts
from recon.match.scoring import Weighed
from recon.rows import StatementLine

FEE_LIKE = Decimal(50)  # currency units: as little may be a bank's fee
_SMALLEST_PERCENT = 3  # of the payment: an item of an uncited set that is less may be no item but an excess


def proof(line: StatementLine, minor: int, weighed: Weighed, rivals: Sequence[Weighed], book: Book) -> str:
    """The name of the rule that allows the posting of an alternative that nothing cites, "" where none does.

    Args:
        line: the bank line.
        minor: what is left of it.
        weighed: the alternative.
        rivals: the other alternatives of the line.
        book: the ledger as it stands.
    """
    candidate, said = weighed.candidate, weighed.candidate.said
    exact = candidate.settled.relation in (Relation.EXACT, Relation.DISCOUNT)
    if slips.meant(line, candidate, book):
        over = candidate.settled.relation is Relation.OVER
        return "slip_and_amount" if exact else "slip_and_excess" if over else "slip_and_part"
    if not exact or said.strangers or (said.cited and not candidate.cited()):
        return ""
    left = [i for i in candidate.items if book.open_minor[i] != book.items[i].open_minor]
    if (left or said.part) and (len(candidate.items) > 1 or not left or not _last_part(left[0], said, book)):
        return ""
    rare = is_rare(candidate, book)
    if not payer_sure(candidate):
        certain = rare or _nearly_sure(line, candidate, book)
        return "likely_payer_and_amount" if certain and _likely(weighed, book) else ""
    if book.completeness.lacking and not rare:
        return ""
    if len(candidate.items) == 1:
        doubtful = (
            not rare and not left and (out_of_time(line, candidate, book) or paid_in_parts(minor, candidate, book))
        )
        return "" if doubtful or any(twins(line, candidate.items[0], book)) else "payer_and_amount"
    return "payer_and_sum" if _only_sum(line, minor, candidate, rivals, book) else ""


def _last_part(item_id: str, said: Reading, book: Book) -> bool:
    """What is left of an item is the last of equal instalments: a half, a third or a quarter, or as many as are stated.

    Where the text calls it a part, it must say of how many. No other item of the customer may have such a part.
    """
    stated = stated_parts(said.text)
    ways = (stated,) if stated > 1 else () if said.part else (2, 3, 4)
    item, opened = book.items[item_id], book.open_minor[item_id]

    def is_part(other: str, amount_minor: int) -> bool:
        least = min(book.open_minor[other], opened)
        return any(opened in Custom(Kind.EVEN, n).amounts(amount_minor, least + 1) for n in ways)

    others = (i for i in book.open_items(item.customer_id, item.currency) if i != item_id)
    whole = item.amount_minor if stated > 1 else item.open_minor
    return is_part(item_id, whole) and not any(is_part(i, book.items[i].amount_minor) for i in others)


def out_of_time(line: StatementLine, candidate: Candidate, book: Book) -> bool:
    """Later after the due date, or earlier before it, than payments that cite their item hardly ever are.

    What was due long ago is disputed, or was paid before; a cash discount is a reason to be early.
    """
    days = (line.booked - book.items[candidate.items[0]].due).days
    return book.practice.unusual(days) and (days > 0 or candidate.settled.relation is Relation.EXACT)


def paid_in_parts(minor: int, candidate: Candidate, book: Book) -> list[str]:
    """Other items of the customer that are paid in parts of this amount, and have as much left."""
    item = book.items[candidate.items[0]]
    others = set(book.practice.paid_in_parts(item.customer_id, item.currency, minor)) - {item.item_id}
    return sorted(i for i in others if book.open_minor[i] >= minor)


def _likely(weighed: Weighed, book: Book) -> bool:
    """The payer's name is nearly that of this one customer, or in the text, or of its group; and surely no other's."""
    candidate = weighed.candidate
    if weighed.has("other_payer") or len(candidate.customers) != 1:
        return False
    payer, group = candidate.payer, group_payer(candidate, book)
    if payer is not None:
        return payer.level >= Level.NEAR and payer.shared == 1
    named = [p for p in candidate.said.mentioned if p.customer_id in candidate.customers]
    return (group is not None and group.level >= Level.CUT and group.shared == 1) or any(p.shared == 1 for p in named)


def _nearly_sure(line: StatementLine, candidate: Candidate, book: Book) -> bool:
    """The payer is nearly one customer, nobody else is like him and has the amount, and the customer has it once."""
    payer = candidate.payer
    if payer is None or payer.level < Level.NEAR or payer.shared > 1 or len(candidate.items) > 1:
        return False
    item = book.items[candidate.items[0]]
    if book.completeness.lacking or not tells_amounts(item.currency, book):
        return False
    alike = {p.customer_id for p in (*candidate.said.payers, *candidate.said.mentioned)}
    equal = (book.items[i] for i in book.with_amount.get((item.currency, book.open_minor[item.item_id]), ()))
    others = any(e.customer_id in alike and e.item_id != item.item_id for e in equal)
    return not others and not any(twins(line, item.item_id, book))


def twins(line: StatementLine, item_id: str, book: Book) -> Iterator[str]:
    """Other items of the customer with the open amount of one, issued by then: a tie, whatever dates and weights say.

    So is one that only a later line has taken: on the day of this payment both were open.
    """
    item, latest = book.items[item_id], line.booked + timedelta(EARLY_DAYS)
    minor = book.open_minor[item_id]
    yield from (i for i in book.owed(item.customer_id, item.currency).of(minor, latest) if i != item_id)
    for other in book.with_amount.get((item.currency, minor), ()):
        if (
            other in book.taken_on
            and other != item_id
            and book.items[other].open_minor == minor
            and book.items[other].customer_id == item.customer_id
            and book.taken_on[other] >= line.booked
            and book.items[other].issued <= latest
        ):
            yield other


def _only_sum(line: StatementLine, minor: int, candidate: Candidate, rivals: Sequence[Weighed], book: Book) -> bool:
    """The one set of the customer's items with this sum, and such a sum is no accident."""
    relation = candidate.settled.relation
    if any(r.candidate.settled.relation is relation and r.candidate.customers == candidate.customers for r in rivals):
        return False
    if relation is not Relation.EXACT or expected_by_chance(candidate, book) > book.settings.matching.sum_by_accident:
        return False
    # A small item beside large ones is more often a fee or a round over-payment that happens to agree.
    invoiced = sum(m for i in candidate.items if (m := book.open_minor[i]) > 0)
    if invoiced != minor and round_part(invoiced, minor):
        return False
    small = [m for i in candidate.items if abs(m := book.open_minor[i]) * 100 < minor * _SMALLEST_PERCENT]
    return min(small, default=0) >= 0 and not (small and _like_an_excess(minor, sum(small), line.currency, book))


def _like_an_excess(minor: int, small: int, currency: str, book: Book) -> bool:
    """Small items whose sum may as well be a fee, a payment rounded up, or some percent too much."""
    others = minor - small
    percent = any(abs(100 * small - n * others) <= 100 for n in range(1, _SMALLEST_PERCENT + 1))
    return small <= book.limit(FEE_LIKE, currency) or minor % 1000 == 0 or percent


def round_part(opened: int, paid: int) -> bool:
    """A payment that is as likely a part as an amount less a credit.

    So is an even part, whole units that leave an even part, or an amount in whole tens of another one.
    """
    all_but = paid % 100 == 0 and even_part(opened, opened - paid)
    return even_part(opened, paid) or all_but or (opened % 1000 == 0 and paid % 1000 == 0)
