"""Writing down what happened with a customer: a promise, a dispute, a call. No money moves.

Law: the same note twice is one note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from recon import recording
from recon.decisions import Event, events
from recon.decisions.kinds import CALLED, DISPUTED, HELD, PROMISED, RELEASED, REPLIED, RESOLVED
from recon.errors import Finding, InputError
from recon.inputs import read_inputs
from recon.journal import Stamp
from recon.money import is_currency, to_minor
from recon.recording import Recording
from recon.rows import OpenItem
from recon.words import says
from recon.workspace import Workspace

KINDS: Mapping[str, str] = {
    "promise": PROMISED,
    "dispute": DISPUTED,
    "resolve": RESOLVED,
    "call": CALLED,
    "reply": REPLIED,
    "hold": HELD,
    "release": RELEASED,
}


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of a note."""

    event: Event
    already: bool  # the same note stands already: nothing was written
    findings: tuple[Finding, ...]  # of a run that was cut off before


def note(  # noqa: PLR0913 - the parts of a note, by name
    books: Workspace,
    kind: str,
    customer_id: str,
    stamp: Stamp,
    *,
    item_id: str = "",
    day: date | None = None,
    amount: str = "",
    until: date | None = None,
    contact: str = "",
    reason: str = "",
    text: str = "",
    dry_run: bool = False,
) -> Noted:
    """Write a note into the journal, once.

    Args:
        books: the company's folder.
        kind: one of `KINDS`.
        customer_id: the customer it is about.
        stamp: who and when; enters the journal only, and the note where it names no other day.
        item_id: the document it is about, "" = the customer.
        day: when it happened; the day of the stamp where it is left out.
        amount: promised or disputed, "1250.50" in the document's currency (else the company's) or "1250.50 USD".
        until: promised for, or to be looked at again.
        contact: who it was with, and by which way.
        reason: code of a dispute, see `events.DISPUTE_REASONS`.
        text: anything else.
        dry_run: check it and write nothing.

    Raises:
        InputError: customer or document are not known, or a part of the note is missing or cannot be.
        BusyError: the folder is in use, or the disk is full; nothing was changed.
    """
    if kind not in KINDS:
        raise _wrong("note_kind", kind=kind, kinds=", ".join(KINDS))
    if day is not None and day > stamp.at.date() + timedelta(days=1):  # somewhere it is tomorrow already
        raise _wrong("note_day_to_come", day=day)
    inputs = read_inputs(books)
    items = {i.item_id: i for file in inputs.book_files for i in file.rows if isinstance(i, OpenItem)}
    known = {c.customer_id for c in inputs.customers} | {i.customer_id for i in items.values()}
    of = items.get(item_id)
    minor, currency = (
        amount_of(amount, of.currency if of else books.settings.company.currency) if amount else (None, "")
    )
    event = Event(
        kind=KINDS[kind],
        customer_id=customer_id,
        day=day or stamp.at.date(),
        item_id=item_id,
        amount_minor=minor,
        currency=currency,
        until=until,
        contact=contact.strip(),
        reason=reason.strip().upper(),
        text=text.strip(),
        by=stamp.user,
    )

    def checked(record: Recording) -> Noted:
        before = next((e for e in record.decided.events if events.same(e, event)), None)
        if before is None:
            events.check(event, record.decided, items.values(), known)
        return Noted(before or event, before is not None, record.findings)

    if dry_run:
        return checked(recording.read(books))
    with recording.writing(books, stamp) as record:
        noted = checked(record)
        if not noted.already:
            record.append([event], stamp)
            noted = replace(noted, event=replace(event, row=record.rows + 1))
    return noted


def amount_of(text: str, currency: str) -> tuple[int, str]:
    """An amount as a person types it, with or without its currency, in minor units.

    >>> amount_of("1,250.50 EUR", "USD"), amount_of("80", "JPY")
    ((125050, 'EUR'), (80, 'JPY'))

    Raises:
        InputError: it is no amount above nothing, or has more decimals than the currency.
    """
    parts = text.split()
    named = [part.upper() for part in parts if is_currency(part.upper())]
    figures = [part for part in parts if part.upper() not in named]
    unit = named[0] if named else currency
    try:
        minor = to_minor(Decimal("".join(figures).replace(",", "")), unit)
    except (InvalidOperation, ValueError):
        minor = 0
    if minor <= 0 or len(named) > 1:
        raise _wrong("note_amount", amount=text, currency=unit)
    return minor, unit


def _wrong(message: str, **fields: object) -> InputError:
    return InputError(says(message, **fields), fix=says(f"{message}_fix"))
