"""The settings template shows every setting with its default, and the list templates are what their builder makes."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from recon import config
from recon.ingest.books import read_customers, read_items
from recon.resources import path
from recon.rows import Customer, OpenItem
from templates.build import build

OWN = {"en": {}, "zh": {"currency": "CNY", "language": "zh"}}  # what a language's template sets otherwise
CHARTS = {"en": None, "zh": "1122"}  # the Chinese one names the accounts of the national chart: its receivables


def _template(lang: str, with_optional: bool = False) -> dict[str, Any]:
    text = path(f"templates/recon.{lang}.toml").read_text("utf-8")
    if with_optional:
        text = re.sub(r"(?m)^# (\w+ = )", r"\1", text)  # settings without a default stand as comments
    return tomllib.loads(text)


def _keys(settings: object) -> dict[str, Any]:
    """Setting names as nested tables."""
    assert is_dataclass(settings)
    found = {}
    for field in fields(settings):
        value = getattr(settings, field.name)
        found[field.name] = _keys(value) if is_dataclass(value) else None
    return found


def _shape(read: dict[str, Any]) -> dict[str, Any]:
    return {key: _shape(value) if isinstance(value, dict) and value else None for key, value in read.items()}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_template_shows_every_setting_there_is(lang: str) -> None:
    assert _shape(_template(lang, with_optional=True)) == _keys(config.Settings())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_template_changes_no_default(lang: str) -> None:
    wanted = config.settings({"schema": 1, "company": OWN[lang]})
    made = config.read(path(f"templates/recon.{lang}.toml"))
    assert CHARTS[lang] in (None, made.accounts.receivable)
    assert replace(made, accounts=wanted.accounts if CHARTS[lang] else made.accounts) == wanted


def test_the_two_templates_have_the_same_settings_in_the_same_order() -> None:
    keys = [
        re.findall(r"(?m)^(?:# )?(\w+) = ", path(f"templates/recon.{lang}.toml").read_text("utf-8")) for lang in OWN
    ]
    assert keys[0] == keys[1]


def test_the_builder_reproduces_the_empty_lists_to_the_byte(tmp_path: Path) -> None:
    build(tmp_path)
    for fresh in sorted(tmp_path.iterdir()):
        assert fresh.read_bytes() == path(f"templates/{fresh.name}").read_bytes(), fresh.name


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_filled_in_list_is_read_with_every_column_understood(lang: str, tmp_path: Path) -> None:
    who = ["00123", "Invoice" if lang == "en" else "发票", "C1", "Acme"]
    references = ["RF18539007547034", "PO-1", "K-9"]
    items = _filled(
        tmp_path / "open_items_2026-02-28.xlsx",
        path(f"templates/open_items.{lang}.xlsx"),
        [*who, date(2026, 2, 3), date(2026, 3, 5), "EUR", 100, 60.5, *references, 2, date(2026, 2, 17)],
    )
    read = read_items(items)
    (row,) = read.rows
    assert isinstance(row, OpenItem)
    assert [finding.text() for finding in read.findings] == []
    assert (row.item_id, row.kind, row.issued, row.due) == ("00123", "invoice", date(2026, 2, 3), date(2026, 3, 5))
    assert (row.amount_minor, row.open_minor, row.discount_minor) == (100_00, 60_50, 2_00)
    assert (row.payment_reference, row.purchase_order, row.contract) == ("RF18539007547034", "PO-1", "K-9")
    assert row.discount_until == date(2026, 2, 17)
    customers = _filled(
        tmp_path / "customers.xlsx",
        path(f"templates/customers.{lang}.xlsx"),
        ["C1", "Acme", "C0", "DE02120300000000202051", "Acme Trading", "DE", "Kiel", "Quay 1", "J", "j@a", "en", "Li"],
    )
    listed = read_customers(customers)
    assert [finding.text() for finding in listed.findings] == []
    accounts, aliases = ("DE02120300000000202051",), ("Acme Trading",)
    wanted = Customer("C1", "Acme", "C0", accounts, aliases, "DE", "Kiel", "Quay 1", "J", "j@a", "en", "Li")
    assert listed.rows == (wanted,)


def _filled(target: Path, template: Path, row: list[Any]) -> Path:
    """The list template with one row filled in, as a user saves it."""
    book = openpyxl.load_workbook(template)
    for column, value in enumerate(row, 1):
        book.worksheets[0].cell(2, column, value)
    book.save(target)
    return target
