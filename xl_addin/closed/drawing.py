"""A page -> the XML of its sheet and of its table.

Law: text is text. A cell that would become a formula when somebody edits it carries Excel's own mark against that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from lxml import etree

from recon.errors import address
from recon.words import say
from recon.writers._excel import FORMULA, lines_of
from xl_addin.book import Area, Look, Page, Value
from xl_addin.closed.parts import RELATED, SPACES, Element, Parts, main
from xl_addin.closed.sheets import Sheet, escaped, reference, unescaped
from xl_addin.closed.styles import Styles

_TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_LINE = 15  # height of a line of text in the usual letters of a workbook, points
_WIDTH = 9  # of a column nobody has set, characters
_PLAIN_STYLE = "TableStyleLight1"


def sheet_of(page: Page, styles: Styles, lang: str, epoch: date | None) -> Element:
    """The XML of a page's sheet, its table left out."""
    root = etree.Element(main("worksheet"), nsmap=SPACES)
    about = etree.SubElement(root, main("sheetPr"))
    if page.tab:
        etree.SubElement(about, main("tabColor"), rgb=f"FF{page.tab.removeprefix('#').upper()}")
    etree.SubElement(about, main("pageSetUpPr"), fitToPage="1")
    etree.SubElement(root, main("dimension"), ref="A1")
    _view(root, page)
    etree.SubElement(root, main("sheetFormatPr"), defaultRowHeight="15")
    _columns(root, page)
    etree.SubElement(root, main("sheetData"))
    cells = Sheet(root)
    for block in page.blocks:
        for down, row in enumerate(block.values):
            lines = 1
            for across, value in enumerate(row):
                look = block.looks[across if len(block.looks) > 1 else 0]
                place = (block.row + down, block.column + across)
                if value is None and look == Look():
                    continue
                cells.write(place, value, number_of(value, look, styles), epoch)
                if look.wrap and isinstance(value, str):
                    lines = max(lines, _lines(value, page.widths, place[1]))
            if lines > 1:
                cells.heighten(block.row + down, _LINE * lines + 2)
    _hide_rows(cells.held, page.hidden_rows)
    cells.finish()
    _print(root, page, lang)
    return root


def _lines(shown: str, widths: Sequence[float], column: int) -> int:
    width = widths[column - 1] if column <= len(widths) and widths[column - 1] else _WIDTH
    return sum(lines_of(part, width) for part in shown.split("\n"))


def number_of(value: Value, look: Look, styles: Styles) -> int:
    """The look's number for this value: a day shows as one, a text that begins like a formula is marked as text."""
    quoted = isinstance(value, str) and value[:1] in FORMULA and bool(value)
    number = styles.of(look, quoted)
    return styles.with_days(number) if isinstance(value, date) and not look.shows else number


def table_of(parts: Parts, sheet: str, cells: Sheet, place: Area) -> None:
    """Make cells of a sheet (its part, its cells) an Excel table; its first row holds the headings."""
    taken, last = _known(parts)
    heads = _heads(cells, place)
    ref = reference(place.top, place.left, max(place.bottom, place.top + 1), place.right)
    root = etree.Element(
        main("table"),
        id=str(last + 1),
        name=(name := _free(place.name, taken)),
        displayName=name,
        ref=ref,
        totalsRowShown="0",
        nsmap=SPACES,
    )
    etree.SubElement(root, main("autoFilter"), ref=ref)
    columns = etree.SubElement(root, main("tableColumns"), count=str(len(heads)))
    for number, head in enumerate(heads, 1):
        etree.SubElement(columns, main("tableColumn"), id=str(number), name=escaped(head).replace("\n", "_x000a_"))
    etree.SubElement(
        root,
        main("tableStyleInfo"),
        name=_PLAIN_STYLE,
        showFirstColumn="0",
        showLastColumn="0",
        showRowStripes="0",
        showColumnStripes="0",
    )
    part = parts.free("xl/tables/table{}.xml")
    parts.put(part, root, _TABLE_TYPE)
    held = etree.SubElement(cells.root, main("tableParts"), count="1")
    etree.SubElement(held, main("tablePart")).set(f"{{{RELATED}}}id", parts.relate(sheet, "table", part))


def _heads(cells: Sheet, place: Area) -> list[str]:
    heads: list[str] = []
    for column in range(place.left, place.right + 1):
        cell = cells.find((place.top, column))
        text = unescaped("".join(cell.itertext())) if cell is not None else ""
        head, n = text or f"{address(1, column)[:-1]}", 1
        while head.casefold() in (other.casefold() for other in heads):
            n += 1
            head = f"{text} {n}"
        if head != text:
            cells.write((place.top, column), head)
        heads.append(head)
    return heads


def _known(parts: Parts) -> tuple[set[str], int]:
    tables = [parts.read(name) for name in parts.names() if re.fullmatch(r"xl/tables/[^/]+\.xml", name)]
    names = {one.get("displayName", "").casefold() for one in tables}
    names |= {one.get("name", "").casefold() for one in parts.read(parts.workbook).iter(main("definedName"))}
    return names, max((int(one.get("id", 0)) for one in tables), default=0)


def _free(name: str, taken: set[str]) -> str:
    free, n = name, 1
    while free.casefold() in taken:
        n += 1
        free = f"{name}_{n}"
    return free


def _view(root: Element, page: Page) -> None:
    views = etree.SubElement(root, main("sheetViews"))
    view = etree.SubElement(views, main("sheetView"), showGridLines="0", workbookViewId="0")
    rows, columns = page.frozen
    if not (rows or columns):
        return
    corner = "bottomRight" if rows and columns else "bottomLeft" if rows else "topRight"
    pane = etree.SubElement(view, main("pane"))
    if columns:
        pane.set("xSplit", str(columns))
    if rows:
        pane.set("ySplit", str(rows))
    pane.set("topLeftCell", address(rows + 1, columns + 1))
    pane.set("activePane", corner)
    pane.set("state", "frozen")
    etree.SubElement(view, main("selection"), pane=corner)


def _columns(root: Element, page: Page) -> None:
    hidden = set(page.hidden_columns)
    wide = {at: width for at, width in enumerate(page.widths, 1) if width}
    if not hidden and not wide:
        return
    held = etree.SubElement(root, main("cols"))
    for at in sorted(hidden | set(wide)):
        one = etree.SubElement(
            held, main("col"), min=str(at), max=str(at), width=f"{wide.get(at, _WIDTH) + 0.7109375:g}"
        )
        if at in hidden:
            one.set("hidden", "1")
        one.set("customWidth", "1")


def _hide_rows(held: Element, hidden: Sequence[int]) -> None:
    rows = {int(row.get("r")): row for row in held}
    for at in sorted(hidden):
        row = rows.get(at)
        if row is None:
            row = etree.Element(main("row"), r=str(at))
            behind = [number for number in rows if number > at]
            rows[min(behind)].addprevious(row) if behind else held.append(row)
            rows[at] = row
        row.set("hidden", "1")


def _print(root: Element, page: Page, lang: str) -> None:
    etree.SubElement(
        root, main("pageMargins"), left="0.4", right="0.4", top="0.7", bottom="0.6", header="0.3", footer="0.3"
    )
    etree.SubElement(
        root,
        main("pageSetup"),
        paperSize="9",
        orientation="landscape" if page.landscape else "portrait",
        fitToHeight="0",
    )
    footer = etree.SubElement(etree.SubElement(root, main("headerFooter")), main("oddFooter"))
    footer.text = f"&L&8&F&C&8{say('sheet_footer', lang, page='&P', pages='&N')}&R&8&A"
    # Identifiers are text on purpose: no green corner that offers to turn them into numbers.
    ignored = etree.SubElement(root, main("ignoredErrors"))
    etree.SubElement(
        ignored, main("ignoredError"), sqref=root.find(main("dimension")).get("ref"), numberStoredAsText="1"
    )
