"""Rows that could not be used: verbatim, with their reason, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from recon.harmless import harmless, harmless_cell, plain
from recon.ingest.files import read_bytes
from recon.ingest.profile import Profile
from recon.ingest.quarantine import COLUMNS, as_csv, rows

HEAD = b":20:X\n:25:1\n:28C:1\n:60F:C260101EUR0,00\n"
BAD = HEAD + b":61:2613450101C5,00NTRFNONREF\n:86:=HYPERLINK(1)\n:62F:C260101EUR0,00\n"


def test_every_quarantined_row_stands_there_with_place_reason_and_text() -> None:
    ((file, _, row, *_, code, reason, fix, first, second),) = rows([read_bytes(BAD, Profile(file="x.sta"))])
    assert (file, row, code) == ("x.sta", "5", "IN131")
    assert reason and fix
    assert (first, second) == (":61:2613450101C5,00NTRFNONREF", ":86:=HYPERLINK(1)")


def test_the_list_opens_as_a_table_with_a_header() -> None:
    text = as_csv([read_bytes(BAD, Profile(file="=x.sta"))], "zh").decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(text))
    assert header == [*COLUMNS, "raw_1", "raw_2"]
    assert row[0] == "'=x.sta"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text())
def test_a_made_harmless_cell_gives_its_text_back(cell: str) -> None:
    assert plain(harmless(cell)) == plain(harmless_cell(cell)) == cell
    assert not harmless_cell(cell).startswith(("=", "@", "\t", "\r"))
