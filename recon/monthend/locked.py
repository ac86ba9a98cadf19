"""A locked period, worked out again as it was locked.

Law: the reports of a locked period follow from what its lock names and from nothing else: the inputs by their hashes,
the settings of that day (kept beside the journal), the decisions above the line of the lock. So they can be deleted and
built again to the byte, whatever came in and whatever was decided since. Where something of it is gone, nothing is
published: what differs is named.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from recon import __version__, config
from recon.decisions import Decided, Locked, replay
from recon.durable import refusals, sync_folder, write_synced
from recon.errors import BusyError, Finding, InputError, JournalError, PeriodLocked, Severity, Where
from recon.inputs import read_inputs
from recon.journal import Recorded
from recon.monthend.figures import Worked, month_end
from recon.publish import MANIFEST, Stage, hash_of
from recon.terms import Period
from recon.words import Said, listed, says, some
from recon.workspace import CONFIG, INPUTS, Workspace

_NOT_OPENED = ""  # in place of a hash: a link that leads out, a pipe; it is only said to be there


@dataclass(frozen=True, slots=True)
class AsLocked(Workspace):
    """The folder with the input files that were there at a lock, and with the settings of then."""

    lock: Locked

    def inputs(self, kind: str) -> tuple[tuple[Path, ...], tuple[Finding, ...]]:
        """The input files of a kind that the lock names, and what was passed over then."""
        paths, passed_over = Workspace.inputs(self, kind)
        known = self.lock.inputs
        return (
            tuple(path for path in paths if path.relative_to(self.folder).as_posix() in known),
            tuple(one for one in passed_over if known.get(f"inputs/{kind}/{one.where.file}") == _NOT_OPENED),
        )


def input_hashes(books: Workspace) -> dict[str, str]:
    """SHA-256 of recon.toml and of every input file, by path below the folder."""
    found = {CONFIG: hash_of(books.folder / CONFIG)}
    for kind in INPUTS:
        paths, passed_over = books.inputs(kind)
        found |= {f"inputs/{kind}/{one.where.file}": _NOT_OPENED for one in passed_over}
        for path in paths:
            with refusals(path):
                found[path.relative_to(books.folder).as_posix()] = hash_of(path)
    return dict(sorted(found.items()))


def kept_settings(books: Workspace, sha256: str) -> Path:
    """Where recon.toml of a lock is kept."""
    return books.journal.with_name(f"recon.{sha256[:12]}.toml")


def keep_settings(books: Workspace, sha256: str) -> None:
    """Keep recon.toml as it is now beside the journal.

    Raises:
        BusyError: it is no longer the one with this hash, or it cannot be written.
    """
    content = (books.folder / CONFIG).read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise moved(CONFIG)
    target = kept_settings(books, sha256)
    if not (target.is_file() and hash_of(target) == sha256):
        with refusals(target):
            target.parent.mkdir(exist_ok=True)
        write_synced(target, content)
        sync_folder(target.parent)


def moved(file: str) -> BusyError:
    """The refusal where an input was changed by someone while it was read."""
    return BusyError(says("lock_input_moved"), Where(file), says("journal_moved_fix"))


def lock_of(decided: Decided, period: Period) -> Locked | None:
    """The lock of a period, None where it is open.

    Raises:
        PeriodLocked: the period was never locked, but a later one is.
    """
    lock = decided.locked.get(str(period))
    until = decided.locked_until
    if lock is None and until is not None and period.last <= until:
        raise PeriodLocked(says("period_before_lock", period=period, until=until), fix=says("period_locked_fix"))
    return lock


def month_as_locked(books: Workspace, recorded: Recorded, lock: Locked) -> Worked:
    """The month end of a locked period as it was locked; it takes no decision.

    Raises:
        InputError: an input or the settings of the lock are gone or changed; they are named.
        LedgerError: as `month_end`.
    """
    if different := changed_inputs(books, lock):
        what = says("lock_inputs_gone", period=lock.period, count=len(different), files=some(different))
        raise InputError(what, fix=says("lock_inputs_gone_fix"))
    settings = config.read(kept_settings(books, lock.inputs[CONFIG]))
    inputs = read_inputs(AsLocked(books.folder, settings, lock))
    before = replay((e for e in recorded.entries if e.row < lock.row), books.journal.name)
    worked = month_end(inputs, before, settings, Period.parse(lock.period), lock.row - 1)
    return replace(worked, month=replace(worked.month, draft=False), new=(), posted=())


def changed_inputs(books: Workspace, lock: Locked) -> tuple[str, ...]:
    """Inputs of a lock that are gone or no longer what they were, by path; its kept settings among them."""
    found = []
    for name, sha256 in sorted(lock.inputs.items()):
        path = kept_settings(books, sha256) if name == CONFIG else books.folder / name
        if sha256 != _NOT_OPENED and not _is(path, sha256):
            found.append(path.relative_to(books.folder).as_posix())
    return tuple(found)


def changed_outputs(books: Workspace, lock: Locked) -> tuple[str, ...]:
    """Outputs of a locked period that are missing or no longer what was locked, by file name."""
    folder = books.outputs / lock.period
    found = [name for name, sha256 in sorted(lock.outputs.items()) if not _is(folder / name, sha256)]
    if not _is_manifest_of(lock, folder / MANIFEST):
        found.append(MANIFEST)
    return tuple(found)


def refuse_intact(books: Workspace, lock: Locked) -> None:
    """Refuse to touch a locked period whose outputs are all there, with nothing beside them that was cut off.

    Raises:
        PeriodLocked: they are.
    """
    if not changed_outputs(books, lock) and not Stage(books.outputs, lock.period).is_cut_off:
        raise PeriodLocked(
            says("period_is_locked", period=lock.period),
            Where(lock.period),
            says("period_is_locked_fix", period=lock.period),
        )


def refuse_other(books: Workspace, lock: Locked, drawn: Mapping[str, bytes]) -> None:
    """Refuse to publish outputs that are not the locked ones.

    Raises:
        JournalError: names the files that differ, and what may be the reason.
    """
    made = {name: hashlib.sha256(content).hexdigest() for name, content in drawn.items()}
    different = sorted(name for name in made.keys() | lock.outputs.keys() if made.get(name) != lock.outputs.get(name))
    if not different:
        return
    reasons: list[Said] = [says("lock_other_files", files=some(different))]
    if lock.version != __version__:
        reasons.append(says("lock_other_version", then=lock.version, now=__version__))
    raise JournalError(
        says("lock_cannot_rebuild", period=lock.period, reasons=listed(reasons)),
        Where(books.journal.name, row=lock.row),
        says("lock_cannot_rebuild_fix"),
    )


def unpublished(books: Workspace, decided: Decided) -> tuple[Finding, ...]:
    """A finding for each locked period whose outputs are not those of its lock: it was cut off, or they changed."""
    found = []
    for period in sorted(decided.locked):
        if different := changed_outputs(books, decided.locked[period]):
            what = says("lock_outputs_changed", period=period, files=some(different))
            fix = says("lock_outputs_changed_fix", period=period)
            found.append(Finding("ST683", Severity.LOOK, Where(f"outputs/{period}/{different[0]}"), what, fix))
    return tuple(found)


def _is(path: Path, sha256: str) -> bool:
    try:
        return hash_of(path) == sha256
    except OSError:
        return False


def _is_manifest_of(lock: Locked, path: Path) -> bool:
    """True where the manifest says what the lock says, and was written by this program byte for byte."""
    try:
        content = path.read_bytes()
        said = json.loads(content)
        own = {name: said["files"].get(name) for name in lock.outputs}
        facts = (said["run_id"], said["period"], said["draft"], said["version"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    as_written = json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    expected = (lock.run_id, lock.period, False, lock.version)
    return content == as_written.encode() and facts == expected and own == dict(lock.outputs)
