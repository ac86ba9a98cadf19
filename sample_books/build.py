"""Builds the sample companies: `python -m sample_books.build [FOLDER]` writes a folder for each.

The same bytes come out each time and everywhere; a test holds the committed files against a fresh build. Beside the
inputs stands truth.csv: what every bank line really settles, for comparing what a program made of it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from sample_books import exporter_files, manufacturer_files, tea_trader_files


def build(folder: Path) -> None:
    """Write all companies below `folder`, over what stands there."""
    makers: dict[str, Callable[[], dict[str, bytes]]] = {
        "exporter": exporter_files.files,
        "manufacturer": manufacturer_files.files,
        "tea_trader": tea_trader_files.files,
    }
    for company, make in makers.items():
        for name, content in make().items():
            target = folder / company / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
