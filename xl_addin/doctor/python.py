"""Can the Python of this environment be started by Excel: its source, its packages, its place.

Source: threads of the xlwings project (#706, #766, #1166, #1476, #2371 on the server that cannot be activated; #1036 on
where the library must lie; #1203, #2348 on synced folders), and its macros, which start Python through cmd.exe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from recon.words import says
from xl_addin.doctor.check import Check, look, ok, wrong
from xl_addin.places import Machine, System

MACROS = ("xlwings_custom_addin.bas", "addin/Dictionary.cls")  # of xlwings, all under its BSD licence
CLOUDS = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_SHELL = re.compile(r"[^\w./+,:@%=-]")  # what the shell of a Mac takes for something else where nothing quotes it


def checks(machine: Machine) -> Iterator[Check]:
    """The interpreter, its packages, and the folders they lie in."""
    yield _interpreter(machine)
    yield _xlwings(machine)
    if machine.system is System.WINDOWS:
        pywin32 = _pywin32(machine)
        yield pywin32
        if pywin32.fix is None:
            yield from _server(machine)
        yield _unpacked(machine)
    if machine.system is not System.OTHER:
        yield _command_line(machine)
        yield _synced(machine)


def _interpreter(machine: Machine) -> Check:
    python = machine.python
    if machine.system is System.WINDOWS and "windowsapps" in str(python.base).lower():
        return wrong("XL300", says("doctor_store_python", folder=python.base), says("doctor_store_python_fix"))
    version = ".".join(str(part) for part in python.version)
    return ok("XL300", says("doctor_python", version=version, bits=python.bits, program=python.program))


def _xlwings(machine: Machine) -> Check:
    python = machine.python
    if not python.xlwings:
        return wrong("XL301", says("doctor_no_xlwings"), says("excel_set_up_again"))
    gone = [name for name in MACROS if not (python.package("xlwings") / name).is_file()]
    if gone:
        return wrong("XL301", says("doctor_xlwings_files", files=", ".join(gone)), says("doctor_quarantine_fix"))
    return ok("XL301", says("doctor_xlwings", version=python.xlwings))


def _pywin32(machine: Machine) -> Check:
    gone = [name for name in ("win32", "win32com") if not machine.python.package(name).is_dir()]
    if gone:
        return wrong("XL302", says("doctor_no_pywin32", parts=", ".join(gone)), says("excel_set_up_again"))
    return ok("XL302", says("doctor_pywin32"))


def _server(machine: Machine) -> Iterator[Check]:
    """What answers formulas, loaded as Excel would load it. Nothing is registered and nothing stays."""
    if machine.call is None:
        return
    code, said = machine.call([str(machine.python.program), "-B", "-c", "import xlwings.com_server"])
    if code == 0:
        yield ok("XL303", says("doctor_server"))
    else:
        last = (said.strip().splitlines() or [""])[-1]
        yield wrong("XL303", says("doctor_no_server", why=last), says("excel_set_up_again"))


def _command_line(machine: Machine) -> Check:
    """Windows: macros ask for files, load the library and start the server in the code page; cmd.exe fills in %NAMES%.

    Mac: the script hands the path to the shell as it is.
    """
    path = str(machine.python.program)
    if machine.system is System.MAC:
        odd = sorted(set(_SHELL.findall(path)))
        if odd:
            said = says("doctor_path_shell", path=path, odd=" ".join(f"'{one}'" for one in odd))
            return wrong("XL304", said, says("doctor_path_fix"))
        return ok("XL304", says("doctor_path"))
    try:
        path.encode(machine.code_page)
    except UnicodeEncodeError as error:
        said = says("doctor_path_code_page", path=path, odd=path[error.start : error.end])
        return wrong("XL304", said, says("doctor_path_fix"))
    if "%" in path:
        return look("XL304", says("doctor_path_percent", path=path), says("doctor_path_fix"))
    return ok("XL304", says("doctor_path"))


def _unpacked(machine: Machine) -> Check:
    marked = [name for name in ("run.py", "pyproject.toml") if is_marked(machine.program / name)]
    if marked:
        return look("XL305", says("doctor_zip_marked", file=machine.program / marked[0]), says("doctor_zip_marked_fix"))
    return ok("XL305", says("doctor_zip"))


def _synced(machine: Machine) -> Check:
    """Folders that a cloud syncs lose files to it and hold them open; a Mac guards some of its own."""
    clouds = [Path(machine.variables[name]) for name in CLOUDS if machine.variables.get(name)]
    library = machine.home / "Library"
    guarded: list[Path] = []
    if machine.system is System.MAC:
        clouds += [library / "CloudStorage", library / "Mobile Documents"]
        guarded = [machine.home / name for name in ("Documents", "Desktop", "Downloads")]
    for folder in (machine.program, machine.python.prefix):
        if any(folder.is_relative_to(cloud) for cloud in clouds):
            return look("XL306", says("doctor_synced", folder=folder), says("doctor_synced_fix"))
        if any(folder.is_relative_to(one) for one in guarded):
            return look("XL306", says("doctor_guarded", folder=folder), says("doctor_synced_fix"))
    return ok("XL306", says("doctor_own_folder", folder=machine.program))


def is_marked(file: Path) -> bool:
    """True where Windows remembers that a file came from the internet (zone 3) or a site it does not trust (zone 4).

    Source: Microsoft, [MS-FSCC] 5.6.1: the stream Zone.Identifier.
    """
    try:
        said = Path(f"{file}:Zone.Identifier").read_text("utf-8", "replace")
    except OSError:
        return False
    return any(f"ZoneId={zone}" in said.replace(" ", "") for zone in (3, 4))
