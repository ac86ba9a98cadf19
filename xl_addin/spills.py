"""Tables into cells: headings in a language, amounts in units, dates as dates, blank as blank.

Law: an amount that a number of a sheet does not hold to its last decimal is a text.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from recon.money import plain, to_decimal
from recon.report import Column, Kind, Section, Value, currencies
from recon.words import Said
from xl_addin.cells import Cell, Cells
from xl_addin.formula.language import language, language_of

Row = tuple[Value, ...]
_SURE = 10**15  # fifteen digits are what every number of a sheet holds


def spill(section: Section, like: Cells | None = None) -> Cells:
    """A section as cells: a row of headings, then its rows.

    Args:
        section: money cells in whole minor units, with their currency (see `recon.report.Section`).
        like: the table it came from, whose language its headings have.
    """
    lang = language() if like is None else language_of(like)
    heads = tuple(column.label.text(lang) for column in section.columns)
    shown = [_shown(section, column, lang) for column in section.columns]
    return Cells(
        (heads, *(tuple(show(row, row[at]) for at, show in enumerate(shown)) for row in section.rows)),
    )


def _shown(section: Section, column: Column, lang: str) -> Callable[[Row, Value], Cell]:
    """How the cells of a column are shown, told their row."""
    if column.kind is Kind.MONEY:
        of = currencies(section, column)
        return lambda row, value: None if value is None else in_units(int(str(value)), of(row))
    if column.kind is Kind.COUNT:
        return lambda _row, value: None if value is None else float(str(value))
    return lambda _row, value: _plain(value, lang)


def _plain(value: Value, lang: str) -> Cell:
    if isinstance(value, Said):
        return value.text(lang)
    return value if isinstance(value, date | int | float) else value or None


def in_units(minor: int, currency: str) -> float | str:
    """An amount as a cell holds it; one without a currency has two decimals.

    >>> in_units(1250, "EUR"), in_units(9_007_199_254_740_993, "JPY"), in_units(9_000_000_000_000_001, "EUR")
    (12.5, '9007199254740993', '90000000000000.01')
    """
    held = number(minor, currency)
    return plain(minor, currency or "EUR") if held is None else held


def number(minor: int, currency: str) -> float | None:
    """The number of a sheet that stands for this amount and no other, None where there is none.

    Every amount of up to fifteen digits has one.
    """
    exact = to_decimal(minor, currency or "EUR")
    held = float(exact)
    if abs(minor) < _SURE:
        return held
    tells = math.ulp(held) <= to_decimal(1, currency or "EUR") and Decimal(repr(held)) == exact
    return held if tells else None
