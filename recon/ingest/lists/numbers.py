"""Amounts as written in lists: one decision on the decimal mark for a whole column, never cell by cell.

A cell with both marks, a mark that is there twice, or one not followed by exactly three digits shows which mark is the
decimal one. Where no cell shows it the column is undecided, and the caller needs another proof. A cell that does not
fit the decision is no amount. NaN and infinity are no amounts.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from recon.money import is_currency

Cell = str | int | float | bool | date | time | timedelta  # a cell as a reader gives it; text files give str only

EMPTY = frozenset({"", "-", "--", "---", "/", "\\", "n/a", "na", "null", "none", "nil", "—", "–", "――", "无", "無"})
_LONGEST_EMPTY = max(map(len, EMPTY))
_DASHES = re.compile(r"-{2,}|[—–―]+")
# Source: ISO 4217 and the signs printed by banks. "$" and "¥" belong to several currencies and name none.
_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₫": "VND", "฿": "THB", "₴": "UAH"}
_NAMES = {
    **dict.fromkeys(["人民币", "人民幣", "rmb", "cnh", "元", "人民币元"], "CNY"),
    **dict.fromkeys(["美元", "美金", "us$"], "USD"),
    **dict.fromkeys(["港币", "港幣", "港元", "hk$"], "HKD"),
    **dict.fromkeys(["欧元", "歐元"], "EUR"),
    **dict.fromkeys(["日元", "日圆", "日圓"], "JPY"),
    **dict.fromkeys(["英镑", "英鎊"], "GBP"),
    **dict.fromkeys(["澳元", "澳大利亚元", "a$"], "AUD"),
    **dict.fromkeys(["加元", "加拿大元", "c$", "ca$"], "CAD"),
    **dict.fromkeys(["新加坡元", "新币", "s$"], "SGD"),
    **dict.fromkeys(["瑞士法郎"], "CHF"),
    **dict.fromkeys(["韩元", "韓元"], "KRW"),
    **dict.fromkeys(["澳门元", "澳門元"], "MOP"),
    **dict.fromkeys(["台币", "新台币", "新臺幣", "新台幣", "臺幣", "nt$"], "TWD"),
    **dict.fromkeys(["泰铢", "泰銖"], "THB"),
    **dict.fromkeys(["新西兰元"], "NZD"),
    **dict.fromkeys(["卢布"], "RUB"),
}
_SURE = 1e11  # below it fifteen digits hold four decimals, as many as any currency has
_SHORT = 15  # characters of a text below which no amount is too large
_WHOLE = 2.0**53  # beyond it a number of a sheet does not hold every whole unit
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d{1,2})?")
_USUAL = {  # amounts with their thousands grouped or not, by decimal mark
    ".": re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]{1,2})?"),
    ",": re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,[0-9]{1,2})?"),
}
_CORE = re.compile(r"\d[\d.,'’ _]*|[.,]\d+")
_CREDIT = re.compile(r"(?:cr|c|h|haben|贷|貸)\.?", re.IGNORECASE)
_DEBIT = re.compile(r"(?:dr|db|d|s|soll|借)\.?", re.IGNORECASE)
_REFUNDED = re.compile(r"\((?:已退款|已全额退款|退款)[^)]*\)")
_PLACE = re.compile(r"\(([A-Z]{2})\)$")  # country of a card purchase, e.g. -3.90(CN)
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007\u3000\t", " "))
_MINUS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\ufe63": "-", "–": "-"})


class Figure(NamedTuple):
    """An amount read from a cell."""

    value: Decimal  # with its sign where the cell shows one, else positive
    signed: bool  # the cell itself shows a sign: plus, minus or parentheses
    side: str  # "C" or "D" where the cell says credit or debit, else ""
    currency: str  # ISO 4217 code the cell names, else ""


@dataclass(frozen=True, slots=True)
class Votes:
    """What the cells of a column show of the decimal mark; positions are those of the cells."""

    point: int = -1  # first cell that shows "." to be the decimal mark, -1 = none
    comma: int = -1
    open: tuple[int, ...] = ()  # first cells that may be read either way (at most two)


def is_empty(cell: Cell | None) -> bool:
    """True for a blank cell and the marks that stand for one: -, /, N/A, a row of dashes."""
    if not cell:
        return cell is None or cell == ""  # a zero is a value
    if not isinstance(cell, str) or (len(cell) > _LONGEST_EMPTY and cell[0].isalnum()):
        return False
    text = cell.strip()
    if not text or text.lower() in EMPTY:
        return True
    return text[0] in "-—–―" and bool(_DASHES.fullmatch(text))


@lru_cache(maxsize=1024)
def currency_code(text: str) -> str:
    """ISO 4217 code of a code, sign or name ("EUR", "€", "人民币"), "" where it names none.

    >>> currency_code("人民币"), currency_code("usd"), currency_code("$")
    ('CNY', 'USD', '')
    """
    name = unicodedata.normalize("NFKC", text).strip().strip("()[]:：.")
    if is_currency(name.upper()):
        return name.upper()
    return _SIGNS.get(name, _NAMES.get(name.casefold(), ""))


class _Parts(NamedTuple):
    core: str  # digits and marks
    sign: str  # "-", "+" or ""
    side: str
    currency: str


def _parts(text: str) -> _Parts | None:  # noqa: PLR0912 - one branch a mark
    """The parts of a written amount, None where it is none."""
    text = unicodedata.normalize("NFKC", text.translate(_MINUS)).translate(_SPACES).strip()
    text = _PLACE.sub("", _REFUNDED.sub("", text)).strip()
    sign, side, currency = "", "", ""
    if text.startswith("(") and text.endswith(")"):
        text, sign = text[1:-1].strip(), "-"
    found = _CORE.search(text)
    if found is None:
        return None
    core = found[0].rstrip(" ")
    before, after = text[: found.start()].strip(), text[found.start() + len(core) :].strip()
    if before.endswith("(") and after.startswith(")") and not sign:
        before, after, sign = before[:-1].strip(), after[1:].strip(), "-"  # $(5.00)
    if core[-1] in ".," and after[:1] == "-":
        after = after[1:].strip()  # Swiss "12.-": the dash stands for no cents
    for piece in (before, after):
        rest = piece
        for mark in "+-":
            if mark in rest:
                if sign or rest.count(mark) > 1:
                    return None
                sign, rest = mark, rest.replace(mark, "").strip()
        if rest.startswith("(") and rest.endswith(")"):
            rest = rest[1:-1].strip()
        for word in rest.split():
            code = currency_code(word)
            if code and not currency:
                currency = code
            elif word in ("$", "¥", "￥", "元"):
                continue
            elif _CREDIT.fullmatch(word) and not side:
                side = "C"
            elif _DEBIT.fullmatch(word) and not side:
                side = "D"
            else:
                return None
    # A last mark ends a sentence or a Swiss round amount ("12.-"), it is not a separator.
    return _Parts(core.rstrip("., "), sign, side, currency)


def votes(cells: Sequence[Cell]) -> Votes:
    """What the text cells of a column show of the decimal mark. Number cells of a sheet show nothing."""
    point = comma = -1
    undecided: list[int] = []
    for at, cell in enumerate(cells):
        if not isinstance(cell, str) or ("." not in cell and "," not in cell):
            continue
        if point >= 0 and cell[-3:-2] == "." and "," not in cell and cell.count(".") == 1:
            continue  # the usual cell of a column with decimal points shows one more
        if point < 0 or comma < 0 or len(undecided) < 2:
            match _shows(cell):
                case ".":
                    point = at if point < 0 else point
                case ",":
                    comma = at if comma < 0 else comma
                case "?":
                    if len(undecided) < 2:
                        undecided.append(at)
    return Votes(point, comma, tuple(undecided))


def _shows(cell: str) -> str:
    """The decimal mark a cell shows, "?" where its one mark may be either, "" where it says nothing."""
    stripped = cell.strip()
    if _PLAIN.fullmatch(stripped):
        return "." if "." in stripped else ""
    parts = _parts(cell)
    if parts is None:
        return ""
    core = parts.core
    dots, commas = core.count("."), core.count(",")
    if dots and commas:
        shown = "." if core.rfind(".") > core.rfind(",") else ","
        return shown if core.count(shown) == 1 else ""
    if dots > 1 or commas > 1:
        return "," if dots > 1 else "."
    if not dots and not commas:
        return ""
    mark = "." if dots else ","
    whole, _, rest = core.partition(mark)
    digits = re.sub(r"\D", "", whole)
    grouped_otherwise = digits != whole  # blanks or apostrophes group already, so the mark is the decimal one
    if len(rest) != 3 or len(digits) > 3 or digits in ("", "0") or digits.startswith("0") or grouped_otherwise:
        return mark
    return "?"


def figure(cell: Cell, decimal: str) -> Figure | None:
    """The amount in a cell, None for an empty one.

    Args:
        cell: text, or a number of a sheet (whose floating point noise beyond 15 digits is dropped, as Excel shows it,
            unless an amount is so large that these digits are its cents).
        decimal: the column's decimal mark, "." or ",".

    Raises:
        ValueError: the cell is no amount.

    >>> figure("1.234,56-", ",").value, figure("(1,23,456.00)", ".").value, figure("CNY 13.50", ".").currency
    (Decimal('-1234.56'), Decimal('-123456.00'), 'CNY')
    """
    if isinstance(cell, str):
        text = cell.strip()
        if decimal == "." and _PLAIN.fullmatch(text):
            return Figure(Decimal(text), text[0] in "+-", "", "")
        return _written(text, decimal)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise ValueError(cell)
    if not math.isfinite(cell):
        raise ValueError(cell)
    value = Decimal(cell) if isinstance(cell, int) else _held(cell)
    return Figure(value, value < 0, "", "")


def plain_minor(cell: Cell, decimal: str, unit: int) -> int | None:
    """Whole minor units of a cell that is plainly an amount, as `figure` reads it; None for every other, blanks too.

    Args:
        cell: a number, or a text of digits.
        decimal: the column's decimal mark.
        unit: minor units of one unit of the currency, 100 for EUR; 0 = not known.

    >>> plain_minor(-12.5, ",", 100), plain_minor("12.5", ".", 100), plain_minor("12,50", ".", 100)
    (-1250, 1250, None)
    """
    if not unit:
        return None
    if type(cell) is float and -_SURE < cell < _SURE:
        minor = round(cell * unit)
        return minor if minor / unit == cell else None  # no more than fifteen digits: the amount that was meant
    if type(cell) is int and -_SURE < cell < _SURE:
        return cell * unit
    if type(cell) is str and decimal == "." and 0 < len(cell) < _SHORT:
        if unit == 100 and cell[-3:-2] == "." and (digits := cell[:-3] + cell[-2:]).isdecimal() and len(digits) > 2:
            return int(digits)
        if not _PLAIN.fullmatch(cell):
            return None
        whole, _, rest = cell.partition(".")
        step, left = divmod(unit, 10 ** len(rest))
        return int(whole + rest) * step if not left else None
    return None


def plain_value(cell: Cell, decimal: str, odd: Decimal) -> Decimal:
    """The amount in a text that is plainly one, or in a number, as `figure` reads it; `odd` for every other cell.

    >>> plain_value("-1.234,50", ",", Decimal(0)), plain_value("1.50 CR", ".", Decimal(0))
    (Decimal('-1234.50'), Decimal('0'))
    """
    if isinstance(cell, str):
        text = cell.strip()
        if not _USUAL[decimal].fullmatch(text):
            return odd
        return Decimal(text.replace(",", "") if decimal == "." else text.replace(".", "").replace(",", "."))
    try:
        found = figure(cell, decimal)
    except ValueError:
        return odd
    return odd if found is None else found.value


@lru_cache(maxsize=64)  # what is open of a document is mostly its amount again
def _held(cell: float) -> Decimal:
    """What a number of a sheet stands for: never an amount that is next to the one that was meant.

    Raises:
        ValueError: so large that its last digit may have been another.
    """
    shown = Decimal(format(cell, ".15g"))
    if abs(cell) < _SURE:
        return shown
    # Here the digits beyond the fifteenth may be a currency's own decimals, and are no noise to be dropped.
    held = Decimal(repr(cell))
    places = max(0, -int(held.normalize().as_tuple().exponent))
    if abs(cell) > _WHOLE or math.ulp(cell) > Decimal(1).scaleb(-places):
        raise ValueError(cell)
    return held


def _written(text: str, decimal: str) -> Figure | None:
    if is_empty(text):
        return None
    parts = _parts(text)
    if parts is None or not parts.core:
        raise ValueError(text)
    grouping = "," if decimal == "." else "."
    whole, mark, rest = parts.core.partition(decimal)
    if rest and not (rest.isascii() and rest.isdigit()):
        raise ValueError(text)
    if not _grouped(whole, grouping):
        raise ValueError(text)
    digits = re.sub(r"\D", "", whole)
    value = Decimal(f"{digits or '0'}.{rest or '0'}" if mark else digits)
    return Figure(-value if parts.sign == "-" else value, bool(parts.sign), parts.side, parts.currency)


def _grouped(whole: str, grouping: str) -> bool:
    """True where the digits before the decimal mark stand in groups of three, or in Indian groups, or in none."""
    if whole.isdigit() or not whole:
        return True
    for mark in (grouping, "'", "’", " ", "_"):
        if mark in whole:
            groups = whole.split(mark)
            if not all(g.isdigit() for g in groups):
                return False
            sizes = [len(g) for g in groups]
            thousands = all(n == 3 for n in sizes[1:])
            indian = sizes[-1] == 3 and all(n == 2 for n in sizes[1:-1]) and sizes[0] <= 2
            return 1 <= sizes[0] <= 3 and (thousands or indian)
    return False


def is_amount(cell: Cell) -> bool:
    """True where a cell can be read as an amount under either decimal mark."""
    for decimal in ".,":
        try:
            return figure(cell, decimal) is not None
        except ValueError:
            continue
    return False


def account_lost(cells: Iterable[Cell]) -> int:
    """Position of the first number cell with more than 15 digits, -1 = none: a sheet has lost its last digits."""
    for at, cell in enumerate(cells):
        if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= 10**15:
            return at
        if isinstance(cell, str) and "+" in cell and re.fullmatch(r"\d\.\d+[eE]\+\d{2}", cell.strip()):
            return at
    return -1


def text_of(cell: Cell | None) -> str:
    """A cell as text: a whole number of a sheet without ".0", a date in ISO form, blanks joined to one."""
    if isinstance(cell, str):
        return _text(cell) if cell else ""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return str(cell)
        return str(int(cell)) if cell == int(cell) else format(Decimal(format(cell, ".15g")), "f")
    return str(cell)


@lru_cache(maxsize=1 << 14)
def _text(cell: str) -> str:
    text = " ".join(cell.split())
    text = cell if text == cell else text  # one text, however often it is read
    if len(text) > _LONGEST_EMPTY and text[0] not in "-—–―":
        return text  # the usual cell, at a glance
    return "" if is_empty(text) else text
