"""Exporting a folder: once, marked, healed after a cut, and beside the reports of a locked month."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import recon.export
from recon import journal
from recon.close import close
from recon.decisions import Exported, Reversed, replay, to_entry
from recon.errors import InputError, JournalError
from recon.export import export
from recon.workspace import Workspace
from tests.command import Run
from tests.state.company import APRIL, STAMP, company, mt940, put, tree

MARCH = "2026-03"


@pytest.fixture
def books(tmp_path: Path) -> Workspace:
    made = company(tmp_path)
    close(made, MARCH, STAMP)
    return made


def _said(books: Workspace) -> list[Exported]:
    return list(replay(journal.read(books.journal).entries).exported)


def _undo(books: Workspace, row: int) -> None:
    recorded = journal.read(books.journal)
    journal.append(books.journal, recorded, [to_entry(Reversed((row,), None, "wrong"))], "run", STAMP)


def test_what_is_decided_is_exported_once_and_marked(books: Workspace) -> None:
    done = export(books, MARCH, STAMP)
    assert done.files == ("posting-001-generic.csv", "posting-001-generic.xlsx")
    assert [one.file for one in _said(books)] == list(done.files)
    assert {one.rows for one in _said(books)} == {tuple(sorted(entry.row for entry in done.entries))}
    again = export(books, MARCH, STAMP)
    assert (again.entries, again.files) == ((), ())
    assert len(_said(books)) == 2


def test_every_posting_file_comes_out_to_the_byte_after_the_outputs_were_deleted(books: Workspace) -> None:
    export(books, MARCH, STAMP)
    export(books, MARCH, STAMP, "sap")
    before = tree(books.outputs)
    shutil.rmtree(books.outputs)
    close(books, MARCH, STAMP)
    assert tree(books.outputs) == before


def test_the_posting_journal_says_which_file_an_entry_is_in(books: Workspace) -> None:
    table = books.outputs / MARCH / "postings_EUR.csv"
    assert table.read_text("utf-8-sig").count("not exported yet") == 6
    export(books, MARCH, STAMP)
    assert table.read_text("utf-8-sig").count("posting-001-generic.csv") == 6


def test_a_run_that_is_cut_off_after_the_journal_is_made_good_by_the_next(
    books: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = books.folder.parent / "whole"
    shutil.copytree(books.folder, whole)
    with monkeypatch.context() as cut:

        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        cut.setattr(recon.export, "about", stop)
        with pytest.raises(KeyboardInterrupt):
            export(books, MARCH, STAMP)
    assert len(_said(books)) == 2
    assert not (books.outputs / MARCH / "posting-001-generic.csv").exists()
    healed = export(books, MARCH, STAMP)
    assert healed.entries == ()
    export(Workspace(whole, books.settings), MARCH, STAMP)
    assert tree(books.folder) == tree(whole)


def test_what_is_taken_back_is_exported_as_a_reversal_only_if_it_was_exported(books: Workspace) -> None:
    first = export(books, MARCH, STAMP, dry_run=True).entries
    _undo(books, first[0].row)
    second = export(books, MARCH, STAMP, dry_run=True)
    assert first[0].row not in {entry.row for entry in second.entries}


def test_a_month_that_is_not_closed_is_refused(books: Workspace) -> None:
    put(books.folder, "bank/april.sta", mt940(APRIL, "4"))
    before = tree(books.folder)
    with pytest.raises(JournalError, match="recon close --period 2026-04"):
        export(books, "2026-04", STAMP)
    assert tree(books.folder) == before


def test_a_dry_run_writes_nothing(books: Workspace) -> None:
    before = tree(books.folder)
    assert export(books, MARCH, STAMP, dry_run=True).files
    assert tree(books.folder) == before


def test_a_file_that_no_longer_comes_out_is_kept_said_and_not_exported_again(books: Workspace) -> None:
    export(books, MARCH, STAMP)
    kept = (books.outputs / MARCH / "posting-001-generic.csv").read_bytes()
    settings = books.folder / "recon.toml"
    settings.write_text(settings.read_text("utf-8").replace('receivable = "1200"', 'receivable = "1400"'), "utf-8")
    from recon import workspace

    changed = workspace.open(books.folder)
    close(changed, MARCH, STAMP)
    assert (books.outputs / MARCH / "posting-001-generic.csv").read_bytes() == kept
    done = export(changed, MARCH, STAMP)
    assert done.entries == ()
    assert [one.code for one in done.findings] == ["ST661", "ST661"]


def test_default_accounts_and_decisions_a_list_has_are_said(books: Workspace) -> None:
    assert [one.code for one in export(books, MARCH, STAMP, dry_run=True).findings] == ["ST660"]
    lists = books.folder / "inputs" / "ledger"
    shutil.copy(lists / "open_items_2026-02-28.csv", lists / "open_items_2026-03-31.csv")
    codes = [one.code for one in export(books, "2026-03", STAMP, dry_run=True).findings]
    assert codes == ["ST660", "ST662"]


def test_a_list_of_documents_deducts_nothing_whatever_its_date(books: Workspace) -> None:
    lists = books.folder / "inputs" / "ledger"
    shutil.copy(lists / "open_items_2026-02-28.csv", lists / "documents_2026-03-31.csv")
    settings = books.folder / "recon.toml"
    text = settings.read_text("utf-8").replace("profiles = []", "")
    settings.write_text(text + '\n[[profiles]]\nfiles = "documents_*"\nledger = "documents"\n', "utf-8")
    from recon import workspace

    codes = [one.code for one in export(workspace.open(books.folder), MARCH, STAMP, dry_run=True).findings]
    assert codes == ["ST660"]


def test_a_layout_in_the_own_currency_refuses_a_value_that_is_not_known(tmp_path: Path) -> None:
    books = company(tmp_path)
    lists = tmp_path / "inputs/ledger/open_items_2026-02-28.csv"
    lists.write_text(lists.read_text("utf-8").replace(",EUR,", ",USD,"), "utf-8")
    statement = tmp_path / "inputs/bank/march.sta"
    statement.write_text(statement.read_text("utf-8").replace("EUR", "USD"), "utf-8", newline="")
    close(books, MARCH, STAMP)
    with pytest.raises(InputError, match="inputs/rates"):
        export(books, MARCH, STAMP, "xero")
    assert export(books, MARCH, STAMP, "sap").files == ("posting-001-sap.csv",)


def test_a_long_export_becomes_several_files(books: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from recon.layouts import layout

    monkeypatch.setattr(layout("xero"), "MOST_LINES", 4)
    done = export(books, MARCH, STAMP, "xero")
    assert done.files == ("posting-001-xero.csv", "posting-002-xero.csv")
    assert [len(one.rows) for one in _said(books)] == [2, 1]
    before = tree(books.outputs)
    shutil.rmtree(books.outputs)
    close(books, MARCH, STAMP)
    assert tree(books.outputs) == before


def test_a_locked_month_is_exported_beside_its_reports(books: Workspace) -> None:
    from recon.periods.locking import lock

    lock(books, MARCH, STAMP, accept="looked at", approved_by="Wang Fang")
    before = tree(books.outputs)
    done = export(books, MARCH, STAMP)
    assert done.files == ("posting-001-generic.csv", "posting-001-generic.xlsx")
    after = tree(books.outputs)
    assert set(after) - set(before) == {f"{MARCH}/{name}" for name in done.files}
    assert {name: after[name] for name in before} == before
    for name in done.files:
        (books.outputs / MARCH / name).unlink()
    assert export(books, MARCH, STAMP).entries == ()
    assert tree(books.outputs) == after


def test_the_command_shows_the_accounts_and_gives_json(books: Workspace, run: Run) -> None:
    seen = run("export", books.folder, "--period", MARCH, "--dry-run", "--json")
    read = json.loads(seen.out)
    assert seen.code == 3, "the accounts are not set"
    assert read["entries"][0]["lines"][0]["account"] == "1000"
    assert [one["code"] for one in read["findings"]] == ["ST660"]
    shown = run("--lang", "zh", "export", books.folder, "--period", MARCH)
    assert "应收账款" in shown.out and "posting-001-generic.csv" in shown.err
    assert run("export", books.folder, "--period", MARCH).code == 0
    assert run("export", books.folder, "--layout", "sage").code == 4
