"""A workbook of ours in Calc, all its macros those of the add-in but for the way they reach Python.

Law: what a test sees has gone the whole way: the formula or the button, the macro text that is shipped, the bridge,
`xl_addin.host`, the core, and back into cells. A macro that does not compile does nothing at all and says nothing: so
whoever presses a button is told when nothing reached Python.

    with twin(app, tmp_path / "books.xlsm", small({"Ledger": rows}, ["match"])) as t:
        assert t.formula('=AR_BUCKET(45)') == "31-60"
        assert t.press("match", answers=["yes"]) == "3 payments matched."
        assert t.sheet("Ledger")["A2"].value == ...
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from tests.live.rig import wire

Macros = Callable[[int, str], Any]  # number of sheets, language -> `xl_addin.build.package.Macros`
Drawn = Callable[
    [Macros], bytes
]  # draws a workbook with these macros: `lambda macros: start_workbook("en", rows, macros)`
_BRIDGE = Path(__file__).with_name("ArBridge.bas")
_ASKING = "Asking"  # the sheet on which formulas are tried
_NOW = "2026-04-02T12:00:00+00:00"


class Bridge(wire.Callable):
    """What the macros call in place of Excel's way to Python."""

    def __init__(self, book: Any, lang: str) -> None:
        self._book, self._lang = book, lang
        self.standing = ("", (1, 1))  # place and size of the formula that is tried: no macro is told who asks it
        self._stood: dict[tuple[Any, ...], tuple[str, tuple[int, int]]] = {}  # and of those that were, by what they ask
        self.called: list[str] = []  # functions and buttons that reached Python
        self.failed: Exception | None = None

    def CallUDF(self, named: str, given: Sequence[Any]) -> tuple[tuple[Any, ...], ...]:
        """A worksheet function is asked."""
        from xl_addin import host
        from xl_addin.registry import functions

        self.called.append(named)
        try:
            known = next(one for one in functions() if one.name == named)
            # The office hands over 0 for an argument that is skipped; a 0 written out counts as skipped, too.
            left_out = [
                one.optional and type(value) is int and value == 0
                for one, value in zip(known.arguments, given, strict=True)
            ]
            arguments = [None if out else self._argument(one) for one, out in zip(given, left_out, strict=True)]
            place, block = self._stands(named, given)
            answer = getattr(host, named)(*arguments, place)
            return (block, *(tuple(_shown(cell) for cell in row) for row in answer))
        except Exception as error:
            self.failed = error
            raise

    def Run(self, button: str) -> None:
        """A button is pressed."""
        from xl_addin import host

        self.called.append(button)
        try:
            host.press(button, self._lang)
        except Exception as error:
            self.failed = error
            raise

    def _stands(self, named: str, given: Sequence[Any]) -> tuple[str, tuple[int, int]]:
        """Where the formula that asks stands, also when it is worked out anew. Two that ask the same count as one."""
        told = (str(one.CellRange.AbsoluteName) if hasattr(one, "CellRange") else one for one in given)
        asked = (named, *told)
        if self.standing[0]:
            self._stood[asked] = self.standing
        return self._stood.get(asked, self.standing)

    def _argument(self, given: Any) -> Any:
        """A range or a value as xlwings hands it over: through the reader of the add-in."""
        import xlwings

        from tests.live.rig.ranges import Range
        from xl_addin.host import Reader

        if given is None:
            return None
        if type(given) is int:
            given = float(given)  # Excel knows no other numbers
        context = _Read(value=given, range=None, engine=xlwings.engines.active)
        if hasattr(given, "CellRange"):
            address = given.CellRange.RangeAddress
            found = Range.at(self._book.impl.sheets(address.Sheet + 1), address)
            context.range = xlwings.Range(impl=found)
            context.value = None
        Reader.reader({})(context)
        return context.value


class _Read:
    """What xlwings hands to a reader."""

    def __init__(self, value: Any, range: Any, engine: Any) -> None:
        self.value, self.range, self.engine = value, range, engine


def _shown(cell: Any) -> Any:
    """A cell of an answer as a macro takes it: days as their numbers, blanks as such."""
    from tests.live.rig.values import EPOCH

    if isinstance(cell, date):
        from datetime import datetime, time, timedelta

        moment = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
        return (moment.replace(tzinfo=None) - EPOCH) / timedelta(days=1)
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


class Twin:
    """An open twin."""

    def __init__(self, app: Any, path: Path, lang: str) -> None:
        self.app, self.path, self.lang = app, path, lang
        self.book = app.books.open(path)
        self.bridge = Bridge(self.book, lang)
        try:
            self.book.impl.script("ArBridge.ArHand").invoke((self.bridge,), (), ())
        except wire.kind("com.sun.star.uno.RuntimeException"):
            pass  # the office asks for one interface more once it holds the object; it holds it all the same

    def sheet(self, name: str) -> Any:
        """A sheet, as xlwings has it."""
        return self.book.sheets[name]

    def formula(self, text: str, at: str = "A1", sheet: str = "") -> Any:
        """What a formula shows in one cell: a value, a day number, an error as its text; None where it is blank."""
        cell = self._asked(at, sheet)
        with self._standing_in(cell):
            cell.formula = text
            value = cell.options(err_to_str=True).value
        self._look_back()
        return value

    def block(self, text: str, rows: int, columns: int, at: str = "A1", sheet: str = "") -> list[list[Any]]:
        """What an array formula shows in a block of cells, below and right of a cell."""
        cells = self._asked(at, sheet).resize(rows, columns)
        with self._standing_in(cells):
            cells.formula_array = text
            values: list[list[Any]] = cells.options(ndim=2, err_to_str=True).value
        self._look_back()
        return values

    def again(self) -> None:
        """Work every formula out anew."""
        self.app.calculate()
        self._look_back()

    def press(
        self, button: str, answers: Sequence[str] = (), files: Sequence[Path] = (), typed: str | None = None
    ) -> str:
        """Fire the macro that a button on a sheet is bound to, else the one of that name.

        Args:
            button: its id, "match".
            answers: what the person says to each question, "yes" or "no".
            files: the files, or the folder, the person chooses.
            typed: the line the person types; None = what is proposed.

        Returns:
            The sentence the person is shown at the end.
        """
        return self._fire(self.bound(button) or f"ArButtons.{_pressed(button)}", (), button, answers, files, typed)

    def ribbon(
        self, button: str, answers: Sequence[str] = (), files: Sequence[Path] = (), typed: str | None = None
    ) -> str:
        """Fire the macro of a button of the ribbon, as `press`. Any object stands for the control it is told."""
        from xl_addin.build.wrappers import clicked

        return self._fire(f"ArRibbon.{clicked(button)}", (self.book.impl.api.found,), button, answers, files, typed)

    def bound(self, button: str) -> str:
        """What a button on some sheet is bound to; "" where no sheet has it."""
        wanted = f".{_pressed(button)}?"
        for form, number in self.controls():
            for event in form.getScriptEvents(number):
                if wanted in event.ScriptCode:
                    return str(event.ScriptCode)
        return ""

    def controls(self) -> Iterator[tuple[Any, int]]:
        """The buttons on all sheets: the form each is part of, and its number there."""
        for sheet in self.book.impl.sheets:
            forms = sheet.api.DrawPage.Forms
            for number in range(forms.Count):
                form = forms.getByIndex(number)
                yield from ((form, control) for control in range(form.Count))

    def log(self) -> str:
        """What buttons have logged for this user."""
        file = self.path.parent / "state" / "recon" / "excel.log"
        return file.read_text("utf-8") if file.exists() else ""

    def close(self) -> None:
        """Close the workbook."""
        self.book.close()

    def _asked(self, at: str, sheet: str) -> Any:
        if not sheet and _ASKING not in [one.name for one in self.book.sheets]:
            front = self.book.sheets.active
            self.book.sheets.add(_ASKING, after=self.book.sheets[-1])
            front.activate()
        return self.book.sheets[sheet or _ASKING][at]

    @contextmanager
    def _standing_in(self, cells: Any) -> Iterator[None]:
        cells.clear_contents()
        self.bridge.standing = (f"{cells.row} {cells.column} {self.book.name}/{cells.sheet.name}", cells.shape)
        try:
            yield
        finally:
            self.bridge.standing = ("", (1, 1))

    def _look_back(self) -> None:
        if self.bridge.failed:
            failed, self.bridge.failed = self.bridge.failed, None
            raise failed

    def _fire(
        self,
        script: str,
        given: tuple[Any, ...],
        button: str,
        answers: Sequence[str],
        files: Sequence[Path],
        typed: str | None,
    ) -> str:
        app = self.app.impl
        app.answers, app.chosen, app.typed, app.asked, app.unanswered = list(answers), tuple(files), typed, [], []
        logged = self.log()
        before = len(self.bridge.called)
        with self.before_it():
            self.book.impl.script(script).invoke(given, (), ())
        self._look_back()
        assert self.bridge.called[before:] == [button], f"the macro of {button} did not reach Python"
        told = self.log().removeprefix(logged)
        assert " ERROR " not in told, told
        assert app.unanswered == [], f"nobody answers: {app.unanswered}"
        assert app.answers == [], f"nobody was asked: {app.answers} are left over"
        return str(app.asked[-1])

    @contextmanager
    def before_it(self) -> Iterator[None]:
        """This workbook is the one in front."""
        import xlwings

        self.book.impl.activate()
        self.book.set_mock_caller()
        try:
            yield
        finally:
            delattr(xlwings.Book, "_mock_caller")


def _pressed(button: str) -> str:
    from xl_addin.build.wrappers import pressed

    return pressed(button)


@contextmanager
def twin(app: Any, path: Path, drawn: Drawn, lang: str = "en", user: str = "Li", now: str = _NOW) -> Iterator[Twin]:
    """A workbook, drawn with the macros of the twin, saved at `path` (.xlsm) and opened.

    Args:
        app: the office, as xlwings has it.
        path: the file; its folder is also home to whatever a button keeps for its user.
        drawn: draws the workbook.
        lang: of the macros and of the person.
        user: who presses.
        now: when.
    """
    from xl_addin.build import package
    from xl_addin.host import speak

    bridge = _BRIDGE.read_text("ascii")
    path.write_bytes(drawn(lambda sheets, _lang: package.twin(sheets, lang, bridge)))
    told = {
        "RECON_USER": user,
        "RECON_NOW": now,
        "HOME": str(path.parent),
        "XDG_STATE_HOME": str(path.parent / "state"),
    }
    kept = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    speak(lang)
    made = Twin(app, path, lang)
    try:
        yield made
    finally:
        made.close()
        speak("")
        for name, value in kept.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def small(sheets: Mapping[str, Sequence[Sequence[Any]]], buttons: Sequence[str] = ()) -> Drawn:
    """A workbook of these rows, the buttons on its first sheet."""

    def drawn(macros: Macros) -> bytes:
        import xlsxwriter

        out = io.BytesIO()
        made = macros(len(sheets), "en")
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            book.add_vba_project(io.BytesIO(made.project), is_stream=True)
            book.set_vba_name(made.workbook)
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for (name, rows), code in zip(sheets.items(), made.sheets, strict=True):
                page = book.add_worksheet(name)
                page.set_vba_name(code)
                for row, values in enumerate(rows):
                    for column, value in enumerate(values):
                        page.write(row, column, value, *([day] if isinstance(value, date) else []))
            for number, button in enumerate(buttons):
                place = {"macro": made.of(button), "caption": button, "width": 140, "height": 30}
                book.worksheets()[0].insert_button(1 + 3 * number, 9, place)
        return out.getvalue()

    return drawn


__all__ = ["Bridge", "Twin", "small", "twin"]
