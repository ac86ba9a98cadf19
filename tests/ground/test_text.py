"""Two spellings of one name are equal, two names are not, and what is canonical stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recon import text
from tests.builders import examples

LAW = examples(150)
WRITTEN = st.text(st.characters(codec="utf-8"), max_size=24) | st.text(
    st.sampled_from(list("aAéÉöÖßøØﬁＡｌ１０OoIl.,/-&'（）() 有限公司股份深圳市華华為区分集团株式会社ｶﾞが")), max_size=24
)
WORDS = [
    "Alpina",
    "Sport",
    "Müller",
    "GmbH",
    "& Co.",
    "KG",
    "AG",
    "S.A.",
    "A/S",
    "Co., Ltd.",
    "Sp. z o.o.",
    "Firma",
    "AB",
    "X",
]
CHINESE = [
    "苏州",
    "市",
    "深圳",
    "华夏",
    "電子",
    "科技",
    "有限公司",
    "股份有限公司",
    "公司",
    "分公司",
    "集团",
    "(",
    ")",
    "厂",
    "株式会社",
]
NAMES = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join) | st.lists(st.sampled_from(CHINESE), max_size=6).map(
    "".join
)


@given(WRITTEN)
@LAW
def test_a_normal_text_stays_as_it_is(written: str) -> None:
    once = text.normal(written)
    assert text.normal(once) == once
    assert once == once.strip()


@given(NAMES | WRITTEN)
@LAW
def test_a_name_without_its_legal_form_has_none_to_lose(name: str) -> None:
    once = text.without_legal_form(name)
    assert text.name_key(once) == text.name_key(name)
    assert text.parsed(once).form == ""


@given(NAMES | WRITTEN)
@LAW
def test_a_name_is_never_lost_altogether(name: str) -> None:
    if any(map(str.isalnum, text.normal(name))):
        assert text.tokens(name)
        assert text.name_key(name)


@given(WRITTEN)
@LAW
def test_a_canonical_number_is_its_own_canonical_number(written: str) -> None:
    once = text.canonical_number(written)
    assert text.canonical_number(once) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller Maschinenbau GmbH & Co. KG", "MUELLER MASCHINENBAU GMBH + CO KG"),
        ("Müller Maschinenbau GmbH & Co. KG", "Muller Maschinenbau"),
        ("Bäckerei Groß e.K.", "BAECKEREI GROSS E. K."),
        ("Müller & Söhne oHG", "MUELLER UND SOEHNE"),
        ("Smith and Sons Ltd", "SMITH & SONS LIMITED"),
        ("Acme Co., Ltd.", "ACME CO.,LTD"),
        ("S.A.R.L. Dupont", "Dupont SARL"),
        ("Kowalski Sp. z o.o.", "KOWALSKI SPOLKA Z O.O."),
        ("Novák s.r.o.", "NOVAK S R O"),
        ("Nordic Ship A/S", "Nordic Ship AS"),
        ("A.P. Møller - Mærsk A/S", "AP MOELLER-MAERSK AS"),
        ("深圳市華夏電子科技有限公司", "深圳华夏电子科技股份有限公司"),
        ("ＡＢＣ商事株式会社", "(株)ABC商事"),
        ("㈱ニチレイ", "ニチレイ株式会社"),
        ("Alpina\u200b Sport\u00a0AG", "alpina sport"),
    ],
)
def test_two_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert text.name_key(one) == text.name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("苏州华夏电子有限公司", "深圳华夏电子有限公司"),
        ("华为技术有限公司", "华为技术有限公司上海分公司"),
        ("北京第一机械厂", "北京第二机械厂"),
        ("Alpina Sport AG", "Alpina Sport Service AG"),
        ("Société Générale SA", "Générale SA"),
    ],
)
def test_two_names_keep_two_keys(one: str, other: str) -> None:
    assert text.name_key(one) != text.name_key(other)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("苏州华夏电子科技有限公司", "SUZHOU"),
        ("浙江省杭州市西湖区阳光贸易有限公司", "HANGZHOU"),
        ("腾讯科技（深圳）有限公司", "SHENZHEN"),
        ("华为技术有限公司上海分公司", "SHANGHAI"),
        ("Tencent Technology (Shenzhen) Company Limited", "SHENZHEN"),
        ("Hong Kong Trading Limited", "HONG KONG"),
        ("阿里巴巴（中国）有限公司", "CHINA"),
        ("杭州某某(中国)有限公司", "HANGZHOU"),
        ("Alpina Sport AG", ""),
    ],
)
def test_the_place_in_a_name_is_known(name: str, place: str) -> None:
    assert text.parsed(name).place == place


def test_a_chinese_name_is_parted_into_place_brand_and_trade() -> None:
    assert text.tokens("苏州市华夏电子科技有限公司") == ("苏州", "华夏", "电子", "科技")
    assert text.tokens("浙江省杭州市西湖区阳光贸易有限公司") == ("浙江", "杭州", "西湖区", "阳光", "贸易")
    assert text.tokens("北京市政路桥集团有限公司") == ("北京", "市政路桥", "集团")


@pytest.mark.parametrize("only", ["AB", "GmbH", "公司", "Co. Ltd.", "株式会社", "(株)"])
def test_a_name_that_is_nothing_but_a_legal_form_keeps_something_to_compare(only: str) -> None:
    assert text.tokens(only)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("INV-2O24/0l 7", "1NV2024017"),
        ("re. 10.023", "RE10023"),
        ("ＩＮＶ１００２３", "1NV10023"),
        ("发票 2026-01", "发票202601"),
    ],
)
def test_a_number_is_compared_without_separators_and_look_alikes(written: str, number: str) -> None:
    assert text.canonical_number(written) == number


def test_an_umlaut_is_written_in_three_ways() -> None:
    assert set(text.spellings("Größe")) == {"GROSSE", "GROESSE"}
    assert "MUELLER" in text.spellings("Mu\u0308ller")  # decomposed on a Mac


def test_japanese_voicing_marks_are_no_accents() -> None:
    assert text.normal("が") != text.normal("か")
    assert text.normal("ｶﾞ") == text.normal("ガ")


def test_a_name_cut_at_the_end_of_a_bank_field_is_known_again() -> None:
    full = "Mustermann Maschinenbau und Anlagentechnik GmbH & Co. KG"
    assert text.cut_alike(full[:35], full)
    assert text.cut_alike(full[:27], full)
    assert not text.cut_alike(full[:20], full)
    assert not text.cut_alike(full, full)


def test_bigrams_of_nothing_are_nothing() -> None:
    assert text.bigrams(" ") == frozenset()
    assert text.bigrams("华") == {"华"}
