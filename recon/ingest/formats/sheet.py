"""Workbooks: xlsx, xlsm, xlsb, xls and ods, known by their content; every visible sheet that holds a list is read.

Web pages, XML tables and the oldest Excel files named .xls are known too, and refused with the advice to save them as
.xlsx. Every workbook passes the gate before a parser opens it.

Source: ECMA-376 (Office Open XML), ISO/IEC 26300 (OpenDocument), [MS-XLS] and [MS-XLSB].
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from recon.errors import Finding
from recon.ingest.banklists import table as bank_table
from recon.ingest.lists import gate
from recon.ingest.profile import Profile
from recon.ingest.statement import FileFacts, Quarantined, Statement


def claims(head: bytes) -> bool:
    """True when the first bytes can only be a workbook, or a page or XML table that stands for one."""
    return bool(gate.container(head))


def read(stream: BinaryIO, profile: Profile) -> Iterator[Statement | Finding | Quarantined | FileFacts]:
    """Yield the statements of all visible sheets, one for each sheet, account and currency.

    Raises:
        InputError: the file is protected, unsafe, damaged or no workbook, or no sheet has a date and an amount.
    """
    yield from bank_table.read(stream.read(), profile)
