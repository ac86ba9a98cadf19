"""Commands in processes of their own, which a test kills, refuses or races; and what a folder holds after them."""

from __future__ import annotations

import contextlib
import io
import os
import pathlib
import pkgutil
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import recon
from recon.cli import main
from tests.state.company import tree

AT = "2026-04-02T09:30:00+00:00"  # when everything is decided, so that two runs write the same journal
# A child finds all of the program loaded: its time is its work, and what is killed is not an import.
for _found in pkgutil.walk_packages(recon.__path__, "recon."):
    if not _found.name.endswith("__main__"):
        import_module(_found.name)
WATCHED = ("fsync", "rename", "replace", "unlink", "rmdir", "truncate", "ftruncate", "mkdir")
Fault = Callable[[str], None]


def state(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, without the tails of the journal that were set aside."""
    return {name: content for name, content in tree(folder).items() if "journal.torn-" not in name}


def copied(before: Path, folder: Path) -> Path:
    """A fresh copy of a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(before, folder)
    return folder


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, 128 + the signal where it was killed, and what it said."""

    code: int
    talk: str


@dataclass
class Running:
    """A command in a process group of its own."""

    pid: int
    log: Path
    _code: int | None = None

    def kill(self) -> None:
        """End the whole group at once, as a power cut would."""
        if self._code is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def wait(self) -> Ended:
        """Wait for its end."""
        if self._code is None:
            _, status = os.waitpid(self.pid, 0)
            self._code = os.waitstatus_to_exitcode(status)
            if self._code < 0:
                self._code = 128 - self._code
        return Ended(self._code, self.log.read_text("utf-8"))


def start(log: Path, *args: object, user: str = "Li Wei", before: Callable[[], None] = lambda: None) -> Running:
    """Run `recon ARGS` in a process of its own, forked, so that it is at work at once; `log` takes what it says."""
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"")
    child = os.fork()
    if child:
        with contextlib.suppress(OSError):
            os.setpgid(child, child)
        return Running(child, log)
    code = 70
    try:
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
        number = os.open(log, os.O_WRONLY | os.O_APPEND)
        os.dup2(number, 1)
        os.dup2(number, 2)
        sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False), "utf-8", write_through=True)
        sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb", closefd=False), "utf-8", write_through=True)
        os.environ.update(RECON_NOW=AT, RECON_USER=user, RECON_LANG="en", TMPDIR=str(log.parent))
        before()
        code = main([str(arg) for arg in args])
    finally:
        os._exit(code)
    raise AssertionError


def done(log: Path, *args: object, user: str = "Li Wei") -> Ended:
    """Run a command in a process of its own to its end."""
    return start(log, *args, user=user).wait()


class Counter:
    """Counts the calls by which a process changes the disk, and lets a fault come at one of them.

    Watched are `WATCHED` and each write to a file. The file `seen` names them, one a line, in their order.
    """

    def __init__(self, at: int, fault: Fault, seen: Path) -> None:
        self.at, self.fault, self.seen, self.count = at, fault, seen, 0
        self._number = -1

    def calls(self) -> tuple[str, ...]:
        """The calls of a run that has ended."""
        return tuple(self.seen.read_text("utf-8").split())

    def __call__(self) -> None:
        """Watch this process from now on."""
        self._number = os.open(self.seen, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for name in WATCHED:
            setattr(os, name, self._watched(name, getattr(os, name)))
        real = pathlib.Path.open

        def opened(path: Path, mode: str = "r", *args: Any, **more: Any) -> Any:
            stream = real(path, mode, *args, **more)
            return _Stream(stream, self) if set(mode) & set("wa+") and "b" in mode else stream

        pathlib.Path.open = opened  # type: ignore[method-assign, assignment]

    def step(self, name: str) -> None:
        """One more call; the fault comes where it is the one."""
        self.count += 1
        os.write(self._number, f"{name}\n".encode())
        if self.count == self.at:
            self.fault(name)

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            self.step(name)
            return real(*args, **more)

        return call


class _Stream:
    """A file whose writes are counted; where the fault comes, half of it is on the disk already."""

    def __init__(self, stream: Any, counter: Counter) -> None:
        self._stream, self._counter = stream, counter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> _Stream:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stream.close()

    def write(self, content: bytes) -> int:
        half = len(content) // 2
        self._stream.write(content[:half])
        self._stream.flush()
        self._counter.step("write")
        return half + int(self._stream.write(content[half:]))


def die(_name: str) -> None:
    """The process ends here, as in a power cut."""
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(number: int) -> Fault:
    """The system refuses this one call with an error number."""

    def fault(_name: str) -> None:
        raise OSError(number, os.strerror(number))

    return fault
