"""`recon init`, `recon close` and `recon check`: what they say, and their exit codes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recon import journal
from recon.cli import main
from recon.journal import Stamp
from recon.lease import lease
from tests.state.company import APRIL, MARCH, company, listed, mt940, put, tree


def test_a_new_folder_is_made_filled_and_closed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    books = tmp_path / "我的 账套"
    assert main(["init", str(books), "--lang", "zh", "--currency", "EUR", "--name", "海登有限公司"]) == 0
    assert "已建好" in capsys.readouterr().err
    assert "海登有限公司" in (books / "recon.toml").read_text("utf-8")
    put(books, "ledger/open_items_2026-02-28.csv", listed())
    put(books, "bank/march.sta", mt940(MARCH[:2]))
    assert main(["close", str(books)]) == 0
    shown = capsys.readouterr()
    assert "170.00 EUR" in shown.out
    assert "2026-03" in shown.err
    assert (books / "outputs/2026-03/month-end.xlsx").exists()
    assert main(["check", str(books)]) == 0
    assert capsys.readouterr() == ("", "")


def test_init_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path)]) == 0
    before = tree(tmp_path)
    assert main(["init", str(tmp_path), "--name", "Other"]) == 4
    assert "nothing was changed" in capsys.readouterr().err
    assert tree(tmp_path) == before


def test_lines_that_wait_for_a_person_give_exit_code_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    company(tmp_path)
    assert main(["close", str(tmp_path)]) == 3
    assert "unmatched" in capsys.readouterr().out


def test_json_holds_the_figures_as_text_and_the_names_of_the_outputs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    company(tmp_path)
    assert main(["close", str(tmp_path), "--json"]) == 3
    said = json.loads(capsys.readouterr().out)
    assert said["period"] == "2026-03"
    assert {"outcome": "posted", "currency": "EUR", "lines": 3, "sum": "270.00"} in said["outcomes"]
    assert all(control["holds"] for control in said["controls"])
    assert "proposals.csv" in said["files"]
    assert (said["posted_now"], said["published"]) == (3, True)


def test_a_file_that_was_not_read_is_named_on_the_terminal_and_the_rest_is_closed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    company(tmp_path)
    for number in range(25):
        put(tmp_path, f"bank/noise{number:02d}.bin", "\x01\x02")
    assert main(["close", str(tmp_path)]) == 3
    shown = capsys.readouterr()
    assert "noise00.bin" in shown.err
    assert "And 5 more" in shown.err
    assert "270.00 EUR" in shown.out


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    company(tmp_path)
    before = tree(tmp_path)
    assert main(["close", str(tmp_path), "--dry-run"]) == 3
    assert "3 new postings" in capsys.readouterr().err
    assert tree(tmp_path) == before


def test_the_period_asked_for_is_closed(tmp_path: Path) -> None:
    company(tmp_path)
    put(tmp_path, "bank/april.sta", mt940(APRIL, "4", 1310_10))
    assert main(["close", str(tmp_path), "--period", "2026-03"]) == 3
    assert [p.name for p in (tmp_path / "outputs").iterdir()] == ["2026-03"]
    assert main(["close", str(tmp_path), "--period", "March"]) == 4


def test_who_and_when_come_from_the_command_line_and_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = company(tmp_path)
    monkeypatch.setenv("RECON_NOW", "2026-04-02T18:00:00+08:00")
    main(["close", str(tmp_path), "--user", "王芳"])
    batch = journal.read(books.journal).batches[0]
    assert (batch.user, batch.at) == ("王芳", "2026-04-02T18:00:00+08:00")


def test_a_folder_in_use_is_exit_code_5_and_names_the_holder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    company(tmp_path)
    with lease(tmp_path, Stamp("Anna", datetime(2026, 4, 2, tzinfo=UTC))):
        before = tree(tmp_path)
        assert main(["close", str(tmp_path)]) == 5
        assert tree(tmp_path) == before
    assert "Anna" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("config", "recon.toml"),
        ("journal", "row 2"),
        ("no folder", "recon init"),
        ("undated", "snapshot_date"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_exit_code_4(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], broken: str, said: str
) -> None:
    books = company(tmp_path)
    main(["close", str(tmp_path)])
    capsys.readouterr()
    if broken == "config":
        (tmp_path / "recon.toml").write_text("[compny]\nname = 1\n")
    elif broken == "journal":
        lines = books.journal.read_bytes().splitlines(keepends=True)
        books.journal.write_bytes(
            b"".join([lines[0], lines[1].replace(b'"booked":"2026', b'"booked":"2027'), *lines[2:]])
        )
    elif broken == "no folder":
        (tmp_path / "recon.toml").unlink()
    else:
        (tmp_path / "inputs/ledger/open_items_2026-02-28.csv").rename(tmp_path / "inputs/ledger/items.csv")
    for command in ("close", "check"):
        assert main([command, str(tmp_path)]) == 4
        shown = capsys.readouterr()
        assert shown.out == ""
        assert said in shown.err
        assert "Traceback" not in shown.err
        assert len(shown.err.strip().splitlines()) == 1


def test_check_names_a_bad_row_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    company(tmp_path)
    put(tmp_path, "ledger/open_items_2026-02-28.csv", listed(["INV-1,C1,Alpina,2026-02-31,2026-03-04,EUR,1.00,1.00"]))
    assert main(["check", str(tmp_path)]) in (3, 4)
    shown = capsys.readouterr().err
    assert "open_items_2026-02-28.csv" in shown
    assert "2026-02-31" in shown


def test_catching_up_closes_every_month_in_order_and_says_a_line_of_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    company(tmp_path)
    put(tmp_path, "bank/april.sta", mt940(APRIL, "4", 1310_10))
    assert main(["catchup", str(tmp_path), "--until", "2026-03"]) == 3
    assert [p.name for p in sorted((tmp_path / "outputs").iterdir())] == ["2026-03"]
    capsys.readouterr()
    assert main(["catchup", str(tmp_path)]) == 3
    said = [row for row in capsys.readouterr().err.splitlines() if row.startswith("2026-")]
    assert [row.partition(":")[0] for row in said] == ["2026-03", "2026-04"]
    assert "2 posted" in said[1]
    before = tree(tmp_path)
    assert main(["catchup", str(tmp_path), "--json"]) == 3
    months = json.loads(capsys.readouterr().out)["months"]
    assert [(one["period"], one["posted_now"]) for one in months] == [("2026-03", 0), ("2026-04", 0)]
    assert tree(tmp_path) == before


def test_a_go_live_is_written_into_the_settings_and_catching_up_starts_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path), "--currency", "EUR", "--go-live", "2026-04-01"]) == 0
    assert "2026-03-31" in capsys.readouterr().err
    put(tmp_path, "ledger/open_items_2026-03-31.csv", listed())
    put(tmp_path, "bank/march.sta", mt940(MARCH))
    put(tmp_path, "bank/april.sta", mt940(APRIL, "4", 1310_10))
    assert main(["catchup", str(tmp_path)]) == 0
    assert [p.name for p in sorted((tmp_path / "outputs").iterdir())] == ["2026-04"]
    assert main(["init", str(tmp_path / "b"), "--go-live", "1 April"]) == 2
