"""Puts the add-in where Excel starts from, takes it away again, and says what stands there.

Law: what was written is on a list of its own (path and SHA-256), and nothing else is ever overwritten or removed: a
file of that name that is not on the list, or was changed since, stays as it is and is said.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from recon import __version__
from recon.durable import busy, refusals, write_together
from recon.errors import BusyError, ConfigError, InputError, Where
from recon.words import says
from xl_addin.places import ADDIN, Machine, System, script_folder, start_folders, state_folder

LIST = "excel.json"  # in the state folder
SCHEMA = 1
VERSION, XLWINGS = "VERSION", "VERSION OF XLWINGS"  # settings that an add-in carries: what it was built from

Made = Callable[[str, str], bytes]  # language and interpreter -> the add-in


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written."""

    path: Path
    sha256: str

    @property
    def state(self) -> str:
        """ "unchanged", "changed" since it was written, or "missing"."""
        found = digest(self.path)
        return "missing" if found is None else "unchanged" if found == self.sha256 else "changed"


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation wrote, and what it was made from."""

    version: str  # of this program
    xlwings: str  # version whose macros are in the add-in
    python: str  # interpreter that the add-in starts
    lang: str
    files: tuple[Written, ...]  # the add-in first

    def record(self) -> dict[str, object]:
        """The same for programs, each file with its state."""
        files = [{"path": str(one.path), "sha256": one.sha256, "state": one.state} for one in self.files]
        return {
            "version": self.version,
            "xlwings": self.xlwings,
            "python": self.python,
            "lang": self.lang,
            "files": files,
        }


@dataclass(frozen=True, slots=True)
class Removed:
    """What became of the files of an installation."""

    removed: tuple[Path, ...]
    kept: tuple[Path, ...]  # changed since they were written


def digest(path: Path) -> str | None:
    """The SHA-256 of a file, None where there is none."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise busy(error, path) from error


def installed(machine: Machine) -> Installed | None:
    """What the last installation wrote; None where there was none, or it was taken away.

    Raises:
        InputError: the list of what was written cannot be read.
    """
    path = state_folder(machine) / LIST
    try:
        said = json.loads(path.read_text("utf-8"))
        files = tuple(Written(Path(one["path"]), one["sha256"]) for one in said["files"])
        return Installed(said["version"], said["xlwings"], said["python"], said["lang"], files)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(says("excel_list_broken"), Where(str(path)), says("excel_list_broken_fix")) from error


def install(machine: Machine, lang: str, made: Made) -> Installed:
    """Write the add-in into the folder Excel starts from; on a Mac the script that lets it start Python as well.

    Args:
        machine: where.
        lang: language of ribbon and help.
        made: makes the add-in from a language and the path of an interpreter.

    Raises:
        ConfigError: there is no Excel on this system, or xlwings is not installed.
        InputError: a file of that name is not ours, or was changed since it was written.
        BusyError: Excel has the add-in open, or a folder cannot be written.
    """
    folders = start_folders(machine)
    if not folders:
        raise ConfigError(says("excel_none"), fix=says("excel_none_fix"))
    before = installed(machine)
    known = {one.path: one.sha256 for one in before.files} if before else {}
    wanted = {folders[0] / ADDIN: made(lang, str(machine.python.program))}
    if machine.system is System.MAC:
        name, script = _script(machine)
        if (
            digest(script_folder(machine) / name) != sha256(script).hexdigest()
            or script_folder(machine) / name in known
        ):
            wanted[script_folder(machine) / name] = script
    for path, content in wanted.items():
        _must_be_ours(path, content, known.get(path))
        _must_be_closed(path)
    now = Installed(__version__, machine.python.xlwings, str(machine.python.program), lang, ())
    standing = dict(known)
    for path, content in wanted.items():
        write_together(path.parent, {path.name: content})
        standing[path] = sha256(content).hexdigest()
        now = _keep(machine, now, standing, wanted)  # at once: what is written is on the list, whatever comes next
    for path in sorted(known.keys() - wanted.keys()):  # of an older version, under another name or in another folder
        if digest(path) == known[path]:
            with refusals(path):
                path.unlink()
        del standing[path]
    return _keep(machine, now, standing, wanted)


def uninstall(machine: Machine) -> Removed:
    """Take away what was written and is unchanged. Where nothing is installed, nothing is done.

    Raises:
        InputError: the list of what was written cannot be read.
        BusyError: Excel has the add-in open.
    """
    before = installed(machine)
    if before is None:
        return Removed((), ())
    unchanged = [one.path for one in before.files if one.state == "unchanged"]
    kept = [one.path for one in before.files if one.state == "changed"]
    for path in unchanged:
        _must_be_closed(path)
    for path in unchanged:
        with refusals(path):
            path.unlink()
    path = state_folder(machine) / LIST
    with refusals(path):
        path.unlink()
    return Removed(tuple(unchanged), tuple(kept))


def settings(addin: Path) -> dict[str, str]:
    """The settings an add-in carries, names in capitals.

    Raises:
        InputError: the file is no workbook, or has no sheet of settings.
    """
    from io import BytesIO

    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(addin.read_bytes()))
        name = next(name for name in book.sheet_names if name.lower().strip("_").endswith(".conf"))
        rows = book.get_sheet_by_name(name).to_python()
    except (OSError, CalamineError, StopIteration) as error:
        raise InputError(says("excel_no_settings"), Where(addin.name), says("excel_reinstall")) from error
    return {str(row[0]).upper(): str(row[1]) for row in rows if len(row) > 1 and row[0]}


def interpreter_of(machine: Machine, carried: Mapping[str, str]) -> str:
    """The interpreter an add-in with these settings starts on this machine, "" where they name none."""
    return carried.get("INTERPRETER_MAC" if machine.system is System.MAC else "INTERPRETER_WIN", "")


def script_of(machine: Machine) -> str:
    """File name of the script by which Excel on a Mac starts Python; the macros name it with the version."""
    return f"xlwings-{machine.python.xlwings}.applescript"


def _script(machine: Machine) -> tuple[str, bytes]:
    """The script of the installed xlwings, as `xlwings runpython install` would put it there."""
    name = script_of(machine)
    try:
        return name, (machine.python.package("xlwings") / name).read_bytes()
    except OSError as error:
        raise ConfigError(says("excel_no_script", name=name), fix=says("excel_set_up_again")) from error


def _must_be_ours(path: Path, content: bytes, known: str | None) -> None:
    """Refuse to write over what somebody else wrote; the same bytes are nobody's loss."""
    found = digest(path)
    if found in (None, known, sha256(content).hexdigest()):
        return
    what = "excel_not_ours" if known is None else "excel_changed"
    raise InputError(says(what), Where(str(path)), says("excel_not_ours_fix"))


def _must_be_closed(path: Path) -> None:
    """Refuse while Excel has the file open: its owner file stands beside it, or Windows lets nobody write to it."""
    is_open = (path.parent / f"~${path.name}").exists()
    if not is_open and path.exists():
        try:
            with path.open("r+b"):
                pass
        except OSError:
            is_open = True
    if is_open:
        raise BusyError(says("excel_open"), Where(path.name), says("excel_open_fix"))


def _keep(machine: Machine, now: Installed, standing: Mapping[Path, str], first: Iterable[Path]) -> Installed:
    """Write the list of what stands, the files of `first` before others, and return it."""
    order = [*(path for path in first if path in standing), *sorted(standing.keys() - set(first))]
    files = tuple(Written(path, standing[path]) for path in order)
    said = {
        "schema": SCHEMA,
        "version": now.version,
        "xlwings": now.xlwings,
        "python": now.python,
        "lang": now.lang,
        "files": [{"path": str(one.path), "sha256": one.sha256} for one in files],
    }
    text = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    write_together(state_folder(machine), {LIST: text.encode("utf-8")})
    return replace(now, files=files)
