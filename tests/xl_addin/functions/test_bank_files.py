"""A bank file in cells: what the file gives, in the columns of the table of receipts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from recon.ingest.files import read_file
from tests.xl_addin.functions.sheets import ask, cells, column, customers, ledger, value, why
from xl_addin.formula.language import speak

ROOT = Path(__file__).resolve().parents[3]
HEADER = "Booking date,Amount,Currency,Counterparty,Remittance\n"
LINES = "2026-03-02,100.50,EUR,Alder Trading Ltd,INV-26001\n2026-03-04,-3.20,EUR,Bank,charges\n"


def written(folder: Path, lines: str = LINES, name: str = "march.csv") -> Path:
    path = folder / name
    path.write_text(HEADER + lines, "utf-8")
    return path


def test_the_lines_of_a_file_spill_with_the_columns_it_gives(tmp_path: Path) -> None:
    shown = ask("AR_IMPORTBANK", str(written(tmp_path)))
    assert shown[0] == (
        "Line ID",
        "Booking date",
        "Currency",
        "Amount",
        "Counterparty",
        "Remittance text",
        "Bank file",
    )
    assert shown[1][1:] == (date(2026, 3, 2), "EUR", 100.5, "Alder Trading Ltd", "INV-26001", "march.csv")
    assert column(shown, "Amount") == [100.5, -3.2]


def test_the_lines_are_those_of_the_reader_of_files() -> None:
    files = sorted((ROOT / "sample_books").rglob("*.xml"))
    assert files
    read = read_file(files[0])
    shown = ask("AR_IMPORTBANK", str(files[0]))
    lines = [line for statement in read.statements for line in statement.lines]
    assert sorted(column(shown, "Amount")) == pytest.approx(sorted(n.amount_minor / 100 for n in lines))  # type: ignore[type-var]


def test_several_files_count_each_movement_once(tmp_path: Path) -> None:
    first, copy = written(tmp_path), written(tmp_path, name="again.csv")
    assert len(ask("AR_IMPORTBANK", cells([[str(first)], [None], [str(copy)]]))) == 3


def test_what_it_gives_can_be_matched(tmp_path: Path) -> None:
    path = written(tmp_path, "2026-03-02,1190.00,EUR,Alder Trading Ltd,INV-26001\n")
    shown = ask("AR_MATCH", cells(ask("AR_IMPORTBANK", str(path)), top=0, left=0), ledger(), customers())
    assert shown[1][3] == "INV-26001"


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = str(written(tmp_path))
    before = ask("AR_IMPORTBANK", path)
    written(tmp_path, LINES + "2026-03-09,7.00,EUR,Birch,x\n")
    assert len(ask("AR_IMPORTBANK", path)) == len(before) + 1


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    assert value("AR_IMPORTBANK", str(tmp_path / "none.csv")) == "#N/A"
    assert "none.csv" in why()
    speak("zh")
    assert value("AR_IMPORTBANK", str(tmp_path / "none.csv")) == "#N/A"
    assert "找不到文件" in why()


def test_a_file_that_is_no_bank_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "poem.txt"
    path.write_text("roses are red\n", "utf-8")
    assert value("AR_IMPORTBANK", str(path)) == "#VALUE!"
    assert "poem.txt" in why()


def test_a_row_that_cannot_be_read_is_named_and_not_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, LINES + "2026-03-05,abc,EUR,Birch,x\n2026-03-06,def,EUR,Birch,x\n")
    assert value("AR_IMPORTBANK", str(path)) == "#VALUE!"
    said = why()
    assert "march.csv, row 4" in said
    assert "'abc'" in said
    assert "1 more rows" in said


def test_a_blank_path_says_what_is_missing() -> None:
    assert value("AR_IMPORTBANK", cells([[None], [None]], sheet="Import")) == "#VALUE!"
    assert "sheet Import, cell A1" in why()
