"""The journal: decisions in the order they were taken, appended and never changed.

One line is one JSON record: `seq`, `kind`, `data`, `prev` (hash of the line before) and
`hash` = SHA-256(prev + canonical JSON of seq, kind and data). A batch counts only when its closing line stands: a run
that was cut off leaves a tail that is set aside and said, never counted. A line that was changed afterwards breaks the
chain and is named. The chain shows damage and edits; it is no signature, since who owns the file can rewrite all of it.

The time and the user of a decision stand in the closing line only, so that everything else follows from what was
decided.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from recon.durable import busy, refusals, sync_folder, write_synced
from recon.errors import JournalError, Where
from recon.words import says

FIRST = "0" * 64  # what the first line gives as the hash of the line before
CLOSED = "closed"  # kind of a closing line
RUN_ID = 16  # hex digits of a run id
_FIELDS = {"seq", "kind", "data", "prev", "hash"}


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who decided, and when. Comes from the face; the core has no clock."""

    user: str
    at: datetime  # with its time zone


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision as it is written: its kind and its facts in JSON values."""

    kind: str
    data: Mapping[str, Any]
    row: int = field(default=0, compare=False)  # line of the journal it was read from, 0 while it is new


@dataclass(frozen=True, slots=True)
class Batch:
    """The closing line of a batch: which run wrote it, how many decisions it holds, who and when."""

    run_id: str
    count: int
    user: str
    at: str  # ISO 8601
    row: int = 0  # line of the closing line; its decisions stand on the `count` lines before it

    @property
    def rows(self) -> range:
        """The lines its decisions stand on."""
        return range(self.row - self.count, self.row)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A journal as it was read: what counts, and what does not."""

    entries: tuple[Entry, ...] = ()  # decisions of closed batches, in order
    batches: tuple[Batch, ...] = ()
    head: str = FIRST  # hash of the last line that counts
    rows: int = 0  # lines that count
    size: int = 0  # bytes that count
    tail: bytes = b""  # bytes after them: a batch that was never closed


def canonical(value: object) -> bytes:
    """JSON bytes of a value, the same for the same value: keys sorted, no blanks, UTF-8.

    >>> canonical({"b": 1, "a": "é"})
    b'{"a":"\\xc3\\xa9","b":1}'
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "backslashreplace")


def read(path: Path) -> Recorded:
    """The journal at `path`, its chain verified from the first line. A missing file is an empty journal.

    Raises:
        JournalError: a line was changed, removed or inserted; the first broken line is named.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Recorded()
    return read_bytes(content, path.name)


def read_bytes(content: bytes, file: str) -> Recorded:
    """The journal in these bytes, its chain verified from the first line; `file` is what messages call it.

    Raises:
        JournalError: as `read`.
    """
    entries: list[Entry] = []
    waiting: list[Entry] = []  # of the batch that is not closed yet
    batches: list[Batch] = []
    recorded = Recorded()
    prev, start, row = FIRST, 0, 0
    while (end := content.find(b"\n", start)) >= 0:
        row += 1
        raw = content[start : end + 1]
        entry, prev = _verified(raw, row, prev, file)
        start = end + 1
        if entry.kind != CLOSED:
            waiting.append(entry)
            continue
        batches.append(_batch(entry, len(waiting), file))
        entries += waiting
        waiting = []
        recorded = Recorded(head=prev, rows=row, size=start)
    if _is_damaged(content[start:]):
        raise _broken(row + 1, file)
    return Recorded(
        tuple(entries), tuple(batches), recorded.head, recorded.rows, recorded.size, content[recorded.size :]
    )


def append(path: Path, recorded: Recorded, entries: Sequence[Entry], run_id: str, stamp: Stamp) -> Recorded:
    """Write one closed batch after what is recorded, synced to the disk, and return the journal with it.

    Nothing is written for an empty batch. The caller holds the folder's lease.

    Raises:
        JournalError: the file is no longer as it was read, or a tail has not been set aside.
        BusyError: the file cannot be written or the disk is full; the journal is then as it was before.
    """
    if not entries:
        return recorded
    on_disk = path.stat().st_size if path.exists() else 0
    if on_disk != recorded.size:
        raise JournalError(says("journal_moved"), Where(path.name), says("journal_moved_fix"))
    block, after = batch_of(recorded, entries, run_id, stamp)
    _write(path, recorded.size, block)
    return after


def batch_of(recorded: Recorded, entries: Sequence[Entry], run_id: str, stamp: Stamp) -> tuple[bytes, Recorded]:
    """One closed batch as the lines that follow what is recorded, and the journal with it. Nothing is written."""
    about = {"run": run_id, "count": len(entries), "user": stamp.user, "at": stamp.at.isoformat()}
    closing = Entry(CLOSED, about, recorded.rows + len(entries) + 1)
    prev, lines = recorded.head, []
    for row, entry in enumerate((*entries, closing), recorded.rows + 1):
        line, prev = _line(entry, row, prev)
        lines.append(line)
    block = b"".join(lines)
    return block, Recorded(
        recorded.entries + tuple(Entry(e.kind, e.data, recorded.rows + 1 + n) for n, e in enumerate(entries)),
        (*recorded.batches, _batch(closing, len(entries), "")),
        prev,
        recorded.rows + len(lines),
        recorded.size + len(block),
    )


def set_aside(path: Path, recorded: Recorded) -> tuple[Recorded, str]:
    """Move a tail that was never closed out of the journal, into `journal.torn-<hash>.jsonl` beside it.

    Returns:
        The journal without the tail, and the name of the file that keeps it ("" where there is no tail).

    Raises:
        BusyError: the files cannot be written; the journal is then as it was before.
    """
    if not recorded.tail:
        return recorded, ""
    kept = path.with_name(f"{path.stem}.torn-{hashlib.sha256(recorded.tail).hexdigest()[:12]}.jsonl")
    # First the copy, then the cut: a crash between them repeats both with the same result.
    write_synced(kept, recorded.tail)
    with refusals(path):
        sync_folder(path.parent)
        with path.open("r+b") as stream:
            stream.truncate(recorded.size)
            os.fsync(stream.fileno())
    cut = Recorded(recorded.entries, recorded.batches, recorded.head, recorded.rows, recorded.size)
    return cut, kept.name


def _line(entry: Entry, row: int, prev: str) -> tuple[bytes, str]:
    body = {"seq": row, "kind": entry.kind, "data": entry.data}
    digest = hashlib.sha256(prev.encode() + canonical(body)).hexdigest()
    return canonical({**body, "prev": prev, "hash": digest}) + b"\n", digest


def _verified(raw: bytes, row: int, prev: str, file: str) -> tuple[Entry, str]:
    try:
        read = json.loads(raw)
        entry = Entry(read["kind"], read["data"], row)
        line, digest = _line(entry, row, prev)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _broken(row, file) from None
    # Byte for byte: a change that leaves the JSON value alone (a blank, an escape) is a change as well.
    if line != raw or read.keys() != _FIELDS or not isinstance(entry.data, dict):
        raise _broken(row, file)
    return entry, digest


def _batch(entry: Entry, counted: int, file: str) -> Batch:
    data = entry.data
    if data.get("count") != counted:
        raise JournalError(says("journal_count", found=counted), Where(file, row=entry.row), says("journal_broken_fix"))
    return Batch(str(data.get("run", "")), counted, str(data.get("user", "")), str(data.get("at", "")), entry.row)


def _is_damaged(rest: bytes) -> bool:
    """True when what follows the last line end is no torn line: a whole record with something else after it."""
    # A write that was cut off leaves the beginning of a record, at most with zeros after it.
    try:
        _, end = json.JSONDecoder().raw_decode(rest.decode("utf-8", "replace"))
    except ValueError:
        return False
    return bool(rest.decode("utf-8", "replace")[end:])


def _broken(row: int, file: str) -> JournalError:
    return JournalError(says("journal_broken"), Where(file, row=row), says("journal_broken_fix"))


def _write(path: Path, size: int, block: bytes) -> None:
    new, alone = not path.exists(), not path.parent.exists()
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("ab") as stream:
            stream.write(block)
            stream.flush()
            os.fsync(stream.fileno())
        if new:
            sync_folder(path.parent)
            sync_folder(path.parent.parent)
    except OSError as error:
        # Take back what got through; where even that fails, the unclosed tail is set aside by the next run.
        with contextlib.suppress(OSError), path.open("r+b") as stream:
            stream.truncate(size)
            os.fsync(stream.fileno())
        if new:
            with contextlib.suppress(OSError):
                path.unlink()
        if alone:
            with contextlib.suppress(OSError):
                path.parent.rmdir()
        raise busy(error, path) from error
