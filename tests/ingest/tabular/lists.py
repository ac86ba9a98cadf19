"""Small made-up lists for the tests of this folder."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from recon.errors import Finding
from recon.ingest.banklists import table as bank_table
from recon.ingest.profile import Profile
from recon.ingest.statement import FileFacts, Quarantined, Statement


class Read:
    """What one bank list gave, sorted by kind."""

    def __init__(self, content: str | bytes, **pinned: Any) -> None:
        data = content.encode() if isinstance(content, str) else content
        found = list(bank_table.read(data, Profile(**{"file": "bank.csv", **pinned})))
        self.statements = [one for one in found if isinstance(one, Statement)]
        self.quarantined = [one for one in found if isinstance(one, Quarantined)]
        self.findings = [one for one in found if isinstance(one, Finding)]
        self.facts = next(one for one in found if isinstance(one, FileFacts))
        self.lines = [line for statement in self.statements for line in statement.lines]
        self.codes = [one.code for one in self.findings] + [one.finding.code for one in self.quarantined]
        self.amounts = [line.amount_minor for line in self.lines]


def csv(*rows: str) -> str:
    """Rows as a text file."""
    return "\n".join(rows) + "\n"


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()) -> bytes:
    """A workbook of these sheets."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell != "":
                    sheet.write(number, column, cell)
        if name in hidden:
            sheet.hide()
    book.close()
    return stream.getvalue()


def repacked(book: bytes, changes: Mapping[str, bytes]) -> bytes:
    """A workbook with some of its parts changed or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, changes.get(member.filename, old.read(member)))
        for name in changes:
            if name not in old.namelist():
                new.writestr(name, changes[name])
    return stream.getvalue()
