"""The commands on the pages a reader starts with are run as they stand there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from recon.cli import main

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "README.zh.md", "docs/tutorial/month-end.md", "docs/tutorial/month-end.zh.md"]
HOW_TO = "docs/how-to/first-month-end.md"


def commands(page: str) -> list[list[str]]:
    """The `recon` commands in the fenced blocks of a page, in their order, without comments."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", (ROOT / page).read_text("utf-8"), re.S | re.M)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("recon ")]
    return [shlex.split(line, comments=True)[1:] for line in lines]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_on_the_page_works(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = commands(page)
    assert len(told) >= 3
    for arguments in told:
        # 3: done, with exceptions to look at, which is what the sample companies are made for
        assert main(arguments) in (0, 3), arguments


def test_the_first_month_end_works_as_described(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in commands(HOW_TO):
        assert main(arguments) in (0, 3), arguments
        if arguments[0] == "init":
            for part in ("bank", "ledger", "masters", "rates"):
                source = ROOT / "sample_books/exporter/inputs" / part
                shutil.copytree(source, tmp_path / "acme/inputs" / part, dirs_exist_ok=True)


@pytest.mark.parametrize("page", [*PAGES, HOW_TO])
def test_every_file_a_page_points_to_is_there(page: str) -> None:
    here = (ROOT / page).parent
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / page).read_text("utf-8"))
    assert [link for link in links if not (here / link).exists()] == []
