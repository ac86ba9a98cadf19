"""What a workbook must pass before any parser opens it: a hostile or broken file ends in a sentence, not in a crash.

Limits are on members, inflated size and ratio, and on the box of used cells, since one far cell makes a parser reserve
memory for all cells before it. The same pass over the sheet's text finds what a parser would silently read as empty:
error cells and formulas without a stored result.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from recon.errors import InputError, Where
from recon.ingest.lists import biff
from recon.words import says

LARGEST_MEMBER = 150 * 1024 * 1024  # bytes inflated
MOST_MEMBERS = 2000
RATIO, RATIO_FROM = 200, 10 * 1024 * 1024  # inflated to stored, for members larger than this
MOST_CELLS = 20_000_000  # rows times columns of the used box of a sheet
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_CHUNK = 1 << 20
_REF = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,4})(\d{1,8})"')
_CELL = re.compile(rb'<c\b([^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_VALUE, _FORMULA = re.compile(rb"<v>(.*?)</v>", re.DOTALL), re.compile(rb"<f[^>]*>(.*?)</f>", re.DOTALL)
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*\bhidden="(?:1|true)"')
_DTD = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
# What zipfile raises for an archive that contradicts itself (RuntimeError holds NotImplementedError).
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    struct.error,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(slots=True)
class Seen:
    """What the pass over a workbook saw, by sheet name."""

    hidden_rows: dict[str, int] = field(default_factory=dict)
    unreadable: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)  # (row, column) from 1 -> text


def container(head: bytes) -> str:
    """What a file is by its first bytes: "zip", "ole", "html", "spreadsheetml", "biff", or "" for anything else."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(_OLE):
        return "ole"
    if re.match(rb"\x09[\x00\x02\x04][\x04\x06]\x00|\x09\x08[\x06\x08]\x00\x00[\x02\x05]", head):
        return "biff"
    start = head[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"schemas-microsoft-com:office:spreadsheet" in start:
        return "spreadsheetml"
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style")) or (
        start.startswith(b"<?xml") and b"<html" in start
    ):
        return "html"
    return ""


def check(data: bytes, file: str) -> Seen:
    """Let a workbook through, or refuse it.

    Raises:
        InputError: the file is protected by a password, unsafe (too large when opened, entities, far cells), damaged,
            or no workbook.
    """
    match container(data[:4096]):
        case "zip":
            return _check_zip(data, file)
        case "ole":
            if "EncryptedPackage".encode("utf-16-le") in data:
                raise InputError(says("sheet_password"), Where(file), says("sheet_password_fix"))
            return _check_xls(data, file)
        case "html":
            raise InputError(says("sheet_is_html"), Where(file), says("sheet_save_as_fix"))
        case "spreadsheetml":
            raise InputError(says("sheet_is_spreadsheetml"), Where(file), says("sheet_save_as_fix"))
        case _:
            raise InputError(says("sheet_too_old"), Where(file), says("sheet_save_as_fix"))


def _check_xls(data: bytes, file: str) -> Seen:
    try:
        rows, columns, protected = biff.used_box(biff.workbook(data))
    except biff.Damaged as error:
        raise InputError(says("sheet_damaged", why=error), Where(file), says("sheet_damaged_fix")) from None
    if protected:
        raise InputError(says("sheet_password"), Where(file), says("sheet_password_fix"))
    if columns > biff.LAST_COLUMN:
        raise _unsafe("unsafe_far", file, sheet="?", rows=rows, columns=columns)
    return Seen()


def _unsafe(why: str, file: str, **fields: object) -> InputError:
    return InputError(says("sheet_unsafe", why=says(why, **fields)), Where(file), says("sheet_unsafe_fix"))


def _check_zip(data: bytes, file: str) -> Seen:
    seen = Seen()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_members(members, file)
            names = {member.filename for member in members}
            sheets = _sheet_parts(archive, names, file)
            for member in members:
                part = _inflated(archive, member, file)
                if member.filename.endswith((".xml", ".rels")) and any(mark in part[:65536] for mark in _DTD):
                    raise _unsafe("unsafe_entities", file, part=member.filename)
                if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
                    _check_sheet(part, sheets.get(member.filename, member.filename), file, seen)
                elif member.filename.startswith("xl/worksheets/") and member.filename.endswith(".bin"):
                    _check_box(*_box_of_records(part), member.filename, file)
                elif member.filename == "content.xml":
                    for name, rows, columns in _boxes_of_ods(part):
                        _check_box(rows, columns, name, file)
    except _BROKEN as error:
        raise InputError(says("sheet_damaged", why=error), Where(file), says("sheet_damaged_fix")) from None
    return seen


def _check_members(members: list[zipfile.ZipInfo], file: str) -> None:
    if len(members) > MOST_MEMBERS:
        raise _unsafe("unsafe_members", file, count=len(members))
    names = [member.filename for member in members]
    if len(set(names)) != len(names):
        raise _unsafe("unsafe_twice", file)
    for member in members:
        if member.flag_bits & 1:
            raise InputError(says("sheet_password"), Where(file), says("sheet_password_fix"))
        if member.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", member.filename):
            raise _unsafe("unsafe_name", file, part=member.filename)


def _inflated(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> bytes:
    """A member's bytes, counted while they are inflated: the size it declares proves nothing."""
    parts: list[bytes] = []
    size = 0
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            too_dense = size > RATIO_FROM and size > RATIO * max(member.compress_size, 1)
            if size > LARGEST_MEMBER or too_dense:
                raise _unsafe("unsafe_size", file, part=member.filename)
            parts.append(chunk)
    return b"".join(parts)


def _sheet_parts(archive: zipfile.ZipFile, names: set[str], file: str) -> dict[str, str]:
    """Part name -> sheet name, as the workbook ties them."""
    parts = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    if not names.issuperset(parts):
        return {}
    book, rels = (_inflated(archive, archive.getinfo(part), file).decode("utf-8") for part in parts)
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", rels):
        id_, target = re.search(r'\bId="([^"]*)"', tag), re.search(r'\bTarget="([^"]*)"', tag)
        if id_ and target:
            path = target[1]
            targets[id_[1]] = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    found = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        name, id_ = re.search(r'\bname="([^"]*)"', tag), re.search(r'\b\w+:id="([^"]*)"', tag)
        if name and id_ and id_[1] in targets:
            found[targets[id_[1]]] = _unescaped(name[1])
    return found


def _unescaped(text: str) -> str:
    from xml.sax.saxutils import unescape

    return unescape(text, {"&quot;": '"', "&apos;": "'"})


def _check_box(rows: int, columns: int, sheet: str, file: str) -> None:
    if rows > _LAST_ROW or columns > _LAST_COLUMN or rows * columns > MOST_CELLS:
        raise _unsafe("unsafe_far", file, sheet=sheet, rows=rows, columns=columns)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_sheet(part: bytes, sheet: str, file: str, seen: Seen) -> None:
    last_row = last_column = 0
    widest: set[bytes] = set()
    for letters, row in _REF.findall(part):
        widest.add(letters)
        last_row = max(last_row, int(row))
    last_column = max((_column(letters) for letters in widest), default=0)
    _check_box(last_row, last_column, sheet, file)
    if hidden := len(_HIDDEN_ROW.findall(part)):
        seen.hidden_rows[sheet] = hidden
    if b"<f" not in part and b't="e"' not in part:
        return
    lost = seen.unreadable.setdefault(sheet, {})
    for attributes, letters, row, inner in _CELL.findall(part):
        is_error, is_formula = b't="e"' in attributes, b"<f" in inner
        if not is_error and not is_formula:
            continue
        value = _VALUE.search(inner)
        if is_error and value:
            lost[int(row), _column(letters)] = value[1].decode("utf-8", "backslashreplace")
        elif is_formula and (value is None or not value[1]) and b't="str"' not in attributes:
            formula = _FORMULA.search(inner)
            text = formula[1].decode("utf-8", "backslashreplace") if formula else ""
            lost[int(row), _column(letters)] = f"={_unescaped(text)}"


def _box_of_records(part: bytes) -> tuple[int, int]:
    """Rows and columns used by a binary sheet part.

    Source: [MS-XLSB] 2.1.4 (record header), 2.4.742 BrtRowHdr, 2.5.9 Cell: row and column are the first four bytes.
    """
    at, rows, columns = 0, 0, 0
    while at < len(part):
        kind, at = _varying(part, at, 2)
        size, at = _varying(part, at, 4)
        if kind == 0 and size >= 4:
            rows = max(rows, struct.unpack_from("<I", part, at)[0] + 1)
        elif 1 <= kind <= 11 and size >= 4:
            columns = max(columns, struct.unpack_from("<I", part, at)[0] + 1)
        at += size
    return rows, columns


def _varying(part: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 7 * most, 7):
        if at >= len(part):
            return value, at
        byte = part[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return value, at


def _boxes_of_ods(part: bytes) -> Iterator[tuple[str, int, int]]:
    """Sheet name, rows and columns in use, repetitions multiplied out but for the empty ones at the end."""
    from lxml import etree

    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    value = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
    name, row, rows, columns = "", 0, 0, 0
    events = etree.iterparse(
        io.BytesIO(part), events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        for event, node in events:
            if event == "start" and node.tag == f"{table}table":
                name, row, rows, columns = str(node.get(f"{table}name", "")), 0, 0, 0
            elif event == "end" and node.tag == f"{table}table-row":
                width = used = 0
                for cell in node:
                    width += int(cell.get(f"{table}number-columns-repeated", "1"))
                    if cell.get(value) is not None or len(cell):
                        used = width
                row += int(node.get(f"{table}number-rows-repeated", "1"))
                if used:
                    rows, columns = row, max(columns, used)
                node.clear()
            elif event == "end" and node.tag == f"{table}table":
                yield name, rows, columns
    except (etree.XMLSyntaxError, ValueError) as error:
        raise zipfile.BadZipFile(str(error)) from None
