"""A button on many closed workbooks, one after the other; one that refuses does not stop the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from recon.durable import refusals
from recon.errors import InputError, ReconError, Where
from recon.journal import Stamp
from recon.publish import refuse_open
from recon.words import says
from xl_addin.book import Asks
from xl_addin.closed import ClosedBook
from xl_addin.press import press

_SUFFIXES = (".xlsx", ".xlsm")
_SOME_REFUSED = 3  # exit code where others were done


@dataclass(frozen=True, slots=True)
class Before:
    """Who sits before a closed workbook, and what is selected in it."""

    asks: Asks
    stamp: Stamp
    lang: str
    sheet: str = ""  # in front; "" = the one the file was saved with
    rows: tuple[int, int] | None = None  # first and last row that count as selected
    told: Callable[[str], None] | None = None  # shown how far the work is


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one workbook."""

    book: Path
    sentence: str
    code: int  # as on the command line, 0 = done
    written: Path | None = None

    def line(self) -> str:
        """The sentence with the workbook it is about; a refusal names it already."""
        named = self.sentence.startswith(self.book.name)
        return self.sentence if named else f"{self.book.name}: {self.sentence}"

    def record(self) -> dict[str, object]:
        """The same for programs."""
        written = self.written.as_posix() if self.written else ""
        return {"book": self.book.as_posix(), "code": self.code, "says": self.sentence, "written": written}


def press_closed(button: str, path: Path, before: Before, folder: Path | None) -> Done:
    """Press a button on one closed workbook. One press is one save; where it refuses, nothing is written.

    Args:
        button: its id.
        path: the workbook.
        before: who sits before it.
        folder: where the result goes, None for nowhere. The workbook's own folder: in place.
    """
    try:
        if folder is not None:
            refuse_open(folder / path.name)
        book = ClosedBook(path, before.asks, before.stamp, before.lang, before.rows, before.told)
        if before.sheet:
            book.choose(before.sheet)
        found = press(button, book)
        if not found.ok or folder is None or not book.is_changed:
            return Done(path, found.sentence, found.code)
        with refusals(folder):
            folder.mkdir(parents=True, exist_ok=True)
        written = folder / path.name
        book.save(None if written.resolve() == path.resolve() else written)
    except ReconError as refusal:
        return Done(path, refusal.text(before.lang), refusal.exit_code)
    return Done(path, found.sentence, 0, written)


def workbooks(paths: Sequence[Path]) -> list[Path]:
    """The workbooks meant: those of a folder by name, lock files and hidden ones left out.

    Raises:
        InputError: a path does not exist, or a folder holds none.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            if not path.exists():
                raise InputError(says("press_no_book"), Where(str(path)), says("press_no_book_fix"))
            found.append(path)
            continue
        inside = [one for one in sorted(path.iterdir()) if one.suffix.lower() in _SUFFIXES and one.is_file()]
        inside = [one for one in inside if not one.name.startswith(("~$", "."))]
        if not inside:
            raise InputError(says("press_empty_folder"), Where(str(path)), says("press_no_book_fix"))
        found += inside
    return found


def code_of(done: Sequence[Done]) -> int:
    """One exit code for all: 1 where something broke down, 3 where some were refused, their own where all were.

    >>> code_of([Done(Path("a.xlsx"), "", 0), Done(Path("b.xlsx"), "", 4)]), code_of([Done(Path("b.xlsx"), "", 5)])
    (3, 5)
    """
    codes = [one.code for one in done]
    if 1 in codes:
        return 1
    refused = [code for code in codes if code]
    return _SOME_REFUSED if refused and len(refused) < len(codes) else max(refused, default=0)
