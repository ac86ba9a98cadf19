"""An application, its books, and a book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import NoSuchObjectError, base_classes

from tests.live.rig import wire
from tests.live.rig.formulas import Formulas
from tests.live.rig.gaps import gaps_named, not_played
from tests.live.rig.names import Names
from tests.live.rig.native import NativeApp, NativeBook
from tests.live.rig.ranges import Range
from tests.live.rig.sheets import Sheet, Sheets
from tests.live.rig.tables import by_sheet
from tests.live.rig.values import Formats

if TYPE_CHECKING:
    from tests.live.rig.engine import Apps, Engine

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
}
_OPENS_ADDIN = "Calc MS Excel 2007 VBA XML"  # an add-in only opens under the name of what it is
_RUN_MACROS = 4  # MacroExecMode.ALWAYS_EXECUTE_NO_WARN
_NUMBERS = count(1)


@gaps_named
class App(base_classes.App):
    """An office. What it would ask a person is answered from `answers`, and kept in `asked`."""

    display_alerts = True
    enable_events = True
    interactive = True

    def __init__(self, apps: Apps, port: int) -> None:
        self._apps = apps
        context = wire.connected(port)
        self._api = NativeApp(self, wire.service(context, "com.sun.star.frame.Desktop"))
        self._pid = next(_NUMBERS)
        self._books = Books(self)
        self._status: str | bool = False
        self._still: list[Any] = []  # documents whose screen stands still
        self.context = context
        self.statuses: list[str | bool] = []  # everything the status bar has shown
        self.answers: list[str] = []  # "yes", "no"
        self.chosen: Sequence[Path] = ()  # files, or a folder
        self.typed: str | None = None  # None: what was proposed
        self.asked: list[str] = []
        self.unanswered: list[str] = []  # what nobody had an answer to: it was taken for no

    @property
    def engine(self) -> Engine:
        return self._apps.engine

    @property
    def api(self) -> Any:
        return self._api

    @property
    def books(self) -> Books:
        return self._books

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def version(self) -> str:
        return "16.0"

    @property
    def visible(self) -> bool:
        return True

    @visible.setter
    def visible(self, value: bool) -> None:
        if not value:
            raise not_played("App.visible = False")

    @property
    def status_bar(self) -> str | bool:
        return self._status

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self._status = value
        self.statuses.append(value)

    @property
    def screen_updating(self) -> bool:
        return not self._still

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        gone = wire.kind("com.sun.star.lang.DisposedException")
        while value and self._still:
            with suppress(gone):
                self._still.pop().removeActionLock()
        if not value and not self._still:
            self._still = [book.api.found for book in self.books]
            for document in self._still:
                document.addActionLock()

    @property
    def calculation(self) -> str:
        return "automatic" if all(book.api.isAutomaticCalculationEnabled() for book in self.books) else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        self.calculate()  # what waits for a reader here, Excel has done already
        for book in self.books:
            book.api.enableAutomaticCalculation(value == "automatic")

    def calculate(self) -> None:
        for book in self.books:
            book.api.calculateAll()

    @property
    def selection(self) -> Range | None:
        book = self.books.active
        if book is None:
            return None
        selected = book.api.CurrentController.getSelection()
        if not hasattr(selected, "RangeAddress"):
            addresses = getattr(selected, "RangeAddresses", ())
            return Range.at(book.sheets(addresses[0].Sheet + 1), addresses[0]) if addresses else None
        return Range.at(book.sheets(selected.RangeAddress.Sheet + 1), selected.RangeAddress)

    def activate(self, steal_focus: bool = False) -> None:
        self._apps.to_front(self)

    def alert(self, prompt: str, title: str, buttons: str, mode: str | None, callback: str | None) -> str:
        self.asked.append(prompt)
        if buttons in (None, "ok"):
            return "ok"
        if not self.answers:
            self.unanswered.append(prompt)
            return "no"
        return self.answers.pop(0)

    def run(self, macro: str, args: Any) -> Any:
        book = self.books.active
        assert book is not None
        return book.script(macro.rpartition("!")[2]).invoke(tuple(args), (), ())[0]

    def quit(self) -> None:
        for book in list(self.books):
            book.close()
        self._apps.gone(self)

    def kill(self) -> None:
        self.quit()


@gaps_named
class Books(base_classes.Books):
    """The open books, the one in front last."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._open: list[Book] = []

    @property
    def api(self) -> Any:
        return self.app.api

    @property
    def active(self) -> Book | None:
        return self._open[-1] if self._open else None

    def add(self) -> Book:
        return self._load("private:factory/scalc", f"Book{len(self._open) + 1}")

    def open(self, fullname: str, *_: Any, **__: Any) -> Book:
        path = Path(fullname).resolve()
        told = {"FilterName": _OPENS_ADDIN} if path.suffix == ".xlam" else {}
        return self._load(wire.url(path), str(path), **told)

    def _load(self, address: str, fullname: str, **told: Any) -> Book:
        said = wire.properties(MacroExecutionMode=_RUN_MACROS, **told)  # hidden books have no panes and run no macro
        document = self.app.api.loadComponentFromURL(address, "_blank", 0, said)
        if document is None:
            raise OSError(f"the office cannot open {fullname}")
        document.UndoManager.lock()  # nobody takes back cell by cell what a test does
        book = Book(self, document, fullname)
        self._open.append(book)
        return book

    def __call__(self, name_or_index: int | str) -> Book:
        if isinstance(name_or_index, int):
            return self._open[name_or_index - 1]
        for book in self._open:
            if name_or_index.lower() in (book.name.lower(), book.fullname.lower()):
                return book
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._open))

    def to_front(self, book: Book) -> None:
        """Make a book the active one."""
        self._open.sort(key=lambda one: one is book)

    def gone(self, book: Book) -> None:
        """A book was closed."""
        self._open.remove(book)


@gaps_named
class Book(base_classes.Book):
    """An open book."""

    def __init__(self, books: Books, document: Any, fullname: str) -> None:
        self._books, self._api, self._fullname = books, NativeBook(document), fullname
        self.locale = wire.struct("com.sun.star.lang.Locale", Language="en", Country="US")
        self.formats = Formats(document, self.locale)
        self.formulas = Formulas(document)
        self._tables: tuple[Any, dict[str, int]] = (None, {})
        self._sheets: dict[str, Any] = {}
        self.moved = 0  # how often cells or sheets were moved or taken out

    @property
    def api(self) -> Any:
        return self._api

    @property
    def app(self) -> App:
        return self._books.app

    @property
    def name(self) -> str:
        return Path(self._fullname).name

    @property
    def fullname(self) -> str:
        return self._fullname

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def named(self, name: str) -> Range:
        """The range of a table or of a defined name."""
        for sheet in self.sheets:
            if name in sheet.tables:
                return sheet.tables(name).data_body_range
        if self.names.contains(name):
            return self.names(name).refers_to_range
        raise NoSuchObjectError(f"The address/named range '{name}' doesn't exist.")

    def move(self) -> None:
        """Cells or sheets were moved or taken out: what was found before is looked for anew."""
        self.moved += 1
        self._sheets = {}

    def found_sheets(self) -> dict[str, Any]:
        """The office's own sheets by name, in order; found anew once their names are others."""
        names = self.api.Sheets.ElementNames
        if names != tuple(self._sheets):
            sheets = self.api.Sheets
            self._sheets = {name: sheets.getByName(name) for name in names}
        return self._sheets

    def tables_by_sheet(self) -> dict[str, int]:
        """All tables, and the sheet (from 0) each stands on; asked again once tables or sheets are others."""
        now = (self.api.DatabaseRanges.ElementNames, self.api.Sheets.ElementNames)
        if now != self._tables[0]:
            self._tables = (now, by_sheet(self.api.DatabaseRanges))
        return self._tables[1]

    def script(self, name: str) -> Any:
        """A macro of this book: Sub, Module.Sub, or the address a button is bound to."""
        if ":" not in name:
            project = next(known for known in self.api.BasicLibraries.ElementNames if known != "Standard")
            name = f"vnd.sun.star.script:{project}.{name}?language=Basic&location=document"
        return self.api.getScriptProvider().getScript(name)

    def activate(self) -> None:
        self._books.to_front(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        target = Path(path or self._fullname).resolve()
        self.api.storeToURL(wire.url(target), wire.properties(FilterName=_FILTERS[target.suffix.lower()]))
        self._fullname = str(target)

    def to_pdf(self, path: str, quality: str | None = None) -> None:
        self.api.storeToURL(wire.url(path), wire.properties(FilterName="calc_pdf_Export"))

    def close(self) -> None:
        self._books.gone(self)
        with suppress(wire.kind("com.sun.star.lang.DisposedException")):
            self.api.close(True)


__all__ = ["App", "Book", "Books", "Sheet"]
