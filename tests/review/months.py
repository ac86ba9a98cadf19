"""Month ends with payments that wait for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from recon.match.outcome import Alternative, Answer, Evidence, Outcome, Share
from recon.monthend import MonthEnd, Stand, Waiting
from recon.rows import Customer, OpenItem, StatementLine
from recon.words import says
from tests.builders import item, line, month, unapplied

ITEMS = (
    item("INV-1", 100_00),
    item("INV-2", 250_00, due=date(2025, 10, 1)),
    item("INV-3", 80_00, customer_id="C2", customer_name="Berg Handel GmbH"),
    item("CN-4", -20_00),
    item("INV-5", 1000, currency="JPY", customer_id="C3", customer_name="=Cella & Co"),
)
CUSTOMERS = (
    Customer("C1", "Alpina Sport AG", accounts=("DE75512108001245126199",), owner="Ada"),
    Customer("C2", "Berg Handel GmbH"),
    Customer("C3", "=Cella & Co"),
)


def share(of: OpenItem, cash_minor: int | None = None, written_off_minor: int = 0, reason: str = "") -> Share:
    """What an alternative settles of an item: all that is open, unless it says otherwise."""
    cash = of.open_minor - written_off_minor if cash_minor is None else cash_minor
    return Share(of.item_id, of.currency, cash, cash, written_off_minor, reason)


def way(*shares: Share, probability: float = 0.9, remainder_minor: int = 0, **more: Any) -> Alternative:
    """An alternative with one reason for and one against it."""
    evidence = (
        Evidence(5.0, says("verbatim", text="The text cites it from DE75512108001245126199."), "number"),
        Evidence(-1.0, says("verbatim", text="The name differs."), "payer_name"),
    )
    base = Alternative(shares, probability, 4.0, "cited_items", evidence, "C1", remainder_minor)
    return replace(base, **more)


def waits(of: StatementLine, *ways: Alternative, stand: Stand = Stand.OPEN, **more: Any) -> Waiting:
    """A line of which everything is left to decide."""
    outcome = Outcome.PROPOSED if ways else Outcome.UNMATCHED
    answer = Answer(of, outcome, ways, says("answer_unmatched"), customer_id="C1")
    left = more.pop("left_minor", of.amount_minor)
    return Waiting(replace(answer, **more), left, stand)


def paid(amount_minor: int, line_id: str, **more: Any) -> StatementLine:
    """A payment of Alpina Sport AG."""
    about = {"payer_name": "ALPINA SPORT", "remittance_text": f"Payment {line_id}, IBAN DE75512108001245126199"}
    return line(amount_minor, line_id, **{**about, **more})


def waiting() -> tuple[Waiting, ...]:
    """Five payments to decide on and one set aside."""
    one, two, three = ITEMS[:3]
    veto = replace(way(share(two)).evidence[1], veto=True)
    return (
        waits(paid(50_00, "T1", payer_name="+49 30 1234")),
        waits(paid(90_00, "T2"), way(share(one, 90_00, 10_00, "fee"), probability=0.97), way(share(three, 80_00))),
        waits(paid(250_00, "T3"), way(share(two), probability=0.99)),
        waits(paid(100_00, "T4"), way(share(two, 100_00), evidence=(veto,), probability=0.999)),
        waits(paid(70_00, "T5"), stand=Stand.ON_ACCOUNT, left_minor=30_00),
        waits(paid(-9_90, "T6"), stand=Stand.SET_ASIDE, outcome=Outcome.NOT_OURS, customer_id=""),
        waits(paid(-40_00, "T7")),
    )


def a_month(**more: Any) -> MonthEnd:
    """January 2026 with payments that wait; what is unapplied is their money in."""
    given = more.get("waiting", waiting())
    lines = tuple(w.answer.line for w in given)
    cash = tuple(
        unapplied(w.left_minor, line=w.answer.line.fingerprint, line_id=w.answer.line.line_id)
        for w in given
        if w.left_minor > 0 and w.stand is not Stand.SET_ASIDE
    )
    base = month(items=ITEMS, customers=CUSTOMERS, waiting=given, lines=lines, unapplied=cash)
    return replace(base, **more)
