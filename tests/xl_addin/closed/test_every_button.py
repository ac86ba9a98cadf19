"""Whatever is pressed on a closed workbook, everything of its user is as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from recon.journal import Stamp
from recon.words import say
from tests.xl_addin.looks import cells_of, changed_parts
from tests.xl_addin.workbooks import decorated, sheet_of
from xl_addin.asking import Given
from xl_addin.closed import ClosedBook
from xl_addin.layout import LEDGER, RECEIPTS
from xl_addin.press import press
from xl_addin.registry import buttons

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl's, when it reads
NOON = Stamp("Li", datetime(2026, 4, 2, 12, tzinfo=UTC))
# What some need before there is anything for them to do, and the row of it they are pressed on.
FIRST = {"accept": ("match",), "reject": ("match",), "explain": (), "undo": ("post",)}
READ_IN = {"import_bank": RECEIPTS, "import_folder": RECEIPTS, "import_ledger": LEDGER}
REFUSED = {"accept", "reject", "explain"}  # where no row of theirs is selected


def _inputs(folder: Path, lang: str) -> tuple[Path, Path]:
    """A bank file and a list of documents, each with one row that is new."""
    folder.mkdir()
    bank, ledger = folder / "bank.csv", folder.parent / "ledger.csv"
    currency = "CNY" if lang == "zh" else "EUR"
    bank.write_text(
        "Booking date,Amount,Currency,Counterparty,Remittance text,Own account\n"
        f"2026-03-26,89.99,{currency},Alder,INV-26006,DE02120300000000202051\n",
        "utf-8",
    )
    ledger.write_text(
        "Document no,Customer ID,Customer name,Document date,Due date,Currency,Amount\n"
        f"INV-26100,C001,Alder,2026-03-28,2026-04-28,{currency},77.10\n",
        "utf-8",
    )
    return bank, ledger


def _pressed(path: Path, id: str, lang: str, rows: tuple[int, int] | None = None) -> tuple[str, int]:
    folder = path.parent / "in"
    bank, ledger = _inputs(folder, lang) if not folder.exists() else (folder / "bank.csv", path.parent / "ledger.csv")
    file = ledger if id == "import_ledger" else bank
    asks = Given(True, (file,), folder, "C001" if id == "statement" else None)
    book = ClosedBook(path, asks, NOON, lang, rows)
    if id in REFUSED:
        book.choose(_matches(lang) if id != "explain" else sheet_of(RECEIPTS, lang))
    done = press(id, book, path.parent / "log")
    if done.ok:
        book.save()
    return done.sentence, done.code


@cache
def _matches(lang: str) -> str:
    return say("xl_sheet_matches", lang)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("id", [one.id for one in buttons()])
def test_everything_of_the_user_survives_every_button(id: str, lang: str, tmp_path: Path) -> None:
    path = decorated(tmp_path / ("账 book.xlsm" if lang == "en" else "对账簿.xlsx"), lang)
    for first in FIRST.get(id, ()):
        assert _pressed(path, first, lang)[1] == 0
    before = path.read_bytes()
    sentence, code = _pressed(path, id, lang, (2, 40) if id in ("accept", "reject") else (2, 2))
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
            _pressed(path, first, "en")
        _pressed(path, id, "en", (2, 40) if id in ("accept", "reject") else (2, 2))
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
    assert _pressed(path, "aging", "en")[1] == 0
    assert dict(ClosedBook(path, Given(), NOON).grid("My 'own' sums").rows)[9][1] == date(1999, 12, 31)
