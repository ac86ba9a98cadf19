"""A bank statement as read from a file, and what is checked of it.

A statement is what one account did between two balances. Its entries are the control total; its lines are what is
matched (a batch entry is exploded into its details, and what they do not explain is a line of its own).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from recon.errors import Finding, Where
from recon.rows import StatementLine


class StatementKind(StrEnum):
    """How final a statement is. Of one account and period the statement outranks the advice, the advice the report."""

    STATEMENT = "statement"  # end of day: camt.053, MT940, a bank's CSV
    ADVICE = "advice"  # camt.054
    INTRADAY = "intraday"  # camt.052, MT942


class FileStatus(StrEnum):
    """How a file came through."""

    OK = "ok"
    OK_WITH_WARNINGS = "ok_with_warnings"
    QUARANTINED_ROWS = "quarantined_rows"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of one account."""

    account: str  # IBAN or number as in the file, letters and digits only
    currency: str  # ISO 4217, "" only where the file names none at all (a finding says so)
    lines: tuple[StatementLine, ...]
    entries: int  # booked, pending and information entries before details are exploded
    in_minor: int  # sum of the entries in, positive
    out_minor: int  # sum of the entries out, positive
    opening_minor: int | None = None
    closing_minor: int | None = None
    kind: StatementKind = StatementKind.STATEMENT
    number: str = ""  # the bank's own number of the statement
    opened: date | None = None  # first and last day it speaks of
    closed: date | None = None
    account_name: str = ""
    source: Where = field(default=Where(), compare=False)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row that could not be used, kept verbatim."""

    where: Where
    finding: Finding
    raw: tuple[str, ...]  # the cells, or the text lines, as they stand in the file


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a reader knows of a file as a whole: yielded last, once, by readers of tables."""

    encoding: str = ""  # the encoding it was read in, "" for binary files
    rows: dict[str, int] = field(default_factory=dict)  # control count, as `BankFile.rows`


@dataclass(frozen=True, slots=True)
class BankFile:
    """Everything one file gave. `statements` is empty when it was rejected."""

    name: str
    sha256: str
    format: str  # name of the format module ("camt", "mt940", "delimited", "sheet", ...), "" where none claimed it
    encoding: str
    status: FileStatus
    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...]
    quarantined: tuple[Quarantined, ...]
    rows: dict[str, int] = field(
        default_factory=dict
    )  # control count: header, preamble, data, footer, blank, quarantined
