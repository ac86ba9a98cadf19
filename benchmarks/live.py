"""AR_AGING over 10,000 x 15 cells of an open workbook, worked out anew when one of them changes.

Measured is the whole way in the office of the live tests: the cell is written, the macro is called, the cells go to
Python, are read and aged, and the block shows the new total. It must take at most a second more than the core takes to
age the same frame. How the cells travel is the office's own and slower than in Excel; what is ours is `cells`.
"""

from __future__ import annotations

import shutil

from benchmarks._runner import Pair, Side
from tests.live.rig import wire

_MADE = """
import random
from datetime import date, timedelta
chance = random.Random(7)
heads = "Document no,Document type,Customer ID,Customer name,Document date,Due date,Currency,Amount,Payment reference,"
heads += "Purchase order,Status,Discount,Discount date,Applied,Open amount"
rows = [heads.split(",")]
for number in range(10_000):
    who, amount = chance.randrange(600), chance.randrange(1, 1_000_000) / 100
    day = date(2025, 1, 1) + timedelta(days=chance.randrange(450))
    of = [f"INV-{number:06}", "Invoice", f"C{who:04}", f"Customer {who} Ltd", day, day + timedelta(days=30), "EUR"]
    rows.append([*of, amount, f"RF{number:06}", f"PO-{number % 977}", "Open", None, None, 0.0, amount])
"""
_LIVE = f"""
{_MADE}
import shutil, tempfile
from pathlib import Path
from tests.live.office import office, python_with_uno
from tests.live.rig.engine import application
from tests.live.rig.twin import small, twin
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    with office(Path(shutil.which("soffice")), folder, python_with_uno()) as running:
        app = application(running.port)
        with twin(app, folder / "books.xlsm", small({{"Ledger": rows}}, ["help"])) as books:
            shown = books.block("=AR_AGING(Ledger!A1:O10001,DATE(2026,3,31))", 602, 9)
            assert shown[600][0] == "C0599"
            changed, total = books.sheet("Ledger")["O2"], books.sheet("Asking")["I2"]
            changed.value = 1
            before = len(books.bridge.called)
            clock()
            changed.value = 2
            assert total.value is not None
            clock()
            assert len(books.bridge.called) == before + 1
        app.quit()
"""
_CORE = f"""
{_MADE}
import time
from datetime import datetime
from recon.aging import aging
from xl_addin.cells import Cells
from xl_addin.formula.ranges import frame
items = frame(Cells(tuple(map(tuple, rows)), "Books", "Ledger", 1, 1))
aging(items, date(2026, 3, 31))
clock()
aged = aging(items, date(2026, 3, 31))
time.sleep(1)
clock()
assert len(aged) == 600
"""

PAIRS = (
    (
        Pair(
            "10,000 open items in an open workbook, one changed",
            Side("AR_AGING", _LIVE),
            Side("the core and a second", _CORE),
            must=1.0,
            aim=0.5,
        ),
    )
    if shutil.which("soffice") and not wire.why_not()
    else ()
)
