"""The review loop on the disk: close writes the book, a person fills it in, apply takes it, close goes on."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from recon import journal, workspace
from recon.check import check
from recon.close import Closed, close
from recon.decisions import Posted, Rejected, WrittenOff, replay
from recon.decisions.kinds import ALLOCATED, NOT_OURS, PUT_ON_ACCOUNT, REFUNDED
from recon.errors import BusyError, InputError
from recon.monthend import Stand
from recon.review.applying import Applied, apply_review
from recon.review.layout import KEYS
from recon.rows import Allocation
from recon.undo import undo
from recon.words import say
from recon.workspace import Workspace
from tests.review.filling import add, fill, shown
from tests.state.company import ITEMS, STAMP, Movement, company, listed, mt940, put, tree

MORE = (
    ("0326", 200_00, "B10", "Alpina Sport AG", "thanks"),
    ("0327", 60_00, "B11", "Nobody", "x"),
    ("0328", -30_00, "B12", "Unknown Party", "money back"),
    ("0329", -4_50, "B13", "Acme Card Services", "card fee March"),
    ("0330", 77_00, "B14", "Cella Srl", "for our account"),
)
# left to decide after the first close: B10 200 (proposed), B11 60, B14 77, B3 50; B5, B12 and B13 are set aside;
# open are INV-10024 150, INV-10026 80, INV-10027 35.50


def closed(folder: Path, *more: Movement) -> tuple[Workspace, Closed]:
    """A company whose March waits for a person."""
    books = workspace.open(folder) if folder.joinpath("recon.toml").exists() else company(folder)
    put(folder, "bank/more.sta", mt940((*MORE, *more), "4", 1310_10))
    return books, close(books, None, STAMP)


def sheet_of(done: Closed, bank_id: str) -> tuple[str, str]:
    """The sheet a bank line stands on, and its key."""
    one = next(w for w in done.month.waiting if w.answer.line.bank_id == bank_id)
    return "Set aside" if one.stand is Stand.SET_ASIDE else "Review", one.answer.line.fingerprint


def decide(done: Closed, rows: Mapping[str, Mapping[str, object]]) -> None:
    """Fill in rows by the bank's own id of the line."""
    for bank_id, cells in rows.items():
        sheet, key = sheet_of(done, bank_id)
        fill(done.review, sheet, {key: cells})


def no(done: Closed, bank_id: str) -> object:
    sheet, key = sheet_of(done, bank_id)
    return shown(done.review, sheet, "no")[key]


def rearranged(path: Path, sheet: str) -> None:
    """Turn the columns and the rows of a sheet round, put rows above it, and the sheet at the end."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    rows: list[list[object]] = [[cell.value for cell in row] for row in page.iter_rows()]
    title = page.title
    book.remove(page)
    page = book.create_sheet(title)
    keys = next(at for at, row in enumerate(rows) if KEYS in row)
    above: list[list[object]] = [["mine"], []]
    head, facts = rows[keys : keys + 2], rows[keys + 2 :]
    for row in (*above, *head, *facts[::-1]):
        page.append(row[::-1])
    book.save(path)


def apply(books: Workspace, owner: str = "") -> Applied:
    return apply_review(books, None, STAMP, owner=owner)


def postings(books: Workspace, bank_id: str) -> tuple[Posted, ...]:
    """What stands of a line, by the end of its fingerprint's line id."""
    return tuple(
        p for p in replay(journal.read(books.journal).entries).postings() if p.answer.line.line_id.endswith(bank_id)
    )


def paid(postings: tuple[Posted, ...]) -> dict[str, tuple[int, int, str]]:
    """Cash, written off and reason by document."""
    rows: list[Allocation] = [a for p in postings for a in p.allocations]
    return {a.item_id: (a.cash_minor, a.written_off_minor, a.write_off_reason) for a in rows}


def codes(applied: Applied) -> list[str]:
    return [finding.code for finding in applied.refused]


def still_open(done: Closed) -> dict[str, int]:
    return {i.item_id: i.open_minor for i in done.month.items}


def test_a_proposal_is_accepted_and_what_it_leaves_is_the_customers(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    decide(done, {"B10": {"decision": "accept", "owner": "Anna"}})
    applied = apply(books)
    assert (applied.refused, applied.accepted, len(applied.decisions)) == ((), 1, 2)
    first, rest = postings(books, "B10")
    assert (first.kind, paid((first,))) == (ALLOCATED, {"INV-10024": (150_00, 0, "")})
    assert (rest.kind, rest.answer.customer_id) == (PUT_ON_ACCOUNT, "C1")
    assert first.review is not None
    assert first.review.prepared_by == "Anna"
    assert first.answer.line.remittance_text == ""  # read back: the identifying fields only
    after = close(books, None, STAMP)
    assert "INV-10024" not in still_open(after)
    stands = {w.answer.line.bank_id: (w.stand, w.left_minor) for w in after.month.waiting}
    assert stands["B10"] == (Stand.ON_ACCOUNT, 50_00)
    assert all(check.holds for check in after.month.controls)


def test_applied_twice_the_second_time_decides_nothing(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    decide(
        done,
        {
            "B10": {"decision": "accept"},
            "B11": {"decision": "not ours", "reason": "other"},
            "B14": {"decision": "on account", "customer": "C3"},
        },
    )
    add(done.review, "Notes", {"kind": "call", "customer": "C2", "text": "will pay"}, first_free="kind")
    first = apply(books)
    assert (first.accepted, first.refused) == (4, ())
    before = tree(tmp_path)
    again = apply(books)
    assert (again.decisions, again.accepted, again.already, again.refused) == ((), 0, 4, ())
    assert tree(tmp_path) == before


def test_documents_are_paid_in_the_order_they_are_named(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    decide(done, {"B11": {"decision": "choose documents", "item": "inv-10027; INV 10026"}})
    assert codes(apply(books)) == []
    assert paid(postings(books, "B11")) == {"INV-10027": (35_50, 0, ""), "INV-10026": (24_50, 0, "")}
    assert still_open(close(books, None, STAMP))["INV-10026"] == 55_50


def test_a_reason_closes_what_the_money_leaves_open(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    decide(done, {"B14": {"decision": "choose documents", "item": "INV-10026", "reason": "bank fee"}})
    assert codes(apply(books)) == []
    assert paid(postings(books, "B14")) == {"INV-10026": (77_00, 3_00, "fee")}
    assert "INV-10026" not in still_open(close(books, None, STAMP))


def test_a_payment_is_split_by_amount(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    decide(done, {"B10": {"decision": "split", "customer": "C3"}})
    number = no(done, "B10")
    add(
        done.review,
        "Split",
        {"no": number, "item": "INV-10024", "amount": 100},
        {"no": number, "item": "INV-10026", "amount": 77.5, "reason": "少付"},
        {"no": number, "amount": "2.50", "reason": "bank fee"},
        {"no": number, "amount": 20, "reason": "on account"},
    )
    assert apply(books).refused == ()
    first, rest = postings(books, "B10")
    assert paid((first,)) == {"INV-10024": (100_00, 0, ""), "INV-10026": (77_50, 2_50, "short_pay")}
    assert [(b.line_minor, b.reason) for b in first.bookings] == [(2_50, "fee")]
    assert (rest.kind, rest.answer.customer_id) == (PUT_ON_ACCOUNT, "C3")
    after = close(books, None, STAMP)
    assert next(w for w in after.month.waiting if w.answer.line.bank_id == "B10").left_minor == 20_00


def test_a_split_that_is_not_what_is_left_is_refused_with_the_difference(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    decide(done, {"B10": {"decision": "split"}, "B11": {"decision": "not ours", "reason": "tax"}})
    add(done.review, "Split", {"no": no(done, "B10"), "item": "INV-10024", "amount": 120})
    applied = apply(books)
    assert (codes(applied), applied.accepted) == (["ST610"], 1)
    assert "80.00 EUR" in applied.refused[0].text()
    assert "sheet Split" in applied.refused[0].where.text()


def test_money_out_pays_back_what_is_left_of_a_receipt(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    receipt = next(w.answer.line.line_id for w in done.month.waiting if w.answer.line.bank_id == "B3")
    decide(done, {"B12": {"decision": "refund", "item": receipt}})
    assert apply(books).refused == ()
    (posted,) = postings(books, "B12")
    assert posted.kind == REFUNDED
    assert sorted(b.line_minor for b in posted.bookings) == [-30_00, 30_00]
    after = close(books, None, STAMP)
    left = {w.answer.line.bank_id: w.left_minor for w in after.month.waiting}
    assert (left["B3"], "B12" in left) == (20_00, False)
    assert all(check.holds for check in after.month.controls)


def test_money_out_opens_an_invoice_again(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    decide(done, {"B12": {"decision": "refund", "item": "INV-10023"}})
    assert apply(books).refused == ()
    assert paid(postings(books, "B12")) == {"INV-10023": (-30_00, 0, "")}
    assert still_open(close(books, None, STAMP))["INV-10023"] == 30_00


def test_a_payment_the_list_had_deducted_comes_back_and_opens_its_invoice_again(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    company(folder)
    paid = "INV-10001,C2,Berg Handel GmbH,2025-12-05,2026-01-04,EUR,40.00,40.00"
    put(folder, "ledger/open_items_2026-01-31.csv", listed([paid, *ITEMS[:2]]))
    books, done = closed(folder)
    decide(done, {"B12": {"decision": "refund", "item": "INV-10001"}})
    assert not apply(books).refused
    done = close(books, None, STAMP)
    assert {i.item_id: i.open_minor for i in done.month.items}["INV-10001"] == 30_00
    assert all(check.holds for check in done.month.controls)


def test_no_more_comes_back_than_an_invoice_was_issued_for(tmp_path: Path) -> None:
    books, done = closed(tmp_path / "acme")
    decide(done, {"B12": {"decision": "refund", "item": "INV-10026"}})
    (refused,) = apply(books).refused
    assert refused.code == "ST608"


def test_what_is_never_ours_is_learned_by_a_pattern_a_person_sees(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    cells = {"decision": "never ours", "reason": "bank fee", "pattern": "payer: acme card"}
    decide(done, {"B13": cells})
    assert apply(books).refused == ()
    (posted,) = postings(books, "B13")
    assert (posted.kind, posted.bookings[0].reason) == (NOT_OURS, "fee")
    decided = replay(journal.read(books.journal).entries)
    assert [(p.payer, p.direction, p.reason) for p in decided.patterns] == [("acme card", "out", "fee")]


def test_a_pattern_that_fits_a_receipt_of_an_invoice_is_refused(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    decide(done, {"B10": {"decision": "never ours", "reason": "other", "pattern": "Alpina Sport"}})
    applied = apply(books)
    assert (codes(applied), applied.decisions) == (["ST615"], ())


def test_a_rejected_proposal_is_not_made_again(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    decide(done, {"B10": {"decision": "reject"}})
    applied = apply(books)
    assert [one.items for one in applied.decisions if isinstance(one, Rejected)] == [("INV-10024",)]
    after = close(books, None, STAMP)
    answer = next(w.answer for w in after.month.waiting if w.answer.line.bank_id == "B10")
    assert all({s.item_id for s in one.shares} != {"INV-10024"} for one in answer.alternatives)
    assert shown(after.review, "Review", "decision")[answer.line.fingerprint] in (None, "")


def test_what_was_taken_back_can_be_decided_the_same_way_again(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    for _ in range(2):
        decide(done, {"B10": {"decision": "reject"}})
        fill(done.review, "Items", {"INV-10027": {"write_off": "yes"}})
        applied = apply(books)
        assert (applied.accepted, applied.already, applied.refused) == (2, 0, ())
        undo(books, "slip", STAMP, decisions=[one.row for one in applied.decisions])
        done = close(books, None, STAMP)
        assert done.findings == ()


def test_the_rest_of_a_document_is_given_up_within_the_limit_or_with_an_approval(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    rows = {"INV-10027": {"write_off": "yes"}, "INV-10026": {"write_off": "yes", "reason": "short payment"}}
    fill(done.review, "Items", rows)
    applied = apply(books)
    assert codes(applied) == ["ST612"]
    assert [one.allocation.item_id for one in applied.decisions if isinstance(one, WrittenOff)] == ["INV-10027"]
    fill(done.review, "Items", {"INV-10026": {"approved_by": "Li Wei"}})  # who prepared it
    assert codes(apply(books)) == ["ST612"]
    fill(done.review, "Items", {"INV-10026": {"approved_by": "Chen Jing"}})
    assert apply(books).refused == ()
    assert sorted(still_open(close(books, None, STAMP))) == ["INV-10024"]


def test_rows_that_want_the_same_money_are_all_refused_and_name_each_other(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    cells = {"decision": "choose documents", "item": "INV-10026"}
    decide(done, {"B11": cells, "B14": cells, "B3": {"decision": "on account", "customer": "Berg Handel GmbH"}})
    applied = apply(books)
    assert (codes(applied), applied.accepted) == (["ST611", "ST611"], 1)
    rows = {finding.where.row for finding in applied.refused}
    assert all(str(min(rows - {f.where.row}, key=lambda r: r or 0)) in f.what.text() for f in applied.refused)


def test_a_row_that_is_stale_is_refused_and_the_book_stays(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    old = tmp_path / "old.xlsx"
    decide(done, {"B11": {"decision": "not ours", "reason": "other"}})
    shutil.copy(done.review, old)
    apply(books)
    close(books, None, STAMP)
    fill(old, "Review", {sheet_of(done, "B11")[1]: {"reason": "tax"}})
    applied = apply_review(books, "2026-03", STAMP, file=old)
    assert codes(applied) == ["ST605"]
    book = openpyxl.load_workbook(old)
    assert book.sheetnames
    fill(done.review, "Review", {sheet_of(done, "B3")[1]: {"decision": "on account", "customer": "C1"}})
    apply(books)
    fill(old, "Review", {sheet_of(done, "B3")[1]: {"decision": "not ours", "reason": "tax"}})
    assert sorted(codes(apply_review(books, "2026-03", STAMP, file=old))) == ["ST604", "ST605"]


def test_a_second_close_keeps_what_is_not_applied_byte_for_byte(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    decide(done, {"B11": {"decision": "not ours", "note": "hm"}})
    before = done.review.read_bytes()
    again = close(books, None, STAMP)
    assert done.review.read_bytes() == before
    assert [f.code for f in again.findings] == ["ST600"]
    assert "recon apply" in again.findings[0].text()
    assert "ST600" in [f.code for f in check(books)]
    assert codes(apply(books)) == ["ST607"]  # no reason
    assert close(books, None, STAMP).findings[0].code == "ST600"


def test_owner_and_note_of_open_rows_are_carried_into_the_next_book(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    decide(done, {"B3": {"owner": "Anna", "note": "asked them"}, "B11": {"decision": "not ours", "reason": "tax"}})
    apply(books)
    after = close(books, None, STAMP)
    key = sheet_of(after, "B3")[1]
    assert after.findings == ()
    assert shown(after.review, "Review", "owner")[key] == "Anna"
    assert shown(after.review, "Review", "note")[key] == "asked them"
    before = tree(tmp_path)
    close(books, None, STAMP)
    assert tree(tmp_path) == before


def test_of_one_owner_only_the_rows_of_that_owner_are_applied(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    rows = {
        "B3": {"decision": "on account", "customer": "C1", "owner": "Anna"},
        "B11": {"decision": "choose documents", "item": "INV-10026", "owner": "Ben"},
    }
    decide(done, rows)
    assert apply(books, "anna").accepted == 1
    assert close(books, None, STAMP).findings[0].code == "ST600"
    later = apply(books)
    assert (later.accepted, later.already, later.refused) == (1, 1, ())


def test_a_book_that_cannot_be_read_is_left_and_said(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    done.review.write_bytes(done.review.read_bytes()[:5000])
    before = done.review.read_bytes()
    put(tmp_path, "bank/late.sta", mt940([("0331", 10_00, "B20", "Somebody", "x")], "5", 1612_60))
    assert "ST601" in [f.code for f in close(books, None, STAMP).findings]
    assert done.review.read_bytes() == before
    with pytest.raises(InputError):
        apply(books)


@pytest.mark.parametrize("sheet", ["Review", "Split", "Items", "Set aside", "Notes", "Learned"])
def test_a_book_that_lost_a_sheet_or_its_keys_is_refused_and_left(tmp_path: Path, sheet: str) -> None:
    books, done = closed(tmp_path)
    decide(done, {"B3": {"decision": "on account", "customer": "C1"}})
    book = openpyxl.load_workbook(done.review)
    page = book[sheet]
    keys = next(cell.row for row in page.iter_rows() for cell in row if cell.value == KEYS)
    page.delete_rows(keys)
    book.save(done.review)
    before = done.review.read_bytes()
    with pytest.raises(InputError, match=sheet):
        apply(books)
    assert "ST601" in [f.code for f in close(books, None, STAMP).findings]
    assert done.review.read_bytes() == before


def test_a_book_that_is_open_in_another_program_stops_the_close_before_anything_is_written(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    put(tmp_path, "bank/late.sta", mt940([("0331", 80_00, "B20", "Cella Srl", "INV-10026")], "5", 1612_60))
    owner = done.review.with_name("~$review.xlsx")
    owner.write_bytes(b"")
    before = tree(tmp_path)
    with pytest.raises(BusyError):
        close(books, None, STAMP)
    assert tree(tmp_path) == before
    owner.unlink()
    assert len(close(books, None, STAMP).posted) == 1


def test_a_dry_run_writes_no_book(tmp_path: Path) -> None:
    books = company(tmp_path)
    close(books, None, STAMP, dry_run=True)
    assert not (tmp_path / "work").exists()


def test_what_a_book_would_decide_can_be_seen_without_deciding_it(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    decide(done, {"B11": {"decision": "not ours", "reason": "tax"}})
    before = tree(tmp_path)
    assert len(apply_review(books, None, STAMP, dry_run=True).decisions) == 1
    assert tree(tmp_path) == before


def test_a_note_and_what_is_known_of_a_payer_come_from_the_book_and_can_be_taken_back(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    note = {"kind": "promise to pay", "customer": "C2 · Berg Handel GmbH", "day": "2026-03-30", "amount": 70}
    add(done.review, "Notes", {**note, "until": "2026-04-10"}, first_free="kind")
    add(done.review, "Learned", {"kind": "name", "payer": "Nobody", "customer": "Alpina Sport AG"}, first_free="kind")
    assert apply(books).refused == ()
    decided = replay(journal.read(books.journal).entries)
    (event,) = decided.events
    assert (event.kind, event.customer_id, event.amount_minor, event.currency) == ("promised", "C2", 70_00, "EUR")
    assert [(a.name, a.customer_id, a.holds) for a in decided.aliases] == [("Nobody", "C1", True)]
    after = close(books, None, STAMP)
    assert after.findings == ()
    (key,) = shown(after.review, "Learned", "kind")
    fill(after.review, "Learned", {key: {"forget": "yes"}})
    assert apply(books).refused == ()
    assert replay(journal.read(books.journal).entries).aliases == ()


def test_a_note_may_build_on_one_above_it_in_the_same_book(tmp_path: Path) -> None:
    books, done = closed(tmp_path / "acme")
    notes = ({"kind": "credit_hold", "customer": "C2"}, {"kind": "released", "customer": "C2"})
    add(done.review, "Notes", *notes, first_free="kind")
    said = apply(books)
    assert (len(said.decisions), said.refused) == (2, ())
    assert not apply(books).decisions


def test_a_note_on_a_document_the_same_book_settles_does_not_keep_the_book(tmp_path: Path) -> None:
    books, done = closed(tmp_path / "acme")
    decide(done, {"B10": {"decision": "choose documents", "item": "INV-10024"}})
    note = {"kind": "dispute", "customer": "C1", "item": "INV-10024", "reason": "PRICE"}
    add(done.review, "Notes", note, first_free="kind")
    assert not apply(books).refused
    assert not close(books, None, STAMP).findings
    assert "INV-10024" not in shown(done.review, "Items", "open")


def test_a_chinese_book_with_moved_columns_and_sorted_rows_applies(tmp_path: Path) -> None:
    books = company(tmp_path)
    put(tmp_path, "bank/more.sta", mt940(MORE, "4", 1310_10))
    done = close(books, None, STAMP, lang="zh")
    name = say("book_sheet_review", "zh")
    fill(done.review, name, {sheet_of(done, "B11")[1]: {"decision": " 非客户款", "reason": "税款"}})
    fill(done.review, name, {sheet_of(done, "B10")[1]: {"decision": "ＡＣＣＥＰＴ"}})
    rearranged(done.review, name)
    applied = apply(books)
    assert (applied.refused, applied.accepted) == ((), 2)
    assert postings(books, "B11")[0].bookings[0].reason == "tax"


def test_what_stands_is_in_the_journal_once_after_a_crash_between_journal_and_book(tmp_path: Path) -> None:
    books, done = closed(tmp_path)
    decide(done, {"B11": {"decision": "not ours", "reason": "tax"}})
    filled = done.review.read_bytes()
    apply(books)
    close(books, None, STAMP)
    after = tree(tmp_path)
    done.review.write_bytes(filled)  # as if the new book had never reached the disk
    assert apply(books).already == 1
    close(books, None, STAMP)
    assert tree(tmp_path) == after
