"""An office of its own: one profile, one port, ended by its id."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Step = tuple[Any, ...]
_SCRIPT = Path(__file__).with_name("by_uno.py")


@cache
def python_with_uno() -> str | None:
    """A Python that can talk to the office, None where there is none."""
    beside = [str(path) for path in Path("/usr/lib/libreoffice/program").glob("python*") if path.is_file()]
    for python in ("/usr/bin/python3", *beside, sys.executable, shutil.which("python3") or ""):
        if python and subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode == 0:
            return python
    return None


@dataclass
class Office:
    """A running office."""

    port: int
    python: str

    def does(self, *steps: Step) -> list[Any]:
        """What the steps (see `by_uno.py`) gave, one after the other."""
        done = subprocess.run(
            [self.python, str(_SCRIPT), str(self.port)],
            input=json.dumps(steps),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            env={k: v for k, v in os.environ.items() if not k.startswith("PYTHON")},
        )
        assert done.returncode == 0, done.stderr
        said: list[Any] = json.loads(done.stdout)
        return said

    def worked_out(self, workbook: Path, saved: Path) -> Path:
        """A workbook with every formula worked out anew, whatever values came with it; saved as xlsx."""
        self.does(("open", str(workbook)), ("recalculate",), ("save", str(saved)), ("close",))
        return saved


@contextmanager
def office(program: Path, folder: Path, python: str, display: str = "") -> Iterator[Office]:
    """Start an office with a profile in `folder`, and end it. It is seen on a `display` where one is named."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = subprocess.Popen(
        [
            str(program),
            f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}",
            *([] if display else ["--headless"]),
            "--norestore",
            "--nologo",
            "--nodefault",
            f"--accept=socket,host=127.0.0.1,port={port};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(folder), **({"DISPLAY": display} if display else {})},
    )
    try:
        yield Office(port, python)
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(running.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(10)
            time.sleep(0.1)
