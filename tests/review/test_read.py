"""The review book is read by its keys, whatever was moved, and every cell keeps its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from recon.decisions.kinds import EVENTS
from recon.errors import InputError
from recon.review import layout
from recon.review.layout import (
    BOOK,
    ITEM_COLUMNS,
    KEYS,
    LEARNED_COLUMNS,
    NOTE_COLUMNS,
    REVIEW_COLUMNS,
    SPLIT_COLUMNS,
    Reason,
    Verb,
)
from recon.review.read import read
from recon.review.understood import (
    Ledger,
    amount_of,
    day_of,
    event_of,
    is_no,
    is_yes,
    reason_of,
    verb_of,
)
from recon.words import LANGUAGES, say
from tests.builders import item

Cells = Sequence[Sequence[object]]
SHEETS = (REVIEW_COLUMNS, SPLIT_COLUMNS, ITEM_COLUMNS, NOTE_COLUMNS, LEARNED_COLUMNS)


def book(
    path: Path, *, keys: Sequence[str] = REVIEW_COLUMNS, rows: Cells = (), above: int = 0, mark: str = KEYS
) -> Path:
    """A small book: the sheet that names it, and one sheet by these keys."""
    made = Workbook(path)
    about = made.add_worksheet("Start")
    about.write_row(3, 2, [BOOK, "b00k"])
    page = made.add_worksheet("Mine")
    page.write_row(above, 0, [mark, *keys])
    page.write_row(above + 1, 1, [f"* {key}" for key in keys])
    for at, row in enumerate(rows, above + 2):
        page.write_row(at, 1, list(row))
    for other in (REVIEW_COLUMNS, *(all_keys for all_keys in SHEETS if set(keys) != set(all_keys))):
        made.add_worksheet().write_row(0, 0, [KEYS, *other])
    made.close()
    return path


def row(keys: Sequence[str] = REVIEW_COLUMNS, **cells: object) -> list[object]:
    return [cells.get(key, "") for key in keys]


def test_a_cell_keeps_its_place_as_a_person_finds_it(tmp_path: Path) -> None:
    found = read(
        book(tmp_path / "r.xlsx", rows=[row(_key="f1", _state="{}", _seal="s", no=1, decision="accept")], above=4)
    )
    (one,) = found.rows
    assert (found.book, one.sheet, one.key, one.state, one.seal) == ("b00k", layout.REVIEW, "f1", "{}", "s")
    assert one.cells["decision"].where.text() == "r.xlsx, sheet Mine, row 7, column G (* decision), value 'accept'"
    assert one.text("no") == "1"


def test_columns_in_another_order_and_strange_ones_between_are_no_matter(tmp_path: Path) -> None:
    keys = ("mine", *reversed(REVIEW_COLUMNS), "also mine")
    cells = row(keys, _key="f1", item=10023, owner="Anna", mine="x")
    (one,) = read(book(tmp_path / "r.xlsx", keys=keys, rows=[[], cells])).rows
    assert (one.text("item"), one.text("owner"), "mine" in one.cells) == ("10023", "Anna", False)


def test_the_facts_under_the_seal_are_read_to_the_blank(tmp_path: Path) -> None:
    (one,) = read(book(tmp_path / "r.xlsx", rows=[row(_key="f1", _state='{"first":[["A  1"]]}')])).rows
    assert one.state == '{"first":[["A  1"]]}'


def test_empty_rows_are_no_rows(tmp_path: Path) -> None:
    found = read(book(tmp_path / "r.xlsx", keys=ITEM_COLUMNS, rows=[row(ITEM_COLUMNS, _key="I1"), [], [" ", " "]]))
    assert [one.key for one in found.rows] == ["I1"]


@pytest.mark.parametrize("lost", ["_key", "_seal", "item"])
def test_a_sheet_that_lost_a_column_is_refused(tmp_path: Path, lost: str) -> None:
    keys = [key for key in REVIEW_COLUMNS if key != lost]
    with pytest.raises(InputError, match=lost):
        read(book(tmp_path / "r.xlsx", keys=keys, rows=[row(keys)]))


def test_a_copied_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="decision"):
        read(book(tmp_path / "r.xlsx", keys=(*REVIEW_COLUMNS, "decision"), rows=[["f1"]]))


def test_a_book_of_another_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="another version"):
        read(book(tmp_path / "r.xlsx", mark="recon.keys.7", rows=[row(_key="f1")]))


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"PK\x03\x04nothing", b"%PDF-1.4", b"\x00" * 40])
def test_what_is_no_review_book_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "r.xlsx").write_bytes(content)
    with pytest.raises(InputError):
        read(tmp_path / "r.xlsx")


def test_a_missing_book_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="recon close"):
        read(tmp_path / "none.xlsx")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_every_language_is_understood(lang: str) -> None:
    assert [verb_of(say(f"verb_{verb}", lang).upper()) for verb in Verb] == list(Verb)
    assert [event_of(f" {say(f'event_{kind}', lang)} ") for kind in EVENTS] == list(EVENTS)
    assert [reason_of(say(f"reason_{reason}", lang)) for reason in Reason] == list(Reason)
    assert is_yes(say("yes", lang))


@pytest.mark.parametrize("text", ["Ｎｏｔ　ｏｕｒｓ", "not_ours", "NOT-OURS ", "非客户款"])
def test_a_word_is_known_in_any_writing(text: str) -> None:
    assert verb_of(text) is Verb.NOT_OURS
    assert (verb_of("maybe"), is_yes("TRUE"), is_yes("x"), is_no("否"), is_yes("perhaps")) == (
        None,
        True,
        True,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("cell", "currency", "minor"),
    [
        (12.5, "EUR", 1250),
        (0.1 + 0.2, "EUR", 30),
        ("1,234", "EUR", 123400),
        ("-5.00", "EUR", -500),
        ("1.5", "KWD", 1500),
    ],
)
def test_an_amount_is_a_number_or_a_text(cell: float | str, currency: str, minor: int) -> None:
    assert amount_of(cell, currency) == minor


@pytest.mark.parametrize(
    ("cell", "currency"), [("1,234", "KWD"), (0.125, "EUR"), ("12 USD", "EUR"), ("ten", "EUR"), (True, "EUR")]
)
def test_an_amount_that_can_be_read_in_two_ways_or_none_is_no_amount(cell: float | str, currency: str) -> None:
    with pytest.raises(ValueError):
        amount_of(cell, currency)


def test_a_day_is_a_date_or_an_unmistakable_text() -> None:
    assert day_of(date(2026, 3, 4)) == day_of("2026-03-04") == day_of("2026年3月4日")
    with pytest.raises(ValueError):
        day_of("03/04/2026")


def test_documents_and_customers_are_known_as_people_write_them() -> None:
    ledger = Ledger({n: item(n) for n in ("INV-10023", "2026,7", "00042")}, {"C1": "Alpina Sport AG", "C2": "Berg"})
    assert ledger.several("inv 10023；2026,7\n00042") == (
        ("inv 10023", "INV-10023"),
        ("2026,7", "2026,7"),
        ("00042", "00042"),
    )
    assert ledger.several("INV-10023, 00042 X9") == (("INV-10023", "INV-10023"), ("00042 X9", ""))
    assert [ledger.customer(text) for text in ("c1", "Alpina Sport", "C2 · Berg", "nobody")] == ["C1", "C1", "C2", ""]
