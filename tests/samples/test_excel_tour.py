"""The tour in Excel, walked through a closed workbook: its commands, its decisions and every figure it names."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from docs.pictures.build import converted
from docs.tutorial import excel_tour
from docs.tutorial.excel_tour import TOURS, WORKBOOK, formulas, walk
from recon.cli import main
from tests.xl_addin.functions.sheets import ask
from xl_addin.cells import Cells, one
from xl_addin.formula.language import speak

ROOT = Path(__file__).parents[2]
AMOUNT = re.compile(r"(?<![\d,.])\d[\d,]*\.\d\d(?!\d)")
REFUSED = 5  # the last command posts into a month that is locked


@dataclass
class Walked:
    """The tour as its reader sees it."""

    lang: str
    text: str  # of the page
    aged: Path  # the workbook when the formulas are tried
    told: str = ""  # all that was said
    shown: set[str] = field(default_factory=set)  # every amount and text on the way
    codes: list[int] = field(default_factory=list)


@pytest.fixture(scope="module", params=TOURS)
def tour(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    folder = tmp_path_factory.mktemp(f"excel-{request.param}")
    seen = Walked(request.param, (ROOT / TOURS[request.param]).read_text("utf-8"), folder / "aged.xlsm")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        for arguments in walk(request.param):
            told = io.StringIO()
            with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
                seen.codes.append(main(arguments))
            seen.told += told.getvalue()
            if {"statement", "explain", "close_month"} & set(arguments):
                seen.shown |= cells(WORKBOOK)
            if "aging" in arguments and not seen.aged.exists():
                shutil.copy(WORKBOOK, seen.aged)
    return seen


def cells(path: Path) -> set[str]:
    """What stands in a workbook; numbers as amounts."""
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    values = {value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row}
    return {f"{abs(value):,.2f}" if isinstance(value, int | float) else str(value) for value in values}


def test_every_press_does_what_the_page_says(tour: Walked) -> None:
    assert tour.codes == [0] * (len(tour.codes) - 1) + [REFUSED]
    said = {line.strip() for line in tour.told.splitlines()}
    blocks = re.findall(r"^```text\n(.*?)^```", tour.text, re.S | re.M)
    assert len(blocks) >= 5
    assert [line for block in blocks for line in block.splitlines() if line.strip() not in said] == []


def test_every_amount_of_the_page_is_one_its_reader_sees(tour: Walked) -> None:
    shown = {amount for text in tour.shown for amount in AMOUNT.findall(text)}
    assert [amount for amount in AMOUNT.findall(tour.text) if amount not in shown] == []


def test_the_decisions_of_the_page_were_taken(tour: Walked) -> None:
    decided = [line for table in excel_tour.decisions(tour.lang) for line in table]
    assert len(decided) >= 4
    assert [line for line in decided if line not in tour.shown] == []


def test_the_formulas_of_the_page_give_what_it_says(tour: Walked, needs_office: Path, tmp_path: Path) -> None:
    again = converted(tour.aged, tmp_path, "xlsx", recalculate=True)
    book = openpyxl.load_workbook(again, data_only=True)
    told = formulas(tour.lang)
    assert len(told) >= 6
    speak(tour.lang)
    try:
        assert [(formula, asked(book, formula)) for formula, _ in told] == told
    finally:
        speak("")


def asked(book: Any, formula: str) -> str:
    """What a formula of one cell gives, as a cell shows it."""
    name, inner = re.fullmatch(r"=(\w+)\((.*)\)", formula).groups()  # type: ignore[union-attr]
    given = [argument(book, text) for text in re.findall(r'"[^"]*"|\w+\([^)]*\)|[\w\[\]#]+', inner)]
    ((value,),) = ask(name, *given)
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m-%d}"
    return f"{value:,.2f}".removesuffix(".00") if isinstance(value, float) else str(value)


def argument(book: Any, text: str) -> Cells:
    if text.startswith('"'):
        return one(text.strip('"'))
    if found := re.fullmatch(r"DATE\((\d+),(\d+),(\d+)\)", text):
        from datetime import datetime

        return one(datetime(*map(int, found.groups())))  # type: ignore[arg-type]  # noqa: DTZ001 - a cell's date
    if table := text.removesuffix("[#All]") if text.endswith("[#All]") else "":
        sheet, area = next((sheet, sheet.tables[table].ref) for sheet in book if table in sheet.tables)
    else:
        ((name, area),) = book.defined_names[text].destinations
        sheet, area = book[name], area.replace("$", "")
    rows = sheet[area] if ":" in area else ((sheet[area],),)
    return Cells(
        tuple(tuple(cell.value for cell in row) for row in rows), "x", sheet.title, rows[0][0].row, rows[0][0].column
    )
