"""Long work in a process of its own, so that a person sees how far it is and can stop it.

Law: a call gives the same result here and there, since it is given rows and gives rows. What was stopped, or has broken
down, has changed nothing: only the caller writes, and only once it has the result. The other process never sees the
workbook; it is ended before an answer goes back.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import Empty, Queue
from types import MappingProxyType
from typing import Any, BinaryIO, TypeVar

from recon.errors import ReconError
from recon.words import Said, says
from xl_addin.book import Book

LONG = 3_000  # rows from which on a process of its own is worth the second its start takes
EVERY = 1_000  # rows after which it is said how far the work is
_LOOK = 0.1  # seconds between two looks at whether somebody wants it stopped
_SELDOM = 50  # steps between two looks, where the work is done here
_START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); import xl_addin.work; xl_addin.work.far_side()"
)
_TOLD = 4_000  # characters of what a broken process said that are kept

Given = TypeVar("Given")


class Stopped(ReconError):  # noqa: N818 - what it is to a person
    """A person has stopped the work; nothing was changed."""


class BrokenDown(RuntimeError):  # noqa: N818 - as above
    """The other process ended without a result: our mistake, or the system ended it. What it said is in the text."""


def run(book: Book, call: Callable[..., Given], *args: Any, rows: int, what: Said, lang: str = "") -> Given:
    """The result of `call(*args, advance=...)`, worked out in a process of its own where there are many rows.

    Args:
        book: told how far the work is, asked whether it shall stop.
        call: a function of a module. It takes `advance(done, of)`, told of each step, and lets pass what that raises.
        args: rows and settings, nothing of the workbook.
        rows: how many rows it works on.
        what: what is being done, for the status bar.
        lang: of what is said; the book's where it is left out.

    Raises:
        Stopped: somebody asked for it. Nothing was changed.
        BrokenDown: the other process ended without a result.
        ReconError: whatever the call refuses.
    """
    told = _Told(book, what, lang or book.lang, rows)
    try:
        told.say(0, 0)
        if rows < LONG or not _has_interpreter():
            return call(*args, advance=told.advance)
        result: Given = _apart(told, call, args)
        return result
    finally:
        book.status("")


class _Told:
    """What the person is told on the way."""

    def __init__(self, book: Book, what: Said, lang: str, rows: int) -> None:
        self._book, self._what, self._lang, self._rows = book, what, lang, rows
        self._last = -1
        self._steps = 0

    def say(self, done: int, of: int) -> None:
        """Say how far it is, once for each `EVERY` rows."""
        rows = done * self._rows // of if of else 0
        if rows // EVERY != self._last or (of and done == of):
            self._last = rows // EVERY
            id = "work_under_way" if of else "work_begins"
            self._book.status(says(id, what=self._what, done=f"{rows:,}", of=f"{self._rows:,}").text(self._lang))

    def look(self) -> None:
        """Stop where somebody asked for it."""
        if self._book.cancelled():
            raise Stopped(says("work_stopped"), fix=says("work_stopped_fix"))

    def advance(self, done: int, of: int) -> None:
        """A step is done."""
        self._steps += 1
        if self._steps % _SELDOM == 0:  # asking a program costs a millisecond
            self.look()
        self.say(done, of)


def _has_interpreter() -> bool:
    """False inside a program that only embeds Python: it cannot be started as one."""
    return bool(sys.executable) and Path(sys.executable).stem.lower().startswith("python")


def _apart(told: _Told, call: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    with tempfile.TemporaryFile() as said:
        other = subprocess.Popen(  # noqa: S603 - this interpreter, with our own module
            [sys.executable, "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        heard: Queue[tuple[str, Any] | None] = Queue()
        talk = threading.Thread(target=_converse, args=(other, (call, args), heard), daemon=True)
        talk.start()
        try:
            return _awaited(told, other, heard, said)
        finally:
            other.kill()
            other.wait()
            talk.join()
            for pipe in (other.stdin, other.stdout):
                with contextlib.suppress(OSError, ValueError):
                    pipe and pipe.close()


def _awaited(told: _Told, other: subprocess.Popen[bytes], heard: Queue[tuple[str, Any] | None], said: Any) -> Any:
    while True:
        told.look()
        try:
            message = heard.get(timeout=_LOOK)
        except Empty:
            continue
        if message is None:
            other.wait()
            said.seek(0, os.SEEK_END)
            said.seek(max(0, said.tell() - _TOLD))
            raise BrokenDown(f"exit code {other.returncode}\n{said.read().decode('utf-8', 'replace')}")
        kind, what = message
        if kind == "step":
            told.say(*what)
        elif kind == "refused":
            raise what
        else:
            return what


def _converse(other: subprocess.Popen[bytes], asked: Any, heard: Queue[tuple[str, Any] | None]) -> None:
    """Give the other process its work and pass on what it says, None at its end."""
    try:
        assert other.stdin is not None and other.stdout is not None  # noqa: S101 - both were asked for
        pickle.dump(sys.path, other.stdin)
        _dump(asked, other.stdin)
        other.stdin.flush()
        while True:
            heard.put(pickle.load(other.stdout))  # noqa: S301 - what our own process says
    except Exception:  # whatever cuts the talk short: the process has ended
        heard.put(None)


def far_side() -> None:
    """What the other process does: read its work, do it, say how far it is, give the result."""
    to, sys.stdout = sys.stdout.buffer, sys.stderr  # what anybody prints must not stand between the messages
    call, args = pickle.load(sys.stdin.buffer)  # noqa: S301 - what our own process gives
    last = 0

    def advance(done: int, of: int) -> None:
        nonlocal last
        if done == of or done - last >= EVERY:
            last = done
            _dump(("step", (done, of)), to)

    try:
        answer = ("done", call(*args, advance=advance))
    except ReconError as refusal:
        answer = ("refused", refusal)
    _dump(answer, to)


class _Pickler(pickle.Pickler):
    def reducer_override(self, found: Any) -> Any:
        return (_unchanging, (dict(found),)) if isinstance(found, MappingProxyType) else NotImplemented


def _unchanging(found: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(found)


def _dump(what: Any, to: BinaryIO | Any) -> None:
    held = io.BytesIO()
    _Pickler(held, pickle.HIGHEST_PROTOCOL).dump(what)
    to.write(held.getvalue())
    to.flush()
