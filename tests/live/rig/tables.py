"""Excel's tables, which the office keeps as database ranges of a name and reads and writes as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.live.rig.gaps import gaps_named

if TYPE_CHECKING:
    from tests.live.rig.ranges import Range
    from tests.live.rig.sheets import Sheet

_NOT_A_TABLE = re.compile(r"__Anonymous|_xlnm|unnamed", re.IGNORECASE)  # a sheet's own filter


def by_sheet(known: Any) -> dict[str, int]:
    """The tables among a document's database ranges, and the sheet (from 0) each stands on."""
    return {name: known.getByName(name).DataArea.Sheet for name in known.ElementNames if not _NOT_A_TABLE.match(name)}


@contextmanager
def standing(document: Any) -> Iterator[None]:
    """Tables stand: taking a sheet out, the office forgets those of the sheet before it, too."""
    known, sheets = document.DatabaseRanges, document.Sheets
    held = {name: known.getByName(name) for name in by_sheet(known)}
    there = {
        name: (sheets.ElementNames[one.DataArea.Sheet], one.DataArea, one.ContainsHeader, one.TotalsRow, one.AutoFilter)
        for name, one in held.items()
    }
    yield
    for name, (sheet, area, *looks) in there.items():
        if not known.hasByName(name):
            area.Sheet = sheets.ElementNames.index(sheet)
            known.addNewByName(name, area)
            made = known.getByName(name)
            made.ContainsHeader, made.TotalsRow, made.AutoFilter = looks


@gaps_named
class Table(base_classes.Table):
    """A table."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self._sheet, self._name = sheet, name

    @property
    def _known(self) -> Any:
        return self._sheet.book.api.DatabaseRanges

    @property
    def api(self) -> Any:
        return self._known.getByName(self._name)

    @property
    def parent(self) -> Sheet:
        return self._sheet

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value
        self._name = value

    @property
    def display_name(self) -> str:
        return self._name

    @display_name.setter
    def display_name(self, value: str) -> None:
        self.name = value

    @property
    def range(self) -> Range:
        from tests.live.rig.ranges import Range

        return Range.at(self._sheet, self.api.DataArea)

    @property
    def header_row_range(self) -> Range | None:
        whole = self.range
        return whole.sheet.range((whole.row, whole.column, 1, whole.shape[1])) if self.show_headers else None

    @property
    def data_body_range(self) -> Range:
        whole = self.range
        headings, totals = int(self.show_headers), int(self.show_totals)
        rows = whole.shape[0] - headings - totals
        return whole.sheet.range((whole.row + headings, whole.column, rows, whole.shape[1]))

    @property
    def insert_row_range(self) -> None:
        return None

    @property
    def totals_row_range(self) -> None:
        return None

    @property
    def show_headers(self) -> bool:
        return bool(self.api.ContainsHeader)

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        self.api.ContainsHeader = bool(value)

    @property
    def show_totals(self) -> bool:
        return bool(self.api.TotalsRow)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        self.api.TotalsRow = bool(value)

    @property
    def show_autofilter(self) -> bool:
        return bool(self.api.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.api.AutoFilter = bool(value)

    def resize(self, range: Any) -> None:
        area = getattr(range, "impl", range)
        if (area.row, area.column) != (self.range.row, self.range.column):
            raise OSError("the headings of a table stay where they are")  # as Excel refuses it
        self.api.setDataArea(area.api.RangeAddress)

    def forget(self) -> None:
        """Let the table go, its cells staying."""
        self._known.removeByName(self._name)


@gaps_named
class Tables(base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Any:
        return self._sheet.book.api.DatabaseRanges

    @property
    def parent(self) -> Sheet:
        return self._sheet

    def _names(self) -> list[str]:
        here = self._sheet.index - 1
        return [name for name, sheet in self._sheet.book.tables_by_sheet().items() if sheet == here]

    def __call__(self, key: int | str) -> Table:
        if isinstance(key, int):
            return Table(self._sheet, self._names()[key - 1])
        for name in self._names():
            if name.lower() == key.lower():
                return Table(self._sheet, name)
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self._names())

    def __iter__(self) -> Iterator[Table]:
        return (Table(self._sheet, name) for name in self._names())

    def __contains__(self, key: str) -> bool:
        return any(name.lower() == key.lower() for name in self._names())

    def add(
        self,
        source_type: Any = None,
        source: Any = None,
        link_source: Any = None,
        has_headers: bool = True,
        destination: Any = None,
        table_style_name: str | None = None,
        name: str | None = None,
    ) -> Table:
        cells = getattr(source, "impl", source)
        if cells.table is not None:
            raise OSError("a table cannot overlap another")  # as Excel refuses it
        name = name or f"Table{self.api.Count + 1}"
        self.api.addNewByName(name, cells.api.RangeAddress)
        made = self.api.getByName(name)
        made.ContainsHeader = bool(has_headers)
        made.AutoFilter = True
        return Table(self._sheet, name)
