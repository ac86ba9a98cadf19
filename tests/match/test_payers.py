"""Names: two spellings of one company meet, two companies do not."""

from __future__ import annotations

from itertools import product

import pytest

from recon.match import readings
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


def found(payer: str, *names: str) -> dict[str, tuple[Level, int]]:
    known = Payers()
    for name in names:
        known.add(name, name)
    return {p.customer_id: (p.level, p.shared) for p in known.named(payer)}


def test_of_two_customers_that_differ_in_their_legal_form_the_stated_one_is_meant() -> None:
    two = ("Eldridge Energy Limited", "Eldridge Energy PLC")
    assert found("ELDRIDGE ENERGY PLC", *two)["Eldridge Energy PLC"] == (Level.SAME, 1)
    assert found("ELDRIDGE ENERGY PLC", *two)["Eldridge Energy Limited"][0] is Level.PART
    assert set(found("Eldridge Energy", *two).values()) == {(Level.SAME, 2)}
    assert found("Fairfax Systems Co.", "Fairfax Systems Co.", "Fairfax Systems Inc.")["Fairfax Systems Inc."] == (
        Level.PART,
        1,
    )


def test_an_alias_that_is_anothers_registered_name_says_nothing_sure() -> None:
    known = Payers()
    known.add("C1", "Oakmere Services Ltd")
    known.add("C1", "Tamarind Corp.", alias=True)
    known.add("C2", "Tamarind Corp.")
    assert {p.customer_id: p.shared for p in known.named("TAMARIND CORP")} == {"C1": 2, "C2": 2}


def test_who_pays_for_another_is_hardly_meant_itself() -> None:
    got = found("Kanzlei Roth i.A. Oakmere Services Ltd", "Kanzlei Roth", "Oakmere Services Ltd")
    assert got == {"Kanzlei Roth": (Level.PART, 1), "Oakmere Services Ltd": (Level.NEAR, 1)}


def mentioned(text: str, *names: str) -> set[str]:
    known = Payers()
    for name in names:
        known.add(name, name)
    return {p.customer_id for p in known.mentioned(text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1234//HADDOCK-Archibald", "Archibald Haddock"),
        ("payment for Nordlicht Maschinenbau GmbH, invoice 17", "Nordlicht Maschinenbau GmbH & Co. KG"),
        ("代杭州明湖贸易有限公司付货款", "杭州明湖贸易有限公司"),
        ("深圳市信远医疗器械有限公司 货款", "深圳信远医疗器械有限公司"),
        ("on behalf of Tamarind Corp.", "Tamarind Corp."),
    ],
)
def test_a_customer_named_in_a_text_is_seen(text: str, name: str) -> None:
    assert mentioned(text, name, "Quite Different Holdings") == {name}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("BEST REGARDS AND THANKS", "Best"),
        ("payment services for international trading", "International Trading Ltd"),
        ("Maschinenbau invoice 17 from Nordlicht", "Nordlicht Maschinenbau GmbH"),
        ("tamarind paste, 3 cases", "Tamarind Corp."),
        ("货款贸易有限公司", "杭州明湖贸易有限公司"),
    ],
)
def test_words_of_a_name_scattered_or_common_name_nobody(text: str, name: str) -> None:
    assert not mentioned(text, name)


IBAN = "DE02500105170137075030"


@pytest.mark.parametrize(
    ("master", "bank"),
    [
        (IBAN, "0137075030"),
        (IBAN, "137075030"),
        ("0137075030", IBAN),
        (IBAN, "50010517/0137075030"),
        ("GB29NWBK60161331926819", "60-16-13 31926819"),
        ("6222 0001 2345 6789", "6222000123456789"),
    ],
)
def test_a_plain_account_number_is_the_one_in_an_iban(master: str, bank: str) -> None:
    known = Payers()
    known.add_account("C1", master)
    known.add_account("C2", "DE89370400440532013000")
    assert [p.customer_id for p in known.paying_from(bank)] == ["C1"]


@pytest.mark.parametrize(
    ("master", "bank"),
    [
        (IBAN, "75030"),
        ("XXXXXXXX4530", "XXXXXXXX4530"),
        ("NOTPROVIDED", "NOTPROVIDED"),
        ("0000000000", "0000000000"),
        (IBAN, "DE89370400440532013000"),
    ],
)
def test_a_masked_short_or_other_account_is_nobodys(master: str, bank: str) -> None:
    known = Payers()
    known.add_account("C1", master)
    assert not known.paying_from(bank)


def test_a_plain_number_that_is_in_two_customers_ibans_is_shared() -> None:
    known = Payers()
    known.add_account("C1", IBAN)
    known.add_account("C2", "DE43370400440137075030")
    assert [p.shared for p in known.paying_from("137075030")] == [2, 2]


def test_names_are_found_alike_in_any_order_of_the_customers() -> None:
    names = [
        "Nordlicht Maschinenbau GmbH",
        "Nordlicht Verlag GmbH",
        "杭州明湖贸易有限公司",
        "Harbour Lane Trading",
        "Harbour Lane Ltd",
    ]
    asked = ["Nordlicht Maschinebau", "HANGZHOU MINGHU TRADING CO", "Harbour Lane", "Lane Harbour Trading"]
    one = [found(name, *names) for name in asked]
    assert one == [found(name, *reversed(names)) for name in asked]
    assert all(one)


def test_a_whole_name_is_found_where_all_its_words_are_those_of_too_many() -> None:
    known = Payers()
    words = (
        "General",
        "Global",
        "Trading",
        "Shipping",
        "Foods",
        "Metals",
        "Power",
        "Paper",
        "Textiles",
        "Tools",
        "Wines",
    )
    for number, three in enumerate(product(words, repeat=3)):
        known.add(f"C{number:04}", " ".join(three))
    assert len(known.known) > 1300
    assert [p.customer_id for p in known.named("GENERAL GLOBAL TRADING") if p.level is Level.SAME][:1] == ["C0013"]
    assert not known.named("Global Wine Bar")


def test_no_chinese_in_a_book_loads_no_chinese_dictionary() -> None:
    import subprocess
    import sys

    script = (
        "import sys\n"
        "from recon.match.payers import Payers\n"
        "known = Payers(); known.add('C', 'Müller GmbH'); known.named('MUELLER'); known.mentioned('Müller GmbH 17')\n"
        "from recon.match import readings\n"
        "print('opencc' in sys.modules, readings._readings.cache_info().currsize)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "0"]


def test_every_character_in_daily_use_has_a_reading() -> None:
    daily = [bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]
    assert [c for c in daily if c and not all(way.isascii() for way in readings.sounds(c))] == []


def test_a_surname_is_offered_in_its_other_reading() -> None:
    assert readings.sounds("重庆")[0] == "CHONGQING"
    assert readings.sounds("单雄信")[:2] == ("SHANXIONGXIN", "DANXIONGXIN")
    assert readings.sounds("银行")[0] == "YINHANG"
    assert readings.sounds("吕") == ("LV", "LU", "LYU")
    assert readings.sounds("ALPINA") == ("ALPINA",)
