"""A workbook in memory: all of `Book`, so that a button can be pressed without any program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from recon.errors import BusyError, InputError, Where, address
from recon.ingest.lists.grids import Grid
from recon.journal import Stamp
from recon.words import say, says
from tests.xl_addin.workbooks import Cell, draw_firm, firm, heading, sheet_of
from xl_addin.book import Area, Formula, Page, Value
from xl_addin.layout import CUSTOMERS, LEDGER, RECEIPTS, SETTINGS, Layout

__all__ = ["Answers", "MemoryBook", "Sheet", "draw_firm", "small_book"]
NOON = Stamp("Li", datetime(2026, 4, 2, 12, tzinfo=UTC))


@dataclass
class Sheet:
    """Cells by row and column, from 1."""

    cells: dict[tuple[int, int], Value] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    protected: bool = False
    hidden: bool = False


@dataclass
class Answers:
    """Somebody who answers what he was told to, and remembers what he was asked."""

    yes: bool = True
    paths: tuple[Path, ...] = ()
    typed: str | None = None  # None: what was proposed
    heard: list[str] = field(default_factory=list)

    def confirm(self, question: str) -> bool:
        self.heard.append(question)
        return self.yes

    def files(self, title: str) -> tuple[Path, ...]:
        self.heard.append(title)
        return self.paths

    def folder(self, title: str) -> Path | None:
        self.heard.append(title)
        return self.paths[0] if self.paths else None

    def text(self, title: str, default: str = "") -> str:
        self.heard.append(title)
        return default if self.typed is None else self.typed


class MemoryBook:
    """A workbook in memory."""

    def __init__(self, name: str = "books.xlsx", lang: str = "en") -> None:
        self.asks = Answers()
        self.stamp = NOON
        self.lang = lang
        self._name = name
        self.of: dict[str, Sheet] = {}
        self.listed: dict[str, Area] = {}  # tables by name
        self.named: dict[str, Area] = {}
        self.selected = Area("", 1, 1, 1, 1)
        self.shown: list[str] = []
        self.said: list[str] = []
        self.is_cancelled = False

    @property
    def name(self) -> str:
        return self._name

    @property
    def path(self) -> Path | None:
        return None

    def sheets(self) -> tuple[str, ...]:
        return tuple(self.of)

    def hidden(self) -> frozenset[str]:
        return frozenset(name for name, sheet in self.of.items() if sheet.hidden)

    def grid(self, sheet: str) -> Grid:
        cells = self.of[sheet].cells
        filled = [at for at, value in cells.items() if value not in (None, "")]
        rows, columns = (max((at[n] for at in filled), default=0) for n in (0, 1))
        shown = [(row, [_gives(cells.get((row, n))) for n in range(1, columns + 1)]) for row in range(1, rows + 1)]
        return Grid(sheet, shown, 1)  # type: ignore[arg-type] # a list of cells is one of readings

    def tables(self) -> tuple[Area, ...]:
        order = {name: n for n, name in enumerate(self.of)}
        return tuple(sorted(self.listed.values(), key=lambda one: (order[one.sheet], one.top, one.left)))

    def names(self) -> Mapping[str, Area]:
        return dict(self.named)

    def formulas(self, sheet: str) -> Mapping[tuple[int, int], str]:
        return {at: value.text for at, value in self.of[sheet].cells.items() if isinstance(value, Formula)}

    def hidden_rows(self, sheet: str) -> frozenset[int]:
        return frozenset(self.of[sheet].hidden_rows)

    def merged(self, sheet: str) -> tuple[Area, ...]:
        return tuple(self.of[sheet].merged)

    def is_protected(self, sheet: str) -> bool:
        return self.of[sheet].protected

    def selection(self) -> Area:
        return self.selected

    def draw(self, page: Page, after: str = "") -> None:
        name = next((one for one in self.of if one.casefold() == page.name.casefold()), "")
        cells: dict[tuple[int, int], Value] = {
            (block.row + down, block.column + across): value
            for block in page.blocks
            for down, row in enumerate(block.values)
            for across, value in enumerate(row)
            if value not in (None, "")
        }
        drawn = Sheet(cells, set(page.hidden_rows))
        if name:
            self.of[name] = drawn
        else:
            name = page.name
            order = list(self.of)
            order.insert(order.index(after) + 1 if after in order else len(order), name)
            self.of = {one: self.of.get(one, drawn) for one in order}
        self.listed = {key: one for key, one in self.listed.items() if one.sheet != name}
        if page.table is not None:
            least = max(page.table.bottom, page.table.top + 1)
            self.listed[page.table.name] = replace(page.table, sheet=name, bottom=least)

    def append(self, table: str, rows: Sequence[Sequence[Value]]) -> None:
        place = self._table(table)
        sheet = self._open(place.sheet)
        columns = range(place.left, place.right + 1)
        last = {n: sheet.cells.get((place.bottom, n)) for n in columns}
        carried = {n: value for n, value in last.items() if isinstance(value, Formula)}
        blank = all(value in (None, "") or isinstance(value, Formula) for value in last.values())
        first = place.bottom if blank and place.bottom == place.top + 1 else place.bottom + 1
        end = max(place.bottom, first + len(rows) - 1)
        taken = [(row, n) for row in range(place.bottom + 1, end + 1) for n in columns if (row, n) in sheet.cells]
        if taken:
            where = Where(self.name, place.sheet, cell=address(*min(taken)))
            raise InputError(says("closed_in_the_way", table=table), where, says("closed_in_the_way_fix"))
        for row, values in enumerate(rows, first):
            for n, value in zip(columns, values, strict=True):
                put = carried.get(n) if value is None else value
                if put not in (None, ""):
                    sheet.cells[row, n] = put
        self.listed[table] = replace(place, bottom=end)

    def keep_rows(self, table: str, kept: Sequence[int]) -> None:
        place = self._table(table)
        sheet = self._open(place.sheet)
        columns = range(place.left, place.right + 1)
        stay = [{n: sheet.cells.get((row, n)) for n in columns} for row in kept]
        formulas = {n: value for n in columns if isinstance(value := sheet.cells.get((place.bottom, n)), Formula)}
        for row in range(place.top + 1, place.bottom + 1):
            for n in columns:
                sheet.cells.pop((row, n), None)
        for row, values in enumerate(stay or [dict.fromkeys(columns) | formulas], place.top + 1):
            sheet.cells |= {(row, n): value for n, value in values.items() if value not in (None, "")}
        self.listed[table] = replace(place, bottom=place.top + max(len(stay), 1))

    def fill(self, sheet: str, cells: Mapping[tuple[int, int], Value]) -> None:
        of = self._open(sheet).cells
        for at, value in cells.items():
            of.pop(at, None)
            if value not in (None, ""):
                of[at] = value

    def remove(self, sheet: str) -> None:
        del self.of[sheet]
        self.listed = {key: one for key, one in self.listed.items() if one.sheet != sheet}

    def show(self, sheet: str, row: int = 1, column: int = 1) -> None:
        assert sheet in self.of
        self.shown.append(sheet)
        self.selected = Area(sheet, row, column, row, column)

    def status(self, text: str) -> None:
        self.said.append(text)

    def cancelled(self) -> bool:
        return self.is_cancelled

    # What tests do by hand.

    def put(self, sheet: str, *rows: Sequence[Value], top: int = 1, left: int = 1, table: str = "") -> None:
        """Write cells, on a new sheet where there is none, as a table where it is named."""
        cells = self.of.setdefault(sheet, Sheet()).cells
        for down, row in enumerate(rows):
            for across, value in enumerate(row):
                if value not in (None, ""):
                    cells[top + down, left + across] = value
        if table:
            bottom = max(top + len(rows) - 1, top + 1)
            self.listed[table] = Area(sheet, top, left, bottom, left + len(rows[0]) - 1, table)

    def values(self, sheet: str) -> list[list[object]]:
        """All that stands in a sheet."""
        return [list(cells) for _, cells in self.grid(sheet).rows]

    def rows(self, table: str) -> list[dict[str, object]]:
        """The rows of a table by heading; blank ones left out."""
        place = self.listed[table]
        cells = self.of[place.sheet].cells
        heads = [str(cells.get((place.top, n), "")) for n in range(place.left, place.right + 1)]
        found = [
            {head: _gives(cells.get((row, n))) for n, head in enumerate(heads, place.left)}
            for row in range(place.top + 1, place.bottom + 1)
        ]
        return [row for row in found if any(value not in (None, "") for value in row.values())]

    def state(self) -> object:
        """Everything in it, to be compared."""
        return deepcopy((self.of, self.listed, self.named))

    def _table(self, name: str) -> Area:
        if name not in self.listed:
            raise InputError(says("closed_no_table", table=name), Where(self.name), says("closed_no_table_fix"))
        return self.listed[name]

    def _open(self, sheet: str) -> Sheet:
        found = self.of[sheet]
        if found.protected:
            raise BusyError(says("closed_protected"), Where(self.name, sheet), says("closed_protected_fix"))
        return found


def _gives(value: Value) -> object:
    shown = value.gives if isinstance(value, Formula) else value
    return "" if shown is None else shown


def small_book(lang: str = "en", *, settings: bool = True, receipts: bool = True) -> MemoryBook:
    """The firm of `tests.xl_addin.workbooks`, as a workbook in memory."""
    book, of = MemoryBook(lang=lang), firm(lang)
    put_table(book, CUSTOMERS, of.customers, lang)
    put_table(book, LEDGER, of.ledger, lang)
    if receipts:
        put_table(book, RECEIPTS, of.receipts, lang)
    if settings:
        rows: list[tuple[Value, ...]] = [
            ("company.name", of.name),
            ("company.currency", of.currency),
            ("company.language", lang),
            ("company.accounts", "DE02120300000000202051"),
            ("as_of", date(2026, 3, 31)),
            ("period", "2026-03"),
        ]
        heads = tuple(heading(key, lang) for key in ("setting", "setting_value", "setting_meaning"))
        name = say(f"xl_sheet_{SETTINGS}", lang)
        book.put(name, heads, *((*row, "") for row in rows))
        for at, key in ((2, "company"), (3, "currency"), (6, "as_of"), (7, "period")):
            book.named[key] = Area(name, at, 2, at, 2, key)
    return book


def put_table(book: MemoryBook, layout: Layout, rows: Sequence[Sequence[Cell]], lang: str = "en") -> None:
    """A table of the layout on its sheet; rows without the derived columns, which become formulas."""
    shown: list[list[Value]] = []
    for row in rows:
        given = iter(row)
        shown.append([Formula("=0", 0.0) if column.derived else next(given, None) for column in layout.columns])
    heads: list[Value] = [heading(column.key, lang) for column in layout.columns]
    book.put(sheet_of(layout, lang), heads, *shown, table=layout.table)
