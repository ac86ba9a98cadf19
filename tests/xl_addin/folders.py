"""The firm of `tests.xl_addin.workbooks` as a folder of lists, to hold what buttons do against what commands do."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from recon import workspace
from recon.workspace import Workspace
from tests.xl_addin.workbooks import OWN_ACCOUNT, Cell, firm, heading
from xl_addin.layout import CUSTOMERS, LEDGER, RECEIPTS, Layout

CONFIG = """schema = 1
[company]
name = "{name}"
currency = "{currency}"
language = "{lang}"
accounts = ["{account}"]
[ledger]
kind = "documents"
"""


def firm_folder(folder: Path, lang: str = "en") -> Workspace:
    """The folder of the firm: the same customers, documents and receipts as csv, the same settings."""
    of = firm(lang)
    workspace.create(folder, name=of.name, currency=of.currency, lang=lang)
    text = CONFIG.format(name=of.name, currency=of.currency, lang=lang, account=OWN_ACCOUNT)
    (folder / "recon.toml").write_text(text, "utf-8")
    for kind, layout, rows in (
        ("masters", CUSTOMERS, of.customers),
        ("ledger", LEDGER, of.ledger),
        ("bank", RECEIPTS, of.receipts),
    ):
        _list(folder / "inputs" / kind / f"{layout.sheet}.csv", layout, rows, lang)
    return workspace.open(folder)


def _list(path: Path, layout: Layout, rows: Sequence[Sequence[Cell]], lang: str) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream)
        out.writerow([heading(column.key, lang) for column in layout.columns if not column.derived])
        out.writerows([[_text(cell) for cell in row] for row in rows])


def _text(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.2f}"
    return cell.isoformat() if isinstance(cell, date) else cell or ""
