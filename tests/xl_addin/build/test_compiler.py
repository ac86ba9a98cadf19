"""The macros compile: read as Excel's compiler reads them, on every host it runs on."""

from __future__ import annotations

from functools import cache

import pytest

from recon.words import LANGUAGES
from tests.basic import HOSTS, WINDOWS, faults
from tests.xl_addin.build.reading import texts
from xl_addin.build import package
from xl_addin.build.vba_project import documents


@cache
def addin(lang: str = "en") -> dict[str, str]:
    """The modules of the add-in by name."""
    made = (*documents(2, package.text("ThisWorkbook.cls")), *package.modules(lang))
    return {module.name: module.text().replace("\r\n", "\n") for module in made}


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_macros_of_the_add_in_compile(lang: str, host: str) -> None:
    assert faults(addin(lang), HOSTS[host]) == []


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_macros_of_a_workbook_compile(lang: str, host: str) -> None:
    assert faults(texts(package.macros(9, lang).project), HOSTS[host]) == []


# What is changed in which module, and what the compiler would say.
BROKEN = [
    ("ArBridge", "Dim high As Long, wide As Long", "Dim high, wide As Long", "wants high as long, and high is variant"),
    (
        "ArBridge",
        "Dim high As Long, wide As Long, tried As Long",
        "Dim high As Long, wide As Long",
        "tried is not decl",
    ),
    ("ArBridge", "        End With\n    End If\n    ArPlaced", "        End With\n    ArPlaced", "of ArPlaced with"),
    ("ArBridge", "        Loop\n    End With\nEnd Function", "    End With\nEnd Function", "closes nothing"),
    ("ArBridge", "Resume again", "Resume once", "leads nowhere"),
    ("ArBridge", 'ArSetting("LANGUAGE", "en")', "ArSetting()", "ArSetting with 0 arguments"),
    ("ArBridge", "Public Sub ArDescribe()", "Public Sub ArValues()", "is also a module"),
    (
        "ArBridge",
        "    Static tries As Long",
        "    Static tries As Long\n    Dim tries As Long",
        "tries is declared twice",
    ),
    ("ArBridge", "#End If\n\nPublic Sub ArRun", "\nPublic Sub ArRun", "an #If that is not closed"),
    ("ArRibbon", "Option Explicit\n", "Option Explicit\nPublic Sub ArPressMatch()\nEnd Sub\n", "is also in"),
    ("ArUdfs", "Attribute AR_DUE.", "Attribute AR_DAYSLATE.", "within AR_DUE"),
    ("ArUdfs", "issued As Variant", "next As Variant", "an argument called next"),
    ("ArWords", "Option Explicit", "Option Explicit\nx = 1", "outside a procedure"),
    ("ArValues", "Private Sub ArSize(", "Private Sub ArError(", "arerror is declared 2 times"),
    ("ArValues", "        Next j\n    Next i", "        Next j", "of ArShown with"),
    ("ThisWorkbook", "    ArDescribe\nEnd Sub\n\nPrivate", "    ArDescribes\nEnd Sub\n\nPrivate", "ArDescribes is not"),
]


@pytest.mark.parametrize(("module", "old", "new", "said"), BROKEN, ids=[said for *_, said in BROKEN])
def test_what_would_not_compile_is_seen(module: str, old: str, new: str, said: str) -> None:
    whole = addin()
    assert old in whole[module]
    found = faults({**whole, module: whole[module].replace(old, new, 1)}, WINDOWS)
    assert any(said in fault for fault in found), found
