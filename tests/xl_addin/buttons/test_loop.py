"""From import to undo: a workbook decides what a folder with the same lists decides, to the cent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recon.decisions import Pressed
from recon.errors import InputError, JournalError, PeriodLocked
from recon.monthend.again import standing
from recon.monthend.figures import month_end
from recon.words import say, says
from tests.builders import examples
from tests.xl_addin.buttons import loop
from tests.xl_addin.memory import MemoryBook, small_book
from tests.xl_addin.workbooks import small_firm
from xl_addin.asking import Given
from xl_addin.buttons.accept import accept
from xl_addin.buttons.aging import aging
from xl_addin.buttons.close_month import close_month
from xl_addin.buttons.explain import explain
from xl_addin.buttons.import_bank import import_bank
from xl_addin.buttons.import_folder import import_folder
from xl_addin.buttons.match import match
from xl_addin.buttons.post import post
from xl_addin.buttons.reject import reject
from xl_addin.buttons.statement import statement
from xl_addin.buttons.undo import undo
from xl_addin.closed import ClosedBook
from xl_addin.workbook import matches, records
from xl_addin.workbook.company import company, month_of, period_of

BANK = (
    "Booking date,Amount,Currency,Own account,Counterparty,Counterparty account,Remittance text,Line ID\n"
    "2026-03-03,1190.00,EUR,DE02120300000000202051,Alder Trading Ltd,DE75512108001245126199,"
    "Payment of invoice INV-26001,B-0001\n"
    "2026-03-10,1960.00,EUR,DE02120300000000202051,Birchwood Paper GmbH,DE89370400440532013000,"
    "Invoice INV-26002 less 2% discount,B-0002\n"
    "2026-03-17,500.00,EUR,DE02120300000000202051,Cedar Machines AG,DE21500500009876543210,Thank you,B-0003\n"
    "2026-03-24,333.33,EUR,DE02120300000000202051,Nobody Knows Sarl,FR1420041010050500013M02606,Thank you,B-0004\n"
)


def imported(tmp_path: Path) -> MemoryBook:
    """The small firm with its receipts brought in from a file."""
    book = small_book(receipts=False)
    file = tmp_path / "bank.csv"
    file.write_text(BANK, "utf-8")
    book.asks.paths = (file,)
    import_bank(book)
    return book


def test_the_whole_loop_decides_what_the_folder_decides(tmp_path: Path) -> None:
    book = imported(tmp_path)
    books = loop.folder_of(book, tmp_path / "books")
    match(book)
    post(book)
    loop.close(books)
    assert loop.money(loop.decided_of(book)) == loop.money(loop.decided_in(books)) != ()
    assert loop.by_person(loop.decided_of(book)) == loop.by_person(loop.decided_in(books))

    third, stranger = (loop.key_of(book, line) for line in ("B-0003", "B-0004"))
    loop.choose(book, [third])
    accept(book)
    loop.fill_in(book, stranger, {"decision": "not ours", "reason": "other"})
    post(book)
    loop.apply(books, {third: {"decision": "accept"}, stranger: {"decision": "not ours", "reason": "other"}})
    assert loop.money(loop.decided_of(book)) == loop.money(loop.decided_in(books))
    assert loop.by_person(loop.decided_of(book)) == loop.by_person(loop.decided_in(books))
    assert loop.balances(loop.month_in(book)) == loop.balances(loop.close(books))
    loop.holds(book)


def test_a_workbook_and_a_folder_reject_alike(tmp_path: Path) -> None:
    book = imported(tmp_path)
    books = loop.folder_of(book, tmp_path / "books")
    match(book)
    post(book)
    loop.close(books)
    third = loop.key_of(book, "B-0003")
    loop.choose(book, [third])
    reject(book)
    loop.apply(books, {third: {"decision": "reject"}})
    assert loop.decided_of(book).rejected.keys() == loop.decided_in(books).rejected.keys() == {third}
    assert loop.balances(loop.month_in(book)) == loop.balances(loop.close(books))


def test_a_closed_file_decides_the_same(tmp_path: Path) -> None:
    path, book = small_firm(tmp_path / "firm.xlsx"), small_book()
    for press in (match, post):
        closed = ClosedBook(path, Given(yes=True), book.stamp)
        assert press(closed) == press(book)
        closed.save()
    again = ClosedBook(path, Given(yes=True), book.stamp)
    loop.choose(book, [loop.key_of(book, "B-0003")])
    again = ClosedBook(path, Given(yes=True), book.stamp, selected=(book.selected.top, book.selected.bottom))
    again.choose(matches.find(again))
    assert accept(again) == accept(book)
    assert records.read(again) == records.read(book)
    assert undo(again) == undo(book)
    again.save()
    assert records.read(ClosedBook(path, Given(), book.stamp)) == records.read(book)


def test_undo_of_everything_gives_the_opening_state(tmp_path: Path) -> None:
    book = small_book(receipts=False)
    before = book.state()
    (tmp_path / "bank.csv").write_text(BANK, "utf-8")
    book.asks.paths = (tmp_path,)
    import_folder(book)
    match(book)
    loop.choose(book, [loop.key_of(book, "B-0003")])
    accept(book)
    post(book)
    loop.choose(book, [loop.key_of(book, "B-0004")])
    explain(book)
    for _ in range(5):
        undo(book)
        if "Receipts" in book.of:
            loop.holds(book)
    with pytest.raises(JournalError) as nothing:
        undo(book)
    assert "nothing to take back" in nothing.value.text()
    book.remove("Decisions")
    assert book.state() == before


PRESSES = ("match", "accept", "accept last", "reject", "post", "not ours", "undo")


@examples(6)
@given(st.lists(st.sampled_from(PRESSES), min_size=1, max_size=7))
def test_whatever_is_pressed_receipts_tie_and_undo_gives_the_opening_state(pressed: list[str]) -> None:
    book = small_book()
    before = book.state()
    for one in pressed:
        press(book, one)
        loop.holds(book)
    for _ in range(2 * len(pressed)):
        try:
            undo(book)
        except JournalError:
            break
        loop.holds(book)
    if "Decisions" in book.of:
        book.remove("Decisions")
    assert book.state() == before


def press(book: MemoryBook, what: str) -> None:
    """Press a button as somebody may who does not look first."""
    found = matches.read(book)
    keys = [row.key for row in found.rows] if found else []
    if what in ("match", "post"):
        (match if what == "match" else post)(book)
    elif what == "undo":
        try:
            undo(book)
        except JournalError:
            return
    elif keys:
        loop.choose(book, keys[-1:] if what == "accept last" else keys[:1])
        if what == "not ours":
            loop.fill_in(book, keys[0], {"decision": "not ours", "reason": "fee"})
        (reject if what == "reject" else accept)(book)
    else:
        with pytest.raises(InputError):
            (reject if what == "reject" else accept)(book)


def test_a_locked_month_is_left_alone() -> None:
    from recon.decisions import Locked

    book = small_book()
    match(book)
    recorded = records.read(book)
    records.append(book, recorded, [Locked("2026-03", "r", {}, {}, {}, "", "", "")])
    loop.choose(book, [loop.key_of(book, "B-0003")])
    before = book.state()
    for button in (post, accept, reject):
        with pytest.raises(PeriodLocked):
            button(book)
    assert book.state() == before


def test_a_refused_row_is_told_by_its_cell_and_the_others_go_through() -> None:
    book = small_book()
    match(book)
    third, stranger = (loop.key_of(book, line) for line in ("B-0003", "B-0004"))
    loop.fill_in(book, stranger, {"decision": "choose documents", "item": "INV-99999"})
    loop.choose(book, [third, stranger])
    said = accept(book)
    assert "Payments decided: 1." in said and "row 7" in said and "INV-99999" in said
    assert third in loop.decided_of(book).posted and stranger not in loop.decided_of(book).posted
    kept = next(row for row in matches.needed(book).rows if row.key == stranger)
    assert kept.text("decision") == "choose documents" and kept.text("item") == "INV-99999", "to be mended"


def test_what_was_typed_beside_other_rows_is_carried_over() -> None:
    book = small_book()
    match(book)
    third, stranger = (loop.key_of(book, line) for line in ("B-0003", "B-0004"))
    loop.fill_in(book, stranger, {"note": "ask the bank", "owner": "Wang", "decision": "不是本公司"})
    loop.choose(book, [third])
    accept(book)
    row = next(row for row in matches.needed(book).rows if row.key == stranger)
    assert row.text("note") == "ask the bank" and row.text("owner") == "Wang" and row.text("decision")


def test_a_decision_about_another_proposal_is_not_carried_over() -> None:
    book = small_book()
    match(book)
    third = loop.key_of(book, "B-0003")
    loop.fill_in(book, third, {"decision": "accept", "note": "checked"})
    book.of["Ledger"].cells[4, 1] = "INV-26009"  # it was INV-26003
    said = match(book)
    row = next(row for row in matches.needed(book).rows if row.key == third)
    assert not row.text("decision") and row.text("note") == "checked" and "decision was cleared: 1." in said


def test_matches_changed_outside_the_cells_to_fill_in_are_drawn_anew_only_after_asking() -> None:
    book = small_book()
    match(book)
    book.of["Matches"].cells[40, 10] = "my own note"
    book.asks.yes = False
    before = book.state()
    assert "left as it is" in match(book) and book.state() == before
    book.asks.yes = True
    match(book)
    assert (40, 10) not in book.of["Matches"].cells


def test_the_sheet_matches_may_be_renamed_and_sorted() -> None:
    book = small_book()
    match(book)
    book.of["To decide"] = book.of.pop("Matches")
    loop.choose(book, [loop.key_of(book, "B-0003")])
    assert "Payments decided: 1." in accept(book) and "To decide" in book.of and "Matches" not in book.of


def test_accept_without_a_selection_says_what_to_select() -> None:
    book = small_book()
    with pytest.raises(InputError) as none:
        accept(book)
    assert "Press Match first" in none.value.text()
    match(book)
    book.selected = book.listed["tblLedger"]
    with pytest.raises(InputError) as elsewhere:
        accept(book)
    assert "Select rows on sheet Matches" in elsewhere.value.text()


def test_matches_of_another_month_are_refused() -> None:
    book = small_book()
    match(book)
    book.of["Settings"].cells[7, 2] = "2026-04"
    loop.choose(book, [loop.key_of(book, "B-0003")])
    with pytest.raises(InputError) as other:
        accept(book)
    assert "2026-03" in other.value.text() and "2026-04" in other.value.text()


def test_a_why_that_is_not_given_takes_nothing_back() -> None:
    book = small_book()
    post(book)
    before = book.state()
    book.asks.typed = " "
    assert "nothing has changed" in undo(book) and book.state() == before


def test_the_reason_of_an_undo_stands_in_the_journal() -> None:
    book = small_book()
    post(book)
    book.asks.typed = "wrong month"
    undo(book)
    assert [one.why for one in loop.decided_of(book).reversals] == ["wrong month"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_explain_draws_the_waterfall_of_the_selected_receipt(lang: str) -> None:
    book = small_book(lang)
    place = company(book).places["bank"]
    book.selected = type(place)(place.sheet, 3, 2, 3, 2)
    said = explain(book)
    sheet = book.shown[-1]
    text = "\n".join(str(cell) for row in book.values(sheet) for cell in row)
    assert "B-0002" in said and "INV-26002" in text and "B-0002" in text
    points = [row for row in book.values(sheet) if len(row) > 2 and all(isinstance(cell, float) for cell in row[1:3])]
    total = 0.0
    for _, gained, after, *_ in points:
        total += float(str(gained))
        assert abs(total - float(str(after))) < 0.2
        total = float(str(after))


def test_what_a_locked_month_has_posted_moves_back_in_the_first_open_one() -> None:
    from recon.decisions import Locked
    from recon.undo import reversal_of
    from xl_addin.buttons._deciding import allocations

    book = small_book()
    post(book)
    recorded = records.append(book, records.read(book), [Locked("2026-03", "r", {}, {}, {}, "", "", "")])
    done = reversal_of([1, 2], loop.decided_of(book), "wrong", recorded.rows, book.name)
    records.append(book, recorded, [done.reversal])
    rows = allocations(company(book))
    assert len(rows) == 4 and sum(float(str(row["cash"])) for row in rows) == 0
    assert {str(row["effective"]) for row in rows if float(str(row["cash"])) < 0} == {"2026-04-01"}


def test_a_month_of_a_workbook_follows_from_its_cells_and_decisions_alone() -> None:
    one, other = small_book(), small_book()
    for book in (one, other):
        match(book)
        post(book)
    other.stamp = type(other.stamp)("Wang", other.stamp.at.replace(year=2027))
    assert loop.month_in(one) == loop.month_in(other)


def test_the_table_of_allocations_is_mended_where_somebody_wrote_into_it() -> None:
    book = small_book()
    post(book)
    right = book.rows("tblAlloc")
    place = book.listed["tblAlloc"]
    book.of[place.sheet].cells[2, 7] = 1.0
    match(book)
    loop.choose(book, [loop.key_of(book, "B-0003")])
    accept(book)
    assert book.rows("tblAlloc")[:2] == right and len(book.rows("tblAlloc")) == 3


def test_formulas_of_the_user_beside_the_ledger_are_carried_down_and_never_read(tmp_path: Path) -> None:
    from xl_addin.book import Formula
    from xl_addin.buttons.import_ledger import import_ledger

    book = small_book()
    file = tmp_path / "l.csv"
    file.write_text(
        "Invoice no,Customer id,Invoice date,Due date,Currency,Amount\nI1,C001,2026-03-01,2026-04-01,EUR,5\n"
    )
    book.asks.paths = (file,)
    import_ledger(book)
    place = book.listed["tblLedger"]
    assert isinstance(book.of["Ledger"].cells[place.bottom, place.right], Formula)
    post(book)
    loop.holds(book)


@pytest.mark.parametrize("press", [match, aging, statement])
def test_an_edited_cell_of_a_decided_receipt_is_told_by_whatever_shows_its_money(
    press: Callable[[MemoryBook], str],
) -> None:
    book = small_book()
    post(book)
    book.asks.typed = "all"
    assert "B-0001" not in press(book)
    book.of["Receipts"].cells[2, 6] = 1191.0
    assert "ST511" in {one.code for one in loop.month_in(book).findings}
    assert "B-0001" in press(book)


# --- how often a month is worked out


def worked_out(book: MemoryBook, press: Callable[[MemoryBook], str]) -> int:
    """How often a press begins to work the month out."""
    book.said.clear()
    press(book)
    return book.said.count(say("work_begins", "en", what=says("xl_matching")))


@pytest.mark.parametrize("press", [match, post, close_month, aging, statement])
def test_a_press_works_the_month_out_once(press: Callable[[MemoryBook], str]) -> None:
    book = small_book()
    book.asks.typed = "all"
    assert worked_out(book, press) == 1


def test_nothing_is_worked_out_to_post_what_an_earlier_press_has_posted_already() -> None:
    for earlier in (post, close_month):
        book = small_book()
        book.asks.yes = False
        earlier(book)
        assert worked_out(book, post) == 0
        assert "nothing to post" in post(book)


def test_a_filled_in_row_is_posted_with_the_month_worked_out_once_and_decides_what_two_presses_decide() -> None:
    once, twice = small_book(), small_book()
    for book in (once, twice):
        match(book)
        post(book)
        loop.fill_in(book, loop.key_of(book, "B-0004"), {"decision": "not ours", "reason": "other"})
    assert worked_out(once, post) == 1
    loop.choose(twice, [loop.key_of(twice, "B-0004")])
    accept(twice)
    assert loop.money(loop.decided_of(once)) == loop.money(loop.decided_of(twice))
    assert loop.month_in(once).run_id == loop.month_in(twice).run_id


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [("Receipts", (4, 9), "Invoice INV-26003"), ("Receipts", (4, 6), 501.0), ("Ledger", (4, 8), 510.0)],
)
def test_a_cell_that_was_changed_since_has_the_month_worked_out_again(
    sheet: str, cell: tuple[int, int], value: str | float
) -> None:
    book = small_book()
    post(book)
    assert book.of[sheet].cells[cell] != value
    book.of[sheet].cells[cell] = value
    assert worked_out(book, post) == 1


def test_a_decision_taken_back_has_the_month_worked_out_again() -> None:
    book = small_book()
    post(book)
    undo(book)
    assert worked_out(book, post) == 1


def test_what_match_shows_as_sure_is_still_to_be_posted() -> None:
    book = small_book()
    match(book)
    assert worked_out(book, post) == 1 and loop.decided_of(book).posted


def test_figures_after_posting_are_those_of_working_the_month_out_anew() -> None:
    book = small_book()
    firm = company(book)
    worked = month_of(firm, book, period_of(firm))
    after = firm.with_decided(records.with_new(book, firm.recorded, [*worked.new, Pressed("close_month", {})]))
    kept = standing(worked, after.decided, after.recorded.rows)
    assert kept == month_of(after, book, period_of(firm)) and worked.posted and not kept.posted
    more = firm.with_decided(records.with_new(book, firm.recorded, worked.new[:-1]))
    assert standing(worked, more.decided, more.recorded.rows) is None


def test_balances_are_the_same_without_matching_where_every_receipt_is_decided() -> None:
    book = small_book()
    for row in (4, 5):  # what matching is not sure of
        book.of["Receipts"].cells[row, 6] = 0.0
    post(book)
    firm = company(book)
    asked = (firm.inputs, firm.decided, firm.settings, period_of(firm), firm.recorded.rows)
    matched: list[int] = []
    plain = month_end(*asked, advance=lambda done, _of: matched.append(done), balances_only=True).month
    assert not matched
    whole = month_end(*asked, advance=lambda done, _of: matched.append(done)).month
    assert matched
    told = ("items", "unapplied", "run_id", "controls", "findings", "waiting", "allocations")
    assert all(getattr(whole, name) == getattr(plain, name) for name in told)
