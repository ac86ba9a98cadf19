"""Photographs a workbook while its buttons and formulas work in an office program, on a screen of its own.

It is the workbook of the guided tour in Excel, walked as far as its first month. The macros are those of the add-in;
the way they reach Python is that of the live tests (`tests/live/rig`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from docs.tutorial import excel_tour
from tests.live.office import office, python_with_uno
from tests.live.rig import clicks
from tests.live.rig.twin import Twin, twin
from xl_addin.start import start_workbook
from xl_addin.workbook.matches import COLUMNS

NAMES = ("receipts", "matches", "formulas")
_SAMPLE = Path(__file__).parents[2] / "sample_books" / "tea_trader"
_SHEETS = {"en": ("Ledger", "Receipts", "Formulas"), "zh": ("应收台账", "银行流水", "公式")}
_TABLE = "tblLedger[#All]"
_AGING = f"=AR_AGING({_TABLE},as_of)"
_ROWS, _COLUMNS = 24, 9  # of the block the aging stands in
_FORMATS = {"AR_DUE": "yyyy-mm-dd", "AR_DAYSLATE": "0"}


def pictures(lang: str, program: str, folder: Path, take: Callable[[str], Path]) -> None:
    """Take the pictures of one language.

    Args:
        lang: of the workbook and of the page.
        program: the office program.
        folder: for what the office and the screen keep.
        take: where the picture of a name goes, one of `NAMES`.
    """
    from tests.live.rig.engine import application

    home = _SAMPLE / lang
    lists, bank = sorted((home / "lists").iterdir()), sorted((home / "bank").iterdir())
    settings_sheet, matches_sheet = excel_tour.SHEETS[lang]
    ledger, receipts, formulas = _SHEETS[lang]
    path = folder / "recon-start.xlsm"
    with clicks.screen(folder) as screen, office(Path(program), folder, python_with_uno() or "", screen.display) as on:
        app = application(on.port)
        with twin(app, path, lambda macros: start_workbook(lang, macros=macros), lang, "Mireille Aubry") as books:
            clicks.show(books.book)
            _settle(books.sheet(settings_sheet), excel_tour.settings(lang)[0])
            for file in lists:
                books.press("import_ledger", files=[file])
            books.press("import_bank", files=bank[:1])
            _shoot(screen, books, receipts, "A6", take("receipts"))
            books.press("match")
            _decide(books.sheet(matches_sheet), excel_tour.decisions(lang)[0])
            _shoot(screen, books, matches_sheet, "F6", take("matches"))
            books.press("post")
            _try(books, formulas, ledger, excel_tour.formulas(lang))
            _shoot(screen, books, formulas, "A1", take("formulas"))
        app.quit()


def _settle(sheet: Any, wanted: dict[str, Any]) -> None:
    keys = [row[0].value for row in sheet["A1:B20"].rows]
    for key, value in wanted.items():
        sheet[keys.index(key), 1].value = value


def _decide(sheet: Any, wanted: dict[str, dict[str, str]]) -> None:
    places = {key: at for at, key in enumerate(COLUMNS, 1)}
    lines = [row[places["line_id"]].value for row in sheet["A1:AZ40"].rows]
    for line, typed in wanted.items():
        for key, text in typed.items():
            sheet[lines.index(line), places[key]].value = text


def _try(books: Twin, name: str, ledger: str, tried: list[tuple[str, str]]) -> None:
    """Type the formulas of the page on a sheet of their own, the aging as a block below them.

    Calc does not know the names of tables in what a macro types, and shows an error of a macro as text: so a table is
    given as its range, and errors are left to the page.
    """
    sheet = books.book.sheets.add(name, after=books.book.sheets[-1])
    area = books.sheet(ledger).tables["tblLedger"].range.address
    shown = [formula for formula, gives in tried if "#" not in gives and "LASTERROR" not in formula]
    for row, formula in enumerate(shown, 1):
        sheet[f"A{row}"].value = f"'{formula}"
        books.formula(formula.replace(_TABLE, f"{ledger}!{area}"), f"B{row}", name)
    top = len(shown) + 2
    sheet[f"A{top}"].value = f"'{_AGING}"
    books.block(_AGING.replace(_TABLE, f"{ledger}!{area}"), _ROWS, _COLUMNS, f"A{top + 1}", name)
    sheet[f"B1:J{top + _ROWS}"].number_format = '#,##0.00;-#,##0.00;"-"'
    for row, formula in enumerate(shown, 1):
        sheet[f"B{row}"].number_format = _FORMATS.get(formula[1 : formula.index("(")], "#,##0.00")
    for columns, width in (("A:A", 50), ("B:B", 30), ("C:J", 9.5)):
        sheet[columns].column_width = width
    sheet[f"A{top + 1}:J{top + 1}"].font.bold = True


def _shoot(screen: clicks.Screen, books: Twin, sheet: str, cell: str, path: Path) -> None:
    books.sheet(sheet).activate()
    books.sheet(sheet)[cell].select()
    screen.rest()
    screen.shot(path)
