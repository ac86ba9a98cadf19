"""A screen nobody looks at, with a mouse and a camera."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 1280, 800
_NEEDED = ("Xvfb", "xdotool")
_PATIENCE = 30  # seconds
_POS_SIZE = 15  # com.sun.star.awt.PosSize.POSSIZE


def lacking() -> tuple[str, ...]:
    """The programs a screen needs that are not there."""
    return tuple(name for name in _NEEDED if shutil.which(name) is None)


@dataclass(frozen=True)
class Screen:
    """A screen, and the file its picture is in."""

    display: str
    picture: Path

    def click(self, x: int, y: int) -> None:
        """Press the left button of the mouse at a place."""
        moved = ["xdotool", "mousemove", str(x), str(y), "sleep", "0.2", "click", "1"]
        subprocess.run(moved, env={**os.environ, "DISPLAY": self.display}, check=True, capture_output=True)

    def rest(self, quiet: float = 1.0) -> None:
        """Wait until nothing has moved for a while."""
        seen, since = b"", time.monotonic()
        end = since + _PATIENCE
        while time.monotonic() - since < quiet and time.monotonic() < end:
            time.sleep(0.1)
            if (now := self.picture.read_bytes()) != seen:
                seen, since = now, time.monotonic()

    def shot(self, path: Path) -> None:
        """Save what is on the screen as a PNG."""
        width, height, rows = _pixels(self.picture.read_bytes())
        path.write_bytes(_png(width, height, rows))

    def colours(self) -> int:
        """How many colours are on the screen."""
        width, _, rows = _pixels(self.picture.read_bytes())
        return len({row[at : at + 3] for row in rows[::4] for at in range(0, width * 3, 12)})


@contextmanager
def screen(folder: Path) -> Iterator[Screen]:
    """Start a screen, its picture in `folder`, and end it."""
    asked, told = os.pipe()
    running = subprocess.Popen(
        ["Xvfb", "-displayfd", str(told), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp", "-fbdir", folder],
        pass_fds=(told,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(told)
    try:
        with os.fdopen(asked) as number:
            yield Screen(f":{number.readline().strip()}", folder / "Xvfb_screen0")
    finally:
        running.terminate()
        running.wait(10)


def show(book: Any) -> None:
    """Fill the screen with a workbook whose buttons can be pressed."""
    controller = book.api.CurrentController
    controller.Frame.ContainerWindow.setPosSize(0, 0, WIDTH, HEIGHT, _POS_SIZE)
    controller.setFormDesignMode(False)


def middle(book: Any, control: Any) -> tuple[int, int]:
    """Where on the screen the middle of a button is, once it is there."""

    def placed() -> tuple[int, int] | None:
        seen = book.api.CurrentController.getControl(control).getAccessibleContext()
        at, size = seen.getLocationOnScreen(), seen.getSize()
        return (at.X + size.Width // 2, at.Y + size.Height // 2) if size.Width and at.X > 0 else None

    found: tuple[int, int] = until(placed)
    return found


def until(asked: Callable[[], Any]) -> Any:
    """What somebody waits for, as soon as it is there."""
    end = time.monotonic() + _PATIENCE
    while not (found := asked()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)
    return found


def _pixels(image: bytes) -> tuple[int, int, list[bytes]]:
    """An X window dump as width, height and rows of red, green, blue."""
    fields = struct.unpack(">25I", image[:100])
    header, width, height, line, colours = fields[0], fields[4], fields[5], fields[12], fields[19]
    start = header + colours * 12
    rows = []
    for row in range(height):
        pixels = image[start + row * line : start + row * line + width * 4]
        told = bytearray(width * 3)
        told[0::3], told[1::3], told[2::3] = pixels[2::4], pixels[1::4], pixels[0::4]
        rows.append(bytes(told))
    return width, height, rows


def _png(width: int, height: int, rows: list[bytes]) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
