"""Log: the last that buttons said, refused or broke down with, and where the whole of it is."""

from __future__ import annotations

from recon.words import say
from xl_addin.book import Book
from xl_addin.registry import Group, button

_SHOWN = 15  # lines; a box on the screen holds no more
_WIDE = 160  # characters of a line


@button(Group.HELP, icon="ReviewTrackChanges", key="HL", position=15)
def log(book: Book) -> str:
    """Say the last lines of this user's log and where it lies."""
    from xl_addin.places import here, log_file

    file = log_file(here())
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    if not lines:
        return say("log_empty", book.lang, file=file)
    shown = "\n".join(line if len(line) <= _WIDE else f"{line[:_WIDE]}…" for line in lines[-_SHOWN:])
    return say("log_last", book.lang, file=file, lines=shown)
