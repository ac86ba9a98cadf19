"""run.py sets up beside itself, whatever the environment it is started in, and says in a sentence what is missing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def loaded(path: Path = ROOT / "run.py") -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_of_recon", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


run = loaded()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout in a path with blanks and Chinese characters, as far as setting up reads it."""
    folder = tmp_path / "应收 对账" / "re con"
    folder.mkdir(parents=True)
    for name in ("run.py", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_what_misleads_python_and_pip_is_dropped_and_the_index_stays() -> None:
    kept = run.clean_environment(
        {
            "VIRTUAL_ENV": "/other",
            "PYTHONPATH": "/other",
            "PIP_TARGET": "/other",
            "Pip_Prefix": "/other",
            "PIP_USER": "1",
            "PIP_INDEX_URL": "kept",
            "PIP_CONFIG_FILE": "kept",
            "HOME": "kept",
        }
    )
    assert {name for name, value in kept.items() if value == "kept"} == {"PIP_INDEX_URL", "PIP_CONFIG_FILE", "HOME"}
    assert "/other" not in kept.values()
    assert kept["PIP_USER"] == "0"


def test_the_stamp_changes_with_what_the_environment_is_made_from(copy: Path) -> None:
    first = run.stamp(copy)
    assert run.stamp(copy) == first
    (copy / "requirements.txt").write_text("pandas==3.1.1\n", "utf-8")
    assert run.stamp(copy) != first


def test_an_environment_with_our_stamp_is_used_as_it_is(copy: Path) -> None:
    python = run.interpreter(copy / ".venv")
    python.parent.mkdir(parents=True)
    python.touch()
    (copy / ".venv" / ".recon-setup").write_text(run.stamp(copy), "ascii")
    assert run.set_up(copy, dict(os.environ)) == python


def test_an_environment_is_made_in_a_strange_path_and_inside_another(copy: Path) -> None:
    environment = run.clean_environment({**os.environ, "VIRTUAL_ENV": "/nowhere", "PYTHONHOME": "/nowhere"})
    venv = copy / ".venv"
    assert not run.works(run.interpreter(venv), environment)
    run.make(venv, environment)
    assert run.works(run.interpreter(venv), environment)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ensurepip is not available", "venv module"),
        ("No module named venv", "venv module"),
        ("something else", "something else"),
    ],
)
def test_a_python_that_makes_no_environments_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, sentence: str
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(run.sys, "executable", str(python))
    with pytest.raises(run.SetupError, match=sentence):
        run.make(tmp_path / "venv", dict(os.environ))


def test_a_held_file_is_said_with_what_to_close(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def held(*_: object) -> None:
        raise PermissionError(13, "permission denied", "python.exe")

    own = loaded(copy / "run.py")
    monkeypatch.setattr(own, "make", held)
    assert own.main(["--version"]) == 5
    assert "Close Excel" in capsys.readouterr().err


def test_packages_that_do_not_install_end_in_what_pip_says(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = loaded(copy / "run.py")
    (copy / "requirements.txt").write_text("pandas==3.1.1\n", "utf-8")  # no hash
    assert own.main(["--version"]) == 4
    said = capsys.readouterr().err
    assert "pip says why above" in said
    assert "hash" in said.lower()
    assert not (copy / ".venv" / ".recon-setup").exists()


def test_an_old_python_is_told_what_it_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run.sys, "version_info", (3, 9, 1, "final", 0))
    assert run.main(["demo"]) == 4
    assert "3.11" in capsys.readouterr().err


@pytest.mark.parametrize(("ends", "code"), [("sys.exit(3)", 3), ("import os, signal; os.kill(os.getpid(), 15)", 143)])
def test_the_exit_code_is_that_of_what_was_run(ends: str, code: int) -> None:
    assert run.hand_over([sys.executable, "-c", f"import sys; {ends}"], dict(os.environ)) == code


def test_a_failed_check_fails_the_tests_and_the_tests_still_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ran: list[str] = []

    def hand_over(command: list[str], *_: object) -> int:
        ran.append(" ".join(command[1:3]))
        return 1 if "mypy" in command else 0

    monkeypatch.setattr(run, "hand_over", hand_over)
    assert run.test(tmp_path, {}, []) == 1
    assert ran[-1] == "-m pytest"


def test_it_needs_the_standard_library_only() -> None:
    said = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({str(ROOT / 'run.py')!r})"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.returncode, said.stderr) == (0, "")


def test_the_pinned_packages_name_no_address_and_all_have_hashes() -> None:
    pinned = (ROOT / "requirements.txt").read_text("utf-8")
    assert "://" not in pinned
    assert "--index" not in pinned
    names = [line for line in pinned.splitlines() if line and not line.startswith((" ", "#"))]
    assert all("==" in name and name.endswith("\\") for name in names)


@pytest.mark.deep
def test_a_fresh_checkout_sets_itself_up_and_runs(tmp_path: Path, run_git: Callable[..., None]) -> None:
    folder = tmp_path / "应收 对账"
    run_git("clone", "--quiet", str(ROOT), str(folder))
    said = subprocess.run(
        [sys.executable, str(folder / "run.py"), "--version"], capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stdout.split()[0]) == (0, "recon")


@pytest.fixture
def run_git() -> Callable[..., None]:
    def one(*args: str) -> None:
        subprocess.run(["git", *args], check=True)

    return one
