"""Amounts in a text: shares given to numbers, and what was ordered in the currency of the document."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from recon.match.outcome import Answer, Outcome
from recon.match.said_amounts import in_currency
from recon.rows import OpenItem, Rate, StatementLine
from tests.builders import item, line
from tests.match.books import applied, decide

ITEMS = (item("INV-10123", 1400_00), item("INV-10124", 800_00))  # due on the same day
RATE = Rate(date(2026, 1, 30), "GBP", "EUR", Decimal("0.86"))
POUNDS = item("INV-10123", 1899_35, currency="GBP")
CREDIT = item("CN-7001", -99_35, currency="GBP")


def paid(minor: int, text: str, **more: Any) -> StatementLine:
    return line(minor, payer_name="Alpina Sport AG", remittance_text=text, **more)


def answer(of: StatementLine, *items: OpenItem) -> Answer:
    return decide(of, items or ITEMS, rates=[RATE])[0]


@pytest.mark.parametrize(
    "text",
    [
        "INV-10123 1.200,00 EUR, INV-10124 300,00",
        "INV-10123: 1200 EUR; INV-10124: 300 EUR",
        "1200.00 for INV-10123 and 300.00 for INV-10124",
        "INV-10123 €1,200.00 / INV-10124 €300.00 E2E 20260130",
    ],
)
def test_amounts_behind_or_before_their_numbers_share_a_part_payment_out(text: str) -> None:
    assert applied(answer(paid(1500_00, text))) == {"INV-10123": 1200_00, "INV-10124": 300_00}


@pytest.mark.parametrize(
    "text",
    [
        "INV-10123 INV-10124",  # nothing says how
        "INV-10123 1.200,00, INV-10124 300,01",  # more than was paid
        "INV-10123 1.450,00, INV-10124 50,00",  # more than is open
        "INV-10123 1.200,00 300,00 INV-10124",  # one number has two, the other none
    ],
)
def test_amounts_that_do_not_add_up_share_nothing_out(text: str) -> None:
    found = answer(paid(1500_00, text))
    assert found.posting is None and found.outcome in (Outcome.PROPOSED, Outcome.AMBIGUOUS)


def test_the_amount_ordered_stands_in_the_text_where_the_bank_does_not_give_it() -> None:
    far = 2140_00  # three percent below the rate of the day
    assert applied(answer(paid(far, "INV-10123 GBP 1899.35"), POUNDS)) == {"INV-10123": 1899_35}
    assert answer(paid(far, "INV-10123"), POUNDS).posting is None
    assert answer(paid(1000_00, "INV-10123 GBP 1899.35"), POUNDS).posting is None  # the invoice's amount, paid in part


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("INV-10123", {"original_minor": 1000_00, "original_currency": "GBP"}),
        ("INV-10123, on account GBP 1000.00", {}),
    ],
)
def test_a_part_ordered_in_the_documents_currency_is_a_part_payment(text: str, more: dict[str, Any]) -> None:
    found = answer(paid(1160_00, text, **more), POUNDS)
    assert applied(found) == {"INV-10123": 1000_00} and found.posting is not None
    assert [s.line_minor for s in found.posting.shares] == [1160_00]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("INV-10123 less CN-7001", {"original_minor": 1800_00, "original_currency": "GBP"}),
        ("INV-10123 less CN-7001, GBP 1,800.00", {}),
    ],
)
def test_a_credit_note_is_netted_in_another_currency_where_the_net_was_ordered(text: str, more: dict[str, Any]) -> None:
    found = answer(paid(2090_00, text, **more), POUNDS, CREDIT)
    assert applied(found) == {"INV-10123": 1899_35, "CN-7001": -99_35} and found.posting is not None
    assert sum(s.line_minor for s in found.posting.shares) == 2090_00


def test_without_the_net_ordered_a_credit_note_in_another_currency_is_for_a_person() -> None:
    assert answer(paid(2090_00, "INV-10123 less CN-7001"), POUNDS, CREDIT).posting is None


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("本次支付1200元", "CNY", 1200_00),
        ("EUR 1.200,00", "EUR", 1200_00),
        ("£1,899.35", "GBP", 1899_35),
        ("JPY 50,000", "JPY", 50_000),
        ("1'200.50 CHF", "CHF", 1200_50),
    ],
)
def test_an_amount_is_read_with_its_currency_beside_it(text: str, currency: str, minor: int) -> None:
    assert in_currency(text, currency) == {minor}
    assert not in_currency(text, "SEK")
