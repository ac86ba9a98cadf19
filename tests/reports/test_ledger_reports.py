"""Tie-out and comparison of lists: what they prove, and what they say is not supplied."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from recon.config import Accounts, Settings
from recon.config import Ledger as LedgerSettings
from recon.ledger.comparison import Cause, Comparison, Difference, Row, Totals
from recon.ledger.tieout import findings, tie_outs
from recon.monthend import MonthEnd
from recon.report import Kind
from recon.reports import aged_balance, comparison, tie_out
from recon.rows import Balance
from recon.words import says
from tests.builders import item, month, unapplied
from tests.reports.test_reports import cells, named

LAST = date(2026, 1, 31)


def balance(minor: int, account: str = "1200", **more: Any) -> Balance:
    return replace(Balance(account, LAST, "EUR", minor), **more)


def settings(*accounts: str) -> Settings:
    return Settings(ledger=LedgerSettings(control_accounts=accounts))


def tied(*balances: Balance, **more: Any) -> MonthEnd:
    """A company with 100.00 open and 30.00 unapplied."""
    return month(items=(item("A", 100_00),), unapplied=(unapplied(30_00),), balances=balances, **more)


def codes(of: MonthEnd) -> list[str]:
    found = tie_outs(of.items, of.unapplied, of.balances, of.settings, of.last)
    return [f.code for f in findings(found, of.balances, of.settings, of.last)]


def test_open_items_less_unapplied_cash_stand_beside_the_general_ledger() -> None:
    section = named(tie_out.build(tied(balance(70_00))).sections, "tie_out_EUR")
    assert section.rows == ((100_00, -30_00, 70_00, 70_00, 0),)
    assert [check.holds for check in section.checks] == [True]
    assert codes(tied(balance(70_00))) == []


def test_a_difference_breaks_the_check_and_is_said() -> None:
    section = named(tie_out.build(tied(balance(80_00))).sections, "tie_out_EUR")
    assert section.rows[0][-1] == 10_00
    assert [check.holds for check in section.checks] == [False]
    assert codes(tied(balance(80_00))) == ["ST554"]


@pytest.mark.parametrize("balances", [(), (balance(70_00, day=date(2026, 1, 30)),)])
def test_a_balance_that_was_not_given_reads_so_and_proves_nothing(balances: tuple[Balance, ...]) -> None:
    report = tie_out.build(tied(*balances))
    section = named(report.sections, "tie_out_EUR")
    assert cells(section, "general_ledger", "difference") == [("not supplied", None)]
    assert section.checks == ()
    assert "not supplied" in [value.text() for _, value in aged_balance.build(tied(*balances)).policy]
    kinds = {column.key: column.kind for column in section.columns}
    assert kinds["general_ledger"] is Kind.TEXT


def test_nothing_is_said_where_no_balance_was_given_and_a_note_where_only_this_day_lacks() -> None:
    assert codes(tied()) == []
    assert codes(tied(balance(70_00, day=date(2026, 1, 30)))) == ["ST556"]


def test_several_control_accounts_count_together_and_one_that_lacks_leaves_it_open() -> None:
    both = settings("1200", "2100")
    section = named(
        tie_out.build(tied(balance(100_00), balance(-30_00, "2100"), settings=both)).sections, "tie_out_EUR"
    )
    assert section.rows[0][3:] == (70_00, 0)
    older = balance(-30_00, "2100", day=date(2026, 1, 30))
    assert codes(tied(balance(100_00), older, settings=both)) == ["ST556"]
    assert codes(tied(balance(70_00), settings=both)) == ["ST555"]


def test_without_a_word_the_accounts_of_the_posting_files_are_the_control_accounts() -> None:
    given = (balance(100_00), balance(-30_00, "2100"), balance(5_00, "1000"))
    assert codes(tied(*given, settings=Settings(accounts=Accounts(receivable="1200", on_account="2100")))) == []
    assert codes(tied(*given, settings=Settings(accounts=Accounts(receivable="9999")))) == ["ST555"]


def test_currencies_are_tied_apart() -> None:
    of = month(items=(item("A", 1_00), item("B", 2_00, currency="USD")), balances=(balance(1_00),))
    report = tie_out.build(of)
    assert cells(named(report.sections, "tie_out_EUR"), "difference") == [(0,)]
    assert cells(named(report.sections, "tie_out_USD"), "general_ledger") == [("not supplied",)]


def compared(*rows: Row) -> Comparison:
    return Comparison(LAST, date(2025, 12, 31), ("items_2026-01-31.csv",), rows, (Totals("EUR", 100_00, 30_00, 95_00),))


def test_a_comparison_shows_both_totals_and_proves_its_rows() -> None:
    again = Row(Difference.NOT_OURS, Cause.NOT_POSTED_BACK, "C1", "Alpina", "A", "", LAST, "EUR", 0, 25_00, says("yes"))
    report = comparison.build(month(comparison=(compared(again),)))
    totals, rows = report.sections
    assert totals.rows == [("EUR", 100_00, -30_00, 70_00, 95_00, 25_00)]
    assert cells(rows, "kind", "item_id", "difference") == [("In theirs, not ours", "A", 25_00)]
    assert [check.holds for check in rows.checks] == [True]
    assert not comparison.build(month(comparison=(compared(),))).sections[1].checks[0].holds


def test_without_a_newer_list_the_report_says_so() -> None:
    (section,) = comparison.build(month()).sections
    assert section.note is not None and "took the place" in section.note.text()
