"""Formulas between Excel's English text and the office.

The office's parser of Excel's grammar knows everything but columns of tables; those go in and out as the office's own
English text, which differs from Excel's in the separator and in how another sheet is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter

from tests.live.rig import wire
from tests.live.rig.values import Place

# Formulas whose text in the office differs from Excel's in the separator alone.
_PLAIN = re.compile(r"=(?:[A-Za-z_$:+\-*/<>=&^(); %]|\d+\.\d+|\d)*")
_THIS_ROW = re.compile(r"\[@(?:\[([^\]]*)\]|([^\[\]]*))\]")
_OTHER_SHEET = re.compile(r"\$?('(?:[^']|'')+'|[^\W\d]\w*)\.(?=\$?[A-Z]{1,3}\$?\d)")
_MANY = 100  # cells above which a formula is filled down from the first of them


class Formulas:
    """The formulas of a document."""

    def __init__(self, document: Any) -> None:
        self._parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        self._parser.CompileEnglish = True
        self._parser.FormulaConvention = 3  # FormulaLanguage.XL_OOX

    def text(self, shown: str, cell_at: Callable[[int, int], Any], row: int, column: int) -> str:
        """A formula in Excel's words; `shown` is the office's text of it. Its cell is asked only if need be."""
        if not shown.startswith("="):
            return shown.removeprefix("'")
        if shown in ("=TRUE()", "=FALSE()"):
            return shown[1:-2]  # how the office keeps a truth value that it has read from a file
        if _PLAIN.fullmatch(shown):
            return shown.replace(";", ",")
        cell = cell_at(row, column)
        tokens = cell.getTokens()
        if not tokens:
            return shown  # text that only looks like one
        return _excels(shown) if "[" in shown else f"={self._parser.printFormula(tokens, cell.CellAddress)}"

    def array_text(self, cells: Any, first: Any) -> str:
        """The array formula of a block."""
        return f"={self._parser.printFormula(cells.getArrayTokens(), first.CellAddress)}"

    def tokens(self, text: str, first: Any) -> Any:
        """A formula, its relative addresses seen from a cell."""
        return self._parser.parseFormula(text.removeprefix("="), first.CellAddress)

    def put(self, text: str, sheet: Any, place: Place) -> None:
        """Put one formula into all cells of a rectangle, its relative addresses seen from the first of them."""
        row, column = place.row - 1, place.column - 1
        first = sheet.getCellByPosition(column, row)
        if place.rows * place.columns > _MANY and place.columns == 1:
            cells = sheet.getCellRangeByPosition(column, row, column, row + place.rows - 1)
            if cells.getUniqueCellFormatRanges().Count == 1:  # filling down takes the first cell's look along
                self.put(text, sheet, Place(place.row, place.column, 1, 1))
                cells.fillAuto(wire.enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM"), 1)
                return
        if "[" in text:
            moving = Translator(text, _a1(row, column))
            self.put_all(
                [
                    [moving.translate_formula(_a1(row + down, column + across)) for across in range(place.columns)]
                    for down in range(place.rows)
                ],
                sheet,
                place,
            )
            return
        tokens = self.tokens(text, first)
        for down in range(place.rows):
            for across in range(place.columns):
                sheet.getCellByPosition(column + across, row + down).setTokens(tokens)

    def put_all(self, texts: Sequence[Sequence[str]], sheet: Any, place: Place) -> None:
        """Put a formula of its own into each cell of a rectangle, at once."""
        right, bottom = place.column + place.columns - 2, place.row + place.rows - 2
        cells = sheet.getCellRangeByPosition(place.column - 1, place.row - 1, right, bottom)
        cells.setFormulaArray(tuple(tuple(map(_offices, row)) for row in texts))


def _a1(row: int, column: int) -> str:
    return f"{get_column_letter(column + 1)}{row + 1}"


def _offices(text: str) -> str:
    """Excel's text as the office's English.

    >>> _offices('=SUM(tblOpen[Amount],Two!A1,tblOpen[@Due])&"a,b"')
    '=SUM(tblOpen[Amount];$Two.A1;tblOpen[[#This Row];[Due]])&"a,b"'
    """

    def parts() -> Iterator[str]:
        for token in Tokenizer(text).items:
            if token.type == Token.SEP:
                yield ";"
            elif token.type == Token.OPERAND and "[" in token.value:
                told = _THIS_ROW.sub(lambda m: f"[[#This Row],[{m[1] or m[2]}]]", token.value)
                yield told.replace("],[", "];[")
            elif token.type == Token.OPERAND and "!" in token.value and token.subtype == Token.RANGE:
                yield "$" + token.value.replace("!", ".")
            else:
                yield token.value

    return "=" + "".join(parts())


def _excels(text: str) -> str:
    """The office's English as Excel's text.

    >>> _excels('=SUM(tblOpen[Amount];$Two.A1;tblOpen[[#This Row];[Due]])&"a;b"')
    '=SUM(tblOpen[Amount],Two!A1,tblOpen[[#This Row],[Due]])&"a;b"'
    """
    parts = re.split(r'("[^"]*")', text)
    return "".join(part if part.startswith('"') else _OTHER_SHEET.sub(r"\1!", part.replace(";", ",")) for part in parts)
