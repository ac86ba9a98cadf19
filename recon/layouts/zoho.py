"""Zoho Books: manual journals as its import takes them, as drafts.

Rows of one journal number are one journal. Days are YYYY-MM-DD, amounts have a decimal point and are in the
journal's currency; the exchange rate is given where it is known, else Zoho takes its own. Accounts and contacts
go by their names.

Source: the columns of Zoho Books' sample file for importing journals as published programs write it, and its help
page on manual journals. Not tried against a live organisation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from recon.layouts import Context
from recon.layouts._shared import Cell, amount, csv_file, rate, said, text
from recon.postings import Entry

TITLE = "Zoho Books"
SUFFIX = ".csv"
IN_BASE = False
MOST_LINES = None
_HEADER = (
    "Journal Date",
    "Reference Number",
    "Journal Number Prefix",
    "Journal Number Suffix",
    "Notes",
    "Journal Type",
    "Currency",
    "Account",
    "Description",
    "Contact Name",
    "Debit",
    "Credit",
    "Project Name",
    "Status",
    "Exchange Rate",
)


def files(entries: Sequence[Entry], context: Context) -> Mapping[str, bytes]:
    """One csv."""
    return {f"{context.stem}{SUFFIX}": csv_file(_HEADER, _rows(entries, context))}


def _rows(entries: Sequence[Entry], context: Context) -> Iterator[tuple[Cell, ...]]:
    for entry in entries:
        for line in entry.lines:
            known = line.base_minor is not None and entry.currency != entry.base_currency
            yield (
                entry.day.isoformat(),
                entry.line_id[:50],
                "RECON-",
                entry.number,
                said(entry, context, 500),
                "both",
                entry.currency,
                line.account,
                text(entry, line, context, 500),
                line.customer_name or line.customer_id,
                amount(line.debit_minor, entry.currency),
                amount(line.credit_minor, entry.currency),
                "",
                "draft",
                rate(entry, entry.lines[0]) if known else "",
            )
