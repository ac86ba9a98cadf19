"""`recon reopen`: a locked month is opened again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from recon.cli import _face


def reopen(
    period: Annotated[str, typer.Option(help="The newest locked month, like 2026-03.")],
    why: Annotated[str, typer.Option(help="The reason; it enters the journal.")],
    folder: Annotated[Path, typer.Argument(help="The company's folder.")] = Path(),
    approved_by: Annotated[str, typer.Option(help="Who approved it; should not be who prepared it.")] = "",
    json: Annotated[bool, typer.Option("--json", help="The result as JSON on standard output.")] = False,
) -> None:
    """Open the newest locked month of FOLDER again; who and why are recorded.

    Its reports stay as they are until the next `recon close`, which stamps them DRAFT.
    """
    from recon import workspace
    from recon.periods.locking import reopen as run
    from recon.words import says

    done = run(workspace.open(folder), period, _face.stamp(), why=why, approved_by=approved_by)
    decision = done.decision
    if json:
        found = [one.record(_face.lang()) for one in done.findings]
        _face.print_json(
            {"period": decision.period, "why": decision.why, "approved_by": decision.approved_by, "findings": found}
        )
    else:
        _face.findings(done.findings)
        _face.talk(says("reopen_done", period=decision.period))
