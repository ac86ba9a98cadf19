"""What the rows of the review book say, as cells by column; what is worked out in the sheet is not among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from recon.decisions.learned import LearnedRow
from recon.monthend import MonthEnd
from recon.reports._shared import customer_names, masked, masker, sure
from recon.review._facts import Row, book_id, item_state
from recon.review._front import outcome_of
from recon.review._grid import Cell, Money
from recon.review._sentences import Sentences
from recon.review.layout import Reason, customer_shown, seal
from recon.rows import OpenItem
from recon.words import say


@dataclass(frozen=True, slots=True)
class Kept:
    """What a person had typed into a row without deciding on it."""

    owner: str = ""
    note: str = ""


class Cells:
    """The cells of every row of a month end's book, in its language."""

    def __init__(self, month: MonthEnd, lang: str, kept: Mapping[str, Kept], items: Mapping[str, OpenItem]) -> None:
        self._month, self._lang, self._kept = month, lang, kept
        self._id = book_id(month, lang)
        self._names = customer_names(month)
        self._owners = {customer.customer_id: customer.owner for customer in month.customers}
        self._mask = masker(month)
        self._says = Sentences(items, self._mask, lang)

    def line(self, row: Row) -> dict[str, Cell]:
        """A payment that waits."""
        answer, line = row.waiting.answer, row.waiting.answer.line
        kept = self._kept.get(row.key, Kept())
        customer = answer.customer_id or (row.first.customer_id if row.first else "")
        quoted = " ".join(part for part in (line.reference, line.remittance_text) if part)
        return {
            "_key": row.key,
            "_state": row.state,
            "_seal": seal(self._id, row.key, row.state),
            "no": row.no,
            "owner": kept.owner or self._owners.get(customer, ""),
            "note": kept.note,
            "payer": self._mask(line.payer_name) or (masked(line.payer_account) if line.payer_account else ""),
            "text": self._mask(quoted or line.bank_text),
            "booked": line.booked,
            "currency": line.currency,
            "amount": Money(line.amount_minor, line.currency),
            "left": Money(row.waiting.left_minor, line.currency),
            "probability": sure(row.first.probability) if row.first else None,
            "proposal": self._says.proposal(row),
            "next": self._says.next(row),
            "difference": self._says.difference(row),
            "for": self._says.reasons(row.first, against=False),
            "against": self._says.reasons(row.first, against=True),
            "runner_up": self._says.runner_up(row),
            "runner_up_probability": sure(row.second.probability) if row.second else None,
            "outcome": outcome_of(row.waiting).text(self._lang),
            "why": self._says.why(row),
            "known_customer": customer_shown(customer, self._names.get(customer, "")) if customer else "",
            "line_id": line.line_id,
        }

    def item(self, item: OpenItem) -> dict[str, Cell]:
        """A document."""
        state = item_state(item)
        late = (self._month.last - item.due).days
        known = "book_state_open" if item.state.value == "open" else "state_disputed"
        return {
            "_key": item.item_id,
            "_state": state,
            "_seal": seal(self._id, item.item_id, state),
            "_find": f";{''.join(item.item_id.split()).upper()};",
            "item": item.item_id,
            "customer_id": item.customer_id,
            "customer": self._names.get(item.customer_id, item.customer_name),
            "issued": item.issued,
            "due": item.due,
            "days_late": late if late > 0 else None,
            "currency": item.currency,
            "amount": Money(item.amount_minor, item.currency),
            "open": Money(item.open_minor, item.currency),
            "state": say(known, self._lang),
        }

    def notes(self) -> Iterator[dict[str, Cell]]:
        """The notes that stand, in the order of the journal."""
        for event in self._month.decided.events:
            amount = None if event.amount_minor is None else Money(event.amount_minor, event.currency)
            yield {
                "_key": str(event.row),
                "kind": say(f"event_{event.kind}", self._lang),
                "customer": customer_shown(event.customer_id, self._names.get(event.customer_id, "")),
                "item": event.item_id,
                "day": event.day,
                "amount": amount,
                "currency": event.currency,
                "until": event.until,
                "contact": event.contact,
                "reason": event.reason,
                "text": self._mask(event.text),
                "by": event.by,
            }

    def learned(self, row: LearnedRow) -> dict[str, Cell]:
        """Something that decisions have taught."""
        return {
            "_key": row.key,
            "kind": say(f"learned_{row.kind}", self._lang),
            "payer": row.payer,
            "account": masked(row.account) if row.account else "",
            "text": self._mask(row.text),
            "customer": customer_shown(row.customer, self._names.get(row.customer, "")) if row.customer else "",
            "direction": say(f"direction_{row.direction}", self._lang) if row.direction else "",
            "reason": self._reason(row.reason),
            "from": ", ".join(say("book_row_ref", self._lang, row=n) for n in row.taught_by),
        }

    def _reason(self, reason: str) -> str:
        if reason == "declined":
            return say("learned_not_this_customer", self._lang)
        return say(f"reason_{reason}", self._lang) if reason in set(Reason) else reason
