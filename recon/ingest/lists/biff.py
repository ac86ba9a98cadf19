"""Rows and columns an .xls uses, and whether it is protected, read without a parser that reserves memory for them.

Source: [MS-CFB] 2.2 to 2.6 (sectors and directory of a compound file), [MS-XLS] 2.1.4 and 2.5.13 (records, cells).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

LAST_COLUMN = 256
_END = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors
_HEADER_FAT = 109
_CELLS = frozenset([0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E])
_SEVERAL = frozenset([0x00BD, 0x00BE])  # their last two bytes are the last column
_FILE_PASS = 0x002F


class Damaged(ValueError):  # noqa: N818 - a verdict on the file
    """The compound file contradicts itself."""


def workbook(data: bytes) -> bytes:
    """The stream of the workbook in a compound file.

    Raises:
        Damaged: sectors run in a circle or out of the file, or there is no workbook.
    """
    try:
        return _workbook(data)
    except (struct.error, IndexError, ValueError) as error:
        raise Damaged(str(error)) from None


def used_box(stream: bytes) -> tuple[int, int, bool]:
    """Rows and columns the cells of all sheets reach, and whether the workbook is protected."""
    rows = columns = 0
    protected = False
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind == _FILE_PASS:
            protected = True
        elif kind in _CELLS and size >= 4 and at + size <= len(stream):
            row, column = struct.unpack_from("<HH", stream, at)
            if kind in _SEVERAL:
                column = max(column, struct.unpack_from("<H", stream, at + size - 2)[0])
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        at += size
    return rows, columns, protected


def _workbook(data: bytes) -> bytes:
    (shift, small_shift) = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or small_shift != 6:
        raise Damaged(f"sector size {shift}")
    size = 1 << shift
    (directory, _, cutoff, small_fat, _, more_fat) = struct.unpack_from("<IIIIII", data, 48)
    fat_sectors = list(struct.unpack_from(f"<{_HEADER_FAT}I", data, 76))
    seen = set()
    while more_fat < _END and more_fat not in seen:
        seen.add(more_fat)
        entries = struct.unpack_from(f"<{size // 4}I", data, (more_fat + 1) * size)
        fat_sectors += entries[:-1]
        more_fat = entries[-1]
    fat: list[int] = []
    for sector in fat_sectors:
        if sector < _END:
            fat += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    tree = _joined(data, fat, directory, size, size)
    root_start, start, length = _END, _END, 0
    for at in range(0, len(tree) - 127, 128):
        (name_size,) = struct.unpack_from("<H", tree, at + 64)
        name = tree[at : at + max(0, min(name_size, 64) - 2)].decode("utf-16-le", "strict") if name_size else ""
        first, extent = struct.unpack_from("<II", tree, at + 116)
        if tree[at + 66] == 5:
            root_start = first
        elif name.casefold() in ("workbook", "book"):
            start, length = first, extent
    if start >= _END:
        raise Damaged("no workbook")
    if length >= cutoff:
        return _joined(data, fat, start, size, size)[:length]
    small = _joined(data, fat, root_start, size, size)
    small_table = _joined(data, fat, small_fat, size, size)
    numbers = list(struct.unpack(f"<{len(small_table) // 4}I", small_table))
    return _joined(small, numbers, start, 64, 0)[:length]


def _joined(data: bytes, fat: list[int], first: int, size: int, offset: int) -> bytes:
    """The bytes of a chain of sectors; a truncated last sector is kept as far as it goes."""
    return b"".join(data[n * size + offset : n * size + offset + size] for n in _chain(fat, first))


def _chain(fat: list[int], first: int) -> Iterator[int]:
    steps = 0
    while first < _END:
        yield first
        steps += 1
        if steps > len(fat):
            raise Damaged("sectors in a circle")
        first = fat[first]
