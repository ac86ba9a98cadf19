"""What Excel calls, called by the code of xlwings for Windows over empty COM modules."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from xl_addin import host
from xl_addin.build.wrappers import udfs
from xl_addin.cells import Cells, one
from xl_addin.registry import CATEGORY, functions

ROOT = Path(__file__).resolve().parents[2]
PLACE = ["Books.xlsx", "Sheet1", 4, 2]
NOWHERE = ["", "", 0, 0]


def run(*arguments: str, **environment: str) -> str:
    """What a Python of its own prints; without a licence key of xlwings, and without its settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XLWINGS", "RECON_"))}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**kept, "RECON_LANG": "en", "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@cache
def windows() -> Any:
    return json.loads(run("-m", "tests.xl_addin.windows"))


def test_xlwings_knows_every_function_with_its_arguments_and_their_help() -> None:
    known = windows()["functions"]
    assert {name: one["arguments"][:-1] for name, one in known.items()} == {
        one.name: [[a.name, a.optional, a.help("en")] for a in one.arguments] for one in functions()
    }
    assert {one["help"] for one in known.values()} == {one.help("en") for one in functions()}


def test_no_function_is_volatile_or_worked_out_in_the_wizard() -> None:
    told = {(one["category"], one["volatile"], one["in wizard"]) for one in windows()["functions"].values()}
    assert told == {(CATEGORY, False, False)}


def test_our_wrappers_take_what_xlwings_own_would_take() -> None:
    ours = re.findall(r"^Public (Function .*) As Variant$", udfs(functions()), re.MULTILINE)
    theirs = [line.replace(", Optional place_", "").replace("Optional place_", "") for line in windows()["headers"]]
    assert [line.replace(" As Variant", "") for line in ours] == theirs


@pytest.mark.parametrize(
    ("given", "rows", "place"),
    [
        ("kinds", [["text", 1.5, True, None, None, 9.99, "2026-03-31 12:30:00"]], PLACE),
        ("errors", [["#N/A", "#DIV/0!", "#SPILL!"]], PLACE),
        ("one cell", [["x"]], PLACE),
        ("a number", [[45.0]], NOWHERE),
        ("a list", [[1.0, 2.0]], NOWHERE),
        ("rows", [[1.0, 2.0], [3.0, 4.0]], NOWHERE),
    ],
)
def test_an_argument_reaches_a_function_as_it_stands_in_the_cells(
    given: str, rows: list[list[Any]], place: list[Any]
) -> None:
    assert windows()["read"][given] == [rows, place]


def test_a_column_taken_whole_is_read_down_to_the_last_row_in_use() -> None:
    assert windows()["cut"] == ["R1C2:R1000C2"]


def test_a_table_comes_back_as_rows_of_values() -> None:
    heads, row = windows()["answers"]["aging"]
    found = dict(zip(heads, row, strict=True))
    assert (found["Not due"], found["31-60 days"], found["Balance"]) == (50.0, 100.5, 150.5)


def test_a_single_value_comes_back_alone_a_day_as_a_day_and_a_blank_as_blank() -> None:
    answers = windows()["answers"]
    assert answers["days late"] == 30.0
    assert answers["due"].startswith("2026-04-09")
    assert answers["a blank"] == [[""], [30.0]]


@pytest.mark.parametrize(
    ("answer", "message", "named"),
    [("an error cell", "its message", "B4"), ("several ranges", "their message", "$A$1,$C$3")],
)
def test_a_refusal_is_an_error_value_and_its_message_names_the_cell(answer: str, message: str, named: str) -> None:
    answers = windows()["answers"]
    assert answers[answer] == "#VALUE!"
    assert named in answers[message]


def test_elsewhere_a_function_is_a_plain_one() -> None:
    assert host.AR_DAYSLATE(one(46082.0), one(46112.0)) == [[30.0]]
    assert host.AR_DAYSLATE(one("no date"), one(46112.0)) == [["#VALUE!"]]


def test_a_message_is_kept_for_the_cell_that_asked() -> None:
    host.AR_DAYSLATE(one("no date"), one(46112.0), "7 9 My Books.xlsx/Aging")
    host.AR_DAYSLATE(one(46082.0), one(46112.0), "8 9 My Books.xlsx/Aging")
    of = [Cells(((0.0,),), "My Books.xlsx", "Aging", row, 9) for row in (7, 8)]
    first, second = (host.AR_LASTERROR(cell)[0][0] for cell in of)
    assert "no date" in first and not second


def test_a_name_that_is_no_function_is_not_there() -> None:
    assert not hasattr(host, "AR_NOTHING")
    assert {one.name for one in functions()} <= set(dir(host))


HEAVY = "pandas numpy xlwings openpyxl xlsxwriter rapidfuzz lxml pydantic opencc tkinter recon.match.propose"


def test_nothing_heavy_is_loaded_before_a_function_is_called_or_a_button_is_pressed() -> None:
    code = (
        "import sys; from xl_addin import host, press, registry; import xl_addin.formula.calls;"
        f"registry.functions(); registry.buttons(); print(set({HEAVY.split()!r}) & set(sys.modules))"
    )
    assert run("-c", code).strip() == "set()"


MAY_IMPORT = ("xl_addin/host.py", "xl_addin/live/", "tests/live/", "tests/xl_addin/com.py")


@cache
def sources() -> dict[str, str]:
    folders = ("recon", "xl_addin", "sample_books", "benchmarks", "tests", "docs")
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in files}


@cache
def trees() -> dict[str, ast.Module]:
    return {name: ast.parse(text) for name, text in sources().items() if "xlwings" in text}


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module a file imports, with what it takes from it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_xlwings_is_imported_where_the_contract_says_and_its_paid_part_nowhere() -> None:
    of_xlwings = {
        (name, module)
        for name, tree in trees().items()
        for module in imported(tree)
        if module.split(".")[0] == "xlwings"
    }
    assert {name for name, _ in of_xlwings if not name.startswith(MAY_IMPORT)} == set()
    paid = ("xlwings.pro", "xlwings.reports", "xlwings.server")
    assert {(name, module) for name, module in of_xlwings if module.startswith(paid)} == set()


def test_no_book_is_opened_by_the_paid_engines() -> None:
    calls = [
        (name, keyword)
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "Book"
        for keyword in node.keywords
    ]
    assert {name for name, keyword in calls if keyword.arg in ("json", "mode")} == set()


def test_no_licence_key_is_set_anywhere() -> None:
    key = re.compile("XLWINGS_LICENSE" + r"_KEY['\"]?\s*(?:\]\s*)?[=:]|['\"]LICENSE" + "_KEY['\"]\\s*:")
    assert {name for name, text in sources().items() if key.search(text)} == set()


def test_without_a_key_our_functions_load_nothing_of_the_paid_part() -> None:
    """Importing xlwings itself looks for its paid part and leaves one module behind, the one that says no."""
    alone = run("-c", "import sys, xlwings; print(sorted(m for m in sys.modules if m.startswith('xlwings.pro')))")
    assert windows()["paid"] == ast.literal_eval(alone) == ["xlwings.pro.utils"]
