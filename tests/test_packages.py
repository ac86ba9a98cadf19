"""Every workbook we write opens in Excel without repair, and what would not is seen."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from recon.reports import build_all
from recon.resources import path
from recon.review.write import as_xlsx
from recon.words import LANGUAGES
from recon.writers import xlsx
from recon.writers._letter import letter
from tests.builders import item, month
from tests.packages import faults
from tests.postings.test_layouts import LAYOUTS, posting_files
from tests.reports.company import a_month
from tests.reports.test_statement import cash, one
from tests.review.months import a_month as a_month_to_decide
from tests.writers.test_contract import hostile
from tests.xl_addin.closed.habits import as_excel, parts_of, written
from xl_addin import build

PYTHON = r"C:\Users\李 娜\recon\.venv\Scripts\python.exe"
MAC = "/Users/li/recon/.venv/bin/python"
BOOKS = (".xlsx", ".xlsm", ".xlam")


def built(lang: str, python: str = PYTHON) -> Iterator[tuple[str, bytes]]:
    """The add-in, the start workbook and the sample company with buttons."""
    yield from build.contents(lang, python).items()


def shipped(_: str) -> Iterator[tuple[str, bytes]]:
    """Templates and sample companies as they lie in the package."""
    for folder in ("templates", "sample_books"):
        for file in sorted(path(folder).rglob("*.xlsx")):
            yield file.name, file.read_bytes()


def reported(lang: str) -> Iterator[tuple[str, bytes]]:
    """The reports of a month, of one with nothing in it, and of one with every odd text."""
    for name, of in (("full", build_all(a_month())), ("empty", build_all(month())), ("odd", [hostile()])):
        for file, content in xlsx.files(of, lang).items():
            yield f"{name} {file}", content


def asked(lang: str) -> Iterator[tuple[str, bytes]]:
    """Review books and letters, and posting files."""
    yield "review.xlsx", as_xlsx(a_month_to_decide(), lang)
    yield "nothing to review.xlsx", as_xlsx(month(), lang)
    yield "letter.xlsx", letter(one([item("R-1"), item("R-2", 9_99)], [cash(5_00)]), lang)
    for layout in LAYOUTS:
        yield from posting_files(layout, lang).items()


MADE: dict[str, Callable[[str], Iterator[tuple[str, bytes]]]] = {
    "built": built, "built_for_a_mac": lambda lang: built(lang, MAC), "shipped": shipped, "reported": reported,
    "asked": asked,
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("which", MADE)
def test_excel_opens_every_workbook_we_write_without_repair(which: str, lang: str) -> None:
    books = {name: content for name, content in MADE[which](lang) if name.endswith(BOOKS)}
    assert books
    for name, content in books.items():
        assert faults(content) == [], name
        if not name.endswith(".xlam"):  # openpyxl reads no add-in
            sheets = openpyxl.load_workbook(io.BytesIO(content), read_only=True).sheetnames
            assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == sheets, name


@cache
def sound(folder: Path) -> dict[str, bytes]:
    made = as_excel(folder / "book.xlsx")
    assert faults(made.read_bytes()) == []
    return parts_of(made)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The parts of a sound workbook with everything in it."""
    return sound(tmp_path_factory.mktemp("sound"))


BOOK, FIRST, LEDGER, STYLES = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml", "xl/styles.xml"
TABLE, CUSTOMERS, TYPES = "xl/tables/table2.xml", "xl/tables/table1.xml", "[Content_Types].xml"
# What is changed in which part (a pattern, and what takes its place), and what is said of it.
BROKEN = [
    (TYPES, r'<Override PartName="/xl/tables/table1.xml"[^>]*/>', "", "is a table and called application/xml"),
    (TYPES, "/xl/calcChain.xml", "/xl/calcChains.xml", "which is not there"),
    (TYPES, r'<Default Extension="png"[^>]*/>', "", "no content type"),
    ("xl/_rels/workbook.xml.rels", 'Id="rId2"', 'Id="rId1"', "rId1 twice"),
    ("xl/worksheets/_rels/sheet1.xml.rels", "drawing1.xml", "drawing9.xml", "drawing9.xml, which is not there"),
    (BOOK, 'name="Ledger"', 'name="customers"', "'customers': 2 times"),
    (BOOK, 'name="Ledger"', 'name="Ledger: all"', "no name of a sheet"),
    (BOOK, 'name="Ledger"', f'name="{"L" * 32}"', "no name of a sheet"),
    (BOOK, 'sheetId="3"', 'sheetId="2"', "sheetId 2: 2 times"),
    (BOOK, "<workbookView ", '<workbookView activeTab="5" ', "a hidden sheet is in front"),
    (BOOK, 'name="period"', 'name="AS_OF"', "'as_of': 2 times"),
    (BOOK, 'name="period"', 'name="AR30"', "'AR30': no name"),
    (BOOK, 'name="period"', 'name="a b"', "'a b': no name"),
    (BOOK, 'name="period"', 'name="tblLedger"', "also a table"),
    (BOOK, r">'Settings'!\$B\$7", ">My-sheet!$B$7", "which is not there"),
    (BOOK, r">'Settings'!\$B\$7", ">'Gone'!$B$7", "Gone, which is not there"),
    (BOOK, r">'Settings'!\$B\$7", ">='Settings'!$B$7", "a sign in front"),
    (BOOK, r"<bookViews>.*?</bookViews>(.*?</sheets>)", r"\1<bookViews/>", "too late in <workbook>"),
    (BOOK, r"'My ''own'' sums'!\$1:\$2", "'Ledger'!$1:$2", "print titles"),
    ("xl/calcChain.xml", 'r="B3"', 'r="B2"', "B2 of xl/worksheets/sheet1.xml, which is no formula"),
    (FIRST, r"(<mergeCells.*?</mergeCells>)(.*)(<pageMargins[^>]*/>)", r"\2\3\1", "<mergeCells> too late"),
    (FIRST, 'r="B4"', 'r="B5"', "the cell B5 in row 4"),
    (FIRST, '<row r="4"', '<row r="2"', "row 2 behind row 3"),
    (FIRST, r'(<c r="B3".*?</c>)(<c r="D3".*?</c>)', r"\2\1", "the cell B3 behind column 4"),
    (FIRST, r'(<c r="A1"[^>]*>)<v>\d+</v>', r"\1<v>8700</v>", "'8700' is no value of type 's'"),
    (FIRST, r"<v>4979.99</v>", "<v>nan</v>", "'nan' is no value of type 'n'"),
    (FIRST, r"<v>4979.99</v>", "<v>1e999</v>", "is no value of type 'n'"),
    (FIRST, '<c r="B6" t="b"><v>1', '<c r="B6" t="b"><v>yes', "'yes' is no value of type 'b'"),
    (FIRST, 'r="B4" s="2"', 'r="B4" s="99"', "the look 99"),
    (FIRST, "<f>B3\\*2</f>", "<f>=B3*2</f>", "a sign in front"),
    (FIRST, "<f>B3\\*2</f>", "<f>B3 2</f>", "nothing before '2'"),
    (FIRST, "<f>B3\\*2</f>", "<f>SUM(B3,2</f>", "the end is missing"),
    (FIRST, "<f>B3\\*2</f>", "<f>IF(B3&gt;2,1,0,4)</f>", "IF with 4 arguments"),
    (FIRST, "<f>B3\\*2</f>", "<f>SUMME(B3)</f>", "the function SUMME"),
    (FIRST, "<f>B3\\*2</f>", "<f>XLOOKUP(1,B3:B4,C3:C4)</f>", "XLOOKUP without _xlfn."),
    (FIRST, "<f>B3\\*2</f>", "<f>SUM(B3;2)</f>", "a semicolon"),
    (FIRST, "<f>B3\\*2</f>", "<f>SUM(tblLedger[Amounts])</f>", "the column Amounts of tblLedger"),
    (FIRST, "<f>B3\\*2</f>", "<f>SUM(tblLedger[@Amount])</f>", "an @ before a column"),
    (FIRST, "<f>B3\\*2</f>", "<f>SUM(Ledgers!A1)</f>", "the sheet Ledgers, which is not there"),
    (FIRST, "<f>B3\\*2</f>", f"<f>{'1+' * 5000}1</f>", "10001 characters"),
    (FIRST, 't="shared" si="0"', 't="shared" si="3"', "shared formula 3 is told nowhere"),
    (FIRST, 'ref="D3:D5"', 'ref="D5:D3"', "a formula over 'D5:D3'"),
    (FIRST, 'max="10"', 'max="11"', "columns 11 to 11 behind column 11"),
    (FIRST, '<mergeCells count="1">', '<mergeCells count="1"><mergeCell ref="B1:B2"/>', "merged already"),
    (FIRST, 'ref="A1:C1"', 'ref="A1"', "merged A1"),
    (FIRST, '"yes,no"', f'"{"yes," * 64}no"', "a list of 258 characters"),
    (FIRST, '"yes,no"', "tblLedger[Amount]", "a table where none may be named"),
    (FIRST, 'priority="1"', 'priority="0"', "of priority '0'"),
    (FIRST, 'type="colorScale"', 'type="colorScale" dxfId="40"', "with the look 40"),
    (FIRST, 'sqref="B3:B9"', 'sqref="B:B"', "rules over 'B:B'"),
    (FIRST, '<hyperlink ref="B8" r:id="rId1"', '<hyperlink ref="B8" r:id="rId2"', "points to nothing"),
    (FIRST, "never yours", "x" * 260, "header or footer of"),
    (FIRST, '<legacyDrawing r:id="rId3"', '<legacyDrawing r:id="rId2"', "which is no vmlDrawing"),
    (FIRST, "<row ", '<row spam="1" ', "<row> has no spam"),
    (FIRST, 'activeCell="B1" sqref="B1"', 'activeCell="B1" sqref="C1"', "B1 selected in C1"),
    (LEDGER, r'<c r="A1" t="s">(<v>\d+</v>)', r'<c r="A1">\1', "'Document no' is no text"),
    (LEDGER, r'<c r="A1"[^>]*>.*?(<c r="B1" t="s">(<v>\d+</v>))', r'<c r="A1" t="s">\2</c>\1', "under the heading"),
    (LEDGER, '<tableParts count="1">', '<tableParts count="2">', "2 tables, and there are 1"),
    (LEDGER, 'workbookViewId="0"', 'tabSelected="1" workbookViewId="0"', "2 sheets are selected together"),
    (TABLE, ' id="2" name="tblLedger"', ' id="1" name="tblLedger"', "table id 1: 2 times"),
    (TABLE, 'displayName="tblLedger"', 'displayName="AR2026"', "'AR2026' is no name of a table"),
    (TABLE, 'name="Currency"', 'name="AMOUNT"', "'amount' 2 times"),
    (TABLE, 'ref="A1:Q8"', 'ref="A1:Q9"', "a filter over A1:Q9"),
    (TABLE, 'tableColumns count="17"', 'tableColumns count="16"', "miscounts its columns"),
    (TABLE, 'totalsRowLabel="Total"', 'totalsRowLabel="Sum"', "the cell says 'Total'"),
    (TABLE, 'ref="A1:Q9"', 'ref="A1:P9"', "17 columns over A1:P9"),
    (CUSTOMERS, 'sortState ref="A2:K5"', 'sortState ref="A2:K6"', "sorted over A2:K6"),
    (CUSTOMERS, "(<autoFilter[^>]*/>)(<sortState.*</sortState>)", r"\2\1", "<autoFilter> too late"),
    (CUSTOMERS, 'ref="A1:K5"', 'ref="A1:K1"', "leaves no row for figures"),
    (STYLES, 'fontId="1"', 'fontId="77"', "fontId 77 points to nothing"),
    (STYLES, '<numFmt numFmtId="164"', '<numFmt numFmtId="199"', "points to nothing"),
    (STYLES, '<cellXfs count="', '<cellXfs count="1', "cellXfs, and there are"),
    (STYLES, r"(<fonts .*?</fonts>)(.*?</borders>)", r"\2\1", "<fonts> too late"),
    (STYLES, 'rgb="FFAA0000"', 'rgb="#AA0000"', "the colour '#AA0000'"),
    ("xl/sharedStrings.xml", 'uniqueCount="', 'uniqueCount="1', "texts, and there are"),
    ("xl/sharedStrings.xml", ' xml:space="preserve"', "", "loses its blanks"),
    ("xl/charts/chart1.xml", "<c:f>Ledger!", "<c:f>Gone!", "the sheet Gone"),
    ("xl/comments1.xml", 'authorId="0"', 'authorId="4"', "by author 4"),
    ("xl/drawings/drawing1.xml", 'cNvPr id="3"', 'cNvPr id="2"', "the id 2 2 times"),
    ("docProps/core.xml", "T00:00:00Z", "", "is no moment"),
    ("customUI/customUI14.xml", "2009/07", "2010/07", "of the namespace"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "old", "new", "said"), BROKEN, ids=[said for *_, said in BROKEN])
def test_what_excel_would_repair_is_seen(
    part: str, old: str, new: str, said: str, parts: dict[str, bytes], tmp_path: Path
) -> None:
    text = parts[part].decode()
    assert re.search(old, text), "nothing to break"
    instead = re.sub(old, lambda found: found.expand(new) if "\\" in new else new, text, count=1)
    broken = {**parts, part: instead.encode()}
    found = faults(written(tmp_path / "broken.xlsx", broken).read_bytes())
    assert any(said in fault for fault in found), found


def test_a_part_that_is_twice_in_the_file_is_seen(parts: dict[str, bytes], tmp_path: Path) -> None:
    whole = written(tmp_path / "twice.xlsx", parts)
    with zipfile.ZipFile(whole, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(FIRST, parts[FIRST])
    assert faults(whole.read_bytes()) == [f"{FIRST}: twice in the zip file"]
