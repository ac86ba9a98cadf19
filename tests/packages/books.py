"""What the workbook says of itself: its sheets, its names, the order of its formulas, its macros and properties."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.packages import order
from tests.packages.archive import Element, Package, main, plain
from tests.packages.formulas import Known, is_name

_BUILT_IN = re.compile(r"_xlnm\.(Print_Area|Print_Titles|_FilterDatabase|Criteria|Extract|Database|Sheet_Title)", re.I)
_SHEET, _CODE_NAME = re.compile(r"[^\[\]:*?/\\\x00-\x1f]{1,31}"), re.compile(r"[^\W\d]\w{0,30}")
_FILTER = "_xlnm._filterdatabase"
_MACROS = "macroEnabled"
_DAY = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def known(package: Package) -> Known:
    """What formulas of the workbook may speak of."""
    root = package.tree(package.workbook)
    tables: dict[str, frozenset[str]] = {}
    for _, part in package.worksheets:
        for one in package.relations(part):
            if one.kind == "table":
                table = package.tree(one.target)
                heads = (plain(column.get("name", "")) for column in table.iter(main("tableColumn")))
                tables[table.get("displayName", "").casefold()] = frozenset(head.casefold() for head in heads)
    names = {one.get("name", "").casefold() for one in root.iter(main("definedName"))}
    return Known(frozenset(name.casefold() for name, _, _ in package.sheets), frozenset({*names, *tables}), tables)


def faults(package: Package) -> list[str]:
    """What is wrong with the list of sheets and what hangs on it."""
    root = package.tree(package.workbook)
    return [
        *order.faults(package.workbook, root),
        *_sheets(package),
        *_views(package, root),
        *_names(package, root),
        *_calculation(package),
        *_macros(package, root),
        *_properties(package),
    ]


def _sheets(package: Package) -> Iterator[str]:
    names: Counter[str] = Counter()
    ids: Counter[str] = Counter()
    for name, part, entry in package.sheets:
        names[name.casefold()] += 1
        ids[entry.get("sheetId", "")] += 1
        if not _SHEET.fullmatch(name) or len(name.encode("utf-16-le")) > 62 or name.strip("'") != name:
            yield f"sheet {name!r}: no name of a sheet"
        if name.casefold() == "history":
            yield f"sheet {name!r}: a name Excel keeps for itself"
        if part not in package.parts:
            yield f"sheet {name!r}: has no part"
        if not entry.get("sheetId", "").isdecimal() or not 0 < int(entry.get("sheetId")) < 65535:
            yield f"sheet {name!r}: id {entry.get('sheetId')!r}"
        if entry.get("state", "visible") not in ("visible", "hidden", "veryHidden"):
            yield f"sheet {name!r}: state {entry.get('state')!r}"
    yield from (f"sheet {name!r}: {count} times" for name, count in names.items() if count > 1)
    yield from (f"sheetId {id}: {count} times" for id, count in ids.items() if count > 1)
    parts = Counter(part for _, part, _ in package.sheets)
    yield from (f"{part}: the part of {count} sheets" for part, count in parts.items() if count > 1)
    if all(entry.get("state", "visible") != "visible" for _, _, entry in package.sheets):
        yield "no sheet is shown"
    listed = {part for _, part, _ in package.sheets}
    for one in package.relations(package.workbook):
        if one.kind in ("worksheet", "chartsheet") and one.target not in listed:
            yield f"{one.target}: a sheet that is not listed"


def _views(package: Package, root: Element) -> Iterator[str]:
    for view in root.iter(main("workbookView")):
        for name in ("activeTab", "firstSheet"):
            at = int(view.get(name, 0))
            if not 0 <= at < len(package.sheets):
                yield f"{name} {at}: there is no such sheet"
            elif name == "activeTab" and package.sheets[at][2].get("state", "visible") != "visible":
                yield f"{name} {at}: a hidden sheet is in front"


def _names(package: Package, root: Element) -> Iterator[str]:
    about = known(package)
    seen: Counter[tuple[str, str]] = Counter()
    for one in root.iter(main("definedName")):
        name, local_id, text = one.get("name", ""), one.get("localSheetId", ""), one.text or ""
        seen[name.casefold(), local_id] += 1
        if not (_BUILT_IN.fullmatch(name) if name.startswith("_xlnm.") else is_name(name)):
            yield f"name {name!r}: no name"
        if local_id and (not local_id.isdecimal() or int(local_id) >= len(package.sheets)):
            yield f"name {name!r}: of sheet {local_id}, which is not there"
        if name.startswith("_xlnm.") and not local_id:
            yield f"name {name!r}: of no sheet"
        if name.casefold() in about.tables and not local_id:
            yield f"name {name!r}: also a table"
        if name == "_xlnm.Print_Titles":
            yield from _titles(package, local_id, text)
        yield from (f"name {name!r}: {fault}" for each in _pieces(text) for fault in about.faults(each))
    yield from (f"name {name!r}: {count} times" for (name, _), count in seen.items() if count > 1)


def _pieces(text: str) -> list[str]:
    """The ranges of a name that stands for several."""
    return re.findall(r"(?:'(?:[^']|'')+'|[^,'(])+", text) if "(" not in text and "," in text else [text]


def _titles(package: Package, local_id: str, text: str) -> Iterator[str]:
    if not local_id.isdecimal() or int(local_id) >= len(package.sheets):
        return
    sheet = package.sheets[int(local_id)][0]
    for one in _pieces(text):
        found = re.fullmatch(r"(?:'((?:[^']|'')+)'|([\w.]+))!(?:\$[A-Z]+:\$[A-Z]+|\$\d+:\$\d+)", one)
        if found is None or (found[1] or found[2]).replace("''", "'").casefold() != sheet.casefold():
            yield f"print titles {text!r}: not rows or columns of {sheet!r}"


def _calculation(package: Package) -> Iterator[str]:
    part = package.child("calcChain")
    if part is None:
        return
    by_id = {entry.get("sheetId"): part for _, part, entry in package.sheets}
    found: dict[str, set[str]] = {}
    at = ""
    for one in package.tree(part):
        at = one.get("i", at)
        if at not in by_id:
            yield f"{part}: sheet {at}, which is not there"
            continue
        sheet = by_id[at]
        if sheet not in found:
            cells = package.tree(sheet).iter(main("c")) if sheet in package.parts else ()
            found[sheet] = {cell.get("r", "") for cell in cells if cell.find(main("f")) is not None}
        if one.get("r") not in found[sheet]:
            yield f"{part}: {one.get('r')} of {sheet}, which is no formula"


def _macros(package: Package, root: Element) -> Iterator[str]:
    kind = package.types.get(package.workbook, "")
    project = package.child("vbaProject")
    if (project is None) == (_MACROS in kind):
        yield f"{package.workbook}: called {kind}, {'without' if project is None else 'with'} macros"
    about = root.find(main("workbookPr"))
    names = ["" if about is None else about.get("codeName", "")]
    for _, part in package.worksheets:
        sheet = package.tree(part).find(main("sheetPr"))
        names.append("" if sheet is None else sheet.get("codeName", ""))
    counted = Counter(name.casefold() for name in names if name)
    yield from (f"code name {name}: {count} times" for name, count in counted.items() if count > 1)
    yield from (f"code name {name!r}: no name of Basic" for name in names if name and not _CODE_NAME.fullmatch(name))


def _properties(package: Package) -> Iterator[str]:
    cores = [one.target for one in package.relations("") if one.kind == "core-properties"]
    if len(cores) > 1:
        yield "properties: twice"
    for part in cores:
        root = package.tree(part)
        tags = Counter(child.tag for child in root if isinstance(child.tag, str))
        yield from (f"{part}: {tag} {count} times" for tag, count in tags.items() if count > 1)
        for child in root:
            if child.tag in (f"{{http://purl.org/dc/terms/}}{name}" for name in ("created", "modified")):
                kind = child.get("{http://www.w3.org/2001/XMLSchema-instance}type", "")
                if kind.rpartition(":")[2] != "W3CDTF" or not _DAY.fullmatch(child.text or ""):
                    yield f"{part}: {child.text!r} is no moment"
    for one in package.relations(""):
        if one.kind == "extended-properties":
            for vector in package.tree(one.target).iter(
                "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}vector"
            ):
                if int(vector.get("size", -1)) != len(vector):
                    yield f"{one.target}: a list of {vector.get('size')} with {len(vector)}"
