"""The commands on the pages a reader starts with are run as they stand there."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recon import config, workspace
from recon.cli import main
from recon.close import close
from recon.journal import Stamp
from recon.sample import PERIOD, write_sample
from tests.samples.truth import truth

STAMP = Stamp("tester", datetime(2026, 4, 1, 8, tzinfo=UTC))
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


def test_the_settings_shown_in_the_first_month_end_are_settings() -> None:
    blocks = re.findall(r"^```toml\n(.*?)^```", (ROOT / HOW_TO).read_text("utf-8"), re.S | re.M)
    assert len(blocks) >= 4
    for block in blocks:
        # A line without its table stands under [company], as the page says, or at the top.
        table = "[company]\n" if block.startswith("accounts") else ""
        config.settings(tomllib.loads(f"schema = 1\n{table}{block}"))


@pytest.mark.parametrize("page", [*PAGES, HOW_TO])
def test_every_file_a_page_points_to_is_there(page: str) -> None:
    here = (ROOT / page).parent
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / page).read_text("utf-8"))
    assert [link for link in links if not (here / link).exists()] == []


@pytest.mark.parametrize("company", ["exporter", "manufacturer"])
def test_the_tour_speaks_of_lines_that_are_there_and_came_out_as_it_says(company: str, tmp_path: Path) -> None:
    page = {"exporter": "docs/tutorial/month-end.md", "manufacturer": "docs/tutorial/month-end.zh.md"}[company]
    text = (ROOT / page).read_text("utf-8")
    named = set(re.findall(r"\bHVB\d{6}[EU]\d{4}\b|(?<!\d)20260\d{11}(?!\d)", text))
    assert named
    assert named <= truth(company).keys()
    write_sample(company, tmp_path / "books")
    closed = close(workspace.open(tmp_path / "books"), PERIOD, STAMP)
    answers = closed.month.answers
    shown = (closed.folder / "month-end.html").read_text("utf-8")
    assert [amount for amount in re.findall(r"(?<![\d,.])\d[\d,]*\.\d\d(?!\d)", text) if amount not in shown] == []
    posted = {a.line.bank_id for a in answers if a.posting is not None}
    said_posted = set(re.findall(r"^\|[^|]+\| (HVB\w+|20260\d{11}) \|", text, re.M))
    assert said_posted <= posted
    waiting = set(re.findall(r"^(?:- )?\*\*[^*]+\*\*[ （(]+(HVB\w+|20260\d{11})[)）]", text, re.M))
    assert waiting
    assert not waiting & posted
