"""Journal entries for the accounting system, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from recon.words import Said


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One side of an entry. Exactly one of debit and credit is above zero."""

    account: str  # of the general ledger
    role: str  # key of recon.toml's [accounts] it stands for; "account" where a person named it
    debit_minor: int
    credit_minor: int
    base_minor: int | None  # debit less credit in the entry's base currency, None where no value is known
    customer_id: str = ""
    customer_name: str = ""
    item_id: str = ""  # document

    @property
    def net_minor(self) -> int:
        """Debit less credit."""
        return self.debit_minor - self.credit_minor


@dataclass(frozen=True, slots=True)
class Entry:
    """A balanced journal entry (voucher) of one decision."""

    number: str  # line of the journal of decisions, "-2" and on for further entries of it
    row: int  # line of the journal of decisions
    day: date
    currency: str  # of debit and credit
    base_currency: str  # the company's own
    text: Said  # what it is
    line_id: str  # bank line, "" where a document is written off without money
    lines: tuple[EntryLine, ...]


@dataclass(frozen=True, slots=True)
class PostingBook:
    """All entries: those of each exported file, and those still to be exported."""

    exported: Mapping[int, tuple[Entry, ...]]  # by the line of the journal that says so
    pending: tuple[Entry, ...]  # in the order of the decisions

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry once: a file that repeats another in a second format adds none."""
        once = {entry.number: entry for of in self.exported.values() for entry in of}
        return (*once.values(), *self.pending)
