"""What happened with customers, as it stands at a day: disputes that are open, holds in force.

Laws: the last word up to the day counts, in the order of the days and then of the journal; an event moves no money.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from recon.decisions import Decided, Event
from recon.decisions.kinds import CALLED, DISPUTED, HELD, PROMISED, RELEASED, REPLIED, RESOLVED
from recon.errors import InputError
from recon.rows import ItemState, OpenItem
from recon.words import says

# Why a customer disputes a document. Short on purpose: a report by reason needs few of them.
DISPUTE_REASONS = (
    "PRICE",
    "QTY",
    "DAMAGE",
    "QUALITY",
    "RETURN",
    "DUPLICATE",
    "NOT-RECEIVED",
    "PO",
    "TAX",
    "FREIGHT",
    "DISCOUNT",
    "PROMO",
    "NOT-OURS",
    "PAID-ALREADY",
    "OFFSET",
    "OTHER",
)


def events_of(decided: Decided, as_of: date, kind: str = "", customer_id: str = "") -> tuple[Event, ...]:
    """The events that stand, up to a day, by day; of one kind or one customer where asked."""
    found = (e for e in decided.events if e.day <= as_of and kind in ("", e.kind))
    return tuple(sorted((e for e in found if customer_id in ("", e.customer_id)), key=lambda e: (e.day, e.row)))


def disputes(decided: Decided, as_of: date) -> Mapping[tuple[str, str], Event]:
    """The disputes that are open at a day, by customer and document.

    A dispute is resolved for its document, or with all others of the customer where the resolution names none.
    """
    found: dict[tuple[str, str], Event] = {}
    for event in events_of(decided, as_of):
        if event.kind == DISPUTED:
            found[event.customer_id, event.item_id] = event
        elif event.kind == RESOLVED:
            for customer, item in [k for k in found if k[0] == event.customer_id]:
                if event.item_id in ("", item):
                    del found[customer, item]
    return found


def holds(decided: Decided, as_of: date) -> Mapping[str, Event]:
    """The customers on credit hold at a day, with what put them there."""
    found: dict[str, Event] = {}
    for event in events_of(decided, as_of):
        if event.kind == HELD:
            found.setdefault(event.customer_id, event)
        elif event.kind == RELEASED:
            found.pop(event.customer_id, None)
    return found


def with_disputes(items: Iterable[OpenItem], decided: Decided, as_of: date) -> tuple[OpenItem, ...]:
    """The documents, those in dispute at the day marked as disputed."""
    contested = disputes(decided, as_of)
    return tuple(
        replace(item, state=ItemState.DISPUTED)
        if item.state is ItemState.OPEN and (item.customer_id, item.item_id) in contested
        else item
        for item in items
    )


def check(event: Event, decided: Decided, items: Iterable[OpenItem], customers: Iterable[str]) -> None:
    """Refuse a note that cannot be.

    Args:
        event: the note, complete.
        decided: what stands; a dispute that is resolved and a hold that is released must be there.
        items: every document known.
        customers: every customer number known.

    Raises:
        InputError: what is missing or cannot be, and what to do.
    """
    item = next((i for i in items if i.item_id == event.item_id), None)
    if event.customer_id not in set(customers):
        raise _wrong("note_no_customer", customer=event.customer_id)
    if event.item_id and item is None:
        raise _wrong("note_no_item", item=event.item_id)
    if item is not None and item.customer_id != event.customer_id:
        raise _wrong("note_item_of_another", item=item.item_id, customer=item.customer_id)
    if item is not None and event.amount_minor is not None and event.currency != item.currency:
        raise _wrong("note_currency", item=item.item_id, currency=item.currency)
    if event.until is not None and event.until < event.day:
        raise _wrong("note_until", until=event.until, day=event.day)
    if event.kind == PROMISED and (event.amount_minor is None or event.until is None):
        raise _wrong("note_promise")
    if event.kind == DISPUTED and not event.item_id:
        raise _wrong("note_dispute_item")
    if event.kind == DISPUTED and event.reason not in DISPUTE_REASONS:
        raise _wrong("note_reason", reasons=", ".join(DISPUTE_REASONS))
    if event.kind == RESOLVED and not _disputed(event, decided):
        raise _wrong("note_no_dispute", customer=event.customer_id)
    if event.kind == RELEASED and event.customer_id not in holds(decided, event.day):
        raise _wrong("note_no_hold", customer=event.customer_id)
    if event.kind in (CALLED, REPLIED) and not (event.text or event.contact):
        raise _wrong("note_empty")


def same(one: Event, other: Event) -> bool:
    """True where two notes say the same, whoever wrote them."""
    return replace(one, by="") == replace(other, by="")


def _disputed(event: Event, decided: Decided) -> bool:
    contested = disputes(decided, event.day)
    return any(customer == event.customer_id and event.item_id in ("", item) for customer, item in contested)


def _wrong(message: str, **fields: object) -> InputError:
    return InputError(says(message, **fields), fix=says(f"{message}_fix"))
