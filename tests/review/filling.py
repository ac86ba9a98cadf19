"""Fills cells of a review book in, as a person does, by openpyxl."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from recon.review.layout import KEYS


def fill(path: Path, sheet: str, rows: Mapping[str, Mapping[str, object]], by: str = "_key") -> None:
    """Write values into the rows of a sheet (by its English name) whose column `by` holds the key of the mapping."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    places, first = _keys(page)
    for key, cells in rows.items():
        number = next(n for n in range(first, page.max_row + 1) if str(page.cell(n, places[by]).value or "") == key)
        for name, value in cells.items():
            page.cell(number, places[name]).value = value  # type: ignore[assignment]
    book.save(path)


def add(path: Path, sheet: str, *rows: Mapping[str, object], first_free: str = "") -> None:
    """Write new rows into the first rows of a sheet that are free: without a value in `first_free`, else in `no`."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    places, first = _keys(page)
    free = places[first_free or "no"]
    number = first + 1
    for cells in rows:
        while page.cell(number, free).value not in (None, ""):
            number += 1
        for name, value in cells.items():
            page.cell(number, places[name]).value = value  # type: ignore[assignment]
    book.save(path)


def shown(path: Path, sheet: str, column: str, by: str = "_key") -> dict[str, object]:
    """What a column shows, by the column `by`."""
    page = openpyxl.load_workbook(path)[sheet]
    places, first = _keys(page)
    found: dict[str, object] = {}
    for number in range(first + 1, page.max_row + 1):
        if key := page.cell(number, places[by]).value:
            found[str(key)] = page.cell(number, places[column]).value
    return found


def _keys(page: Worksheet) -> tuple[dict[str, int], int]:
    """Column by key, and the row of the headings."""
    for row in page.iter_rows():
        if any(cell.value == KEYS for cell in row):
            places = {str(cell.value): int(cell.column or 0) for cell in row if cell.value and cell.value != KEYS}
            return places, int(row[0].row or 0) + 1
    raise AssertionError(f"{page.title} has no row of keys")
