"""A payment with a list of what it is made of: posted by the list where that is whole and fits, else proposed."""

from __future__ import annotations

from datetime import date
from typing import Any

from recon.config import Matching, Processor, Settings
from recon.errors import Where
from recon.match.outcome import Answer, Outcome
from recon.rows import Advised, ItemState, OpenItem, StatementLine
from tests.builders import customer, item, line
from tests.match.books import applied, decide

DAY = date(2026, 1, 29)
FIRST = item("INV-10023", 119_00)
SECOND = item("INV-10024", 50_00, customer_id="C2", customer_name="Brenner Holz KG")
PAID = item("INV-9000", 0, amount_minor=300_00)


def row(document: str, gross: int, kept: int = 0, **more: Any) -> Advised:
    """A row of a Stripe list of one pay-out."""
    told: dict[str, Any] = {"payment": "po_1Nabc42", "day": DAY, "processor": "stripe", "source": Where("list.csv")}
    return Advised(document, "EUR", gross, kept, **{**told, **more})


LIST = (row("INV-10023", 119_00, 3_75), row("INV-10024", 50_00, 1_00))
NET = 164_25


def answer(
    *rows: Advised, items: tuple[OpenItem, ...] = (FIRST, SECOND), paid: StatementLine | None = None, **more: Any
) -> Answer:
    given = paid or line(sum(r.gross_minor - r.kept_minor for r in rows), payer_name="STRIPE PAYMENTS EUROPE")
    return decide(given, items, advices=rows, **more)[0]


def lacks(found: Answer) -> set[str]:
    """What forbids to post the best proposal."""
    assert found.outcome in (Outcome.PROPOSED, Outcome.AMBIGUOUS), found.outcome
    return {e.said.id for e in found.alternatives[0].evidence if e.veto}


def test_a_pay_out_closes_what_its_list_names_and_the_difference_is_the_fee() -> None:
    found = answer(*LIST)
    assert applied(found) == {"INV-10023": 119_00, "INV-10024": 50_00}
    assert found.posting and found.posting.rule == "advised_items" and found.posting.remainder_minor == 0
    assert [(s.cash_minor, s.written_off_minor, s.reason) for s in found.posting.shares] == [
        (115_25, 3_75, "fee"),
        (49_00, 1_00, "fee"),
    ]


def test_a_fee_of_no_document_goes_to_the_largest_one() -> None:
    found = answer(*LIST, row("", 0, 2_00))
    assert found.posting and [s.written_off_minor for s in found.posting.shares] == [5_75, 1_00]


def test_a_refund_opens_again_what_was_paid_and_uses_up_a_credit_note() -> None:
    assert applied(answer(*LIST, row("INV-9000", -20_00), items=(FIRST, SECOND, PAID)))["INV-9000"] == -20_00
    credit = item("CN-7001", -20_00)
    assert applied(answer(*LIST, row("CN-7001", -20_00), items=(FIRST, SECOND, credit)))["CN-7001"] == -20_00


def test_a_refund_opens_a_document_that_the_list_calls_paid() -> None:
    closed = item("INV-9000", 0, amount_minor=300_00, state=ItemState.PAID)
    assert applied(answer(*LIST, row("INV-9000", -20_00), items=(FIRST, SECOND, closed)))["INV-9000"] == -20_00
    assert "advice_more" in lacks(answer(*LIST, row("INV-9000", 20_00), items=(FIRST, SECOND, closed)))


def test_a_chargeback_with_a_fee_opens_the_document_alone() -> None:
    found = answer(*LIST, row("INV-9000", -20_00, 7_50), items=(FIRST, SECOND, PAID))
    share = next(s for s in found.posting.shares if s.item_id == "INV-9000") if found.posting else None
    assert share and (share.cash_minor, share.written_off_minor, share.reason) == (-27_50, 7_50, "fee")


def test_a_refund_that_may_be_a_credit_notes_is_for_a_person() -> None:
    credit = item("CN-7001", -20_00)
    found = answer(*LIST, row("INV-9000", -20_00), items=(FIRST, SECOND, PAID, credit))
    assert "advice_credit_note" in lacks(found)


def test_more_taken_back_than_was_paid_is_for_a_person() -> None:
    assert "advice_refund_more" in lacks(
        answer(
            *LIST,
            row("INV-9000", -301_00),
            items=(FIRST, SECOND, PAID),
            paid=line(NET, payer_name="Stripe", remittance_text="po_1Nabc42"),
        )
    )


def test_a_list_that_does_not_come_to_the_payment_is_only_proposed() -> None:
    found = answer(*LIST, paid=line(NET - 1, payer_name="STRIPE", remittance_text="PO_1NABC42"))
    assert lacks(found) == {"advice_sum"}
    assert sum(s.line_minor for s in found.alternatives[0].shares) == NET - 1


def test_a_row_that_is_of_no_document_is_said() -> None:
    assert lacks(answer(*LIST, row("INV-77777", 10_00))) == {"advice_row"}


def test_a_document_paid_before_or_in_part_is_said() -> None:
    assert lacks(answer(*LIST, items=(FIRST, item("INV-10024", 40_00, amount_minor=50_00, customer_id="C2")))) == {
        "advice_more"
    }


def test_a_payment_of_somebody_else_is_tied_by_its_sum_only_for_a_person() -> None:
    assert lacks(answer(*LIST, paid=line(NET, payer_name="Somebody"))) == {"advice_amount_alone"}
    assert applied(answer(*LIST, paid=line(NET, payer_name="Somebody", remittance_text="payout po-1nabc42")))


def test_two_payments_that_fit_one_list_are_for_a_person() -> None:
    two = [line(NET, "T1", payer_name="STRIPE"), line(NET, "T2", payer_name="STRIPE", fingerprint="f" * 32)]
    found = decide(two, (FIRST, SECOND), advices=LIST)
    assert all("advice_lines" in lacks(one) for one in found)


def test_two_lists_that_fit_one_payment_are_for_a_person() -> None:
    other = [
        row(r.document, r.gross_minor, r.kept_minor + n, payment="po_2") for r, n in zip(LIST, (1, -1), strict=True)
    ]
    assert "advice_lists" in lacks(decide(line(NET, payer_name="STRIPE"), (FIRST, SECOND), advices=[*LIST, *other])[0])


def test_a_list_given_twice_counts_once() -> None:
    again = [row(r.document, r.gross_minor, r.kept_minor, source=Where("copy.csv")) for r in LIST]
    assert applied(decide(line(NET, payer_name="STRIPE"), (FIRST, SECOND), advices=[*LIST, *again])[0])


def test_a_payment_long_after_its_list_is_not_of_it() -> None:
    late = line(NET, payer_name="STRIPE", booked=date(2026, 3, 1))
    assert answer(*LIST, paid=late).outcome is Outcome.UNMATCHED


def test_a_list_of_several_days_without_numbers_is_one_of_each_day() -> None:
    rows = [
        row("INV-10023", 119_00, 3_75, payment=""),
        row("INV-10024", 50_00, 1_00, payment="", day=date(2026, 1, 28)),
    ]
    lines = [
        line(115_25, "T1", payer_name="STRIPE"),
        line(49_00, "T2", payer_name="STRIPE", fingerprint="f" * 32),
    ]
    first, second = decide(lines, (FIRST, SECOND), advices=rows)
    assert (applied(first), applied(second)) == ({"INV-10023": 119_00}, {"INV-10024": 50_00})
    assert applied(decide(line(NET, payer_name="STRIPE"), (FIRST, SECOND), advices=rows)[0]) == {
        "INV-10023": 119_00,
        "INV-10024": 50_00,
    }


def test_a_customers_advice_posts_for_the_customer_and_his_deduction_stays_open() -> None:
    plain: dict[str, Any] = {"payment": "", "processor": ""}
    rows = row("INV-10023", 119_00, 19_00, **plain), row("INV-10025", 500_00, **plain)
    items = (FIRST, item("INV-10025", 500_00))
    found = answer(*rows, items=items, paid=line(600_00, payer_name="Alpina Sport AG"))
    assert applied(found) == {"INV-10023": 100_00, "INV-10025": 500_00}
    assert lacks(answer(*rows, items=items, paid=line(600_00, payer_name="Nobody Ltd"))) == {"advice_amount_alone"}


def test_a_customers_discount_in_time_closes_the_document() -> None:
    granted = item("INV-10023", 119_00, discount_minor=2_38, discount_until=date(2026, 2, 1))
    rows = row("INV-10023", 119_00, 2_38, payment="", processor=""), row("INV-10025", 500_00, payment="", processor="")
    found = answer(*rows, items=(granted, item("INV-10025", 500_00)), paid=line(616_62, payer_name="Alpina Sport AG"))
    assert applied(found) == {"INV-10023": 119_00, "INV-10025": 500_00}


def test_a_processor_of_the_settings_has_a_list_without_a_layout() -> None:
    settings = Settings(matching=Matching(processors=(Processor("Payline"),)))
    rows = [row(r.document, r.gross_minor, r.kept_minor, payment="", processor="") for r in LIST]
    found = answer(*rows, paid=line(NET, payer_name="PAYLINE"), settings=settings)
    assert applied(found) == {"INV-10023": 119_00, "INV-10024": 50_00}


def test_order_numbers_are_as_good_as_document_numbers() -> None:
    items = [
        item("INV-10023", 119_00, purchase_order="SO20260001"),
        item("INV-10024", 50_00, purchase_order="SO20260002"),
    ]
    rows = row("SO20260001", 119_00, 3_75), row("SO20260002", 50_00, 1_00)
    found = decide(line(NET, payer_name="Stripe"), items, [customer()], advices=rows)[0]
    assert applied(found) == {"INV-10023": 119_00, "INV-10024": 50_00}


def test_the_answers_are_the_same_in_any_order_of_rows() -> None:
    rows = [*LIST, row("", 0, 2_00)]
    paid = line(NET - 2_00, payer_name="STRIPE")
    assert decide(paid, (FIRST, SECOND), advices=rows) == decide(paid, (SECOND, FIRST), advices=rows[::-1])
