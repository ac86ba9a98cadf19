"""The built files hold together: read back by independent readers, every name resolved, the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree as Xml
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from recon.errors import InputError
from recon.words import LANGUAGES
from tests.xl_addin.build.reading import logged, macros, opened, part, stream, subs, texts
from xl_addin import build
from xl_addin.build import borrowed, package
from xl_addin.build.ribbon import NAMESPACE, TAB_KEY, ribbon
from xl_addin.build.vba_project import Module
from xl_addin.registry import Button, Group, buttons, functions

ROOT = Path(__file__).resolve().parents[3]
PYTHON = r"C:\Users\李 娜\recon\.venv\Scripts\python.exe"


@cache
def addin(lang: str = "en", interpreter: str = PYTHON) -> bytes:
    return package.addin(lang, interpreter)


def buttons_of(xml: bytes) -> list[Xml.Element]:
    return Xml.fromstring(xml).findall(f".//{{{NAMESPACE}}}button")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_independent_reader_reads_every_module_and_warns_of_nothing(
    lang: str, caplog: pytest.LogCaptureFixture
) -> None:
    logged()
    with caplog.at_level(logging.WARNING):
        read = macros(addin(lang))
    said = {record.getMessage() for record in caplog.records}
    assert said <= {"For now, VBA stomping cannot be detected for files in memory"}  # said of every file
    written = {module.name: module.text() for module in package.modules(lang)}
    assert set(read) == {*written, "ThisWorkbook", "Sheet1", "Sheet2"}
    for name, text in written.items():  # the reader takes the module's own attributes away
        body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("Attribute VB_"))
        assert read[name].replace("\n", "\r\n").replace("\r\r", "\r").endswith(body[-400:]), name


def test_the_container_is_without_defect_and_ends_its_lines_as_windows_does() -> None:
    binary = part(addin(), "xl/vbaProject.bin")
    with opened(binary) as ole:
        assert ole.parsing_issues == []
    for text in (stream(binary, "PROJECT").decode("cp1252"), *texts(binary).values()):
        assert text.count("\n") == text.count("\r\n") > 0


@cache
def books(lang: str) -> dict[str, bytes]:
    """Every built file with macros in it."""
    return {name: book for name, book in build.contents(lang, PYTHON).items() if name.endswith((".xlam", ".xlsm"))}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_file_has_a_module_for_its_workbook_and_for_every_sheet(lang: str) -> None:
    named = re.compile(r'<(?:workbookPr|sheetPr) codeName="(\w+)"')
    assert len(books(lang)) >= 3
    for book in books(lang).values():
        with ZipFile(io.BytesIO(book)) as parts:
            sheets = [name for name in parts.namelist() if re.match(r"xl/(workbook|worksheets/sheet\d+)\.xml", name)]
            code_names = {named.findall(parts.read(name).decode())[0] for name in sheets}
        listed = stream(part(book, "xl/vbaProject.bin"), "PROJECT").decode("cp1252")
        assert set(re.findall(r"Document=(\w+)/", listed)) == code_names
        assert len(code_names) == len(sheets)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_button_on_a_sheet_calls_a_macro_that_is_there(lang: str) -> None:
    workbooks = {name: book for name, book in books(lang).items() if name.endswith(".xlsm")}
    for book in workbooks.values():
        with ZipFile(io.BytesIO(book)) as parts:
            drawings = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".vml"))
        called = re.findall(r"<x:FmlaMacro>\[0\]!(\w+)</x:FmlaMacro>", drawings)
        assert called and {f"ArButtons.{name}" for name in called} <= set(subs(book))


def test_it_is_an_add_in_with_macros_and_a_ribbon() -> None:
    types = part(addin(), "[Content_Types].xml").decode()
    assert "application/vnd.ms-excel.addin.macroEnabled.main+xml" in types and "sheet.macroEnabled" not in types
    assert 'ContentType="application/vnd.ms-office.vbaProject"' in types
    relations = Xml.fromstring(part(addin(), "_rels/.rels"))
    kinds = {one.get("Target"): one.get("Type") for one in relations}
    assert kinds["customUI/customUI14.xml"] == "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
    ids = [one.get("Id") for one in relations]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_button_of_the_ribbon_calls_a_macro_that_is_there(lang: str) -> None:
    found = subs(addin(lang))
    shown = buttons_of(part(addin(lang), "customUI/customUI14.xml"))
    assert len(shown) == len(buttons())
    assert {found[one.attrib["onAction"]] for one in shown} == {"control As IRibbonControl"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_ribbon_shows_the_words_and_no_id_or_key_twice(lang: str) -> None:
    root = Xml.fromstring(part(addin(lang), "customUI/customUI14.xml"))
    ids = [one.attrib["id"] for one in root.iter() if "id" in one.attrib]
    assert len(ids) == len(set(ids))
    shown = buttons_of(part(addin(lang), "customUI/customUI14.xml"))
    keys = [one.attrib["keytip"] for one in shown]
    assert not [(a, b) for a in keys for b in keys if a is not b and b.startswith(a)]
    assert all(re.fullmatch(r"[A-Z0-9]{1,3}", key) for key in (*keys, TAB_KEY))
    assert all(one.attrib["imageMso"].isalnum() and one.attrib["imageMso"].isascii() for one in shown)
    labels = {one.id: (one.label(lang), one.tip(lang), one.about(lang)) for one in buttons()}
    assert sorted(labels.values()) == sorted(
        (one.attrib["label"], one.attrib["screentip"], one.attrib["supertip"]) for one in shown
    )
    notes = [one.attrib["label"] for one in root.iter(f"{{{NAMESPACE}}}labelControl")]
    assert f"xlwings {version('xlwings')}" in notes


def button(id: str = "match", icon: str = "Help", key: str = "M", group: Group = Group.MATCH) -> Button:
    return Button(id, lambda _: "", group, icon, key, 1)


def test_key_tips_that_begin_alike_are_refused() -> None:
    with pytest.raises(ValueError, match="M and MA begin alike"):
        ribbon([button(), button("accept", key="MA")], "en")


def test_an_icon_with_strange_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="no name of an Office icon"):
        ribbon([button(icon="Table Format")], "en")


def test_on_a_mac_the_ribbon_says_that_there_are_no_formulas() -> None:
    assert b"Mac: " not in part(addin(), "customUI/customUI14.xml")
    assert b"Mac: " in part(addin("en", "/Users/li/recon/.venv/bin/python"), "customUI/customUI14.xml")


def sheet(name: str, lang: str = "en") -> list[tuple[object, ...]]:
    book = load_workbook(io.BytesIO(package.plain_sheets(lang, PYTHON)))
    return [tuple(cell for cell in row if cell is not None) for row in book[name].iter_rows(values_only=True)]


def test_the_settings_name_the_interpreter_and_only_keys_that_are_asked_for() -> None:
    settings = {str(key): str(value) for key, value in sheet("recon.conf")}
    assert settings["Interpreter_Win"] == PYTHON and settings["UDF Modules"] == "xl_addin.host"
    text = "".join(module.text() for module in package.modules("en"))
    asked = set(re.findall(r'(?:GetConfig|ArSetting)\("([^"]+)"', text))
    ours = {"VERSION", "VERSION OF XLWINGS"}  # for the doctor
    assert {key.upper() for key in settings} - ours <= asked
    assert "LICENSE_KEY" not in {key.upper() for key in settings}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_help_sheet_has_every_function_with_a_line_for_each_argument(lang: str) -> None:
    rows = sheet("recon.help", lang)[1:]
    assert rows == [
        (one.name, one.help(lang), len(one.arguments), *(a.help(lang) for a in one.arguments)) for one in functions()
    ]
    assert all(len(str(cell)) <= 255 for row in rows for cell in row)


def test_settings_come_from_the_add_ins_own_sheet_alone() -> None:
    runner = next(module for module in borrowed.modules() if module.name == "xlwings").text()
    asking = runner[runner.index("Function GetConfig(") :]
    body = asking[: asking.index("End Function")]
    assert "GetConfig = ArSetting(configKey, default)" in body
    assert "ActiveWorkbook" not in body and "FileExists" not in body
    assert runner.count("GetConfigFromSheet(") == runner.count(
        "Function GetConfigFromSheet("
    )  # nobody asks it any more
    assert 'PROJECT_NAME As String = "recon"' in runner


def test_the_macros_name_the_library_of_the_pinned_xlwings() -> None:
    pinned = re.search(r"^xlwings==([\d.]+)", (ROOT / "requirements.txt").read_text("utf-8"), re.M)
    assert pinned is not None
    assert borrowed.version() == version("xlwings") == pinned[1]
    named = set(re.findall(r'Lib "(xlwings[^"]+)"', macros(addin())["xlwings"]))
    assert named == {f"xlwings64-{pinned[1]}.dll", f"xlwings32-{pinned[1]}.dll"}


def test_only_files_under_a_free_licence_are_taken_from_xlwings() -> None:
    taken = {module.name: module.text() for module in borrowed.modules()}
    assert "xlwings is distributed under a BSD 3-clause license." in taken["xlwings"]
    assert "@license: MIT" in taken["Dictionary"]


def test_the_same_things_give_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib, sys; from xl_addin import build; made = build.contents('zh', 'C:/p/python.exe');"
        "print(hashlib.sha256(b''.join(k.encode() + made[k] for k in made)).hexdigest())"
    )
    made = build.contents("zh", "C:/p/python.exe")
    here = hashlib.sha256(b"".join(name.encode() + content for name, content in made.items())).hexdigest()
    there = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    }
    assert there == {here}


def test_a_workbook_with_buttons_holds_nothing_of_one_version() -> None:
    found = texts(package.macros(3, "zh").project)
    assert set(found) == {"ThisWorkbook", "Sheet1", "Sheet2", "Sheet3", "ArBridge", "ArWords", "ArButtons"}
    assert not [name for name, text in found.items() if re.search("xlwings|Shell|Declare", text)]


def test_a_twin_differs_from_the_add_in_by_its_bridge_alone() -> None:
    twin = texts(package.twin(1, "en", "' another", [Module("More", "' more")]).project)
    shipped = {module.name: module.text() for module in package.modules("en")}
    assert set(shipped) - set(twin) == {"xlwings", "Dictionary"}
    assert {name for name in shipped if twin.get(name) not in (None, shipped[name])} == {"ArBridge"}


def test_files_are_written_and_written_again_but_never_over_others(tmp_path: Path) -> None:
    first = build.write(tmp_path / "out", "en", PYTHON)
    assert first == build.write(tmp_path / "out", "en", PYTHON)
    assert all(path.is_file() for path in first)
    (tmp_path / "out" / "recon.xlam").write_bytes(b"somebody's")
    with pytest.raises(InputError, match=r"recon\.xlam"):
        build.write(tmp_path / "out", "en", PYTHON)
    assert (tmp_path / "out" / "recon.xlam").read_bytes() == b"somebody's"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_macros_can_be_brought_in_by_hand(lang: str, tmp_path: Path) -> None:
    made = {path.name: path.read_bytes() for path in build.write(tmp_path, lang, PYTHON) if path.parent != tmp_path}
    modules = {name: text for name, text in made.items() if name.endswith((".bas", ".cls"))}
    assert {name.split(".")[0] for name in modules} == {module.name for module in package.modules(lang)}
    assert all(text.count(b"\n") == text.count(b"\r\n") and text.isascii() for text in modules.values())
    assert made["Dictionary.cls"].startswith(b"VERSION 1.0 CLASS\r\nBEGIN\r\n")
    told = made["README.txt"].decode("utf-8-sig")
    assert {"recon-sheets.xlsx", "ThisWorkbook.txt"} <= {name for name in made if name in told}
    assert len(re.findall(r"^\d\. ", told, re.M)) == 6
