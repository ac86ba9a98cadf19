"""The examples of the help in cells of the sample workbook: what they show is what Python says of its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from recon.errors import address as cell
from recon.words import LANGUAGES, say
from sample_books.tea_trader import EDITIONS, tell
from sample_books.tea_trader_files import rows
from tests.live.rig.twin import Twin, twin
from tests.xl_addin.functions.sheets import as_of, ask, at
from xl_addin.cells import Cells
from xl_addin.layout import ALLOC, CUSTOMERS, LEDGER, RECEIPTS
from xl_addin.registry import Function, functions
from xl_addin.start import start_workbook

TABLES = (LEDGER, RECEIPTS, CUSTOMERS, ALLOC)
HIGH, WIDE = 60, 16  # of the block an example is tried in: larger ones show their first rows


@pytest.fixture(scope="module", params=LANGUAGES)
def books(request: pytest.FixtureRequest, app: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    """The sample workbook with its macros, open in Calc."""
    lang = request.param

    def drawn(macros: Any) -> bytes:
        return start_workbook(lang, rows(tell(lang), EDITIONS[lang]), macros)

    with twin(app, tmp_path_factory.mktemp("sample") / "books.xlsm", drawn, lang) as made:
        yield made


def tables(books: Twin) -> dict[str, Cells]:
    """The tables as they stand in the open workbook."""
    found = {}
    for layout in TABLES:
        area = books.sheet(say(f"xl_sheet_{layout.sheet}", books.lang)).tables[layout.table].range
        cells = area.options(ndim=2, err_to_str=True).value
        held = tuple(tuple(row) for row in cells)
        found[layout.table] = Cells(held, books.book.name, area.sheet.name, area.row, area.column)
    return found


@pytest.mark.parametrize("function", functions(), ids=lambda one: one.name)
def test_the_example_of_its_help_shows_what_python_says(function: Function, books: Twin) -> None:
    held = tables(books)
    asked = re.sub(r"(tbl\w+)\[#All\]", lambda found: address(held[found[1]]), function.example)
    shown = books.block(asked, HIGH, WIDE, at="B3")  # Calc knows tables by name only in files that it opens
    names: dict[str, Any] = {
        **held,
        function.name: lambda *given: ask(function.name, *given),
        "as_of": as_of(),
        "A1": Cells(((None,),), books.book.name, "Asking", 1, 1),
        "INDEX": lambda table, row, column: table.rows[row - 1][column - 1],
        "DATE": lambda *parts: at(date(*parts)),
    }
    said = eval(function.example[1:].replace("[#All]", "").replace("&", "+").replace("\\", "/"), names)
    if function.name == "AR_IMPORTBANK":
        assert {one for row in shown for one in row} == {"#N/A"}  # it is nobody's file, and that fills the block
        return
    if len(said) > HIGH:
        assert shown[-1][0] == f"... +{len(said) - HIGH + 1}"
        said, shown = said[: HIGH - 1], shown[: HIGH - 1]
    width = len(said[0])
    assert [row[:width] for row in shown[: len(said)]] == [[_as_cell(one) for one in row] for row in said]
    assert not any(one is not None for row in shown[len(said) :] for one in row)
    assert function.name == "AR_LASTERROR" or said[0][0] not in (None, "")


def address(table: Cells) -> str:
    """Where a table stands."""
    first, last = cell(table.top, table.left), cell(table.top + table.size[0] - 1, table.left + table.size[1] - 1)
    return f"'{table.sheet}'!{first}:{last}"


def _as_cell(value: Any) -> Any:
    """What a cell without a look shows of a value."""
    if isinstance(value, date):
        day = value if isinstance(value, datetime) else at(value)
        return (day - datetime(1899, 12, 30)).days  # noqa: DTZ001 - day 0 of a cell
    if isinstance(value, bool | int):
        return float(value)
    return None if value == "" else value
