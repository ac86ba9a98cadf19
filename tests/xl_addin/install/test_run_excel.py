"""`run.py excel`: from an unpacked zip, with the standard library only, and a sentence where Excel is in the way."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def run(tmp_path: Path) -> ModuleType:
    """run.py of a folder that was unpacked from a zip: no git, no environment yet."""
    folder = tmp_path / "应收 对账"
    folder.mkdir()
    for name in ("run.py", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, folder / name)
    spec = importlib.util.spec_from_file_location("run_of_a_zip", folder / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_action_is_handed_over_as_it_was_typed(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def hand_over(command: list[str], *_: object) -> int:
        ran.append(command)
        return 3

    monkeypatch.setattr(run, "set_up", lambda root, environment: Path("/env/python"))
    monkeypatch.setattr(run, "hand_over", hand_over)
    assert run.main(["excel", "build", "a folder", "--python", r"C:\x y\python.exe"]) == 3
    assert ran == [["/env/python", "-P", "-m", "recon", "excel", "build", "a folder", "--python", r"C:\x y\python.exe"]]


@pytest.mark.parametrize(
    "said",
    [
        "ERROR: Could not install packages due to an OSError: [WinError 5] 拒绝访问。: 'xlwings64-0.37.8.dll'",
        "OSError: [WinError 32] The process cannot access the file: 'python.exe'",
        "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: 'python.exe'",
        "PermissionError: [Errno 13] 'python.exe'",
    ],
)
def test_when_excel_holds_the_interpreter_it_says_to_close_excel(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], said: str
) -> None:
    monkeypatch.setattr(run, "works", lambda python, environment: True)
    monkeypatch.setattr(
        run.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1, stdout="", stderr=said)
    )
    assert run.main(["excel", "install"]) == 5
    assert "Close Excel" in capsys.readouterr().err


def test_another_failure_of_pip_is_not_taken_for_excel(run: ModuleType) -> None:
    assert not run.is_held("OSError: [WinError 53] The network path was not found")
    assert not run.is_held("ERROR: No matching distribution found for pandas==3.0.0")


def test_the_command_runs_from_any_folder_with_the_project_beside_it(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "recon", "excel", "status", "--json"],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert '"installed": null' in ended.stdout
    assert list(tmp_path.iterdir()) == []
