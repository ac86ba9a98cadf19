"""Does Office let the add-in run: macros, add-ins, trusted locations, files it has switched off. Windows only.

A file in a trusted location runs its macros whatever the setting for macros says; the user's start folder is one from
the beginning. Policies stand over what the user chose.

Source: Microsoft's administrative templates for Office 2016 (Excel Options, Security, Trust Center).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from recon.words import says
from xl_addin.doctor.check import Check, look, ok, wrong
from xl_addin.doctor.python import is_marked
from xl_addin.places import ADDIN, OFFICE, POLICIES, Machine, System, start_folders

SIGNED_ONLY, NO_MACROS = 3, 4  # VBAWarnings; 1 runs all, 2 (the default) asks
_PLACES = (POLICIES, OFFICE)  # in the order they count


def checks(machine: Machine) -> Iterator[Check]:
    """What Office forbids."""
    if machine.system is not System.WINDOWS:
        return
    folder = start_folders(machine)[0]
    trusted = _is_trusted(machine, folder)
    yield _macros(machine, trusted)
    yield _addins(machine, folder / ADDIN)
    yield _locations(trusted, folder)
    if (folder / ADDIN).is_file():
        yield _marked(folder / ADDIN, trusted)
    yield _switched_off(machine)


def _setting(machine: Machine, key: str, name: str) -> tuple[int, bool]:
    """A setting and whether a policy gives it; 0 where nobody has set it."""
    for place in _PLACES:
        found = machine.registry.values(f"{place}\\{key}").get(name)
        if isinstance(found, int):
            return found, place == POLICIES
    return 0, False


def _macros(machine: Machine, trusted: bool) -> Check:
    level, by_policy = _setting(machine, r"Excel\Security", "vbawarnings")
    fix = says("doctor_macros_policy_fix" if by_policy else "doctor_macros_fix")
    if level not in (SIGNED_ONLY, NO_MACROS):
        return ok("XL320", says("doctor_macros"))
    what = says("doctor_macros_off" if level == NO_MACROS else "doctor_macros_signed")
    # In a trusted folder the add-in runs all the same; workbooks with buttons elsewhere do not.
    return look("XL320", what, fix) if trusted else wrong("XL320", what, fix)


def _addins(machine: Machine, addin: Path) -> Check:
    key = r"Excel\Security"
    if _setting(machine, key, "disablealladdins")[0]:
        return wrong("XL321", says("doctor_no_addins"), says("doctor_no_addins_fix"))
    signed = _setting(machine, key, "requireaddinsig")[0]
    always = _setting(machine, r"Common\Security", "requirealwaysonmacrosig")[0]
    if (signed or always) and not is_signed(addin):
        return wrong("XL321", says("doctor_addins_signed"), says("doctor_addins_signed_fix"))
    return ok("XL321", says("doctor_addins"))


def _locations(trusted: bool, folder: Path) -> Check:
    if trusted:
        return ok("XL322", says("doctor_trusted", folder=folder))
    return look("XL322", says("doctor_not_trusted", folder=folder), says("doctor_not_trusted_fix"))


def _marked(addin: Path, trusted: bool) -> Check:
    if not is_marked(addin):
        return ok("XL323", says("doctor_not_marked"))
    what, fix = says("doctor_marked", file=addin), says("doctor_marked_fix")
    return look("XL323", what, fix) if trusted else wrong("XL323", what, fix)


def _switched_off(machine: Machine) -> Check:
    """Excel keeps the files it has switched off after a crash as opaque values that hold the path as UTF-16."""
    key = f"{OFFICE}\\Excel\\Resiliency\\DisabledItems"
    name = ADDIN.lower()
    for value in machine.registry.values(key).values():
        if isinstance(value, bytes) and any(
            name in value[start:].decode("utf-16-le", "replace").lower() for start in (0, 1)
        ):
            return wrong("XL324", says("doctor_switched_off"), says("doctor_switched_off_fix"))
    return ok("XL324", says("doctor_not_switched_off"))


def _is_trusted(machine: Machine, folder: Path) -> bool:
    key = r"Excel\Security\Trusted Locations"
    if _setting(machine, key, "alllocationsdisabled")[0]:
        return False
    listed = False
    for place in _PLACES:
        for name in machine.registry.keys(f"{place}\\{key}"):
            values = machine.registry.values(f"{place}\\{key}\\{name}")
            listed = listed or place == OFFICE
            path = machine.expanded(str(values.get("path", "")).rstrip("\\/"))
            if path == folder or (values.get("allowsubfolders") == 1 and folder.is_relative_to(path)):
                return True
    return not listed  # nothing is listed before Excel was opened once: then it lists the start folder itself


def is_signed(addin: Path) -> bool:
    """True where the macros of a workbook carry a signature; whose it is only Office can tell."""
    import zipfile

    try:
        with zipfile.ZipFile(addin) as parts:
            return any("vbaprojectsignature" in name.lower() for name in parts.namelist())
    except (OSError, zipfile.BadZipFile):
        return False
