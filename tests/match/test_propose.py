"""The decisions: what is posted, what is not, and the rules that no setting turns off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from recon.config import Company, Matching, Processor, Settings, Tolerance
from recon.match.book import Decision
from recon.match.duplicates import Seen
from recon.match.outcome import Outcome
from recon.rows import ItemState, LineStatus, OpenItem, Rate
from tests.builders import customer, item, line
from tests.match.books import applied, decide

EVERYTHING = Settings(  # every limit wide open: what is still not posted, no setting can post
    tolerance=Tolerance(
        short_pay=Decimal(500), short_pay_percent=Decimal(90), bank_fee=Decimal(500), write_off=Decimal(500)
    ),
    matching=Matching(policy="oldest_first", post_probability=Decimal(0), post_margin=Decimal(0)),
)


def outcome(*args: object, **more: object) -> Outcome:
    (answer,) = decide(*args, **more)  # type: ignore[arg-type]
    return answer.outcome


# --- what is posted


def test_a_cited_item_paid_to_the_cent_is_posted_whoever_pays() -> None:
    (answer,) = decide(line(remittance_text="INV-10023", payer_name="Somebody Else"), [item()])
    assert answer.outcome is Outcome.POSTED and applied(answer) == {"INV-10023": 100_00}


def test_the_payers_only_item_with_this_amount_is_posted() -> None:
    items = [item(), item("INV-10024", 250_00), item("INV-20001", customer_id="C2", customer_name="Brenner Holz KG")]
    (answer,) = decide(line(payer_name="ALPINA SPORT"), items)
    assert applied(answer) == {"INV-10023": 100_00} and answer.alternatives[0].rule == "payer_and_amount"


def test_a_part_payment_is_posted_only_where_the_right_payer_cites_the_item() -> None:
    assert applied(*decide(line(40_00, remittance_text="INV-10023", payer_name="Alpina Sport"), [item()])) == {
        "INV-10023": 40_00
    }
    assert outcome(line(40_00, payer_name="Alpina Sport"), [item()]) is not Outcome.POSTED
    assert outcome(line(40_00, remittance_text="INV-10023", payer_name="Somebody Else"), [item()]) is Outcome.PROPOSED


def test_what_is_paid_too_much_stays_on_account() -> None:
    (answer,) = decide(line(135_00, remittance_text="INV-10023", payer_name="Alpina Sport"), [item()])
    assert applied(answer) == {"INV-10023": 100_00} and answer.alternatives[0].remainder_minor == 35_00


def test_credit_notes_are_deducted_with_the_invoice_they_are_cited_with() -> None:
    items = [item("INV-10023", 350_00), item("CN-7001", -100_00), item("CN-7002", -50_00)]
    (answer,) = decide(line(200_00, remittance_text="INV-10023 less CN-7001, CN-7002"), items)
    assert applied(answer) == {"INV-10023": 350_00, "CN-7001": -100_00, "CN-7002": -50_00}


def test_an_uncited_credit_note_explains_what_a_cited_invoice_was_short_of() -> None:
    items = [item("INV-10023", 731_17), item("CN-7001", -234_00), item("INV-10055", 88_10)]
    (answer,) = decide(line(497_17, remittance_text="INV-10023", payer_name="Alpina Sport AG"), items)
    assert applied(answer) == {"INV-10023": 731_17, "CN-7001": -234_00}


def test_instalments_close_the_item_and_never_more() -> None:
    lines = [
        line(250_00, f"T{n}", booked=date(2026, 1, n), remittance_text="INV-10023", payer_name="Alpina Sport")
        for n in range(1, 6)
    ]
    answers = decide(lines, [item(open_minor=1000_00)])
    assert [a.outcome for a in answers] == [Outcome.POSTED] * 4 + [Outcome.UNMATCHED]
    assert sum(applied(a).get("INV-10023", 0) for a in answers) == 1000_00


@pytest.mark.parametrize(
    ("text", "posted"), [("Rate 3/3", True), ("", True), ("Rate 2/2", False), ("Teilzahlung", False)]
)
def test_the_last_instalment_is_posted_without_a_number_where_the_text_says_no_other(text: str, posted: bool) -> None:
    paid = [line(317_33, f"P{n}", payer_name="Alpina Sport AG", remittance_text="INV-10023 Rate 1/3") for n in range(2)]
    last = line(317_34, payer_name="Alpina Sport AG", remittance_text=text)
    answer = decide([last, *paid], [item("INV-10023", 952_00)])[0]
    assert applied(answer) == ({"INV-10023": 317_34} if posted else {})
    other = item("INV-10077", 952_00)
    assert not applied(decide([last, *paid], [item("INV-10023", 952_00), other])[0])


@pytest.mark.parametrize(
    ("small", "posted"),
    [(87_13, True), (47_50, False), (97_47, False), (76_73, False)],
    ids=["an item", "as small as a fee", "two percent", "rounded up"],
)
def test_a_small_item_in_an_uncited_sum_is_told_from_an_excess(small: int, posted: bool) -> None:
    items = [item("INV-1", 4873_27 - 1653_00), item("INV-2", 1653_00), item("INV-3", small)]
    minor = 4873_27 + small
    assert bool(applied(decide(line(minor, payer_name="Alpina Sport AG"), items)[0])) is posted


@pytest.mark.parametrize(
    ("others", "posted"),
    [
        ([], True),
        ([item("INV-20001", 300_00, customer_id="C2", customer_name="Yak Ltd")], True),
        ([item("INV-20001", 300_00, state=ItemState.PAID)], False),
        ([item("INV-20001", 300_00, customer_id="C2", customer_name="Alpima Druck AG")], False),
    ],
    ids=["once", "of somebody else", "twice", "of another like the payer"],
)
def test_a_name_that_is_nearly_one_customers_posts_the_one_item_with_the_amount(
    others: list[OpenItem], posted: bool
) -> None:
    many = [item(f"INV-5{n:04}", 1000_00 + n, customer_id="X", customer_name="Yak Ltd") for n in range(260)]
    again = [item("INV-30001", 300_00, customer_id="Y", customer_name="Zebu KG")]
    answer = decide(line(300_00, payer_name="Alpima Sport AG"), [item("INV-10023", 300_00), *others, *many, *again])[0]
    assert applied(answer) == ({"INV-10023": 300_00} if posted else {})


@pytest.mark.parametrize(
    ("later", "posted"),
    [
        ([{"remittance_text": "INV-10024"}], True),
        ([{"remittance_text": "INV-10024"}, {"remittance_text": "INV-10099"}], False),
        ([{}], False),
    ],
    ids=["by number", "a third payment", "without a number"],
)
def test_the_one_item_that_no_number_has_paid_is_that_of_the_payment_left(later: list[Any], posted: bool) -> None:
    items = [item("INV-10023", 317_33), item("INV-10024", 317_33)]
    ways = [
        line(317_33, f"L{n}", booked=date(2026, 2, 9), payer_name="Alpina Sport AG", **m) for n, m in enumerate(later)
    ]
    lines = [line(317_33, payer_name="Alpina Sport AG"), *ways]
    assert applied(decide(lines, items)[0]) == ({"INV-10023": 317_33} if posted else {})
    sooner = [items[0], replace(items[1], due=date(2026, 2, 1))]
    assert not applied(decide(lines, sooner)[0])


def test_as_many_equal_payments_as_equal_items_are_paired_by_date() -> None:
    items = [item("INV-10023", due=date(2026, 1, 7)), item("INV-10024", due=date(2026, 1, 14))]
    lines = [
        line(line_id="T2", booked=date(2026, 1, 14), payer_name="Alpina Sport AG"),
        line(line_id="T1", booked=date(2026, 1, 7), payer_name="Alpina Sport AG"),
    ]
    assert [applied(a) for a in decide(lines, items)] == [{"INV-10024": 100_00}, {"INV-10023": 100_00}]


# --- differences


def test_a_discount_is_granted_up_to_its_last_day_and_not_a_day_longer() -> None:
    terms = item(open_minor=1000_00, discount_minor=20_00, discount_until=date(2026, 1, 19))
    paid = line(980_00, remittance_text="INV-10023", payer_name="Alpina Sport")
    (granted,) = decide(replace(paid, booked=date(2026, 1, 19)), [terms])
    (late,) = decide(replace(paid, booked=date(2026, 1, 20)), [terms])
    assert granted.alternatives[0].shares[0].written_off_minor == 20_00
    assert applied(granted) == {"INV-10023": 1000_00} and applied(late) == {"INV-10023": 980_00}


@pytest.mark.parametrize(
    ("tolerance", "paid", "reason"),
    [
        (Tolerance(bank_fee=Decimal(15)), 990_00, "fee"),
        (Tolerance(short_pay=Decimal(10)), 990_00, "short_pay"),
        (Tolerance(short_pay_percent=Decimal(1)), 990_00, "short_pay"),
        (Tolerance(write_off=Decimal(10)), 990_00, "rounding"),
        (Tolerance(), 999_96, "rounding"),
    ],
)
def test_a_shortage_is_written_off_up_to_its_limit_inclusive(tolerance: Tolerance, paid: int, reason: str) -> None:
    said = line(paid, remittance_text="INV-10023", payer_name="Alpina Sport")
    (answer,) = decide(said, [item(open_minor=1000_00)], settings=Settings(tolerance=tolerance))
    assert applied(answer) == {"INV-10023": 1000_00} and answer.alternatives[0].shares[0].reason == reason
    (beyond,) = decide(
        replace(said, amount_minor=paid - 10_00), [item(open_minor=1000_00)], settings=Settings(tolerance=tolerance)
    )
    assert applied(beyond) == {"INV-10023": paid - 10_00}


def test_by_default_nothing_but_rounding_is_written_off() -> None:
    (answer,) = decide(line(99_94, remittance_text="INV-10023", payer_name="Alpina Sport"), [item()])
    assert applied(answer) == {"INV-10023": 99_94}


def test_a_short_payment_that_asks_posts_only_the_cash() -> None:
    asks = Settings(tolerance=Tolerance(short_pay=Decimal(50), short_pay_asks=True))
    (answer,) = decide(line(90_00, remittance_text="INV-10023", payer_name="Alpina Sport"), [item()], settings=asks)
    assert applied(answer) == {"INV-10023": 90_00}


# --- hard rules: every setting wide open


def test_an_amount_alone_is_never_posted() -> None:
    assert outcome(line(payer_name="", remittance_text="payment"), [item()], settings=EVERYTHING) is Outcome.PROPOSED


def test_a_tie_is_never_posted() -> None:
    items = [item(), item("INV-10024")]
    tied = decide(line(payer_name="Alpina Sport"), items, settings=replace(EVERYTHING, matching=Matching()))
    assert tied[0].outcome is Outcome.AMBIGUOUS
    two = [item(), item("INV-10024", customer_id="C2")]
    assert outcome(line(payer_name="Alpina Sport AG"), two, settings=EVERYTHING) is Outcome.AMBIGUOUS


@pytest.mark.parametrize("text", ["INV-10022", "INV-10032", "RF17539007547034", "KID 2345674"])
def test_a_contradicting_number_or_a_wrong_check_digit_is_never_posted_against(text: str) -> None:
    assert (
        outcome(line(remittance_text=text, payer_name="Alpina Sport AG"), [item()], settings=EVERYTHING)
        is not Outcome.POSTED
    )


@pytest.mark.parametrize("state", [ItemState.DRAFT, ItemState.CANCELLED, ItemState.PAID])
def test_a_closed_document_is_never_paid(state: ItemState) -> None:
    paid = line(remittance_text="INV-10023", payer_name="Alpina Sport AG")
    assert outcome(paid, [item(state=state)], settings=EVERYTHING) is Outcome.UNMATCHED


def test_money_out_never_settles_an_invoice_and_money_in_never_a_credit_note() -> None:
    assert outcome(line(-100_00, remittance_text="INV-10023"), [item()], settings=EVERYTHING) is Outcome.UNMATCHED
    assert (
        outcome(line(100_00, remittance_text="CN-7001"), [item("CN-7001", -100_00)], settings=EVERYTHING)
        is not Outcome.POSTED
    )


def test_another_currency_needs_a_number_and_a_rate() -> None:
    dollars = item(currency="USD", open_minor=110_00)
    rates = [Rate(date(2026, 1, 1), "USD", "EUR", Decimal("1.1"))]
    cited = line(remittance_text="INV-10023", payer_name="Alpina Sport AG")
    assert outcome(cited, [dollars], settings=EVERYTHING) is not Outcome.POSTED
    assert applied(*decide(cited, [dollars], rates=rates)) == {"INV-10023": 110_00}
    assert outcome(replace(cited, remittance_text=""), [dollars], rates=rates) is Outcome.PROPOSED
    assert (
        outcome(replace(cited, amount_minor=90_00), [dollars], rates=rates, settings=EVERYTHING) is not Outcome.POSTED
    )


def test_an_over_payment_is_never_written_off_above_rounding() -> None:
    (answer,) = decide(
        line(103_00, remittance_text="INV-10023", payer_name="Alpina Sport"), [item()], settings=EVERYTHING
    )
    assert applied(answer) == {"INV-10023": 100_00} and answer.alternatives[0].remainder_minor == 3_00


def test_oldest_first_pays_only_where_the_policy_says_so() -> None:
    items = [item("INV-10023", 60_00, due=date(2026, 1, 10)), item("INV-10024", 90_00, due=date(2026, 1, 20))]
    paid = line(100_00, payer_name="Alpina Sport AG")
    assert outcome(paid, items) is not Outcome.POSTED
    (answer,) = decide(paid, items, settings=Settings(matching=Matching(policy="oldest_first")))
    assert applied(answer) == {"INV-10023": 60_00, "INV-10024": 40_00}


def test_a_document_issued_after_the_day_of_the_run_is_an_advance() -> None:
    later = item(issued=date(2026, 2, 28), due=date(2026, 3, 30))
    paid = line(remittance_text="INV-10023", payer_name="Alpina Sport AG")
    assert outcome(paid, [later], as_of=date(2026, 1, 31), settings=EVERYTHING) is Outcome.PROPOSED


def test_a_refusal_by_a_person_is_never_posted_against() -> None:
    refused = [Decision("ALPINE SPRT", "C1", False, date(2026, 1, 1))]
    paid = line(payer_name="ALPINE SPRT", remittance_text="INV-10023")
    assert outcome(paid, [item()], history=refused, settings=EVERYTHING) is not Outcome.POSTED


def test_a_processors_pay_out_is_at_most_a_proposal() -> None:
    shops = [
        item(f"SH-7300{n}", amount, customer_id=f"C{n}", customer_name=f"Buyer {n}")
        for n, amount in enumerate((100_00, 200_00))
    ]
    card = Settings(matching=Matching(processors=(Processor("Paywell", Decimal(3)),)))
    assert (
        outcome(line(291_00, payer_name="PAYWELL", remittance_text="SH-73000 SH-73001"), shops, settings=card)
        is Outcome.PROPOSED
    )


# --- payers


def test_three_confirmations_make_an_alias_and_two_are_a_hint() -> None:
    items = [item(), item("INV-20001", customer_id="C2", customer_name="Brenner Holz KG")]
    said = [Decision("BHK PAYMENTS", "Brenner Holz KG", True, date(2025, month, 2)) for month in (10, 11, 12)]
    paid = line(payer_name="BHK PAYMENTS")
    assert applied(*decide(paid, items, history=said)) == {"INV-20001": 100_00}
    assert outcome(paid, items, history=said[:2]) is not Outcome.POSTED
    declined = [*said, Decision("BHK PAYMENTS", "Brenner Holz KG", False, date(2025, 9, 1))]
    assert outcome(paid, items, history=declined) is not Outcome.POSTED


def test_the_account_of_the_master_data_tells_two_customers_apart() -> None:
    items = [item(), item("INV-20001", customer_id="C2", customer_name="Brenner Holz KG")]
    masters = [customer(), customer("C2", "Brenner Holz KG", accounts=("DE02500105170137075030",))]
    assert applied(*decide(line(payer_account="de02 5001 0517 0137 0750 30"), items, masters)) == {"INV-20001": 100_00}


def test_an_account_learned_from_a_cited_payment_serves_the_next_line() -> None:
    items = [item(), item("INV-10024", 77_31)]
    first = line(remittance_text="INV-10023", payer_name="Alpina Sprot", payer_account="CH9300762011623852957")
    second = line(77_31, "T2", payer_name="A SP", payer_account="CH9300762011623852957")
    assert [applied(a) for a in decide([second, first], items)] == [{"INV-10024": 77_31}, {"INV-10023": 100_00}]


# --- copies, returns, what is not ours


def test_one_bank_id_is_one_receipt_and_two_ids_for_one_invoice_are_paid_twice() -> None:
    once = line(remittance_text="INV-10023", bank_id="B1")
    same = decide([once, replace(once, line_id="T2", fingerprint="2" * 32)], [item()])
    assert [a.outcome for a in same] == [Outcome.POSTED, Outcome.DUPLICATE] and same[1].related == "T1"
    twice = decide([once, replace(once, line_id="T2", fingerprint="2" * 32, bank_id="B2")], [item()])
    assert [a.outcome for a in twice] == [Outcome.POSTED, Outcome.UNMATCHED] and twice[1].related == "T1"


def test_a_running_balance_that_moved_twice_proves_two_receipts() -> None:
    items = [item(), item("INV-10024")]
    one = line(remittance_text="INV-10023", bank_id="B1", balance_minor=1000_00)
    two = replace(one, line_id="T2", fingerprint="2" * 32, remittance_text="INV-10024", balance_minor=1100_00)
    assert [a.outcome for a in decide([one, two], items)] == [Outcome.POSTED] * 2


def test_one_bank_id_with_two_amounts_is_two_movements() -> None:
    items = [item(), item("INV-10024", 80_00)]
    one = line(remittance_text="INV-10023", bank_id="B1")
    two = line(80_00, "T2", remittance_text="INV-10024", bank_id="B1")
    assert [a.outcome for a in decide([one, two], items)] == [Outcome.POSTED] * 2


def test_a_line_of_an_earlier_run_is_a_copy_and_what_it_settled_is_not_open() -> None:
    before = line(line_id="T0", remittance_text="INV-10023", bank_id="B1")
    seen = [Seen(before, (("INV-10023", 100_00),))]
    answers = decide(
        [
            line(remittance_text="INV-10023", bank_id="B1"),
            line(line_id="T2", remittance_text="INV-10023", bank_id="B2"),
        ],
        [item()],
        seen=seen,
    )
    assert [a.outcome for a in answers] == [Outcome.DUPLICATE, Outcome.UNMATCHED]


def test_a_returned_payment_opens_again_what_it_had_paid() -> None:
    paid = line(500_00, booked=date(2026, 1, 10), remittance_text="INV-10023", payer_name="Alpina Sport")
    back = line(-500_00, "T2", booked=date(2026, 1, 13), remittance_text="RETURN INV-10023", payer_name="Alpina Sport")
    receipt, returned = decide([paid, back], [item(open_minor=500_00)])
    assert receipt.outcome is Outcome.POSTED and returned.outcome is Outcome.REFUND
    assert returned.related == "T1" and applied(returned) == {"INV-10023": -500_00}


def test_equal_amounts_alone_do_not_make_a_return() -> None:
    paid = line(remittance_text="INV-10023", payer_name="Alpina Sport")
    out = line(-100_00, "T2", payer_name="Power Supply Ltd", remittance_text="electricity")
    assert decide([paid, out], [item()])[1].outcome is Outcome.NOT_OURS


def test_a_refund_settles_the_credit_note_it_cites() -> None:
    (answer,) = decide(line(-844_90, remittance_text="Gutschrift CN-7001"), [item("CN-7001", -844_90)])
    assert answer.outcome is Outcome.REFUND and applied(answer) == {"CN-7001": -844_90}


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"payer_account": "DE02 1203 0000 0000 2020 51"}, "transfer_alone"),
        ({"remittance_text": "Zinsen Q4"}, "interest"),
        ({"payer_name": "Finanzamt Mitte", "remittance_text": "Erstattung"}, "tax"),
        ({"remittance_text": "账户管理费"}, "bank_charge"),
    ],
)
def test_what_is_no_receipt_is_set_apart_by_a_named_rule(more: dict[str, Any], rule: str) -> None:
    own = Settings(company=Company(accounts=("DE02120300000000202051",)))
    (answer,) = decide(line(**more), [item()], settings=own)
    assert answer.outcome is Outcome.NOT_OURS and dict(answer.said.fields)["rule"].id == f"not_ours_{rule}"  # type: ignore[union-attr]


def test_lines_that_are_not_booked_are_shown_and_never_matched() -> None:
    paid = line(remittance_text="INV-10023", status=LineStatus.PENDING)
    assert outcome(paid, [item()]) is Outcome.UNMATCHED


def test_what_is_left_of_a_line_is_all_that_is_applied() -> None:
    paid = line(100_00, remittance_text="INV-10023", payer_name="Alpina Sport AG")
    assert applied(*decide(paid, [item()], unapplied={paid.fingerprint: 30_00})) == {"INV-10023": 30_00}


# --- laws


NUMBERS = [f"KX-{n:05d}" for n in range(41001, 41009)]


@st.composite
def worlds(draw: st.DrawFn):  # type: ignore[no-untyped-def]
    """A few items and lines that cite some of them, more or less well, for more or less the right amount."""
    items = [
        item(
            n,
            draw(st.sampled_from([50_00, 100_00, 100_00, 130_05, -20_00])),
            customer_id=c,
            customer_name=f"{c} Quarry Works",
        )
        for n, c in zip(
            NUMBERS, draw(st.lists(st.sampled_from(["Cedar", "Maple"]), min_size=8, max_size=8)), strict=True
        )
    ]
    lines = [
        line(
            draw(st.sampled_from([50_00, 100_00, 150_00, 80_00, 230_05, -100_00])),
            f"T{n}",
            booked=date(2026, 1, draw(st.integers(6, 28))),
            payer_name=draw(st.sampled_from(["", "Cedar Quarry Works", "MAPLE QUARRY"])),
            remittance_text=draw(st.sampled_from(["", *NUMBERS[:4], "41001 41002", "KX-41999"])),
        )
        for n in range(draw(st.integers(1, 6)))
    ]
    return items, lines


@example_settings(derandomize=True, deadline=None, max_examples=60)
@given(worlds(), st.randoms(use_true_random=False))
def test_no_order_of_rows_changes_an_answer_and_nothing_is_settled_twice(world, random) -> None:  # type: ignore[no-untyped-def]
    items, lines = world
    answers = {a.line.line_id: a for a in decide(lines, items)}
    random.shuffle(items)
    turned = list(lines)
    random.shuffle(turned)
    assert {a.line.line_id: a for a in decide(turned, items)} == answers
    opened = {i.item_id: i.open_minor for i in items}
    for answer in answers.values():
        posting = answer.posting
        if posting is None or posting.rule == "returned_payment":
            continue
        assert sum(s.line_minor for s in posting.shares) + posting.remainder_minor == answer.line.amount_minor
        for share in posting.shares:
            opened[share.item_id] -= share.cash_minor + share.written_off_minor
    assert all(
        left * i.open_minor >= 0 and abs(left) <= abs(i.open_minor) for i in items for left in [opened[i.item_id]]
    )


@example_settings(derandomize=True, deadline=None, max_examples=40)
@given(worlds())
def test_alternatives_fall_with_rank_and_are_five_at_most(world) -> None:  # type: ignore[no-untyped-def]
    items, lines = world
    for answer in decide(lines, items):
        chances = [a.probability for a in answer.alternatives]
        assert len(chances) <= 5 and chances == sorted(chances, reverse=True)
        assert all(0 <= chance <= 1 for chance in chances)
        assert all(share.cash_minor for a in answer.alternatives for share in a.shares)
