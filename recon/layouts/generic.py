"""Any accounting system: every entry line with all that is known of it, as csv and as a workbook.

One row a line; rows of one `entry` balance. Debit and credit are in `currency`; `base_debit` and `base_credit`
are in the company's own currency, empty where no rate is known. Days are ISO 8601, amounts have a decimal point
and no grouping, the csv is UTF-8 with a mark.

Source: own layout.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from recon.layouts import Context
from recon.layouts._shared import Cell, amount, csv_file, said, xlsx_file
from recon.postings import Entry
from recon.words import say

TITLE = "Generic"
SUFFIX = ".csv"
IN_BASE = False
MOST_LINES = None
_COLUMNS = (
    ("entry", 10),
    ("day", 11),
    ("account", 12),
    ("debit", 14),
    ("credit", 14),
    ("currency", 9),
    ("base_debit", 14),
    ("base_credit", 14),
    ("base_currency", 9),
    ("customer_id", 12),
    ("customer_name", 28),
    ("document", 16),
    ("bank_line", 16),
    ("text", 50),
    ("tax_code", 9),
    ("reason", 12),
    ("journal_line", 8),
)


def files(entries: Sequence[Entry], context: Context) -> Mapping[str, bytes]:
    """The csv, and the same as a workbook."""
    keys = [key for key, _ in _COLUMNS]
    titles = [say(f"posting_col_{key}", context.lang) for key in keys]
    rows = list(_rows(entries, context))
    name = say("posting_sheet", context.lang)
    return {
        f"{context.stem}.csv": csv_file(keys, rows, encoding="utf-8-sig"),
        f"{context.stem}.xlsx": xlsx_file(name, titles, rows, [width for _, width in _COLUMNS]),
    }


def _rows(entries: Sequence[Entry], context: Context) -> Iterator[tuple[Cell, ...]]:
    for entry in entries:
        for line in entry.lines:
            base = line.base_minor or 0
            taxed = line.role in ("discount", "output_tax")
            yield (
                entry.number,
                entry.day.isoformat(),
                line.account,
                amount(line.debit_minor, entry.currency),
                amount(line.credit_minor, entry.currency),
                entry.currency,
                amount(max(base, 0), entry.base_currency),
                amount(max(-base, 0), entry.base_currency),
                entry.base_currency if line.base_minor is not None else "",
                line.customer_id,
                line.customer_name,
                line.item_id,
                entry.line_id,
                said(entry, context),
                context.settings.posting.tax_code if taxed else "",
                line.role,
                entry.row,
            )
