"""CSV for machines and for Excel: one file a section, UTF-8 with a mark so that Excel reads it, plain decimal amounts.

Law: text stays text. A text cell that a sheet would take for a formula gets an apostrophe in front; figures never do.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from recon.durable import write_together
from recon.harmless import harmless
from recon.report import Kind, Report, Section, Value, amount, currencies
from recon.writers import _shared

SUFFIX = ".csv"


def write(reports: Sequence[Report], folder: Path, lang: str) -> list[Path]:
    """Write one file for each section of each report, named by both (once, where the section's name says it all).

    Raises:
        BusyError: a file is open elsewhere, or the folder cannot be written.
    """
    return write_together(folder, files(reports, lang))


def files(reports: Sequence[Report], lang: str) -> dict[str, bytes]:
    """The files by name."""
    made = {}
    for report in reports:
        for section in report.sections:
            own = section.name.startswith(report.name)
            made[f"{section.name if own else f'{report.name}-{section.name}'}{SUFFIX}"] = _section(section, lang)
    return made


def _section(section: Section, lang: str) -> bytes:
    """Keys as header, then one line a row. Amounts have a currency: a column is added where the section names one."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    kinds = [column.kind for column in section.columns]
    named = section.currency and "currency" not in [column.key for column in section.columns]
    rows.writerow([*(column.key for column in section.columns), *(["currency"] if named else [])])
    of = [currencies(section, c) if c.kind is Kind.MONEY else None for c in section.columns]
    for row in section.rows:
        cells = []
        for value, kind, currency in zip(row, kinds, of, strict=True):
            if currency is not None and isinstance(value, int):
                cells.append(amount(value, currency(row)))
            else:
                cells.append(_plain(value, kind, lang))
        rows.writerow([*cells, *([section.currency] if named else [])])
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Value, kind: Kind, lang: str) -> str:
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return harmless(_shared.text(value, lang)) if kind is Kind.TEXT else _shared.text(value, lang)
