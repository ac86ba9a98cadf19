"""Is there an Excel that can run the add-in: its age, its source, its bits, the library between it and Python."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recon.words import says
from xl_addin.doctor.check import Check, look, ok, wrong
from xl_addin.install import script_of
from xl_addin.places import Excel, Machine, System, bits_of, excel, script_folder

OLDEST = 16  # Excel 2016: customUI of 2009, the functions that wrappers call
OFFICES = ("soffice", "libreoffice")


def checks(machine: Machine) -> Iterator[Check]:
    """The spreadsheet program."""
    if machine.system is System.OTHER:
        yield look("XL310", says("excel_none"), says("excel_none_fix"))
        yield _libreoffice(machine)
        return
    found = excel(machine)
    if found is None:
        yield look("XL310", says("doctor_no_excel"), says("doctor_no_excel_fix"))
        return
    yield ok("XL310", says("doctor_excel", version=found.version, bits=found.bits or "?"))
    yield _age(found)
    if machine.system is System.WINDOWS:
        yield _source(found)
        yield _bits(machine, found)
        yield _library(machine, found)
    else:
        yield _script(machine)
        yield ok("XL316", says("doctor_mac"))


def _age(found: Excel) -> Check:
    number = re.match(r"\d+", found.version)
    if number and int(number[0]) < OLDEST:
        return wrong("XL311", says("doctor_excel_old", version=found.version), says("doctor_excel_old_fix"))
    return ok("XL311", says("doctor_excel_new"))


def _source(found: Excel) -> Check:
    if found.from_store:
        return wrong("XL312", says("doctor_store_excel"), says("doctor_store_excel_fix"))
    return ok("XL312", says("doctor_own_excel"))


def _bits(machine: Machine, found: Excel) -> Check:
    """Python answers from a process of its own, so different bits work; the library must be of Excel's."""
    if found.bits and found.bits != machine.python.bits:
        said = says("doctor_bits_differ", excel=found.bits, python=machine.python.bits)
        return look("XL313", said, says("doctor_bits_differ_fix"))
    return ok("XL313", says("doctor_bits", bits=machine.python.bits))


def _library(machine: Machine, found: Excel) -> Check:
    """The macros look beside the interpreter, then in the folder above it."""
    bits = found.bits or machine.python.bits
    name = f"xlwings{bits}-{machine.python.xlwings}.dll"
    folder = machine.python.program.parent
    for place in (folder / name, folder.parent / name):
        if not place.is_file():
            continue
        if bits_of(place) != bits:
            return wrong("XL314", says("doctor_library_damaged", file=place, bits=bits), says("doctor_quarantine_fix"))
        return ok("XL314", says("doctor_library", file=place))
    return wrong("XL314", says("doctor_no_library", name=name, folder=folder), says("doctor_quarantine_fix"))


def _script(machine: Machine) -> Check:
    name = script_of(machine)
    try:
        there = (script_folder(machine) / name).read_bytes()
    except OSError:
        return wrong("XL315", says("doctor_no_script", name=name), says("excel_reinstall"))
    try:
        ours = (machine.python.package("xlwings") / name).read_bytes()
    except OSError:
        return wrong("XL315", says("excel_no_script", name=name), says("excel_set_up_again"))
    if there != ours:
        return wrong("XL315", says("doctor_other_script", name=name), says("doctor_other_script_fix"))
    return ok("XL315", says("doctor_script", name=name))


def _libreoffice(machine: Machine) -> Check:
    for name in OFFICES:
        if found := machine.which(name):
            return ok("XL317", says("doctor_libreoffice", program=found))
    return look("XL317", says("doctor_no_libreoffice"), says("doctor_no_libreoffice_fix"))
