"""Places on a sheet, and the cells that stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.packages.archive import Element, Package, main, plain

_BOX = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})(?::([A-Z]{1,3})([1-9]\d{0,6}))?")
ROWS, COLUMNS = 1_048_576, 16_384


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle of cells, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def meets(self, other: Box) -> bool:
        """True where they have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def holds(self, other: Box) -> bool:
        """True where the other lies within."""
        return (
            self.top <= other.top
            and other.bottom <= self.bottom
            and self.left <= other.left
            and other.right <= self.right
        )


def column(letters: str) -> int:
    """The number of a column.

    >>> column("A"), column("AA"), column("XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def box(text: str) -> Box | None:
    """A range as files write it, None where it is none.

    >>> box("B2:C9"), box("C9:B2"), box("XFE1")
    (Box(top=2, left=2, bottom=9, right=3), None, None)
    """
    found = _BOX.fullmatch(text)
    if found is None:
        return None
    top, left = int(found[2]), column(found[1])
    made = Box(top, left, int(found[4] or top), column(found[3] or found[1]))
    right = made.top <= made.bottom <= ROWS and made.left <= made.right <= COLUMNS
    return made if right else None


def boxes(text: str) -> list[Box] | None:
    """Several ranges, None where one of them is none."""
    found = [box(one) for one in text.split()]
    return [one for one in found if one is not None] if found and None not in found else None


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a sheet by place."""

    held: dict[tuple[int, int], Element]
    texts: list[str]

    @classmethod
    def of(cls, package: Package, part: str) -> Cells:
        """Those of a part."""
        part_of_texts = package.child("sharedStrings")
        shared = () if part_of_texts is None else package.tree(part_of_texts)
        held: dict[tuple[int, int], Element] = {}
        at = 0
        for row in package.tree(part).iter(main("row")):
            at, across = int(row.get("r", at + 1)), 0
            for cell in row.iter(main("c")):
                across = column(re.sub(r"\d", "", cell.get("r", ""))) or across + 1
                held[at, across] = cell
        return cls(held, [_text(one) for one in shared])

    def shown(self, row: int, column: int) -> tuple[str, str]:
        """Type and text of a cell; "" where there is none."""
        cell = self.held.get((row, column))
        if cell is None:
            return "", ""
        kind, value = cell.get("t", "n"), cell.findtext(main("v"), "")
        if kind == "s":
            return kind, self.texts[int(value)] if value.isdecimal() and int(value) < len(self.texts) else ""
        return kind, _text(cell) if kind == "inlineStr" else plain(value)

    def formula(self, row: int, column: int) -> bool:
        """True where a formula stands."""
        cell = self.held.get((row, column))
        return cell is not None and cell.find(main("f")) is not None


def _text(held: Element) -> str:
    own = (one for one in held.iter(main("t")) if one.getparent().tag != main("rPh"))
    return plain("".join(one.text or "" for one in own))
