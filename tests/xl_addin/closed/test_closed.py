"""A closed workbook: what is read of it, what is written into it, and that nothing else moves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.workbook.protection import WorkbookProtection

from recon.errors import BusyError, InputError, ReconError, address
from recon.ingest.lists import grids
from recon.ingest.profile import Profile
from recon.journal import Stamp
from tests.xl_addin.looks import cells_of, changed_parts
from tests.xl_addin.workbooks import decorated, sheet_of, small_firm
from xl_addin.asking import Given
from xl_addin.book import Area, Block, Formula, Look, Page, Value
from xl_addin.closed import ClosedBook
from xl_addin.layout import CUSTOMERS, LEDGER, RECEIPTS

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl's, when it reads
NOON = Stamp("Li", datetime(2026, 4, 2, 12, tzinfo=UTC))


def opened(path: Path, lang: str = "en", **more: tuple[int, int]) -> ClosedBook:
    return ClosedBook(path, Given(), NOON, lang, **more)  # type: ignore[arg-type]


def page(name: str = "Drawn", **more: object) -> Page:
    """A heading, a table of three rows, a total."""
    rows: list[list[Value]] = [["Alder", 10.5, date(2026, 3, 1)], ["=evil()", -2, date(2026, 3, 2)], ["+49", 0, None]]
    base = {
        "blocks": [
            Block(1, 1, [["A title"]], [Look(bold=True, ink="#0B3D91", size=14)]),
            Block(3, 1, [["Who", "How much", "When"]], [Look(bold=True, fill="#DDDDDD")]),
            Block(4, 1, rows, [Look(shows="@"), Look(shows="#,##0.00"), Look()]),
            Block(7, 2, [[Formula("=SUM(B4:B6)", 8.5)]]),
        ],
        "widths": (30, 12, 0),
        "table": Area("", 3, 1, 6, 3, "tbl_drawn"),
        "frozen": (3, 1),
        "hidden_columns": (5,),
        "hidden_rows": (9,),
        "tab": "#00AA00",
        "repeated": 3,
    }
    return Page(name, **{**base, **more})  # type: ignore[arg-type]


WIDTH = len(RECEIPTS.columns)  # the last two are what is used of a receipt and what is left


def row(number: str = "B-0009", amount: float = 12.5) -> list[Value]:
    return [number, "DE1", date(2026, 3, 30), None, "EUR", amount, "=payer", *[None] * (WIDTH - 7)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_cells_are_read_as_the_file_reader_reads_them(lang: str, tmp_path: Path) -> None:
    path = small_firm(tmp_path / "应收 firm.xlsx", lang)
    book = opened(path, lang)
    for grid in grids.read(path.read_bytes(), Profile(file=path.name)).grids:
        assert book.grid(grid.sheet).rows == grid.rows
        assert book.grid(grid.sheet).left == 1


def test_tables_names_formulas_and_selection_are_those_of_the_file(tmp_path: Path) -> None:
    book = opened(small_firm(tmp_path / "a.xlsx"))
    assert [area.name for area in book.tables()] == ["tblCustomers", "tblLedger", "tblReceipts"]
    assert book.tables()[0] == Area("Customers", 1, 1, 5, 11, "tblCustomers")
    assert book.names()["as_of"] == Area("Settings", 6, 2, 6, 2, "as_of")
    assert book.formulas("Receipts")[2, WIDTH - 1] == "=0"
    assert book.selection().sheet == "Customers"
    chosen = opened(small_firm(tmp_path / "b.xlsx"), selected=(3, 5))
    chosen.choose("Ledger")
    assert (chosen.selection().sheet, chosen.selection().top, chosen.selection().bottom) == ("Ledger", 3, 5)


def test_hidden_merged_protected_and_shared_things_are_seen(tmp_path: Path) -> None:
    book = opened(decorated(tmp_path / "d.xlsx"))
    mine, back = "My 'own' sums", "Notes (old)"
    assert book.hidden() == {back} and book.is_protected(back) and not book.is_protected(mine)
    assert 12 in book.hidden_rows(mine)
    assert book.merged(mine) == (Area(mine, 1, 1, 1, 3),)
    cells = dict(book.grid(mine).rows)
    assert cells[2][0] == "half bold" and cells[5][1] == "#DIV/0!" and cells[6][1] is True
    assert cells[7][1] == "=not a formula" and cells[9][1] == date(1999, 12, 31)
    assert (7, 2) not in book.formulas(mine)
    assert book.names()["my_amounts"] == Area("Ledger", 2, 8, 8, 8, "my_amounts")


def test_a_drawn_page_stands_in_the_file_as_it_was_asked_for(tmp_path: Path) -> None:
    path = small_firm(tmp_path / "a.xlsx")
    book = opened(path)
    book.draw(page(), after="Customers")
    book.show("Drawn", 4, 2)
    book.save()
    read, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    assert read.sheetnames[:3] == ["Customers", "Drawn", "Ledger"] and read.active is read["Drawn"]
    sheet = read["Drawn"]
    assert sheet["A1"].font.b and sheet["A1"].font.sz == 14 and repr(sheet["A1"].font.color).count("FF0B3D91")
    assert sheet["A3"].fill.fgColor.rgb == "FFDDDDDD"
    assert [sheet.cell(4, n).number_format for n in (1, 2, 3)] == ["@", "#,##0.00", "yyyy-mm-dd"]
    assert sheet["A5"].value == "=evil()" and sheet["A5"].data_type == "s" and sheet["A5"].quotePrefix
    assert sheet["A6"].value == "+49" and sheet["A6"].quotePrefix
    assert sheet["B7"].value == "=SUM(B4:B6)" and values["Drawn"]["B7"].value == 8.5
    assert sheet.tables["tbl_drawn"].ref == "A3:C6" and sheet.freeze_panes == "B4"
    assert sheet.column_dimensions["A"].width > 30 and sheet.column_dimensions["E"].hidden
    assert sheet.row_dimensions[9].hidden and "FF00AA00" in repr(sheet.sheet_properties.tabColor)
    assert sheet.print_title_rows == "$1:$3" and sheet.page_setup.fitToHeight == 0
    assert read.calculation.fullCalcOnLoad
    assert sum(one.sheet_view.tabSelected or False for one in read) == 1


def test_a_page_drawn_again_takes_the_place_of_the_first(tmp_path: Path) -> None:
    path = small_firm(tmp_path / "a.xlsx")
    book = opened(path)
    book.draw(page(), after="Customers")
    book.draw(page("DRAWN", repeated=0, blocks=[Block(3, 1, [["x", "y", "z"], [1, 2, 3]])], table=None))
    book.save()
    read = openpyxl.load_workbook(path)
    assert read.sheetnames == ["Customers", "Drawn", "Ledger", "Receipts", "Settings"]
    assert read["Drawn"]["A3"].value == "x" and not read["Drawn"].tables and not read["Drawn"].print_title_rows
    with zipfile.ZipFile(path) as archive:
        assert sum(name.startswith("xl/tables/") for name in archive.namelist()) == 3


def test_one_button_after_the_other_reads_what_the_one_before_wrote(tmp_path: Path) -> None:
    path = small_firm(tmp_path / "a.xlsx")
    first = opened(path)
    first.draw(page())
    first.append("tblReceipts", [row(), row("B-0010", 1)])
    first.fill("Settings", {(2, 2): "Neu GmbH"})
    for book in (first, None):
        if book is None:
            first.save()
            book = opened(path)  # noqa: PLW2901
        assert [cells[0] for _, cells in book.grid("Receipts").rows][-2:] == ["B-0009", "B-0010"]
        assert dict(book.grid("Drawn").rows)[5][:2] == ["=evil()", -2]
        assert dict(book.grid("Drawn").rows)[7][1] == 8.5
        assert dict(book.grid("Settings").rows)[2][1] == "Neu GmbH"


def test_appended_rows_have_the_looks_and_formulas_of_their_columns(tmp_path: Path) -> None:
    path = small_firm(tmp_path / "a.xlsx")
    book = opened(path)
    book.append("tblReceipts", [row()])
    book.save()
    sheet = openpyxl.load_workbook(path)["Receipts"]
    assert sheet.tables["tblReceipts"].ref == f"A1:{address(6, WIDTH)}"
    assert [sheet.cell(6, n).number_format for n in (1, 3, 6)] == ["@", "yyyy-mm-dd", "#,##0.00"]
    assert sheet.cell(6, WIDTH - 1).value == "=0"
    assert sheet.cell(6, WIDTH).value == "=tblReceipts[[#This Row],[Amount]]-0"
    assert sheet["G6"].value == "=payer" and sheet["G6"].data_type == "s"


def test_a_blank_table_is_filled_from_its_first_row_and_keeps_one_when_emptied(tmp_path: Path) -> None:
    path = small_firm(tmp_path / "a.xlsx")
    book = opened(path)
    book.keep_rows("tblReceipts", [])
    assert next(area for area in book.tables() if area.name == "tblReceipts").bottom == 2
    assert len(book.grid("Receipts").rows) <= 2
    book.append("tblReceipts", [row(), row("B-0010")])
    assert [cells[0] for _, cells in book.grid("Receipts").rows] == ["Line ID", "B-0009", "B-0010"]
    assert book.formulas("Receipts")[3, WIDTH - 1] == "=0"


def test_rows_taken_out_let_the_others_move_up_with_their_formulas(tmp_path: Path) -> None:
    path = decorated(tmp_path / "a.xlsx")
    book = opened(path)
    book.keep_rows("tblLedger", [2, 5, 8])
    book.save()
    sheet = openpyxl.load_workbook(path)["Ledger"]
    assert [sheet.cell(n, 1).value for n in range(1, 6)] == ["Document no", "INV-26001", "INV-26004", "INV-26006", None]
    assert sheet.tables["tblLedger"].ref.endswith("4") and sheet["T1"].value == "=COUNTA(A2:A8)"
    assert sheet["P3"].value.startswith("=MAX(0,DATE(2026,3,31)-tblLedger[[#This Row]")


def test_rules_over_a_whole_column_go_on_to_its_new_rows(tmp_path: Path) -> None:
    path = decorated(tmp_path / "a.xlsx")
    book = opened(path)
    book.append("tblLedger", [["INV-26007", "Invoice", *[None] * 15]])
    book.save()
    sheet = openpyxl.load_workbook(path)["Ledger"]
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["H2:H9"]
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["B2:B9"]


def _draw(book: ClosedBook) -> None:
    book.draw(page())


def _draw_between(book: ClosedBook) -> None:
    book.draw(page(), after=book.sheets()[0])


def _append(book: ClosedBook) -> None:
    book.append("tblReceipts", [row()])


def _keep(book: ClosedBook) -> None:
    book.keep_rows("tblReceipts", [2, 4])


def _fill(book: ClosedBook) -> None:
    book.fill(book.sheets()[4], {(2, 2): "另一家公司", (30, 1): date(2026, 1, 1)})


def _show(book: ClosedBook) -> None:
    book.show(book.sheets()[2])


def _draw_and_remove(book: ClosedBook) -> None:
    book.draw(page(), after=book.sheets()[1])
    book.remove("Drawn")


OPERATIONS = (_draw, _draw_between, _append, _keep, _fill, _show, _draw_and_remove)


@pytest.mark.parametrize(("suffix", "lang"), [(".xlsm", "en"), (".xlsx", "zh")])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.__name__)
def test_everything_of_the_user_is_as_it_was(
    operation: Callable[[ClosedBook], None], suffix: str, lang: str, tmp_path: Path
) -> None:
    path = decorated(tmp_path / f"账 book{suffix}", lang)
    before = path.read_bytes()
    book = opened(path, lang)
    ours = {"Drawn", sheet_of(RECEIPTS, lang), book.sheets()[4]}
    operation(book)
    book.save()
    after = path.read_bytes()
    assert after != before
    assert cells_of(after, ours) == cells_of(before, ours)
    sheets = {"_append": 4, "_keep": 4, "_fill": 5}.get(operation.__name__)
    allowed = {f"xl/worksheets/sheet{sheets}.xml", "xl/tables/table3.xml"} if sheets else set()
    if operation is _show:  # only one sheet is selected, which stands in the sheets themselves
        allowed = {name for name in changed_parts(before, after) if name.startswith("xl/worksheets/sheet")}
        assert len(allowed) == 2
    assert changed_parts(before, after) <= allowed
    assert opened(path, lang).sheets()  # it can be opened again


def test_the_names_of_one_sheet_stay_with_it_when_another_comes_before_it(tmp_path: Path) -> None:
    path = decorated(tmp_path / "a.xlsx")
    book = opened(path)
    book.draw(page(), after="My 'own' sums")
    book.save()
    read = openpyxl.load_workbook(path)
    assert set(read["Ledger"].defined_names) == {"local_one"}
    assert read["My 'own' sums"].print_title_rows == "$1:$2" and read["Drawn"].print_title_rows == "$1:$3"


def test_the_same_press_gives_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        book = opened(decorated(tmp_path / f"{name}.xlsm"))
        for operation in OPERATIONS:
            operation(book)
        made.append(book.content())
    assert made[0] == made[1]


def test_a_book_that_nothing_was_done_to_is_the_same_file(tmp_path: Path) -> None:
    path = decorated(tmp_path / "a.xlsm")
    book = opened(path)
    for sheet in book.sheets():
        book.grid(sheet)
        book.formulas(sheet)
    assert not book.is_changed and book.content() == path.read_bytes()


def _refusal(call: Callable[[], object]) -> ReconError:
    with pytest.raises(ReconError) as caught:
        call()
    assert caught.value.fix is not None
    assert caught.value.text("zh") != caught.value.text("en")
    return caught.value


def test_a_cell_in_the_way_of_a_table_is_named_and_nothing_is_changed(tmp_path: Path) -> None:
    book = opened(small_firm(tmp_path / "a.xlsx"))
    book.fill("Receipts", {(7, 3): "mine"})
    before = book.content()
    refused = _refusal(lambda: book.append("tblReceipts", [row(), row("x")]))
    assert refused.where.cell == "C7" and refused.where.sheet == "Receipts"
    assert book.content() == before
    book.append("tblReceipts", [row()])  # one row has room


def test_what_is_protected_is_left_alone(tmp_path: Path) -> None:
    book = opened(decorated(tmp_path / "a.xlsx"))
    back = "Notes (old)"
    assert isinstance(_refusal(lambda: book.fill(back, {(3, 2): "x"})), BusyError)
    assert isinstance(_refusal(lambda: book.append("tblMine", [["d", 4]])), BusyError)
    assert isinstance(_refusal(lambda: book.draw(page(back))), BusyError)
    book.fill(back, {(9, 2): "an open cell may be filled in"})


def test_a_workbook_whose_structure_is_protected_gets_no_sheet(tmp_path: Path) -> None:
    path = small_firm(tmp_path / "a.xlsx")
    held = openpyxl.load_workbook(path)
    held.security = WorkbookProtection(lockStructure=True)
    held.save(path)
    book = opened(path)
    for call in (lambda: book.draw(page()), lambda: book.remove("Ledger")):
        assert _refusal(call).exit_code == 5
    assert not book.is_changed


def test_a_formula_without_a_value_is_refused_by_its_cell_unless_it_is_a_derived_column(tmp_path: Path) -> None:
    path = small_firm(tmp_path / "a.xlsx")
    held = openpyxl.load_workbook(path)  # saves formulas without their values
    held["Customers"]["B3"] = "=1+1"
    held.save(path)
    book = opened(path)
    assert dict(book.grid("Receipts").rows)[2][13] == ""
    assert _refusal(lambda: book.grid("Customers")).where.cell == "B3"


def test_a_sheet_that_a_formula_reads_is_not_taken_out(tmp_path: Path) -> None:
    book = opened(decorated(tmp_path / "a.xlsx"))
    refused = _refusal(lambda: book.remove("Ledger"))
    assert (refused.where.sheet, refused.where.cell) == ("My 'own' sums", "B3")


def test_rows_that_cannot_move_are_named(tmp_path: Path) -> None:
    path = small_firm(tmp_path / "a.xlsx")
    held = openpyxl.load_workbook(path)
    held["Receipts"].row_dimensions[3].hidden = True
    held["Ledger"]["B6"].comment = Comment("note", "me")
    held.save(path)
    book = opened(path)
    assert "3" in _refusal(lambda: book.keep_rows("tblReceipts", [2, 3])).text()
    assert _refusal(lambda: book.keep_rows("tblLedger", [2, 6])).where.cell == "B6"
    book.keep_rows("tblLedger", [2, 3, 4, 5, 6])  # nothing above it goes: it need not move


def _as(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """The workbook with other bytes in one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(out, "w") as changed:
        for name in archive.namelist():
            held = archive.read(name)
            changed.writestr(name, held.replace(old, new) if name == part else held)
    path.write_bytes(out.getvalue())
    return path


def test_what_cannot_be_used_closed_is_refused_with_what_to_do(tmp_path: Path) -> None:
    types, book = "[Content_Types].xml", "xl/workbook.xml"
    macro, addin = b"sheet.macroEnabled.main+xml", b"addin.macroEnabled.main+xml"
    main, strict = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    wrong = [
        tmp_path / "text.xlsx",
        _as(small_firm(tmp_path / "strict.xlsx"), book, main, strict),
        _as(small_firm(tmp_path / "cut.xlsx"), book, b"</sheets>", b""),
    ]
    wrong[0].write_text("customer,amount\nA,1\n", "utf-8")
    addin_book = decorated(tmp_path / "a.xlsm")
    wrong.append(_as(addin_book, types, macro, addin))
    for path in wrong:
        assert isinstance(_refusal(partial(opened, path)), InputError), path.name


def test_a_file_open_in_excel_or_changed_meanwhile_is_not_written(tmp_path: Path) -> None:
    path = small_firm(tmp_path / "a.xlsx")
    book = opened(path)
    book.draw(page())
    lock = tmp_path / "~$a.xlsx"
    lock.touch()
    assert _refusal(book.save).exit_code == 5
    lock.unlink()
    small_firm(path, "zh")
    assert _refusal(book.save).exit_code == 5
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.xlsx"]


def test_text_is_text_whatever_it_holds(tmp_path: Path) -> None:
    path = small_firm(tmp_path / "a.xlsx")
    texts = [
        "=1+1",
        "@x",
        " led by blanks",
        "two\nlines",
        "bell\x07",
        "_x0041_",
        "<&>\"'",
        "𠮷 汉字",
        "x" * 40_000,
        "\ud800",
    ]
    book = opened(path)
    book.draw(Page("T", [Block(1, 1, [[text] for text in texts])]))
    book.save()
    read = [cells[0] for _, cells in opened(path).grid("T").rows]
    assert read[:-2] == texts[:-2] and len(str(read[-2])) == 32_767
    assert not opened(path).formulas("T")


def test_days_of_a_workbook_that_counts_from_1904_are_right(tmp_path: Path) -> None:
    path = small_firm(tmp_path / "a.xlsx")
    held = openpyxl.load_workbook(path)
    held.epoch = MAC_EPOCH
    held.save(path)
    book = opened(path)
    assert dict(book.grid("Customers").rows)[2][0] == "C001"
    book.fill("Settings", {(20, 1): date(2026, 3, 31)})
    book.save()
    assert openpyxl.load_workbook(path)["Settings"]["A20"].value == datetime(2026, 3, 31)  # noqa: DTZ001


def test_a_total_below_a_table_moves_with_its_end(tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    path = tmp_path / "t.xlsx"
    with Workbook(path) as held:
        columns = [{"header": "A"}, {"header": "B", "total_function": "sum"}]
        held.add_worksheet("S").add_table(
            "A1:B4", {"name": "t", "columns": columns, "total_row": True, "data": [["x", 1], ["y", 2]]}
        )
    book = opened(path)
    book.append("t", [["z", 3], ["w", 4]])
    assert book.formulas("S") == {(6, 2): "=SUBTOTAL(109,[B])"}
    book.keep_rows("t", [3])
    assert book.formulas("S") == {(3, 2): "=SUBTOTAL(109,[B])"}
    assert [cells[0] for _, cells in book.grid("S").rows[:2]] == ["A", "y"]


@pytest.mark.parametrize("layout", [CUSTOMERS, LEDGER], ids=lambda layout: layout.sheet)
def test_all_rows_kept_change_nothing(layout: object, tmp_path: Path) -> None:
    path = small_firm(tmp_path / "a.xlsx")
    book = opened(path)
    before = cells_of(path.read_bytes())
    book.keep_rows(layout.table, list(range(1, 50)))  # type: ignore[attr-defined]
    book.save()
    assert cells_of(path.read_bytes()) == before
