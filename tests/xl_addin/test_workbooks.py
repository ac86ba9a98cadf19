"""The headings of the layout are what recon's own readers know, in both languages."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import pytest

from recon.ingest import books
from recon.ingest.files import bank_of
from recon.ingest.lists import grids, headers
from recon.ingest.lists.grids import Grids
from recon.ingest.profile import Profile
from recon.ingest.statement import FileStatus
from recon.rows import ItemKind
from recon.words import LANGUAGES
from tests.xl_addin.workbooks import firm, heading, sheet_of, small_firm
from xl_addin.layout import CUSTOMERS, INPUTS, LEDGER, RECEIPTS, TABLES, Layout

# What a reader calls the columns of the layout. Columns that are not read stand as "" or "unused".
_MEANT = {
    "customers": {
        "customer_name": "name",
        "customer_parent": "parent_id",
        "customer_accounts": "accounts",
        "customer_aliases": "aliases",
        "customer_country": "country",
        "customer_city": "city",
        "customer_contact": "contact",
        "customer_email": "email",
        "customer_language": "language",
        "customer_owner": "owner",
    },
    "items": {
        "kind": "document_type",
        "issued": "invoice_date",
        "due": "due_date",
        "purchase_order": "po_number",
        "state": "status",
        "discount": "discount_amount",
        "discount_until": "discount_date",
        "applied": "paid_amount",
        "open": "open_amount",
        "days_late": "unused",
        "bucket": "unused",
    },
    "bank": {
        "line_id": "bank_reference",
        "booked": "booking_date",
        "payer_name": "counterparty_name",
        "payer_account": "counterparty_account",
        "remittance_text": "purpose",
        "file": "",
        "used": "",
        "left": "",
    },
    "rates": {"rate_day": "day", "rate_base": "base", "rate_units": "rate"},
    "balances": {"gl_account": "account", "gl_name": "name", "gl_day": "day", "gl_balance": "balance"},
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("layout", INPUTS, ids=lambda layout: layout.sheet)
def test_the_readers_know_every_heading_of_an_input(layout: Layout, lang: str) -> None:
    known = {c.key: headers.name_of(heading(c.key, lang), layout.role).column for c in layout.columns}
    assert known == {c.key: _MEANT[layout.role].get(c.key, c.key) for c in layout.columns}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_columns_of_a_table_have_one_heading_and_no_two_sheets_one_name(lang: str) -> None:
    for layout in TABLES:
        heads = [heading(column.key, lang).casefold() for column in layout.columns]
        assert len(set(heads)) == len(heads)
    names = [sheet_of(layout, lang).casefold() for layout in TABLES]
    assert len(set(names)) == len(names) and all(len(name) <= 31 for name in names)


def _grids(path: Path, layout: Layout, lang: str) -> Grids:
    found = grids.read(path.read_bytes(), Profile(file=path.name))
    return Grids([grid for grid in found.grids if grid.sheet == sheet_of(layout, lang)])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_small_firm_is_read_whole(lang: str, tmp_path: Path) -> None:
    path, given = small_firm(tmp_path / "firm.xlsx", lang), firm(lang)
    profile = Profile(file=path.name)
    customers = books.book_of(_grids(path, CUSTOMERS, lang), "customers", profile)
    items = books.book_of(_grids(path, LEDGER, lang), "items", profile)
    bank = bank_of(_grids(path, RECEIPTS, lang), profile)
    assert [astuple(row)[:2] for row in customers.rows] == [row[:2] for row in given.customers]
    assert [row.amount_minor for row in items.rows] == [round(float(row[7]) * 100) for row in given.ledger]  # type: ignore[arg-type,union-attr]
    assert [row.kind for row in items.rows].count(ItemKind.CREDIT_NOTE) == 1  # type: ignore[union-attr]
    lines = [line for statement in bank.statements for line in statement.lines]
    assert [(line.bank_id, line.payer_name) for line in lines] == [(row[0], row[6]) for row in given.receipts]
    assert not customers.quarantined and not items.quarantined and not bank.quarantined
    assert bank.status is not FileStatus.REJECTED


def test_the_same_workbook_is_written_twice_to_the_byte(tmp_path: Path) -> None:
    first, second = small_firm(tmp_path / "a.xlsx"), small_firm(tmp_path / "b.xlsx")
    assert first.read_bytes() == second.read_bytes()
