"""Builders with defaults: a test names only what matters to it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import settings

from recon.config import Settings
from recon.ingest.statement import BankFile, FileStatus, Statement
from recon.match.outcome import Alternative, Answer, Evidence, Outcome, Share
from recon.monthend import MonthEnd
from recon.rows import Allocation, Customer, ItemKind, OpenItem, StatementLine, UnappliedCash
from recon.words import says

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


def statement(*lines: StatementLine, opening_minor: int = 0, **more: Any) -> Statement:
    """A statement of January 2026 that ties: opening + lines = closing."""
    money_in = sum(one.amount_minor for one in lines if one.amount_minor > 0)
    money_out = -sum(one.amount_minor for one in lines if one.amount_minor < 0)
    base = Statement(
        account="DE02120300000000202051",
        currency="EUR",
        lines=lines,
        entries=len(lines),
        in_minor=money_in,
        out_minor=money_out,
        opening_minor=opening_minor,
        closing_minor=opening_minor + money_in - money_out,
        number="1",
        opened=date(2026, 1, 1),
        closed=date(2026, 1, 31),
    )
    return replace(base, **more)


def bank_file(*statements: Statement, name: str = "bank.xml", **more: Any) -> BankFile:
    """A bank file that was read without a finding."""
    base = BankFile(name, "0123456789abcdef" * 4, "camt", "utf-8", FileStatus.OK, statements, (), ())
    return replace(base, **more)


def answer(of: StatementLine | None = None, outcome: Outcome = Outcome.POSTED, *shares: Share, **more: Any) -> Answer:
    """A posted line with one alternative that takes the shares, for one reason and against another."""
    of = of or line()
    alternative = Alternative(
        shares=shares,
        probability=0.999,
        points=7.0,
        rule="invoice_number",
        evidence=(
            Evidence(8.0, says("where_row", row=1), "invoice_number"),
            Evidence(-1.0, says("where_row", row=2), "payer_name"),
        ),
        customer_id="C1",
        remainder_minor=of.amount_minor - sum(share.line_minor for share in shares),
    )
    base = Answer(of, outcome, (alternative,) if shares else (), says("where_row", row=3), customer_id="C1")
    return replace(base, **more)


def allocation(of: StatementLine, share: Share) -> Allocation:
    """What the ledger holds of a share."""
    return Allocation(
        of.fingerprint,
        share.item_id,
        of.booked,
        share.currency,
        share.cash_minor,
        share.written_off_minor,
        share.reason,
        share.line_minor,
    )


def unapplied(open_minor: int = 50_00, **more: Any) -> UnappliedCash:
    """50.00 EUR of Alpina Sport AG that settles nothing yet."""
    base = UnappliedCash(f"{'U1':0>32}", "U1", "C1", "ALPINA SPORT", DAY, "EUR", open_minor)
    return replace(base, **more)


def month(**more: Any) -> MonthEnd:
    """January 2026 without a file, a line or an item."""
    base = MonthEnd(
        settings=Settings(),
        period="2026-01",
        first=date(2026, 1, 1),
        last=date(2026, 1, 31),
        run_id="4f1c9a02",
        draft=True,
        bank_files=(),
        book_files=(),
        customers=(),
        items=(),
        lines=(),
        answers=(),
        allocations=(),
        unapplied=(),
        findings=(),
        controls=(),
    )
    return replace(base, **more)


def examples(count: int) -> settings:
    """Settings of a property test: the same `count` examples on every run, twenty times as many in a deep run."""
    return settings(max_examples=count * (20 if os.environ.get("DEEP") else 1), derandomize=True, deadline=None)
