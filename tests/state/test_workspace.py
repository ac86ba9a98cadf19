"""The folder of a company."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from recon import config, workspace
from recon.errors import ConfigError


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_new_folder_has_a_commented_recon_toml_with_the_companys_facts(tmp_path: Path, lang: str) -> None:
    made = workspace.create(tmp_path / "acme", name='Acme "Süd" 有限公司\\', currency="CNY", lang=lang)
    assert workspace.open(tmp_path / "acme") == made
    assert made.settings.company.name == 'Acme "Süd" 有限公司\\'
    assert (made.settings.company.currency, made.settings.company.language) == ("CNY", lang)
    text = (tmp_path / "acme/recon.toml").read_text("utf-8")
    assert text.count("#") > 10
    assert all((tmp_path / "acme/inputs" / kind).is_dir() for kind in workspace.INPUTS)


def test_the_template_without_more_is_the_default_settings(tmp_path: Path) -> None:
    assert workspace.create(tmp_path / "acme").settings == config.Settings()


def test_a_company_is_never_overwritten(tmp_path: Path) -> None:
    workspace.create(tmp_path, name="First")
    before = (tmp_path / "recon.toml").read_bytes()
    with pytest.raises(ConfigError):
        workspace.create(tmp_path, name="Second")
    assert (tmp_path / "recon.toml").read_bytes() == before


def test_a_setting_that_cannot_be_used_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        workspace.create(tmp_path / "acme", currency="EURO")
    assert not (tmp_path / "acme").exists()


def test_a_folder_without_recon_toml_is_refused_and_told_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="recon init"):
        workspace.open(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes")
def test_inputs_are_the_plain_files_of_the_folder_in_name_order(tmp_path: Path) -> None:
    books = workspace.create(tmp_path / "acme")
    bank = tmp_path / "acme/inputs/bank"
    (bank / "2026-03").mkdir()
    for name in ("b.csv", "2026-03/a.csv", "~$b.csv", ".DS_Store", "Thumbs.db"):
        (bank / name).write_text("x")
    (tmp_path / "secret").write_text("x")
    (bank / "link.csv").symlink_to(tmp_path / "secret")
    os.mkfifo(bank / "pipe")
    paths, findings = books.inputs("bank")
    assert [p.relative_to(bank).as_posix() for p in paths] == ["2026-03/a.csv", "b.csv"]
    assert [(f.code, f.where.file) for f in findings] == [("ST531", "link.csv"), ("ST531", "pipe")]
