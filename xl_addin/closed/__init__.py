"""A workbook that is a closed file: what a button does to an open one, it does to this without a spreadsheet program.

Law: what nobody asked to change is in the file as it was, to the byte: other sheets, charts, pictures, macros. So
nothing has to be refused for fear of losing it. A press is saved whole or not at all.

Values are those the file holds: nothing is calculated here. The formulas of our own derived columns may wait for
somebody to open the file; any other formula without a value is refused where its value is needed, by its cell.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path

from recon.durable import refusals, sync_folder, write_synced
from recon.errors import BusyError, InputError, Where, address
from recon.ingest.lists.grids import Grid
from recon.ingest.lists.numbers import Cell
from recon.journal import Stamp
from recon.publish import refuse_open
from recon.words import says
from xl_addin.book import Area, Asks, Page, Value
from xl_addin.closed.drawing import sheet_of, table_of
from xl_addin.closed.outline import Listed, Outline
from xl_addin.closed.parts import Element, Parts, damaged, main
from xl_addin.closed.sheets import BLANK, Sheet, area, rich
from xl_addin.closed.styles import Styles
from xl_addin.closed.tables import Rows, is_derived, number_of_text, tables_of

_DAY_0 = date(1899, 12, 30).toordinal()
_SURE, _NO_DAY = 60, 2_958_466  # before 1 March 1900 Excel counts a day too many; behind 9999 there are none


class ClosedBook:
    """A workbook file (.xlsx, .xlsm), read when it is made and written by `save`."""

    def __init__(
        self,
        path: Path,
        asks: Asks,
        stamp: Stamp,
        lang: str = "en",
        selected: tuple[int, int] | None = None,
        told: Callable[[str], None] | None = None,
    ) -> None:
        """Open a file.

        Args:
            path: the file.
            asks: who answers.
            stamp: who presses, and when.
            lang: language of that person.
            selected: first and last row that count as selected, in place of the selection saved in the file.
            told: shown how far the work is.

        Raises:
            InputError: it is no workbook that can be read and written here.
            BusyError: it is open elsewhere or cannot be read.
        """
        self.asks, self.stamp, self.lang = asks, stamp, lang
        self._path, self._selected, self._told = path, selected, told
        with refusals(path):
            self._read = path.read_bytes()
        self._parts = Parts(self._read, path.name)
        self._outline = Outline(self._parts)
        self._open: dict[str, Sheet] = {}
        self._seen: dict[str, Grid] = {}  # what was read of a part, until it is changed
        self._written: dict[str, Mapping[tuple[int, int], str]] = {}  # its formulas, as long
        self._is_changed = False
        self._front = ""  # a sheet chosen by the caller

    @property
    def name(self) -> str:
        """File name."""
        return self._path.name

    @property
    def path(self) -> Path | None:
        """Where it lies."""
        return self._path

    @property
    def is_changed(self) -> bool:
        """True once something was drawn, filled or taken out."""
        return self._is_changed

    def save(self, path: Path | None = None) -> None:
        """Write the file in its place, or elsewhere; as a whole or not at all.

        Raises:
            BusyError: it is open elsewhere, has been changed meanwhile, or cannot be written.
        """
        target = (path or self._path).resolve()
        content = self.content()
        refuse_open(target)
        temporary = target.with_name(f".{target.name}.{os.getpid()}.part")  # two presses at once share none
        with refusals(target):
            try:
                write_synced(temporary, content)
                if target.exists():
                    shutil.copymode(target, temporary)
                if path is None and target.read_bytes() != self._read:  # last, so that nobody can come between
                    raise BusyError(says("closed_changed"), Where(self.name), says("closed_changed_fix"))
                temporary.replace(target)
            finally:
                temporary.unlink(missing_ok=True)
            sync_folder(target.parent)

    def content(self) -> bytes:
        """The file as it is now."""
        if not self._is_changed:
            return self._read
        self._outline.recalculate()
        return self._parts.content()

    def sheets(self) -> tuple[str, ...]:
        """Names of all sheets, in order."""
        return tuple(one.name for one in self._outline.sheets())

    def hidden(self) -> frozenset[str]:
        """Names of the sheets that are not shown."""
        return frozenset(one.name for one in self._outline.sheets() if one.hidden)

    def grid(self, sheet: str) -> Grid:
        """The used cells of a sheet, from A1 on."""
        part = self._listed(sheet).part
        if part not in self._seen:
            self._seen[part] = self._grid(sheet)
        return Grid(sheet, list(self._seen[part].rows), 1)

    def tables(self) -> tuple[Area, ...]:
        """The Excel tables of all sheets."""
        listed = (one for one in self._outline.sheets() if one.is_cells)
        return tuple(table.place for one in listed for table in tables_of(self._parts, one.name, one.part))

    def names(self) -> Mapping[str, Area]:
        """Defined names that stand for one range."""
        return self._outline.names()

    def formulas(self, sheet: str) -> Mapping[tuple[int, int], str]:
        """Cells that hold a formula."""
        part = self._listed(sheet).part
        if part not in self._written:
            self._written[part] = self._cells(sheet).formulas()
        return self._written[part]

    def hidden_rows(self, sheet: str) -> frozenset[int]:
        """Rows that are hidden or filtered away."""
        return self._cells(sheet).hidden_rows()

    def merged(self, sheet: str) -> tuple[Area, ...]:
        """Merged cells."""
        return self._cells(sheet).merged(sheet)

    def is_protected(self, sheet: str) -> bool:
        """True where the cells of a sheet cannot be changed."""
        return self._cells(sheet).is_protected()

    def choose(self, sheet: str) -> None:
        """Count this sheet as the one in front, without changing the file.

        Raises:
            InputError: there is no such sheet.
        """
        self._front = self._listed(sheet).name

    def selection(self) -> Area:
        """The rows named by the caller on the sheet in front, else what was selected when the file was saved."""
        sheet = self._front or self._outline.front()
        view = self._views(self._listed(sheet))[:1]
        found = [one for each in view for one in each.findall(main("selection")) if one.get("sqref")]
        pane = next((one.get("activePane") for each in view for one in each.findall(main("pane"))), None)
        found.sort(key=lambda one: one.get("pane") != pane)
        saved = area(sheet, found[0].get("sqref").split()[0] if found else "A1")
        if self._selected is None:
            return saved
        return replace(saved, top=self._selected[0], bottom=self._selected[1], left=1, right=max(1, saved.right))

    def draw(self, page: Page, after: str = "") -> None:
        """Draw a sheet of our own."""
        root = sheet_of(page, self._styles, self.lang, self._epoch)
        standing = next((one for one in self._outline.sheets() if one.name.casefold() == page.name.casefold()), None)
        if standing is None:
            self._outline.refuse_protected()
            part = self._outline.add(page.name, root, after)
        else:
            self._refuse_protected(standing.name)
            part = standing.part
            self._clear_out(standing, root)
        sheet = standing.name if standing else page.name
        self._forget(part)
        self._open[part] = cells = Sheet(root)
        if page.table is not None:
            table_of(self._parts, part, cells, page.table)
        self._outline.name_rows(sheet, page.repeated)
        self._is_changed = True

    def append(self, table: str, rows: Sequence[Sequence[Value]]) -> None:
        """Rows below the last one of a table."""
        if rows:
            self._rows(table).append(rows)
            self._is_changed = True

    def keep_rows(self, table: str, kept: Sequence[int]) -> None:
        """Leave these rows of a table and take the others out."""
        self._rows(table).keep(kept)
        self._is_changed = True

    def fill(self, sheet: str, cells: Mapping[tuple[int, int], Value]) -> None:
        """Values of single cells; their looks stay."""
        held = self._cells(sheet)
        protected = held.is_protected()
        for place in sorted(cells):
            if protected and self._styles.is_locked(held.look(place)):
                self._refuse_protected(sheet)
            if held.is_array(place):
                where = Where(self.name, sheet, cell=address(*place))
                raise InputError(says("closed_array"), where, says("closed_in_excel_fix"))
        self._change(sheet)
        held.unshared()
        for place in sorted(cells):
            value, look = cells[place], held.look(place)
            if isinstance(value, date):
                look = self._styles.with_days(look)
            elif isinstance(value, str):
                look = number_of_text(value, look, self._styles)
            held.write(place, value, look or None, self._epoch)
        held.finish()

    def remove(self, sheet: str) -> None:
        """Take a sheet out."""
        self._outline.refuse_protected()
        listed = self._listed(sheet)
        self._refuse_pointed_at(sheet)
        self._open.pop(listed.part, None)
        self._forget(listed.part)
        self._outline.remove(listed.name)
        self._is_changed = True

    def show(self, sheet: str, row: int = 1, column: int = 1) -> None:
        """Bring a sheet to the front, with this cell selected."""
        listed = self._listed(sheet)
        for one in self._outline.sheets():
            for view in self._views(one):
                if (view.get("tabSelected") in ("1", "true")) != (one.name == listed.name):
                    self._change(one.name)  # two sheets selected at once would both be written to
                    view.set("tabSelected", str(int(one.name == listed.name)))
        self._outline.bring_forward(listed.name)
        self._front = ""
        self._select(listed, address(row, column))
        self._is_changed = True

    def status(self, text: str) -> None:
        """Say how far the work is."""
        if self._told is not None:
            self._told(text)

    def cancelled(self) -> bool:
        """Nobody can ask a closed file to stop; the person before it stops the command."""
        return False

    @cached_property
    def _styles(self) -> Styles:
        return Styles(self._parts)

    @cached_property
    def _epoch(self) -> date | None:
        return self._outline.epoch()

    @cached_property
    def _texts(self) -> list[str]:
        for relation in self._parts.relations(self._parts.workbook):
            if relation.kind == "sharedStrings":
                return [rich(one) for one in self._parts.read(relation.target).iter(main("si"))]
        return []

    def _listed(self, sheet: str) -> Listed:
        for one in self._outline.sheets():
            if one.name.casefold() == sheet.casefold():
                return one
        raise InputError(says("closed_no_sheet", sheet=sheet), Where(self.name), says("closed_no_sheet_fix"))

    def _cells(self, sheet: str) -> Sheet:
        listed = self._listed(sheet)
        if listed.part not in self._open:
            root = self._parts.read(listed.part)
            if root.find(main("sheetData")) is None:  # a sheet that is a chart
                root = sheet_of(Page(sheet, ()), self._styles, self.lang, None)
            self._open[listed.part] = Sheet(root)
        return self._open[listed.part]

    def _change(self, sheet: str) -> None:
        part = self._listed(sheet).part
        self._parts.change(part)
        self._forget(part)
        self._is_changed = True

    def _forget(self, part: str) -> None:
        self._seen.pop(part, None)
        self._written.pop(part, None)

    def _grid(self, sheet: str) -> Grid:
        values: dict[tuple[int, int], Cell] = {}
        try:
            for place, value in self._cells(sheet).shown(self._texts.__getitem__, self._number):
                values[place] = self._uncalculated(sheet, place) if value is None else value
        except (ValueError, IndexError) as error:
            raise damaged(self.name, error) from None
        if not values:
            return Grid(sheet, [], 1)
        last = max(column for _, column in values)
        found: dict[int, list[Cell]] = {}
        for (at, column), value in values.items():
            found.setdefault(at, [BLANK] * last)[column - 1] = value
        blank = [BLANK] * last
        told: list[tuple[int, Sequence[Cell]]] = [(at, found.get(at, blank)) for at in range(1, max(found) + 1)]
        return Grid(sheet, told, 1)

    def _uncalculated(self, sheet: str, place: tuple[int, int]) -> Cell:
        """A blank for a formula of a derived column of ours; any other is refused."""
        if any(is_derived(table, place) for table in tables_of(self._parts, sheet, self._listed(sheet).part)):
            return BLANK
        where = Where(self.name, sheet, cell=address(*place))
        raise InputError(says("closed_uncalculated"), where, says("closed_uncalculated_fix"))

    def _number(self, look: int, number: float) -> Cell:
        if not look or not self._styles.shows_days(look):
            return number
        if number > _SURE and number.is_integer() and not self._epoch:
            return date.fromordinal(_DAY_0 + int(number)) if number < _NO_DAY else number
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

        try:
            day = from_excel(number, MAC_EPOCH if self._epoch else WINDOWS_EPOCH)
        except (ValueError, OverflowError):
            return number
        if isinstance(day, datetime) and day.time() == time():
            return day.date()
        return day if isinstance(day, datetime | date | time) else number

    def _rows(self, name: str) -> Rows:
        for listed in self._outline.sheets():
            tables = tables_of(self._parts, listed.name, listed.part) if listed.is_cells else []
            for table in tables:
                if table.place.name.casefold() == name.casefold():
                    self._refuse_protected(listed.name)
                    self._change(listed.name)
                    others = [other for other in tables if other is not table]
                    cells = self._cells(listed.name)
                    return Rows(self._parts, self._styles, self.name, cells, table, others, self._epoch)
        raise InputError(says("closed_no_table", table=name), Where(self.name), says("closed_no_table_fix"))

    def _refuse_protected(self, sheet: str) -> None:
        if self.is_protected(sheet):
            raise BusyError(says("closed_protected"), Where(self.name, sheet), says("closed_protected_fix"))

    def _refuse_pointed_at(self, sheet: str) -> None:
        """A formula elsewhere that reads the sheet would be broken for good."""
        marks = (f"'{sheet.casefold().replace(chr(39), chr(39) * 2)}'!", f"{sheet.casefold()}!")
        for one in self._outline.sheets():
            if not one.is_cells or one.name.casefold() == sheet.casefold():
                continue
            formulas = self.formulas(one.name)
            everything = "\n".join(formulas.values()).casefold()
            if not any(mark in everything for mark in marks):
                continue
            for place, text in sorted(formulas.items()):
                if any(mark in text.casefold() for mark in marks):
                    where = Where(self.name, one.name, cell=address(*place))
                    raise InputError(says("closed_pointed_at", sheet=sheet), where, says("closed_pointed_at_fix"))

    def _clear_out(self, listed: Listed, root: Element) -> None:
        """Another content for a sheet that stays in its place, under its own number and its macros' name for it."""
        about = self._parts.read(listed.part).find(main("sheetPr"))
        for relation in self._parts.relations(listed.part):
            self._parts.part_from(listed.part, relation)
        self._parts.put(listed.part, root)
        if about is not None and about.get("codeName"):
            root.find(main("sheetPr")).set("codeName", about.get("codeName"))

    def _views(self, listed: Listed) -> list[Element]:
        found: list[Element] = self._parts.read(listed.part).findall(f"{main('sheetViews')}/{main('sheetView')}")
        return found

    def _select(self, listed: Listed, cell: str) -> None:
        self._change(listed.name)
        for view in self._views(listed)[:1]:
            panes = view.findall(main("pane"))
            for one in view.findall(main("selection")):
                view.remove(one)
            chosen = view.makeelement(main("selection"), {"activeCell": cell, "sqref": cell})
            if panes:
                chosen.set("pane", panes[0].get("activePane", "topLeft"))
            view.insert(len(panes), chosen)
