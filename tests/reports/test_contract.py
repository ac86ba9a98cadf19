"""The house rules of `recon/reports/`: a new report learns them here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest

import recon.reports
from recon.monthend import MonthEnd
from recon.registry import modules
from recon.report import Kind, Report, Section, currencies, totals
from recon.reports import build_all
from recon.words import LANGUAGES, Said
from tests.builders import item, month
from tests.reports.company import a_month

MODULES = modules("recon.reports")
MONTHS = {"full": a_month(), "empty": month(), "does_not_tie": a_month(holds=False)}


def sections(report: Report) -> Iterator[Section]:
    yield from report.sections


@pytest.mark.parametrize("name", MODULES)
def test_every_report_says_what_it_shows_and_where_it_stands(name: str) -> None:
    module = MODULES[name]
    assert (module.__doc__ or "").strip()
    assert sum(other.POSITION == module.POSITION for other in MODULES.values()) == 1
    assert module.build(month()).name == name


@pytest.mark.parametrize("which", MONTHS)
@pytest.mark.parametrize("name", MODULES)
def test_every_report_shows_its_policy_and_keeps_the_shape_of_its_sections(name: str, which: str) -> None:
    of = MONTHS[which]
    report = MODULES[name].build(of)
    said = " ".join(value.text() for _, value in report.policy)
    assert of.run_id in said and of.last.isoformat() in said
    assert report.draft == of.draft
    assert len({s.name for s in report.sections}) == len(report.sections) > 0
    for section in report.sections:
        keys = [column.key for column in section.columns]
        assert len(set(keys)) == len(keys)
        assert all(len(row) == len(keys) for row in section.rows)
        assert all(not check.column or check.column in keys for check in section.checks)
        for at, column in enumerate(section.columns):
            assert all(_fits(row[at], column.kind) for row in section.rows), (section.name, column.key)
            if column.kind is Kind.MONEY:
                of_row = currencies(section, column)
                assert all(len(of_row(row)) == 3 for row in section.rows if row[at] is not None)


def _fits(value: object, kind: Kind) -> bool:
    if value is None:
        return True
    if kind in (Kind.MONEY, Kind.COUNT):
        return type(value) is int
    if kind is Kind.DAY:
        return type(value) is date
    return isinstance(value, float | int) if kind is Kind.PERCENT else isinstance(value, str | Said)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", MODULES)
def test_every_word_of_a_report_is_there_in_both_languages(name: str, lang: str) -> None:
    report = MODULES[name].build(MONTHS["full"])
    words = [report.title, *(said for pair in report.policy for said in pair)]
    for section in report.sections:
        words += [section.title, *(column.label for column in section.columns), *(c.label for c in section.checks)]
        words += [cell for row in section.rows for cell in row if isinstance(cell, Said)]
    assert all(word.text(lang) is not None for word in words)


@pytest.mark.parametrize("name", MODULES)
def test_what_a_column_adds_up_is_what_its_neighbours_are(name: str) -> None:
    for section in MODULES[name].build(MONTHS["full"]).sections:
        keys = [column.key for column in section.columns]
        for at, column in enumerate(section.columns):
            for row in section.rows if column.adds else ():
                parts = [(-1 if key[0] == "-" else 1, row[keys.index(key.lstrip("-"))]) for key in column.adds]
                if row[at] is not None:
                    assert row[at] == sum(sign * part for sign, part in parts if isinstance(part, int))


def test_a_checks_column_adds_up_to_its_left_side() -> None:
    for report in build_all(MONTHS["full"]):
        for section in report.sections:
            keys = [column.key for column in section.columns]
            for check in section.checks:
                if check.column:
                    assert totals(section)[keys.index(check.column)] == check.left_minor


def test_all_control_totals_of_a_month_that_ties_hold_and_a_gap_is_shown() -> None:
    def wrong(of: MonthEnd) -> list[str]:
        return [c.label.text() for r in build_all(of) for s in r.sections for c in s.checks if not c.holds]

    assert wrong(MONTHS["full"]) == []
    assert wrong(MONTHS["does_not_tie"]) == ["Account *2051 EUR: opening + in - out = closing"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_rows_and_files_changes_no_report(seed: int) -> None:
    of = replace(MONTHS["full"], items=(*MONTHS["full"].items, item("Z-1", customer_name="Zweiter Name")))
    random = Random(seed)
    shuffled: dict[str, Any] = {
        name: tuple(random.sample(rows, len(rows)))
        for name in ("items", "customers", "lines", "answers", "allocations", "unapplied", "bank_files", "findings")
        if (rows := getattr(of, name)) is not None
    }
    assert build_all(replace(of, **shuffled)) == build_all(of)


def test_reports_stand_in_page_order_and_the_summary_comes_first() -> None:
    names = [report.name for report in build_all(month())]
    assert names == sorted(MODULES, key=lambda name: MODULES[name].POSITION)
    assert names[0] == "run_summary"
    assert set(names) == set(modules(recon.reports.__name__))
