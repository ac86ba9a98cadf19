"""A bank's list: signs, balances, currencies and every row accounted for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recon.errors import ConfigError, InputError
from recon.ingest.banklists.layouts import layouts
from recon.ingest.lists.headers import columns_of
from recon.rows import LineStatus
from tests.ingest.tabular.lists import Read, csv, xlsx

quick = settings(max_examples=120, derandomize=True, deadline=None)


def test_a_list_with_our_own_column_names_is_read_whole() -> None:
    read = Read(
        csv(
            "txn_id,booking_date,value_date,amount,currency,payer_name,payer_account,remittance,account,"
            "original_amount,original_currency,balance",
            "T1,2026-01-02,2026-01-03,1234.50,EUR,Alpina Sport AG,DE89 3704 0044,RE 7,Main EUR,1350.00,USD,2000.00",
        )
    )
    line = read.lines[0]
    assert (line.bank_id, line.booked, line.value_date) == ("T1", date(2026, 1, 2), date(2026, 1, 3))
    assert (line.amount_minor, line.currency, line.account) == (123450, "EUR", "Main EUR")
    assert (line.payer_name, line.payer_account, line.remittance_text) == (
        "Alpina Sport AG",
        "DE8937040044",
        "RE 7",
    )
    assert (line.original_minor, line.original_currency, line.balance_minor) == (135000, "USD", 200000)
    assert (line.source.file, line.source.row) == ("bank.csv", 2)
    assert read.codes == []


def test_one_statement_for_each_account_and_currency_in_order_of_appearance() -> None:
    read = Read(
        csv(
            "date,amount,currency,account",
            "2026-01-02,1.00,EUR,Main EUR",
            "2026-01-02,2.00,USD,Main USD",
            "2026-01-03,4.00,EUR,Main EUR",
        )
    )
    assert [(s.account, s.currency, s.in_minor) for s in read.statements] == [
        ("Main EUR", "EUR", 500),
        ("Main USD", "USD", 200),
    ]


def test_credit_and_debit_columns_follow_the_banks_view() -> None:
    read = Read(csv("日期,借方发生额,贷方发生额,币种", "2026-01-02,,500.00,人民币", "2026-01-03,200.00,0.00,人民币"))
    assert read.amounts == [50000, -20000]


def test_a_running_balance_proves_a_cash_book() -> None:
    read = Read(
        csv(
            "日期,借方,贷方,余额",
            "2026-01-02,500.00,,1500.00",
            "2026-01-03,,200.00,1300.00",
            "2026-01-04,100.00,,1400.00",
        ),
        currency="CNY",
    )
    assert read.amounts == [50000, -20000, 10000]
    assert "IN218" in read.codes
    assert (read.statements[0].opening_minor, read.statements[0].closing_minor) == (100000, 140000)


def test_a_pinned_cash_book_needs_no_balance() -> None:
    assert Read(csv("日期,借方,贷方", "2026-01-02,500.00,"), currency="CNY", signs="book").amounts == [50000]


def test_an_explicit_sign_wins_over_the_direction_and_the_direction_over_nothing() -> None:
    read = Read(
        csv("date,amount,currency,d/c", "2026-01-02,-5.00,EUR,C", "2026-01-02,7.00,EUR,D", "2026-01-03,9.00,EUR,C")
    )
    assert read.amounts == [-500, -700, 900]


def test_a_charge_is_money_out() -> None:
    assert Read(csv("date,amount,currency", "2026-01-02,5.00,EUR", "2026-01-02,-7.00,EUR"), signs="charge").amounts == [
        -500,
        700,
    ]


@pytest.mark.parametrize("newest_first", [False, True])
def test_opening_and_closing_come_from_the_running_balance_whichever_way_the_rows_run(newest_first: bool) -> None:
    rows = ["2026-01-02,5.00,105.00,EUR", "2026-01-03,-3.00,102.00,EUR", "2026-01-04,8.00,110.00,EUR"]
    read = Read(csv("date,amount,balance,currency", *(rows[::-1] if newest_first else rows)))
    assert (read.statements[0].opening_minor, read.statements[0].closing_minor) == (10000, 11000)


def test_rows_that_carry_a_balance_and_move_nothing_give_the_ends() -> None:
    read = Read(
        csv(
            "日期,摘要,借方,贷方,余额",
            "2026-01-01,期初余额,,,100.00",
            "2026-01-02,货款,,5.00,",
            "2026-01-31,期末余额,,,105.00",
        ),
        currency="CNY",
    )
    assert (read.statements[0].opening_minor, read.statements[0].closing_minor) == (10000, 10500)
    assert read.facts.rows["footer"] == 2


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("2026-01-02,1.2x,EUR", "IN210", "Amount"),
        ("2026-01-02,NaN,EUR", "IN210", "Amount"),
        ("2026-01-02,,EUR", "IN211", "Amount"),
        ("31/02/2026,5.00,EUR", "IN214", "Date"),
        ("soon,5.00,EUR", "IN214", "Date"),
        (",5.00,EUR", "IN215", "Date"),
        ("2026-01-02,5.00,EURO", "IN216", "Currency"),
        ("2026-01-02,USD 5.00,EUR", "IN216", "Currency"),
        ("2026-01-02,5.00,EUR,x", "IN217", ""),
        ("2026-01-02,5.001,EUR", "IN219", "Amount"),
        ("2026-01-02,5.5,JPY", "IN219", "Amount"),
    ],
)
def test_a_row_that_cannot_be_used_is_put_aside_verbatim_with_its_place(row: str, code: str, column: str) -> None:
    read = Read(csv("Date,Amount,Currency", "2026-01-01,1.00,EUR", row, "2026-01-13,2.50,EUR"))
    assert len(read.quarantined) == 1
    put_aside = read.quarantined[0]
    assert (put_aside.finding.code, put_aside.where.row, put_aside.where.column) == (code, 3, column)
    assert ",".join(put_aside.raw) == row
    assert read.amounts == [100, 250]


def test_both_sides_filled_are_put_aside() -> None:
    read = Read(csv("date,debit,credit,currency", "2026-01-02,1.00,2.00,EUR", "2026-01-02,0.00,2.00,EUR"))
    assert [one.finding.code for one in read.quarantined] == ["IN213"]
    assert read.amounts == [200]


def test_a_negative_debit_is_a_reversal_only_where_the_balance_proves_it() -> None:
    head, first = "date,debit,credit,balance,currency", "2026-01-01,5.00,,95.00,EUR"
    proven = Read(csv(head, first, "2026-01-02,-2.00,,97.00,EUR"))
    assert (proven.amounts, proven.lines[1].is_reversal) == ([-500, 200], True)
    unproven = Read(csv(head, first, "2026-01-02,-2.00,,,EUR"))
    assert [one.finding.code for one in unproven.quarantined] == ["IN227"]


def test_debits_written_with_a_minus_throughout_are_money_out() -> None:
    assert Read(csv("date,debit,credit,currency", "2026-01-02,-1.00,,EUR", "2026-01-02,,2.00,EUR")).amounts == [
        -100,
        200,
    ]


@pytest.mark.parametrize("newest_first", [False, True])
def test_amounts_without_any_sign_are_signed_by_the_running_balance(newest_first: bool) -> None:
    rows = ["2026-01-02,5.00,105.00,EUR", "2026-01-03,3.00,102.00,EUR", "2026-01-04,8.00,110.00,EUR"]
    read = Read(csv("date,amount,balance,currency", *(rows[::-1] if newest_first else rows)))
    assert sorted(read.amounts) == [-300, 800]
    assert [(one.finding.code, one.raw[0]) for one in read.quarantined] == [("IN229", "2026-01-02")]


def test_receipts_only_need_no_sign() -> None:
    read = Read(csv("date,amount,balance,currency", "2026-01-02,5.00,105.00,EUR", "2026-01-03,3.00,108.00,EUR"))
    assert (read.amounts, read.quarantined) == ([500, 300], [])


def test_a_row_without_its_direction_is_put_aside_in_a_list_that_has_one() -> None:
    read = Read(csv("date,amount,currency,d/c", "2026-01-02,5.00,EUR,C", "2026-01-02,7.00,EUR,"))
    assert [one.finding.code for one in read.quarantined] == ["IN212"]


def test_a_blank_currency_is_the_only_one_of_its_column_or_put_aside() -> None:
    one = Read(csv("date,amount,currency", "2026-01-02,5.00,EUR", "2026-01-02,7.00,"))
    assert [line.currency for line in one.lines] == ["EUR", "EUR"]
    several = Read(csv("date,amount,currency", "2026-01-02,5.00,EUR", "2026-01-02,7.00,", "2026-01-02,9.00,USD"))
    assert [row.finding.code for row in several.quarantined] == ["IN216"]


def test_the_decimal_mark_is_proven_by_the_balance_or_asked_for() -> None:
    head = "date;amount;balance;currency"
    proven = Read(csv(head, "2026-01-02;1.000;1.500;EUR", "2026-01-03;500;2.000;EUR", "2026-01-04;1.000;3.000;EUR"))
    assert proven.amounts == [100000, 50000, 100000]
    with pytest.raises(InputError) as asked:
        Read(csv("date;amount;currency", "2026-01-02;1.234;EUR", "2026-01-03;5.678;EUR"))
    assert (asked.value.where.row, asked.value.where.value) == (2, "1.234")
    assert "5.678" in str(asked.value)


def test_a_pinned_decimal_mark_and_date_order_win() -> None:
    read = Read(csv("date;amount;currency", "01/02/2026;1.234;KWD"), decimal=".", dates="MDY")
    assert (read.amounts, read.lines[0].booked) == ([1234], date(2026, 1, 2))


def test_neutral_and_closed_rows_are_kept_as_information_and_counted_nowhere() -> None:
    read = Read(
        csv(
            "交易时间,收/支,金额(元),当前状态",
            "2026-01-02 10:00:00,收入,¥5.00,支付成功",
            "2026-01-02 11:00:00,/,¥7.00,支付成功",
            "2026-01-02 12:00:00,支出,¥9.00,交易关闭",
        )
    )
    assert [line.status for line in read.lines] == [LineStatus.BOOKED, LineStatus.INFORMATION, LineStatus.INFORMATION]
    assert (read.statements[0].entries, read.statements[0].in_minor, read.statements[0].out_minor) == (1, 500, 0)
    assert "IN224" in read.codes


def test_pending_rows_are_entries_with_their_status() -> None:
    read = Read(csv("date,amount,currency,status", "2026-01-02,5.00,EUR,Pending", "2026-01-02,6.00,EUR,Booked"))
    assert [line.status for line in read.lines] == [LineStatus.PENDING, LineStatus.BOOKED]
    assert read.statements[0].entries == 2


def test_totals_a_list_declares_are_held_against_its_rows() -> None:
    right = Read(
        csv(
            "共2笔记录,,",
            "收入：1笔 5.00元,,",
            "支出：1笔 2.00元,,",
            "日期,金额,币种",
            "2026-01-02,5.00,CNY",
            "2026-01-03,-2.00,CNY",
        )
    )
    assert "IN226" not in right.codes
    wrong = Read(
        csv("共3笔记录,,", "收入：2笔 9.00元,,", "日期,金额,币种", "2026-01-02,5.00,CNY", "2026-01-03,-2.00,CNY")
    )
    assert wrong.codes.count("IN226") == 2


def test_a_totals_row_is_no_movement_and_is_held_against_its_column() -> None:
    read = Read(csv("date,debit,credit,currency", "2026-01-02,1.00,,EUR", "2026-01-02,,2.00,EUR", "Total,1.00,3.00,"))
    assert (read.facts.rows["data"], read.facts.rows["footer"], read.codes.count("IN226")) == (2, 1, 1)


@pytest.mark.parametrize("lead", ["Total 5", "合计12", "Summe 2026", "subtotal 3", "End of list 7"])
def test_a_total_with_a_number_behind_it_is_no_movement(lead: str) -> None:
    read = Read(csv("Text1,Booking date,Amount,Currency", "A1,2026-01-05,5.00,EUR", f"{lead},,5.00,EUR"))
    assert (read.amounts, read.facts.rows["footer"]) == ([500], 1)


def test_a_header_that_ends_in_a_number_is_known_again_on_a_later_page() -> None:
    head, row = "Reference 1,Booking date,Amount,Currency", "R2,2026-01-05,5.00,EUR"
    read = Read(csv(head, row, head, row))
    assert (read.amounts, read.facts.rows["header"]) == ([500, 500], 2)


def test_a_repeated_header_and_a_disclaimer_are_no_movements() -> None:
    head = "Date,Amount,Currency,Payer"
    read = Read(
        csv(head, "2026-01-02,1.00,EUR,A", head, "2026-01-03,2.00,EUR,B", "This list is for information only,,,")
    )
    assert read.facts.rows == {"header": 2, "preamble": 0, "data": 2, "footer": 1, "blank": 0, "quarantined": 0}


def test_account_and_currency_are_found_around_the_table() -> None:
    read = Read(
        csv(
            "账　　号：,6222020200112233,",
            "币　　种：,人民币,",
            "日期,金额,对方账号",
            "2026-01-02,5.00,6217001234567890",
        )
    )
    assert (read.lines[0].account, read.lines[0].currency) == ("6222020200112233", "CNY")


def test_the_other_party_is_the_one_on_the_side_the_money_moved() -> None:
    read = Read(
        csv(
            "交易日期,付款人名称,收款人名称,借方发生额,贷方发生额,币种",
            "2026-01-02,甲公司,乙公司,,100.00,CNY",
            "2026-01-03,乙公司,丙公司,50.00,,CNY",
        )
    )
    assert [line.payer_name for line in read.lines] == ["甲公司", "丙公司"]


def test_a_column_that_only_says_iban_is_the_own_account_where_it_never_changes() -> None:
    own = Read(csv("date,amount,currency,iban", "2026-01-02,1.00,EUR,DE123456", "2026-01-03,1.00,EUR,DE123456"))
    assert {line.account for line in own.lines} == {"DE123456"}
    other = Read(csv("date,amount,currency,iban", "2026-01-02,1.00,EUR,DE123456", "2026-01-03,1.00,EUR,FR654321"))
    assert [line.payer_account for line in other.lines] == ["DE123456", "FR654321"]


def test_a_list_without_a_header_is_read_by_its_cells_and_said_so() -> None:
    read = Read(csv("01/15/2026,-20.00,COFFEE SHOP,980.00", "01/16/2026,50.00,REFUND ACME,1030.00"), currency="USD")
    assert (read.amounts, read.statements[0].closing_minor) == ([-2000, 5000], 103000)
    assert "IN208" in read.codes


def test_a_list_without_an_amount_is_refused_with_what_it_lacks() -> None:
    with pytest.raises(InputError, match="amount"):
        Read(csv("Date,Text,Currency", "2026-01-02,x,EUR"))


def test_a_list_that_names_no_currency_is_read_and_flagged() -> None:
    read = Read(csv("date,amount", "2026-01-02,5.00"))
    assert (read.statements[0].currency, read.amounts) == ("", [500])
    assert "IN222" in read.codes


def test_accounts_stored_as_numbers_are_flagged() -> None:
    book = xlsx(
        {"S": [["Date", "Amount", "Currency", "Payer account"], ["2026-01-02", 5.0, "EUR", 6222020200112233445]]}
    )
    assert "IN221" in Read(book, file="bank.xlsx").codes


def test_floating_point_noise_of_a_sheet_is_dropped_and_a_real_fraction_is_not() -> None:
    book = xlsx(
        {"S": [["Date", "Amount", "Currency"], [date(2026, 1, 2), 0.1 + 0.2, "EUR"], [date(2026, 1, 3), 1 / 3, "EUR"]]}
    )
    read = Read(book, file="bank.xlsx")
    assert read.amounts == [30]
    assert [one.finding.code for one in read.quarantined] == ["IN219"]


def test_sheets_with_a_table_are_read_and_the_others_named() -> None:
    book = xlsx({"Jan": [["Date", "Amount", "Currency"], ["2026-01-02", 5.0, "EUR"]], "Notes": [["hello", "there"]]})
    read = Read(book, file="bank.xlsx")
    assert [line.source.sheet for line in read.lines] == ["Jan"]
    assert "IN206" in read.codes


def test_an_unknown_layout_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="wechat"):
        Read(csv("date,amount", "2026-01-02,1.00"), bank="no_such_bank")


@pytest.mark.parametrize("layout", layouts(), ids=lambda layout: layout.name)
def test_every_bank_layout_keeps_the_contract(layout: object) -> None:
    from recon.ingest.banklists.layouts import Layout

    assert isinstance(layout, Layout)
    assert layout.title
    assert layout.source
    assert len(layout.header) >= 4, "fewer names would fit other banks too"
    assert set(layout.columns.values()) <= set(columns_of("bank"))
    assert layout.signs in ("", "bank", "book", "charge")
    assert layout.dates in ("", "DMY", "MDY", "YMD")
    others = [other for other in layouts() if other.header == layout.header and other.name != layout.name]
    assert not others


@pytest.mark.parametrize("layout", layouts(), ids=lambda layout: layout.name)
def test_every_bank_layout_reads_a_made_up_list_of_its_bank(layout: object) -> None:
    from recon.ingest.banklists.layouts import Layout

    assert isinstance(layout, Layout)
    golden = Path(__file__).parent / "banks" / f"{layout.name}.csv"
    read = Read(golden.read_bytes(), file=golden.name)
    moved = [
        f"{line.booked} {Decimal(line.amount_minor).scaleb(-2)} {line.currency} {line.status}" for line in read.lines
    ]
    assert "\n".join(moved) + "\n" == golden.with_suffix(".expected").read_text("utf-8")
    assert "IN209" in read.codes
    assert not read.quarantined


CELLS = st.sampled_from(
    [
        "",
        "-",
        "2026-01-02",
        "02.01.2026",
        "31.02.2026",
        "5.00",
        "-7.25",
        "1,234.00",
        "x",
        "EUR",
        "USD",
        "合计",
        "Total",
        "NaN",
    ]
)


@quick
@given(st.lists(st.lists(CELLS, min_size=0, max_size=5), max_size=12))
def test_every_row_of_a_file_is_counted_once(rows: list[list[str]]) -> None:
    head = ["Bank Ltd", "", "Date,Amount,Currency,Payer"]
    text = csv(*head, *(",".join(row) for row in rows))
    try:
        read = Read(text)
    except InputError:
        return  # an order of dates that stays open is refused as a whole
    assert sum(read.facts.rows.values()) == len(head) + len(rows)
    assert read.facts.rows["data"] == len(read.lines)
    assert read.facts.rows["quarantined"] == len(read.quarantined)


@quick
@given(st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.integers(-(10**9), 10**9)), min_size=1))
def test_what_a_bank_prints_is_what_is_read(moves: list[tuple[date, int]]) -> None:
    rows = [
        f"{day:%d.%m.%Y};{Decimal(minor).scaleb(-2)!s}".replace(".", ",").replace(",", ".", 2) for day, minor in moves
    ]
    read = Read(csv("Buchungstag;Betrag", *rows), currency="EUR")
    assert [(line.booked, line.amount_minor) for line in read.lines] == moves
    assert read.statements[0].in_minor - read.statements[0].out_minor == sum(minor for _, minor in moves)


LIST = csv(
    "Bank;;", "Datum;Betrag;Text", "01.02.2026;1.234,50;Müller", "13.02.2026;-5,00;Zahlung", "Summe;1.229,50;"
).encode("cp1252")
PIECES = st.sampled_from(
    [b";", b",", b'"', b"\n", b"\x00", b"\xff", b"1e999", b"31.02.2026", b"NaN", b"=", b"(", b"\xe4\xb8"]
)


@quick
@given(st.lists(st.tuples(st.integers(0, len(LIST)), PIECES), max_size=5), st.integers(0, len(LIST)))
def test_a_damaged_list_is_read_or_refused_and_never_crashes(damage: list[tuple[int, bytes]], cut: int) -> None:
    data = LIST[: max(cut, 1)]
    for at, piece in damage:
        data = data[:at] + piece + data[at:]
    try:
        read = Read(data, currency="EUR")
    except InputError as refused:
        assert refused.text("en")
        assert refused.text("zh")
        return
    assert read.facts.rows["data"] == len(read.lines)
