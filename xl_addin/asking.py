"""Answers given beforehand: what a button may ask where nobody sits before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Given:
    """Answers to whatever is asked. A question nobody foresaw is answered so that nothing is changed."""

    yes: bool = False
    paths: tuple[Path, ...] = ()  # files to read
    place: Path | None = None  # folder to read
    line: str | None = None  # text; None = what the button proposes
    declined: Callable[[str], None] | None = None  # told of each question that was answered with no

    def confirm(self, question: str) -> bool:
        """Yes where everything was agreed to beforehand."""
        if not self.yes and self.declined is not None:
            self.declined(question)
        return self.yes

    def files(self, title: str) -> tuple[Path, ...]:  # noqa: ARG002 - the same for every question
        """The files given."""
        return self.paths

    def folder(self, title: str) -> Path | None:  # noqa: ARG002
        """The folder given."""
        return self.place

    def text(self, title: str, default: str = "") -> str:  # noqa: ARG002
        """The text given, else what was proposed."""
        return default if self.line is None else self.line
