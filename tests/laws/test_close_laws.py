"""Same inputs, same bytes: under any order of rows and files, any hash seed, any time zone; and no input is written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recon.close import close
from tests.state.company import APRIL, MARCH, STAMP, company, mt940, put, tree

ROOT = Path(__file__).resolve().parents[2]


def run(folder: Path, seed: str, zone: str = "UTC") -> None:
    """Close in a process of its own."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "RECON_USER": "Li"}
    environment["RECON_NOW"] = "2026-04-02T09:30:00+00:00"
    command = [sys.executable, "-m", "recon", "close", str(folder)]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 3, ended.stderr


def test_two_hash_seeds_and_time_zones_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        company(tmp_path / name)
    run(tmp_path / "a", "1", "Asia/Shanghai")
    run(tmp_path / "b", "2", "America/Caracas")
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shuffled_rows_give_the_same_figures_decisions_and_run_id(tmp_path: Path, seed: int) -> None:
    one = close(company(tmp_path / "one"), None, STAMP)
    other = close(company(tmp_path / "other", shuffled=seed), None, STAMP)
    assert one.month.run_id == other.month.run_id
    assert one.posted == other.posted
    # The one place that names the files themselves is the list of inputs with their hashes.
    for name in sorted(set(one.files) - {"month-end.xlsx", "month-end.html"}):
        if name.startswith("run_summary"):
            continue
        assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes(), name


def test_files_put_there_in_another_order_give_the_same_bytes(tmp_path: Path) -> None:
    files = {"bank/a.sta": mt940(MARCH[:3]), "bank/b.sta": mt940(MARCH[3:], "4", 1220_00)}
    for name, order in (("one", sorted(files)), ("other", sorted(files, reverse=True))):
        books = company(tmp_path / name)
        (tmp_path / name / "inputs/bank/march.sta").unlink()
        for file in order:
            put(tmp_path / name, file, files[file])
        close(books, None, STAMP)
    assert tree(tmp_path / "one") == tree(tmp_path / "other")


def test_any_split_of_the_movements_over_files_gives_the_same_figures(tmp_path: Path) -> None:
    whole = close(company(tmp_path / "whole"), None, STAMP).month
    books = company(tmp_path / "split")
    (tmp_path / "split/inputs/bank/march.sta").unlink()
    opening = 1000_00
    for number, movement in enumerate(MARCH):
        put(tmp_path / "split", f"bank/{9 - number}.sta", mt940([movement], str(number + 3), opening))
        opening += movement[1]
    parts = close(books, None, STAMP).month
    for figures in ("items", "lines", "answers", "allocations", "unapplied", "controls"):
        assert getattr(whole, figures) == getattr(parts, figures), figures


def test_inputs_are_never_written(tmp_path: Path) -> None:
    books = company(tmp_path)
    before = tree(tmp_path / "inputs")
    close(books, None, STAMP)
    put(tmp_path, "bank/april.sta", mt940(APRIL, "4", 1310_10))
    close(books, None, STAMP)
    after = tree(tmp_path / "inputs")
    assert {name: after[name] for name in before} == before


def test_who_and_when_enter_the_closing_lines_of_the_journal_and_nothing_else(tmp_path: Path) -> None:
    books = company(tmp_path)
    close(books, None, STAMP)
    lines = [json.loads(line) for line in books.journal.read_text("utf-8").splitlines()]
    stamped = [line["kind"] for line in lines if "Li Wei" in json.dumps(line, ensure_ascii=False)]
    assert stamped == ["closed"]
    for name, content in tree(tmp_path / "outputs").items():
        assert b"Li Wei" not in content, name
        assert b"2026-04-02T09:30" not in content, name


def test_two_runs_on_one_folder_at_once_post_once(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    company(one)
    shutil.copytree(one, other)
    command = [sys.executable, "-m", "recon", "close", str(one)]
    environment = {**os.environ, "RECON_USER": "Li", "RECON_NOW": "2026-04-02T09:30:00+00:00"}
    runs = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ended = [(r.communicate(timeout=120)[1], r.returncode) for r in runs]
    assert {code for _, code in ended} <= {3, 5}
    assert 3 in {code for _, code in ended}
    assert all("Li" in said for said, code in ended if code == 5)
    run(other, "0")
    assert tree(one) == tree(other)
