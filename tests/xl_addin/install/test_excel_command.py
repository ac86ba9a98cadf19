"""`recon excel` as a person meets it, on machines that are folders."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from recon.cli import excel
from tests.command import Run
from tests.xl_addin.install.machines import addin, hive, linux, mac, windows, with_python, written
from xl_addin import places
from xl_addin.install import settings
from xl_addin.places import ADDIN, Machine, start_folders

On = Callable[[Machine], Machine]
DISABLED = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security"


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> On:
    """Makes a machine the one that commands find themselves on."""

    def put(machine: Machine) -> Machine:
        monkeypatch.setattr(places, "here", lambda: machine)
        monkeypatch.setattr(excel, "_addin", addin)
        return machine

    return put


def test_install_says_what_was_written_and_what_comes_next(run: Run, on: On, tmp_path: Path) -> None:
    machine = on(windows(tmp_path))
    done = run("excel", "install")
    assert done.code == 0
    assert str(start_folders(machine)[0] / ADDIN) in done.err
    assert "start it again" in done.err
    assert "Mac" not in done.err


def test_install_says_at_once_what_will_keep_it_from_working(run: Run, on: On, tmp_path: Path) -> None:
    machine = on(windows(tmp_path))
    hive(machine).set(DISABLED, "DisableAllAddins", 1)
    done = run("excel", "install", "--json")
    assert done.code == 3
    assert [one["code"] for one in json.loads(done.out)["wrong"]] == ["XL321"]
    assert "[XL321]" in done.err
    assert (start_folders(machine)[0] / ADDIN).is_file()


def test_on_a_mac_it_is_said_plainly_that_there_are_buttons_only(run: Run, on: On, tmp_path: Path) -> None:
    on(mac(tmp_path))
    assert "the formulas do not" in run("excel", "install").err
    assert "公式不可用" in run("--lang", "zh", "excel", "install").err


def test_where_there_is_no_excel_install_refuses_and_names_what_works(run: Run, on: On, tmp_path: Path) -> None:
    on(linux(tmp_path))
    done = run("excel", "install")
    assert done.code == 4
    assert "recon press" in done.err
    assert "recon excel build" in done.err


def test_a_file_that_is_not_ours_is_a_refusal_that_names_it(run: Run, on: On, tmp_path: Path) -> None:
    machine = on(windows(tmp_path))
    theirs = written(start_folders(machine)[0] / ADDIN, b"theirs")
    done = run("excel", "install")
    assert done.code == 4
    assert str(theirs) in done.err
    assert theirs.read_bytes() == b"theirs"


def test_an_open_excel_is_exit_code_5(run: Run, on: On, tmp_path: Path) -> None:
    machine = on(windows(tmp_path))
    written(start_folders(machine)[0] / f"~${ADDIN}")
    done = run("excel", "install")
    assert done.code == 5
    assert "Close every window of Excel" in done.err


def test_status_gives_the_hash_of_every_file(run: Run, on: On, tmp_path: Path) -> None:
    on(mac(tmp_path))
    assert json.loads(run("excel", "status", "--json").out)["installed"] is None
    run("excel", "install")
    said = json.loads(run("excel", "status", "--json").out)
    files = said["installed"]["files"]
    assert len(files) == 2
    for one in files:
        assert hashlib.sha256(Path(one["path"]).read_bytes()).hexdigest() == one["sha256"]
    shown = run("excel", "status").out
    assert all(one["sha256"] in shown and one["path"] in shown for one in files)
    Path(files[0]["path"]).write_bytes(b"changed")
    assert "changed since" in run("excel", "status").out
    assert "写入后被改动" in run("excel", "status", "--lang", "zh").out


def test_status_warns_of_another_xlwings(run: Run, on: On, tmp_path: Path) -> None:
    machine = on(windows(tmp_path))
    run("excel", "install")
    assert run("excel", "status").err == ""
    on(with_python(machine, xlwings="99.0.0"))
    assert "99.0.0" in run("excel", "status").err


def test_uninstall_twice_is_fine(run: Run, on: On, tmp_path: Path) -> None:
    machine = on(windows(tmp_path))
    run("excel", "install")
    first = run("excel", "uninstall")
    assert (first.code, first.err) == (0, f"Removed: {start_folders(machine)[0] / ADDIN}\n")
    second = run("excel", "uninstall", "--json")
    assert (second.code, json.loads(second.out)) == (0, {"removed": [], "kept": []})
    assert "Nothing is installed" in second.err


def test_the_doctor_ends_with_3_where_something_is_to_be_done(run: Run, on: On, tmp_path: Path) -> None:
    machine = on(windows(tmp_path))
    assert run("excel", "doctor").code == 3  # not installed yet
    run("excel", "install")
    well = run("excel", "doctor")
    assert (well.code, well.err) == (0, "All is well.\n")
    hive(machine).set(DISABLED, "DisableAllAddins", 1)
    ill = run("excel", "doctor", "--json", "--lang", "zh")
    assert ill.code == 3
    said = json.loads(ill.out)
    assert said["state"] == "wrong"
    (wrong,) = [one for one in said["checks"] if one["state"] == "wrong"]
    assert wrong["code"] == "XL321"
    assert "信任中心" in wrong["fix"]


@pytest.mark.parametrize(
    "args", [("build",), ("install", "somewhere"), ("doctor", "--python", "python.exe"), ("repair",), ()]
)
def test_what_makes_no_sense_is_a_mistyped_command(run: Run, args: tuple[str, ...]) -> None:
    assert run("excel", *args).code == 2


def test_build_writes_everything_for_another_machine_on_any_system(run: Run, on: On, tmp_path: Path) -> None:
    on(linux(tmp_path / "linux"))
    python = r"C:\recon\.venv\Scripts\python.exe"
    done = run("excel", "build", tmp_path / "made", "--python", python, "--json")
    assert done.code == 0
    files = {Path(one["path"]): one["sha256"] for one in json.loads(done.out)["files"]}
    assert files == {
        path: hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / "made").rglob("*") if path.is_file()
    }
    assert settings(tmp_path / "made" / ADDIN)["INTERPRETER_WIN"] == python
    assert any(path.suffix == ".bas" for path in files)


def test_build_may_be_repeated_and_says_what_it_wrote(run: Run, on: On, tmp_path: Path) -> None:
    machine = on(linux(tmp_path / "linux"))
    first = run("excel", "build", tmp_path / "made")
    assert first.code == 0
    assert str(tmp_path / "made" / ADDIN) in first.err
    assert settings(tmp_path / "made" / ADDIN)["INTERPRETER_WIN"] == str(machine.python.program)
    assert run("excel", "build", tmp_path / "made") == first
