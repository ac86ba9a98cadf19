"""Ranges with defaults, and the asking of a function as a cell asks it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from recon.words import say
from tests.xl_addin.workbooks import firm
from xl_addin.cells import NONE, Cell, Cells, one
from xl_addin.formula.calls import call
from xl_addin.formula.refusals import message
from xl_addin.layout import ALLOC, CUSTOMERS, LEDGER, RECEIPTS, Layout
from xl_addin.registry import functions

FUNCTIONS = {function.name: function for function in functions()}
AS_OF = date(2026, 3, 31)
HERE = Cells(book="Book1.xlsx", sheet="Figures", top=2, left=8)  # the cell that asks


def at(day: date) -> datetime:
    """A day as a cell holds it."""
    return datetime.combine(day, time())


def as_of(day: date = AS_OF) -> Cells:
    """A key date in a cell."""
    return Cells(((at(day),),), "Book1.xlsx", "Settings", 5, 2)


def cells(rows: Sequence[Sequence[Any]], sheet: str = "Ledger", top: int = 1, left: int = 1) -> Cells:
    """A range."""
    held = tuple(tuple(at(c) if type(c) is date else c for c in row) for row in rows)
    return Cells(held, "Book1.xlsx", sheet, top, left)


HEADS = (
    "Document no",
    "Customer ID",
    "Customer name",
    "Document date",
    "Due date",
    "Currency",
    "Amount",
    "Open amount",
)
CHINESE_HEADS = ("单据编号", "客户编号", "客户名称", "单据日期", "到期日", "币种", "金额", "未清金额")


def document(number: str = "INV-1", **more: Any) -> tuple[Any, ...]:
    """A row of a list: 100.00 EUR of C1, due on 4 February 2026, all of it open."""
    amount = more.pop("amount", 100.0)
    row = {
        "number": number,
        "customer": "C1",
        "name": "Alder Trading Ltd",
        "issued": date(2026, 1, 5),
        "due": date(2026, 2, 4),
        "currency": "EUR",
        "amount": amount,
        "open": amount,
    }
    assert set(more) <= set(row)
    return tuple((row | more).values())


def listed(*rows: Sequence[Any], heads: Sequence[str] = HEADS, **place: Any) -> Cells:
    """A list of open items with its headings, on the sheet Ledger from A1."""
    return cells([heads, *(rows or (document(),))], **place)


def table(
    layout: Layout, rows: Sequence[Sequence[Any]], lang: str = "en", derived: Sequence[Sequence[Any]] = ()
) -> Cells:
    """A table of the workbook with the headings of a language; `derived` are the values its formulas show."""
    heads = [say(f"xl_col_{column.key}", lang) for column in layout.columns]
    plain = [at_ for at_, column in enumerate(layout.columns) if not column.derived]
    shown = [at_ for at_, column in enumerate(layout.columns) if column.derived]
    drawn = []
    for number, row in enumerate(rows):
        line: list[Any] = [None] * len(heads)
        for where, value in zip(plain, row, strict=False):  # what a row does not have is blank
            line[where] = value
        for where, value in zip(shown, derived[number] if derived else (), strict=False):
            line[where] = value
        drawn.append(line)
    return cells([heads, *drawn], sheet=say(f"xl_sheet_{layout.sheet}", lang))


def ledger(lang: str = "en") -> Cells:
    """tblLedger of the small firm, its formulas worked out: nothing is applied."""
    rows = firm(lang).ledger
    amount = [c.key for c in LEDGER.columns if not c.derived].index("amount")
    return table(LEDGER, rows, lang, [(0.0, row[amount], 0.0, "") for row in rows])


def receipts(lang: str = "en", left: Sequence[Any] = ()) -> Cells:
    """tblReceipts of the small firm."""
    rows = firm(lang).receipts
    amount = [c.key for c in RECEIPTS.columns if not c.derived].index("amount")
    held = left or [row[amount] for row in rows]
    return table(RECEIPTS, rows, lang, [(0.0, one_) for one_ in held])


def customers(lang: str = "en") -> Cells:
    """tblCustomers of the small firm."""
    return table(CUSTOMERS, firm(lang).customers, lang)


def allocated(
    line: str | None = "B-0001",
    item: str | None = "INV-26001",
    cash: Any = 1000.0,
    day: Any = date(2026, 3, 3),
    **more: Any,
) -> tuple[Any, ...]:
    """A row of tblAlloc: 1,000.00 EUR of the first receipt on the first invoice."""
    row = {
        "decision": 1.0,
        "line": line,
        "item": item,
        "customer": "C001",
        "day": day,
        "currency": "EUR",
        "cash": cash,
        "written_off": None,
        "reason": None,
        "of_line": cash,
    }
    assert set(more) <= set(row)
    return tuple((row | more).values())


def alloc(*rows: Sequence[Any], lang: str = "en") -> Cells:
    """tblAlloc."""
    return table(ALLOC, rows, lang)


def ask(name: str, *arguments: Cells | Cell, caller: Cells = HERE) -> tuple[tuple[Cell, ...], ...]:
    """The cells a formula gives."""
    given = [a if isinstance(a, Cells) else one(at(a) if type(a) is date else a) for a in arguments]
    return tuple(tuple(row) for row in call(FUNCTIONS[name], given, caller).rows)


def value(name: str, *arguments: Cells | Cell) -> Cell:
    """What a formula gives that gives one cell."""
    ((only,),) = ask(name, *arguments)
    return only


def column(rows: Sequence[Sequence[Cell]], heading: str) -> list[Cell]:
    """The cells under a heading of a table that a formula gave."""
    where = rows[0].index(heading)
    return [row[where] for row in rows[1:]]


def why(of: Cells = HERE) -> str:
    """What AR_LASTERROR says of a cell."""
    said = ask("AR_LASTERROR", of, caller=NONE)[0][0]
    assert said == message(of)
    return str(said)
