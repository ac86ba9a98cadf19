"""Balances of the general ledger: debit positive, of a day, and never taken for nothing."""

from __future__ import annotations

from datetime import date

import pytest

from recon.ingest.books import BookFile, balances_from
from recon.ingest.profile import Profile
from recon.ingest.statement import FileStatus
from recon.rows import Balance
from tests.ingest.tabular.lists import csv, xlsx


def read(*rows: str, file: str = "balances.csv", currency: str = "CNY") -> BookFile:
    return balances_from(csv(*rows).encode(), Profile(file, currency=currency))


def found(book: BookFile) -> list[tuple[str, str, str, int]]:
    rows = [row for row in book.rows if isinstance(row, Balance)]
    return [(row.account, row.day.isoformat(), row.currency, row.balance_minor) for row in rows]


def test_a_list_with_our_own_names_is_read_whole() -> None:
    book = read("account,date,balance,currency,name", "1200,2026-03-31,1234.50,EUR,Trade receivables")
    assert found(book) == [("1200", "2026-03-31", "EUR", 1234_50)]
    assert (book.kind, book.status) == ("balances", FileStatus.OK)
    assert isinstance(book.rows[0], Balance) and book.rows[0].name == "Trade receivables"


@pytest.mark.parametrize(
    ("head", "row", "minor"),
    [
        ("科目编码,期间,方向,期末余额", "1122,2026-03,借,50.00", 50_00),
        ("科目编码,期间,方向,期末余额", "2203,2026年3月,贷,50.00", -50_00),
        ("科目代码,会计期间,借方余额,贷方余额", "1122,202603,50.00,", 50_00),
        ("科目编码,日期,期末借方余额,期末贷方余额", "2203,2026-03-31,,50.00", -50_00),
        ("Account No.,Period,Debit,Credit", "1200,2026-03,20.00,70.00", -50_00),
        ("Konto,Stichtag,Saldo,S/H", "1400,31.03.2026,50.00,H", -50_00),
    ],
)
def test_a_debit_is_positive_and_a_month_is_its_last_day(head: str, row: str, minor: int) -> None:
    assert found(read(head, row)) == [(row.partition(",")[0], "2026-03-31", "CNY", minor)]


def test_movements_and_opening_balances_are_no_balance() -> None:
    head = "科目编码,科目名称,期初余额,借方发生额,贷方发生额,借方余额,贷方余额"
    book = read(head, "1122,应收账款,1.00,2.00,3.00,1234.50,", "合计,,,,,1234.50,", file="科目余额表2026年3月.csv")
    assert found(book) == [("1122", "2026-03-31", "CNY", 1234_50)]


def test_an_account_without_a_figure_is_counted_and_not_taken_for_nothing() -> None:
    book = read("account,date,debit,credit", "1200,2026-03-31,5.00,", "1300,2026-03-31,,")
    assert [row[0] for row in found(book)] == ["1200"]
    assert [f.code for f in book.findings] == ["IN340"]
    assert found(read("account,date,balance", "1300,2026-03-31,0.00")) == [("1300", "2026-03-31", "CNY", 0)]


def test_a_list_that_names_no_day_is_refused_and_told_where_to_write_it() -> None:
    book = read("account,balance", "1200,5.00")
    assert book.status is FileStatus.REJECTED
    assert "balances_2026-03-31.csv" in book.findings[0].text()
    assert found(read("account,balance", "1200,5.00", file="balances_2026-03-31.csv"))[0][1] == "2026-03-31"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",2026-03-31,5.00,D", "IN341"),
        ("1200,2026-03-31,x,D", "IN210"),
        ("1200,2026-03-31,5.001,D", "IN219"),
        ("1200,2026-03-31,5.00,sideways", "IN212"),
        ("1200,2026-02-31,5.00,D", "IN214"),
    ],
)
def test_a_row_that_cannot_be_used_is_put_aside(row: str, code: str) -> None:
    book = read("account,date,balance,dr/cr", "1000,2026-03-31,1.00,D", row)
    assert [one.finding.code for one in book.quarantined] == [code]
    assert len(book.rows) == 1


def test_two_balances_of_one_account_and_day_are_both_put_aside() -> None:
    book = read("account,date,balance", "1200,2026-03-31,5.00", "1200,2026-03-31,6.00", "1300,2026-03-31,1.00")
    assert [row[0] for row in found(book)] == ["1300"]


def test_a_workbook_is_read_like_a_text() -> None:
    book = balances_from(
        xlsx({"GL": [["account", "date", "balance"], [1200, date(2026, 3, 31), 5]]}), Profile("b.xlsx", currency="EUR")
    )
    assert found(book) == [("1200", "2026-03-31", "EUR", 5_00)]
