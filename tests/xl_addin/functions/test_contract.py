"""What every worksheet function keeps: names Excel can hold, help in both languages, an example that can be asked."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from datetime import date
from pathlib import Path

import pytest

import recon.registry
import xl_addin.functions
from recon.words import LANGUAGES
from tests.xl_addin.functions.sheets import FUNCTIONS, alloc, allocated, as_of, ask, at, customers, ledger, receipts
from tests.xl_addin.workbooks import firm
from xl_addin import registry
from xl_addin.cells import NONE, Cells, one
from xl_addin.formula.calls import call
from xl_addin.layout import TABLES
from xl_addin.registry import Function

ROOT = Path(__file__).resolve().parents[3]
EXPECTED = set(
    """
    AR_MATCH AR_MATCH_EXPLAIN AR_AGING AR_AGING_DETAIL AR_BUCKET AR_DUE AR_DAYSLATE AR_OPEN AR_BALANCE AR_UNAPPLIED
    AR_STATEMENT AR_SIMILARITY AR_NAMEKEY AR_REFERENCES AR_CHECKREF AR_IMPORTBANK AR_LASTERROR
    """.split()
)
# Source: the words reserved in Visual Basic for Applications, 7.1.
VBA = set(
    """
    addressof alias and any append as attribute base begin binary boolean byref byte byval call case cdecl class close
    compare const currency date debug decimal declare default defbool deftype dim do double each else elseif empty end
    endif enum eqv erase error event exit explicit false for friend function get global gosub goto if imp implements in
    input integer is len let lib like line local lock long longlong longptr loop lset me mid mod module name new next
    not nothing null object on open option optional or output paramarray preserve print private property public put
    raiseevent random read redim rem reset resume return rset seek select set shared single static step stop string sub
    tab text then time to true type typeof unlock until variant version wend while width with withevents write xor
    """.split()
)
ALL = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)


def test_the_functions_of_the_add_in_are_there() -> None:
    assert set(FUNCTIONS) >= EXPECTED


@ALL
def test_a_name_is_no_address_of_a_cell_and_no_word_of_vba(function: Function) -> None:
    assert re.fullmatch(r"AR(_[A-Z]+)+", function.name)
    for argument in function.arguments:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", argument.name)
        assert argument.name not in VBA
        assert not re.fullmatch(r"[a-z]{1,3}\d+", argument.name)


@pytest.mark.parametrize("lang", LANGUAGES)
@ALL
def test_its_help_and_that_of_every_argument_fit_into_excels_255_characters(function: Function, lang: str) -> None:
    for text in (function.help(lang), *(argument.help(lang) for argument in function.arguments)):
        assert 0 < len(text) <= 255
        assert len(text.encode("utf-16-le")) // 2 <= 255


@ALL
def test_arguments_that_may_be_left_out_come_last(function: Function) -> None:
    optional = [argument.optional for argument in function.arguments]
    assert optional == sorted(optional)


@ALL
def test_data_come_first_then_whose_then_the_key_date_then_options(function: Function) -> None:
    order = {
        **dict.fromkeys(["bank_lines", "open_items", "documents", "allocations_made", "due", "issued"], 0),
        **dict.fromkeys(["customer", "line_id", "payment_terms", "customers"], 1),
        "as_of": 2,
        **dict.fromkeys(["basis", "buckets", "unapplied", "in_currency"], 3),
    }
    places = [order[argument.name] for argument in function.arguments if argument.name in order]
    assert places == sorted(places)


@ALL
def test_its_example_asks_it_over_the_tables_of_the_workbook(function: Function) -> None:
    assert function.example.startswith(f"={function.name}(")
    assert function.example.count("(") == function.example.count(")")
    known = {layout.table for layout in TABLES}
    assert set(re.findall(r"tbl\w+", function.example)) <= known
    # Headings differ between the English and the Chinese workbook: an example names whole tables only.
    assert re.findall(r"tbl\w+\[[^\]]*\]", function.example) == re.findall(r"tbl\w+\[#All\]", function.example)


@pytest.mark.parametrize("lang", LANGUAGES)
@ALL
def test_its_example_gives_something_over_the_books_of_a_small_firm(function: Function, lang: str) -> None:
    book = {"tblLedger": ledger(lang), "tblReceipts": receipts(lang), "tblCustomers": customers(lang)}
    book["tblAlloc"] = alloc(allocated(currency=firm(lang).currency), lang=lang)

    def asked(*given: object) -> tuple[tuple[object, ...], ...]:
        return ask(function.name, *(one(g) if not isinstance(g, Cells) else g for g in given))  # type: ignore[arg-type]

    names: dict[str, object] = {
        **book,
        function.name: asked,
        "as_of": as_of(),
        "A1": NONE,
        "INDEX": lambda table, row, column: table.rows[row - 1][column - 1],
        "DATE": lambda *parts: at(date(*parts)),
    }
    formula = function.example[1:].replace("[#All]", "").replace("&", "+").replace("\\", "/")
    shown = eval(formula, names)
    if function.name == "AR_IMPORTBANK":
        assert shown == (("#N/A",),)  # the file of the example is nobody's
    else:
        assert not any(str(cell).startswith("#") for row in shown for cell in row)
        assert shown[0] or function.name == "AR_LASTERROR"


@ALL
def test_its_body_is_one_expression(function: Function) -> None:
    tree = ast.parse(inspect.getsource(function.call))
    body = [node for node in tree.body[0].body if not isinstance(node, ast.ImportFrom)]  # type: ignore[attr-defined]
    docstring, *rest = body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(rest[-1], ast.Return)
    assert all(isinstance(node, ast.Assign) for node in rest[:-1])
    assert len(rest) <= 2  # a value may be given a name


@ALL
def test_hints_are_cells_and_nothing_else(function: Function) -> None:
    hints = inspect.get_annotations(function.call)
    assert set(hints.values()) == {"Cells"}


def test_a_file_dropped_into_the_folder_is_a_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "doubling.py").write_text(
        "from xl_addin.cells import Cells\n"
        "from xl_addin.registry import cell_function\n"
        "from xl_addin.formula.values import each, texts\n\n"
        "@cell_function('=AR_TWICE(A1)')\n"
        "def AR_TWICE(one_name: Cells) -> Cells:\n"
        "    return each(lambda name: name * 2, texts(one_name))\n",
        "utf-8",
    )
    monkeypatch.setattr(xl_addin.functions, "__path__", [*xl_addin.functions.__path__, str(tmp_path)])
    caches = (recon.registry.names, recon.registry.modules, registry.functions)
    for cache in caches:
        cache.cache_clear()
    try:
        found = {one.name: one for one in registry.functions()}
        assert set(found) == {*FUNCTIONS, "AR_TWICE"}
        assert call(found["AR_TWICE"], [Cells((("ab",), (None,)))]).rows == (("abab",), (None,))
        assert found["AR_TWICE"].arguments[0].help("en")
    finally:
        for cache in caches:
            cache.cache_clear()
        sys.modules.pop("xl_addin.functions.doubling", None)


def test_a_function_is_one_decorated_python_function_and_its_words() -> None:
    found = {
        node.name
        for path in (ROOT / "xl_addin" / "functions").glob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    assert found == set(FUNCTIONS)
