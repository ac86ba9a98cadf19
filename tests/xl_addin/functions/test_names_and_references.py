"""Names, document numbers and check digits in cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recon.match.references import SCHEMES
from recon.text import name_key
from tests.builders import examples
from tests.xl_addin.functions.sheets import ask, cells, ledger, value, why
from xl_addin.cells import NONE
from xl_addin.formula.language import speak

NAMES = st.text(st.sampled_from("Abc dé ü华夏电子 &.-GmbHLtd"), min_size=1, max_size=18)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Müller Maschinenbau GmbH", "MUELLER MASCHINENBAU"),
        ("Alpina Sport AG", "alpina-sport A.G."),
        ("苏州华夏电子科技有限公司", "蘇州華夏電子科技有限公司"),
    ],
)
def test_two_spellings_of_one_name_are_the_same(name: str, other: str) -> None:
    assert value("AR_SIMILARITY", name, other) == 1.0
    assert value("AR_NAMEKEY", name) == value("AR_NAMEKEY", other) == name_key(name)


def test_what_matching_takes_for_one_company_is_at_least_nine_tenths_alike() -> None:
    alike = value("AR_SIMILARITY", "Nordic Shipping Services", "Nordic Shippng Services")
    other = value("AR_SIMILARITY", "Nordic Shipping Services", "Southern Paper Mills")
    apart = value("AR_SIMILARITY", "苏州华夏电子有限公司", "上海华夏电子有限公司")
    assert isinstance(alike, float)
    assert isinstance(other, float)
    assert isinstance(apart, float)
    assert 0.9 <= alike < 1
    assert 0 <= other < 0.9
    assert apart < 0.9  # two places


@examples(60)
@given(NAMES, NAMES)
def test_likeness_is_between_nothing_and_one_and_the_same_both_ways(one: str, other: str) -> None:
    there = value("AR_SIMILARITY", one, other)
    if isinstance(there, float):
        assert 0 <= there <= 1
        if other.strip():
            assert value("AR_SIMILARITY", other, one) in (there, None)


def test_a_column_of_names_is_compared_with_one_or_row_by_row() -> None:
    names = cells([["Alder Ltd"], [None], ["Birch AG"]])
    assert ask("AR_SIMILARITY", names, "ALDER LIMITED")[:2] == ((1.0,), (None,))
    assert ask("AR_SIMILARITY", names, names) == ((1.0,), (None,), (1.0,))
    assert ask("AR_NAMEKEY", names) == (("ALDER",), (None,), ("BIRCH",))


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Payment of INV-26001 and INV 26002", "INV-26001, INV-26002"),
        ("inv26004 less discount", "INV-26004"),
        ("付 INV-26005 货款", "INV-26005"),
        ("RF18 5390 0754 7034", "RF18539007547034"),
        ("RF17 5390 0754 7034", None),  # a digit misread
        ("Thank you", None),
        (None, None),
    ],
)
def test_a_text_gives_the_documents_of_the_list_and_the_references_it_cites(
    text: str | None, cited: str | None
) -> None:
    assert value("AR_REFERENCES", text, ledger()) == cited


def test_without_a_list_only_references_that_prove_themselves_are_given() -> None:
    texts = cells(
        [["INV-26001 RF18 5390 0754 7034"], ["+++090/9337/55493+++"], ["SI12 1234567890007, FIK 71 000000012345674"]]
    )
    found = (("RF18539007547034",), ("090933755493",), ("000000012345674, SI121234567890007",))
    assert ask("AR_REFERENCES", texts, NONE) == found


@pytest.mark.parametrize(
    ("reference", "named", "valid"),
    [
        ("RF18 5390 0754 7034", None, True),
        ("RF17 5390 0754 7034", None, False),
        ("21 00000 00003 13947 14300 09017", None, True),
        ("+++090/9337/55493+++", None, True),
        ("+++090/9337/55494+++", None, False),
        ("2345676", "KID", True),
        ("2345674", "kid", False),
        (234096783.0, "VIITE", True),
        ("234096784", "VIITE", False),
        ("SI12 1234567890007", None, True),
        ("SI12 1234567890008", None, False),
        ("SI05 12343-5678-90", None, True),
        ("HR01 1234-5678-909", None, True),
        ("HR01 1234-5678-908", "HR", False),
        ("000000012345674", "FIK", True),
        ("ABC", "OCR", False),
    ],
)
def test_check_digits_are_held_against_the_scheme_named_or_shown(
    reference: str | float, named: str | None, valid: bool
) -> None:
    assert value("AR_CHECKREF", reference, named) is valid


def test_a_reference_that_shows_no_scheme_is_neither_right_nor_wrong() -> None:
    assert value("AR_CHECKREF", "2345676") == "#VALUE!"
    assert all(name in why() for name in SCHEMES)
    assert value("AR_CHECKREF", "2345676", "LUHN") == "#VALUE!"
    assert "LUHN" in why()
    speak("zh")
    assert value("AR_CHECKREF", "2345676") == "#VALUE!"
    assert "校验规则" in why()


def test_references_in_a_column_stand_or_fall_each_for_itself() -> None:
    shown = ask("AR_CHECKREF", cells([["RF18539007547034"], [None], ["17"], ["RF17539007547034"]]))
    assert shown == ((True,), (None,), ("#VALUE!",), (False,))


def test_a_reference_that_lost_its_last_digits_is_not_called_wrong() -> None:
    assert value("AR_CHECKREF", 210000000003139471430009017.0, "QRR") == "#VALUE!"
    assert "as text" in why()
