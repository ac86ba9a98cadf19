"""Whatever is changed in what was decided or locked, verify finds it and names it."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from recon import journal, workspace
from recon.close import close
from recon.decisions import Exported, to_entry
from recon.errors import JournalError, ReconError
from recon.periods.locking import lock, reopen
from recon.periods.verify import verify
from recon.publish import MANIFEST, hash_of
from tests.conftest import DEEP
from tests.periods.months import two_months
from tests.state.company import STAMP, company, tree


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such a folder, to be copied and harmed."""
    folder = tmp_path_factory.mktemp("books") / "acme"
    two_months(folder)
    return folder


def named(folder: Path) -> list[str]:
    """The places of all that does not hold, or the place of the refusal."""
    try:
        return [one.where.file for one in verify(workspace.open(folder)).breaks]
    except ReconError as refused:
        return [refused.where.file]


def flip(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(content))


def test_a_folder_in_order_is_proved_and_its_head_is_named(proved: Path) -> None:
    before = tree(proved)
    books = workspace.open(proved)
    result = verify(books)
    assert result.findings == ()
    assert result.head == json.loads(books.journal.read_bytes().splitlines()[-1])["hash"]
    assert (result.rows, result.locked, result.periods) == (11, ("2026-03",), 2)
    assert dict(result.counts) == {"allocated": 5, "period_locked": 1, "statement_read": 2}
    assert tree(proved) == before


def test_any_byte_flipped_in_the_journal_is_named_by_its_line(proved: Path, tmp_path: Path) -> None:
    books = workspace.open(proved)
    content = books.journal.read_bytes()
    copy = tmp_path / "journal.jsonl"
    chance = random.Random(1)
    for at in range(len(content)) if DEEP else chance.sample(range(len(content)), 1500):
        harmed = bytearray(content)
        harmed[at] ^= 1 << chance.randrange(8)
        copy.write_bytes(bytes(harmed))
        with pytest.raises(JournalError) as broken:
            journal.read(copy)
        assert broken.value.where.row in (line := content[:at].count(b"\n") + 1, line + 1), at


@pytest.mark.parametrize("seed", range(40 if DEEP else 10))
def test_any_byte_flipped_in_what_was_locked_is_named_by_its_file(proved: Path, tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "acme"
    shutil.copytree(proved, folder)
    chance = random.Random(seed)
    locked = [n for n in tree(folder) if n.startswith(("inputs/", "outputs/2026-03/", "decisions/recon."))]
    locked.remove("inputs/bank/april.sta")
    for name in chance.sample(locked, 4):
        shutil.copy2(proved / name, folder / name)
        flip(folder / name, chance)
        said = named(folder)
        assert name in said or Path(name).name in said, name
        shutil.copy2(proved / name, folder / name)


def test_a_change_of_the_settings_after_a_lock_is_said_and_breaks_nothing(proved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    shutil.copytree(proved, folder)
    settings = (folder / "recon.toml").read_text("utf-8")
    (folder / "recon.toml").write_text(settings.replace("Halden GmbH", "Halden AG"), "utf-8")
    result = verify(workspace.open(folder))
    assert [one.code for one in result.findings] == ["ST688"]
    assert result.breaks == ()


def without_outputs(folder: Path) -> None:
    shutil.rmtree(folder / "outputs/2026-03")


def without_settings(folder: Path) -> None:
    next((folder / "decisions").glob("recon.*.toml")).unlink()


def cut_off(folder: Path, lines: int = 7) -> None:
    """The journal as if April had never been decided."""
    path = folder / "decisions/journal.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:lines]))


def without_the_lock(folder: Path) -> None:
    cut_off(folder, 5)


def torn(folder: Path) -> None:
    path = folder / "decisions/journal.jsonl"
    path.write_bytes(path.read_bytes() + b'{"data":{"half')


def other_manifest(folder: Path) -> None:
    path = folder / "outputs/2026-03" / MANIFEST
    said = json.loads(path.read_text("utf-8"))
    said["decisions"]["row"] += 1
    path.write_text(json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")


def draft_of_april(folder: Path) -> None:
    (folder / "outputs/2026-04/month-end.html").write_text("other")


@pytest.mark.parametrize(
    ("harm", "place"),
    [
        (without_outputs, "outputs/2026-03"),
        (without_settings, "decisions/recon."),
        (cut_off, "2026-04/manifest.json"),
        (without_the_lock, "2026-03/manifest.json"),
        (torn, "journal.jsonl"),
        (other_manifest, "outputs/2026-03/manifest.json"),
        (draft_of_april, "2026-04/month-end.html"),
    ],
)
def test_what_is_missing_or_rewritten_is_named(
    proved: Path, tmp_path: Path, harm: Callable[[Path], None], place: str
) -> None:
    folder = tmp_path / "acme"
    shutil.copytree(proved, folder)
    harm(folder)
    assert named(folder)[0].startswith(place)


def test_a_lock_with_balances_that_never_were_is_found_by_working_the_month_out_again(tmp_path: Path) -> None:
    books = company(tmp_path)
    close(books, None, STAMP)
    done = lock(books, "2026-03", STAMP, accept="asked", approved_by="Anna").lock
    reopen(books, "2026-03", STAMP, why="once more")
    false = replace(done, balances={"EUR": (999_99, 50_00)})
    journal.append(books.journal, journal.read(books.journal), [to_entry(false)], "x", STAMP)
    found = verify(books).breaks
    assert [one.code for one in found] == ["ST685"]
    assert "999.99" in found[0].text()
    assert "265.50" in found[0].text()


def test_a_posting_file_that_went_into_the_books_is_held_to_its_hash(tmp_path: Path) -> None:
    books = two_months(tmp_path)
    file = tmp_path / "outputs/2026-04/posting-001-generic.csv"
    file.write_text("a;b\n")
    gone = Exported("2026-04", "generic", file.name, hash_of(file), (2,))
    journal.append(books.journal, journal.read(books.journal), [to_entry(gone)], "x", STAMP)
    assert verify(books).breaks == ()
    file.write_text("a;c\n")
    assert [(one.code, one.where.file) for one in verify(books).breaks] == [("ST687", f"outputs/2026-04/{file.name}")]


def test_an_opened_lock_is_no_longer_held_against_its_reports(tmp_path: Path) -> None:
    books = two_months(tmp_path)
    reopen(books, "2026-03", STAMP, why="late invoice")
    close(books, "2026-03", STAMP)
    assert verify(books).breaks == ()
