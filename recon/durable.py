"""Files that survive a crash: written whole, synced with their folder, or not there at all.

What the system refuses (file open elsewhere, read-only, disk full) becomes one `BusyError` that says what to do.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from recon.errors import BusyError, Where
from recon.words import says

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_synced(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a new file, whole or piece by piece, and wait until it is on the disk. `sync_folder` syncs its entry.

    Raises:
        BusyError: the disk is full, or the file cannot be written.
    """
    with refusals(path), path.open("wb") as stream:
        stream.writelines([content] if isinstance(content, bytes) else content)
        stream.flush()
        os.fsync(stream.fileno())


def write_together(folder: Path, made: Mapping[str, bytes | Iterable[bytes]]) -> list[Path]:
    """Put files into `folder` (made where missing): all of them, or none where one cannot be written.

    Raises:
        BusyError: a file is open in Excel, the disk is full, or the folder cannot be written.
    """
    with refusals(folder):
        folder.mkdir(parents=True, exist_ok=True)
    targets = [folder / name for name in made]
    staged = [folder / f".{name}.part" for name in made]
    try:
        for temporary, content in zip(staged, made.values(), strict=True):
            write_synced(temporary, content)
        for temporary, target in zip(staged, targets, strict=True):
            with refusals(target):
                temporary.replace(target)
    finally:
        for temporary in staged:
            temporary.unlink(missing_ok=True)
    sync_folder(folder)
    return targets


def sync_folder(folder: Path) -> None:
    """Wait until names created, renamed or removed in `folder` are on the disk.

    Windows has no such call for folders and keeps their entries in order by itself.
    """
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError as error:
        # Some network folders cannot sync a folder: then the server does what it does.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(number)


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Turn what the file system refuses inside the block into a sentence about `path`.

    Raises:
        BusyError: exit code 5; a full disk and a file that is open or read-only are told apart.
    """
    try:
        yield
    except OSError as error:
        raise busy(error, path) from error


def busy(error: OSError, path: Path) -> BusyError:
    """The refusal for a file that cannot be written."""
    named = Path(error.filename) if isinstance(error.filename, str) else path
    where = Where(_short(named))
    if error.errno in _FULL:
        return BusyError(says("disk_full"), where, says("disk_full_fix"))
    return BusyError(
        says("file_not_writable", why=error.strerror or type(error).__name__), where, says("file_not_writable_fix")
    )


def is_read_only(path: Path) -> bool:
    """True when a file or folder is marked read-only, also for a user whom the system would let through."""
    with contextlib.suppress(FileNotFoundError):
        return not path.stat().st_mode & 0o222
    return False


def _short(path: Path) -> str:
    """The last two parts of a path, as a user finds the file again."""
    return "/".join(path.parts[-2:])
