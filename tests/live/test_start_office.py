"""The start workbook in an office program: worked out anew, every formula gives the value it carries."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from recon.aging import aging, buckets
from recon.money import exponent
from recon.rows import OPEN_ITEMS, OpenItem
from recon.words import LANGUAGES, say
from sample_books.tea_trader import EDITIONS, tell
from sample_books.tea_trader_files import rows
from tests.live.office import Office
from xl_addin.layout import ALLOC, LEDGER, RECEIPTS
from xl_addin.start import Row, Rows, start_workbook
from xl_addin.start.aging import FIRST, HEAD, ID, SUM
from xl_addin.start.figures import word

AS_OF = date(2026, 3, 31)
SPOILT = re.compile(r"#(REF|NAME|VALUE|DIV/0|N/A|NUM)|Err:")
Cells = Mapping[tuple[str, str], Any]  # sheet and address -> value


def decided(lang: str) -> Rows:
    """The sample with everything applied that the truth knows, and one allocation after the key date."""
    edition, story = EDITIONS[lang], tell(lang)
    given = rows(story, edition)
    issued = {item.id: item for item in story.items}
    applied: list[Row] = []
    seen: set[str] = set()
    for told in story.movements:
        for part in told.settles:
            if told.kind == "paid_twice" and part.item in seen:
                continue
            seen.add(part.item)
            item = issued[part.item]
            applied.append(
                {
                    "decision": len(applied) + 1,
                    "line_id": told.id,
                    "item_id": part.item,
                    "customer_id": item.party.id,
                    "effective": max(told.day, item.issued),
                    "currency": edition.currency,
                    "cash": part.cash / 100,
                    "written_off": part.written_off / 100 or None,
                    "of_line": part.cash / 100,
                }
            )
    (later,) = [item for item in story.items if item.id not in seen and item.kind == "prepayment"]
    applied.append({**applied[0], "item_id": later.id, "effective": date(2026, 4, 2), "cash": 1.0})
    return dataclasses.replace(given, tables={**given.tables, ALLOC.table: applied})


def spoilt(lang: str) -> Rows:
    """Whatever a person may do to a ledger."""
    given = rows(tell(lang), EDITIONS[lang])
    good: Row = {
        "kind": word("kind_invoice", lang),
        "customer_id": "C01",
        "issued": date(2026, 1, 5),
        "due": date(2026, 2, 4),
        "currency": EDITIONS[lang].currency,
        "amount": 100.0,
        "state": word("state_open", lang),
    }
    changed: tuple[Row, ...] = (
        {"item_id": "X-1"},
        {"item_id": "x-1"},
        {"item_id": "00123"},
        {"item_id": "123"},
        {"item_id": "26412000000000054097"},
        {"item_id": "26412000000000054098"},
        {"item_id": "X-2", "customer_id": "C99"},
        {"item_id": "X-3", "customer_id": None},
        {"item_id": "X-4", "currency": "USD"},
        {"item_id": "X-5", "amount": "12,50"},
        {"item_id": "X-6", "due": "04.02.2026"},
        {"item_id": "X-7", "due": None},
        {"item_id": "X-8", "issued": date(2026, 4, 2), "due": date(2026, 5, 2)},
        {"item_id": "X-9", "state": word("state_cancelled", lang)},
        {"item_id": "X-10", "state": word("state_paid", lang)},
        {"item_id": "X-11", "due": AS_OF},
        {"item_id": None},
    )
    more: list[Row] = [{**good, **change} for change in changed]
    paid: list[Row] = [
        {"item_id": number, "line_id": "L", "effective": date(2026, 3, 1), "cash": cash, "of_line": cash}
        for number, cash in (("00123", 30.0), ("26412000000000054097", 60.0), ("X-2", 140.0))
    ]
    ledger = [*given.tables[LEDGER.table][:5], {}, *more]
    lines: list[Row] = [{"line_id": "L", "amount": 500.0}, {}, {"booked": "01.03.2026", "amount": "7"}]
    tables = {**given.tables, LEDGER.table: ledger, ALLOC.table: paid, RECEIPTS.table: lines}
    return dataclasses.replace(given, tables=tables)


def cells_of(workbook: bytes) -> Cells:
    """The values of the cells that hold formulas."""
    plain = openpyxl.load_workbook(io.BytesIO(workbook))
    values = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True)
    return {
        (sheet.title, cell.coordinate): values[sheet.title][cell.coordinate].value
        for sheet in plain.worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.data_type == "f"
    }


@pytest.fixture(
    scope="module", params=[(lang, kind) for lang in LANGUAGES for kind in ("empty", "sample", "decided", "spoilt")]
)
def made(
    request: pytest.FixtureRequest, calc: Office, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Rows | None, Cells, Cells]:
    """Language, rows, the values carried, and those worked out anew."""
    lang, kind = request.param
    given = {
        "empty": None,
        "sample": rows(tell(lang), EDITIONS[lang]),
        "decided": decided(lang),
        "spoilt": spoilt(lang),
    }[kind]
    workbook = start_workbook(lang, given)
    folder = tmp_path_factory.mktemp("start")
    path = folder / f"{kind}.xlsx"
    path.write_bytes(workbook)
    again = calc.worked_out(path, folder / "again.xlsx")
    carried = cells_of(workbook)
    values = openpyxl.load_workbook(again, data_only=True)
    return lang, given, carried, {place: values[place[0]][place[1]].value for place in carried}


def test_every_formula_gives_the_value_it_carries(made: tuple[str, Rows | None, Cells, Cells]) -> None:
    _, _, carried, found = made
    assert len(carried) > 200
    assert [place for place in carried if not _same(carried[place], found[place])] == []


def test_no_formula_fails(made: tuple[str, Rows | None, Cells, Cells]) -> None:
    _, _, _, found = made
    assert [place for place, value in found.items() if isinstance(value, str) and SPOILT.search(value)] == []


def test_what_it_ages_is_what_the_core_ages(made: tuple[str, Rows | None, Cells, Cells]) -> None:
    lang, given, _, found = made
    if given is not None and given.tables[RECEIPTS.table][0].get("line_id") == "L":
        return  # spoilt: the core refuses such a ledger
    if given is None:
        given = Rows()
    sheet = say("xl_sheet_aging", lang)
    shown = {}
    for row in range(HEAD + 2, HEAD + 40):
        number = found.get((sheet, f"{_letter(ID)}{row}"))
        if number:
            spans = [found[sheet, f"{_letter(at)}{row}"] or 0 for at in range(FIRST, SUM + 1)]
            shown[number] = [round(float(span) * 100) for span in spans]
    wanted = aging(OPEN_ITEMS.frame(list(_items(given, lang))), AS_OF).to_dict("records")
    keys = [*(bucket.column for bucket in buckets()), "total_minor"]
    of_core = {row["customer_id"]: [int(row[key]) for key in keys] for row in wanted}
    assert {number: spans for number, spans in shown.items() if any(spans)} == {
        number: spans for number, spans in of_core.items() if any(spans)
    }
    assert given.tables == {} or of_core


def _items(given: Rows, lang: str) -> list[OpenItem]:
    """The documents as they are open at the key date."""
    falls: dict[str, int] = {}
    for one in given.tables.get(ALLOC.table, ()):
        day = one["effective"]
        if isinstance(day, date) and day <= AS_OF:
            falls[str(one["item_id"])] = falls.get(str(one["item_id"]), 0) + sum(
                round(float(cell) * 10 ** exponent(str(one["currency"])))
                for cell in (one.get("cash"), one.get("written_off"))
                if isinstance(cell, int | float)
            )
    if not given.tables:
        return []
    return [
        OpenItem(
            item.id,
            item.party.id,
            item.party.name,
            item.issued,
            item.due,
            item.party.currency,
            item.amount,
            item.amount - falls.get(item.id, 0),
            item.kind,  # type: ignore[arg-type]
        )
        for item in tell(lang).items
    ]


def _letter(column: int) -> str:
    return str(get_column_letter(column + 1))


def _same(carried: Any, found: Any) -> bool:
    if isinstance(carried, int | float) and isinstance(found, int | float):
        return abs(carried - found) < 1e-6
    return (carried or "") == (found or "")
