"""The pages on lists say what the program does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from recon.ingest.banklists.layouts import Layout
from recon.ingest.lists.headers import columns_of

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/reference/findings-tabular.md").read_text("utf-8")
HOW_TO = (ROOT / "docs/how-to/add-a-bank.md").read_text("utf-8")


def test_every_finding_about_lists_stands_on_its_page_and_no_other() -> None:
    code = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "recon/ingest").rglob("*.py")))
    given = set(re.findall(r'"(IN[23]\d\d)"', code))
    explained = set(re.findall(r"^\| (IN\d{3}) \|", PAGE, re.MULTILINE))
    assert given == explained


def test_the_bank_layout_of_the_page_can_be_dropped_in() -> None:
    example = re.search(r"```toml\n(.*?)```", HOW_TO, re.DOTALL)
    assert example is not None
    layout = tomllib.loads(example[1])
    assert set(layout) <= {field for field in Layout.__dataclass_fields__ if field != "name"}
    assert set(layout["columns"]) <= set(layout["header"])
    assert set(layout["columns"].values()) <= set(columns_of("bank"))


def test_every_key_of_a_bank_layout_is_explained() -> None:
    explained = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| (`.*?) \|", HOW_TO, re.MULTILINE))))
    assert explained == {field for field in Layout.__dataclass_fields__ if field != "name"}
