"""The only door for bank files: a path -> `BankFile`, whatever the file is called and whatever is wrong with it.

Law: what a file is, its content says. A file that cannot be read is rejected with a finding, and the others are read
all the same; a file whose balances do not add up is read and said.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from recon import collector, money, registry
from recon.errors import ConfigError, Finding, InputError, Severity, Where
from recon.ingest import archive
from recon.ingest.banklists import table as bank_table
from recon.ingest.checks import balance_findings
from recon.ingest.lists import grids
from recon.ingest.lists.grids import Grids
from recon.ingest.profile import Profile
from recon.ingest.statement import BankFile, FileFacts, FileStatus, Quarantined, Statement, identified
from recon.words import says

LARGEST_FILE = 150 * 1024 * 1024  # bytes; a month of a very large company is a tenth of it
_HEAD = 64 * 1024  # bytes a format may look at to know its own
_SKIPPED = (".part", ".crdownload", ".tmp", ".download")  # a download not finished
_FORMATS = "recon.ingest.formats"


def read_files(paths: Iterable[Path], profile: Profile | None = None) -> list[BankFile]:
    """Every bank file of the paths, in the order of the paths; a folder gives its files by name, folders within too.

    Temporary and hidden files of a folder (`~$...`, `.part`, `.name`) are left out and said: they come as rejected
    files with a finding. A zip archive gives its members.

    Args:
        paths: files and folders.
        profile: what is known of all of them.
    """
    with collector.paused():
        return [file for path in paths for one in _expanded(path) for file in _read(one, profile or Profile())]


def read_file(path: Path, profile: Profile | None = None) -> BankFile:
    """One bank file. It is never an error: a file that cannot be used is rejected, with a finding that says why.

    A zip archive must hold one file.
    """
    found = list(_read(path, profile or Profile()))
    if len(found) == 1:
        return found[0]
    said = says("archive_of_many", count=len(found))
    return _rejected(path.name, "", Finding("IN107", Severity.REFUSED, Where(path.name), said, says("archive_fix")))


def read_bytes(data: bytes, profile: Profile) -> BankFile:
    """A bank file from its bytes. `profile.file` is its name."""
    sha256 = hashlib.sha256(data).hexdigest()
    where = Where(profile.file)
    if not data.strip(b"\x00\t\r\n \x1a"):
        return _rejected(profile.file, sha256, _refusal("IN101", where, "file_empty"))
    module, name = _claimed_by(data[:_HEAD])
    if module is None:
        return _rejected(profile.file, sha256, _refusal("IN104", where, "file_unknown"))
    try:
        return _collected(module.read(io.BytesIO(data), profile), profile, sha256, name)
    except InputError as error:
        finding = Finding("IN100", Severity.REFUSED, _at(error.where, profile.file), error.what, error.fix)
        return replace(_rejected(profile.file, sha256, finding), format=name)
    except RecursionError:
        return replace(_rejected(profile.file, sha256, _refusal("IN103", where, "file_too_deep")), format=name)


def bank_of(found: Grids, profile: Profile, sha256: str = "") -> BankFile:
    """The statements of cells that are no file: of a range, or of a sheet of a workbook that is open.

    `profile.file` is the name of the workbook, `sha256` that of the cells where it is known already. Like a file, it is
    never an error: it may come back rejected.
    """
    sha256, format = sha256 or grids.digest(found), "sheet"
    try:
        return _collected(bank_table.read_grids(found, profile), profile, sha256, format)
    except InputError as error:
        finding = Finding("IN100", Severity.REFUSED, _at(error.where, profile.file), error.what, error.fix)
        return replace(_rejected(profile.file, sha256, finding), format=format)


def summary(file: BankFile, lang: str = "en") -> dict[str, Any]:
    """What `recon read --json` prints of a file: amounts as decimal strings, sum_out positive, sentences in `lang`."""
    return {
        "file": file.name,
        "status": file.status.value,
        "format": file.format,
        "encoding": file.encoding,
        "findings": [one.record(lang) for one in file.findings],
        "statements": [_summary(one, n) for one, n in zip(file.statements, _spoiled(file), strict=True)],
        "quarantined": len(file.quarantined),
        "rows": dict(file.rows),
    }


def in_brief(files: Sequence[BankFile], together: Sequence[Finding] = (), lang: str = "en") -> dict[str, Any]:
    """What `recon read --json` prints: every file, and the findings between the files (see `merging.lines_of`)."""
    return {"files": [summary(file, lang) for file in files], "findings": [one.record(lang) for one in together]}


def pinned(encoding: str = "", account: str = "", currency: str = "") -> Profile:
    """A profile of what a user names on the command line.

    Raises:
        ConfigError: the currency is not one of ISO 4217.
    """
    if currency and not money.is_currency(currency.upper()):
        raise ConfigError(says("pinned_currency_unknown", currency=currency), fix=says("pinned_currency_unknown_fix"))
    return Profile(encoding=encoding, account=account, currency=currency.upper())


def _spoiled(file: BankFile) -> list[int]:
    """How many rows of each statement are in quarantine: those behind its beginning, before the next one's."""
    counts = [0] * len(file.statements)
    for one in file.quarantined:
        behind = [
            at
            for at, statement in enumerate(file.statements)
            if statement.source.sheet == one.where.sheet and (statement.source.row or 0) <= (one.where.row or 0)
        ]
        if counts:
            counts[behind[-1] if behind else 0] += 1
    return counts


def _summary(one: Statement, quarantined: int) -> dict[str, Any]:
    def figure(minor: int | None) -> str | None:
        # A statement that names no currency was read with two decimals, and a finding says so.
        return None if minor is None else money.plain(minor, one.currency if money.is_currency(one.currency) else "EUR")

    return {
        "account": one.account,
        "currency": one.currency,
        "kind": one.kind.value,
        "number": one.number,
        "opening": figure(one.opening_minor),
        "closing": figure(one.closing_minor),
        "entries": one.entries,
        "sum_in": figure(one.in_minor),
        "sum_out": figure(one.out_minor),
        "lines": len(one.lines),
        "quarantined": quarantined,
    }


def _expanded(path: Path) -> Iterator[Path]:
    if not path.is_dir() or path.is_symlink():
        yield path
        return
    for one in sorted(path.iterdir(), key=lambda p: p.name):
        if one.is_dir() and not one.is_symlink():
            if not one.name.startswith("."):
                yield from _expanded(one)
        else:
            yield one


def _read(path: Path, profile: Profile) -> Iterator[BankFile]:
    name = path.name
    pinned = replace(profile, file=name)
    if name.startswith((".", "~$")) or name.lower().endswith(_SKIPPED):
        said = Finding("IN105", Severity.NOTE, Where(name), says("file_skipped"))
        yield _rejected(name, "", said)
        return
    data = _bytes(path, name)
    if isinstance(data, Finding):
        yield _rejected(name, "", data)
    elif archive.is_archive(data):
        yield from _members(data, pinned)
    else:
        yield read_bytes(data, pinned)


def _members(data: bytes, profile: Profile) -> Iterator[BankFile]:
    try:
        members = archive.members(data, profile.file, LARGEST_FILE)
    except InputError as error:
        finding = Finding("IN107", Severity.REFUSED, _at(error.where, profile.file), error.what, error.fix)
        yield _rejected(profile.file, hashlib.sha256(data).hexdigest(), finding)
        return
    for name, content in members:
        yield read_bytes(content, replace(profile, file=f"{profile.file}/{name}"))


def _bytes(path: Path, name: str) -> bytes | Finding:
    """The bytes of a regular file; a link, pipe or device is not opened."""
    where = Where(name)
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
            return _refusal("IN102", where, "file_link_out")
        if not stat.S_ISREG(path.stat().st_mode):
            return _refusal("IN102", where, "file_not_regular")
        handle = os.open(path, flags)
    except OSError as error:
        said = says("file_unreadable", why=error.strerror or type(error).__name__)
        return Finding("IN106", Severity.REFUSED, where, said, says("file_unreadable_fix"))
    with os.fdopen(handle, "rb") as stream:
        data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        return _refusal("IN103", where, "file_too_large")
    return data


def _claimed_by(head: bytes) -> tuple[ModuleType | None, str]:
    """The format that knows the content: those that know it surely first, then the fallbacks."""
    found = registry.modules(_FORMATS)
    for fallback in (False, True):
        for name, module in found.items():
            if getattr(module, "FALLBACK", False) is fallback and module.claims(head):
                return module, name
    return None, ""


def _collected(
    read: Iterable[Statement | Finding | Quarantined | FileFacts], profile: Profile, sha256: str, format: str
) -> BankFile:
    statements: list[Statement] = []
    findings: list[Finding] = []
    quarantined: list[Quarantined] = []
    facts = FileFacts()
    for one in read:
        if isinstance(one, Statement):
            statements.append(one)
            findings += balance_findings(one)
        elif isinstance(one, Finding):
            findings.append(one)
        elif isinstance(one, Quarantined):
            quarantined.append(one)
            findings.append(one.finding)
        else:
            facts = one
    if not statements:
        findings.append(_refusal("IN104", Where(profile.file), "file_no_statement"))
    return BankFile(
        name=profile.file,
        sha256=sha256,
        format=format,
        encoding=facts.encoding,
        status=_status(statements, findings, quarantined),
        statements=identified(statements),
        findings=tuple(findings),
        quarantined=tuple(quarantined),
        rows=facts.rows,
    )


def _status(
    statements: Sequence[Statement], findings: Sequence[Finding], quarantined: Sequence[Quarantined]
) -> FileStatus:
    if not statements:
        return FileStatus.REJECTED
    if quarantined:
        return FileStatus.QUARANTINED_ROWS
    noted = all(one.severity is Severity.NOTE for one in findings)
    return FileStatus.OK if noted else FileStatus.OK_WITH_WARNINGS


def _rejected(name: str, sha256: str, finding: Finding) -> BankFile:
    return BankFile(name, sha256, "", "", FileStatus.REJECTED, (), (finding,), ())


def _refusal(code: str, where: Where, words: str) -> Finding:
    return Finding(code, Severity.REFUSED, where, says(words), says(f"{words}_fix"))


def _at(where: Where, file: str) -> Where:
    return where if where.file else replace(where, file=file)
