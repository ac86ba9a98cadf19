"""A range of cells: values, formulas, looks, and finding one's way around.

An object of the office costs a dozen questions before it is asked the first one of ours: a range keeps its own until
cells or sheets are moved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter
from xlwings import base_classes

from tests.live.rig import values, wire
from tests.live.rig.gaps import gaps_named, not_played

if TYPE_CHECKING:
    from tests.live.rig.sheets import Sheet

ROWS, COLUMNS = 1_048_576, 16_384
_MANY = 5_000_000  # cells above which only the used ones are read
_CONTENTS, _LOOKS = 1 | 2 | 4 | 16, 32 | 64  # com.sun.star.sheet.CellFlags
_NOTES = 8
_ACROSS = {"general": "STANDARD", "left": "LEFT", "center": "CENTER", "right": "RIGHT", "justify": "BLOCK"}
_DOWN = {"top": 1, "center": 2, "bottom": 3}
_PIXEL = 2540 / 96  # hundredths of a millimetre
_POINT = 2540 / 72
_INDENT = 353  # hundredths of a millimetre a step


def _rgb(value: int) -> tuple[int, int, int] | None:
    return None if value == -1 else (value >> 16 & 255, value >> 8 & 255, value & 255)


def colour(value: Any) -> int:
    """A colour as the office keeps it, from a hex text, a tuple or None."""
    if value is None:
        return -1
    if isinstance(value, str):
        return int(value.removeprefix("#"), 16)
    red, green, blue = value
    return int(red) << 16 | int(green) << 8 | int(blue)


@gaps_named
class Font(base_classes.Font):
    """The font of a range."""

    def __init__(self, cells: Any) -> None:
        self._cells = cells

    @property
    def api(self) -> Any:
        return self._cells

    @property
    def bold(self) -> bool:
        return bool(self._cells.CharWeight > 100)

    @bold.setter
    def bold(self, value: bool) -> None:
        self._cells.setPropertyValues(("CharWeight", "CharWeightAsian"), (150.0 if value else 100.0,) * 2)

    @property
    def italic(self) -> bool:
        return str(self._cells.CharPosture.value) == "ITALIC"

    @italic.setter
    def italic(self, value: bool) -> None:
        posture = wire.enum("com.sun.star.awt.FontSlant", "ITALIC" if value else "NONE")
        self._cells.setPropertyValues(("CharPosture", "CharPostureAsian"), (posture,) * 2)

    @property
    def size(self) -> float:
        return float(self._cells.CharHeight)

    @size.setter
    def size(self, value: float) -> None:
        self._cells.setPropertyValues(("CharHeight", "CharHeightAsian"), (float(value),) * 2)

    @property
    def color(self) -> tuple[int, int, int]:
        return _rgb(self._cells.CharColor) or (0, 0, 0)

    @color.setter
    def color(self, value: Any) -> None:
        self._cells.CharColor = colour(value)

    @property
    def name(self) -> str:
        return str(self._cells.CharFontName)

    @name.setter
    def name(self, value: str) -> None:
        self._cells.CharFontName = value


@gaps_named
class Range(base_classes.Range):
    """A rectangle of cells, counted from 1."""

    def __init__(self, sheet: Sheet, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        self.sheet = sheet
        self._row, self._column, self._rows, self._columns = row, column, rows, columns
        self.options: Any = None
        self._found: tuple[int, Any] = (-1, None)  # the office's own object, and how often cells had been moved then

    @classmethod
    def at(cls, sheet: Sheet, address: Any) -> Range:
        """The range of the office's own CellRangeAddress."""
        place = values.Place.of(address)
        return cls(sheet, place.row, place.column, place.rows, place.columns)

    @property
    def api(self) -> Any:
        moved = self.sheet.book.moved
        if self._found[0] != moved:
            first, left = self._row - 1, self._column - 1
            right, bottom = left + self._columns - 1, first + self._rows - 1
            self._found = moved, self.sheet.api.getCellRangeByPosition(left, first, right, bottom)
        return self._found[1]

    @property
    def row(self) -> int:
        return self._row

    @property
    def column(self) -> int:
        return self._column

    @property
    def shape(self) -> tuple[int, int]:
        return self._rows, self._columns

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return self.sheet.name, self._row, self._column, self._rows, self._columns

    @property
    def max_cells_per_read(self) -> None:
        return None

    @property
    def max_cells_per_write(self) -> None:
        return None

    def __len__(self) -> int:
        return self._rows * self._columns

    def __call__(self, row: int, column: int | None = None) -> Range:
        if column is None:
            row, column = divmod(row - 1, self._columns)
            row, column = row + 1, column + 1
        return Range(self.sheet, self._row + row - 1, self._column + column - 1)

    # Values

    @property
    def raw_value(self) -> list[list[Any]]:
        part = self if len(self) <= _MANY else self._used()
        return values.read(part.api, self.sheet.api, self.sheet.book.formats)

    @raw_value.setter
    def raw_value(self, given: Any) -> None:
        self._writable()
        if isinstance(given, str) and given.startswith("=") and len(self) > 1:
            self.formula = given
            return
        rows = self._as_rows(given)
        target = Range(self.sheet, self._row, self._column, len(rows), len(rows[0]))
        formulas = values.write(target.api, self.sheet.api, self.sheet.book.formats, rows)
        for row, column, text in formulas:
            target(row + 1, column + 1)._put(text)

    def _as_rows(self, given: Any) -> list[list[Any]]:
        if not isinstance(given, list | tuple):
            return [[given] * self._columns] * self._rows
        return [list(row) if isinstance(row, list | tuple) else [row] for row in given]

    def _used(self) -> Range:
        used = self.sheet.used_range
        rows = max(1, min(self._rows, used.row + used.shape[0] - self._row))
        return Range(self.sheet, self._row, self._column, rows, min(self._columns, used.column + used.shape[1]))

    def _writable(self) -> None:
        if self.sheet.api.isProtected():
            raise OSError(f"the sheet {self.sheet.name} is protected")  # as Excel refuses it

    # Formulas

    @property
    def formula(self) -> Any:
        formulas = self.sheet.book.formulas
        rows = tuple(
            tuple(formulas.text(text, self._cell, row, column) for column, text in enumerate(line))
            for row, line in enumerate(self.api.getFormulaArray())
        )
        return rows[0][0] if len(self) == 1 else rows

    @formula.setter
    def formula(self, given: Any) -> None:
        self._writable()
        if isinstance(given, str):
            self._put(given)
            return
        rows = self._as_rows(given)
        target = Range(self.sheet, self._row, self._column, len(rows), len(rows[0]))
        if len(target) > 1 and all(isinstance(text, str) and text.startswith("=") for line in rows for text in line):
            self.sheet.book.formulas.put_all(rows, self.sheet.api, target._place)
            return
        for row, line in enumerate(rows):
            for column, text in enumerate(line):
                self(row + 1, column + 1)._put("" if text is None else text)

    def _cell(self, row: int, column: int) -> Any:
        return self.sheet.api.getCellByPosition(self._column - 1 + column, self._row - 1 + row)

    @property
    def formula2(self) -> Any:
        return self.formula

    @formula2.setter
    def formula2(self, given: Any) -> None:
        self.formula = given

    def _put(self, text: Any) -> None:
        """One formula for all cells, its relative addresses seen from the first of them."""
        if not (isinstance(text, str) and text.startswith("=")):
            self.raw_value = text
            return
        self.sheet.book.formulas.put(text, self.sheet.api, self._place)

    @property
    def _place(self) -> values.Place:
        return values.Place(self._row, self._column, self._rows, self._columns)

    @property
    def formula_array(self) -> str | None:
        return self.sheet.book.formulas.array_text(self.api, self._cell(0, 0)) if self.api.getArrayFormula() else None

    @formula_array.setter
    def formula_array(self, text: str) -> None:
        self._writable()
        self.api.setArrayTokens(self.sheet.book.formulas.tokens(text, self._cell(0, 0)))

    @property
    def has_array(self) -> bool:
        return bool(self._cell(0, 0).getFormula().startswith("{="))

    # Taking away

    def clear(self) -> None:
        self._writable()
        self.api.clearContents(_CONTENTS | _LOOKS | _NOTES)
        for table in list(self.sheet.tables):
            area = table.range
            inside = area.row >= self._row and area.column >= self._column
            if inside and area.row + area.shape[0] <= self._row + self._rows:
                table.forget()  # as Excel does when all of a table is cleared

    def clear_contents(self) -> None:
        self._writable()
        self.api.clearContents(_CONTENTS)

    def clear_formats(self) -> None:
        self.api.clearContents(_LOOKS)

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        mode = wire.enum("com.sun.star.sheet.CellInsertMode", "RIGHT" if shift == "right" else "DOWN")
        self.sheet.api.insertCells(self.api.RangeAddress, mode)
        self.sheet.book.move()

    def delete(self, shift: str | None = None) -> None:
        mode = wire.enum("com.sun.star.sheet.CellDeleteMode", "LEFT" if shift == "left" else "UP")
        self.sheet.api.removeRange(self.api.RangeAddress, mode)
        self.sheet.book.move()

    def copy(self, destination: Range | None = None) -> None:
        if destination is None:
            raise not_played("Range.copy without a destination")
        first = destination.sheet.api.getCellByPosition(destination.column - 1, destination.row - 1)
        self.sheet.api.copyRange(first.CellAddress, self.api.RangeAddress)

    # Around

    def end(self, direction: str) -> Range:
        down = direction in ("down", "up")
        step = 1 if direction in ("down", "right") else -1
        used = self.sheet.used_range
        last = max(used.row + used.shape[0] - 1, self._row) if down else used.column + used.shape[1] - 1
        if down:
            line = [row[0] for row in Range(self.sheet, 1, self._column, last, 1).api.getDataArray()]
        else:
            last = max(last, self._column)
            line = list(Range(self.sheet, self._row, 1, 1, last).api.getDataArray()[0])
        at = _end(line, self._row if down else self._column, step, ROWS if down else COLUMNS)
        return Range(self.sheet, at, self._column) if down else Range(self.sheet, self._row, at)

    @property
    def current_region(self) -> Range:
        cursor = self.sheet.api.createCursorByRange(self.api)
        cursor.collapseToCurrentRegion()
        return Range.at(self.sheet, cursor.RangeAddress)

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool = True, col_absolute: bool = True, external: bool = False) -> str:
        row_mark, column_mark = "$" if row_absolute else "", "$" if col_absolute else ""
        text = f"{column_mark}{get_column_letter(self._column)}{row_mark}{self._row}"
        if len(self) > 1:
            bottom, right = self._row + self._rows - 1, self._column + self._columns - 1
            text += f":{column_mark}{get_column_letter(right)}{row_mark}{bottom}"
        return f"[{self.sheet.book.name}]{self.sheet.name}!{text}" if external else text

    def get_special_cells(self, cell_type: str, value_type: str | None = None) -> list[Range]:
        if cell_type != "visible":
            raise not_played(f"Range.get_special_cells({cell_type!r})")
        self._writable()  # as Excel has it
        return [Range.at(self.sheet, address) for address in self.api.queryVisibleCells().RangeAddresses]

    def select(self) -> None:
        self.sheet.activate()
        self.sheet.book.api.CurrentController.select(self.api)

    @property
    def table(self) -> Any:
        for table in self.sheet.tables:
            area = table.range
            if 0 <= self._row - area.row < area.shape[0] and 0 <= self._column - area.column < area.shape[1]:
                return table
        return None

    @property
    def name(self) -> Any:
        return next((name for name in self.sheet.book.names if name.stands_for(self)), None)

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.book.names.add(value, f"='{self.sheet.name}'!{self.address}")

    # Looks

    @property
    def font(self) -> Font:
        return Font(self.api)

    @property
    def color(self) -> tuple[int, int, int] | None:
        return _rgb(self.api.CellBackColor)

    @color.setter
    def color(self, value: Any) -> None:
        self.api.CellBackColor = colour(value)

    @property
    def number_format(self) -> str | None:
        if len(self) == 1:
            return self.sheet.book.formats.code(self.api.NumberFormat)
        formats = {self.sheet.book.formats.code(group.NumberFormat) for group in self._groups()}
        return formats.pop() if len(formats) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        self._writable()
        self.api.NumberFormat = self.sheet.book.formats.key(value)

    def _groups(self) -> Sequence[Any]:
        groups = self.api.getUniqueCellFormatRanges()
        return [groups.getByIndex(number) for number in range(groups.Count)]

    @property
    def horizontal_alignment(self) -> str:
        found = str(self.api.HoriJustify.value)
        return next(ours for ours, theirs in _ACROSS.items() if theirs == found)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self.api.HoriJustify = wire.enum("com.sun.star.table.CellHoriJustify", _ACROSS[value])

    @property
    def vertical_alignment(self) -> str:
        return next((ours for ours, theirs in _DOWN.items() if theirs == self.api.VertJustify), "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self.api.VertJustify = _DOWN[value]

    def adjust_indent(self, amount: int) -> None:
        self.api.ParaIndent = max(0, self.api.ParaIndent + amount * _INDENT)

    @property
    def wrap_text(self) -> bool:
        return bool(self.api.IsTextWrapped)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.api.IsTextWrapped = bool(value)

    @property
    def column_width(self) -> float | None:
        widths = {column.Width for column in self._each(self.api.Columns)}
        return round((widths.pop() / _PIXEL - 5) / 7, 2) if len(widths) == 1 else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.api.Columns.Width = round((value * 7 + 5) * _PIXEL)

    @property
    def row_height(self) -> float | None:
        heights = {row.Height for row in self._each(self.api.Rows)}
        return round(heights.pop() / _POINT, 2) if len(heights) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.api.Rows.Height = round(value * _POINT)

    def _each(self, lines: Any) -> list[Any]:
        return [lines.getByIndex(number) for number in range(lines.Count)]

    @property
    def row_hidden(self) -> bool | None:
        return self._hidden(self._rows, lambda place: (place.row - self._row, place.rows))

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.api.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        return self._hidden(self._columns, lambda place: (place.column - self._column, place.columns))

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.api.Columns.IsVisible = not value

    def _hidden(self, count: int, lines: Callable[[values.Place], tuple[int, int]]) -> bool | None:
        shown: set[int] = set()
        for address in self.api.queryVisibleCells().RangeAddresses:
            first, many = lines(values.Place.of(address))
            shown.update(range(first, first + many))
        return None if 0 < len(shown) < count else not shown

    def autofit(self, axis: str | None = None) -> None:
        if axis in (None, "columns", "c"):
            self.api.Columns.OptimalWidth = True
        if axis in (None, "rows", "r"):
            self.api.Rows.OptimalHeight = True

    # Merged cells

    def merge(self, across: bool = False) -> None:
        for row in range(self._rows if across else 1):
            part = Range(self.sheet, self._row + row, self._column, 1, self._columns) if across else self
            part.api.merge(True)

    def unmerge(self) -> None:
        self.api.merge(False)

    @property
    def merge_area(self) -> Range:
        cursor = self.sheet.api.createCursorByRange(self(1, 1).api)
        cursor.collapseToMergedArea()
        return Range.at(self.sheet, cursor.RangeAddress)

    @property
    def merge_cells(self) -> bool | None:
        area = self.merge_area
        if len(area) > 1:
            bottom, right = area.row + area.shape[0], area.column + area.shape[1]
            whole = self._row + self._rows <= bottom and self._column + self._columns <= right
            return True if whole else None
        return None if self.api.getIsMerged() else False


def _end(line: Sequence[Any], at: int, step: int, edge: int) -> int:
    """Where Ctrl and an arrow lead from a cell of a line, counted from 1."""

    def full(number: int) -> bool:
        return 1 <= number <= len(line) and line[number - 1] != ""

    if full(at) and full(at + step):
        while full(at + step):
            at += step
        return at
    at += step
    while 1 <= at <= len(line) and not full(at):
        at += step
    if 1 <= at <= len(line):
        return at
    return edge if step > 0 else 1
