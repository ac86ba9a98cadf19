"""quarantine.csv: every row of every input file that was set aside, verbatim, with the reason and what to do.

UTF-8 with a mark so that Excel reads it; text that a sheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from recon.ingest.books import BookFile
from recon.ingest.statement import BankFile
from recon.writers.csv import neutral

HEADER = ("file", "sheet", "row", "column", "value", "code", "what", "fix", "raw")


def as_csv(files: Iterable[BankFile | BookFile], lang: str) -> bytes:
    """The rows of the files that could not be used, by file name, then as they stand in the file."""
    out = io.StringIO(newline="")
    written = csv.writer(out, lineterminator="\r\n")
    written.writerow(HEADER)
    for file in sorted(files, key=lambda f: (f.name, f.sha256)):
        for one in file.quarantined:
            where, finding = one.where, one.finding
            fix = finding.fix.text(lang) if finding.fix else ""
            texts = (where.file or file.name, where.sheet, str(where.row or ""), where.column, where.value)
            cells = (*texts, finding.code, finding.what.text(lang), fix, " | ".join(one.raw))
            written.writerow([neutral(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig", "replace")
