"""Formulas over the workbook of the sample company say what its truth table says."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from recon.words import say
from tests.xl_addin.functions.sheets import as_of, ask, column
from xl_addin.cells import Cells

FOLDER = Path(__file__).resolve().parents[3] / "sample_books" / "tea_trader"


@cache
def tables(lang: str) -> dict[str, Cells]:
    """The tables of the sample workbook, with the values its formulas carry."""
    from openpyxl import load_workbook

    (path,) = (FOLDER / lang).glob("*.xlsx")
    found = {}
    for sheet in load_workbook(path, data_only=True):
        for name, area in sheet.tables.items():  # type: ignore[no-untyped-call]
            rows = sheet[area]
            held = tuple(tuple(cell.value for cell in row) for row in rows)
            found[name] = Cells(held, path.name, sheet.title, rows[0][0].row, rows[0][0].column)
    return found


@cache
def truth(lang: str) -> dict[str, set[tuple[str, float]]]:
    """What each line pays: documents and cash."""
    paid: dict[str, set[tuple[str, float]]] = {}
    with (FOLDER / lang / "truth.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            paid.setdefault(row["line_id"], set())
            if row["item_id"]:
                paid[row["line_id"]].add((row["item_id"], float(row["cash"] or 0)))
    return paid


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_a_formula_posts_is_what_was_paid(lang: str) -> None:
    held = tables(lang)
    shown = ask("AR_MATCH", held["tblReceipts"], held["tblLedger"], held["tblCustomers"], as_of())
    sure = {say(f"outcome_{name}", lang) for name in ("posted", "refund")}
    posted: dict[str, set[tuple[str, float]]] = {}
    for line, outcome, rank, document, cash, *_ in shown[1:]:
        if outcome in sure and rank == 1 and document:
            posted.setdefault(str(line), set()).add((str(document), float(str(cash))))
    assert len(posted) > 15
    assert {line: paid for line, paid in posted.items() if paid != truth(lang).get(line)} == {}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_formula_ages_as_the_sheet_of_native_formulas_does(lang: str) -> None:
    held = tables(lang)
    day = date(2026, 3, 31)
    shown = ask("AR_AGING", held["tblLedger"], as_of(day))
    balances = dict(zip(column(shown, shown[0][0]), column(shown, say("col_balance", lang)), strict=True))  # type: ignore[arg-type]
    native = held["tblAging"].rows
    key, balance = (list(native[0]).index(name) for name in (say("xl_col_customer_id", lang), say("col_balance", lang)))
    drawn = {row[key]: row[balance] for row in native[1:] if row[key] and row[balance]}
    assert {who: pytest.approx(owed, abs=0.001) for who, owed in balances.items() if owed} == drawn
