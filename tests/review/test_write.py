"""The review book: every payment that waits has a row, rows add up, text stays text, same month same bytes."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import openpyxl
import pytest

from recon.decisions import Decided, Event, Pattern
from recon.match.outcome import Outcome
from recon.monthend import MonthEnd, Stand
from recon.review.layout import (
    ABOUT,
    ASIDE,
    BOOK,
    ITEM_COLUMNS,
    ITEMS,
    KEYS,
    LEARNED,
    LEARNED_COLUMNS,
    NOTE_COLUMNS,
    NOTES,
    REVIEW,
    REVIEW_COLUMNS,
    SPLIT,
    SPLIT_COLUMNS,
    Reason,
    Verb,
    customer_meant,
    seal,
)
from recon.review.write import Kept, as_xlsx, book_id
from recon.words import say
from tests.builders import item, month
from tests.review.months import ITEMS as OPEN
from tests.review.months import a_month, paid, share, waiting, waits, way

COLUMNS = {REVIEW: REVIEW_COLUMNS, SPLIT: SPLIT_COLUMNS, ITEMS: ITEM_COLUMNS, ASIDE: REVIEW_COLUMNS}
COLUMNS |= {NOTES: NOTE_COLUMNS, LEARNED: LEARNED_COLUMNS}


@cache
def standard(lang: str = "en", values: bool = True) -> Any:
    """The book of `a_month`, read once."""
    return opened(a_month(), lang, values=values)


def opened(of: MonthEnd, lang: str = "en", kept: Mapping[str, Kept] | None = None, values: bool = True) -> Any:
    """The book as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(as_xlsx(of, lang, kept or {})), data_only=values)


def rows(book: Any, name: str, lang: str = "en") -> list[dict[str, Any]]:
    """The rows of a sheet by the keys of their columns; empty ones left out."""
    sheet = book[say(f"book_sheet_{name}", lang)]
    head = next(n for n in range(1, 10) if sheet.cell(n, 1).value == KEYS)
    keys = {cell.column: cell.value for cell in sheet[head][1:]}
    found = [{keys[c.column]: c.value for c in row if c.column in keys} for row in sheet.iter_rows(min_row=head + 2)]
    return [row for row in found if any(value is not None for value in row.values())]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_sheet_names_its_columns_by_hidden_keys(lang: str) -> None:
    book = standard(lang)
    for name, columns in COLUMNS.items():
        sheet = book[say(f"book_sheet_{name}", lang)]
        assert [cell.value for cell in sheet[3]] == [KEYS, *columns]
        assert sheet.row_dimensions[3].hidden and sheet.column_dimensions["A"].hidden
        hidden = {c for n, c in enumerate(columns, 2) if sheet.column_dimensions[sheet.cell(3, n).column_letter].hidden}
        assert {c for c in columns if c.startswith("_")} - hidden == set() or len(hidden) >= 1
        assert sheet.freeze_panes and sheet.auto_filter.ref and sheet.print_title_rows == "$4:$4"


def test_the_quickest_wins_stand_on_top_and_money_on_account_last() -> None:
    book = standard()
    assert [row["line_id"] for row in rows(book, REVIEW)] == ["T3", "T2", "T4", "T1", "T7", "T5"]
    assert [row["no"] for row in rows(book, REVIEW) + rows(book, ASIDE)] == [1, 2, 3, 4, 5, 6, 7]
    assert [row["line_id"] for row in rows(book, ASIDE)] == ["T6"]


def test_the_order_of_the_lines_changes_no_byte() -> None:
    turned = a_month(waiting=tuple(reversed(waiting())), items=tuple(reversed(OPEN)))
    assert as_xlsx(a_month(), "en") == as_xlsx(a_month(), "en") == as_xlsx(turned, "en")


def test_the_id_names_what_the_book_shows() -> None:
    one = a_month()
    less = replace(one, items=OPEN[1:])
    other = replace(one, waiting=one.waiting[1:])
    assert len({book_id(m, lang) for m in (one, less, other) for lang in ("en", "zh")}) == 6
    about = opened(one)[say("book_sheet_about", "en")]
    beside = [(c.value, about.cell(c.row, c.column + 1).value) for row in about.iter_rows() for c in row]
    assert (BOOK, book_id(one, "en")) in beside


def test_the_facts_of_a_row_are_sealed_with_the_book() -> None:
    of = a_month()
    book = opened(of)
    for row in rows(book, REVIEW) + rows(book, ASIDE) + rows(book, ITEMS):
        assert row["_seal"] == seal(book_id(of, "en"), row["_key"], row["_state"])
        assert row["_state"].isascii() and " " not in row["_state"]
    second = json.loads(rows(book, REVIEW)[1]["_state"])
    assert second == {
        "no": 2,
        "left": 90_00,
        "stand": "open",
        "first": [["INV-1", "EUR", 90_00, 90_00, 10_00, "fee"]],
        "second": [["INV-3", "EUR", 80_00, 80_00, 0, ""]],
        "remainder": [0, 0],
        "related": "",
        "p": [0.97, 0.9],
        "rule": ["cited_items", "cited_items"],
        "customer": "C1",
    }
    assert json.loads(next(r for r in rows(book, ITEMS) if r["item"] == "CN-4")["_state"])["open"] == -20_00


def test_a_row_says_how_the_money_adds_up_and_what_speaks_for_and_against() -> None:
    row = rows(standard(), REVIEW)[1]
    assert row["proposal"] == "INV-1  90.00 EUR"
    assert row["difference"] == "90.00 EUR left, 100.00 EUR open: 90.00 EUR pays documents; 10.00 EUR bank fee."
    assert row["for"] == "The text cites it from *6199." and row["against"] == "The name differs."
    assert row["runner_up"] == "INV-3  80.00 EUR\nInstead of INV-1: INV-3."
    assert row["probability"] == 0.97 and row["known_customer"] == "C1 · Alpina Sport AG"
    assert customer_meant(row["known_customer"]) == "C1"


def test_no_account_number_is_shown() -> None:
    book = standard()
    shown = [c.value for sheet in book for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
    assert not [text for text in shown if "DE75512108001245126199" in text]


def test_what_came_from_a_file_stays_text_and_nothing_hidden_is_a_formula() -> None:
    hostile = paid(10_00, "=1+1", payer_name='=HYPERLINK("http://x")', remittance_text="@SUM(A1)")
    book = opened(a_month(waiting=(waits(hostile), *waiting())), values=False)
    for name in COLUMNS:
        sheet = book[say(f"book_sheet_{name}", "en")]
        for at, key in enumerate((KEYS, *COLUMNS[name]), 1):
            formulas = {c.value for (c,) in sheet.iter_rows(min_col=at, max_col=at) if c.data_type == "f"}
            assert not formulas or key in ("check", "rest", "left"), key
    row = next(r for r in rows(book, REVIEW) if r["line_id"] == "=1+1")
    assert row["payer"] == '=HYPERLINK("http://x")' and row["text"] == "@SUM(A1)"
    assert "=Cella & Co" in [r["customer"] for r in rows(book, ITEMS)]


def test_the_rows_add_up_to_what_is_left_to_decide_and_to_the_ledger() -> None:
    about = standard()[say("book_sheet_about", "en")]
    verdicts = [c.value for row in about.iter_rows() for c in row if c.value in ("OK", "DIFFERS")]
    assert verdicts == ["OK", "OK"]
    short = opened(a_month(unapplied=()))[say("book_sheet_about", "en")]
    assert "DIFFERS" in [c.value for row in short.iter_rows() for c in row]


def test_owner_and_note_are_carried_over_and_the_customers_owner_stands_first() -> None:
    key = waiting()[0].answer.line.fingerprint
    found = rows(opened(a_month(), kept={key: Kept("Bo", "ask them")}), REVIEW)
    by_line = {row["line_id"]: (row["owner"], row["note"]) for row in found}
    assert by_line["T1"] == ("Bo", "ask them") and by_line["T2"] == ("Ada", None)
    assert as_xlsx(a_month(), "en", {key: Kept()}) == as_xlsx(a_month(), "en")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_lists_offer_every_decision_and_reason_in_the_language_of_the_book(lang: str) -> None:
    book = standard(lang)
    lists = book[say("book_sheet_lists", lang)]
    assert lists.sheet_state == "hidden"
    offered = {c.value for row in lists.iter_rows() for c in row}
    assert {say(f"verb_{v}", lang) for v in Verb} | {say(f"reason_{r}", lang) for r in Reason} <= offered
    rules = book[say("book_sheet_review", lang)].data_validations.dataValidation
    assert all(rule.formula1.startswith("'") for rule in rules if rule.type == "list")
    (item_rule,) = [r for r in rules if r.type == "list" and say("book_sheet_items", lang) in r.formula1]
    assert item_rule.errorStyle == "warning"


def test_links_lead_to_the_document_and_back() -> None:
    book = standard()
    review, items = book[say("book_sheet_review", "en")], book[say("book_sheet_items", "en")]
    to = [c.hyperlink.location for row in review.iter_rows() for c in row if c.hyperlink]
    documents = [items[place.partition("!")[2]].value for place in to]
    assert documents == ["INV-2", "INV-1", "INV-2"]  # of T3, T2 and T4
    back = {c.hyperlink.location: c.value for row in items.iter_rows() for c in row if c.hyperlink}
    assert sorted(back.values()) == ["1; 3", "2"]
    assert {review[place.partition("!")[2]].value for place in back} == {"INV-2  250.00 EUR", "INV-1  90.00 EUR"}


def test_notes_and_lessons_that_stand_are_shown_with_their_key() -> None:
    event = Event("promised", "C1", date(2026, 1, 9), "INV-1", 50_00, "EUR", date(2026, 2, 1), "Ms Roe", row=7)
    pattern = Pattern("Stadtwerke", "", "", "out", "other", row=9)
    book = opened(a_month(decided=Decided(events=(event,), patterns=(pattern,))))
    (note,) = [row for row in rows(book, NOTES) if row["_key"]]
    assert (note["_key"], note["kind"], note["amount"], note["item"]) == ("7", "promise to pay", 50, "INV-1")
    assert note["until"].date() == date(2026, 2, 1)
    (lesson,) = [row for row in rows(book, LEARNED) if row["_key"]]
    assert (lesson["_key"], lesson["kind"], lesson["payer"]) == ("row:9", "not ours", "Stadtwerke")
    assert (lesson["direction"], lesson["reason"], lesson["from"]) == ("out", "other", "decision 9")


def test_a_proposal_of_more_documents_than_a_cell_holds_is_not_offered_and_that_is_said() -> None:
    many = tuple(item(f"INV-{n:04d}", 1_00) for n in range(300))
    of = a_month(waiting=(waits(paid(300_00, "T9"), way(*map(share, many))),), items=many)
    (row,) = rows(opened(of), REVIEW)
    assert row["proposal"] is None and json.loads(row["_state"])["first"] == []
    assert "300 documents" in row["why"]


def test_a_returned_payment_is_proposed_as_such() -> None:
    back = waits(paid(-40_00, "T8"), way(), outcome=Outcome.REFUND, related="T1", stand=Stand.OPEN)
    (row,) = rows(opened(a_month(waiting=(back,))), REVIEW)
    assert row["proposal"] == "Takes back the receipt T1"
    assert row["difference"] == "-40.00 EUR paid back of the receipt T1."


def test_a_month_in_which_nothing_waits_has_a_book_all_the_same() -> None:
    book = opened(month())
    assert rows(book, REVIEW) == [] and rows(book, ITEMS) == []
    assert book.active.title == say("book_sheet_about", "en")


def test_a_period_that_is_locked_carries_no_draft() -> None:
    final = opened(a_month(draft=False))
    assert all("DRAFT" not in str(c.value) for c in final[say("book_sheet_review", "en")][1])
    assert "DRAFT" in str([c.value for c in standard()[say("book_sheet_review", "en")][1]])
    assert ABOUT == "about"
