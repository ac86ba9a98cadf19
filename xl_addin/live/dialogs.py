"""What a person at the screen is asked while a button works: yes or no, files, a folder, a line of text.

Windows: Excel's own dialogs. Mac: those of the system. Elsewhere the plain ones that come with Python. Who thinks
better of it answers with nothing.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

TITLE = "recon"
_FILES, _FOLDER = 3, 4  # of Application.FileDialog
_TEXT = 2  # of Application.InputBox
_ESCAPE, _ESCAPE_ON_MAC = 0x1B, 53
_IS_DOWN = 0x8000


class Dialogs:
    """Asks the person at the screen. A host that has dialogs of its own, as Excel has on Windows, shows them."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def confirm(self, question: str) -> bool:
        """Yes or no."""
        return bool(self._app.alert(question, TITLE, "yes_no") == "yes")

    def files(self, title: str) -> tuple[Path, ...]:
        """Files to read."""
        if _has_own(self._app):
            return self._chosen(_FILES, title, many=True)
        if sys.platform == "darwin":
            lines = _on_mac(
                "set found to choose file with prompt (item 1 of argv) with multiple selections allowed",
                "set said to {}",
                "repeat with one in found",
                "set end of said to POSIX path of one",
                "end repeat",
                "set AppleScript's text item delimiters to linefeed",
                "return said as text",
                given=[title],
            )
            return tuple(Path(line) for line in lines.splitlines() if line)
        from tkinter import filedialog

        with _Window():
            return tuple(Path(name) for name in filedialog.askopenfilenames(title=title) or ())

    def folder(self, title: str) -> Path | None:
        """A folder to read."""
        if _has_own(self._app):
            return next(iter(self._chosen(_FOLDER, title, many=False)), None)
        if sys.platform == "darwin":
            said = _on_mac("return POSIX path of (choose folder with prompt (item 1 of argv))", given=[title]).strip()
            return Path(said) if said else None
        from tkinter import filedialog

        with _Window():
            name = filedialog.askdirectory(title=title, mustexist=True)
        return Path(name) if name else None

    def text(self, title: str, default: str = "") -> str:
        """A line of text."""
        if _has_own(self._app):
            said = self._app.api.InputBox(title, TITLE, default, Type=_TEXT)
            return said if isinstance(said, str) else ""  # False where somebody cancels
        if sys.platform == "darwin":
            ask = "return text returned of (display dialog (item 1 of argv) default answer (item 2 of argv))"
            return _on_mac(ask, given=[title, default]).removesuffix("\n")
        from tkinter import simpledialog

        with _Window():
            return simpledialog.askstring(TITLE, title, initialvalue=default) or ""

    def _chosen(self, kind: int, title: str, *, many: bool) -> tuple[Path, ...]:
        dialog = self._app.api.FileDialog(kind)
        dialog.Title = title
        dialog.AllowMultiSelect = many
        if dialog.Show() == 0:
            return ()
        items = dialog.SelectedItems
        return tuple(Path(str(items.Item(number))) for number in range(1, items.Count + 1))


def _has_own(app: Any) -> bool:
    return sys.platform != "darwin" and hasattr(app.api, "FileDialog")


def _on_mac(*lines: str, given: list[str]) -> str:
    """What a few lines of AppleScript say; "" where the person cancelled."""
    told = ["on run argv", *lines, "end run"]
    script = [part for line in told for part in ("-e", line)]
    return subprocess.run(  # noqa: S603 - the text of a person is an argument, never a part of the script
        ["/usr/bin/osascript", *script, *given], capture_output=True, text=True, check=False
    ).stdout


class _Window:
    """The window a plain dialog needs, which nobody sees."""

    def __enter__(self) -> None:
        import tkinter

        self._window = tkinter.Tk()
        self._window.withdraw()
        self._window.attributes("-topmost", True)

    def __exit__(self, *_: object) -> None:
        self._window.destroy()


def is_escape_held() -> bool:
    """True while somebody holds Esc; never where no key can be asked for."""
    import ctypes

    if sys.platform == "win32":
        return bool(ctypes.windll.user32.GetAsyncKeyState(_ESCAPE) & _IS_DOWN)
    if sys.platform == "darwin":
        library = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"
        return bool(ctypes.CDLL(library).CGEventSourceKeyState(1, _ESCAPE_ON_MAC))
    return False
