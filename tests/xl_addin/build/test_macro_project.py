"""A macro project is read back by independent readers, to the letter, whatever is in it."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.xl_addin.build.reading import opened, stream, texts, unpacked
from xl_addin.build.compound import container
from xl_addin.build.compression import compress
from xl_addin.build.vba_project import Kind, Module, documents, project

LINES = st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=60)


@given(plain=st.one_of(st.binary(max_size=9000), st.text("ab \r\n", max_size=20_000).map(str.encode)))
@settings(max_examples=60, deadline=None)
def test_what_is_packed_comes_back(plain: bytes) -> None:
    back = unpacked(compress(plain))
    assert back[: len(plain)] == plain
    assert set(back[len(plain) :]) <= {0}  # a last chunk that cannot be made smaller is filled up


def test_text_is_packed_without_filling_it_up() -> None:
    plain = b"    If ArInWizard() Then Exit Function\r\n" * 700
    packed = compress(plain)
    assert unpacked(packed) == plain
    assert len(packed) < len(plain) / 8


@given(folder=st.dictionaries(st.text("abcXYZ019_", min_size=1, max_size=31), st.binary(max_size=9000), max_size=40))
@settings(max_examples=40, deadline=None)
def test_every_stream_of_a_container_comes_back(folder: dict[str, bytes]) -> None:
    unlike = {name.upper(): (name, content) for name, content in folder.items()}  # names differ in more than case
    kept = dict(unlike.values())
    with opened(container({"VBA": kept, "PROJECT": b"x"})) as ole:
        assert {name: ole.openstream(["VBA", name]).read() for name in kept} == kept
        assert ole.parsing_issues == []


def directory(binary: bytes) -> list[tuple[str, int, int, int, int]]:
    """Name, colour (0 red), left, right and child of every line of the directory."""
    with opened(binary) as ole:
        entries = [entry for entry in ole.direntries if entry is not None]
        return [(one.name, one.color, one.sid_left, one.sid_right, one.sid_child) for one in entries]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 8, 30, 131])
def test_the_directory_is_a_red_black_tree(count: int) -> None:
    lines = directory(container({"VBA": {f"Sheet{n}": b"x" for n in range(count)}}))
    storage = next(line for line in lines if line[0] == "VBA")
    heights: set[int] = set()
    order: list[str] = []

    def walk(id: int, blacks: int, below_red: bool) -> None:
        if id == 0xFFFFFFFF:
            heights.add(blacks)
            return
        name, colour, left, right, _ = lines[id]
        assert not (below_red and colour == 0), "a red one below a red one"
        walk(left, blacks + colour, colour == 0)
        order.append(name)
        walk(right, blacks + colour, colour == 0)

    walk(storage[4], 0, True)  # the topmost is black
    assert len(heights) == 1
    assert order == sorted(order, key=lambda name: (len(name), name.upper())) and len(order) == count


@pytest.mark.parametrize("sheets", [1, 2, 17, 130])
def test_a_project_has_a_module_for_every_sheet_and_reads_back(sheets: int) -> None:
    more = [Module(f"M{n}", f"Sub S{n}()\n" + "    x = 1\n" * (n * 40) + "End Sub\n") for n in range(9)]
    made = [*documents(sheets), *more]
    binary = project("ArTest", made)
    listed = stream(binary, "PROJECT").decode("cp1252")
    assert [line for line in listed.splitlines() if line.startswith("Document=")] == [
        f"Document={name}/&H00000000" for name in ("ThisWorkbook", *(f"Sheet{n + 1}" for n in range(sheets)))
    ]
    assert texts(binary) == {one.name: one.text() for one in made}


@given(lines=st.lists(LINES, max_size=30))
@settings(max_examples=40, deadline=None)
def test_every_line_ends_as_windows_does(lines: list[str]) -> None:
    text = Module("M", "\n".join(lines)).text()
    assert "\n" not in text.replace("\r\n", "") and "\r" not in text.replace("\r\n", "")


def test_a_document_says_what_it_is_and_a_class_too() -> None:
    of_sheet, of_class = (Module("X", "", kind).text() for kind in (Kind.SHEET, Kind.CLASS))
    assert "00020820-0000-0000-C000-000000000046" in of_sheet and "VB_PredeclaredId = True" in of_sheet
    assert "FCFB3D2A-A0FA-1068-A738-08002B3371B5" in of_class and "VB_PredeclaredId = False" in of_class


def test_the_project_is_neither_locked_nor_hidden() -> None:
    listed = stream(project("ArTest", documents(1)), "PROJECT").decode("cp1252")
    id = listed.splitlines()[0].removeprefix('ID="').removesuffix('"')
    coded = {
        line.split("=")[0]: line.split('"')[1] for line in listed.splitlines() if line[:3] in ("CMG", "DPB", "GC=")
    }
    assert {name: plain(code, id) for name, code in coded.items()} == {"CMG": bytes(4), "DPB": b"\x00", "GC": b"\xff"}


def plain(code: str, id: str) -> bytes:
    """[MS-OVBA] 2.4.3.3, read from the specification and not from the writer."""
    data = bytes.fromhex(code)
    seed, version_coded, key_coded = data[:3]
    assert version_coded ^ seed == 2
    key = key_coded ^ seed
    assert key == sum(id.encode()) & 0xFF
    one_back, two_back, before = key_coded, version_coded, key
    found = []
    for byte in data[3:]:
        before = byte ^ ((two_back + before) & 0xFF)
        found.append(before)
        two_back, one_back = one_back, byte
    skipped = (seed & 6) // 2
    (length,) = struct.unpack("<I", bytes(found[skipped : skipped + 4]))
    content = bytes(found[skipped + 4 :])
    assert len(content) == length
    return content


@pytest.mark.parametrize("name", ["", "9Lives", "Ar Bridge", "A" * 32, "对账"])
def test_a_module_name_excel_would_not_take_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name of a module"):
        project("ArTest", [*documents(1), Module(name)])


def test_two_modules_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        project("ArTest", [*documents(1), Module("arx"), Module("ArX")])


def test_a_project_without_its_workbook_is_refused() -> None:
    with pytest.raises(ValueError, match="module of the workbook"):
        project("ArTest", [Module("M")])


def test_a_letter_macro_text_cannot_hold_is_refused_with_its_line() -> None:
    with pytest.raises(ValueError, match=r"M, line 3: macro text cannot hold '账龄'"):
        project("ArTest", [*documents(1), Module("M", "Sub S()\n' 账龄\nEnd Sub\n")])


def test_a_project_larger_than_its_container_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        container({"PROJECT": bytes(8_000_000)})
