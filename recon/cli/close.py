"""`recon close`: the month end of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from recon.cli import _face

if TYPE_CHECKING:
    from recon.close import Closed


def close(
    folder: Annotated[Path, typer.Argument(help="The company's folder.")] = Path(),
    period: Annotated[str, typer.Option(help="The month, like 2026-03; else that of the newest bank line.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be posted and write nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The result as JSON on standard output.")] = False,
) -> None:
    """Close a month: read FOLDER's files, match receipts, post what is sure, and write the reports as a draft.

    May be run again at any time: what is posted stays, nothing is posted twice. Exit code 3 when lines wait for a
    person or something was set aside.
    """
    from recon import workspace
    from recon.close import STEPS
    from recon.close import close as run
    from recon.words import says

    books = workspace.open(folder)
    stamp = _face.stamp()
    with _face.progress(says("close_progress", folder=books.folder.resolve().name), STEPS) as advance:
        closed = run(books, period or None, stamp, lang=_face.asked_lang(), dry_run=dry_run, advance=advance)
    if json:
        _face.print_json(as_json(closed, dry_run))
    else:
        _show(closed, dry_run)
    if not closed.is_clean:
        raise typer.Exit(3)


_NAMED = 20  # findings that are named on the terminal


def outcomes(closed: Closed) -> list[tuple[str, str, int, int]]:
    """Outcome, currency, number of lines and their sum in minor units, in the order of the outcomes."""
    from recon.match.outcome import Outcome

    sums: dict[tuple[Outcome, str], list[int]] = {}
    for answer in closed.month.answers:
        sums.setdefault((answer.outcome, answer.line.currency), []).append(answer.line.amount_minor)
    order = list(Outcome)
    return [
        (outcome.value, currency, len(amounts), sum(amounts))
        for (outcome, currency), amounts in sorted(sums.items(), key=lambda s: (order.index(s[0][0]), s[0][1]))
    ]


def _show(closed: Closed, dry_run: bool) -> None:
    from recon.report import amount
    from recon.words import say, says

    month, lang = closed.month, _face.lang()
    # The first ones are named at once, files and rows that could not be used before all others; the reports have all.
    found = closed.to_look_at
    _face.findings(found[:_NAMED])
    if len(found) > _NAMED:
        _face.talk(says("close_more_findings", count=len(found) - _NAMED))
    _face.table(
        [say(f"close_col_{name}", lang) for name in ("outcome", "lines", "sum")],
        [
            (say(f"outcome_{outcome}", lang), count, f"{amount(total, currency)} {currency}")
            for outcome, currency, count, total in outcomes(closed)
        ],
        right=(1, 2),
    )
    for check in month.controls:
        if not check.holds:
            left, right = amount(check.left_minor, check.currency), amount(check.right_minor, check.currency)
            _face.talk(says("close_check_fails", label=check.label, left=left, right=right))
    quarantined = sum(len(file.quarantined) for file in month.files)
    _face.talk(says("close_done", period=month.period, run=month.run_id, posted=len(closed.posted), rows=quarantined))
    if dry_run:
        _face.talk(says("close_dry"))
    else:
        _face.talk(says("close_written" if closed.published else "close_unchanged", folder=closed.folder))
        if closed.waits and month.draft and closed.review.exists():
            _face.talk(says("close_review_waits", count=closed.waits, file=closed.review))


def as_json(closed: Closed, dry_run: bool = False) -> dict[str, Any]:
    """What `recon close --json` prints of a month end; amounts as decimal strings."""
    from recon.report import amount

    month = closed.month
    return {
        "period": month.period,
        "run_id": month.run_id,
        "draft": month.draft,
        "dry_run": dry_run,
        "clean": closed.is_clean,
        "posted_now": len(closed.posted),
        "outcomes": [
            {"outcome": outcome, "currency": currency, "lines": count, "sum": amount(total, currency)}
            for outcome, currency, count, total in outcomes(closed)
        ],
        "controls": [
            {
                "label": check.label,
                "left": amount(check.left_minor, check.currency),
                "right": amount(check.right_minor, check.currency),
                "currency": check.currency,
                "holds": check.holds,
            }
            for check in month.controls
        ],
        "inputs": [
            {
                "file": file.name,
                "status": file.status.value,
                "quarantined": len(file.quarantined),
                "findings": [finding.text(_face.lang()) for finding in file.findings],
            }
            for file in month.files
        ],
        "findings": [f.record(_face.lang()) for f in (*closed.findings, *month.findings)],
        "published": closed.published,
        "folder": closed.folder.as_posix(),
        "waiting": closed.waits,
        "review": closed.review.as_posix(),
        "files": list(closed.files),
    }
