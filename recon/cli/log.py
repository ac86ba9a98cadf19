"""`recon log`: what was decided, by whom, and what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from recon.cli import _face


def log(
    folder: Annotated[Path, typer.Argument(help="The company's folder.")] = Path(),
    period: Annotated[str, typer.Option(help="Only decisions of a month, like 2026-03.")] = "",
    line: Annotated[str, typer.Option(help="Only what was decided of a bank line, by its id or fingerprint.")] = "",
    customer: Annotated[str, typer.Option(help="Only what concerns a customer, by its number.")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file: .xlsx, .csv, .json or .html.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the decisions of FOLDER: number, day, user, what each did, and whether it was taken back or exported.

    The number is what recon undo takes. Nothing is written but the file asked for.
    """
    from dataclasses import replace

    from recon import workspace
    from recon.log import decision_log
    from recon.writers import save, writer_for
    from recon.writers.json import value

    if output is not None:
        writer_for(output)  # refuses an ending it does not know before anything is read
    report = decision_log(workspace.open(folder), period=period, line=line, customer=customer)
    if output is not None:
        named = replace(report, sections=tuple(replace(s, name=output.stem) for s in report.sections))
        for path in save(named, output, _face.lang()):
            _face.talk(path)
    if json:
        _face.print_json(value(report, _face.lang()))
    elif output is None:
        section = report.sections[0]
        keys = [column.key for column in section.columns]
        at = [keys.index(key) for key in ("number", "day", "user", "kind", "what", "reversed_by", "exported")]
        heads = [section.columns[n].label for n in at]
        _face.table(heads, [["" if row[n] is None else row[n] for n in at] for row in section.rows], right=(0, 5))
        if period or line or customer:  # a part: what was asked for, and how much is not shown
            lang = _face.lang()
            for label, what in report.policy:
                _face.talk(f"{label.text(lang)}: {what.text(lang)}")
