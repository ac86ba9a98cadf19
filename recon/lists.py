"""The two plain lists of a month end: what is proposed for every bank line, and every row that was set aside.

UTF-8 with a mark so that Excel reads it; amounts are plain decimals; text that a sheet would take for a formula gets an
apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from recon.match.listing import proposals
from recon.monthend import MonthEnd
from recon.report import amount
from recon.writers.csv import neutral

PROPOSALS = (
    "line_id",
    "outcome",
    "status",
    "rank",
    "item_id",
    "allocated",
    "written_off",
    "currency",
    "probability",
    "rule",
    "reason",
)
QUARANTINE = ("file", "sheet", "row", "column", "value", "code", "what", "fix", "raw")


def proposals_csv(month: MonthEnd, lang: str) -> bytes:
    """Every bank line of the period, and those of earlier months still open in it, with up to five alternatives."""
    answers = sorted(
        (*month.answers, *month.carried), key=lambda a: (a.line.booked, a.line.line_id, a.line.fingerprint)
    )
    return _csv(
        PROPOSALS,
        (
            (
                neutral(row.line_id),
                row.outcome,
                row.status,
                str(row.rank),
                neutral(row.item_id),
                amount(row.allocated_minor, row.currency),
                amount(row.written_off_minor, row.currency),
                row.currency,
                f"{row.probability:.6f}",
                row.rule,
                neutral(row.reason),
            )
            for row in proposals(answers, lang)
        ),
    )


def quarantine_csv(month: MonthEnd, lang: str) -> bytes:
    """Every row of every file that could not be used, as it stands there, with the reason and what to do."""
    files = sorted(month.files, key=lambda f: (f.name, f.sha256))
    return _csv(
        QUARANTINE,
        (
            (
                neutral(one.where.file or file.name),
                neutral(one.where.sheet),
                "" if one.where.row is None else str(one.where.row),
                neutral(one.where.column),
                neutral(one.where.value),
                one.finding.code,
                neutral(one.finding.what.text(lang)),
                neutral(one.finding.fix.text(lang) if one.finding.fix else ""),
                neutral(" | ".join(one.raw)),
            )
            for file in files
            for one in file.quarantined
        ),
    )


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig", "replace")
