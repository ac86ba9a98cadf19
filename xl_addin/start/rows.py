"""What goes into a start workbook: the rows of its tables by name, and its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any

from recon.words import LANGUAGES, say
from xl_addin.layout import NAMES, SETTINGS, TABLES, Layout

Cell = str | int | float | date | None  # a day that was typed as text is a text; None is a blank cell
Row = Mapping[str, Cell]  # key of the column -> cell; what is left out is blank


@dataclass(frozen=True, slots=True)
class Rows:
    """A company's rows. Derived columns are formulas and not among them."""

    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)  # name of the table -> its rows
    settings: Mapping[str, Cell] = field(default_factory=dict)  # key of the setting -> value

    def of(self, layout: Layout) -> Sequence[Row]:
        """The rows of a table."""
        return self.tables.get(layout.table, ())


def rows_of(workbook: bytes) -> Rows:
    """The rows and settings of a start workbook, to draw it anew: with buttons, or in a later edition of the program.

    Args:
        workbook: an .xlsx or .xlsm as this package draws it, in any language.
    """
    from openpyxl import load_workbook

    layouts = {layout.table: layout for layout in TABLES}
    settings_sheets = {say(f"xl_sheet_{SETTINGS}", lang) for lang in LANGUAGES}
    tables: dict[str, Sequence[Row]] = {}
    settings: dict[str, Cell] = {}
    for sheet in load_workbook(BytesIO(workbook)).worksheets:
        for name in sorted(sheet.tables.keys() & layouts.keys()):
            cells = [[cell.value for cell in row] for row in sheet[sheet.tables[name].ref]]
            tables[name] = _rows(cells, layouts[name])
        if sheet.title in settings_sheets:
            told = ((key, _cell(value)) for key, value, *_ in sheet.iter_rows(max_col=3, values_only=True))
            settings |= {key: value for key, value in told if isinstance(key, str) and _is_key(key)}
    return Rows(tables, {key: value for key, value in settings.items() if value is not None})


def _rows(cells: Sequence[Sequence[Any]], layout: Layout) -> tuple[Row, ...]:
    heads = {say(f"xl_col_{c.key}", lang): c.key for lang in LANGUAGES for c in layout.columns if not c.derived}
    keys = [heads.get(str(head), "") for head in cells[0]]
    found = (
        {key: _cell(value) for key, value in zip(keys, row, strict=True) if key and value is not None}
        for row in cells[1:]
    )
    return tuple(row for row in found if row)


def _cell(value: Any) -> Cell:
    return value.date() if isinstance(value, datetime) else value


def _is_key(text: str) -> bool:
    return text in NAMES.values() or (text.isascii() and "." in text and " " not in text)
