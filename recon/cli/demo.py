"""`recon demo`: both sample companies, one month end each, what to open, and what waits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recon.cli import _face

if TYPE_CHECKING:
    from recon.demo import Shown


def demo(
    folder: Annotated[Path, typer.Argument(help="Where to; made where it is missing.")] = Path("demo"),
    json: Annotated[bool, typer.Option("--json", help="The month ends as JSON on standard output.")] = False,
) -> None:
    """Close March 2026 of two sample companies into FOLDER and say what to open.

    One company keeps its books in English, in euro and dollar, the other in Chinese, in yuan. Problems of every kind
    are planted; a README.md in each company's folder lists them. May be run again: nothing is posted twice.
    """
    from recon.demo import demo as run
    from recon.words import says

    stamp = _face.stamp()
    _face.talk(says("demo_begun", folder=folder))
    if json:
        from recon.cli.close import as_json

        _face.print_json({"companies": [as_json(shown.closed) for shown in run(folder, stamp)]})
        return
    for shown in run(folder, stamp):
        _show(shown)
    _face.talk(says("demo_again"))


def _show(shown: Shown) -> None:
    from recon.cli.close import outcomes
    from recon.money import show
    from recon.words import say, says

    lang, closed = _face.lang(), shown.closed
    _face.data(says("demo_company", name=closed.month.settings.company.name, period=closed.month.period))
    _face.table(
        [say(f"close_col_{name}", lang) for name in ("outcome", "lines", "sum")],
        [
            (say(f"outcome_{outcome}", lang), count, show(total, currency))
            for outcome, currency, count, total in outcomes(closed)
        ],
        right=(1, 2),
    )
    _face.data(says("demo_posted", posted=len(closed.posted)) if closed.posted else says("demo_nothing_new"))
    for name in _to_open(closed.files):
        _face.data(says("demo_open", file=closed.folder / name))
    if closed.waits and closed.review.exists():
        _face.data(says("demo_review", count=closed.waits, file=closed.review))
        _face.data(says("demo_then", folder=shown.folder, period=closed.month.period))
    _face.data(says("demo_planted", file=shown.folder / "README.md"))
    _face.data()


def _to_open(names: tuple[str, ...]) -> list[str]:
    """The workbook and the page for the browser; the other outputs are for other programs."""
    return [name for ending in (".xlsx", ".html") for name in names if name.endswith(ending)]
