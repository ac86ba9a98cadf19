"""Structured references: a misread digit is seen."""

from __future__ import annotations

import pytest
import stdnum.be.ogm_vcs
import stdnum.iso11649
import stdnum.luhn
from hypothesis import given, settings
from hypothesis import strategies as st

from recon.match import references
from recon.match.references import quoted

GOOD = [
    ("RF", "RF18 5390 0754 7034"),
    ("QRR", "21 00000 00003 13947 14300 09017"),
    ("KID", "KID 2345676"),
    ("VIITE", "VIITE 1232"),
    ("OCR", "OCR: 12344"),
    ("FIK", "+71<000000000000018+12345678<"),
    ("OGM", "+++090/9337/55493+++"),
]


@pytest.mark.parametrize(("kind", "text"), GOOD)
def test_a_right_reference_is_found_by_its_form_or_label(kind: str, text: str) -> None:
    assert [(q.kind, q.valid) for q in quoted(text)] == [(kind, True)]


@pytest.mark.parametrize(("kind", "text"), GOOD)
def test_one_wrong_digit_makes_it_invalid(kind: str, text: str) -> None:
    at = max(i for i, c in enumerate(text.removesuffix("+12345678<")) if c.isdigit())
    wrong = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
    assert [(q.kind, q.valid) for q in quoted(wrong)] == [(kind, False)]


def test_words_behind_a_reference_do_not_make_it_wrong() -> None:
    (found,) = quoted("RF18 5390 0754 7034 THANKS FOR ALL")
    assert found.valid and found.key == "RF18539007547034"


def test_a_number_without_form_or_label_is_not_called_wrong() -> None:
    assert not list(quoted("RECHNUNG 2345674 VOM 12.01.2026"))


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.text("0123456789", min_size=2, max_size=24))
def test_the_checks_agree_with_an_independent_library(digits: str) -> None:
    assert references.luhn(digits) == stdnum.luhn.is_valid(digits)
    creditor = f"RF{digits}"
    assert references.mod97(creditor) == (len(digits) > 2 and stdnum.iso11649.is_valid(creditor))
    twelve = digits.rjust(12, "1")[:12]
    assert references.belgian(twelve) == stdnum.be.ogm_vcs.is_valid(twelve)
