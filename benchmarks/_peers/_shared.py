"""What the programs of this folder share: reading a world, the numbers of a text, and writing proposals."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable
from pathlib import Path

HEADER = ("line_id", "status", "rank", "item_id", "allocated", "probability")
Row = tuple[str, str, int, str, str, str]


def folders() -> tuple[Path, Path]:
    """The world to read and the file to write, from the command line."""
    return Path(sys.argv[1]), Path(sys.argv[2])


def plain(text: str) -> str:
    """Capital letters and digits only, words apart."""
    return re.sub(r"[^0-9A-Z\u4e00-\u9fff]+", " ", text.upper()).strip()


def joined(number: str) -> str:
    """Letters and digits of a number."""
    return re.sub(r"[^0-9A-Z]", "", number.upper())


def tokens(text: str) -> list[str]:
    """The pieces of a text that have at least four digits, letters and digits only."""
    pieces = (
        joined(piece) for piece in re.split(r"[\s,;+&]+|(?<=\d)[^\x00-\x7f]|[^\x00-\x7f](?=[0-9A-Z])", text.upper())
    )
    return sorted({piece for piece in pieces if sum(map(str.isdigit, piece)) >= 4})


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write proposals."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(HEADER)
        out.writerows(rows)
