"""`recon pack`: one zip for an auditor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from recon.cli import _face


def pack(
    folder: Annotated[Path, typer.Argument(help="The company's folder.")] = Path(),
    period: Annotated[str, typer.Option(help="The month whose reports are packed, like 2026-03; else all.")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The zip to write.")] = None,
    json: Annotated[bool, typer.Option("--json", help="The result as JSON on standard output.")] = False,
) -> None:
    """Pack FOLDER for an auditor: settings, inputs, decisions, reports and a list with the hash of each, in one zip.

    Bank account numbers stand in it in full: give it only to who may see them. Unpacked it is a folder of books, and
    `recon verify` proves it. Without -o it is named like the folder and lies in the current one.
    """
    from recon import workspace
    from recon.periods.pack import pack as run
    from recon.words import says

    books = workspace.open(folder)
    name = "-".join(filter(None, (books.folder.resolve().name, period)))
    done = run(books, output or Path(f"{name}.zip"), _face.stamp(), period or None)
    if json:
        found = [one.record(_face.lang()) for one in done.findings]
        _face.print_json(
            {
                "file": done.file.as_posix(),
                "files": list(done.files),
                "head": done.head,
                "periods": list(done.periods),
                "findings": found,
            }
        )
        return
    _face.findings(done.findings)
    size = -(-done.file.stat().st_size // 1024)
    _face.talk(says("pack_done", count=len(done.files), file=done.file, size=size, head=done.head))
    _face.talk(says("pack_accounts"))
