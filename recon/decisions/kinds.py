"""What can be decided: one row type a kind of decision. Nothing of it is ever changed; a mistake is `Reversed`.

A decision that was written carries `row`, its line in the journal: the number a person names it by.
Who took it and when stands in the closing line of its batch, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from recon.match.outcome import Answer
from recon.rows import Allocation, Booking

STATEMENT_READ = "statement_read"
ALLOCATED = "allocated"  # a receipt was applied to documents
REFUNDED = "refunded"  # money out was tied to a credit note, to the receipt it returns, or to unapplied cash
PUT_ON_ACCOUNT = "put_on_account"  # what is left of a line is a customer's, for no document yet
NOT_OURS = "not_ours"  # a line, or the rest of it, is no customer's
WRITTEN_OFF = "written_off"  # the rest of a document was given up, without any money
REJECTED = "rejected"
ALIAS = "alias_learned"
NO_ALIAS = "alias_rejected"
PATTERN = "pattern_learned"
REVERSED = "reversed"
EXPORTED = "exported"
LOCKED = "period_locked"
REOPENED = "period_reopened"
PRESSED = "button_pressed"
LINE_KINDS = (ALLOCATED, REFUNDED, PUT_ON_ACCOUNT, NOT_OURS)

PROMISED, DISPUTED, RESOLVED = "promised", "disputed", "resolved"
CALLED, REPLIED, HELD, RELEASED = "contacted", "replied", "credit_hold", "released"
EVENTS = (PROMISED, DISPUTED, RESOLVED, CALLED, REPLIED, HELD, RELEASED)


@dataclass(frozen=True, slots=True)
class Review:
    """That a person decided: on whose word. Empty names are those of the batch's closing line."""

    book: str = ""  # id of the review book it was decided in, "" where it came from a command
    prepared_by: str = ""
    approved_by: str = ""
    note: str = ""
    ticks: str = ""  # hash of the cells of the book it was decided by, so that the same row is known again


@dataclass(frozen=True, slots=True)
class StatementRead:
    """A bank file was read: which one, and what it said of each account."""

    file: str  # name when it was first read
    sha256: str
    statements: tuple[Mapping[str, Any], ...]  # account, currency, number, first and last day, balances, count of lines
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Posted:
    """What was decided of a bank line, or of the rest of it."""

    kind: str  # one of LINE_KINDS
    period: str  # the month end that posted it, "2026-03"
    answer: Answer  # why: one alternative at most; once read back, its line carries the identifying fields only
    allocations: tuple[Allocation, ...] = ()  # what it does to documents
    bookings: tuple[Booking, ...] = ()  # what of the line settles no document; also of the receipt a refund pays back
    review: Review | None = None  # None where matching posted it unasked
    row: int = field(default=0, compare=False)

    @property
    def line(self) -> str:
        """Fingerprint of the bank line."""
        return self.answer.line.fingerprint


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """The rest of a document was given up without money. The allocation names no line and has no cash part."""

    period: str
    allocation: Allocation
    review: Review = Review()
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A person turned a proposal down: these documents are never proposed for this line again."""

    line: str  # fingerprint
    line_id: str
    items: tuple[str, ...]  # sorted document numbers of the alternative; empty: whatever was proposed, propose nothing
    review: Review = Review()
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Alias:
    """A payer's name or account is a customer's, or is not, by a person's own word.

    What postings teach is not written down here: it follows from them, and goes with them.
    """

    name: str  # as a bank gives it, "" where an account is meant
    account: str
    customer_id: str
    holds: bool  # False: this payer is not this customer
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Lines that are no customer's, always. All that is given must be in the line, upper and lower case alike."""

    payer: str  # part of the payer's name, "" = any
    text: str  # part of the remittance or bank text, "" = any
    account: str  # the payer's account, "" = any
    direction: str  # "in", "out" or "" for both
    reason: str  # see Booking.reason
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened with a customer: no money moves."""

    kind: str  # one of EVENTS
    customer_id: str
    day: date  # when it happened
    item_id: str = ""  # document it is about, "" = the customer
    amount_minor: int | None = None  # promised or disputed, in minor units of currency
    currency: str = ""
    until: date | None = None  # promised for, or to be looked at again
    contact: str = ""  # who it was with, and by which way
    reason: str = ""  # code of a dispute
    text: str = ""
    by: str = ""
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Reversed:
    """Decisions are taken back, by their lines in the journal."""

    of: tuple[int, ...]  # sorted
    effective: date | None  # money moves back on this day, or on its own day where that is later; None: on its own day
    why: str
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Exported:
    """Decisions went into a posting file."""

    period: str
    layout: str
    file: str  # its name in the outputs of the period
    sha256: str
    rows: tuple[int, ...]  # lines of the journal, sorted; reversals too
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Locked:
    """A period was frozen."""

    period: str
    run_id: str
    inputs: Mapping[str, str]  # SHA-256 by path below the folder, recon.toml included
    outputs: Mapping[str, str]  # SHA-256 by file name
    balances: Mapping[str, tuple[int, int]]  # by currency: open items, unapplied cash at the last day, minor units
    accepted: str  # what was said of the exceptions that stay, "" where there are none
    prepared_by: str
    approved_by: str
    version: str = ""  # of the program that made the outputs
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Reopened:
    """A frozen period was opened again."""

    period: str
    why: str
    approved_by: str
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Brought:
    """Rows that were brought into a table of a workbook."""

    table: str  # name of the table
    file: str  # they came in
    sha256: str  # of that file
    rows: tuple[str, ...]  # what each of them said, as a hash, so that it is known again wherever it stands


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a workbook was pressed: what it drew and brought in. No money moves by it."""

    button: str  # id
    drawn: Mapping[str, str] = field(default_factory=dict)  # what stood in each sheet it drew, as a hash, by its name
    brought: tuple[Brought, ...] = ()
    row: int = field(default=0, compare=False)


Decision = (
    StatementRead
    | Posted
    | WrittenOff
    | Rejected
    | Alias
    | Pattern
    | Event
    | Reversed
    | Exported
    | Locked
    | Reopened
    | Pressed
)
REVERSIBLE = (Posted, WrittenOff, Rejected, Alias, Pattern, Event, Pressed)  # what an undo may take back
