"""What lies over cells: drawings, charts, notes, buttons; and the ribbon of an add-in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.packages import order
from tests.packages.archive import Element, Package, R, main
from tests.packages.books import known
from tests.packages.formulas import Known
from tests.packages.places import box

_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_VML, _EXCEL = "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:excel"
_RIBBONS = {
    "customUI/customUI.xml": ("2006", "http://schemas.microsoft.com/office/2006/01/customui"),
    "customUI/customUI14.xml": ("2007", "http://schemas.microsoft.com/office/2009/07/customui"),
}
_MACRO = re.compile(r"\[0\]!(?:\w+\.)?\w+")


def faults(package: Package) -> list[str]:
    """What is wrong with what lies over the cells."""
    about = known(package)
    found: list[str] = []
    for _, part in package.worksheets:
        for one in package.relations(part):
            if one.kind == "drawing":
                found += (f"{one.target}: {fault}" for fault in _drawing(package, one.target))
            elif one.kind == "vmlDrawing":
                found += (f"{one.target}: {fault}" for fault in _buttons(package.tree(one.target)))
            elif one.kind == "comments":
                found += order.faults(one.target, package.tree(one.target))
                found += (f"{one.target}: {fault}" for fault in _notes(package.tree(one.target)))
    for name, kind in package.types.items():
        if kind.endswith("drawingml.chart+xml"):
            found += (f"{name}: {fault}" for fault in _chart(package.tree(name), about))
    return [*found, *_ribbon(package)]


def _drawing(package: Package, part: str) -> Iterator[str]:
    root = package.tree(part)
    ids = Counter(one.get("id") for one in root.iter(f"{{{_XDR}}}cNvPr"))
    yield from (f"the id {id} {count} times" for id, count in ids.items() if count > 1)
    known_ids = {one.id for one in package.relations(part)}
    for one in root.iter():
        for name in ("id", "embed", "link"):
            value = one.get(f"{{{R}}}{name}") if isinstance(one.tag, str) else None
            if value and value not in known_ids:
                yield f"{value} points to nothing"
    for anchor in root:
        kind = anchor.tag.rpartition("}")[2] if isinstance(anchor.tag, str) else ""
        if kind not in ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor", "AlternateContent"):
            yield f"<{kind}>"
        ends = [anchor.find(f"{{{_XDR}}}{end}") for end in ("from", "to")]
        if kind == "twoCellAnchor":
            places = [
                tuple(int(end.findtext(f"{{{_XDR}}}{way}", "-1")) for way in ("row", "col"))
                for end in ends
                if end is not None
            ]
            if len(places) != 2 or min(min(place) for place in places) < 0 or places[0][0] > places[1][0]:
                yield "something over no cells"
        if kind.endswith("Anchor") and anchor.find(f"{{{_XDR}}}clientData") is None:
            yield f"<{kind}> without clientData"


def _chart(root: Element, about: Known) -> Iterator[str]:
    for one in root.iter(f"{{{_CHART}}}f"):
        yield from about.faults(one.text or "")
    for one in (*root.iter(f"{{{_CHART}}}strCache"), *root.iter(f"{{{_CHART}}}numCache")):
        points = [int(point.get("idx", -1)) for point in one.iter(f"{{{_CHART}}}pt")]
        counted = one.find(f"{{{_CHART}}}ptCount")
        if counted is not None and points and max(points) >= int(counted.get("val", 0)):
            yield f"{len(points)} points, and {counted.get('val')} are said"
    axes = [one.get("val") for one in root.iter(f"{{{_CHART}}}axId")]
    if any(count < 2 for count in Counter(axes).values()):
        yield "an axis that is not there"


def _buttons(root: Element) -> Iterator[str]:
    shapes = [one.get("id", "") for one in root.iter(f"{{{_VML}}}shape")]
    if len(shapes) != len(set(shapes)):
        yield "a shape twice"
    for shape in root.iter(f"{{{_VML}}}shape"):
        about = shape.find(f"{{{_EXCEL}}}ClientData")
        if about is None:
            yield f"{shape.get('id')} without ClientData"
            continue
        anchor = about.findtext(f"{{{_EXCEL}}}Anchor")
        if anchor is not None and len(re.findall(r"\d+", anchor)) != 8:
            yield f"{shape.get('id')} at {anchor!r}"
        macro = about.findtext(f"{{{_EXCEL}}}FmlaMacro")
        if macro is not None and not _MACRO.fullmatch(macro):
            yield f"{shape.get('id')} calls {macro!r}"
        if about.get("ObjectType") == "Note" and about.find(f"{{{_EXCEL}}}Row") is None:
            yield f"{shape.get('id')}: a note at no cell"


def _notes(root: Element) -> Iterator[str]:
    authors = len(list(root.iter(main("author"))))
    refs = Counter(one.get("ref", "") for one in root.iter(main("comment")))
    yield from (f"{count} notes at {ref}" for ref, count in refs.items() if count > 1)
    for one in root.iter(main("comment")):
        if box(one.get("ref", "")) is None or int(one.get("authorId", 0)) >= authors:
            yield f"the note at {one.get('ref')} by author {one.get('authorId')}"


def _ribbon(package: Package) -> Iterator[str]:
    for one in package.relations(""):
        if one.kind != "extensibility":
            continue
        root = package.tree(one.target)
        space = root.tag.partition("}")[0].lstrip("{")
        if space not in {known_space for _, known_space in _RIBBONS.values()}:
            yield f"{one.target}: of the namespace {space}"
