"""A month in which every kind of decision has a payment, and what a person fills in for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from recon import workspace
from recon.close import close
from tests.laws.books import BOOK, places
from tests.state.company import STAMP, company, listed, mt940, put

ITEMS = (
    "INV-10101,C1,Alpina Sport AG,2026-01-05,2026-02-04,EUR,300.00,300.00",
    "INV-10110,C1,Alpina Sport AG,2026-01-06,2026-02-05,EUR,300.00,300.00",
    "INV-10102,C2,Berg Handel GmbH,2026-01-20,2026-02-19,EUR,70.00,70.00",
    "INV-10103,C2,Berg Handel GmbH,2026-02-02,2026-03-04,EUR,70.00,70.00",
    "INV-10104,C3,Cella Srl,2026-02-03,2026-03-05,EUR,80.00,80.00",
    "INV-10105,C3,Cella Srl,2026-02-10,2026-03-09,EUR,35.50,35.50",
    "INV-10106,C1,Alpina Sport AG,2026-02-11,2026-03-13,EUR,41.00,41.00",
    "INV-10107,C1,Alpina Sport AG,2026-02-12,2026-03-14,EUR,22.00,22.00",
    "INV-10108,C1,Alpina Sport AG,2026-02-12,2026-03-14,EUR,9.99,9.99",
    "INV-10109,C3,Cella Srl,2026-02-20,2026-03-20,EUR,611.00,611.00",
    "INV-10111,C3,Cella Srl,2026-02-21,2026-03-21,EUR,611.00,611.00",
)
MARCH = (
    ("0303", 300_00, "B1", "Alpina Sport AG", "thank you"),
    ("0304", 70_00, "B2", "Berg Handel GmbH", "payment"),
    ("0311", 50_00, "B3", "=Unknown & Party", "+86 10 5555 1234"),
    ("0312", 120_00, "B4", "Somebody", "for all of it"),
    ("0313", 60_00, "B5", "A. Friend", "000123"),
    ("0316", 19_00, "B6", "State Lottery", "win no 4711"),
    ("0317", 5_00, "B7", "Vending Ltd", "coins week 12"),
    ("0318", 611_00, "B8", "Cella Srl", "thanks a lot"),
    ("0325", -9_90, "B9", "", "account fee"),
)
# Sheet kind, what stands in the key column of the row ("" a new row), cells by key of their column.
Tick = tuple[str, str, dict[str, Any]]
TICKS: tuple[Tick, ...] = (
    ("review", "B1", {"decision": "accept", "owner": "Ada", "note": "as agreed"}),
    ("review", "B2", {"decision": "runner-up"}),
    ("review", "B3", {"decision": "on account", "customer": "C2 · Berg Handel GmbH", "note": "=not a formula"}),
    ("review", "B4", {"decision": "split"}),
    ("review", "B5", {"decision": "choose documents", "item": "INV-10106; inv-10107", "reason": "leave open"}),
    ("review", "B6", {"decision": "not ours", "reason": "other"}),
    ("review", "B7", {"decision": "never ours", "reason": "other", "pattern": "coins week"}),
    ("review", "B8", {"decision": "reject"}),
    ("split", "B4", {"item": "INV-10104", "amount": 80}),
    ("split", "B4", {"item": "INV-10105", "amount": 30, "written_off": 5.5, "reason": "short payment"}),
    ("split", "B4", {"amount": 2.25, "reason": "bank fee"}),
    ("split", "B4", {"amount": 7.75, "reason": "on account"}),
    ("items", "INV-10108", {"write_off": "x", "reason": "write-off"}),
    (
        "notes",
        "",
        {
            "kind": "promise to pay",
            "customer": "C1",
            "day": date(2026, 4, 1),
            "amount": 12.5,
            "until": date(2026, 4, 9),
        },
    ),
    ("learned", "", {"kind": "name", "payer": "=Unknown & Party", "customer": "C2"}),
)
_KNOWN_BY = {"review": "decision", "split": "written_off", "items": "write_off", "notes": "until", "learned": "forget"}


def books(folder: Path) -> workspace.Workspace:
    """The month, closed: its review book waits."""
    made = company(folder)
    put(folder, "ledger/open_items_2026-02-28.csv", listed(ITEMS))
    put(folder, "bank/march.sta", mt940(MARCH))
    close(made, None, STAMP)
    return made


def cells(book: Path, ticks: tuple[Tick, ...] = TICKS) -> Iterator[tuple[str, int, int, Any]]:
    """Where each cell of the ticks stands in a book that nobody has touched: sheet, row and column from 1, value."""
    sheets: dict[str, list[tuple[Any, int, dict[str, int]]]] = {}
    for sheet in openpyxl.load_workbook(book).worksheets:
        if placed := places(sheet):
            kind = next(kind for kind, column in _KNOWN_BY.items() if column in placed[1])
            sheets.setdefault(kind, []).append((sheet, *placed))
    numbers: dict[str, Any] = {}
    free: dict[str, int] = {}
    for kind, key, filled in ticks:
        for sheet, top, columns in sheets[kind]:
            by = {"review": "line_id", "items": "item"}.get(kind)
            if by:
                rows = range(top + 2, sheet.max_row + 1)
                row = next((r for r in rows if sheet.cell(r, columns[by]).value == key), 0)
                if not row:
                    continue  # set aside, or the other way round
                if kind == "review":
                    numbers[key] = sheet.cell(row, columns["no"]).value
            else:
                row = free[kind] = free.get(kind, top + 1) + 1
            number = {"no": numbers[key]} if kind == "split" else {}
            for column, value in {**number, **filled}.items():
                yield sheet.title, row, columns[column], value
            break
        else:
            raise AssertionError(f"{key} is not in the book")


def tick(book: Path, into: Path, ticks: tuple[Tick, ...] = TICKS) -> Path:
    """Fill the ticks in with openpyxl."""
    opened = openpyxl.load_workbook(book)
    for sheet, row, column, value in cells(book, ticks):
        opened[sheet].cell(row, column).value = value
        if isinstance(value, str):
            opened[sheet].cell(row, column).data_type = "s"
    opened.save(into)
    return into


__all__ = ["BOOK", "TICKS", "Tick", "books", "cells", "tick"]
