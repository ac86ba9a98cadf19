"""A hostile or broken workbook ends in a sentence before any parser opens it."""

from __future__ import annotations

import io
import zipfile

import pytest

from recon.errors import InputError
from recon.ingest.lists import gate, grids
from recon.ingest.profile import Profile
from tests.ingest.tabular.lists import repacked, xlsx

BOOK = xlsx({"Bank": [["Date", "Amount"], ["2026-01-02", 5.0]]})
SHEET = "xl/worksheets/sheet1.xml"


def part() -> bytes:
    with zipfile.ZipFile(io.BytesIO(BOOK)) as book:
        return book.read(SHEET)


def refused(data: bytes) -> str:
    with pytest.raises(InputError) as error:
        grids.read(data, Profile(file="book.xlsx"))
    assert error.value.where.file == "book.xlsx"
    assert error.value.fix is not None
    return str(error.value)


def test_an_honest_workbook_passes() -> None:
    assert not gate.check(BOOK, "book.xlsx").unreadable


def test_a_far_cell_is_refused_before_memory_is_reserved_for_it() -> None:
    far = part().replace(
        b"</row></sheetData>", b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    assert far != part()
    assert "1048576 rows" in refused(repacked(BOOK, {SHEET: far}))


def test_a_cell_outside_of_every_sheet_is_refused() -> None:
    assert "columns" in refused(repacked(BOOK, {SHEET: part().replace(b'"B2"', b'"ZZZZ2"')}))


def test_a_part_that_inflates_too_much_is_refused() -> None:
    assert "too large" in refused(repacked(BOOK, {"xl/bomb.bin": b" " * (12 << 20)}))


@pytest.mark.parametrize("declared", [b"<!DOCTYPE x [<!ENTITY a 'b'>]>", "<!DOCTYPE x>".encode("utf-16-le")])
def test_entities_in_a_part_are_refused(declared: bytes) -> None:
    assert "entities" in refused(repacked(BOOK, {SHEET: declared + part()}))


def test_a_name_that_leads_out_of_the_workbook_is_refused() -> None:
    assert "points out" in refused(repacked(BOOK, {"../evil.xml": b"<x/>"}))


def test_too_many_parts_are_refused() -> None:
    assert "2001" in refused(
        repacked(BOOK, {f"x/{i}": b"" for i in range(2001 - len(zipfile.ZipFile(io.BytesIO(BOOK)).namelist()))})
    )


def test_the_same_part_twice_is_refused() -> None:
    stream = io.BytesIO(BOOK)
    with zipfile.ZipFile(stream, "a") as book, pytest.warns(UserWarning):
        book.writestr(SHEET, part())
    assert "same name" in refused(stream.getvalue())


def test_a_protected_workbook_is_named_as_such() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    assert "password" in refused(ole)


def test_a_damaged_workbook_is_named_as_such() -> None:
    assert "cannot be opened" in refused(BOOK[: len(BOOK) // 2])


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<html><table><tr><td>Date</td></tr></table></html>", "web page"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html></html>", "web page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "SpreadsheetML"),
        (b"\x09\x00\x04\x00\x02\x00\x10\x00", "Excel 97"),
    ],
)
def test_what_only_poses_as_a_workbook_is_refused_with_advice(content: bytes, kind: str) -> None:
    said = refused(content)
    assert kind in said
    assert ".xlsx" in said


def test_error_cells_and_formulas_without_a_result_are_kept_as_their_text() -> None:
    broken = part().replace(b'<c r="B2"><v>5</v></c>', b'<c r="B2"><f>A1*2</f></c>')
    assert broken != part()
    rows = grids.read(repacked(BOOK, {SHEET: broken}), Profile()).grids[0].rows
    assert rows[1][1][1] == "=A1*2"
    error = part().replace(b'<c r="B2"><v>5</v></c>', b'<c r="B2" t="e"><v>#REF!</v></c>')
    rows = grids.read(repacked(BOOK, {SHEET: error}), Profile()).grids[0].rows
    assert rows[1][1][1] == "#REF!"


def ods(rows: str) -> bytes:
    stream = io.BytesIO()
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    names += ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    names += ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    table = f"<table:table table:name='S'>{rows}</table:table>"
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(stream, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", f"<office:document-content {names}>{body}</office:document-content>")
        book.writestr("META-INF/manifest.xml", "<x/>")
    return stream.getvalue()


CELL = "<table:table-cell office:value-type='string'{}><text:p>x</text:p></table:table-cell>"


def test_repeated_cells_of_an_open_document_count_as_often_as_they_repeat() -> None:
    wide = CELL.format(" table:number-columns-repeated='100'")
    far = f"<table:table-row table:number-rows-repeated='1048576'>{wide}</table:table-row>"
    assert "1048576 rows" in refused(ods(far))


def test_empty_repeated_rows_below_an_open_document_do_not_count() -> None:
    rows = f"<table:table-row>{CELL.format('')}</table:table-row>"
    rows += "<table:table-row table:number-rows-repeated='1048575'><table:table-cell/></table:table-row>"
    assert grids.read(ods(rows), Profile()).grids[0].rows[0][1][0] == "x"
