"""What a decision of the review book does to a bank line: one method a verb, from a row to decisions.

Law: a row uses what is left of its line and no more; what it leaves over is the customer's, said as a decision of its
own, or stays open. Documents are paid as they stood when the book was drawn, so the order of rows changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from recon.decisions import Decision, Pattern, Posted, Rejected, Reversed
from recon.decisions.kinds import ALLOCATED, NOT_OURS, PUT_ON_ACCOUNT, REFUNDED
from recon.errors import Where
from recon.ledger import effective
from recon.match.outcome import Alternative, Answer, Evidence, Outcome, Share
from recon.money import show
from recon.review.cases import Case
from recon.review.layout import OF_DOCUMENT, OF_LINE, Reason, Verb
from recon.review.limits import GivenUp, Limits
from recon.review.patterns import pattern_of, refuse_wide
from recon.review.read import Row
from recon.review.refusing import Refused
from recon.review.splitting import Part, parts_of, refuse_unbalanced
from recon.review.spreading import closing, opened_again, spread, taking_back
from recon.review.standing import Stands
from recon.review.understood import Ledger, reason_of
from recon.rows import Booking, StatementLine
from recon.words import Said, says

RULE = "reviewed"  # the rule of what a person decided


class Verbs:
    """Turns rows into decisions.

    Args:
        then: the ledger as the book showed it.
        now: the ledger as it stands.
        ledger: documents and customers as people write them.
        limits: who may give up what.
    """

    def __init__(self, then: Stands, now: Stands, ledger: Ledger, limits: Limits) -> None:
        self._then = then
        self._now = now
        self._ledger = ledger
        self._limits = limits
        self._by_id: dict[str, StatementLine] = {line.line_id: line for line in now.known.lines.values()}
        self._does: Mapping[Verb, Callable[[Case], list[Decision]]] = {
            Verb.ACCEPT: lambda case: self._accept(case, 0),
            Verb.RUNNER_UP: lambda case: self._accept(case, 1),
            Verb.ITEM: self._item,
            Verb.SPLIT: self._split,
            Verb.ON_ACCOUNT: self._on_account,
            Verb.REFUND: self._refund,
            Verb.NOT_OURS: self._not_ours,
            Verb.NEVER_OURS: self._never_ours,
            Verb.REJECT: self._reject,
        }

    def decide(self, case: Case) -> list[Decision]:
        """The decisions of a row.

        Raises:
            Refused: the row cannot be applied as it stands.
        """
        decisions = self._does[case.verb](case)
        given_up = [
            GivenUp(self._now.items[a.item_id], a.written_off_minor, a.write_off_reason)
            for one in decisions
            if isinstance(one, Posted)
            for a in one.allocations
            if a.written_off_minor
        ]
        self._limits.check(case.row, case.review.prepared_by, given_up, case.line.booked)
        return decisions

    def _accept(self, case: Case, rank: int) -> list[Decision]:
        if rank >= len(case.shown.alternatives):
            raise case.refused("ST620", "decision", says("tick_nothing_proposed"), says("tick_nothing_proposed_fix"))
        shares, related = case.shown.alternatives[rank], case.shown.related
        rule, probability = case.shown.rules[rank], f"{case.shown.probabilities[rank]:.1%}"
        why = says("reviewed_accepted", by=case.review.prepared_by, rule=rule, probability=probability)
        accepted = _Reasons(why, case.shown.probabilities[rank])
        if shares:
            return self._post(case, shares, (), accepted)
        if related and case.left < 0:
            return self._post(case, (), self._paid_back(case, self._receipt(related), case.left, "decision"), accepted)
        raise case.refused("ST620", "decision", says("tick_nothing_proposed"), says("tick_nothing_proposed_fix"))

    def _item(self, case: Case) -> list[Decision]:
        numbers = self._named(case)
        shares = spread(case, self._then, numbers)
        shares = closing(case, self._then, shares, self._reason(case, OF_DOCUMENT))
        why = says("reviewed_applied", by=case.review.prepared_by, items=", ".join(numbers))
        return self._post(case, shares, (), _Reasons(why))

    def _split(self, case: Case) -> list[Decision]:
        if not case.parts:
            raise case.refused("ST607", "decision", says("tick_no_parts"), says("tick_no_parts_fix"))
        parts = parts_of(case.parts, case.line.currency, self._ledger, self._then, case.proposed)
        refuse_unbalanced(case.line.currency, case.left, parts)
        shares = tuple(part.share for part in parts if part.share is not None)
        day = self._day(case, [share.item_id for share in shares])
        bookings: list[Booking] = []
        for part in parts:
            if part.receipt:
                receipt = self._receipt(part.receipt, part.row, "item")
                bookings += self._paid_back(case, receipt, part.line_minor, "decision")
            elif part.reason in OF_LINE and part.share is None:
                bookings.append(self._booking(case, day, part.line_minor, part.reason))
        on_account = sum(part.line_minor for part in parts if part.is_on_account)
        customer = self._customer_of(case, parts) if on_account else ""
        why = says("reviewed_split", by=case.review.prepared_by, count=len(parts))
        return self._post(case, shares, bookings, _Reasons(why), customer, keep=True)

    def _on_account(self, case: Case) -> list[Decision]:
        customer = self._customer(case)
        if case.line.amount_minor < 0:
            raise case.refused("ST614", "decision", says("tick_out_on_account"), says("tick_out_on_account_fix"))
        why = says("reviewed_on_account", by=case.review.prepared_by, customer=customer)
        return self._post(case, (), (), _Reasons(why), customer, keep=True)

    def _refund(self, case: Case) -> list[Decision]:
        if case.left > 0:
            raise case.refused("ST614", "decision", says("tick_refund_in"), says("tick_refund_in_fix"))
        named = case.row.text("item") or case.shown.related
        if not named:
            raise case.refused("ST607", "item", says("tick_refund_of_what"), says("tick_refund_of_what_fix"))
        why = _Reasons(says("reviewed_refunded", by=case.review.prepared_by, what=named))
        if named in self._by_id and not self._ledger.item(named):
            receipt = self._receipt(named)
            if taken := taking_back(case, self._then, receipt):
                return self._post(case, taken, (), why)
            return self._post(case, (), self._paid_back(case, receipt, case.left, "item"), why)
        numbers = self._named(case)
        invoices = [number for number in numbers if self._now.items[number].amount_minor > 0]
        if not invoices:
            shares = closing(case, self._then, spread(case, self._then, numbers), self._reason(case, OF_DOCUMENT))
            return self._post(case, shares, (), why)
        if len(invoices) < len(numbers):
            raise case.refused("ST614", "item", says("tick_refund_mixed"), says("tick_refund_mixed_fix"))
        return self._post(case, opened_again(case, self._then, invoices), (), why)

    def _not_ours(self, case: Case) -> list[Decision]:
        reason = self._reason(case, OF_LINE)
        if reason is None:
            raise case.refused("ST607", "reason", says("tick_no_reason"), says("tick_no_reason_fix"))
        booking = self._booking(case, self._day(case, ()), case.left, reason)
        why = says("reviewed_not_ours", by=case.review.prepared_by, reason=says(f"reason_{reason}"))
        return self._post(case, (), (booking,), _Reasons(why))

    def _never_ours(self, case: Case) -> list[Decision]:
        decisions = self._not_ours(case)
        found = pattern_of(case.row, case.line)
        refuse_wide(case.row, found, case.line.fingerprint, self._now)
        reason = reason_of(case.row.text("reason"))
        pattern = Pattern(found.payer, found.text, found.account, found.direction, reason or Reason.OTHER.value)
        known = any(pattern == one for one in self._now.decided.patterns)
        return decisions if known else [*decisions, pattern]

    def _reject(self, case: Case) -> list[Decision]:
        shown = [sorted({s.item_id for s in shares}) for shares in case.shown.alternatives]
        if not shown:
            raise case.refused("ST620", "decision", says("tick_nothing_proposed"), says("tick_nothing_to_reject_fix"))
        line = case.line
        unique = dict.fromkeys(tuple(items) for items in shown)
        return [Rejected(line.fingerprint, line.line_id, items, case.review) for items in unique]

    def _named(self, case: Case) -> tuple[str, ...]:
        """The documents a row names, each once and open for it."""
        where = case.row.place("item")
        named = self._ledger.several(case.row.text("item"))
        if not named:
            raise case.refused("ST607", "item", says("tick_no_item"), says("tick_no_item_fix"))
        if unknown := [written for written, number in named if not number]:
            raise Refused("ST608", where, says("tick_item_unknown", item=unknown[0]), says("tick_item_unknown_fix"))
        numbers = [number for _, number in named]
        if twice := [number for number in numbers if numbers.count(number) > 1]:
            raise Refused("ST608", where, says("tick_item_twice", item=twice[0]), says("tick_item_twice_fix"))
        if gone := [number for number in numbers if number not in self._then.open]:
            raise Refused("ST608", where, says("tick_item_gone", item=gone[0]), says("tick_item_gone_fix"))
        return tuple(numbers)

    def _receipt(self, line_id: str, row: Row | None = None, column: str = "") -> StatementLine:
        found = self._by_id.get(line_id)
        if found is None:
            where = row.place(column) if row else Where()
            raise Refused("ST603", where, says("tick_line_unknown", line=line_id), says("tick_line_unknown_fix"))
        return found

    def _paid_back(self, case: Case, receipt: StatementLine, minor: int, column: str) -> tuple[Booking, Booking]:
        """The two sides of money paid back out of what is left of a receipt."""
        line, where = case.line, case.row.place(column)
        free = min(self._then.left(receipt))
        if receipt.currency != line.currency or free < -minor or minor >= 0:
            what = says("tick_receipt_used", line=receipt.line_id, free=show(max(free, 0), receipt.currency))
            raise Refused("ST608", where, what, says("tick_receipt_used_fix"))
        days = [line.booked, receipt.booked, self._now.not_before(line), self._now.not_before(receipt)]
        day = max(one for one in days if one is not None)
        return (
            Booking(line.fingerprint, day, line.currency, minor, "refund", receipt.fingerprint),
            Booking(receipt.fingerprint, day, line.currency, -minor, "refund", line.fingerprint),
        )

    def _booking(self, case: Case, day: date, minor: int, reason: Reason) -> Booking:
        return Booking(case.line.fingerprint, day, case.line.currency, minor, reason.value)

    def _day(self, case: Case, numbers: Iterable[str]) -> date:
        items = [self._now.items[number] for number in numbers if number in self._now.items]
        return effective(case.line, items, self._now.not_before(case.line))

    def _reason(self, case: Case, of: Sequence[Reason]) -> Reason | None:
        """The reason a row gives, None where it gives none."""
        text = case.row.text("reason")
        found = reason_of(text) if text else Reason.LEAVE_OPEN
        if found is Reason.LEAVE_OPEN:
            return None
        if found not in of:
            known = says("tick_reason_for", verb=case.word)
            raise case.refused("ST606", "reason", known, says("tick_word_fix"))
        return found

    def _customer(self, case: Case) -> str:
        text = case.row.text("customer")
        if not text and case.shown.customer_id:
            return case.shown.customer_id  # as recognised, and as the row shows it
        if not text:
            raise case.refused("ST607", "customer", says("tick_no_customer"), says("tick_no_customer_fix"))
        found = self._ledger.customer(text)
        if not found:
            what = says("tick_customer_unknown", customer=text)
            raise case.refused("ST617", "customer", what, says("tick_customer_unknown_fix"))
        return found

    def _customer_of(self, case: Case, parts: Iterable[Part]) -> str:
        """Whose the part on account is: named in the row, else of the documents it pays, else as recognised."""
        if case.row.text("customer"):
            return self._customer(case)
        found = {self._now.items[part.share.item_id].customer_id for part in parts if part.share is not None}
        if len(found) == 1:
            return found.pop()
        return self._customer(case)

    def _post(
        self,
        case: Case,
        shares: tuple[Share, ...],
        bookings: Iterable[Booking],
        reasons: _Reasons,
        customer: str = "",
        *,
        keep: bool = False,
    ) -> list[Decision]:
        """The posting of a row and, for what it leaves of a receipt, that it is the customer's.

        `keep`: what is left over is the customer's because the row says so.
        """
        line, bookings = case.line, tuple(bookings)
        whose = {self._now.items[s.item_id].customer_id for s in shares if s.item_id in self._now.items}
        paired = any(b.contra for b in bookings)
        customer = customer or (whose.pop() if len(whose) == 1 else case.shown.customer_id if shares or paired else "")
        own = sum(b.line_minor for b in bookings if b.line == line.fingerprint)
        rest = case.left - own - sum(share.line_minor for share in shares)
        decisions: list[Decision] = []
        if shares or bookings:
            decisions.append(self._posted(case, shares, bookings, reasons, customer, rest))
        if rest and customer and line.amount_minor > 0 and (shares or keep):
            decisions += self._kept(case, customer, reasons)
        return decisions

    def _posted(
        self,
        case: Case,
        shares: tuple[Share, ...],
        bookings: tuple[Booking, ...],
        reasons: _Reasons,
        customer: str,
        rest: int,
    ) -> Posted:
        line, out = case.line, case.left < 0
        evidence = (Evidence(0.0, reasons.said, RULE),)
        one = Alternative(shares, reasons.probability, 0.0, RULE, evidence, customer, rest)
        if shares:
            self._refuse_closed(case, one)
        allocations = self._then.documents(line).allocations(one, line)
        paired = any(b.contra for b in bookings)
        if shares or paired:
            kind, outcome = (REFUNDED, Outcome.REFUND) if out else (ALLOCATED, Outcome.POSTED)
            related = next((self._now.known.lines[b.contra].line_id for b in bookings if b.contra in self._known), "")
            answer = Answer(line, outcome, (one,), reasons.said, related or case.shown.related, customer)
        else:
            kind, answer = NOT_OURS, Answer(line, Outcome.NOT_OURS, (), reasons.said)
        return Posted(kind, str(self._now.known.period), answer, allocations, bookings, case.review)

    @property
    def _known(self) -> Mapping[str, StatementLine]:
        return self._now.known.lines

    def _kept(self, case: Case, customer: str, reasons: _Reasons) -> list[Decision]:
        """That what is left of a line is a customer's, in place of an earlier word on it."""
        line, before = case.line, self._now.on_account(case.line.fingerprint)
        if any(p.answer.customer_id == customer for p in before):
            return []
        answer = Answer(line, Outcome.UNMATCHED, (), reasons.said, customer_id=customer)
        kept = Posted(PUT_ON_ACCOUNT, str(self._now.known.period), answer, review=case.review)
        back = tuple(sorted(p.row for p in before))
        why = says("reviewed_other_customer", customer=customer)
        return [Reversed(back, None, why.text()), kept] if back else [kept]

    def _refuse_closed(self, case: Case, one: Alternative) -> None:
        """Refuse what did not fit when the book was drawn; what has become of it since is looked at together."""
        book = self._then.documents(case.line)
        if book.takes(one, case.line, case.left):
            return
        for share in one.shares:
            if not book.takes(replace(one, shares=(share,)), case.line, case.left) or len(one.shares) == 1:
                column = "item" if case.row.text("item") else "decision"
                opened = self._then.open.get(share.item_id)
                item = self._now.items.get(share.item_id)
                shown = show(opened, item.currency) if opened is not None and item else show(0, share.currency)
                what = says("tick_not_open", item=share.item_id, open=shown)
                raise case.refused("ST604", column, what, says("tick_stale_fix"))
        raise case.refused("ST604", "decision", says("tick_does_not_fit"), says("tick_stale_fix"))


@dataclass(frozen=True, slots=True)
class _Reasons:
    said: Said
    probability: float = 1.0
