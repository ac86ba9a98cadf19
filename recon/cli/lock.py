"""`recon lock`: a month is final."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from recon.cli import _face

if TYPE_CHECKING:
    from recon.periods.locking import LockedPeriod


def lock(
    period: Annotated[str, typer.Option(help="The month, like 2026-03.")],
    folder: Annotated[Path, typer.Argument(help="The company's folder.")] = Path(),
    accept: Annotated[str, typer.Option(help="Why what is left open, refused or set aside stays as it is.")] = "",
    approved_by: Annotated[str, typer.Option(help="Who approved it; should not be who prepared it.")] = "",
    json: Annotated[bool, typer.Option("--json", help="The result as JSON on standard output.")] = False,
) -> None:
    """Lock a month of FOLDER: reports without the stamp DRAFT, and nothing moves money in it any more.

    Refused while something would still be posted, an earlier month is open, or exceptions are left that nobody
    accepted. The reports speak the language of recon.toml. Exit code 5 when the month is locked already.
    """
    from recon import workspace
    from recon.periods.locking import lock as run

    done = run(workspace.open(folder), period, _face.stamp(), accept=accept, approved_by=approved_by)
    if json:
        _face.print_json(as_json(done))
    else:
        _show(done)


def _show(done: LockedPeriod) -> None:
    from recon.report import amount
    from recon.words import listed, say, says

    lang, locked = _face.lang(), done.lock
    _face.findings(done.findings)
    _face.table(
        [say("col_currency", lang), *(say(f"lock_col_{name}", lang) for name in ("open", "unapplied", "balance"))],
        [
            (currency, amount(both[0], currency), amount(both[1], currency), amount(both[0] - both[1], currency))
            for currency, both in sorted(locked.balances.items())
        ],
        right=(1, 2, 3),
    )
    if done.exceptions:
        _face.talk(says("lock_accepted", exceptions=listed(done.exceptions)))
    words = "lock_made_good" if done.made_good else "lock_done"
    _face.talk(says(words, period=locked.period, run=locked.run_id, count=len(done.files), folder=done.folder))


def as_json(done: LockedPeriod) -> dict[str, Any]:
    """What `recon lock --json` prints; amounts as decimal strings."""
    from recon.report import amount

    locked = done.lock
    return {
        "period": locked.period,
        "run_id": locked.run_id,
        "made_good": done.made_good,
        "accepted": locked.accepted,
        "prepared_by": locked.prepared_by,
        "approved_by": locked.approved_by,
        "exceptions": list(done.exceptions),
        "balances": [
            {"currency": currency, "open_items": amount(both[0], currency), "unapplied": amount(both[1], currency)}
            for currency, both in sorted(locked.balances.items())
        ],
        "inputs": dict(locked.inputs),
        "outputs": dict(locked.outputs),
        "folder": done.folder.as_posix(),
        "findings": [one.record(_face.lang()) for one in done.findings],
    }
