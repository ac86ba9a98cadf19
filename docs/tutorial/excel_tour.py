"""Walks the tour of a workbook as its reader does: what the page presses, and what is typed by hand between presses.

The page ends with the same presses as commands; between them is done what its tables tell: settings are typed before
bank files are brought in, decisions before they are posted, in the order in which they stand on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from docs.tutorial.tour import ROOT, commands
from recon.journal import Stamp
from xl_addin.asking import Given
from xl_addin.book import Value
from xl_addin.closed import ClosedBook
from xl_addin.workbook.matches import COLUMNS

TOURS = {"en": "docs/tutorial/excel.md", "zh": "docs/tutorial/excel.zh.md"}
WORKBOOK = Path("kit/recon-start.xlsm")
SHEETS = {"en": ("Settings", "Matches"), "zh": ("设置", "匹配建议")}
_TABLE = re.compile(r"(?:^\|.*\n)+", re.M)
_SETTING = re.compile(r"^\| `([a-z_.]+)` \| ([^|]+?) \|", re.M)
_DECISION = re.compile(r"^\| (SM\d{10}|\d{16}) \| ([^|]+?) \| ([^|]*?) ?\|", re.M)
_FORMULA = re.compile(r"^\| `(=AR_[^`]+)` \| ([^|]*?) \|", re.M)
_NOW = datetime(2026, 4, 2, 9, tzinfo=UTC)


def settings(lang: str) -> list[dict[str, Value]]:
    """What is typed into the settings, table by table: key and value."""
    return [{key: _typed(value) for key, value in found} for found in _tables(lang, _SETTING)]


def decisions(lang: str) -> list[dict[str, dict[str, str]]]:
    """What is typed into the sheet Matches, table by table: bank line, and what goes into which column."""
    return [
        {line: {"decision": verb, **({_column(other): other} if other else {})} for line, verb, other in found}
        for found in _tables(lang, _DECISION)
    ]


def formulas(lang: str) -> list[tuple[str, str]]:
    """The formulas that are tried, each with what the page says it gives."""
    return [one for found in _tables(lang, _FORMULA) for one in found]


def walk(lang: str) -> Iterator[list[str]]:
    """Yield each command of the page, to be run by the caller before he goes on, in the current folder."""
    set_, decided = iter(settings(lang)), iter(decisions(lang))
    for arguments in commands(TOURS[lang]):
        if {"import_bank", "import_folder"} & set(arguments):
            type_settings(lang, next(set_))
        if "post" in arguments:
            type_decisions(lang, next(decided, {}))
        yield arguments


def type_settings(lang: str, wanted: Mapping[str, Value]) -> None:
    """Type values into the sheet of settings."""
    book, sheet = _book(), SHEETS[lang][0]
    rows = {str(cells[0]): row for row, cells in book.grid(sheet).rows if cells}
    book.fill(sheet, {(rows[key], 2): value for key, value in wanted.items()})
    book.save()


def type_decisions(lang: str, wanted: Mapping[str, Mapping[str, str]]) -> None:
    """Type decisions into the rows of bank lines on the sheet Matches."""
    if not wanted:
        return
    book, sheet = _book(), SHEETS[lang][1]
    places = {key: at for at, key in enumerate(COLUMNS, 2)}
    rows = {str(cells[places["line_id"] - 1]): row for row, cells in book.grid(sheet).rows if len(cells) > len(COLUMNS)}
    cells = {(rows[line], places[key]): text for line, typed in wanted.items() for key, text in typed.items()}
    book.fill(sheet, cells)
    book.save()


def _tables(lang: str, row: re.Pattern[str]) -> list[list[Any]]:
    text = (ROOT / TOURS[lang]).read_text("utf-8")
    return [found for table in _TABLE.finditer(text) if (found := row.findall(table[0]))]


def _column(text: str) -> str:
    """A customer's number, else a reason."""
    return "customer" if re.fullmatch(r"C\d\d", text) else "reason"


def _book() -> ClosedBook:
    return ClosedBook(WORKBOOK, Given(), Stamp("", _NOW))


def _typed(text: str) -> Value:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else text
