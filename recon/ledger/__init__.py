"""The ledger: what the lists give (`openings`), and what is open and not applied as of a date (`positions`).

A newer list beside ours (`comparison`), and the general ledger beside both (`tieout`).
"""

from __future__ import annotations

from recon.ledger.openings import Opening, opening
from recon.ledger.positions import (
    DUPLICATE,
    HISTORY,
    IN_THE_LIST,
    LATER,
    NOT_OURS,
    PAID_OUT,
    PENDING,
    Position,
    applied_again,
    booked,
    effective,
    fits,
    outside,
    position,
    unapplied,
)

__all__ = [
    "DUPLICATE",
    "HISTORY",
    "IN_THE_LIST",
    "LATER",
    "NOT_OURS",
    "PAID_OUT",
    "PENDING",
    "Opening",
    "Position",
    "applied_again",
    "booked",
    "effective",
    "fits",
    "opening",
    "outside",
    "position",
    "unapplied",
]
