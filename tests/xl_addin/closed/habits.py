"""Workbooks with the habits of those who write them: Excel with all that it adds, and programs that write the least."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from lxml import etree

from tests.packages.archive import MAIN, Element, R, main
from tests.xl_addin.workbooks import decorated, small_firm

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_X14AC = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
_XR = "http://schemas.microsoft.com/office/spreadsheetml/2014/revision"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_UID = f"{{{_XR}}}uid"
_PATH = (
    f'<mc:AlternateContent xmlns:mc="{_MC}"><mc:Choice Requires="x15"><x15ac:absPath '
    'xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" url="C:\\Users\\Li\\"/>'
    "</mc:Choice></mc:AlternateContent>"
)
_RIBBON = '<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"/>'
_METADATA = (
    f'<metadata xmlns="{MAIN}" xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" '
    'pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1" '
    'coerce="1" cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst><ext '
    'uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext>'
    '</extLst></bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)
_QUERY = (
    f'<queryTable xmlns="{MAIN}" name="External" connectionId="1" autoFormatId="16"><queryTableRefresh nextId="3">'
    '<queryTableFields count="2"><queryTableField id="1" name="a" tableColumnId="1"/><queryTableField id="2" name="b" '
    'tableColumnId="2"/></queryTableFields></queryTableRefresh></queryTable>'
)
_CONNECTION = (
    f'<connections xmlns="{MAIN}"><connection id="1" keepAlive="1" name="Query - a" type="5" refreshedVersion="8">'
    '<dbPr connection="Provider=Microsoft.Mashup.OleDb.1;Location=a" command="SELECT * FROM [a]"/></connection>'
    "</connections>"
)
_PERSONS = (
    '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<person displayName="Me" id="{00000000-0000-0000-0000-000000000001}" userId="Me" providerId="None"/></personList>'
)
_THREAD = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="B3" dT="2026-03-02T09:00:00.00" personId="{00000000-0000-0000-0000-000000000001}" '
    'id="{00000000-0000-0000-0000-0000000000AA}"><text>checked by me</text></threadedComment></ThreadedComments>'
)


def _read(held: bytes) -> Element:
    return etree.fromstring(held)


def parts_of(path: Path) -> dict[str, bytes]:
    """The parts of a file, in its order."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(path: Path, parts: dict[str, bytes]) -> Path:
    """A file of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in parts.items():
            archive.writestr(name, held)
    return path


def as_excel(path: Path, lang: str = "en") -> Path:
    """The decorated firm as Excel saves it: its extensions and ids, an order of formulas, shared and spilled formulas,
    a query, a thread of notes, printer settings, XML of others, a table with totals, and one that is sorted.
    """
    parts = parts_of(decorated(path, lang))
    book = parts["xl/workbook.xml"].decode()
    book = book.replace("<bookViews>", f"{_PATH}<bookViews>").replace("</workbook>", "<extLst/></workbook>")
    parts["xl/workbook.xml"] = book.encode()
    for name in [name for name in parts if re.fullmatch(r"xl/worksheets/sheet\d\.xml", name)]:
        parts[name] = _sheet(parts[name])
    mine = parts["xl/worksheets/sheet1.xml"].decode()
    mine = mine.replace('<c r="D3"', '<c r="D3" cm="1"')
    for at, formula in enumerate(('<f t="shared" ref="G6:G8" si="0">B6+1</f>', *['<f t="shared" si="0"/>'] * 2), 6):
        mine = re.sub(rf'(<row r="{at}"[^>]*>.*?)(</row>)', rf'\1<c r="G{at}">{formula}<v>1</v></c>\2', mine, count=1)
    parts["xl/worksheets/sheet1.xml"] = mine.encode()
    _totals(parts)
    _add(parts, "xl/metadata.xml", _METADATA, f"{_SHEET}.sheetMetadata+xml", "xl/workbook.xml", "sheetMetadata")
    _add(parts, "xl/connections.xml", _CONNECTION, f"{_SHEET}.connections+xml", "xl/workbook.xml", "connections")
    _add(parts, "xl/persons/person.xml", _PERSONS, "application/vnd.ms-excel.person+xml", "xl/workbook.xml", "person")
    thread = ("xl/threadedComments/threadedComment1.xml", _THREAD, "application/vnd.ms-excel.threadedcomments+xml")
    _add(parts, *thread, "xl/worksheets/sheet1.xml", "threadedComment")
    own = next(name for name, held in parts.items() if name.startswith("xl/tables/") and b'"tblMine"' in held)
    parts[own] = parts[own].replace(b' totalsRowShown="0"', b' tableType="queryTable" totalsRowShown="0"')
    _add(parts, "xl/queryTables/queryTable1.xml", _QUERY, f"{_SHEET}.queryTable+xml", own, "queryTable")
    _add(parts, "customXml/item1.xml", "<mine/>", "application/xml", "xl/workbook.xml", "customXml")
    _add(parts, "customUI/customUI14.xml", _RIBBON, "application/xml", "", "extensibility")
    printer = ("xl/printerSettings/printerSettings1.bin", "paper", f"{_SHEET}.printerSettings")
    ledger = _sheet_of_table(parts, "tblLedger")
    id = _add(parts, *printer, ledger, "printerSettings")
    sheet = parts[ledger].decode()
    set_up = f'<pageSetup paperSize="9" orientation="landscape" r:id="{id}"/>'
    parts[ledger] = re.sub(r"(<pageMargins[^>]*/>)", rf"\1{set_up}", sheet, count=1).encode()
    chain = "".join(
        f'<c r="{cell}" i="{n}"/>'
        for n, name in enumerate(_sheets(parts), 1)
        for cell in re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f', parts[name].decode())
    )
    text = f'<calcChain xmlns="{MAIN}">{chain}</calcChain>'
    _add(parts, "xl/calcChain.xml", text, f"{_SHEET}.calcChain+xml", "xl/workbook.xml", "calcChain")
    return written(path, parts)


def as_little(path: Path, lang: str = "en") -> Path:
    """The firm as a program writes it that writes the least: no addresses, no shared texts, no views, no properties, no
    theme, tags with a prefix, targets from the root on.
    """
    parts = parts_of(small_firm(path, lang))
    shared = _read(parts.pop("xl/sharedStrings.xml"))
    texts = ["".join(one.itertext()) for one in shared]
    for gone in ("docProps/app.xml", "docProps/core.xml", "xl/theme/theme1.xml"):
        parts.pop(gone)
    for name in list(parts):
        if name.endswith(".rels"):
            parts[name] = _from_the_root(parts[name], name)
        elif name.startswith("xl/") and name.endswith(".xml"):
            root = _read(parts[name])
            _bare(root, texts)
            for one in (*root.findall(main("fills")), *root.findall(main("borders"))):
                del one[1:]
                one.attrib.pop("count")
            parts[name] = etree.tostring(_prefixed(root), encoding="utf-8")
    types = _read(parts["[Content_Types].xml"])
    for one in list(types):
        if (one.get("PartName") or "/x/")[1:] not in parts and one.get("PartName"):
            types.remove(one)
    parts["[Content_Types].xml"] = etree.tostring(types)
    return written(path, parts)


def _sheets(parts: dict[str, bytes]) -> list[str]:
    return sorted(name for name in parts if re.fullmatch(r"xl/worksheets/sheet\d\.xml", name))


def _sheet_of_table(parts: dict[str, bytes], table: str) -> str:
    own = next(name for name, held in parts.items() if name.startswith("xl/tables/") and f'"{table}"' in held.decode())
    rels = next(name for name, held in parts.items() if name.endswith(".rels") and own[3:] in held.decode())
    return rels.replace("_rels/", "").removesuffix(".rels")


def _sheet(held: bytes) -> bytes:
    """A sheet with the ids and heights that Excel adds."""
    old = _read(held)
    root = etree.Element(old.tag, old.attrib, nsmap={**old.nsmap, "mc": _MC, "x14ac": _X14AC, "xr": _XR})
    root.extend(list(old))
    root.set(_UID, "{00000000-0001-0000-0000-000000000000}")
    root.set(f"{{{_MC}}}Ignorable", "x14ac xr")
    for one in (*root.iter(main("row")), *root.iter(main("sheetFormatPr"))):
        one.set(f"{{{_X14AC}}}dyDescent", "0.25")
    return _whole(root)


def _whole(root: Element) -> bytes:
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text


def _totals(parts: dict[str, bytes]) -> None:
    """Give the table of documents a row of totals, and sort that of customers."""
    for name in [name for name in parts if name.startswith("xl/tables/")]:
        root = _read(parts[name])
        root.set(_UID, "{00000000-000C-0000-FFFF-FFFF00000000}")
        first, last = root.get("ref").split(":")
        if root.get("displayName") == "tblCustomers":
            sort = etree.Element(main("sortState"), ref=f"A2:{last}")
            etree.SubElement(sort, main("sortCondition"), ref=f"A2:A{re.sub('[A-Z]', '', last)}")
            root.find(main("autoFilter")).addnext(sort)
        if root.get("displayName") == "tblLedger":
            column, row = re.sub(r"\d", "", last), int(re.sub(r"\D", "", last))
            root.set("ref", f"{first}:{column}{row + 1}")
            root.set("totalsRowCount", "1")
            root.attrib.pop("totalsRowShown", None)
            columns = root.findall(f"{main('tableColumns')}/{main('tableColumn')}")
            columns[0].set("totalsRowLabel", "Total")
            columns[7].set("totalsRowFunction", "sum")
            total = (
                f'<row r="{row + 1}"><c r="A{row + 1}" t="inlineStr"><is><t>Total</t></is></c>'
                f'<c r="H{row + 1}"><f>SUBTOTAL(109,tblLedger[{columns[7].get("name")}])</f><v>5979.99</v></c></row>'
            )
            sheet = _sheet_of_table(parts, "tblLedger")
            parts[sheet] = parts[sheet].replace(b"</sheetData>", total.encode() + b"</sheetData>")
        parts[name] = _whole(root)


def _add(parts: dict[str, bytes], name: str, text: str, kind: str, speaker: str, relation: str) -> str:
    """Add a part that another speaks of. Returns the id it does it by."""
    parts[name] = text.encode()
    types = _read(parts["[Content_Types].xml"])
    etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=kind)
    parts["[Content_Types].xml"] = _whole(types)
    folder, _, own = speaker.rpartition("/")
    rels = f"{folder}/_rels/{own}.rels".lstrip("/")
    empty = f'<Relationships xmlns="{_PACKAGE}"/>'.encode()
    root = _read(parts.get(rels, empty))
    id = f"rIdMore{len(root)}"
    etree.SubElement(
        root, f"{{{_PACKAGE}}}Relationship", Id=id, Type=f"{_TYPE.get(relation, R)}/{relation}", Target=f"/{name}"
    )
    parts[rels] = _whole(root)
    return id


_TYPE = {
    "threadedComment": "http://schemas.microsoft.com/office/2017/10/relationships",
    "person": "http://schemas.microsoft.com/office/2017/10/relationships",
    "extensibility": "http://schemas.microsoft.com/office/2007/relationships/ui",
}


def _from_the_root(held: bytes, name: str) -> bytes:
    root = _read(held)
    folder = name.rpartition("_rels/")[0]
    for one in list(root):
        target = one.get("Target")
        if re.search(r"docProps|theme|sharedStrings", target):
            root.remove(one)
        elif target.startswith("../"):
            one.set("Target", f"/xl/{target[3:]}")
        else:
            one.set("Target", f"/{folder}{target}")
    return etree.tostring(root)


_NEEDLESS = ("cellStyleXfs", "cellStyles", "dxfs", "tableStyles")  # of the looks


def _bare(root: Element, texts: list[str]) -> None:
    """Take out what can be left out, and put shared texts into their cells."""
    for tag in (*_NEEDLESS, "dimension", "sheetViews", "bookViews", "fileVersion", "workbookPr", "calcPr"):
        for one in root.findall(main(tag)):
            root.remove(one)
    for at, row in enumerate(root.iter(main("row")), 1):
        row.attrib.pop("spans", None)
        if row.get("r") == str(at):
            row.attrib.pop("r")
        cells = row.findall(main("c"))
        whole = [re.sub(r"\d", "", cell.get("r", "")) for cell in cells] == [chr(65 + at) for at in range(len(cells))]
        for cell in cells:
            if cell.get("t") == "s":
                text = texts[int(cell.findtext(main("v"), "0"))]
                cell.remove(cell[0])
                cell.set("t", "inlineStr")
                etree.SubElement(etree.SubElement(cell, main("is")), main("t")).text = text
            if whole:
                cell.attrib.pop("r", None)


def _prefixed(root: Element) -> Element:
    made = etree.Element(root.tag, root.attrib, nsmap={"x": MAIN, "r": R})
    made.extend(list(root))
    etree.cleanup_namespaces(made, keep_ns_prefixes=["x", "r"])
    return made
