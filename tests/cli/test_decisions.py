"""`recon undo`, `recon note` and `recon log`, as a person sees them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recon.close import close
from tests.command import Run
from tests.state.company import STAMP, company


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The company with March closed."""
    close(company(tmp_path / "acme"), None, STAMP)
    return tmp_path / "acme"


def test_undo_says_what_it_takes_back_and_the_log_shows_it(run: Run, folder: Path) -> None:
    done = run("undo", folder, "--line", "B1", "--why", "wrong customer")
    assert (done.code, "INV-10023" in done.out, "recon close" in done.err) == (0, True, True)
    log = run("log", folder)
    assert "wrong customer" in log.out
    again = run("undo", folder, "--line", "B1", "--why", "wrong customer")
    assert (again.code, again.out) == (4, "")


def test_undo_and_note_as_json_name_the_decision(run: Run, folder: Path) -> None:
    noted = json.loads(run("note", "hold", folder, "--customer", "C1", "--json").out)
    undone = json.loads(run("undo", folder, "--decision", noted["decision"], "--why", "paid", "--json").out)
    assert [one["decision"] for one in undone["undone"]] == [noted["decision"]]
    dry = run("undo", folder, "--line", "B1", "--why", "paid", "--dry-run", "--json")
    assert (json.loads(dry.out)["decision"], json.loads(dry.out)["dry_run"]) == (None, True)


def test_the_same_note_twice_is_said_and_a_wrong_one_refused(run: Run, folder: Path) -> None:
    asked = ("note", "call", folder, "--customer", "C1", "--text", "rang", "--day", "2026-03-05")
    assert [run(*asked).code for _ in range(2)] == [0, 0]
    assert "decision" in run(*asked).err
    assert run("note", "call", folder, "--customer", "C1").code == 4


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json", "html"])
def test_the_log_goes_into_the_file_asked_for_and_no_text_of_it_is_a_formula(
    run: Run, folder: Path, tmp_path: Path, ending: str
) -> None:
    run("note", "hold", folder, "--customer", "C1", "--text", "=1+1")
    target = tmp_path / f"log.{ending}"
    assert run("log", folder, "-o", target).code == 0
    assert target.is_file()
    if ending == "csv":
        assert not any(
            cell.startswith("=") for row in target.read_text("utf-8-sig").split("\n") for cell in row.split(",")
        )


def test_the_log_of_a_part_says_how_much_is_left_out(run: Run, folder: Path) -> None:
    part = json.loads(run("log", folder, "--line", "B1", "--json").out)
    assert len(part["sections"][0]["rows"]) == 1
    assert part["ties"] is True
    assert "3" in part["policy"].values()
    assert run("log", folder, "-o", "log.doc").code == 4
    assert run("log", folder, "--period", "March").code == 4


def test_the_log_speaks_chinese(run: Run, folder: Path) -> None:
    assert "核销" in run("--lang", "zh", "log", folder).out
