"""Own numbers in a text: found through damage, and never where another number stands."""

from __future__ import annotations

import pytest

from recon.match.reading import Cited, documents_in, read
from tests.builders import customer, item, line
from tests.match.books import book


def cited(text: str, *numbers: str) -> dict[str, Cited]:
    of = book(*(item(n, 100_00 + at) for at, n in enumerate(numbers)))
    return {i: c.level for i, c in read(line(remittance_text=text), of).cited.items()}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Rg 4711 0815", "47110815"),
        ("inv-2025/00042 thanks", "INV-2025-00042"),
        ("INV 2O25 OOO42", "INV-2025-00042"),
        ("Rechnung 2025-42", "INV-2025-00042"),
        ("Rechnung88001", "SI-88001"),
        ("001*77*0000061234", "61234"),
        ("0000061234", "61234"),
        ("付KP-61234货款", "KP-61234"),
        ("Re. 88001 vom 03.02.2026", "RE88001"),
        ("no 8001", "RE-2025-8001"),
        ("FAC 6.032946", "6032946"),
    ],
)
def test_damage_that_keeps_a_number_is_read_through(text: str, number: str) -> None:
    assert list(cited(text, number)) == [number]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("KP61234x", "KP61234"),
        ("9961234", "61234"),
        ("KP-612345", "KP-61234"),
        ("(1814)", "14"),
        ("vom 2026-01-15", "20260115"),
        ("am 15.01.2026", "15012026"),
        ("EUR 1,234.56", "123456"),
        ("RE-61234", "SI-61234"),
        ("Tel. 030 612345", "612345"),
        ("IBAN DE02 1203 0000 0000 2020 51", "20205100"),
        ("电话61234567", "61234567"),
    ],
)
def test_another_number_cites_nothing(text: str, number: str) -> None:
    assert cited(text, number, "RE-77001") == {}


def test_a_list_of_endings_stands_for_the_whole_numbers() -> None:
    assert list(cited("KP-61123/124/130", "KP-61123", "KP-61124", "KP-61130", "KP-61131")) == [
        "KP-61123",
        "KP-61124",
        "KP-61130",
    ]


def test_a_range_cites_what_lies_between() -> None:
    assert len(cited("KP-61123 - KP-61126", *(f"KP-6112{n}" for n in range(2, 8)))) == 4


def test_a_structured_reference_cites_its_item_without_leading_zeros() -> None:
    of = book(item("CH-1", 60_00, payment_reference="000000000000000000001878583", currency="CHF"))
    assert read(line(remittance_text="18 78583"), of).cited["CH-1"].level is Cited.STRUCTURED


def test_a_number_of_the_own_kind_that_no_item_has_is_a_stranger() -> None:
    of = book(item("INV-10023"))
    assert read(line(remittance_text="INV-10022"), of).strangers == ("INV-10022",)
    assert read(line(remittance_text="tel 0041 55 210 77 80"), of).strangers == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Payment for invoice 18280", "18280"),
        ("KD K20606 Rg.2026 /163 4", "2026 /163 4"),
        ("Rechnung Nr. 3108 92 vom 15.01.2026", "3108 92"),
        ("付发票7201146", "7201146"),
    ],
)
def test_what_the_payer_calls_an_invoice_and_the_ledger_does_not_know_is_a_stranger(text: str, number: str) -> None:
    assert read(line(remittance_text=text), book(item("INV-10023"))).strangers == (number,)


@pytest.mark.parametrize(
    "text", ["Rechnung vom 15.01.2026", "Rechnungen 01/2026", "Rg 2026", "Invoice 123", "REF 18280"]
)
def test_a_day_a_month_or_another_word_calls_no_number_an_invoice(text: str) -> None:
    assert read(line(remittance_text=text), book(item("INV-10023"))).strangers == ()


def test_last_digits_behind_a_word_with_a_stop_are_a_number() -> None:
    assert cited("KD K20515 Rg.00768", "KD25000768") == {"KD25000768": Cited.TAIL}


def test_the_day_a_banks_own_reference_begins_with_is_no_number() -> None:
    of = book(item("2026/0130"), item("2026/0897"))
    by_bank = read(line(remittance_text="VIR 2026 0897 MERCI", reference="20260130-369750"), of)
    by_payer = read(line(remittance_text="VIR 20260130 MERCI", reference="20260131-369750"), of)
    assert (list(by_bank.cited), list(by_payer.cited)) == (["2026/0897"], ["2026/0130"])


def test_the_customers_order_number_cites_the_item() -> None:
    of = book(item("INV-10023", purchase_order="PO-4501234567"))
    assert read(line(remittance_text="your po 4501234567 / PO4501234567"), of).cited["INV-10023"].level is Cited.ORDER


def test_a_customer_named_in_the_text_is_seen_and_one_word_is_not_enough() -> None:
    of = book(item(customer_name="Harald Kvist"), customers=[customer(name="Harald Kvist")])
    assert [p.customer_id for p in read(line(remittance_text="//KVIST-harald 77"), of).mentioned] == ["C1"]
    assert not read(line(remittance_text="Harald"), of).mentioned


def test_the_documents_in_a_text_are_those_a_line_with_it_cites() -> None:
    of = book(item("INV-2025-00042"), item("INV-2025-00043"), item("A-7788"))
    for text in ("inv 2025/00042 and a7788", "INV-2025-00043", "nothing", ""):
        said = read(line(remittance_text=text), of)
        assert documents_in(text, of) == tuple(sorted(said.cited))


def test_a_number_two_documents_share_is_neither() -> None:
    of = book(item("RE-2025-8001"), item("GS-2025-8001"))
    assert documents_in("Zahlung 8001", of) == ()


@pytest.mark.parametrize(
    "text",
    [
        "BLZ 85227338 2026/1068 THANK YOU",
        "FAX 54275380 2026/1068",
        "Tel +49 (0)89 123456-78 2026/1068",
        "USt-IdNr DE86779261 2026/1068",
        "电话17340918 Fact 2026/1068 du 10.04.2026",
    ],
)
def test_a_phone_an_account_or_a_tax_number_ends_where_another_number_begins(text: str) -> None:
    known = book(item("2026/1068"), item("2026/1061"))
    assert set(read(line(remittance_text=text), known).cited) == {"2026/1068"}
    other = read(line(remittance_text=text.replace("1068", "1067")), known)
    assert not other.cited
    assert other.strangers == ("2026/1067",)
