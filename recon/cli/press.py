"""`recon press`: any button of the add-in, on workbooks that are closed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recon.cli import _face

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_addin.asking import Given

_SUFFIXES = (".xlsx", ".xlsm")


def press(  # noqa: PLR0913, PLR0917 - one argument an option
    button: Annotated[str, typer.Argument(help="The button, such as match; see --list.", show_default=False)] = "",
    books: Annotated[
        list[Path] | None, typer.Argument(help="Workbooks (.xlsx, .xlsm), or folders of them.", show_default=False)
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the buttons and what they do.")] = False,
    sheet: Annotated[str, typer.Option(help="The sheet in front; else the one the file was saved with.")] = "",
    rows: Annotated[str, typer.Option(help="Rows that count as selected on that sheet, like 5 or 5-9.")] = "",
    file: Annotated[
        list[Path] | None, typer.Option(help="A file to read, for buttons that ask; may be given several times.")
    ] = None,
    folder: Annotated[Path | None, typer.Option(help="A folder to read, for buttons that ask for one.")] = None,
    text: Annotated[str | None, typer.Option(help="The text, for buttons that ask for one.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Answer yes to every question; else the answer is no.")] = False,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Folder for the results; else in place.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The results as JSON on standard output.")] = False,
) -> None:
    """Press a button of the Excel add-in on closed workbooks, one after the other, without Excel.

    What the button says is printed for each workbook. One press is one save: where it refuses, the file stays as it
    was. Exit code 3 when some of several workbooks were refused, 4 or 5 when none was done.
    """
    from recon.words import say
    from xl_addin.asking import Given
    from xl_addin.press import find

    if list_:
        _list(json)
        return
    if not button or not books:
        raise typer.BadParameter(say("press_what", _face.lang()))
    if out is not None and dry_run:
        raise typer.BadParameter(say("press_out_or_dry", _face.lang()))
    find(button)
    asks = Given(yes, tuple(file or ()), folder, text, lambda question: _face.talk(f"{question} {_no()}"))
    chosen = _Chosen(sheet, _rows(rows))
    done = [_one(button, path, asks, chosen, None if dry_run else out or path.parent) for path in _expanded(books)]
    if json:
        _face.print_json([one.record() for one in done])
    else:
        for one in done:
            (_face.data if one.code == 0 else _face.talk)(one.line())
    if code := _code([one.code for one in done]):
        raise typer.Exit(code)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What is in front and selected."""

    sheet: str
    rows: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of one workbook."""

    book: Path
    sentence: str
    code: int
    written: Path | None = None

    def line(self) -> str:
        """The sentence with the workbook it is about; a refusal names it already."""
        named = self.sentence.startswith(self.book.name)
        return self.sentence if named else f"{self.book.name}: {self.sentence}"

    def record(self) -> dict[str, object]:
        """The same for programs."""
        written = self.written.as_posix() if self.written else ""
        return {"book": self.book.as_posix(), "code": self.code, "says": self.sentence, "written": written}


def _one(button: str, path: Path, asks: Given, chosen: _Chosen, target: Path | None) -> _Done:
    """Press on one workbook; `target` is the folder it is written to, None for nowhere."""
    from recon.durable import refusals
    from recon.errors import ReconError
    from recon.publish import refuse_open
    from xl_addin.closed import ClosedBook
    from xl_addin.press import press as pressed

    try:
        if target is not None:
            refuse_open(target / path.name)
        book = ClosedBook(path, asks, _face.stamp(), _face.lang(), chosen.rows, _told)
        if chosen.sheet:
            book.choose(chosen.sheet)
        found = pressed(button, book)
        if not found.ok or target is None or not book.is_changed:
            return _Done(path, found.sentence, found.code)
        with refusals(target):
            target.mkdir(parents=True, exist_ok=True)
        written = target / path.name
        book.save(None if written.resolve() == path.resolve() else written)
    except ReconError as refusal:
        return _Done(path, refusal.text(_face.lang()), refusal.exit_code)
    return _Done(path, found.sentence, 0, written)


def _told(text: str) -> None:
    import sys

    if text and sys.stderr.isatty():
        _face.talk(text)


def _no() -> str:
    from recon.words import say

    return say("press_no", _face.lang())


def _expanded(paths: Sequence[Path]) -> list[Path]:
    """The workbooks meant: those of a folder by name, lock files and hidden ones left out."""
    from recon.errors import InputError, Where
    from recon.words import says

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


def _rows(text: str) -> tuple[int, int] | None:
    """First and last row of "5" or "5-9"."""
    from recon.words import say

    if not text:
        return None
    first, _, last = text.partition("-")
    if not (first.strip().isdecimal() and (last or first).strip().isdecimal()):
        raise typer.BadParameter(say("press_rows", _face.lang(), value=text))
    low, high = int(first), int(last or first)
    if not 1 <= low <= high:
        raise typer.BadParameter(say("press_rows", _face.lang(), value=text))
    return low, high


def _code(codes: Sequence[int]) -> int:
    """One exit code for all: 1 where something broke, 3 where some were refused, their own where all were."""
    if 1 in codes:
        return 1
    refused = [code for code in codes if code]
    if not refused:
        return 0
    return 3 if len(refused) < len(codes) else max(refused)


def _list(json: bool) -> None:
    from recon.words import say
    from xl_addin.registry import buttons

    lang = _face.lang()
    if json:
        _face.print_json(
            [
                {"id": one.id, "label": one.label(lang), "group": one.group.value, "about": one.tip(lang)}
                for one in buttons()
            ]
        )
        return
    rows = [(one.id, one.label(lang), one.tip(lang)) for one in buttons()]
    _face.table([say("press_col_id", lang), say("press_col_label", lang), say("press_col_what", lang)], rows)
