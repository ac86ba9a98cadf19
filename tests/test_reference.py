"""The reference pages say what the program is. `make docs` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.reference import build

PAGES = build.pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_reference_page_does_not_lie(name: str) -> None:
    page = Path(build.__file__).parent / name
    assert page.read_text("utf-8") == PAGES[name].rstrip("\n") + "\n", f"{name} is out of date: make docs"


def test_every_setting_has_a_meaning_on_its_page() -> None:
    rows = [line.split(" | ") for line in PAGES["settings.md"].splitlines() if line.startswith("| `")]
    assert len(rows) > 15
    assert [row[0] for row in rows if not row[3].strip(" |")] == []
