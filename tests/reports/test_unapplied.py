"""Unapplied cash: each line of money once, as old as it is, and as it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from recon.match.outcome import Alternative, Answer, Outcome, Share
from recon.monthend import MonthEnd, Stand, Waiting
from recon.report import Report, Section
from recon.reports import unapplied
from recon.rows import ItemKind, UnappliedCash
from recon.words import Said, says
from tests.builders import customer, item, line, month

LAST = date(2026, 3, 31)


def cash(line_id: str, open_minor: int, customer_id: str = "C1", **more: Any) -> UnappliedCash:
    given: dict[str, Any] = {"payer_name": "Payer", "booked": LAST, "currency": "EUR"} | more
    return UnappliedCash(f"{line_id:0>32}", line_id, customer_id, open_minor=open_minor, **given)


def waits(line_id: str, left_minor: int, stand: Stand = Stand.OPEN, items: tuple[str, ...] = ()) -> Waiting:
    share = tuple(Share(one, "EUR", left_minor, left_minor) for one in items)
    best = (Alternative(share, 0.97, 3.0, "amount", (), "C1", 0),) if items else ()
    paid = line(
        90_00,
        line_id,
        fingerprint=f"{line_id:0>32}",
        remittance_text="from DE02120300000000202051",
        payer_account="DE02120300000000202051",
    )
    return Waiting(Answer(paid, Outcome.PROPOSED, best, says("verbatim", text="looks like it")), left_minor, stand)


def section(report: Report, name: str) -> Section:
    return next(s for s in report.sections if s.name == f"unapplied_{name}")


def cells(of: Section, key: str) -> list[Any]:
    at = [column.key for column in of.columns].index(key)
    return [cell.text() if isinstance(cell := row[at], Said) else cell for row in of.rows]


def a_month() -> MonthEnd:
    return month(
        last=LAST,
        customers=(replace(customer("C1", "Alpina"), owner="Li Wei"),),
        items=(item("I", 10_00), item("P", -20_00, kind=ItemKind.PREPAYMENT, issued=date(2025, 12, 1))),
        unapplied=(
            cash("B2", 40_00, booked=date(2026, 2, 28)),
            cash("B1", 50_00, booked=date(2026, 3, 1)),
            cash("B3", 7_00, "", booked=date(2025, 12, 30)),
        ),
        waiting=(waits("B1", 50_00, items=("I",)), waits("B2", 40_00, Stand.ON_ACCOUNT)),
    )


def test_each_line_stands_once_with_its_age_its_owner_and_what_is_proposed() -> None:
    report = unapplied.build(a_month())
    known, nobody = section(report, "identified"), section(report, "unidentified")
    assert cells(known, "line_id") == ["B2", "B1"]
    assert cells(known, "days") == [31, 30]
    assert cells(known, "age") == ["31-60 days", "0-30 days"]
    assert cells(known, "stand") == ["on account by decision", "to be decided"]
    assert cells(known, "proposed") == ["", "I"]
    assert cells(known, "amount") == [90_00, 90_00]
    assert cells(known, "owner") == ["Li Wei", "Li Wei"]
    assert cells(nobody, "line_id") == ["B3"]
    assert cells(nobody, "age") == ["91+ days"]


def test_lines_and_prepayments_are_what_the_ledger_and_the_aged_balance_show() -> None:
    ages = section(unapplied.build(a_month()), "ages")
    assert cells(ages, "total") == [90_00, 7_00, 20_00]
    assert cells(ages, "count") == [2, 1, 1]
    assert [(c.left_minor, c.right_minor) for c in ages.checks] == [(97_00, 97_00), (117_00, 117_00)]


def test_a_customer_with_more_money_than_documents_is_a_credit_balance() -> None:
    credit = section(unapplied.build(a_month()), "credit")
    assert cells(credit, "customer_id") == ["C1"]
    assert cells(credit, "balance") == [10_00 - 20_00 - 90_00]


def test_account_numbers_are_cut_in_what_payers_wrote() -> None:
    texts = cells(section(unapplied.build(a_month()), "identified"), "text")
    assert texts and all("*2051" in text and "DE02" not in text for text in texts)
