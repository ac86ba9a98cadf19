"""MT940 and MT942: every way banks write a statement line, and text taken apart without losing any."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recon.ingest.files import read_bytes
from recon.ingest.formats import mt940 as module
from recon.ingest.profile import Profile
from recon.ingest.statement import BankFile, FileStatus
from recon.rows import LineStatus, StatementLine
from tests.ingest.writers import Move, mt940

HEAD = ":20:X\n:25:DE02120300000000202051\n:28C:1/1\n:60F:C260101EUR0,00\n"


def read(text: str, account: str = "", currency: str = "") -> BankFile:
    return read_bytes(text.encode(), Profile(file="x.sta", account=account, currency=currency))


def line(text: str) -> StatementLine:
    (one,) = read(f"{HEAD}{text}\n").statements
    return one.lines[0]


@pytest.mark.parametrize(
    ("written", "minor", "booked", "reference", "bank_id"),
    [
        (":61:2601300130C1250,00NTRFNONREF//B1", 1250_00, date(2026, 1, 30), "", "B1"),
        (":61:260130C80,NMSCREF1", 80_00, date(2026, 1, 30), "REF1", ""),
        (":61:260130    DD212,39NMSCNONREF//", -212_39, date(2026, 1, 30), "", ""),
        (":61:2512310102CR5,5N051NONREF", 5_50, date(2026, 1, 2), "", ""),
        (":61:2601021231D5,5N051NONREF", -5_50, date(2025, 12, 31), "", ""),
        (":61:260130RC819,52NTRFNONREF", -819_52, date(2026, 1, 30), "", ""),
        (":61:260130RD10,NTRFNONREF", 10_00, date(2026, 1, 30), "", ""),
        (":61:260130c000000000300.00nmscnonref", 300_00, date(2026, 1, 30), "", ""),
        (":61:260130C1.234,50NTRFA/B/C", 1234_50, date(2026, 1, 30), "A/B/C", ""),
        (":61:260130CN220000,00//1923", 220000_00, date(2026, 1, 30), "", "1923"),
        (":61:260130C5000NTRFREF", 5000_00, date(2026, 1, 30), "REF", ""),
        (":61:2601300130CR\n30,00N062NONREF", 30_00, date(2026, 1, 30), "", ""),
        (":61:2601300130C0,00NDEFNONREF", 0, date(2026, 1, 30), "", ""),
    ],
)
def test_a_statement_line_is_read_however_it_is_written(
    written: str, minor: int, booked: date, reference: str, bank_id: str
) -> None:
    found = line(written)
    assert (found.amount_minor, found.booked, found.reference, found.bank_id) == (minor, booked, reference, bank_id)


def test_a_name_behind_a_filled_up_reference_is_the_other_party() -> None:
    found = line(":61:260130C5,NMSCP1901950        P.D.VAN BINSBERGEN")
    assert (found.reference, found.payer_name) == ("P1901950", "P.D.VAN BINSBERGEN")


def test_the_30th_of_february_is_taken_as_its_last_day_and_said() -> None:
    file = read(f"{HEAD}:61:2602300301DR6,00N024NONREF\n")
    assert file.statements[0].lines[0].value_date == date(2026, 2, 28)
    assert "IN130" in [one.code for one in file.findings]


def test_expected_entries_of_an_interim_report_are_pending() -> None:
    assert line(":61:260130EC75,00NTRFNONREF").status is LineStatus.PENDING


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "166?00GUTSCHRIFT?20SVWZ+INV-1?31DE89370400440532013000?32ALPINA AG",
            ("ALPINA AG", "DE89370400440532013000", "INV-1", ""),
        ),
        (
            "166?20EREF+KD-1?21SVWZ+Rechnung 1234567890?22123 vom 1.2.?32A?33B",
            ("A B", "", "Rechnung 1234567890 123 vom 1.2.", "KD-1"),
        ),
        (
            "/TRTP/SEPA/NAME/DE HALM/IBAN/NL20INGB0001234567/REMI/FACT 1/2/EREF/NOTPROVIDED",
            ("DE HALM", "NL20INGB0001234567", "FACT 1/2", ""),
        ),
        (
            "/ORDP/300000000460495\n/IVO DOOEL\n/747//747\n/Uplata 747",
            ("IVO DOOEL", "300000000460495", "747//747 Uplata 747", ""),
        ),
        (
            "~20Faktura 12~32JAN NOWAK~38PL29114010810000267002001002",
            ("JAN NOWAK", "PL29114010810000267002001002", "Faktura 12", ""),
        ),
        ("000>100888888888\n>20PAYMENT OF\n>21 INVOICE 9", ("", "0888888888", "PAYMENT OF INVOICE 9", "")),
        ("Free text with\ntwo lines", ("", "", "Free text with two lines", "")),
        ("EREF: A1 MREF: M1 SVWZ: INV-7 ABWA: Parent AG", ("", "", "INV-7 Parent AG", "A1")),
    ],
)
def test_the_text_of_a_movement_is_taken_apart(text: str, told: tuple[str, str, str, str]) -> None:
    found = line(f":61:260130C5,NTRFNONREF\n:86:{text}")
    assert (found.payer_name, found.payer_account, found.remittance_text, found.reference) == told


def test_repeated_texts_belong_to_their_line_and_a_text_after_the_balance_to_none() -> None:
    file = read(f"{HEAD}:61:260130C5,NTRFNONREF\n:86:first\n:86:second\n:62F:C260130EUR5,00\n:86:not of a line\n-\n")
    assert [ln.remittance_text for ln in file.statements[0].lines] == ["first second"]
    assert file.status is FileStatus.OK


def test_accounts_and_days_of_one_file_stay_apart() -> None:
    first = mt940([Move(date(2026, 1, 30), 5_00)]).decode()
    second = first.replace("DE02120300000000202051", "TRIODOSBANK/0666666666")
    assert [one.account for one in read(first + second).statements] == ["DE02120300000000202051", "0666666666"]


def test_a_statement_without_currency_is_read_and_says_so() -> None:
    file = read(":61:260130C50,00NTRFNONREF\n")
    assert (file.statements[0].currency, file.statements[0].in_minor) == ("", 50_00)
    assert {"IN119", "IN124"} <= {one.code for one in file.findings}
    assert read(":61:260130C50,00NTRFNONREF\n", account="A1", currency="CHF").status is FileStatus.OK


def test_a_stray_byte_in_a_narrative_does_not_refuse_the_statement() -> None:
    data = f"{HEAD}:61:260130C5,NTRFNONREF\n:86:INV-1 ".encode() + b"\x81\xfe\x8d\n:62F:C260130EUR5,00\n-\n"
    (one,) = read_bytes(data, Profile(file="x.sta")).statements
    assert one.lines[0].remittance_text.startswith("INV-1")


@pytest.mark.parametrize("text", ["20:00 o'clock, a letter", "a,b,c\n1,2,3\n", "<Document/>", ":-) :20: smile"])
def test_other_text_is_not_claimed(text: str) -> None:
    assert not module.claims(text.encode())


TEXT = st.text(st.sampled_from("ABC xyz019.,+üß"), max_size=40).map(lambda t: " ".join(t.split())).filter(bool)
MOVES = st.lists(
    st.builds(Move, st.dates(date(2026, 1, 1), date(2026, 12, 28)), st.integers(-(10**9), 10**9), TEXT), max_size=8
)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(moves=MOVES, opening=st.integers(-(10**9), 10**9), currency=st.sampled_from(["EUR", "JPY", "KWD"]))
def test_what_was_written_is_read_back_and_adds_up(moves: list[Move], opening: int, currency: str) -> None:
    file = read(mt940(moves, opening, currency).decode())
    (one,) = file.statements
    read_back = [(ln.booked, ln.amount_minor, ln.remittance_text) for ln in one.lines]
    assert read_back == [(m.day, m.minor, m.text) for m in moves]
    assert file.status is FileStatus.OK
    assert (one.opening_minor, one.closing_minor) == (opening, opening + sum(m.minor for m in moves))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_damaged_file_never_ends_in_anything_but_a_finding(data: st.DataObject) -> None:
    whole = bytearray(mt940([Move(date(2026, 1, 30), n * 100, f"?20INV-{n}?32NAME {n}", f"B{n}") for n in range(1, 4)]))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))
    file = read_bytes(bytes(whole), Profile(file="x.sta"))
    assert file.findings or file.status is FileStatus.OK
