"""Months are locked, built again to the byte, opened again; what comes late is listed and moves no locked money."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from recon import journal, workspace
from recon.close import close
from recon.decisions import Locked, Reopened, replay
from recon.errors import BusyError, InputError, JournalError, LedgerError, PeriodLocked
from recon.inputs import read_inputs
from recon.monthend.figures import month_end
from recon.monthend.locked import changed_outputs
from recon.periods.locking import LockedPeriod, lock, refuse_undecided, reopen
from recon.report import Check
from recon.reports import late_items
from recon.terms import Period
from recon.words import says
from recon.workspace import Workspace
from tests.state.company import APRIL, ITEMS, MARCH, STAMP, company, listed, mt940, put, tree

CLEAN = tuple(m for m in MARCH if m[2] != "B3")  # without the receipt nobody knows
WHY = "the payer was asked"


def closed_march(folder: Path, movements: tuple[tuple[str, int, str, str, str], ...] = CLEAN) -> Workspace:
    """The company with March closed and nothing left open."""
    books = company(folder)
    put(folder, "bank/march.sta", mt940(movements))
    close(books, None, STAMP)
    return books


def locked_march(folder: Path) -> Workspace:
    books = closed_march(folder)
    lock(books, "2026-03", STAMP, approved_by="Anna")
    return books


def april(folder: Path) -> None:
    put(folder, "bank/april.sta", mt940(APRIL, "4", 1260_10))


def lock_row(books: Workspace) -> Locked:
    return replay(journal.read(books.journal).entries).locked["2026-03"]


def test_a_lock_takes_the_stamp_draft_off_and_names_inputs_outputs_and_balances(tmp_path: Path) -> None:
    books = closed_march(tmp_path)
    assert "DRAFT" in (tmp_path / "outputs/2026-03/month-end.html").read_text("utf-8")
    done = lock(books, "2026-03", STAMP, approved_by="Anna")
    assert "DRAFT" not in (tmp_path / "outputs/2026-03/month-end.html").read_text("utf-8")
    manifest = json.loads((tmp_path / "outputs/2026-03/manifest.json").read_text("utf-8"))
    assert (manifest["draft"], manifest["files"]) == (False, dict(done.lock.outputs))
    assert sorted(done.lock.inputs) == [
        "inputs/bank/march.sta",
        "inputs/ledger/open_items_2026-02-28.csv",
        "inputs/masters/customers.csv",
        "recon.toml",
    ]
    assert done.lock.balances == {"EUR": (265_50, 0)}
    assert (done.lock.prepared_by, done.lock.approved_by, done.lock.accepted) == ("Li Wei", "Anna", "")
    assert lock_row(books) == done.lock
    assert done.findings == ()


def test_that_nobody_else_approved_is_said(tmp_path: Path) -> None:
    books = closed_march(tmp_path)
    alone = lock(books, "2026-03", STAMP)
    assert [f.code for f in alone.findings] == ["ST682"]
    reopen(books, "2026-03", STAMP, why="once more")
    close(books, "2026-03", STAMP)
    same = lock(books, "2026-03", STAMP, approved_by=" li  wei")
    assert [f.what.id for f in same.findings] == ["approver_same"]


def test_exceptions_stay_only_where_somebody_says_why(tmp_path: Path) -> None:
    books = closed_march(tmp_path, MARCH)
    put(tmp_path, "bank/noise.bin", "\x01\x02")
    close(books, None, STAMP)
    before = tree(tmp_path)
    with pytest.raises(JournalError) as refused:
        lock(books, "2026-03", STAMP)
    assert "1 bank lines are not decided (50.00 EUR)" in refused.value.text()
    assert "noise.bin" in refused.value.text()
    assert tree(tmp_path) == before
    done = lock(books, "2026-03", STAMP, accept=f" {WHY} ")
    assert done.lock.accepted == WHY
    assert len(done.exceptions) == 2
    assert done.lock.balances == {"EUR": (265_50, 50_00)}


def test_what_would_still_be_posted_is_posted_by_a_close_first(tmp_path: Path) -> None:
    books = company(tmp_path)
    before = tree(tmp_path)
    with pytest.raises(JournalError, match="3 postings would still be made"):
        lock(books, "2026-03", STAMP, accept=WHY)
    assert tree(tmp_path) == before


def test_months_are_locked_in_order_and_history_before_the_first_list_is_left_alone(tmp_path: Path) -> None:
    books = closed_march(tmp_path)
    put(tmp_path, "bank/january.sta", mt940([("0115", 5_00, "B0", "Alpina Sport AG", "old")], "1", 995_00))
    april(tmp_path)
    close(books, None, STAMP)
    with pytest.raises(JournalError, match="2026-03 is still open"):
        lock(books, "2026-04", STAMP)
    close(books, "2026-03", STAMP)
    lock(books, "2026-03", STAMP)
    lock(books, "2026-04", STAMP)
    assert list(replay(journal.read(books.journal).entries).locked) == ["2026-03", "2026-04"]
    for earlier in ("2026-02", "2025-12"):
        with pytest.raises(PeriodLocked):
            close(books, earlier, STAMP)
        with pytest.raises(PeriodLocked):
            lock(books, earlier, STAMP)


def test_a_locked_month_is_left_alone_by_close_and_lock(tmp_path: Path) -> None:
    books = locked_march(tmp_path)
    before = tree(tmp_path)
    for again in (None, "2026-03"):
        with pytest.raises(PeriodLocked) as refused:
            close(books, again, STAMP)
        assert refused.value.exit_code == 5
        assert "recon reopen --period 2026-03" in refused.value.text()
        with pytest.raises(PeriodLocked):
            close(books, again, STAMP, dry_run=True)
    with pytest.raises(PeriodLocked):
        lock(books, "2026-03", STAMP)
    assert tree(tmp_path) == before
    april(tmp_path)
    assert close(books, None, STAMP).month.period == "2026-04"


@pytest.mark.parametrize("harm", ["removed", "one changed", "one missing", "manifest"])
def test_reports_of_a_locked_month_are_built_again_to_the_byte_whatever_came_since(tmp_path: Path, harm: str) -> None:
    books = locked_march(tmp_path)
    folder = tmp_path / "outputs/2026-03"
    locked = tree(folder)
    april(tmp_path)
    put(tmp_path, "ledger/open_items_2026-04-30.csv", listed(ITEMS[1:2]))
    put(tmp_path, "masters/zz.csv", "customer_id,customer_name\nC1,Alpina renamed\n")
    settings = (tmp_path / "recon.toml").read_text("utf-8")
    (tmp_path / "recon.toml").write_text(settings.replace("Halden GmbH", "Halden & Sons"), "utf-8")
    books = workspace.open(tmp_path)
    close(books, None, STAMP)
    after_april = {name: content for name, content in tree(tmp_path).items() if "2026-03" not in name}
    if harm == "removed":
        shutil.rmtree(folder)
    elif harm == "one missing":
        (folder / "month-end.xlsx").unlink()
    else:
        name = "manifest.json" if harm == "manifest" else "month-end.html"
        (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    assert "2026-03" in {
        f.where.file.split("/")[1] for f in close(books, "2026-04", STAMP).findings if f.code == "ST683"
    }
    assert close(books, "2026-03", STAMP, lang="zh").published
    assert tree(folder) == locked
    assert {name: content for name, content in tree(tmp_path).items() if "2026-03" not in name} == after_april
    assert changed_outputs(books, lock_row(books)) == ()


@pytest.mark.parametrize("gone", ["input", "settings"])
def test_what_a_locked_month_rests_on_is_named_where_it_is_gone(tmp_path: Path, gone: str) -> None:
    books = locked_march(tmp_path)
    shutil.rmtree(tmp_path / "outputs/2026-03")
    if gone == "input":
        put(tmp_path, "masters/customers.csv", "customer_id,customer_name\nC1,Other\n")
    else:
        next((tmp_path / "decisions").glob("recon.*.toml")).unlink()
    before = tree(tmp_path)
    with pytest.raises(InputError, match=r"masters/customers\.csv" if gone == "input" else r"decisions/recon\."):
        close(books, "2026-03", STAMP)
    assert tree(tmp_path) == before


def test_reports_that_would_come_out_otherwise_are_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = locked_march(tmp_path)
    shutil.rmtree(tmp_path / "outputs/2026-03")
    monkeypatch.setattr("recon.monthend.run_id.__version__", "99.0")
    monkeypatch.setattr("recon.monthend.locked.__version__", "99.0")
    with pytest.raises(JournalError, match=r"this is version 99\.0"):
        close(books, "2026-03", STAMP)
    assert not (tmp_path / "outputs/2026-03").exists()


def test_a_control_total_that_does_not_hold_stops_a_lock(tmp_path: Path) -> None:
    books = closed_march(tmp_path)
    decided = replay(journal.read(books.journal).entries)
    worked = month_end(read_inputs(books), decided, books.settings, Period(2026, 3))
    refuse_undecided(worked)
    wrong = replace(worked.month, controls=(Check(says("control_balance", currency="EUR"), 1, 2, "EUR"),))
    with pytest.raises(LedgerError, match=r"0\.01"):
        refuse_undecided(replace(worked, month=wrong))


def test_only_the_newest_lock_is_taken_back_and_only_with_a_reason(tmp_path: Path) -> None:
    books = locked_march(tmp_path)
    april(tmp_path)
    close(books, None, STAMP)
    lock(books, "2026-04", STAMP)
    for period, why in (("2026-04", " "), ("2026-03", WHY), ("2026-05", WHY)):
        with pytest.raises(JournalError):
            reopen(books, period, STAMP, why=why)
    done = reopen(books, "2026-04", STAMP, why=WHY, approved_by="Anna")
    assert done.decision == Reopened("2026-04", WHY, "Anna")
    assert close(books, None, STAMP).month.draft
    assert "DRAFT" in (tmp_path / "outputs/2026-04/month-end.html").read_text("utf-8")
    reopen(books, "2026-03", STAMP, why=WHY)
    assert replay(journal.read(books.journal).entries).locked == {}


def test_a_month_may_be_locked_again_after_it_was_opened(tmp_path: Path) -> None:
    books = locked_march(tmp_path)
    first = lock_row(books)
    reopen(books, "2026-03", STAMP, why=WHY)
    put(tmp_path, "bank/more.sta", mt940([("0330", 80_00, "B9", "Cella Srl", "INV-10026")], "4", 1260_10))
    close(books, None, STAMP)
    again: LockedPeriod = lock(books, "2026-03", STAMP)
    assert again.lock.balances == {"EUR": (185_50, 0)} != first.balances
    shutil.rmtree(tmp_path / "outputs/2026-03")
    assert close(books, "2026-03", STAMP).published
    assert changed_outputs(books, again.lock) == ()


def test_an_output_open_in_excel_stops_a_lock_before_the_journal(tmp_path: Path) -> None:
    books = closed_march(tmp_path)
    (tmp_path / "outputs/2026-03/~$month-end.xlsx").write_text("")
    before = tree(tmp_path)
    with pytest.raises(BusyError):
        lock(books, "2026-03", STAMP)
    assert tree(tmp_path) == before


def test_money_of_a_late_line_moves_on_the_first_open_day(tmp_path: Path) -> None:
    books = locked_march(tmp_path)
    put(tmp_path, "bank/late.sta", mt940([("0330", 80_00, "B9", "Cella Srl", "INV-10026")], "4", 1260_10))
    april(tmp_path)
    done = close(books, "2026-04", STAMP)
    effective = {a.item_id: a.effective for p in done.posted for a in p.allocations}
    assert effective["INV-10026"] == date(2026, 4, 1)
    assert {a.effective >= date(2026, 4, 1) for p in done.posted for a in p.allocations} == {True}


def late_months(folder: Path) -> Workspace:
    """March locked; then a late line, two late documents and the lines of April come in."""
    books = locked_march(folder)
    put(
        folder,
        "bank/late.sta",
        mt940([("0330", 80_00, "B9", "Cella Srl", "INV-10026"), ("0331", 7_00, "B10", "Nobody", "?")], "4", 1260_10),
    )
    put(folder, "bank/march again.sta", mt940(CLEAN))
    more = [
        "INV-1,C1,Alpina Sport AG,2026-03-15,2026-04-15,EUR,40.00,40.00",
        "INV-2,C1,Alpina Sport AG,2026-04-03,2026-05-03,EUR,4.00,4.00",
    ]
    put(folder, "ledger/more open_items_2026-02-28.csv", listed(more))
    april(folder)
    return books


def test_what_comes_late_is_listed_with_what_becomes_of_it(tmp_path: Path) -> None:
    month = close(late_months(tmp_path), "2026-04", STAMP).month
    assert month.late is not None
    assert (month.late.period, month.late.until, month.late.first_open) == (
        "2026-03",
        date(2026, 3, 31),
        date(2026, 4, 1),
    )
    assert [a.line.bank_id for a in month.late.answers] == ["B9", "B10"]
    assert [item.item_id for item in month.late.documents] == ["INV-1"]
    assert [(b.locked_minor, b.late_minor, b.now_minor) for b in month.late.balances] == [(265_50, 40_00, 305_50)]
    (said,) = [f.what.text() for f in month.findings if f.code == "ST680"]
    assert said.startswith("2 bank lines and 1 documents of the time up to 2026-03-31, which is locked,")
    items, balances = late_items.build(month).sections
    assert [(row[1], row[5], row[6]) for row in items.rows] == [
        ("B9", 80_00, "late.sta"),
        ("B10", 7_00, "late.sta"),
        ("INV-1", 40_00, "more open_items_2026-02-28.csv"),
    ]
    becomes = [str(row[7]) for row in items.rows]
    assert "settles INV-10026 from 2026-04-01 on" in becomes[0]
    assert "2026-04-01 at the earliest" in becomes[1]
    assert "from its own date" in becomes[2]
    assert all(check.holds for check in balances.checks)


def test_late_items_are_late_once(tmp_path: Path) -> None:
    books = late_months(tmp_path)
    close(books, "2026-04", STAMP)
    lock(books, "2026-04", STAMP, accept=WHY)
    put(tmp_path, "bank/may.sta", mt940([("0504", 1_00, "B11", "Nobody", "?")], "6", 1440_10))
    month = close(books, "2026-05", STAMP).month
    assert month.late is not None
    assert (month.late.period, month.late.answers, month.late.documents) == ("2026-04", (), ())
    assert [b.changed_minor for b in month.late.balances] == [0]


def test_a_list_of_then_that_was_changed_shows_in_the_balance_of_the_locked_day(tmp_path: Path) -> None:
    books = locked_march(tmp_path)
    april(tmp_path)
    changed = [ITEMS[0], ITEMS[1].replace("250.00", "251.00"), *ITEMS[2:]]
    put(tmp_path, "ledger/open_items_2026-02-28.csv", listed(changed))
    month = close(books, None, STAMP).month
    assert [f.code for f in month.findings if f.code == "ST681"] == ["ST681"]
    _, balances = late_items.build(month).sections
    assert [check.holds for check in balances.checks] == [False]


def test_nothing_is_late_where_nothing_is_locked(tmp_path: Path) -> None:
    month = close(company(tmp_path), None, STAMP).month
    assert month.late is None
    assert [section.rows for section in late_items.build(month).sections] == [[], []]


@pytest.mark.parametrize("told", ["the same file", "more days", "another name"])
def test_a_movement_told_again_is_not_late(tmp_path: Path, told: str) -> None:
    books = locked_march(tmp_path)
    if told == "the same file":
        put(tmp_path, "bank/copy.sta", mt940(CLEAN))
    elif told == "more days":
        put(tmp_path, "bank/march.sta", mt940([*CLEAN, *APRIL]))
    else:
        (tmp_path / "inputs/bank/march.sta").unlink()
        put(tmp_path, "bank/renamed.sta", mt940(CLEAN))
    april(tmp_path)
    month = close(books, "2026-04", STAMP).month
    assert month.late is not None
    assert month.late.answers == ()
