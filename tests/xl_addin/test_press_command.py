"""`recon press`: buttons on closed workbooks from the command line, one or many."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from recon.errors import address
from tests.command import Run
from tests.xl_addin.workbooks import small_firm
from xl_addin.layout import RECEIPTS
from xl_addin.registry import buttons


@pytest.fixture(autouse=True)
def _mine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The log of this test alone, on every system, and one person at one time."""
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA", "HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "state"))
    monkeypatch.setenv("RECON_NOW", "2026-04-02T12:00:00Z")
    monkeypatch.setenv("RECON_USER", "Li")


def test_a_button_is_pressed_without_a_spreadsheet_program(run: Run, tmp_path: Path) -> None:
    path = small_firm(tmp_path / "firm.xlsx")
    seen = run("press", "aging", path)
    assert seen.code == 0 and seen.out.startswith("firm.xlsx: ")
    assert len(openpyxl.load_workbook(path).sheetnames) > 4
    assert list((tmp_path / "state").rglob("excel.log"))


def test_a_month_is_worked_off_button_by_button(run: Run, tmp_path: Path) -> None:
    path = small_firm(tmp_path / "公司.xlsx", "zh")
    for button in ("check", "match", "post", "aging", "undo"):
        seen = run("--lang", "zh", "press", button, path, "--yes")
        assert seen.code == 0 and seen.out.startswith("公司.xlsx："[:7]), (button, seen)


def test_a_refused_button_leaves_the_file_and_gives_its_own_code(run: Run, tmp_path: Path) -> None:
    path = small_firm(tmp_path / "firm.xlsx")
    before = path.read_bytes()
    seen = run("press", "accept", path)
    assert seen.code == 4 and not seen.out and "firm.xlsx" in seen.err and path.read_bytes() == before


def test_every_workbook_of_a_folder_is_pressed_and_a_bad_one_does_not_stop_the_rest(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    for name in ("a.xlsx", "c.xlsx"):
        small_firm(folder / name)
    (folder / "b.xlsx").write_text("no workbook", "utf-8")
    (folder / "~$a2.xlsx").touch()
    (folder / "notes.txt").touch()
    seen = run("press", "aging", folder, "--json")
    done = json.loads(seen.out)
    assert seen.code == 3 and [(Path(one["book"]).name, one["code"]) for one in done] == [
        ("a.xlsx", 0),
        ("b.xlsx", 4),
        ("c.xlsx", 0),
    ]
    assert [bool(one["written"]) for one in done] == [True, False, True]


def test_a_dry_run_writes_nothing_and_out_writes_elsewhere(run: Run, tmp_path: Path) -> None:
    path = small_firm(tmp_path / "firm.xlsx")
    before = path.read_bytes()
    assert run("press", "aging", path, "--dry-run").code == 0
    assert path.read_bytes() == before
    assert run("press", "aging", path, "--out", tmp_path / "new").code == 0
    assert path.read_bytes() == before and len(openpyxl.load_workbook(tmp_path / "new" / "firm.xlsx").sheetnames) > 4


def test_a_question_nobody_agreed_to_is_answered_with_no_and_said(run: Run, tmp_path: Path) -> None:
    path = small_firm(tmp_path / "firm.xlsx")
    run("press", "aging", path)
    before = path.read_bytes()
    seen = run("press", "aging", path)
    assert seen.code == 0 and "--yes" in seen.err and path.read_bytes() == before
    assert "--yes" not in run("press", "aging", path, "--yes").err


def test_a_bank_file_is_brought_in_once(run: Run, tmp_path: Path) -> None:
    path, bank = small_firm(tmp_path / "firm.xlsx"), tmp_path / "bank.csv"
    bank.write_text(
        "Booking date,Amount,Currency,Counterparty,Remittance text,Own account\n"
        "2026-03-26,89.99,EUR,Alder,INV-26006,DE02120300000000202051\n",
        "utf-8",
    )
    for _ in range(2):
        assert run("press", "import_bank", path, "--file", bank).code == 0
    assert (
        openpyxl.load_workbook(path)["Receipts"].tables["tblReceipts"].ref == f"A1:{address(6, len(RECEIPTS.columns))}"
    )


def test_rows_are_selected_on_the_sheet_that_is_named(run: Run, tmp_path: Path) -> None:
    path = small_firm(tmp_path / "firm.xlsx")
    assert run("press", "explain", path, "--sheet", "Receipts", "--rows", "2").code == 0
    assert run("press", "explain", path, "--sheet", "Nowhere", "--rows", "2").code == 4
    for wrong in ("x", "0", "9-5", "5,7"):
        assert run("press", "explain", path, "--rows", wrong).code == 2, wrong


def test_a_file_that_is_open_in_excel_is_busy(run: Run, tmp_path: Path) -> None:
    path = small_firm(tmp_path / "firm.xlsx")
    (tmp_path / "~$firm.xlsx").touch()
    assert run("press", "aging", path).code == 5


def test_usage_that_makes_no_sense_is_refused(run: Run, tmp_path: Path) -> None:
    path = small_firm(tmp_path / "firm.xlsx")
    assert run("press").code == run("press", "aging").code == 2
    assert run("press", "aging", path, "--out", tmp_path, "--dry-run").code == 2
    (tmp_path / "other").mkdir()
    assert (
        run("press", "aging", path, small_firm(tmp_path / "other" / "Firm.xlsx"), "--out", tmp_path / "new").code == 2
    )
    assert run("press", "agging", path).code == 4
    assert run("press", "aging", tmp_path / "none.xlsx").code == 4
    (tmp_path / "empty").mkdir()
    assert run("press", "aging", tmp_path / "empty").code == 4


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_buttons_are_listed(run: Run, lang: str) -> None:
    seen = run("--lang", lang, "press", "--list")
    assert seen.code == 0 and all(one.id in seen.out and one.label(lang) in seen.out for one in buttons())
    listed = json.loads(run("press", "--list", "--json").out)
    assert [one["id"] for one in listed] == [one.id for one in buttons()]
