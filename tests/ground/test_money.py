"""Money is exact: nothing is rounded unasked, and nothing is lost when it is shared out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recon import money
from tests.builders import examples

LAW = examples(150)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CLF", "CNY"])
MINOR = st.integers(-(2**62) + 1, 2**62 - 1)


@given(MINOR, CURRENCIES)
@LAW
def test_minor_units_come_back_from_the_decimal_they_make(minor: int, currency: str) -> None:
    assert money.to_minor(money.to_decimal(minor, currency), currency) == minor
    assert money.to_minor(Decimal(money.plain(minor, currency)), currency) == minor
    assert money.rounded(money.to_decimal(minor, currency), currency) == minor


@given(MINOR, st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
@LAW
def test_what_is_shared_out_adds_up_and_no_share_is_a_unit_off(total: int, weights: list[int]) -> None:
    shares = money.split(total, weights)
    assert sum(shares) == total
    whole = sum(weights)
    assert all(abs(share * whole - total * weight) < whole for share, weight in zip(shares, weights, strict=True))


@pytest.mark.parametrize(
    "amount",
    ["0.001", "NaN", "Infinity", "1e30", "1.00000000000000000000000000000000001", str(2**62), "-0.005"],
)
def test_what_is_no_whole_minor_unit_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match=r"Decimal|\d|NaN|Infinity"):
        money.to_minor(Decimal(amount), "EUR")


@pytest.mark.parametrize(("amount", "minor"), [("0.125", 13), ("-0.125", -13), ("0.124", 12), ("2.675", 268)])
def test_halves_are_rounded_away_from_zero(amount: str, minor: int) -> None:
    assert money.rounded(Decimal(amount), "EUR") == minor


def test_a_code_outside_the_standard_is_no_currency() -> None:
    assert not money.is_currency("EURO")
    assert not money.is_currency("eur")
    with pytest.raises(KeyError):
        money.exponent("XXY")


def test_a_foreign_amount_is_converted_once_and_rounded_once() -> None:
    assert money.convert(100_00, "USD", "KWD", Decimal("0.30705")) == 30_705
    assert money.convert(-1, "JPY", "EUR", Decimal("0.0061")) == -1
