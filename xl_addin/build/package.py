"""The files Excel opens: the add-in, and what makes a workbook one with buttons.

Law: the same program, language, interpreter and xlwings give the same bytes: parts sorted, one date.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from recon import __version__
from recon.words import say
from xl_addin.build import borrowed
from xl_addin.build.basic import words_module
from xl_addin.build.ribbon import ribbon
from xl_addin.build.vba_project import Module, documents, project
from xl_addin.build.wrappers import pressed, ribbon_buttons, udfs, workbook_buttons
from xl_addin.registry import CATEGORY, Function, buttons, functions

HOST = "xl_addin.host"  # what Excel calls; the same name stands in ArBridge
SETTINGS_SHEET, HELP_SHEET = f"{borrowed.PROJECT}.conf", f"{borrowed.PROJECT}.help"
_SAID = ("title", "no_workbook", "no_python", "no_addin", "no_functions")  # by macros
_DATE = (1980, 1, 1, 0, 0, 0)  # the first one a zip file knows
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a file format's field
_TYPES, _RELATIONS, _RIBBON = "[Content_Types].xml", "_rels/.rels", "customUI/customUI14.xml"
_WORKBOOK_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN_TYPE = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"
_RIBBON_RELATION = (
    b'<Relationship Id="rIdRibbon" Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility" '
    b'Target="customUI/customUI14.xml"/></Relationships>'
)


@dataclass(frozen=True, slots=True)
class Macros:
    """What a workbook needs so that its buttons work.

    With XlsxWriter: `workbook.add_vba_project(io.BytesIO(macros.project), is_stream=True)`,
    `workbook.set_vba_name(macros.workbook)`, `sheet.set_vba_name(name)` with one of `macros.sheets` for every sheet,
    hidden ones included, and `sheet.insert_button(cell, {"macro": macros.of("match"), "caption": ...})`.
    """

    project: bytes  # vbaProject.bin
    workbook: str  # code name
    sheets: tuple[str, ...]  # code names

    def of(self, button: str) -> str:
        """The macro that presses a button."""
        return pressed(button)


def macros(sheets: int, lang: str) -> Macros:
    """The macros of a workbook of so many sheets: they hand each press to the add-in."""
    modules = [
        Module("ArBridge", text("ArBookBridge.bas")),
        Module("ArWords", words_module(_SAID, lang)),
        Module("ArButtons", workbook_buttons(buttons())),
    ]
    return _macros("ArBook", sheets, modules)


def twin(sheets: int, lang: str, bridge: str, more: Sequence[Module] = ()) -> Macros:
    """The macros of the add-in in a workbook, with another bridge: for another host, or to see what they do.

    Args:
        sheets: how many the workbook has.
        lang: of what macros say.
        bridge: Basic of the module `ArBridge`; `ArBridge.bas` says what it must have.
        more: further modules.
    """
    return _macros("ArTwin", sheets, [Module("ArBridge", bridge), *_own(lang), *more])


def modules(lang: str) -> tuple[Module, ...]:
    """The modules of the add-in but for those of its documents.

    Raises:
        TemplateError: xlwings is not installed, or not as this program knows it.
    """
    return (*borrowed.modules(), Module("ArBridge", text("ArBridge.bas")), *_own(lang))


def addin(lang: str, interpreter: str) -> bytes:
    """The add-in, recon.xlam.

    Args:
        lang: of ribbon, help and messages.
        interpreter: path of the Python it starts on the user's machine; one that begins with "/" is a Mac's.

    Raises:
        TemplateError: xlwings is not installed, or not as this program knows it.
    """
    made = documents(2, text("ThisWorkbook.cls"))
    binary = project("ArRecon", [*made, *modules(lang)])
    notes = [f"recon {__version__}", f"xlwings {borrowed.version()}"]
    if interpreter.startswith("/"):
        notes.append(say("vba_mac", lang))
    parts = _sheets(lang, interpreter, binary, [one.name for one in made])
    parts[_TYPES] = parts[_TYPES].replace(_WORKBOOK_TYPE, _ADDIN_TYPE)
    parts[_RIBBON] = ribbon(buttons(), lang, notes)
    parts[_RELATIONS] = parts[_RELATIONS].replace(b"</Relationships>", _RIBBON_RELATION)
    return packed(parts)


def plain_sheets(lang: str, interpreter: str) -> bytes:
    """The sheets of the add-in as a workbook without macros."""
    return packed(_sheets(lang, interpreter))


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The zip file of these parts by name."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda name: (name != _TYPES, name)):
            part = ZipInfo(name, _DATE)
            part.create_system = 0  # the same on every system
            package.writestr(part, parts[name], ZIP_DEFLATED, 9)
    return out.getvalue()


def _macros(name: str, sheets: int, own: Sequence[Module]) -> Macros:
    made = documents(sheets)
    return Macros(project(name, [*made, *own]), made[0].name, tuple(one.name for one in made[1:]))


def _own(lang: str) -> tuple[Module, ...]:
    """The modules that are the same in every host."""
    return (
        Module("ArValues", text("ArValues.bas")),
        Module("ArWords", words_module(_SAID, lang)),
        Module("ArUdfs", udfs(functions())),
        Module("ArRibbon", ribbon_buttons(buttons())),
        Module("ArButtons", workbook_buttons(buttons())),
    )


def text(name: str) -> str:
    """A file of the folder `vba`."""
    return files("xl_addin").joinpath("vba", name).read_text("ascii")


def settings(lang: str, interpreter: str) -> dict[str, str]:
    """The lines of the settings sheet. The first four are xlwings' names for them."""
    return {
        "Interpreter_Win": interpreter,
        "Interpreter_Mac": interpreter,
        "UDF Modules": HOST,
        "ADD_WORKBOOK_TO_PYTHONPATH": "false",
        "Language": lang,
        "Category": CATEGORY,
        "Version": __version__,
        "Version of xlwings": borrowed.version(),
    }


def help_rows(known: Sequence[Function], lang: str) -> list[list[str | int]]:
    """The lines of the help sheet: name, help, how many arguments, help of each."""
    return [[one.name, one.help(lang), len(one.arguments), *(a.help(lang) for a in one.arguments)] for one in known]


def _sheets(lang: str, interpreter: str, binary: bytes = b"", names: Sequence[str] = ()) -> dict[str, bytes]:
    """The parts of a workbook with the sheets the macros read; with macros where there is a project."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book: Any = Workbook(out, {"in_memory": True, **options})
    book.set_properties({"title": "recon", "created": _CREATED})
    conf, about = book.add_worksheet(SETTINGS_SHEET), book.add_worksheet(HELP_SHEET)
    for row, (key, value) in enumerate(settings(lang, interpreter).items()):
        conf.write_row(row, 0, [key, value])
    conf.set_column(0, 1, 40)
    about.write_row(0, 0, ["function", "help", "arguments"])
    for row, cells in enumerate(help_rows(functions(), lang), 1):
        about.write_row(row, 0, cells)
    about.set_column(0, 1, 40)
    if binary:
        book.add_vba_project(io.BytesIO(binary), is_stream=True)
        for each, name in zip((book, conf, about), names, strict=True):
            each.set_vba_name(name)
    book.close()
    with ZipFile(io.BytesIO(out.getvalue())) as package:
        return {name: package.read(name) for name in package.namelist()}
