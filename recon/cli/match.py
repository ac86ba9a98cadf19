"""`recon match`: which bank line pays which item, from files alone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recon.cli import _face

if TYPE_CHECKING:
    from recon.proposals import Proposed


def match(  # noqa: PLR0913, PLR0917 - one argument an option
    bank: Annotated[list[Path], typer.Option(help="A bank file, folder or zip archive; may be given several times.")],
    items: Annotated[list[Path], typer.Option(help="A list of open items; may be given several times.")],
    customers: Annotated[list[Path] | None, typer.Option(help="Customer master data.")] = None,
    fx: Annotated[list[Path] | None, typer.Option(help="Exchange rates by day.")] = None,
    advices: Annotated[
        list[Path] | None, typer.Option(help="A remittance advice, or a processor's list of what it pays out.")
    ] = None,
    policy: Annotated[Path | None, typer.Option(help="recon.toml with tolerances and matching policy.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the run: later documents are advances.")
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write the proposals.")] = Path("proposals.csv"),
    json: Annotated[bool, typer.Option("--json", help="Print the proposals as JSON.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
) -> None:
    """Match bank lines with open items and write the proposals: what is sure, what needs a person, and why.

    Every bank line has at least one row. Rank 1 of a line with status auto may be posted as it is; the rows of one
    alternative share rank and probability. Exit code 3 when lines are left for review or rows were set aside.
    """
    from recon.config import read
    from recon.proposals import as_rows, in_pieces, propose_files

    settings = read(policy) if policy is not None else None
    day = as_of.date() if as_of is not None else None
    found = propose_files(bank, items, customers or (), fx or (), settings, day, advices or ())
    if not dry_run:
        from recon.durable import write_together

        write_together(out.parent, {out.name: in_pieces(found.answers, _face.lang())})
    if json:
        _face.print_json(as_rows(found.answers, _face.lang()))
    _say(found, None if dry_run else out)
    if found.exceptions:
        raise typer.Exit(3)


def _say(found: Proposed, out: Path | None) -> None:
    from collections import Counter

    from recon.words import say

    _face.findings(found.findings)
    counts = Counter(answer.outcome.value for answer in found.answers)
    for outcome in ("posted", "refund", "proposed", "ambiguous", "unmatched", "not_ours", "duplicate"):
        if counts[outcome]:
            _face.talk(
                say("match_count", _face.lang(), count=counts[outcome], what=say(f"outcome_{outcome}", _face.lang()))
            )
    if out is not None:
        _face.talk(say("match_written", _face.lang(), file=out.name))
