"""One office a worker: it is started when a test first asks for it, and ended by its id."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live.office import Office, office, python_with_uno
from tests.live.rig import wire


@pytest.fixture(scope="session")
def calc(needs_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A running office."""
    python = python_with_uno()
    if python is None:
        pytest.skip("python3-uno is not installed")
    with office(needs_office, tmp_path_factory.mktemp("office"), python) as running:
        yield running


@pytest.fixture(scope="session")
def app(calc: Office) -> Iterator[Any]:
    """The office as xlwings sees it."""
    if told := wire.why_not():
        pytest.skip(told)
    from tests.live.rig.engine import application

    made = application(calc.port)
    yield made
    made.quit()


@pytest.fixture
def book(app: Any) -> Iterator[Any]:
    """An empty book, open in it."""
    made = app.books.add()
    yield made
    made.close()
