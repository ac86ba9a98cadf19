"""A macro project (vbaProject.bin), written from the text of its modules.

Law: the form is the one without a performance cache, which the specification asks of writers: Excel compiles the text
when it opens the file. Ids are made from names, there are no times: the same modules give the same bytes.

Source: [MS-OVBA] Office VBA File Format Structure; the numbers in the comments are its sections.
"""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from xl_addin.build.compound import container
from xl_addin.build.compression import compress

CODE_PAGE = "cp1252"
_LONGEST_NAME = 31  # characters of a module's name
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_VERSION = (0x59E1C5E1, 0x0011)  # of the project, any pair will do (2.3.4.2.1.11)
# What modules may speak of: VBA, Excel, OLE and Office (2.3.4.2.2.5). They are found by their ids, not by the paths.
_LIBRARIES = (
    (
        "VBA",
        r"*\G{000204EF-0000-0000-C000-000000000046}#4.2#9#C:\Program Files\Common Files"
        r"\Microsoft Shared\VBA\VBA7.1\VBE7.DLL#Visual Basic For Applications",
    ),
    (
        "Excel",
        r"*\G{00020813-0000-0000-C000-000000000046}#1.9#0#C:\Program Files\Microsoft Office"
        r"\root\Office16\EXCEL.EXE#Microsoft Excel 16.0 Object Library",
    ),
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.8#0#C:\Program Files\Common Files"
        r"\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)


class Kind(StrEnum):
    """What a module belongs to; the value is how the project's list calls it (2.3.1.7)."""

    STANDARD = "Module"
    CLASS = "Class"
    WORKBOOK = "Document=workbook"
    SHEET = "Document=sheet"

    @property
    def is_document(self) -> bool:
        """True for the module of a workbook or of a sheet."""
        return self in (Kind.WORKBOOK, Kind.SHEET)


_BASES = {
    Kind.CLASS: "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}",
    Kind.WORKBOOK: "0{00020819-0000-0000-C000-000000000046}",
    Kind.SHEET: "0{00020820-0000-0000-C000-000000000046}",
}


@dataclass(frozen=True, slots=True)
class Module:
    """A module of a project."""

    name: str
    source: str = ""  # Basic; attributes of the module itself are left out or the same as ours
    kind: Kind = Kind.STANDARD

    def text(self) -> str:
        """The whole module: what it is in attributes (2.3.4.3), then its source, each line ended as Windows does.

        >>> Module("Greeting", "Sub Hello()\\nEnd Sub\\n").text()
        'Attribute VB_Name = "Greeting"\\r\\nSub Hello()\\r\\nEnd Sub\\r\\n'
        """
        lines = self.source.lstrip("\ufeff").splitlines()
        body = [line for line in lines if not line.startswith(("Attribute VB_Name", "Attribute VB_Description"))]
        return "\r\n".join([*self._attributes(), *body]).rstrip() + "\r\n"

    def _attributes(self) -> list[str]:
        named = [f'Attribute VB_Name = "{self.name}"']
        if self.kind is Kind.STANDARD:
            return named
        document = self.kind.is_document
        return [
            *named,
            f'Attribute VB_Base = "{_BASES[self.kind]}"',
            "Attribute VB_GlobalNameSpace = False",
            "Attribute VB_Creatable = False",
            f"Attribute VB_PredeclaredId = {document}",
            f"Attribute VB_Exposed = {document}",
            "Attribute VB_TemplateDerived = False",
            f"Attribute VB_Customizable = {document}",
        ]


def documents(sheets: int, workbook: str = "") -> tuple[Module, ...]:
    """The modules that a workbook of so many sheets must have, or Excel drops the project: `ThisWorkbook`, `Sheet1`...

    Args:
        sheets: how many.
        workbook: Basic of the workbook's own module.
    """
    each = (Module(f"Sheet{number}", kind=Kind.SHEET) for number in range(1, sheets + 1))
    return (Module("ThisWorkbook", workbook, Kind.WORKBOOK), *each)


def project(name: str, modules: Sequence[Module]) -> bytes:
    """The macro project of these modules.

    Raises:
        ValueError: a name Excel does not take, two of the same, no module of the workbook, or a letter that macro
            text cannot hold; the module and its line are named.
    """
    _check(name, modules)
    id = "{" + str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.vba")).upper() + "}"
    texts = {module.name: compress(module.text().encode(CODE_PAGE)) for module in modules}
    storage = {"_VBA_PROJECT": b"\xcc\x61\xff\xff\x00\x00\x00", "dir": compress(_information(name, modules)), **texts}
    return container({"VBA": storage, "PROJECT": _listing(name, id, modules), "PROJECTwm": _names(modules)})


def _check(name: str, modules: Sequence[Module]) -> None:
    names = [module.name for module in modules]
    for each in (name, *names):
        if not _NAME.fullmatch(each) or len(each) > _LONGEST_NAME:
            raise ValueError(f"{each!r} is no name of a module: a letter, then letters and digits, 31 at most.")
    if len({each.lower() for each in names}) < len(names):
        raise ValueError(f"Two modules have the same name: {sorted(names)}.")
    if [module.kind for module in modules].count(Kind.WORKBOOK) != 1:
        raise ValueError("A project needs one module of the workbook.")
    for module in modules:
        for number, line in enumerate(module.text().splitlines(), 1):
            strange = "".join(letter for letter in line if not _is_plain(letter))
            if strange:
                raise ValueError(f"{module.name}, line {number}: macro text cannot hold {strange!r}.")


def _is_plain(letter: str) -> bool:
    try:
        return bool(letter.encode(CODE_PAGE))
    except UnicodeEncodeError:
        return False


def _record(id: int, content: bytes) -> bytes:
    return struct.pack("<HI", id, len(content)) + content


def _number(id: int, number: int) -> bytes:
    return _record(id, struct.pack("<I", number))


def _short(id: int, number: int) -> bytes:
    return _record(id, struct.pack("<H", number))


def _text(id: int, wide: int, text: str) -> bytes:
    """A text in the code page, and again in UTF-16."""
    return _record(id, text.encode(CODE_PAGE)) + _record(wide, text.encode("utf-16-le"))


def _information(name: str, modules: Sequence[Module]) -> bytes:
    """The stream `dir` (2.3.4.2): the project, its libraries, its modules."""
    told = _number(0x01, 3)  # for 64-bit Windows
    told += _number(0x02, 0x409) + _number(0x14, 0x409)  # English names of functions
    told += _short(0x03, 1252) + _record(0x04, name.encode(CODE_PAGE))
    told += _text(0x05, 0x40, "") + _record(0x06, b"") + _record(0x3D, b"")  # no description, no help file
    told += _number(0x07, 0) + _number(0x08, 0)
    told += struct.pack("<HIIH", 0x09, 4, *_VERSION)
    told += _text(0x0C, 0x3C, "")  # no constants
    for library, where in _LIBRARIES:
        id = where.encode(CODE_PAGE)
        told += _text(0x16, 0x3E, library)
        told += _record(0x0D, struct.pack("<I", len(id)) + id + bytes(6))
    told += _short(0x0F, len(modules)) + _short(0x13, 0xFFFF)
    for module in modules:
        told += _text(0x19, 0x47, module.name) + _text(0x1A, 0x32, module.name) + _text(0x1C, 0x48, "")
        told += _number(0x31, 0)  # the text begins at once, since there is no cache
        told += _number(0x1E, 0) + _short(0x2C, 0xFFFF)
        told += _record(0x21 if module.kind is Kind.STANDARD else 0x22, b"") + _record(0x2B, b"")
    return told + _record(0x10, b"")


def _listing(name: str, id: str, modules: Sequence[Module]) -> bytes:
    """The stream `PROJECT` (2.3.1)."""
    lines = [f'ID="{id}"']
    for module in modules:
        kind = module.kind.split("=")[0]
        lines.append(f"{kind}={module.name}" + ("/&H00000000" if module.kind.is_document else ""))
    lines += [
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_obscured(bytes(4), id, 0x5D)}"',  # not protected
        f'DPB="{_obscured(bytes(1), id, 0x5B)}"',  # no password
        f'GC="{_obscured(bytes([0xFF]), id, 0x5F)}"',  # visible
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return ("\r\n".join(lines) + "\r\n").encode(CODE_PAGE)


def _obscured(content: bytes, id: str, seed: int) -> str:
    """Data encryption (2.4.3.2)."""
    key = sum(id.encode(CODE_PAGE)) & 0xFF
    out = [seed, seed ^ 2, seed ^ key]
    plain, one_before, two_before = key, out[2], out[1]
    filler = b"\x07" * ((seed & 6) // 2)
    for byte in filler + struct.pack("<I", len(content)) + content:
        coded = byte ^ ((two_before + plain) & 0xFF)
        out.append(coded)
        plain, one_before, two_before = byte, coded, one_before
    return bytes(out).hex().upper()


def _names(modules: Sequence[Module]) -> bytes:
    """The stream `PROJECTwm` (2.3.3): the names in both encodings."""
    pairs = (m.name.encode(CODE_PAGE) + b"\x00" + m.name.encode("utf-16-le") + b"\x00\x00" for m in modules)
    return b"".join(pairs) + b"\x00\x00"
