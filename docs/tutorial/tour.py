"""Walks a guided tour as its reader does: the commands of the page, and what is done by hand between them.

The tests walk it to hold the page against the program, the pictures are taken on the way.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"^\| (?P<line>HVB\w+|\d{16}) \| (?P<decision>[^|]+?) \| (?P<customer>[^|]*?) ?\|", re.M)
_SHEET = {"en": "Review", "zh": "复核"}


def commands(page: str) -> list[list[str]]:
    """The `recon` commands in the fenced blocks of a page, in their order, without `recon` and without comments."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", (ROOT / page).read_text("utf-8"), re.S | re.M)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("recon ")]
    return [shlex.split(line, comments=True)[1:] for line in lines]


def decisions(page: str) -> dict[str, dict[str, str]]:
    """What the tables of a page choose in the review book: bank line -> column -> what is filled in."""
    found = {}
    for row in _ROW.finditer((ROOT / page).read_text("utf-8")):
        cells = {"decision": row["decision"], "customer": row["customer"]}
        found[row["line"]] = {column: text for column, text in cells.items() if text}
    return found


def walk(page: str) -> Iterator[list[str]]:
    """Yield each command of a page, to be run by the caller before he goes on, in the current folder.

    Before a command, what the page tells to do by hand is done: decisions are filled into the review book before they
    are applied, and the files of `later` are copied before the month they belong to is closed.
    """
    done = set()
    for arguments in commands(page):
        lang = arguments[arguments.index("--lang") + 1] if "--lang" in arguments else "en"
        if "apply" in arguments:
            book = Path(_folder(arguments), "work", arguments[arguments.index("--period") + 1], "review.xlsx")
            fill_in(book, _SHEET[lang], decisions(page))
        home = _folder(arguments)
        if "2026-04" in arguments and home not in done:
            done.add(home)
            for part in ("bank", "ledger"):
                shutil.copytree(home / "later" / part, home / "inputs" / part, dirs_exist_ok=True)
        yield arguments


def fill_in(book: Path, sheet: str, chosen: dict[str, dict[str, str]]) -> None:
    """Fill decisions into a review book, as a person does."""
    from tests.review.filling import fill

    fill(book, sheet, chosen, by="line_id")


def _folder(arguments: list[str]) -> Path:
    """The company's folder a command names."""
    return next((Path(argument) for argument in arguments if Path(argument, "recon.toml").exists()), Path())
