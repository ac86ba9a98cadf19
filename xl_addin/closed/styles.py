"""The looks of a workbook's cells: which of them show days, and new ones added behind those there are.

Law: a look that is there is never changed; cells point to looks by their number.
"""

from __future__ import annotations

import copy
from functools import cached_property

from lxml import etree

from xl_addin.book import Look
from xl_addin.closed.parts import MAIN, Element, Parts, main

DAY = "yyyy-mm-dd"
_BUILT_IN = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10, "@": 49}
_FIRST_OWN = 164  # numbers below are Excel's own formats
_KEPT_FILLS = ("none", "gray125")  # the first two are Excel's own, whatever the file says
_LEAST = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellXfs count="1"><xf/></cellXfs></styleSheet>'
)
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


class Styles:
    """The part that holds fonts, fills, number formats and their combinations."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._part = next((r.target for r in parts.relations(parts.workbook) if r.kind == "styles"), "")
        if not self._part:  # a file without looks, as some programs write it
            self._part = parts.free("xl/styles{}.xml")
            parts.put(self._part, etree.fromstring(_LEAST), _TYPE)
            parts.relate(parts.workbook, "styles", self._part)
        self._made: dict[tuple[object, ...], int] = {}
        self._days: dict[int, bool] = {}

    @cached_property
    def _root(self) -> Element:
        return self._parts.read(self._part)

    @property
    def _combined(self) -> Element:
        return self._root.find(main("cellXfs"))

    def shows_days(self, number: int) -> bool:
        """True where cells of this look show their number as a day or a time."""
        if number not in self._days:
            from openpyxl.styles.numbers import is_date_format

            self._days[number] = is_date_format(self.shown(number))
        return self._days[number]

    def shown(self, number: int) -> str:
        """The number format of a look, in Excel's own writing."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        code = int(self._one(number).get("numFmtId", 0))
        own = self._own_formats()
        return own.get(code) or BUILTIN_FORMATS.get(code) or "General"

    def is_locked(self, number: int) -> bool:
        """True where cells of this look cannot be changed once their sheet is protected."""
        protection = self._one(number).find(main("protection"))
        return protection is None or protection.get("locked", "1") in ("1", "true")

    def of(self, look: Look, quoted: bool = False, base: int = 0) -> int:
        """The number of a look; `quoted` keeps a text from becoming a formula when it is edited."""
        key = (look, quoted, base)
        if key not in self._made:
            self._made[key] = self._add(look, quoted, base)
        return self._made[key]

    def with_days(self, number: int) -> int:
        """The look that is this one but shows days."""
        return number if self.shows_days(number) else self.of(Look(shows=DAY), base=number)

    def _one(self, number: int) -> Element:
        held = self._combined
        return held[number] if number < len(held) else held[0]

    def _add(self, look: Look, quoted: bool, base: int) -> int:
        self._parts.change(self._part)
        one = copy.deepcopy(self._one(base))
        if quoted:
            one.set("quotePrefix", "1")
        if look.bold or look.italic or look.ink or look.size:
            one.set("fontId", str(self._font(look, int(one.get("fontId", 0)))))
            one.set("applyFont", "1")
        if look.fill:
            one.set("fillId", str(self._fill(look.fill)))
            one.set("applyFill", "1")
        if look.shows:
            one.set("numFmtId", str(self._format(look.shows)))
            one.set("applyNumberFormat", "1")
        if look.align or look.wrap or look.inset:
            self._align(one, look)
        return _kept(self._combined, one)

    def _align(self, one: Element, look: Look) -> None:
        alignment = one.find(main("alignment"))
        if alignment is None:
            alignment = etree.Element(main("alignment"))
            one.insert(0, alignment)
        # What is aligned stands at the top, so that figures stay beside the first line of a text of several.
        alignment.set("vertical", "top")
        if look.align:
            alignment.set("horizontal", look.align)
        if look.wrap:
            alignment.set("wrapText", "1")
        if look.inset:
            alignment.set("indent", str(look.inset))
        one.set("applyAlignment", "1")

    def _font(self, look: Look, base: int) -> int:
        fonts = self._root.find(main("fonts"))
        font = copy.deepcopy(fonts[base])
        # Children of a font stand in one order: b, i, ..., sz, color, name.
        for tag, wanted in (("i", look.italic), ("b", look.bold)):
            if wanted and font.find(main(tag)) is None:
                font.insert(0, etree.Element(main(tag)))
        if font.find(main("b")) is not None and font.find(main("i")) is not None:
            font.insert(0, font.find(main("b")))
        if look.size:
            self._child(font, "sz").set("val", f"{look.size:g}")
        if look.ink:
            colour = self._child(font, "color", after="sz")
            colour.attrib.clear()
            colour.set("rgb", _rgb(look.ink))
        return _kept(fonts, font)

    @staticmethod
    def _child(font: Element, tag: str, after: str = "") -> Element:
        found = font.find(main(tag))
        if found is None:
            found = etree.Element(main(tag))
            before = font.find(main(after)) if after else None
            if before is not None:
                before.addnext(found)
            else:
                font.append(found)
        return found

    def _fill(self, colour: str) -> int:
        fill = etree.Element(main("fill"))
        pattern = etree.SubElement(fill, main("patternFill"), patternType="solid")
        etree.SubElement(pattern, main("fgColor"), rgb=_rgb(colour))
        etree.SubElement(pattern, main("bgColor"), indexed="64")
        fills = self._root.find(main("fills"))
        for kept in _KEPT_FILLS[len(fills) :]:
            etree.SubElement(etree.SubElement(fills, main("fill")), main("patternFill"), patternType=kept)
        return _kept(fills, fill)

    def _format(self, shows: str) -> int:
        if shows in _BUILT_IN:
            return _BUILT_IN[shows]
        own = self._own_formats()
        for code, shown in own.items():
            if shown == shows:
                return code
        held = self._root.find(main("numFmts"))
        if held is None:
            held = etree.Element(main("numFmts"), count="0")
            self._root.insert(0, held)
        code = max([_FIRST_OWN - 1, *own]) + 1
        etree.SubElement(held, main("numFmt"), numFmtId=str(code), formatCode=shows)
        held.set("count", str(len(held)))
        return code

    def _own_formats(self) -> dict[int, str]:
        held = self._root.find(main("numFmts"))
        found = () if held is None else held
        return {int(one.get("numFmtId")): one.get("formatCode", "") for one in found}


def _kept(held: Element, one: Element) -> int:
    """The number of an entry of a list: of one that says the same, else it is added."""
    said = etree.tostring(one, method="c14n")
    for number, other in enumerate(held):
        if other.tag == one.tag and etree.tostring(other, method="c14n", with_tail=False) == said:
            return number
    held.append(one)
    held.set("count", str(len(held)))
    return len(held) - 1


def _rgb(colour: str) -> str:
    return f"FF{colour.removeprefix('#').upper()}"
