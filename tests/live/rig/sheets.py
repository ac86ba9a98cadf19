"""The sheets of a book."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

from xlwings import NoSuchObjectError, base_classes, utils

from tests.live.rig.gaps import gaps_named, not_played
from tests.live.rig.names import Names
from tests.live.rig.native import NativeSheet
from tests.live.rig.ranges import COLUMNS, ROWS, Range
from tests.live.rig.tables import Tables, standing

if TYPE_CHECKING:
    from tests.live.rig.books import Book


@gaps_named
class PageSetup(base_classes.PageSetup):
    """How a sheet is printed; most of it only Excel's own object offers."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Any:
        return self._sheet.api.PageSetup

    @property
    def print_area(self) -> str | None:
        areas = self._sheet.api.getPrintAreas()
        return Range.at(self._sheet, areas[0]).address if areas else None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        self._sheet.api.setPrintAreas((self._sheet.range(value).api.RangeAddress,) if value else ())


@gaps_named
class Sheet(base_classes.Sheet):
    """A sheet."""

    def __init__(self, book: Book, found: Any) -> None:
        self._book, self._api = book, NativeSheet(book, found)

    @property
    def api(self) -> Any:
        return self._api

    @property
    def book(self) -> Book:
        return self._book

    @property
    def name(self) -> str:
        return str(self.api.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value

    @property
    def index(self) -> int:
        return int(self.api.RangeAddress.Sheet) + 1

    @property
    def names(self) -> Names:
        return Names(self._book, self)

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def page_setup(self) -> PageSetup:
        return PageSetup(self)

    @property
    def cells(self) -> Range:
        return Range(self, 1, 1, ROWS, COLUMNS)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        if isinstance(arg1, Range):
            return _around(self, arg1, arg2 or arg1)
        if isinstance(arg1, str):
            first, last = utils.a1_to_tuples(arg1)  # type: ignore[no-untyped-call]
            if not first:
                return self._book.named(arg1)
            arg1, arg2 = first, last
        if len(arg1) == 4:
            return Range(self, *arg1)
        last = arg2 or arg1
        return Range(self, arg1[0], arg1[1], last[0] - arg1[0] + 1, last[1] - arg1[1] + 1)

    @property
    def used_range(self) -> Range:
        cursor = self.api.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Range.at(self, cursor.RangeAddress)

    @property
    def visible(self) -> bool:
        return bool(self.api.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.api.IsVisible = bool(value)

    @property
    def show_gridlines(self) -> bool:
        self.activate()
        return bool(self._book.api.CurrentController.ShowGrid)

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self.activate()
        self._book.api.CurrentController.ShowGrid = bool(value)

    def activate(self) -> None:
        self._book.activate()
        self._book.api.CurrentController.setActiveSheet(self.api.found)

    def select(self) -> None:
        self.activate()

    def clear(self) -> None:
        self.cells.clear()

    def clear_contents(self) -> None:
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        self.cells.clear_formats()

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    def delete(self) -> None:
        for table in list(self.tables):
            table.forget()
        with standing(self._book.api):
            self._book.api.Sheets.removeByName(self.name)
        self._book.move()

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        target = before or after
        if target is None or target.book is not self._book:
            raise not_played("Sheet.copy to another book")
        sheets = self._book.api.Sheets
        name = next(name for n in count(2) if (name := f"{self.name} ({n})") not in sheets.ElementNames)
        sheets.copyByName(self.name, name, target.index - 1 if before else target.index)
        self._book.move()

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        target = before or after
        if target is None:
            raise not_played("Sheet.move to another book")
        self._book.api.Sheets.moveByName(self.name, target.index - 1 if before else target.index)
        self._book.move()


def _around(sheet: Sheet, one: Range, other: Range) -> Range:
    """The smallest range that holds both."""
    top, left = min(one.row, other.row), min(one.column, other.column)
    bottom = max(each.row + each.shape[0] for each in (one, other))
    right = max(each.column + each.shape[1] for each in (one, other))
    return Range(sheet, top, left, bottom - top, right - left)


@gaps_named
class Sheets(base_classes.Sheets):
    """All sheets of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def api(self) -> Any:
        return self._book.api.Sheets

    @property
    def active(self) -> Sheet:
        return Sheet(self._book, self._book.api.CurrentController.ActiveSheet)

    def __call__(self, name_or_index: int | str) -> Sheet:
        known = self._book.found_sheets()
        if isinstance(name_or_index, int):
            return Sheet(self._book, [*known.values()][name_or_index - 1])
        for name, found in known.items():
            if name.lower() == name_or_index.lower():
                return Sheet(self._book, found)
        raise NoSuchObjectError(f"Sheet {name_or_index} doesn't exist.")

    def __len__(self) -> int:
        return int(self.api.Count)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self._book, found) for found in [*self._book.found_sheets().values()])

    def __contains__(self, name: str) -> bool:
        return any(name.lower() == known.lower() for known in self.api.ElementNames)

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        at = before.index - 1 if before else after.index if after else len(self)
        name = name or next(free for number in count(1) if (free := f"Sheet{number}") not in self)
        self.api.insertNewByName(name, at)
        self._book.move()
        made = self(name)
        made.activate()
        return made
