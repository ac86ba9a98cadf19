"""Outputs are published whole: written beside their place, synced, and moved there in one step, or not at all.

`outputs/.new-<period>` is filled first; a manifest with the SHA-256 of each file is written last; then the folder takes
the place of `outputs/<period>`. A file of it that is open in Excel or read-only means that nothing is published. What a
user has put into the folder beside our files stays there. A run that was cut off leaves the old outputs or the new.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from recon.durable import busy, is_read_only, refusals, sync_folder, write_synced
from recon.errors import BusyError, Where
from recon.words import says

MANIFEST = "manifest.json"
KEPT = "posting-"  # posting files are imported elsewhere: one that can no longer be made again is never taken away


class Stage:
    """A folder to write the outputs of one period into before they are published."""

    def __init__(self, outputs: Path, period: str) -> None:
        self.target = outputs / period
        self.folder = outputs / f".new-{period}"
        self._old = outputs / f".old-{period}"

    @property
    def is_cut_off(self) -> bool:
        """True where a run before was cut off and left something to clear up (see `tidy`)."""
        return self._old.exists() or self.folder.exists()

    def fill(self, made: Mapping[str, bytes]) -> None:
        """Write files by name, to be published with what is there already.

        Raises:
            BusyError: the disk is full.
        """
        for name, content in made.items():
            write_synced(self.folder / name, content)

    def refuse_locked(self) -> None:
        """Say now what would stand in the way of publishing.

        Raises:
            BusyError: an output is open in another program or read-only.
        """
        for folder in (self.target.parent, self.target):
            if is_read_only(folder):
                raise _locked(folder)
        if not self.target.exists():
            return
        if not self.target.is_dir():
            raise _locked(self.target)
        for new in sorted(self.folder.iterdir()):
            refuse_open(self.target / new.name)

    def publish(self, about: Mapping[str, object]) -> bool:
        """Put the files in their place, with a manifest of them and of `about`. False when nothing has changed.

        Raises:
            BusyError: the outputs cannot be replaced; those from before are still there.
        """
        hashes = {p.name: hash_of(p) for p in sorted(self.folder.iterdir()) if p.name != MANIFEST}
        manifest = json.dumps({**about, "files": hashes}, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        if self._stands(hashes, manifest):
            _remove(self.folder)
            return False
        self.refuse_locked()
        with refusals(self.folder):
            _keep_foreign(self.target, self.folder, set(hashes))
            for path in sorted(self.folder.rglob("*")):
                _sync(path)
            write_synced(self.folder / MANIFEST, manifest.encode())
            sync_folder(self.folder)
            self._swap()
        return True

    def _stands(self, hashes: Mapping[str, str], manifest: str) -> bool:
        try:
            same = (self.target / MANIFEST).read_bytes() == manifest.encode()
            return same and all(hash_of(self.target / name) == digest for name, digest in hashes.items())
        except OSError:
            return False

    def _swap(self) -> None:
        if self.target.exists():
            self.target.rename(self._old)
        try:
            self.folder.rename(self.target)
        except OSError:
            if self._old.exists():
                self._old.rename(self.target)
            raise
        sync_folder(self.target.parent)
        with contextlib.suppress(OSError):
            _remove(self._old)  # what cannot go now goes with the next run

    def tidy(self) -> None:
        """Clear up after a run that was cut off: old outputs back where no new ones stand, half-written ones away."""
        with refusals(self.target):
            if self._old.exists() and not self.target.exists():
                self._old.rename(self.target)
            for rest in (self._old, self.folder):
                if rest.exists():
                    _remove(rest)


@contextmanager
def staged(outputs: Path, period: str) -> Iterator[Stage]:
    """A stage for the outputs of `period` under the folder `outputs`; what is not published is removed again.

    Raises:
        BusyError: the folder cannot be written to.
    """
    stage = Stage(outputs, period)
    made = not outputs.exists()
    with refusals(outputs):
        outputs.mkdir(exist_ok=True)
        if is_read_only(outputs):
            raise _locked(outputs)
        stage.tidy()
        stage.folder.mkdir()
    try:
        yield stage
    finally:
        with contextlib.suppress(OSError):
            _remove(stage.folder)
        if made:
            with contextlib.suppress(OSError):
                outputs.rmdir()  # only where it is still empty


def hash_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _remove(folder: Path) -> None:
    """Remove one of our own folders, also where a user's read-only files were copied into it."""

    def writable(remove: Callable[[str], object], name: str, _error: object) -> None:
        for path in (Path(name).parent, Path(name)):
            path.chmod(path.stat().st_mode | 0o700)
        remove(name)

    if folder.exists():
        shutil.rmtree(folder, onerror=writable)


def _sync(path: Path) -> None:
    if path.is_symlink():
        return
    if path.is_dir():
        sync_folder(path)
        return
    with contextlib.suppress(PermissionError), path.open("r+b") as stream:  # a user's read-only file is left as it is
        os.fsync(stream.fileno())


def is_open(path: Path) -> bool:
    """True where a spreadsheet program says that it has a workbook open."""
    # Excel and LibreOffice put such a file beside it, also on a network folder.
    return any(path.with_name(name).exists() for name in (f"~${path.name}", f".~lock.{path.name}#"))


def refuse_open(path: Path) -> None:
    """Refuse to replace a file that another program has open or that is read-only."""
    if is_open(path):
        raise BusyError(says("output_open", file=path.name), Where(path.name), says("output_open_fix"))
    if not path.exists():
        return
    if not path.is_file() or is_read_only(path):
        raise _locked(path)
    try:
        with path.open("r+b"):
            pass
    except OSError as error:
        raise busy(error, path) from error


def _keep_foreign(target: Path, folder: Path, ours: set[str]) -> None:
    """Copy what someone else has put into the outputs, so that replacing the folder does not take it away."""
    if not target.exists():
        return
    try:
        before = set(json.loads((target / MANIFEST).read_bytes())["files"])
    except (OSError, ValueError, KeyError, TypeError):
        before = set()
    before = {name for name in before if not name.startswith(KEPT)}
    for path in sorted(target.iterdir()):
        if path.name in ours | before | {MANIFEST}:
            continue
        if path.is_dir():
            shutil.copytree(path, folder / path.name, symlinks=True)
        else:
            shutil.copy2(path, folder / path.name, follow_symlinks=False)


def _locked(path: Path) -> BusyError:
    return BusyError(says("file_not_writable", why=says("read_only")), Where(path.name), says("file_not_writable_fix"))
