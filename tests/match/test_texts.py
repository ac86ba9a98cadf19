"""Texts as payers write them, in nine languages: what they cite, and what they must not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recon.match.reading import Cited, Reading, read
from tests.builders import customer, examples, item, line
from tests.match.books import book

LEDGER = (
    "INV10023",
    "INV10024",
    "INV10026",
    "RE-2026-00815",
    "RE-2026-00816",
    "RE-2026-00820",
    "4711",
    "88001",
    "88002",
    "6067132",
    "2610045",
    "25312900000000095795",
    "25312900000000095796",
    "00095811",
    "SI0368071",
    "2026/0042",
    "D-50001",
)
BOOK = book(
    *(item(number, 100_00 + at) for at, number in enumerate(LEDGER)),
    item("X-1", 5_00, purchase_order="PO4505828475", contract="HT2026-031"),
    customers=[customer()],
)


def said(text: str, **more: Any) -> Reading:
    return read(line(remittance_text=text, **more), BOOK)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        # English
        ("Payment of your invoice INV-10023 dated 15 Jan 2026, GBP 1,250.00", "INV10023"),
        ("invoices 10023-10026", "INV10023 INV10024 INV10026"),
        ("inv 10023 thru 10026", "INV10023 INV10024 INV10026"),
        ("INV10023, 24 and 26 less 2%", "INV10023 INV10024 INV10026"),
        ("P.O. 4505828475", "X-1"),
        ("order no 4505828475", "X-1"),
        ("INV10023INV10024", "INV10023 INV10024"),
        ("INV10023/INV10024 tel +44 20 7946 0958", "INV10023 INV10024"),
        # German
        ("Rechnung Nr. RE 2026 00815 vom 15.01.2026 über 1.234,56 EUR", "RE-2026-00815"),
        ("RE-2026-00815/816/820", "RE-2026-00815 RE-2026-00816 RE-2026-00820"),
        ("RE-2026-00815 bis RE-2026-00820", "RE-2026-00815 RE-2026-00816 RE-2026-00820"),
        ("RE-2026-00815 bis 820", "RE-2026-00815 RE-2026-00816 RE-2026-00820"),
        ("Rechnungen 88001 und 88002 abzgl. 3 % Skonto", "88001 88002"),
        ("Kd.-Nr. 88002 Rg. 88001", "88001"),
        ("Rechnung88001", "88001"),
        ("RE2O26OO815", "RE-2026-00815"),
        ("60-67132, Re-Dat. 12.01.2026", "6067132"),
        ("6.067132", "6067132"),
        # French
        ("Facture 2026/42 du 03/02/2026", "2026/0042"),
        ("Virement fact. n° 88001 à 88002", "88001 88002"),
        ("Règlement factures 88001 et 88002, TVA 20 %", "88001 88002"),
        # Dutch
        ("Betaling facturen 88001 en 88002", "88001 88002"),
        ("factuur 10023 t/m 10026", "INV10023 INV10024 INV10026"),
        ("Factuurnr. 2610045 d.d. 12-01-2026, klantnr. 4711", "2610045"),
        # Swedish, Norwegian, Danish, Finnish
        ("Betalning avser faktura 2610045, kundnr 4711", "2610045"),
        ("Innbetaling fakturanr. 88001 av 15.01.2026 kr 1200,00", "88001"),
        ("Faktura 88001 og 88002, tlf 22 33 44 55", "88001 88002"),
        ("Maksu laskusta 2610045, eräpäivä 15.2.2026", "2610045"),
        ("Laskut 88001 ja 88002", "88001 88002"),
        # Chinese
        ("发票号码:25312900000000095795", "25312900000000095795"),
        ("发票号码25312900000000095795、95796 共2张", "25312900000000095795 25312900000000095796"),
        ("票号00095811货款", "00095811"),
        ("付ＩＮＶ１００２３、10024货款", "INV10023 INV10024"),
        ("INV10023至INV10026", "INV10023 INV10024 INV10026"),
        ("支付2026年1月15日货款88001，电话13800138000", "88001"),
        ("合同号HT2026-031", "X-1"),
        ("2531290000000009579525312900000000095796", "25312900000000095795 25312900000000095796"),
        # damage by fields and keyboards
        ("inv 100 23", "INV10023"),
        ("lNV1OO23", "INV10023"),
        ("2S312900000000095795", "25312900000000095795"),
        ("001*0050*0000088001", "88001"),
    ],
)
def test_what_a_text_cites_is_found(text: str, numbers: str) -> None:
    assert sorted(said(text).cited) == sorted(numbers.split())


@pytest.mark.parametrize(
    "text",
    [
        "Customer no 88001",
        "Kundennummer 88001",
        "客户编号88001",
        "Tel. 030 88001",
        "tel 0041 55 260 67 132",
        "+49 30 2610045",
        "Fax 088 001-0",
        "PLZ 88001 Ravensburg",
        "D-88001 Ravensburg",
        "Konto 88001 BLZ 10070000",
        "账号 6222 0212 3456 88001",
        "IBAN DE02 1203 0000 0000 2020 51",
        "VAT no. 2610045",
        "USt-IdNr. DE88001",
        "税号 2610045",
        "Visa **** 4711",
        "XXXX XXXX XXXX 4711",
        "card 4711",
        "88.001,00",
        "88,001.00 USD",
        "€ 88001",
        "4711元",
        "88001 %",
        "Miete 2026/04",
        "Lohn 04/2026",
        "KW 42/2026",
        "am 26.10.04",
        "188001",
        "88001x",
        "INV100235",
        "Rechnung 8800188002",
        "11 Sept 2026",
    ],
)
def test_what_is_something_else_cites_nothing(text: str) -> None:
    assert not said(text).cited


def test_the_examples_of_the_page_on_matching_are_read_as_it_says() -> None:
    page = Path(__file__).parents[2] / "docs" / "explain" / "matching.md"
    table = page.read_text("utf-8").partition("## Numbers in a text")[2].partition("The surest")[0]
    rows = [row.split("|")[2] for row in table.splitlines() if row.startswith("| ")][2:]
    texts = [text.strip() for row in rows for text in row.split(", ")]
    of = book(
        item("INV-2026-00042", payment_reference="RF18539007547034", purchase_order="PO4505828475"),
        *(item(f"INV-2026-{n:05d}") for n in (43, 44, 51)),
    )
    assert len(texts) >= 14
    for text in texts:
        said = read(line(remittance_text=text.removesuffix(" as printed on it")), of)
        assert "INV-2026-00042" in said.cited or "made of its number" in text, text


def test_the_letter_before_a_postcode_may_be_a_series() -> None:
    assert list(said("D-50001 Hamburg").cited) == ["D-50001"]


def test_the_amount_the_day_and_the_account_of_a_line_are_no_last_digits() -> None:
    of = book(item("F-990471100"), item("F-9920260128"), item("F-9912345678"))
    told = {
        text: list(read(line(4711_00, remittance_text=text, payer_account="DE0212345678"), of).cited)
        for text in ("471100", "4711", "20260128", "280126", "12345678")
    }
    assert not any(told.values()), told
    assert list(read(line(5_00, remittance_text="471100"), of).cited) == ["F-990471100"]


def test_a_customers_number_is_no_stranger_and_no_last_digits_but_may_be_a_documents() -> None:
    numbered = [customer("10555"), customer("10023")]
    of = book(item("INV10023"), item("INV10024"), item("20001"), item("20002"), item("F-9910555"), customers=numbered)
    said = read(line(remittance_text="10555 10023"), of)
    assert list(said.cited) == ["INV10023"]
    assert not said.strangers
    assert read(line(remittance_text="20003"), of).strangers == ("20003",)


def test_the_amount_beside_a_currency_is_no_number_and_alone_it_may_be_one() -> None:
    of = book(item("88001", 120_000_00))
    assert not read(line(88001_00, remittance_text="EUR 88001"), of).cited
    assert list(read(line(88001_00, remittance_text="88001"), of).cited) == ["88001"]


def test_a_date_near_the_day_is_no_stranger_and_a_number_is() -> None:
    of = book(item("10339001"), item("10339002"))
    assert not read(line(remittance_text="20260128", booked=date(2026, 1, 30)), of).strangers
    assert read(line(remittance_text="10339003"), of).strangers == ("10339003",)


def test_the_ends_of_what_may_be_a_range_are_told_from_what_lies_between() -> None:
    cited = said("INV10023-INV10026").cited
    assert {i: c.implied for i, c in cited.items()} == {"INV10023": False, "INV10024": True, "INV10026": False}


def test_a_last_number_that_the_bank_has_cut_off_is_told_and_no_stranger() -> None:
    text = "Rechnung: INV10023 INV10024 INV1002"
    assert len(text) == 35
    cut = said(text)
    assert cut.more
    assert not cut.strangers
    assert cut.cited["INV10026"].level is Cited.TAIL
    assert said(text.removeprefix("Rech")).strangers == ("INV1002",)


def test_a_whole_last_number_is_not_called_cut_off() -> None:
    text = "Rechnungen vom Januar 2026 INV10023"
    assert len(text) == 35
    assert not said(text).more


def test_numbers_in_one_row_are_all_own_numbers_or_none() -> None:
    assert not said("INV10023INV99999").cited
    apart = book(item("610023"), item("610024", customer_id="C2"))
    assert not read(line(remittance_text="610023610024"), apart).cited


def test_letters_that_look_like_digits_count_only_among_digits() -> None:
    of = book(item("1234567"), item("B234567"))
    assert list(read(line(remittance_text="12345S7"), of).cited) == []
    assert list(read(line(remittance_text="B234567"), of).cited) == ["B234567"]
    assert not read(line(remittance_text="123456S"), book(item("1234565"))).cited
    assert list(read(line(remittance_text="1234S67"), book(item("1234567"))).cited) == ["1234567"]


def test_a_phone_is_no_hint_at_more_documents() -> None:
    assert not said("INV10023 +49 30 123456").more
    assert said("INV10023 + 3").more


# --- laws

PREFIX = st.sampled_from(["INV", "RE", "FA", "KP", "AR", ""])
YEAR = st.sampled_from(["2025", "2026", "26", ""])
BESIDE = st.sampled_from(
    ["", "Zahlung", "payment of", "货款", "15.01.2026", "EUR 1.234,50", "Tel. 030 4556677", "7,5 %", "09:30"]
)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, str]:
    """An own number, and how a payer writes it."""
    prefix, year = draw(PREFIX), draw(YEAR)
    digits = f"{draw(st.integers(1, 99999)):06d}" if year else f"{draw(st.integers(100_000, 9_999_999))}"
    sign = draw(st.sampled_from(["-", "/", ""]))
    parts = [p for p in (prefix, year, digits) if p]
    number = sign.join(parts)
    kind = draw(st.integers(0, 6))
    if kind == 0:
        said = "".join(parts)
    elif kind == 1:
        said = draw(st.sampled_from([" ", ".", " - ", "/", "_"])).join(parts)
    elif kind == 2:
        said = number.lower()
    elif kind == 3:
        said = number[: -len(digits)] + digits[:3] + " " + digits[3:]
    elif kind == 4 and digits[1:-1].count("0"):
        at = digits.index("0", 1)
        said = number[: -len(digits)] + digits[:at] + "O" + digits[at + 1 :]
    elif kind == 5:
        said = "Rechnung " + sign.join(parts[1:] if prefix else parts)
    else:
        said = f"({number})"
    return number, said


@examples(150)
@given(damaged(), BESIDE, BESIDE)
def test_a_damaged_own_number_is_found(pair: tuple[str, str], before: str, behind: str) -> None:
    number, written = pair
    of = book(item(number), item("ZZ-770077-7"))
    assert list(read(line(remittance_text=f"{before} {written} {behind}".strip()), of).cited) == [number]


@st.composite
def no_number(draw: st.DrawFn) -> str:
    """A date, an amount, a time, a phone, an account, a tax number or a percentage."""
    day, month, year = draw(st.integers(1, 28)), draw(st.integers(1, 12)), draw(st.integers(2020, 2027))
    digits = draw(st.text("123456789", min_size=7, max_size=7))
    whole = draw(st.integers(0, 999_999))
    return draw(
        st.sampled_from(
            [
                f"{day:02d}.{month:02d}.{year}",
                f"vom {day}.{month}.{year}",
                f"{year}-{month:02d}-{day:02d}",
                f"{day:02d}/{month:02d}/{year % 100:02d}",
                f"{year}年{month}月{day}日",
                f"{whole:,}.{day:02d}",
                f"{whole}.{day:02d} EUR",
                f"EUR {whole:,}.{day:02d}".replace(",", "'"),
                f"{day:02d}:{month:02d}:{day:02d}" if day < 24 else f"12:{month:02d}",
                f"Tel. {digits}",
                f"+49 {digits[:3]} {digits[3:]}",
                f"手机1{digits}{day:02d}",
                f"Konto {digits}",
                f"Kundennr. {digits}",
                f"VAT {digits}",
                f"{day} %",
                f"PLZ {digits[:5]}",
            ]
        )
    )


@examples(200)
@given(st.lists(no_number(), min_size=1, max_size=4))
def test_dates_amounts_phones_and_accounts_cite_nothing_whatever_the_ledger(pieces: list[str]) -> None:
    ledger = set()
    for piece in pieces:
        digits = "".join(c for c in piece if c.isdigit())
        ledger |= {digits, digits.lstrip("0"), digits[-5:], f"RE-{digits}", f"INV99{digits}"}
    of = book(*(item(number) for number in sorted(ledger) if sum(map(str.isdigit, number)) >= 4))
    assert not read(line(1_00, remittance_text=" ; ".join(pieces)), of).cited
