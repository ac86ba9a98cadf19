"""Installing writes what it lists, and never touches what it did not write."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from recon import __version__
from recon.errors import BusyError, ConfigError, InputError
from tests.xl_addin.install.machines import XLWINGS, addin, linux, mac, script, windows, with_python, written
from xl_addin.doctor import State, examine
from xl_addin.install import LIST, VERSION, install, installed, interpreter_of, settings, uninstall
from xl_addin.install import XLWINGS as OF_XLWINGS
from xl_addin.places import ADDIN, Machine, start_folders, state_folder

MACHINES = [windows, mac]
Make = Callable[[Path], Machine]


def target(machine: Machine) -> Path:
    return start_folders(machine)[0] / ADDIN


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("make", MACHINES)
def test_the_add_in_stands_where_excel_starts_from_with_the_interpreter_in_it(tmp_path: Path, make: Make) -> None:
    machine = make(tmp_path)
    done = install(machine, "zh", addin)
    assert done.files[0].path == target(machine)
    assert interpreter_of(machine, settings(target(machine))) == str(machine.python.program)
    assert settings(target(machine))["LANGUAGE"] == "zh"
    assert installed(machine) == done


@pytest.mark.parametrize("make", MACHINES)
def test_the_list_names_every_file_that_was_written_with_its_hash(tmp_path: Path, make: Make) -> None:
    machine = make(tmp_path)
    before = files(tmp_path)
    install(machine, "en", addin)
    new = {path: content for path, content in files(tmp_path).items() if before.get(path) != content}
    kept = state_folder(machine) / LIST
    said = json.loads(new.pop(kept))
    assert {Path(one["path"]): one["sha256"] for one in said["files"]} == {
        path: hashlib.sha256(content).hexdigest() for path, content in new.items()
    }


@pytest.mark.parametrize("make", MACHINES)
def test_uninstalling_leaves_what_was_there_before_and_may_be_repeated(tmp_path: Path, make: Make) -> None:
    machine = make(tmp_path)
    written(target(machine).parent / "PERSONAL.XLSB", b"the user's own")
    before = files(tmp_path)
    install(machine, "en", addin)
    gone = uninstall(machine)
    assert target(machine) in gone.removed
    assert files(tmp_path) == before
    assert uninstall(machine).removed == ()
    assert files(tmp_path) == before


@pytest.mark.parametrize("make", MACHINES)
def test_installing_again_renews_what_is_ours(tmp_path: Path, make: Make) -> None:
    machine = make(tmp_path)
    first = install(machine, "en", addin)
    second = install(machine, "zh", addin)
    assert settings(target(machine))["LANGUAGE"] == "zh"
    assert [one.path for one in second.files] == [one.path for one in first.files]
    assert all(one.state == "unchanged" for one in second.files)


@pytest.mark.parametrize("make", MACHINES)
def test_a_file_of_that_name_that_is_not_ours_is_never_touched(tmp_path: Path, make: Make) -> None:
    machine = make(tmp_path)
    written(target(machine), b"somebody else's")
    before = files(tmp_path)
    with pytest.raises(InputError, match="did not write"):
        install(machine, "en", addin)
    assert uninstall(machine).removed == ()
    assert files(tmp_path) == before


@pytest.mark.parametrize("make", MACHINES)
def test_an_add_in_that_was_changed_since_is_neither_replaced_nor_removed(tmp_path: Path, make: Make) -> None:
    machine = make(tmp_path)
    install(machine, "en", addin)
    target(machine).write_bytes(b"signed by IT")
    with pytest.raises(InputError, match="changed"):
        install(machine, "en", addin)
    gone = uninstall(machine)
    assert gone.kept == (target(machine),)
    assert target(machine).read_bytes() == b"signed by IT"


def test_the_same_add_in_without_a_list_is_taken_over(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    install(machine, "en", addin)
    (state_folder(machine) / LIST).unlink()
    install(machine, "en", addin)
    assert target(machine) in uninstall(machine).removed


@pytest.mark.parametrize("make", MACHINES)
def test_an_add_in_open_in_excel_stops_both_ways_and_changes_nothing(tmp_path: Path, make: Make) -> None:
    machine = make(tmp_path)
    install(machine, "en", addin)
    written(target(machine).parent / f"~${ADDIN}")
    before = files(tmp_path)
    with pytest.raises(BusyError, match="open") as refusal:
        install(machine, "zh", addin)
    assert refusal.value.exit_code == 5
    with pytest.raises(BusyError, match="open"):
        uninstall(machine)
    assert files(tmp_path) == before


def test_a_start_folder_that_cannot_be_made_is_said_and_nothing_is_listed(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    written(target(machine).parent, b"a file where the folder should be")
    with pytest.raises(BusyError):
        install(machine, "en", addin)
    assert installed(machine) is None


def test_there_is_nothing_to_install_on_a_system_without_excel(tmp_path: Path) -> None:
    before = files(tmp_path)
    with pytest.raises(ConfigError, match="no Excel") as refusal:
        install(linux(tmp_path / "a"), "en", addin)
    assert refusal.value.exit_code == 4
    assert "recon press" in refusal.value.text("zh")
    assert {path for path in files(tmp_path) if ADDIN in path.name} == set(before)


def test_a_list_that_cannot_be_read_stops_both_ways(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    install(machine, "en", addin)
    written(state_folder(machine) / LIST, b'{"files": 3}')
    for act in (lambda: install(machine, "en", addin), lambda: uninstall(machine)):
        with pytest.raises(InputError, match="cannot be read"):
            act()
    assert target(machine).is_file()


def test_a_mac_gets_the_script_by_which_excel_starts_python(tmp_path: Path) -> None:
    machine = mac(tmp_path)
    done = install(machine, "en", addin)
    assert [one.path for one in done.files] == [target(machine), script(machine)]
    assert script(machine).read_bytes() == (machine.python.package("xlwings") / script(machine).name).read_bytes()


def test_a_script_that_xlwings_itself_put_there_stays_when_we_go(tmp_path: Path) -> None:
    machine = mac(tmp_path)
    theirs = (machine.python.package("xlwings") / script(machine).name).read_bytes()
    written(script(machine), theirs)
    install(machine, "en", addin)
    install(machine, "en", addin)
    uninstall(machine)
    assert script(machine).read_bytes() == theirs


def test_another_script_of_that_name_is_not_replaced(tmp_path: Path) -> None:
    machine = mac(tmp_path)
    written(script(machine), b"another")
    with pytest.raises(InputError, match="did not write"):
        install(machine, "en", addin)
    assert not target(machine).exists()


def test_a_newer_xlwings_replaces_the_script_of_the_older_one(tmp_path: Path) -> None:
    older = mac(tmp_path)
    install(older, "en", addin)
    newer = with_python(older, xlwings="99.0.0")
    name = "xlwings-99.0.0.applescript"
    written(newer.python.package("xlwings") / name, b"newer")
    install(newer, "en", addin)
    assert [path.name for path in script(older).parent.iterdir()] == [name]
    uninstall(newer)
    assert list(script(older).parent.iterdir()) == []


def test_an_xlwings_without_the_script_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    machine = mac(tmp_path)
    (machine.python.package("xlwings") / f"xlwings-{XLWINGS}.applescript").unlink()
    with pytest.raises(ConfigError, match="applescript"):
        install(machine, "en", addin)
    assert not target(machine).exists()


def test_an_add_in_that_moved_with_the_profile_is_not_left_behind(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    install(machine, "en", addin)
    moved = replace(machine, variables={**machine.variables, "APPDATA": str(tmp_path / "moved")})
    install(moved, "en", addin)
    assert not target(machine).exists()
    assert target(moved).is_file()


def test_a_file_that_is_no_add_in_has_no_settings(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        settings(written(tmp_path / "a.xlam", b"no workbook"))


@pytest.mark.parametrize("make", MACHINES)
def test_the_add_in_as_it_is_built_carries_what_the_doctor_reads(tmp_path: Path, make: Make) -> None:
    from xl_addin.build import package

    machine = make(tmp_path / "王小明")
    install(machine, "zh", package.addin)
    carried = settings(target(machine))
    assert interpreter_of(machine, carried) == str(machine.python.program)
    assert (carried[VERSION], carried[OF_XLWINGS]) == (__version__, XLWINGS)
    assert {one.code for one in examine(machine) if one.state is not State.OK} <= {"XL304"}  # the path's characters
