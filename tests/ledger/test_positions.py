"""The ledger as of a date. Amounts in euro cents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from recon.config import Ledger
from recon.errors import LedgerError
from recon.ingest.books import BookFile
from recon.ingest.statement import FileStatus
from recon.ledger import (
    IN_THE_LIST,
    LATER,
    NOT_OURS,
    PENDING,
    Position,
    applied_again,
    opening,
    outside,
    position,
    unapplied,
)
from recon.rows import Allocation, ItemState, LineStatus, OpenItem
from tests.builders import item, line

SNAPSHOT = Ledger("snapshot")
DOCUMENTS = Ledger("documents")


def day(text: str) -> date:
    """A day of 2026, "03-31"."""
    return date.fromisoformat(f"2026-{text}")


def listed(*items: OpenItem, at: str = "", name: str = "items.csv") -> BookFile:
    """A list of open items."""
    dated = day(at) if at else None
    return BookFile(name, name, "items", "utf-8", FileStatus.OK, items, (), (), {}, dated)


def paid(cash: int, on: str, item_id: str = "INV-10023", line_id: str = "T1", written_off: int = 0) -> Allocation:
    """An allocation of so much cash."""
    return Allocation(f"{line_id:0>32}", item_id, day(on), "EUR", cash, written_off, line_minor=cash)


def at(
    as_of: str, files: Sequence[BookFile], allocations: Sequence[Allocation] = (), ledger: Ledger = SNAPSHOT
) -> Position:
    """The ledger at a day."""
    return position(opening(files, ledger, day(as_of)), allocations, day(as_of))


def test_documents_are_open_for_what_was_issued_less_all_receipts_up_to_the_day() -> None:
    files = [listed(item(open_minor=1000_00, issued=day("01-05")))]
    receipts = [paid(300_00, "01-20"), paid(200_00, "03-10", line_id="T2")]
    assert at("02-28", files, receipts, DOCUMENTS).total("EUR") == 700_00
    assert at("03-10", files, receipts, DOCUMENTS).total("EUR") == 500_00


def test_a_documents_list_counts_the_issued_amount_whatever_it_says_is_open() -> None:
    files = [listed(item(open_minor=100_00, amount_minor=1000_00))]
    assert at("03-31", files, ledger=DOCUMENTS).total("EUR") == 1000_00


def test_a_snapshot_is_reduced_by_later_receipts_only() -> None:
    files = [listed(item(open_minor=700_00, amount_minor=1000_00), at="02-28")]
    receipts = [paid(300_00, "02-20"), paid(200_00, "03-10", line_id="T2"), paid(100_00, "04-01", line_id="T3")]
    assert at("02-28", files, receipts).total("EUR") == 700_00
    assert at("03-31", files, receipts).total("EUR") == 500_00


def test_documents_after_the_key_date_of_the_list_count_in_full_from_their_day_on() -> None:
    files = [listed(item(open_minor=100_00, issued=day("02-10")), item("N", 50_00, issued=day("03-15")), at="02-28")]
    assert [at(d, files).total("EUR") for d in ("03-14", "03-15")] == [100_00, 150_00]


def test_the_newest_list_not_after_the_day_replaces_the_ones_before() -> None:
    files = [
        listed(item(open_minor=100_00, issued=day("01-02")), at="02-28", name="a.csv"),
        listed(item(open_minor=60_00, issued=day("01-02")), at="03-31", name="b.csv"),
    ]
    receipts = [paid(40_00, "03-10")]
    assert [at(d, files, receipts).total("EUR") for d in ("03-09", "03-30", "03-31")] == [100_00, 60_00, 60_00]


def test_two_lists_of_one_day_are_one_list() -> None:
    files = [listed(item("A"), at="02-28", name="a.csv"), listed(item("A"), item("B"), at="02-28", name="b.csv")]
    assert [i.item_id for i in at("03-31", files).items] == ["A", "B"]


def test_a_list_without_a_date_takes_the_one_of_the_settings() -> None:
    files = [listed(item(open_minor=100_00))]
    ledger = Ledger("snapshot", day("02-28"))
    assert at("03-31", files, [paid(100_00, "02-28")], ledger).total("EUR") == 100_00


def test_a_list_without_any_date_is_refused_and_told_what_to_write() -> None:
    with pytest.raises(LedgerError, match=r"snapshot_date = 2026-02-28"):
        at("03-31", [listed(item())])


def test_a_day_before_the_first_list_is_refused() -> None:
    with pytest.raises(LedgerError, match="2026-02-28"):
        at("02-27", [listed(item(), at="02-28")])


def test_a_document_listed_twice_with_different_figures_is_refused() -> None:
    with pytest.raises(LedgerError, match="INV-10023"):
        at("03-31", [listed(item(open_minor=1), item(open_minor=2), at="02-28")])


@pytest.mark.parametrize("state", [ItemState.DRAFT, ItemState.CANCELLED])
def test_a_draft_or_cancelled_document_is_no_receivable_and_is_said(state: ItemState) -> None:
    found = at("03-31", [listed(item(state=state), item("B", 5_00), at="02-28")])
    assert found.total("EUR") == 5_00
    assert [f.code for f in found.findings] == ["ST521"]


def test_a_document_paid_before_our_time_is_history_and_one_paid_by_us_is_ours() -> None:
    files = [listed(item("OLD", 70_00, state=ItemState.PAID), item("OURS", 30_00, state=ItemState.PAID))]
    found = at("03-31", files, [paid(10_00, "03-02", "OURS")], DOCUMENTS)
    assert [(i.item_id, i.open_minor) for i in found.items] == [("OURS", 20_00)]
    assert [f.code for f in found.findings] == ["ST521"]


@pytest.mark.parametrize(
    ("open_minor", "cash", "left"),
    [(100_00, 100_01, 0), (-100_00, -100_01, 0), (-100_00, 1, -100_00), (100_00, -1, 100_00)],
)
def test_what_a_document_has_no_room_for_is_not_counted_and_is_said(open_minor: int, cash: int, left: int) -> None:
    found = at("03-31", [listed(item(open_minor=open_minor), at="02-28")], [paid(cash, "03-10")])
    assert found.total("EUR") == left
    assert sum(a.cash_minor for a in found.applied) == open_minor - left
    assert [(f.code, "INV-10023" in f.text()) for f in found.findings] == [("ST526", True)]


def test_where_a_newer_list_has_less_open_the_money_is_unapplied_again() -> None:
    found = at("03-31", [listed(item(open_minor=40_00), at="02-28")], [paid(100_00, "03-10")])
    left = unapplied([line(100_00, booked=day("03-10"))], found.applied, (), {}, {})
    assert [row.open_minor for row in left] == [60_00]


def test_what_was_given_up_goes_before_the_cash() -> None:
    found = at("03-31", [listed(item(open_minor=98_00), at="02-28")], [paid(97_00, "03-10", written_off=3_00)])
    assert [(a.cash_minor, a.written_off_minor, a.line_minor) for a in found.applied] == [(97_00, 1_00, 97_00)]


def test_a_credit_note_that_has_left_the_list_takes_its_part_of_the_payment_with_it() -> None:
    receipts = [paid(150_00, "03-10", "A"), paid(-50_00, "03-10", "GONE")]
    found = at("03-31", [listed(item("A", 150_00), at="02-28")], receipts)
    assert [(i.item_id, i.open_minor) for i in found.items] == [("A", 50_00)]
    assert unapplied([line(100_00, booked=day("03-10"))], found.applied, (), {}, {}) == ()


def test_a_posting_taken_back_frees_no_more_than_counted() -> None:
    files = [listed(item(open_minor=60_00, amount_minor=100_00), at="02-28")]
    found = at("04-30", files, [paid(100_00, "03-10"), paid(-100_00, "04-02")])
    assert found.total("EUR") == 60_00
    left = unapplied([line(100_00, booked=day("03-10"))], found.applied, (), {}, {})
    assert [row.open_minor for row in left] == [100_00]


def test_a_returned_payment_opens_the_document_again_up_to_what_was_issued() -> None:
    files = [listed(item(open_minor=0, amount_minor=100_00), at="02-28")]
    assert at("03-31", files).closed[0].item_id == "INV-10023"
    assert at("03-31", files, [paid(-100_00, "03-10")]).total("EUR") == 100_00


def test_what_is_written_off_lowers_the_document_but_uses_no_money() -> None:
    files = [listed(item(open_minor=100_00), at="02-28")]
    receipts = [paid(99_97, "03-10", written_off=3)]
    assert at("03-31", files, receipts).items == ()
    assert unapplied([line(99_97, booked=day("03-10"))], receipts, (), {}, {}) == ()


def test_money_in_another_currency_than_the_document_is_refused() -> None:
    with pytest.raises(LedgerError, match="USD"):
        at("03-31", [listed(item(currency="USD"), at="02-28")], [paid(1_00, "03-10")])


def test_money_posted_to_a_document_that_has_left_the_list_is_unapplied_and_said() -> None:
    receipt = paid(100_00, "03-10", "GONE")
    found = at("03-31", [listed(item(), at="02-28")], [receipt])
    assert [f.code for f in found.findings] == ["ST512"]
    assert "GONE" in found.findings[0].text()
    left = unapplied([line(100_00, booked=day("03-10"))], found.applied, (), {}, {})
    assert [row.open_minor for row in left] == [100_00]


def test_a_bank_line_cannot_be_used_for_more_than_it_brought() -> None:
    with pytest.raises(LedgerError, match="T1"):
        unapplied([line(100_00)], [paid(60_00, "03-10"), paid(60_00, "03-10", "B")], (), {}, {})


@pytest.mark.parametrize(
    ("moves", "left", "said"),
    [
        ((), 0, False),
        ((-100_00,), 100_00, False),  # what the list has deducted is taken back
        ((-100_00, 60_00), 40_00, False),  # and a part of it applied to another document
        ((60_00,), 0, True),  # applied although the list has deducted it
    ],
)
def test_what_the_list_has_deducted_is_free_only_as_far_as_it_is_taken_back(
    moves: Sequence[int], left: int, said: bool
) -> None:
    receipt = line(100_00, booked=day("02-20"))
    applied = [paid(minor, "03-10", f"I{n}") for n, minor in enumerate(moves)]
    left_out = {receipt.fingerprint: IN_THE_LIST}
    cash = unapplied([receipt], applied, (), left_out, {})
    assert sum(row.open_minor for row in cash) == left
    found = applied_again([receipt], applied, left_out, day("02-28"))
    assert [f.code for f in found] == (["ST641"] if said else [])


def test_what_the_list_has_deducted_is_never_applied_for_more_than_it_brought() -> None:
    receipt = line(100_00, booked=day("02-20"))
    for minor in (100_01, -100_01):
        with pytest.raises(LedgerError, match="T1"):
            unapplied([receipt], [paid(minor, "03-10")], (), {receipt.fingerprint: IN_THE_LIST}, {})


def test_every_line_is_unapplied_cash_or_has_a_name_for_why_not() -> None:
    files = [listed(item(), at="02-28")]
    lines = [
        line(1_00, "old", booked=day("02-28")),
        line(2_00, "own", booked=day("03-02")),
        line(3_00, "wait", booked=day("03-03"), status=LineStatus.PENDING),
        line(4_00, "cash", booked=day("03-04")),
        line(5_00, "next", booked=day("04-01")),
    ]
    start = opening(files, SNAPSHOT, day("03-31"))
    left_out = outside(lines, start, day("03-31"), {lines[1].fingerprint: NOT_OURS})
    assert [left_out.get(one.fingerprint) for one in lines] == [IN_THE_LIST, NOT_OURS, PENDING, None, LATER]
    cash = unapplied(lines, (), (), left_out, {lines[3].fingerprint: "C1"})
    assert [(row.line_id, row.customer_id, row.open_minor) for row in cash] == [("cash", "C1", 4_00)]
