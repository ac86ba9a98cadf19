"""Where Excel starts from, and which Excel it is, on machines that are folders."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from tests.xl_addin.install.machines import (
    CLICK_TO_RUN,
    EXCEL,
    LOCATIONS,
    OPTIONS,
    XLWINGS,
    Hive,
    hive,
    linux,
    mac,
    program_file,
    windows,
)
from xl_addin import places

ROOTS = r"HKLM\SOFTWARE\{}Microsoft\Office\{}\Excel\InstallRoot"


def test_on_windows_excel_starts_from_the_roaming_profile(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    assert places.start_folders(machine) == (machine.home / "AppData/Roaming/Microsoft/Excel/XLSTART",)


def test_a_profile_that_was_redirected_is_followed(tmp_path: Path) -> None:
    moved = replace(windows(tmp_path), variables={"APPDATA": str(tmp_path / "server" / "anna")})
    assert places.start_folders(moved) == (tmp_path / "server/anna/Microsoft/Excel/XLSTART",)


def test_the_second_start_folder_is_known_with_its_variables_filled_in(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    hive(machine).set(OPTIONS, "AltStartup", "%userprofile%/Start 启动")
    assert places.start_folders(machine)[1:] == (machine.home / "Start 启动",)


def test_a_mac_starts_from_the_group_of_office(tmp_path: Path) -> None:
    machine = mac(tmp_path)
    (folder,) = places.start_folders(machine)
    assert folder.relative_to(machine.home).as_posix() == (
        "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
    )


def test_there_is_nothing_to_start_from_on_another_system(tmp_path: Path) -> None:
    assert places.start_folders(linux(tmp_path)) == ()
    assert places.excel(linux(tmp_path)) is None


def test_what_we_keep_is_in_the_place_each_system_has_for_it(tmp_path: Path) -> None:
    kept = {made.__name__: places.log_file(made(tmp_path)) for made in (windows, mac, linux)}
    assert {name: path.relative_to(tmp_path).as_posix() for name, path in kept.items()} == {
        "windows": "Users/anna/AppData/Local/recon/excel.log",
        "mac": "Users/anna/Library/Application Support/recon/excel.log",
        "linux": ".local/state/recon/excel.log",
    }


@pytest.mark.parametrize("bits", [32, 64])
def test_the_bits_of_a_program_stand_in_its_header(tmp_path: Path, bits: int) -> None:
    assert places.bits_of(program_file(tmp_path / "a.exe", bits)) == bits


@pytest.mark.parametrize("content", [b"", b"MZ", b"#!/bin/sh\n" + b"x" * 100])
def test_a_file_that_is_no_program_has_no_bits(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.exe").write_bytes(content)
    assert places.bits_of(tmp_path / "a.exe") == 0
    assert places.bits_of(tmp_path / "none.exe") == 0


def test_excel_is_found_with_its_version_and_the_bits_of_its_program(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    hive(machine).set(CLICK_TO_RUN, "Platform", "x86")  # says otherwise; the program counts
    found = places.excel(machine)
    assert found is not None
    assert (found.version, found.bits, found.from_store) == ("16.0.17029.20068", 64, False)


def test_where_the_program_cannot_be_read_the_registry_tells_the_bits(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    hive(machine).set(EXCEL, "", r"C:\nowhere\EXCEL.EXE")
    hive(machine).set(CLICK_TO_RUN, "Platform", "x86")
    found = places.excel(machine)
    assert found is not None
    assert found.bits == 32


def test_an_excel_of_the_old_installer_is_found(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    hive(machine).drop(EXCEL)
    hive(machine).drop(CLICK_TO_RUN)
    assert places.excel(machine) is None
    hive(machine).set(ROOTS.format("WOW6432Node\\", "16.0"), "Path", r"C:\Office16")
    found = places.excel(machine)
    assert found is not None
    assert (found.version, found.bits) == ("16.0", 32)


def test_an_excel_of_before_2016_is_found_as_what_it_is(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    hive(machine).drop(CLICK_TO_RUN)
    hive(machine).set(ROOTS.format("", "15.0"), "Path", r"C:\Office15")
    found = places.excel(machine)
    assert found is not None
    assert found.version == "15.0"


def test_an_older_excel_beside_a_newer_one_does_not_count(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    hive(machine).drop(CLICK_TO_RUN)
    for number in ("15.0", "16.0"):
        hive(machine).set(ROOTS.format("", number), "Path", r"C:\Office")
    found = places.excel(machine)
    assert found is not None
    assert found.version == "16.0"


def test_an_excel_that_was_started_by_com_is_found_behind_its_switches(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    hive(machine).drop(EXCEL)
    program = program_file(tmp_path / "Office" / "EXCEL.exe", 32)
    key = r"HKLM\SOFTWARE\Classes\CLSID\{00024500-0000-0000-C000-000000000046}\LocalServer32"
    hive(machine).set(key, "", f'"{program}" /automation')
    found = places.excel(machine)
    assert found is not None
    assert (found.program, found.bits) == (program, 32)


def test_this_machine_is_looked_at_only_when_asked_for() -> None:
    here = places.here()
    assert here.python.program.is_file()
    assert here.python.package("xlwings").is_dir()
    assert here.python.xlwings == XLWINGS
    assert here.python.version == sys.version_info[:2]
    assert (here.program / "xl_addin" / "places.py").is_file()


class Winreg(ModuleType):
    """The module of that name, over a registry in memory."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, KEY_READ, KEY_WOW64_64KEY = "HKCU", "HKLM", 1, 256

    def __init__(self, held: Hive) -> None:
        super().__init__("winreg")
        self.held = held
        self.asked: list[int] = []

    @contextmanager
    def OpenKey(self, hive: str, key: str, reserved: int, access: int) -> Iterator[str]:
        self.asked.append(access)
        if not self.held.values(f"{hive}\\{key}") and not self.held.keys(f"{hive}\\{key}"):
            raise FileNotFoundError(2, "no such key")
        yield f"{hive}\\{key}"

    def QueryInfoKey(self, key: str) -> tuple[int, int, int]:
        return len(self.held.keys(key)), len(self.held.values(key)), 0

    def EnumValue(self, key: str, at: int) -> tuple[str, object, int]:
        name, value = list(self.held.values(key).items())[at]
        return name.upper(), value, 1

    def EnumKey(self, key: str, at: int) -> str:
        return self.held.keys(key)[at]


def test_the_registry_of_a_windows_machine_is_read_as_the_64_bit_system_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    healthy = windows(tmp_path)
    module = Winreg(hive(healthy))
    monkeypatch.setitem(sys.modules, "winreg", module)
    monkeypatch.setattr(sys, "platform", "win32")
    here = places.here()
    monkeypatch.undo()
    read = replace(healthy, registry=here.registry)
    assert here.system is places.System.WINDOWS
    assert places.excel(read) == places.excel(healthy)
    assert read.registry.keys(LOCATIONS) == ("location0",)
    assert read.registry.values(r"HKCU\Software\Nobody") == {}
    assert read.registry.keys(r"HKCU\Software\Nobody") == ()
    assert set(module.asked) == {257}
