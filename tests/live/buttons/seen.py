"""What stands in a workbook that is open in Calc, and what was pressed in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from recon.words import say
from tests.live.rig import wire
from tests.live.rig.twin import Twin
from xl_addin.layout import Layout


def rows(twin: Twin, layout: Layout) -> list[dict[str, Any]]:
    """The rows of a table by key; [] where there is no such table."""
    for sheet in twin.book.sheets:
        if layout.table in [table.name for table in sheet.tables]:
            heads, *found = sheet.tables[layout.table].range.options(ndim=2, err_to_str=True).value
            known = {say(f"xl_col_{column.key}", twin.lang): column.key for column in layout.columns}
            return [dict(zip((known[head] for head in heads), row, strict=True)) for row in found]
    return []


def cells(twin: Twin, sheet: str) -> list[list[Any]]:
    """The cells of a sheet, from A1 on."""
    used = twin.sheet(sheet).used_range.last_cell
    found: list[list[Any]] = twin.sheet(sheet)["A1"].resize(used.row, used.column).options(ndim=2).value
    return found


def row_of(twin: Twin, sheet: str, text: str) -> list[Any]:
    """The first row of a sheet that begins with a text."""
    return next(row for row in cells(twin, sheet) if row[0] == text)


def choose(twin: Twin, sheet: str, text: str) -> int:
    """Select the row of a sheet in which a text stands; its number."""
    number = next(at for at, row in enumerate(cells(twin, sheet), 1) if text in row)
    twin.sheet(sheet).activate()
    twin.sheet(sheet).range((number, 2)).select()
    return number


def named(id: str, lang: str) -> str:
    """The name of a sheet of the layout."""
    return say(f"xl_sheet_{id}", lang)


def saved(twin: Twin, path: Path) -> bytes:
    """The workbook as Calc would save it now."""
    told = wire.properties(FilterName="Calc MS Excel 2007 XML")
    twin.book.impl.api.storeToURL(wire.url(path), told)
    return path.read_bytes()
