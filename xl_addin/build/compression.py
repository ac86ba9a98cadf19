"""How the text of a macro module is packed.

Source: [MS-OVBA] Office VBA File Format Structure, section 2.4.1, "Compression and Decompression".
"""

from __future__ import annotations

import struct

_CHUNK = 4096  # bytes that are packed together
_SHORTEST = 3  # bytes that are worth a reference back


def compress(plain: bytes) -> bytes:
    """Pack `plain`. A last chunk that cannot be made smaller is filled up with zeros, which text never needs."""
    packed = bytearray(b"\x01")  # 2.4.1.1.1: signature of the container
    for start in range(0, len(plain), _CHUNK):
        chunk = plain[start : start + _CHUNK]
        body = _packed(chunk)
        flag = 0xB000
        if len(body) >= _CHUNK:  # 2.4.1.3.10: as it is
            body, flag = chunk.ljust(_CHUNK, b"\x00"), 0x3000
        packed += struct.pack("<H", flag | (len(body) - 1)) + body
    return bytes(packed)


def _packed(chunk: bytes) -> bytes:
    """Eight tokens at a time after a byte that says which of them are references back (2.4.1.3.9)."""
    packed = bytearray()
    seen: dict[bytes, list[int]] = {}  # three bytes -> where they stood
    at = 0
    while at < len(chunk):
        flags_at = len(packed)
        packed.append(0)
        for bit in range(8):
            if at >= len(chunk):
                break
            offset, length = _longest(chunk, at, seen)
            if length >= _SHORTEST:
                length_bits = 16 - _offset_bits(at)
                packed += struct.pack("<H", ((offset - 1) << length_bits) | (length - _SHORTEST))
                packed[flags_at] |= 1 << bit
            else:
                length = 1
                packed.append(chunk[at])
            for passed in range(at, at + length):
                seen.setdefault(chunk[passed : passed + _SHORTEST], []).append(passed)
            at += length
    return bytes(packed)


def _offset_bits(at: int) -> int:
    """How many of a reference's 16 bits say where (2.4.1.3.19.1): as many as the place needs, at least four."""
    return max((at - 1).bit_length(), 4)


def _longest(chunk: bytes, at: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """The longest run before `at` that comes again here: how far back, and how long (2.4.1.3.19.4)."""
    most = min((0xFFFF >> _offset_bits(at)) + _SHORTEST, len(chunk) - at)
    offset = length = 0
    for before in reversed(seen.get(chunk[at : at + _SHORTEST], ())):
        same = _SHORTEST
        while same < most and chunk[before + same] == chunk[at + same]:
            same += 1
        if most >= _SHORTEST and same > length:
            offset, length = at - before, same
        if length >= most:
            break
    return offset, length
