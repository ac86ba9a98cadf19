"""Excel tables: where they stand, what their headings say, and that no two of anything are alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.packages import looks, order
from tests.packages.archive import Element, Package, main, plain
from tests.packages.books import known
from tests.packages.formulas import Known, is_name
from tests.packages.places import Box, Cells, box

_FUNCTIONS = {"none", "sum", "min", "max", "average", "count", "countNums", "stdDev", "var", "custom"}


def faults(package: Package) -> list[str]:
    """What is wrong with the tables of the workbook."""
    about = known(package)
    found: list[str] = []
    ids: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for _, part in package.worksheets:
        standing = [one.target for one in package.relations(part) if one.kind == "table"]
        boxes: list[tuple[str, Box]] = []
        for table in standing:
            root = package.tree(table)
            ids[root.get("id", "")] += 1
            names[root.get("displayName", "").casefold()] += 1
            found += order.faults(table, root)
            found += (f"{table}: {fault}" for fault in _table(package, part, root, about))
            place = box(root.get("ref", ""))
            if place is not None:
                found += (f"{table}: stands over {other}" for other, there in boxes if there.meets(place))
                found += (f"{table}: stands over merged cells" for one in _merged(package, part) if one.meets(place))
                boxes.append((table, place))
        listed = [one.get(f"{{{_R}}}id") for one in package.tree(part).iter(main("tablePart"))]
        by_id = {one.id: one.target for one in package.relations(part) if one.kind == "table"}
        if sorted(map(str, listed)) != sorted(by_id):
            found.append(f"{part}: lists the tables {listed}, and has {sorted(by_id)}")
        own = package.tree(part).find(main("autoFilter"))
        filtered = None if own is None else box(own.get("ref", ""))
        found += (f"{part}: its filter lies over {table}" for table, at in boxes if filtered and filtered.meets(at))
    found += (f"table id {id}: {count} times" for id, count in ids.items() if count > 1)
    found += (f"table {name}: {count} times" for name, count in names.items() if count > 1)
    return found


_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _merged(package: Package, part: str) -> list[Box]:
    return [found for one in package.tree(part).iter(main("mergeCell")) if (found := box(one.get("ref", "")))]


def _table(package: Package, part: str, root: Element, about: Known) -> Iterator[str]:
    place = box(root.get("ref", ""))
    if place is None:
        yield f"the place {root.get('ref')!r}"
        return
    if not root.get("id", "").isdecimal() or int(root.get("id")) < 1:
        yield f"the id {root.get('id')!r}"
    for name in ("name", "displayName"):
        if not is_name(root.get(name, "")):
            yield f"{root.get(name)!r} is no name of a table"
    heads, totals = int(root.get("headerRowCount", 1)), int(root.get("totalsRowCount", 0))
    if place.bottom - place.top + 1 < heads + totals + 1:
        yield f"{root.get('ref')} leaves no row for figures"
    yield from _filter(root, place, heads, totals)
    columns = root.findall(f"{main('tableColumns')}/{main('tableColumn')}")
    held = root.find(main("tableColumns"))
    if held is None or int(held.get("count", len(columns))) != len(columns):
        yield "miscounts its columns"
    if len(columns) != place.right - place.left + 1:
        yield f"{len(columns)} columns over {root.get('ref')}"
    ids = [one.get("id") for one in columns]
    if len(ids) != len(set(ids)) or any(not str(id).isdecimal() or int(str(id)) < 1 for id in ids):
        yield f"the ids {ids} of its columns"
    named = Counter(plain(one.get("name", "")).casefold() for one in columns)
    yield from (f"the column {name!r} {count} times" for name, count in named.items() if count > 1)
    dxfs = looks.count(package, "dxfs")
    for one in (root, *columns):
        for name, value in one.attrib.items():
            if name.endswith("DxfId") and int(value) >= dxfs:
                yield f"{name} {value} points to nothing"
    cells = Cells.of(package, part)
    for at, one in enumerate(columns, place.left):
        yield from _column(one, at, place, bool(heads), bool(totals), cells, about)


def _filter(root: Element, place: Box, heads: int, totals: int) -> Iterator[str]:
    found = root.find(main("autoFilter"))
    if found is None:
        return
    if not heads:
        yield "a filter without headings"
    if box(found.get("ref", "")) != Box(place.top, place.left, place.bottom - totals, place.right):
        yield f"a filter over {found.get('ref')} of {root.get('ref')}"
    for one in found.iter(main("filterColumn")):
        if int(one.get("colId", 0)) > place.right - place.left:
            yield f"a filter of column {one.get('colId')}"
    for one in root.iter(main("sortState")):
        sorted_ = box(one.get("ref", ""))
        if sorted_ is None or not place.holds(sorted_):
            yield f"sorted over {one.get('ref')}, beyond {root.get('ref')}"


def _column(one: Element, at: int, place: Box, heads: bool, totals: bool, cells: Cells, about: Known) -> Iterator[str]:
    name = plain(one.get("name", ""))
    if not name or len(name) > 255:
        yield f"a column called {name!r}"
    if one.get("name", "").count("\n") or one.get("name", "").count("\r"):
        yield f"the column {name!r} with a bare end of line"
    if heads:
        kind, shown = cells.shown(place.top, at)
        if kind not in ("s", "str", "inlineStr"):
            yield f"the heading of {name!r} is no text ({kind})"
        elif shown.replace("\r\n", "\n") != name.replace("\r\n", "\n"):
            yield f"the column {name!r} under the heading {shown!r}"
    formula = one.findtext(main("calculatedColumnFormula"))
    if formula is not None:
        yield from (f"the column {name!r}: {fault}" for fault in about.faults(formula))
    function, label = one.get("totalsRowFunction", "none"), one.get("totalsRowLabel")
    if function not in _FUNCTIONS:
        yield f"the column {name!r}: totals by {function!r}"
    if (one.findtext(main("totalsRowFormula")) is None) == (function == "custom"):
        yield f"the column {name!r}: totals by {function!r}, with another formula"
    if totals:
        kind, shown = cells.shown(place.bottom, at)
        if label is not None and shown != plain(label):
            yield f"the column {name!r}: {label!r} below it, and the cell says {shown!r}"
        if function != "none" and not cells.formula(place.bottom, at):
            yield f"the column {name!r}: no formula in its total"
