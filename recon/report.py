"""A report is a value, not a printout: title, settings it was made under, sections, checks. Writers draw it.

Every figure shows its policy: key date, basis, buckets, treatment of unapplied cash. A check is a total that must be
zero and is shown beside the figures it proves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recon.money import exponent, plain
from recon.words import Said

Value = str | int | float | date | Said | None  # a money cell is whole minor units of its row's currency


class Kind(StrEnum):
    """How a column is shown."""

    TEXT = "text"  # also identifiers: never a number, so that leading zeros stay
    MONEY = "money"  # whole minor units of the section's currency, or of the row's currency column
    DAY = "day"
    COUNT = "count"
    PERCENT = "percent"  # 0..1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a section."""

    key: str  # stable name, used in csv and json
    label: Said
    kind: Kind = Kind.TEXT
    total: bool = False  # added up in the last row
    adds: tuple[str, ...] = ()  # keys of the columns it is the sum of; a leading "-" takes one off. A sheet shows how
    currency: str = ""  # key of the column that names this column's currency; "" = the section's


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart over a section: one bar stack a row, or one bar a column of totals."""

    title: Said
    kind: str  # "stacked" or "bar"
    category: str  # column key of the names
    series: tuple[str, ...]  # column keys of the figures


@dataclass(frozen=True, slots=True)
class Check:
    """A control total. It holds when `left_minor` equals `right_minor`."""

    label: Said
    left_minor: int
    right_minor: int
    currency: str  # "" where both sides are counts
    column: str = ""  # key of the column of the same section whose total is the left side, "" where there is none

    @property
    def holds(self) -> bool:
        """True when both sides are equal to the last unit."""
        return self.left_minor == self.right_minor


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a report. Amounts of two currencies never stand in one section without a currency column."""

    name: str  # stable name, used for sheet, csv and json
    title: Said
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Value, ...]]
    currency: str = ""  # of every money cell; "" where a column with key "currency" says it row by row
    checks: tuple[Check, ...] = ()
    chart: Chart | None = None
    note: Said | None = None
    share_of: str = ""  # key of the column whose total is 100 % in a row of shares under the totals, "" = no such row


@dataclass(frozen=True, slots=True)
class Report:
    """A report."""

    name: str  # stable name, also the file name
    title: Said
    policy: tuple[tuple[Said, Said], ...]  # label and value: key date, basis, buckets, run id, ...
    sections: tuple[Section, ...]
    draft: bool = False  # stamped DRAFT until the period is locked


def decimals(currency: str) -> int:
    """How many decimals an amount of `currency` is shown with; counts ("") have none.

    >>> decimals("EUR"), decimals("JPY"), decimals("")
    (2, 0, 0)
    """
    return exponent(currency) if currency else 0


def amount(minor: int, currency: str) -> str:
    """The amount as a decimal string for files; a count ("") as it is.

    >>> amount(-1250, "EUR"), amount(7, "")
    ('-12.50', '7')
    """
    return plain(minor, currency) if currency else str(minor)


def currencies(section: Section, column: Column) -> Callable[[tuple[Value, ...]], str]:
    """Tells the currency of a money cell of `column` from its row."""
    keys = [c.key for c in section.columns]
    if not column.currency and section.currency:
        return lambda _row: section.currency
    at = keys.index(column.currency or "currency")
    return lambda row: str(row[at])


def totals(section: Section) -> tuple[int | None, ...]:
    """One figure a column, None where it is not added up: no total is asked for, or its cells are of two currencies."""
    return tuple(_total(section, at, column) for at, column in enumerate(section.columns))


def total_currency(section: Section, column: Column) -> str | None:
    """The one currency of a money column, None where its cells are of several (or there are no cells)."""
    if not column.currency and section.currency:
        return section.currency
    currency = currencies(section, column)
    at = section.columns.index(column)
    found = {currency(row) for row in section.rows if row[at] is not None}
    return found.pop() if len(found) == 1 else None


def _total(section: Section, at: int, column: Column) -> int | None:
    if not column.total or (column.kind is Kind.MONEY and total_currency(section, column) is None):
        return None
    return sum(cell for row in section.rows if isinstance(cell := row[at], int))
