"""A macro project is read back by independent readers, to the letter, whatever is in it."""

from __future__ import annotations

import struct
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.xl_addin.build.reading import opened, part, stream, texts, unpacked
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


def records(binary: bytes) -> list[int]:
    """The numbers of the records that describe a project, in their order."""
    told, at, found = unpacked(stream(binary, "VBA/dir")), 0, []
    while at < len(told):
        id, length = struct.unpack_from("<HI", told, at)
        found.append(id)
        at += 6 + (6 if id == 0x09 else length)  # the version says 4 and takes 6 (2.3.4.2.1.11)
    assert at == len(told)
    return found


def keys(binary: bytes) -> list[str]:
    """What the project's list says, in its order, each kind of line once."""
    lines = stream(binary, "PROJECT").decode("cp1252").split("[Workspace]")[0].splitlines()
    return list(dict.fromkeys(line.split("=")[0] for line in lines if line))


def test_a_project_is_laid_out_as_in_an_add_in_that_excel_opens() -> None:
    """xlwings brings one, made by a program, too."""
    spec = find_spec("xlwings")
    assert spec is not None and spec.origin is not None
    theirs = part((Path(spec.origin).parent / "quickstart_addin_ribbon.xlam").read_bytes(), "xl/vbaProject.bin")
    ours = project("ArTest", [*documents(1), Module("M", "' x"), Module("C", "' x", Kind.CLASS)])
    libraries = {0x16, 0x3E, 0x33, 0x2F, 0x30, 0x0D}  # each project has its own
    module = [0x19, 0x47, 0x1A, 0x32, 0x1C, 0x48, 0x31, 0x1E, 0x2C]

    def shape(binary: bytes) -> tuple[list[int], set[tuple[int, ...]]]:
        plain = [id for id in records(binary) if id not in libraries]
        first = plain.index(0x19)
        each = {tuple(plain[at : at + 11]) for at in range(first, len(plain) - 1, 11)}
        return plain[:first] + plain[-1:], each

    assert shape(ours) == shape(theirs)
    assert shape(ours)[1] == {(*module, 0x21, 0x2B), (*module, 0x22, 0x2B)}
    assert sorted(keys(ours)) == sorted(keys(theirs))
    cache = "VBA/_VBA_PROJECT"
    assert len(stream(ours, cache)) == len(stream(theirs, cache)) == 7  # neither has one
