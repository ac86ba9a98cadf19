"""Rows of a bank's list read column by column: the same statements, findings and refusals as cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import repeat
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recon.errors import InputError
from recon.ingest.banklists import layouts
from recon.ingest.banklists.columns import DATES
from recon.ingest.banklists.move import Move
from recon.ingest.banklists.table import BankRows
from recon.ingest.lists import tabular
from recon.ingest.lists.grids import Grid
from recon.ingest.lists.numbers import Cell, figure, plain_value
from recon.ingest.lists.tabular import Table
from recon.ingest.profile import Profile
from recon.ingest.statement import Statement

DAY = datetime(2026, 1, 5)  # noqa: DTZ001 - a cell's date has no zone
TEXTS = ["Nordwind GmbH", "青山贸易", "Ref 12", "", "-", "  Alpina   AG ", 77.0, True]
# Cells of a column: those of a usual row first, then every kind of odd one.
CELLS: dict[str, tuple[list[Any], list[Any]]] = {
    "Booking date": (["2026-01-05", "2026-01-06", DAY, 46027.0], ["", "31.02.2026", "soon", 3.0, False, "2026-02-30"]),
    "Value date": (["2026-01-07", DAY, ""], ["-", "n/a", "2026-13-01", 46060.5]),
    "Amount": (
        ["12.50", "-7.00", "1,250.00", -80.0, 1250, "0.00"],
        ["", "USD 5.00", "12.345", 0.1 + 0.2, "50.00 CR", "7.00 DR", "many", True, float("nan"), "(3.00)", -0.0, "+7"],
    ),
    "Debit": (["", "12.50", 7.0, "0.00"], ["-3.00", "x", "USD 4.00", "-"]),
    "Credit": (["", "80.00", 1250, "0.00"], ["-5.00", "much", "(1.00)", "9.00 CR"]),
    "Direction": (["credit", "C", "贷"], ["", "debit", "neutral", "sideways", 1.0, "借"]),
    "Currency": (["EUR", "EUR", "JPY"], ["", "euro?", "usd", "KWD"]),
    "Account": (["DE02 1203 0000", "Main"], ["", 12030000.0, "-"]),
    "Balance": (["", "100.00", 93.0, "0.00"], ["x", "EUR 5.00", "7.00 DR", "1.005"]),
    "Original amount": (["", "5.00"], ["x", "USD 7.00", "0.00"]),
    "Original currency": (["", "USD"], ["?"]),
    "Status": (["", "booked", "completed"], ["pending", "cancelled", "交易关闭"]),
    "Payer name": (TEXTS, []),
    "Payee name": (TEXTS, []),
    "Counterparty account": (["", "DE89 3704", 12345.0], ["*99", "no digits"]),
    "Purpose": (TEXTS, []),
    "Description": (TEXTS, []),
    "Bank reference": (["B1", "B2", ""], [991.0]),
}


class CellByCell(BankRows):
    """Reads no row column by column."""

    def plain(self, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[Move | None]:
        return repeat(None, len(rows))


class ByColumn(BankRows):
    """Reads no row cell by cell."""

    def _move(self, row: int, cells: Sequence[Cell]) -> Move:
        raise AssertionError((row, cells))


def told(kind: type[BankRows], rows: Sequence[Sequence[Any]], **pinned: str) -> list[Any]:
    """Everything a reader gives, places included, or its refusal."""
    profile = Profile(file="bank.xlsx", **pinned)  # type: ignore[arg-type]
    try:
        found = [
            one
            for one in tabular.tables([Grid("Sheet1", list(enumerate(rows, 1)), 1)], "bank", profile)
            if isinstance(one, Table)
        ]
        order = tabular.date_order(found, DATES, profile)
        given = [one for table in found for one in kind(table, layouts.Layout(), profile, order).statements()]
    except InputError as refused:
        return [str(refused.what), refused.where, str(refused.fix)]
    return [(repr(one), repr(one.source) if isinstance(one, Statement) else "") for one in given]


@st.composite
def lists(draw: st.DrawFn) -> list[list[Any]]:
    """A list of some columns, most of its cells usual ones, a few odd; a row may be too short or too wide."""
    dropped = draw(st.sampled_from([{"Amount", "Direction"}, {"Debit", "Credit"}, {"Debit", "Credit", "Direction"}]))
    dropped = dropped | set(draw(st.lists(st.sampled_from(sorted(CELLS)[3:]), max_size=8)))
    names = [name for name in CELLS if name not in dropped or name == "Booking date"]
    rows = [[draw(st.sampled_from(CELLS[name][0])) for name in names] for _ in range(draw(st.integers(1, 6)))]
    for _ in range(draw(st.integers(0, 3))):
        row = draw(st.sampled_from(rows))
        at = draw(st.integers(0, len(row) - 1))
        row[at] = draw(st.sampled_from(CELLS[names[at]][1] or TEXTS)) if at < len(names) else ""
    if draw(st.booleans()):
        wide = draw(st.sampled_from(rows))
        wide[:] = draw(st.sampled_from([wide[:-2], [*wide, ""], [*wide, "more"]]))
    heads = list(names)
    if draw(st.integers(0, 9)) == 0 and "Amount" in heads:
        heads[heads.index("Amount")] = "Amount (in thousands)"
    return [heads, *rows]


@settings(max_examples=300, derandomize=True, deadline=None)
@given(rows=lists(), signs=st.sampled_from(["", "", "bank", "book", "charge", "cell"]))
def test_a_bank_list_read_column_by_column_is_the_list_read_cell_by_cell(rows: list[list[Any]], signs: str) -> None:
    assert told(BankRows, rows, signs=signs) == told(CellByCell, rows, signs=signs)


@pytest.mark.parametrize("left_out", [("Debit", "Credit"), ("Debit", "Credit", "Direction"), ("Amount", "Direction")])
@pytest.mark.parametrize(("name", "odd"), [(name, odd) for name, (_, cells) in CELLS.items() for odd in cells])
def test_one_odd_cell_among_usual_rows_changes_nothing(name: str, odd: Any, left_out: Sequence[str]) -> None:
    names = [one for one in CELLS if one not in left_out]
    rows = [[CELLS[one][0][number % 2] for one in names] for number in range(4)]
    if name in names:
        rows[2][names.index(name)] = odd
    assert told(BankRows, [names, *rows]) == told(CellByCell, [names, *rows])


@pytest.mark.parametrize("left_out", [("Debit", "Credit", "Direction"), ("Amount", "Direction")])
def test_the_rows_of_a_clean_bank_list_are_all_read_column_by_column(left_out: Sequence[str]) -> None:
    names = [name for name in CELLS if name not in left_out]
    usual = [CELLS[name][0][name == "Debit"] for name in names]
    (one,) = told(ByColumn, [names, *[usual] * 5000])
    assert one[0].count("StatementLine(") == 5000


@settings(max_examples=500, derandomize=True, deadline=None)
@given(
    cell=st.floats(-1e12, 1e12)
    | st.integers(-(10**15), 10**15)
    | st.from_regex(r" ?[+-]?\d{1,5}([.,']\d{0,4}){0,3} ?", fullmatch=True),
    mark=st.sampled_from(".,"),
)
def test_a_plain_value_is_the_amount_that_is_read(cell: Cell, mark: str) -> None:
    odd = Decimal("NaN")
    if (value := plain_value(cell, mark, odd)) is not odd:
        read = figure(cell, mark)
        assert read is not None
        assert (read.value, read.side, read.currency) == (value, "", "")
