"""`recon demo` closes both companies, says what to open, and may be run again."""

from __future__ import annotations

from pathlib import Path

import pytest

from recon.cli import main
from recon.sample import NAMES


def _contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_demo_closes_both_companies_and_a_second_run_adds_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "演示 demo"
    assert main(["demo", str(folder)]) == 0
    first = capfd.readouterr().out
    opened = [Path(line.split(": ", 1)[1]) for line in first.splitlines() if line.startswith("Open: ")]
    assert [path.suffix for path in opened] == [".xlsx", ".html"] * 2
    assert all(path.is_file() for path in opened)
    assert all((folder / name / "README.md").is_file() for name in NAMES)
    books = [Path(line.split(": ", 1)[1]) for line in first.splitlines() if "Decide in: " in line]
    assert books == [folder / name / "work/2026-03/review.xlsx" for name in NAMES]
    assert all(path.is_file() for path in books)
    assert "8 payments wait for you" in first  # as README.md says
    before = _contents(folder)
    assert main(["demo", str(folder)]) == 0
    assert capfd.readouterr().out.count("nothing was added") == 2
    assert _contents(folder) == before


def test_the_demo_speaks_chinese_on_request(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "zh", "demo", str(tmp_path)]) == 0
    assert "请打开：" in capfd.readouterr().out


def test_the_demo_never_writes_over_what_is_there(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "exporter" / "notes.txt"
    mine.parent.mkdir()
    mine.write_text("mine", "utf-8")
    assert main(["demo", str(tmp_path)]) == 4
    assert "Name a new folder" in capfd.readouterr().err
    assert list(_contents(tmp_path)) == ["exporter/notes.txt"]
