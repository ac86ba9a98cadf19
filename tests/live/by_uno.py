"""What a person does in LibreOffice Calc, done over UNO. Runs under the Python that has `uno`, not under ours.

`python3 by_uno.py PORT` reads steps as JSON from stdin and prints what they gave as JSON, one result a step:

    ["open", path]                          seconds it took
    ["type", sheet, [[row, column, value]]] text, {"entry": what is typed} or a number into cells, counted from 0
    ["rows", sheet, at, count]              insert rows
    ["columns", sheet, at, count]           insert columns
    ["sort", sheet, column, descending]     by the sheet's own filter, as its drop-down does
    ["filter", sheet, column, text]         by the sheet's own filter
    ["recalculate"]                         seconds it took
    ["read", sheet]                         what each cell shows, row by row
    ["errors"]                              cells whose formula fails: [sheet, row, column, formula, code]
    ["save", path]                          as xlsx
    ["close"]
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

try:
    uno: Any = importlib.import_module("uno")
except ModuleNotFoundError:  # ours has none: there it is only looked at
    uno = None
_FORMULA_ERROR = 0  # getError() of a cell that is well


def struct(name: str, **fields: Any) -> Any:
    """A struct of the office."""
    made = uno.createUnoStruct(name)
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def properties(**values: Any) -> tuple[Any, ...]:
    """Values as the office takes them."""
    return tuple(struct("com.sun.star.beans.PropertyValue", Name=name, Value=value) for name, value in values.items())


def desktop(port: str) -> Any:
    """The office that listens on a port; it is waited for."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(300):
        try:
            context = resolver.resolve(f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except uno.getClass("com.sun.star.connection.NoConnectException"):
            time.sleep(0.1)
    raise SystemExit("the office does not answer")


class Person:
    """Works in one workbook."""

    def __init__(self, office: Any) -> None:
        self.office = office
        self.book: Any = None

    def open(self, path: str) -> float:
        """Open a workbook."""
        began = time.perf_counter()
        self.book = self.office.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, properties(Hidden=True))
        return time.perf_counter() - began

    def type(self, sheet: str, cells: list[tuple[int, int, Any]]) -> None:
        """Fill in cells."""
        for row, column, value in cells:
            cell = self.book.Sheets.getByName(sheet).getCellByPosition(column, row)
            if isinstance(value, dict):
                cell.setFormula(value["entry"])
            elif isinstance(value, str):
                cell.setString(value)
            else:
                cell.setValue(value)

    def rows(self, sheet: str, at: int, count: int) -> None:
        """Insert rows."""
        self.book.Sheets.getByName(sheet).Rows.insertByIndex(at, count)

    def columns(self, sheet: str, at: int, count: int) -> None:
        """Insert columns."""
        self.book.Sheets.getByName(sheet).Columns.insertByIndex(at, count)

    def sort(self, sheet: str, column: int, descending: bool) -> None:
        """Sort what the sheet's filter covers, below its headings."""
        area = self._filtered(sheet).ReferredCells
        at = area.RangeAddress
        key = struct("com.sun.star.table.TableSortField", Field=column - at.StartColumn, IsAscending=not descending)
        fields = uno.Any("[]com.sun.star.table.TableSortField", (key,))
        uno.invoke(area, "sort", (properties(SortFields=fields, ContainsHeader=True),))

    def filter(self, sheet: str, column: int, text: str) -> None:
        """Show only the rows with this text in a column."""
        found = self._filtered(sheet)
        descriptor = found.FilterDescriptor
        at = found.ReferredCells.RangeAddress
        equal = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
        field = struct(
            "com.sun.star.sheet.TableFilterField",
            Field=column - at.StartColumn,
            Operator=equal,
            IsNumeric=False,
            StringValue=text,
        )
        descriptor.setFilterFields((field,))
        found.refresh()

    def recalculate(self) -> float:
        """Work every formula out anew."""
        began = time.perf_counter()
        self.book.calculateAll()
        return time.perf_counter() - began

    def read(self, sheet: str) -> list[list[str]]:
        """What the cells show."""
        area = self._used(sheet)
        return [
            [area.getCellByPosition(column, row).getString() for column in range(area.Columns.Count)]
            for row in range(min(area.Rows.Count, 60))
        ]

    def errors(self) -> list[tuple[str, int, int, str, int]]:
        """The cells whose formula fails."""
        found = []
        for name in self.book.Sheets.ElementNames:
            failing = self.book.Sheets.getByName(name).queryFormulaCells(4)  # FormulaResult.ERROR
            for at in failing.RangeAddresses:
                for row in range(at.StartRow, at.EndRow + 1):
                    for column in range(at.StartColumn, at.EndColumn + 1):
                        cell = self.book.Sheets.getByName(name).getCellByPosition(column, row)
                        found.append((name, row, column, cell.getFormula(), cell.getError()))
        return found

    def save(self, path: str) -> None:
        """Save as xlsx."""
        self.book.storeToURL(Path(path).as_uri(), properties(FilterName="Calc MS Excel 2007 XML"))

    def close(self) -> None:
        """Close the workbook."""
        self.book.close(True)

    def _used(self, sheet: str) -> Any:
        cursor = self.book.Sheets.getByName(sheet).createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        return self.book.Sheets.getByName(sheet).getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)

    def _filtered(self, sheet: str) -> Any:
        """The sheet's own filter."""
        number = list(self.book.Sheets.ElementNames).index(sheet)
        known = self.book.getPropertyValue("UnnamedDatabaseRanges")
        return known.getByTable(number)


def main() -> None:
    """Do the steps."""
    person = Person(desktop(sys.argv[1]))
    said = []
    for name, *given in json.load(sys.stdin):
        said.append(getattr(person, name)(*given))
    print(json.dumps(said))


if __name__ == "__main__":
    main()
