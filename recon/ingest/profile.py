"""What is known of a file before it is read: its name, its bank's layout, and what the user has pinned.

A bank's layout is data (`banks/<bank>.toml`); a user's own pins stand in recon.toml and win over it. Everything that is
empty here is decided from the file itself, per column and over the whole file, and the decision is said in a finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Profile:
    """The facts a format reader starts from."""

    file: str = ""  # file name as the user knows it; goes into every `Where`
    bank: str = ""  # name of the layout in `banks/`, "" where none fits
    account: str = ""  # own account, where the file does not name it
    currency: str = ""  # ISO 4217, where the file does not name it
    encoding: str = ""  # pinned encoding, "" = decide
    decimal: str = ""  # "." or ",", "" = decide
    dates: str = ""  # strptime format or "DMY" | "MDY" | "YMD", "" = decide
    columns: Mapping[str, str] = field(default_factory=dict)  # header as in the file -> canonical column name
    # "bank": credit = in · "book": debit = in · "charge": positive = out · "cell": as the cell is signed · "" = bank
    signs: str = ""
    ledger: str = ""  # of a list of open items: "snapshot" or "documents", "" = as recon.toml says for all lists
