"""The cells of one sheet in its XML: read with their place, and written one by one.

Law: a cell keeps its look and everything around it; only what it holds is changed. Text is written as text, whatever it
looks like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import lru_cache
from typing import cast

from lxml import etree

from recon.errors import address
from recon.ingest.lists.numbers import Cell
from xl_addin.book import Area, Formula, Value
from xl_addin.closed.parts import Element, main

_CELL, _ROW, _FORMULA, _VALUE, _INLINE = main("c"), main("row"), main("f"), main("v"), main("is")
_HOLDING = frozenset((_FORMULA, _VALUE, _INLINE))
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
LONGEST = 32_767  # characters a cell holds
_HIGHEST = 409.5  # points of a row
BLANK = ""


def placed(text: str) -> tuple[int, int]:
    """Row and column of an address.

    >>> placed("F12"), placed("$AA$1")
    ((12, 6), (1, 27))
    """
    found = _PLACE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


@lru_cache(maxsize=16_384)
def _column(letters: str) -> int:
    return placed(f"{letters}1")[1]


def area(sheet: str, text: str, name: str = "") -> Area:
    """A range of a sheet.

    >>> area("S", "B2:C9")
    Area(sheet='S', top=2, left=2, bottom=9, right=3, name='')
    """
    first, _, last = text.partition(":")
    top, left = placed(first)
    bottom, right = placed(last or first)
    return Area(sheet, min(top, bottom), min(left, right), max(top, bottom), max(left, right), name)


def reference(top: int, left: int, bottom: int, right: int) -> str:
    """The address of a range.

    >>> reference(2, 2, 9, 3), reference(1, 1, 1, 1)
    ('B2:C9', 'A1')
    """
    first, last = address(top, left), address(bottom, right)
    return first if first == last else f"{first}:{last}"


class Sheet:
    """The XML of a sheet."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.held = root.find(main("sheetData"))
        self._rows: dict[int, Element] = {}
        self._cells: dict[tuple[int, int], Element] = {}
        self._ends: dict[int, int] = {}  # last column of a row
        at = 0
        for row in self.held:
            if row.get("r") is None:
                row.set("r", str(at + 1))
            at = int(row.get("r"))
            self._rows[at] = row
            column = 0
            for cell in row:
                if cell.tag != _CELL:
                    continue
                if (place := cell.get("r")) is None:
                    cell.set("r", place := address(at, column + 1))
                column = _column(place.rstrip("0123456789"))
                self._cells[at, column] = cell
            self._ends[at] = column

    def places(self) -> Iterator[tuple[int, int]]:
        """Where there are cells, blank ones with a look included."""
        yield from self._cells

    def find(self, place: tuple[int, int]) -> Element | None:
        """The cell at a place, if there is one."""
        return self._cells.get(place)

    def look(self, place: tuple[int, int]) -> int:
        """The number of the look of a cell."""
        cell = self._cells.get(place)
        return int(cell.get("s", 0)) if cell is not None else 0

    def hidden_rows(self) -> frozenset[int]:
        """Rows that are hidden or filtered away."""
        return frozenset(at for at, row in self._rows.items() if row.get("hidden") in ("1", "true"))

    def each(self, held: str, one: str) -> list[Element]:
        """The entries of a list beside the cells: of "mergeCells" each "mergeCell"."""
        found: list[Element] = self.root.findall(f"{main(held)}/{main(one)}")
        return found

    def merged(self, name: str) -> tuple[Area, ...]:
        """Merged cells."""
        return tuple(area(name, one.get("ref")) for one in self.each("mergeCells", "mergeCell"))

    def is_protected(self) -> bool:
        """True where locked cells cannot be changed."""
        found = self.root.find(main("sheetProtection"))
        return found is not None and found.get("sheet") in ("1", "true")

    def holds(self, place: tuple[int, int]) -> bool:
        """True where a cell holds a value or a formula."""
        cell = self._cells.get(place)
        return cell is not None and any(child.tag in _HOLDING for child in cell)

    def formulas(self) -> dict[tuple[int, int], str]:
        """Every formula as it stands in its cell."""
        found: dict[tuple[int, int], str] = {}
        shared: dict[str, tuple[str, str]] = {}
        for place, cell in self._cells.items():
            formula = cell.find(_FORMULA)
            if formula is None:
                continue
            text = f"={formula.text or ''}"
            if formula.get("t") == "shared":
                if formula.text:
                    shared[formula.get("si")] = (text, cell.get("r"))
                elif formula.get("si") in shared:
                    text = moved(*shared[formula.get("si")], cell.get("r"))
            found[place] = text
        return found

    def unshared(self) -> None:
        """Give each cell of a shared formula its own text, so that one of them can be changed."""
        texts = self.formulas()
        for place, text in texts.items():
            formula = self._cells[place].find(_FORMULA)
            if formula.get("t") == "shared":
                formula.attrib.clear()
                formula.text = text[1:]

    def shown(
        self, texts: Callable[[int], str], days: Callable[[int, float], Cell]
    ) -> Iterator[tuple[tuple[int, int], Cell | None]]:
        """What each cell that holds something shows, None for a formula whose value the file does not hold.

        `texts` gives the shared ones, `days` what a number is under a look.
        """
        for place, cell in self._cells.items():
            held = {child.tag: child for child in cell}
            if held.keys().isdisjoint(_HOLDING):
                continue
            value, kind = held.get(_VALUE), cell.get("t", "n")
            if _FORMULA in held and (value is None or (value.text is None and kind != "str")):
                yield place, None
            elif kind == "inlineStr":
                yield place, rich(held[_INLINE]) if _INLINE in held else BLANK
            elif value is None:
                yield place, BLANK
            else:
                yield place, _shown(kind, value.text or "", int(cell.get("s", 0)), texts, days)

    def is_array(self, place: tuple[int, int]) -> bool:
        """True where a cell holds a formula that fills several cells, or a table of what-ifs."""
        cell = self._cells.get(place)
        formula = cell.find(_FORMULA) if cell is not None else None
        return formula is not None and formula.get("t") in ("array", "dataTable")

    def write(self, place: tuple[int, int], value: Value, look: int | None = None, epoch: date | None = None) -> None:
        """Put a value into a cell; the look stays where none is given."""
        if (value is None or value == "") and self._cells.get(place) is None and look is None:
            return
        cell = self._made(place)
        for child in list(cell):
            if child.tag in (_FORMULA, _VALUE, _INLINE):
                cell.remove(child)
        for name in ("t", "cm", "vm"):
            cell.attrib.pop(name, None)
        if look is not None:
            cell.set("s", str(look))
        if isinstance(value, Formula):
            etree.SubElement(cell, _FORMULA).text = value.text.removeprefix("=")
            _result(cell, value.gives)
        elif isinstance(value, str):
            if value:
                _text(cell, value)
        elif isinstance(value, bool):
            cell.set("t", "b")
            etree.SubElement(cell, _VALUE).text = str(int(value))
        elif isinstance(value, date):
            etree.SubElement(cell, _VALUE).text = _number(serial(value, epoch))
        elif value is not None:
            etree.SubElement(cell, _VALUE).text = _number(value)

    def carry(self, place: tuple[int, int], formula: str, look: int) -> None:
        """Put a formula into a cell whose value nobody has worked out yet."""
        self.write(place, None, look)
        etree.SubElement(self._cells[place], _FORMULA).text = formula.removeprefix("=")

    def move(self, source: tuple[int, int], target: tuple[int, int]) -> None:
        """Put what stands in a cell, with its look, into another; relative addresses in a formula move along."""
        self.clear(target)
        cell = self._cells.pop(source, None)
        if cell is None:
            return
        formula = cell.find(_FORMULA)
        if formula is not None:
            formula.text = moved(f"={formula.text or ''}", address(*source), address(*target))[1:]
        cell.getparent().remove(cell)
        place = self._made(target)
        self._cells[target] = cell
        cell.set("r", address(*target))
        place.getparent().replace(place, cell)

    def clear(self, place: tuple[int, int]) -> None:
        """Take a cell out, its look included."""
        cell = self._cells.pop(place, None)
        if cell is not None:
            cell.getparent().remove(cell)

    def heighten(self, row: int, height: float) -> None:
        """Make a row at least so high, in points."""
        held, height = self._rows[row], min(height, _HIGHEST)
        if float(held.get("ht", 0)) < height:
            held.set("ht", f"{height:g}")

    def finish(self) -> None:
        """Say the used range anew."""
        found = self.root.find(main("dimension"))
        if found is not None and self._cells:
            rows, columns = zip(*self._cells, strict=True)
            found.set("ref", reference(min(rows), min(columns), max(rows), max(columns)))

    def _made(self, place: tuple[int, int]) -> Element:
        if place in self._cells:
            return self._cells[place]
        at, column = place
        row: Element = self._rows.get(at)
        if row is None:
            row = etree.Element(_ROW, r=str(at))
            behind = [one for number, one in self._rows.items() if number > at] if at < self._last() else []
            if behind:
                min(behind, key=lambda one: int(one.get("r"))).addprevious(row)
            else:
                self.held.append(row)
            self._rows[at] = row
        row.attrib.pop("spans", None)
        cell = etree.Element(_CELL, r=address(at, column))
        after = None
        if column < self._ends.get(at, 0):
            after = next((one for one in row if one.tag == _CELL and placed(str(one.get("r")))[1] > column), None)
        if after is not None:
            after.addprevious(cell)
        else:
            row.append(cell)
            self._ends[at] = column
        self._cells[place] = cell
        return cell

    def _last(self) -> int:
        return int(self.held[-1].get("r")) if len(self.held) else 0


def _shown(kind: str, raw: str, look: int, texts: Callable[[int], str], days: Callable[[int, float], Cell]) -> Cell:
    """What a value is, by the kind of its cell."""
    if kind == "s":
        return texts(int(raw))
    if kind == "b":
        return raw.strip() in ("1", "true")
    if kind in ("str", "e"):
        return unescaped(raw)
    if kind == "d":
        day = datetime.fromisoformat(raw)
        return day if day.time() != time() else day.date()
    return days(look, float(raw))


def moved(formula: str, source: str, target: str) -> str:
    """A formula as it reads after it was copied from one cell to another."""
    from openpyxl.formula.translate import Translator

    return cast("str", Translator(formula, origin=source).translate_formula(target))


def rich(held: Element) -> str:
    """The text of a string with or without runs of formats; how it is pronounced is left out."""
    texts = [one for one in held.iter(main("t")) if one.getparent().tag != main("rPh")]
    return unescaped("".join(one.text or "" for one in texts))


def unescaped(text: str) -> str:
    """Characters that XML cannot hold, as they were.

    >>> unescaped("a_x000D_b") == "a\\rb"
    True
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def escaped(text: str) -> str:
    """The text as XML can hold it, cut where a cell ends.

    >>> escaped("a\\x01"), escaped("_x0041_")
    ('a_x0001_', '_x005F_x0041_')
    """
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", _cut(text))


def _cut(text: str) -> str:
    """The text as far as a cell holds it: characters beyond the first plane count twice."""
    if 2 * len(text) <= LONGEST:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * LONGEST].decode("utf-16-le", "ignore")


def serial(day: date, epoch: date | None = None) -> float:
    """The number a day is in a cell; `epoch` is day 0."""
    start = epoch or date(1899, 12, 30)
    if not isinstance(day, datetime):
        return float((day - start).days)
    seconds = day.hour * 3600 + day.minute * 60 + day.second
    return (day.date() - start).days + seconds / 86_400


def _text(cell: Element, text: str) -> None:
    cell.set("t", "inlineStr")
    held = etree.SubElement(etree.SubElement(cell, _INLINE), main("t"))
    held.text = escaped(text)
    if text != text.strip() or "\n" in text:
        held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _result(cell: Element, gives: str | float) -> None:
    if isinstance(gives, bool):
        cell.set("t", "b")
        etree.SubElement(cell, _VALUE).text = str(int(gives))
    elif isinstance(gives, str):
        cell.set("t", "str")
        etree.SubElement(cell, _VALUE).text = escaped(gives)
    else:
        etree.SubElement(cell, _VALUE).text = _number(gives)


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
