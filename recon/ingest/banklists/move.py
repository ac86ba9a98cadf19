"""A row of a bank's list as it is worked on: read, but its side (in or out) not final yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recon.ingest.lists.numbers import Cell
from recon.rows import LineStatus


@dataclass(slots=True)
class Move:
    """A row read, before its side is final."""

    row: int
    cells: Sequence[Cell]
    booked: date
    value_date: date | None
    amount: Decimal  # signed as far as the row says, + = in under the bank's view
    by_side: bool  # the sign comes from a direction or from separate columns, not from the amount itself
    neutral: bool
    currency: str
    account: str
    balance: Decimal | None
    original: Decimal | None
    original_currency: str
    status: LineStatus
    reversal: bool  # a negative amount in a debit or credit column: the balance must prove what it is
