"""Reading lists: as rows with a place each, against what gives a bare frame."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from benchmarks._runner import Pair, Side

_ITEMS = ["invoice_no", "customer_id", "customer_name", "invoice_date", "due_date", "currency", "amount", "open_amount"]


def _item(n: int) -> list[str]:
    issued = date(2025, 1, 1) + timedelta(days=n % 400)
    amount = f"{(n * 7919) % 1_000_000 / 100:.2f}"
    name = f"Customer {n % 3000} GmbH"
    return [f"INV-{n:07d}", f"C{n % 3000}", name, f"{issued}", f"{issued + timedelta(days=30)}", "EUR", amount, amount]


def _items_csv(folder: Path, count: int) -> None:
    rows = [_ITEMS, *(_item(n) for n in range(count))]
    (folder / "items.csv").write_text("\n".join(map(",".join, rows)) + "\n", "utf-8")


def _items_xlsx(folder: Path, count: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(folder / "items.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([_ITEMS, *(_item(n) for n in range(count))]):
            sheet.write_row(at, 0, row[:6])
            sheet.write_row(at, 6, row[6:] if at == 0 else [float(cell) for cell in row[6:]])


def _statements(folder: Path, files: int, lines: int) -> None:
    for file in range(files):
        rows = ["Date,Amount,Currency,Account,Payer,Remittance"]
        for n in range(lines):
            day = date(2026, 3, 1) + timedelta(days=n % 31)
            rows.append(
                f"{day},{(n * 7919 + file) % 100_000 / 100:.2f},EUR,DE{file:018d},Payer {n % 300},INV-{n:06d} paid"
            )
        (folder / f"bank{file:03d}.csv").write_text("\n".join(rows) + "\n", "utf-8")


_OWN_ITEMS = """
from pathlib import Path
from recon.ingest.books import read_items
clock()
found = read_items(Path({!r}))
clock()
assert len(found.rows) == {}, found.findings[:3]
"""
_PANDAS_SHEET = """
import pandas as pd
import openpyxl
clock()
frame = pd.read_excel("items.xlsx", engine="openpyxl")
clock()
assert len(frame) == 100_000
"""
_PANDAS_LIST = """
import csv, decimal, datetime
clock()
with open("items.csv", encoding="utf-8", newline="") as stream:
    rows = [
        (r["invoice_no"], datetime.date.fromisoformat(r["invoice_date"]), datetime.date.fromisoformat(r["due_date"]),
         decimal.Decimal(r["amount"]), decimal.Decimal(r["open_amount"]))
        for r in csv.DictReader(stream)
    ]
clock()
assert len(rows) == 100_000
"""
_OWN_BANK = """
from pathlib import Path
from recon.ingest.files import read_files
clock()
found = read_files([Path(".")])
clock()
assert sum(len(s.lines) for f in found for s in f.statements) == 40_000
"""
_PLAIN_BANK = """
import csv, decimal, datetime, glob
clock()
lines = []
for name in sorted(glob.glob("*.csv")):
    with open(name, encoding="utf-8", newline="") as stream:
        for r in csv.DictReader(stream):
            lines.append((datetime.date.fromisoformat(r["Date"]), decimal.Decimal(r["Amount"]), r["Remittance"]))
clock()
assert len(lines) == 40_000
"""

PAIRS = (
    Pair(
        "a sheet of 100,000 open items",
        Side("read_items", _OWN_ITEMS.format("items.xlsx", 100_000)),
        Side("pandas with openpyxl", _PANDAS_SHEET),
        must=1,
        aim=0.5,
        prepare=lambda folder: _items_xlsx(folder, 100_000),
    ),
    Pair(
        "a csv of 100,000 open items, every cell checked",
        Side("read_items", _OWN_ITEMS.format("items.csv", 100_000)),
        Side("a loop over csv.DictReader", _PANDAS_LIST),
        must=20,
        aim=8,
        prepare=lambda folder: _items_csv(folder, 100_000),
    ),
    Pair(
        "20 bank files of 2,000 lines, every cell checked",
        Side("read_files", _OWN_BANK),
        Side("a loop over csv.DictReader", _PLAIN_BANK),
        must=30,
        aim=12,
        prepare=lambda folder: _statements(folder, 20, 2_000),
    ),
)
