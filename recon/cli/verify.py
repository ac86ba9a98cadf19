"""`recon verify`: everything is proved anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from recon.cli import _face


def verify(
    folder: Annotated[Path, typer.Argument(help="The company's folder, or an unpacked pack.")] = Path(),
    json: Annotated[bool, typer.Option("--json", help="The result as JSON on standard output.")] = False,
) -> None:
    """Verify FOLDER from the first decision on: the chain, the ledger at every month end, every lock and its reports.

    Nothing is written. Prints the head of the journal: kept elsewhere, it proves that the journal was not written anew.
    Exit code 3 when something does not hold, 4 when the chain is broken; the first break is named.
    """
    from recon import workspace
    from recon.periods.verify import verify as verified
    from recon.words import say, says

    result, lang = verified(workspace.open(folder)), _face.lang()
    if json:
        _face.print_json(
            {
                "head": result.head,
                "rows": result.rows,
                "decisions": dict(result.counts),
                "locked": list(result.locked),
                "months": result.periods,
                "files": result.files,
                "holds": not result.breaks,
                "findings": [one.record(lang) for one in result.findings],
            }
        )
    else:
        counts = [(say(f"decision_{kind}", lang), count) for kind, count in result.counts]
        _face.table([say("verify_col_kind", lang), say("verify_col_count", lang)], counts, right=(1,))
        _face.data(say("verify_head", lang, row=result.rows, head=result.head))
        if result.locked:
            _face.data(say("verify_locks", lang, periods=", ".join(result.locked)))
        _face.findings(result.findings)
        if result.breaks:
            _face.talk(says("verify_wrong", count=len(result.breaks), first=result.breaks[0].text(lang)))
        else:
            _face.talk(says("verify_ok", rows=result.rows, periods=result.periods, files=result.files))
            _face.talk(says("verify_head_fix"))
    if result.breaks:
        raise typer.Exit(3)
