"""How money goes over documents: in their order, closed for a reason, or turned round where it is paid back.

Law: no document gets more than it was open for when the book was drawn, and nothing more than the money there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from recon.errors import Where
from recon.match.outcome import Share
from recon.money import share_of
from recon.review.cases import Case
from recon.review.layout import Reason
from recon.review.refusing import Refused
from recon.review.standing import Stands
from recon.rows import OpenItem, StatementLine
from recon.words import says


@dataclass(frozen=True, slots=True)
class Rate:
    """How a document's currency and the line's go together: as a proposal has them, one to one in the same currency."""

    item: OpenItem
    cash_minor: int
    line_minor: int

    def of_line(self, cash: int) -> int:
        """The part of the line for cash of the document."""
        return share_of(cash, self.line_minor, self.cash_minor)

    def share(self, line_minor: int, open_minor: int) -> Share:
        """The share of a document for a part of the line; the whole of what is open for the whole of its worth."""
        whole = line_minor == self.of_line(open_minor)
        cash = open_minor if whole else share_of(line_minor, self.cash_minor, self.line_minor)
        return Share(self.item.item_id, self.item.currency, cash, line_minor)


def rate_of(item: OpenItem, currency: str, where: Where, proposed: Mapping[str, Share]) -> Rate:
    """The rate for a document of a line in `currency`.

    Raises:
        Refused: another currency, and no proposal of the row has this document.
    """
    if item.currency == currency:
        return Rate(item, 1, 1)
    share = proposed.get(item.item_id)
    if share is None or not share.cash_minor or not share.line_minor:
        what = says("tick_other_currency", item=item.item_id, currency=item.currency, other=currency)
        raise Refused("ST613", where, what, says("tick_other_currency_fix"))
    return Rate(item, share.cash_minor, share.line_minor)


def spread(case: Case, then: Stands, numbers: Sequence[str]) -> tuple[Share, ...]:
    """What is left of the line over documents in their order; those of the other sign add to the money."""
    where, sign = case.row.place("item"), 1 if case.left > 0 else -1
    opens = {number: then.open[number] for number in numbers}
    if closed := [number for number in numbers if not opens[number]]:
        raise Refused("ST608", where, says("tick_item_closed", item=closed[0]), says("tick_item_gone_fix"))
    rates = {n: rate_of(then.items[n], case.line.currency, where, case.proposed) for n in numbers}
    need = sum(abs(rates[n].of_line(opens[n])) for n in numbers if opens[n] * sign > 0)
    if not need:
        raise Refused("ST614", where, says("tick_wrong_sign", items=", ".join(numbers)), says("tick_wrong_sign_fix"))
    money, shares = abs(case.left), dict[str, Share]()
    lacking = need
    for number in (n for n in numbers if opens[n] * sign < 0):
        part = min(abs(rates[number].of_line(opens[number])), lacking)
        lacking -= part
        money += part
        shares[number] = rates[number].share(-sign * part, opens[number])
    for number in (n for n in numbers if opens[n] * sign > 0):
        part = min(abs(rates[number].of_line(opens[number])), money)
        if not part:
            what = says("tick_no_money_left", item=number)
            raise Refused("ST610", where, what, says("tick_no_money_left_fix"))
        money -= part
        shares[number] = rates[number].share(sign * part, opens[number])
    return tuple(shares[number] for number in numbers if shares[number].line_minor)


def closing(case: Case, then: Stands, shares: tuple[Share, ...], reason: Reason | None) -> tuple[Share, ...]:
    """The shares with what is lacking on the last document given up for a reason, or a trifle too much taken in."""
    if reason is None:
        return shares
    rest = case.left - sum(share.line_minor for share in shares)
    for at, share in enumerate(shares):
        opened = then.open[share.item_id]
        lacks = opened - share.cash_minor
        if lacks and (opened > 0) == (case.left > 0):
            closed = replace(share, written_off_minor=lacks, reason=reason.value)
            return (*shares[:at], closed, *shares[at + 1 :])
    at = max(at for at, share in enumerate(shares) if (then.open[share.item_id] > 0) == (case.left > 0))
    last = shares[at]
    if rest and reason is Reason.ROUNDING and last.currency == case.line.currency:
        more = replace(last, cash_minor=last.cash_minor + rest, line_minor=last.line_minor + rest)
        return (*shares[:at], replace(more, written_off_minor=-rest, reason=reason.value), *shares[at + 1 :])
    raise case.refused("ST610", "reason", says("tick_nothing_to_close"), says("tick_nothing_to_close_fix"))


def opened_again(case: Case, then: Stands, numbers: Sequence[str]) -> tuple[Share, ...]:
    """Invoices rise again by money paid back: by what was applied to them here, then by what the list has taken off."""
    where, money, shares = case.row.place("item"), -case.left, []
    for number in numbers:
        mine = [a for a in then.applied if a.item_id == number]
        item, paid = then.items[number], max(0, sum(a.cash_minor for a in mine))
        given = sum(a.written_off_minor for a in mine)
        in_the_list = item.amount_minor - then.open.get(number, 0) - paid - given
        back = min(paid + max(0, in_the_list), money)
        if item.currency != case.line.currency or back <= 0:
            what = says("tick_not_paid_here", item=number, currency=case.line.currency)
            raise Refused("ST608", where, what, says("tick_not_paid_here_fix"))
        money -= back
        risen = given if paid and back >= paid else 0
        reasons = sorted({a.write_off_reason for a in mine if a.written_off_minor})
        shares.append(Share(number, item.currency, -back, -back, -risen, reasons[0] if risen else ""))
    return tuple(shares)


def taking_back(case: Case, then: Stands, receipt: StatementLine) -> tuple[Share, ...]:
    """What a receipt has settled, turned round, where exactly all of it is paid back."""
    mine = [a for a in then.applied if a.line == receipt.fingerprint]
    if not mine or sum(a.line_minor for a in mine) != -case.left:
        return ()
    return tuple(
        Share(a.item_id, a.currency, -a.cash_minor, -a.line_minor, -a.written_off_minor, a.write_off_reason)
        for a in mine
    )
