"""Decisions: what can be decided (`kinds`), how it is written (`records`), what all of it comes to (`replay`)."""

from __future__ import annotations

from recon.decisions.kinds import (
    Alias,
    Brought,
    Decision,
    Event,
    Exported,
    Locked,
    Pattern,
    Posted,
    Pressed,
    Rejected,
    Reopened,
    Reversed,
    Review,
    StatementRead,
    WrittenOff,
)
from recon.decisions.records import from_entry, kind_of, read_of, to_entry
from recon.decisions.replay import Decided, digest, numbered, replay, with_new

__all__ = [
    "Alias",
    "Brought",
    "Decided",
    "Decision",
    "Event",
    "Exported",
    "Locked",
    "Pattern",
    "Posted",
    "Pressed",
    "Rejected",
    "Reopened",
    "Reversed",
    "Review",
    "StatementRead",
    "WrittenOff",
    "digest",
    "from_entry",
    "kind_of",
    "numbered",
    "read_of",
    "replay",
    "to_entry",
    "with_new",
]
