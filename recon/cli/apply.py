"""`recon apply`: what was decided in the review book enters the journal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from recon.cli import _face

if TYPE_CHECKING:
    from recon.review.applying import Applied


def apply(
    folder: Annotated[Path, typer.Argument(help="The company's folder.")] = Path(),
    period: Annotated[str, typer.Option(help="The month, like 2026-03; else the newest with a review book.")] = "",
    file: Annotated[Path | None, typer.Option(help="The review book, where it is not the one in the folder.")] = None,
    owner: Annotated[str, typer.Option(help="Only the rows of this owner.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be decided and write nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The result as JSON on standard output.")] = False,
) -> None:
    """Write what was decided in the review book of FOLDER into the journal.

    May be run again at any time: what stands is not written twice. A row that cannot be applied is named by its cell
    and stops no other; the exit code is 3 then. Run recon close afterwards.
    """
    from recon import workspace
    from recon.review.applying import apply_review

    books = workspace.open(folder)
    applied = apply_review(books, period or None, _face.stamp(), file=file, owner=owner, dry_run=dry_run)
    if json:
        _face.print_json(as_json(applied, dry_run))
    else:
        _show(applied, dry_run, owner)
    if not applied.is_clean:
        raise typer.Exit(3)


def _show(applied: Applied, dry_run: bool, owner: str) -> None:
    from recon.words import says

    _face.findings((*applied.findings, *applied.refused))
    counts = {
        "accepted": applied.accepted,
        "already": applied.already,
        "refused": len(applied.refused),
        "decisions": len(applied.decisions),
    }
    _face.talk(says("apply_done", period=applied.period, **counts))
    if owner and not any(counts.values()):
        _face.talk(says("apply_no_owner", owner=owner))
    if dry_run:
        _face.talk(says("apply_dry"))
    if applied.refused:
        _face.talk(says("apply_mend", file=applied.file))
    if not dry_run and (applied.decisions or applied.already):
        _face.talk(says("apply_next"))


def as_json(applied: Applied, dry_run: bool = False) -> dict[str, Any]:
    """What `recon apply --json` prints."""
    from recon.decisions import kind_of

    return {
        "period": applied.period,
        "file": applied.file.as_posix(),
        "book": applied.book,
        "dry_run": dry_run,
        "rows_applied": applied.accepted,
        "rows_applied_before": applied.already,
        "decisions": [{"row": one.row, "kind": kind_of(one)} for one in applied.decisions],
        "refused": [one.record(_face.lang()) for one in applied.refused],
        "findings": [one.record(_face.lang()) for one in applied.findings],
    }
