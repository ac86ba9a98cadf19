"""SAP: document lines for a journal upload, one row a line, columns by SAP's field names.

`DOCUMENT` counts the documents; rows of one document balance. Posting keys (NEWBS): 40 and 50 for accounts of the
general ledger, 15 (incoming payment) and 05 (outgoing payment) for customers, whose number stands in NEWKO
instead of the account. WRBTR is the amount in the document's currency, DMBTR in the company's, where it is known.
Days are YYYYMMDD, amounts have a decimal point. XBLNR holds the number of the decision, ZUONR the document that
is settled. Texts are cut to the lengths of their fields (XBLNR 16, BKTXT 25, ZUONR 18, SGTXT 50). SAP itself
holds 999 lines a document.

Source: the field names of SAP's document header and item (BKPF, BSEG, and BBKPF, BBSEG of the batch input program
RFBIBL00) and its standard posting keys, as published descriptions give them. Upload programs differ: map the
columns in yours. Not tried against a live system.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from recon.layouts import Context
from recon.layouts._shared import Cell, amount, csv_file, text
from recon.postings import Entry

TITLE = "SAP"
SUFFIX = ".csv"
IN_BASE = False
MOST_LINES = None
_HEADER = (
    "DOCUMENT",
    "BUKRS",
    "BLART",
    "BLDAT",
    "BUDAT",
    "WAERS",
    "XBLNR",
    "BKTXT",
    "NEWBS",
    "NEWKO",
    "WRBTR",
    "DMBTR",
    "MWSKZ",
    "ZUONR",
    "SGTXT",
)


def files(entries: Sequence[Entry], context: Context) -> Mapping[str, bytes]:
    """One csv, fields separated by semicolons."""
    return {f"{context.stem}{SUFFIX}": csv_file(_HEADER, _rows(entries, context), ";", "utf-8-sig")}


def _rows(entries: Sequence[Entry], context: Context) -> Iterator[tuple[Cell, ...]]:
    own = context.settings.posting
    for number, entry in enumerate(entries, 1):
        day = f"{entry.day:%Y%m%d}"
        for line in entry.lines:
            customer = line.role == "receivable" and line.customer_id != ""
            key = ("05" if line.debit_minor else "15") if customer else ("40" if line.debit_minor else "50")
            yield (
                number,
                own.company_code,
                own.document_type,
                day,
                day,
                entry.currency,
                f"RECON {entry.number}"[:16],
                entry.line_id[:25],
                key,
                line.customer_id if customer else line.account,
                amount(line.debit_minor or line.credit_minor, entry.currency),
                amount(abs(line.base_minor or 0), entry.base_currency),
                own.tax_code if line.role in ("discount", "output_tax") else "",
                (line.item_id or entry.line_id)[:18],
                text(entry, line, context, 50),
            )
