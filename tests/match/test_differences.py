"""What a difference is: named where it can be, written off only where terms or settings say so, never tolerated."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from recon.config import Settings, Tolerance, Withheld
from recon.match.outcome import Answer, Outcome
from recon.rows import OpenItem, StatementLine
from tests.builders import customer, item, line
from tests.match.books import applied, book, decide, reasons

TEN = Settings(tolerance=Tolerance(withheld=(Withheld(Decimal(10), customers=("C1",), countries=("VN",)),)))


def paid(minor: int, text: str = "INV-10023", **more: Any) -> StatementLine:
    return line(minor, payer_name="Alpina Sport", remittance_text=text, **more)


def answer(of: StatementLine, *items: OpenItem, settings: Settings | None = None) -> Answer:
    (one,) = decide(of, items or (item(),), settings=settings)
    return one


def words(of: StatementLine, *items: OpenItem, rule: str = "named_shortage") -> list[str]:
    cited = tuple(i.item_id for i in items if i.item_id in of.remittance_text) or (items[0].item_id,)
    return [e.said.id for e in reasons(rule, of, book(*items), *cited)]


# --- tax kept back by the payer


def test_a_tax_the_settings_know_closes_the_item() -> None:
    one = answer(paid(90_00), settings=TEN)
    assert applied(one) == {"INV-10023": 100_00}
    (share,) = one.alternatives[0].shares
    assert (share.cash_minor, share.written_off_minor, share.reason) == (90_00, 10_00, "tax")


def test_a_tax_is_known_by_the_country_of_the_customer() -> None:
    own, other = customer(country="VN"), customer(country="DE")
    rule = Settings(tolerance=Tolerance(withheld=(Withheld(Decimal(10), countries=("VN",)),)))
    for who, falls in ((own, 100_00), (other, 90_00)):
        (one,) = decide(paid(90_00), [item()], [who], settings=rule)
        assert applied(one) == {"INV-10023": falls}


@pytest.mark.parametrize("minor", [89_99, 90_01])
def test_a_cent_beside_the_tax_is_no_tax(minor: int) -> None:
    assert applied(answer(paid(minor), settings=TEN)) == {"INV-10023": minor}


def test_the_tax_of_several_items_is_rounded_for_each() -> None:
    items = (item(open_minor=33_35), item("INV-10024", 33_35), item("INV-10025", 33_35))
    one = answer(paid(90_03, "INV-10023 INV-10024 INV-10025"), *items, settings=TEN)  # 100.05 less 3 x 3.34
    assert applied(one) == {i.item_id: 33_35 for i in items}
    assert sum(s.written_off_minor for s in one.alternatives[0].shares) == 10_02


def test_a_tax_without_a_number_is_only_proposed() -> None:
    one = answer(paid(901_11, ""), item(open_minor=1001_23), settings=TEN)
    assert one.outcome is Outcome.PROPOSED and one.alternatives[0].shares[0].reason == "tax"


def test_a_tax_that_no_setting_knows_is_named_and_stays_open() -> None:
    one = answer(paid(901_11), item(open_minor=1001_23))
    assert applied(one) == {"INV-10023": 901_11}
    assert "evidence_short_tax" in {e.said.id for e in one.alternatives[0].evidence}


# --- other names of a shortage


def test_a_discount_too_late_is_named_with_its_days() -> None:
    late = item(open_minor=1000_00, discount_minor=20_00, discount_until=date(2026, 1, 20))
    (said,) = reasons("named_shortage", paid(980_00), book(late), "INV-10023")
    assert said.said.id == "evidence_short_late" and ("days", 10) in said.said.fields


@pytest.mark.parametrize(
    ("opened", "minor", "name"),
    [
        (478_38, 468_81, ["evidence_short_discount"]),  # 2 %
        (1001_23, 901_11, ["evidence_short_tax"]),  # 10 %
        (987_65, 962_65, ["evidence_short_fee"]),  # 25.00
        (987_65, 962_66, []),
        (987_65, 500_00, []),
    ],
)
def test_a_shortage_is_named_only_where_it_fits_to_the_cent(opened: int, minor: int, name: list[str]) -> None:
    assert words(paid(minor), item(open_minor=opened)) == name


def test_the_name_of_a_shortage_brings_the_right_item_to_the_top() -> None:
    one = answer(paid(468_81, ""), item(open_minor=478_38), item("INV-10024", 477_11), item("INV-10025", 471_00))
    assert one.posting is None and one.alternatives[0].shares[0].item_id == "INV-10023"


# --- digits exchanged


@pytest.mark.parametrize("minor", [125_40, 152_04, 512_40])
def test_two_digits_exchanged_are_told_and_never_posted(minor: int) -> None:
    one = answer(paid(minor), item(open_minor=152_40))
    assert one.posting is None
    assert "transposed_digits" in {e.rule for e in one.alternatives[0].evidence}


def test_two_digits_exchanged_within_a_sum_are_told() -> None:
    one = answer(paid(175_40, "INV-10023 INV-10024"), item(open_minor=152_40), item("INV-10024", 50_00))
    assert one.posting is None and "evidence_transposed_in_sum" in {e.said.id for e in one.alternatives[0].evidence}


def test_a_difference_divisible_by_nine_alone_is_no_exchange() -> None:
    assert applied(answer(paid(134_40), item(open_minor=152_40))) == {"INV-10023": 134_40}


# --- round sums


@pytest.mark.parametrize(("one", "other", "posted"), [(180_00, 60_00, False), (180_37, 60_19, True)])
def test_a_sum_of_round_prices_is_no_proof(one: int, other: int, posted: bool) -> None:
    others = [item(f"INV-2000{n}", minor) for n, minor in enumerate((411_17, 95_00, 733_41, 900_00))]
    paid_for = [item("INV-10023", one), item("INV-10024", other)]
    assert (answer(paid(one + other, ""), *paid_for, *others).posting is not None) == posted
