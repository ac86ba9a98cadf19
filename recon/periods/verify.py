"""Everything proved anew from the first decision on: the chain, what it comes to, every month end, every lock.

Law: a byte changed in the journal, in an input or a report of a locked month, or in a posting file that went into the
books is found and named. Nothing is written. That the journal was not written anew as a whole shows by the hash of its
last line, which is to be kept elsewhere.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from recon import __version__, ledger, recording
from recon.check import outputs
from recon.decisions import Decided, Locked, digest, kind_of, replay
from recon.errors import Finding, InputError, Severity, Where
from recon.inputs import Inputs, read_inputs
from recon.journal import Recorded
from recon.monthend.locked import changed_inputs, changed_outputs, kept_settings, month_as_locked
from recon.periods.locking import balances, history
from recon.publish import MANIFEST, hash_of
from recon.report import amount
from recon.rows import LineStatus
from recon.terms import Period
from recon.words import says
from recon.workspace import CONFIG, Workspace

PACKED = "MANIFEST.json"  # the list of an unpacked pack, beside recon.toml


@dataclass(frozen=True, slots=True)
class Verified:
    """What was proved, and what does not hold."""

    head: str  # hash of the last line of the journal that counts
    rows: int  # lines of the journal that count
    counts: tuple[tuple[str, int], ...]  # decisions by kind, in the order of the kinds' names
    locked: tuple[str, ...]  # locked periods
    periods: int  # month ends at which the laws of the ledger were held
    files: int  # files whose hash was compared
    findings: tuple[Finding, ...]  # in the order they were met; notes included

    @property
    def breaks(self) -> tuple[Finding, ...]:
        """What does not hold."""
        return tuple(one for one in self.findings if one.severity is not Severity.NOTE)


@dataclass(frozen=True, slots=True)
class Packed:
    """The list of an unpacked pack; empty where the folder is none."""

    head: str = ""
    periods: tuple[str, ...] | None = None  # those whose reports were packed; None: all there are
    files: Mapping[str, str] = field(default_factory=dict)  # SHA-256 by path

    def holds(self, period: str) -> bool:
        """True where the reports of a period are to be there."""
        return self.periods is None or period in self.periods


def verify(books: Workspace) -> Verified:
    """Prove a company's folder from its first decision on.

    Raises:
        JournalError: the chain or the replay breaks; the first broken line is named.
        LedgerError: lists and decisions contradict each other at the end of some month.
        InputError: no input can be used.
    """
    record = recording.read(books)
    recorded, decided = record.recorded, record.decided
    found = [*record.findings]
    months = _ledger(books, read_inputs(books), decided)
    packed = _packed(books)
    for period in sorted(decided.locked):
        found += _lock(books, recorded, decided.locked[period], packed)
    for folder in sorted(path for path in books.outputs.glob("[!.]*") if path.is_dir()):
        if folder.name not in decided.locked:
            found += outputs(folder, decided)
    found += _exported(books, decided, packed)
    found += _settings_now(books, decided)
    found += _pack(books, recorded, packed)
    counts = Counter(map(kind_of, decided.everything.values()))
    files = sum(len(one.inputs) + len(one.outputs) + 1 for one in decided.locked.values()) + len(decided.exported)
    files += len(packed.files)
    return Verified(
        recorded.head, recorded.rows, tuple(sorted(counts.items())), tuple(decided.locked), months, files, tuple(found)
    )


def _ledger(books: Workspace, inputs: Inputs, decided: Decided) -> int:
    """Hold the laws of the ledger at the end of every month that has a line or a decision; returns how many."""
    lines = {p.line: p.answer.line for p in decided.postings()}
    lines |= {n.fingerprint: n for n in inputs.merged.lines if n.status is LineStatus.BOOKED}
    days = {line.booked for line in lines.values()} | {a.effective for a in decided.allocations}
    begins = history(books.settings, inputs) or date.min
    ends = sorted({end for day in days if (end := Period.of(day).last) > begins})
    for end in ends:
        start = ledger.opening(inputs.book_files, books.settings.ledger, end)
        position = ledger.position(start, decided.allocations, end)
        until = [line for line in lines.values() if line.booked <= end]
        left_out = ledger.outside(until, start, end, {})
        ledger.unapplied(until, position.applied, ledger.booked(decided.bookings, start, end), left_out, {})
    return len(ends)


def _lock(books: Workspace, recorded: Recorded, lock: Locked, packed: Packed) -> Iterator[Finding]:
    """What of a lock does not hold: its inputs, its reports, its balances worked out anew."""
    kept = kept_settings(books, lock.inputs[CONFIG]).relative_to(books.folder).as_posix()
    gone = changed_inputs(books, lock)
    for name in gone:
        what = says("verify_settings" if name == kept else "verify_input", period=lock.period)
        yield Finding("ST684", Severity.LOOK, Where(name), what, says("verify_input_fix"))
    fix = says("lock_outputs_changed_fix", period=lock.period)
    folder = books.outputs / lock.period
    if folder.exists() or packed.holds(lock.period):
        changed = list(changed_outputs(books, lock))
        if MANIFEST not in changed and not _rests_on(folder / MANIFEST, recorded, lock):
            changed.append(MANIFEST)
        for name in changed if folder.exists() else [""]:
            where = Where(f"outputs/{lock.period}/{name}".rstrip("/"))
            yield Finding("ST683", Severity.LOOK, where, says("verify_output", period=lock.period), fix)
    if not gone:
        yield from _again(books, recorded, lock)


def _again(books: Workspace, recorded: Recorded, lock: Locked) -> Iterator[Finding]:
    """The month of a lock worked out anew from the inputs and decisions of then, against what the lock says."""
    where, fix = Where(books.journal.name, row=lock.row), says("verify_wrong_fix")
    month = month_as_locked(books, recorded, lock).month
    same_version = lock.version == __version__
    if not same_version:
        what = says("verify_version", period=lock.period, then=lock.version, now=__version__)
        yield Finding("ST686", Severity.NOTE, where, what)
    elif month.run_id != lock.run_id:
        what = says("verify_run", period=lock.period, then=lock.run_id, now=month.run_id)
        yield Finding("ST685", Severity.LOOK, where, what, fix)
    now = balances(month)
    for currency in sorted(now.keys() | lock.balances.keys()):
        both = zip(lock.balances.get(currency, (0, 0)), now.get(currency, (0, 0)), strict=True)
        for name, (then, again) in zip(("open", "unapplied"), both, strict=True):
            # What a line without a document is taken for may change with the program; what is open may not.
            if then == again or (name == "unapplied" and not same_version):
                continue
            what = says(
                "verify_balance",
                period=lock.period,
                what=says(f"verify_{name}"),
                then=amount(then, currency),
                now=amount(again, currency),
                currency=currency,
            )
            yield Finding("ST685", Severity.LOOK, where, what, fix)


def _rests_on(manifest: Path, recorded: Recorded, lock: Locked) -> bool:
    """True where a manifest names the decisions its reports rest on as the journal has them."""
    decided = replay((e for e in recorded.entries if e.row < lock.row), manifest.name)
    rests_on = decided.rests_on(Period.parse(lock.period).last)
    expected = {"row": max((one.row for one in rests_on), default=0), "sha256": digest(rests_on)}
    try:
        return bool(json.loads(manifest.read_bytes())["decisions"] == expected)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _exported(books: Workspace, decided: Decided, packed: Packed) -> Iterator[Finding]:
    """Posting files that went into the books and are no longer as they went."""
    for one in decided.exported:
        path = books.outputs / one.period / one.file
        if not packed.holds(one.period) and not path.parent.exists():
            continue
        if not path.is_file() or hash_of(path) != one.sha256:
            fix = says("verify_exported_fix", period=one.period)
            where = Where(f"outputs/{one.period}/{one.file}")
            yield Finding("ST687", Severity.LOOK, where, says("verify_exported"), fix)


def _settings_now(books: Workspace, decided: Decided) -> Iterator[Finding]:
    """That recon.toml is another one than at the newest lock: no break, since the lock keeps its own."""
    newest = max(decided.locked, default="")
    if newest and decided.locked[newest].inputs[CONFIG] != hash_of(books.folder / CONFIG):
        yield Finding("ST688", Severity.NOTE, Where(CONFIG), says("verify_settings_now", period=newest))


def _packed(books: Workspace) -> Packed:
    """The list of the pack this folder was unpacked from.

    Raises:
        InputError: there is one that cannot be read.
    """
    path = books.folder / PACKED
    if not path.exists():
        return Packed()
    try:
        said = json.loads(path.read_bytes())
        return Packed(str(said["head"]), tuple(map(str, said["periods"])), dict(said["files"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(says("verify_pack_list"), Where(PACKED), says("verify_input_fix")) from error


def _pack(books: Workspace, recorded: Recorded, packed: Packed) -> Iterator[Finding]:
    """What of an unpacked pack is not as its list says."""
    for name, sha256 in sorted(packed.files.items()):
        path = books.folder / name
        if not path.is_file() or hash_of(path) != sha256:
            yield Finding("ST689", Severity.LOOK, Where(name), says("verify_pack_file"))
    if packed.head and packed.head != recorded.head:
        what = says("verify_pack_head", then=packed.head[:16], now=recorded.head[:16])
        yield Finding("ST689", Severity.LOOK, Where(books.journal.name, row=recorded.rows), what)
