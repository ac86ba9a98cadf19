"""What a file is, its content says: delimiter, quoting, sheets."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest

from recon.errors import InputError
from recon.ingest.formats import delimited, sheet
from recon.ingest.lists import grids
from recon.ingest.lists.grids import Grids, delimiter_of
from recon.ingest.profile import Profile
from tests.ingest.tabular.lists import repacked, xlsx


def read(text: str) -> Grids:
    return grids.read(text.encode(), Profile(file="list.csv"))


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a;b;c\n1,0;2,0;3,0\n", ";"),
        ("a\tb\n1,5\t2,5\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ("Statement of account, all amounts in EUR\n\nDate;Amount\n2026-01-02;1,50\n2026-01-03;2,50\n", ";"),
        ("sep=;\na,b;c\n", ";"),
    ],
)
def test_the_delimiter_is_the_one_that_gives_rows_of_one_width(text: str, delimiter: str) -> None:
    assert delimiter_of(text) == delimiter


def test_a_quoted_cell_may_hold_line_ends_and_rows_keep_the_line_they_start_on() -> None:
    rows = read('a,b\n1,"x\ny"\n2,z\n').grids[0].rows
    assert [(number, list(cells)) for number, cells in rows] == [(1, ["a", "b"]), (2, ["1", "x\ny"]), (4, ["2", "z"])]


def test_a_lone_quotation_mark_does_not_swallow_the_rows_after_it() -> None:
    found = read('a\tb\n1\t"ACME Best\n2\tx\n3\ty\n')
    assert len(found.grids[0].rows) == 4
    assert [finding.code for finding in found.findings] == ["IN203"]


def test_text_kept_from_excel_is_unwrapped() -> None:
    rows = read('="Date"\t="Account"\n="2026-01-02"\t="00123"\n').grids[0].rows
    assert list(rows[1][1]) == ["2026-01-02", "00123"]


def test_a_hidden_row_on_one_sheet_opens_no_hidden_sheet() -> None:
    book = xlsx({"A": [["Date"], ["x"]], "B": [["secret"]]}, hidden=["B"])
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")
    found = grids.read(
        repacked(book, {"xl/worksheets/sheet1.xml": sheet.replace(b'<row r="2"', b'<row r="2" hidden="1"')}),
        Profile(file="book.xlsx"),
    )
    assert [grid.sheet for grid in found.grids] == ["A"]
    assert [finding.code for finding in found.findings] == ["IN205", "IN204"]


def test_every_visible_sheet_is_read_with_its_numbers_and_dates() -> None:
    book = xlsx({"A": [["Date", "Amount"], [date(2026, 1, 2), 5.5]], "B": [["x"]], "C": [["secret"]]}, hidden=["C"])
    found = grids.read(book, Profile(file="book.xlsx"))
    assert [grid.sheet for grid in found.grids] == ["A", "B"]
    assert [(finding.code, finding.where.sheet) for finding in found.findings] == [("IN204", "C")]
    day, amount = found.grids[0].rows[1][1]
    assert (day, amount) in [(date(2026, 1, 2), 5.5), (datetime(2026, 1, 2), 5.5)]  # noqa: DTZ001


def test_rows_of_a_sheet_have_the_numbers_excel_shows() -> None:
    found = grids.read(xlsx({"A": [[], [], ["x"]]}), Profile())
    assert next(number for number, cells in found.grids[0].rows if any(cells)) == 3


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\t", b"\0\0\0\0"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="empty"):
        grids.read(content, Profile(file="x.csv"))


def test_each_format_claims_what_it_reads() -> None:
    book, text = xlsx({"A": [["x"]]})[:512], b"Date,Amount\n"
    assert (sheet.claims(book), sheet.claims(text)) == (True, False)
    assert (delimited.claims(book), delimited.claims(text)) == (False, True)
    assert delimited.claims("日期,金额".encode("gb18030"))
    assert delimited.claims("Date,Amount".encode("utf-16-le"))
    assert not delimited.claims(b"%PDF-1.7")
    assert not delimited.claims(bytes(range(32)) * 20)
    assert delimited.FALLBACK
