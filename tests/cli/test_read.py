"""`recon read`: what is printed, in which language, and with which exit code."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from recon.cli import main
from tests.ingest.writers import Move, mt940

GOOD = mt940([Move(date(2026, 1, 30), 5_00, "x"), Move(date(2026, 1, 30), -1_25, "y")], 10_00)


def write(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def test_json_holds_files_with_their_statements(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", write(tmp_path, "a.sta", GOOD), "--json"]) == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert (file["status"], file["format"], file["encoding"], file["findings"]) == ("ok", "mt940", "utf-8", [])
    (one,) = file["statements"]
    assert {"opening": "10.00", "closing": "13.75", "sum_in": "5.00", "sum_out": "1.25"}.items() <= one.items()
    assert {"entries": 2, "lines": 2, "quarantined": 0, "currency": "EUR"}.items() <= one.items()


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a.sta": GOOD}, 0),
        ({"a.sta": GOOD.replace(b"EUR13,75", b"EUR14,75")}, 0),
        ({"a.sta": GOOD, "b.sta": b""}, 3),
        ({"a.sta": GOOD.replace(b":61:260130", b":61:261330", 1)}, 3),
        ({"b.sta": b""}, 4),
    ],
)
def test_the_exit_code_says_whether_all_could_be_used(tmp_path: Path, files: dict[str, bytes], code: int) -> None:
    assert main(["read", *(write(tmp_path, name, data) for name, data in files.items())]) == code


def test_the_table_and_the_findings_speak_the_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "对账单.sta", GOOD.replace(b"EUR13,75", b"EUR14,75"))
    main(["--lang", "zh", "read", path])
    shown = capsys.readouterr()
    assert "期初余额" in shown.out
    assert "余额相差 -1.00 EUR" in shown.err


def test_rows_that_could_not_be_used_are_written_where_asked(tmp_path: Path) -> None:
    path = write(tmp_path, "a.sta", GOOD.replace(b":61:260130", b":61:261330", 1))
    assert main(["read", path, "--quarantine", str(tmp_path / "q.csv")]) == 3
    assert ":61:261330" in (tmp_path / "q.csv").read_text("utf-8-sig")


def test_account_and_currency_can_be_named_and_a_wrong_currency_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, "a.sta", b":61:260130C50,00NTRFNONREF\n")
    assert main(["read", path, "--json", "--account", "A 1", "--currency", "chf"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["files"][0]["statements"]
    assert (one["account"], one["currency"]) == ("A1", "CHF")
    assert main(["read", path, "--currency", "EURO"]) == 4
