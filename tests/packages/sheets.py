"""A sheet of cells: rows and cells in order, values that are what they say, and everything that lies around them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from tests.packages import looks, order
from tests.packages.archive import Element, Package, R, main
from tests.packages.books import known
from tests.packages.formulas import Known
from tests.packages.places import COLUMNS, ROWS, Box, box, boxes, column

_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
_VALUED = {"n", "s", "str", "b", "e", "d"}
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
_CORNERS = {"topLeft", "topRight", "bottomLeft", "bottomRight"}
_RELATED = {
    "drawing": "drawing",
    "legacyDrawing": "vmlDrawing",
    "legacyDrawingHF": "vmlDrawing",
    "picture": "image",
    "tablePart": "table",
    "pageSetup": "printerSettings",
}
_RULES = {
    "expression", "cellIs", "colorScale", "dataBar", "iconSet", "top10", "uniqueValues", "duplicateValues",
    "containsText", "notContainsText", "beginsWith", "endsWith", "containsBlanks", "notContainsBlanks",
    "containsErrors", "notContainsErrors", "timePeriod", "aboveAverage",
}  # fmt: skip
_LISTS = {"none", "whole", "decimal", "list", "date", "time", "textLength", "custom"}
_LONGEST = 32_767  # characters of a text in a cell
_LONGEST_LIST = 255


def faults(package: Package) -> list[str]:
    """What is wrong with the sheets of the workbook."""
    about = known(package)
    texts = package.child("sharedStrings")
    sizes = {
        "texts": 0 if texts is None else len(package.tree(texts)),
        "looks": max(looks.count(package, "cellXfs"), 1),
        "dxfs": looks.count(package, "dxfs"),
        "views": max(len(list(package.tree(package.workbook).iter(main("workbookView")))), 1),
    }
    found: list[str] = []
    selected = 0
    for _, part in package.worksheets:
        root = package.tree(part)
        selected += any(view.get("tabSelected") in ("1", "true") for view in root.iter(main("sheetView")))
        told = [
            *_cells(root, sizes, about),
            *_columns(root, sizes),
            *_view(root, sizes),
            *_merged(root),
            *_rules(root, sizes, about),
            *_lists(root, about),
            *_links(package, part, root, about),
            *_print(root),
            *_related(package, part, root),
        ]
        found += order.faults(part, root)
        found += (f"{part}: {fault}" for fault in told)
    if selected > 1:
        found.append(f"{selected} sheets are selected together")
    return found


def _cells(root: Element, sizes: dict[str, int], about: Known) -> Iterator[str]:
    if root.find(main("sheetData")) is None:
        yield "no sheetData"
        return
    at, shared = 0, _shared(root)
    for row in root.find(main("sheetData")):
        before, at = at, int(row.get("r", at + 1))
        if not before < at <= ROWS:
            yield f"row {at} behind row {before}"
        if row.get("ht") is not None and not 0 <= float(row.get("ht")) <= 409.5:
            yield f"row {at} is {row.get('ht')} points high"
        if int(row.get("outlineLevel", 0)) > 7 or int(row.get("s", 0)) >= sizes["looks"]:
            yield f"row {at}: a level or a look that is not there"
        across = 0
        for cell in row.iter(main("c")):
            before, name = across, cell.get("r")
            place = _PLACE.fullmatch(name or "")
            across = before + 1 if name is None else column(place[1]) if place else 0
            if name is not None and (place is None or int(place[2]) != at):
                yield f"the cell {name} in row {at}"
            elif not before < across <= COLUMNS:
                yield f"the cell {name} behind column {before} of row {at}"
            yield from (f"{name}: {fault}" for fault in _cell(cell, sizes, shared, about))


def _shared(root: Element) -> set[str]:
    """Numbers of the shared formulas that are told once."""
    return {one.get("si", "") for one in root.iter(main("f")) if one.get("t") == "shared" and one.text}


def _cell(cell: Element, sizes: dict[str, int], shared: set[str], about: Known) -> Iterator[str]:
    kind, value = cell.get("t", "n"), cell.findtext(main("v"))
    if not cell.get("s", "0").isdecimal() or int(cell.get("s", 0)) >= sizes["looks"]:
        yield f"the look {cell.get('s')}"
    if kind not in {*_VALUED, "inlineStr"}:
        yield f"the type {kind!r}"
    elif kind == "inlineStr":
        inline = cell.find(main("is"))
        if value is not None or inline is None or cell.find(main("f")) is not None:
            yield "a text in the cell, and something else"
        else:
            yield from looks.text_faults(inline)
    elif cell.find(main("is")) is not None:
        yield f"a text in a cell of type {kind!r}"
    formula = cell.find(main("f"))
    shows_nothing = value == "" and kind == "n" and formula is not None  # yet
    if kind in _VALUED and value is not None and not shows_nothing and (fault := _value(kind, value, sizes["texts"])):
        yield fault
    if formula is not None:
        yield from _formula(formula, shared, about)


def _value(kind: str, value: str, texts: int) -> str:
    """What is wrong with the value of a cell."""
    if kind == "n":
        wrong = not _NUMBER.fullmatch(value) or not math.isfinite(float(value))
    elif kind == "s":
        wrong = not value.isdecimal() or int(value) >= texts
    elif kind == "b":
        wrong = value.strip() not in ("0", "1", "true", "false")
    elif kind == "e":
        wrong = value not in _ERRORS
    elif kind == "d":
        wrong = not _is_day(value)
    else:
        wrong = len(value.encode("utf-16-le", "surrogatepass")) // 2 > _LONGEST
    return f"{value[:40]!r} is no value of type {kind!r}" if wrong else ""


def _is_day(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _formula(formula: Element, shared: set[str], about: Known) -> Iterator[str]:
    kind, text, ref = formula.get("t", "normal"), formula.text or "", formula.get("ref")
    if kind not in ("normal", "array", "shared", "dataTable"):
        yield f"a formula of type {kind!r}"
    if kind in ("array", "dataTable") and (ref is None or box(ref) is None):
        yield f"a formula over {ref!r}"
    if kind == "shared":
        if formula.get("si") not in shared:
            yield f"the shared formula {formula.get('si')} is told nowhere"
        if not text:
            return
    if kind != "dataTable":
        yield from about.faults(text)


def _columns(root: Element, sizes: dict[str, int]) -> Iterator[str]:
    held = root.find(main("cols"))
    if held is None:
        return
    if not len(held):
        yield "an empty list of columns"
    before = 0
    for one in held:
        first, last = int(one.get("min", 0)), int(one.get("max", 0))
        if not before < first <= last <= COLUMNS:
            yield f"columns {first} to {last} behind column {before}"
        before = last
        if not 0 <= float(one.get("width", 0)) <= 255:
            yield f"columns of width {one.get('width')}"
        if int(one.get("style", 0)) >= sizes["looks"] or int(one.get("outlineLevel", 0)) > 7:
            yield f"columns {first} to {last}: a level or a look that is not there"


def _view(root: Element, sizes: dict[str, int]) -> Iterator[str]:
    views = root.findall(f"{main('sheetViews')}/{main('sheetView')}")
    if root.find(main("sheetViews")) is not None and not views:
        yield "an empty list of views"
    for view in views:
        if int(view.get("workbookViewId", sizes["views"])) >= sizes["views"]:
            yield f"the view {view.get('workbookViewId')}"
        if not 10 <= int(view.get("zoomScale", 100)) <= 400:
            yield f"shown at {view.get('zoomScale')} %"
        pane = view.find(main("pane"))
        corners = {"topLeft"} if pane is None else _CORNERS
        if pane is not None:
            yield from _pane(pane)
        chosen = view.findall(main("selection"))
        if len({one.get("pane", "topLeft") for one in chosen}) != len(chosen):
            yield "two selections in one pane"
        for one in chosen:
            places, active = boxes(one.get("sqref", "A1")), box(one.get("activeCell", "A1"))
            if one.get("pane", "topLeft") not in corners:
                yield f"a selection in the pane {one.get('pane')!r}"
            if places is None or active is None or not any(place.holds(active) for place in places):
                yield f"{one.get('activeCell')} selected in {one.get('sqref')}"


def _pane(pane: Element) -> Iterator[str]:
    across, down = float(pane.get("xSplit", 0)), float(pane.get("ySplit", 0))
    active = pane.get("activePane", "topLeft")
    allowed = {"topLeft", *({"topRight"} if across else ()), *({"bottomLeft"} if down else ())}
    if across and down:
        allowed.add("bottomRight")
    if not (across or down) or active not in allowed:
        yield f"a pane {active} split at {across:g} and {down:g}"
    if pane.get("topLeftCell") is not None and box(pane.get("topLeftCell")) is None:
        yield f"a pane from {pane.get('topLeftCell')}"
    if pane.get("state", "split") not in ("split", "frozen", "frozenSplit"):
        yield f"a pane {pane.get('state')}"


def _merged(root: Element) -> Iterator[str]:
    held = root.find(main("mergeCells"))
    if held is None:
        return
    if not len(held) or int(held.get("count", len(held))) != len(held):
        yield f"{held.get('count')} merged places, and there are {len(held)}"
    seen: list[Box] = []
    for one in held:
        place = box(one.get("ref", ""))
        if place is None or (place.top, place.left) == (place.bottom, place.right):
            yield f"merged {one.get('ref')}"
        elif any(place.meets(other) for other in seen):
            yield f"merged {one.get('ref')}, which are merged already"
        else:
            seen.append(place)


def _rules(root: Element, sizes: dict[str, int], about: Known) -> Iterator[str]:
    for held in root.findall(main("conditionalFormatting")):
        where = held.get("sqref", "")
        if boxes(where) is None:
            yield f"rules over {where!r}"
        rules = held.findall(main("cfRule"))
        if not rules:
            yield f"no rule over {where}"
        for one in rules:
            if one.get("type") not in _RULES:
                yield f"a rule over {where} of type {one.get('type')!r}"
            if not one.get("priority", "").isdecimal() or int(one.get("priority")) < 1:
                yield f"a rule over {where} of priority {one.get('priority')!r}"
            if one.get("dxfId") is not None and int(one.get("dxfId")) >= sizes["dxfs"]:
                yield f"a rule over {where} with the look {one.get('dxfId')}"
            formulas = one.findall(main("formula"))
            if one.get("type") in ("expression", "cellIs") and not 1 <= len(formulas) <= 2:
                yield f"a rule over {where} with {len(formulas)} formulas"
            for formula in formulas:
                yield from (f"a rule over {where}: {fault}" for fault in about.faults(formula.text or "", plain=True))


def _lists(root: Element, about: Known) -> Iterator[str]:
    held = root.find(main("dataValidations"))
    if held is None:
        return
    if not len(held) or int(held.get("count", len(held))) != len(held):
        yield f"{held.get('count')} validations, and there are {len(held)}"
    for one in held:
        where = f"the validation of {one.get('sqref')}"
        if boxes(one.get("sqref", "")) is None:
            yield f"{where}: no place"
        if one.get("type", "none") not in _LISTS:
            yield f"{where}: of type {one.get('type')!r}"
        texts = ("errorTitle", 32), ("promptTitle", 32), ("error", 255), ("prompt", 255)
        yield from (f"{where}: {name} is too long" for name, most in texts if len(one.get(name, "")) > most)
        first = one.findtext(main("formula1"))
        if one.get("type", "none") != "none" and not first:
            yield f"{where}: no formula"
        if (one.get("operator", "between") in ("between", "notBetween")) and one.get("type") in (
            "whole", "decimal", "date", "time", "textLength"
        ) and not one.findtext(main("formula2")):  # fmt: skip
            yield f"{where}: no second formula"
        for text in (first, one.findtext(main("formula2"))):
            if text and text.startswith('"') and one.get("type") == "list":
                if len(text) - 2 > _LONGEST_LIST or not text.endswith('"'):
                    yield f"{where}: a list of {len(text) - 2} characters"
            elif text:
                yield from (f"{where}: {fault}" for fault in about.faults(text, plain=True))


def _links(package: Package, part: str, root: Element, about: Known) -> Iterator[str]:
    held = root.find(main("hyperlinks"))
    if held is None:
        return
    if not len(held):
        yield "an empty list of links"
    seen: Counter[str] = Counter()
    for one in held:
        ref, to, place = one.get("ref", ""), one.get(f"{{{R}}}id"), one.get("location")
        seen[ref] += 1
        if box(ref) is None:
            yield f"a link at {ref!r}"
        if to is not None and package.target(part, to, "hyperlink") is None:
            yield f"the link at {ref} points to nothing"
        if to is None and not place:
            yield f"the link at {ref} leads nowhere"
        if len(one.get("tooltip", "")) > 255 or len(place or "") > 2083:
            yield f"the link at {ref} says too much"
        if to is None and place:
            yield from (f"the link at {ref}: {fault}" for fault in about.faults(place.removeprefix("#")))
    yield from (f"{count} links at {ref}" for ref, count in seen.items() if count > 1)


def _print(root: Element) -> Iterator[str]:
    for one in root.iter(main("pageSetup")):
        if not 10 <= int(one.get("scale", 100)) <= 400:
            yield f"printed at {one.get('scale')} %"
        if one.get("orientation", "default") not in ("default", "portrait", "landscape"):
            yield f"printed {one.get('orientation')}"
        if any(int(one.get(name, 1)) > 32_767 for name in ("fitToWidth", "fitToHeight", "firstPageNumber")):
            yield "printed on too many pages"
    for held in root.iter(main("headerFooter")):
        for one in held:
            if len(one.text or "") > 255:
                yield f"a header or footer of {len(one.text)} characters"
    for one in root.iter(main("ignoredError")):
        if boxes(one.get("sqref", "")) is None:
            yield f"errors ignored at {one.get('sqref')!r}"
    for held in (*root.findall(main("rowBreaks")), *root.findall(main("colBreaks"))):
        if int(held.get("count", len(held))) != len(held):
            yield "miscounted breaks"


def _related(package: Package, part: str, root: Element) -> Iterator[str]:
    for one in root.iter():
        tag = one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
        id = one.get(f"{{{R}}}id") if isinstance(one.tag, str) else None
        if tag in _RELATED and id is not None and package.target(part, id, _RELATED[tag]) is None:
            yield f"<{tag}> points to {id}, which is no {_RELATED[tag]}"
    held = root.find(main("tableParts"))
    if held is not None and int(held.get("count", len(held))) != len(held):
        yield f"{held.get('count')} tables, and there are {len(held)}"
    place = root.find(main("dimension"))
    if place is not None and box(place.get("ref", "")) is None:
        yield f"used from {place.get('ref')!r}"
