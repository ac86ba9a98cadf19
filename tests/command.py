"""What a person sees of a command run inside a test (the fixture `run` in conftest.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Seen:
    """What a command left behind."""

    code: int
    out: str  # data
    err: str  # talk


Run = Callable[..., Seen]
