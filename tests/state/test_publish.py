"""Outputs are published whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recon.errors import BusyError
from recon.publish import MANIFEST, hash_of, staged


def publish(outputs: Path, about: str = "1", **files: str) -> bool:
    """Publish files with these texts for March."""
    with staged(outputs, "2026-03") as stage:
        for name, text in files.items():
            (stage.folder / f"{name}.csv").write_text(text)
        return stage.publish({"run_id": about})


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_manifest_holds_the_hash_of_every_file(tmp_path: Path) -> None:
    assert publish(tmp_path / "outputs", aging="a", matches="b")
    manifest = json.loads((tmp_path / "outputs/2026-03" / MANIFEST).read_text())
    assert manifest["run_id"] == "1"
    assert manifest["files"] == {
        name: hash_of(tmp_path / "outputs/2026-03" / name) for name in ("aging.csv", "matches.csv")
    }


def test_publishing_the_same_again_touches_nothing(tmp_path: Path) -> None:
    publish(tmp_path, aging="a")
    before = (tmp_path / "2026-03/aging.csv").stat()
    assert not publish(tmp_path, aging="a")
    assert (tmp_path / "2026-03/aging.csv").stat() == before
    assert [p.name for p in tmp_path.iterdir()] == ["2026-03"]


def test_outputs_that_were_tampered_with_are_written_again(tmp_path: Path) -> None:
    publish(tmp_path, aging="a")
    (tmp_path / "2026-03/aging.csv").write_text("other")
    assert publish(tmp_path, aging="a")
    assert (tmp_path / "2026-03/aging.csv").read_text() == "a"


def test_an_output_of_before_that_is_no_longer_made_goes_and_a_users_own_file_stays(tmp_path: Path) -> None:
    publish(tmp_path, aging="a", old="x")
    (tmp_path / "2026-03/my notes.txt").write_text("mine")
    (tmp_path / "2026-03/mine").mkdir()
    (tmp_path / "2026-03/mine/deep.txt").write_text("mine too")
    publish(tmp_path, "2", aging="b")
    assert sorted(tree(tmp_path / "2026-03")) == ["aging.csv", MANIFEST, "mine/deep.txt", "my notes.txt"]


def test_a_users_read_only_file_stays_and_stops_nothing(tmp_path: Path) -> None:
    publish(tmp_path, aging="a")
    (tmp_path / "2026-03/signed.pdf").write_text("signed")
    (tmp_path / "2026-03/signed.pdf").chmod(0o444)
    for about in ("2", "3"):
        assert publish(tmp_path, about, aging=about)
    assert (tmp_path / "2026-03/signed.pdf").read_text() == "signed"
    assert [p.name for p in tmp_path.iterdir()] == ["2026-03"]


def test_a_failure_while_writing_leaves_what_was_there(tmp_path: Path) -> None:
    publish(tmp_path, aging="a")
    before = tree(tmp_path)
    with pytest.raises(ZeroDivisionError), staged(tmp_path, "2026-03") as stage:
        (stage.folder / "aging.csv").write_text("half")
        raise ZeroDivisionError
    assert tree(tmp_path) == before


@pytest.mark.parametrize("owner", ["~$aging.csv", ".~lock.aging.csv#"])
def test_an_output_open_in_a_spreadsheet_means_nothing_is_published(tmp_path: Path, owner: str) -> None:
    publish(tmp_path, aging="a", matches="a")
    (tmp_path / "2026-03" / owner).write_text("someone")
    before = tree(tmp_path)
    with pytest.raises(BusyError) as refused:
        publish(tmp_path, "2", aging="b", matches="b")
    assert refused.value.exit_code == 5
    assert "aging.csv" in refused.value.text()
    assert tree(tmp_path) == before


@pytest.mark.parametrize("marked", ["2026-03/aging.csv", "2026-03", "."])
def test_read_only_outputs_mean_nothing_is_published(tmp_path: Path, marked: str) -> None:
    outputs = tmp_path / "outputs"
    publish(outputs, aging="a", matches="a")
    before = tree(outputs)
    mode = (outputs / marked).stat().st_mode
    (outputs / marked).chmod(mode & ~0o222)
    try:
        with pytest.raises(BusyError):
            publish(outputs, "2", aging="b", matches="b")
    finally:
        (outputs / marked).chmod(mode)
    assert tree(outputs) == before


@pytest.mark.parametrize("moved", [False, True])
def test_after_a_crash_between_two_steps_the_next_run_leaves_only_whole_outputs(tmp_path: Path, moved: bool) -> None:
    publish(tmp_path, aging="a")
    if moved:  # cut off after the old outputs were moved away
        (tmp_path / "2026-03").rename(tmp_path / ".old-2026-03")
    (tmp_path / ".new-2026-03").mkdir()
    (tmp_path / ".new-2026-03/aging.csv").write_text("half")
    assert not publish(tmp_path, aging="a")
    assert [p.name for p in tmp_path.iterdir()] == ["2026-03"]
    assert (tmp_path / "2026-03/aging.csv").read_text() == "a"
