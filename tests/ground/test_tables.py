"""Rows become a frame and come back unchanged; a frame that is no table of these rows is refused cell by cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recon.errors import InputError, Where
from recon.rows import CUSTOMERS, OPEN_ITEMS, RATES, STATEMENT_LINES, ItemKind, OpenItem, Rate
from recon.tables import made
from tests.builders import customer, examples, item, line

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
ITEMS = st.builds(
    item,
    st.text(max_size=8),
    st.integers(-(2**62) + 1, 2**62 - 1),
    issued=DAYS,
    discount_until=DAYS | st.none(),
    base_minor=st.integers(-(10**12), 10**12) | st.none(),
    kind=st.sampled_from(ItemKind),
)


@given(st.lists(ITEMS, max_size=6, unique_by=lambda one: one.item_id))
@examples(60)
def test_rows_come_back_from_their_frame(items: list[OpenItem]) -> None:
    assert OPEN_ITEMS.rows(OPEN_ITEMS.frame(items)) == items


def test_every_kind_of_row_comes_back_from_its_frame() -> None:
    lines = [line(line_id="T1", value_date=date(2026, 1, 2), balance_minor=2**61), line(line_id="T2", is_reversal=True)]
    assert STATEMENT_LINES.rows(STATEMENT_LINES.frame(lines)) == lines
    customers = [customer(accounts=("DE1", "DE2"), aliases=("Alpina",)), customer("C2")]
    assert CUSTOMERS.rows(CUSTOMERS.frame(customers)) == customers
    rates = [Rate(date(2026, 1, 2), "USD", "EUR", Decimal("1.0825"))]
    assert RATES.rows(RATES.frame(rates)) == rates


def test_no_rows_make_a_frame_with_all_columns() -> None:
    frame = OPEN_ITEMS.frame([])
    assert list(frame.columns) == [column.name for column in OPEN_ITEMS.columns]
    assert frame["open_minor"].dtype == "int64"
    assert OPEN_ITEMS.rows(frame) == []


def refused(frame: pd.DataFrame) -> InputError:
    with pytest.raises(InputError) as refusal:
        OPEN_ITEMS.rows(frame, Where("items.xlsx"))
    return refusal.value


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("open_minor", 12.5),
        ("open_minor", float("nan")),
        ("open_minor", float("inf")),
        ("open_minor", "100"),
        ("open_minor", True),
        ("open_minor", 2**62),
        ("due", "2026-02-31"),
        ("due", None),
        ("kind", "bill"),
        ("currency", 5),
    ],
)
def test_a_cell_of_the_wrong_kind_is_named(column: str, value: Any) -> None:
    frame = OPEN_ITEMS.frame([item("A"), item("B")]).astype({column: object})
    frame.loc[1, column] = value
    said = refused(frame).text()
    assert "items.xlsx" in said
    assert f"row 3, column {column}" in said


def test_all_bad_cells_are_said_at_once_in_both_languages() -> None:
    frame = OPEN_ITEMS.frame([item("A"), item("A")]).astype({"open_minor": object})
    frame["open_minor"] = pd.Series([1.5, "x"], dtype=object)
    refusal = refused(frame.drop(columns="due"))
    for said in ("column due", "row 2, column open_minor", "row 3, column open_minor", "row 3, column item_id"):
        assert said in refusal.text("en")
    assert "第 3 行，列 item_id" in refusal.text("zh")


def test_twenty_bad_cells_are_enough_to_read() -> None:
    frame = OPEN_ITEMS.frame([item(f"I{n}") for n in range(30)]).astype({"open_minor": object})
    frame["open_minor"] = ["x"] * 30
    assert "(+10)" in refused(frame).text()


def test_whole_numbers_in_a_float_column_are_whole_numbers() -> None:
    frame = OPEN_ITEMS.frame([item("A")]).astype({"open_minor": "float64"})
    assert OPEN_ITEMS.rows(frame)[0].open_minor == 100_00


def test_columns_of_others_are_left_out() -> None:
    frame = OPEN_ITEMS.frame([item("A")]).assign(remark="ours")
    assert OPEN_ITEMS.rows(frame) == [item("A")]


def test_rows_made_column_by_column_are_the_rows_made_one_by_one() -> None:
    one: dict[str, Any] = {"item_id": "A", "customer_id": "C", "customer_name": "N", "currency": "EUR"}
    one |= {"issued": date(2026, 1, 1), "due": date(2026, 2, 1), "amount_minor": 5, "open_minor": 5}
    one |= {"discount_until": None, "source": Where("list.csv", row=2)}
    found = made(OpenItem, 3, **{name: [value] * 3 for name, value in one.items()})
    assert [(row, row.source) for row in found] == [(OpenItem(**one), one["source"])] * 3


@pytest.mark.parametrize("columns", [{"file": ["a"]}, {"files": ["a", "b"]}, {"file": ["a", "b"], "x": [1, 2]}])
def test_columns_that_are_no_rows_are_refused(columns: dict[str, list[Any]]) -> None:
    with pytest.raises(TypeError):
        made(Where, 2, **columns)


def test_a_column_that_is_needed_is_asked_for() -> None:
    with pytest.raises(TypeError, match="item_id"):
        made(OpenItem, 0)
