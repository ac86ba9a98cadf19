"""Sample companies: an invented month with its bank statements, open items, planted problems and the truth beside it.

A sample is a workspace like any other. It is written once into a new folder and never over something that is there.
"""

from __future__ import annotations

from pathlib import Path

from recon import resources
from recon.durable import refusals, write_synced
from recon.errors import BusyError, InputError, Where
from recon.words import says

NAMES = ("exporter", "manufacturer")  # books in English, receipts in euro and dollar · books in Chinese, in yuan
PERIOD = "2026-03"  # the month both companies close


def write_sample(name: str, folder: Path) -> tuple[Path, ...]:
    """Write a sample company into `folder`, which may exist but must hold no file.

    Returns:
        The files written, in the order of their names.

    Raises:
        InputError: no sample has this name, or the folder has something in it.
        BusyError: the folder cannot be written.
    """
    if name not in NAMES:
        raise InputError(says("sample_unknown", name=name), fix=says("sample_unknown_fix", known=", ".join(NAMES)))
    if folder.exists() and (not folder.is_dir() or any(path.is_file() for path in folder.rglob("*"))):
        raise InputError(says("sample_folder_in_use"), Where(folder.name), says("sample_folder_in_use_fix"))
    source = resources.path("sample_books") / name
    written: list[Path] = []
    try:
        for file in sorted(path for path in source.rglob("*") if path.is_file()):
            target = folder / file.relative_to(source)
            with refusals(target):
                target.parent.mkdir(parents=True, exist_ok=True)
            written.append(target)
            write_synced(target, file.read_bytes())
    except BusyError:
        # Half a company would be refused as a folder in use next time.
        for target in written:
            target.unlink(missing_ok=True)
        raise
    return tuple(written)
