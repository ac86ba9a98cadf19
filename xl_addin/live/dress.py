"""What xlwings has no word for and Excel's own objects do: protection, panes, tabs, print set-up.

On Windows these are asked of Excel itself. On a Mac protection is asked; panes, tabs and print set-up, which change
nothing that stands in a sheet, are left as the workbook has them.
"""

from __future__ import annotations

import sys
from typing import Any

from xl_addin.book import Page

_LANDSCAPE, _PORTRAIT, _A4 = 2, 1, 9
_IS_MAC = sys.platform == "darwin"


def is_protected(sheet: Any) -> bool:
    """True where the cells of a sheet cannot be changed."""
    return bool(sheet.api.protect_contents.get() if _IS_MAC else sheet.api.ProtectContents)


def is_fixed(book: Any) -> bool:
    """True where no sheet can be added or taken out."""
    return bool(book.api.protect_structure.get() if _IS_MAC else book.api.ProtectStructure)


def dress(sheet: Any, page: Page) -> None:
    """Panes, tab and print set-up of a drawn page; its sheet is in front."""
    if _IS_MAC:
        return
    window = sheet.book.app.api.ActiveWindow
    window.FreezePanes = False
    if any(page.frozen):
        window.SplitRow, window.SplitColumn = page.frozen
        window.FreezePanes = True
    if page.tab:
        sheet.api.Tab.Color = _blue_first(page.tab)
    setup = sheet.api.PageSetup
    setup.Orientation = _LANDSCAPE if page.landscape else _PORTRAIT
    setup.PaperSize = _A4
    setup.Zoom = False
    setup.FitToPagesWide = 1
    setup.FitToPagesTall = False
    setup.PrintTitleRows = f"$1:${page.repeated}" if page.repeated else ""


def _blue_first(colour: str) -> int:
    """A colour as Excel counts it.

    >>> hex(_blue_first("#0B3D91"))
    '0x913d0b'
    """
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red | green << 8 | blue << 16
