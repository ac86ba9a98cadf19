"""`recon note`: write down what happened with a customer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from recon.cli import _face


def note(  # noqa: PLR0913, PLR0917 - one argument an option
    kind: Annotated[str, typer.Argument(help="promise, dispute, resolve, call, reply, hold or release.")],
    customer: Annotated[str, typer.Option(help="The customer's number.")],
    folder: Annotated[Path, typer.Argument(help="The company's folder.")] = Path(),
    item: Annotated[str, typer.Option(help="The document it is about.")] = "",
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When it happened; today where left out.")
    ] = None,
    amount: Annotated[str, typer.Option(help="Promised or disputed: 1250.50, or 1250.50 USD.")] = "",
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Promised for, or to be looked at again.")
    ] = None,
    contact: Annotated[str, typer.Option(help="Who it was with, and by which way.")] = "",
    reason: Annotated[str, typer.Option(help="Why a document is disputed: PRICE, QTY, DAMAGE, ... OTHER.")] = "",
    text: Annotated[str, typer.Option(help="Anything else.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the note and write nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The result as JSON on standard output.")] = False,
) -> None:
    """Write down what happened with a customer: a promise, a dispute, a call, a reply, a credit hold.

    No money moves. A promise needs --amount and --until, a dispute --item and --reason. The same note twice is one
    note; it is taken back by recon undo.
    """
    from recon import workspace
    from recon.cli.undo import sentences
    from recon.note import note as written
    from recon.words import says

    noted = written(
        workspace.open(folder),
        kind,
        customer,
        _face.stamp(),
        item_id=item,
        day=day.date() if day else None,
        amount=amount,
        until=until.date() if until else None,
        contact=contact,
        reason=reason,
        text=text,
        dry_run=dry_run,
    )
    row, name, what = sentences(noted.event, _face.lang())
    if json:
        _face.print_json(
            {
                "decision": row or None,
                "kind": noted.event.kind,
                "what": what,
                "already": noted.already,
                "dry_run": dry_run,
                "findings": [finding.record(_face.lang()) for finding in noted.findings],
            }
        )
        return
    _face.findings(noted.findings)
    if noted.already:
        _face.talk(says("note_already", row=row))
    elif dry_run:
        _face.talk(says("note_would", what=f"{name}: {what}"))
    else:
        _face.talk(says("note_done", row=row, what=f"{name}: {what}"))
