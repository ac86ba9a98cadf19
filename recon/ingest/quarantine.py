"""Rows that could not be used, as a list a person can correct: where each stands, why it was refused, and its text.

Law: nothing is dropped. The text is verbatim, but a cell that a spreadsheet would run as a formula gets an apostrophe
in front; `plain` takes it off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Protocol

from recon.ingest.statement import Quarantined
from recon.words import say

COLUMNS = ("file", "sheet", "row", "column", "value", "code", "reason", "fix")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "'")
_FIGURE = re.compile(r"[+-]?[\d.,]+%?")


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
        writer.writerow([safe(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def safe(cell: str) -> str:
    """The cell as text that no spreadsheet runs. Figures stay as they are.

    >>> safe("=1+1"), safe("-12,50"), safe("'n Huis")
    ("'=1+1", '-12,50', "''n Huis")
    """
    return f"'{cell}" if cell.startswith(_DANGEROUS) and not _FIGURE.fullmatch(cell) else cell


def plain(cell: str) -> str:
    """The cell as it stood in the file: the other way round than `safe`.

    >>> plain(safe("=1+1")), plain(safe("-12,50")), plain(safe("'n Huis"))
    ('=1+1', '-12,50', "'n Huis")
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_DANGEROUS) else cell


def _row(one: Quarantined, lang: str) -> tuple[str, ...]:
    where, finding = one.where, one.finding
    reason = finding.what.text(lang)
    fix = finding.fix.text(lang) if finding.fix is not None else say("quarantine_keep", lang)
    place: Sequence[str] = (where.file, where.sheet, str(where.row or ""), where.column, where.value)
    return (*place, finding.code, reason, fix, *one.raw)
