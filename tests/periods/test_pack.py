"""One zip for an auditor: the same bytes for the same folder, and a folder of books once unpacked."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from recon import workspace
from recon.close import close
from recon.errors import ConfigError
from recon.periods.pack import LOG, pack
from recon.periods.verify import PACKED, verify
from recon.publish import hash_of
from tests.periods.months import two_months
from tests.state.company import STAMP, tree


def test_a_pack_holds_everything_with_its_hash_and_the_head_of_the_journal(tmp_path: Path) -> None:
    books = two_months(tmp_path / "acme")
    done = pack(books, tmp_path / "acme.zip", STAMP)
    with zipfile.ZipFile(done.file) as packed:
        said = json.loads(packed.read(PACKED))
        names = packed.namelist()
    assert names == [*done.files, PACKED]
    assert done.files == (*sorted(tree(tmp_path / "acme")), LOG)
    assert {name: said["files"][name] for name in done.files[:-1]} == {
        name: hash_of(tmp_path / "acme" / name) for name in done.files[:-1]
    }
    assert said["head"] == done.head == verify(books).head
    assert said["periods"] == ["2026-03", "2026-04"]


def test_the_same_folder_gives_the_same_bytes_whenever_its_files_were_written(tmp_path: Path) -> None:
    books = two_months(tmp_path / "acme")
    shutil.copytree(tmp_path / "acme", tmp_path / "copy")
    for path in (tmp_path / "copy").rglob("*"):
        os.utime(path, (1, 1))
    one = pack(books, tmp_path / "one.zip", STAMP).file
    other = pack(workspace.open(tmp_path / "copy"), tmp_path / "other.zip", STAMP).file
    assert one.read_bytes() == other.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["acme", "copy", "one.zip", "other.zip"]


@pytest.mark.parametrize("period", [None, "2026-03"])
def test_an_unpacked_pack_is_proved_like_the_folder_itself(tmp_path: Path, period: str | None) -> None:
    books = two_months(tmp_path / "acme")
    done = pack(books, tmp_path / "acme.zip", STAMP, period)
    with zipfile.ZipFile(done.file) as packed:
        packed.extractall(tmp_path / "unpacked")
    unpacked = workspace.open(tmp_path / "unpacked")
    result = verify(unpacked)
    assert (result.breaks, result.head) == ((), done.head)
    assert [p.name for p in sorted(unpacked.outputs.iterdir())] == list(done.periods)
    review = tmp_path / "unpacked/inputs/bank/april.sta"
    review.write_bytes(review.read_bytes() + b"\n")
    assert "inputs/bank/april.sta" in [one.where.file for one in verify(unpacked).breaks]


def test_a_month_without_its_reports_in_the_pack_is_not_missed(tmp_path: Path) -> None:
    books = two_months(tmp_path / "acme")
    done = pack(books, tmp_path / "acme.zip", STAMP, "2026-04")
    with zipfile.ZipFile(done.file) as packed:
        packed.extractall(tmp_path / "unpacked")
    assert verify(workspace.open(tmp_path / "unpacked")).breaks == ()


def test_a_pack_of_a_month_that_was_never_closed_is_refused(tmp_path: Path) -> None:
    books = two_months(tmp_path / "acme")
    before = tree(tmp_path)
    with pytest.raises(ConfigError, match="2026-05"):
        pack(books, tmp_path / "x.zip", STAMP, "2026-05")
    with pytest.raises(ConfigError, match=r"\.zip"):
        pack(books, tmp_path / "x.tar", STAMP)
    assert tree(tmp_path) == before


def test_what_leads_out_of_the_folder_is_not_packed_and_said(tmp_path: Path) -> None:
    books = two_months(tmp_path / "acme")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "acme/work").mkdir(exist_ok=True)
    (tmp_path / "acme/work/link.txt").symlink_to(tmp_path / "secret.txt")
    done = pack(books, tmp_path / "acme/work/acme.zip", STAMP)
    assert [one.where.file for one in done.findings] == ["work/link.txt"]
    assert not [name for name in done.files if "link" in name or name.endswith(".zip")]
    again = pack(books, tmp_path / "acme/work/acme.zip", STAMP)
    assert again.files == done.files


def test_a_pack_can_be_worked_on_again(tmp_path: Path) -> None:
    books = two_months(tmp_path / "acme")
    with zipfile.ZipFile(pack(books, tmp_path / "acme.zip", STAMP).file) as packed:
        packed.extractall(tmp_path / "unpacked")
    assert not close(workspace.open(tmp_path / "unpacked"), None, STAMP).published
