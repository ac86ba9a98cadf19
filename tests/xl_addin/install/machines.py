"""Machines in a folder: a Windows and a Mac with Excel on which all is well, until a test takes something away."""

from __future__ import annotations

import io
import plistlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import xlsxwriter

from recon import __version__
from xl_addin.places import Machine, Python, System, Value, script_folder, start_folders

XLWINGS = version("xlwings")  # of the package these tests run with
EXCEL = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
CLICK_TO_RUN = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
LOCATIONS = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations"
SECURITY = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security"
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"
OPTIONS = r"HKCU\Software\Microsoft\Office\16.0\Excel\Options"
DISABLED = r"HKCU\Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"


class Hive:
    """A registry in memory. As in the real one, capitals do not matter."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, Value]] = {}

    def set(self, key: str, name: str, value: Value) -> None:
        self.held.setdefault(key.lower(), {})[name.lower()] = value

    def drop(self, key: str) -> None:
        del self.held[key.lower()]

    def values(self, key: str) -> Mapping[str, Value]:
        return self.held.get(key.lower(), {})

    def keys(self, key: str) -> tuple[str, ...]:
        under = f"{key.lower()}\\"
        return tuple(sorted({name[len(under) :].split("\\")[0] for name in self.held if name.startswith(under)}))


def hive(machine: Machine) -> Hive:
    assert isinstance(machine.registry, Hive)
    return machine.registry


def program_file(path: Path, bits: int = 64) -> Path:
    """A Windows program as far as its header tells."""
    kind = {32: 0x014C, 64: 0x8664}[bits].to_bytes(2, "little")
    return written(path, b"MZ".ljust(0x3C, b"\0") + (0x40).to_bytes(4, "little") + b"PE\0\0" + kind)


def written(path: Path, content: bytes = b"") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def addin(lang: str, interpreter: str, version: str = __version__, xlwings: str = XLWINGS) -> bytes:
    """An add-in as far as its settings go."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("recon.conf")
    rows = {
        "Interpreter_Win": interpreter,
        "Interpreter_Mac": interpreter,
        "Language": lang,
        "Version": version,
        "Version of xlwings": xlwings,
    }
    for number, row in enumerate(rows.items()):
        sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def windows(folder: Path) -> Machine:
    """Windows with 64-bit Excel from Microsoft's own installer, opened once, and Python from python.org."""
    home = folder / "Users" / "anna"
    venv = home / "recon" / ".venv"
    packages = venv / "Lib" / "site-packages"
    python = _python(folder, venv, venv / "Scripts" / "python.exe", packages)
    for name in ("win32", "win32com"):
        (packages / name).mkdir()
    program_file(venv / f"xlwings64-{XLWINGS}.dll", 64)
    program_file(venv / f"xlwings32-{XLWINGS}.dll", 32)
    registry = Hive()
    registry.set(EXCEL, "", str(program_file(folder / "Program Files" / "Microsoft Office" / "EXCEL.EXE")))
    registry.set(CLICK_TO_RUN, "VersionToReport", "16.0.17029.20068")
    registry.set(CLICK_TO_RUN, "Platform", "x64")
    machine = Machine(
        system=System.WINDOWS,
        home=home,
        variables={
            "APPDATA": str(home / "AppData" / "Roaming"),
            "LOCALAPPDATA": str(home / "AppData" / "Local"),
            "USERPROFILE": str(home),
            "OneDrive": str(home / "OneDrive"),
        },
        python=python,
        program=venv.parent,
        registry=registry,
        code_page="cp1252",
        call=answers(0, ""),
    )
    registry.set(f"{LOCATIONS}\\Location0", "Path", f"{start_folders(machine)[0]}\\")
    return machine


def mac(folder: Path) -> Machine:
    """A Mac with Excel, and Python in an environment."""
    home = folder / "Users" / "anna"
    venv = home / "recon" / ".venv"
    packages = venv / "lib" / "python3.11" / "site-packages"
    bundle = folder / "Applications" / "Microsoft Excel.app" / "Contents"
    written(bundle / "Info.plist", plistlib.dumps({"CFBundleShortVersionString": "16.80"}))
    return Machine(
        system=System.MAC,
        home=home,
        variables={},
        python=_python(folder, venv, venv / "bin" / "python", packages),
        program=venv.parent,
        root=folder,
    )


def linux(folder: Path, which: str | None = "/usr/bin/soffice") -> Machine:
    """A machine without Excel."""
    venv = folder / "recon" / ".venv"
    packages = venv / "lib" / "python3.11" / "site-packages"
    python = _python(folder, venv, venv / "bin" / "python", packages)
    return Machine(System.OTHER, folder, {}, python, venv.parent, which=lambda _name: which)


def with_python(machine: Machine, **changed: object) -> Machine:
    """The machine with another Python."""
    return replace(machine, python=replace(machine.python, **changed))  # type: ignore[arg-type]


def answers(code: int, said: str) -> Callable[[Sequence[str]], tuple[int, str]]:
    """Something that runs commands, and always ends like this."""

    def call(command: Sequence[str]) -> tuple[int, str]:
        assert Path(command[0]).name.startswith("python")
        return code, said

    return call


def script(machine: Machine) -> Path:
    return script_folder(machine) / f"xlwings-{XLWINGS}.applescript"


def _python(folder: Path, venv: Path, program: Path, packages: Path) -> Python:
    written(program)
    for name in ("xlwings_custom_addin.bas", "addin/Dictionary.cls", f"xlwings-{XLWINGS}.applescript"):
        written(packages / "xlwings" / name, b"on VbaHandler(ParameterString)\n")
    return Python(program, venv, folder / "Python311", packages, (3, 11), 64, XLWINGS)
