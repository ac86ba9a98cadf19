"""Builders for posting files: a book of decisions, numbered as the journal would number them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from recon.config import Accounts, Company, Settings
from recon.decisions import Decided, Decision, Exported, Posted, Reversed, WrittenOff, numbered
from recon.decisions.kinds import ALLOCATED, PUT_ON_ACCOUNT
from recon.decisions.replay import decided
from recon.match.outcome import Outcome, Share
from recon.postings import Entry, Facts, PostingBook, posting_book, worth
from recon.rows import Allocation, Booking, OpenItem, Rate, StatementLine
from tests.builders import DAY, answer, line

LAST = date(2026, 12, 31)
DOLLAR = Rate(date(2026, 1, 1), "USD", "EUR", Decimal("1.25"))  # 1.25 USD for one EUR


def settings(**accounts: Any) -> Settings:
    """A company in euro."""
    return Settings(company=Company(name="Halden GmbH"), accounts=Accounts(**accounts))


def facts(
    *items: OpenItem, lines: tuple[StatementLine, ...] = (), rates: tuple[Rate, ...] = (), **accounts: Any
) -> Facts:
    """What input files say of these documents."""
    return Facts(
        settings(**accounts),
        {one.item_id: one for one in items},
        {one.customer_id: one.customer_name for one in items},
        {one.fingerprint: one for one in lines},
        worth(rates, "EUR"),
    )


def pays(of: StatementLine, item: OpenItem, cash: int | None = None, **more: Any) -> Allocation:
    """What a line settles of a document: all of the line where nothing is said."""
    cash = of.amount_minor if cash is None else cash
    base: dict[str, Any] = {"line": of.fingerprint, "item_id": item.item_id, "effective": max(of.booked, item.issued)}
    return Allocation(**{**base, "currency": item.currency, "cash_minor": cash, "line_minor": cash, **more})


def posted(
    of: StatementLine | None = None, *moved: Allocation | Booking, kind: str = "", customer: str = "C1"
) -> Posted:
    """What was decided of a line."""
    of = of or line()
    allocations = tuple(one for one in moved if isinstance(one, Allocation))
    bookings = tuple(one for one in moved if isinstance(one, Booking))
    shares = [Share(a.item_id, a.currency, a.cash_minor, a.line_minor) for a in allocations]
    said = answer(of, Outcome.POSTED, *shares, customer_id=customer)
    return Posted(kind or (ALLOCATED if moved else PUT_ON_ACCOUNT), "2026-01", said, allocations, bookings)


def booking(of: StatementLine, minor: int | None = None, reason: str = "fee", **more: Any) -> Booking:
    """What of a line settles no document."""
    minor = of.amount_minor if minor is None else minor
    return Booking(of.fingerprint, of.booked, of.currency, minor, reason, **more)


def taken_back(*rows: int, day: date | None = None) -> Reversed:
    """Decisions taken back."""
    return Reversed(tuple(sorted(rows)), day, "wrong customer")


def written_off(item: OpenItem, minor: int, reason: str = "write_off", day: date = DAY) -> WrittenOff:
    """The rest of a document given up."""
    return WrittenOff("2026-01", Allocation("", item.item_id, day, item.currency, 0, minor, reason))


def exported(*rows: int, file: str = "posting-001-generic.csv", period: str = "2026-12") -> Exported:
    """A file that decisions went into."""
    return Exported(period, "generic", file, "0" * 64, tuple(sorted(rows)))


def taken(*decisions: Decision) -> Decided:
    """The decisions, on lines 1, 2, 3, ... of the journal."""
    return decided(numbered(decisions, 0))


def book(known: Facts, *decisions: Decision, until: date = LAST) -> PostingBook:
    """The entries of these decisions."""
    return posting_book(taken(*decisions), known, until)


def sides(*entries: Entry) -> list[str]:
    """Entries as text: role, debit positive, document or customer; one line a side."""
    found = []
    for entry in entries:
        for one in entry.lines:
            of = one.item_id or (one.customer_id if one.role == "on_account" else "")
            value = "" if one.base_minor in (None, one.net_minor) else f" = {one.base_minor}"
            found.append(f"{entry.number} {entry.currency} {one.role} {one.net_minor:+d}{value} {of}".rstrip())
    return found
