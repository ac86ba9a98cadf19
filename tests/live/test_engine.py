"""The rig is held to what Excel does, so that its own mistake is not taken for the add-in's."""

# ruff: noqa: DTZ001 - the days of cells have no zone

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from tests.live.rig.engine import is_paid


@pytest.fixture
def sheet(book: Any) -> Any:
    return book.sheets[0]


def test_values_come_back_as_they_were_written(sheet: Any) -> None:
    rows = [["a", 1.5, None], [datetime(2026, 3, 31), True, -2.0], [datetime(2026, 3, 31, 14, 30), False, "b c"]]
    sheet["B2"].value = rows
    assert sheet["B2:D4"].value == rows
    assert sheet["B2:D4"].options(ndim=2, empty="").value[0][2] == ""
    assert type(sheet["C3"].value) is bool


def test_one_cell_one_row_and_one_column_have_their_shapes(sheet: Any) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    assert sheet["A1"].value == 1 and sheet["A1:B1"].value == [1, 2] and sheet["A1:A2"].value == [1, 3]
    sheet["A4:B5"].value = 7
    assert sheet["A4:B5"].value == [[7, 7], [7, 7]]


def test_dates_are_written_with_a_format_that_shows_them(sheet: Any) -> None:
    sheet["A1"].value = [[date(2026, 1, 2)], [datetime(2026, 1, 2, 8, 5)]]
    assert sheet["A1"].number_format == "YYYY-MM-DD" and "HH" in sheet["A2"].number_format
    assert sheet["A1"].options(dates=date).value == date(2026, 1, 2)
    sheet["B1"].number_format = "DD.MM.YYYY"
    sheet["B1"].value = date(2026, 1, 2)
    assert sheet["B1"].number_format == "DD.MM.YYYY"


def test_errors_are_blank_or_their_text(sheet: Any) -> None:
    sheet["A1"].formula = [["=1/0"], ["=NA()"], ['=VALUE("x")'], ["=NOSUCHNAME"], ["=10^400"]]
    assert sheet["A1:A5"].value == [None] * 5
    assert sheet["A1:A5"].options(err_to_str=True).value == ["#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NUM!"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("00123", 123.0),
        ("12%", 0.12),
        ("(5)", -5.0),
        ("1,234.50", 1234.5),
        ("TRUE", True),
        ("=1+1", 2.0),
        ("-3e2", -300.0),
    ],
)
def test_text_that_looks_like_something_becomes_it_as_in_excel(sheet: Any, typed: str, kept: Any) -> None:
    sheet["A1"].value = typed
    assert sheet["A1"].value == kept and type(sheet["A1"].value) is type(kept)
    sheet["A2"].number_format = "@"
    sheet["A2"].value = typed
    assert sheet["A2"].value == typed
    sheet["A3"].value = f"'{typed}"
    assert sheet["A3"].value == typed


@pytest.mark.parametrize("typed", ["2026-03-01", "3/4", "Mar 5", "10:30"])
def test_text_that_looks_like_a_day_becomes_one_as_in_excel(sheet: Any, typed: str) -> None:
    sheet["A1"].value = typed
    assert isinstance(sheet["A1"].value, datetime)


def test_a_number_in_a_cell_for_text_becomes_text_as_in_excel(sheet: Any) -> None:
    sheet["A1"].number_format = "@"
    sheet["A1"].value = 12.5
    assert sheet["A1"].value == "12.5"


def test_formulas_are_worked_out_and_again_when_a_cell_changes(sheet: Any) -> None:
    sheet["A1"].value = [[1], [2], ["=SUM(A1:A2)"]]
    sheet["B1"].formula = '=IF(A3>2,"more, or less",1.5)'
    assert sheet["A3"].value == 3 and sheet["B1"].value == "more, or less"
    assert sheet["B1"].formula == '=IF(A3>2,"more, or less",1.5)' and sheet["A3"].formula2 == "=SUM(A1:A2)"
    sheet["A1"].value = 0
    assert sheet["A3"].value == 2 and sheet["B1"].value == 1.5


def test_one_formula_for_many_cells_moves_with_them(sheet: Any) -> None:
    sheet["A1"].value = [[1], [2], [3]]
    sheet["B1:B3"].formula = "=A1*$A$3"
    assert sheet["B1:B3"].value == [3, 6, 9]
    assert sheet["B1:B3"].formula == (("=A1*$A$3",), ("=A2*$A$3",), ("=A3*$A$3",))
    sheet["C1:C3"].value = "=B1+1"
    assert sheet["C1:C3"].value == [4, 7, 10]


def test_a_formula_reaches_another_sheet(book: Any) -> None:
    book.sheets[0]["A1"].value = 4
    first = book.sheets[0].name
    other = book.sheets.add("With blank")
    other["A1"].formula = f"={first}!A1*2"
    other["A2"].formula = "='With blank'!A1+1"
    assert other["A1:A2"].value == [8, 9]
    assert other["A1"].formula == f"={first}!A1*2" and other["A2"].formula == "='With blank'!A1+1"


def test_an_array_formula_fills_its_block(sheet: Any) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    sheet["D1:E2"].formula_array = "=TRANSPOSE(A1:B2)"
    assert sheet["D1:E2"].value == [[1, 3], [2, 4]]
    assert sheet["D1:E2"].formula_array == "=TRANSPOSE(A1:B2)"
    assert sheet["D1"].has_array and not sheet["A1"].has_array


def test_text_that_looks_like_a_formula_is_told_from_one(sheet: Any) -> None:
    sheet["A1"].number_format = "@"
    sheet["A1"].value = "=1+1"
    assert sheet["A1"].formula == "=1+1" == sheet["A1"].value


def test_looks_are_kept(sheet: Any) -> None:
    cells = sheet["B2:C3"]
    cells.color, cells.font.color = (11, 61, 145), "#ff0000"
    cells.font.bold = cells.font.italic = True
    cells.font.size = 14
    cells.number_format = "#,##0.00"
    cells.horizontal_alignment, cells.vertical_alignment, cells.wrap_text = "right", "top", True
    sheet["B1"].column_width, sheet["A2"].row_height = 24, 30
    assert (cells.color, cells.font.color) == ((11, 61, 145), (255, 0, 0))
    assert cells.font.bold and cells.font.italic and cells.font.size == 14
    assert cells.number_format == "#,##0.00" and sheet["A1:B2"].number_format is None
    assert (cells.horizontal_alignment, cells.vertical_alignment, cells.wrap_text) == ("right", "top", True)
    assert sheet["B9"].column_width == pytest.approx(24, abs=0.1) and sheet["C2"].row_height == pytest.approx(30, abs=1)
    assert sheet["A1"].color is None and not sheet["A1"].font.bold
    cells.clear_formats()
    assert cells.color is None and cells.number_format == "General"


def test_clearing_contents_leaves_the_looks(sheet: Any) -> None:
    sheet["A1"].value, sheet["A1"].color = 5, (1, 2, 3)
    sheet["A1"].clear_contents()
    assert sheet["A1"].value is None and sheet["A1"].color == (1, 2, 3)
    sheet["A1"].clear()
    assert sheet["A1"].color is None


def test_merged_cells_are_found(sheet: Any) -> None:
    sheet["B2:D3"].merge()
    assert sheet["C3"].merge_area.address == "$B$2:$D$3" == sheet["B2"].merge_area.address
    assert sheet["B2:D3"].merge_cells is True and sheet["A1:E5"].merge_cells is None
    assert sheet["F1:G9"].merge_cells is False and sheet["A1"].merge_area.address == "$A$1"
    sheet["B2:D3"].unmerge()
    assert sheet["A1:E5"].merge_cells is False


def test_hidden_rows_and_columns_are_found(sheet: Any) -> None:
    sheet["A1:C6"].value = 1
    sheet["A2:A3"].rows.hidden = True
    sheet["B1"].columns.hidden = True
    assert sheet["A2:A3"].rows.hidden is True and sheet["A1:A6"].rows.hidden is None
    assert sheet["A4:A6"].rows.hidden is False and sheet["B5"].columns.hidden is True
    assert [one.address for one in sheet["A1:A6"].get_special_cells("visible")] == ["$A$1", "$A$4:$A$6"]
    sheet["A1:A6"].rows.hidden = False
    assert sheet["A1:A6"].rows.hidden is False


def test_tables_are_added_grown_filled_and_let_go(sheet: Any) -> None:
    sheet["B2"].value = [["Invoice", "Amount"], ["INV-1", 1], ["INV-2", 2]]
    table = sheet.tables.add(sheet["B2:C4"], name="tblOpen")
    assert "tblOpen" in sheet.tables and sheet.tables["tblopen"].range.address == "$B$2:$C$4"
    assert table.header_row_range.value == ["Invoice", "Amount"]
    assert table.data_body_range.value == [["INV-1", 1], ["INV-2", 2]]
    assert sheet["B3"].table.name == "tblOpen" and sheet["F9"].table is None
    table.resize(sheet["B2:C5"])
    assert table.range.shape == (4, 2)
    table.update(pd.DataFrame({"Invoice": ["INV-A"], "Amount": [7.0]}), index=False)
    assert table.range.options(ndim=2).value == [["Invoice", "Amount"], ["INV-A", 7]]
    with pytest.raises(OSError, match="overlap"):
        sheet.tables.add(sheet["B2:C4"], name="tblTwice")
    sheet.clear()
    assert len(sheet.tables) == 0


def test_structured_references_are_understood(sheet: Any) -> None:
    sheet["A1"].value = [["Qty", "Price", "Sum"], [2, 5, None], [3, 7, None]]
    sheet.tables.add(sheet["A1:C3"], name="tblPrices")
    sheet["C2:C3"].formula = "=tblPrices[[#This Row],[Qty]]*tblPrices[[#This Row],[Price]]"
    sheet["E1"].formula = "=SUM(tblPrices[Sum])"
    assert sheet["C2:C3"].value == [10, 21] and sheet["E1"].value == 31
    assert sheet["E1"].formula == "=SUM(tblPrices[Sum])"
    assert sheet["C2"].formula == "=tblPrices[[#This Row],[Qty]]*tblPrices[[#This Row],[Price]]"


def test_structured_references_are_filled_down_far(sheet: Any) -> None:
    sheet["A1"].value = [["Qty", "Twice"], *([n, None] for n in range(200))]
    sheet.tables.add(sheet["A1:B201"], name="tblLong")
    sheet["B2:B201"].formula = "=tblLong[[#This Row],[Qty]]*2+$A$3"
    assert sheet["B201"].value == 399 and sheet["B2"].value == 1
    assert sheet["B201"].formula == "=tblLong[[#This Row],[Qty]]*2+$A$3"


def test_names_of_the_book_stand_for_ranges(book: Any, sheet: Any) -> None:
    sheet["B2"].value = 9
    sheet["B2"].name = "as_of"
    book.names.add("period", f"='{sheet.name}'!$C$3:$D$4")
    assert book.names["as_of"].refers_to_range.value == 9 and sheet["as_of"].value == 9
    assert book.names["period"].refers_to == f"={sheet.name}!$C$3:$D$4"
    assert sheet["B2"].name.name == "as_of" and "nothing" not in book.names
    book.names["period"].delete()
    assert [name.name for name in book.names] == ["as_of"]


def test_sheets_are_added_copied_moved_hidden_and_deleted(book: Any) -> None:
    first = book.sheets[0]
    first.name = "One"
    first["A1"].value = 5
    book.sheets.add("Three")
    book.sheets.add("Two", before="Three")
    assert [one.name for one in book.sheets] == ["One", "Two", "Three"] and book.sheets["two"].index == 2
    copied = first.copy(name="Copy")
    assert copied["A1"].value == 5 and book.sheets[-1].name == "Copy"
    book.sheets["Two"].visible = False
    assert [one.visible for one in book.sheets] == [True, False, True, True]
    book.sheets["Three"].delete()
    assert "Three" not in [one.name for one in book.sheets]
    book.sheets["Copy"].activate()
    assert book.sheets.active.name == "Copy"
    with pytest.raises(ValueError, match="already present"):
        book.sheets.add("one")


def test_what_is_used_is_known_and_walked(sheet: Any) -> None:
    sheet["C4"].value = [["h", "i"], [1, 2], [3, 4]]
    assert sheet.used_range.address == "$C$4:$D$6" and sheet.used_range.last_cell.address == "$D$6"
    assert sheet["C4"].expand().address == "$C$4:$D$6" == sheet["D5"].current_region.address
    assert sheet["C4"].end("down").address == "$C$6" and sheet["D6"].end("left").address == "$C$6"
    assert sheet["A1"].end("down").row == 1_048_576 and sheet["C1"].end("down").address == "$C$4"
    assert sheet["C4"].offset(1, 1).value == 2 and sheet["C4"].resize(2, 2).address == "$C$4:$D$5"
    assert sheet["C4:D6"][1:, 0].value == [1, 3]


def test_cells_are_inserted_deleted_and_copied(sheet: Any) -> None:
    sheet["A1"].value = [[1], [2], [3], ["=SUM(A1:A3)"]]
    sheet["A2"].delete("up")
    assert sheet["A1:A3"].value == [1, 3, 4]
    sheet["A2"].insert("down")
    assert sheet["A1:A4"].value == [1, None, 3, 4]
    sheet["A3"].copy(sheet["C1"])
    assert sheet["C1"].value == 3


def test_frames_go_and_come(sheet: Any) -> None:
    frame = pd.DataFrame(
        {"Invoice": ["INV-1", "INV-2"], "Due": [pd.Timestamp(2026, 1, 31), pd.NaT], "Amount": [100.5, None]}
    )
    sheet["E5"].options(index=False).value = frame
    assert sheet["E5"].expand().address == "$E$5:$G$7"
    read = sheet["E5:G7"].options(pd.DataFrame, index=False).value
    assert list(read["Invoice"]) == ["INV-1", "INV-2"] and read["Due"][0] == pd.Timestamp(2026, 1, 31)
    assert pd.isna(read["Amount"][1]) and pd.isna(read["Due"][1])


def test_large_ranges_go_and_come_whole(sheet: Any) -> None:
    rows = [[f"INV-{n}", datetime(2026, 1, 1), n + 0.25, "EUR", n, True, None, "x y"] for n in range(20_000)]
    sheet["A1"].value = rows
    read = sheet["A1:H20000"].value
    assert read[0] == rows[0] and read[-1] == rows[-1] and len(read) == 20_000
    sheet["J1:J20000"].formula = "=C1*2"
    assert sheet["A1:J20000"].formula[-1][-1] == "=C20000*2" and sheet["J20000"].value == 39998.5


@pytest.mark.parametrize("kind", ["xlsx", "xlsm"])
def test_a_saved_book_opens_with_what_it_held(app: Any, book: Any, sheet: Any, tmp_path: Path, kind: str) -> None:
    sheet["A1"].value = [["Invoice", "Due"], ["00123", date(2026, 3, 31)]]
    sheet["A2"].number_format = "@"
    sheet["A2"].value = "00123"
    sheet["D1"].formula = "=COUNTA(A1:A2)"
    sheet["A1:B1"].color = (200, 220, 255)
    sheet.tables.add(sheet["A1:B2"], name="tblOpen")
    book.names.add("as_of", f"={sheet.name}!$B$2")
    path = tmp_path / f"book.{kind}"
    book.save(path)
    read = openpyxl.load_workbook(path).worksheets[0]
    assert (read["A2"].value, read["B2"].value) == ("00123", datetime(2026, 3, 31))
    assert read["D1"].value == "=COUNTA(A1:A2)" and read["A1"].fill.fgColor.rgb == "FFC8DCFF"
    assert read.tables["tblOpen"].ref == "A1:B2"
    copy = tmp_path / f"again.{kind}"
    copy.write_bytes(path.read_bytes())
    again = app.books.open(copy)
    try:
        assert again.fullname == str(copy) and again.sheets[0].tables["tblOpen"].range.address == "$A$1:$B$2"
        assert again.names["as_of"].refers_to_range.value == datetime(2026, 3, 31)
    finally:
        again.close()


def test_the_application_does_what_a_button_asks_of_it(app: Any, book: Any, sheet: Any) -> None:
    assert app.books.active.name == book.name and app.version.major >= 16
    app.status_bar = "120 of 500"
    app.status_bar = False
    assert app.impl.statuses[-2:] == ["120 of 500", False]
    with app.properties(screen_updating=False, display_alerts=False):
        assert app.screen_updating is False
    assert app.screen_updating is True
    app.impl.answers.append("no")
    assert app.alert("Replace it?", "recon", "yes_no") == "no" and app.impl.asked[-1] == "Replace it?"
    app.impl.chosen, app.impl.typed = [Path("march.sta")], "2026-03"
    chooser = app.api.FileDialog(3)
    assert chooser.Show() and [chooser.SelectedItems.Item(1), chooser.Count] == ["march.sta", 1]
    assert app.api.InputBox("Which month?", "recon", "2026-02", Type=2) == "2026-03"
    app.impl.chosen, app.impl.typed = (), None
    assert not app.api.FileDialog(4).Show() and app.api.InputBox("Month?", "recon", "2026-02", Type=2) == "2026-02"
    sheet["B3:C4"].select()
    assert app.selection.address == "$B$3:$C$4" and book.selection.sheet.name == sheet.name


def test_calculation_waits_when_it_is_told_to(app: Any, sheet: Any) -> None:
    sheet["A1"].value = [[1], ["=A1*2"]]
    app.calculation = "manual"
    sheet["A1"].value = 5
    held = sheet["A2"].value
    app.calculate()
    assert (held, sheet["A2"].value) == (2, 10) and app.calculation == "manual"
    app.calculation = "automatic"


def test_a_protected_sheet_refuses_what_excel_refuses(sheet: Any) -> None:
    sheet["A1"].value = 1
    sheet.api.protect("")
    for change in (
        lambda: setattr(sheet["A1"], "value", 2),
        sheet.clear,
        lambda: setattr(sheet["A1"], "formula", "=1"),
    ):
        with pytest.raises(OSError, match="protected"):
            change()
    assert sheet["A1"].value == 1 and sheet.api.ProtectContents is True
    sheet.api.unprotect("")


def test_what_only_excels_own_objects_offer_is_there(app: Any, book: Any, sheet: Any) -> None:
    sheet["A1:C30"].value = 1
    window = app.api.ActiveWindow
    window.SplitRow, window.SplitColumn = 4, 2
    window.FreezePanes = True
    assert app.api.ActiveWindow.FreezePanes and not book.api.ProtectStructure
    sheet.api.Tab.Color = 0x0000FF  # red
    assert sheet.api.TabColor == 0xFF0000
    setup = sheet.page_setup.api
    setup.Orientation, setup.PaperSize, setup.FitToPagesWide, setup.FitToPagesTall = 2, 9, 1, False
    setup.PrintTitleRows = "$1:$4"
    again = sheet.page_setup.api
    assert (again.Orientation, again.PaperSize, again.FitToPagesWide, again.PrintTitleRows) == (2, 9, 1, "$1:$4")


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (lambda sheet: sheet.charts.add(), "Sheet.charts"),
        (lambda sheet: sheet["A1"].paste(), "Range.paste"),
        (lambda sheet: sheet["A1"].hyperlink, "Range.hyperlink"),
        (lambda sheet: sheet.freeze_panes.freeze_at("A1"), "Sheet.freeze_panes"),
        (lambda sheet: sheet.book.app.hwnd, "App.hwnd"),
    ],
)
def test_a_member_that_is_not_played_says_its_name(sheet: Any, asked: Any, named: str) -> None:
    with pytest.raises(NotImplementedError, match=named):
        asked(sheet)


def test_the_engine_needs_no_licence(app: Any) -> None:
    assert not is_paid() and app.engine.name == "excel"


def test_a_table_of_the_sheet_before_one_that_is_taken_out_stays(book: Any) -> None:
    book.sheets.add("Kept", after=book.sheets[-1])
    book.sheets.add("Gone", after=book.sheets[-1])
    for name in ("Kept", "Gone"):
        book.sheets[name]["A1"].value = [["No", "Amount"], ["1", 2]]
        book.sheets[name].tables.add(source=book.sheets[name]["A1:B2"], name=f"tbl{name}")
    book.sheets["Gone"].delete()
    assert [(one.name, one.range.address) for one in book.sheets["Kept"].tables] == [("tblKept", "$A$1:$B$2")]
