"""The sheet Decisions is the journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from recon.decisions import Pressed, Reversed, replay
from recon.errors import BusyError, JournalError
from recon.journal import Recorded
from tests.xl_addin.memory import NOON, MemoryBook
from tests.xl_addin.workbooks import small_firm
from xl_addin.asking import Given
from xl_addin.closed import ClosedBook
from xl_addin.layout import PIECE
from xl_addin.workbook import records

SHEET, TABLE = "Decisions", "tblDecisions"


def written(*decisions: Pressed, lang: str = "en") -> tuple[MemoryBook, Recorded]:
    book = MemoryBook(lang=lang)
    recorded = Recorded()
    for one in decisions or (Pressed("match", {"Matches": "0"}), Pressed("post")):
        recorded = records.append(book, recorded, [one])
    return book, recorded


def column(book: MemoryBook, heading: str) -> int:
    place = book.listed[TABLE]
    cells = book.of[place.sheet].cells
    return next(n for n in range(place.left, place.right + 1) if cells.get((place.top, n)) == heading)


def test_a_workbook_without_the_sheet_has_an_empty_journal() -> None:
    assert records.read(MemoryBook()) == Recorded()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_was_written_is_read_with_the_same_chain(lang: str) -> None:
    book, recorded = written(lang=lang)
    assert records.read(book) == recorded
    assert [one.button for one in replay(recorded.entries).pressed] == ["match", "post"]


def test_a_sheet_written_in_one_language_is_read_by_a_person_of_the_other() -> None:
    book, recorded = written(lang="zh")
    book.lang = "en"
    again = records.append(book, recorded, [Pressed("match")])
    assert records.read(book) == again and book.sheets() == ("决定记录",)


def test_a_record_longer_than_a_cell_is_cut_into_pieces_and_joined_again() -> None:
    book, recorded = written(Pressed("match"), Pressed("match", {"x" * 31: "h" * 3 * PIECE}), Pressed("post"))
    assert records.read(book) == recorded
    longest = max(len(str(value)) for value in book.of[SHEET].cells.values())
    assert longest <= PIECE


def test_rows_may_be_sorted() -> None:
    book, recorded = written()
    cells, place = book.of[SHEET].cells, book.listed[TABLE]
    rows = [[cells.get((row, n)) for n in range(1, place.right + 1)] for row in range(2, place.bottom + 1)]
    for at, row in enumerate(reversed(rows), 2):
        for n, value in enumerate(row, 1):
            cells[at, n] = value
    assert records.read(book) == recorded
    again = records.append(book, recorded, [Pressed("undo")])
    assert records.read(book) == again
    assert [row["Row"] for row in book.rows(TABLE)] == [1, 2, 3, 4, 5, 6], "the order is healed by the next run"


def test_columns_may_be_moved() -> None:
    book, recorded = written()
    cells, place = book.of[SHEET].cells, book.listed[TABLE]
    for row in range(place.top, place.bottom + 1):
        one, other = cells.pop((row, 1), None), cells.pop((row, 12), None)
        cells[row, 1], cells[row, 12] = other, one
    assert records.read(book) == recorded
    assert records.read(book) == recorded and records.append(book, recorded, [Pressed("post")]) == records.read(book)


def test_a_changed_record_is_refused_by_its_row() -> None:
    book, _ = written()
    at = (4, column(book, "Record"))
    book.of[SHEET].cells[at] = str(book.of[SHEET].cells[at]).replace("post", "undo")
    with pytest.raises(JournalError) as refused:
        records.read(book)
    assert refused.value.where.cell == "A4" and refused.value.where.sheet == SHEET


def test_a_row_that_is_gone_is_refused() -> None:
    book, _ = written()
    book.keep_rows(TABLE, [2, 4, 5])
    with pytest.raises(JournalError) as refused:
        records.read(book)
    assert refused.value.where.cell == "A3"


def test_a_run_without_its_closing_row_is_refused() -> None:
    book, _ = written()
    book.keep_rows(TABLE, [2, 3, 4])
    with pytest.raises(JournalError) as refused:
        records.read(book)
    assert refused.value.where.cell == "A4"


def test_a_row_added_by_hand_is_refused() -> None:
    book, _ = written()
    book.append(TABLE, [[99, "now", "me", *[None] * 9]])
    with pytest.raises(JournalError) as refused:
        records.read(book)
    assert refused.value.where.cell == "A6"


def test_a_telling_cell_that_was_changed_is_refused_by_its_address() -> None:
    book, _ = written()
    book.of[SHEET].cells[3, column(book, "Amount")] = 5.0
    with pytest.raises(JournalError) as refused:
        records.read(book)
    assert refused.value.where.cell == "I3"


def test_a_table_turned_into_plain_cells_is_refused() -> None:
    book, _ = written()
    del book.listed[TABLE]
    with pytest.raises(JournalError):
        records.read(book)


def test_what_the_journal_would_refuse_is_never_written() -> None:
    book, recorded = written()
    before = book.state()
    with pytest.raises(JournalError):
        records.append(book, recorded, [Reversed((77,), None, "why")])
    assert book.state() == before


def test_the_row_that_took_a_decision_back_stands_beside_it() -> None:
    book, recorded = written()
    records.append(book, recorded, [Reversed((1,), None, "why")])
    assert [row["Undone by row"] for row in book.rows(TABLE)] == [5, "", "", "", "", ""]


def test_a_protected_sheet_is_said_before_anything_is_changed() -> None:
    book, _ = written()
    book.of[SHEET].protected = True
    with pytest.raises(BusyError):
        records.refuse_protected(book)


def test_a_sheet_of_the_user_of_that_name_is_left_alone() -> None:
    book = MemoryBook()
    book.put(SHEET, ["my own notes"])
    recorded = records.append(book, Recorded(), [Pressed("post")])
    assert book.values(SHEET) == [["my own notes"]] and book.listed[TABLE].sheet == "Decisions (2)"
    assert records.read(book) == recorded


ODD = (
    "_x000D_ x",
    "\U0001f600" * PIECE,
    "a\u2028b\x85c\x07",
    "  two  blanks  ",
    "=1+1",
    "\ud800",
    "\ufffe",
    "1" * 2 * PIECE,
)


@pytest.mark.parametrize("name", ODD, ids=range(len(ODD)))
def test_whatever_a_bank_writes_comes_back_from_a_file_as_it_was(name: str, tmp_path: Path) -> None:
    path = small_firm(tmp_path / "firm.xlsx")
    book = ClosedBook(path, Given(), NOON)
    recorded = records.append(book, Recorded(), [Pressed("match", {name: "0"})])
    book.save()
    assert records.read(ClosedBook(path, Given(), NOON)) == recorded
    cells = [str(cell) for _, row in book.grid(SHEET).rows for cell in row]
    assert max(len(cell.encode("utf-16-le", "surrogatepass")) // 2 for cell in cells) <= 32_767
