"""Open items, customers and rates: what is derived is said, what is missing is never made up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recon.ingest.books import BookFile, customers_from, items_from, rates_from, read_items
from recon.ingest.profile import Profile
from recon.ingest.statement import FileStatus
from recon.rows import Customer, ItemKind, ItemState, OpenItem, Rate
from tests.ingest.tabular.lists import csv, xlsx

quick = settings(max_examples=100, derandomize=True, deadline=None)
HEAD = "invoice_no,customer_id,customer_name,document_type,invoice_date,due_date,currency,amount,open_amount"


def items(*rows: str, head: str = HEAD, **pinned: str) -> BookFile:
    return items_from(csv(head, *rows).encode(), Profile(**{"file": "items.csv", **pinned}))  # type: ignore[arg-type]


def only(book: BookFile) -> OpenItem:
    assert len(book.rows) == 1, [finding.text() for finding in book.findings]
    row = book.rows[0]
    assert isinstance(row, OpenItem)
    return row


def codes(book: BookFile) -> list[str]:
    return [finding.code for finding in book.findings]


def test_a_list_with_our_own_names_is_read_whole() -> None:
    book = items("INV-1,C1,Alpina Sport AG,invoice,2026-01-05,2026-02-04,EUR,100.00,40.00")
    item = only(book)
    assert (item.item_id, item.customer_id, item.customer_name) == ("INV-1", "C1", "Alpina Sport AG")
    assert (item.issued, item.due, item.currency) == (date(2026, 1, 5), date(2026, 2, 4), "EUR")
    assert (item.amount_minor, item.open_minor, item.kind) == (10000, 4000, ItemKind.INVOICE)
    assert (book.status, codes(book)) == (FileStatus.OK, [])


def test_a_chinese_list_in_units_of_ten_thousand_is_scaled_and_said() -> None:
    book = items(
        "FP1,甲公司,2026-01-05,30,1.5,1.2",
        "合计,,,,1.5,1.2",
        head="截止日期：2026-02-28,,,,,单位：万元\n单据编号,客户名称,单据日期,账期(天),价税合计,未收金额",
    )
    item = only(book)
    assert (item.amount_minor, item.open_minor, item.currency) == (1_500_000, 1_200_000, "CNY")
    assert (item.due, book.as_of) == (date(2026, 2, 4), date(2026, 2, 28))
    assert {"IN305", "IN309", "IN312"} <= set(codes(book))
    assert book.counts["footer"] == 1


@pytest.mark.parametrize(
    ("amount", "open_amount"), [("100.00", "100.00"), ("-100.00", "-100.00"), ("-100.00", "100.00")]
)
def test_a_credit_note_is_negative_however_it_is_written(amount: str, open_amount: str) -> None:
    item = only(items(f"CN-1,C1,A,Credit note,2026-01-05,2026-02-04,EUR,{amount},{open_amount}"))
    assert (item.amount_minor, item.open_minor, item.kind) == (-10000, -10000, ItemKind.CREDIT_NOTE)


def test_a_negative_invoice_is_a_credit_note() -> None:
    item = only(items("INV-1,C1,A,发票,2026-01-05,2026-02-04,EUR,-100.00,-40.00"))
    assert (item.kind, item.open_minor) == (ItemKind.CREDIT_NOTE, -4000)


def test_what_is_open_is_the_amount_less_what_is_paid() -> None:
    head = "invoice,customer,date,due,currency,amount,paid"
    book = items("INV-1,A,2026-01-05,2026-02-04,EUR,100.00,30.00", head=head)
    assert (only(book).open_minor, "IN306" in codes(book)) == (7000, True)


def test_a_due_date_comes_from_terms_with_one_meaning_only() -> None:
    head = "invoice,customer,date,currency,amount,terms"
    clear = items("INV-1,A,2026-01-05,EUR,100.00,2/10 net 30", head=head)
    item = only(clear)
    assert (item.due, item.discount_minor, item.discount_until) == (date(2026, 2, 4), 200, date(2026, 1, 15))
    open_to_doubt = items("INV-1,A,2026-01-05,EUR,100.00,月结30天", head=head)
    assert (only(open_to_doubt).due, "IN308" in codes(open_to_doubt)) == (date(2026, 1, 5), True)


@pytest.mark.parametrize(
    ("word", "state"),
    [("open", ItemState.OPEN), ("Paid", ItemState.PAID), ("作废", ItemState.CANCELLED), ("draft", ItemState.DRAFT),
     ("In dispute", ItemState.OPEN), ("disputed", ItemState.DISPUTED), ("未核销", ItemState.OPEN)],
)  # fmt: skip
def test_a_state_is_known_by_its_word(word: str, state: ItemState) -> None:
    row = f"INV-1,A,2026-01-05,2026-02-04,EUR,1.00,{word}"
    book = items(row, head="invoice,customer,date,due,currency,amount,status")
    assert only(book).state is state
    assert ("IN311" in codes(book)) == (word == "In dispute")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",C1,A,invoice,2026-01-05,2026-02-04,EUR,1.00,1.00", "IN301"),
        ("X,C1,A,invoice,2026-01-05,2026-02-04,EURO,1.00,1.00", "IN216"),
        ("X,C1,A,invoice,2026-01-05,2026-02-04,EUR,abc,1.00", "IN210"),
        ("X,C1,A,invoice,2026-01-05,2026-02-04,EUR,,", "IN211"),
        ("X,C1,A,invoice,2026-02-30,2026-02-04,EUR,1.00,1.00", "IN214"),
        ("X,C1,A,invoice,,,EUR,1.00,1.00", "IN215"),
        ("X,C1,A,invoice,2026-01-05,2026-02-04,EUR,1.00,-1.00", "IN304"),
        ("X,C1,A,invoice,2026-01-05,2026-02-04,EUR,1.005,1.005", "IN219"),
        ("X,C1,A,invoice,2026-01-05,2026-02-04,EUR,1.00,1.00,?", "IN217"),
    ],
)
def test_a_row_that_cannot_be_used_is_put_aside_verbatim(row: str, code: str) -> None:
    book = items("INV-1,C1,A,invoice,2026-01-05,2026-02-04,EUR,1.50,1.50", row)
    assert [(one.finding.code, one.where.row, ",".join(one.raw)) for one in book.quarantined] == [(code, 3, row)]
    assert book.status is FileStatus.QUARANTINED_ROWS
    assert only(book).item_id == "INV-1"


def test_a_blank_currency_is_not_guessed_where_the_list_has_several() -> None:
    rows = [f"X{i},C1,A,invoice,2026-01-05,2026-02-04,{code},1.00,1.00" for i, code in enumerate(["EUR", "USD", ""])]
    assert codes(items(*rows)) == ["IN303"]
    assert only(items(rows[2].replace(",,", ",", 0), currency="CHF")).currency == "CHF"


def test_a_list_without_a_currency_is_rejected() -> None:
    book = items("INV-1,A,2026-01-05,1.00", head="invoice,customer,date,amount")
    assert (book.status, codes(book), book.rows) == (FileStatus.REJECTED, ["IN300"], ())


def test_an_exact_copy_is_put_aside_and_different_rows_of_one_number_are_all_refused() -> None:
    copy = "INV-1,C1,A,invoice,2026-01-05,2026-02-04,EUR,1.00,1.00"
    assert [one.finding.code for one in items(copy, copy).quarantined] == ["IN314"]
    other = copy.replace("1.00,1.00", "2.00,2.00")
    for rows in ((copy, other), (other, copy)):
        book = items(*rows)
        assert [one.finding.code for one in book.quarantined] == ["IN315", "IN315"]
        assert book.rows == ()


def test_a_document_number_that_lost_its_last_digits_is_put_aside() -> None:
    sheet: list[list[object]] = [
        ["invoice no", "customer", "date", "due", "currency", "amount"],
        [25312900000000095741, "A", "2026-01-05", "2026-02-04", "CNY", 5.0],
    ]
    book = items_from(xlsx({"S": sheet}), Profile(file="items.xlsx"))
    assert [one.finding.code for one in book.quarantined] == ["IN302"]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("open_items_2026-02-28.csv", date(2026, 2, 28)),
        ("ar 20260228.csv", date(2026, 2, 28)),
        ("应收2026年2月28日.csv", date(2026, 2, 28)),
        ("ar_28.02.2026.csv", date(2026, 2, 28)),
        ("ar_2026-02.csv", None),
        ("items.csv", None),
    ],
)
def test_the_key_date_stands_in_the_file_name(name: str, day: date | None) -> None:
    assert items("INV-1,C1,A,invoice,2026-01-05,2026-02-04,EUR,1.00,1.00", file=name).as_of == day


def test_the_key_date_of_a_column_wins() -> None:
    head = "invoice,customer,date,due,currency,amount,snapshot_date"
    book = items("INV-1,A,2026-01-05,2026-02-04,EUR,1.00,2026-01-31", head=head, file="items_2026-02-28.csv")
    assert book.as_of == date(2026, 1, 31)


def test_a_file_that_is_not_there_is_rejected_and_not_raised(tmp_path: Path) -> None:
    book = read_items(tmp_path / "none.csv")
    assert (book.status, book.name) == (FileStatus.REJECTED, "none.csv")


def test_accounts_and_aliases_are_parted_and_rows_of_one_customer_joined() -> None:
    text = csv(
        "customer_id,customer_name,bank_account,alias",
        "C1,Acme,DE89 3704; GB12 3456,ACME Corp|AC",
        "C1,Acme,FR99 1234,",
    )
    book = customers_from(text.encode(), Profile(file="c.csv"))
    customer = book.rows[0]
    assert isinstance(customer, Customer)
    assert customer.accounts == ("DE893704", "FR991234", "GB123456")
    assert customer.aliases == ("AC", "ACME Corp")
    assert codes(book) == ["IN322"]


@pytest.mark.parametrize(
    "head",
    [
        "customer_id,customer_name,attention,e-mail,language,account manager",
        "客户编码,客户名称,联系人,邮箱,语言,业务员",
    ],
)
def test_whom_a_statement_goes_to_and_who_looks_after_the_customer_is_read_in_both_languages(head: str) -> None:
    text = csv(head, "C1,Acme,,,,", "C1,Acme,Jo Bell,jo@acme.test,EN,Li Wei")
    customer = customers_from(text.encode(), Profile(file="c.csv")).rows[0]
    assert isinstance(customer, Customer)
    assert (customer.contact, customer.email) == ("Jo Bell", "jo@acme.test")
    assert (customer.language, customer.owner) == ("EN", "Li Wei")


def test_two_names_of_one_number_are_both_refused() -> None:
    book = customers_from(
        csv("customer_id,customer_name", "C1,Acme", "C1,Zenith", "C2,B").encode(), Profile(file="c.csv")
    )
    assert [one.finding.code for one in book.quarantined] == ["IN323", "IN323"]
    assert [row.customer_id for row in book.rows if isinstance(row, Customer)] == ["C2"]


@pytest.mark.parametrize(
    ("head", "row", "base", "units"),
    [
        ("date,currency,units_per_eur", "2026-01-02,USD,1.1", "EUR", "1.1"),
        ("date,currency,eur_per_unit", "2026-01-02,GBP,1.25", "EUR", "0.8"),
        ("date,currency,units_per_usd", "2026-01-02,JPY,150", "USD", "150"),
        ("date,base,currency,rate", "2026-01-02,CHF,EUR,1.05", "CHF", "1.05"),
        ("日期,币种,基准币种,汇率", "2026-01-02,人民币,美元,7.1234", "USD", "7.1234"),
    ],
)
def test_a_rate_is_units_of_its_currency_for_one_of_the_base(head: str, row: str, base: str, units: str) -> None:
    rate = rates_from(csv(head, row).encode(), Profile(file="fx.csv")).rows[0]
    assert isinstance(rate, Rate)
    assert (rate.base, rate.units, rate.day) == (base, Decimal(units), date(2026, 1, 2))


def test_rates_that_contradict_each_other_or_are_not_positive_are_put_aside() -> None:
    text = csv(
        "date,currency,units_per_eur",
        "2026-01-02,USD,1.1",
        "2026-01-02,USD,1.2",
        "2026-01-03,USD,0",
        "2026-01-04,USD,1.3",
    )
    book = rates_from(text.encode(), Profile(file="fx.csv"))
    assert sorted(one.finding.code for one in book.quarantined) == ["IN315", "IN315", "IN330"]
    assert len(book.rows) == 1


FIELDS = st.sampled_from(
    [
        "",
        "INV-1",
        "INV-2",
        "C1",
        "invoice",
        "credit note",
        "2026-01-05",
        "31.02.2026",
        "EUR",
        "XX",
        "5.00",
        "-5.00",
        "x",
    ]
)


@quick
@given(st.lists(st.lists(FIELDS, min_size=1, max_size=10), max_size=8))
def test_every_row_of_a_list_is_counted_once(rows: list[list[str]]) -> None:
    book = items(*(",".join(row) for row in rows))
    if book.status is FileStatus.REJECTED:
        return
    assert sum(book.counts.values()) == 1 + len(rows)
    assert book.counts["data"] == len(book.rows)
    assert book.counts["quarantined"] == len(book.quarantined)


@quick
@given(st.permutations(range(6)))
def test_the_order_of_the_rows_changes_no_item(order: list[int]) -> None:
    rows = [
        "A1,C1,A,invoice,2026-01-05,2026-02-04,EUR,1.00,1.00",
        "A1,C1,A,invoice,2026-01-05,2026-02-04,EUR,1.00,1.00",
        "A2,C1,A,invoice,2026-01-05,2026-02-04,EUR,2.00,2.00",
        "A2,C1,A,invoice,2026-01-05,2026-02-04,EUR,3.00,3.00",
        "A3,C1,A,credit note,2026-01-05,2026-02-04,EUR,4.00,4.00",
        "A4,C1,A,invoice,13.01.2026,2026-02-04,EUR,5.00,5.00",
    ]
    book = items(*(rows[i] for i in order))
    assert sorted((row.item_id, row.open_minor) for row in book.rows if isinstance(row, OpenItem)) == [
        ("A1", 100),
        ("A3", -400),
        ("A4", 500),
    ]
