"""Plug-ins and packaged files are found by name, in one order, wherever the program is installed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from recon import registry, resources
from recon.errors import TemplateError


def test_a_file_dropped_in_a_folder_is_found_in_alphabetical_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "dropped_in"
    folder.mkdir()
    for name in ("__init__", "zebra", "alpha", "_shared"):
        (folder / f"{name}.py").write_text(f"NAME = '{name}'\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert registry.names("dropped_in") == ("alpha", "zebra")
    assert "dropped_in.alpha" not in sys.modules
    assert [module.NAME for module in registry.modules("dropped_in").values()] == ["alpha", "zebra"]


def test_what_comes_with_the_program_is_found() -> None:
    assert (resources.path("templates") / "recon.en.toml").is_file()
    assert resources.path("sample_books").is_dir()


def test_a_missing_file_of_the_program_is_said_in_a_sentence() -> None:
    with pytest.raises(TemplateError, match="no_such"):
        resources.path("templates/no_such.xlsx")
