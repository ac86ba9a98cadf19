"""The side-by-side run: what it prints and writes, and that the simple other ways do what they say."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.matching import HEADS, OTHERS, OTHERS_ZH, Row, fill, misses, side, table, write_curves
from benchmarks.score import Point, Score, score
from benchmarks.worlds import make, write

ROOT = Path(__file__).parents[2]


def row(way: str = "recon", seconds: float = 10.0, peak: int = 1000, **more: int) -> Row:
    """What a way came to: of 100 payable lines so many are posted, so many right."""
    got = Score(payable=100, posted=more.get("posted", 90), right=more.get("right", 90), shown={1: 95, 3: 97, 5: 98})
    got.wrong = [f"L{n}" for n in range(more.get("wrong", 0))]
    got.curve = [Point(0.9, got.posted, got.right_rate, got.false_per_10k)]
    return Row(way, seconds, peak, got)


def test_time_and_memory_are_multiples_of_our_own() -> None:
    for lang in HEADS:
        text = table([row(), row("exact_join", 1.0, 3000, posted=34, right=34)], lang)
        assert "| recon | 90.0 % | 0.0 | 98.0 % | 1 | 1 |" in text
        assert "| 34.0 % | 0.0 | 98.0 % | 0.1 | 3 |" in text


def test_both_languages_name_every_way() -> None:
    assert set(OTHERS) == set(OTHERS_ZH)
    assert {path.stem for path in (ROOT / "benchmarks" / "_peers").glob("[a-z]*.py")} == {*OTHERS, "chart"}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([row()], ""),
        ([row(), row("exact_join", 0.34), row("linkage_splink", 21.0, 7000)], ""),
        ([row(), row("exact_join", 0.3)], "time: 33.3 times exact_join, 30 allowed"),
        ([row(), row("linkage_splink", 15.0, 7000)], "time: 0.7 times linkage_splink, 0.5 allowed"),
        ([row(), row("linkage_splink", 21.0, 5000)], "memory: 0.20 of linkage_splink, 0.15 allowed"),
        ([row(wrong=1)], "wrong postings: 111.1 of 10,000"),
    ],
)
def test_what_does_not_hold_is_said(rows: list[Row], told: str) -> None:
    assert misses(rows) == ([told] if told else [])


def test_tables_go_between_their_marks_and_nothing_else_changes(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- one -->\nold\n<!-- end -->\nbetween\n<!-- two -->\n<!-- end -->\nafter\n", "utf-8")
    fill(page, {"one": "| a |", "two": "| b |"})
    filled = page.read_text("utf-8")
    assert filled == ("before\n<!-- one -->\n| a |\n<!-- end -->\nbetween\n<!-- two -->\n| b |\n<!-- end -->\nafter\n")
    fill(page, {"one": "| a |", "two": "| b |"})
    assert page.read_text("utf-8") == filled


def test_the_curves_have_each_point_and_where_a_way_posts(tmp_path: Path) -> None:
    write_curves([row()], tmp_path / "curves.csv")
    with (tmp_path / "curves.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["post_probability"], r["posted_right"], r["chosen"]) for r in rows] == [
        ("0.9", "0.9000", "no"),
        ("", "0.9000", "yes"),
    ]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("month")
    write(make(3, 400), folder)
    yield folder


@pytest.mark.parametrize("way", ["name_and_amount", "party_then_rank", "recon"])
def test_a_way_runs_on_a_world_and_is_scored(way: str, month: Path, tmp_path: Path) -> None:
    program = side(way, month, tmp_path / "out.csv", sys.executable).program
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True)
    got = score(month, tmp_path / "out.csv")
    assert got.posted > 50
    assert got.right_rate > 0.2
    assert not got.unknown
