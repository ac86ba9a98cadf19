"""Every button in a workbook that is open in Calc: what it does, that it does the same to a closed file, and that all
else stays as it was, cell by cell.

In English the macro of a button on a sheet is fired, in Chinese that of the ribbon.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from recon.words import LANGUAGES, say
from tests.live.buttons.cases import CASES, Case
from tests.live.buttons.seen import choose, named, saved
from tests.live.rig.twin import Twin, twin
from tests.xl_addin.closed.pressing import READ_IN, inputs
from tests.xl_addin.looks import cells_of
from tests.xl_addin.memory import NOON
from tests.xl_addin.workbooks import DECORATED, decorated, sheet_of
from xl_addin.asking import Given
from xl_addin.closed import ClosedBook
from xl_addin.layout import SETTINGS
from xl_addin.live import LiveBook
from xl_addin.press import press
from xl_addin.registry import buttons

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl's, when it reads


def chosen(case: Case, folder: Path, lang: str) -> tuple[Path, ...]:
    """The files, or the folder, that the person chooses."""
    if not case.files:
        return ()
    bank, ledger = inputs(folder / "in", lang)
    return ({"bank": bank, "folder": bank.parent, "ledger": ledger}[case.files],)


def test_every_button_has_its_live_case() -> None:
    assert set(CASES) == {one.id for one in buttons()}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("id", CASES)
def test_it_does_what_it_is_for_and_nothing_else(id: str, lang: str, app: Any, tmp_path: Path) -> None:
    case, path = CASES[id], tmp_path / "books.xlsm"
    log = tmp_path / "state" / "recon" / "excel.log"

    def drawn(macros: Any) -> bytes:
        decorated(path, lang, macros(DECORATED, lang))
        for first in case.first:
            assert closed_press(path, first, CASES[first], lang, log=log)[0].ok
        return path.read_bytes()

    with twin(app, path, drawn, lang) as books:
        files = chosen(case, tmp_path, lang)
        row = choose(books, named(case.on[0], lang), case.on[1]) if case.on[1] else 1
        before = opened(books, tmp_path / "before.xlsx")
        fire = books.press if lang == "en" else books.ribbon
        assert bool(books.bound(id))
        said = fire(id, answers=case.answers, files=files, typed=case.typed)
        case.effect(books, said)
        assert books.app.status_bar is False and books.app.screen_updating is True
        untouched(before, cells_of(saved(books, tmp_path / "after.xlsx")), id, lang)
        if id == "log":
            return  # what it says is of this machine
        (tmp_path / "closed").mkdir()
        path = Path(shutil.copy(path, tmp_path / "closed"))
        done, closed = closed_press(path, id, case, lang, row, files)
        assert done.sentence == said
        same(LiveBook(books.book, NOON, lang), closed, lang)


_OPENED: dict[bytes, dict[str, Any]] = {}


def opened(books: Twin, path: Path) -> dict[str, Any]:
    """Every cell of a workbook as Calc saves it once it has opened it; asked once for each file."""
    key = hashlib.sha256(books.path.read_bytes()).digest()
    if key not in _OPENED:
        _OPENED[key] = cells_of(saved(books, path))
    return _OPENED[key]


def closed_press(
    path: Path, id: str, case: Case, lang: str, row: int = 1, files: Sequence[Path] = (), log: Path | None = None
) -> tuple[Any, ClosedBook]:
    """Press a button on a closed file as `recon press` does; what came of it, and the file."""
    asks = Given("yes" in case.answers, tuple(files), next(iter(files), None), case.typed)
    book = ClosedBook(path, asks, NOON, lang, (row, row))
    if case.on[1]:
        book.choose(named(case.on[0], lang))
    done = press(id, book, log or path.parent / "closed.log")
    book.save()
    return done, ClosedBook(path, Given(), NOON, lang)


def users(lang: str) -> tuple[str, ...]:
    """Sheets that are there before anything is pressed."""
    own = ("我的测算", "备注 (旧)") if lang == "zh" else ("My 'own' sums", "Notes (old)")
    return (*own, *(say(f"xl_sheet_{id}", lang) for id in ("customers", "ledger", "receipts", SETTINGS)))


def untouched(old: Mapping[str, Any], new: Mapping[str, Any], id: str, lang: str) -> None:
    """Hold every cell, look, rule, list, chart and set-up of the user's against what was there before."""
    grown = sheet_of(READ_IN[id], lang) if id in READ_IN else ""
    for name in users(lang):
        if name == grown:  # rows came below; what was there stands
            held = {at: cell for at, cell in old[name].items() if isinstance(cell, tuple) and at[:1].isupper()}
            assert changes(held, {at: new[name].get(at) for at in held}) == []
        else:
            assert changes(old[name], new[name]) == [], name


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """What is not as it was: the cell, what it was, what it is."""
    found = []
    for at in {**old, **new}:
        was, now = ([*one] if isinstance(one, tuple) else [one] for one in (old.get(at), new.get(at)))
        found += [(at, a, b) for a, b in zip_longest(was, now) if a != b]
    return found


def same(live: LiveBook, closed: ClosedBook, lang: str) -> None:
    """Hold the sheets that are ours, the chain of decisions among them, against those of the closed file."""
    assert live.sheets() == closed.sheets()
    for sheet in set(live.sheets()) - set(users(lang)):
        assert shown(live, sheet) == shown(closed, sheet), sheet
        assert live.formulas(sheet).keys() == closed.formulas(sheet).keys(), sheet
    ours = {one for one in live.tables() if one.sheet not in users(lang)}
    assert ours == {one for one in closed.tables() if one.sheet not in users(lang)}


def shown(book: Any, sheet: str) -> list[Any]:
    """The rows of a sheet; sums of floats as near as a cell shows them."""
    rows = book.grid(sheet).rows
    return [(at, [round(cell, 9) if isinstance(cell, float) else cell for cell in row]) for at, row in rows]
