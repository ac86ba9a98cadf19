"""The house rules of `recon/layouts/`: a new layout learns them here. `make golden` rewrites the expected files."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

import recon.layouts
from recon.config import OwnBank, PostingFiles
from recon.decisions.kinds import NOT_OURS
from recon.errors import ConfigError
from recon.layouts import Context, batches, layout, stem
from recon.postings import Entry
from recon.registry import modules
from recon.words import LANGUAGES
from tests.builders import item, line
from tests.postings.books import DOLLAR, book, booking, exported, facts, pays, posted, settings, taken_back

LAYOUTS = modules("recon.layouts")
GOLDEN = Path(__file__).parent / "golden"
OWN = PostingFiles(company_code="1000", tax_code="A1", prepared_by="李伟")


def _entries() -> tuple[Entry, ...]:
    """A receipt with a discount and a rest, one in dollars with a difference, a bank charge, a reversal, odd names."""
    invoice = item(customer_name="=Alpina, Sport AG")
    dollar = item(
        "US-7", 125_00, currency="USD", base_minor=90_00, base_currency="EUR", customer_name='宏达 "精密" 有限公司'
    )
    dollar = replace(dollar, customer_id="C2")
    paid = line(150_00, "B1", payer_name="=Alpina, Sport AG")
    foreign = line(100_00, "B2", payer_name="宏达精密", booked=date(2026, 2, 3))
    charge = line(-9_90, "B3", account="DE75512108001245126199")
    with_discount = pays(paid, invoice, 97_00, written_off_minor=3_00, write_off_reason="discount")
    known = facts(
        invoice,
        dollar,
        rates=(DOLLAR,),
        discount_tax_percent=Decimal(19),
        banks=(OwnBank("DE75512108001245126199", "1810"),),
    )
    decisions = (
        posted(paid, with_discount),
        posted(foreign, pays(foreign, dollar, 125_00, line_minor=100_00), customer="C2"),
        posted(charge, booking(charge), kind=NOT_OURS, customer=""),
    )
    return book(known, *decisions, exported(1, 2, 3), taken_back(1, day=date(2026, 2, 9))).entries


def _context(lang: str = "en") -> Context:
    own = settings()
    return Context("posting-001-x", replace(own, company=replace(own.company, language=lang), posting=OWN))


def _as_text(name: str, content: bytes) -> str:
    if name.endswith(".xlsx"):
        rows = [row for sheet in load_workbook(io.BytesIO(content)).worksheets for row in sheet.iter_rows()]
        assert all(cell.data_type != "f" for row in rows for cell in row)
        return "".join("|".join("" if c.value is None else str(c.value) for c in row) + "\n" for row in rows)
    return content.decode("gb18030" if name.endswith(".txt") else "utf-8").replace("\r\n", "\n")


def posting_files(name: str, lang: str) -> dict[str, bytes]:
    """The files of a layout: a receipt with a discount and a rest, one in dollars, a bank charge, a reversal."""
    return dict(LAYOUTS[name].files(_entries(), _context(lang)))


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_gives_the_files_it_gave_before(name: str) -> None:
    lang = "zh" if name in ("kingdee", "yonyou") else "en"
    made = LAYOUTS[name].files(_entries(), _context(lang))
    for file, content in made.items():
        expected = GOLDEN / f"{name}{Path(file).suffix}.expected"
        if os.environ.get("GOLDEN"):
            expected.write_text(_as_text(file, content), "utf-8", newline="\n")
        assert _as_text(file, content) == expected.read_text("utf-8")


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_keeps_the_contract(name: str) -> None:
    module = LAYOUTS[name]
    said = module.__doc__ or ""
    assert "Source:" in said and module.TITLE and isinstance(module.IN_BASE, bool)
    assert name == "generic" or "Not tried against a live" in " ".join(said.split())
    assert module.MOST_LINES is None or module.MOST_LINES > 10
    for lang in LANGUAGES:
        made = module.files(_entries(), _context(lang))
        assert next(iter(made)) == f"posting-001-x{module.SUFFIX}"
        assert all(file.startswith("posting-001-x.") for file in made)
        assert made == module.files(_entries(), _context(lang)), "the same entries give the same bytes"
    assert module.files((), _context())


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_name_from_a_file_becomes_a_formula(name: str) -> None:
    for file, content in LAYOUTS[name].files(_entries(), _context()).items():
        cells = _as_text(file, content).replace("|", ",").replace(";", ",")
        assert "Alpina" in cells
        if not file.endswith(".xlsx"):
            assert not any(cell.lstrip('"').startswith("=") for row in cells.splitlines() for cell in row.split(","))


def test_a_layout_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match="generic, kingdee, quickbooks, sap, xero, yonyou, zoho"):
        layout("sage")
    assert layout("sap") is LAYOUTS["sap"]
    assert set(LAYOUTS) == set(modules(recon.layouts.__name__))


def test_a_file_is_split_between_decisions_and_never_within_one() -> None:
    entries = _entries()
    sizes = [[sum(len(e.lines) for e in of) for of in batches(entries, most)] for most in (None, 12, 1)]
    assert [len(of) for of in sizes] == [1, 2, 4]
    assert sum(sizes[0]) == sum(sizes[1]) == sum(sizes[2])
    for most in (None, 12, 1):
        rows = [{e.row for e in of} for of in batches(entries, most)]
        assert sum(len(of) for of in rows) == len(set().union(*rows))


def test_files_of_a_period_are_counted_on() -> None:
    files = [exported(1, file="posting-001-sap.csv"), exported(2, file="posting-007-sap.csv", period="2026-11")]
    assert stem("2026-12", "sap", files) == "posting-002-sap"
    assert stem("2026-12", "sap", files, 1) == "posting-003-sap"
    assert stem("2026-10", "xero", files) == "posting-001-xero"
