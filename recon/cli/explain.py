"""`recon explain`: why a bank line became what it is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recon.cli import _face

if TYPE_CHECKING:
    from recon.match.explain import Differs, Explanation, Part, Step, Waterfall
    from recon.match.outcome import Answer


def explain(  # noqa: PLR0913, PLR0917 - one argument an option
    line: Annotated[str, typer.Argument(help="The line, as proposals.csv and the reports name it.")],
    bank: Annotated[list[Path] | None, typer.Option(help="A bank file; may be given several times.")] = None,
    items: Annotated[list[Path] | None, typer.Option(help="A list of open items.")] = None,
    customers: Annotated[list[Path] | None, typer.Option(help="Customer master data.")] = None,
    fx: Annotated[list[Path] | None, typer.Option(help="Exchange rates by day.")] = None,
    policy: Annotated[Path | None, typer.Option(help="recon.toml with tolerances and matching policy.")] = None,
    folder: Annotated[Path | None, typer.Option(help="A folder of books, in place of the files.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the run: later documents are advances.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the reasons for and against each answer to LINE, point by point, and what the money is made of.

    Give the files that were matched (--bank, --items, ...), or the folder of books (--folder); inside such a folder
    nothing more is needed.
    """
    from recon.errors import ConfigError, InputError
    from recon.match.explain import explain as taken_apart
    from recon.words import says
    from recon.workspace import CONFIG

    if folder is not None:
        answers = _of_folder(folder)
    elif bank and items:
        answers = _of_files(bank, items, customers, fx, policy, as_of)
    elif not bank and not items and Path(CONFIG).exists():
        answers = _of_folder(Path())
    else:
        raise ConfigError(says("explain_needs_files"), fix=says("explain_needs_files_fix"))
    wanted = [a for a in answers if line in (a.line.line_id, a.line.fingerprint)]
    if not wanted:
        raise InputError(says("explain_no_line", line=line), fix=says("explain_no_line_fix"))
    for answer in wanted:
        found = taken_apart(answer)
        if json:
            _face.print_json(_as_value(found))
        else:
            _show(found)


def _of_folder(folder: Path) -> list[Answer]:
    """The answers of the folder's newest month, and of earlier ones that are still open in it."""
    from recon import close, workspace

    month = close.close(workspace.open(folder), None, _face.stamp(), dry_run=True).month
    return [*month.answers, *month.carried]


def _of_files(
    bank: list[Path],
    items: list[Path],
    customers: list[Path] | None,
    fx: list[Path] | None,
    policy: Path | None,
    as_of: datetime | None,
) -> list[Answer]:
    from recon.config import read
    from recon.proposals import propose_files

    settings = read(policy) if policy is not None else None
    day = as_of.date() if as_of is not None else None
    return list(propose_files(bank, items, customers or (), fx or (), settings, day).answers)


def _show(found: Explanation) -> None:
    from recon.match.outcome import Outcome
    from recon.money import show
    from recon.words import say, says

    lang, line = _face.lang(), found.answer.line
    outcome = says(f"outcome_{found.answer.outcome.value}")
    _face.data(
        f"{line.line_id}  {line.booked.isoformat()}  {show(line.amount_minor, line.currency)}  {line.payer_name}"
    )
    if line.remittance_text or line.reference:
        _face.data(f"  {' '.join(filter(None, (line.remittance_text, line.reference)))}")
    _face.data(say("explain_about", lang, rule=outcome, said=found.answer.said))
    if found.because is not None:
        _face.data(found.because.text(lang))
        if found.answer.outcome in (Outcome.POSTED, Outcome.REFUND) and found.waterfalls[0].steps:
            _face.data(say("explain_as_it_stood", lang))
    if found.next is not None:
        _face.data(say("explain_next", lang, next=found.next))
    if len(found.money) > 1:
        _face.data()
        _face.data(say("explain_money", lang))
        heads = [say(f"explain_head_{key}", lang) for key in ("amount", "what")]
        _face.table(heads, [_sum(part, lang) for part in found.money], right=(0,))
        for share in found.shares:
            _face.data(f"  {share.text(lang)}")
    for rank, fall in enumerate(found.waterfalls, start=1):
        _face.data()
        _face.data(_title(rank, fall, lang))
        if fall.steps:
            heads = [say(f"explain_head_{key}", lang) for key in ("points", "total", "reason")]
            _face.table(heads, [_row(step, lang) for step in fall.steps], right=(0, 1))
            _face.data(fall.probability.text(lang))
    if found.runner_up is not None:
        _face.data()
        _face.data(say("explain_runner_up", lang))
        _face.data(found.runner_up.said.text(lang))
        if found.runner_up.differs:
            heads = [say(f"explain_head_{key}", lang) for key in ("points", "rule", "reason")]
            _face.table(heads, [_differs(one, lang) for one in found.runner_up.differs], right=(0,))


def _title(rank: int, fall: Waterfall, lang: str) -> str:
    from recon.words import say

    one = fall.alternative
    names = ", ".join(s.item_id for s in one.shares) or "-"
    percent = f"{one.probability * 100:.2f}"
    return say("explain_alternative", lang, rank=rank, items=names, percent=percent, way=fall.way)


def _row(step: Step, lang: str) -> list[str]:
    from recon.words import say

    mark = f" {say('explain_veto', lang)}" if step.veto else ""
    return [f"{step.points:+.1f}", f"{step.total:+.1f}", step.said.text(lang) + mark]


def _sum(part: Part, lang: str) -> list[str]:
    from recon.money import show

    return [show(part.minor, part.currency), f"= {part.said.text(lang)}" if part.total else part.said.text(lang)]


def _differs(one: Differs, lang: str) -> list[str]:
    return [f"{one.points:+.1f}", one.rule.text(lang), one.reason.text(lang)]


def _as_value(found: Explanation) -> dict[str, object]:
    from recon.money import plain

    lang, answer = _face.lang(), found.answer
    runner_up = found.runner_up
    return {
        "line_id": answer.line.line_id,
        "outcome": answer.outcome.value,
        "said": answer.said.text(lang),
        "because": found.because.text(lang) if found.because else None,
        "next": found.next.text(lang) if found.next else None,
        "money": [
            {
                "what": p.said.text(lang),
                "amount": plain(p.minor, p.currency),
                "currency": p.currency,
                "total": p.total,
            }
            for p in found.money
        ],
        "alternatives": [
            {
                "rank": rank,
                "items": [
                    {
                        "item_id": s.item_id,
                        "allocated": plain(s.cash_minor, s.currency),
                        "written_off": plain(s.written_off_minor, s.currency),
                        "reason": s.reason,
                        "currency": s.currency,
                    }
                    for s in fall.alternative.shares
                ],
                "probability": f"{fall.alternative.probability:.6f}",
                "start": f"{fall.steps[0].points:.2f}" if fall.steps else None,
                "points": f"{fall.alternative.points:.2f}",
                "rule": fall.alternative.rule,
                "way": fall.way.text(lang),
                "evidence": [
                    {
                        "rule": e.rule,
                        "points": f"{e.points:.2f}",
                        "total": f"{e.total:.2f}",
                        "said": e.said.text(lang),
                        "veto": e.veto,
                    }
                    for e in fall.steps[1:]
                ],
            }
            for rank, fall in enumerate(found.waterfalls, start=1)
        ],
        "runner_up": runner_up
        and {
            "said": runner_up.said.text(lang),
            "differs": [
                {"rule": d.name, "points": f"{d.points:.2f}", "said": d.reason.text(lang)} for d in runner_up.differs
            ],
        },
    }
