"""A month from the bank's file to its lock, pressed in Calc and on the same workbook closed: one chain of decisions.

The workbook is that of the small firm (`tests.xl_addin.workbooks`), whose receipts come with the bank's file.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from recon.words import LANGUAGES
from tests.live.buttons.cases import paid, waits
from tests.live.buttons.seen import choose, named, rows
from tests.live.rig.twin import Twin, twin
from tests.xl_addin.memory import NOON
from tests.xl_addin.workbooks import draw_firm, firm
from xl_addin.asking import Given
from xl_addin.closed import ClosedBook
from xl_addin.layout import DECISIONS, RECEIPTS
from xl_addin.live import LiveBook
from xl_addin.press import press

SHEETS = 3  # of the workbook
PAID = {("B-0001", "INV-26001", 1190.0), ("B-0002", "INV-26002", 1960.0), ("B-0003", "INV-26003", 500.0)}
_HEAD = "Booking date,Amount,Currency,Own account,Counterparty,Counterparty account,Remittance text,Line ID"
WHY = "agreed, 已确认"


@dataclass
class Both:
    """The workbook open in Calc, and the same one closed."""

    live: Twin
    closed: Path

    def press(
        self,
        id: str,
        on: tuple[str, str] = ("", ""),
        yes: int = 0,
        files: tuple[Path, ...] = (),
        typed: str | None = None,
    ) -> str:
        """Press a button in both, on the row of a sheet in which a text stands; they say and decide the same."""
        lang = self.live.lang
        row = choose(self.live, *on) if on[0] else 1
        said = self.live.press(id, answers=["yes"] * yes, files=files, typed=typed)
        book = ClosedBook(self.closed, Given(yes > 0, files, None, typed), NOON, lang, (row, row))
        if on[0]:
            book.choose(on[0])
        done = press(id, book, self.closed.parent / "closed.log")
        assert done.sentence == said
        if done.ok:
            book.save()
        assert self.chain() == self.chain(closed=True), id
        return said

    def chain(self, *, closed: bool = False) -> Any:
        """The sheet of decisions, hashes and all."""
        lang = self.live.lang
        book: Any = ClosedBook(self.closed, Given(), NOON, lang) if closed else LiveBook(self.live.book, NOON, lang)
        sheet = named("decisions", lang)
        return book.grid(sheet).rows if sheet in book.sheets() else ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_from_the_banks_file_to_a_locked_month(lang: str, app: Any, tmp_path: Path) -> None:
    bank = tmp_path / "bank.csv"
    bank.write_text("\n".join([_HEAD, *map(_as_csv, firm(lang).receipts)]), "utf-8")
    with twin(app, tmp_path / "books.xlsm", lambda macros: drawn(macros, lang), lang) as books:
        (tmp_path / "closed").mkdir()
        both = Both(books, Path(shutil.copy(books.path, tmp_path / "closed")))
        matches, receipts = named("matches", lang), named("receipts", lang)
        both.press("import_bank", files=(bank,))
        assert [row["amount"] for row in rows(books, RECEIPTS)] == [1190.0, 1960.0, 500.0, 333.33]
        both.press("match")
        both.press("explain", on=(receipts, "B-0002"))
        both.press("reject", on=(matches, "B-0003"))
        assert paid(books) == set() and waits(books) == [500.0, 333.33]
        both.press("undo", typed=WHY)
        both.press("accept", on=(matches, "B-0003"))
        assert paid(books) == {("B-0003", "INV-26003", 500.0)} and waits(books) == [333.33]
        both.press("post")
        assert paid(books) == PAID and [row["row"] for row in rows(books, DECISIONS) if row["undone"]]
        both.press("statement", typed="C003")
        both.press("close_month", yes=1, typed=WHY)
        locked = both.chain()
        said = both.press("post")
        assert "2026-03" in said and both.chain() == locked and paid(books) == PAID


def drawn(macros: Any, lang: str) -> bytes:
    """The small firm without its receipts."""
    out = io.BytesIO()
    made = macros(SHEETS, lang)
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        draw_firm(book, lang, receipts=False)
        book.add_vba_project(io.BytesIO(made.project), is_stream=True)
        book.set_vba_name(made.workbook)
        for sheet, name in zip(book.worksheets(), made.sheets, strict=True):
            sheet.set_vba_name(name)
    return out.getvalue()


def _as_csv(row: Sequence[Any]) -> str:
    number, account, booked, _, currency, amount, payer, payer_account, text = row[:9]
    told = f'"{text}"' if "," in text else text
    return f"{booked},{amount:.2f},{currency},{account},{payer},{payer_account},{told},{number}"
