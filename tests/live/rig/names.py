"""Defined names of a book and of its sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.live.rig import wire
from tests.live.rig.gaps import gaps_named

if TYPE_CHECKING:
    from tests.live.rig.books import Book
    from tests.live.rig.ranges import Range
    from tests.live.rig.sheets import Sheet


@gaps_named
class Name(base_classes.Name):
    """A defined name."""

    def __init__(self, book: Book, sheet: Sheet | None, key: str) -> None:
        self._book, self._sheet, self._key = book, sheet, key

    @property
    def _known(self) -> Any:
        return (self._sheet or self._book).api.NamedRanges

    @property
    def api(self) -> Any:
        return self._known.getByName(self._key)

    @property
    def name(self) -> str:
        return f"{_quoted(self._sheet.name)}!{self._key}" if self._sheet else self._key

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = self._key = value

    @property
    def refers_to(self) -> str:
        cells = self.api.getReferredCells()
        if cells is None:
            return f"={self.api.Content}"
        found = self._range(cells)
        return f"={_quoted(found.sheet.name)}!{found.address}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.setContent(_content(value))

    @property
    def refers_to_range(self) -> Range:
        cells = self.api.getReferredCells()
        if cells is None:
            raise OSError(f"the name {self._key} stands for no range")  # as Excel refuses it
        return self._range(cells)

    def _range(self, cells: Any) -> Range:
        from tests.live.rig.ranges import Range

        return Range.at(self._book.sheets(cells.RangeAddress.Sheet + 1), cells.RangeAddress)

    def stands_for(self, cells: Range) -> bool:
        """True where the name is that of these cells."""
        return self.refers_to == f"={_quoted(cells.sheet.name)}!{cells.address}"

    def delete(self) -> None:
        self._known.removeByName(self._key)


@gaps_named
class Names(base_classes.Names):
    """The names of a book (those of its sheets among them), or of one sheet."""

    def __init__(self, book: Book, sheet: Sheet | None = None) -> None:
        self._book, self._sheet = book, sheet

    def _all(self) -> list[Name]:
        sheets: list[Sheet | None] = [self._sheet] if self._sheet else [None, *self._book.sheets]
        return [
            Name(self._book, sheet, key)
            for sheet in sheets
            for key in (sheet or self._book).api.NamedRanges.ElementNames
        ]

    def __call__(self, name_or_index: int | str) -> Name:
        known = self._all()
        if isinstance(name_or_index, int):
            return known[name_or_index - 1]
        for name in known:
            if name.name.lower() == name_or_index.lower():
                return name
        raise KeyError(name_or_index)

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name.name, name) for name in self._all()]

    def contains(self, name_or_index: int | str) -> bool:
        return any(name.name.lower() == str(name_or_index).lower() for name in self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Name]:
        return iter(self._all())

    def add(self, name: str, refers_to: str) -> Name:
        known = (self._sheet or self._book).api.NamedRanges
        if known.hasByName(name):
            known.removeByName(name)
        first = wire.struct("com.sun.star.table.CellAddress")
        known.addNewByName(name, _content(refers_to), first, 0)
        return Name(self._book, self._sheet, name)


def _quoted(sheet: str) -> str:
    return sheet if re.fullmatch(r"[A-Za-z_]\w*", sheet) else "'" + sheet.replace("'", "''") + "'"


def _content(refers_to: str) -> str:
    """Excel's text of a name as the office's.

    >>> _content("='My sheet'!$A$1:B2"), _content("=1+1")
    ("$'My sheet'.$A$1:$B$2", '1+1')
    """
    sheet, _, cells = refers_to.removeprefix("=").rpartition("!")
    if not sheet:
        return cells
    absolute = re.sub(r"[$]?([A-Z]+)[$]?(\d+)", r"$\1$\2", cells)
    return f"${sheet}.{absolute}"
