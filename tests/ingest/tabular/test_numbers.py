"""Amounts are read to the last digit, under one decimal mark a column."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recon.ingest.lists.numbers import account_lost, currency_code, figure, is_empty, text_of, votes

quick = settings(max_examples=150, derandomize=True, deadline=None)


@pytest.mark.parametrize(
    ("cell", "mark", "value"),
    [
        ("1234.5", ".", "1234.5"),
        ("1,234.50", ".", "1234.50"),
        ("1.234,50", ",", "1234.50"),
        ("1 234,50", ",", "1234.50"),
        ("1\u202f234,50", ",", "1234.50"),
        ("11'373.94", ".", "11373.94"),
        ("1,23,456.00", ".", "123456.00"),
        ("(1,234.00)", ".", "-1234.00"),
        ("$(5.00)", ".", "-5.00"),
        ("1,234.00-", ".", "-1234.00"),
        ("\u22125.00", ".", "-5.00"),
        ("CNY 13.50", ".", "13.50"),
        ("CNY13.50", ".", "13.50"),
        ("¥28.16", ".", "28.16"),
        ("-3.90(CN)", ".", "-3.90"),
        ("131.77(已退款89.84)", ".", "131.77"),
        ("12.-", ".", "12"),
        ("５０．５", ".", "50.5"),
        (".5", ".", "0.5"),
        (12, ".", "12"),
        (1561.0500000000002, ".", "1561.05"),
        (0.1 + 0.2, ",", "0.3"),
    ],
)
def test_an_amount_is_read_as_written(cell: str | float, mark: str, value: str) -> None:
    read = figure(cell, mark)
    assert read is not None
    assert read.value == Decimal(value)


@pytest.mark.parametrize(
    "cell",
    [
        "abc",
        "1,23x.56",
        "12,34.56",
        "1e5",
        "NaN",
        "inf",
        "1-2",
        "--5",
        "#REF!",
        "=A1",
        True,
        float("nan"),
        float("inf"),
    ],
)
def test_what_is_no_amount_is_refused(cell: str | float) -> None:
    with pytest.raises(ValueError, match=r".*"):
        figure(cell, ".")


@pytest.mark.parametrize(
    ("cell", "side"),
    [("5.00 CR", "C"), ("5.00Dr", "D"), ("5.00 贷", "C"), ("借 5.00", "D"), ("5,00 S", "D"), ("5", "")],
)
def test_credit_and_debit_marks_in_the_cell_are_kept(cell: str, side: str) -> None:
    read = figure(cell, "," if "," in cell else ".")
    assert read is not None
    assert read.side == side


@pytest.mark.parametrize("cell", ["", "  ", "-", "--", "----------", "/", "N/A", "———"])
def test_marks_that_stand_for_nothing_are_empty(cell: str) -> None:
    assert is_empty(cell)
    assert figure(cell, ".") is None


def test_a_zero_is_a_value() -> None:
    assert not is_empty("0")
    assert not is_empty(0.0)


@pytest.mark.parametrize(
    ("cells", "point", "comma", "undecided"),
    [
        (["1,234.50"], True, False, False),
        (["1.234,50"], False, True, False),
        (["1.234.567"], False, True, False),
        (["1,234,567"], True, False, False),
        (["12.5"], True, False, False),
        (["0,123"], False, True, False),
        (["1234,567"], False, True, False),
        (["1.234"], False, False, True),
        (["1234"], False, False, False),
        (["1,50", "1.75"], True, True, False),
        ([1.234], False, False, False),
    ],
)
def test_a_column_votes_on_its_decimal_mark(
    cells: list[str | float], point: bool, comma: bool, undecided: bool
) -> None:
    seen = votes(cells)
    assert (seen.point >= 0, seen.comma >= 0, bool(seen.open)) == (point, comma, undecided)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("eur", "EUR"),
        ("人民币", "CNY"),
        ("港元", "HKD"),
        ("€", "EUR"),
        ("$", ""),
        ("¥", ""),
        ("XX", ""),
        ("HK$", "HKD"),
    ],
)
def test_a_currency_is_known_by_code_sign_and_name(word: str, code: str) -> None:
    assert currency_code(word) == code


def test_long_numbers_of_a_sheet_have_lost_their_last_digits() -> None:
    assert account_lost(["6222020200112233445", 123456.0]) == -1
    assert account_lost([1.0, 6.222020200112233e18]) == 1
    assert account_lost(["6.22202E+18"]) == 0


def test_a_whole_number_of_a_sheet_is_text_without_decimals() -> None:
    assert (text_of(6688.0), text_of(1.5), text_of("  a \t b "), text_of("-")) == ("6688", "1.5", "a b", "")


def written(minor: int, mark: str) -> str:
    """An amount as a bank prints it, in groups of three."""
    text = f"{Decimal(minor).scaleb(-2):,.2f}"
    return text if mark == "." else text.translate(str.maketrans(".,", ",."))


@quick
@given(st.integers(-(10**13), 10**13), st.sampled_from(".,"))
def test_every_printed_amount_reads_back_the_same(minor: int, mark: str) -> None:
    read = figure(written(minor, mark), mark)
    assert read is not None
    assert read.value == Decimal(minor).scaleb(-2)


@quick
@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8), st.sampled_from(".,"))
def test_a_column_never_votes_for_the_mark_it_was_not_printed_with(column: list[int], mark: str) -> None:
    seen = votes([written(minor, mark) for minor in column])
    wrong = seen.comma if mark == "." else seen.point
    assert wrong < 0


@quick
@given(st.floats(-1e10, 1e10).map(lambda x: round(x, 2)))
def test_a_number_of_a_sheet_keeps_its_cents(value: float) -> None:
    read = figure(value, ".")
    assert read is not None
    assert read.value == Decimal(repr(value)).quantize(Decimal("0.01"))
