"""Open items, customers and rates: lists from the accounting system, of any layout, into rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from recon.errors import Finding
from recon.ingest.statement import FileStatus, Quarantined
from recon.rows import Customer, OpenItem, Rate


@dataclass(frozen=True, slots=True)
class BookFile:
    """Everything one list gave."""

    name: str
    sha256: str
    kind: str  # "items" | "customers" | "rates"
    encoding: str
    status: FileStatus
    rows: tuple[OpenItem, ...] | tuple[Customer, ...] | tuple[Rate, ...]
    findings: tuple[Finding, ...]
    quarantined: tuple[Quarantined, ...]
    counts: dict[str, int] = field(default_factory=dict)  # rows: header, preamble, data, footer, blank, quarantined
    as_of: date | None = None  # key date of a list of open items: of its column or its file name, None where it has none
