"""Cells to and from the office as blocks, one call a block, the way Excel keeps and takes them.

Law: what Excel would make of a text that is written to a cell, this makes of it: a number, a date, a truth value, an
error or a formula, unless the cell is formatted as text or the text begins with an apostrophe. Calc alone would keep
the text and hide the mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell's date has no zone
_DATED, _LOGICAL, _TEXT = 2 | 4, 1024, 256  # com.sun.star.util.NumberFormat
_FAILED = 4  # FormulaResult.ERROR
ERRORS = {502: "#VALUE!", 503: "#NUM!", 504: "#REF!", 519: "#VALUE!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!"}
ERRORS |= {508: "#NAME?", 522: "#REF!", 32767: "#N/A"}
_NUMBER = re.compile(r"\(?[-+]?\s*[$€£¥]?\s*(\d[\d,]*\.?\d*|\.\d+)([eE][-+]?\d+)?\s*%?\)?")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    rf"\d{{1,4}}[-/]\d{{1,2}}([-/]\d{{1,4}})?|\d{{1,2}}:\d\d(:\d\d)?|\d{{4}}年\d{{1,2}}月(\d{{1,2}}日)?"
    rf"|({_MONTHS})[a-z]*[ -]\d{{1,4}}|\d{{1,2}}[ -]({_MONTHS})[a-z]*",
    re.IGNORECASE,
)


# What the office shows of an error value that a macro gives back.
_BY_MACRO = {
    f"Error {2000 + number}": name
    for number, name in ((0, "#NULL!"), (7, "#DIV/0!"), (15, "#VALUE!"), (23, "#REF!"), (29, "#NAME?"), (36, "#NUM!"))
}
_BY_MACRO["Error 2042"] = "#N/A"


class CellError(str):
    """An error in a cell: "#N/A"."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a sheet, counted from 1."""

    row: int
    column: int
    rows: int
    columns: int

    @classmethod
    def of(cls, address: Any) -> Place:
        """From the office's own CellRangeAddress."""
        rows, columns = address.EndRow - address.StartRow + 1, address.EndColumn - address.StartColumn + 1
        return cls(address.StartRow + 1, address.StartColumn + 1, rows, columns)

    def cells(self, within: Place) -> Iterator[tuple[int, int]]:
        """Its cells as offsets within another rectangle that holds it."""
        for row in range(self.row - within.row, self.row - within.row + self.rows):
            for column in range(self.column - within.column, self.column - within.column + self.columns):
                yield row, column


class Formats:
    """The number formats of a document."""

    def __init__(self, document: Any, locale: Any) -> None:
        self._formats, self._locale = document.NumberFormats, locale
        self._kinds: dict[int, int] = {}
        self._keys: dict[str, int] = {}
        self._codes: dict[int, str] = {}

    def key(self, code: str) -> int:
        """The key of a format code, which is added if need be."""
        code = "General" if code == "" else code
        if code not in self._keys:
            known: int = self._formats.queryKey(code, self._locale, False)
            self._keys[code] = known if known != -1 else int(self._formats.addNew(code, self._locale))
        return self._keys[code]

    def code(self, key: int) -> str:
        """The code of a key."""
        if key not in self._codes:
            self._codes[key] = str(self._formats.getByKey(key).FormatString)
        return self._codes[key]

    def kind(self, key: int) -> int:
        """What a format shows: bits of com.sun.star.util.NumberFormat."""
        if key not in self._kinds:
            self._kinds[key] = self._formats.getByKey(key).Type
        return self._kinds[key]


def grouped(cells: Any, formats: Formats, wanted: int) -> Iterator[tuple[Place, int]]:
    """The parts of a range whose number format shows what is wanted, and what it shows of that."""
    groups = cells.getUniqueCellFormatRanges()
    for number in range(groups.Count):
        group = groups.getByIndex(number)
        if shows := formats.kind(group.NumberFormat) & wanted:
            for address in group.RangeAddresses:
                yield Place.of(address), shows


def read(cells: Any, sheet: Any, formats: Formats) -> list[list[Any]]:
    """The values of a range: text, float, bool, datetime, CellError; "" for blank cells."""
    whole = Place.of(cells.RangeAddress)
    rows = [list(row) for row in cells.getDataArray()]
    for line in rows:
        if not _BY_MACRO.keys().isdisjoint(line):
            line[:] = [CellError(_BY_MACRO[value]) if value in _BY_MACRO else value for value in line]
    for place, shows in grouped(cells, formats, _DATED | _LOGICAL):
        for row, column in place.cells(whole):
            if type(rows[row][column]) is float:
                rows[row][column] = _moment(rows[row][column]) if shows & _DATED else bool(rows[row][column])
    for address in cells.queryFormulaCells(_FAILED).RangeAddresses:
        for row, column in Place.of(address).cells(whole):
            code = sheet.getCellByPosition(whole.column + column - 1, whole.row + row - 1).getError()
            rows[row][column] = CellError(ERRORS.get(code, f"#ERR{code}"))
    return rows


@lru_cache(maxsize=1 << 12)
def _moment(serial: float) -> datetime:
    found = EPOCH + timedelta(days=serial)
    return found.replace(microsecond=0) + timedelta(seconds=round(found.microsecond / 1e6))


@dataclass(slots=True)
class Written:
    """A block as the office takes it."""

    rows: list[list[float | str]]
    formulas: list[tuple[int, int, str]]
    shown: dict[str, list[tuple[int, int]]]  # number formats that writing brings along, and their cells


def entered(rows: Sequence[Sequence[Any]], texts: set[tuple[int, int]]) -> Written:
    """What becomes of values that are written; `texts` are the cells formatted as text."""
    made = Written([], [], {})
    for row, values in enumerate(rows):
        line: list[float | str] = []
        for column, value in enumerate(values):
            line.append(_entered(value, (row, column), (row, column) in texts, made))
        made.rows.append(line)
    return made


def _entered(value: Any, at: tuple[int, int], as_text: bool, made: Written) -> float | str:
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value if as_text else _typed(value, at, made)
    if isinstance(value, bool):
        made.shown.setdefault("BOOLEAN", []).append(at)
        return float(value)
    if isinstance(value, date):
        return _dated(value, at, made)
    return f"{value:g}" if as_text else float(value)


def _dated(value: date, at: tuple[int, int], made: Written) -> float:
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    timed = moment.time() != time()
    made.shown.setdefault("YYYY-MM-DD HH:MM:SS" if timed else "YYYY-MM-DD", []).append(at)
    return (moment.replace(tzinfo=None) - EPOCH) / timedelta(days=1)


def _typed(text: str, at: tuple[int, int], made: Written) -> float | str:
    """What Excel makes of a text in a cell of any other format."""
    if text.startswith("'"):
        return text[1:]
    if text.startswith("=") and len(text) > 1:
        made.formulas.append((*at, text))
        return ""
    bare = text.strip()
    if bare.upper() in ("TRUE", "FALSE"):
        made.shown.setdefault("BOOLEAN", []).append(at)
        return float(bare.upper() == "TRUE")
    if bare in ERRORS.values():
        made.formulas.append((*at, f"={bare}"))
        return ""
    if _NUMBER.fullmatch(bare):
        sign = -1.0 if bare.startswith("(") else 1.0
        return sign * float(re.sub(r"[^\d.eE+-]", "", bare)) / (100 if bare.endswith("%") else 1)
    if _DATE.fullmatch(bare):
        made.shown.setdefault("YYYY-MM-DD", []).append(at)
        return 1.0  # some day: no test of ours relies on which
    return text


def write(cells: Any, sheet: Any, formats: Formats, rows: Sequence[Sequence[Any]]) -> list[tuple[int, int, str]]:
    """Write values to a range of their size; the formulas among them (row, column, text) are left to the caller."""
    whole = Place.of(cells.RangeAddress)
    texts = {cell for place, _ in grouped(cells, formats, _TEXT) for cell in place.cells(whole)}
    made = entered(rows, texts)
    cells.setDataArray(tuple(map(tuple, made.rows)))
    for code, at in made.shown.items():
        for column, first, last in _runs([cell for cell in at if cell not in texts]):
            part = sheet.getCellRangeByPosition(
                whole.column + column - 1, whole.row + first - 1, whole.column + column - 1, whole.row + last - 1
            )
            # A date leaves a format that shows dates as it is, as in Excel.
            wanted = _LOGICAL if code == "BOOLEAN" else _DATED
            if not formats.kind(part.NumberFormat) & wanted:
                part.NumberFormat = formats.key(code)
    return made.formulas


def _runs(cells: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Cells below one another as (column, first row, last row)."""
    run: tuple[int, int, int] | None = None
    for row, column in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if run and run[0] == column and run[2] == row - 1:
            run = (column, run[1], row)
            continue
        if run:
            yield run
        run = (column, row, row)
    if run:
        yield run
