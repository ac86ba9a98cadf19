"""`recon init`: make the folder of a company."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from recon.cli import _face


def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it may exist, but hold no recon.toml.")],
    currency: Annotated[str, typer.Option(help="The company's own currency, ISO 4217.")] = "",
    name: Annotated[str, typer.Option(help="The company's name, as reports show it.")] = "",
    go_live: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="First day worked on here; earlier bank lines are known history."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="What was made, as JSON on standard output.")] = False,
) -> None:
    """Make the FOLDER of a company: recon.toml with every setting explained, and the folders for its files.

    --lang decides the language of recon.toml and of the reports. Nothing that is there is overwritten.
    """
    from recon import workspace
    from recon.words import says

    first = go_live.date() if go_live else None
    made = workspace.create(folder, name=name, currency=currency, lang=_face.lang(), go_live=first)
    if json:
        _face.print_json({"folder": made.folder.as_posix(), "settings": (made.folder / workspace.CONFIG).as_posix()})
    _face.talk(says("init_made", folder=folder))
    _face.talk(says("init_next", folder=folder))
    if first:
        _face.talk(says("init_go_live", day=first - timedelta(days=1)))
