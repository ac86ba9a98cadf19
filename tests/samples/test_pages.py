"""The commands on the pages a reader starts with are run as they stand there."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import shutil
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from docs.tutorial.tour import commands, walk
from recon import config
from recon.cli import main
from recon.sample import PERIOD
from tests.samples.truth import truth

ROOT = Path(__file__).parents[2]
READMES = ["README.md", "README.zh.md"]
TOURS = ["docs/tutorial/month-end.md", "docs/tutorial/month-end.zh.md"]
HOW_TO = "docs/how-to/first-month-end.md"
AMOUNT = re.compile(r"(?<![\d,.])\d[\d,]*\.\d\d(?!\d)")


@pytest.mark.parametrize("page", READMES)
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


def test_every_file_a_page_points_to_is_there() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    assert len(pages) > 30
    for page in pages:
        links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
        assert [link for link in links if not (page.parent / link).exists()] == [], page


def test_every_picture_is_shown_on_a_page() -> None:
    text = "".join(page.read_text("utf-8") for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
    assert [picture.name for picture in ROOT.glob("docs/pictures/*.png") if f"/{picture.name})" not in text] == []


def test_every_how_to_is_in_the_list_of_them() -> None:
    folder = ROOT / "docs/how-to"
    listed = (folder / "README.md").read_text("utf-8")
    assert [page.name for page in folder.glob("*.md") if page.name != "README.md" and page.name not in listed] == []


@dataclass
class Walked:
    """A tour as its reader sees it."""

    text: str  # of the page
    told: str = ""  # all that was printed
    shown: str = ""  # every report on the way, as a page for the browser, and every statement
    posted: set[str] = field(default_factory=set)  # bank lines posted by the first close


@pytest.fixture(scope="module", params=TOURS)
def tour(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    seen = Walked((ROOT / request.param).read_text("utf-8"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("tour"))
        for arguments in walk(request.param):
            told = io.StringIO()
            with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
                code = main(arguments)
            # 3: done, with exceptions to look at, which is what the sample companies are made for
            assert code in (0, 3), (arguments, told.getvalue())
            seen.told += told.getvalue()
            seen.shown += "".join(page.read_text("utf-8") for page in Path().glob("*/outputs/*/month-end.html"))
            if not seen.posted:
                seen.posted = _posted(Path("books"))
    return seen


def _posted(books: Path) -> set[str]:
    if not (proposals := books / "outputs" / PERIOD / "proposals.csv").exists():
        return set()
    with proposals.open(encoding="utf-8-sig", newline="") as stream:
        return {row["line_id"] for row in csv.DictReader(stream) if row["outcome"] in ("posted", "refund")}


def test_the_commands_and_decisions_of_a_tour_work_and_print_what_it_shows(tour: Walked) -> None:
    printed = {line.strip() for line in tour.told.splitlines()}
    blocks = re.findall(r"^```text\n(.*?)^```", tour.text, re.S | re.M)
    assert len(blocks) >= 4
    assert [line for block in blocks for line in block.splitlines() if line.strip() not in printed] == []


def test_every_amount_of_a_tour_is_one_its_reader_sees(tour: Walked) -> None:
    seen = set(AMOUNT.findall(tour.shown)) | set(AMOUNT.findall(tour.told))
    assert [amount for amount in AMOUNT.findall(tour.text) if amount not in seen] == []


def test_a_tour_speaks_of_lines_that_are_there_and_came_out_as_it_says(tour: Walked) -> None:
    named = set(re.findall(r"\bHVB\d{6}[EU]\d{4}\b|(?<!\d)20260\d{11}(?!\d)", tour.text))
    assert named
    assert named <= truth("exporter").keys() | truth("manufacturer").keys()
    assert set(re.findall(r"^\|[^|]+\| (HVB\w+|20260\d{11}) \|", tour.text, re.M)) <= tour.posted
    waiting = set(re.findall(r"^(?:- )?\*\*[^*]+\*\*[ （(]+(HVB\w+|20260\d{11})[)）]", tour.text, re.M))
    assert waiting
    assert not waiting & tour.posted


def test_the_plan_of_the_house_names_every_room_and_none_that_is_gone() -> None:
    page = (ROOT / "docs/explain/architecture.md").read_text("utf-8")
    plan = page[page.index("```") : page.index("```", page.index("```") + 3)]
    house = ROOT / "recon"
    rooms = [*house.iterdir(), *(house / "ingest").iterdir(), *(house / "match").iterdir()]
    named = {path.stem for path in rooms if path.suffix == ".py" or (path / "__init__.py").exists()}
    words = set(re.findall(r"[a-z_]+", plan))
    assert sorted(name for name in named if not name.startswith("__") and name not in words) == []
    files = set(re.findall(r"\b([a-z_]+)\.py\b", plan))
    assert sorted(files - {path.stem for path in house.rglob("*.py")}) == []


def test_the_plan_of_the_add_in_names_every_room_and_none_that_is_gone() -> None:
    page = (ROOT / "docs/explain/architecture.md").read_text("utf-8")
    part = page[page.index("## The add-in for Excel") :]
    plan = part[part.index("```") : part.index("```", part.index("```") + 3)]
    house = ROOT / "xl_addin"
    one_each = {"buttons": "_*.py"}  # of these only what several share
    files = [
        path for inner in house.iterdir() if inner.is_dir() for path in inner.glob(one_each.get(inner.name, "*.py"))
    ]
    rooms = [*house.iterdir(), *files]
    named = {path.stem for path in rooms if path.suffix == ".py" or (path / "__init__.py").exists()}
    named = {name for name in named if not name.startswith("__")}
    words = set(re.findall(r"\b_?[a-z]+(?:_[a-z]+)*\b", plan))
    assert sorted(named - words) == []
