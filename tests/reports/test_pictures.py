"""What a reader sees: the workbook in an office program, printed and worked out anew."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from benchmarks.matching import CHART
from docs.pictures.build import EXCEL, HERE, PICTURES, converted, pages, png
from docs.pictures.live import NAMES
from recon.registry import modules
from recon.reports import build_all
from recon.writers import xlsx
from tests.reports.company import a_month

LANGS = ("en", "zh")


@pytest.fixture(scope="module")
def printed(needs_office: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Path]]:
    """The month end in both languages: the workbook, its print, and the workbook with every formula worked out anew."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed")
    made = {}
    for lang in LANGS:
        folder = tmp_path_factory.mktemp(f"office-{lang}")
        (book,) = xlsx.write(build_all(a_month()), folder, lang)
        made[lang] = {
            "book": book,
            "pdf": converted(book, folder / "office", "pdf", recalculate=True),
        }
    made["en"]["again"] = converted(made["en"]["book"], tmp_path_factory.mktemp("again"), "xlsx", recalculate=True)
    return made


def test_every_formula_worked_out_anew_gives_the_value_it_came_with(printed: dict[str, dict[str, Path]]) -> None:
    formulas = openpyxl.load_workbook(printed["en"]["book"])
    values = openpyxl.load_workbook(printed["en"]["book"], data_only=True)
    again = openpyxl.load_workbook(printed["en"]["again"], data_only=True)
    compared = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    mine = values[sheet.title][cell.coordinate].value
                    theirs = again[sheet.title][cell.coordinate].value
                    assert _same(mine, theirs), f"{sheet.title} {cell.coordinate} {cell.value}: {mine} {theirs}"
                    compared += 1
    assert compared > 150


def _same(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, str) or isinstance(theirs, str):
        return bool(mine == theirs)
    return bool(abs((mine or 0) - (theirs or 0)) < 1e-6)


@pytest.mark.parametrize("lang", LANGS)
def test_no_figure_is_too_wide_no_formula_fails_and_no_head_or_name_is_cut(
    printed: dict[str, dict[str, Path]], lang: str
) -> None:
    text = "".join(pages(printed[lang]["pdf"]))
    assert not re.search(r"##|#REF!|#NAME\?|#VALUE!|#DIV/0!|Err:\d|\ufffd", text)
    packed = _packed(text)
    book = openpyxl.load_workbook(printed[lang]["book"])
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            for column in table.tableColumns:
                assert _in_page(column.name, packed), f"{sheet.title}: {column.name}"
    for customer in a_month().customers:
        if any(item.customer_id == customer.customer_id for item in a_month().items):
            assert _in_page(customer.name, packed), customer.name


def _packed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _in_page(words: str, packed: str) -> bool:
    """A wrapped text is printed word by word, with its neighbours' words between."""
    return all(word in packed for word in words.split()) if words.isascii() else set(_packed(words)) <= set(packed)


@pytest.mark.parametrize("lang", LANGS)
def test_the_first_page_says_whether_it_ties_and_every_page_its_number(
    printed: dict[str, dict[str, Path]], lang: str
) -> None:
    sheets = pages(printed[lang]["pdf"])
    checks = sum(len(section.checks) for report in build_all(a_month()) for section in report.sections)
    assert (f"all {checks} control totals hold" if lang == "en" else "全部相符") in sheets[0]
    count = len(sheets)
    for number, page in enumerate(sheets, 1):
        assert (f"Page {number} of {count}" if lang == "en" else f"第{number}页，共{count}页") in (
            page if lang == "en" else _packed(page)
        )
        assert ("DRAFT" if lang == "en" else "草稿") in page
    assert count <= 40


@pytest.mark.parametrize("lang", LANGS)
def test_every_character_has_a_shape(printed: dict[str, dict[str, Path]], lang: str) -> None:
    fonts = subprocess.run(["pdffonts", str(printed[lang]["pdf"])], capture_output=True, text=True, check=True).stdout
    rows = fonts.splitlines()[2:]
    assert rows and all(" yes " in row for row in rows)  # every font is embedded
    drawn = "".join(pages(printed[lang]["pdf"]))
    chinese = "深圳市宏达精密机械制造有限公司"
    assert chinese in _packed(drawn) or set(chinese) <= set(drawn)
    assert any(re.search(r"WenQuanYi|CJK|Hei|Song|Sans SC", row) for row in rows)


def test_a_page_becomes_a_small_picture(printed: dict[str, dict[str, Path]], tmp_path: Path) -> None:
    png(printed["en"]["pdf"], 1, tmp_path / "one.png")
    made = (tmp_path / "one.png").read_bytes()
    assert made.startswith(b"\x89PNG") and len(made) < 150_000


def test_the_pictures_of_the_documentation_are_there_and_small() -> None:
    photographs = {f"excel-{name}{ending}" for name in NAMES for ending in (".png", ".zh.png")}
    made = {*PICTURES, *EXCEL, *photographs, CHART.name}
    for name in made:
        assert 5_000 < (HERE / name).stat().st_size < 190_000, name
    assert {path.name for path in HERE.glob("*.png")} == made
    assert "xlsx" in modules("recon.writers")
