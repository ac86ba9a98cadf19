"""Taking decisions back, on the small company. Amounts in euro cents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from recon import journal
from recon.close import Closed, close
from recon.decisions import Decided, Posted, Reversed, Review, numbered, replay, to_entry, with_new
from recon.decisions.kinds import Alias, Event, Exported, Locked, Pattern
from recon.errors import BusyError, JournalError
from recon.lease import lease
from recon.log import decision_log
from recon.match.outcome import Outcome
from recon.monthend import Stand
from recon.undo import undo
from recon.words import LANGUAGES
from recon.workspace import Workspace
from tests.state.company import ITEMS, STAMP, company, listed, mt940, put, tree

DAY = date(2026, 3, 5)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Workspace]:
    """The company with March closed: B1, B2 and B4 are posted."""
    made = company(tmp_path)
    close(made, None, STAMP)
    yield made


def decided(books: Workspace) -> Decided:
    return replay(journal.read(books.journal).entries)


def take(books: Workspace, *new: object) -> tuple[int, ...]:
    """Append decisions; their lines in the journal."""
    recorded = journal.read(books.journal)
    known = numbered(new, recorded.rows)  # type: ignore[arg-type]
    journal.append(books.journal, recorded, [to_entry(one) for one in known], "by-hand", STAMP)
    return tuple(one.row for one in known)


def posting(books: Workspace, line_id: str) -> Posted:
    return next(p for p in decided(books).postings() if p.answer.line.line_id == line_id)


def stands(closed: Closed, line_id: str) -> Outcome:
    return next(a.outcome for a in closed.month.answers if a.line.line_id == line_id)


def opened(closed: Closed, item_id: str) -> int:
    return sum(i.open_minor for i in closed.month.items if i.item_id == item_id)


def test_a_decision_taken_back_opens_its_document_and_is_proposed_but_never_posted_again(books: Workspace) -> None:
    done = undo(books, "wrong customer", STAMP, decisions=[posting(books, "B1").row])
    assert [one.answer.line.line_id for one in done.decisions if isinstance(one, Posted)] == ["B1"]
    for _ in range(2):
        closed = close(books, None, STAMP)
        assert (closed.posted, stands(closed, "B1"), opened(closed, "INV-10023")) == ((), Outcome.PROPOSED, 100_00)
        assert all(check.holds for check in closed.month.controls)
        assert {w.left_minor for w in closed.month.waiting if w.answer.line.line_id == "B1"} == {100_00}


@pytest.mark.parametrize("by", ["B1", "fingerprint"])
def test_a_line_is_taken_back_by_its_id_or_its_fingerprint(books: Workspace, by: str) -> None:
    first = posting(books, "B1")
    done = undo(books, "wrong", STAMP, line=first.line if by == "fingerprint" else by)
    assert done.reversal.of == (first.row,)


def test_a_run_is_taken_back_as_a_whole_and_what_was_taken_back_before_is_passed_over(books: Workspace) -> None:
    run = journal.read(books.journal).batches[0].run_id
    before = {p.row for p in decided(books).postings()}
    first = posting(books, "B1").row
    undo(books, "one of them", STAMP, decisions=[first])
    done = undo(books, "all of them", STAMP, run=run)
    assert (set(done.reversal.of), done.passed_over) == (before - {first}, (first,))
    assert decided(books).posted == {}
    with pytest.raises(JournalError):
        undo(books, "once more", STAMP, run=run)


def test_the_rows_of_a_batch_are_those_before_its_closing_line(books: Workspace) -> None:
    undo(books, "wrong", STAMP, line="B1")
    recorded = journal.read(books.journal)
    found = [row for batch in recorded.batches for row in batch.rows]
    assert found == [entry.row for entry in recorded.entries]
    assert [batch.row for batch in recorded.batches][-1] == recorded.rows


def test_what_moved_money_in_a_locked_month_moves_back_on_the_first_open_day(books: Workspace) -> None:
    row = posting(books, "B1").row
    take(books, Locked("2026-03", "run", {}, {}, {}, "", "Li", "Wang"))
    (alias,) = take(books, Alias("Zeta", "", "C1", holds=True))
    done = undo(books, "wrong", STAMP, decisions=[row])
    assert done.reversal.effective == date(2026, 4, 1)
    assert undo(books, "wrong", STAMP, decisions=[alias]).reversal.effective is None
    moved = [(a.effective, a.cash_minor) for a in decided(books).allocations if a.item_id == "INV-10023"]
    assert sorted(moved) == [(date(2026, 3, 3), 100_00), (date(2026, 4, 1), -100_00)]


def test_a_dry_run_says_the_same_and_writes_nothing(books: Workspace) -> None:
    before = tree(books.folder)
    row = posting(books, "B1").row
    would = undo(books, "wrong", STAMP, decisions=[row], dry_run=True)
    assert tree(books.folder) == before
    assert would == undo(books, "wrong", STAMP, decisions=[row])


def test_what_was_exported_already_is_said(books: Workspace) -> None:
    row = posting(books, "B1").row
    take(books, Exported("2026-03", "csv", "postings.csv", "0", (row,)))
    done = undo(books, "wrong", STAMP, decisions=[row])
    assert [(f.code, "postings.csv" in f.text()) for f in done.findings] == [("ST640", True)]


def test_aliases_and_notes_are_taken_back_too(books: Workspace) -> None:
    rows = take(books, Alias("Zeta", "", "C1", holds=True), Event("contacted", "C1", DAY, text="x"))
    undo(books, "wrong", STAMP, decisions=rows)
    assert (decided(books).aliases, decided(books).events) == ((), ())


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"line": "B1", "run": "x"},
        {"decisions": [999]},
        {"decisions": [1]},  # a bank file that was read
        {"line": "B3"},  # nothing was decided of it
        {"run": "nobody"},
    ],
)
def test_what_cannot_be_taken_back_is_refused_in_both_languages_and_changes_nothing(
    books: Workspace, asked: dict[str, object]
) -> None:
    before = tree(books.folder)
    with pytest.raises(JournalError) as refused:
        undo(books, "wrong", STAMP, **asked)  # type: ignore[arg-type]
    assert all(refused.value.text(lang) for lang in LANGUAGES)
    assert tree(books.folder) == before


def test_nothing_is_taken_back_without_a_reason_or_while_another_run_is_at_work(books: Workspace) -> None:
    with pytest.raises(JournalError):
        undo(books, " ", STAMP, line="B1")
    with lease(books.folder, STAMP), pytest.raises(BusyError):
        undo(books, "wrong", STAMP, line="B1")


def test_a_reversal_is_not_taken_back(books: Workspace) -> None:
    done = undo(books, "wrong", STAMP, line="B1")
    with pytest.raises(JournalError):
        undo(books, "wrong again", STAMP, decisions=[done.reversal.row])


def test_a_line_id_of_two_movements_asks_which(books: Workspace) -> None:
    first = posting(books, "B1")
    line = first.answer.line
    twin = replace(line, fingerprint="f" * 32)
    other = replace(first, answer=replace(first.answer, line=twin), allocations=(), kind="put_on_account")
    take(books, other)
    with pytest.raises(JournalError, match="f" * 32):
        undo(books, "wrong", STAMP, line="B1")


def test_a_reversal_stands_in_the_log_with_what_it_took_back(books: Workspace) -> None:
    row = posting(books, "B1").row
    done = undo(books, "wrong customer", STAMP, decisions=[row])
    section = decision_log(books).sections[0]
    keys = [c.key for c in section.columns]
    rows = {r[keys.index("number")]: dict(zip(keys, r, strict=True)) for r in section.rows}
    assert rows[row]["reversed_by"] == done.reversal.row
    assert "wrong customer" in rows[done.reversal.row]["what"].text()  # type: ignore[union-attr]
    assert isinstance(with_new(decided(books), ()).everything[done.reversal.row], Reversed)


PLAIN = ("0402", 35_50, "B8", "Zeta Pay", "thank you")  # the open amount of INV-10027, by an unknown payer


def test_a_name_a_person_knows_lets_the_next_month_post_and_taking_it_back_unlearns_it(books: Workspace) -> None:
    put(books.folder, "bank/april.sta", mt940([PLAIN], "4", 1210_10))
    assert stands(close(books, "2026-04", STAMP, dry_run=True), "B8") is Outcome.PROPOSED
    (alias,) = take(books, Alias("ZETA PAY", "", "C3", holds=True))
    known = close(books, "2026-04", STAMP, dry_run=True)
    assert (stands(known, "B8"), len(known.posted)) == (Outcome.POSTED, 1)
    undo(books, "not theirs", STAMP, decisions=[alias])
    assert stands(close(books, "2026-04", STAMP, dry_run=True), "B8") is Outcome.PROPOSED


def test_a_pattern_sets_its_lines_aside_with_every_total_still_equal(books: Workspace) -> None:
    (pattern,) = take(books, Pattern("unknown", "", "", "in", "other"))
    closed = close(books, None, STAMP)
    (found,) = (w for w in closed.month.waiting if w.answer.line.line_id == "B3")
    assert (found.stand, found.answer.outcome) == (Stand.SET_ASIDE, Outcome.NOT_OURS)
    assert "B3" not in {row.line_id for row in closed.month.unapplied}
    assert all(check.holds for check in closed.month.controls)
    undo(books, "they pay us", STAMP, decisions=[pattern])
    assert "B3" in {row.line_id for row in close(books, None, STAMP).month.unapplied}


def test_a_receipt_a_newer_list_has_deducted_opens_its_document_again_when_it_is_applied_to_another(
    books: Workspace,
) -> None:
    first = posting(books, "B1")
    put(books.folder, "bank/april.sta", mt940([PLAIN], "4", 1210_10))
    rest = [row for row in ITEMS if not row.startswith(("INV-10023", "INV-10025"))]
    put(books.folder, "ledger/open_items_2026-03-31.csv", listed(rest))
    take(books, Locked("2026-03", "run", {}, {}, {}, "", "Li", "Wang"))
    undo(books, "paid for another invoice", STAMP, decisions=[first.row])
    april = date(2026, 4, 1)
    other = replace(first.allocations[0], item_id="INV-10024", effective=april)
    take(books, replace(first, period="2026-04", allocations=(other,), review=Review()))
    closed = close(books, "2026-04", STAMP)
    assert (opened(closed, "INV-10023"), opened(closed, "INV-10024")) == (100_00, 150_00)
    assert not {"ST512", "ST642"} & {f.code for f in closed.month.findings}
    assert all(check.holds for check in closed.month.controls)
