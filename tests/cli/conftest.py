"""Runs the command line inside the test, and gives back what a person sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from recon.cli import main


@dataclass(frozen=True)
class Seen:
    """What a command left behind."""

    code: int
    out: str  # data
    err: str  # talk


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Seen]:
    """Run `recon` with these arguments."""

    def one(*args: object) -> Seen:
        code = main([str(arg) for arg in args])
        said = capsys.readouterr()
        return Seen(code, said.out, said.err)

    return one
