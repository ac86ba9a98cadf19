"""The small company at the points of its month where a command has something to do, and ticks in its review book."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from recon.review.layout import KEYS
from tests.state.company import company, mt940, put

PERIOD = "2026-03"
BOOK = f"work/{PERIOD}/review.xlsx"
# A payment that waits is decided on, one is a fee, one is a customer's money for no invoice yet.
MORE = (
    ("0330", 80_00, "B9", "Cella Srl", "INV-10026"),
    ("0331", 33_00, "B10", "Somebody Else", "thanks"),
)
TICKS = {
    "B3": {"decision": "on account", "customer": "C2", "note": "from the call of 2 April"},
    "B10": {"decision": "not ours", "reason": "other"},
}


def begun(folder: Path) -> Path:
    """A month closed, and two more receipts come in."""
    from tests.laws.faults import done

    company(folder)
    done(folder.with_name("log"), "close", folder)
    put(folder, "bank/more.sta", mt940(MORE, "4", 1310_10))
    return folder


def ticked(folder: Path) -> Path:
    """A month closed with all its receipts, and two of them decided on in its review book."""
    from tests.laws.faults import done

    begun(folder)
    done(folder.with_name("log"), "close", folder)
    tick(folder / BOOK, TICKS)
    return folder


def taken(folder: Path) -> Path:
    """The same, applied."""
    from tests.laws.faults import done

    ticked(folder)
    done(folder.with_name("log"), "apply", folder)
    return folder


def applied(folder: Path) -> Path:
    """The same, applied and closed again."""
    from tests.laws.faults import done

    taken(folder)
    done(folder.with_name("log"), "close", folder)
    return folder


def places(sheet: Any) -> tuple[int, dict[str, int]] | None:
    """The row of keys of a sheet and the column of each key, None where it has none. From 1."""
    for row in sheet.iter_rows(min_row=1, max_row=60):
        if any(cell.value == KEYS for cell in row):
            return row[0].row, {cell.value: cell.column for cell in row if isinstance(cell.value, str)}
    return None


def tick(path: Path, ticks: Mapping[str, Mapping[str, str | float]], by: str = "line_id") -> None:
    """Fill in cells of a review book with openpyxl: by what stands in the column `by`, each column by its key."""
    book = openpyxl.load_workbook(path)
    found = set()
    for sheet in book.worksheets:
        placed = places(sheet)
        if placed is None or by not in placed[1]:
            continue
        top, columns = placed
        for row in range(top + 2, sheet.max_row + 1):
            name = sheet.cell(row, columns[by]).value
            key = str(name)
            if key in ticks:
                found.add(key)
                for column, value in ticks[key].items():
                    sheet.cell(row, columns[column], value)
    assert found == set(ticks), f"{set(ticks) - found} is not in the book"
    book.save(path)


def late() -> str:
    """One more statement: a receipt that nobody has seen yet."""
    return mt940((("0331", 35_50, "B11", "Cella Srl", "INV-10027"),), "5", 1423_10)
