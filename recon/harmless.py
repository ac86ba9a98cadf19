"""Text that a spreadsheet would run as a formula, made harmless, and back again.

Law: text stays text, in every file that a spreadsheet may open, and nothing of it is lost.
Source: OWASP, "CSV injection": cells that begin with = + - @, a tab or a carriage return, in full width too.
"""

from __future__ import annotations

import re

# An apostrophe at the start is doubled as well, so that `plain` gives every text back.
_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "'")
_BLANKS = " \u3000\xa0"
_FIGURE = re.compile(r"[+-]?[\d.,]+%?")


def harmless(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would read a formula.

    >>> harmless("=1+1"), harmless("+86 10 5555"), harmless("000123")
    ("'=1+1", "'+86 10 5555", '000123')
    """
    return f"'{text}" if text.lstrip(_BLANKS).startswith(_STARTS) else text


def harmless_cell(cell: str) -> str:
    """The same for a cell of an input file, which may hold a figure: figures stay as they are.

    >>> harmless_cell("=1+1"), harmless_cell("-12,50"), harmless_cell("'n Huis")
    ("'=1+1", '-12,50', "''n Huis")
    """
    return cell if _FIGURE.fullmatch(cell) else harmless(cell)


def plain(text: str) -> str:
    """The text as it was before it was made harmless.

    >>> plain(harmless("=1+1")), plain(harmless_cell("-12,50")), plain(harmless("'n Huis"))
    ('=1+1', '-12,50', "'n Huis")
    """
    bare = text[1:]
    return bare if text.startswith("'") and bare.lstrip(_BLANKS).startswith(_STARTS) else text
