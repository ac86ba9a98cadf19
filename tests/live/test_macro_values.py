"""What the cells of a formula show of an answer: the macro that is shipped, run as it is. Blocks are Excel's of 2016.

Calc has no error values of a macro's own making: what stands here as "Error 2042" is #N/A in Excel.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from recon.words import LANGUAGES, say
from xl_addin.build import package
from xl_addin.build.vba_project import Module

TABLE = (("Customer", "Amount"), ("Acme", "#N/A"), ("", 3.5))
# Calls `ArShown` with an answer as xlwings hands it over, and tells the cells: a bar ends a cell, a stroke a row.
ASKED = """
Public Function Asked(answer, kind, high, wide)
    Dim given(), i, j
    If kind = "rows" Then
        ReDim given(0 To UBound(answer), 0 To UBound(answer(0)))
        For i = 0 To UBound(answer)
            For j = 0 To UBound(answer(0))
                given(i, j) = answer(i)(j)
            Next j
        Next i
        Asked = Told(ArShown(given, CLng(high), CLng(wide)))
    Else
        Asked = Told(ArShown(answer, CLng(high), CLng(wide)))
    End If
End Function
Public Function Said(id)
    Said = ArSays(CStr(id))
End Function
Private Function Told(shown) As String
    Dim i, j
    If Not IsArray(shown) Then
        Told = "alone: " & CStr(shown)
        Exit Function
    End If
    For i = LBound(shown, 1) To UBound(shown, 1)
        For j = LBound(shown, 2) To UBound(shown, 2)
            Told = Told & CStr(shown(i, j)) & "|"
        Next j
        Told = Told & "/"
    Next i
End Function
"""
Ask = Callable[..., str]


def macros(app: Any, folder: Path, lang: str) -> Any:
    """A workbook open in Calc with the add-in's macros and one that asks them."""
    import xlsxwriter

    bridge = (Path(__file__).parent / "rig" / "ArBridge.bas").read_text("ascii")
    made = package.twin(1, lang, bridge, [Module("Asking", ASKED)])
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_vba_project(io.BytesIO(made.project), is_stream=True)
        book.set_vba_name(made.workbook)
        book.add_worksheet("Sheet1").set_vba_name(made.sheets[0])
    path = folder / f"{folder.name}-{lang}.xlsm"
    path.write_bytes(out.getvalue())
    return app.books.open(path)


@pytest.fixture(scope="module")
def shown(app: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    book = macros(app, tmp_path_factory.mktemp("values"), "en")

    def ask(answer: Any, high: int = 1, wide: int = 1) -> str:
        kind = "rows" if isinstance(answer, tuple) and isinstance(answer[0], tuple) else "list"
        return str(book.impl.script("Asking.Asked").invoke((answer, kind, high, wide), (), ())[0])

    yield ask
    book.close()


def test_a_single_value_is_shown_alone(shown: Ask) -> None:
    assert shown(5.0) == "alone: 5"
    assert shown("#N/A") == "alone: Error 2042"


@pytest.mark.parametrize(
    ("text", "number"),
    [("#NULL!", 2000), ("#DIV/0!", 2007), ("#VALUE!", 2015), ("#REF!", 2023), ("#NAME?", 2029), ("#NUM!", 2036)],
)
def test_the_text_of_an_error_becomes_the_error(shown: Ask, text: str, number: int) -> None:
    assert shown(text) == f"alone: Error {number}"


def test_a_table_is_shown_as_large_as_it_is_from_a_single_cell(shown: Ask) -> None:
    assert shown(TABLE) == "Customer|Amount|/Acme|Error 2042|/|3.5|/"


def test_a_single_row_is_a_table_of_one_row(shown: Ask) -> None:
    assert shown(("a", "b")) == "a|b|/"


def test_a_larger_block_is_filled_up_with_blanks(shown: Ask) -> None:
    assert shown(TABLE, 4, 3) == "Customer|Amount||/Acme|Error 2042||/|3.5||/|||/"
    assert shown(("a", "b"), 3, 3) == "a|b||/|||/|||/"
    assert shown(5.0, 2, 2) == "5||/||/"


def test_a_block_with_too_few_rows_says_how_many_are_missing(shown: Ask) -> None:
    assert shown(TABLE, 2, 2) == "Customer|Amount|/... +2||/"


def test_a_block_with_fewer_columns_shows_the_first_ones(shown: Ask) -> None:
    assert shown(TABLE, 3, 1) == "Customer|/Acme|/|/"


def test_a_refusal_fills_the_whole_block(shown: Ask) -> None:
    assert shown("#VALUE!", 2, 2) == "alone: Error 2015"  # Excel repeats a single value in every cell


@pytest.mark.parametrize("lang", LANGUAGES)
def test_macros_speak_the_language_of_the_add_in(app: Any, tmp_path: Path, lang: str) -> None:
    book = macros(app, tmp_path, lang)
    try:
        for id in ("no_addin", "no_python", "no_workbook", "no_functions"):
            assert book.impl.script("Asking.Said").invoke((id,), (), ())[0] == say(f"vba_{id}", lang)
    finally:
        book.close()
