"""What only Excel's own objects offer, under Excel's names: the few members that a live book asks for through `.api`.

Everything else is the office's own object, so a test may ask it as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.live.rig.gaps import not_played

if TYPE_CHECKING:
    from tests.live.rig.books import App, Book

_A4 = (21000, 29700)  # hundredths of a millimetre


class Native:
    """An object of the office, with some of Excel's names."""

    def __init__(self, found: Any) -> None:
        self.__dict__["found"] = found

    def __getattr__(self, name: str) -> Any:
        return getattr(self.found, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(getattr(type(self), name, None), property):
            object.__setattr__(self, name, value)
        else:
            setattr(self.found, name, value)


class NativeApp(Native):
    """Excel.Application."""

    def __init__(self, app: App, found: Any) -> None:
        super().__init__(found)
        self.__dict__["app"] = app

    @property
    def ActiveWindow(self) -> Window:
        return Window(self.app.books.active)

    def FileDialog(self, kind: int) -> Chooser:
        return Chooser(self.app)

    def InputBox(self, prompt: str, title: str, default: str, Type: int) -> str | bool:  # noqa: N803
        self.app.asked.append(prompt)
        return default if self.app.typed is None else self.app.typed


class Chooser:
    """A dialog in which files or a folder are chosen: those that `App.chosen` names."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.Title = ""
        self.AllowMultiSelect = False

    def Show(self) -> int:
        self._app.asked.append(self.Title)
        return -1 if self._app.chosen else 0

    @property
    def SelectedItems(self) -> Chooser:
        return self

    @property
    def Count(self) -> int:
        return len(self._app.chosen)

    def Item(self, number: int) -> str:
        return str(self._app.chosen[number - 1])


class Window:
    """The window in front: what of its sheet does not scroll."""

    def __init__(self, book: Book) -> None:
        self.SplitRow = self.SplitColumn = 0
        self._controller = book.api.CurrentController

    @property
    def FreezePanes(self) -> bool:
        return bool(self._controller.hasFrozenPanes())

    @FreezePanes.setter
    def FreezePanes(self, value: bool) -> None:
        if value:
            self._controller.freezeAtPosition(self.SplitColumn, self.SplitRow)
        else:
            self._controller.freezeAtPosition(0, 0)


class NativeBook(Native):
    """A Workbook."""

    @property
    def ProtectStructure(self) -> bool:
        return bool(self.found.isProtected())


class NativeSheet(Native):
    """A Worksheet."""

    def __init__(self, book: Book, found: Any) -> None:
        super().__init__(found)
        self.__dict__["book"] = book

    @property
    def ProtectContents(self) -> bool:
        return bool(self.found.isProtected())

    @property
    def Tab(self) -> Tab:
        return Tab(self.found)

    @property
    def PageSetup(self) -> PrintSetup:
        styles = self.book.api.StyleFamilies.getByName("PageStyles")
        return PrintSetup(self.found, self.book, styles)


class Tab:
    """The tab of a sheet. Excel's colours have blue first."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    @property
    def Color(self) -> int:
        return _turned(self._sheet.TabColor)

    @Color.setter
    def Color(self, value: int) -> None:
        self._sheet.TabColor = _turned(value)


def _turned(value: int) -> int:
    return (value & 255) << 16 | value & 0xFF00 | value >> 16 & 255


class PrintSetup:
    """How a sheet is printed. A sheet gets a page style of its own with the first change.

    The office counts all pages anew whatever is set: what is so already is left alone.
    """

    def __init__(self, sheet: Any, book: Book, styles: Any) -> None:
        name = f"Print {sheet.Name}"
        if not styles.hasByName(name):
            styles.insertByName(name, book.api.createInstance("com.sun.star.style.PageStyle"))
            sheet.PageStyle = name
        self._sheet, self._style = sheet, styles.getByName(name)

    def _put(self, **wanted: Any) -> None:
        new = {name: value for name, value in wanted.items() if getattr(self._style, name) != value}
        if new:
            names = tuple(sorted(new))
            self._style.setPropertyValues(names, tuple(new[name] for name in names))

    @property
    def Orientation(self) -> int:
        return 2 if self._style.IsLandscape else 1

    @Orientation.setter
    def Orientation(self, value: int) -> None:
        if self.Orientation != value:
            width, height = _A4[::-1] if value == 2 else _A4
            self._put(IsLandscape=value == 2, Width=width, Height=height)

    @property
    def PaperSize(self) -> int:
        sides = sorted((self._style.Width, self._style.Height))
        return 9 if all(abs(one - other) < 60 for one, other in zip(sides, _A4, strict=True)) else 0  # twips inside

    @PaperSize.setter
    def PaperSize(self, value: int) -> None:
        if value != 9:
            raise not_played("PageSetup.PaperSize other than A4")
        if self.PaperSize != value:
            width, height = _A4[::-1] if self._style.IsLandscape else _A4
            self._put(Width=width, Height=height)

    @property
    def Zoom(self) -> bool | int:
        return int(self._style.PageScale) or False

    @Zoom.setter
    def Zoom(self, value: bool | int) -> None:
        self._put(PageScale=int(value))

    @property
    def FitToPagesWide(self) -> int:
        return int(self._style.ScaleToPagesX)

    @FitToPagesWide.setter
    def FitToPagesWide(self, value: int) -> None:
        self._put(ScaleToPagesX=int(value))

    @property
    def FitToPagesTall(self) -> bool | int:
        return int(self._style.ScaleToPagesY) or False

    @FitToPagesTall.setter
    def FitToPagesTall(self, value: bool | int) -> None:
        self._put(ScaleToPagesY=int(value))

    @property
    def PrintTitleRows(self) -> str:
        if not self._sheet.getPrintTitleRows():
            return ""
        rows = self._sheet.getTitleRows()
        return f"${rows.StartRow + 1}:${rows.EndRow + 1}"

    @PrintTitleRows.setter
    def PrintTitleRows(self, value: str) -> None:
        if value == self.PrintTitleRows:
            return
        if not value:
            self._sheet.setPrintTitleRows(False)
            return
        first, last = value.replace("$", "").split(":")
        self._sheet.setTitleRows(self._sheet.getCellRangeByName(f"A{first}:A{last}").RangeAddress)
