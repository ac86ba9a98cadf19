"""Everything of a workbook that is its user's, cell by cell and part by part: what must survive whatever is pressed."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Collection
from typing import Any

import openpyxl

# Parts that a press may write: lists of sheets and looks, and what counts cells or sheets a second time.
_SHARED = re.compile(
    r"\[Content_Types\]\.xml|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/styles\.xml|docProps/app\.xml|xl/calcChain\.xml"
)


def cells_of(content: bytes, but: Collection[str] = ()) -> dict[str, Any]:
    """Of each sheet but these: every cell with its value, formula and look, and what stands around the cells."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says what it cannot show: those parts are compared as bytes
        formulas = openpyxl.load_workbook(io.BytesIO(content), keep_vba=True)
        values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    looks: dict[tuple[int, ...], tuple[Any, ...]] = {}
    return {sheet.title: _sheet(sheet, values[sheet.title], looks) for sheet in formulas if sheet.title not in but}


def _sheet(sheet: Any, values: Any, looks: dict[tuple[int, ...], tuple[Any, ...]]) -> dict[str, Any]:
    told: dict[str, Any] = {
        cell.coordinate: _cell(cell, values[cell.coordinate], looks) for row in sheet.iter_rows() for cell in row
    }
    told["widths"] = {name: (one.width, one.hidden) for name, one in sheet.column_dimensions.items()}
    told["heights"] = {
        at: (one.height, one.hidden) for at, one in sheet.row_dimensions.items() if one.height or one.hidden
    }
    told["merged"] = sorted(map(str, sheet.merged_cells.ranges))
    told["lists"] = sorted((str(one.sqref), one.type, one.formula1) for one in sheet.data_validations.dataValidation)
    told["rules"] = sorted((str(at.sqref), [r.type for r in at.rules]) for at in sheet.conditional_formatting)
    told["tables"] = dict(sheet.tables.items())
    told["print"] = (
        str(sheet.print_area),
        sheet.print_title_rows,
        sheet.oddHeader.left.text,
        sheet.oddFooter.center.text,
    )
    told["page"] = (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight, sheet.page_setup.orientation)
    told["state"] = (sheet.sheet_state, sheet.protection.sheet, sheet.freeze_panes, sheet.auto_filter.ref)
    told["charts"] = len(sheet._charts)
    return told


def _cell(cell: Any, value: Any, looks: dict[tuple[int, ...], tuple[Any, ...]]) -> tuple[Any, ...]:
    formula = getattr(cell.value, "text", cell.value)  # an array formula is an object
    style = tuple(cell._style or ())  # none: the plain look
    if style not in looks:  # many cells share few looks, which are long to tell
        looks[style] = _look(cell)
    return (
        formula,
        value.value,
        *looks[style],
        cell.comment.text if cell.comment else "",
        cell.hyperlink.target if cell.hyperlink else "",
    )


def _look(cell: Any) -> tuple[Any, ...]:
    return (
        cell.number_format,
        repr(cell.font),
        (cell.fill.fill_type, repr(cell.fill.fgColor)) if cell.fill.fill_type == "solid" else repr(cell.fill),
        repr(cell.border),
        repr(cell.alignment),
        repr(cell.protection),
    )


def parts_of(content: bytes) -> dict[str, bytes]:
    """Every part of the file but those that each press may write."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not _SHARED.fullmatch(name)}


def changed_parts(before: bytes, after: bytes) -> set[str]:
    """Parts that are not what they were, or are gone; new ones do not count."""
    old, new = parts_of(before), parts_of(after)
    return {name for name, held in old.items() if new.get(name) != held}
