"""Draws the pictures of the documentation from the sample companies: `python -m docs.pictures.build` (`make pictures`).

A workbook goes through LibreOffice to a PDF, as a reader would print it, and from there to small PNGs. The tests use
the same steps to look at what the workbooks show.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
# File of a picture -> sample company, and the sheet (by its place in the workbook's printed pages) it shows.
PICTURES = {
    "month-end.png": ("exporter", "Summary"),
    "charts.png": ("exporter", "Charts"),
    "aged-balance.png": ("exporter", "Aged balance EUR"),
    "month-end.zh.png": ("manufacturer", "总览"),
}
_DOTS = 80  # per inch: readable, and well below 150 kB a page
_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def office() -> str | None:
    """The LibreOffice program, None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def converted(workbook: Path, folder: Path, to: str, *, recalculate: bool = False) -> Path:
    """The workbook as LibreOffice saves it in another format ("pdf", "xlsx"), in `folder`.

    Args:
        workbook: an xlsx file.
        folder: where the result and the office's own profile go; made where missing.
        to: file ending of the format.
        recalculate: work every formula out anew instead of showing the values that came with it.

    Raises:
        RuntimeError: LibreOffice is missing or has not written the file.
    """
    program = office()
    if program is None:
        raise RuntimeError("LibreOffice is not installed")
    profile = folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    if recalculate and not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(_RECALCULATE, "utf-8")
    out = folder / "out"
    out.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(  # noqa: S603 - our own workbook, and the office program found on the path
        [
            program,
            f"-env:UserInstallation={profile.resolve().as_uri()}",
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            str(out),
            str(workbook),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    made = out / f"{workbook.stem}.{to}"
    if done.returncode or not made.exists():
        raise RuntimeError(f"LibreOffice could not draw {workbook.name}: {done.stderr or done.stdout}")
    return made


def pages(pdf: Path) -> list[str]:
    """The text of each page."""
    return _poppler("pdftotext", "-layout", str(pdf), "-").decode("utf-8").split("\f")[:-1]


def page_of(pdf: Path, sheet: str) -> int:
    """Number of the first page of a sheet, from 1; a page names its sheet at the end of its foot."""
    for number, text in enumerate(pages(pdf), 1):
        if text.rstrip().endswith(sheet):
            return number
    raise RuntimeError(f"no page of {pdf.name} is the sheet {sheet}")


def png(pdf: Path, page: int, target: Path) -> None:
    """Draw one page of a PDF as a PNG."""
    stem = str(target.with_suffix(""))
    _poppler("pdftoppm", "-r", str(_DOTS), "-png", "-singlefile", "-f", str(page), "-l", str(page), str(pdf), stem)


def _poppler(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - names and numbers of our own


def main() -> int:
    """Close the sample month and draw every picture; 0 when all are drawn."""
    from recon import workspace
    from recon.close import close
    from recon.journal import Stamp
    from recon.sample import PERIOD, write_sample

    if office() is None or shutil.which("pdftoppm") is None:
        sys.stderr.write("The pictures need LibreOffice and poppler-utils.\n")
        return 4
    stamp = Stamp("pictures", datetime(2026, 4, 1, tzinfo=UTC))
    with tempfile.TemporaryDirectory() as place:
        drawn: dict[str, Path] = {}
        for name in sorted({company for company, _ in PICTURES.values()}):
            home = Path(place) / name
            write_sample(name, home)
            close(workspace.open(home), PERIOD, stamp)
            book = home / "outputs" / PERIOD / "month-end.xlsx"
            drawn[name] = converted(book, Path(place) / f"{name}-drawn", "pdf")
        for file, (company, sheet) in PICTURES.items():
            png(drawn[company], page_of(drawn[company], sheet), HERE / file)
            sys.stdout.write(f"{HERE / file}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
