"""A workbook that is open in a spreadsheet program: what a button does to a closed file, it does to this in plain view.

Law: only what xlwings offers on every system is used, and Excel's own objects where there is no other way (`dress`).
Cells go and come as blocks. The screen stands still while a page is drawn, and is always set free again. What was read
once is not asked of the program again until something is changed here: nobody else can, while a button works.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from recon.errors import BusyError, InputError, Where
from recon.ingest.lists.grids import Grid
from recon.journal import Stamp
from recon.words import Said, says
from xl_addin.book import Area, Asks, Formula, Page, Value
from xl_addin.live import cells as block
from xl_addin.live.cells import kept, part
from xl_addin.live.dialogs import Dialogs, is_escape_held
from xl_addin.live.dress import dress, is_fixed, is_protected
from xl_addin.live.rows import append, keep

_STYLE = "TableStyleLight1"
_OWN_NAMES = ("_", "Print_Area", "Print_Titles")  # of Excel, not of a person
_ONE_RANGE = re.compile(r"=(?:'((?:[^']|'')+)'|([^'!\[\]:,()]+))!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
_MOST_STATUS = 255  # characters a status bar shows


Looked = TypeVar("Looked")
OnSheet = ParamSpec("OnSheet")


def _once(look: Callable[Concatenate[LiveBook, OnSheet], Looked]) -> Callable[Concatenate[LiveBook, OnSheet], Looked]:
    """Look once, until something is changed."""

    @wraps(look)
    def seen(self: LiveBook, /, *given: OnSheet.args, **named: OnSheet.kwargs) -> Looked:
        key = (look.__name__, *given)
        if key not in self._seen:
            self._seen[key] = look(self, *given, **named)
        found: Looked = self._seen[key]
        return found

    return seen


class LiveBook:
    """An open workbook."""

    def __init__(
        self,
        book: Any,
        stamp: Stamp,
        lang: str = "en",
        asks: Asks | None = None,
        stops: Callable[[], bool] = is_escape_held,
    ) -> None:
        """See an open workbook.

        Args:
            book: the xlwings.Book.
            stamp: who presses, and when.
            lang: language of that person.
            asks: who answers; the person at the screen where nobody is named.
            stops: says whether the person wants the work to stop.
        """
        self.asks: Asks = asks or Dialogs(book.app)
        self.stamp, self.lang = stamp, lang
        self._book, self._stops = book, stops
        self._seen: dict[tuple[Any, ...], Any] = {}

    @property
    def name(self) -> str:
        """File name."""
        return str(self._book.name)

    @property
    def path(self) -> Path | None:
        """Where it lies, None where it was never saved or lies on the web."""
        full = str(self._book.fullname)
        return None if "://" in full or full == self.name else Path(full)

    @_once
    def sheets(self) -> tuple[str, ...]:
        """Names of all sheets, in order."""
        return tuple(str(sheet.name) for sheet in self._book.sheets)

    @_once
    def hidden(self) -> frozenset[str]:
        """Names of the sheets that are not shown."""
        return frozenset(str(sheet.name) for sheet in self._book.sheets if not sheet.visible)

    @_once
    def grid(self, sheet: str) -> Grid:
        """The used cells of a sheet, from A1 on."""
        rows = block.read(self._used(sheet))
        while rows and all(value == "" for value in rows[-1]):
            rows.pop()
        width = max((at for row in rows for at, value in enumerate(row, 1) if value != ""), default=0)
        return Grid(sheet, [(number, row[:width]) for number, row in enumerate(rows, 1)], 1)

    @_once
    def tables(self) -> tuple[Area, ...]:
        """The Excel tables of all sheets, headings included, by sheet and place."""
        found = []
        for number, sheet in enumerate(self._book.sheets):
            for table in sheet.tables:
                place = _area(str(sheet.name), table.range, str(table.name))
                found.append((number, place.top, place.left, place))
        return tuple(place for *_, place in sorted(found, key=lambda one: one[:3]))

    @_once
    def names(self) -> Mapping[str, Area]:
        """Defined names that stand for one range; those of the workbook before those of a sheet."""
        sheets = {name.casefold(): name for name in self.sheets()}
        found: dict[str, Area] = {}
        of_book: set[str] = set()
        for name in self._book.names:
            scope, _, bare = str(name.name).rpartition("!")
            match = _ONE_RANGE.fullmatch(str(name.refers_to or ""))
            if match is None or bare.startswith(_OWN_NAMES) or bare in of_book:
                continue
            sheet = sheets.get((match[1] or match[2]).replace("''", "'").casefold())
            if sheet is not None:
                found[bare] = _named(sheet, bare, match)
                if not scope:
                    of_book.add(bare)
        return found

    @_once
    def formulas(self, sheet: str) -> Mapping[tuple[int, int], str]:
        """Cells that hold a formula, and the formula."""
        return block.formulas(self._sheet(sheet).used_range)

    @_once
    def hidden_rows(self, sheet: str) -> frozenset[int]:
        """Rows that are hidden or filtered away."""
        used = self._used(sheet)
        if self.is_protected(sheet):  # Excel looks for visible cells on other sheets only
            return frozenset(row.row for row in used.columns[0] if row.rows.hidden)
        shown: set[int] = set()
        for area in used.get_special_cells("visible"):
            shown.update(range(area.row, area.row + area.shape[0]))
        return frozenset(range(1, used.shape[0] + 1)) - shown

    @_once
    def merged(self, sheet: str) -> tuple[Area, ...]:
        """Merged cells."""
        found: list[Area] = []
        _merged(self._used(sheet), sheet, found)
        return tuple(sorted(found, key=lambda one: (one.top, one.left)))

    def is_protected(self, sheet: str) -> bool:
        """True where the cells of a sheet cannot be changed."""
        return is_protected(self._sheet(sheet))

    def selection(self) -> Area:
        """What is selected on the sheet in front; its first cell where that is no range."""
        found = self._book.selection
        front = self._book.sheets.active
        return _area(str(front.name), found if found is not None else front.range("A1"))

    def draw(self, page: Page, after: str = "") -> None:
        """Draw a sheet of our own, in the place of the one of that name if there is one."""
        standing = next((name for name in self.sheets() if name.casefold() == page.name.casefold()), None)
        if standing is None:
            self._refuse_fixed()
        else:
            self._refuse_protected(standing)
        with self._still():
            front = self._book.sheets.active
            sheet = self._blank(page, standing, after)
            sheet.activate()
            for each in page.blocks:
                block.draw(sheet, each)
            _widths(sheet, page.widths)
            _heights(sheet, page)
            if page.table is not None:
                self._make_table(sheet, page.table)
            for row in page.hidden_rows:
                sheet.range((row, 1)).rows.hidden = True
            for column in page.hidden_columns:
                sheet.range((1, column)).columns.hidden = True
            sheet.show_gridlines = False
            dress(sheet, page)
            front.activate()

    def append(self, table: str, rows: Sequence[Sequence[Value]]) -> None:
        """Rows below the last one of a table, which grows with them."""
        sheet, found, place = self._table(table)
        self._refuse_protected(place.sheet)
        if rows:
            with self._still():
                append(sheet, found, place, rows, self.merged(place.sheet))

    def keep_rows(self, table: str, kept: Sequence[int]) -> None:
        """Leave these rows of a table and take the others out, the table shrinking."""
        sheet, found, place = self._table(table)
        self._refuse_protected(place.sheet)
        with self._still():
            keep(sheet, found, place, kept, self.hidden_rows(place.sheet), self.merged(place.sheet))

    def fill(self, sheet: str, cells: Mapping[tuple[int, int], Value]) -> None:
        """Values of single cells; their looks stay."""
        self._refuse_protected(sheet)
        found = self._sheet(sheet)
        with self._still():
            for row, column in sorted(cells):
                cell, value = part(found, row, column, row, column), cells[row, column]
                format = cell.number_format if isinstance(value, str) else None
                if isinstance(value, Formula):
                    block.put(found, row, column, [[value]])
                else:
                    cell.value = kept(value, format)
                if block.format_of(value) and cell.number_format == "General":
                    cell.number_format = block.format_of(value)

    def remove(self, sheet: str) -> None:
        """Take a sheet out."""
        self._refuse_fixed()
        with self._still():
            self._sheet(sheet).delete()

    def show(self, sheet: str, row: int = 1, column: int = 1) -> None:
        """Bring a sheet to the front, with this cell selected."""
        found = self._sheet(sheet)
        if not found.visible:
            found.visible = True
            self._seen.clear()
        found.activate()
        found.range((row, column)).select()

    def status(self, text: str) -> None:
        """Say how far the work is; "" when it is done."""
        self._book.app.status_bar = text[:_MOST_STATUS] or False

    def cancelled(self) -> bool:
        """True once the person holds Esc."""
        return self._stops()

    def _sheet(self, name: str) -> Any:
        for known in self.sheets():
            if known.casefold() == name.casefold():
                return self._book.sheets[known]
        raise InputError(says("closed_no_sheet", sheet=name), Where(self.name), says("closed_no_sheet_fix"))

    def _used(self, sheet: str) -> Any:
        """From A1 to the last cell in use."""
        found = self._sheet(sheet)
        last = found.used_range.last_cell
        return part(found, 1, 1, last.row, last.column)

    def _table(self, name: str) -> tuple[Any, Any, Area]:
        for sheet in self._book.sheets:
            for table in sheet.tables:
                if str(table.name).casefold() == name.casefold():
                    return sheet, table, _area(str(sheet.name), table.range, str(table.name))
        raise InputError(says("closed_no_table", table=name), Where(self.name), says("closed_no_table_fix"))

    def _blank(self, page: Page, standing: str | None, after: str) -> Any:
        """A sheet for a page, without cells and looks."""
        if standing is None:
            behind = next((one for one in self.sheets() if after and one.casefold() == after.casefold()), None)
            added = self._book.sheets.add(page.name, after=self._sheet(behind or self.sheets()[-1]))
            self._seen.clear()
            return added
        sheet = self._sheet(standing)
        used = self._used(standing)
        if used.rows.hidden is not False:
            used.rows.hidden = False
        if used.columns.hidden is not False:
            used.columns.hidden = False
        sheet.clear()
        return sheet

    def _make_table(self, sheet: Any, place: Area) -> None:
        """Make cells an Excel table; a name that is taken gets a number."""
        cells = part(sheet, place.top, place.left, max(place.bottom, place.top + 1), place.right)
        known = {str(one.name).casefold() for each in self._book.sheets for one in each.tables}
        known |= {str(one.name).casefold() for one in self._book.names}
        name, number = place.name, 1
        while name.casefold() in known:
            number += 1
            name = f"{place.name}_{number}"
        sheet.tables.add(source=cells, name=name, table_style_name=_STYLE)

    @contextmanager
    def _still(self) -> Iterator[None]:
        """Something is changed, on a screen that stands still."""
        try:
            with self._book.app.properties(screen_updating=False):
                yield
        finally:
            self._seen.clear()

    def _refuse_protected(self, sheet: str) -> None:
        if self.is_protected(sheet):
            raise self._busy("closed_protected", says("closed_protected_fix"), sheet)

    def _refuse_fixed(self) -> None:
        if is_fixed(self._book):
            raise self._busy("closed_structure", says("closed_structure_fix"))

    def _busy(self, what: str, fix: Said, sheet: str = "") -> BusyError:
        return BusyError(says(what), Where(self.name, sheet), fix)


def _area(sheet: str, cells: Any, name: str = "") -> Area:
    rows, columns = cells.shape
    return Area(sheet, cells.row, cells.column, cells.row + rows - 1, cells.column + columns - 1, name)


def _named(sheet: str, name: str, match: re.Match[str]) -> Area:
    left, top = _column(match[3]), int(match[4])
    right, bottom = (_column(match[5]), int(match[6])) if match[5] else (left, top)
    return Area(sheet, top, left, bottom, right, name)


def _column(letters: str) -> int:
    """The number of a column.

    >>> _column("A"), _column("AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _merged(cells: Any, sheet: str, found: list[Area]) -> None:
    """Look for merged cells by halves: a range without any is asked once."""
    rows, columns = cells.shape
    here = _area(sheet, cells)
    inside = (
        a.top <= here.top and a.left <= here.left and a.bottom >= here.bottom and a.right >= here.right for a in found
    )
    if any(inside) or cells.merge_cells is False:
        return
    if rows == columns == 1:
        found.append(_area(sheet, cells.merge_area))
        return
    if rows >= columns:
        halves = (here.top, here.left, here.top + rows // 2 - 1, here.right), (here.top + rows // 2, here.left)
    else:
        halves = (here.top, here.left, here.bottom, here.left + columns // 2 - 1), (here.top, here.left + columns // 2)
    for top, left, *end in halves:
        bottom, right = end or (here.bottom, here.right)
        _merged(part(cells.sheet, top, left, bottom, right), sheet, found)


def _widths(sheet: Any, widths: Sequence[float]) -> None:
    for number, width in enumerate(widths, 1):
        if width:
            sheet.range((1, number)).column_width = width


def _heights(sheet: Any, page: Page) -> None:
    """Rows with wrapped text are as high as it takes under the widths they have now."""
    for each in page.blocks:
        if each.values and any(look.wrap for look in each.looks):
            part(sheet, each.row, 1, each.row + len(each.values) - 1, 1).rows.autofit()
