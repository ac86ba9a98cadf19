"""The gate on whole books: in made-up months with the truth beside them nothing is posted wrongly, most is posted."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks.score import Score, score
from benchmarks.worlds import make, write
from recon.proposals import as_csv, propose_files

# Seed, documents, difficulty; the least share of payable lines posted right, and posted right or among the first five.
WORLDS = [(11, 1500, 1.0, 0.82, 0.97), (12, 700, 2.0, 0.72, 0.95)]


@pytest.fixture(scope="module", params=WORLDS, ids=lambda world: f"seed {world[0]}, difficulty {world[2]:g}")
def month(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Score, float, float, Path]:
    """A world, matched and scored."""
    seed, items, difficulty, least_right, least_shown = request.param
    folder = tmp_path_factory.mktemp("world")
    write(make(seed, items, difficulty), folder)
    bank, books, customers, rates = (folder / f"{name}.csv" for name in ("bank", "invoices", "customers", "fx"))
    found = propose_files([bank], [books], [customers], [rates])
    (folder / "proposals.csv").write_bytes(as_csv(found.answers, "en"))
    return score(folder, folder / "proposals.csv"), least_right, least_shown, folder


def test_nothing_is_posted_wrongly(month: tuple[Score, float, float, Path]) -> None:
    got, *_ = month
    assert got.posted > 300
    assert not got.wrong
    assert not got.over


def test_most_payable_lines_are_posted_or_shown_right(month: tuple[Score, float, float, Path]) -> None:
    got, least_right, least_shown, _ = month
    assert got.right_rate >= least_right
    assert got.shown_rate >= least_shown


def test_the_scorer_sees_a_wrong_posting(month: tuple[Score, float, float, Path], tmp_path: Path) -> None:
    *_, folder = month
    with (folder / "proposals.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    first = next(row for row in rows if row["status"] == "auto" and row["item_id"])
    first["allocated"] = "0.01"
    with (tmp_path / "worse.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert score(folder, tmp_path / "worse.csv").wrong == [first["line_id"]]


def test_a_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(make(5, 60, 1.5), tmp_path / name)
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_a_list_without_history_is_not_matched_with_what_it_lacks(tmp_path: Path) -> None:
    write(make(17, 1500, 1.0, {"missing": 0.4}), tmp_path)
    bank, books, customers, rates = (tmp_path / f"{name}.csv" for name in ("bank", "invoices", "customers", "fx"))
    found = propose_files([bank], [books], [customers], [rates])
    (tmp_path / "proposals.csv").write_bytes(as_csv(found.answers, "en"))
    got = score(tmp_path, tmp_path / "proposals.csv")
    assert got.kinds["not_in_list"]["lines"] > 300
    assert not got.wrong
    assert got.right_rate > 0.7
