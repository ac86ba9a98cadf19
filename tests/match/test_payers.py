"""Names: two spellings of one company meet, two companies do not."""

from __future__ import annotations

import pytest

from recon.match.payers import TAKEN_FOR_ONE, Level, Payers, similarity


def level(payer: str, *names: str) -> Level | None:
    known = Payers()
    for at, name in enumerate(names):
        known.add(f"C{at}", name)
    found = known.named(payer)
    return found[0].level if found else None


@pytest.mark.parametrize(
    ("payer", "name"),
    [
        ("NORDLICHT MASCHINENBAU", "Nordlicht Maschinenbau GmbH & Co. KG"),
        ("Maschinenbau Nordlicht GmbH", "Nordlicht Maschinenbau GmbH"),
        ("JURGENS BACKEREI", "Jürgens Bäckerei e.K."),
        ("JUERGENS BAECKEREI", "Jürgens Bäckerei e.K."),
        ("SILVERPEAKLABS", "Silver Peak Labs Inc"),
        ("杭州明湖贸易", "杭州明湖贸易有限公司"),
        ("臺北華峰科技", "台北华峰科技股份有限公司"),
        ("HANGZHOU MINGHU MAOYI", "杭州明湖贸易有限公司"),
    ],
)
def test_the_same_name_in_another_spelling(payer: str, name: str) -> None:
    assert level(payer, name, "Quite Different Holdings") is Level.SAME


@pytest.mark.parametrize(
    ("payer", "name", "expected"),
    [
        ("CONTINENTAL WORKSHOP SUPPLIES AND T", "Continental Workshop Supplies and Tools Holding Ltd", Level.CUT),
        ("杭州明湖贸易有限公司宁波分公司", "杭州明湖贸易有限公司", Level.CUT),
        ("Nordlihct Maschinenbau", "Nordlicht Maschinenbau GmbH", Level.CUT),
        ("Nordlich Maschinenbau", "Nordlicht Maschinenbau GmbH", Level.NEAR),
        ("N. Maschinenbau", "Nordlicht Maschinenbau GmbH", Level.NEAR),
    ],
)
def test_a_name_cut_off_a_branch_and_a_slip_of_the_pen(payer: str, name: str, expected: Level) -> None:
    assert level(payer, name) is expected


@pytest.mark.parametrize(
    ("payer", "name"),
    [
        ("宁波明湖贸易有限公司", "杭州明湖贸易有限公司"),
        ("Sonderborg ApS", "Havn Service ApS"),
        ("Trading Limited", "Harbour Lane Trading Limited"),
    ],
)
def test_another_place_a_legal_form_or_a_common_word_is_not_the_company(payer: str, name: str) -> None:
    found = level(payer, name)
    assert found is None or found is Level.PART


def test_two_customers_of_one_name_share_it() -> None:
    known = Payers()
    known.add("C1", "Corner Cafe")
    known.add("C2", "Corner Cafe Ltd")
    assert [p.shared for p in known.named("CORNER CAFE")] == [2, 2]


def test_an_account_is_known_in_any_grouping() -> None:
    known = Payers()
    known.add_account("C1", "DE02-5001-0517-0137-0750-30")
    assert [p.customer_id for p in known.paying_from("de02 5001 0517 0137 0750 30")] == ["C1"]
    assert not known.paying_from("12")


PAIRS = [
    ("Nordlicht Maschinenbau GmbH", "Maschinenbau Nordlicht"),
    ("Nordlicht Maschinenbau GmbH", "Nordlicht Maschinebau"),
    ("杭州明湖贸易有限公司", "HANGZHOU MINGHU MAOYI"),
    ("苏州华夏电子有限公司", "上海华夏电子有限公司"),
    ("Alder Ltd", "Birch AG"),
    ("", "Birch AG"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_names_are_alike_from_nine_tenths_on_just_where_one_is_taken_for_the_other(one: str, other: str) -> None:
    alike = similarity(one, other)
    levels = [found for found in (level(one, other), level(other, one)) if found is not None]
    assert (alike >= TAKEN_FOR_ONE) is (max(levels, default=0) >= Level.NEAR)
    assert (alike == 1) is (max(levels, default=0) >= Level.SAME)
    assert alike == similarity(other, one)
    assert 0 <= alike <= 1
