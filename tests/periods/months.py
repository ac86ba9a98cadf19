"""The small company with one month locked and the next one open."""

from __future__ import annotations

from pathlib import Path

from recon.close import close
from recon.periods.locking import lock
from recon.workspace import Workspace
from tests.state.company import APRIL, STAMP, company, mt940, put


def two_months(folder: Path) -> Workspace:
    """March locked with what is left accepted, April closed and open."""
    books = company(folder)
    close(books, None, STAMP)
    lock(books, "2026-03", STAMP, accept="asked", approved_by="Anna")
    put(folder, "bank/april.sta", mt940(APRIL, "4", 1310_10))
    close(books, None, STAMP)
    return books
