"""Sheets of our own: where drawn pages go in a workbook.

Law: a sheet is ours when a decision says that a button drew it, nothing else is. What is ours is replaced only after
asking, and the question says when its cells were changed by hand. A sheet that is not ours is never touched: the page
goes to "name (2)". Who declines keeps everything as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from recon.decisions import Decided, Pressed
from recon.errors import ReconError
from recon.words import Said, says, some
from xl_addin.book import Book, Page
from xl_addin.workbook.telling import as_text, hashed

LONGEST = 31  # characters of a sheet's name
_BARRED = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_RESERVED = "history"  # Excel keeps this name for itself


def place(
    book: Book, pages: Sequence[Page], drawn: Mapping[str, str], lang: str, *, agreed: Collection[str] = ()
) -> dict[str, str] | None:
    """Draw pages on sheets of our own.

    Args:
        book: the workbook.
        pages: what to draw, in their order.
        drawn: our sheets, as `ours` gives them.
        lang: of the question.
        agreed: sheets of ours that may be replaced without asking again.

    Returns:
        The sheets drawn, and what stands in them, for the record. None where the person declined; nothing was changed.

    Raises:
        BusyError: the structure of the workbook is protected.
    """
    names = named(book, [page.name for page in pages], drawn)
    there = {sheet.casefold() for sheet in book.sheets()}
    replaced = [name for name in names if name.casefold() in there and name not in agreed]
    if replaced and not book.asks.confirm(_question(book, replaced, drawn).text(lang)):
        return None
    for page in _with_own_tables(book, pages, names):
        book.draw(page)
    return {name: told(book, name) for name in names}


def ours(decided: Decided) -> dict[str, str]:
    """The sheets that buttons have drawn, and what stood in each when it was last drawn (`told`).

    What was taken back is not ours any more, and the sheets of a locked month are nobody's to replace.
    """
    locked = {name for lock in decided.locked.values() for name in lock.outputs}
    return {name: told for one in decided.pressed for name, told in one.drawn.items() if name not in locked}


def ever_drawn(decided: Decided) -> dict[str, str]:
    """Every sheet that any button has drawn, also those taken back and locked: none of them is a list to be read."""
    presses = (one for one in decided.everything.values() if isinstance(one, Pressed))
    return {name: told for one in presses for name, told in one.drawn.items()}


def named(book: Book, wanted: Iterable[str], drawn: Mapping[str, str]) -> tuple[str, ...]:
    """The sheet each page goes to: one of its name that is free or ours, else the name with a number."""
    there = {sheet.casefold() for sheet in book.sheets()}
    ours = {sheet.casefold() for sheet in drawn}
    taken = set[str]()
    found = []
    for name in map(legal, wanted):
        number, tried = 1, name
        while tried.casefold() in taken or (tried.casefold() in there and tried.casefold() not in ours):
            number += 1
            end = f" ({number})"
            tried = name[: LONGEST - len(end)].rstrip(" '") + end
        taken.add(tried.casefold())
        found.append(tried)
    return tuple(found)


def legal(name: str) -> str:
    """A name every spreadsheet program takes for a sheet.

    >>> legal("Aged balance: EUR/USD"), legal("'Müller's'"), legal("History"), legal("")
    ('Aged balance EUR USD', "Müller's", 'History_', '_')
    >>> legal("2026-03 What became of the bank lines")
    '2026-03 What became of the bank'
    """
    whole = " ".join(_BARRED.sub(" ", name).split())
    # A long name ends with a word, where one ends in its second half.
    cut = whole[: LONGEST + 1].rpartition(" ")[0] if len(whole) > LONGEST else whole
    plain = (cut if len(cut) > LONGEST // 2 else whole[:LONGEST]).strip(" '")
    return f"{plain}_" if plain.casefold() in ("", _RESERVED) else plain


def told(book: Book, sheet: str) -> str:
    """SHA-256 of what stands in a sheet: values, and formulas in place of what they give. Looks do not count."""
    formulas = book.formulas(sheet)
    cells = {(row, column): _plain(text) for (row, column), text in formulas.items()}
    grid = book.grid(sheet)
    left = grid.left or 1
    for row, values in grid.rows:
        for column, value in enumerate(values, left):
            if value not in (None, "") and (row, column) not in cells:
                cells[row, column] = as_text(value)
    return hashed([[*at, cells[at]] for at in sorted(cells)])


def is_changed(book: Book, sheet: str, was: str) -> bool:
    """True where the cells of a sheet are no longer those that were drawn."""
    try:
        return told(book, sheet) != was
    except ReconError:  # a formula without a value: none of ours
        return True


def _with_own_tables(book: Book, pages: Sequence[Page], names: Sequence[str]) -> Iterator[Page]:
    """The pages under their names, each table under a name no other table of the workbook has."""
    replaced = {name.casefold() for name in names}
    taken = {area.name.casefold() for area in book.tables() if area.sheet.casefold() not in replaced}
    taken |= {name.casefold() for name in book.names()}
    for page, name in zip(pages, names, strict=True):
        table = page.table
        if table is not None:
            number, tried = 1, table.name
            while tried.casefold() in taken:
                number += 1
                tried = f"{table.name}_{number}"
            taken.add(tried.casefold())
            table = replace(table, name=tried, sheet=name)
        yield replace(page, name=name, table=table)


def _question(book: Book, replaced: Sequence[str], drawn: Mapping[str, str]) -> Said:
    was = {name.casefold(): hash for name, hash in drawn.items()}
    changed = [name for name in replaced if is_changed(book, name, was[name.casefold()])]
    if changed:
        return says("sheets_replace_changed", sheets=some(replaced), changed=some(changed))
    return says("sheets_replace", sheets=some(replaced))


def _plain(formula: str) -> str:
    return "=" + "".join(formula.lstrip("=").split()).upper()
