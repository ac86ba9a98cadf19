"""Everything one month end knows, as one value: what the reports are built from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from recon.config import Settings
from recon.decisions import Decided
from recon.errors import Finding
from recon.ingest.books import BookFile
from recon.ingest.statement import BankFile
from recon.ledger.comparison import Comparison
from recon.match.outcome import Answer
from recon.monthend.late import Late
from recon.report import Check
from recon.rows import Allocation, Balance, Booking, Customer, OpenItem, StatementLine, UnappliedCash


class Stand(StrEnum):
    """How a bank line that a person may decide on stands."""

    OPEN = "open"  # nobody has decided on what is left of it
    ON_ACCOUNT = "on_account"  # what is left is a customer's by decision, to be applied when there is a document for it
    SET_ASIDE = "set_aside"  # matching takes it for no receipt, or for a copy; a person may say otherwise


@dataclass(frozen=True, slots=True)
class Waiting:
    """A bank line of which something is left to decide."""

    answer: Answer  # of this run, for what is left
    left_minor: int  # in the line's currency and sign
    stand: Stand


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """The figures of one period. All of it follows from inputs, decisions and settings; nothing from the clock."""

    settings: Settings
    period: str  # "2026-03"
    first: date
    last: date  # key date of every balance
    run_id: str  # hash of inputs, decisions, settings and version
    draft: bool
    bank_files: tuple[BankFile, ...]  # in name order
    book_files: tuple[BookFile, ...]  # open items, customers, rates: how each came through
    customers: tuple[Customer, ...]
    items: tuple[OpenItem, ...]  # open at `last`: open_minor after all allocations up to then
    lines: tuple[StatementLine, ...]  # booked in the period, copies left out
    answers: tuple[Answer, ...]  # one for each line of the period, those posted earlier included, duplicates too
    allocations: tuple[Allocation, ...]  # effective in the period
    unapplied: tuple[UnappliedCash, ...]  # at `last`
    findings: tuple[Finding, ...]  # of the run as a whole (gaps between statements, lines without an account, ...)
    controls: tuple[Check, ...]  # control totals: receipts, ledger roll-forward
    carried: tuple[Answer, ...] = ()  # for lines of earlier months: those still to be decided, those posted now
    waiting: tuple[Waiting, ...] = ()  # every bank line a person may decide on, booked up to `last`
    bookings: tuple[Booking, ...] = ()  # parts of lines that settle no document, effective in the period
    decided: Decided = field(default_factory=Decided)  # all decisions, those of this run included
    late: Late | None = None  # what came in after the newest lock and belongs to it; None where nothing is locked
    comparison: tuple[Comparison, ...] = ()  # each list of the period that took the place of an earlier one, by day
    balances: tuple[Balance, ...] = ()  # of the general ledger, by account, currency and day; every day that was given

    @property
    def documents(self) -> tuple[OpenItem, ...]:
        """Every document of the lists, what is settled included, as they tell it."""
        rows = (row for file in self.book_files for row in file.rows)
        return tuple(row for row in rows if isinstance(row, OpenItem))

    @property
    def files(self) -> tuple[BankFile | BookFile, ...]:
        """Every input file: bank files, then lists."""
        return (*self.bank_files, *self.book_files)
