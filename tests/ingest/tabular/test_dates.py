"""Dates have one order a file; what stays open is refused, and 31 February is no day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recon.ingest.lists.dates import Clash, DateOrder, NoSuchDay, decide, parse, period
from recon.ingest.lists.numbers import Cell

quick = settings(max_examples=150, derandomize=True, deadline=None)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026/1/31", date(2026, 1, 31)),
        ("2026-01-31 23:59:59", date(2026, 1, 31)),
        ("2026-01-31T23:59:59+01:00", date(2026, 1, 31)),
        ("2025/12/03  14:06:51", date(2025, 12, 3)),
        ("20260131", date(2026, 1, 31)),
        ("20260131120000[0:GMT]", date(2026, 1, 31)),
        ("31.01.2026", date(2026, 1, 31)),
        ("31.01.26", date(2026, 1, 31)),
        ("31/01/2026", date(2026, 1, 31)),
        ("31-Jan-26", date(2026, 1, 31)),
        ("31 Jan 2026", date(2026, 1, 31)),
        ("Jan 31, 2026", date(2026, 1, 31)),
        ("5. März 2026", date(2026, 3, 5)),
        ("2026年1月31日", date(2026, 1, 31)),
        ("民國115年1月31日", date(2026, 1, 31)),
        ("115/01/31", date(2026, 1, 31)),
        ("令和8年1月31日", date(2026, 1, 31)),
        ("46053", date(2026, 1, 31)),
        (46053, date(2026, 1, 31)),
        (20260131.0, date(2026, 1, 31)),
        (datetime(2026, 1, 31, 12), date(2026, 1, 31)),  # noqa: DTZ001 - as a sheet gives it
        (date(2026, 1, 31), date(2026, 1, 31)),
    ],
)
def test_a_date_is_read_in_each_form_it_is_written_in(cell: Cell, day: date) -> None:
    assert parse(cell, DateOrder("DMY")) == day


@pytest.mark.parametrize("cell", ["31.02.2026", "2026-02-30", "20260231", "2026年2月29日"])
def test_a_day_that_does_not_exist_is_named_as_such(cell: str) -> None:
    with pytest.raises(NoSuchDay):
        parse(cell, DateOrder("DMY"))


@pytest.mark.parametrize("cell", ["abc", "13/13/2026", "12", 12.5, True, float("nan"), "2026-13-01"])
def test_what_is_no_date_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse(cell, DateOrder("DMY"))


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["01/02/2026", "13/02/2026"], "DMY"),
        (["01/02/2026", "02/13/2026"], "MDY"),
        (["01.02.2026", "02.03.2026"], "DMY"),  # nobody writes the month first with full stops
        (["03/03/2026", "04/04/2026"], "DMY"),  # the same in both orders
        (["99/01/31"], "YMD"),
        (["2026-01-31"], ""),
    ],
)
def test_the_cells_of_a_column_show_the_order(cells: list[Cell], order: str) -> None:
    decided = decide([cells])
    assert isinstance(decided, DateOrder)
    assert (decided.order, decided.inferred) == (order, False)


def test_an_order_that_only_keeps_the_rows_in_sequence_is_said_to_be_inferred() -> None:
    decided = decide([["05/01/2026", "06/01/2026", "01/02/2026"]])
    assert isinstance(decided, DateOrder)
    assert (decided.order, decided.inferred) == ("DMY", True)


def test_a_column_that_proves_the_order_decides_for_the_others() -> None:
    decided = decide([["01/02/2026"], ["28/02/2026"]])
    assert isinstance(decided, DateOrder)
    assert decided.order == "DMY"


def test_the_period_of_the_title_decides_where_the_cells_do_not() -> None:
    decided = decide([["01/02/2026", "03/02/2026"]], years=period("2026年2月"))
    assert isinstance(decided, DateOrder)
    assert decided.order == "DMY"


def test_two_orders_left_are_refused_with_two_cells() -> None:
    clash = decide([["01/02/2026", "02/01/2026"]])
    assert isinstance(clash, Clash)
    assert (clash.first, clash.second, clash.mixed) == ((0, 0), (0, 1), False)


def test_orders_that_change_within_a_file_are_refused_with_two_cells() -> None:
    clash = decide([["13/01/2026", "01/14/2026"]])
    assert isinstance(clash, Clash)
    assert clash.mixed
    assert {clash.first, clash.second} == {(0, 0), (0, 1)}


def test_a_date_without_a_year_is_the_last_such_day_before_the_period_ends() -> None:
    rule = DateOrder("MDY", period("2024年01月"))
    assert parse("12/29", rule) == date(2023, 12, 29)
    assert parse("01/03", rule) == date(2024, 1, 3)


DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
FORMS = st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%Y年%m月%d日", "%d %b %Y", "%Y/%m/%d"])


@quick
@given(DAYS, FORMS)
def test_every_unambiguous_form_reads_back_the_same(day: date, form: str) -> None:
    cell = day.strftime(form)
    decided = decide([[cell]])
    assert isinstance(decided, DateOrder)
    assert parse(cell, decided) == day


@quick
@given(st.lists(DAYS, min_size=1, max_size=12), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_a_column_in_one_order_is_read_in_it_or_not_at_all(days: list[date], form: str) -> None:
    cells: list[Cell] = [day.strftime(form) for day in days]
    decided = decide([cells])
    if isinstance(decided, DateOrder) and not decided.inferred:
        assert [parse(cell, decided) for cell in cells] == days


def test_serial_days_count_from_the_start_of_excel() -> None:
    assert parse(45322, DateOrder()) == date(1899, 12, 30) + timedelta(days=45322)
