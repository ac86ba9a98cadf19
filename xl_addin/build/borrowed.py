"""What the add-in takes from the xlwings that is installed beside it: the module that starts Python, under its BSD
licence, and the list type it needs on a Mac, under MIT.

Law: nothing of xlwings' paid part, and no licence key. Settings come from the add-in's own sheet alone. As shipped,
xlwings also reads them from the workbook in front and from a file beside it, so that a stranger's workbook could name
the program that runs.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from recon.errors import TemplateError
from recon.words import says
from xl_addin.build.vba_project import Kind, Module

PROJECT = "recon"  # names the settings sheet, recon.conf
_BSD = "xlwings is distributed under a BSD 3-clause license."
_MIT = "@license: MIT"
_PROJECT_NAME = re.compile(r'(Public Const PROJECT_NAME As String = ")[^"]*(")')
_VERSION = re.compile(r'XLWINGS_VERSION As String = "([^"]+)"')
_SETTINGS = re.compile(r"^(Function GetConfig\(.*?\) As Variant$).*?^End Function$", re.MULTILINE | re.DOTALL)
_OURS = r"""\1
    ' Changed for recon: settings come from the add-in's own sheet alone.
    GetConfig = ArSetting(configKey, default)
End Function"""


def modules() -> tuple[Module, Module]:
    """The modules `xlwings` and `Dictionary`.

    Raises:
        TemplateError: they are not there, under another licence, or not as this program knows them.
    """
    runner = _read("xlwings_custom_addin.bas", _BSD)
    runner = _replaced(_PROJECT_NAME, rf"\g<1>{PROJECT}\2", runner)
    runner = _replaced(_SETTINGS, _OURS, runner)
    listing = _read("addin/Dictionary.cls", _MIT)
    body = listing[listing.index("\n", listing.rindex("Attribute VB_Exposed")) + 1 :]
    return Module("xlwings", runner), Module("Dictionary", body, Kind.CLASS)


def version() -> str:
    """The version of xlwings that the add-in is built from, as its module says."""
    found = _VERSION.search(_read("xlwings_custom_addin.bas", _BSD))
    if found is None:
        raise _unknown("xlwings_custom_addin.bas")
    return found[1]


def _read(name: str, licence: str) -> str:
    spec = find_spec("xlwings")  # finds it without importing it
    places = (spec.submodule_search_locations or []) if spec else []
    for place in places:
        path = Path(place, name)
        if path.is_file():
            text = path.read_text("utf-8")
            if licence not in text:
                raise _unknown(name)
            return text
    raise TemplateError(says("build_no_xlwings", file=name), fix=says("build_no_xlwings_fix"))


def _replaced(pattern: re.Pattern[str], by: str, text: str) -> str:
    changed, times = pattern.subn(by, text)
    if times != 1:
        raise _unknown("xlwings_custom_addin.bas")
    return changed


def _unknown(name: str) -> TemplateError:
    return TemplateError(says("build_other_xlwings", file=name), fix=says("build_no_xlwings_fix"))
