"""Columns are found by their names, in English and Chinese, with the currency or unit a name carries."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recon.ingest.lists import headers
from recon.ingest.lists.headers import columns_of, find, key, lacking, name_of, similar, synonyms


@pytest.mark.parametrize(
    ("kind", "header", "column"),
    [
        ("bank", "Booking Date", "booking_date"),
        ("bank", "booking_date", "booking_date"),
        ("bank", "记账日          ", "booking_date"),
        ("bank", "記帳日期", "booking_date"),
        ("bank", "记账金额（收入）", "booked_credit"),
        ("bank", "贷方发生额", "credit"),
        ("bank", "貸方金額", "credit"),
        ("bank", "收/支", "direction"),
        ("bank", "对方户名", "counterparty_name"),
        ("bank", "日 志 号", "bank_reference"),
        ("bank", "txn_id", "bank_reference"),
        ("bank", "payer_account", "payer_account"),
        ("bank", "remittance", "purpose"),
        ("bank", "Débit", "debit"),
        ("items", "Invoice No.", "item_id"),
        ("items", "数电票号码", "item_id"),
        ("items", "未核销金额", "open_amount"),
        ("items", "business", ""),
        ("customers", "alias", "aliases"),
        ("customers", "parent_customer_id", "parent_id"),
        ("rates", "units_per_eur", "units_per"),
        ("rates", "USD per unit", "per_unit"),
    ],
)
def test_a_name_means_one_of_our_columns(kind: str, header: str, column: str) -> None:
    assert name_of(header, kind).column == column


@pytest.mark.parametrize(
    ("header", "currency", "unit"),
    [
        ("Amount (EUR)", "EUR", 1),
        ("Amount EUR", "EUR", 1),
        ("Betrag in EUR", "EUR", 1),
        ("金额(元)", "CNY", 1),
        ("金额（万元）", "CNY", 10_000),
        ("金额/万元", "CNY", 10_000),
        ("Amount (in thousands)", "", 1000),
        ("金额", "", 1),
    ],
)
def test_a_name_keeps_the_currency_and_unit_it_carries(header: str, currency: str, unit: int) -> None:
    name = name_of(header, "bank")
    assert (name.column, name.currency, name.unit) == ("amount", currency, Decimal(unit))


def test_a_misspelt_name_is_taken_only_with_the_name_it_was_taken_for() -> None:
    name = similar("Bookng Date", "bank")
    assert name is not None
    assert (name.column, name.like) == ("booking_date", "bookingdate")
    assert similar("Colour of the day", "bank") is None


@pytest.mark.parametrize("kind", ["bank", "items", "customers", "rates", "balances"])
def test_no_two_columns_of_a_list_share_a_name(kind: str) -> None:
    table = headers._tables()[kind]
    seen: dict[str, str] = {}
    for column, names in table.items():
        for name in names:
            assert seen.setdefault(key(name), column) == column, f"{name} means {seen[key(name)]} and {column}"


@pytest.mark.parametrize("kind", ["bank", "items", "customers", "rates", "balances"])
def test_our_own_names_are_always_understood(kind: str) -> None:
    for column in columns_of(kind):
        assert synonyms(kind)[key(column)][0] == column


def test_the_header_is_found_below_a_title_and_blank_rows() -> None:
    rows = [
        ["First Bank, account statement"],
        [],
        ["Account", "DE1"],
        ["Date", "Amount", "Text"],
        ["2026-01-02", "5.00"],
    ]
    found = find(rows, "bank", {})
    assert found is not None
    assert (found.first, found.last) == (3, 3)


def test_two_rows_of_merged_cells_are_one_header() -> None:
    rows = [
        ["日期", "摘要", "记账金额", "", "余额"],
        ["", "", "收入", "支出", ""],
        ["2026-01-02", "货款", "5.00", "", "9.00"],
    ]
    found = find(rows, "bank", {})
    assert found is not None
    assert (found.first, found.last) == (0, 1)
    assert [name.column for name in found.names] == [
        "booking_date",
        "description",
        "booked_credit",
        "booked_debit",
        "balance",
    ]


def test_a_pinned_column_wins_over_its_name() -> None:
    rows = [["Date", "Amount", "Value in account"], ["2026-01-02", "5.00", "4.00"]]
    found = find(rows, "bank", {"Value in account": "amount", "Amount": "original_amount"})
    assert found is not None
    assert [name.column for name in found.names] == ["booking_date", "original_amount", "amount"]


def test_a_list_without_an_amount_lacks_it() -> None:
    assert lacking({"booking_date", "description"}, "bank") == ["need_bank_amount"]
    assert find([["Date", "Text"], ["2026-01-02", "x"]], "bank", {}) is None
