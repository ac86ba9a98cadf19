"""camt: the entry is the control total, its details are the lines, and nothing outside the file is looked at."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recon.ingest.files import read_bytes
from recon.ingest.profile import Profile
from recon.ingest.statement import BankFile, FileStatus
from tests.ingest.writers import Move, camt, detail, entry

DAY = date(2026, 1, 30)
HEAD = "<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>"


def read(data: bytes) -> BankFile:
    return read_bytes(data, Profile(file="x.xml"))


def message(
    *entries: str, head: str = "<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>"
) -> bytes:
    return (
        f"<Document><BkToCstmrStmt><Stmt><Id>1</Id>{head}{''.join(entries)}</Stmt></BkToCstmrStmt></Document>".encode()
    )


def amounts(file: BankFile) -> list[int]:
    return [line.amount_minor for one in file.statements for line in one.lines]


def codes(file: BankFile) -> list[str]:
    return [one.code for one in file.findings]


@pytest.mark.parametrize("version", [f"05{n}.001.{v:02}" for n in (2, 3, 4) for v in (1, 4, 8, 14)])
def test_every_version_is_read_alike(version: str) -> None:
    data = camt([Move(DAY, 100_00, "INV-1")]).replace(b"camt.053.001.08", f"camt.{version}".encode())
    assert amounts(read(data)) == [100_00]


def test_what_the_details_do_not_explain_is_a_line_of_its_own() -> None:
    details = f"<NtryDtls>{detail(70_00, 'A')}{detail(20_00, 'B')}</NtryDtls>"
    (one,) = read(message(entry(Move(DAY, 100_00, bank_id="B1"), details=details))).statements
    assert [(line.amount_minor, line.is_residual) for line in one.lines] == [
        (70_00, False),
        (20_00, False),
        (10_00, True),
    ]
    assert (one.entries, one.in_minor) == (1, 100_00)
    assert len({line.batch_id for line in one.lines}) == 1


def test_details_without_an_amount_leave_the_money_in_one_line_with_all_their_texts() -> None:
    details = (
        "<NtryDtls>"
        + "".join(f"<TxDtls><RmtInf><Ustrd>INV-{n}</Ustrd></RmtInf></TxDtls>" for n in (1, 2))
        + "</NtryDtls>"
    )
    (one,) = read(message(entry(Move(DAY, 100_00), details=details))).statements
    assert [(line.amount_minor, line.remittance_text) for line in one.lines] == [(100_00, "INV-1 INV-2")]


def test_a_detail_in_another_currency_is_the_original_amount_never_the_booking() -> None:
    details = f"<NtryDtls>{detail(120_00, 'A', 'USD')}</NtryDtls>"
    (one,) = read(message(entry(Move(DAY, 100_00), details=details))).statements
    (line,) = one.lines
    assert (line.amount_minor, line.currency, line.original_minor, line.original_currency) == (
        100_00,
        "EUR",
        120_00,
        "USD",
    )


def test_details_that_repeat_the_first_direction_follow_the_sign_of_their_entry() -> None:
    details = f"<NtryDtls>{detail(70_00, 'A')}{detail(30_00, 'B')}</NtryDtls>"  # credits, of a debit
    assert amounts(read(message(entry(Move(DAY, -100_00), details=details)))) == [-70_00, -30_00]


def test_a_reversal_keeps_its_booked_direction_and_names_the_other_party() -> None:
    parties = "<RltdPties><Dbtr><Nm>Payer</Nm></Dbtr><Cdtr><Nm>Us</Nm></Cdtr></RltdPties>"
    booked = entry(Move(DAY, -50_00), details=f"<NtryDtls><TxDtls>{parties}</TxDtls></NtryDtls>")
    (one,) = read(message(booked.replace("<Sts>", "<RvslInd>true</RvslInd><Sts>"))).statements
    (line,) = one.lines
    assert (line.amount_minor, line.is_reversal, line.payer_name) == (-50_00, True, "Payer")


@pytest.mark.parametrize("status", ["<Sts>PDNG</Sts>", "<Sts><Cd>PDNG</Cd></Sts>"])
def test_pending_entries_are_counted_but_do_not_move_the_balance(status: str) -> None:
    waiting = entry(Move(DAY, 7_00)).replace("<Sts>BOOK</Sts>", status)
    file = read(camt([], opening=10_00).replace(b"</Stmt>", f"{waiting}</Stmt>".encode()))
    assert (file.statements[0].entries, file.statements[0].in_minor) == (1, 7_00)
    assert "IN120" not in codes(file)


def test_declared_totals_that_differ_are_said() -> None:
    summary = "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries></TxsSummry>"
    head = HEAD + summary
    assert "IN123" in codes(read(message(entry(Move(DAY, 1_00)), head=head)))
    assert "IN123" not in codes(read(message(entry(Move(DAY, 1_00)), entry(Move(DAY, 2_00)), head=head)))


@pytest.mark.parametrize("evil", ["<!DOCTYPE Document>", "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"])
def test_a_document_type_is_refused_before_anything_is_parsed(evil: str) -> None:
    data = camt([Move(DAY, 1_00)]).decode().replace("?>", f"?>{evil}", 1)
    file = read(data.encode())
    assert file.status is FileStatus.REJECTED
    assert "document type" in file.findings[0].text()


def test_a_document_type_hidden_by_an_encoding_is_refused() -> None:
    data = camt([Move(DAY, 1_00)]).decode().replace('encoding="UTF-8"?>', 'encoding="UTF-16"?><!DOCTYPE x>')
    assert read(data.encode("utf-16")).status is FileStatus.REJECTED


@pytest.mark.parametrize("cut", [30, 200, 500])
def test_a_message_that_breaks_off_is_rejected_with_a_sentence(cut: int) -> None:
    file = read(camt([Move(DAY, 1_00), Move(DAY, 2_00)])[:-cut])
    assert (file.status, codes(file)) == (FileStatus.REJECTED, ["IN100"])


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "big5", "utf-16", "utf-8"])
def test_a_message_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    data = camt([Move(DAY, 1_00, "货款")] if encoding != "big5" else [Move(DAY, 1_00, "貨款")]).decode()
    file = read(data.replace("UTF-8", encoding).encode(encoding))
    assert file.statements[0].lines[0].remittance_text in ("货款", "貨款")


def test_an_encoding_that_is_not_the_declared_one_is_said() -> None:
    file = read(camt([Move(DAY, 1_00, "Grüße aus Köln für Müller")]).decode().encode("cp1252"))
    assert file.statements[0].lines[0].remittance_text == "Grüße aus Köln für Müller"
    assert "IN118" in codes(file)


@pytest.mark.parametrize("around", [("\r\n ", ""), ("", "\n\x1a\x00\x00"), ("\ufeff\n", "\n\n")])
def test_blanks_and_padding_around_a_message_do_no_harm(around: tuple[str, str]) -> None:
    data = around[0].encode() + camt([Move(DAY, 1_00)]) + around[1].encode()
    assert amounts(read(data)) == [1_00]


def test_a_message_that_only_says_it_is_utf_16_is_read() -> None:
    file = read(camt([Move(DAY, 1_00, "Köln")]).replace(b"UTF-8", b"utf-16"))
    assert file.statements[0].lines[0].remittance_text == "Köln"
    assert "IN118" in codes(file)


def test_control_characters_in_a_text_are_read_as_blanks_and_said() -> None:
    file = read(camt([Move(DAY, 1_00, "INV-1")]).replace(b"INV-1", b"INV-1\x1bpaid"))
    assert file.statements[0].lines[0].remittance_text == "INV-1 paid"
    assert codes(file) == ["IN117"]


def test_an_entry_that_cannot_be_used_is_kept_verbatim_and_the_others_are_read() -> None:
    bad = entry(Move(DAY, 5_00)).replace("5.00", "five")
    file = read(message(bad, entry(Move(DAY, 1_00))))
    assert (file.status, amounts(file)) == (FileStatus.QUARANTINED_ROWS, [1_00])
    assert "five" in file.quarantined[0].raw[0]


TEXT = st.text(st.sampled_from("ABC xyz019/&<-üß货"), max_size=30).map(lambda t: " ".join(t.split()))
MOVES = st.lists(
    st.builds(Move, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(-(10**9), 10**9), TEXT), max_size=8
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(moves=MOVES, opening=st.integers(-(10**9), 10**9), currency=st.sampled_from(["EUR", "JPY", "KWD"]))
def test_what_was_written_is_read_back_and_adds_up(moves: list[Move], opening: int, currency: str) -> None:
    file = read(camt(moves, opening, currency))
    (one,) = file.statements
    assert [(ln.booked, ln.amount_minor, ln.remittance_text) for ln in one.lines] == [
        (m.day, m.minor, m.text) for m in moves
    ]
    assert one.in_minor - one.out_minor == sum(m.minor for m in moves)
    assert file.status is FileStatus.OK


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    parts=st.lists(st.integers(-(10**6), 10**6).filter(bool), min_size=2, max_size=6),
    total=st.integers(-(10**7), 10**7),
)
def test_the_lines_of_an_entry_always_add_up_to_it(parts: list[int], total: int) -> None:
    details = "".join(detail(minor, f"part {n}") for n, minor in enumerate(parts))
    file = read(message(entry(Move(DAY, total), details=f"<NtryDtls>{details}</NtryDtls>")))
    assert sum(amounts(file)) == total
