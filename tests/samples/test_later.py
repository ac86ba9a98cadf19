"""The exporter's next month: a newer list of open items differs where it was planted, and April is posted."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recon import workspace
from recon.close import Closed, close
from recon.journal import Stamp
from recon.ledger.comparison import Cause, Comparison
from recon.sample import PERIOD, write_sample
from recon.statements import statements
from sample_books import exporter_april, exporter_month

STAMP = Stamp("tester", datetime(2026, 5, 4, 8, tzinfo=UTC))


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> tuple[Closed, Closed]:
    """March closed once more with the newer list, and April."""
    folder = tmp_path_factory.mktemp("later") / "books"
    write_sample("exporter", folder)
    close(workspace.open(folder), PERIOD, STAMP)
    for part in ("bank", "ledger"):
        shutil.copytree(folder / "later" / part, folder / "inputs" / part, dirs_exist_ok=True)
    return close(workspace.open(folder), PERIOD, STAMP), close(workspace.open(folder), "2026-04", STAMP)


def _only(closed: Closed) -> Comparison:
    (found,) = closed.month.comparison
    return found


def test_the_comparison_shows_what_was_planted_and_nothing_else(months: tuple[Closed, Closed]) -> None:
    story = exporter_month.tell()
    lines = {m.id: m for m in story.movements}
    unknown = {m.id for m in story.movements if m.kind == "unidentified"}
    misread = next(m.id for m in story.movements if m.kind == "misread_reference")
    back, there = exporter_april.not_posted_back(story), exporter_april.applied_there_only(story)
    rows = {(row.cause, row.item_id or row.line_id): row.gap_minor for row in _only(months[0]).rows}
    assert rows == {
        (Cause.NOT_POSTED_BACK, back.id): back.open,
        (Cause.APPLIED, there.id): -there.open,
        (Cause.APPLIED, misread): lines[misread].amount,
        **{(Cause.CASH, line): lines[line].amount for line in unknown},
    }


def test_the_page_of_the_sample_names_the_planted_differences(months: tuple[Closed, Closed]) -> None:
    page = (Path(exporter_april.__file__).parent / "exporter" / "README.md").read_text("utf-8")
    later = page[page.index("## The next month") :]
    assert all((row.item_id or row.line_id) in later for row in _only(months[0]).rows)


def test_every_receipt_of_april_is_posted_to_the_invoice_it_names(months: tuple[Closed, Closed]) -> None:
    story = exporter_month.tell()
    told = exporter_april.april(story, exporter_april.open_then(story))
    wanted = {m.id: [part.item for part in m.settles] for m in told if m.settles}
    found = {p.answer.line.bank_id: [a.item_id for a in p.allocations] for p in months[1].posted}
    assert found == wanted


def test_no_cent_is_counted_twice_over_the_two_months(months: tuple[Closed, Closed]) -> None:
    march, april = months
    assert march.posted == ()
    for closed in months:
        assert [check.label.text() for check in closed.month.controls if not check.holds] == []
    sections = statements(april.month).index.sections
    assert [c.label.text() for s in sections for c in s.checks if not c.holds] == []
    paid = sum(a.cash_minor for p in april.posted for a in p.allocations)
    before = sum(item.open_minor for item in march.month.items if item.currency == "EUR")
    after = sum(item.open_minor for item in april.month.items if item.currency == "EUR")
    assert before - after == paid
