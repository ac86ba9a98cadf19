"""The one door for bank files: what a file is, its content says; one bad file never stops the others."""

from __future__ import annotations

import io
import json
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest

from recon.ingest.files import in_brief, read_file, read_files
from recon.ingest.statement import FileStatus
from tests.ingest.writers import Move, camt, mt940

DAY = date(2026, 1, 30)
GOOD = mt940([Move(DAY, 5_00, "x")])


def write(path: Path, data: bytes = GOOD) -> Path:
    path.write_bytes(data)
    return path


def packed(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


@pytest.mark.parametrize("name", ["a.sta", "a.xml", "a", "对账单 一月.txt"])
def test_the_content_decides_not_the_name(tmp_path: Path, name: str) -> None:
    assert read_file(write(tmp_path / name)).format == "mt940"
    assert read_file(write(tmp_path / name, camt([Move(DAY, 5_00)]))).format == "camt"


@pytest.mark.parametrize(
    "data", [b"", b"\n \r\n", b"\x00" * 40, b"\x89PNG\r\n\x1a\n\x00\x01\x02\xff\xfe", b"%PDF-1.7\n\xff\x00"]
)
def test_a_file_that_cannot_be_used_is_rejected_with_what_to_do(tmp_path: Path, data: bytes) -> None:
    file = read_file(write(tmp_path / "a.sta", data))
    assert file.status is FileStatus.REJECTED
    assert file.findings[0].fix is not None


def test_one_bad_file_of_a_folder_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path / "b.xml", camt([Move(DAY, 1_00)])[:-40])
    write(tmp_path / "c.sta")
    write(tmp_path / "a.sta", b"")
    found = [(file.name, file.status.value) for file in read_files([tmp_path])]
    assert found == [("a.sta", "rejected"), ("b.xml", "rejected"), ("c.sta", "ok")]


@pytest.mark.parametrize("name", ["~$book.xlsx", "load.sta.part", ".hidden"])
def test_temporary_and_hidden_files_are_left_out_and_said(tmp_path: Path, name: str) -> None:
    (one,) = read_files([write(tmp_path / name).parent])
    assert (one.statements, [finding.code for finding in one.findings]) == ((), ["IN105"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_pipes_and_links_out_of_the_folder_are_not_opened(tmp_path: Path) -> None:
    write(tmp_path / "outside.sta")
    folder = tmp_path / "in"
    folder.mkdir()
    os.mkfifo(folder / "pipe.sta")
    (folder / "link.sta").symlink_to(tmp_path / "outside.sta")
    (folder / "inner.sta").symlink_to(write(folder / "real.sta"))
    found = {file.name: [one.code for one in file.findings] for file in read_files([folder])}
    assert found == {"pipe.sta": ["IN102"], "link.sta": ["IN102"], "inner.sta": [], "real.sta": []}


def test_a_missing_file_is_a_finding_not_an_error(tmp_path: Path) -> None:
    assert [one.code for one in read_file(tmp_path / "none.sta").findings] == ["IN106"]


def test_the_files_of_an_archive_are_read_under_its_name(tmp_path: Path) -> None:
    archive = write(tmp_path / "month.zip", packed(**{"b/2.xml": camt([Move(DAY, 1_00)]), "1.sta": GOOD}))
    found = read_files([archive])
    assert [(one.name, one.format) for one in found] == [("month.zip/1.sta", "mt940"), ("month.zip/b/2.xml", "camt")]
    assert read_file(archive).status is FileStatus.REJECTED


@pytest.mark.parametrize(
    "data",
    [packed(**{"../up.sta": GOOD}), packed(**{"big": b" " * 30_000_000}), packed(a=GOOD)[:-30], b"PK\x03\x04junk"],
)
def test_an_archive_beyond_the_limits_is_rejected(tmp_path: Path, data: bytes) -> None:
    (one,) = read_files([write(tmp_path / "a.zip", data)])
    assert (one.status, [finding.code for finding in one.findings]) == (FileStatus.REJECTED, ["IN107"])


def test_balances_that_do_not_add_up_are_flagged_and_the_file_is_read(tmp_path: Path) -> None:
    file = read_file(write(tmp_path / "a.sta", GOOD.replace(b"EUR5,00", b"EUR6,00")))
    assert (file.status, [one.code for one in file.findings]) == (FileStatus.OK_WITH_WARNINGS, ["IN120"])
    assert file.statements[0].lines


def test_the_brief_has_decimal_strings_and_goes_into_json(tmp_path: Path) -> None:
    data = mt940([Move(DAY, 5_00, "x"), Move(DAY, -7_25, "y")], 100).replace(b":62F", b":61:badly\r\n:62F")
    brief = json.loads(json.dumps(in_brief(read_files([write(tmp_path / "a.sta", data)]))))
    (one,) = brief["files"][0]["statements"]
    assert brief["files"][0]["status"] == "quarantined_rows"
    assert {key: one[key] for key in ("account", "currency", "opening", "closing", "sum_in", "sum_out")} == {
        "account": "DE02120300000000202051",
        "currency": "EUR",
        "opening": "1.00",
        "closing": "-1.25",
        "sum_in": "5.00",
        "sum_out": "7.25",
    }
    assert (one["entries"], one["lines"], one["quarantined"]) == (2, 2, 1)
