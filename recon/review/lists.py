"""The sheets of the review book that are about no bank line: documents given up, notes, what was learned.

Law: the same note is one note, and what stands already is not said again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from recon.decisions import Alias, Decided, Decision, Event, Pattern, Rejected, Reversed, Review, WrittenOff, to_entry
from recon.decisions.events import check
from recon.decisions.learned import forgetting
from recon.errors import InputError
from recon.journal import canonical
from recon.money import show
from recon.review.layout import OF_DOCUMENT, OF_LINE, Reason
from recon.review.limits import GivenUp, Limits
from recon.review.patterns import refuse_wide
from recon.review.read import Row
from recon.review.refusing import Refused
from recon.review.standing import Stands
from recon.review.understood import (
    Ledger,
    amount_of,
    day_of,
    direction_of,
    event_of,
    is_no,
    is_yes,
    learned_of,
    reason_of,
)
from recon.rows import Allocation
from recon.words import Said, says

_NEWEST = sys.maxsize  # line of the journal of a note that is not written yet: after all that are


def given_up(row: Row, open_minor: int, stands: Stands, limits: Limits, review: Review) -> WrittenOff:
    """The rest of a document given up, at the end of the period or on the first day that is open.

    Args:
        row: of the sheet Items, ticked.
        open_minor: what the book showed as open.
        stands: the ledger as the book showed it.
        limits: who may give up what.
        review: on whose word.

    Raises:
        Refused: the document is open for another amount by now, the reason is none, or somebody has to approve.
    """
    item, opened = stands.items.get(row.key), stands.open.get(row.key, 0)
    if item is None or opened != open_minor:
        currency = item.currency if item else stands.known.settings.company.currency
        what = says("tick_not_open", item=row.key, open=show(opened, currency))
        raise Refused("ST604", row.place("write_off"), what, says("tick_stale_fix"))
    text = row.text("reason")
    reason = reason_of(text) if text else Reason.WRITE_OFF
    if reason not in OF_DOCUMENT:
        raise Refused("ST606", row.place("reason"), says("tick_reason_of_document"), says("tick_word_fix"))
    day = max(stands.known.period.last, stands.decided.first_open_day or date.min, item.issued)
    limits.check(row, review.prepared_by, [GivenUp(item, opened, reason.value)], day)
    part = Allocation("", item.item_id, day, item.currency, 0, opened, reason.value)
    return WrittenOff(str(stands.known.period), part, review)


def is_ticked(row: Row, column: str) -> bool:
    """True where a cell is ticked.

    Raises:
        Refused: something stands in it that is neither yes nor no.
    """
    text = row.text(column)
    if not text or is_no(text):
        return False
    if not is_yes(text):
        raise Refused("ST606", row.place(column), says("tick_word", word=text), says("tick_yes_fix"))
    return True


@dataclass(frozen=True, slots=True)
class Notes:
    """Reads the sheet Notes.

    Args:
        ledger: documents and customers as people write them.
        decided: what is noted already.
        currency: of the company.
        by: who wrote a note that names nobody.
        today: day of a note that names none.
        checked: refuse a note that cannot be; otherwise it is only asked whether it stands already.
    """

    ledger: Ledger
    decided: Decided
    currency: str
    by: str
    today: date
    checked: bool = True

    def note(self, row: Row) -> Event | None:
        """What a row adds, None where it stands already.

        Raises:
            Refused: the kind, customer, document, day or amount cannot be used; or a note that stands was changed.
        """
        if row.key:
            self._refuse_changed(row)
            return None
        event = self._event(row)
        if any(self._is_the_same(event, one, row) for one in self.decided.events):
            return None
        if self.checked:
            self._check(event, row)
        return event

    def and_then(self, new: Iterable[Decision]) -> Notes:
        """The same with the notes of rows above: a dispute and its resolution may stand in one book."""
        events = [replace(one, row=_NEWEST) for one in new if isinstance(one, Event)]
        return replace(self, decided=replace(self.decided, events=(*self.decided.events, *events)))

    def _check(self, event: Event, row: Row) -> None:
        try:
            check(event, self.decided, self.ledger.items.values(), self.ledger.customers)
        except InputError as no:
            raise Refused("ST621", row.where, no.what, no.fix or says("tick_word_fix")) from None

    def _event(self, row: Row) -> Event:
        kind = event_of(row.text("kind"))
        if not kind:
            raise _word(row, "kind")
        item = self._item(row)
        customer = self._customer(row, item)
        day = self._day(row, "day") or self.today
        until = self._day(row, "until")
        if until is not None and until < day:
            raise Refused("ST618", row.place("until"), says("tick_until_before", day=day), says("tick_day_fix"))
        amount, currency = self._amount(row, item)
        return Event(
            kind,
            customer,
            day,
            item,
            amount,
            currency,
            until,
            row.text("contact"),
            row.text("reason").upper(),
            row.text("text"),
            row.text("by") or self.by,
        )

    def _is_the_same(self, new: Event, old: Event, row: Row) -> bool:
        """True where a note says what one that stands does; what the row leaves out counts for nothing."""
        day = new.day if row.text("day") else old.day
        by = new.by if row.text("by") else old.by
        return replace(new, day=day, by=by) == old

    def _item(self, row: Row) -> str:
        text = row.text("item")
        found = self.ledger.item(text) if text else ""
        if text and not found:
            what = says("tick_item_unknown", item=text)
            raise Refused("ST608", row.place("item"), what, says("tick_item_unknown_fix"))
        return found

    def _customer(self, row: Row, item: str) -> str:
        owner = self.ledger.items[item].customer_id if item else ""
        text = row.text("customer")
        if not text and not owner:
            raise Refused("ST607", row.where, says("tick_no_customer"), says("tick_no_customer_fix"))
        found = self.ledger.customer(text) if text else owner
        if not found:
            what = says("tick_customer_unknown", customer=text)
            raise Refused("ST617", row.place("customer"), what, says("tick_customer_unknown_fix"))
        if owner and found != owner:
            what = says("tick_not_their_item", item=item, customer=owner)
            raise Refused("ST617", row.place("customer"), what, says("tick_customer_unknown_fix"))
        return found

    def _day(self, row: Row, column: str) -> date | None:
        if column not in row.cells:
            return None
        try:
            return day_of(row.cells[column].cell)
        except ValueError:
            raise Refused("ST618", row.place(column), says("tick_day"), says("tick_day_fix")) from None

    def _amount(self, row: Row, item: str) -> tuple[int | None, str]:
        named = row.text("currency").upper()
        currency = named or (self.ledger.items[item].currency if item else self.currency)
        if "amount" not in row.cells:
            return None, named
        try:
            return amount_of(row.cells["amount"].cell, currency), currency
        except (ValueError, KeyError):
            what = says("tick_amount", currency=currency)
            raise Refused("ST609", row.place("amount"), what, says("tick_amount_fix")) from None

    def _refuse_changed(self, row: Row) -> None:
        """A note that stands is for reading: what a person changed in it would be lost."""
        old = self.decided.everything.get(int(row.key)) if row.key.isdecimal() else None
        if not isinstance(old, Event):
            return
        facts: dict[str, object] = {"day": old.day, "until": old.until, "amount": old.amount_minor}
        new: dict[str, object] = {"day": self._day(row, "day"), "until": self._day(row, "until")}
        new["amount"] = self._amount(row, old.item_id if old.item_id in self.ledger.items else "")[0]
        changed = [name for name in ("day", "until", "amount") if new[name] != facts[name]]
        if event_of(row.text("kind")) != old.kind:
            changed.insert(0, "kind")
        if changed:
            what = says("tick_note_changed", row=old.row)
            raise Refused("ST619", row.place(changed[0]), what, says("tick_note_changed_fix", row=old.row))


@dataclass(frozen=True, slots=True)
class Learned:
    """Reads the sheet Learned.

    Args:
        ledger: customers as people write them.
        decided: what is known already.
        stands: the ledger, for how wide a pattern is; None where that is not asked.
    """

    ledger: Ledger
    decided: Decided
    stands: Stands | None

    def learned(self, row: Row) -> Decision | None:
        """What a row adds or takes back, None where that stands already.

        Raises:
            Refused: the row cannot be used, or cannot be taken back here.
        """
        if not row.key:
            return self._added(row)
        if not is_ticked(row, "forget"):
            return None
        back = forgetting(row.key, says("reviewed_forgotten").text())
        if back is None:
            raise Refused("ST619", row.place("forget"), says("tick_habit"), says("tick_habit_fix"))
        if isinstance(back, Reversed):
            return self._reversed(row, back)
        return None if back in self.decided.aliases else back

    def _reversed(self, row: Row, back: Reversed) -> Reversed | None:
        gone = {of for one in self.decided.reversals for of in one.of}
        if gone.issuperset(back.of):
            return None
        if not isinstance(self.decided.everything.get(back.of[0]), Alias | Pattern | Rejected):
            raise Refused("ST602", row.place("forget"), says("tick_seal"), says("tick_seal_fix"))
        return back

    def _added(self, row: Row) -> Decision | None:
        kind = learned_of(row.text("kind"))
        if kind == "pattern":
            return self._pattern(row)
        if kind not in ("name", "account"):
            raise _word(row, "kind")
        text = row.text("payer" if kind == "name" else "account")
        customer = self.ledger.customer(row.text("customer"))
        if not text:
            raise Refused("ST607", row.where, says("tick_no_payer"), says("tick_no_payer_fix"))
        if not customer:
            what = says("tick_customer_unknown", customer=row.text("customer"))
            raise Refused("ST617", row.place("customer"), what, says("tick_customer_unknown_fix"))
        alias = Alias(text if kind == "name" else "", text if kind == "account" else "", customer, holds=True)
        return None if alias in self.decided.aliases else alias

    def _pattern(self, row: Row) -> Pattern | None:
        way = direction_of(row.text("direction"))
        reason = reason_of(row.text("reason")) if row.text("reason") else None
        if way is None:
            raise _word(row, "direction")
        if reason not in OF_LINE:
            raise Refused("ST607", row.place("reason"), says("tick_no_reason"), says("tick_no_reason_fix"))
        pattern = Pattern(row.text("payer"), row.text("text"), row.text("account"), way, reason.value)
        if pattern in self.decided.patterns:
            return None
        if self.stands is not None:
            refuse_wide(row, pattern, "", self.stands)
        return pattern


def once(decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions without those that say the same a second time."""
    found: dict[bytes, Decision] = {}
    for one in decisions:
        entry = to_entry(one)
        found.setdefault(canonical([entry.kind, entry.data]), one)
    return list(found.values())


def _word(row: Row, column: str) -> Refused:
    what: Said = says("tick_word", word=row.text(column))
    return Refused("ST606", row.place(column), what, says("tick_word_fix"))
