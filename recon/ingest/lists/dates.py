"""Dates as written in lists: one order of day, month and year for a whole file, never guessed cell by cell.

A column's cells are sorted by shape; a shape that names its parts (2026-01-31, 31 Jan 2026, 2026年1月31日) needs no
decision. Where day and month could change places, every order that reads all cells is kept, and the columns of a file
decide together: an order proven by one column holds for all. Two orders left is for the caller to refuse.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from recon.ingest.lists.numbers import Cell, is_empty

ORDERS = ("DMY", "MDY", "YMD")
_TIME = re.compile(
    r"[ T]+(?:at )?\d{1,2}[:.时時]\d{1,2}(?:[:.分]\d{1,2}(?:[.,]\d+)?秒?)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r" ?(?:Z|UTC|GMT|CET|CEST|[+-]\d{2}:?\d{2})?$"
)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_THREE = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})\.?")
_COMPACT = re.compile(r"(\d{8})(?:\d{4}(?:\d{2})?(?:\.\d+)?)?(?:\[[^\]]*\])?")  # also with a time, as OFX writes it
_SHORT = re.compile(r"\d{6}")
_NO_YEAR = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\.?|(\d{1,2})月(\d{1,2})日")
_ROC = re.compile(r"(?:民國|民国)?\s*(\d{2,3})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_ERA = re.compile(r"(令和|平成|昭和|R|H|S)\s*(\d{1,2}|元)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DAY_NAME = re.compile(r"(\d{1,2})\.?[-/ .]*([^\W\d_]{3,10})\.?[-/ ,.]*(\d{4}|\d{2})", re.UNICODE)
_NAME_DAY = re.compile(r"([^\W\d_]{3,10})\.?[-/ ]*(\d{1,2})(?:st|nd|rd|th)?,?[-/ ]+(\d{4})", re.UNICODE)
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_ROC_START = 1911
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero ene gennaio gen januari janv",
            "feb february februar février fevrier fév fev febrero febbraio februari févr",
            "mar march märz maerz mrz mär mars marzo maart mrt",
            "apr april avril avr abril abr aprile",
            "may mai mayo maggio mag mei maj",
            "jun june juni juin junio giugno giu",
            "jul july juli juillet julio luglio lug juil",
            "aug august août aout aoû agosto ago augustus",
            "sep sept september septembre septiembre settembre set",
            "oct october oktober octobre octubre ottobre okt ott",
            "nov november novembre noviembre",
            "dec december dezember décembre decembre diciembre dicembre dez déc dic",
        ),
        start=1,
    )
    for name in names.split()
}
_SERIAL_FIRST, _SERIAL_LAST = 20000, 80000  # 1954 to 2119: whole numbers outside are no Excel dates
_EXCEL_START = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How the day, month and year of a file are read where the shape does not say it."""

    order: str = ""  # "DMY" | "MDY" | "YMD", "" where no cell needs one
    years: Sequence[date] = field(default=())  # period the file speaks of, for dates without a year
    pattern: str = ""  # strptime pattern the user pinned
    inferred: bool = False  # no cell proves the order: the sequence of the rows or the period does


class NoSuchDay(ValueError):  # noqa: N818 - what is wrong with the cell
    """The cell is a date by its shape, but there is no such day (31 February)."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Why the order of a file stays open: two cells (column and position) and whether they exclude each other."""

    first: tuple[int, int]
    second: tuple[int, int]
    mixed: bool  # True: one cell excludes each order; False: both orders read every cell


def parse(cell: Cell, rule: DateOrder) -> date | None:
    """The date in a cell, None for an empty one.

    Raises:
        NoSuchDay: the shape is a date, the day does not exist.
        ValueError: the cell is no date.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if is_empty(cell):
        return None
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise ValueError(cell)
    if not isinstance(cell, str):
        return _number(cell)
    text = cell.strip()
    if rule.pattern:
        return datetime.strptime(text, rule.pattern).date()  # noqa: DTZ007 - times are local to the bank
    return _text(text, rule)


def _number(cell: int | float) -> date:
    if not math.isfinite(cell):
        raise ValueError(cell)
    if _SERIAL_FIRST <= cell <= _SERIAL_LAST:
        return _EXCEL_START + timedelta(days=int(cell))
    if cell == int(cell) and 19000101 <= cell <= 21991231:
        return _day(*_split8(str(int(cell))))
    raise ValueError(cell)


def _split8(digits: str) -> tuple[int, int, int]:
    return int(digits[:4]), int(digits[4:6]), int(digits[6:8])


def _day(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        raise ValueError((year, month, day))
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDay((year, month, day)) from None


def _year(text: str) -> int:
    # Two digits: 70 to 99 are of the last century, as in most banks' systems.
    number = int(text)
    return number if len(text) == 4 else number + (1900 if number >= 70 else 2000)


def _bare(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _TIME.sub("", text).strip() if len(text) > 8 else text


def _text(text: str, rule: DateOrder) -> date:  # noqa: PLR0911 - one line a shape
    text = _bare(text)
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _THREE.fullmatch(text):
        return _ordered(found[1], found[3], found[4], rule.order)
    if found := _COMPACT.fullmatch(text):
        return _compact(found[1], rule.order)
    if _SHORT.fullmatch(text):
        return _ordered(text[:2], text[2:4], text[4:], rule.order or "YMD")
    if found := _ERA.fullmatch(text):
        year = _ERAS[found[1]] + (1 if found[2] == "元" else int(found[2]))
        return _day(year, int(found[3]), int(found[4]))
    if found := _ROC.fullmatch(text):
        return _day(int(found[1]) + _ROC_START, int(found[2]), int(found[3]))
    if found := _NO_YEAR.fullmatch(text):
        return _in_period(found, rule)
    if found := _DAY_NAME.fullmatch(text):
        return _day(_year(found[3]), _month(found[2]), int(found[1]))
    if found := _NAME_DAY.fullmatch(text):
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return _number(float(text))
    raise ValueError(text)


def _month(name: str) -> int:
    try:
        return _MONTHS[name.casefold()]
    except KeyError:
        raise ValueError(name) from None


def _ordered(a: str, b: str, c: str, order: str) -> date:
    if order == "YMD" and len(c) == 2:
        return _day(_year(a.zfill(2)), int(b), int(c))
    if order == "MDY":
        return _day(_year(c), int(a), int(b))
    return _day(_year(c), int(b), int(a))


def _compact(digits: str, order: str) -> date:
    year, month, day = _split8(digits)
    if 1900 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= 31:
        return _day(year, month, day)
    return _ordered(digits[:2], digits[2:4], digits[4:], order)


def _in_period(found: re.Match[str], rule: DateOrder) -> date:
    """A date without a year: the one day within the file's period, or the last one before its end."""
    if not rule.years:
        raise ValueError(found[0])
    first, second = (int(found[4]), int(found[5])) if found[4] else (int(found[1]), int(found[3]))
    month, day = (second, first) if rule.order == "DMY" and not found[4] else (first, second)
    last = max(rule.years)
    for year in (last.year, last.year - 1):
        at = _day(year, month, day)
        if at <= last:
            return at
    raise ValueError(found[0])


def decide(columns: Sequence[Sequence[Cell]], pinned: str = "", years: Sequence[date] = ()) -> DateOrder | Clash:
    """The order of day and month for all date columns of a file.

    Args:
        columns: the cells of each date column, in row order, the most important column first.
        pinned: "DMY", "MDY", "YMD" or a strptime pattern; "" = decide.
        years: first and last day the file says it speaks of, where it does.

    Returns:
        The decision, or a `Clash` where the cells exclude every order, or where two orders read every cell and neither
        the sequence of the rows nor the period decides.
    """
    if pinned:
        return DateOrder(pinned, years) if pinned in ORDERS else DateOrder("", years, pinned)
    if not any(_open(cell) for cells in columns for cell in set(cells)):
        return DateOrder("", years)
    open_cells = [[_open(cell) for cell in cells] for cells in columns]
    left = []
    excluded: dict[str, tuple[int, int]] = {}
    for order in ORDERS:
        bad = _first_misfit(open_cells, order)
        if bad is None:
            left.append(order)
        else:
            excluded[order] = bad
    if not left:
        return Clash(excluded["DMY"], excluded["MDY"], mixed=True)
    left = _same_days(columns, left)
    if len(left) == 1:
        return DateOrder(left[0], years)
    left = _preferred(columns, left, years)
    if len(left) == 1:
        return DateOrder(left[0], years, inferred=True)
    return Clash(*_two(columns, left), mixed=False)


def _open(cell: Cell) -> tuple[str, str, str, str] | None:
    """Parts of a cell whose order its shape does not tell: first, mark, second, third."""
    return _open_text(cell) if isinstance(cell, str) and cell else None


@lru_cache(maxsize=1 << 14)
def _open_text(cell: str) -> tuple[str, str, str, str] | None:
    text = _bare(cell.strip())
    if found := _THREE.fullmatch(text):
        return found[1], found[2], found[3], found[4]
    if (found := _COMPACT.fullmatch(text)) and not 1900 <= int(text[:4]) <= 2199:
        return text[:2], "", text[2:4], text[4:8]
    if _SHORT.fullmatch(text):
        return text[:2], "", text[2:4], text[4:]
    if (found := _NO_YEAR.fullmatch(text)) and found[1]:
        return found[1], found[2], found[3], ""
    return None


def _first_misfit(columns: Sequence[Sequence[tuple[str, str, str, str] | None]], order: str) -> tuple[int, int] | None:
    for column, cells in enumerate(columns):
        for at, parts in enumerate(cells):
            if parts is not None and not _fits(parts, order) and any(_fits(parts, other) for other in ORDERS):
                return column, at  # a cell that fits no order is no date: it excludes none
    return None


def _fits(parts: tuple[str, str, str, str], order: str) -> bool:
    first, mark, second, third = parts
    if order == "YMD":
        return len(third) == 2 and len(first) == 2 and mark != "." and _day_of(first, second, third)
    if third and not mark and len(third) == 2 and order == "MDY":
        return False  # six digits without marks are YYMMDD or DDMMYY
    day, month = (first, second) if order == "DMY" else (second, first)
    if order == "MDY" and mark == ".":
        return False  # nobody writes the month first with full stops
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _day_of(year: str, month: str, day: str) -> bool:
    return len(year) == 2 and 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _read(cells: Iterable[Cell], order: str, years: Sequence[date]) -> list[date]:
    read = []
    for cell in cells:
        try:
            day = parse(cell, DateOrder(order, years))
        except ValueError:
            continue
        if day is not None:
            read.append(day)
    return read


def _same_days(columns: Sequence[Sequence[Cell]], left: list[str]) -> list[str]:
    """Where all orders give the same days (all cells like 03/03/2026), the first will do."""
    readings = [[_read(cells, order, ()) for cells in columns] for order in left]
    return left[:1] if all(r == readings[0] for r in readings) else left


def _preferred(columns: Sequence[Sequence[Cell]], left: list[str], years: Sequence[date]) -> list[str]:
    """The one order that keeps the rows in sequence, else inside the file's period, else within 400 days."""
    tests = (
        lambda days: len(days) > 2 and (days == sorted(days) or days == sorted(days, reverse=True)),
        lambda days: bool(years) and all(min(years) <= day <= max(years) for day in days),
        lambda days: bool(days) and (max(days) - min(days)).days <= 400,
    )
    readings = {order: _read(columns[0], order, years) for order in left}
    for test in tests:
        kept = [order for order in left if test(readings[order])]
        if len(kept) == 1:
            return kept
    return left


def _two(columns: Sequence[Sequence[Cell]], left: list[str]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Two cells the orders read differently (or one twice, where there is only one)."""
    found: list[tuple[int, int]] = []
    for column, cells in enumerate(columns):
        for at, cell in enumerate(cells):
            if len(found) < 2 and len({tuple(_read([cell], order, ())) for order in left}) > 1:
                found.append((column, at))
    found = found or [(0, 0)]
    return found[0], found[-1]


def period(text: str) -> list[date]:
    """The days a title or file name speaks of: full dates, else the first and last day of a named month.

    >>> period("2024年01月"), period("起始时间：[2025-02-01] 终止时间：[2025-02-28]")[-1]
    ([datetime.date(2024, 1, 1), datetime.date(2024, 1, 31)], datetime.date(2025, 2, 28))
    """
    found: list[date] = []
    for pattern in (r"(?<!\d)(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})", r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)"):
        for year, month, day in re.findall(pattern, text):
            try:
                found.append(date(int(year), int(month), int(day)))
            except ValueError:
                continue
    if found:
        return sorted(found)
    for year, month in re.findall(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})(?!\d)", text):
        if 1 <= int(month) <= 12:
            first = date(int(year), int(month), 1)
            following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
            return [first, following - timedelta(days=1)]
    return []
