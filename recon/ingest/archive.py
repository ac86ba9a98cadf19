"""Zip archives of bank files, opened within limits.

Law: an archive is believed only as far as it was read: sizes are counted while reading, never taken from its directory.
Workbooks are zip archives too; they are not opened here.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from recon.errors import InputError, Where
from recon.words import says

_MEMBERS = 2000
_RATIO = 200  # times the packed size, above _FREE bytes
_FREE = 10 * 1024 * 1024
_STEP = 1024 * 1024
_WORKBOOK = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")


def is_archive(data: bytes) -> bool:
    """True for a zip archive that is not a workbook or a text document."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return not any(name in _WORKBOOK for name in packed.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return True  # broken: `members` says what is wrong


def members(data: bytes, file: str, largest: int) -> list[tuple[str, bytes]]:
    """Name and content of every file of an archive, by name. Folders and hidden files are left out.

    Raises:
        InputError: not readable, encrypted, a name that leads out of it or stands twice, or beyond the limits.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = [info for info in packed.infolist() if not info.is_dir() and not _hidden(info.filename)]
            _refuse(infos, file)
            return [(info.filename, _content(packed, info, file, largest)) for info in sorted(infos, key=_name)]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise InputError(says("archive_broken", why=error), Where(file), says("archive_fix")) from error


def _name(info: zipfile.ZipInfo) -> str:
    return info.filename


def _hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith((".", "~$"))


def _refuse(infos: list[zipfile.ZipInfo], file: str) -> None:
    names = [info.filename for info in infos]
    unsafe = next((n for n in names if n.startswith(("/", "\\")) or ".." in n.replace("\\", "/").split("/")), "")
    if unsafe or len(set(names)) < len(names):
        raise InputError(says("archive_names"), Where(file, value=unsafe), says("archive_fix"))
    if any(info.flag_bits & 1 for info in infos):
        raise InputError(says("archive_encrypted"), Where(file), says("archive_encrypted_fix"))
    if len(names) > _MEMBERS:
        raise InputError(says("archive_too_large"), Where(file), says("archive_fix"))


def _content(packed: zipfile.ZipFile, info: zipfile.ZipInfo, file: str, largest: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    with packed.open(info) as stream:
        while part := stream.read(_STEP):
            parts.append(part)
            size += len(part)
            if size > largest or (size > _FREE and size > _RATIO * max(info.compress_size, 1)):
                raise InputError(says("archive_too_large"), Where(file, value=info.filename), says("archive_fix"))
    return b"".join(parts)
