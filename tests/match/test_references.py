"""Structured references: a misread digit is seen."""

from __future__ import annotations

import pytest
import stdnum.be.ogm_vcs
import stdnum.ch.esr
import stdnum.iso11649
import stdnum.luhn
from hypothesis import given, settings
from hypothesis import strategies as st

from recon.match import check_digits, references
from recon.match.reading import Cited, read
from recon.match.references import SCHEMES, is_valid, quoted, scheme_of
from tests.builders import item, line
from tests.match.books import book

GOOD = [
    ("RF", "RF18 5390 0754 7034"),
    ("QRR", "21 00000 00003 13947 14300 09017"),
    ("KID", "KID 2345676"),
    ("VIITE", "VIITE 1232"),
    ("OCR", "OCR: 12344"),
    ("FIK", "+71<000000000000018+12345678<"),
    ("OGM", "+++090/9337/55493+++"),
    ("NL", "BETALINGSKENMERK 5000 0567 8901 2345"),
    ("NL", "BETAALKENMERK: 30 2026 000423"),
    ("IT", "COD.CLIENTE 301000000000000144"),
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


# --- the models of Slovenia and Croatia, and references that carry a number


@pytest.mark.parametrize("scheme", ["SI", "HR"])
@pytest.mark.parametrize(
    ("form", "checked"),
    [
        ("01 12-345-678{}", "12345678"),
        ("02 12-345{}-678{}", "345 678"),
        ("03 12{}-345{}-678{}", "12 345 678"),
        ("04 12{}-345-678{}", "12 678"),
        ("05 12{}-345-678", "12"),
        ("06 12-345-678{}", "345678"),
        ("07 12-345{}-678", "345"),
        ("08 12-345{}-678{}", "12345 678"),
        ("09 12-345{}-678", "12345"),
        ("10 12{}-345-678{}", "12 345678"),
        ("11 12{}-345{}-678", "12 345"),
        ("12 1234567{}", "1234567"),
    ],
)
def test_each_model_checks_the_fields_it_says(scheme: str, form: str, checked: str) -> None:
    right = [check_digits.model11_digit(digits) for digits in checked.split()]
    text = scheme + form.format(*right)
    assert [(q.kind, q.valid) for q in quoted(f"PLACILO {text} HVALA")] == [(scheme, True)]
    assert is_valid(text, scheme)
    for at, digit in enumerate(right):
        wrong = [*right]
        wrong[at] = str((int(digit) + 1) % 10)
        assert not is_valid(scheme + form.format(*wrong), scheme)


def test_a_model_without_check_digits_proves_nothing_and_is_not_wrong() -> None:
    assert is_valid("SI00 12-34-56", "SI")
    assert not references.kind_of("SI00 12-34-56", "EUR")
    assert not is_valid("SI45 12-34", "SI")


digits_ = st.text("0123456789", min_size=4, max_size=12).filter(lambda d: d.strip("0"))


@settings(derandomize=True, deadline=None, max_examples=80)
@given(digits_)
def test_what_is_made_of_a_number_is_valid_and_gives_it_back(number: str) -> None:
    padded = number.rjust(26, "0")
    made = {
        "RF": f"RF{check_digits.mod97_digits('RF', number)}{number}",
        "QRR": padded + check_digits.recursive_mod10_digit(padded),
        "KID": number + check_digits.luhn_digit(number),
        "VIITE": number + check_digits.weights731_digit(number),
        "OCR": (long := number + str((len(number) + 2) % 10)) + check_digits.luhn_digit(long),
        "FIK": (fixed := number.rjust(14, "0")) + check_digits.luhn_digit(fixed),
        "OGM": (ten := number[:10].rjust(10, "0")) + f"{int(ten) % 97 or 97:02d}",
        "SI": f"SI12{number}{check_digits.model11_digit(number)}",
        "HR": f"HR01{number}{check_digits.model11_digit(number)}",
        "NL": next(made for n in range(10) if check_digits.dutch(made := f"{n}{number:0>15}")),
        "IT": (sixteen := number.rjust(16, "0")) + f"{int(sixteen) % 93:02d}",
    }
    assert set(made) == set(SCHEMES)
    for scheme, reference in made.items():
        assert is_valid(reference, scheme), (scheme, reference)
        (quote,) = quoted(noisy(scheme, reference))
        assert (quote.kind, quote.valid) == (scheme, True)
        carried = number[:10] if scheme == "OGM" else number
        assert carried.lstrip("0") in references.bodies(quote)


def noisy(scheme: str, reference: str) -> str:
    """A reference as it stands in a payer's text."""
    if scheme in ("KID", "VIITE", "OCR"):
        return f"BETALNING 12.01.2026 {scheme}: {reference} EUR 1.234,50"
    if scheme == "FIK":
        return f"INDBETALING +71<{reference}+12345678<"
    if scheme in ("NL", "IT"):
        return f"{'BETALINGSKENMERK' if scheme == 'NL' else 'CODICE AVVISO'} {reference} DEL 12.01.2026"
    if scheme == "OGM":
        return f"MEDEDELING +++{reference[:3]}/{reference[3:7]}/{reference[7:]}+++"
    if scheme == "RF":
        return (
            "VIITTEENNE RF" + " ".join(reference[2:][at : at + 4] for at in range(0, len(reference) - 2, 4)) + " KIITOS"
        )
    return f"ZAHLUNG {reference} VOM 12.01.2026"


@settings(derandomize=True, deadline=None, max_examples=80)
@given(digits_)
def test_the_sums_agree_with_an_independent_library_both_ways(number: str) -> None:
    assert check_digits.luhn_digit(number) == stdnum.luhn.calc_check_digit(number)
    padded = number.rjust(26, "0")
    assert check_digits.recursive_mod10_digit(padded) == stdnum.ch.esr.calc_check_digit(padded)
    assert stdnum.iso11649.is_valid(f"RF{check_digits.mod97_digits('RF', number)}{number}")


@pytest.mark.parametrize(
    ("printed", "currency", "written"),
    [
        ("RF18539007547034", "EUR", "rf18 5390 0754 7034 kiitos"),
        ("210000000003139471430009017", "CHF", "21 00000 00003 13947 14300 09017"),
        ("000000000000000000001878583", "CHF", "18 78583"),
        ("2345676", "NOK", "KID 2345676"),
        ("234096783", "EUR", "Viitenro 2340 96783"),
        ("123456782", "SEK", "OCR 123456782"),
        ("000000012345674", "DKK", "+71<000000012345674+87654321<"),
        ("000000012345674", "DKK", "FIK 71 000000012345674"),
        ("090933755493", "EUR", "+++090/9337/55493+++"),
        ("090933755493", "EUR", "***090/9337/55493***"),
        ("SI12 1234567890007", "EUR", "SI12 1234567890007"),
        ("HR01 1234-5678-909", "EUR", "HR01 1234-5678-909"),
        ("5000056789012345", "EUR", "betalingskenmerk 5000.0567.8901.2345"),
        ("302026000423", "EUR", "betalingskenmerk 30 2026 0004 23"),
        ("301000000000000144", "EUR", "codice avviso 3010 0000 0000 0001 44"),
    ],
)
def test_a_printed_reference_cites_its_document_and_a_misread_one_speaks_against_it(
    printed: str, currency: str, written: str
) -> None:
    of = book(item("F-30301", payment_reference=printed, currency=currency), item("F-30302", currency=currency))
    if references.kind_of(printed, currency):
        said = read(line(remittance_text=f"Payment {written}", currency=currency), of)
        assert said.cited["F-30301"].level is Cited.STRUCTURED
        assert not said.broken
    at = max(i for i, c in enumerate(written.partition("+8765")[0]) if c.isdigit())
    wrong = written[:at] + str((int(written[at]) + 1) % 10) + written[at + 1 :]
    misread = read(line(remittance_text=wrong, currency=currency), of)
    assert not misread.cited
    assert misread.broken or written == "18 78583"  # digits without form or label are not checked


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("RF63 100 234 567", "RF64 100 234 567"),
        ("OCR 1002345674", "OCR 1002345675"),
        ("OCR 10023456717", "OCR 10023456718"),  # with its length
        ("KID 1002345674", "KID 1002345673"),
        ("+71<000001002345674+12345678<", "+71<000001002345675+12345678<"),
    ],
)
def test_an_own_number_inside_a_reference_is_cited_only_by_a_valid_one(right: str, wrong: str) -> None:
    of = book(item("100234567"))
    assert list(read(line(remittance_text=right), of).cited) == ["100234567"]
    said = read(line(remittance_text=wrong), of)
    assert (list(said.cited), len(said.broken)) == ([], 1)


def test_an_own_number_behind_the_label_of_a_reference_is_not_wrong() -> None:
    said = read(line(remittance_text="OCR 100234567"), book(item("100234567")))
    assert (list(said.cited), said.broken) == (["100234567"], ())


def test_a_series_of_numbers_that_looks_like_a_model_is_no_reference() -> None:
    of = book(*(item(f"SI03680{n}") for n in range(10, 40)))
    assert not read(line(remittance_text="SI0368041"), of).broken
    assert read(line(remittance_text="SI0368041"), of).strangers == ("SI0368041",)


def test_a_long_number_in_another_currency_is_no_swiss_reference() -> None:
    text = "210000000003139471430009018"
    assert not read(line(remittance_text=text, currency="USD"), book(item())).broken
    assert read(line(remittance_text=text, currency="CHF"), book(item())).broken
