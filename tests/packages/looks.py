"""Looks of cells and shared texts: what is counted, and what points to what by its number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.packages import order
from tests.packages.archive import Element, Package, local, main, plain

_COUNTED = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles")
_RGB = re.compile(r"[0-9A-Fa-f]{8}")
_FIRST_OWN = 164
_LONGEST = 32_767


def faults(package: Package) -> list[str]:
    """What is wrong with the looks and the shared texts."""
    part, texts = package.child("styles"), package.child("sharedStrings")
    found = [] if part is None else [*order.faults(part, package.tree(part)), *_styles(part, package.tree(part))]
    return found + ([] if texts is None else list(_texts(texts, package.tree(texts))))


def count(package: Package, held: str) -> int:
    """How many entries a list of looks has."""
    part = package.child("styles")
    found = None if part is None else package.tree(part).find(main(held))
    return 0 if found is None else len(found)


def _styles(part: str, root: Element) -> Iterator[str]:
    lists = {name: found for name in _COUNTED if (found := root.find(main(name))) is not None}
    for name, held in lists.items():
        if held.get("count") is not None and int(held.get("count")) != len(held):
            yield f"{part}: {held.get('count')} {name}, and there are {len(held)}"
    sizes = {name: len(held) for name, held in lists.items()}
    for name, least in (("fonts", 1), ("fills", 2), ("borders", 1), ("cellXfs", 1)):
        if sizes.get(name, 0) < least:
            yield f"{part}: {sizes.get(name, 0)} {name}"
    own = [int(one.get("numFmtId", -1)) for one in lists.get("numFmts", ())]
    if len(own) != len(set(own)):
        yield f"{part}: a number format twice"
    for one in root.iter(main("numFmt")):
        yield from (f"{part}: number format {one.get('formatCode')!r}: {fault}" for fault in _format(one))
    for held in ("cellStyleXfs", "cellXfs"):
        for at, xf in enumerate(lists.get(held, ())):
            yield from (f"{part}: {held} {at}: {fault}" for fault in _xf(xf, sizes, own, held))
    for one in lists.get("cellStyles", ()):
        if int(one.get("xfId", 0)) >= sizes.get("cellStyleXfs", 0):
            yield f"{part}: the style {one.get('name')!r} points to nothing"
    names = [one.get("name", "").casefold() for one in lists.get("cellStyles", ())]
    if len(names) != len(set(names)):
        yield f"{part}: a style twice"
    yield from _colours(part, root)


def _format(one: Element) -> Iterator[str]:
    code = one.get("formatCode", "")
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.', "", code)
    if not code or len(code) > 255:
        yield f"{len(code)} characters"
    if bare.count('"') or bare.count("[") != bare.count("]"):
        yield "not closed"
    if bare.count(";") > 3:
        yield "more than four parts"


def _xf(xf: Element, sizes: dict[str, int], own: list[int], held: str) -> Iterator[str]:
    for name, target in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
        if int(xf.get(name, 0)) >= sizes.get(target, 0):
            yield f"{name} {xf.get(name)} points to nothing"
    if held == "cellXfs" and int(xf.get("xfId", 0)) >= max(sizes.get("cellStyleXfs", 1), 1):
        yield f"xfId {xf.get('xfId')} points to nothing"
    number = int(xf.get("numFmtId", 0))
    if number >= _FIRST_OWN and number not in own:
        yield f"numFmtId {number} points to nothing"
    for one in xf.findall(main("alignment")):
        if int(one.get("indent", 0)) > 250 or not (
            0 <= int(one.get("textRotation", 0)) <= 180 or one.get("textRotation") == "255"
        ):
            yield "an alignment out of reach"
        across = {
            "general", "left", "center", "right", "fill", "justify", "centerContinuous", "distributed"
        }  # fmt: skip
        if one.get("horizontal", "general") not in across:
            yield f"aligned {one.get('horizontal')!r}"
        if one.get("vertical", "bottom") not in {"top", "center", "bottom", "justify", "distributed"}:
            yield f"aligned {one.get('vertical')!r}"


def _colours(part: str, root: Element) -> Iterator[str]:
    for one in root.iter():
        tag = local(one)
        if tag in ("color", "fgColor", "bgColor", "tabColor"):
            if one.get("rgb") is not None and not _RGB.fullmatch(one.get("rgb")):
                yield f"{part}: the colour {one.get('rgb')!r}"
            if one.get("theme") is not None and int(one.get("theme")) > 11:
                yield f"{part}: theme colour {one.get('theme')}"
        elif tag == "sz" and not 1 <= float(one.get("val", 11)) <= 409:
            yield f"{part}: letters of {one.get('val')} points"
        elif tag in ("name", "rFont") and len(one.get("val", "")) > 31:
            yield f"{part}: the font {one.get('val')!r}"


def _texts(part: str, root: Element) -> Iterator[str]:
    if root.get("uniqueCount") is not None and int(root.get("uniqueCount")) != len(root):
        yield f"{part}: {root.get('uniqueCount')} texts, and there are {len(root)}"
    yield from order.faults(part, root)
    for at, one in enumerate(root):
        yield from (f"{part}: text {at}: {fault}" for fault in text_faults(one))


def text_faults(held: Element) -> Iterator[str]:
    """What is wrong with a text, in runs or not."""
    whole = plain("".join(one.text or "" for one in held.iter(main("t"))))
    if len(whole.encode("utf-16-le", "surrogatepass")) // 2 > _LONGEST:
        yield f"{len(whole)} characters, and a cell holds {_LONGEST}"
    for one in held.iter(main("t")):
        shown = one.text or ""
        if shown != shown.strip(" \t\r\n") and one.get("{http://www.w3.org/XML/1998/namespace}space") != "preserve":
            yield f"{shown[:20]!r} loses its blanks"
