"""Delimited text: csv, tsv and txt of any encoding, delimiter and layout. Asked last, since any text could be it.

The encoding, the delimiter, the header, the decimal mark and the order of dates are decided over the whole file; a
bank's own habits stand in `banks/`. A .xls that is tab-separated text is read here too.

Source: IETF RFC 4180 for quoting; the layouts are those banks print (`banks/*.toml`), each with its own source.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from recon.errors import Finding
from recon.ingest.banklists import table as bank_table
from recon.ingest.lists import grids
from recon.ingest.profile import Profile
from recon.ingest.statement import FileFacts, Quarantined, Statement

FALLBACK = True  # asked after every format that knows its files by their content


def claims(head: bytes) -> bool:
    """True when the first bytes are text of some encoding."""
    return bool(head.strip()) and grids.is_text(head)


def read(stream: BinaryIO, profile: Profile) -> Iterator[Statement | Finding | Quarantined | FileFacts]:
    """Yield the statements of a list, one for each account and currency.

    Raises:
        InputError: no header with a date and an amount, or an encoding, decimal mark or order of dates that stays open.
    """
    yield from bank_table.read(stream.read(), profile)
