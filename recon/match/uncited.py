"""When items that no number in the text names may be posted: by the payer and what the amount proves, or by a number
that is theirs but for one slip of the pen.

A payer must be sure, by account, alias or name; or likely, and the amount that of no other document. What two items or
two sets explain equally well is never posted, whatever dates and weights say; nor what the text calls a part payment or
an advance, nor a rest that an earlier part payment left, but for the last of equal instalments. Where the list is known
to lack documents, the item paid may be one of those, and only an amount that no other document has is a proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from recon.match import slips
from recon.match.book import Book
from recon.match.candidate import EARLY_DAYS, Candidate, group_payer, payer_sure
from recon.match.difference import Relation, even_part
from recon.match.payers import Level
from recon.match.rules.accidental_sum import expected_by_chance
from recon.match.rules.rare_amount import is_rare
from recon.match.scoring import Weighed
from recon.rows import StatementLine

_SMALLEST_PERCENT = 3  # of the payment that every item of an uncited set must be


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
    if not exact or said.strangers or (said.cited and not candidate.cited()) or said.part:
        return ""
    left = [i for i in candidate.items if book.open_minor[i] != book.items[i].open_minor]
    if left and (len(candidate.items) > 1 or not _last_part(left[0], book)):
        return ""
    rare = is_rare(candidate, book)
    if not payer_sure(candidate):
        return "likely_payer_and_amount" if rare and _likely(weighed, book) else ""
    if book.completeness.lacking and not rare:
        return ""
    if len(candidate.items) == 1:
        return "" if _twins(line, candidate, book) else "payer_and_amount"
    return "payer_and_sum" if _only_sum(minor, candidate, rivals, book) else ""


def _last_part(item_id: str, book: Book) -> bool:
    """What is left of an item is a half, a third or a quarter of it: the last of equal instalments."""
    return even_part(book.items[item_id].open_minor, book.open_minor[item_id])


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


def _twins(line: StatementLine, candidate: Candidate, book: Book) -> bool:
    """Another item of the customer with this amount, issued by then: a tie, whatever the dates and the weights say.

    So is one that only a later line has taken: on the day of this payment both were open.
    """
    (item_id,) = candidate.items
    item, latest = book.items[item_id], line.booked + timedelta(EARLY_DAYS)
    minor = book.open_minor[item_id]
    if any(i != item_id for i in book.owed(item.customer_id, item.currency).of(minor, latest)):
        return True
    taken = (i for i in book.with_amount.get((item.currency, minor), ()) if i in book.taken_on and i != item_id)
    return any(
        book.items[i].open_minor == minor
        and book.items[i].customer_id == item.customer_id
        and book.taken_on[i] >= line.booked
        and book.items[i].issued <= latest
        for i in taken
    )


def _only_sum(minor: int, candidate: Candidate, rivals: Sequence[Weighed], book: Book) -> bool:
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
    smallest = min(abs(book.open_minor[i]) for i in candidate.items)
    return smallest * 100 >= abs(minor) * _SMALLEST_PERCENT


def round_part(opened: int, paid: int) -> bool:
    """A payment that is as likely a part as an amount less a credit: an even part, or both amounts in whole tens."""
    return even_part(opened, paid) or (opened % 1000 == 0 and paid % 1000 == 0)
