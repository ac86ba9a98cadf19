"""`recon press`: any button of the add-in, on workbooks that are closed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from recon.cli import _face


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
    from xl_addin.batch import Before, code_of, press_closed, workbooks
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
    paths = workbooks(books)
    if out is not None and len({path.name.casefold() for path in paths}) < len(paths):
        raise typer.BadParameter(say("press_out_twice", _face.lang()))
    before = Before(asks, _face.stamp(), _face.lang(), sheet, _rows(rows), _told)
    done = [press_closed(button, path, before, None if dry_run else out or path.parent) for path in paths]
    if json:
        _face.print_json([one.record() for one in done])
    else:
        for one in done:
            (_face.data if one.code == 0 else _face.talk)(one.line())
    if code := code_of(done):
        raise typer.Exit(code)


def _told(text: str) -> None:
    import sys

    if text and sys.stderr.isatty():
        _face.talk(text)


def _no() -> str:
    from recon.words import say

    return say("press_no", _face.lang())


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
