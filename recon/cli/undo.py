"""`recon undo`: take decisions back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from recon.cli import _face


def undo(
    folder: Annotated[Path, typer.Argument(help="The company's folder.")] = Path(),
    decision: Annotated[
        list[int] | None, typer.Option(help="A decision by its number in the decision log; may be given several times.")
    ] = None,
    line: Annotated[str, typer.Option(help="A bank line, by its id or fingerprint: all that was decided of it.")] = "",
    run: Annotated[str, typer.Option(help="A run, by its id: all that it decided.")] = "",
    why: Annotated[str, typer.Option(help="The reason, as the decision log shows it.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be taken back and write nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The result as JSON on standard output.")] = False,
) -> None:
    """Take decisions back: by number, all of a bank line, or all of a run.

    Nothing is erased: a reversal is appended to the journal of FOLDER. What moved money in a locked period is moved
    back on the first open day. A line that was taken back is proposed again, and never posted unasked.
    """
    from recon import workspace
    from recon.undo import undo as taken_back
    from recon.words import say, says

    books = workspace.open(folder)
    done = taken_back(books, why, _face.stamp(), decisions=decision or (), line=line, run=run, dry_run=dry_run)
    reversal, lang = done.reversal, _face.lang()
    shown = [sentences(one, lang) for one in done.decisions]
    if json:
        made: dict[str, Any] = {
            "decision": None if dry_run else reversal.row,
            "dry_run": dry_run,
            "why": reversal.why,
            "effective": reversal.effective,
            "undone": [{"decision": row, "kind": kind, "what": what} for row, kind, what in shown],
            "passed_over": list(done.passed_over),
            "findings": [finding.record(lang) for finding in done.findings],
        }
        _face.print_json(made)
        return
    _face.table([say(f"log_{name}", lang) for name in ("number", "kind", "what")], shown, right=(0,))
    _face.findings(done.findings)
    if reversal.effective is not None:
        _face.talk(says("undo_back_on", day=reversal.effective))
    if done.passed_over:
        _face.talk(says("undo_passed_over", rows=", ".join(map(str, done.passed_over))))
    if dry_run:
        _face.talk(says("undo_would", count=len(done.decisions)))
    else:
        _face.talk(says("undo_done", row=reversal.row, count=len(done.decisions)))
        _face.talk(says("undo_next"))


def sentences(decision: Any, lang: str) -> tuple[int, str, str]:
    """Number, kind and what a decision did, as the decision log says them."""
    from recon.decisions import kind_of
    from recon.log import what
    from recon.words import say

    return decision.row, say(f"decision_{kind_of(decision)}", lang), what(decision).text(lang)
