"""`recon apply` and the review book, as a person sees them on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recon.close import close
from tests.command import Run
from tests.review.filling import fill, shown
from tests.state.company import STAMP, company


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed month whose one payment of an unknown payer waits."""
    close(company(tmp_path), None, STAMP)
    return tmp_path


def tick(folder: Path, **cells: str) -> None:
    book = folder / "work/2026-03/review.xlsx"
    (line,) = shown(book, "Review", "no")
    fill(book, "Review", {line: cells})


def test_what_was_ticked_is_applied_once_and_the_next_step_is_said(run: Run, folder: Path) -> None:
    tick(folder, decision="on account", customer="C1")
    first = run("apply", folder, "--user", "Li")
    assert (first.code, "1 row(s) applied, 0 applied before, 0 refused" in first.err) == (0, True)
    assert "recon close" in first.err
    again = run("apply", folder, "--user", "Li", "--json")
    assert json.loads(again.out)["rows_applied_before"] == 1
    assert json.loads(again.out)["decisions"] == []


def test_a_refused_row_is_named_by_its_cell_and_ends_with_exit_code_3(run: Run, folder: Path) -> None:
    tick(folder, decision="on account", customer="nobody")
    seen = run("apply", folder, "--user", "Li")
    assert seen.code == 3
    assert "review.xlsx, sheet Review, row 5, column" in seen.err
    assert "'nobody'" in seen.err


def test_an_owner_of_no_row_is_said(run: Run, folder: Path) -> None:
    tick(folder, decision="on account", customer="C1", owner="Anna")
    seen = run("apply", folder, "--owner", "Ben", "--user", "Li")
    assert (seen.code, "No row that was filled in names Ben" in seen.err) == (0, True)
    assert "1 row(s) applied" in run("apply", folder, "--owner", "anna", "--user", "Li").err


def test_a_book_that_is_open_elsewhere_is_applied_as_saved_and_that_is_said(run: Run, folder: Path) -> None:
    tick(folder, decision="on account", customer="C1")
    (folder / "work/2026-03/~$review.xlsx").touch()
    seen = run("apply", folder, "--user", "Li")
    assert (seen.code, "1 row(s) applied" in seen.err, "[ST622]" in seen.err) == (0, True, True)


def test_without_a_review_book_there_is_nothing_to_apply(run: Run, tmp_path: Path) -> None:
    company(tmp_path)
    assert run("apply", tmp_path, "--user", "Li").code == 4
