"""The bridge of the add-in: how a formula reaches Python, and what it says when it cannot.

The text that is shipped, its part for Windows, runs in Calc over a stand-in for the module of xlwings. Changed is what
Calc does not tell a macro: the system, the cell that asks, the workbook in front.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from recon.words import say
from tests.live.rig import wire
from xl_addin.build import package
from xl_addin.build.vba_project import Module

_FOR_WINDOWS = (
    (re.compile(r"^ *#If Mac Then\n.*?^ *#Else\n(.*?)^ *#End If\n", re.DOTALL | re.MULTILINE), r"\1"),
    (re.compile(r"^ *#If Not Mac Then\n(.*?)^ *#End If\n", re.DOTALL | re.MULTILINE), r"\1"),
    (re.compile(r"Application\.Caller"), "Asking()"),
    (re.compile(r"ActiveWorkbook"), "ThisWorkbook"),
)
STAND_IN = """
Global gServer As Variant
Global gStarts As Long
Global gRun As String
Public Sub Hand(server)
    gServer = server
End Sub
Public Function Asking()
    Asking = 0
End Function
Public Function XLPy()
    gStarts = gStarts + 1
    If IsEmpty(gServer) Then Err.Raise 1000, "xlwings", "no server"
    Set XLPy = gServer
End Function
Public Function RunPython(command)
    gRun = command
End Function
Public Function Call1(named, value)
    On Error GoTo failed
    Call1 = ArCallUdf(CStr(named), Array(value))
    Exit Function
failed:
    Call1 = "raised: " & Err.Description
End Function
Public Function Setting(key, otherwise)
    Setting = ArSetting(CStr(key), CStr(otherwise))
End Function
Public Function Pressed(button)
    ArRun CStr(button)
    Pressed = gRun
End Function
Public Function Starts()
    Starts = gStarts
End Function
"""


class Server(wire.Callable):
    """The Python that xlwings would start."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.fails = 0

    def Exec(self, statement: str) -> str:
        self.told.append(statement)
        return ""

    def CallUDF(self, module: str, named: str, args: Any, *_: Any) -> str:
        if self.fails:
            self.fails -= 1
            raise RuntimeError("ended")
        return f"{module}.{named}{args}"


class Bridge:
    """The bridge in an open workbook."""

    def __init__(self, book: Any) -> None:
        self.book = book

    def call(self, macro: str, *given: Any) -> Any:
        return self.book.impl.script(f"StandIn.{macro}").invoke(given, (), ())[0]

    def hand(self, server: Server) -> None:
        try:
            self.call("Hand", server)
        except wire.kind("com.sun.star.uno.RuntimeException"):
            pass  # the office asks for one interface more once it holds the object; it holds it all the same


@pytest.fixture
def bridge(app: Any, tmp_path: Path) -> Iterator[Bridge]:
    import xlsxwriter

    text = package.text("ArBridge.bas")
    for pattern, by in _FOR_WINDOWS:
        text = pattern.sub(by, text)
    assert "#If" not in text and "#Else" not in text
    made = package.twin(1, "zh", text, [Module("StandIn", STAND_IN)])
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_vba_project(io.BytesIO(made.project), is_stream=True)
        book.set_vba_name(made.workbook)
        sheet = book.add_worksheet(package.SETTINGS_SHEET)
        sheet.set_vba_name(made.sheets[0])
        for row, line in enumerate(package.settings("zh", sys.executable).items()):
            sheet.write_row(row, 0, line)
    path = tmp_path / f"{tmp_path.name}.xlsm"
    path.write_bytes(out.getvalue())
    opened = app.books.open(path)
    yield Bridge(opened)
    opened.close()


def test_a_setting_is_read_whatever_the_case_of_its_name(bridge: Bridge) -> None:
    assert bridge.call("Setting", "LANGUAGE", "none") == "zh"
    assert bridge.call("Setting", "INTERPRETER_WIN", "none") == sys.executable
    assert bridge.call("Setting", "LICENSE_KEY", "none") == "none"


def test_a_formula_reaches_the_module_excel_calls_and_python_is_started_once(bridge: Bridge) -> None:
    server = Server()
    bridge.hand(server)
    assert bridge.call("Call1", "AR_NAMEKEY", "Acme") == "xl_addin.host.AR_NAMEKEY('Acme', '')"
    assert bridge.call("Call1", "AR_NAMEKEY", "Beta") == "xl_addin.host.AR_NAMEKEY('Beta', '')"
    assert bridge.call("Starts") == 1
    assert server.told == ["import xl_addin.host as host; host.speak('zh')"]


def test_a_python_that_was_ended_is_started_again(bridge: Bridge) -> None:
    server = Server()
    bridge.hand(server)
    bridge.call("Call1", "AR_NAMEKEY", "Acme")
    server.fails = 1
    assert bridge.call("Call1", "AR_NAMEKEY", "Acme") == "xl_addin.host.AR_NAMEKEY('Acme', '')"
    assert bridge.call("Starts") == 2


def test_a_python_that_does_not_start_is_waited_for_once_and_not_by_every_cell(bridge: Bridge) -> None:
    assert [bridge.call("Call1", "AR_NAMEKEY", "Acme") for _ in range(3)] == ["raised: no server"] * 3
    assert bridge.call("Starts") == 1


def test_where_python_does_not_start_the_last_error_says_so_without_it(bridge: Bridge) -> None:
    bridge.call("Call1", "AR_NAMEKEY", "Acme")
    assert bridge.call("Call1", "AR_LASTERROR", 0) == f"{say('vba_no_python', 'zh')} (no server)"


def test_a_button_runs_one_line_of_python_in_the_language_of_the_add_in(bridge: Bridge) -> None:
    assert bridge.call("Pressed", "match") == "import xl_addin.host as host; host.press('match', 'zh')"
