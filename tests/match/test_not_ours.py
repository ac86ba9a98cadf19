"""What is no customer's: transfers with both their legs, other income, and never a customer's money."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from recon.config import Company, Settings
from recon.match.outcome import Outcome
from recon.rows import StatementLine
from tests.builders import item, line
from tests.match.books import applied, decide

HERE, THERE = "DE02120300000000202051", "DE89370400440532013000"


def leg(minor: int, name: str, account: str, days: int = 0, **more: Any) -> StatementLine:
    return line(minor, name, account=account, booked=date(2026, 1, 30) + timedelta(days), **more)


def test_two_legs_that_name_each_other_are_linked() -> None:
    out, back = decide(
        [leg(-500_00, "T1", HERE, payer_account=THERE), leg(500_00, "T2", THERE, 1, payer_account=HERE)], [item()]
    )
    assert {out.outcome, back.outcome} == {Outcome.NOT_OURS} and (out.related, back.related) == ("T2", "T1")


def test_one_leg_that_says_what_it_is_finds_the_other() -> None:
    for lines in (
        [leg(-500_00, "T1", HERE, remittance_text="Umbuchung"), leg(500_00, "T2", THERE, 1)],
        [leg(500_00, "T2", THERE, 1), leg(-500_00, "T1", HERE, remittance_text="Umbuchung")],
    ):
        found = {a.line.line_id: a for a in decide(lines, [item()])}
        assert {n: (a.outcome, a.related) for n, a in found.items()} == {
            "T1": (Outcome.NOT_OURS, "T2"),
            "T2": (Outcome.NOT_OURS, "T1"),
        }


def test_a_leg_without_the_other_is_told() -> None:
    settings = Settings(company=Company(accounts=(THERE,)))
    (alone,) = decide(leg(500_00, "T1", HERE, payer_account=THERE), [item()], settings=settings)
    assert alone.outcome is Outcome.NOT_OURS and alone.said.text().endswith("in none of the files.")


def test_a_customers_money_is_never_the_other_leg() -> None:
    out = leg(-100_00, "T1", HERE, payer_account=THERE)
    _, paid = decide([out, leg(100_00, "T2", THERE, payer_name="Alpina Sport")], [item()])
    assert applied(paid) == {"INV-10023": 100_00}
    _, cited = decide([out, leg(100_00, "T2", THERE, remittance_text="INV-10023")], [item()])
    assert applied(cited) == {"INV-10023": 100_00}


@pytest.mark.parametrize(
    "other",
    [
        leg(500_00, "T2", HERE, 1),  # the same account
        leg(500_00, "T2", THERE, 9),  # too late
        leg(500_01, "T2", THERE, 1),
        leg(500_00, "T2", THERE, 1, payer_account="GB29NWBK60161331926819"),
    ],
)
def test_equal_amounts_alone_make_no_leg(other: StatementLine) -> None:
    out, received = decide([leg(-500_00, "T1", HERE, remittance_text="Umbuchung"), other], [item()])
    assert out.outcome is Outcome.NOT_OURS and out.related == "" and received.outcome is not Outcome.NOT_OURS


def test_two_lines_that_could_be_the_other_leg_are_neither() -> None:
    lines = [
        leg(-500_00, "T1", HERE, remittance_text="Umbuchung"),
        leg(500_00, "T2", THERE, 1),
        leg(500_00, "T3", THERE, 1),
    ]
    assert [a.outcome is Outcome.NOT_OURS for a in decide(lines, [item()])] == [True, False, False]


def test_a_file_that_gives_the_own_account_as_the_other_party_says_nothing_of_a_transfer() -> None:
    (paid,) = decide(leg(100_00, "T1", HERE, payer_account=HERE, remittance_text="INV-10023"), [item()])
    assert applied(paid) == {"INV-10023": 100_00}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Miete Lager Januar", "rent"),
        ("保险理赔款", "insurance"),
        ("Dividende 2025", "capital"),
        ("USt-Erstattung", "tax"),
    ],
)
def test_other_income_is_named(text: str, rule: str) -> None:
    (answer,) = decide(line(77_00, payer_name="K. Meier", remittance_text=text), [item()])
    assert answer.outcome is Outcome.NOT_OURS and rule in str(answer.said)


def test_a_rent_that_fits_an_item_is_shown_to_a_person() -> None:
    (answer,) = decide(line(payer_name="K. Meier", remittance_text="Miete Januar"), [item()])
    assert answer.outcome is Outcome.PROPOSED
    (tenant,) = decide(line(77_00, payer_name="Alpina Sport", remittance_text="Miete Januar"), [item()])
    assert tenant.outcome is not Outcome.NOT_OURS
