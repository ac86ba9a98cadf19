"""The pages about installing name the folders, actions, codes and settings that the program has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from recon.cli.excel import Action
from tests.xl_addin.install.machines import mac, windows
from xl_addin import places
from xl_addin.doctor import trust
from xl_addin.install import LIST

PAGES = Path(__file__).resolve().parents[3] / "docs" / "how-to"
INSTALL = [PAGES / "excel-install.md", PAGES / "excel-install.zh.md"]
IT = [PAGES / "excel-it.md", PAGES / "excel-it.zh.md"]


@pytest.mark.parametrize("page", [*INSTALL, *IT], ids=lambda page: page.name)
def test_the_folders_on_the_page_are_those_that_are_written_to(tmp_path: Path, page: Path) -> None:
    said = page.read_text("utf-8")
    pc, apple = windows(tmp_path / "pc"), mac(tmp_path / "mac")
    roaming = places.start_folders(pc)[0].relative_to(pc.variables["APPDATA"])
    assert "%APPDATA%\\" + "\\".join(roaming.parts) + f"\\{places.ADDIN}" in said
    assert "%LOCALAPPDATA%\\" + places.state_folder(pc).relative_to(pc.variables["LOCALAPPDATA"]).name in said
    for folder in (places.start_folders(apple)[0], places.script_folder(apple), places.state_folder(apple)):
        assert f"~/{folder.relative_to(apple.home).as_posix()}/" in said


@pytest.mark.parametrize("page", IT, ids=lambda page: page.name)
def test_the_page_for_it_names_list_log_and_every_policy_that_is_looked_at(tmp_path: Path, page: Path) -> None:
    said = page.read_text("utf-8")
    assert LIST in said
    assert places.log_file(windows(tmp_path)).name in said
    asked = re.findall(r'_setting\(machine, [^,]+, "(\w+)"\)', Path(trust.__file__ or "").read_text("utf-8"))
    assert len(asked) == 5
    assert [name for name in asked if name not in said.lower()] == []


@pytest.mark.parametrize("page", INSTALL, ids=lambda page: page.name)
def test_the_page_shows_every_action(page: Path) -> None:
    said = page.read_text("utf-8")
    assert [action for action in Action if not re.search(rf"(?:recon|run\.py) excel {action}\b", said)] == []
