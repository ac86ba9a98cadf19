"""The container of a macro project: a file system of streams in one file.

Written in the plainest form: 512-byte sectors, version 3, no times, no ids, so that the same streams give the same
bytes. Source: [MS-CFB] Compound File Binary File Format.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096  # bytes; shorter streams than the last lie in the mini stream
_NOBODY = bytes(68) + struct.pack("<III", _NONE, _NONE, _NONE) + bytes(48)  # a line of the directory not in use
_HEADER_FATS = 109  # sectors of the table that the header itself can name: 7 MB of streams

Folder = Mapping[str, "bytes | Folder"]


@dataclass
class _Entry:
    """A line of the directory (2.6.1)."""

    id: int
    name: str
    kind: int
    content: bytes = b""
    children: list[_Entry] = field(default_factory=list)
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    colour: int = _BLACK
    start: int = 0  # first sector; a storage has none

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\x00\x00"
        links = struct.pack("<BBIII", self.kind, self.colour, self.left, self.right, self.child)
        extent = struct.pack("<IQ", self.start, len(self.content))
        return name.ljust(64, b"\x00") + struct.pack("<H", len(name)) + links + bytes(36) + extent


@dataclass
class _Sectors:
    """The sectors of the file and the table that chains them (2.3)."""

    size: int
    body: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def add(self, content: bytes) -> int:
        """Lay `content` down; its first sector."""
        if not content:
            return _END
        first, needed = len(self.table), -(-len(content) // self.size)
        self.body += content.ljust(needed * self.size, b"\x00")
        self.table += [*range(first + 1, first + needed), _END]
        return first


def container(folder: Folder) -> bytes:
    """The file with these streams and storages.

    Raises:
        ValueError: more than seven megabytes of streams.
    """
    root = _Entry(0, "Root Entry", _ROOT)
    entries = [root, *_entries(root, folder, count(1))]
    sectors, minis = _Sectors(_SECTOR), _Sectors(_MINI)
    for entry in entries:
        if entry.children:
            entry.child = _tree(entry.children, 0, len(entry.children).bit_length() - 1)
        if entry.kind == _STREAM:
            entry.start = (minis if len(entry.content) < _CUTOFF else sectors).add(entry.content)
    root.content = bytes(minis.body)
    root.start = sectors.add(root.content)
    mini_table = _longs(minis.table)
    mini_start = sectors.add(mini_table)
    directory = b"".join(entry.packed() for entry in entries) + _NOBODY * (-len(entries) % 4)
    directory_start = sectors.add(directory)
    tables = _tables(len(sectors.table))
    first = len(sectors.table)
    sectors.table += [_FAT] * tables
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        bytes(16),
        0x3E,  # minor version
        3,
        0xFFFE,  # little-endian
        9,  # sectors of 2**9 bytes
        6,  # mini sectors of 2**6 bytes
        bytes(6),
        0,  # directory sectors are not counted in version 3
        tables,
        directory_start,
        0,
        _CUTOFF,
        mini_start,
        -(-len(mini_table) // _SECTOR),
        _END,
        0,
    )
    named = [*range(first, first + tables), *[_FREE] * (_HEADER_FATS - tables)]
    return header + struct.pack(f"<{_HEADER_FATS}I", *named) + bytes(sectors.body) + _longs(sectors.table)


def _entries(parent: _Entry, folder: Folder, ids: Iterator[int]) -> Iterator[_Entry]:
    """The lines of the directory below `parent`, each storage followed by what it holds."""
    for name in sorted(folder, key=_order):
        content = folder[name]
        if isinstance(content, bytes):
            entry = _Entry(next(ids), name, _STREAM, content)
            yield entry
        else:
            entry = _Entry(next(ids), name, _STORAGE)
            yield entry
            yield from _entries(entry, content, ids)
        parent.children.append(entry)


def _order(name: str) -> tuple[int, str]:
    """Shorter names first, then by capitals (2.6.4)."""
    return len(name.encode("utf-16-le")), name.upper()


def _tree(siblings: list[_Entry], depth: int, deepest: int) -> int:
    """The middle one on top, and so on down; the last level red, so that the tree is a red-black tree (2.6.4)."""
    if not siblings:
        return _NONE
    middle = len(siblings) // 2
    top = siblings[middle]
    top.left = _tree(siblings[:middle], depth + 1, deepest)
    top.right = _tree(siblings[middle + 1 :], depth + 1, deepest)
    if depth and depth == deepest:
        top.colour = _RED
    return top.id


def _longs(table: list[int]) -> bytes:
    """A table of sectors as sectors."""
    packed = struct.pack(f"<{len(table)}I", *table)
    return packed.ljust(-(-len(packed) // _SECTOR) * _SECTOR, b"\xff")


def _tables(sectors: int) -> int:
    """How many sectors the table takes that chains these and itself."""
    tables = next(n for n in count(1) if n * (_SECTOR // 4) >= sectors + n)
    if tables > _HEADER_FATS:
        raise ValueError(f"A macro project of {sectors * _SECTOR} bytes is too large.")
    return tables
