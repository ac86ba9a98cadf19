"""The macro text of functions and buttons, from the registry.

One plain shape, which Excel and the spreadsheet program of the live tests both compile: one call of the bridge, an
error value where it fails.
"""

from __future__ import annotations

from collections.abc import Iterable

from xl_addin.build.basic import argument_name, camel, function_name, help_text, quoted
from xl_addin.registry import Button, Function

_LANG = "en"  # the text of a macro is in letters of ASCII; the sheet recon.help has the user's language
_WRONG = 2015  # #VALUE!


def udfs(functions: Iterable[Function]) -> str:
    """The module `ArUdfs`: what a formula in a cell calls.

    Raises:
        ValueError: a name Excel or Basic does not take, or a help text that is too long.
    """
    return "\n".join(["Option Explicit", "", *(_wrapper(function) for function in functions)])


def _wrapper(function: Function) -> str:
    name = function_name(function.name)
    names = [argument_name(argument.name) for argument in function.arguments]
    taken = [f"Optional {a.name} As Variant" if a.optional else f"{a.name} As Variant" for a in function.arguments]
    lines = [
        f"Public Function {name}({', '.join(taken)}) As Variant",
        f"Attribute {name}.VB_Description = {quoted(help_text(function.help(_LANG)))}",
        f'Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n14"',
        "    If ArInWizard() Then Exit Function",
        "    On Error GoTo failed",
        f"    {name} = ArCallUdf({quoted(name)}, Array({', '.join(names)}))",
        "    Exit Function",
        "failed:",
        f"    {name} = CVErr({_WRONG})",
        "End Function",
        "",
    ]
    return "\n".join(lines)


def pressed(button: str) -> str:
    """The macro behind a button of a workbook.

    >>> pressed("import_bank")
    'ArPressImportBank'
    """
    return f"ArPress{camel(button)}"


def clicked(button: str) -> str:
    """The macro behind a button of the ribbon.

    >>> clicked("import_bank")
    'ArRibbonImportBank'
    """
    return f"ArRibbon{camel(button)}"


def workbook_buttons(buttons: Iterable[Button]) -> str:
    """The module `ArButtons`: what the buttons on sheets call."""
    return _subs((pressed(button.id), "", button.id) for button in buttons)


def ribbon_buttons(buttons: Iterable[Button]) -> str:
    """The module `ArRibbon`: what the buttons of the ribbon call."""
    return _subs((clicked(button.id), "control As IRibbonControl", button.id) for button in buttons)


def _subs(each: Iterable[tuple[str, str, str]]) -> str:
    made = (f"Public Sub {name}({taken})\n    ArRun {quoted(id)}\nEnd Sub\n" for name, taken, id in each)
    return "\n".join(["Option Explicit", "", *made])
