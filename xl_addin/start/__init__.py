"""The workbook a firm begins with: settings, tables to fill in, and formulas that age what is owed.

Law: it is right without macros, in Excel 2016 and LibreOffice: every formula is native, none is volatile, and every one
carries the value it gives. Same rows, same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

from recon.writers._excel import Styles
from xl_addin.layout import ABOUT, ALLOC, BALANCES, CUSTOMERS, LEDGER, RECEIPTS
from xl_addin.start.aging import SHEET, AgingSheet, top_sheet
from xl_addin.start.drawing import INPUT, OUTPUT, WORKING, Drawing, Macros
from xl_addin.start.figures import Figures
from xl_addin.start.front import front_sheet
from xl_addin.start.rows import Row, Rows, rows_of
from xl_addin.start.settings import filled, settings_sheet
from xl_addin.start.tables import table_sheet

__all__ = ["SHEETS", "Macros", "Row", "Rows", "rows_of", "start_workbook"]

SHEETS = 9  # how many it has
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a file format's field, not a moment


def start_workbook(lang: str, rows: Rows | None = None, macros: Callable[[int, str], Macros] | None = None) -> bytes:
    """The start workbook as .xlsx, or with buttons as .xlsm.

    Args:
        lang: of everything in it.
        rows: what to fill in; without, its tables are empty and its settings the usual ones.
        macros: what makes the macros of a workbook of so many sheets in a language (`xl_addin.build.package.macros`).
    """
    from xlsxwriter import Workbook

    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, {"in_memory": True, **options})
    made = macros(SHEETS, lang) if macros else None
    figures = Figures(filled(rows or Rows(), lang), lang)
    drawing = Drawing(book, figures, Styles(book), made)
    book.set_properties({"title": drawing.told("title"), "created": _CREATED})
    about = drawing.add(ABOUT)
    settings_sheet(drawing)
    table_sheet(drawing, CUSTOMERS, INPUT, ("import_ledger", "statement"))
    table_sheet(drawing, LEDGER, INPUT, ("import_ledger", "check", "aging", "statement"))
    table_sheet(drawing, RECEIPTS, INPUT, ("import_bank", "import_folder", "match", "post", "undo"))
    table_sheet(drawing, BALANCES, INPUT, ("close_month",))
    table_sheet(drawing, ALLOC, WORKING)
    aged = AgingSheet(drawing, drawing.add(SHEET, OUTPUT))
    aged.draw()
    top_sheet(drawing, aged)
    front_sheet(drawing, about, aged.rows)
    if made is not None:
        book.add_vba_project(io.BytesIO(made.project), is_stream=True)
        book.set_vba_name(made.workbook)
        for sheet, name in zip(book.worksheets(), made.sheets, strict=True):
            sheet.set_vba_name(name)
    book.close()
    return out.getvalue()
