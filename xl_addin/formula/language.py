"""The language of what cell functions say: that of the person before the workbook.

It is what the add-in was installed for (`speak`, by the host), else RECON_LANG or the language of the system. The
headings of a table that is given back follow the table it came from: Chinese headings give Chinese headings.
"""

from __future__ import annotations

from recon import seat
from recon.text import is_chinese
from recon.words import LANGUAGES
from xl_addin.cells import Cells

_spoken: list[str] = []


def speak(lang: str) -> None:
    """Talk in this language from now on; "" = as the system does."""
    _spoken[:] = [lang] if lang in LANGUAGES else []


def language() -> str:
    """The language of messages."""
    return _spoken[0] if _spoken else seat.language()


def language_of(cells: Cells) -> str:
    """The language of the headings that go with a table: its own where they are Chinese, else that of messages."""
    heads = next((row for row in cells.rows[:20] if sum(isinstance(c, str) and bool(c.strip()) for c in row) > 1), ())
    return "zh" if any(isinstance(cell, str) and is_chinese(cell) for cell in heads) else language()
