"""What every command shares: data on stdout, talk on stderr, one language, who decides and when.

Text that came out of a file never reaches the terminal with control, escape or direction characters in it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from recon import seat
from recon.words import Said, say

if TYPE_CHECKING:
    from recon.errors import Finding
    from recon.journal import Stamp

# Escape sequences (CSI, OSC up to its end, two-character ones), then any control or direction character left over.
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-Z\\^_]|\x9b[0-?]*[ -/]*[@-~]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass
class _Asked:
    lang: str = ""
    user: str = ""


_asked = _Asked()


def ask(lang: str = "", user: str = "") -> None:
    """Keep what the root options asked for; without arguments, forget it."""
    _asked.lang, _asked.user = lang, user


def lang() -> str:
    """The language to talk in: --lang, else that of the person's machine."""
    return _asked.lang or seat.language()


def asked_lang() -> str:
    """What --lang (or RECON_LANG) asked for, "" where nobody asked: then reports follow recon.toml."""
    return _asked.lang or (seat.language() if seat.is_language_chosen() else "")


def stamp() -> Stamp:
    """Who decides (--user, else who sits here) and when, as it enters the journal."""
    return seat.stamp(_asked.user)


def clean(text: object) -> str:
    """The text without escape sequences, control and direction characters; tabs and line ends stay.

    >>> clean("Acme\\x1b[31m \\u202eLtd\\x07")
    'Acme Ltd'
    """
    return _CONTROLS.sub("", _ESCAPES.sub("", _text(text)))


def data(text: object = "") -> None:
    """A line of data, on stdout."""
    sys.stdout.write(f"{clean(text)}\n")


def talk(text: object = "") -> None:
    """A line of talk, on stderr."""
    # Data written so far comes first where both streams end in one place.
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    sys.stderr.write(f"{clean(text)}\n")
    sys.stderr.flush()


def findings(found: Iterable[Finding]) -> None:
    """One line of talk for every finding."""
    for finding in found:
        talk(finding.text(lang()))


def print_json(value: Any) -> None:
    """The value as JSON on stdout: amounts and dates as text, sentences in the language, keys in the given order."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=2, default=_json)
    # JSON escapes control characters by itself; only the direction characters are left to be made visible.
    sys.stdout.write(_CONTROLS.sub(lambda m: f"\\u{ord(m[0]):04x}", text) + "\n")


def table(headers: Sequence[object], rows: Iterable[Sequence[object]], right: Iterable[int] = ()) -> None:
    """Rows under headers on stdout, columns aligned (`right`: columns of figures), Chinese characters counting two."""
    texts = [[" ".join(clean(cell).split()) for cell in row] for row in (headers, *rows)]
    widths = [max(_width(row[i]) for row in texts) for i in range(len(headers))]
    figures = set(right)
    for number, row in enumerate(texts):
        sys.stdout.write(_aligned(row, widths, figures) + "\n")
        if number == 0:
            sys.stdout.write("  ".join("-" * width for width in widths) + "\n")


@contextmanager
def progress(label: object, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr; yields `advance(count)`. Nothing is shown where stderr is not a terminal.

    Args:
        label: what is being done, as a sentence or its value.
        total: how many steps there are, None where that is not known.
    """
    if not sys.stderr.isatty():
        yield lambda _count: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(clean(label)), total=total)  # a name may hold square brackets
        yield lambda count: bar.advance(task, count)


def utf8() -> None:
    """Write UTF-8 whatever the system's code page is, and a name that is no text as escapes, not as an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def close_streams(code: int) -> int:
    """Flush what was written and return `code`. A reader that has gone away (`| head`) is not an error."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            # Python flushes once more when it ends: let that go nowhere.
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code


def write_log(bug: BaseException) -> str:
    """Write the traceback of our own bug to a new file in the temporary folder and return its path."""
    import platform
    import tempfile
    import traceback

    from recon import __version__

    head = f"recon {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
    text = head + "".join(traceback.format_exception(bug))
    try:
        number, path = tempfile.mkstemp(prefix="recon-error-", suffix=".log", text=True)
        with os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace") as log:
            log.write(text)
    except OSError:  # not even a temporary folder: the traceback is better than nothing
        sys.stderr.write(text)
        return say("cli_no_log", lang())
    return path


def _text(value: object) -> str:
    return value.text(lang()) if isinstance(value, Said) else str(value)


def _json(value: object) -> object:
    from dataclasses import fields, is_dataclass
    from datetime import date
    from decimal import Decimal

    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if is_dataclass(value) and not isinstance(value, Said | type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return _text(value)


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _aligned(row: Sequence[str], widths: Sequence[int], figures: set[int]) -> str:
    cells = []
    for i, (text, width) in enumerate(zip(row, widths, strict=True)):
        pad = " " * (width - _width(text))
        cells.append(pad + text if i in figures else text + pad)
    return "  ".join(cells).rstrip()
