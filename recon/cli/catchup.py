"""`recon catchup`: the month ends that are still to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recon.cli import _face

if TYPE_CHECKING:
    from recon.close import Closed


def catchup(
    folder: Annotated[Path, typer.Argument(help="The company's folder.")] = Path(),
    until: Annotated[str, typer.Option(help="The last month, like 2026-03; else that of the newest bank line.")] = "",
    json: Annotated[bool, typer.Option("--json", help="The result as JSON on standard output.")] = False,
) -> None:
    """Close every month of FOLDER that is still to do, from the go-live on, one after the other.

    Starts after the newest locked month. Each month is closed as `recon close` does it; one line a month says what
    came of it. Exit code 3 when lines wait for a person or something was set aside in any of them.
    """
    from recon import workspace
    from recon.cli.close import as_json
    from recon.periods.catchup import catchup as run
    from recon.words import says

    books = workspace.open(folder)
    stamp = _face.stamp()
    show = (lambda _closed: None) if json else _show
    closed = run(books, stamp, until or None, lang=_face.asked_lang(), advance=show)
    if json:
        _face.print_json({"months": [as_json(one) for one in closed]})
    elif not closed:
        _face.talk(says("catchup_nothing"))
    if not all(one.is_clean for one in closed):
        raise typer.Exit(3)


def _show(closed: Closed) -> None:
    from recon.monthend import Stand
    from recon.words import says

    month, posted = closed.month, len(closed.posted)
    if closed.is_clean:
        _face.talk(says("catchup_month_clean", period=month.period, posted=posted))
        return
    waiting = sum(one.stand is Stand.OPEN for one in month.waiting)
    found = len(closed.to_look_at)
    _face.talk(says("catchup_month", period=month.period, posted=posted, waiting=waiting, findings=found))
