"""QuickBooks Online: journal entries as its import takes them, at most 1,000 rows a file.

Rows of one journal number are one entry. Days are MM/DD/YYYY, amounts have a decimal point and are in the
company's own currency. Accounts go by their names, not their numbers (a sub-account as `Parent:Sub`), so
[accounts] holds names here, and account numbers are switched off while importing; a line on accounts receivable
needs the customer's name.

Source: the help page "Import journal entries" of QuickBooks Online (columns, names of accounts) and published
guides to it (days, amounts). Not tried against a live company.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from recon.layouts import Context
from recon.layouts._shared import Cell, amount, csv_file, text, valued
from recon.postings import Entry

TITLE = "QuickBooks Online"
SUFFIX = ".csv"
IN_BASE = True
MOST_LINES = 1000
_HEADER = ("Journal No", "Journal Date", "Account Name", "Debits", "Credits", "Description", "Name")


def files(entries: Sequence[Entry], context: Context) -> Mapping[str, bytes]:
    """One csv."""
    return {f"{context.stem}{SUFFIX}": csv_file(_HEADER, _rows(entries, context), encoding="utf-8-sig")}


def _rows(entries: Sequence[Entry], context: Context) -> Iterator[tuple[Cell, ...]]:
    for entry in entries:
        for line, base in valued(entry):
            yield (
                f"RECON {entry.number}",
                f"{entry.day:%m/%d/%Y}",
                line.account,
                amount(max(base, 0), entry.base_currency),
                amount(max(-base, 0), entry.base_currency),
                text(entry, line, context, 1000),
                line.customer_name or line.customer_id,
            )
