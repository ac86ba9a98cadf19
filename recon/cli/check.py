"""`recon check`: is a folder in order?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from recon.cli import _face


def check(
    folder: Annotated[Path, typer.Argument(help="The company's folder.")] = Path(),
    json: Annotated[bool, typer.Option("--json", help="The findings as JSON on standard output.")] = False,
) -> None:
    """Check a company's FOLDER: settings, input files, journal, ledger, outputs. Silent when all is in order.

    Nothing is written. Exit code 3 when there is something to look at.
    """
    from recon import workspace
    from recon.check import check as checked

    found = checked(workspace.open(folder))
    if json:
        _face.print_json({"findings": [one.record(_face.lang()) for one in found]})
    else:
        _face.findings(found)
    if found:
        raise typer.Exit(3)
