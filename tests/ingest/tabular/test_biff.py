"""What an .xls uses is known before a parser reserves memory for it."""

from __future__ import annotations

import struct

import pytest

from recon.errors import InputError
from recon.ingest.lists import biff, gate
from recon.ingest.lists.biff import Damaged

END, FAT = 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def number(row: int, column: int) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, 5.0))


def compound(stream: bytes, chain_end: int = END) -> bytes:
    """A compound file of 512-byte sectors: one of the FAT, one of the directory, then the stream."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // 512)
    fat = [FAT, END, *range(3, 2 + count), chain_end]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + b"\0" * 10
    header += struct.pack("<IIIIIIII", 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<I", 0) + b"\xff" * 432

    def entry(name: str, kind: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        body = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1) + b"\xff" * 12 + b"\0" * 36
        return body + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, END, 0) + entry("Workbook", 2, 2, len(stream))
    return (
        header
        + struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
        + directory.ljust(512, b"\0")
        + stream.ljust(count * 512, b"\0")
    )


def test_the_used_box_is_that_of_the_furthest_cells() -> None:
    rk = record(0x00BD, struct.pack("<HH", 7, 1) + b"\0" * 6 + struct.pack("<H", 30))
    assert biff.used_box(number(3, 4) + rk + number(1, 2)) == (8, 31, False)


def test_the_stream_of_a_compound_file_is_found() -> None:
    assert biff.used_box(biff.workbook(compound(number(9, 4)))) == (10, 5, False)
    gate.check(compound(number(9, 4)), "book.xls")


def test_a_far_column_is_refused() -> None:
    with pytest.raises(InputError, match="65001 columns"):
        gate.check(compound(number(60000, 65000)), "book.xls")


def test_a_protected_workbook_is_named_as_such() -> None:
    with pytest.raises(InputError, match="password"):
        gate.check(compound(record(0x002F, b"\0" * 6) + number(0, 0)), "book.xls")


@pytest.mark.parametrize(
    "data", [compound(number(0, 0), chain_end=2), compound(number(0, 0))[:600], b"\xd0\xcf\x11\xe0"]
)
def test_a_compound_file_that_contradicts_itself_is_damaged(data: bytes) -> None:
    with pytest.raises(Damaged):
        biff.workbook(data)
