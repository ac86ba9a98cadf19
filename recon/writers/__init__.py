"""One file = one output format: `write(reports, folder, lang) -> list[Path]`, and `files(...)` for the bytes alone.

A writer draws any list of reports; it knows no report by name. Same reports, same bytes. File names are stable: one
report goes by its own name, several together are the month end.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from recon.errors import ConfigError
from recon.registry import modules, names
from recon.words import says

if TYPE_CHECKING:
    from recon.report import Report


def writer_for(path: Path) -> ModuleType:
    """The writer of a file, by its ending.

    Raises:
        ConfigError: no writer has this ending.
    """
    name = path.suffix.lower().removeprefix(".")
    if name not in names(__name__):
        known = ", ".join(f".{each}" for each in names(__name__))
        raise ConfigError(says("output_ending", ending=path.name), fix=says("output_ending_fix", known=known))
    return modules(__name__)[name]


def save(report: Report, path: Path, lang: str) -> list[Path]:
    """Write one report to `path`, in the format of its ending; a csv of several sections becomes several files.

    Raises:
        ConfigError: no writer has this ending.
        BusyError: the file is open elsewhere, the disk is full, or the folder cannot be written.
    """
    written: list[Path] = writer_for(path).write([replace(report, name=path.stem)], path.parent, lang)
    return written
