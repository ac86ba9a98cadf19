"""What every worksheet function shows in cells, before and after a cell it asks about is changed: one case a function.

A case is worked out over the plain lists of a small firm (`sheets`): no Excel tables, no names. In a formula {ledger},
{bank}, {customers} and {alloc} are these lists with their headings, {as_of} is the key date, and {at} is the sheet that
has `ASKED` in its cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from recon.errors import address
from tests.xl_addin.functions.sheets import alloc, allocated, customers, ledger, receipts
from tests.xl_addin.workbooks import firm
from xl_addin.cells import Cells
from xl_addin.layout import ALLOC, CUSTOMERS, LEDGER, RECEIPTS

LISTS = ("ledger", "bank", "customers", "alloc", "at")
_NAMES = {
    "en": dict(zip(LISTS, ("Open items", "Bank", "Customers", "Applied", "Asked"), strict=True)),
    "zh": dict(zip(LISTS, ("未清单据", "银行流水", "客户", "核销", "查询"), strict=True)),
}
_LAYOUTS = {"ledger": LEDGER, "bank": RECEIPTS, "customers": CUSTOMERS, "alloc": ALLOC}
_ROWS = {"ledger": 8, "bank": 5, "customers": 5, "alloc": 2}  # headings included
DUE = 46067.0  # 14 February 2026 as a cell has it
FILES = ("march.csv", "april.csv")  # of a bank, by name; the first one is in A11
_HEAD = "Booking date,Amount,Currency,Counterparty,Remittance text,Own account\n"
_MOVED = ("2026-03-26,89.99,EUR,Alder,INV-26006", "2026-03-27,77.10,EUR,Birch,")
# Column A of the sheet Asked, from A1 down.
ASKED: tuple[Any, ...] = (
    date(2026, 3, 31),
    date(2026, 2, 14),
    None,
    "2/10 net 30",
    "Müller Maschinenbau GmbH",
    "MUELLER MASCHINENBAU",
    "Payment of INV-26001 and INV-26002",
    "RF18 5390 0754 7034",
    "C003",
    "B-0002",
    FILES[0],
    "RF18 5390 0754 7035",
    "30,60,90",
)


@dataclass(frozen=True)
class Case:
    """A formula in a block of cells."""

    formula: str
    size: tuple[int, int]  # of its answer, rows and columns
    shows: Mapping[str, Any]  # cells of the answer, its first one being A1; None = blank, a text is a part of one
    change: tuple[str, str, Any]  # list, cell (see `place`), value
    then: Mapping[str, Any]  # what they show after it
    wrong: tuple[str, str, Any] | None = None  # list, cell and a value that cannot be used
    names: str = ""  # what the refusal names; that cell where it is left out
    error: str = "#VALUE!"
    beside: str = ""  # a formula in Z1 of the sheet on which formulas are tried


CASES: dict[str, Case] = {
    "AR_AGING": Case(
        "=AR_AGING({ledger},{as_of})",
        (5, 11),
        {"A2": "C001", "D2": 89.99, "F2": 1190.0, "K2": 1279.99, "K3": 2000.0, "K4": 1000.0, "G5": -50.5, "K5": 700.0},
        ("ledger", "open:2", 190.0),
        {"F2": 190.0, "K2": 279.99, "K3": 2000.0},
        wrong=("ledger", "open:3", "lots"),
    ),
    "AR_AGING_DETAIL": Case(
        "=AR_AGING_DETAIL({ledger},{as_of})",
        (8, 12),
        {"C2": "INV-26001", "E2": None, "G2": DUE, "H2": 45.0, "L2": 1190.0, "H3": -19.0, "H8": 70.0, "L8": -50.5},
        ("at", "A1", date(2026, 4, 10)),
        {"G2": DUE, "H2": 55.0, "H3": -9.0, "H8": 80.0},
        wrong=("ledger", "due:4", "whenever"),
    ),
    "AR_BUCKET": Case(
        "=AR_BUCKET({at}!A2:A3,{as_of},{at}!A13)",
        (2, 1),
        {"A1": "31-60", "A2": None},
        ("at", "A2", date(2026, 3, 30)),
        {"A1": "1-30", "A2": None},
        wrong=("at", "A2", "soon"),
    ),
    "AR_DUE": Case(
        "=AR_DUE({at}!A2:A3,{at}!A4)",
        (2, 1),
        {"A1": DUE + 30, "A2": None},
        ("at", "A4", "net 60"),
        {"A1": DUE + 60, "A2": None},
        wrong=("at", "A4", "whenever"),
    ),
    "AR_DAYSLATE": Case(
        "=AR_DAYSLATE({at}!A2:A3,{as_of})",
        (2, 1),
        {"A1": 45.0, "A2": None},
        ("at", "A1", date(2026, 2, 15)),
        {"A1": 1.0, "A2": None},
        wrong=("at", "A2", "soon"),
    ),
    "AR_OPEN": Case(
        "=AR_OPEN({ledger},{alloc},{as_of})",
        (8, 11),
        {"A2": "CN-26001", "K2": -50.5, "A3": "INV-26001", "F3": DUE, "I3": None, "J3": 1000.0, "K3": 190.0},
        ("alloc", "cash:2", 1190.0),
        {"K2": -50.5, "J3": 1190.0, "K3": 0.0},
        wrong=("alloc", "cash:2", "much"),
    ),
    "AR_BALANCE": Case(
        "=AR_BALANCE({ledger},{at}!A9,{as_of})",
        (1, 1),
        {"A1": 1000.0},
        ("ledger", "open:5", 400.0),
        {"A1": 900.0},
        wrong=("ledger", "open:4", "#N/A"),
    ),
    "AR_UNAPPLIED": Case(
        "=AR_UNAPPLIED({bank},{alloc},{as_of})",
        (5, 8),
        {"A2": "B-0001", "B2": 46084.0, "C2": "C001", "G2": 1000.0, "H2": 190.0, "C3": None, "H3": 1960.0},
        ("alloc", "of_line:2", 190.0),
        {"G2": 190.0, "H2": 1000.0, "H3": 1960.0},
        wrong=("bank", "amount:3", "paid"),
    ),
    "AR_STATEMENT": Case(
        "=AR_STATEMENT({ledger},{at}!A9,{as_of})",
        (3, 12),
        {"C2": "INV-26003", "F2": None, "L2": 500.0, "C3": "INV-26004", "J3": 500.0, "L3": 1000.0},
        ("ledger", "open:5", 100.0),
        {"L2": 500.0, "J3": 100.0, "L3": 600.0},
        wrong=("at", "A9", "C999"),
        error="#N/A",
    ),
    "AR_SIMILARITY": Case(
        "=AR_SIMILARITY({at}!A5,{at}!A6)",
        (1, 1),
        {"A1": 1.0},
        ("at", "A6", "Zebra"),
        {"A1": 0.2609},
        wrong=("at", "A5", "#N/A"),
    ),
    "AR_NAMEKEY": Case(
        "=AR_NAMEKEY({at}!A5)",
        (1, 1),
        {"A1": "MULLERMASCHINENBAU"},
        ("at", "A5", "Alpina Sport AG"),
        {"A1": "ALPINASPORT"},
        wrong=("at", "A5", "#DIV/0!"),
    ),
    "AR_REFERENCES": Case(
        "=AR_REFERENCES({at}!A7,{ledger})",
        (1, 1),
        {"A1": "INV-26001, INV-26002"},
        ("at", "A7", "Payment of INV-26006"),
        {"A1": "INV-26006"},
        wrong=("ledger", "item_id:2", None),
    ),
    "AR_CHECKREF": Case(
        "=AR_CHECKREF({at}!A8)",
        (1, 1),
        {"A1": True},
        ("at", "A8", "RF19 5390 0754 7034"),
        {"A1": False},
        wrong=("at", "A8", "#REF!"),
    ),
    "AR_MATCH": Case(
        "=AR_MATCH({bank},{ledger},{customers},{as_of})",
        (6, 9),
        {"A2": "B-0001", "D2": "INV-26001", "E2": 1190.0, "E3": 1960.0, "D4": "INV-26003", "D6": None, "E6": None},
        ("bank", "left:2", 1000.0),
        {"D2": "INV-26001", "E2": 1000.0, "E3": 1960.0},
        wrong=("bank", "amount:4", "#N/A"),
    ),
    "AR_MATCH_EXPLAIN": Case(
        "=AR_MATCH_EXPLAIN({bank},{ledger},{at}!A10,{customers},{as_of})",
        (13, 5),
        {
            "A2": None,
            "B2": "B-0002",
            "E5": "INV-26002",
            "B8": "INV-26002",
            "C8": -5.0,
            "D8": -5.0,
            "C9": 9.0,
            "D12": 11.0,
        },
        ("at", "A10", "B-0001"),
        {"B2": "B-0001", "B7": "INV-26001", "C10": 5.5, "D10": 16.5},
        wrong=("at", "A10", "B-9999"),
        error="#N/A",
    ),
    "AR_IMPORTBANK": Case(
        "=AR_IMPORTBANK({at}!A11)",
        (2, 8),
        {"C2": 46107.0, "E2": 89.99, "G2": "INV-26006", "H2": FILES[0]},
        ("at", "A11", FILES[1]),
        {"C2": 46108.0, "E2": 77.1, "F2": "Birch", "G2": FILES[1]},
        wrong=("at", "A11", "/nowhere/bank.xml"),
        names="/nowhere/bank.xml",
        error="#N/A",
    ),
    "AR_LASTERROR": Case(
        "=AR_LASTERROR(Z1)",
        (1, 1),
        {"A1": "A12"},
        ("at", "A12", date(2026, 3, 1)),
        {"A1": None},
        beside="=AR_DAYSLATE({at}!A12,{as_of})",
    ),
}


def sheets(lang: str, folder: Path) -> dict[str, Sequence[Sequence[Any]]]:
    """The plain lists by the names of their sheets; the bank's files are in a folder."""
    applied = alloc(allocated(currency=firm(lang).currency), lang=lang)
    found = {"ledger": ledger(lang), "bank": receipts(lang), "customers": customers(lang), "alloc": applied}
    asked = [[in_folder(value, folder)] for value in ASKED]
    return {_NAMES[lang][key]: _rows(cells) for key, cells in found.items()} | {_NAMES[lang]["at"]: asked}


def in_folder(value: Any, folder: Path) -> Any:
    """What is typed into a cell: the name of a bank file with its folder, anything else as it is."""
    if value not in FILES:
        return "" if value is None else value
    file = folder / value
    file.write_text(f"{_HEAD}{_MOVED[FILES.index(value)]},DE02120300000000202051\n", "utf-8")
    return str(file)


def place(told: tuple[str, str, Any], lang: str) -> tuple[str, str]:
    """Sheet and address of a cell of a case; those of the lists are told as "column:row"."""
    key, cell, _ = told
    column, _, row = cell.partition(":")
    if row:
        keys = [one.key for one in _LAYOUTS[key].columns]
        cell = address(int(row), keys.index(column) + 1)
    return _NAMES[lang][key], cell


def formula(text: str, lang: str) -> str:
    """A formula of a case over the sheets of a language."""
    ends = {key: address(count, len(_LAYOUTS[key].columns)) for key, count in _ROWS.items()}
    places = {key: f"'{_NAMES[lang][key]}'!A1:{end}" for key, end in ends.items()}
    at = f"'{_NAMES[lang]['at']}'"
    return text.format(**places, at=at, as_of=f"{at}!A1")


def _rows(cells: Cells) -> list[list[Any]]:
    return [["" if value is None else value for value in row] for row in cells.rows]
