"""A sample company is written whole into a new folder, and never over anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from recon import config
from recon.cli import main
from recon.errors import InputError
from recon.resources import path
from recon.sample import NAMES, write_sample


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_written_whole(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "样例 folder"
    written = write_sample(name, folder)
    source = path("sample_books") / name
    assert {p.relative_to(folder): p.read_bytes() for p in written} == {
        p.relative_to(source): p.read_bytes() for p in source.rglob("*") if p.is_file()
    }


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "notes.txt"
    mine.write_text("mine", "utf-8")
    with pytest.raises(InputError):
        write_sample("exporter", tmp_path)
    assert list(tmp_path.iterdir()) == [mine]


def test_an_unknown_sample_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="exporter, manufacturer"):
        write_sample("bakery", tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", NAMES)
def test_the_settings_of_a_sample_are_valid(name: str) -> None:
    settings = config.read(path("sample_books") / name / "recon.toml")
    assert settings.company.name
    assert settings.ledger.snapshot_date is not None


def test_the_command_writes_it_and_refuses_a_second_time(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", "exporter", str(tmp_path / "books")]) == 0
    assert main(["sample", "exporter", str(tmp_path / "books")]) == 4
    assert "Name a new folder" in capfd.readouterr().err
