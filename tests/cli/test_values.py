"""Options that take several values, and results for other programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recon.cli import main

BANK = "txn_id,booking_date,amount,currency,payer_name,remittance,account\n"
ITEMS = (
    "invoice_no,customer_id,customer_name,invoice_date,due_date,currency,amount,open_amount\n"
    "INV-20001,C1,Alpina Sport AG,2026-01-05,2026-02-04,EUR,100.00,100.00\n"
    "INV-20002,C1,Alpina Sport AG,2026-01-06,2026-02-05,EUR,250.00,250.00\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two bank lists and one list of open items, as the current one."""
    (tmp_path / "one.csv").write_text(BANK + "T1,2026-01-30,100.00,EUR,Alpina Sport AG,INV-20001,A1\n", "utf-8")
    (tmp_path / "two.csv").write_text(BANK + "T2,2026-01-31,250.00,EUR,Alpina Sport AG,INV-20002,A1\n", "utf-8")
    (tmp_path / "items.csv").write_text(ITEMS, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_several_bank_files_may_follow_one_option(folder: Path) -> None:
    assert main(["match", "--bank", "one.csv", "two.csv", "--items", "items.csv", "--out", "a.csv"]) == 0
    assert main(["match", "--bank", "two.csv", "--bank=one.csv", "--items", "items.csv", "--out", "b.csv"]) == 0
    assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()
    assert (folder / "a.csv").read_text("utf-8").count("posted,auto") == 2


def test_the_argument_of_a_command_is_no_value_of_the_option_before_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "--items", "items.csv", "--bank", "one.csv", "two.csv", "T2"]) == 0
    assert "INV-20002" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "key"),
    [
        (["init", "acme", "--json"], "settings"),
        (["sample", "exporter", "books", "--json"], "files"),
        (["demo", "shown", "--json"], "companies"),
        (["age", "items.csv", "--as-of", "2026-03-31", "--json"], "sections"),
        (["read", "one.csv", "--json"], "files"),
        (["explain", "T1", "--bank", "one.csv", "--items", "items.csv", "--json"], "outcome"),
    ],
)
def test_each_command_has_its_result_for_other_programs(
    folder: Path, capsys: pytest.CaptureFixture[str], args: list[str], key: str
) -> None:
    assert main(args) == 0
    assert key in json.loads(capsys.readouterr().out)


def test_inside_a_folder_of_books_a_line_is_explained_by_its_name_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sample", "exporter", "books"]) == 0
    monkeypatch.chdir(folder / "books")
    assert main(["explain", "HVB260325U0083"]) == 0
    assert "HVB260325U0083" in capsys.readouterr().out


def test_what_a_check_finds_is_a_record_each(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", "exporter", "books"]) == 0
    assert main(["check", "books", "--json"]) == 3
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert "IN160" in [one["code"] for one in findings]
    assert all(one["what"] and one["severity"] for one in findings)
