"""The package itself: the zip file, the list of content types, and which part speaks of which."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

Element = Any  # of lxml

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_LIST = "[Content_Types].xml"
_ID = re.compile(r"[^\W\d][\w.\-]*")  # an XML id: no digit first
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BOOK = "application/vnd.ms-excel"
_BOOKS = {
    f"{_SHEET}.sheet.main+xml",
    f"{_SHEET}.template.main+xml",
    f"{_BOOK}.sheet.macroEnabled.main+xml",
    f"{_BOOK}.template.macroEnabled.main+xml",
    f"{_BOOK}.addin.macroEnabled.main+xml",
}
# What a part must be called by, by the last word of the relationship to it.
_KINDS = {
    "worksheet": {f"{_SHEET}.worksheet+xml"},
    "chartsheet": {f"{_SHEET}.chartsheet+xml"},
    "sharedStrings": {f"{_SHEET}.sharedStrings+xml"},
    "styles": {f"{_SHEET}.styles+xml"},
    "calcChain": {f"{_SHEET}.calcChain+xml"},
    "table": {f"{_SHEET}.table+xml"},
    "comments": {f"{_SHEET}.comments+xml"},
    "theme": {"application/vnd.openxmlformats-officedocument.theme+xml"},
    "drawing": {"application/vnd.openxmlformats-officedocument.drawing+xml"},
    "chart": {"application/vnd.openxmlformats-officedocument.drawingml.chart+xml"},
    "vmlDrawing": {"application/vnd.openxmlformats-officedocument.vmlDrawing"},
    "vbaProject": {"application/vnd.ms-office.vbaProject"},
    "officeDocument": _BOOKS,
    "core-properties": {"application/vnd.openxmlformats-package.core-properties+xml"},
    "extended-properties": {"application/vnd.openxmlformats-officedocument.extended-properties+xml"},
    "extensibility": {"application/xml"},
    "printerSettings": {f"{_SHEET}.printerSettings"},
}


def main(tag: str) -> str:
    """A tag of a workbook's parts as lxml writes it."""
    return f"{{{MAIN}}}{tag}"


def local(element: Element) -> str:
    """The tag of an element of a workbook's part; "" where it is of another namespace, or no element."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag[len(MAIN) + 2 :] if tag.startswith(f"{{{MAIN}}}") else ""


def plain(text: str) -> str:
    """A text without the marks for signs that XML cannot hold."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another."""

    id: str
    kind: str  # last word of its type
    target: str  # name of the part, or an address outside
    outside: bool


@dataclass
class Package:
    """A workbook file whose parts hang together."""

    parts: dict[str, bytes]
    types: dict[str, str] = field(default_factory=dict)  # content type by part
    trees: dict[str, Element] = field(default_factory=dict)
    spoken: dict[str, list[Relation]] = field(default_factory=dict)

    @classmethod
    def of(cls, content: bytes) -> Package:
        """The package of a file."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            made = cls({one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()})
        made.types = {name: _type_of(made.tree(_LIST), name) or "" for name in made.parts}
        return made

    def tree(self, part: str) -> Element:
        """The XML of a part."""
        if part not in self.trees:
            self.trees[part] = etree.fromstring(self.parts[part], _parser())
        return self.trees[part]

    def relations(self, part: str) -> list[Relation]:
        """What a part speaks of."""
        name = relations_of(part)
        if part not in self.spoken:
            self.spoken[part] = list(_relations(self.tree(name), part)) if name in self.parts else []
        return self.spoken[part]

    def target(self, part: str, id: str | None, kind: str) -> str | None:
        """The part that another means by an id, None where there is no such relationship of that kind."""
        return next((one.target for one in self.relations(part) if one.id == id and one.kind == kind), None)

    @cached_property
    def workbook(self) -> str:
        """The part that lists the sheets."""
        return next(one.target for one in self.relations("") if one.kind == "officeDocument")

    @cached_property
    def sheets(self) -> list[tuple[str, str, Element]]:
        """Name, part and entry of every sheet, in order."""
        entries = self.tree(self.workbook).findall(f"{main('sheets')}/{main('sheet')}")
        by_id = {one.id: one.target for one in self.relations(self.workbook)}
        return [(one.get("name", ""), by_id.get(one.get(f"{{{R}}}id"), ""), one) for one in entries]

    @cached_property
    def worksheets(self) -> list[tuple[str, str]]:
        """Name and part of every sheet of cells."""
        return [(name, part) for name, part, _ in self.sheets if self.types.get(part) == f"{_SHEET}.worksheet+xml"]

    def child(self, kind: str) -> str | None:
        """The one part of a kind the workbook speaks of."""
        return next((one.target for one in self.relations(self.workbook) if one.kind == kind), None)


def relations_of(part: str) -> str:
    """The part that says what `part` speaks of."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relations(root: Element, part: str) -> Iterator[Relation]:
    base = posixpath.dirname(part)
    for one in root:
        target, outside = one.get("Target", ""), one.get("TargetMode") == "External"
        if not outside:
            target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
        yield Relation(one.get("Id", ""), one.get("Type", "").rpartition("/")[2], target, outside)


def _type_of(types: Element, part: str) -> str | None:
    for one in types:
        if one.tag == f"{{{_TYPES}}}Override" and one.get("PartName", "").casefold() == f"/{part}".casefold():
            return str(one.get("ContentType"))
    ending = part.rpartition(".")[2].casefold()
    for one in types:
        if one.tag == f"{{{_TYPES}}}Default" and one.get("Extension", "").casefold() == ending:
            return str(one.get("ContentType"))
    return None


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def faults(content: bytes) -> list[str]:
    """What is wrong with the zip file, the content types and the relationships."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = list(_zip(archive))
            held = {one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError) as error:
        return [f"no zip file: {error}"]
    package = Package(held)
    for name, text in held.items():
        if name.endswith((".xml", ".rels", ".vml")):
            found += _xml(package, name, text)
    if found or _LIST not in held or relations_of("") not in held:
        return found or ["no [Content_Types].xml, or nothing that says where the workbook is"]
    return [*_content_types(package), *_all_relations(package)]


def _zip(archive: zipfile.ZipFile) -> Iterator[str]:
    seen: set[str] = set()
    for one in archive.infolist():
        name = one.filename
        if name.casefold() in seen:
            yield f"{name}: twice in the zip file"
        seen.add(name.casefold())
        if name.startswith("/") or "\\" in name or "//" in name or any(dots in name.split("/") for dots in (".", "..")):
            yield f"{name}: no name of a part"
        if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or one.flag_bits & 1:
            yield f"{name}: packed in a way Excel does not read"
        if one.extra[:2] == b"\x01\x00":
            yield f"{name}: zip64"
    if (bad := archive.testzip()) is not None:
        yield f"{bad}: damaged"


def _xml(package: Package, name: str, text: bytes) -> Iterator[str]:
    try:
        root = package.tree(name)
    except etree.XMLSyntaxError as error:
        yield f"{name}: {error}"
        return
    about = root.getroottree().docinfo
    if about.doctype:
        yield f"{name}: a DOCTYPE"
    if (about.encoding or "UTF-8").upper() not in ("UTF-8", "UTF-16", "UTF-16LE"):
        yield f"{name}: written in {about.encoding}"
    if text[:3] == b"\xef\xbb\xbf" and not name.startswith("customXml"):
        return
    ignored = root.get("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable", "").split()
    yield from (f"{name}: the prefix {one} is not declared" for one in ignored if one not in root.nsmap)


def _content_types(package: Package) -> Iterator[str]:
    types = package.tree(_LIST)
    if types.tag != f"{{{_TYPES}}}Types":
        yield f"{_LIST}: not a list of types"
    said: set[str] = set()
    parts = {f"/{name}".casefold() for name in package.parts}
    for one in types:
        key = (one.get("PartName") or one.get("Extension") or "").casefold()
        if key in said:
            yield f"{_LIST}: {key} twice"
        said.add(key)
        if one.get("PartName") is not None and key not in parts:
            yield f"{_LIST}: speaks of {one.get('PartName')}, which is not there"
        if not re.fullmatch(r"[\w.+\-]+/[\w.+\-]+", one.get("ContentType", "")):
            yield f"{_LIST}: {one.get('ContentType')!r} is no content type"
    for name in package.parts:
        if name != _LIST and _type_of(types, name) is None:
            yield f"{name}: no content type"


def _all_relations(package: Package) -> Iterator[str]:
    types = package.tree(_LIST)
    names = {name.casefold() for name in package.parts}
    books = [one for one in package.relations("") if one.kind == "officeDocument"]
    if len(books) != 1:
        yield "_rels/.rels: not one workbook"
    for name in package.parts:
        if not name.endswith(".rels"):
            continue
        folder, _, own = name.rpartition("_rels/")
        part = f"{folder}{own[: -len('.rels')]}"
        if part and part not in package.parts:
            yield f"{name}: of a part that is not there"
        ids: set[str] = set()
        for one in package.relations(part):
            if one.id in ids:
                yield f"{name}: {one.id} twice"
            ids.add(one.id)
            if not _ID.fullmatch(one.id):
                yield f"{name}: {one.id!r} is no id"
            if one.outside:
                if not one.target or re.search(r"\s", one.target) or len(one.target) > 2083:
                    yield f"{name}: {one.target!r} is no address"
                continue
            if one.target.casefold() not in names:
                yield f"{name}: {one.id} speaks of {one.target}, which is not there"
            elif (kind := _type_of(types, one.target)) not in _KINDS.get(one.kind, {kind}):
                yield f"{name}: {one.target} is a {one.kind} and called {kind}"
