"""One behaviour for every book: the same operations give the same cells, open, closed and in memory."""

# ruff: noqa: DTZ001 - the days of cells have no zone

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from recon.errors import BusyError, InputError
from tests.xl_addin.memory import NOON, Answers, MemoryBook
from xl_addin.book import Area, Block, Book, Formula, Look, Page, Value
from xl_addin.closed import ClosedBook
from xl_addin.live import LiveBook

HEADS = ["No", "Customer", "Due", "Amount", "Twice"]
ROWS: list[tuple[str, str, date, float]] = [
    ("00123", "Alpina Sport AG", date(2026, 1, 31), 100.5),
    ("INV-2", "=Berg", date(2026, 2, 28), -20),
]


def made(path: Path) -> Path:
    """A workbook with a table, a name, hidden rows and cells, merged cells and a sheet of the user's."""
    with xlsxwriter.Workbook(path) as book:
        day, text = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "@"})
        items = book.add_worksheet("Items")
        items.write("B1", "as of")
        items.write_datetime("C1", datetime(2026, 3, 31), day)
        items.write_row("B3", HEADS)
        for row, (number, customer, due, amount) in enumerate(ROWS, 3):
            items.write_string(row, 1, number, text)
            items.write_string(row, 2, customer)
            items.write_datetime(row, 3, datetime(due.year, due.month, due.day), day)
            items.write_number(row, 4, amount)
            items.write_formula(row, 5, f"=E{row + 1}*2", None, amount * 2)
        items.add_table("B3:F5", {"name": "tblItems", "columns": [{"header": head} for head in HEADS]})
        mine = book.add_worksheet("Mine")
        mine.write("A1", "note")
        mine.merge_range("B2:C3", "together")
        mine.write("A6", True)
        mine.set_row(4, None, None, {"hidden": True})
        mine.write_formula("D1", "=1/0", None, "#DIV/0!")
        mine.write_formula("D2", "=Items!E4+1", None, 101.5)
        book.add_worksheet("Away").hide()
        book.define_name("as_of", "=Items!$C$1")
        book.define_name("rate", "=0.5")
    return path


def remembered() -> MemoryBook:
    """The same in memory."""
    book = MemoryBook("books.xlsx")
    book.put("Items", ["as of", date(2026, 3, 31)], left=2)
    rows: list[list[Value]] = [[*row, Formula(f"=E{number}*2", row[3] * 2)] for number, row in enumerate(ROWS, 4)]
    book.put("Items", HEADS, *rows, top=3, left=2, table="tblItems")
    book.put("Mine", ["note", None, None, Formula("=1/0", "#DIV/0!")], [None, "together"])
    book.put("Mine", [True], top=6)
    book.of["Mine"].cells[2, 4] = Formula("=Items!E4+1", 101.5)
    book.of["Mine"].merged, book.of["Mine"].hidden_rows = [Area("Mine", 2, 2, 3, 3)], {5}
    book.put("Away")
    book.of["Away"].hidden = True
    book.named["as_of"] = Area("Items", 1, 3, 1, 3, "as_of")
    return book


# In memory formulas are carried as they are; what Excel makes of them there is for the other two to show.
moving = pytest.mark.parametrize("book", ["live", "closed"], indirect=True)


@pytest.fixture(params=["live", "closed", "memory"])
def book(request: pytest.FixtureRequest, app: Any, tmp_path: Path) -> Iterator[Book]:
    if request.param == "memory":
        yield remembered()
        return
    path = made(tmp_path / "books.xlsx")
    if request.param == "closed":
        yield ClosedBook(path, Answers(), NOON)
        return
    opened = app.books.open(path)
    yield LiveBook(opened, NOON, asks=Answers())
    opened.close()


def cells(book: Book, sheet: str) -> dict[tuple[int, int], object]:
    """What stands in a sheet; formulas as their text."""
    formulas = {at: text.replace(" ", "") for at, text in book.formulas(sheet).items()}
    values: dict[tuple[int, int], object] = {
        (row, at): value for row, line in book.grid(sheet).rows for at, value in enumerate(line, 1)
    }
    return {**{at: value for at, value in values.items() if value != ""}, **formulas}


def test_what_stands_in_a_workbook_is_read_alike(book: Book) -> None:
    assert book.name == "books.xlsx" and book.sheets() == ("Items", "Mine", "Away")
    assert book.hidden() == {"Away"}
    assert book.tables() == (Area("Items", 3, 2, 5, 6, "tblItems"),)
    assert book.names() == {"as_of": Area("Items", 1, 3, 1, 3, "as_of")}
    assert book.hidden_rows("Mine") == {5} and book.merged("Mine") == (Area("Mine", 2, 2, 3, 3),)
    assert not book.is_protected("Mine") and not book.cancelled()
    grid = book.grid("Items")
    assert grid.left == 1 and [row for row, _ in grid.rows] == [1, 2, 3, 4, 5]
    assert list(grid.rows[3][1]) == ["", "00123", "Alpina Sport AG", date(2026, 1, 31), 100.5, 201]
    assert list(grid.rows[4][1]) == ["", "INV-2", "=Berg", date(2026, 2, 28), -20, -40]
    assert type(grid.rows[3][1][3]) is date
    mine = dict(book.grid("Mine").rows)
    assert mine[1][3] == "#DIV/0!" and mine[6][0] is True and mine[2][3] == 101.5
    assert book.formulas("Items") == {(4, 6): "=E4*2", (5, 6): "=E5*2"}
    assert book.formulas("Mine") == {(1, 4): "=1/0", (2, 4): "=Items!E4+1"}
    assert book.grid("Away").rows == []


@moving
def test_rows_are_appended_with_their_formulas(book: Book) -> None:
    book.append("tblItems", [["007", "=x", date(2026, 3, 5), 7, None], ["1E5", "", None, 8, 99]])
    assert book.tables()[0].bottom == 7
    found = cells(book, "Items") if not isinstance(book, ClosedBook) else closed_cells(book, "Items")
    assert [found.get((6, n)) for n in range(2, 7)] == ["007", "=x", date(2026, 3, 5), 7, "=E6*2"]
    assert [found.get((7, n)) for n in range(2, 7)] == ["1E5", None, None, 8, 99]
    assert found[5, 6] == "=E5*2" and found[4, 2] == "00123"


def closed_cells(book: ClosedBook, sheet: str) -> dict[tuple[int, int], object]:
    """What stands in a sheet once somebody has opened it: its new formulas have no values before."""
    for at, text in book.formulas(sheet).items():
        book.fill(sheet, {at: Formula(text, 0)})
    return cells(book, sheet)


@moving
def test_rows_are_taken_out_and_the_others_move_up(book: Book) -> None:
    book.append("tblItems", [["A", "Cella Srl", date(2026, 3, 5), 7, None], ["B", "Dora", date(2026, 3, 6), 8, None]])
    book.keep_rows("tblItems", [4, 7])
    assert book.tables()[0].bottom == 5
    found = cells(book, "Items") if not isinstance(book, ClosedBook) else closed_cells(book, "Items")
    assert [found.get((4, n)) for n in range(2, 7)] == ["00123", "Alpina Sport AG", date(2026, 1, 31), 100.5, "=E4*2"]
    assert [found.get((5, n)) for n in range(2, 7)] == ["B", "Dora", date(2026, 3, 6), 8, "=E5*2"]
    assert not [at for at in found if at[0] > 5]


@moving
def test_a_table_keeps_one_row_and_fills_it_first(book: Book) -> None:
    book.keep_rows("tblItems", [])
    assert book.tables()[0].bottom == 4
    assert [at for at in cells(book, "Items") if at[0] == 4] == [(4, 6)]
    book.append("tblItems", [["X", "Y Z", None, 3, None]])
    assert book.tables()[0].bottom == 4
    found = cells(book, "Items") if not isinstance(book, ClosedBook) else closed_cells(book, "Items")
    assert (found[4, 2], found[4, 5], found[4, 6]) == ("X", 3, "=E4*2")


def test_a_cell_in_the_way_of_a_table_is_named_and_nothing_changes(book: Book) -> None:
    book.fill("Items", {(7, 4): "mine"})
    before = cells(book, "Items")
    with pytest.raises(InputError) as refused:
        book.append("tblItems", [["1", "2", None, 4, None]] * 3)
    assert refused.value.where.cell == "D7" and refused.value.where.sheet == "Items"
    assert cells(book, "Items") == before and book.tables()[0].bottom == 5


def test_cells_are_filled_and_text_stays_text(book: Book) -> None:
    given: dict[tuple[int, int], Value] = {
        (8, 2): "00456",
        (8, 3): "=1+1",
        (8, 4): date(2026, 5, 1),
        (8, 5): 2.5,
        (9, 2): "3/4",
        (9, 3): "-x",
        (1, 2): None,
    }
    book.fill("Items", given)
    found = cells(book, "Items")
    assert {at: found.get(at) for at in given} == given
    assert (8, 3) not in book.formulas("Items")
    book.fill("Items", {(9, 5): Formula("=E4+1", 101.5)})
    assert book.formulas("Items")[9, 5] == "=E4+1" and cells(book, "Items")[9, 5] == "=E4+1"


PAGE = Page(
    "Aged",
    (
        Block(1, 1, [["=not a formula"]], (Look(bold=True, size=14, ink="#0B3D91"),)),
        Block(
            3,
            1,
            [["Customer", "Due", "Open"], ["00123", date(2026, 3, 1), 10.5], ["+49 30", None, 4], ["TRUE", None, 5]],
            (Look(), Look(shows="yyyy-mm-dd"), Look(shows="#,##0.00", align="right")),
        ),
        Block(8, 3, [[Formula("=SUM(C4:C6)", 19.5)]], (Look(bold=True, fill="#F2F2F2", shows="#,##0.00"),)),
    ),
    widths=(24, 0, 14),
    table=Area("Aged", 3, 1, 6, 3, "tblAged"),
    frozen=(3, 1),
    tab="#0B3D91",
    hidden_rows=(2,),
    hidden_columns=(5,),
    repeated=3,
)


def test_a_page_is_drawn_after_the_sheet_it_belongs_to(book: Book) -> None:
    book.draw(PAGE, after="Items")
    assert book.sheets() == ("Items", "Aged", "Mine", "Away")
    assert cells(book, "Aged") == {
        (1, 1): "=not a formula", (3, 1): "Customer", (3, 2): "Due", (3, 3): "Open",
        (4, 1): "00123", (4, 2): date(2026, 3, 1), (4, 3): 10.5, (5, 1): "+49 30", (5, 3): 4,
        (6, 1): "TRUE", (6, 3): 5, (8, 3): "=SUM(C4:C6)",
    }  # fmt: skip
    assert dict(book.grid("Aged").rows)[8][2] == 19.5
    assert [table for table in book.tables() if table.sheet == "Aged"] == [Area("Aged", 3, 1, 6, 3, "tblAged")]
    assert book.hidden_rows("Aged") == {2}


def test_a_page_drawn_again_stands_in_its_place_with_nothing_left_of_the_old(book: Book) -> None:
    book.draw(PAGE, after="Items")
    book.draw(Page("AGED", (Block(2, 2, [["new", "0009"]]),)))
    assert book.sheets() == ("Items", "Aged", "Mine", "Away")
    assert cells(book, "Aged") == {(2, 2): "new", (2, 3): "0009"}
    assert [table.name for table in book.tables()] == ["tblItems"] and book.hidden_rows("Aged") == frozenset()
    assert cells(book, "Mine")[1, 1] == "note"


def test_a_sheet_is_taken_out_and_another_brought_to_the_front(book: Book) -> None:
    book.draw(PAGE)
    assert book.sheets()[-1] == "Aged"
    book.remove("Aged")
    assert "Aged" not in book.sheets() and [table.name for table in book.tables()] == ["tblItems"]
    book.show("Mine", 6, 1)
    assert book.selection() == Area("Mine", 6, 1, 6, 1)


def test_a_table_nobody_has_is_named(book: Book) -> None:
    with pytest.raises(InputError, match="tblNone"):
        book.append("tblNone", [[1]])
    with pytest.raises(InputError, match="tblNone"):
        book.keep_rows("tblNone", [])


# What only an open workbook has.


@pytest.fixture
def opened(app: Any, tmp_path: Path) -> Iterator[Any]:
    found = app.books.open(made(tmp_path / "books.xlsx"))
    yield found
    found.close()


@pytest.mark.parametrize(
    "press",
    [
        lambda book: book.append("tblItems", [["1", "2", None, 4, None]]),
        lambda book: book.keep_rows("tblItems", []),
        lambda book: book.fill("Items", {(9, 9): 1}),
        lambda book: book.draw(Page("Items", (Block(1, 1, [[1]]),))),
    ],
)
def test_a_protected_sheet_is_refused_and_unchanged(opened: Any, press: Callable[[Book], None]) -> None:
    book = LiveBook(opened, NOON)
    before = cells(book, "Items")
    opened.sheets["Items"].api.protect("")
    with pytest.raises(BusyError) as refused:
        press(book)
    assert refused.value.where.sheet == "Items" and book.is_protected("Items")
    assert cells(book, "Items") == before


def test_a_protected_sheet_is_read_like_any_other(opened: Any) -> None:
    book = LiveBook(opened, NOON)
    opened.sheets["Mine"].api.protect("")
    assert book.hidden_rows("Mine") == {5} and book.merged("Mine") == (Area("Mine", 2, 2, 3, 3),)
    assert cells(book, "Mine")[1, 1] == "note"


def test_a_workbook_of_fixed_structure_gets_and_loses_no_sheet(opened: Any) -> None:
    book = LiveBook(opened, NOON)
    opened.api.protect("")
    with pytest.raises(BusyError, match="structure"):
        book.draw(PAGE)
    with pytest.raises(BusyError, match="structure"):
        book.remove("Mine")
    assert book.sheets() == ("Items", "Mine", "Away")


def test_drawing_leaves_the_screen_free_and_the_sheet_in_front_there(opened: Any) -> None:
    book = LiveBook(opened, NOON)
    book.show("Mine", 2, 1)
    book.draw(PAGE)
    assert opened.app.screen_updating is True and opened.sheets.active.name == "Mine"
    drawn = opened.sheets["Aged"]
    assert drawn["A1"].font.bold and drawn["A1"].font.size == 14 and drawn["A1"].font.color == (11, 61, 145)
    assert drawn["C4"].number_format == "#,##0.00" and drawn["C8"].color == (242, 242, 242)
    assert drawn["A1"].column_width == pytest.approx(24, abs=0.1) and drawn["E1"].columns.hidden
    assert drawn.page_setup.api.PrintTitleRows == "$1:$3" and drawn.api.Tab.Color == 0x913D0B


def test_the_status_bar_is_the_persons_again_when_the_work_is_done(opened: Any) -> None:
    book = LiveBook(opened, NOON)
    book.status("x" * 400)
    assert opened.app.status_bar == "x" * 255
    book.status("")
    assert opened.app.status_bar is False


def test_work_is_cancelled_when_the_key_is_held(opened: Any) -> None:
    assert LiveBook(opened, NOON, stops=lambda: True).cancelled()


def test_a_question_is_asked_by_the_program_itself(opened: Any) -> None:
    book = LiveBook(opened, NOON)
    opened.app.impl.answers += ["no", "yes"]
    assert [book.asks.confirm("Replace?"), book.asks.confirm("Replace?")] == [False, True]


def test_a_workbook_never_saved_lies_nowhere(app: Any) -> None:
    fresh = app.books.add()
    assert LiveBook(fresh, NOON).path is None
    fresh.close()


def test_what_a_user_had_survives_a_page_and_rows(opened: Any) -> None:
    book = LiveBook(opened, NOON)
    mine = opened.sheets["Mine"]
    mine["A1"].color, mine["A1"].font.bold, mine["A1"].number_format = (255, 230, 0), True, "0.000"
    before = (cells(book, "Mine"), book.merged("Mine"), book.hidden_rows("Mine"))
    book.append("tblItems", [["1", "2", None, 4, None]])
    book.draw(PAGE)
    book.remove("Aged")
    assert (cells(book, "Mine"), book.merged("Mine"), book.hidden_rows("Mine")) == before
    assert (mine["A1"].color, mine["A1"].font.bold, mine["A1"].number_format) == ((255, 230, 0), True, "0.000")


def test_a_page_of_twenty_thousand_rows_is_drawn_in_blocks(opened: Any) -> None:
    rows: list[list[Value]] = [[f"INV-{n}", date(2026, 1, 1), n / 4, "Alpina Sport AG"] for n in range(20_000)]
    book = LiveBook(opened, NOON)
    book.draw(Page("Long", (Block(1, 1, rows),)))
    assert book.grid("Long").rows[-1][1] == ["INV-19999", date(2026, 1, 1), 4999.75, "Alpina Sport AG"]
