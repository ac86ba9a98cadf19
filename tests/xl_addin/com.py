"""The Windows side of xlwings on any system: empty modules in place of COM, and a range as Excel hands it over.

So the code of xlwings that runs on Windows reads our arguments and writes our answers in a test. Import it first, in
a process of its own: it changes what `import xlwings` finds.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

MODULES = """
pythoncom pywintypes win32api win32com win32com.client win32com.server win32com.server.dispatcher
win32com.server.policy win32com.server.util win32con win32event win32gui win32process win32timezone winerror
""".split()
NA, SPILL, DIV0 = -2146826246, -2146826243, -2146826281  # error values as COM hands them over
MISSING = -2147352572  # an argument that was left out


class _Anything(ModuleType):
    """A module that has whatever is asked of it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (Exception,) if "error" in name.lower() else (), {})
        setattr(self, name, made)
        return made


def install() -> Any:
    """Put the empty modules in place and give xlwings with its Windows engine and decorators."""
    for name in MODULES:
        module = _Anything(name)
        module.__path__ = []
        sys.modules[name] = module
    for name in MODULES:
        if "." in name:
            setattr(sys.modules[name.rpartition(".")[0]], name.rpartition(".")[2], sys.modules[name])
    com, types, client = (sys.modules[name] for name in ("pythoncom", "pywintypes", "win32com.client"))
    com.CoInitialize = lambda: None  # type: ignore[attr-defined]
    types.TimeType = datetime  # type: ignore[attr-defined]
    types.IID = lambda text: text  # type: ignore[attr-defined]
    client.Dispatch = lambda given, **_more: given  # type: ignore[attr-defined]
    sys.modules["win32timezone"].TimeZoneInfo = SimpleNamespace(utc=lambda: None)  # type: ignore[attr-defined]
    sys.modules["win32process"].GetWindowThreadProcessId = lambda _: (1, 1)  # type: ignore[attr-defined]
    com.IID_IDispatch, com.TypeIIDs = "dispatch", {"dispatch": _Anything}  # type: ignore[attr-defined]
    com.__file__ = "pythoncom"
    found = SimpleNamespace(CLSIDFromString=lambda *_: 0, PyCom_PyObjectFromIUnknown=SimpleNamespace())
    ctypes.windll = ctypes.oledll = SimpleNamespace(ole32=found)  # type: ignore[attr-defined]
    setattr(ctypes, "PyDLL", lambda _: found)  # noqa: B010
    xlwings: Any = import_module("xlwings")
    _xlwindows, udfs = import_module("xlwings._xlwindows"), import_module("xlwings.udfs")
    xlwings._xlwindows = _xlwindows
    xlwings.engines.add(xlwings.Engine(impl=_xlwindows.engine))
    xlwings.func, xlwings.arg, xlwings.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret
    return SimpleNamespace(xlwings=xlwings, udfs=udfs, server=import_module("xlwings.com_server"))


def day(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A date cell, as COM hands it over."""
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - a cell knows no time zone


def cells(values: Sequence[Sequence[Any]], row: int = 1, column: int = 1, sheet: str = "Sheet1") -> Any:
    """A range of Excel's with these values: COM gives a single value, or rows."""
    book = SimpleNamespace(Name="Books.xlsx", FullName="Books.xlsx", Application=SimpleNamespace(Hwnd=1))
    used = SimpleNamespace(Row=1, Column=1, Rows=SimpleNamespace(Count=1000), Columns=SimpleNamespace(Count=50))
    parent = SimpleNamespace(Name=sheet, Parent=book, UsedRange=used)
    used.Worksheet = parent
    kind = SimpleNamespace(iid="{00020846-0000-0000-C000-000000000046}")
    alone = len(values) == 1 and len(values[0]) == 1
    return SimpleNamespace(
        Value=values[0][0] if alone else tuple(tuple(each) for each in values),
        Worksheet=parent,
        Row=row,
        Column=column,
        Rows=SimpleNamespace(Count=len(values)),
        Columns=SimpleNamespace(Count=len(values[0])),
        Address="$A$1",
        _oleobj_=SimpleNamespace(GetTypeInfo=lambda: SimpleNamespace(GetTypeAttr=lambda: kind)),
    )
