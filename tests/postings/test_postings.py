"""What each kind of decision comes to in the books."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from recon.config import OwnBank
from recon.decisions import Locked
from recon.decisions.kinds import NOT_OURS, REFUNDED
from recon.rows import Rate
from tests.builders import DAY, item, line
from tests.postings.books import (
    DOLLAR,
    book,
    booking,
    exported,
    facts,
    pays,
    posted,
    sides,
    taken_back,
    written_off,
)

INVOICE = item()
RECEIPT = line()


def test_a_receipt_goes_from_the_bank_to_its_document() -> None:
    made = book(facts(INVOICE), posted(RECEIPT, pays(RECEIPT, INVOICE))).pending
    assert sides(*made) == ["1 EUR bank +10000", "1 EUR receivable -10000 INV-10023"]
    assert made[0].day == RECEIPT.booked
    assert made[0].lines[1].customer_name == "Alpina Sport AG"


def test_what_is_left_of_a_receipt_is_on_account_and_comes_from_there_later() -> None:
    part, rest = pays(RECEIPT, INVOICE, 60_00), pays(RECEIPT, item("INV-2"), 40_00)
    first = posted(RECEIPT, part)
    assert sides(*book(facts(INVOICE), first).pending) == [
        "1 EUR bank +10000",
        "1 EUR on_account -4000 C1",
        "1 EUR receivable -6000 INV-10023",
    ]
    made = book(facts(INVOICE, item("INV-2")), first, exported(1), posted(RECEIPT, rest))
    assert sides(*made.pending) == ["3 EUR on_account +4000 C1", "3 EUR receivable -4000 INV-2"]


def test_a_credit_note_used_up_is_taken_off_the_documents_on_both_sides() -> None:
    paid, note = line(80_00), item("CN-1", -20_00)
    made = book(facts(INVOICE, note), posted(paid, pays(paid, INVOICE, 100_00), pays(paid, note, -20_00))).pending
    assert sides(*made) == ["1 EUR bank +8000", "1 EUR receivable +2000 CN-1", "1 EUR receivable -10000 INV-10023"]


def test_a_cash_discount_is_net_of_its_tax() -> None:
    paid = line(97_00)
    with_discount = pays(paid, INVOICE, 97_00, written_off_minor=3_00, write_off_reason="discount")
    made = book(facts(INVOICE, discount_tax_percent=Decimal(19)), posted(paid, with_discount)).pending
    assert sides(*made) == [
        "1 EUR bank +9700",
        "1 EUR receivable -10000 INV-10023",
        "1 EUR discount +252 INV-10023",
        "1 EUR output_tax +48 INV-10023",
    ]


def test_a_rounding_difference_of_either_sign_has_its_account() -> None:
    for cents, shown in ((9_998, "+2"), (10_002, "-2")):
        paid = line(cents)
        rounded = pays(paid, INVOICE, cents, written_off_minor=10_000 - cents, write_off_reason="rounding")
        assert f"1 EUR rounding {shown} INV-10023" in sides(*book(facts(INVOICE), posted(paid, rounded)).pending)


def test_a_document_is_written_off_without_any_bank() -> None:
    made = book(facts(INVOICE), written_off(INVOICE, 12_00)).pending
    assert sides(*made) == ["1 EUR receivable -1200 INV-10023", "1 EUR write_off +1200 INV-10023"]


def test_a_bank_charge_is_booked_to_the_account_of_its_reason_or_to_a_named_one() -> None:
    charge = line(-9_90)
    own = book(facts(), posted(charge, booking(charge), kind=NOT_OURS)).pending
    assert sides(*own) == ["1 EUR bank -990", "1 EUR fee +990"]
    named = book(facts(), posted(charge, booking(charge, account="6855"), kind=NOT_OURS)).pending
    assert [one.account for one in named[0].lines] == ["1000", "6855"]


def test_each_bank_account_has_its_own_account() -> None:
    known = facts(INVOICE, banks=(OwnBank("DE02 1203 0000 0000 2020 51", "1810"),))
    made = book(known, posted(RECEIPT, pays(RECEIPT, INVOICE))).pending
    assert made[0].lines[0].account == "1810"


def test_a_returned_payment_opens_the_document_again() -> None:
    back = line(-100_00, "T2")
    made = book(facts(INVOICE), posted(back, pays(back, INVOICE, -100_00), kind=REFUNDED)).pending
    assert sides(*made) == ["1 EUR bank -10000", "1 EUR receivable +10000 INV-10023"]


def test_a_refund_takes_money_from_account_and_books_the_receipt_it_pays_back() -> None:
    paid_out = line(-30_00, "T2")
    both = (
        booking(paid_out, reason="refund", contra=RECEIPT.fingerprint),
        booking(RECEIPT, 30_00, "refund", contra=paid_out.fingerprint),
    )
    made = book(facts(INVOICE, lines=(RECEIPT,)), posted(paid_out, *both, kind=REFUNDED)).pending
    assert sides(*made) == [
        "1 EUR bank +10000",
        "1 EUR on_account -10000 C1",
        "1-2 EUR bank -3000",
        "1-2 EUR on_account +3000 C1",
    ]


def test_money_on_account_is_handed_over_to_the_customer_whose_it_is() -> None:
    before = (posted(RECEIPT, pays(RECEIPT, INVOICE, 60_00)), exported(1))
    made = book(facts(INVOICE), *before, posted(RECEIPT, customer="C2")).pending
    assert sides(*made) == ["3 EUR on_account +4000 C1", "3 EUR on_account -4000 C2"]


def test_what_was_taken_back_before_any_export_is_not_there() -> None:
    assert book(facts(INVOICE), posted(RECEIPT, pays(RECEIPT, INVOICE)), taken_back(1)).pending == ()


def test_what_was_taken_back_after_its_export_is_reversed_and_its_money_stays_on_account() -> None:
    back = taken_back(1, day=date(2026, 2, 3))
    made = book(facts(INVOICE), posted(RECEIPT, pays(RECEIPT, INVOICE)), exported(1), back)
    assert sides(*made.pending) == ["3 EUR on_account -10000 C1", "3 EUR receivable +10000 INV-10023"]
    assert made.pending[0].day == date(2026, 2, 3)
    assert book(facts(INVOICE), posted(RECEIPT, pays(RECEIPT, INVOICE)), exported(1), back, exported(3)).pending == ()


def test_the_bank_side_goes_with_the_first_decision_that_is_exported() -> None:
    first, second = posted(RECEIPT, pays(RECEIPT, INVOICE, 60_00)), posted(RECEIPT, pays(RECEIPT, item("I2"), 40_00))
    made = book(facts(INVOICE, item("I2")), first, second, taken_back(1)).pending
    assert sides(*made) == ["2 EUR bank +10000", "2 EUR on_account -6000 C1", "2 EUR receivable -4000 I2"]


def test_a_document_dated_after_its_payment_is_settled_on_its_own_day() -> None:
    later = item(issued=date(2026, 2, 10), due=date(2026, 3, 10))
    made = book(facts(later), posted(RECEIPT, pays(RECEIPT, later))).pending
    assert [entry.day for entry in made] == [DAY, date(2026, 2, 10)]
    assert book(facts(later), posted(RECEIPT, pays(RECEIPT, later)), until=date(2026, 1, 31)).pending == ()


def test_the_bank_side_of_a_line_in_a_locked_month_is_dated_in_the_open_one() -> None:
    lock = Locked("2026-01", "r", {}, {}, {}, "", "a", "b")
    decision = posted(RECEIPT, pays(RECEIPT, INVOICE, effective=date(2026, 2, 1)))
    assert [e.day for e in book(facts(INVOICE), lock, decision).pending] == [date(2026, 2, 1)]


def test_a_foreign_document_is_relieved_at_its_booked_value_and_the_rest_is_an_exchange_difference() -> None:
    dollar = item(currency="USD", open_minor=125_00, base_minor=90_00, base_currency="EUR")
    made = book(facts(dollar), posted(RECEIPT, pays(RECEIPT, dollar, 125_00, line_minor=100_00))).pending
    assert sides(*made) == [
        "1 EUR bank +10000",
        "1 EUR conversion -10000",
        "1-2 USD conversion +12500 = 9000",
        "1-2 USD receivable -12500 = -9000 INV-10023",
        "1-3 EUR fx_gain -1000",
        "1-3 EUR conversion +1000",
    ]


def test_a_dollar_receipt_for_a_dollar_document_meets_it_at_the_rate_of_its_day() -> None:
    dollar = item(currency="USD", base_minor=85_00, base_currency="EUR")
    paid = line(currency="USD")
    made = book(facts(dollar, rates=(DOLLAR,)), posted(paid, pays(paid, dollar))).pending
    assert sides(*made)[0] == "1 USD bank +10000 = 8000"
    assert sides(*made)[-2:] == ["1-3 EUR fx_loss +500", "1-3 EUR conversion -500"]


def test_without_a_booked_value_or_at_the_same_rate_there_is_no_difference() -> None:
    paid = line(currency="USD")
    for known in (item(currency="USD"), item(currency="USD", base_minor=80_00, base_currency="EUR")):
        made = book(facts(known, rates=(DOLLAR,)), posted(paid, pays(paid, known))).pending
        assert sides(*made) == ["1 USD bank +10000 = 8000", "1 USD receivable -10000 = -8000 INV-10023"]


def test_without_a_rate_a_dollar_entry_has_no_value_and_balances_in_dollars() -> None:
    paid, dollar = line(currency="USD"), item(currency="USD")
    late = Rate(date(2026, 6, 1), "USD", "EUR", Decimal(2))
    made = book(facts(dollar, rates=(late,)), posted(paid, pays(paid, dollar))).pending
    assert all(one.base_minor is None for one in made[0].lines)
    assert sum(one.net_minor for one in made[0].lines) == 0


def test_a_rate_counts_from_its_day_whichever_way_it_is_given() -> None:
    given = (
        DOLLAR,
        Rate(date(2026, 2, 1), "EUR", "USD", Decimal("0.5")),
        Rate(date(2026, 2, 1), "CNY", "JPY", Decimal(3)),
    )
    known = facts(rates=given)
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1), date(2027, 1, 1))
    assert [known.value(100_00, "USD", day) for day in days] == [None, 80_00, 80_00, 50_00, 50_00]
    assert known.value(100_00, "CNY", days[-1]) is None


def test_the_oldest_list_names_a_document() -> None:
    from recon.ingest.books import BookFile
    from recon.ingest.statement import FileStatus
    from recon.postings import facts as read
    from tests.postings.books import settings

    old, new = item(customer_name="Old AG"), item(customer_name="New AG")
    files = [
        BookFile(name, name, "items", "utf-8", FileStatus.OK, (one,), (), (), {}, day)
        for name, one, day in (("b.csv", old, date(2026, 1, 1)), ("a.csv", new, date(2026, 2, 1)))
    ]
    assert read(files, [], settings()).items["INV-10023"].customer_name == "Old AG"
    assert replace(old, customer_name="New AG") == new


def test_money_freed_by_a_reversal_is_there_to_be_handed_over_and_used_to_the_last_unit() -> None:
    part = posted(RECEIPT, pays(RECEIPT, INVOICE, 60_00))
    decisions = (part, exported(1), taken_back(1), exported(3), posted(RECEIPT, customer="C2"))
    made = book(facts(INVOICE), *decisions).pending
    assert sides(*made) == ["5 EUR on_account +10000 C1", "5 EUR on_account -10000 C2"]


def test_the_parts_of_a_foreign_receipt_are_worth_the_whole_also_after_a_reversal() -> None:
    paid = line(100_01, currency="USD")
    documents = tuple(item(f"I{n}", 33_33 + (n == 3) * 2, currency="USD") for n in (1, 2, 3))
    one, two, three = (posted(paid, pays(paid, of, of.amount_minor)) for of in documents)
    known = facts(*documents, rates=(Rate(date(2026, 1, 1), "USD", "EUR", Decimal("1.13")),))
    again = (taken_back(1), exported(2, 3, 4, 5, file="posting-002-generic.csv"), one)
    made = book(known, one, exported(1), two, three, *again).entries
    on_account = [s.base_minor or 0 for entry in made for s in entry.lines if s.role == "on_account"]
    assert sum(on_account) == 0
    assert sum(s.base_minor or 0 for entry in made for s in entry.lines if s.role == "bank") == 88_50
