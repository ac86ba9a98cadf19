"""`recon sample`: write a sample company into a new folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from recon.cli import _face


def sample(
    name: Annotated[str, typer.Argument(help="exporter (English, euro and dollar) or manufacturer (Chinese, yuan).")],
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    json: Annotated[bool, typer.Option("--json", help="The files written, as JSON on standard output.")] = False,
) -> None:
    """Write a sample company into FOLDER: statements of a month, open items, planted problems, and the truth."""
    from recon.sample import PERIOD, write_sample
    from recon.words import says

    written = write_sample(name, folder)
    if json:
        _face.print_json({"files": [path.as_posix() for path in written]})
    _face.talk(says("sample_written", count=len(written), name=name, folder=folder))
    _face.talk(says("sample_next", folder=folder, period=PERIOD))
