"""Rows read column by column: the same items, findings and refusals as cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import repeat
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recon.errors import InputError
from recon.ingest import book_items
from recon.ingest.book_items import Items
from recon.ingest.lists import tabular
from recon.ingest.lists.grids import Grid
from recon.ingest.lists.numbers import Cell, figure, plain_minor
from recon.ingest.lists.rows import exact
from recon.ingest.lists.tabular import Table
from recon.ingest.profile import Profile
from recon.money import exponent
from recon.rows import OpenItem

ISSUED, DUE = datetime(2026, 1, 5), datetime(2026, 2, 5)  # noqa: DTZ001 - a cell's date has no zone
# Cells of a column: those of a usual row first, then every kind of odd one.
CELLS: dict[str, tuple[list[Any], list[Any]]] = {
    "Document no": (["INV-1", "INV-2", 7001.0, "RE 2026/3"], ["", "-", 12345678901234567, "4.5E+17", True, 1e15]),
    "Customer ID": (["C1", "C2", 42.0], ["", 42, "C 1  x", True]),
    "Customer name": (["Nordwind GmbH", "青山贸易", ""], ["-", "  Alpina   AG "]),
    "Document type": (["Invoice", "invoice", "", "Credit Note"], ["xyz", "Prepayment", 5.0, "红字发票"]),
    "Document date": (
        [ISSUED, date(2026, 2, 3), "2026-01-09", 46027.0],
        ["", "31.02.2026", "soon", 3.0, False, "2026-02-30"],
    ),
    "Due date": ([DUE, date(2026, 3, 3), "2026-02-09"], ["", "n/a", "2026-13-01", 46060.5]),
    "Currency": (["EUR", "EUR", "JPY"], ["", "euro?", "usd", "KWD"]),
    "Amount": (
        [100.0, 12.34, 1250, "100.00", -80.0, 0.0],
        ["", "USD 5.00", "12.345", 0.1 + 0.2, "1,234.50", "50.00 CR", "many", True, 1e14, float("nan"), "(3.00)", -0.0],
    ),
    "Open amount": (
        [100.0, 12.34, 40, "99.5", -80.0, 0.0],
        ["", 2e9, -5.0, "-", "5,5", date(2026, 1, 1), "EUR 3", 1e300, "+7"],
    ),
    "Discount": (["", 2.0, "1.50"], [-2.0, "two", 0.0, 0.005]),
    "Discount date": (["", date(2026, 1, 15)], ["never", 46040.0, "-"]),
    "Payment terms": (["", "net 30", "30"], ["2/10 net 30", "月结30天", "whenever"]),
    "Disputed": (["", "no"], ["Yes", 1.0, True, "是"]),
    "Status": (["Open", ""], ["Paid", "on hold", "?"]),
    "Payment reference": (["RF18", "", 991.0], [" a  b ", 0.1]),
    "Purchase order": (["PO-1", ""], [77.0]),
    "Contract": (["", "K1"], [False]),
    "Base amount": ([""], [9.5, "EUR 8.00", "x"]),
    "Base currency": ([""], ["CHF", "?"]),
}


class CellByCell(Items):
    """Reads no row column by column."""

    def plain(self, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[OpenItem | None]:
        return repeat(None, len(rows))


class ByColumn(Items):
    """Reads no row cell by cell."""

    def _item(self, row: int, cells: Sequence[Cell]) -> OpenItem:
        raise AssertionError((row, cells))


def told(kind: type[Items], rows: Sequence[Sequence[Any]]) -> list[Any]:
    """Everything a reader gives, places included, or its refusal."""
    profile = Profile(file="list.xlsx")
    try:
        found = [
            one
            for one in tabular.tables([Grid("Sheet1", list(enumerate(rows, 1)), 1)], "items", profile)
            if isinstance(one, Table)
        ]
        order = tabular.date_order(found, book_items.DATES, profile)
        given = [one for table in found for one in kind(table, profile, order).rows()]
    except InputError as refused:
        return [str(refused.what), refused.where, str(refused.fix)]
    return [(one, repr(one), one.source if isinstance(one, OpenItem) else None) for one in given]


@st.composite
def lists(draw: st.DrawFn) -> list[list[Any]]:
    """A list of some columns, most of its cells usual ones, a few odd; a row may be too short or too wide."""
    dropped = draw(st.lists(st.sampled_from(sorted(CELLS)), max_size=8))
    names = [name for name in CELLS if name not in dropped or name == "Document no"]
    rows: list[list[Any]] = []
    for number in range(draw(st.integers(1, 6))):
        row = [draw(st.sampled_from(CELLS[name][0])) for name in names]
        row[0] = f"INV-{number}"
        if "Open amount" in names and "Amount" in names and draw(st.booleans()):
            row[names.index("Open amount")] = row[names.index("Amount")]
        rows.append(row)
    for _ in range(draw(st.integers(0, 3))):
        row = draw(st.sampled_from(rows))
        at = draw(st.integers(0, len(row) - 1))
        row[at] = draw(st.sampled_from(CELLS[names[at]][1] if at < len(names) else [""]))
    if draw(st.booleans()):
        wide = draw(st.sampled_from(rows))
        wide[:] = draw(st.sampled_from([wide[:-2], [*wide, ""], [*wide, "more"]]))
    heads = list(names)
    if draw(st.integers(0, 9)) == 0 and "Amount" in heads:
        heads[heads.index("Amount")] = "Amount (in thousands)"
    return [heads, *rows]


@settings(max_examples=150, derandomize=True, deadline=None)
@given(rows=lists())
def test_a_list_read_column_by_column_is_the_list_read_cell_by_cell(rows: list[list[Any]]) -> None:
    assert told(Items, rows) == told(CellByCell, rows)


@pytest.mark.parametrize(("name", "odd"), [(name, odd) for name, (_, cells) in CELLS.items() for odd in cells])
def test_one_odd_cell_among_usual_rows_changes_nothing(name: str, odd: Any) -> None:
    usual = [cells[0] for cells, _ in CELLS.values()]
    rows = [[f"INV-{number}", *usual[1:]] for number in range(4)]
    rows[2][list(CELLS).index(name)] = odd
    assert told(Items, [list(CELLS), *rows]) == told(CellByCell, [list(CELLS), *rows])


def test_the_rows_of_a_clean_list_are_all_read_column_by_column() -> None:
    usual = [cells[0] for cells, _ in CELLS.values()]
    clean = [[f"INV-{number}", *usual[1:]] for number in range(5000)]
    given = told(ByColumn, [list(CELLS), *clean])
    assert [one.item_id for one, *_ in given] == [row[0] for row in clean]


@settings(max_examples=500, derandomize=True, deadline=None)
@given(
    cell=st.floats(-1e12, 1e12)
    | st.integers(-(10**13), 10**13).map(lambda minor: minor / 100)
    | st.integers(-(10**15), 10**15)
    | st.from_regex(r"[+-]?\d{1,14}(\.\d{0,3})?", fullmatch=True),
    code=st.sampled_from(["EUR", "JPY", "KWD", "CLF"]),
    mark=st.sampled_from(".,"),
)
def test_a_plain_amount_is_the_amount_that_is_read(cell: Cell, code: str, mark: str) -> None:
    minor = plain_minor(cell, mark, 10 ** exponent(code))
    if minor is not None:
        read = figure(cell, mark)
        assert read is not None
        assert (exact(read.value, code), read.side, read.currency) == (minor, "", "")


@settings(max_examples=200, derandomize=True, deadline=None)
@given(minor=st.integers(-(10**10), 10**10), code=st.sampled_from(["EUR", "JPY", "KWD"]))
def test_an_amount_of_whole_minor_units_is_plain(minor: int, code: str) -> None:
    unit = 10 ** exponent(code)
    assert plain_minor(minor / unit, ",", unit) == minor
