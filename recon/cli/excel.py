"""`recon excel`: the add-in on this machine."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from recon.cli import _face


class Action(StrEnum):
    """What is to be done."""

    INSTALL = "install"
    UNINSTALL = "uninstall"
    STATUS = "status"
    DOCTOR = "doctor"
    BUILD = "build"


def excel(
    action: Annotated[Action, typer.Argument(help="install, uninstall, status, doctor or build.", metavar="ACTION")],
    folder: Annotated[Path | None, typer.Argument(help="With build: where the files go.")] = None,
    python: Annotated[
        str, typer.Option(help="With build: the interpreter on the machines the files are for; else this one.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="The result as JSON on standard output.")] = False,
) -> None:
    """Set up the Excel add-in: install it, remove it, say what is installed, find what is wrong, or build its files.

    install builds the add-in on this machine and puts it where Excel starts from; --lang decides the language of its
    ribbon. uninstall takes away what was written and is unchanged. status says where it stands, with hashes. doctor
    looks for what keeps it from working and changes nothing. build writes add-in, workbooks and macros into FOLDER, on
    any system. Nothing that recon did not write is touched. Exit code 3 where something is to be done before it works.
    """
    from recon.words import says

    if action is Action.BUILD and folder is None:
        raise typer.BadParameter(says("excel_folder_missing").text(_face.lang()))
    if action is not Action.BUILD and (folder or python):
        raise typer.BadParameter(says("excel_folder_useless").text(_face.lang()))
    if action is Action.INSTALL:
        _install(json)
    elif action is Action.UNINSTALL:
        _uninstall(json)
    elif action is Action.STATUS:
        _status(json)
    elif action is Action.DOCTOR:
        _doctor(json)
    elif folder is not None:
        _build(folder, python, json)


def _install(json: bool) -> None:
    from recon.words import says
    from xl_addin import doctor, install, places

    machine = places.here()
    done = install.install(machine, _face.lang(), _addin)
    wrong = [one for one in doctor.examine(machine) if one.state is doctor.State.WRONG]
    if json:
        _face.print_json({**done.record(), "wrong": [one.record(_face.lang()) for one in wrong]})
    _face.talk(says("excel_done", file=done.files[0].path, lang=done.lang))
    _face.talk(says("excel_restart"))
    if machine.system is places.System.MAC:
        _face.talk(says("excel_buttons_only"))
    for one in wrong:
        _face.talk(one.text(_face.lang()))
    if wrong:
        raise typer.Exit(3)
    _face.talk(says("excel_then_doctor"))


def _uninstall(json: bool) -> None:
    from recon.words import says
    from xl_addin import install, places

    gone = install.uninstall(places.here())
    if json:
        _face.print_json({"removed": [str(path) for path in gone.removed], "kept": [str(path) for path in gone.kept]})
    for path in gone.removed:
        _face.talk(says("excel_removed", file=path))
    for path in gone.kept:
        _face.talk(says("excel_kept", file=path))
    if not gone.removed and not gone.kept:
        _face.talk(says("excel_nothing"))


def _status(json: bool) -> None:
    from recon import __version__
    from recon.words import says
    from xl_addin import install, places

    machine = places.here()
    found, program = install.installed(machine), places.excel(machine)
    if json:
        _face.print_json(
            {
                "version": __version__,
                "xlwings": machine.python.xlwings,
                "python": str(machine.python.program),
                "excel": program.version if program else "",
                "start_folders": [str(folder) for folder in places.start_folders(machine)],
                "log": str(places.log_file(machine)),
                "installed": found.record() if found else None,
            }
        )
        return
    said = says("excel_status_excel", version=program.version) if program else says("excel_status_no_excel")
    _face.data(said)
    for folder in places.start_folders(machine):
        _face.data(says("excel_status_folder", folder=folder))
    if found is None:
        _face.data(says("excel_nothing"))
        return
    _face.data(
        says(
            "excel_status_installed",
            version=found.version,
            xlwings=found.xlwings,
            lang=found.lang,
            python=found.python,
        )
    )
    for one in found.files:
        state = says(f"excel_state_{one.state}")
        _face.data(says("excel_status_file", file=one.path, state=state, hash=one.sha256))
    if found.xlwings != machine.python.xlwings:
        _face.talk(says("excel_status_xlwings", then=found.xlwings, now=machine.python.xlwings))


def _doctor(json: bool) -> None:
    from recon.words import says
    from xl_addin import doctor, places

    checks = tuple(doctor.examine(places.here()))
    worst = doctor.worst(checks)
    if json:
        _face.print_json({"state": worst, "checks": [one.record(_face.lang()) for one in checks]})
    else:
        for one in checks:
            _face.data(f"{says(f'doctor_state_{one.state}').text(_face.lang())}  {one.text(_face.lang())}")
    if worst is not doctor.State.OK:
        raise typer.Exit(3)
    _face.talk(says("doctor_all_well"))


def _build(folder: Path, python: str, json: bool) -> None:
    from recon.words import says
    from xl_addin import build, install, places

    made = build.write(folder, _face.lang(), python or str(places.here().python.program))
    if json:
        _face.print_json({"files": [{"path": str(path), "sha256": install.digest(path)} for path in made]})
    for path in made:
        _face.talk(says("excel_built", file=path))


def _addin(lang: str, interpreter: str) -> bytes:
    from xl_addin.build import package

    return package.addin(lang, interpreter)
