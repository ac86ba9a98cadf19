"""Rows that could not be used, as a list a person can correct: where each stands, why it was refused, and its text.

Law: nothing is dropped. The text is verbatim, but for cells that a spreadsheet would run (`harmless`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Protocol

from recon.harmless import harmless_cell
from recon.ingest.statement import Quarantined
from recon.words import say

COLUMNS = ("file", "sheet", "row", "column", "value", "code", "reason", "fix")


class HasQuarantine(Protocol):
    """A bank file, or a list of the books."""

    @property
    def quarantined(self) -> tuple[Quarantined, ...]:
        """Its rows that could not be used."""


def rows(files: Iterable[HasQuarantine], lang: str = "en") -> list[tuple[str, ...]]:
    """One row for each quarantined row of the files, in order: `COLUMNS`, then the raw cells, reason in `lang`."""
    return [_row(one, lang) for file in files for one in file.quarantined]


def as_csv(files: Iterable[HasQuarantine], lang: str = "en") -> bytes:
    """The rows as csv in UTF-8 with a mark, which Excel opens by a double click. A header stands over them.

    Cells that a spreadsheet would run are made text; the headers of the raw cells are raw_1, raw_2, ...
    """
    found = rows(files, lang)
    width = max((len(row) for row in found), default=len(COLUMNS))
    header = (*COLUMNS, *(f"raw_{n}" for n in range(1, width - len(COLUMNS) + 1)))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in chain([header], found):
        writer.writerow([harmless_cell(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _row(one: Quarantined, lang: str) -> tuple[str, ...]:
    where, finding = one.where, one.finding
    reason = finding.what.text(lang)
    fix = finding.fix.text(lang) if finding.fix is not None else say("quarantine_keep", lang)
    place: Sequence[str] = (where.file, where.sheet, str(where.row or ""), where.column, where.value)
    return (*place, finding.code, reason, fix, *one.raw)
