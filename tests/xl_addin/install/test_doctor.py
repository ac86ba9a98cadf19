"""The doctor on machines that are folders: each way in which the add-in is known to fail, planted alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.xl_addin.install.machines import (
    CLICK_TO_RUN,
    DISABLED,
    EXCEL,
    LOCATIONS,
    OPTIONS,
    POLICY,
    SECURITY,
    XLWINGS,
    addin,
    answers,
    hive,
    linux,
    mac,
    program_file,
    script,
    windows,
    with_python,
    written,
)
from xl_addin import doctor
from xl_addin import install as installing
from xl_addin.doctor import State, examine, worst
from xl_addin.install import LIST, install
from xl_addin.places import ADDIN, Machine, start_folders, state_folder

OK, LOOK, WRONG = State.OK, State.LOOK, State.WRONG
Plant = Callable[[Machine], object]  # gives a machine where it is not the same one
ROOT_15 = r"HKLM\SOFTWARE\Microsoft\Office\15.0\Excel\InstallRoot"


def target(machine: Machine) -> Path:
    return start_folders(machine)[0] / ADDIN


def seen(machine: Machine) -> dict[str, State]:
    """What is not in order, by code."""
    return {one.code: one.state for one in examine(machine) if one.state is not OK}


def planted(plant: Plant, machine: Machine) -> Machine:
    """The machine with this failure."""
    found = plant(machine)
    return found if isinstance(found, Machine) else machine


def said(machine: Machine, code: str) -> dict[str, str]:
    """What the check of that code says in English."""
    (one,) = [one for one in examine(machine) if one.code == code]
    return one.record("en")


def marked(path: Path) -> None:
    written(Path(f"{path}:Zone.Identifier"), b"[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=about:internet\r\n")


def no_start_folder(machine: Machine) -> None:
    target(machine).unlink()
    target(machine).parent.rmdir()
    written(target(machine).parent)


def second_add_in(machine: Machine) -> None:
    hive(machine).set(OPTIONS, "AltStartup", str(machine.home / "start"))
    written(machine.home / "start" / ADDIN)


def renamed(text: str) -> Plant:
    """The environment in a folder of that name."""

    def plant(machine: Machine) -> Machine:
        moved = machine.program.parent / text / machine.program.name
        machine.program.parent.joinpath(text).mkdir()
        machine.program.rename(moved)
        venv = moved / ".venv"
        changed = with_python(
            machine,
            program=venv / "Scripts" / "python.exe",
            prefix=venv,
            packages=venv / "Lib" / "site-packages",
        )
        changed = replace(changed, program=moved)
        install(changed, "en", addin)
        return changed

    return plant


def store_excel(machine: Machine) -> None:
    store = machine.home / "WindowsApps" / "Microsoft.Office.Desktop.Excel_16051_x86" / "EXCEL.EXE"
    hive(machine).set(EXCEL, "", str(program_file(store)))


def old_excel(machine: Machine) -> None:
    hive(machine).drop(CLICK_TO_RUN)
    hive(machine).set(ROOT_15, "Path", r"C:\Office15")


def gone(*parts: str) -> Plant:
    """A file of the environment that was taken away."""

    def plant(machine: Machine) -> None:
        machine.python.prefix.joinpath(*parts).unlink()

    return plant


def setting(key: str, name: str, value: str | int | bytes) -> Plant:
    return lambda machine: hive(machine).set(key, name, value)


def both(*plants: Plant) -> Plant:
    def plant(machine: Machine) -> Machine:
        for one in plants:
            machine = planted(one, machine)
        return machine

    return plant


ALWAYS_ON = r"HKCU\Software\Policies\Microsoft\Office\16.0\Common\Security"
UNTRUSTED = setting(LOCATIONS, "AllLocationsDisabled", 1)
LIBRARY = f"xlwings64-{XLWINGS}.dll"
BLOCKED = b"\x04\x00\x00\x00" + f"C:\\Users\\anna\\XLSTART\\{ADDIN.upper()}\0".encode("utf-16-le")

WINDOWS: dict[str, tuple[Plant, dict[str, State]]] = {
    "python from the store": (
        lambda m: with_python(m, base=Path(r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.11")),
        {"XL300": WRONG},
    ),
    "no xlwings": (lambda m: with_python(m, xlwings=""), {"XL301": WRONG, "XL314": WRONG, "XL335": WRONG}),
    "macros in quarantine": (
        gone("Lib", "site-packages", "xlwings", "xlwings_custom_addin.bas"),
        {"XL301": WRONG},
    ),
    "no pywin32": (lambda m: m.python.package("win32com").rmdir(), {"XL302": WRONG}),
    "server does not load": (lambda m: replace(m, call=answers(1, "DLL load failed")), {"XL303": WRONG}),
    "percent in the path": (renamed("%PATH% & Sons"), {"XL304": LOOK}),
    "path outside the code page": (renamed("应收 对账"), {"XL304": WRONG}),
    "path within the code page": (
        both(renamed("应收 对账"), lambda m: replace(m, code_page="cp936")),
        {},
    ),
    "zip from the internet": (lambda m: marked(m.program / "run.py"), {"XL305": LOOK}),
    "program in OneDrive": (renamed("OneDrive"), {"XL306": LOOK}),
    "no excel": (lambda m: hive(m).drop(EXCEL), {"XL310": LOOK}),
    "excel 2013": (old_excel, {"XL311": WRONG}),
    "excel from the store": (store_excel, {"XL312": WRONG}),
    "32-bit excel": (
        lambda m: hive(m).set(EXCEL, "", str(program_file(m.home / "EXCEL.EXE", 32))),
        {"XL313": LOOK},
    ),
    "library in quarantine": (gone(LIBRARY), {"XL314": WRONG}),
    "library of other bits": (
        lambda m: program_file(m.python.prefix / LIBRARY, 32),
        {"XL314": WRONG},
    ),
    "macros off": (setting(SECURITY, "VBAWarnings", 4), {"XL320": LOOK}),
    "macros off by policy": (setting(POLICY, "vbawarnings", 4), {"XL320": LOOK}),
    "only signed macros": (setting(POLICY, "VBAWarnings", 3), {"XL320": LOOK}),
    "macros off and nothing trusted": (
        both(UNTRUSTED, setting(SECURITY, "VBAWarnings", 4)),
        {"XL320": WRONG, "XL322": LOOK},
    ),
    "no add-ins": (setting(SECURITY, "DisableAllAddins", 1), {"XL321": WRONG}),
    "signed add-ins only": (setting(POLICY, "RequireAddinSig", 1), {"XL321": WRONG}),
    "signed macros at start only": (setting(ALWAYS_ON, "requirealwaysonmacrosig", 1), {"XL321": WRONG}),
    "no trusted locations": (UNTRUSTED, {"XL322": LOOK}),
    "other trusted locations": (
        both(
            lambda m: hive(m).drop(f"{LOCATIONS}\\Location0"), setting(f"{LOCATIONS}\\Location1", "Path", r"C:\books")
        ),
        {"XL322": LOOK},
    ),
    "add-in from the internet": (lambda m: marked(target(m)), {"XL323": LOOK}),
    "add-in from the internet, untrusted": (
        both(UNTRUSTED, lambda m: marked(target(m))),
        {"XL322": LOOK, "XL323": WRONG},
    ),
    "switched off after a crash": (setting(DISABLED, "1A2B3C", BLOCKED), {"XL324": WRONG}),
    "start folder is none": (no_start_folder, {"XL330": WRONG, "XL331": LOOK}),
    "not installed": (installing.uninstall, {"XL331": LOOK}),
    "list is broken": (lambda m: written(state_folder(m) / LIST, b"[]"), {"XL331": WRONG}),
    "add-in is not ours": (lambda m: (state_folder(m) / LIST).unlink(), {"XL332": LOOK}),
    "add-in was changed": (
        lambda m: written(target(m), addin("zh", str(m.python.program))),
        {"XL332": LOOK},
    ),
    "add-in is damaged": (
        lambda m: written(target(m), b"PK"),
        {"XL332": LOOK, "XL333": WRONG},
    ),
    "interpreter is gone": (gone("Scripts", "python.exe"), {"XL333": WRONG}),
    "another environment": (
        lambda m: with_python(m, program=written(m.python.prefix / "Scripts" / "python3.exe")),
        {"XL333": LOOK},
    ),
    "second add-in": (second_add_in, {"XL336": WRONG}),
}


@pytest.mark.parametrize("case", WINDOWS)
def test_on_windows_each_failure_is_said_and_nothing_else(tmp_path: Path, case: str) -> None:
    machine = windows(tmp_path)
    install(machine, "en", addin)
    assert seen(machine) == {}
    plant, expected = WINDOWS[case]
    assert seen(planted(plant, machine)) == expected


def cloud(machine: Machine) -> Machine:
    return replace(machine, program=machine.home / "Library" / "Mobile Documents" / "recon")


def elsewhere(folder: str) -> Plant:
    """The environment in a folder of the user's."""

    def plant(machine: Machine) -> Machine:
        machine.home.joinpath("recon").rename(machine.home / folder)
        venv = machine.home / folder / ".venv"
        packages = venv / "lib" / "python3.11" / "site-packages"
        changed = with_python(machine, program=venv / "bin" / "python", prefix=venv, packages=packages)
        install(changed, "en", addin)
        return replace(changed, program=venv.parent)

    return plant


MAC: dict[str, tuple[Plant, dict[str, State]]] = {
    "blank in the path": (elsewhere("my books"), {"XL304": WRONG}),
    "ampersand in the path": (elsewhere("books&more"), {"XL304": WRONG}),
    "chinese in the path": (elsewhere("对账"), {}),
    "no excel": (lambda m: (m.root / "Applications/Microsoft Excel.app/Contents/Info.plist").unlink(), {"XL310": LOOK}),
    "no script": (lambda m: script(m).unlink(), {"XL315": WRONG}),
    "another script": (lambda m: written(script(m), b"another"), {"XL315": WRONG}),
    "script of another xlwings": (
        lambda m: with_python(m, xlwings="99.0.0"),
        {"XL315": WRONG, "XL335": WRONG},
    ),
    "xlwings without the script": (
        lambda m: (m.python.package("xlwings") / script(m).name).unlink(),
        {"XL315": WRONG},
    ),
    "program in the cloud": (cloud, {"XL306": LOOK}),
    "program in Documents": (lambda m: replace(m, program=m.home / "Documents" / "recon"), {"XL306": LOOK}),
    "interpreter is gone": (lambda m: m.python.program.unlink(), {"XL333": WRONG}),
    "not installed": (installing.uninstall, {"XL315": WRONG, "XL331": LOOK}),
}


@pytest.mark.parametrize("case", MAC)
def test_on_a_mac_each_failure_is_said_and_nothing_else(tmp_path: Path, case: str) -> None:
    machine = mac(tmp_path)
    install(machine, "en", addin)
    assert seen(machine) == {}
    plant, expected = MAC[case]
    assert seen(planted(plant, machine)) == expected


def test_on_another_system_there_is_no_excel_and_the_live_tests_need_an_office(tmp_path: Path) -> None:
    assert seen(linux(tmp_path / "a")) == {"XL310": LOOK}
    assert seen(linux(tmp_path / "b", which=None)) == {"XL310": LOOK, "XL317": LOOK}


def test_an_add_in_of_another_version_is_said(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    install(machine, "en", partial(addin, version="0.0.1"))
    assert seen(machine) == {"XL334": LOOK}


def test_an_add_in_with_the_macros_of_another_xlwings_will_not_find_its_library(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    install(machine, "en", addin)
    program_file(machine.python.prefix / "xlwings64-99.0.0.dll")
    assert seen(with_python(machine, xlwings="99.0.0")) == {"XL335": WRONG}


def test_a_policy_stands_over_what_the_user_chose(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    install(machine, "en", addin)
    hive(machine).set(SECURITY, "VBAWarnings", 4)
    hive(machine).set(POLICY, "VBAWarnings", 2)
    assert seen(machine) == {}


def test_what_a_policy_sets_is_for_it_to_change_and_what_the_user_set_for_him(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    install(machine, "en", addin)
    hive(machine).set(SECURITY, "VBAWarnings", 4)
    own = said(machine, "XL320")
    hive(machine).set(POLICY, "VBAWarnings", 3)
    policy = said(machine, "XL320")
    assert "no macros" in own["what"]
    assert "Macro Settings" in own["fix"]
    assert "signed" in policy["what"]
    assert "IT" in policy["fix"]


def test_the_interpreter_that_is_gone_is_named(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    install(machine, "en", addin)
    machine.python.program.unlink()
    assert str(machine.python.program) in said(machine, "XL333")["what"]


def test_a_signed_add_in_satisfies_a_machine_that_asks_for_signatures(tmp_path: Path) -> None:
    import zipfile

    machine = windows(tmp_path)
    install(machine, "en", addin)
    hive(machine).set(POLICY, "RequireAddinSig", 1)
    with zipfile.ZipFile(target(machine), "a") as parts:
        parts.writestr("xl/vbaProjectSignature.bin", b"signature")
    assert seen(machine) == {"XL332": LOOK}  # changed since it was written, as a signature must


def test_a_folder_above_the_start_folder_is_trusted_with_what_is_below(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    install(machine, "en", addin)
    hive(machine).set(f"{LOCATIONS}\\Location0", "Path", "%APPDATA%/Microsoft/")
    assert seen(machine) == {"XL322": LOOK}
    hive(machine).set(f"{LOCATIONS}\\Location0", "AllowSubFolders", 1)
    assert seen(machine) == {}


def test_the_doctor_changes_nothing(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    install(machine, "en", addin)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    list(examine(machine))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_whatever_is_not_in_order_comes_with_what_to_do(tmp_path: Path, lang: str) -> None:
    for number, (plant, _) in enumerate(WINDOWS.values()):
        machine = windows(tmp_path / str(number))
        install(machine, "en", addin)
        for one in examine(planted(plant, machine)):
            record = one.record(lang)
            assert (record["fix"] == "") == (one.state is OK)
            assert record["what"]
            assert record["code"] in one.text(lang)


def test_the_gravest_finding_counts(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    install(machine, "en", addin)
    assert worst(examine(machine)) is OK
    hive(machine).set(SECURITY, "VBAWarnings", 4)
    assert worst(examine(machine)) is LOOK
    hive(machine).set(SECURITY, "DisableAllAddins", 1)
    assert worst(examine(machine)) is WRONG


def test_every_check_that_can_fail_is_seen_failing_here() -> None:
    folder = Path(doctor.__file__ or "").parent
    codes = {code for path in folder.glob("*.py") for code in re.findall(r'"(XL\d{3})"', path.read_text("utf-8"))}
    planted_here = {code for cases in (WINDOWS, MAC) for _, expected in cases.values() for code in expected}
    alone = {"XL317", "XL334"}  # on a machine without Excel; in an add-in of another version
    says_only = {"XL316"}  # what works on a Mac
    assert codes == planted_here | alone | says_only
