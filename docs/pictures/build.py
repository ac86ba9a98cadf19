"""Draws the pictures of the documentation: `python -m docs.pictures.build` (`make pictures`).

The guided tours are walked in both languages, and the pictures are taken on the way, so that they show what their
reader sees. A workbook goes through LibreOffice to a PDF, as a reader would print it, and from there to small PNGs.
What buttons and formulas do in an open workbook is photographed (`live.py`). The tests use the same steps to look at
what the workbooks show.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docs.tutorial import excel_tour
from docs.tutorial.tour import walk

HERE = Path(__file__).parent
TOURS = {"en": "docs/tutorial/month-end.md", "zh": "docs/tutorial/month-end.zh.md"}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: a sheet of a workbook, after a command of a tour or just before it."""

    lang: str
    when: str  # the command; with "before " what was filled in by hand is shown
    book: str  # below the current folder; a pattern that fits one file
    page: str  # end of the foot of its printed page, where the name of the sheet stands; "" for the first page


_MARCH, _APRIL = "books/outputs/2026-03/month-end.xlsx", "books/outputs/2026-04/month-end.xlsx"
_REVIEW, _LETTER = "books/work/2026-03/review.xlsx", "books/work/2026-03/statements/{}*.xlsx"
PICTURES = {
    "month-end.png": Picture("en", "close", _MARCH, "Summary"),
    "charts.png": Picture("en", "close", _MARCH, "Charts"),
    "aged-balance.png": Picture("en", "close", _MARCH, "Aged balance EUR"),
    "tie-out.png": Picture("en", "close", _MARCH, "Tie-out in EUR"),
    "review.png": Picture("en", "before apply", _REVIEW, "Review"),
    "postings.png": Picture("en", "export", _MARCH, "Entries in EUR"),
    "statement.png": Picture("en", "statement", _LETTER.format("N3001"), ""),
    "comparison.png": Picture("en", "close 2026-04", _APRIL, "Differences at 2026-03-31, EUR"),
    "month-end.zh.png": Picture("zh", "close", _MARCH, "总览"),
    "review.zh.png": Picture("zh", "before apply", _REVIEW, "复核"),
    "statement.zh.png": Picture("zh", "statement", _LETTER.format("K005"), ""),
}
_KIT = "kit/recon-start.xlsm"
EXCEL = {
    "excel-aging.png": Picture("en", "aging", _KIT, "Aged balance EUR"),
    "excel-statement.png": Picture("en", "statement", _KIT, "St C08 Oystershell Guesthouse"),
    "excel-explain.png": Picture("en", "explain", _KIT, "Explanation"),
    "excel-aging.zh.png": Picture("zh", "aging", _KIT, "账龄分析 CNY"),
    "excel-explain.zh.png": Picture("zh", "explain", _KIT, "匹配说明"),
}
_LIVE = {"en": ".png", "zh": ".zh.png"}  # endings of the photographs
_DOTS = 80  # per inch: readable, and below 150 kB a page
_MARGIN = 14  # points left around what is printed
_SPOILT = re.compile(r"##|#REF!|#NAME\?|#VALUE!|#DIV/0!|#N/A|Err:\d|\ufffd")
_FOOT = 0.93  # of the height of a page: what is printed below is its foot
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


def png(pdf: Path, page: int, target: Path, *, cut: bool = False) -> None:
    """Draw one page of a PDF as a PNG; `cut`: without its foot and without the empty paper around."""
    area = _printed(pdf, page) if cut else ()
    stem = str(target.with_suffix(""))
    where = ("-f", str(page), "-l", str(page), *area)
    _poppler("pdftoppm", "-r", str(_DOTS), "-png", "-singlefile", *where, str(pdf), stem)


def _printed(pdf: Path, page: int) -> tuple[str, ...]:
    """The part of a page that has words on it, its foot left out, as options of pdftoppm."""
    told = _poppler("pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(pdf), "-").decode("utf-8")
    height = float(re.findall(r'<page width="[\d.]+" height="([\d.]+)"', told)[0])
    boxes = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', told)
    words = [tuple(map(float, box)) for box in boxes if float(box[1]) < _FOOT * height]
    left, top = (min(word[side] for word in words) - _MARGIN for side in (0, 1))
    right, bottom = (max(word[side] for word in words) + _MARGIN for side in (2, 3))
    sizes = {"-x": left, "-y": top, "-W": right - left, "-H": bottom - top}
    return tuple(part for name, size in sizes.items() for part in (name, str(max(0, round(size * _DOTS / 72)))))


def _poppler(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - names and numbers of our own


def main() -> int:
    """Walk the tours and draw every picture on the way; 0 when all are drawn."""
    if office() is None or shutil.which("pdftoppm") is None:
        sys.stderr.write("The pictures need LibreOffice and poppler-utils.\n")
        return 4
    os.environ.update(RECON_USER="Mireille Aubry", RECON_NOW="2026-04-02T09:00:00+00:00")
    wanted = set(sys.argv[1:])  # pictures by name; else all
    for pictures, walks in ((PICTURES, {lang: walk(page) for lang, page in TOURS.items()}), (EXCEL, _in_excel())):
        for lang, steps in walks.items():
            left = {n: one for n, one in pictures.items() if one.lang == lang and (not wanted or n in wanted)}
            if left and (missed := _walk(steps, left)):
                sys.stderr.write(f"The tour never came to {', '.join(missed)}.\n")
                return 4
    from docs.pictures import live

    for lang, ending in _LIVE.items():
        if not wanted or any(f"excel-{name}{ending}" in wanted for name in live.NAMES):
            _photograph(lang, ending)
    return 0


def _in_excel() -> dict[str, Iterator[list[str]]]:
    return {lang: excel_tour.walk(lang) for lang in excel_tour.TOURS}


def _walk(steps: Iterator[list[str]], left: dict[str, Picture]) -> list[str]:
    """Walk a tour and draw its pictures; the names of those it never came to."""
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
        for arguments in steps:
            _take(left, arguments, before=True)
            _run(arguments)
            _take(left, arguments, before=False)
            if not left:
                break
    return list(left)


def _photograph(lang: str, ending: str) -> None:
    from docs.pictures import live

    def take(name: str) -> Path:
        sys.stdout.write(f"{HERE / f'excel-{name}{ending}'}\n")
        return HERE / f"excel-{name}{ending}"

    with tempfile.TemporaryDirectory() as place:
        live.pictures(lang, office() or "", Path(place), take)


def _take(left: dict[str, Picture], arguments: list[str], *, before: bool) -> None:
    """Draw what is to be drawn at this command and take it off the list."""
    drawn: dict[str, Path] = {}
    for name, picture in list(left.items()):
        wanted = set(picture.when.removeprefix("before ").split())
        if picture.when.startswith("before ") is before and wanted <= set(arguments):
            (book,) = Path().glob(picture.book)
            if picture.book not in drawn:
                drawn[picture.book] = converted(book, Path("drawn", name), "pdf", recalculate=before)
            pdf = drawn[picture.book]
            if spoilt := _SPOILT.search("".join(pages(pdf))):
                raise RuntimeError(f"{name}: {book} shows {spoilt[0]}")
            png(pdf, page_of(pdf, picture.page), HERE / name, cut=True)
            sys.stdout.write(f"{HERE / name}\n")
            del left[name]


def _run(arguments: list[str]) -> None:
    from recon.cli import main as recon

    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        code = recon(arguments)
    if code not in (0, 3):
        raise RuntimeError(f"recon {' '.join(arguments)}: {told.getvalue()}")


if __name__ == "__main__":
    raise SystemExit(main())
