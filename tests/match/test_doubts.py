"""Where a number, a name or a sum that looks right is not: what made a made-up book go wrong must not do so again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from recon.match.explain import explain
from recon.match.outcome import Outcome
from recon.rows import OpenItem, StatementLine
from tests.builders import DAY, customer, item, line
from tests.match.books import applied, decide

ALPINA = "Alpina Sport AG"


def only(pays: StatementLine, *items: OpenItem) -> Outcome:
    """The outcome of one line."""
    return decide(pays, items)[0].outcome


# --- numbers


def test_a_number_of_another_series_behind_these_letters_is_not_this_item() -> None:
    ours = item("VA-2026-01125", 849_40)
    other = item("2026/1125", 126_60, customer_id="C2", customer_name="Berg Optik KG")
    (answer,) = decide(line(849_40, remittance_text="VA-2026-1125", payer_name=ALPINA), [ours, other])
    assert applied(answer) == {"VA-2026-01125": 849_40}


def test_letters_of_a_series_without_such_a_number_cite_nothing() -> None:
    known = item("VA-2026-01130", 50_00)
    other = item("2026/1125", 126_60, customer_id="C2", customer_name="Berg Optik KG")
    assert only(line(126_60, remittance_text="VA-2026/1125"), known, other) is not Outcome.POSTED


@pytest.mark.parametrize("rest", ["; INV-1", ", INV-100", "/INV-"])
def test_a_list_cut_off_in_a_number_is_no_over_payment(rest: str) -> None:
    pays = line(93_00, remittance_text="INV-10023" + rest, payer_name=ALPINA)
    assert only(pays, item(open_minor=60_00)) is not Outcome.POSTED
    assert only(line(93_00, remittance_text="INV-10023", payer_name=ALPINA), item(open_minor=60_00)) is Outcome.POSTED


# --- odd amounts


@pytest.mark.parametrize(("days", "posted"), [(20, True), (120, False), (-60, False)])
def test_an_item_paid_far_later_or_earlier_than_these_customers_pay_needs_a_number(days: int, posted: bool) -> None:
    yak = [item(f"INV-{50000 + 97 * n}", 900_00 + n, customer_id="X", customer_name="Yak Ltd") for n in range(200)]
    others = [
        line(i.open_minor, line_id=f"O{n}", remittance_text=i.item_id, booked=i.due + timedelta(n % 40))
        for n, i in enumerate(yak)
    ]
    old = item("INV-10023", due=DAY - timedelta(days), issued=DAY - timedelta(150))
    answer = decide([line(payer_name=ALPINA), *others], [old, *yak])[0]
    assert (answer.outcome is Outcome.POSTED) == posted
    assert posted or "hardly ever so " in answer.said.text("en")


def test_an_amount_in_which_another_item_is_paid_off_is_no_proof() -> None:
    whole, paid_off = item("INV-10023", 100_00), item("INV-10024", 400_00)
    first = line(100_00, line_id="T2", remittance_text="INV-10024 1/4", payer_name=ALPINA, booked=DAY - timedelta(30))
    pays = line(100_00, payer_name=ALPINA)
    assert applied(decide([pays, first], [whole, paid_off])[0]) == {}
    other = replace(first, amount_minor=150_00)
    assert applied(decide([pays, other], [whole, paid_off])[0]) == {"INV-10023": 100_00}


def test_parts_that_several_payments_cite_are_no_slip_though_another_item_is_the_amount() -> None:
    whole, paid_off = item("INV-10023", 100_00), item("INV-10524", 400_00)
    parts = [line(100_00, line_id=f"T{n}", remittance_text="INV-10524", payer_name=ALPINA) for n in (1, 2)]
    assert [applied(a) for a in decide(parts, [whole, paid_off])] == [{"INV-10524": 100_00}] * 2
    assert applied(decide(parts[:1], [whole, paid_off])[0]) == {}


@pytest.mark.parametrize(("paid", "posted"), [(2_00, True), (1_99, False), (200_00, True), (200_01, False)])
def test_a_trifle_or_more_than_twice_the_amount_waits(paid: int, posted: bool) -> None:
    pays = line(paid, remittance_text="INV-10023", payer_name=ALPINA)
    assert (only(pays, item(open_minor=100_00)) is Outcome.POSTED) == posted


def test_an_item_one_slip_away_that_fits_far_better_casts_doubt() -> None:
    cited, meant = item("INV-10023", 900_00), item("INV-10028", 60_00)
    pays = line(70_00, remittance_text="INV-10023", payer_name=ALPINA)
    assert only(pays, cited, meant) is not Outcome.POSTED
    assert only(pays, cited, item("INV-10099", 60_00)) is Outcome.POSTED


def test_the_exact_amount_of_another_item_is_said_and_shown() -> None:
    cited, other = item("INV-10023", 900_00), item("INV-10055", 412_30)
    (answer,) = decide(line(412_30, remittance_text="INV-10023", payer_name=ALPINA), [cited, other])
    assert answer.outcome is Outcome.PROPOSED
    assert {s.item_id for a in answer.alternatives for s in a.shares} == {"INV-10023", "INV-10055"}
    steps = [s for fall in explain(answer).waterfalls for s in fall.steps if s.said.id == "evidence_amount_of_another"]
    assert [s.said.text("en") for s in steps] == ["The payment is exactly INV-10055, which the text does not cite."]


def test_a_cited_item_is_not_completed_where_one_item_is_the_payment() -> None:
    cited, more = item("INV-10023", 120_41), item("INV-10024", 180_22)
    pays = line(300_63, remittance_text="INV-10023 etc", payer_name=ALPINA)
    assert applied(decide(pays, [cited, more])[0]) == {"INV-10023": 120_41, "INV-10024": 180_22}
    assert only(pays, cited, more, item("INV-10055", 300_63)) is not Outcome.POSTED


# --- payers


def test_another_customer_with_an_item_of_this_amount_has_mistaken_a_number() -> None:
    cited = item("INV-10123", 45_00)
    own = item("INV-10213", 45_00, customer_id="C2", customer_name="Berg Optik KG")
    pays = line(45_00, remittance_text="INV-10123", payer_name="Berg Optik KG")
    assert only(pays, cited, own) is not Outcome.POSTED
    paid_for = item("INV-10213", 46_00, customer_id="C2", customer_name="Berg Optik KG")
    assert only(pays, cited, paid_for) is Outcome.POSTED


def test_of_two_customers_of_one_name_the_account_tells() -> None:
    first = item("INV-10031", customer_id="H1", customer_name="Harbour Cafe Ltd")
    second = item("INV-10032", customer_id="H2", customer_name="Harbour Cafe Ltd")
    known = [
        customer("H1", "Harbour Cafe Ltd"),
        customer("H2", "Harbour Cafe Ltd", accounts=("GB29NWBK60161331926819",)),
    ]
    pays = line(payer_name="Harbour Cafe Ltd", payer_account="GB29 NWBK 6016 1331 9268 19")
    assert applied(decide(pays, [first, second], known)[0]) == {"INV-10032": 100_00}
    assert decide(line(payer_name="Harbour Cafe Ltd"), [first, second], known)[0].outcome is Outcome.AMBIGUOUS


def test_a_stranger_knows_no_document_that_is_not_issued_yet() -> None:
    later = item(issued=date(2026, 2, 20), due=date(2026, 3, 20))
    assert only(line(remittance_text="INV-10023", payer_name="Frida Holm"), later) is not Outcome.POSTED
    assert only(line(remittance_text="INV-10023", payer_name=ALPINA), later) is Outcome.POSTED


def test_a_chinese_name_read_syllable_by_syllable_and_cut_off_is_known() -> None:
    owes = item("HY-00417", 777_13, customer_name="珠海峻跃食品股份有限公司", currency="CNY")
    pays = line(777_13, currency="CNY", payer_name="ZHU HAI JUN YUE SHI PIN GU FEN YOU")
    assert only(pays, owes) is Outcome.POSTED


# --- sums and pairs


def test_a_round_part_payment_is_not_explained_by_a_credit_note() -> None:
    cited, credit = item("INV-10023", 600_00), item("CN-70001", -180_00)
    pays = line(420_00, remittance_text="INV-10023", payer_name=ALPINA)
    assert only(pays, cited, credit) is not Outcome.POSTED
    assert only(pays, item("INV-10023", 600_13), item("CN-70001", -180_13)) is Outcome.POSTED


def test_three_quarters_of_a_round_amount_are_not_explained_by_a_credit_note() -> None:
    pays = line(225_00, remittance_text="INV-10023", payer_name=ALPINA)
    assert only(pays, item("INV-10023", 300_00), item("CN-70001", -75_00)) is not Outcome.POSTED


def test_a_credit_note_issued_soon_after_casts_doubt_on_a_part_payment() -> None:
    cited = item("INV-10023", 386_47)
    promised = item("CN-70001", -225_75, issued=date(2026, 2, 3))
    pays = line(160_72, remittance_text="INV-10023", payer_name=ALPINA)
    assert only(pays, cited, promised) is Outcome.PROPOSED
    assert only(pays, cited, item("CN-70001", -225_75, issued=date(2026, 4, 3))) is Outcome.POSTED


def test_an_invoice_and_a_credit_that_cancel_out_are_no_rival() -> None:
    exact, pair = item("INV-10023", 298_78), [item("INV-10024", 400_00), item("CN-70001", -400_00)]
    (answer,) = decide(line(298_78, payer_name=ALPINA), [exact, *pair])
    assert applied(answer) == {"INV-10023": 298_78}


@pytest.mark.parametrize(("due", "posted"), [(date(2025, 12, 16), True), (date(2025, 12, 15), False)])
def test_dates_pair_equal_payments_and_items_only_near_the_due_date(due: date, posted: bool) -> None:
    first = item("INV-10023", issued=date(2025, 11, 1), due=due)
    second = item("INV-10024", issued=date(2025, 11, 1), due=DAY)
    paid = [line(payer_name=ALPINA), line(payer_name=ALPINA, line_id="T2")]
    answers = decide(paid, [first, second])
    assert all((a.outcome is Outcome.POSTED) == posted for a in answers)


# --- money paid out


@pytest.mark.parametrize("text", ["Miete April", "RG 88120", "Invoice no. 70012 of 3 March"])
def test_money_paid_out_to_no_customer_for_no_document_of_ours_is_set_apart(text: str) -> None:
    (answer,) = decide(line(-1800_00, payer_name="Vermieterin Gruber", remittance_text=text), [item()])
    assert answer.outcome is Outcome.NOT_OURS and "no customer" in answer.said.text("en")


@pytest.mark.parametrize(
    "out",
    [
        line(-1800_00, payer_name=ALPINA),
        line(-1800_00, payer_name="Gruber", remittance_text="INV-10023"),
        line(-1800_00, payer_name="Gruber", remittance_text="INV-10077"),
        line(-1800_00, payer_name="Gruber", remittance_text="for Alpina Sport"),
        line(-1800_00, payer_name="Gruber", remittance_text="RETURN of 12 March"),
        line(-1800_00, payer_name="Gruber", is_reversal=True),
        line(-1800_00, payer_account="DE89370400440532013000"),
        line(-1800_00),
    ],
    ids=["customer", "item", "unknown number", "named in text", "return", "reversal", "customer account", "silent"],
)
def test_money_paid_out_that_may_concern_a_customer_waits_for_a_person(out: StatementLine) -> None:
    known = customer(accounts=("DE89370400440532013000",))
    assert decide(out, [item()], [known])[0].outcome is Outcome.UNMATCHED
