"""Builders with defaults: a test names only what matters to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from recon.rows import Customer, ItemKind, OpenItem, StatementLine

DAY = date(2026, 1, 30)


def item(item_id: str = "INV-10023", open_minor: int = 100_00, **more: Any) -> OpenItem:
    """An open invoice of Alpina Sport AG over 100.00 EUR, due 4 February 2026."""
    base = OpenItem(
        item_id=item_id,
        customer_id="C1",
        customer_name="Alpina Sport AG",
        issued=date(2026, 1, 5),
        due=date(2026, 2, 4),
        currency="EUR",
        amount_minor=open_minor,
        open_minor=open_minor,
        kind=ItemKind.CREDIT_NOTE if open_minor < 0 else ItemKind.INVOICE,
    )
    return replace(base, **more)


def customer(customer_id: str = "C1", name: str = "Alpina Sport AG", **more: Any) -> Customer:
    """A customer."""
    return replace(Customer(customer_id, name), **more)


def line(amount_minor: int = 100_00, line_id: str = "T1", **more: Any) -> StatementLine:
    """A receipt of 100.00 EUR on 30 January 2026 without any text."""
    base = StatementLine(
        line_id=line_id,
        fingerprint=f"{line_id:0>32}",
        account="DE02120300000000202051",
        booked=DAY,
        currency="EUR",
        amount_minor=amount_minor,
    )
    return replace(base, **more)
