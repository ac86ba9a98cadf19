"""A report is a value, not a printout: title, settings it was made under, sections, checks. Writers draw it.

Every figure shows its policy: key date, basis, buckets, treatment of unapplied cash. A check is a total that must be
zero and is shown beside the figures it proves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
    currency: str

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


@dataclass(frozen=True, slots=True)
class Report:
    """A report."""

    name: str  # stable name, also the file name
    title: Said
    policy: tuple[tuple[Said, Said], ...]  # label and value: key date, basis, buckets, run id, ...
    sections: tuple[Section, ...]
    draft: bool = False  # stamped DRAFT until the period is locked
