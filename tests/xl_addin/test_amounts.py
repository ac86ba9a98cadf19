"""Amounts in cells: a number of a sheet stands for one amount, or there is no number and the amount is a text."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recon.errors import InputError
from recon.ingest.lists.numbers import figure
from recon.money import to_minor
from recon.report import Column, Kind, Report, Section
from recon.words import says
from tests.xl_addin.memory import NOON, Answers
from tests.xl_addin.workbooks import small_firm
from xl_addin.amounts import in_units, number
from xl_addin.book import Block, Page
from xl_addin.closed import ClosedBook
from xl_addin.workbook.outputs import told as told_of_sheet
from xl_addin.workbook.pages import pages
from xl_addin.workbook.telling import as_text

CURRENCIES = st.sampled_from(["JPY", "EUR", "KWD", "CLF"])  # 0, 2, 3 and 4 decimals
LARGE = 2**53  # nine thousand million million
MINOR = st.one_of(st.integers(-LARGE, LARGE), st.integers(-(10**12), 10**12), st.integers(LARGE - 10**6, 2 * LARGE))


def read(cell: float | str, currency: str) -> int:
    """Minor units of a cell."""
    found = figure(cell, ".")
    assert found is not None
    return to_minor(found.value, currency)


@given(minor=MINOR, currency=CURRENCIES)
@example(minor=1234567890123456, currency="EUR")  # its cents are the sixteenth digit
@example(minor=7_036_874_417_766_402, currency="EUR")
@example(minor=8_796_093_022_208_009, currency="KWD")
@example(minor=LARGE + 1, currency="JPY")
def test_an_amount_is_read_from_its_cell_as_it_was_written(minor: int, currency: str) -> None:
    assert read(in_units(minor, currency), currency) == minor


@given(minor=st.integers(-(10**15) + 1, 10**15 - 1), currency=CURRENCIES)
def test_an_amount_of_fifteen_digits_is_a_number(minor: int, currency: str) -> None:
    assert isinstance(in_units(minor, currency), float)


@given(minor=MINOR, currency=CURRENCIES)
def test_two_amounts_are_never_one_number(minor: int, currency: str) -> None:
    held = number(minor, currency)
    assert held is None or held not in (number(minor - 1, currency), number(minor + 1, currency))


@given(
    minor=st.one_of(st.integers(1, 10**13), st.integers(-(10**13), -1)),
    ulps=st.integers(-2, 2),
    currency=st.sampled_from(["JPY", "EUR"]),
)
@example(minor=30, ulps=1, currency="EUR")  # 0.1 + 0.2
def test_the_noise_of_a_formula_changes_no_amount(minor: int, ulps: int, currency: str) -> None:
    held = in_units(minor, currency)
    assert isinstance(held, float)
    noisy = held + ulps * math.ulp(held)
    try:
        assert read(noisy, currency) == minor
    except ValueError:
        assert abs(held) >= 1e11  # so large that noise cannot be told from cents: refused


@pytest.mark.parametrize("cell", [2.0**53 + 2, -1e17, 70_368_744_177_664.02, 8_796_093_022_208.012, math.inf])
def test_a_number_that_may_stand_for_two_amounts_is_none(cell: float) -> None:
    with pytest.raises(ValueError):
        figure(cell, ".")


@pytest.mark.parametrize("sheet", [False, True])
def test_a_changed_cent_of_a_large_amount_is_seen(sheet: bool, tmp_path: Path) -> None:
    said = set()
    for name, amount in (("a", 123_456_789_012.34), ("b", 123_456_789_012.35)):
        book = ClosedBook(small_firm(tmp_path / f"{name}.xlsx"), Answers(), NOON)
        book.draw(Page("Ours", [Block(1, 1, [[amount]])]))
        said.add(told_of_sheet(book, "Ours") if sheet else as_text(amount))
    assert len(said) == 2


@given(minor=st.integers(10**14, 7 * 10**15))
def test_a_closed_workbook_keeps_every_digit(tmp_path_factory: pytest.TempPathFactory, minor: int) -> None:
    path = small_firm(tmp_path_factory.getbasetemp() / "digits.xlsx")
    book = ClosedBook(path, Answers(), NOON)
    book.draw(Page("Ours", [Block(1, 1, [[in_units(minor, "EUR")]])]))
    book.save()
    cell = ClosedBook(path, Answers(), NOON).grid("Ours").rows[0][1][0]
    assert isinstance(cell, float | str) and read(cell, "EUR") == minor


def test_a_page_whose_sums_would_be_wrong_is_not_drawn() -> None:
    columns = (Column("currency", says("xl_col_currency")), Column("amount", says("xl_col_amount"), Kind.MONEY))
    for minor, drawn in ((10**14, True), (9 * 10**15 + 1, False)):
        section = Section("owed", says("xl_col_amount"), columns, (("EUR", minor),), currency="EUR")
        report = Report("owed", says("xl_col_amount"), (), (section,))
        if drawn:
            assert pages(report, "en")
        else:
            with pytest.raises(InputError, match=r"90,000,000,000,000\.01 EUR"):
                pages(report, "en")
