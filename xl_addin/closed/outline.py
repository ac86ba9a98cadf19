"""What the workbook itself says: its sheets in order, its names, which sheet is in front, whether it may be rebuilt.

Law: a name of one sheet stays with that sheet wherever it moves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from lxml import etree

from recon.errors import BusyError, Where
from recon.words import says
from xl_addin.book import Area
from xl_addin.closed.parts import RELATED, Element, Parts, Relation, main
from xl_addin.closed.sheets import area

_ID = f"{{{RELATED}}}id"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_ONE_RANGE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!(),:\[\]]+))!(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)")
_BEFORE_NAMES = ("externalReferences", "functionGroups", "sheets")  # names stand behind these
_BEFORE_CALCULATION = ("definedNames", *_BEFORE_NAMES)


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet as the workbook lists it."""

    name: str
    hidden: bool
    entry: Element
    relation: Relation

    @property
    def part(self) -> str:
        """The part that holds it."""
        return self.relation.target

    @property
    def is_cells(self) -> bool:
        """False for a sheet that is a chart or a dialog."""
        return self.relation.kind == "worksheet"


class Outline:
    """The part that lists sheets and names."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._root = parts.read(parts.workbook)

    def sheets(self) -> tuple[Listed, ...]:
        """All sheets, in order."""
        targets = {relation.id: relation for relation in self._parts.relations(self._parts.workbook)}
        return tuple(
            Listed(
                one.get("name", ""),
                one.get("state", "visible") != "visible",
                one,
                targets[one.get(_ID)],
            )
            for one in self._held()
        )

    def epoch(self) -> date | None:
        """Day 0 where the workbook counts its days from 1904, None where it does as most do."""
        about = self._root.find(main("workbookPr"))
        is_1904 = about is not None and about.get("date1904") in ("1", "true")
        return date(1904, 1, 1) if is_1904 else None

    def is_protected(self) -> bool:
        """True where no sheet can be added or taken out."""
        found = self._root.find(main("workbookProtection"))
        return found is not None and found.get("lockStructure") in ("1", "true")

    def refuse_protected(self) -> None:
        """Refuse to add or take out a sheet where the workbook forbids it.

        Raises:
            BusyError: its structure is protected.
        """
        if self.is_protected():
            raise BusyError(says("closed_structure"), Where(self._parts.file), says("closed_structure_fix"))

    def add(self, name: str, root: Element, after: str = "") -> str:
        """List a new sheet. Returns its part."""
        self._parts.change(self._parts.workbook)
        part = self._parts.free("xl/worksheets/sheet{}.xml")
        self._parts.put(part, root, _SHEET_TYPE)
        before = self.sheets()
        names = [one.name for one in before]
        at = names.index(after) + 1 if after in names else len(names)
        number = max((int(one.entry.get("sheetId", 0)) for one in before), default=0) + 1
        entry = etree.Element(main("sheet"), name=name, sheetId=str(number))
        entry.set(_ID, self._parts.relate(self._parts.workbook, "worksheet", part))
        self._held().insert(at, entry)
        self._renumber(lambda old: old + (old >= at))
        self._forget_titles()
        return part

    def remove(self, name: str) -> None:
        """Take a sheet out, with its names."""
        self._parts.change(self._parts.workbook)
        at, sheet = next((n, one) for n, one in enumerate(self.sheets()) if one.name == name)
        self._drop_names(at)
        self._held().remove(sheet.entry)
        self._parts.part_from(self._parts.workbook, sheet.relation)
        self._renumber(lambda old: old - (old > at))
        self._lose(name)
        self._forget_titles()

    def names(self) -> Mapping[str, Area]:
        """Defined names that stand for one range."""
        found: dict[str, Area] = {}
        known = {one.name.casefold(): one.name for one in self.sheets()}
        for one in self._root.iter(main("definedName")):
            name = one.get("name", "")
            match = _ONE_RANGE.fullmatch((one.text or "").strip())
            if match is None or name.startswith("_xlnm.") or one.get("hidden") in ("1", "true"):
                continue
            sheet = known.get((match[1] or match[2]).replace("''", "'").casefold())
            if sheet is not None and (name not in found or one.get("localSheetId") is None):
                found[name] = area(sheet, match[3], name)
        return found

    def name_rows(self, sheet: str, rows: int) -> None:
        """Say which rows from the top of a sheet are printed on every page; 0 = none."""
        root = self._parts.change(self._parts.workbook)
        at = [one.name for one in self.sheets()].index(sheet)
        self._drop_names(at, "_xlnm.Print_Titles")
        if not rows:
            return
        held = root.find(main("definedNames"))
        if held is None:
            held = etree.Element(main("definedNames"))
            self._behind(_BEFORE_NAMES, held)
        entry = etree.SubElement(held, main("definedName"), name="_xlnm.Print_Titles", localSheetId=str(at))
        entry.text = "'{}'!$1:${}".format(sheet.replace("'", "''"), rows)

    def front(self) -> str:
        """The sheet in front."""
        sheets = self.sheets()
        view = self._root.find(f"{main('bookViews')}/{main('workbookView')}")
        at = int(view.get("activeTab", 0)) if view is not None else 0
        return sheets[at if at < len(sheets) else 0].name

    def bring_forward(self, sheet: str) -> None:
        """Put a sheet in front; one that was hidden is shown."""
        root = self._parts.change(self._parts.workbook)
        at, listed = next((n, one) for n, one in enumerate(self.sheets()) if one.name == sheet)
        listed.entry.attrib.pop("state", None)
        view = self._root.find(f"{main('bookViews')}/{main('workbookView')}")
        if view is None:
            views = etree.Element(main("bookViews"))
            root.find(main("sheets")).addprevious(views)
            view = etree.SubElement(views, main("workbookView"))
        view.set("activeTab", str(at))

    def recalculate(self) -> None:
        """Have everything worked out anew by whoever opens the file, in whatever order it needs."""
        root = self._parts.change(self._parts.workbook)
        found = root.find(main("calcPr"))
        if found is None:
            found = etree.Element(main("calcPr"))
            self._behind(_BEFORE_CALCULATION, found)
        found.set("fullCalcOnLoad", "1")
        for relation in self._parts.relations(self._parts.workbook):
            if relation.kind == "calcChain":  # the order of cells that are no longer there would damage the file
                self._parts.part_from(self._parts.workbook, relation)

    def _held(self) -> Element:
        return self._root.find(main("sheets"))

    def _behind(self, tags: tuple[str, ...], element: Element) -> None:
        next(found for tag in tags if (found := self._root.find(main(tag))) is not None).addnext(element)

    def _renumber(self, moved: Callable[[int], int]) -> None:
        for one in self._root.iter(main("definedName")):
            if one.get("localSheetId") is not None:
                one.set("localSheetId", str(moved(int(one.get("localSheetId")))))
        for view in self._root.iter(main("workbookView")):
            for tab in ("activeTab", "firstSheet"):
                if view.get(tab) is not None:
                    view.set(tab, str(max(0, min(moved(int(view.get(tab))), len(self._held()) - 1))))

    def _lose(self, sheet: str) -> None:
        """Let nothing speak of a sheet that is gone: names lead nowhere, and a sheet that is shown is in front."""
        marks = (f"'{sheet.casefold().replace(chr(39), chr(39) * 2)}'!", f"{sheet.casefold()}!")
        for one in self._root.iter(main("definedName")):
            if any(mark in (one.text or "").casefold() for mark in marks):
                one.text = "#REF!"
        shown = [number for number, one in enumerate(self.sheets()) if not one.hidden]
        for view in self._root.iter(main("workbookView")):
            if shown and int(view.get("activeTab", 0)) not in shown:
                view.set("activeTab", str(shown[0]))

    def _drop_names(self, at: int, name: str = "") -> None:
        for one in list(self._root.iter(main("definedName"))):
            if one.get("localSheetId") == str(at) and name in ("", one.get("name")):
                held = one.getparent()
                held.remove(one)
                if not len(held):
                    held.getparent().remove(held)

    def _forget_titles(self) -> None:
        """The file's properties list its sheets a second time; without the list nobody misses it."""
        for relation in self._parts.relations(""):
            if relation.kind == "extended-properties" and relation.target in self._parts.names():
                root = self._parts.change(relation.target)
                for one in list(root):
                    if etree.QName(one).localname in ("TitlesOfParts", "HeadingPairs"):
                        root.remove(one)
