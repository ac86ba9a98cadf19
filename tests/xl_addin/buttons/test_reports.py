"""Buttons that report: what they draw is what the commands write, on sheets of our own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from recon.close import close
from recon.decisions import Locked, Pressed, Reopened, replay
from recon.errors import InputError, JournalError, PeriodLocked
from recon.money import to_decimal
from recon.words import say
from tests.xl_addin.folders import firm_folder
from tests.xl_addin.memory import NOON, MemoryBook, small_book
from tests.xl_addin.workbooks import heading, sheet_of, small_firm
from xl_addin import work
from xl_addin.asking import Given
from xl_addin.book import Area
from xl_addin.buttons.close_month import pages
from xl_addin.closed import ClosedBook
from xl_addin.layout import ALLOC, CUSTOMERS, LEDGER, RECEIPTS
from xl_addin.workbook import outputs, records

LANGS = pytest.mark.parametrize("lang", ["en", "zh"])
REPORTS = pytest.mark.parametrize("id", ["aging", "statement", "close_month", "check", "help"])
OF_FILES = ("tbl_findings",)  # they tell the names of files


def press(id: str, book: MemoryBook) -> str:
    said = getattr(import_module(f"xl_addin.buttons.{id}"), id)(book)
    assert isinstance(said, str) and said and "{" not in said
    return said


def typing(book: MemoryBook, text: str | None, *, yes: bool = True) -> MemoryBook:
    book.asks.typed, book.asks.yes = text, yes
    return book


def decisions(book: MemoryBook, kind: type) -> list[object]:
    everything = replay(records.read(book).entries, book.name).everything
    return [one for one in everything.values() if isinstance(one, kind)]


def without_journal(book: MemoryBook) -> object:
    """All that stands in it, but for the journal and what follows from it."""
    kept = {name: sheet for name, sheet in book.of.items() if name in user_sheets(book)}
    return {name: (dict(sheet.cells), set(sheet.hidden_rows), list(sheet.merged)) for name, sheet in kept.items()}


def user_sheets(book: MemoryBook) -> tuple[str, ...]:
    own = {sheet_of(layout, lang) for layout in (CUSTOMERS, LEDGER, RECEIPTS) for lang in ("en", "zh")}
    return tuple(name for name in book.sheets() if name in own | {"Mine"})


# --- figures


@LANGS
def test_a_month_closed_in_a_workbook_has_the_figures_of_the_same_lists_in_a_folder(lang: str, tmp_path: Path) -> None:
    closed = close(firm_folder(tmp_path / "firm", lang), None, NOON)
    expected = MemoryBook(lang=lang)
    outputs.place(expected, pages(closed.month, lang), {}, lang)
    book = typing(small_book(lang), None, yes=False)
    press("close_month", book)
    compared = [name for name in expected.listed if name not in OF_FILES]
    assert len(compared) > 10
    for name in compared:
        assert book.rows(name) == expected.rows(name), name


@LANGS
def test_the_aged_balance_ties_and_is_the_folders(lang: str, tmp_path: Path) -> None:
    closed = close(firm_folder(tmp_path / "firm", lang), None, NOON)
    book = small_book(lang)
    assert "2026-03-31" in press("aging", book)
    currency = closed.month.settings.company.currency
    rows = book.rows(f"tbl_aged_{currency}")
    total = [row[say("col_total", lang)] for row in rows]
    assert sum(float(str(value)) for value in total) == float(
        to_decimal(sum(item.open_minor for item in closed.month.items), currency)
    )
    checks = [cells[0] for _, cells in book.grid(book.shown[-1]).rows if cells[0] in ("OK", "相符", "DIFFERS", "不符")]
    assert checks and set(checks) == {say("check_ok", lang)}


@LANGS
def test_aging_says_that_sure_postings_are_not_written_down_and_writes_none_down(lang: str) -> None:
    book = small_book(lang)
    assert say("figures_ahead", lang, count=2) in press("aging", book)
    assert [type(one) for one in decisions(book, object)] == [Pressed]
    typing(book, None, yes=False)
    press("close_month", book)
    assert say("figures_ahead", lang, count=2) not in press("aging", typing(book, None))


@LANGS
def test_a_key_date_within_the_month_counts_what_was_booked_and_issued_up_to_it(lang: str) -> None:
    book = small_book(lang)
    name = say("xl_sheet_settings", lang)
    book.of[name].cells[6, 2] = date(2026, 3, 9)  # the receipt of the 3rd counts, that of the 10th does not
    assert "2026-03-09" in press("aging", book)
    (area,) = (one for key, one in book.listed.items() if key in ("tbl_aged_EUR", "tbl_aged_CNY"))
    total = sum(float(str(row[say("col_total", lang)])) for row in book.rows(area.name))
    assert total == pytest.approx(2000 + 500 + 500 + 750.50 - 50.50, abs=1e-9)
    assert "2026-03-09" in press("statement", typing(book, "C002")) and "2026-03-09" in str(book.values(book.shown[-1]))


# --- own sheets


@LANGS
@REPORTS
def test_a_sheet_of_the_user_of_the_same_name_survives(id: str, lang: str) -> None:
    first = typing(small_book(lang), "all", yes=False)
    before = first.sheets()
    press(id, first)
    made = [name for name in first.sheets() if name not in before and name not in _tables(lang)]
    book = typing(small_book(lang), "all", yes=False)
    for name in made:
        book.put(name, ("mine", 7))
    press(id, book)
    assert all(book.values(name) == [["mine", 7]] for name in made)
    assert len(book.sheets()) == len(first.sheets()) + len(made)


@LANGS
@REPORTS
def test_what_stands_in_the_tables_of_the_user_is_not_touched(id: str, lang: str) -> None:
    book = typing(small_book(lang), "all", yes=False)
    book.put("Mine", ("=SUM(A1)", 5))
    before = without_journal(book)
    press(id, book)
    assert without_journal(book) == before


@LANGS
@REPORTS
def test_a_second_press_asks_and_declining_changes_nothing(id: str, lang: str) -> None:
    book = typing(small_book(lang), "all", yes=False)
    press(id, book)
    book.asks.heard.clear()
    before = book.state()
    assert press(id, book) == say("sheets_kept", lang)
    assert book.state() == before
    assert any(say("sheets_replace", lang, sheets="").split("：")[0].split(":")[0] in one for one in book.asks.heard)


@LANGS
def test_a_sheet_of_ours_that_was_changed_by_hand_is_named_in_the_question(lang: str) -> None:
    book = small_book(lang)
    press("aging", book)
    name = book.shown[-1]
    book.of[name].cells[40, 1] = "a note"
    book.asks.heard.clear()
    press("aging", book)
    (asked,) = book.asks.heard
    assert all(sheet in asked for sheet in _drawn(book, "aging"))
    changed = say("sheets_replace_changed", lang, sheets="*", changed=name)
    assert asked.endswith(changed.partition("*")[2])


@REPORTS
def test_every_press_is_a_record_of_what_it_drew(id: str) -> None:
    book = typing(small_book(), "all", yes=False)
    press(id, book)
    (record,) = decisions(book, Pressed)
    assert isinstance(record, Pressed) and record.button == id
    assert record.drawn == {name: outputs.told(book, name) for name in record.drawn} and record.drawn


def _drawn(book: MemoryBook, button: str) -> list[str]:
    """The sheets a button drew when it was pressed last."""
    presses = [one for one in decisions(book, Pressed) if isinstance(one, Pressed) and one.button == button]
    return list(presses[-1].drawn)


def _tables(lang: str) -> tuple[str, ...]:
    return (sheet_of(ALLOC, lang), say("xl_sheet_decisions", lang))


@LANGS
def test_what_was_drawn_into_a_file_is_known_again_when_it_is_opened(lang: str, tmp_path: Path) -> None:
    path, asked = small_firm(tmp_path / "firm.xlsx", lang), list[str]()

    def opened() -> ClosedBook:
        return ClosedBook(path, Given(line="all", declined=asked.append), NOON, lang)

    for id in ("aging", "statement", "check", "help", "aging"):
        book = opened()
        getattr(import_module(f"xl_addin.buttons.{id}"), id)(book)
        book.save()
    ours = outputs.ours(replay(records.read(opened()).entries, path.name))
    assert len(ours) > 6 and not [name for name, was in ours.items() if outputs.is_changed(opened(), name, was)]
    assert len(asked) == 1 and asked[0] == say("sheets_replace", lang, sheets=asked_for(ours, asked[0]))


def asked_for(ours: Mapping[str, str], question: str) -> str:
    """The sheets a question names, in its order."""
    return ", ".join(sorted((name for name in ours if name in question), key=question.index))


# --- statements


@LANGS
def test_a_statement_is_of_the_customer_of_the_selected_row(lang: str) -> None:
    for layout, row, customer in ((CUSTOMERS, 4, "C003"), (LEDGER, 6, "C004"), (RECEIPTS, 2, "C001")):
        book = small_book(lang)
        book.selected = Area(sheet_of(layout, lang), row, 1, row, 1)
        press("statement", book)
        assert [name for name in book.sheets() if customer in name] == [book.shown[-1]]
        assert len(_drawn(book, "statement")) == 1


def test_statements_of_all_speak_each_customers_language_and_tie() -> None:
    book = small_book()
    at = [column.key for column in CUSTOMERS.columns].index("customer_language") + 1
    book.of["Customers"].cells[3, at] = "zh"
    press("statement", typing(book, "all"))
    made = {customer: next(name for name in book.sheets() if customer in name) for customer in ("C002", "C004")}
    assert made["C002"].startswith("对账单") and made["C004"].startswith("St ")
    told = {customer: [cell for _, cells in book.grid(name).rows for cell in cells] for customer, name in made.items()}
    assert say("col_total", "zh") in told["C002"] and say("check_ok", "zh") in told["C002"]
    assert 700.0 in told["C004"] and say("check_ok", "en") in told["C004"]  # 750.50 less the credit note of 50.50


def test_a_statement_on_one_sheet_adds_up_the_rows_it_stands_beside() -> None:
    book = small_book()
    book.of["Ledger"].cells[6, 7] = "USD"
    press("statement", typing(book, "C004"))
    formulas, grid = book.formulas(book.shown[-1]), dict(book.grid(book.shown[-1]).rows)
    sums = [text for text in formulas.values() if "SUBTOTAL" in text]
    assert len(sums) == 2  # a table a currency
    for text in sums:
        first, last = (int(part[1:]) for part in text[text.index(",") + 1 : -1].split(":"))
        added = [grid[row][8] for row in range(first, last + 1)]
        given = next(grid[at[0]][8] for at, found in formulas.items() if found == text)
        assert all(isinstance(cell, float) for cell in added) and sum(map(float, added)) == given  # type: ignore[arg-type]


def test_typing_nothing_draws_nothing_and_an_unknown_customer_is_refused() -> None:
    book = small_book()
    before = book.state()
    assert press("statement", typing(book, "")) == say("statement_none_asked", "en")
    with pytest.raises(InputError, match="C0O4"):
        press("statement", typing(book, "C0O4"))
    assert book.state() == before


# --- closing and locking


@LANGS
def test_closing_posts_what_is_sure_and_brings_the_allocations_in_line(lang: str) -> None:
    book = typing(small_book(lang), None, yes=False)
    said = press("close_month", book)
    assert say("month_draft", lang) in said
    rows = book.rows(ALLOC.table)
    assert sorted(str(row[heading("item_id", lang)]) for row in rows) == ["INV-26001", "INV-26002"]
    drafts = [name for name in book.sheets() if name.startswith("2026-03")]
    assert all(say("draft", lang) in str(book.values(name)) for name in drafts)


@LANGS
def test_a_locked_month_is_no_draft_and_refuses_to_be_posted_into(lang: str) -> None:
    book = typing(small_book(lang), "they were asked")
    assert say("month_locked", lang, period="2026-03") in press("close_month", book)
    (lock,) = decisions(book, Locked)
    assert isinstance(lock, Locked) and lock.accepted == "they were asked"
    assert lock.outputs == {name: outputs.told(book, name) for name in lock.outputs}
    assert not any(say("draft", lang) in str(book.values(name)) for name in lock.outputs)
    with pytest.raises(JournalError):
        press("post", book)


def test_a_month_with_open_lines_is_not_locked_without_a_word() -> None:
    book = typing(small_book(), "")
    assert say("month_draft_why", "en") in press("close_month", book)
    assert not decisions(book, Locked)


def test_a_locked_month_is_opened_again_only_with_a_reason() -> None:
    book = typing(small_book(), "accepted")
    press("close_month", book)
    before = book.state()
    assert press("close_month", typing(book, "x", yes=False)) == say("month_stays_locked", "en", period="2026-03")
    with pytest.raises(JournalError):
        press("close_month", typing(book, " "))
    assert book.state() == before
    assert press("close_month", typing(book, "a receipt was missed")) == say("month_open_again", "en", period="2026-03")
    (again,) = decisions(book, Reopened)
    assert isinstance(again, Reopened) and again.why == "a receipt was missed"
    assert say("month_locked", "en", period="2026-03") in press("close_month", typing(book, "accepted"))


def test_a_lock_that_is_refused_leaves_the_month_closed_and_says_why() -> None:
    book = small_book()
    for at in range(1, len(RECEIPTS.columns) + 1):  # a line of February, so that February is still open
        if (2, at) in book.of["Receipts"].cells:
            book.of["Receipts"].cells[6, at] = book.of["Receipts"].cells[2, at]
    keys = [column.key for column in RECEIPTS.columns]
    for key in ("booked", "value_date"):
        book.of["Receipts"].cells[6, keys.index(key) + 1] = "2026-02-10"
    book.of["Receipts"].cells[6, keys.index("line_id") + 1] = "B-0000"
    book.listed[RECEIPTS.table] = Area("Receipts", 1, 1, 6, len(keys), RECEIPTS.table)
    said = press("close_month", typing(book, "accepted"))
    assert "2026-02" in said and not decisions(book, Locked) and book.rows(ALLOC.table)


def test_a_month_is_closed_on_its_own_sheets_so_that_those_of_the_month_before_stay() -> None:
    book = typing(small_book(), "accepted")
    press("close_month", book)
    locked = {name: dict(book.of[name].cells) for name in book.sheets() if name.startswith("2026-03")}
    book.of["Settings"].cells[7, 2] = "2026-04"
    assert "2026-04" in press("close_month", typing(book, None, yes=False))
    assert all(book.of[name].cells == cells for name, cells in locked.items())
    assert any(name.startswith("2026-04") for name in book.sheets())


def test_a_lock_is_not_undone_but_opened_again() -> None:
    book = typing(small_book(), "accepted")
    press("close_month", book)
    before = book.state()
    with pytest.raises(PeriodLocked, match="2026-03"):
        press("undo", book)
    assert book.state() == before
    press("close_month", typing(book, "a receipt was missed"))
    assert press("undo", typing(book, "and once more"))


def test_an_undone_close_takes_its_sheets_and_postings_back() -> None:
    book = typing(small_book(), None, yes=False)
    before = {name: dict(sheet.cells) for name, sheet in book.of.items()}
    press("close_month", book)
    press("undo", typing(book, None))
    assert not book.rows(ALLOC.table) and not [name for name in book.sheets() if name.startswith("2026-03")]
    assert all(book.of[name].cells == cells for name, cells in before.items())


def test_a_report_that_reads_like_a_list_is_never_taken_for_one() -> None:
    book = typing(small_book(), None, yes=False)
    press("close_month", book)
    kept = next(name for name in book.sheets() if "Accounts" in name)
    book.of[kept].cells[60, 1] = "a note, so that undo leaves the sheet where it is"
    press("undo", book)
    assert kept in book.sheets()
    press("aging", book)


# --- long work


def test_a_month_worked_out_in_a_process_of_its_own_is_the_same_to_the_last_cell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, there = (typing(small_book(), "accepted") for _ in range(2))
    press("close_month", here)
    monkeypatch.setattr(work, "LONG", 1)
    press("close_month", there)
    assert here.state() == there.state() and there.said[-1] == ""


def test_a_month_that_is_stopped_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "LONG", 1)
    for id in ("aging", "statement", "close_month", "check"):
        book = typing(small_book(), "all")
        book.is_cancelled = True
        before = book.state()
        with pytest.raises(work.Stopped):
            press(id, book)
        assert book.state() == before and book.said[-1] == ""


# --- settings, log, help


@LANGS
def test_settings_are_made_once_and_read_back_as_they_stand(lang: str) -> None:
    book = small_book(lang, settings=False)
    assert press("settings", book) == say("settings_made", lang)
    name = say("xl_sheet_settings", lang)
    before = book.state()
    assert press("settings", book) == say("settings_shown", lang, sheet=name)
    assert book.state() == before and book.shown == [name, name]
    press("aging", book)


@LANGS
def test_help_names_every_function_and_button_in_the_language(lang: str) -> None:
    from xl_addin.registry import buttons, functions

    book = small_book(lang)
    press("help", book)
    told = {cell for _, cells in book.grid(book.shown[-1]).rows for cell in cells}
    assert {one.name for one in functions()} <= told and {one.example for one in functions()} <= told
    assert {one.label(lang) for one in buttons()} <= told and {one.about(lang) for one in buttons()} <= told
    assert not book.formulas(book.shown[-1])  # examples are texts


@LANGS
def test_help_and_settings_are_there_in_a_workbook_without_anything(lang: str) -> None:
    book = MemoryBook(lang=lang)
    book.put("Sheet1")
    press("help", book)
    press("settings", book)
    with pytest.raises(InputError):
        press("aging", book)


def test_the_log_says_its_last_lines_and_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from xl_addin.places import here, log_file

    for name in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    book = small_book()
    assert press("log", book) == say("log_empty", "en", file=log_file(here()))
    log_file(here()).parent.mkdir(parents=True, exist_ok=True)
    log_file(here()).write_text("\n".join(f"line {n}" for n in range(100)), "utf-8")
    assert "line 99" in (said := press("log", book)) and "line 85" in said and "line 84" not in said
    assert str(log_file(here())) in said
