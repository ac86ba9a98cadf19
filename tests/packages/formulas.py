"""A formula as a file holds it: English names, commas, no sign in front, references that are there.

Excel reads each formula when it opens a file; one it cannot read is taken out, and a repair is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.utils import FORMULAE

_LONGEST, _DEEPEST, _LONGEST_TEXT = 8192, 64, 255
# Functions that came after Excel 2007, as they are called in a file.
_LATER = frozenset(
    """
    AGGREGATE CONCAT IFNA IFS SWITCH MAXIFS MINIFS TEXTJOIN DAYS ISOWEEKNUM NUMBERVALUE XOR UNICODE UNICHAR ISFORMULA
    FORMULATEXT SHEET SHEETS RRI PDURATION BASE DECIMAL COMBINA ARABIC FLOOR.MATH CEILING.MATH STDEV.S STDEV.P VAR.S
    VAR.P NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV PERCENTILE.INC PERCENTILE.EXC QUARTILE.INC RANK.EQ RANK.AVG
    MODE.SNGL LET LAMBDA XLOOKUP XMATCH SEQUENCE SINGLE ANCHORARRAY TEXTSPLIT TEXTBEFORE TEXTAFTER VSTACK HSTACK
    TAKE DROP CHOOSECOLS CHOOSEROWS TOCOL TOROW WRAPROWS EXPAND UNIQUE RANDARRAY SORTBY
    """.split()
)
_UNDER_SHEETS = frozenset({"FILTER", "SORT"})  # _xlfn._xlws.
# How many arguments the functions take that are used: one too few or too many is a formula Excel does not read.
_TAKES = {
    "IF": (2, 3),
    "IFERROR": (2, 2),
    "SUM": (1, 255),
    "SUMIF": (2, 3),
    "SUMIFS": (3, 255),
    "COUNTIF": (2, 2),
    "COUNTIFS": (2, 254),
    "COUNT": (1, 255),
    "COUNTA": (1, 255),
    "COUNTBLANK": (1, 1),
    "SUMPRODUCT": (1, 255),
    "INDEX": (2, 4),
    "MATCH": (2, 3),
    "VLOOKUP": (3, 4),
    "LOOKUP": (2, 3),
    "MAX": (1, 255),
    "MIN": (1, 255),
    "AND": (1, 255),
    "OR": (1, 255),
    "NOT": (1, 1),
    "ROUND": (2, 2),
    "ABS": (1, 1),
    "SIGN": (1, 1),
    "INT": (1, 1),
    "MOD": (2, 2),
    "DATE": (3, 3),
    "YEAR": (1, 1),
    "MONTH": (1, 1),
    "DAY": (1, 1),
    "EOMONTH": (2, 2),
    "EDATE": (2, 2),
    "TEXT": (2, 2),
    "VALUE": (1, 1),
    "LEN": (1, 1),
    "LEFT": (1, 2),
    "RIGHT": (1, 2),
    "MID": (3, 3),
    "TRIM": (1, 1),
    "UPPER": (1, 1),
    "LOWER": (1, 1),
    "EXACT": (2, 2),
    "SUBSTITUTE": (3, 4),
    "SEARCH": (2, 3),
    "FIND": (2, 3),
    "ISNUMBER": (1, 1),
    "ISTEXT": (1, 1),
    "ISBLANK": (1, 1),
    "ISERROR": (1, 1),
    "ISNA": (1, 1),
    "ROW": (0, 1),
    "ROWS": (1, 1),
    "COLUMN": (0, 1),
    "COLUMNS": (1, 1),
    "LARGE": (2, 2),
    "SMALL": (2, 2),
    "SUBTOTAL": (2, 255),
    "HYPERLINK": (1, 2),
    "CHOOSE": (2, 255),
    "OFFSET": (3, 5),
    "INDIRECT": (1, 2),
    "AVERAGE": (1, 255),
    "RANK": (2, 3),
    "N": (1, 1),
    "T": (1, 1),
    "NA": (0, 0),
    "TODAY": (0, 0),
    "NOW": (0, 0),
    "TRUE": (0, 0),
    "FALSE": (0, 0),
}
_CELL = r"\$?[A-Z]{1,3}\$?\d{1,7}"
_PLACE = re.compile(
    rf"(?:{_CELL}(?::{_CELL})?|\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}|\$?\d{{1,7}}:\$?\d{{1,7}})#?", re.IGNORECASE
)
_AT_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\s,;:()&=<>+\-*/^]+))!(.+)", re.DOTALL)
_NAME = re.compile(r"[^\W\d][\w.?\\]*|\\[\w.?\\]*")
_STRUCTURED = re.compile(r"([^\W\d][\w.\\]*)?\[(.*)\]", re.DOTALL)
_ITEMS = {"#all", "#data", "#headers", "#totals", "#this row"}
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True)
class Known:
    """What formulas of a workbook may speak of, all in small letters."""

    sheets: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    tables: Mapping[str, frozenset[str]] = field(default_factory=dict)  # columns by table
    seen: dict[tuple[str, bool], tuple[str, ...]] = field(default_factory=dict)

    def faults(self, text: str, *, plain: bool = False) -> Sequence[str]:
        """What is wrong with a formula; `plain` is one of a rule or a list, which takes no table and no array."""
        key = (_NUMBERS.sub("1", text), plain)
        if key not in self.seen:
            self.seen[key] = tuple(f"{fault} in {text!r}" for fault in _faults(text, self, plain))
        return self.seen[key]


def is_cell(name: str) -> bool:
    """True where a name could be an address, in either way of writing one.

    >>> is_cell("AR30"), is_cell("R1C1"), is_cell("c"), is_cell("ARX30X"), is_cell("XFE1")
    (True, True, True, False, False)
    """
    if re.fullmatch(r"(?:R\d*)?(?:C\d*)?", name, re.IGNORECASE):
        return True
    found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", name, re.IGNORECASE)
    if not found:
        return False
    letters = found[1].upper()
    return (len(letters), letters) <= (3, "XFD") and 0 < int(found[2]) <= 1_048_576


def is_name(name: str) -> bool:
    """True where Excel takes a text as a defined name or the name of a table."""
    return 0 < len(name) <= 255 and _NAME.fullmatch(name) is not None and not is_cell(name)


def _faults(text: str, known: Known, plain: bool) -> Iterator[str]:
    if not text.strip():
        yield "no formula"
        return
    if text.startswith(("=", "{")):
        yield "a sign in front"
        return
    if len(text) > _LONGEST:
        yield f"{len(text)} characters"
    try:
        tokens = [one for one in Tokenizer(f"={text}").items if one.type != Token.WSPACE]
    except (TokenizerError, IndexError) as error:
        yield f"unreadable: {error}"
        return
    yield from _grammar(tokens)
    for one in tokens:
        if one.type == Token.FUNC and one.subtype == Token.OPEN:
            yield from _function(one.value[:-1])
        elif one.type == Token.OPERAND and one.subtype == Token.RANGE:
            yield from _reference(one.value, known, plain)
        elif one.type == Token.OPERAND and one.subtype == Token.TEXT and len(one.value) - 2 > _LONGEST_TEXT:
            yield f"a text of {len(one.value) - 2} characters"
        elif one.type == Token.ARRAY and plain:
            yield "an array constant where none may stand"
        elif one.type == Token.SEP and ";" in one.value and not any(other.type == Token.ARRAY for other in tokens):
            yield "a semicolon"


def _grammar(tokens: Sequence[Token]) -> Iterator[str]:  # noqa: PLR0912 - one kind of token after the other
    """Operands and operators take turns, brackets close, functions have as many arguments as they take."""
    wants, open_ = True, []  # wants an operand next; per bracket its function and the commas so far
    for one in tokens:
        opens, closes = one.subtype == Token.OPEN, one.subtype == Token.CLOSE
        if one.type in (Token.FUNC, Token.PAREN, Token.ARRAY) and opens:
            if not wants:
                yield f"nothing between what stands before {one.value!r} and it"
            open_.append([one.value[:-1].upper() if one.type == Token.FUNC else one.value, 0, True])
            wants = True
            if len(open_) > _DEEPEST:
                yield f"more than {_DEEPEST} levels"
        elif one.type in (Token.FUNC, Token.PAREN, Token.ARRAY) and closes:
            if not open_:
                yield "a bracket that was not opened"
                return
            name, commas, empty = open_.pop()
            blank = empty and wants
            count = 0 if blank and commas == 0 else commas + 1
            low, high = _TAKES.get(name, (0, 255))
            if one.type == Token.FUNC and not low <= count <= high:
                yield f"{name} with {count} arguments"
            if one.type != Token.FUNC and wants:
                yield "an empty bracket"
            wants = False
        elif one.type == Token.SEP:
            if not open_:
                yield "a comma outside brackets"
                return
            open_[-1][1] += 1
            open_[-1][2] = True
            wants = True
            continue
        elif one.type == Token.OPERAND:
            if not wants:
                yield f"nothing before {one.value!r}"
            wants = False
        elif one.type == Token.OP_IN:
            if wants:
                yield f"nothing before the sign {one.value!r}"
            wants = True
        if open_ and one.subtype != Token.OPEN:
            open_[-1][2] = False
    if open_ or wants:
        yield "the end is missing"


def _function(name: str) -> Iterator[str]:
    upper = name.upper()
    if name != upper and not name.startswith("_xl"):
        yield f"the function {name} in small letters"
    bare = upper.replace("_XLFN.", "").replace("_XLWS.", "")
    if upper.startswith("_XLFN."):
        if bare not in _LATER | _UNDER_SHEETS:
            yield f"the function {name}"
        if (bare in _UNDER_SHEETS) != ("_XLWS." in upper):
            yield f"the function {name}"
    elif bare in _LATER | _UNDER_SHEETS:
        yield f"the function {name} without _xlfn."
    elif bare not in FORMULAE and not re.fullmatch(r"AR_[A-Z][A-Z0-9_]*", bare):
        yield f"the function {name}"


def _reference(text: str, known: Known, plain: bool) -> Iterator[str]:  # noqa: PLR0912 - one form after the other
    at = _AT_SHEET.fullmatch(text)
    if at and not text.startswith("["):
        sheet, rest = (at[1] or "").replace("''", "'") or at[2], at[3]
        if sheet.startswith("["):
            return  # another workbook
        if at[2] and not re.fullmatch(r"[^\W\d][\w.]*(?::[^\W\d][\w.]*)?", at[2]) and at[2] != "#REF":
            yield f"the sheet {sheet} without quotes"
        if at[2] and is_cell(at[2]):
            yield f"the sheet {sheet} without quotes"
        if sheet.casefold() not in known.sheets and sheet != "#REF":
            yield f"the sheet {sheet}, which is not there"
        text = rest
        if _PLACE.fullmatch(text) or text == "#REF!":
            return
    if "!" in text and "[" not in text:
        parts = text.split(":")
        if len(parts) == 2 and all("!" in part for part in parts):
            for part in parts:
                yield from _reference(part, known, plain)
            return
    if _PLACE.fullmatch(text):
        yield from (f"{place}, beyond the sheet" for place in re.findall(r"[A-Z]+\$?\d+", text) if not _inside(place))
        return
    if "[" in text:
        if plain:
            yield "a table where none may be named"
        yield from _structured(text, known)
        return
    if text.casefold() not in known.names and text.upper() not in ("TRUE", "FALSE"):
        yield f"the name {text}, which is not there"


def _inside(place: str) -> bool:
    return is_cell(place.replace("$", ""))


def _structured(text: str, known: Known) -> Iterator[str]:
    found = _STRUCTURED.fullmatch(text)
    if found is None:
        yield f"the reference {text}"
        return
    table, inner = found[1], found[2]
    if not table:
        yield "a table's column without its table"
        return
    if table.casefold() not in known.tables:
        yield f"the table {table}, which is not there"
        return
    if inner.startswith("@"):
        yield "an @ before a column, which files say as [#This Row]"
        return
    columns = known.tables[table.casefold()]
    for item in _items(inner):
        if item.casefold() in _ITEMS or not item:
            continue
        if item.startswith("#"):
            yield f"the part {item} of a table"
        elif re.sub(r"'(.)", r"\1", item).casefold() not in columns:
            yield f"the column {item} of {table}, which is not there"
        elif re.search(r"(?<!')(?:'')*[\[\]#]", item):
            yield f"the column {item} without marks before its signs"


def _items(inner: str) -> list[str]:
    """What stands between the brackets of a table: its columns and parts."""
    if not inner.lstrip().startswith("["):
        return [inner]
    return re.findall(r"\[((?:[^\[\]']|'.)*)\]", inner)
