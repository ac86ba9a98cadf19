"""The parts of a workbook file: each kept to the byte until it is changed.

Law: what nobody asked to change is written as it was read: charts, pictures, slicers, sparklines, comments, macros.
Same parts, same bytes: no clock enters the file.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass
from typing import Any

from lxml import etree

from recon.errors import InputError, Where
from recon.ingest.lists import gate
from recon.words import says

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_OWN_SPACE: Any = {None: _PACKAGE}
_LIST = "[Content_Types].xml"
_MADE = (1980, 1, 1, 0, 0, 0)
_BOOKS = ("sheet.main+xml", "sheet.macroEnabled.main+xml", "template.main+xml", "template.macroEnabled.main+xml")

Element = Any  # of lxml
SPACES: Any = {None: MAIN, "r": RELATED}


def main(tag: str) -> str:
    """A tag of a workbook's parts as lxml writes it."""
    return f"{{{MAIN}}}{tag}"


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another."""

    id: str
    kind: str  # last word of its type: "worksheet", "table", "sharedStrings"
    target: str  # name of the part, or an address outside


class Parts:
    """A workbook file in memory."""

    def __init__(self, content: bytes, file: str) -> None:
        """Take a file apart.

        Raises:
            InputError: it is no workbook that can be read and written here; the sentence says what it is.
        """
        _refuse_others(content, file)
        gate.check(content, file)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self._parts = {one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()}
        self._trees: dict[str, Element] = {}
        self._changed: set[str] = set()
        self.file = file
        self.workbook = self._workbook()

    def names(self) -> tuple[str, ...]:
        """All parts, in the order of the file."""
        return tuple(self._parts)

    def read(self, part: str) -> Element:
        """The XML of a part. Who changes it says so with `change`."""
        if part not in self._trees:
            try:
                self._trees[part] = etree.fromstring(self._parts[part], _parser())
            except (KeyError, etree.XMLSyntaxError) as error:
                raise damaged(self.file, error) from None
        return self._trees[part]

    def change(self, part: str) -> Element:
        """The XML of a part that is about to be changed."""
        self._changed.add(part)
        return self.read(part)

    def put(self, part: str, root: Element, content_type: str = "") -> None:
        """A new part, or another content of one."""
        self._parts.setdefault(part, b"")
        self._trees[part] = root
        self._changed.add(part)
        if content_type:
            types = self.change(_LIST)
            for one in types.findall(f"{{{_TYPES}}}Override"):
                if one.get("PartName") == f"/{part}":
                    types.remove(one)
            etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=content_type)

    def _drop(self, part: str) -> None:
        """Take a part out, with those that only it spoke of."""
        spoken_of = [relation.target for relation in self.relations(part)]
        types = self.change(_LIST)
        for one in types.findall(f"{{{_TYPES}}}Override"):
            if one.get("PartName") == f"/{part}":
                types.remove(one)
        for name in (part, _relations_of(part)):
            self._parts.pop(name, None)
            self._trees.pop(name, None)
            self._changed.discard(name)
        for target in spoken_of:
            if target in self._parts and not self._is_spoken_of(target):
                self._drop(target)

    def relations(self, part: str) -> tuple[Relation, ...]:
        """What a part speaks of, in its order."""
        name = _relations_of(part)
        if name not in self._parts:
            return ()
        base = posixpath.dirname(part)
        found = []
        for one in self.read(name).iter(f"{{{_PACKAGE}}}Relationship"):
            target = one.get("Target", "")
            if one.get("TargetMode") != "External":
                target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
            found.append(Relation(one.get("Id", ""), one.get("Type", "").rpartition("/")[2], target))
        return tuple(found)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Make a part speak of another. Returns the id it does it by."""
        name = _relations_of(part)
        if name not in self._parts:
            self.put(name, etree.Element(f"{{{_PACKAGE}}}Relationships", nsmap=_OWN_SPACE))
        root = self.change(name)
        taken = {one.get("Id") for one in root}
        number = next(n for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        etree.SubElement(
            root,
            f"{{{_PACKAGE}}}Relationship",
            Id=f"rId{number}",
            Type=f"{RELATED}/{kind}",
            Target=posixpath.relpath(target, posixpath.dirname(part) or "."),
        )
        return f"rId{number}"

    def part_from(self, part: str, relation: Relation) -> None:
        """Make a part speak of another no more; what nobody speaks of is taken out."""
        root = self.change(_relations_of(part))
        for one in list(root):
            if one.get("Id") == relation.id:
                root.remove(one)
        if relation.target in self._parts and not self._is_spoken_of(relation.target):
            self._drop(relation.target)

    def free(self, pattern: str) -> str:
        """The first name of a numbered part that is not taken: "xl/worksheets/sheet{}.xml"."""
        taken = {name.casefold() for name in self._parts}
        return next(name for n in range(1, len(taken) + 2) if (name := pattern.format(n)).casefold() not in taken)

    def content(self) -> bytes:
        """The whole file."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, held in self._parts.items():
                info = zipfile.ZipInfo(name, _MADE)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, self._written(name) if name in self._changed else held)
        return out.getvalue()

    def _written(self, name: str) -> bytes:
        text: bytes = etree.tostring(self._trees[name], xml_declaration=True, encoding="UTF-8", standalone=True)
        return text

    def _is_spoken_of(self, part: str) -> bool:
        speaking = ["", *(name for name in self._parts if not name.endswith(".rels"))]
        return any(relation.target == part for name in speaking for relation in self.relations(name))

    def _workbook(self) -> str:
        for relation in self.relations(""):
            if relation.kind == "officeDocument" and relation.target in self._parts:
                root = self.read(relation.target)
                if etree.QName(root).namespace == _STRICT:
                    raise InputError(says("closed_strict"), Where(self.file), says("closed_save_as_fix"))
                self._refuse_kind(relation.target)
                return relation.target
        raise damaged(self.file, says("closed_no_workbook"))

    def _refuse_kind(self, workbook: str) -> None:
        kinds = {one.get("PartName"): one.get("ContentType", "") for one in self.read(_LIST)}
        kind = kinds.get(f"/{workbook}", "")
        if "addin" in kind:
            raise InputError(says("closed_addin"), Where(self.file), says("closed_addin_fix"))
        if kind and not kind.endswith(_BOOKS):
            raise InputError(says("closed_kind"), Where(self.file), says("closed_save_as_fix"))
        if any(name.startswith("_xmlsignatures/") for name in self._parts):
            raise InputError(says("closed_signed"), Where(self.file), says("closed_in_excel_fix"))
        if any(name.startswith("xl/revisions/") for name in self._parts):
            raise InputError(says("closed_shared"), Where(self.file), says("closed_shared_fix"))


def damaged(file: str, why: object) -> InputError:
    """The refusal of a file that contradicts itself."""
    return InputError(says("closed_damaged", why=why), Where(file), says("closed_in_excel_fix"))


def _refuse_others(content: bytes, file: str) -> None:
    container = gate.container(content[:4096])
    if container == "ole":
        gate.check(content, file)  # a password has its own sentence
    if container != "zip":
        raise InputError(says("closed_kind"), Where(file), says("closed_save_as_fix"))


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
