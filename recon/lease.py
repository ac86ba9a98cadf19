"""One writer at a time: a lease file in the folder names who is at work there.

The file is created exclusively and held under a lock of the operating system. A run that was killed leaves the file but
not the lock: on the same computer the next run takes the lease over and says so. From another computer a lock cannot be
trusted (network folders), so a lease held there is never taken over; the message names the holder and what to do.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from recon.durable import refusals
from recon.errors import BusyError, Finding, Severity, Where
from recon.journal import Stamp
from recon.words import says

NAME = "lease.json"
_TRIES = 20  # the file may vanish between looking and locking, each time because another run has just ended


@contextmanager
def lease(folder: Path, stamp: Stamp) -> Iterator[tuple[Finding, ...]]:
    """Hold `folder` for writing; yields what there is to say of the run that held it before.

    Raises:
        BusyError: someone else holds it; names user, computer, process and since when.
    """
    path = folder / NAME
    number, before = _acquire(path)
    try:
        found = _taken_over(before)
        _write(number, stamp, path)
        yield found
    finally:
        _release(number, path)


def holder(folder: Path) -> dict[str, Any]:
    """Who holds the folder as its lease file says: user, host, pid, since. Empty where there is no lease."""
    try:
        read = json.loads((folder / NAME).read_bytes())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _named_holder(path: Path) -> dict[str, Any]:
    """The holder, waited for while a run that has just begun writes its name; nobody once the file is gone."""
    for _ in range(_TRIES):
        if (by := holder(path.parent)) or not path.exists():
            return by
        time.sleep(0.05)
    return {}


def _acquire(path: Path) -> tuple[int, dict[str, Any]]:
    """The locked file's number and what its former holder wrote."""
    for _ in range(_TRIES):
        number = _opened(path)
        if not _lock(number):
            os.close(number)
            if by := _named_holder(path):
                raise _held(by)
            continue  # its holder is just ending: look again
        if not _is_the_file(number, path):
            os.close(number)  # its holder has removed it meanwhile: look again
            continue
        before = holder(path.parent)
        if before and before.get("host") != socket.gethostname():
            os.close(number)
            raise _held(before)
        return number, before
    raise _held(holder(path.parent))


def _opened(path: Path) -> int:
    with refusals(path):
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            pass
        try:
            return os.open(path, os.O_RDWR)
        except FileNotFoundError:  # released between the two calls
            return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)


def _is_the_file(number: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(number), path.stat())
    except FileNotFoundError:
        return False


def _write(number: int, stamp: Stamp, path: Path) -> None:
    mine = {"user": stamp.user, "host": socket.gethostname(), "pid": os.getpid(), "since": stamp.at.isoformat()}
    with refusals(path):
        os.lseek(number, 0, os.SEEK_SET)
        os.ftruncate(number, 0)
        os.write(number, json.dumps(mine, ensure_ascii=False).encode())
        os.fsync(number)


def _release(number: int, path: Path) -> None:
    with contextlib.suppress(OSError):
        os.ftruncate(number, 0)  # an empty file names nobody, should removing it fail
    if os.name != "nt":
        with contextlib.suppress(OSError):
            path.unlink()
        os.close(number)
        return
    os.close(number)  # Windows removes no open file; where another run has it open already, it stays for that run
    with contextlib.suppress(OSError):
        path.unlink()


def _taken_over(before: dict[str, Any]) -> tuple[Finding, ...]:
    if not before:
        return ()
    what = says("lease_taken_over", user=before.get("user", "?"), since=before.get("since", "?"))
    return (Finding("ST501", Severity.NOTE, Where(NAME), what),)


def _held(by: dict[str, Any]) -> BusyError:
    what = says(
        "lease_held",
        user=by.get("user", "?"),
        host=by.get("host", "?"),
        pid=str(by.get("pid", "?")),
        since=by.get("since", "?"),
    )
    return BusyError(what, Where(NAME), says("lease_held_fix"))


if os.name == "nt":
    import msvcrt

    def _lock(number: int) -> bool:
        # A byte far behind the text, since Windows lets nobody read a locked range.
        os.lseek(number, 1 << 20, os.SEEK_SET)
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(number: int) -> bool:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
