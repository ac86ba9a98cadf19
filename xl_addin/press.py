"""A button is pressed: found, run, and whatever comes of it turned into a sentence.

Law: this is where the errors of buttons are caught, and nowhere below. A refusal says what to do next; our own mistake
says where its log is. The status bar is given back whatever happens.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from logging.handlers import RotatingFileHandler
from pathlib import Path

from recon.errors import ConfigError, ReconError
from recon.words import say, says
from xl_addin.book import Book
from xl_addin.registry import Button, buttons

_LARGEST, _KEPT = 500_000, 3  # bytes of the log, and how many older ones are kept
_BUG = 1  # exit code of our own mistake


@dataclass(frozen=True, slots=True)
class Pressed:
    """What came of it."""

    sentence: str  # in the language of the person
    code: int = 0  # as on the command line: 0 done, 4 refused, 5 busy, 1 our mistake

    @property
    def ok(self) -> bool:
        """True where the button did what it is for."""
        return self.code == 0


def press(id: str, book: Book, log: Path | None = None) -> Pressed:
    """Press a button.

    Args:
        id: its name, "match".
        book: the workbook it is pressed in. What it has drawn is in there also where it refused half-way; a closed
            workbook is then simply not saved.
        log: the file of the log; else this user's own.
    """
    try:
        with _log(log) as (logger, file):
            return _pressed(id, book, logger, file)
    finally:
        with contextlib.suppress(Exception):  # a host that is gone has no status bar either
            book.status("")


def find(id: str) -> Button:
    """The button of a name.

    Raises:
        ConfigError: there is none; what comes near is named.
    """
    known = {one.id: one for one in buttons()}
    if id in known:
        return known[id]
    near = get_close_matches(id, known, 3) or sorted(known)
    raise ConfigError(says("press_unknown", id=id), fix=says("press_unknown_fix", near=", ".join(near)))


def _pressed(id: str, book: Book, logger: logging.Logger, file: Path | None) -> Pressed:
    try:
        sentence = find(id).press(book)
    except ReconError as refusal:
        logger.warning("%s, %s: %s", id, book.name, refusal.text())
        return Pressed(refusal.text(book.lang), refusal.exit_code)
    except Exception as bug:
        logger.exception("%s, %s", id, book.name)
        kind = type(bug).__name__
        if file is None:
            return Pressed(say("press_bug_unlogged", book.lang, button=id, kind=kind), _BUG)
        return Pressed(say("press_bug", book.lang, button=id, kind=kind, log=file), _BUG)
    logger.info("%s, %s: %s", id, book.name, sentence.partition("\n")[0])
    return Pressed(sentence)


@contextmanager
def _log(file: Path | None) -> Iterator[tuple[logging.Logger, Path | None]]:
    """The log of this user, open for one press only. Where it cannot be written, nothing is logged."""
    if file is None:
        from xl_addin.places import here, log_file

        file = log_file(here())
    logger = logging.Logger("recon")  # of our own: a host's logging is none of our business
    handler: logging.Handler = logging.NullHandler()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = _Quiet(file, maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8", errors="backslashreplace")
    except OSError:
        file = None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    try:
        yield logger, file
    finally:
        handler.close()


class _Quiet(RotatingFileHandler):
    """A log that never stands in the way: somebody may have it open, or the disk may be full."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Leave the record out."""
