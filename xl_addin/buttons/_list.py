"""A list on a sheet of its own: a title, what it says, and tables of texts one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recon.writers._excel import SOFT
from xl_addin.book import Block, Look, Page, Value
from xl_addin.workbook.looks import HEAD, SAID, TITLE

_CELL = Look(wrap=True)
_FIRST = 4  # row of the first table's title


@dataclass(frozen=True, slots=True)
class Listed:
    """One table of a list."""

    title: str  # "" for none
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]  # as wide as the heads


def list_page(name: str, title: str, lead: str, tables: Sequence[Listed], widths: Sequence[float]) -> Page:
    """The page of some tables.

    Args:
        name: of the sheet.
        title, lead: what stands above; one line each.
        tables: of the same columns.
        widths: of the columns, in characters.
    """
    blocks = [Block(1, 1, [[title]], (TITLE,)), Block(2, 1, [[lead]], (SAID,))]
    row = _FIRST
    for table in tables:
        if table.title:
            blocks.append(Block(row, 1, [[table.title]], (Look(bold=True, fill=SOFT),)))
        blocks.append(Block(row + 1, 1, [list(table.heads)], (HEAD,)))
        if table.rows:
            blocks.append(Block(row + 2, 1, table.rows, (_CELL,)))
        row += len(table.rows) + 3
    frozen = (_FIRST + 1, 0) if len(tables) == 1 else (0, 0)
    return Page(name, blocks, widths, frozen=frozen, repeated=_FIRST + 1 if len(tables) == 1 else 0)
