"""Pages in an office program: worked out anew, every formula gives the value it was drawn with."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from recon.journal import Stamp
from recon.reports import build_all
from tests.live.office import Office
from tests.reports.company import a_month
from tests.xl_addin.workbooks import small_firm
from xl_addin.asking import Given
from xl_addin.closed import ClosedBook
from xl_addin.layout import RECEIPTS
from xl_addin.workbook.pages import pages


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_formula_of_every_report_gives_the_value_it_was_drawn_with(
    calc: Office, lang: str, tmp_path: Path
) -> None:
    path = small_firm(tmp_path / "firm.xlsx", lang)
    book = ClosedBook(path, Given(), Stamp("Li", datetime(2026, 4, 2, tzinfo=UTC)), lang)
    for report in build_all(a_month()):
        for page in pages(report, lang):
            book.draw(page)
    book.append("tblReceipts", [["B-0009", *[None] * 4, 12.5, *[None] * (len(RECEIPTS.columns) - 6)]])
    book.keep_rows("tblLedger", [2, 4, 5])
    book.save()
    drawn = openpyxl.load_workbook(path)
    carried = openpyxl.load_workbook(path, data_only=True)
    again = openpyxl.load_workbook(calc.worked_out(path, tmp_path / "again.xlsx"), data_only=True)
    assert again.sheetnames == drawn.sheetnames
    seen = 0
    for sheet in drawn:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                was, now = carried[sheet.title][cell.coordinate].value, again[sheet.title][cell.coordinate].value
                if was is not None:  # columns carried down were worked out by nobody yet
                    assert now == (pytest.approx(was) if isinstance(was, float | int) else was), cell
                    seen += 1
                assert not str(now).startswith("#") and now is not None, cell
    assert seen > 100
    assert dict(again[drawn.sheetnames[2]].tables)["tblReceipts"].ref == "A1:Q6"
