"""Structured references: a misread digit is seen."""

from __future__ import annotations

import pytest
import stdnum.be.ogm_vcs
import stdnum.iso11649
import stdnum.luhn
from hypothesis import given, settings
from hypothesis import strategies as st

from recon.match import check_digits, references
from recon.match.references import SCHEMES, is_valid, quoted, scheme_of

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
    assert check_digits.luhn(digits) == stdnum.luhn.is_valid(digits)
    creditor = f"RF{digits}"
    assert references.is_creditor_reference(creditor) == (len(digits) > 2 and stdnum.iso11649.is_valid(creditor))
    twelve = digits.rjust(12, "1")[:12]
    assert check_digits.belgian(twelve) == stdnum.be.ogm_vcs.is_valid(twelve)


# The examples above without their labels; the last one is there for its form.
BARE = [
    ("RF", "RF18 5390 0754 7034"),
    ("QRR", "21 00000 00003 13947 14300 09017"),
    ("KID", "2345676"),
    ("VIITE", "1232"),
    ("OCR", "12344"),
    ("FIK", "000000000000018"),
    ("OGM", "090/9337/55493"),
    ("HR", "HR01 1234-5678-903"),
]


@pytest.mark.parametrize(("scheme", "reference"), [(s, r) for s, r in BARE if s != "HR"])
def test_a_bare_reference_is_held_against_the_scheme_named(scheme: str, reference: str) -> None:
    assert is_valid(reference, scheme)
    at = max(i for i, c in enumerate(reference) if c.isdigit())
    wrong = reference[:at] + str((int(reference[at]) + 1) % 10)
    assert not is_valid(wrong, scheme)


@pytest.mark.parametrize(("kind", "text"), GOOD)
def test_what_a_text_quotes_as_valid_is_valid_by_itself(kind: str, text: str) -> None:
    (found,) = quoted(text)
    assert is_valid(found.key, kind) is found.valid


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("text", ["", "-", "no number", "12", "RF", "SI12", "٣٤٥", "1" * 60])
def test_what_is_no_reference_is_not_right_by_accident_of_its_form(scheme: str, text: str) -> None:
    assert is_valid(text, scheme) in (True, False)
    if not any(char.isdigit() for char in text):
        assert not is_valid(text, scheme)


def test_only_a_form_of_its_own_shows_the_scheme() -> None:
    shown = {reference: scheme_of(reference) for _, reference in BARE}
    assert {r: s for r, s in shown.items() if s} == {r: k for k, r in BARE if k in ("RF", "QRR", "HR")}
