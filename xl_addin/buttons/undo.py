"""Undo: the last run taken back: its decisions, the rows it brought in, the sheets it drew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from recon.errors import JournalError, PeriodLocked, ReconError, Where
from recon.words import Said, say, says
from xl_addin.book import Book
from xl_addin.registry import Group, button

if TYPE_CHECKING:
    from recon.decisions import Decided, Pressed
    from recon.journal import Recorded
    from xl_addin.workbook.company import Company

UNDO = "undo"


@button(Group.MATCH, icon="Undo", key="MU", position=60)
def undo(book: Book) -> str:
    """Take back the newest run that stands. Nothing is erased from the sheet Decisions: the reversal is added."""
    from recon.decisions import Pressed, replay
    from recon.log import what
    from recon.undo import reversal_of
    from xl_addin.buttons._deciding import sentence, told
    from xl_addin.buttons._drawing import language_of
    from xl_addin.workbook import records
    from xl_addin.workbook.company import company

    lang = language_of(book)
    recorded = records.read(book)
    decided = replay(recorded.entries, book.name)
    rows = newest(recorded, decided)
    if not rows:
        sheet = say("xl_sheet_decisions", lang)
        raise JournalError(says("xl_undo_none"), Where(book.name), says("xl_undo_none_fix", sheet=sheet))
    said = _in_short([what(decided.everything[row]) for row in rows]).text(lang)
    why = book.asks.text(say("xl_undo_ask", lang, what=said), say("xl_undo_why", lang)).strip()
    if not why:
        return say("xl_nothing_chosen", lang)
    done = reversal_of(rows, decided, why, recorded.rows, book.name)
    recorded = records.append(book, recorded, [done.reversal])
    decided = replay(recorded.entries, book.name)
    pressed = [one for one in done.decisions if isinstance(one, Pressed)]
    parts = [say("xl_undone_run", lang, what=said)]
    parts += _rows_out(book, pressed, lang)
    parts += told(done.findings, lang)
    try:
        firm = company(book)
        _allocations(book, firm)
        parts += _sheets_out(book, pressed, decided, lang)
        _matches(book, firm)
    except ReconError as error:  # the run is taken back; what cannot be drawn now is drawn by the next press
        parts.append(error.text(lang))
    return sentence(parts)


def newest(recorded: Recorded, decided: Decided) -> tuple[int, ...]:
    """The decisions of the newest run that has any left to be taken back.

    Raises:
        PeriodLocked: it locked a month, which is opened again by its own button.
    """
    from recon.decisions.kinds import REVERSIBLE

    gone = {row for one in decided.reversals for row in one.of}
    standing = {lock.row: lock.period for lock in decided.locked.values()}
    for batch in reversed(recorded.batches):
        there = ((row, decided.everything[row]) for row in batch.rows if row not in gone)
        rows = [row for row, one in there if isinstance(one, REVERSIBLE) and not _is_undo(one)]
        if rows and (locked := next((standing[row] for row in batch.rows if row in standing), "")):
            raise PeriodLocked(says("undo_lock", period=locked), fix=says("undo_lock_fix"))
        if rows:
            return tuple(rows)
    return ()


def _is_undo(one: object) -> bool:
    """True for what an undo has written down of the sheet it drew anew: that is no run to be taken back."""
    from recon.decisions import Pressed

    return isinstance(one, Pressed) and one.button == UNDO


def _in_short(said: Sequence[Said]) -> Said:
    return said[0] if len(said) == 1 else says("xl_undone_more", first=said[0], count=len(said) - 1)


def _rows_out(book: Book, pressed: Sequence[Pressed], lang: str) -> list[str]:
    """Take the rows out that were brought in; those that were changed since stay, and are counted."""
    from xl_addin.layout import INPUTS
    from xl_addin.workbook import tables

    parts: list[str] = []
    for brought in (each for one in pressed for each in one.brought):
        layout = next(one for one in INPUTS if one.table == brought.table)
        table = tables.read(book, layout)
        wanted = Counter(brought.rows)
        kept: list[int] = []
        for row, cells in table.rows if table else ():
            told = tables.told_of(cells, layout)
            if wanted[told]:
                wanted[told] -= 1
            else:
                kept.append(row)
        count = len(table.rows) - len(kept) if table else 0
        if table and count:
            book.keep_rows(table.place.name, kept)
            parts.append(say("xl_undone_rows", lang, count=count, table=table.place.sheet))
        if left := wanted.total():
            parts.append(say("xl_undone_rows_left", lang, count=left, table=table.place.sheet if table else ""))
    return parts


def _sheets_out(book: Book, pressed: Sequence[Pressed], decided: Decided, lang: str) -> list[str]:
    """Take the sheets out that no press that stands has drawn; those that were changed by hand only when told to."""
    from xl_addin.workbook import matches

    there = {sheet.casefold(): sheet for sheet in book.sheets()}
    stay = {name.casefold() for one in decided.pressed if not _is_undo(one) for name in one.drawn}
    stay |= {name.casefold() for lock in decided.locked.values() for name in lock.outputs}
    waiting = matches.find(book)
    gone: list[str] = []
    for name, was in {n: t for one in pressed for n, t in one.drawn.items()}.items():
        sheet = there.get(name.casefold(), "")
        if not sheet or name.casefold() in stay:
            continue
        if not was:
            changed, is_ours = False, _is_empty(book, sheet)
        else:
            changed, is_ours = _is_changed(book, sheet, was, sheet == waiting), True
        if not is_ours or (changed and not book.asks.confirm(say("xl_undo_sheet", lang, sheet=sheet))):
            continue
        book.remove(sheet)
        gone.append(sheet)
    return [say("xl_undone_sheets", lang, sheets=", ".join(gone))] if gone else []


def _is_changed(book: Book, sheet: str, was: str, is_matches: bool) -> bool:
    from xl_addin.workbook import matches, outputs

    if not is_matches:
        return outputs.is_changed(book, sheet, was)
    found = matches.read(book)
    return matches.told_of(book, sheet) != was or bool(found and matches.filled(found.rows))


def _is_empty(book: Book, sheet: str) -> bool:
    """True for the sheet of a table of ours that has no rows."""
    from xl_addin.layout import ALLOC, INPUTS
    from xl_addin.workbook import tables

    found = (tables.read(book, layout) for layout in (*INPUTS, ALLOC))
    return any(one is not None and one.place.sheet == sheet and not one.rows for one in found)


def _allocations(book: Book, firm: Company) -> None:
    """Bring the table of allocations in line with what stands."""
    from xl_addin.buttons._deciding import allocations
    from xl_addin.layout import ALLOC
    from xl_addin.workbook import tables

    tables.in_line(book, ALLOC, allocations(firm) if "items" in firm.places else [], firm.lang)


def _matches(book: Book, firm: Company) -> None:
    """Draw the sheet Matches anew where it is still there, and write down what stands in it now."""
    from recon.decisions import Pressed
    from xl_addin.workbook import matches, records
    from xl_addin.workbook.company import month_of, period_of

    found = matches.read(book)
    if found is None or found.sheet not in firm.ours():
        return
    period = period_of(firm)
    month = month_of(firm, book, period).month
    page, _ = matches.page(month, firm.lang, found.sheet, found)
    records.append(book, firm.recorded, [Pressed(UNDO, {page.name: matches.told_of_page(page)})], month.run_id)
    book.draw(page)
