"""The sheet Decisions as the journal: a row a line of it, the same records and the same chain as `journal.jsonl`.

Law: only the record counts, which stands in hidden columns in pieces a cell can hold; the columns beside it tell it to
a reader and must agree with it. Rows may be sorted and filtered. A row that was changed, or one that is gone, is
refused by its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recon.decisions import Decided, Decision, digest, kind_of, numbered, replay, to_entry
from recon.errors import BusyError, JournalError, Where, address
from recon.ingest.lists import headers
from recon.ingest.lists.numbers import Cell
from recon.journal import RUN_ID, Batch, Recorded, batch_of, read_bytes
from recon.log import Facts, all_facts, what
from recon.reports._shared import listed
from recon.words import LANGUAGES, Said, say, says
from xl_addin.amounts import in_units
from xl_addin.book import Area, Book, Value
from xl_addin.layout import ALLOC, DECISIONS, PIECE, Column
from xl_addin.workbook.outputs import named
from xl_addin.workbook.tables import Row, cut, key_of, page_of, place_of, sheet_name
from xl_addin.workbook.tables import read as read_table
from xl_addin.workbook.telling import as_text

_RECORD = "record"
_PIECE = re.compile(rf"{_RECORD}(\d+)")
_LONGEST = 2_000  # characters of a sentence


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the sheet."""

    row: int  # of the sheet
    seq: int  # line of the journal
    record: bytes
    cells: Mapping[str, Cell]  # by key


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The table as it stands."""

    place: Area
    keys: tuple[str, ...]  # "record", "record 2", ... for the pieces of a record
    lines: tuple[_Line, ...]  # in the order of the journal

    @property
    def pieces(self) -> int:
        """Into how many cells a record may be cut."""
        return sum(key.startswith(_RECORD) for key in self.keys)

    @property
    def is_sorted(self) -> bool:
        """True where the rows stand in the order of the journal."""
        rows = [line.row for line in self.lines]
        return rows == sorted(rows)


def read(book: Book) -> Recorded:
    """The journal of a workbook, its chain verified; an empty one where there is no sheet Decisions yet.

    Raises:
        JournalError: a row was changed, removed or inserted; the row is named.
    """
    sheet = _sheet(book)
    recorded = _recorded(book, sheet) if sheet else Recorded()
    _refuse_cut_off(book, recorded.rows)
    return recorded


def append(book: Book, recorded: Recorded, decisions: Sequence[Decision], run_id: str = "") -> Recorded:
    """Write decisions as one closed batch under the stamp of the book, and return the journal with it.

    Raises:
        JournalError: a decision does not fit what is recorded; nothing was written.
        BusyError: the sheet is protected.
    """
    if not decisions:
        return recorded
    entries = [to_entry(one) for one in numbered(decisions, recorded.rows)]
    block, after = batch_of(recorded, entries, run_id or digest(decisions)[:RUN_ID], book.stamp)
    decided = replay(after.entries, book.name)  # what the journal would refuse is never written
    sheet = _sheet(book)
    records = block.decode("utf-8").split("\n")[:-1]
    rows = _rows(decided, after, records, recorded.rows, book.lang)
    most = max(len(_pieces(record)) for record in records)
    if sheet and sheet.is_sorted and most <= sheet.pieces:
        book.append(sheet.place.name, [[row.get(key) if key else None for key in sheet.keys] for row in rows])
        _undone(book, sheet, decided)
        return after
    before = [line.record.decode("utf-8").removesuffix("\n") for line in sheet.lines] if sheet else []
    everything = _rows(decided, after, [*before, *records], 0, book.lang)
    most = max(most, sheet.pieces if sheet else 1, *(len(_pieces(record)) for record in [*before, *records]))
    name = sheet.place.sheet if sheet else named(book, [sheet_name(DECISIONS, book.lang)], {})[0]
    more = [Column(f"{_RECORD} {n}", width=12, hidden=True) for n in range(2, most + 1)]
    book.draw(page_of(name, DECISIONS, everything, book.lang, more))
    return after


def refuse_protected(book: Book) -> None:
    """Say before anything is changed that nothing could be written down.

    Raises:
        BusyError: the sheet Decisions is protected.
    """
    place = place_of(book, DECISIONS.table)
    if place is not None and book.is_protected(place.sheet):
        raise BusyError(says("closed_protected"), Where(book.name, place.sheet), says("closed_protected_fix"))


def with_new(book: Book, recorded: Recorded, decisions: Sequence[Decision]) -> Recorded:
    """The journal as it will be with these decisions. Nothing is written.

    Raises:
        JournalError: a decision does not fit what is recorded.
    """
    entries = [to_entry(one) for one in numbered(decisions, recorded.rows)]
    _, after = batch_of(recorded, entries, "", book.stamp)
    replay(after.entries, book.name)
    return after


def _sheet(book: Book) -> _Sheet | None:
    place = place_of(book, DECISIONS.table)
    if place is None:
        _refuse_dissolved(book)
        return None
    grid = cut(book.grid(place.sheet), place)
    keys = tuple(_key(cell) for cell in grid.rows[0][1])
    if _RECORD not in keys:
        heading = say(f"xl_col_{_RECORD}", book.lang)
        raise JournalError(
            says("xl_record_column", column=heading), Where(book.name, place.sheet), says("xl_record_fix")
        )
    lines = []
    for row, cells in grid.rows[1:]:
        if any(cell not in ("", None) for cell in cells):
            lines.append(_line(book, place, keys, row, cells))
    return _Sheet(place, keys, tuple(sorted(lines, key=lambda line: (line.seq, line.row))))


def _line(book: Book, place: Area, keys: Sequence[str], row: int, cells: Sequence[Cell]) -> _Line:
    by_key = {key: cell for key, cell in zip(keys, cells, strict=True) if key}
    pieces = sorted((key for key in by_key if key.startswith(_RECORD)), key=lambda key: int(key[6:] or 1))
    text = "".join(str(by_key[key]) for key in pieces)
    try:
        seq = json.loads(text)["seq"]
        record = text.encode("utf-8")
    except (ValueError, TypeError, KeyError):
        seq = None
    if not isinstance(seq, int):
        where = Where(book.name, place.sheet, cell=address(row, place.left))
        raise JournalError(says("xl_record_broken"), where, says("xl_record_fix"))
    return _Line(row, seq, record + b"\n", by_key)


def _recorded(book: Book, sheet: _Sheet) -> Recorded:
    """The lines as a journal."""
    try:
        recorded = read_bytes(b"".join(line.record for line in sheet.lines), book.name)
    except JournalError as error:
        at = min(error.where.row or 1, len(sheet.lines))
        raise JournalError(error.what, _at(book, sheet, sheet.lines[at - 1]), says("xl_record_fix")) from None
    if recorded.tail:
        raise JournalError(says("xl_record_open"), _at(book, sheet, sheet.lines[-1]), says("xl_record_fix"))
    decided = replay(recorded.entries, book.name)
    facts, batches = all_facts(decided, {}), _batches(recorded)
    for line in sheet.lines:
        told_here = _telling(line.seq, facts, batches[line.seq])
        for key, stood in told_here.items():
            if key in line.cells and as_text(line.cells[key]) != as_text(stood):
                was = as_text(stood)
                fix = says("xl_record_told_fix", value=was) if was else says("xl_record_blank_fix")
                raise JournalError(says("xl_record_told"), _at(book, sheet, line, key), fix)
    return recorded


def _at(book: Book, sheet: _Sheet, line: _Line, key: str = "row") -> Where:
    across = sheet.keys.index(key) if key in sheet.keys else 0
    return Where(book.name, sheet.place.sheet, cell=address(line.row, sheet.place.left + across))


def _refuse_dissolved(book: Book) -> None:
    """A sheet that holds records and is no table any more would take the journal with it unsaid."""
    for lang in LANGUAGES:
        name = sheet_name(DECISIONS, lang)
        if name not in book.sheets():
            continue
        for _, cells in book.grid(name).rows:
            if _RECORD in [_key(cell) for cell in cells]:
                raise JournalError(says("xl_record_no_table"), Where(book.name, name), says("xl_record_fix"))


def _refuse_cut_off(book: Book, rows: int) -> None:
    """The chain does not show that its last rows are gone; the table of allocations, written after it, does."""
    table = read_table(book, ALLOC)
    for row, cells in table.rows if table else ():
        decision = cells.get("decision")
        if isinstance(decision, float | int) and decision > rows:
            where = Where(book.name, table.place.sheet, row) if table else None
            raise JournalError(says("xl_record_gone", row=int(decision)), where, says("xl_record_fix"))


def _key(heading: Cell) -> str:
    """The key of a column: of the layout, or of a further piece of the record."""
    piece = _PIECE.fullmatch(headers.key(heading)) if isinstance(heading, str) else None
    return f"{_RECORD} {piece[1]}" if piece else key_of(heading, DECISIONS)


def _short(text: str) -> str:
    """A sentence as far as anybody reads on; the whole of it follows from the record."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _pieces(record: str) -> list[str]:
    size = PIECE // 2 if max(record) > "\uffff" else PIECE  # a cell counts such characters twice
    return [record[at : at + size] for at in range(0, len(record), size)]


def _rows(decided: Decided, recorded: Recorded, records: Sequence[str], before: int, lang: str) -> list[Row]:
    """The cells of the lines that follow the first `before` ones."""
    facts, batches = all_facts(decided, {}), _batches(recorded)
    gone = {of: one.row for one in decided.reversals for of in one.of}
    rows: list[Row] = []
    for row, record in enumerate(records, before + 1):
        one, batch = decided.everything.get(row), batches[row]
        said: tuple[Said, Said] = (
            (says(f"decision_{kind_of(one)}"), what(one))
            if one is not None
            else (says("xl_batch_closed"), says("xl_batch_says", count=batch.count, run=batch.run_id))
        )
        cells: dict[str, Value] = {
            **_telling(row, facts, batch),
            "decision_kind": said[0].text(lang),
            "decision_text": _short(said[1].text(lang)),
            "undone": gone.get(row),
        }
        for n, piece in enumerate(_pieces(record), 1):
            cells[_RECORD if n == 1 else f"{_RECORD} {n}"] = piece
        rows.append(cells)
    return rows


def _batches(recorded: Recorded) -> dict[int, Batch]:
    """The batch of each line of the journal."""
    return {row: batch for batch in recorded.batches for row in (*batch.rows, batch.row)}


def _telling(row: int, facts: Mapping[int, Facts], batch: Batch) -> dict[str, Value]:
    """What the columns that are the same in every language say of a line."""
    found = facts.get(row, Facts())
    currency, minor = found.money or ("", None)
    customers = sorted(found.customers)
    return {
        "row": row,
        "decided_at": batch.at[:19].replace("T", " "),
        "decided_by": batch.user,
        "line_id": found.line_id or None,
        "documents": listed(found.items) or None,
        "customer_id": customers[0] if len(customers) == 1 else None,
        "currency": currency or None,
        "amount": None if minor is None else in_units(minor, currency),
    }


def _undone(book: Book, sheet: _Sheet, decided: Decided) -> None:
    """Name the row that took a decision back beside it."""
    if "undone" not in sheet.keys:
        return
    column = sheet.place.left + sheet.keys.index("undone")
    gone = {of: one.row for one in decided.reversals for of in one.of}
    cells: dict[tuple[int, int], Value] = {
        (line.row, column): gone[line.seq]
        for line in sheet.lines
        if line.seq in gone and as_text(line.cells.get("undone")) != as_text(gone[line.seq])
    }
    if cells:
        book.fill(sheet.place.sheet, cells)
