"""A file of lists -> grids of cells with their row numbers: delimited text of any encoding, and sheets of any workbook.

A text file is one grid of text cells; a workbook is one grid a visible sheet, its numbers and dates kept as such. What
the file is, its content says, never its name.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

from recon.errors import Finding, InputError, Severity, Where
from recon.ingest.lists import gate, headers
from recon.ingest.lists.encoding import decode
from recon.ingest.lists.numbers import Cell
from recon.ingest.profile import Profile
from recon.words import says

_DELIMITERS = ",;\t|"
_TRIED_ROWS = 400  # rows the delimiter is chosen on
_PIECE = 1 << 20  # characters read at once
_SHARED = 1 << 16  # different cells among which equal ones are looked for
_WIDTH_COUNTS = 12  # a delimiter gains nothing from more columns than this
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1a\x0b\x1c\x1d\x1e"))  # no text holds these
_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')  # ="00123": text kept from Excel's number reading
csv.field_size_limit(1 << 24)


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet or text file."""

    sheet: str  # "" for text files
    rows: list[tuple[int, Sequence[Cell]]]  # row number as Excel or an editor shows it, and the cells
    left: int = 0  # number of the first cell's column where the cells were taken out of a sheet (A = 1), 0 = not known


@dataclass(slots=True)
class Grids:
    """Everything one file holds."""

    grids: list[Grid]
    encoding: str = ""  # "" for workbooks
    findings: list[Finding] = field(default_factory=list)


def is_text(head: bytes) -> bool:
    """True when the first bytes can be a text file of some encoding."""
    if gate.container(head) or head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf")):
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    body = head.rstrip(b"\0")
    controls = len(body) - len(body.translate(None, _CONTROLS))
    wide = body.count(0) > len(body) // 4
    return controls <= len(body) // 100 or wide


def digest(found: Grids) -> str:
    """SHA-256 of the cells of some grids and their places: what stands for the hash of a file."""
    told = [
        [grid.sheet, grid.left, [[row, [_as_told(cell) for cell in cells]] for row, cells in grid.rows]]
        for grid in found.grids
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace")).hexdigest()


def _as_told(cell: Cell) -> object:
    return cell if isinstance(cell, str | int | float | bool) or cell is None else str(cell)


def read(data: bytes, profile: Profile, *, hidden: bool = False) -> Grids:
    """The grids of a file; of a workbook also those of hidden sheets where asked.

    Raises:
        InputError: the file is empty, protected, damaged or of a kind that is not read, or its encoding is not known.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise InputError(says("list_empty"), Where(profile.file), says("list_empty_fix"))
    if gate.container(data[:4096]):
        return _sheets(data, profile, hidden)
    if not is_text(data[:4096]):
        raise InputError(says("file_not_a_list"), Where(profile.file), says("file_not_a_list_fix"))
    return _text(data, profile)


def _text(data: bytes, profile: Profile) -> Grids:
    decoded = decode(data, profile.encoding, profile.file, headers.words_in)
    found = Grids([], decoded.encoding)
    place = Where(profile.file)
    if decoded.guessed:
        what = says("encoding_guessed", name=decoded.encoding)
        found.findings.append(Finding("IN201", Severity.LOOK, place, what, says("encoding_fix")))
    if decoded.cut:
        what = says("file_cut", bytes=decoded.cut)
        found.findings.append(Finding("IN202", Severity.LOOK, place, what, says("file_cut_fix")))
    text = decoded.text.removeprefix("\ufeff").replace("\x1a", "").replace("\x00", "")
    delimiter = delimiter_of(text)
    rows, quoted = _split(text, delimiter)
    if not quoted:
        found.findings.append(Finding("IN203", Severity.NOTE, place, says("quotes_plain")))
    found.grids.append(Grid("", rows))
    return found


def delimiter_of(text: str) -> str:
    """The character that parts the cells: the one with most rows of one width, wide rows counting more.

    >>> delimiter_of("a;b;c\\n1,0;2,0;3\\n"), delimiter_of("one column\\n")
    (';', ',')
    """
    stated = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)  # Excel's own first line
    if stated:
        return stated[1]
    head = "".join(islice(_lines(text), _TRIED_ROWS))
    scores = []
    for at, delimiter in enumerate(_DELIMITERS):
        rows = _parse(head, delimiter, csv.QUOTE_MINIMAL)
        count, width = _modal(rows)
        score = count * min(width, _WIDTH_COUNTS) if width > 1 else 0
        # Decimal commas can part cells as evenly as the delimiter does: column names tell them apart.
        known = headers.names_in(cell for _, cells in rows[: headers.SEARCHED_ROWS] if len(cells) > 1 for cell in cells)
        scores.append((score, known, -at, delimiter))
    return max(scores)[3]


def _modal(rows: list[tuple[int, Sequence[str]]]) -> tuple[int, int]:
    """How many rows share the most frequent width beyond one cell, and that width."""
    widths = Counter(len(cells) for _, cells in rows if len(cells) > 1)
    if not widths:
        return 0, 1
    width, count = max(widths.items(), key=lambda pair: (pair[1] * min(pair[0], _WIDTH_COUNTS), pair[0]))
    return count, width


def _parse(text: str, delimiter: str, quoting: Literal[0, 3]) -> list[tuple[int, Sequence[str]]]:
    reader = csv.reader(_lines(text), delimiter=delimiter, quoting=quoting)
    rows: list[tuple[int, Sequence[str]]] = []
    start = 1
    same: dict[str, str] = {}  # most cells of a list stand in it many times: each is kept once
    share = same.setdefault
    try:
        for cells in reader:
            rows.append((start, tuple(map(share, cells, cells))))
            start = reader.line_num + 1
            if len(same) > _SHARED:
                same.clear()
    except csv.Error:
        if quoting == csv.QUOTE_NONE:
            raise
    return rows


def _lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends, read in pieces so that the text is not held twice."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _PIECE) + 1 or len(text)
        yield from io.StringIO(text[start:end], newline="")
        start = end


def _split(text: str, delimiter: str) -> tuple[list[tuple[int, Sequence[Cell]]], bool]:
    """Rows of a text, and whether quotation marks were read as quoting.

    A lone quotation mark in a text ("ACME "Best) would swallow the rows after it: where rows span lines, the reading
    with more rows of the usual width counts.
    """
    rows = _parse(text, delimiter, csv.QUOTE_MINIMAL)
    quoted = True
    lines = text.count("\n") or text.count("\r")
    if len(rows) < lines and '"' in text:
        plain = _parse(text, delimiter, csv.QUOTE_NONE)
        if _modal(plain)[0] > _modal(rows)[0]:
            rows, quoted = plain, False
    if '="' in text:
        rows = [(number, [_unwrapped(cell) for cell in cells]) for number, cells in rows]
    return list(rows), quoted


def _unwrapped(cell: str) -> str:
    found = _AS_TEXT.fullmatch(cell.strip())
    return found[1].replace('""', '"') if found else cell


def _sheets(data: bytes, profile: Profile, hidden: bool) -> Grids:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    seen = gate.check(data, profile.file)
    found = Grids([])
    place = Where(profile.file)
    try:
        with _quiet(), CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for about in book.sheets_metadata:
                if about.typ != SheetTypeEnum.WorkSheet:
                    continue
                if about.visible != SheetVisibleEnum.Visible and not hidden:
                    at = Where(profile.file, sheet=about.name)
                    found.findings.append(Finding("IN204", Severity.NOTE, at, says("sheet_hidden")))
                    continue
                cells: list[list[Cell]] = book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
                for (row, column), text in sorted(seen.unreadable.get(about.name, {}).items()):
                    if row <= len(cells) and column <= len(cells[row - 1]) and cells[row - 1][column - 1] in ("", None):
                        cells[row - 1][column - 1] = text
                if rows := seen.hidden_rows.get(about.name, 0):
                    at = Where(profile.file, sheet=about.name)
                    what = says("rows_hidden", count=rows)
                    found.findings.append(Finding("IN205", Severity.NOTE, at, what))
                found.grids.append(Grid(about.name, list(enumerate(cells, start=1))))
    except PasswordError:
        raise InputError(says("sheet_password"), place, says("sheet_password_fix")) from None
    except (CalamineError, OSError, ValueError) as error:
        raise InputError(says("sheet_damaged", why=error), place, says("sheet_damaged_fix")) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the parser throws at an assertion of its own
            raise
        why = says("sheet_inconsistent")
        raise InputError(says("sheet_damaged", why=why), place, says("sheet_damaged_fix")) from None
    return found


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the parser's library prints of a damaged file off the screen: the user gets our sentence."""
    try:
        kept = os.dup(2)
    except OSError:  # a host without a screen, such as Excel
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
