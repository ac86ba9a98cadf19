"""The settings sheet is the workbook's recon.toml."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from recon.config import Settings, keys
from recon.errors import ConfigError
from recon.terms import Period
from tests.xl_addin.memory import MemoryBook, small_book
from xl_addin.book import Area, Value
from xl_addin.workbook import settings


def sheet(*rows: tuple[str, Value]) -> MemoryBook:
    book = MemoryBook()
    book.put("Settings", ("Setting", "Value", "What it means"), *rows)
    return book


def test_a_workbook_without_the_sheet_has_the_defaults() -> None:
    given = settings.read(MemoryBook())
    assert given.settings == Settings() and not given.keys and not given.sheet


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_sheet_is_found_in_any_language(lang: str) -> None:
    given = settings.read(small_book(lang))
    assert given.settings.company.language == lang and given.period == Period(2026, 3)
    assert given.as_of == date(2026, 3, 31) and "company.name" in given.keys


def test_cells_become_what_a_setting_takes() -> None:
    given = settings.read(
        sheet(
            ("accounts.bank", 1000.0),
            ("tolerance.rounding", 0.1),
            ("tolerance.short_pay", "5"),
            ("aging.bounds", "15; 45"),
            ("review.four_eyes", "yes"),
            ("review.approvers", "Anna；Wang"),
            ("ledger.go_live", date(2026, 1, 1)),
            ("company.reply_days", 14.0),
        )
    ).settings
    assert given.accounts.bank == "1000" and given.tolerance.rounding == Decimal("0.1")
    assert given.tolerance.short_pay == 5 and given.aging.bounds == (15, 45) and given.review.four_eyes
    assert given.review.approvers == ("Anna", "Wang") and given.ledger.go_live == date(2026, 1, 1)
    assert given.company.reply_days == 14


@pytest.mark.parametrize("key", [key for key in keys() if "[]" not in key and key != "matching.weights"])
def test_every_setting_without_a_table_of_its_own_can_be_given_its_default(key: str) -> None:
    value: object = Settings()
    for name in key.split("."):
        value = getattr(value, name)
    cell = "; ".join(map(str, value)) if isinstance(value, tuple) else value
    shown: Value = float(cell) if isinstance(cell, Decimal) else cell  # type: ignore[assignment]
    assert settings.read(sheet((key, shown))).settings == Settings()


@pytest.mark.parametrize("shown", [1.25, "1.25"])
def test_a_weight_is_set_by_its_rule_and_name(shown: Value) -> None:
    given = settings.read(sheet(("matching.weights.amount.exact", shown), ("matching.weights.payer_name.same", 0.0)))
    assert given.settings.matching.weights == {"amount": {"exact": Decimal("1.25")}, "payer_name": {"same": Decimal(0)}}


def test_a_weight_out_of_bounds_is_said_with_its_cell() -> None:
    with pytest.raises(ConfigError) as refused:
        settings.read(sheet(("matching.weights.amount.exact", 21.0)))
    assert "B2:" in refused.value.text() and "matching.weights.amount.exact" in refused.value.text()


def test_all_mistakes_are_said_at_once_with_their_cells() -> None:
    with pytest.raises(ConfigError) as refused:
        settings.read(
            sheet(("tolerance.roundng", 1), ("company.currency", "EURO"), ("period", "March"), ("as_of", "x"))
        )
    said = refused.value.text()
    assert all(cell in said for cell in ("B2:", "B3:", "B4:", "B5:")) and "tolerance.rounding" in said


def test_a_blank_value_is_as_if_it_were_not_there() -> None:
    assert settings.read(sheet(("company.name", ""), ("A heading", ""))).settings == Settings()


def test_named_cells_count_where_there_is_no_sheet() -> None:
    book = MemoryBook()
    book.put("Mine", ["key date", date(2026, 3, 31)])
    book.named["as_of"] = Area("Mine", 1, 2, 1, 2, "as_of")
    assert settings.read(book).as_of == date(2026, 3, 31)
