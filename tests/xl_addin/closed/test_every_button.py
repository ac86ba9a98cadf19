"""Whatever is pressed on a closed workbook, everything of its user is as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from recon.words import say
from tests.xl_addin.closed.pressing import FIRST, NOON, READ_IN, pressed
from tests.xl_addin.looks import cells_of, changed_parts
from tests.xl_addin.workbooks import decorated, sheet_of
from xl_addin.asking import Given
from xl_addin.closed import ClosedBook
from xl_addin.registry import buttons

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl's, when it reads


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("id", [one.id for one in buttons()])
def test_everything_of_the_user_survives_every_button(id: str, lang: str, tmp_path: Path) -> None:
    path = decorated(tmp_path / ("账 book.xlsm" if lang == "en" else "对账簿.xlsx"), lang)
    for first in FIRST.get(id, ()):
        assert pressed(path, first, lang)[1] == 0
    before = path.read_bytes()
    sentence, code = pressed(path, id, lang, (2, 40) if id in ("accept", "reject") else (2, 2))
    assert code == 0, sentence
    after = path.read_bytes()
    grown = {sheet_of(READ_IN[id], lang)} if id in READ_IN else set()
    old, new = cells_of(before), cells_of(after)
    for name in sorted(_users(lang) - grown):
        assert new[name] == old[name], name
    for name in grown:  # rows came below; what was there stands
        old_rows = {at: cell for at, cell in old[name].items() if isinstance(cell, tuple) and at[:1].isupper()}
        assert old_rows.items() <= new[name].items()
    theirs = {part for part in changed_parts(before, after) if not part.startswith(("xl/worksheets/", "xl/tables/"))}
    assert not {
        part for part in theirs if part.startswith(("xl/media", "xl/charts", "xl/vba", "xl/drawings", "xl/comm"))
    }


@pytest.mark.parametrize("id", [one.id for one in buttons()])
def test_the_same_press_on_the_same_file_gives_the_same_bytes(id: str, tmp_path: Path) -> None:
    made = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        path = decorated(folder / "book.xlsx")
        for first in FIRST.get(id, ()):
            pressed(path, first, "en")
        pressed(path, id, "en", (2, 40) if id in ("accept", "reject") else (2, 2))
        made.append(path.read_bytes())
    if id != "log":  # what it says is of this machine
        assert made[0] == made[1]


def _users(lang: str) -> set[str]:
    """Sheets that are there before anything is pressed."""
    own = ("我的测算", "备注 (旧)") if lang == "zh" else ("My 'own' sums", "Notes (old)")
    ids = ("customers", "ledger", "receipts", "settings")
    return {*own, *(say(f"xl_sheet_{id}", lang) for id in ids)}


def test_the_day_in_a_cell_stays_a_day(tmp_path: Path) -> None:
    path = decorated(tmp_path / "book.xlsx")
    assert pressed(path, "aging", "en")[1] == 0
    assert dict(ClosedBook(path, Given(), NOON).grid("My 'own' sums").rows)[9][1] == date(1999, 12, 31)
