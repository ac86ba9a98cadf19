"""The demonstration: both sample companies, one month end each.

May be run again over the same folder: the second run finds everything done and adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from recon import workspace
from recon.close import Closed, close
from recon.journal import Stamp
from recon.sample import NAMES, PERIOD, write_sample


@dataclass(frozen=True, slots=True)
class Shown:
    """One company of the demonstration."""

    name: str  # "exporter" or "manufacturer"
    folder: Path
    new: bool  # written now, not found from an earlier run
    closed: Closed


def demo(folder: Path, stamp: Stamp) -> Iterator[Shown]:
    """Write the sample companies below `folder` where they are not there yet, and close March 2026 of each.

    Yields each company as soon as its month is closed.

    Args:
        folder: made where missing; a company's folder with other things in it is refused, never written over.
        stamp: who and when, for the journal.

    Raises:
        ReconError: as `write_sample` and `close` do.
    """
    for name in NAMES:
        home = folder / name
        new = not (home / workspace.CONFIG).exists()
        if new:
            write_sample(name, home)
        yield Shown(name, home, new, close(workspace.open(home), PERIOD, stamp))
