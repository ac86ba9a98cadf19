"""What a button leaves of a closed workbook opens in Excel without repair, whoever wrote the workbook."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from tests.packages import faults
from tests.xl_addin.closed.habits import as_excel, as_little, parts_of, written
from tests.xl_addin.closed.pressing import FIRST, NOON, pressed
from tests.xl_addin.workbooks import decorated, small_firm
from xl_addin.asking import Given
from xl_addin.book import Area, Block, Look, Page
from xl_addin.closed import ClosedBook
from xl_addin.registry import buttons

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl's, when it reads


def by_openpyxl(path: Path, lang: str = "en") -> Path:
    """The firm, read and saved by openpyxl."""
    openpyxl.load_workbook(small_firm(path, lang)).save(path)
    return path


def opened(path: Path) -> ClosedBook:
    return ClosedBook(path, Given(), NOON)


def rows(id: str) -> tuple[int, int]:
    return (2, 40) if id in ("accept", "reject") else (2, 2)


WRITERS = {"excel": as_excel, "little": as_little, "openpyxl": by_openpyxl}


@pytest.mark.parametrize(("writer", "lang"), [("excel", "en"), ("excel", "zh"), ("little", "en"), ("openpyxl", "zh")])
def test_all_buttons_one_after_the_other_leave_a_sound_workbook(writer: str, lang: str, tmp_path: Path) -> None:
    path = WRITERS[writer](tmp_path / "book.xlsx", lang)
    before = set(faults(path.read_bytes()))
    assert not before or writer == "little"
    for one in buttons():
        done = pressed(path, one.id, lang, rows(one.id))
        assert done[1] == 0, done
        assert not set(faults(path.read_bytes())) - before, one.id


@pytest.mark.parametrize("id", [one.id for one in buttons()])
def test_every_button_pressed_twice_leaves_a_sound_workbook(id: str, tmp_path: Path) -> None:
    path = as_excel(tmp_path / "book.xlsx")
    for one in (*FIRST.get(id, ()), id, id):
        pressed(path, one, "en", rows(one))
    assert not faults(path.read_bytes())


def _page(name: str = "Drawn") -> Page:
    heads = Block(1, 1, [["Who", "a\nb", "_x0041_", "Who"]], [Look(bold=True, italic=True, fill="#DDDDDD", size=9)])
    body = Block(
        2, 1, [["\x01 =x", "  two  blanks ", "🧾" * 20_000, -0.0]], [Look(shows="#,##0.00;[Red]-#,##0.00", wrap=True)]
    )
    return Page(name, (heads, body), table=Area("", 1, 1, 2, 4, "tbl_drawn"), frozen=(1, 1), repeated=1, tab="#00AA00")


@pytest.mark.parametrize("writer", WRITERS)
def test_a_page_of_odd_texts_leaves_a_sound_workbook(writer: str, tmp_path: Path) -> None:
    book = opened(WRITERS[writer](tmp_path / "book.xlsx", "en"))
    book.draw(_page())
    book.draw(_page("It's a 'sheet' too"), after="Drawn")
    assert not set(faults(book.content())) - {"xl/styles.xml: 1 fills"}


def _changed(path: Path, part: str, pattern: str, by: str) -> Path:
    parts = parts_of(path)
    text = parts[part].decode()
    assert re.search(pattern, text)
    parts[part] = re.sub(pattern, by, text).encode()
    return written(path, parts)


def test_a_file_without_looks_is_given_some(tmp_path: Path) -> None:
    path = small_firm(tmp_path / "book.xlsx")
    _changed(path, "[Content_Types].xml", r'<Override PartName="/xl/styles.xml"[^>]*/>', "")
    _changed(path, "xl/_rels/workbook.xml.rels", r'<Relationship [^>]*Target="styles.xml"/>', "")
    parts = parts_of(path)
    del parts["xl/styles.xml"]
    for name in [name for name in parts if "worksheets/sheet" in name]:
        parts[name] = re.sub(rb' s="\d+"', b"", parts[name])
    book = opened(written(path, parts))
    book.draw(_page())
    assert not faults(book.content())


def test_the_first_two_fills_are_left_to_excel(tmp_path: Path) -> None:
    book = opened(as_little(tmp_path / "book.xlsx"))
    book.draw(_page())
    assert not faults(book.content())  # the file had but one


def test_a_table_never_takes_a_name_that_is_there(tmp_path: Path) -> None:
    path = decorated(tmp_path / "book.xlsx")
    _changed(path, "xl/workbook.xml", 'name="my_amounts"', 'name="TBL_Drawn"')
    book = opened(path)
    book.draw(_page())
    assert not faults(book.content())


def test_a_table_that_shrinks_is_sorted_no_further_than_it_reaches(tmp_path: Path) -> None:
    book = opened(as_excel(tmp_path / "book.xlsx"))
    book.keep_rows("tblCustomers", [2])
    assert not faults(book.content())


def test_nothing_speaks_of_a_sheet_that_was_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = opened(decorated(path))
    book.draw(_page("Gone soon"), after="My 'own' sums")
    book.show("Gone soon")
    book.save()
    _changed(path, "xl/workbook.xml", r"'?Ledger'?!\$H\$2:\$H\$8</definedName>", "'Gone soon'!$A$1</definedName>")
    _changed(path, "xl/workbook.xml", r'(<sheet name="Customers" sheetId="\d+") ', r'\1 state="hidden" ')
    book = opened(path)
    book.remove("Gone soon")
    assert not faults(book.content())
