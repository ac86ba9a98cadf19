"""System of record: lists of documents, net snapshots, and snapshots whose owner did not post back. Euro cents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recon import ledger, workspace
from recon.close import Closed, close
from recon.config import Ledger
from recon.errors import LedgerError
from recon.ingest.books import BookFile
from recon.ingest.statement import FileStatus
from recon.ledger.comparison import Comparison, compare, position_before, replaced
from recon.periods.locking import lock
from recon.rows import Allocation, ItemKind, ItemState, OpenItem, StatementLine
from recon.workspace import Workspace
from tests.builders import examples, item, line
from tests.state.company import APRIL, ITEMS, STAMP, company, listed, mt940, put

SNAPSHOT, DOCUMENTS = Ledger("snapshot"), Ledger("documents")
HEAD = "invoice_no,customer_id,customer_name,document_type,invoice_date,due_date,currency,amount,open_amount"


def day(text: str) -> date:
    """A day of 2026, "03-31"."""
    return date.fromisoformat(f"2026-{text}")


def a_list(*items: OpenItem, at: str = "", kind: str = "", name: str = "") -> BookFile:
    """A list of open items; `kind`: what its profile says of it."""
    dated = day(at) if at else None
    name = name or f"{kind or 'items'}_{at}.csv"
    return BookFile(name, name, "items", "utf-8", FileStatus.OK, items, (), (), {}, dated, kind)


def items_of(file: BookFile) -> tuple[OpenItem, ...]:
    return tuple(row for row in file.rows if isinstance(row, OpenItem))


def amounts(files: Sequence[BookFile], as_of: str, settings: Ledger = SNAPSHOT) -> dict[str, int]:
    return {i.item_id: i.open_minor for i in ledger.opening(files, settings, day(as_of)).items}


def seen(closed: Closed) -> Comparison:
    """The only comparison of a month end; its law is checked each time."""
    (one,) = closed.month.comparison
    for of in one.totals:
        gap = sum(row.gap_minor for row in one.rows if row.currency == of.currency)
        assert gap == of.theirs_minor - (of.items_minor - of.cash_minor)
    return one


def rows(one: Comparison) -> list[tuple[str, str, int, int]]:
    return [(row.item_id or row.line_id, row.cause.value, row.ours_minor, row.theirs_minor) for row in one.rows]


def codes(closed: Closed) -> set[str]:
    return {finding.code for finding in closed.month.findings}


def still_open(closed: Closed) -> dict[str, int]:
    return {i.item_id: i.open_minor for i in closed.month.items}


def as_listed(*facts: tuple[int, str]) -> str:
    """A list of the company's own documents, by place, each with what is open now."""
    return listed([ITEMS[n].rpartition(",")[0] + f",{left}" for n, left in facts])


def line_id(closed: Closed, bank_id: str) -> str:
    return next(a.line.line_id for a in closed.month.answers if a.line.bank_id == bank_id)


# The lists


def test_the_newest_snapshot_gives_the_position_and_the_documents_what_was_issued_since() -> None:
    files = [
        a_list(item("OLD", 40_00, amount_minor=100_00, issued=day("01-05")), at="02-28", kind="snapshot"),
        a_list(
            item("OLD", 100_00, issued=day("01-05")),
            item("PAID", 70_00, issued=day("01-06")),
            item("NEW", 30_00, amount_minor=55_00, issued=day("03-02")),
            kind="documents",
        ),
    ]
    assert amounts(files, "03-31") == {"OLD": 40_00, "NEW": 55_00}
    assert amounts(files, "03-01") == {"OLD": 40_00}
    assert amounts(files, "02-10") == {"OLD": 100_00, "PAID": 70_00}
    found = ledger.opening(files, SNAPSHOT, day("03-31")).findings
    assert [(f.code, "PAID" in f.text()) for f in found] == [("ST559", True)]


def test_a_document_in_both_lists_is_counted_once_as_the_snapshot_has_it() -> None:
    files = [
        a_list(item("N", 20_00, amount_minor=50_00, issued=day("03-02")), at="02-28", kind="snapshot"),
        a_list(item("N", 50_00, issued=day("03-02")), kind="documents"),
    ]
    assert amounts(files, "03-31") == {"N": 20_00}


def test_a_profile_says_what_its_files_are_whatever_all_lists_are() -> None:
    one = a_list(item("A", 5_00, amount_minor=9_00), kind="documents")
    assert amounts([one], "03-31", SNAPSHOT) == {"A": 9_00}
    with pytest.raises(LedgerError, match="snapshot_date"):
        amounts([a_list(item("A"), kind="snapshot")], "03-31", DOCUMENTS)


def test_documents_paid_before_our_first_decision_stay_history_beside_a_snapshot() -> None:
    files = [
        a_list(item("A"), at="02-28", kind="snapshot"),
        a_list(item("P", 7_00, issued=day("03-02"), state=ItemState.PAID), kind="documents"),
    ]
    found = ledger.position(ledger.opening(files, SNAPSHOT, day("03-31")), (), day("03-31"))
    assert [i.item_id for i in found.items] == ["A"]


# Two months, three feeds


def documents(folder: Path) -> Workspace:
    company(folder)
    config = folder / "recon.toml"
    text = config.read_text("utf-8").replace('kind = "snapshot"', 'kind = "documents"')
    text = text.replace("profiles = []", 'profiles = [{ files = "snapshot_*", ledger = "snapshot" }]')
    config.write_text(text, "utf-8")
    return workspace.open(folder)


def test_two_months_of_documents_count_every_cent_once(tmp_path: Path) -> None:
    books = documents(tmp_path)
    march = close(books, None, STAMP)
    assert still_open(march) == {"INV-10024": 150_00, "INV-10026": 80_00, "INV-10027": 35_50}
    put(tmp_path, "bank/april.sta", mt940(APRIL, "4", 1310_10))
    april = close(books, None, STAMP)
    assert still_open(april) == {"INV-10024": 150_00, "INV-10027": 35_50}
    assert [row.open_minor for row in april.month.unapplied] == [50_00]
    assert (march.month.comparison, april.month.comparison) == ((), ())


@pytest.mark.parametrize("feed", ["documents", "snapshot"])
def test_a_net_snapshot_whose_owner_posted_back_differs_by_our_unapplied_cash_only(tmp_path: Path, feed: str) -> None:
    books = documents(tmp_path) if feed == "documents" else company(tmp_path)
    close(books, None, STAMP)
    newer = as_listed((1, "150.00"), (3, "80.00"), (4, "35.50"))
    put(tmp_path, "ledger/snapshot_2026-03-31.csv", newer)
    march = close(books, "2026-03", STAMP)
    assert rows(seen(march)) == [(line_id(march, "B3"), "cash", -50_00, 0)]
    assert still_open(march) == {"INV-10024": 150_00, "INV-10026": 80_00, "INV-10027": 35_50}
    assert "ST553" in codes(march)
    assert not codes(march) & {"ST520", "ST524", "ST550"}
    put(tmp_path, "bank/april.sta", mt940(APRIL, "4", 1310_10))
    april = close(books, None, STAMP)
    # INV-10028 is dated in April: a snapshot of March does not have it, a list of documents does.
    later = {"INV-10028": 0} if feed == "documents" else {}
    assert still_open(april) == {"INV-10024": 150_00, "INV-10027": 35_50}
    assert len(april.posted) == 1 + len(later)
    assert all(check.holds for check in april.month.controls)


def test_money_the_owner_shows_on_account_is_our_unapplied_cash_and_no_difference(tmp_path: Path) -> None:
    books = company(tmp_path)
    lines = [
        ("0303", 100_00, "B1", "Alpina Sport AG", "Invoice INV-10023"),
        ("0311", 30_00, "B3", "Cella Srl", "advance"),
    ]
    put(tmp_path, "bank/march.sta", mt940(lines))
    close(books, None, STAMP)
    newer = [row.replace(",2026", ",invoice,2026", 1) for row in (ITEMS[1], ITEMS[2], ITEMS[3], ITEMS[4])]
    held = "RC-77,C3,Cella Srl,prepayment,2026-03-11,2026-03-11,EUR,-30.00,-30.00"
    put(tmp_path, "ledger/open_items_2026-03-31.csv", "\n".join([HEAD, *newer, held]) + "\n")
    assert rows(seen(close(books, "2026-03", STAMP))) == []


def test_a_snapshot_whose_owner_did_not_post_back_names_every_document_and_line(tmp_path: Path) -> None:
    books = company(tmp_path)
    first = close(books, None, STAMP)
    put(tmp_path, "ledger/open_items_2026-03-31.csv", listed(ITEMS[:5]))
    march = close(books, "2026-03", STAMP)
    one = seen(march)
    assert rows(one) == [
        (line_id(first, "B3"), "cash", -50_00, 0),
        ("INV-10023", "not_posted_back", 0, 100_00),
        ("INV-10024", "not_posted_back", 150_00, 250_00),
        ("INV-10025", "not_posted_back", 0, 70_00),
    ]
    assert line_id(first, "B1") in one.rows[1].why.text()
    assert "2026-03-03" in one.rows[1].why.text()
    said = next(f for f in march.month.findings if f.code == "ST550")
    assert "3 documents" in said.text()
    # The newest list is in force: what it says is open is open, and no cent of March is applied to it again.
    assert sum(still_open(march).values()) == 535_50
    put(tmp_path, "bank/april.sta", mt940(APRIL[:1], "4", 1310_10))
    april = close(books, "2026-04", STAMP)
    assert sum(still_open(april).values()) == 535_50 - 80_00
    assert all(check.holds for check in (*march.month.controls, *april.month.controls))


def test_what_the_owner_applied_and_we_hold_is_tied_to_its_line(tmp_path: Path) -> None:
    books = company(tmp_path)
    put(tmp_path, "ledger/open_items_2026-03-31.csv", as_listed((1, "150.00"), (3, "80.00"), (4, "35.50")))
    march = close(books, "2026-03", STAMP)
    causes: dict[str, int] = defaultdict(int)
    for row in seen(march).rows:
        causes[row.cause.value] += row.gap_minor
    assert causes == {"applied": 0, "cash": 50_00}
    assert march.posted == ()


def test_a_list_that_raises_and_one_that_is_new_to_us_are_named(tmp_path: Path) -> None:
    books = company(tmp_path)
    put(tmp_path, "bank/march.sta", mt940([("0325", -9_90, "B5", "", "account fee")]))
    odd = "INV-09000,C2,Berg Handel GmbH,2026-01-11,2026-02-04,EUR,11.00,11.00"
    new = "INV-10030,C2,Berg Handel GmbH,2026-03-12,2026-04-04,EUR,20.00,15.00"
    part = ITEMS[2].replace("70.00,70.00", "70.00,20.00")
    put(tmp_path, "ledger/open_items_2026-03-31.csv", listed([*ITEMS[:2], part, *ITEMS[4:5], odd, new]))
    assert rows(seen(close(books, "2026-03", STAMP))) == [
        ("INV-09000", "unseen", 0, 11_00),
        ("INV-10025", "deducted", 70_00, 20_00),
        ("INV-10030", "deducted", 20_00, 15_00),
        ("INV-10026", "closed", 80_00, 0),
    ]


def test_a_list_that_comes_after_its_month_was_locked_is_compared_in_the_next(tmp_path: Path) -> None:
    books = company(tmp_path)
    close(books, None, STAMP)
    lock(books, "2026-03", STAMP, accept="B3 is asked for", approved_by="Ana Ruiz")
    put(tmp_path, "ledger/open_items_2026-03-31.csv", listed(ITEMS[:5]))
    put(tmp_path, "bank/april.sta", mt940(APRIL[:1], "4", 1310_10))
    april = close(books, None, STAMP)
    assert [row.item_id for row in seen(april).again_open] == ["INV-10023", "INV-10024", "INV-10025"]
    assert "ST524" not in codes(april)


# Go-live


def live(folder: Path, kind: str = "snapshot") -> Workspace:
    books = company(folder) if kind == "snapshot" else documents(folder)
    config = folder / "recon.toml"
    text = config.read_text("utf-8").replace("# go_live = 2026-03-01", "go_live = 2026-03-10")
    config.write_text(text, "utf-8")
    return workspace.open(books.folder)


def test_lines_before_the_go_live_are_shown_and_never_proposed_or_held(tmp_path: Path) -> None:
    books = live(tmp_path)
    closed = close(books, None, STAMP)
    said = {a.line.bank_id: a.said.text() for a in closed.month.answers}
    assert "go-live 2026-03-10" in said["B1"]
    # B4 would have been sure had B1 closed the document of the same amount: now a person looks at it.
    assert closed.posted == ()
    assert {row.line_id for row in closed.month.unapplied} == {line_id(closed, "B3"), line_id(closed, "B4")}
    assert {w.answer.line.bank_id for w in closed.month.waiting} == {"B3", "B4", "B5"}
    assert {"ST551", "ST552"} <= codes(closed)
    assert all(check.holds for check in closed.month.controls)


def test_with_an_opening_position_of_the_day_before_there_is_nothing_to_say(tmp_path: Path) -> None:
    books = live(tmp_path, "documents")
    put(tmp_path, "ledger/snapshot_2026-03-09.csv", as_listed((1, "250.00"), (3, "80.00")))
    closed = close(books, None, STAMP)
    assert still_open(closed) == {"INV-10024": 150_00, "INV-10026": 80_00, "INV-10027": 35_50}
    assert closed.month.comparison == ()  # what was before is history, and compared with nothing
    assert "ST552" not in codes(closed)


# The general ledger


def test_the_general_ledger_is_read_in_the_own_currency_and_tied_to_the_position(tmp_path: Path) -> None:
    books = company(tmp_path)
    put(tmp_path, "gl/a.csv", "account,date,balance\n1200,2026-03-31,215.50\n1200,2026-02-28,500.00\n")
    closed = close(books, None, STAMP)
    assert [(b.currency, b.balance_minor) for b in closed.month.balances] == [("EUR", 500_00), ("EUR", 215_50)]
    assert not codes(closed) & {"ST554", "ST556"}
    put(tmp_path, "gl/b.csv", "account,date,balance\n1200,2026-03-31,215.51\n")
    assert {"ST556", "ST557"} <= codes(close(books, None, STAMP))


def test_a_list_of_balances_that_cannot_be_used_stops_nothing(tmp_path: Path) -> None:
    books = company(tmp_path)
    put(tmp_path, "gl/a.csv", "account,balance\n1200,215.50\n")
    closed = close(books, None, STAMP)
    assert [f.code for file in closed.month.book_files for f in file.findings if file.kind == "balances"] == ["IN300"]


# Laws


@st.composite
def feeds(draw: st.DrawFn) -> tuple[list[BookFile], Ledger, list[Allocation], list[StatementLine]]:
    """Lists before and a newer one, allocations and bank lines, none of which need fit together."""
    start = day("02-28")
    day_of = st.integers(-20, 40).map(lambda n: start + timedelta(n))
    minor = st.integers(-300, 900).filter(bool)
    kinds = st.sampled_from([ItemKind.INVOICE, ItemKind.INVOICE, ItemKind.PREPAYMENT])

    def documents_(most: int) -> list[OpenItem]:
        found = []
        for n in draw(st.lists(st.integers(0, 7), max_size=most, unique=True)):
            amount = draw(minor)
            left = draw(st.integers(min(0, amount), max(0, amount)))
            found.append(
                item(
                    f"I{n}",
                    left,
                    amount_minor=amount,
                    issued=draw(day_of),
                    currency=draw(st.sampled_from(["EUR", "EUR", "USD"])),
                    customer_id=f"C{n % 2}",
                    kind=draw(kinds),
                )
            )
        return found

    before = a_list(*documents_(7), at="02-28", kind="snapshot", name="before.csv")
    issued = a_list(*documents_(7), kind="documents", name="issued.csv")
    newer = a_list(*documents_(7), at="03-31", kind="snapshot", name="newer.csv")
    files = draw(st.sampled_from([[before, newer], [issued, newer], [before, issued, newer]]))
    lines = [line(draw(minor), f"T{n}", booked=draw(day_of)) for n in range(draw(st.integers(0, 4)))]
    known = {i.item_id: i for file in files for i in items_of(file)}
    allocations = []
    for one in lines if known else ():
        paid = draw(st.sampled_from([known[number] for number in sorted(known)]))
        if paid.currency == one.currency and draw(st.booleans()):
            cash = draw(st.integers(min(0, one.amount_minor), max(0, one.amount_minor)))
            on = max(one.booked, paid.issued)
            if one.booked <= start < on:
                continue  # money a list has deducted is not applied again
            allocations.append(Allocation(one.fingerprint, paid.item_id, on, "EUR", cash, line_minor=cash))
    return files, SNAPSHOT, allocations, lines


@given(feeds())
@examples(150)
def test_the_rows_of_a_comparison_are_the_whole_difference_to_the_cent(
    given_: tuple[list[BookFile], Ledger, list[Allocation], list[StatementLine]],
) -> None:
    files, settings, allocations, lines = given_
    at = day("03-31")
    foreign = {i.item_id for file in files for i in items_of(file) if i.currency != "EUR"}
    allocations = [a for a in allocations if a.item_id not in foreign]
    before = position_before(files, settings, at)
    if before is None:
        assert replaced(files, settings, day("03-01"), at) == ()
        return
    booked = [one for one in lines if one.booked <= at]
    applied = ledger.position(before, allocations, at).applied
    left_out = ledger.outside(booked, before, at, {})
    payers = {one.fingerprint: f"C{n % 2}" for n, one in enumerate(booked)}
    cash = ledger.unapplied(booked, applied, (), left_out, payers)
    one = compare(files, settings, at, before, allocations, cash, {}, {})
    theirs = ledger.opening(files, settings, at)
    held = ledger.position(before, allocations, at)
    for currency in ("EUR", "USD"):
        gap = sum(row.gap_minor for row in one.rows if row.currency == currency)
        ours = held.total(currency) - sum(row.open_minor for row in cash if row.currency == currency)
        assert gap == sum(i.open_minor for i in theirs.items if i.currency == currency) - ours
    assert all(row.gap_minor for row in one.rows)
    assert len({(row.item_id, row.line_id, row.currency) for row in one.rows}) == len(one.rows)


@given(feeds(), st.integers(0, 60))
@examples(150)
def test_no_document_is_counted_from_two_lists_and_none_is_lost(
    given_: tuple[list[BookFile], Ledger, list[Allocation], list[StatementLine]], after: int
) -> None:
    files, settings, _, _ = given_
    as_of = day("02-28") + timedelta(after)
    if not any(file.rows and (file.ledger == "documents" or file.as_of == day("02-28")) for file in files):
        return  # no list speaks of these days
    start = ledger.opening(files, settings, as_of)
    ids = [i.item_id for i in start.items]
    assert len(set(ids)) == len(ids)
    in_force = next((f for f in files if f.as_of == start.at and f.ledger == "snapshot"), None)
    listed_ = {i.item_id: i for i in items_of(in_force)} if in_force else {}
    issued = {i.item_id: i for file in files if file.ledger == "documents" for i in items_of(file)}
    expected = {n: i.open_minor for n, i in listed_.items() if i.issued <= as_of}
    for number, one in issued.items():
        if number not in listed_ and one.issued <= as_of and (start.at is None or one.issued > start.at):
            expected[number] = one.amount_minor
    assert {i.item_id: i.open_minor for i in start.items} == expected
