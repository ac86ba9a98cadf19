"""The macros as files that can be imported by hand, for an Excel that does not take the add-in as it was built."""

from __future__ import annotations

from recon.words import say
from xl_addin.build import package
from xl_addin.build.vba_project import CODE_PAGE, Kind, Module

SHEETS = "recon-sheets.xlsx"
_STEPS = 6
# What an exported class begins with; the editor asks for it when it imports one.
_CLASS = "VERSION 1.0 CLASS\r\nBEGIN\r\n  MultiUse = -1  'True\r\nEND\r\n"


def texts(lang: str, interpreter: str) -> dict[str, bytes]:
    """The files by name: modules, the text of the workbook's own module, the sheets, and how to put them together.

    Raises:
        TemplateError: xlwings is not installed, or not as this program knows it.
    """
    made = dict(_file(module) for module in package.modules(lang))
    own = package.text("ThisWorkbook.cls")
    steps = [f"{number}. {say(f'build_macros_{number}', lang)}" for number in range(1, _STEPS + 1)]
    read_me = "\r\n".join([say("build_macros_title", lang), "", *steps, ""])
    return {
        **made,
        "ThisWorkbook.txt": "\r\n".join([*own.splitlines(), ""]).encode(CODE_PAGE),
        SHEETS: package.plain_sheets(lang, interpreter),
        "README.txt": read_me.encode("utf-8-sig"),
    }


def _file(module: Module) -> tuple[str, bytes]:
    if module.kind is Kind.STANDARD:
        return f"{module.name}.bas", module.text().encode(CODE_PAGE)
    kept = [line for line in module.text().splitlines() if not line.startswith(_OF_THE_PROJECT)]
    return f"{module.name}.cls", (_CLASS + "\r\n".join([*kept, ""])).encode(CODE_PAGE)


_OF_THE_PROJECT = ("Attribute VB_Base", "Attribute VB_TemplateDerived", "Attribute VB_Customizable")
