"""Remittance advices and settlement lists: every row is a document's share of one payment, and agrees with itself."""

from __future__ import annotations

import pytest

from recon.ingest import book_advices
from recon.ingest.books import BookFile, advices_from
from recon.ingest.profile import Profile
from recon.ingest.statement import FileStatus
from recon.rows import Advised
from tests.ingest.tabular.lists import csv, xlsx

STRIPE = "automatic_payout_id,automatic_payout_effective_at,currency,gross,fee,net,reporting_category,description"
PAYPAL = "Date,Time,Name,Type,Status,Currency,Gross,Fee,Net,Transaction ID,Invoice Number,Balance"
ADYEN = (
    "Merchant Account,Psp Reference,Merchant Reference,Creation Date,Type,Gross Currency,Gross Debit (GC),"
    "Gross Credit (GC),Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Batch Number"
)
ALIPAY = "支付宝交易号,商户订单号,业务类型,完成时间,订单金额（元）,商家实收（元）,服务费（元）"
ALIPAY_ACCOUNT = "账务流水号,业务流水号,商户订单号,发生时间,收入金额（+元）,支出金额（-元）,账户余额（元）,业务类型"
WECHAT = "交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,退款金额,手续费,订单金额,申请退款金额"


def read(*rows: str, currency: str = "EUR") -> BookFile:
    return advices_from(csv(*rows).encode(), Profile("list.csv", currency=currency))


def found(book: BookFile) -> list[tuple[str, int, int]]:
    """Document, what it falls by, what is kept."""
    return [(row.document, row.gross_minor, row.kept_minor) for row in book.rows if isinstance(row, Advised)]


@pytest.mark.parametrize("layout", book_advices.layouts(), ids=lambda layout: layout.name)
def test_every_layout_names_its_source_and_columns_we_know(layout: book_advices.Layout) -> None:
    from recon.ingest.lists.headers import columns_of

    assert layout.title and layout.source and layout.payer and len(layout.header) >= 5
    assert set(layout.columns.values()) <= set(columns_of("advices"))
    assert "document" in layout.columns.values()


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            (
                STRIPE,
                "po_1,2026-03-05,eur,119.00,3.75,115.25,charge,INV-10023",
                "po_1,2026-03-05,eur,-2,0,-2,fee,Billing",
            ),
            [("INV-10023", 119_00, 3_75), ("Billing", 0, 2_00)],
        ),
        (
            (
                PAYPAL,
                "3/13/2026,10:00:00,A,Payment,Completed,EUR,119.00,-3.75,115.25,T1,INV-10023,115.25",
                "3/13/2026,10:00:00,B,Payment,Pending,EUR,50.00,-1.00,49.00,T2,INV-10024,115.25",
                "3/14/2026,10:00:00,,General Withdrawal,Completed,EUR,-115.25,0.00,-115.25,T3,,0.00",
            ),
            [("INV-10023", 119_00, 3_75)],
        ),
        (
            (
                ADYEN,
                "X,P1,INV-10023,2026-03-01 10:00:00,Settled,EUR,,119.00,EUR,,117.00,2.00,134",
                "X,P2,INV-10024,2026-03-01 10:00:00,Chargeback,EUR,50.00,,EUR,57.50,,7.50,134",
                "X,,,2026-03-01 10:00:00,Fee,,,,EUR,0.50,,,134",
                "X,,,2026-03-01 10:00:00,MerchantPayout,,,,EUR,59.00,,,134",
            ),
            [("INV-10023", 119_00, 2_00), ("INV-10024", -50_00, 7_50), ("", 0, 50)],
        ),
        (
            (
                ALIPAY,
                "1,SO2601,交易,2026-03-01 10:00:00,1190.00,1190.00,-7.14",
                "2,SO2602,退款,2026-03-01 10:00:00,-100.00,-100.00,0.60",
            ),
            [("SO2601", 1190_00, 7_14), ("SO2602", -100_00, -60)],
        ),
        (
            (
                "#支付宝账务明细查询",
                ALIPAY_ACCOUNT,
                "1,2,SO2601,2026-03-01 10:00:00,1190.00,0.00,1190.00,在线支付",
                "2,2,SO2601,2026-03-01 10:00:00,0.00,-7.14,1182.86,收费",
                "3,4,,2026-03-02 10:00:00,0.00,-1182.86,0.00,提现",
            ),
            [("SO2601", 1190_00, 0), ("SO2601", 0, 7_14)],
        ),
        (
            (
                WECHAT,
                "`2026-03-01 10:00:00,`42001,`SO2601,`SUCCESS,`CNY,`1190.00,`0.00,`7.14,`1190.00,`0.00",
                "`2026-03-01 11:00:00,`42002,`SO2602,`REFUND,`CNY,`0.00,`100.00,`-0.60,`0.00,`100.00",
                "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额",
                "`2,`1190.00,`100.00,`0.00,`6.54",
            ),
            [("SO2601", 1190_00, 7_14), ("SO2602", -100_00, -60)],
        ),
    ],
    ids=["stripe", "paypal", "adyen", "alipay", "alipay_account", "wechat_pay"],
)
def test_a_processors_list_gives_gross_and_fee_of_each_order(
    rows: tuple[str, ...], told: list[tuple[str, int, int]]
) -> None:
    book = read(*rows)
    assert found(book) == told and book.status is FileStatus.OK


def test_a_customers_advice_is_read_by_its_column_names_from_text_and_sheets() -> None:
    head = ("Payment reference", "Payment date", "Invoice number", "Invoice amount", "Discount", "Amount paid")
    rows = [
        head,
        ("PAY-7781", "2026-03-05", "INV-10023", 1000.0, 20.0, 980.0),
        ("PAY-7781", "", "CN-7001", -50, "", -50),
    ]
    for book in (
        read(*(",".join(map(str, row)) for row in rows)),
        advices_from(xlsx({"Advice": rows}), Profile("a.xlsx", currency="EUR")),
    ):
        assert found(book) == [("INV-10023", 1000_00, 20_00), ("CN-7001", -50_00, 0)]
        assert {row.payment for row in book.rows if isinstance(row, Advised)} == {"PAY-7781"}


def test_a_german_advice_of_numbers_and_payments_is_enough() -> None:
    assert found(read("Rechnungsnummer;Zahlbetrag", "4711001;1.200,00", "4711002;300,00")) == [
        ("4711001", 1200_00, 0),
        ("4711002", 300_00, 0),
    ]


def test_a_row_whose_gross_less_fee_is_not_its_net_is_put_aside() -> None:
    book = read(STRIPE, "po_1,2026-03-05,eur,119.00,3.75,115.24,charge,INV-10023")
    assert (found(book), [q.finding.code for q in book.quarantined]) == ([], ["IN350"])


def test_a_document_in_another_currency_than_the_pay_out_is_put_aside() -> None:
    book = read(ADYEN, "X,P1,INV-10023,2026-03-01,Settled,USD,,119.00,EUR,,101.00,2.00,134")
    assert (found(book), [q.finding.code for q in book.quarantined]) == ([], ["IN351"])


def test_withdrawals_part_a_list_that_numbers_no_payments() -> None:
    paid, out = (
        "3/13/2026,1,A,Payment,Completed,EUR,10.00,0.00,10.00,T,{},0",
        "3/14/2026,1,,Withdrawal,Completed,EUR,-10,0,-10,T,,0",
    )
    book = read(PAYPAL, paid.format("INV-1"), out, paid.format("INV-2"), out)
    assert [(row.document, row.part) for row in book.rows if isinstance(row, Advised)] == [("INV-1", 0), ("INV-2", 1)]
