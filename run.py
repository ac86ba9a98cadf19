"""Sets recon up beside itself and hands over: `run.py demo`, `run.py excel install`, `run.py test`, any recon command.

Standard library only. The first run makes `.venv` in this folder and installs the pinned packages into it, each held to
its hash; later runs see by a stamp that nothing has changed. The path may hold blanks and Chinese characters, another
environment may be active, and nothing outside this folder is touched. The exit code is that of what was run.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST = (3, 11)
BUSY = 5  # the same exit codes as the commands: 5 is locked, open or disk
REFUSED = 4
INTERRUPTED = 130

# Variables that lead Python or pip to another place. Those that tell pip where its index is stay.
MISLEADING = (
    "VIRTUAL_ENV",
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "PYTHONSAFEPATH",
    "PYTHONPLATLIBDIR",
    "__PYVENV_LAUNCHER__",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_USER",
    "PIP_PYTHON",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_NO_DEPS",
    "PIP_DRY_RUN",
    "PIP_CONSTRAINT",
    "PIP_REQUIREMENT",
    "PIP_EDITABLE",
    "PIP_IGNORE_INSTALLED",
)
CHECKS = (
    ("ruff", ["-m", "ruff", "check", "."]),
    ("format", ["-m", "ruff", "format", "--check", "."]),
    ("types", ["-m", "mypy"]),
    ("floors", ["-c", "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"]),
)


class SetupError(Exception):
    """Why recon cannot be set up: one sentence, and an exit code."""

    def __init__(self, sentence: str, code: int = REFUSED) -> None:
        super().__init__(sentence)
        self.code = code


def clean_environment(variables: dict[str, str]) -> dict[str, str]:
    """The environment without what misleads, so that the packages land in `.venv` and come from there."""
    kept = {name: value for name, value in variables.items() if name.upper() not in MISLEADING}
    # A user's own pip settings file may say "install for the user", which no environment allows.
    kept.update(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
    return kept


def interpreter(venv: Path) -> Path:
    """The Python of an environment."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def stamp(root: Path) -> str:
    """What the environment was made from: the pinned packages, the project's settings, Python, and the place."""
    parts = [(root / name).read_bytes() for name in ("pyproject.toml", "requirements.txt")]
    parts.append(f"{sys.version_info[:3]} {sys.platform} {root}".encode("utf-8", "surrogatepass"))
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def works(python: Path, environment: dict[str, str]) -> bool:
    """True when this Python starts and is of the version that runs us."""
    ask = "import sys, pip; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [str(python), "-c", ask], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.returncode == 0 and answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def set_up(root: Path, environment: dict[str, str]) -> Path:
    """Make or renew the environment where its stamp is not ours; return its Python.

    Raises:
        SetupError: Python is too old or has no venv module, a file is held by another program, or pip did not manage.
    """
    venv = root / ".venv"
    python = interpreter(venv)
    mark = venv / ".recon-setup"
    wanted = stamp(root)
    if python.exists() and mark.is_file() and mark.read_text("ascii", "replace") == wanted:
        return python
    say("Setting up recon in .venv (once, a minute or two) ...")
    try:
        mark.unlink(missing_ok=True)
        if not works(python, environment):
            make(venv, environment)
        install(root, python, environment)
        mark.write_text(wanted, "ascii")
    except PermissionError as error:
        raise SetupError(
            f"{error.filename or venv} cannot be replaced. Close Excel and every program that runs from .venv, "
            "check that you may write in this folder, then run again.",
            BUSY,
        ) from error
    return python


def make(venv: Path, environment: dict[str, str]) -> None:
    """Make an empty environment."""
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(venv)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode == 0:
        return
    said = made.stdout + made.stderr
    if "ensurepip" in said or "No module named venv" in said:
        raise SetupError(
            f"This Python ({sys.executable}) cannot make environments. Install its venv module "
            "(on Debian and Ubuntu: apt install python3-venv), then run again."
        )
    if is_held(said):
        raise PermissionError(13, "permission denied", str(venv))
    raise SetupError(f"Python could not make the environment {venv}:\n{said.strip()}")


def install(root: Path, python: Path, environment: dict[str, str]) -> None:
    """Install the pinned packages, each held to its hash, then this project beside them."""
    pip = [str(python), "-m", "pip", "install", "--quiet", "--no-warn-script-location"]
    steps = (
        [*pip, "--require-hashes", "--requirement", str(root / "requirements.txt")],
        [*pip, "--no-deps", "--no-build-isolation", "--editable", str(root)],
    )
    for step in steps:
        done = subprocess.run(step, env=environment, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode == 0:
            continue
        if is_held(done.stderr):
            raise PermissionError(13, "permission denied", str(python))
        raise SetupError(f"{done.stderr.strip()}\nThe packages could not be installed; pip says why above.")


def is_held(said: str) -> bool:
    """True where Python or pip could not replace a file, as when Excel runs formulas from this environment."""
    return re.search(r"Permission ?(?:Error|denied)|WinError (?:5|32)\b", said, re.IGNORECASE) is not None


def hand_over(command: list[str], environment: dict[str, str], folder: Path | None = None) -> int:
    """Run a command to its end and return its exit code."""
    with subprocess.Popen(command, env=environment, cwd=folder) as running:
        while True:
            try:
                code = running.wait()
                break
            except KeyboardInterrupt:
                continue  # the command was interrupted as well and ends by itself
    return 128 - code if code < 0 else code


def test(python: Path, environment: dict[str, str], more: list[str]) -> int:
    """The checks, then the tests, whose closing line is the last. `more` goes to pytest."""
    failed = []
    for name, arguments in CHECKS:
        if hand_over([str(python), *arguments], environment, ROOT) != 0:
            failed.append(name)
    if failed:
        say(f"Not clean: {', '.join(failed)}.")
    tested = hand_over([str(python), "-m", "pytest", "-n", "auto", *more], environment, ROOT)
    return tested or (1 if failed else 0)


def say(sentence: str) -> None:
    """One line for the person who started this."""
    print(sentence, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    """Set up, hand over, return the exit code."""
    if sys.version_info < OLDEST:
        this = sys.version.split()[0]
        say(f"recon needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {this}. Install one and run again.")
        return REFUSED
    environment = clean_environment(dict(os.environ))
    try:
        python = set_up(ROOT, environment)
    except SetupError as refusal:
        say(str(refusal))
        return refusal.code
    except KeyboardInterrupt:
        return INTERRUPTED
    if arguments[:1] == ["test"]:
        return test(python, environment, arguments[1:])
    # -P: a file of the user's folder must not stand in for one of ours
    return hand_over([str(python), "-P", "-m", "recon", *(arguments or ["--help"])], environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
