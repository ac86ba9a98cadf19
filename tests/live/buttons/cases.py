"""What every button does to the small firm, told by what stands in the workbook afterwards: one case a button.

The firm is that of `tests.xl_addin.workbooks`: B-0001 pays INV-26001 to the cent, B-0002 is 40.00 short of INV-26002,
B-0003 pays either INV-26003 or INV-26004, and B-0004 is of somebody nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from recon.words import say
from tests.live.buttons.seen import cells, named, row_of, rows
from tests.live.rig.twin import Twin
from xl_addin.layout import ALLOC, DECISIONS, LEDGER, RECEIPTS
from xl_addin.registry import buttons, functions

Effect = Callable[[Twin, str], None]  # the workbook afterwards, and what the person was told


@dataclass(frozen=True)
class Case:
    """A button with something to do."""

    effect: Effect
    first: tuple[str, ...] = ()  # buttons pressed before
    on: tuple[str, str] = ("", "")  # sheet of the layout and the text that stands in the selected row
    files: str = ""  # "bank", "folder" or "ledger"
    answers: tuple[str, ...] = ()
    typed: str | None = None


def paid(t: Twin) -> set[tuple[str, str, float]]:
    """What is applied: receipt, document, cash."""
    return {(row["line_id"], row["item_id"], row["cash"]) for row in rows(t, ALLOC)}


def decided(t: Twin) -> list[str]:
    """The kinds of the decisions, row by row."""
    return [row["decision_kind"] for row in rows(t, DECISIONS)]


def waits(t: Twin) -> list[float]:
    """The amounts of the payments on the sheet Matches."""
    _, *shown = [row for row in cells(t, named("matches", t.lang))[4:] if row[4] is not None]
    return [next(value for value in row[9:12] if isinstance(value, float)) for row in shown]


def bank_rows_came(t: Twin, said: str) -> None:
    *old, new = rows(t, RECEIPTS)
    assert [row["line_id"] for row in old] == ["B-0001", "B-0002", "B-0003", "B-0004"]
    assert (new["amount"], new["remittance_text"], new["file"]) == (89.99, "INV-26006", "bank.csv")
    assert new["left"] == 89.99 and "1" in said and len(decided(t)) == 2


def documents_came(t: Twin, said: str) -> None:
    *old, new = rows(t, LEDGER)
    assert len(old) == 7 and (new["item_id"], new["amount"], new["open"]) == ("INV-26100", 77.1, 77.1)
    assert "1" in said and len(decided(t)) == 2


def matched(t: Twin, said: str) -> None:
    assert waits(t) == [500.0, 333.33] and paid(t) == set()
    assert t.book.sheets.active.name == named("matches", t.lang) and "2" in said


def accepted(t: Twin, said: str) -> None:
    assert paid(t) == {("B-0003", "INV-26003", 500.0)} and waits(t) == [333.33] and "1" in said


def rejected(t: Twin, said: str) -> None:
    turned_down = {row["documents"] for row in rows(t, DECISIONS) if row["line_id"] == "B-0003"}
    assert turned_down == {"INV-26003", "INV-26004"} and paid(t) == set() and waits(t) == [500.0, 333.33]
    told = [str(cell) for row in cells(t, named("matches", t.lang)) for cell in row]
    assert not any("INV-26003" in cell for cell in told) and "1" in said


def explained(t: Twin, said: str) -> None:
    shown = cells(t, named("explained", t.lang))
    points = [row[1] for row in shown if len(row) > 2 and isinstance(row[1], float) and isinstance(row[2], float)]
    told = "\n".join(str(cell) for row in shown for cell in row)
    assert points == [-5.0, 9.0, 7.0, 0.0, 0.0] and "INV-26002" in told and "B-0002" in said


def posted(t: Twin, said: str) -> None:
    assert paid(t) == {("B-0001", "INV-26001", 1190.0), ("B-0002", "INV-26002", 1960.0)} and "2" in said


def undone(t: Twin, said: str) -> None:
    assert named("alloc", t.lang) not in [sheet.name for sheet in t.book.sheets] and named("alloc", t.lang) in said
    taken = [(row["row"], row["undone"]) for row in rows(t, DECISIONS)]
    assert [by for _, by in taken] == [5.0, 5.0, 5.0, None, None, None]  # the reversal is added, nothing is erased


def aged(t: Twin, said: str) -> None:
    currency = "CNY" if t.lang == "zh" else "EUR"
    sheet = next(one.name for one in t.book.sheets if one.name.endswith(currency))
    assert row_of(t, sheet, "C002")[2:10] == [0, 40, 0, 0, 0, 40, 0, 40]
    assert row_of(t, sheet, "C003")[7:10] == [1000, -500, 500]
    assert row_of(t, sheet, say("col_total", t.lang))[9] == pytest.approx(996.66)
    assert paid(t) == set() and "2" in said


def stated(t: Twin, said: str) -> None:
    sheet = t.book.sheets.active.name
    assert "C001" in sheet and "1" in said
    document = next(row for row in cells(t, sheet) if "INV-26006" in row)
    assert document.count(89.99) == 3  # its amount, what is open, the balance
    assert not any("INV-26001" in row for row in cells(t, sheet))  # paid by what is sure


def closed(t: Twin, said: str) -> None:
    drawn = [sheet.name for sheet in t.book.sheets if sheet.name.startswith("2026-03 ")]
    assert len(drawn) > 8 and paid(t) == {("B-0001", "INV-26001", 1190.0), ("B-0002", "INV-26002", 1960.0)}
    assert any(row[:3] == [1829.99, -833.33, 996.66] for name in drawn for row in cells(t, name)), "the tie-out"
    assert "2026-03" in said


def settings_shown(t: Twin, said: str) -> None:
    name = named("settings", t.lang)
    assert t.book.sheets.active.name == name and name in said and decided(t) == []


def checked(t: Twin, said: str) -> None:
    shown = cells(t, say("check_sheet", t.lang))
    assert shown[1][0] == say("check_clean", t.lang) and said == say("check_nothing", t.lang, count=0)


def logged(t: Twin, said: str) -> None:
    assert "settings, books.xlsm" in said and str(t.path.parent) in said and decided(t) == []


def helped(t: Twin, said: str) -> None:
    names = {row[0] for row in cells(t, named("help", t.lang))}
    assert names >= {one.name for one in functions()} | {one.label(t.lang) for one in buttons()}
    assert str(len(functions()) + len(buttons())) in said


CASES: dict[str, Case] = {
    "import_bank": Case(bank_rows_came, files="bank"),
    "import_folder": Case(bank_rows_came, files="folder"),
    "import_ledger": Case(documents_came, files="ledger"),
    "match": Case(matched),
    "accept": Case(accepted, first=("match",), on=("matches", "B-0003")),
    "reject": Case(rejected, first=("match",), on=("matches", "B-0003")),
    "explain": Case(explained, on=("receipts", "B-0002")),
    "post": Case(posted),
    "undo": Case(undone, first=("post",)),
    "aging": Case(aged),
    "statement": Case(stated, typed="C001"),
    "close_month": Case(closed, answers=("no",)),
    "settings": Case(settings_shown),
    "check": Case(checked),
    "log": Case(logged, first=("settings",)),
    "help": Case(helped),
}
