"""Our own check digits agree with a library that others rely on, where it has them."""

from __future__ import annotations

import random

import pytest
from stdnum import iso11649, luhn
from stdnum.ch import esr

from recon.match import check_digits, references

CHANCE = random.Random(11)
DIGITS = ["".join(CHANCE.choices("0123456789", k=CHANCE.randint(2, 25))) for _ in range(400)]


def test_modulus_ten_agrees() -> None:
    assert [check_digits.luhn(digits) for digits in DIGITS] == [luhn.is_valid(digits) for digits in DIGITS]


def test_the_creditor_reference_agrees() -> None:
    quoted = [f"RF{check:02d}{digits[:21]}" for digits in DIGITS[:40] for check in range(2, 99)]
    ours = [references.is_creditor_reference(one) for one in quoted]
    assert ours == [iso11649.is_valid(one) for one in quoted]
    assert sum(ours) == 40  # each body has one pair of check digits


@pytest.mark.parametrize("last", range(10))
def test_the_swiss_reference_agrees(last: int) -> None:
    for digits in DIGITS:
        body = f"{int(digits):026d}"[-26:]
        assert check_digits.recursive_mod10(f"{body}{last}") == (esr.calc_check_digit(body) == str(last))
