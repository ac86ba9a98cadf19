"""`recon age`: from a list of any layout to an aged balance."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from recon.cli import main

LIST = """Invoice,Customer no.,Customer name,Invoice date,Due date,Currency,Amount,Open amount
R-1,C2,Beta Ltd,2026-01-05,2026-02-04,EUR,100.00,80.00
R-2,C1,Älpha SA,2026-02-20,2026-03-31,EUR,1250.50,1250.50
R-3,C1,Älpha SA,2026-01-01,2026-01-15,USD,10.00,10.00
R-4,C1,Älpha SA,2026-04-01,2026-05-01,EUR,999.00,999.00
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "open_items.csv"
    path.write_text(LIST, "utf-8")
    return path


def test_the_screen_shows_a_line_a_customer_and_totals_by_currency(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["age", str(ledger), "--as-of", "2026-03-31"]) == 0
    shown = capsys.readouterr()
    lines = [line.split() for line in shown.out.splitlines()]
    assert lines[2] == ["C1", "Älpha", "SA", "EUR", "1,250.50", "-", "-", "-", "-", "1,250.50", "-", "1,250.50"]
    assert lines[-2] == ["Total", "EUR", "1,250.50", "-", "80.00", "-", "-", "1,330.50", "-", "1,330.50"]
    assert lines[-1][:2] == ["Total", "USD"]
    assert "Left out: 1 document" in shown.err


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json", "html"])
def test_each_ending_gives_its_format_under_the_name_asked_for(ledger: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / "out" / f"alter.{ending}"
    assert main(["age", str(ledger), "--as-of", "2026-03-31", "-o", str(out)]) == 0
    assert [path.name for path in out.parent.iterdir()] == [out.name]
    if ending == "csv":
        rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
        assert [(row["customer_id"], row["currency"], row["balance"]) for row in rows] == [
            ("C1", "EUR", "1250.50"),
            ("C1", "USD", "10.00"),
            ("C2", "EUR", "80.00"),
        ]
    if ending == "xlsx":
        assert "Left out of the aging" in openpyxl.load_workbook(out).sheetnames
    if ending == "json":
        assert json.loads(out.read_text("utf-8"))["ties"] is True


def test_basis_and_buckets_are_those_asked_for(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--basis", "invoice", "--buckets", "45,365", "--json"]
    assert main(["age", str(ledger), "--as-of", "2026-03-31", *asked]) == 0
    report = json.loads(capsys.readouterr().out)
    euro = next(section for section in report["sections"] if section["name"] == "aged_EUR")
    assert euro["totals"] == {
        "days_0_45": "1250.50", "days_46_365": "80.00", "days_366": "0.00",
        "total": "1330.50", "unapplied": "0.00", "balance": "1330.50",
    }  # fmt: skip


def test_chinese_is_spoken_where_it_is_asked_for(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["age", str(ledger), "--as-of", "2026-03-31", "--lang", "zh"]) == 0
    assert "91天以上" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["--buckets", "60,30"], "60, 30"),
        (["--buckets", "30,x"], "30,x"),
        (["--basis", "posting"], "posting"),
        (["-o", "aging.docx"], "aging.docx"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    ledger: Path, capsys: pytest.CaptureFixture[str], asked: list[str], says: str
) -> None:
    assert main(["age", str(ledger), "--as-of", "2026-03-31", *asked]) == 4
    told = capsys.readouterr()
    assert says in told.err and "Traceback" not in told.err and told.out == ""


def test_a_list_that_cannot_be_used_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    assert main(["age", str(tmp_path / "empty.csv"), "--as-of", "2026-03-31"]) == 4
    assert "empty.csv" in capsys.readouterr().err


def test_a_row_that_cannot_be_used_is_named_once_and_the_rest_is_aged(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.write_text(LIST.replace("2026-02-04", "2026-02-31"), "utf-8")
    assert main(["age", str(ledger), "--as-of", "2026-03-31"]) == 3
    told = capsys.readouterr()
    assert told.err.count("2026-02-31") == 1 and "C1" in told.out and "C2" not in told.out


def test_a_list_of_another_day_is_said_and_shown_in_the_policy(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dated = ledger.rename(ledger.with_name("open_items_2026-02-28.csv"))
    assert main(["age", str(dated), "--as-of", "2026-03-31", "--json"]) == 0
    told = capsys.readouterr()
    assert "RE602" in told.err and "2026-02-28" in json.loads(told.out)["policy"]["Open items"]
    assert main(["age", str(dated), "--as-of", "2026-02-28"]) == 0
    assert "RE602" not in capsys.readouterr().err
