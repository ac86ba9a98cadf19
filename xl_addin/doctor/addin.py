"""Does what is installed fit what would be installed now: the add-in, its interpreter, its versions, its folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from recon import __version__
from recon.errors import ReconError
from recon.words import says
from xl_addin.doctor.check import Check, look, ok, wrong
from xl_addin.install import VERSION, XLWINGS, Installed, installed, interpreter_of, settings
from xl_addin.places import ADDIN, Machine, start_folders


def checks(machine: Machine) -> Iterator[Check]:
    """The add-in. Nothing applies where there is no Excel."""
    folders = start_folders(machine)
    if not folders:
        return
    yield _folder(folders[0])
    yield from _twice(folders)
    addin = folders[0] / ADDIN
    try:
        before = installed(machine)
    except ReconError as refusal:
        yield wrong("XL331", refusal.what, refusal.fix or says("excel_reinstall"))
        return
    if not addin.is_file():
        yield look("XL331", says("doctor_not_installed", folder=folders[0]), says("excel_reinstall"))
        return
    yield _ours(addin, before)
    try:
        carried = settings(addin)
    except ReconError as refusal:
        yield wrong("XL333", refusal.what, says("excel_reinstall"))
        return
    yield _interpreter(machine, interpreter_of(machine, carried))
    yield _version(carried.get(VERSION, "?"))
    yield _xlwings(machine, carried.get(XLWINGS, "?"))


def _folder(folder: Path) -> Check:
    """Windows tells by trying only: a file without a name, which is gone when it is closed."""
    from tempfile import TemporaryFile

    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    try:
        with TemporaryFile(dir=there):
            pass
    except OSError:
        return wrong("XL330", says("doctor_folder_closed", folder=folder), says("doctor_folder_closed_fix"))
    return ok("XL330", says("doctor_folder", folder=folder))


def _ours(addin: Path, before: Installed | None) -> Check:
    mine = next((one for one in before.files if one.path == addin), None) if before else None
    if mine is None:
        return look("XL332", says("excel_not_ours"), says("excel_not_ours_fix"))
    if mine.state == "changed":
        return look("XL332", says("excel_changed"), says("doctor_changed_fix"))
    return ok("XL332", says("doctor_unchanged", file=addin))


def _interpreter(machine: Machine, named: str) -> Check:
    if not named or not Path(named).is_file():
        return wrong("XL333", says("doctor_interpreter_gone", program=named or "?"), says("excel_reinstall"))
    if os.path.normcase(named) != os.path.normcase(machine.python.program):
        said = says("doctor_interpreter_other", program=named, this=machine.python.program)
        return look("XL333", said, says("excel_reinstall"))
    return ok("XL333", says("doctor_interpreter", program=named))


def _version(carried: str) -> Check:
    if carried != __version__:
        said = says("doctor_version_other", version=carried, this=__version__)
        return look("XL334", said, says("excel_reinstall"))
    return ok("XL334", says("doctor_version", version=carried))


def _xlwings(machine: Machine, carried: str) -> Check:
    """The macros name the library with its whole version, so that any other version is as good as none."""
    if carried != machine.python.xlwings:
        said = says("doctor_xlwings_other", version=carried, this=machine.python.xlwings or "?")
        return wrong("XL335", said, says("excel_reinstall"))
    return ok("XL335", says("doctor_xlwings_same", version=carried))


def _twice(folders: tuple[Path, ...]) -> Iterator[Check]:
    for other in folders[1:]:
        if (other / ADDIN).is_file():
            yield wrong("XL336", says("doctor_twice", folder=other), says("doctor_twice_fix"))
