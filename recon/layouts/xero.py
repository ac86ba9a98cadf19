"""Xero: manual journals as its import template has them, at most 300 lines a file.

Rows of one narration and day are one journal; the narration begins with the number of the decision, so that no
two run together. Days are DD/MM/YYYY; amounts are in the organisation's currency, debit positive and credit
negative. The tax rate is named in recon.toml (`[posting] tax_rate`). Xero takes no manual journal on bank
accounts or on its own accounts receivable: [accounts] names clearing accounts for both.

Source: Xero's help page on importing manual journals, and the headings of its template. Not tried against a live
organisation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from recon.layouts import Context
from recon.layouts._shared import Cell, amount, csv_file, said, text, valued
from recon.postings import Entry

TITLE = "Xero"
SUFFIX = ".csv"
IN_BASE = True
MOST_LINES = 300
_HEADER = (
    "*Narration",
    "*Date",
    "Description",
    "*AccountCode",
    "*TaxRate",
    "*Amount",
    "TrackingName1",
    "TrackingOption1",
    "TrackingName2",
    "TrackingOption2",
)


def files(entries: Sequence[Entry], context: Context) -> Mapping[str, bytes]:
    """One csv."""
    return {f"{context.stem}{SUFFIX}": csv_file(_HEADER, _rows(entries, context))}


def _rows(entries: Sequence[Entry], context: Context) -> Iterator[tuple[Cell, ...]]:
    for entry in entries:
        narration = said(entry, context, 250, f"RECON {entry.number}:")
        for line, base in valued(entry):
            who = line.customer_name or line.customer_id
            yield (
                narration,
                f"{entry.day:%d/%m/%Y}",
                " ".join(f"{text(entry, line, context, 200)} {who}".split()),
                line.account,
                context.settings.posting.tax_rate,
                amount(base, entry.base_currency),
                "",
                "",
                "",
                "",
            )
