"""JSON for programs: one file a report; amounts are decimal strings, days are ISO, keys are stable."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from recon.durable import write_together
from recon.report import Check, Kind, Report, Section, Value, amount, currencies, total_currency, totals
from recon.writers import _shared

SUFFIX = ".json"


def write(reports: Sequence[Report], folder: Path, lang: str) -> list[Path]:
    """Write one file for each report.

    Raises:
        BusyError: a file is open elsewhere, or the folder cannot be written.
    """
    return write_together(folder, files(reports, lang))


def files(reports: Sequence[Report], lang: str) -> dict[str, bytes]:
    """The files by name."""
    return {f"{report.name}{SUFFIX}": _lines(value(report, lang)).encode() for report in reports}


def _lines(made: dict[str, Any]) -> str:
    """The report as JSON with one row a line, so that two runs can be compared line by line."""
    rows = [section["rows"] for section in made["sections"]]
    # No text of a report has a NUL in it, so what stands for a section's rows cannot be met anywhere else.
    marked = [{**section, "rows": f"\x00{n}"} for n, section in enumerate(made["sections"])]
    whole = json.dumps({**made, "sections": marked}, ensure_ascii=False, indent=1)
    for n, found in enumerate(rows):
        inside = ",\n".join(json.dumps(row, ensure_ascii=False) for row in found)
        whole = whole.replace(f'"\\u0000{n}"', f"[\n{inside}\n]" if found else "[]", 1)
    return whole + "\n"


def value(report: Report, lang: str) -> dict[str, Any]:
    """The report as plain lists and dicts."""
    return {
        "name": report.name,
        "title": _shared.text(report.title, lang),
        "draft": report.draft,
        "policy": {_shared.text(label, lang): _shared.text(said, lang) for label, said in report.policy},
        "ties": all(check.holds for section in report.sections for check in section.checks),
        "sections": [_section(section, lang) for section in report.sections],
    }


def _section(section: Section, lang: str) -> dict[str, Any]:
    of = [currencies(section, c) if c.kind is Kind.MONEY else None for c in section.columns]
    keys = [column.key for column in section.columns]
    return {
        "name": section.name,
        "title": _shared.text(section.title, lang),
        "currency": section.currency,
        "columns": [
            {"key": column.key, "label": _shared.text(column.label, lang), "kind": column.kind.value}
            for column in section.columns
        ],
        "rows": [
            {
                key: amount(cell, currency(row)) if currency and isinstance(cell, int) else _plain(cell, lang)
                for key, cell, currency in zip(keys, row, of, strict=True)
            }
            for row in section.rows
        ],
        "totals": _totals(section),
        "checks": [_check(check, lang) for check in section.checks],
    }


def _totals(section: Section) -> dict[str, str | int]:
    """Only what may be added up: a column of two currencies has no total."""
    added: dict[str, str | int] = {}
    for column, total in zip(section.columns, totals(section), strict=True):
        if total is not None:
            money = column.kind is Kind.MONEY
            added[column.key] = amount(total, total_currency(section, column) or "") if money else total
    return added


def _check(check: Check, lang: str) -> dict[str, Any]:
    return {
        "label": _shared.text(check.label, lang),
        "left": amount(check.left_minor, check.currency),
        "right": amount(check.right_minor, check.currency),
        "difference": amount(check.left_minor - check.right_minor, check.currency),
        "currency": check.currency,
        "holds": check.holds,
    }


def _plain(cell: Value, lang: str) -> str | int | float | None:
    return cell if cell is None or isinstance(cell, int | float) else _shared.text(cell, lang)
