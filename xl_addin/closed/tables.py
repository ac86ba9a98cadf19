"""Rows into an Excel table and out of it again, cell by cell.

Law: nothing outside the table moves. Where a cell of somebody else stands in the way, nothing is done and it is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from recon.errors import InputError, Where, address
from recon.words import LANGUAGES, say, says
from xl_addin.book import Area, Look, Value
from xl_addin.closed.drawing import number_of
from xl_addin.closed.parts import Element, Parts, main
from xl_addin.closed.sheets import Sheet, area, moved, placed, reference, unescaped
from xl_addin.closed.styles import Styles
from xl_addin.layout import TABLES


@dataclass(frozen=True, slots=True)
class Table:
    """An Excel table of a sheet."""

    part: str
    root: Element
    place: Area  # headings and totals included

    @property
    def first(self) -> int:
        """Its first row of figures."""
        return self.place.top + int(self.root.get("headerRowCount", 1))

    @property
    def totals(self) -> int:
        """Rows of totals below the figures: 0 or 1."""
        return int(self.root.get("totalsRowCount", 0))

    @property
    def last(self) -> int:
        """Its last row of figures."""
        return self.place.bottom - self.totals

    @property
    def columns(self) -> range:
        """Its columns on the sheet."""
        return range(self.place.left, self.place.right + 1)

    def heads(self) -> list[str]:
        """Its headings."""
        return [unescaped(one.get("name", "")) for one in self.root.iter(main("tableColumn"))]

    def carried(self) -> list[str]:
        """The formula each column gives to a new row, "" where it has none."""
        found = [one.findtext(main("calculatedColumnFormula")) for one in self.root.iter(main("tableColumn"))]
        return [f"={text}" if text else "" for text in found]


def tables_of(parts: Parts, sheet: str, part: str) -> list[Table]:
    """The tables of a sheet, given its name and its part, from the top left on."""
    found = [
        Table(relation.target, root, area(sheet, root.get("ref"), root.get("displayName")))
        for relation in parts.relations(part)
        if relation.kind == "table" and (root := parts.read(relation.target)) is not None
    ]
    return sorted(found, key=lambda table: (table.place.top, table.place.left))


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table, to be changed."""

    parts: Parts
    styles: Styles
    file: str
    cells: Sheet
    table: Table
    others: Sequence[Table] = ()  # the other tables of the sheet
    epoch: date | None = None

    def append(self, rows: Sequence[Sequence[Value]]) -> None:
        """Rows below the last one.

        Raises:
            InputError: cells stand in the way.
        """
        table, cells = self.table, self.cells
        cells.unshared()
        first = table.first if self._is_blank(table.first) and table.first == table.last else table.last + 1
        grown = first + len(rows) - 1 - table.last
        self._refuse_occupied(grown)
        formulas, looks = self._pattern()
        if grown > 0 and table.totals:
            for column in table.columns:
                cells.move((table.place.bottom, column), (table.place.bottom + grown, column))
        for at, row in enumerate(rows, first):
            for column, value, formula, look in zip(table.columns, row, formulas, looks, strict=True):
                self._put((at, column), value, formula, look)
        if grown > 0:
            self._resize(grown)
        cells.finish()

    def keep(self, kept: Sequence[int]) -> None:
        """Leave these rows of the sheet and take the others of the table out.

        Raises:
            InputError: a row of it is hidden, or a cell that would move is merged, holds a note or fills others.
        """
        table, cells = self.table, self.cells
        cells.unshared()
        stay = [at for at in kept if table.first <= at <= table.last]
        if len(stay) == table.last - table.first + 1:
            return
        moving = {(source, target) for target, source in enumerate(stay, table.first) if source != target}
        self._refuse_immovable(moving)
        for source, target in sorted(moving):
            for column in table.columns:
                cells.move((source, column), (target, column))
        end = table.first + max(len(stay), 1) - 1  # a table keeps one row, be it blank
        for at in range(table.first + len(stay), table.last + 1):
            for column in table.columns:
                if at <= end:
                    self._empty((at, column))
                else:
                    cells.clear((at, column))
        if table.totals:
            for column in table.columns:
                cells.move((table.place.bottom, column), (end + 1, column))
        self._resize(end - table.last)
        cells.finish()

    def _put(self, place: tuple[int, int], value: Value, formula: tuple[str, str], look: int) -> None:
        text, source = formula
        if value is None and text:
            self.cells.carry(place, moved(text, source, address(*place)) if source else text, look)
            return
        number = number_of(value, Look(), self.styles) if look == 0 else look
        if isinstance(value, date):
            number = self.styles.with_days(number)
        elif isinstance(value, str) and look:
            number = number_of_text(value, look, self.styles)
        self.cells.write(place, value, number, self.epoch)

    def _pattern(self) -> tuple[list[tuple[str, str]], list[int]]:
        """Formula (and where it stands, "" for the table's own) and look of each column, for a new row."""
        table = self.table
        standing = self.cells.formulas()
        formulas: list[tuple[str, str]] = []
        for column, own in zip(table.columns, table.carried(), strict=True):
            place = (table.last, column)
            text = standing.get(place, "")
            is_whole = own or all((at, column) in standing for at in range(table.first, table.last + 1))
            formulas.append((text, address(*place)) if text and is_whole else (own, ""))
        return formulas, [self.cells.look((table.last, column)) for column in table.columns]

    def _is_blank(self, at: int) -> bool:
        own = self.table.carried()
        formulas = self.cells.formulas()
        return not any(
            self.cells.holds((at, column)) and not (formula or (at, column) in formulas)
            for column, formula in zip(self.table.columns, own, strict=True)
        )

    def _empty(self, place: tuple[int, int]) -> None:
        if place not in self.cells.formulas():
            self.cells.write(place, None)

    def _resize(self, grown: int) -> None:
        table = self.table
        root = self.parts.change(table.part)
        place = replace(table.place, bottom=table.place.bottom + grown)
        root.set("ref", reference(place.top, place.left, place.bottom, place.right))
        found = root.find(main("autoFilter"))
        if found is not None:
            found.set("ref", reference(place.top, place.left, place.bottom - table.totals, place.right))
        for tag in ("sortState", "sortCondition"):
            for one in root.iter(main(tag)):
                box = area("", one.get("ref"))
                if box.bottom == table.last:
                    one.set("ref", reference(box.top, box.left, max(box.top, box.bottom + grown), box.right))
        self._stretch(grown)

    def _stretch(self, grown: int) -> None:
        """Let conditional formats and validation lists that reach to the last row of the table go on doing so."""
        table = self.table
        for one in self._reaching():
            ranges = []
            for text in one.get("sqref", "").split():
                box = area("", text)
                reaches = box.bottom == table.last and box.top >= table.place.top
                if reaches and table.place.left <= box.left and box.right <= table.place.right:
                    box = replace(box, bottom=max(box.top, box.bottom + grown))
                ranges.append(reference(box.top, box.left, box.bottom, box.right))
            if ranges:
                one.set("sqref", " ".join(ranges))

    def _reaching(self) -> list[Element]:
        rules = self.cells.root.findall(main("conditionalFormatting"))
        return [*rules, *self.cells.each("dataValidations", "dataValidation")]

    def _refuse_occupied(self, grown: int) -> None:
        table = self.table
        below = range(table.place.bottom + 1, table.place.bottom + grown + 1)
        taken = [(at, column) for at in below for column in table.columns if self.cells.holds((at, column))]
        boxes = [*(other.place for other in self.others), *self.cells.merged(table.place.sheet)]
        for box in boxes:
            crosses = box.top <= table.place.bottom + grown and box.bottom > table.place.bottom
            if grown > 0 and crosses and box.left <= table.place.right and box.right >= table.place.left:
                taken.append((box.top, box.left))
        if taken:
            where = Where(self.file, table.place.sheet, cell=address(*min(taken)))
            raise InputError(says("closed_in_the_way", table=table.place.name), where, says("closed_in_the_way_fix"))

    def _refuse_immovable(self, moving: set[tuple[int, int]]) -> None:
        table = self.table
        where = Where(self.file, table.place.sheet)
        rows = range(table.first, table.last + 1)
        hidden = sorted(at for at in self.cells.hidden_rows() if at in rows)
        if hidden:
            what = says("closed_rows_hidden", table=table.place.name, row=hidden[0])
            raise InputError(what, where, says("closed_rows_hidden_fix"))
        touched = {at for pair in moving for at in pair}
        boxes = [*self.cells.merged(table.place.sheet), *self._linked()]
        fixed = [(b.top, b.left) for b in boxes if any(at in touched for at in range(b.top, b.bottom + 1))]
        fixed += [(at, column) for at in touched for column in table.columns if self.cells.is_array((at, column))]
        fixed += [place for place in self._noted() if place[0] in touched]
        fixed = [place for place in fixed if place[1] in table.columns]
        if fixed:
            at = replace(where, cell=address(*min(fixed)))
            raise InputError(says("closed_immovable", table=table.place.name), at, says("closed_immovable_fix"))

    def _linked(self) -> list[Area]:
        return [area("", one.get("ref")) for one in self.cells.each("hyperlinks", "hyperlink")]

    def _noted(self) -> list[tuple[int, int]]:
        sheet = next(part for part in self.parts.names() if self._is_sheet(part))
        notes = [relation.target for relation in self.parts.relations(sheet) if relation.kind == "comments"]
        return [placed(one.get("ref")) for part in notes for one in self.parts.read(part).iter(main("comment"))]

    def _is_sheet(self, part: str) -> bool:
        return any(relation.target == self.table.part for relation in self.parts.relations(part))


def number_of_text(text: str, look: int, styles: Styles) -> int:
    """The look of a cell for a text in it: marked where the text begins like a formula."""
    from recon.writers._excel import FORMULA

    return styles.of(Look(), quoted=True, base=look) if text[:1] in FORMULA and text else look


def is_derived(table: Table, place: tuple[int, int]) -> bool:
    """True where a cell lies in a column of our own that is a formula: it is shown and never read."""
    at, column = place
    if not (table.first <= at <= table.last and column in table.columns):
        return False
    heads = _derived_heads().get(table.place.name.casefold(), frozenset())
    return table.heads()[column - table.place.left] in heads


@cache
def _derived_heads() -> dict[str, frozenset[str]]:
    return {
        layout.table.casefold(): frozenset(
            say(f"xl_col_{column.key}", lang) for column in layout.columns if column.derived for lang in LANGUAGES
        )
        for layout in TABLES
    }
