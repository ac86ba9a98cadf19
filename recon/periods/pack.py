"""One zip for an auditor: settings, inputs, review books, decisions and their log, reports, a list of the hashes.

Law: the same folder gives the same bytes. An unpacked pack is a folder of books like any other: `recon verify` proves
it and holds it against the list, which also names the head of the journal. Account numbers stand in it in full.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from recon import __version__, journal
from recon.durable import refusals, sync_folder
from recon.errors import ConfigError, Finding, Severity, Where
from recon.journal import Stamp
from recon.lease import lease
from recon.log import decision_log
from recon.periods.verify import PACKED
from recon.terms import Period
from recon.words import says
from recon.workspace import CONFIG, Workspace
from recon.writers import xlsx

FOLDERS = ("inputs", "work", "decisions")  # packed whole; of outputs, the periods asked for
LOG = "decision_log.xlsx"  # drawn for the pack: it shows the times, which no report does
_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can name: when files were copied is no fact about them
_MODE = 0o644 << 16
_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Pack:
    """What was packed."""

    file: Path
    files: tuple[str, ...]  # paths in it, in their order, the list itself left out
    head: str  # hash of the last line of the journal
    periods: tuple[str, ...]  # whose reports are in it
    findings: tuple[Finding, ...]  # what was passed over


def pack(books: Workspace, target: Path, stamp: Stamp, period: Period | str | None = None) -> Pack:
    """Pack a company's folder into one zip. A file of that name is replaced.

    Args:
        books: the company's folder; nobody writes to it meanwhile.
        target: the zip to write.
        stamp: who packs; does not enter the pack.
        period: whose reports are packed; those of every month where it is None.

    Raises:
        ConfigError: there are no reports of the period, or the target is not named as a zip.
        JournalError: the journal was changed by hand.
        BusyError: the folder is in use, or the file cannot be written; a file of before is still there.
    """
    asked = Period.parse(period) if isinstance(period, str) else period
    if target.suffix.lower() != ".zip":
        raise ConfigError(says("pack_suffix", file=target.name), fix=says("pack_suffix_fix"))
    with lease(books.folder, stamp) as taken_over:
        head = journal.read(books.journal).head
        periods = sorted(path.name for path in books.outputs.glob("[!.]*") if path.is_dir())
        if asked is not None and str(asked) not in periods:
            raise ConfigError(says("pack_no_period", period=asked), fix=says("pack_no_period_fix", period=asked))
        chosen = [str(asked)] if asked is not None else periods
        passed_over: list[Finding] = []
        paths = dict(sorted(_files(books, chosen, target.resolve(), passed_over)))
        (log,) = xlsx.files([decision_log(books)], books.settings.company.language).values()
        half = target.with_name(f".{target.name}.new")
        with refusals(target):
            try:
                _write(half, paths, log, {"head": head, "periods": chosen, "version": __version__})
                half.replace(target)
                sync_folder(target.parent)
            finally:
                half.unlink(missing_ok=True)
    return Pack(target, (*paths, LOG), head, tuple(chosen), (*taken_over, *passed_over))


def _files(
    books: Workspace, periods: list[str], target: Path, passed_over: list[Finding]
) -> Iterator[tuple[str, Path]]:
    """Every plain file to pack, by its path below the folder; hidden ones are left out."""
    yield CONFIG, books.folder / CONFIG
    for root in (*(books.folder / name for name in FOLDERS), *(books.outputs / period for period in periods)):
        for path in root.rglob("*"):
            name = path.relative_to(books.folder).as_posix()
            if any(part.startswith((".", "~$")) for part in Path(name).parts) or path.resolve() == target:
                continue
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                passed_over.append(Finding("ST690", Severity.LOOK, Where(name), says("pack_passed_over")))
            elif path.is_file():
                yield name, path


def _write(half: Path, paths: Mapping[str, Path], log: bytes, about: Mapping[str, object]) -> None:
    """Write the zip: the files, the log of the decisions, and last the list of what is in it."""
    hashes = {LOG: hashlib.sha256(log).hexdigest()}
    with half.open("wb") as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
            for name, path in paths.items():
                hashes[name] = _add(packed, name, path)
            packed.writestr(_info(LOG), log)
            manifest = json.dumps({**about, "files": hashes}, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
            packed.writestr(_info(PACKED), manifest.encode())
        stream.flush()
        os.fsync(stream.fileno())


def _add(packed: zipfile.ZipFile, name: str, path: Path) -> str:
    """Pack one file and return the hash of what went in."""
    digest = hashlib.sha256()
    with path.open("rb") as read, packed.open(_info(name), "w", force_zip64=True) as write:
        while part := read.read(_STEP):
            digest.update(part)
            write.write(part)
    return digest.hexdigest()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = _MODE
    info.create_system = 3  # the same bytes on every system
    return info
