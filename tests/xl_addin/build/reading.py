"""Built files as independent readers see them: olefile, strictly, and olevba."""

from __future__ import annotations

import io
import re
import warnings
from zipfile import ZipFile

import olefile

with warnings.catch_warnings():  # of a parser it uses
    warnings.simplefilter("ignore")
    from oletools import olevba


def opened(binary: bytes) -> olefile.OleFileIO:
    """A container; any defect is an error."""
    return olefile.OleFileIO(io.BytesIO(binary), raise_defects=olefile.DEFECT_POTENTIAL)


def stream(binary: bytes, name: str) -> bytes:
    """A stream of a container."""
    with opened(binary) as ole:
        found: bytes = ole.openstream(name).read()
    return found


def unpacked(content: bytes) -> bytes:
    """The plain text of a packed stream."""
    return bytes(olevba.decompress_stream(bytearray(content)))


def texts(binary: bytes) -> dict[str, str]:
    """Every module of a project by name, whole."""
    with opened(binary) as ole:
        names = [name[1] for name in ole.listdir() if name[0] == "VBA" and name[1] not in ("dir", "_VBA_PROJECT")]
    return {name: unpacked(stream(binary, f"VBA/{name}")).decode("cp1252") for name in names}


def part(book: bytes, name: str) -> bytes:
    """A part of a package."""
    with ZipFile(io.BytesIO(book)) as parts:
        return parts.read(name)


def macros(book: bytes) -> dict[str, str]:
    """Every module of a workbook as olevba reads it: without the attributes that say what the module is."""
    reader = olevba.VBA_Parser("book.xlam", data=book)
    try:
        return {name.rpartition(".")[0]: code for _, _, name, code in reader.extract_macros()}
    finally:
        reader.close()


def logged() -> None:
    """Let olevba say what it finds odd."""
    olevba.enable_logging()


def subs(book: bytes) -> dict[str, str]:
    """What every public Sub takes, by module and name."""
    return {
        f"{module}.{name}": taken
        for module, code in macros(book).items()
        for name, taken in re.findall(r"^Public Sub (\w+)\((.*)\)", code, re.MULTILINE)
    }
