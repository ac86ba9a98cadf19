"""A real mouse presses a real button."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live.office import office, python_with_uno
from tests.live.rig import clicks, wire
from tests.live.rig.twin import small, twin


@pytest.fixture(scope="module")
def screen(needs_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[clicks.Screen]:
    if missing := clicks.lacking():
        pytest.skip(f"{', '.join(missing)} not installed")
    with clicks.screen(tmp_path_factory.mktemp("screen")) as made:
        yield made


@pytest.fixture(scope="module")
def seen(screen: clicks.Screen, needs_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An office on that screen."""
    if told := wire.why_not():
        pytest.skip(told)
    from tests.live.rig.engine import application

    folder = tmp_path_factory.mktemp("seen")
    with office(needs_office, folder, python_with_uno() or "", screen.display) as running:
        app = application(running.port)
        yield app
        app.quit()


@pytest.mark.parametrize("button", ["help", "settings"])
def test_a_click_on_a_button_runs_its_macro_and_draws_its_sheet(
    button: str, screen: clicks.Screen, seen: Any, tmp_path: Path
) -> None:
    with twin(seen, tmp_path / "books.xlsm", small({"Ledger": [["No", "Amount"], ["INV-1", 5]]}, [button])) as books:
        clicks.show(books.book)
        form, number = next(books.controls())
        with books.before_it():
            screen.click(*clicks.middle(books.book, form.getByIndex(number)))
            clicks.until(lambda: books.app.impl.asked)
        assert books.bridge.called == [button]
        assert len(books.book.sheets) > 1
        screen.rest()
        picture = tmp_path / "after.png"
        screen.shot(picture)
        assert screen.colours() > 16 and picture.read_bytes().startswith(b"\x89PNG")
