"""The built wheel alone is the program: installed elsewhere, run in an empty folder, it closes the demo month."""

from __future__ import annotations

import os
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a new environment that has the wheel, and this one's packages behind it."""
    venv = tmp_path_factory.mktemp("应收 环境") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    programs = venv / ("Scripts" if os.name == "nt" else "bin")
    python = programs / ("python.exe" if os.name == "nt" else "python")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True)
    own = subprocess.run(
        [str(python), "-c", "import site; print(site.getsitepackages()[0])"], check=True, capture_output=True, text=True
    ).stdout.strip()
    Path(own, "packages.pth").write_text("\n".join(site.getsitepackages()) + "\n", "utf-8")
    return programs


def ran(installed: Path, folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the installed program in `folder` as a person would."""
    return subprocess.run(
        [str(installed / "recon"), *args], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_the_wheel_holds_the_templates_and_the_sample_companies(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "recon/py.typed",
        "recon/words/zh.toml",
        "recon/_data/templates/recon.zh.toml",
        "xl_addin/vba/ArBridge.bas",
    ):
        assert name in names
    assert any(name.startswith("recon/_data/sample_books/exporter/inputs/bank/") for name in names)
    assert not any("__pycache__" in name or name.startswith("tests/") for name in names)


def test_the_demo_runs_from_the_wheel_alone_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    first = ran(installed, tmp_path, "demo")
    assert (first.returncode, "Traceback" in first.stderr) == (0, False), first.stderr
    books = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("demo/*/outputs/*/*.xlsx"))
    assert len(books) >= 2
    assert all(book in first.stdout.replace("\\", "/") for book in books)

    def contents() -> dict[str, bytes]:
        return {path.as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    before = contents()
    second = ran(installed, tmp_path, "demo")
    assert second.returncode == 0, second.stderr
    assert contents() == before


def test_the_add_in_is_built_and_its_buttons_are_pressed_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    listed = ran(installed, tmp_path, "press", "--list")
    assert listed.returncode == 0 and "close_month" in listed.stdout, listed.stderr
    built = ran(installed, tmp_path, "excel", "build", "built")
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "built" / "recon.xlam").is_file() and list((tmp_path / "built").rglob("*.bas"))
    [book] = (tmp_path / "built").glob("*.xlsm")
    pressed = ran(installed, tmp_path, "press", "help", str(book), "--out", "pressed")
    assert pressed.returncode == 0, pressed.stderr
    assert (tmp_path / "pressed" / book.name).is_file()


def test_the_installed_program_is_the_wheel_and_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    python = next(installed.glob("python*"))
    said = subprocess.run(
        [str(python), "-c", "import recon; print(recon.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert not Path(said.strip()).is_relative_to(ROOT)
