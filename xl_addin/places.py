"""Where Excel starts from, where this program keeps its own few files, and what is known of the machine it runs on.

Law: everything that is asked of the machine stands in a `Machine`; only `here` looks at the real one. So what a person
would have to try on Windows and on a Mac is tried in a folder.

Source: Microsoft's pages on Excel's start-up folders; the registry values are those that Excel and its group policies
write (`Software\\Microsoft\\Office\\16.0`, the same number since Excel 2016).
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

ADDIN = "recon.xlam"  # file name of the add-in
OFFICE = r"HKCU\Software\Microsoft\Office\16.0"
POLICIES = r"HKCU\Software\Policies\Microsoft\Office\16.0"
_APP_PATHS = r"Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_CLICK_TO_RUN = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_SERVER = r"Classes\CLSID\{00024500-0000-0000-C000-000000000046}\LocalServer32"  # Excel.Application
_STORE = "windowsapps"  # the folder of what came from the Microsoft Store
_MACHINES = {0x014C: 32, 0x8664: 64, 0xAA64: 64}  # of a program file; 64-bit Excel on ARM takes 64-bit libraries

Value = str | int | bytes


class System(StrEnum):
    """What a machine runs under, as far as Excel matters."""

    WINDOWS = "windows"
    MAC = "mac"
    OTHER = "other"  # no Excel


class Registry(Protocol):
    """The Windows registry. A key begins with HKCU or HKLM."""

    def values(self, key: str) -> Mapping[str, Value]:
        """Names in lower case and values of a key; none where there is no such key."""
        ...

    def keys(self, key: str) -> tuple[str, ...]:
        """Names of the keys below a key."""
        ...


class NoRegistry:
    """The registry of a machine without one."""

    def values(self, key: str) -> Mapping[str, Value]:  # noqa: ARG002
        """None."""
        return {}

    def keys(self, key: str) -> tuple[str, ...]:  # noqa: ARG002
        """None."""
        return ()


@dataclass(frozen=True, slots=True)
class Python:
    """The Python that Excel is to start, and what is installed for it."""

    program: Path  # its interpreter, as it was started: that of an environment, not the one behind it
    prefix: Path  # folder of the environment
    base: Path  # folder of the Python behind the environment
    packages: Path  # where its packages are
    version: tuple[int, int]
    bits: int
    xlwings: str  # version installed, "" = none

    def package(self, name: str) -> Path:
        """The folder of an installed package; it need not exist."""
        return self.packages / name


@dataclass(frozen=True, slots=True)
class Machine:
    """What is asked of a machine."""

    system: System
    home: Path
    variables: Mapping[str, str]
    python: Python
    program: Path  # folder this program was unpacked or installed in
    registry: Registry = field(default_factory=NoRegistry)
    root: Path = Path("/")  # the disk a Mac's programs are on
    code_page: str = "utf-8"  # in which Windows hands a command line to cmd.exe
    call: Callable[[Sequence[str]], tuple[int, str]] | None = None  # runs a command; None = nothing may be started
    which: Callable[[str], str | None] = lambda _name: None  # finds a program

    def expanded(self, text: str) -> Path:
        """A path of the registry, its %VARIABLES% filled in."""
        known = {name.upper(): value for name, value in self.variables.items()}
        return Path(re.sub(r"%([^%]+)%", lambda found: known.get(found[1].upper(), found[0]), text))


@dataclass(frozen=True, slots=True)
class Excel:
    """The Excel of a machine."""

    version: str  # "16.0.17029.20068", "16.80"
    bits: int  # 0 where that cannot be told
    from_store: bool  # came from the Microsoft Store
    program: Path | None = None


def start_folders(machine: Machine) -> tuple[Path, ...]:
    """The folders whose workbooks Excel opens when it starts: the user's own, then the one set up beside it."""
    if machine.system is System.WINDOWS:
        roaming = machine.variables.get("APPDATA") or machine.home / "AppData" / "Roaming"
        own = Path(roaming) / "Microsoft" / "Excel" / "XLSTART"
        options = (f"{POLICIES}\\Excel\\Options", f"{OFFICE}\\Excel\\Options")
        others = [str(machine.registry.values(key).get("altstartup", "")).strip() for key in options]
        return tuple(dict.fromkeys([own, *(machine.expanded(other) for other in others if other)]))
    if machine.system is System.MAC:
        group = machine.home / "Library" / "Group Containers" / "UBF8T346G9.Office"
        return (group / "User Content.localized" / "Startup.localized" / "Excel",)
    return ()


def script_folder(machine: Machine) -> Path:
    """Where Excel on a Mac looks for the scripts it may run."""
    return machine.home / "Library" / "Application Scripts" / "com.microsoft.Excel"


def state_folder(machine: Machine) -> Path:
    """Where this program keeps what it wrote and its log, for this user. It need not exist."""
    if machine.system is System.WINDOWS:
        return Path(machine.variables.get("LOCALAPPDATA") or machine.home / "AppData" / "Local") / "recon"
    if machine.system is System.MAC:
        return machine.home / "Library" / "Application Support" / "recon"
    return Path(machine.variables.get("XDG_STATE_HOME") or machine.home / ".local" / "state") / "recon"


def log_file(machine: Machine) -> Path:
    """The log of what buttons and functions could not do."""
    return state_folder(machine) / "excel.log"


def excel(machine: Machine) -> Excel | None:
    """The Excel of this machine, None where there is none."""
    if machine.system is System.WINDOWS:
        return _windows_excel(machine)
    if machine.system is System.MAC:
        return _mac_excel(machine)
    return None


def bits_of(program: Path) -> int:
    """32 or 64 for a program or library of Windows, 0 where the file cannot tell.

    Source: Microsoft, PE format: the offset of the header stands at 0x3C, the machine in its fifth and sixth byte.
    """
    try:
        with program.open("rb") as stream:
            stream.seek(0x3C)
            stream.seek(int.from_bytes(stream.read(4), "little"))
            head = stream.read(6)
    except OSError:
        return 0
    return _MACHINES.get(int.from_bytes(head[4:], "little"), 0) if head[:4] == b"PE\0\0" else 0


def _windows_excel(machine: Machine) -> Excel | None:
    registry = machine.registry
    apps = [registry.values(f"{hive}\\{_APP_PATHS}").get("") for hive in (r"HKLM\SOFTWARE", r"HKCU\Software")]
    servers = [registry.values(f"HKLM\\SOFTWARE\\{place}{_SERVER}").get("") for place in ("", "WOW6432Node\\")]
    roots = {
        bits: registry.values(f"HKLM\\SOFTWARE\\{place}Microsoft\\Office\\16.0\\Excel\\InstallRoot").get("path")
        for bits, place in ((64, ""), (32, "WOW6432Node\\"))
    }
    installed = registry.values(_CLICK_TO_RUN)
    # A server's value goes on with switches: "C:\\...\\EXCEL.EXE" /automation
    named = [re.sub(r'(?i)^"?(.*?\.exe).*$', r"\1", str(found).strip()) for found in (*apps, *servers) if found]
    older = [number for number in ("15.0", "14.0", "12.0") if _has_root(registry, number)]
    if not named and not any(roots.values()):
        return Excel(older[0], 0, False) if older else None
    program = machine.expanded(named[0]) if named else None
    from_store = any(_STORE in name.lower() for name in named)
    bits = bits_of(program) if program else 0
    if not bits:
        platform = str(installed.get("platform", "")).lower()
        bits = {"x64": 64, "x86": 32}.get(platform) or next((b for b, root in roots.items() if root), 0)
    version = str(installed.get("versiontoreport", "")) or (older[0] if older and not any(roots.values()) else "16.0")
    return Excel(version, bits, from_store, program)


def _has_root(registry: Registry, number: str) -> bool:
    return any(
        registry.values(f"HKLM\\SOFTWARE\\{place}Microsoft\\Office\\{number}\\Excel\\InstallRoot")
        for place in ("", "WOW6432Node\\")
    )


def _mac_excel(machine: Machine) -> Excel | None:
    import plistlib

    for applications in (machine.root / "Applications", machine.home / "Applications"):
        bundle = applications / "Microsoft Excel.app"
        try:
            said = plistlib.loads((bundle / "Contents" / "Info.plist").read_bytes())
        except (OSError, plistlib.InvalidFileException, ValueError):
            continue
        return Excel(str(said.get("CFBundleShortVersionString", "")), 64, False, bundle)
    return None


def here() -> Machine:
    """This machine."""
    import os
    import shutil
    from importlib.metadata import PackageNotFoundError, version
    from importlib.util import find_spec
    from sysconfig import get_path

    system = {"win32": System.WINDOWS, "darwin": System.MAC}.get(sys.platform, System.OTHER)
    spec = find_spec("xlwings")
    try:
        xlwings = version("xlwings") if spec else ""
    except PackageNotFoundError:
        xlwings = ""
    found = Path(spec.origin).parents[1] if spec and spec.origin else Path(get_path("platlib"))
    return Machine(
        system=system,
        home=Path.home(),
        variables=dict(os.environ),
        python=Python(
            program=Path(sys.executable),
            prefix=Path(sys.prefix),
            base=Path(sys.base_prefix),
            packages=found,
            version=sys.version_info[:2],
            bits=64 if sys.maxsize > 2**32 else 32,
            xlwings=xlwings,
        ),
        program=Path(__file__).resolve().parents[1],
        registry=_windows_registry() if system is System.WINDOWS else NoRegistry(),
        code_page="mbcs" if system is System.WINDOWS else "utf-8",
        call=_called,
        which=shutil.which,
    )


def _called(command: Sequence[str]) -> tuple[int, str]:
    """Run a command to its end, half a minute at most: its exit code and what it said."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter
            list(command), capture_output=True, text=True, errors="replace", timeout=30, check=False
        )
    except (OSError, subprocess.SubprocessError) as error:
        return 1, str(error)
    return done.returncode, done.stdout + done.stderr


def _windows_registry() -> Registry:
    if sys.platform != "win32":
        return NoRegistry()
    import winreg

    hives = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}

    class Real:
        def values(self, key: str) -> Mapping[str, Value]:
            found: dict[str, Value] = {}
            hive, _, rest = key.partition("\\")
            try:
                with winreg.OpenKey(hives[hive], rest, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as opened:
                    for number in range(winreg.QueryInfoKey(opened)[1]):
                        name, value, _kind = winreg.EnumValue(opened, number)
                        if isinstance(value, str | int | bytes):
                            found[name.lower()] = value
            except OSError:  # there is no such key, or it may not be read
                return found
            return found

        def keys(self, key: str) -> tuple[str, ...]:
            hive, _, rest = key.partition("\\")
            try:
                with winreg.OpenKey(hives[hive], rest, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as opened:
                    return tuple(winreg.EnumKey(opened, at) for at in range(winreg.QueryInfoKey(opened)[0]))
            except OSError:
                return ()

    return Real()
