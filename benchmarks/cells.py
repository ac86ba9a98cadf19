"""AR_AGING over 10,000 open items in cells, against the same list read from a csv file and aged."""

from __future__ import annotations

from pathlib import Path

from benchmarks._runner import ROOT, Pair, Side

_MADE = """
import random
from datetime import datetime, timedelta
chance = random.Random(7)
heads = "Document no,Customer ID,Customer name,Document date,Due date,Currency,Amount,Open amount"
rows = [tuple(heads.split(","))]
for number in range(10_000):
    who, amount = chance.randrange(600), chance.randrange(1, 1_000_000) / 100
    day = datetime(2025, 1, 1) + timedelta(days=chance.randrange(450))
    due = day + timedelta(days=30)
    rows.append((f"INV-{number:06}", f"C{who:04}", f"Customer {who} Ltd", day, due, "EUR", amount, amount))
"""
_CELLS = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
{_MADE}
import pandas
from xl_addin.formula.calls import call
from xl_addin.cells import Cells, one
from xl_addin.registry import functions
aging = next(known for known in functions() if known.name == "AR_AGING")
key_date = one(datetime(2026, 3, 31))
call(aging, [Cells(rows[:20], "Book", "Ledger", 1, 1), key_date])
clock()
shown = call(aging, [Cells(rows, "Book", "Ledger", 1, 1), key_date])
clock()
assert len(shown.rows) == 601
"""
_FILE = """
import pandas
from datetime import date
from pathlib import Path
from recon.aging import aging
from recon.ingest.books import read_items
from recon.rows import OPEN_ITEMS
aging(OPEN_ITEMS.frame(read_items(Path("few.csv")).rows), date(2026, 3, 31))
clock()
shown = aging(OPEN_ITEMS.frame(read_items(Path("items.csv")).rows), date(2026, 3, 31))
clock()
assert len(shown) == 600
"""


def _files(folder: Path) -> None:
    made: dict[str, list[tuple[object, ...]]] = {}
    exec(_MADE, made)
    lines = [",".join(str(cell).removesuffix(" 00:00:00") for cell in row) for row in made["rows"]]
    (folder / "items.csv").write_text("\n".join(lines), "utf-8")
    (folder / "few.csv").write_text("\n".join(lines[:20]), "utf-8")


PAIRS = (
    Pair(
        "10,000 open items in cells",
        Side("AR_AGING", _CELLS),
        Side("the same list as a file", _FILE),
        must=1.5,
        aim=1.0,
        prepare=_files,
    ),
)
