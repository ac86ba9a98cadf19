"""The month end of a folder, from files to reports."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from recon import journal, workspace
from recon.check import check
from recon.close import Closed, close
from recon.decisions import replay
from recon.errors import BusyError, InputError, JournalError, LedgerError
from recon.ledger import opening, position
from recon.match.outcome import Outcome
from recon.terms import Period
from recon.workspace import Workspace
from tests.state.company import APRIL, ITEMS, MARCH, STAMP, company, listed, mt940, put, tree


def outcomes(closed: Closed) -> dict[str, str]:
    """Outcome by the bank's own id of each line of the period."""
    return {a.line.bank_id: a.outcome.value for a in closed.month.answers}


def still_open(closed: Closed) -> dict[str, int]:
    return {i.item_id: i.open_minor for i in closed.month.items}


def times(folder: Path) -> list[int]:
    return [p.stat().st_mtime_ns for p in sorted(folder.rglob("*")) if p.is_file()]


def posted(books: Workspace) -> int:
    return len(replay(journal.read(books.journal).entries).posted)


def test_a_month_end_posts_what_is_sure_and_shows_the_rest(tmp_path: Path) -> None:
    books = company(tmp_path / "books")
    closed = close(books, None, STAMP)
    assert closed.month.period == "2026-03"
    assert outcomes(closed) == {
        "B1": "posted",
        "B2": "posted",
        "B3": "unmatched",
        "B4": "posted",
        "B5": "not_ours",
    }
    assert still_open(closed) == {"INV-10024": 150_00, "INV-10026": 80_00, "INV-10027": 35_50}
    assert [(row.open_minor, row.payer_name) for row in closed.month.unapplied] == [(50_00, "Unknown Party")]
    assert all(check.holds for check in closed.month.controls)
    assert not closed.is_clean
    assert closed.month.draft
    manifest = json.loads((closed.folder / "manifest.json").read_text("utf-8"))
    assert set(manifest["files"]) == set(closed.files) == {p.name for p in closed.folder.iterdir()} - {"manifest.json"}
    assert manifest["run_id"] == closed.month.run_id
    assert journal.read(books.journal).batches[0].run_id == closed.month.run_id


def test_every_bank_line_has_a_row_in_proposals_csv(tmp_path: Path) -> None:
    closed = close(company(tmp_path), None, STAMP)
    text = (closed.folder / "proposals.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["line_id"] for row in rows} == {a.line.line_id for a in closed.month.answers}
    first = next(row for row in rows if row["item_id"] == "INV-10023")
    assert (first["outcome"], first["status"], first["rank"], first["allocated"]) == ("posted", "auto", "1", "100.00")


def test_running_again_changes_no_byte_and_no_time(tmp_path: Path) -> None:
    books = company(tmp_path)
    close(books, None, STAMP)
    before = tree(tmp_path), times(tmp_path)
    again = close(books, None, STAMP)
    assert (again.posted, again.published) == ((), False)
    assert (tree(tmp_path), times(tmp_path)) == before


def test_outputs_are_rebuilt_to_the_byte(tmp_path: Path) -> None:
    books = company(tmp_path)
    folder = close(books, None, STAMP).folder
    before = tree(tmp_path)
    for path in sorted(folder.iterdir()):
        path.unlink()
    folder.rmdir()
    assert close(books, None, STAMP).published
    assert tree(tmp_path) == before


def test_rows_that_cannot_be_used_are_in_quarantine_csv_as_they_stand(tmp_path: Path) -> None:
    books = company(tmp_path)
    bad = "=1+1,C3,Cella Srl,2026-02-31,2026-03-05,EUR,80.00,80.00"
    put(tmp_path, "ledger/open_items_2026-02-28.csv", listed([*ITEMS, bad]))
    closed = close(books, None, STAMP)
    text = (closed.folder / "quarantine.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["file"], row["row"], row["value"]) for row in rows] == [
        ("open_items_2026-02-28.csv", "8", "2026-02-31")
    ]
    assert (rows[0]["raw_1"], rows[0]["raw_2"]) == ("'=1+1", "C3")
    assert not closed.is_clean


def test_a_dry_run_says_what_it_would_post_and_writes_nothing(tmp_path: Path) -> None:
    books = company(tmp_path)
    before = tree(tmp_path)
    dry = close(books, None, STAMP, dry_run=True)
    assert tree(tmp_path) == before
    real = close(books, None, STAMP)
    assert dry.posted == real.posted
    assert dry.month == real.month


def test_the_same_statement_under_another_name_or_overlapping_adds_nothing(tmp_path: Path) -> None:
    books = company(tmp_path)
    first = close(books, None, STAMP)
    decided = journal.read(books.journal)
    put(tmp_path, "bank/again (1).sta", mt940(MARCH))
    again = close(books, None, STAMP)
    assert again.posted == ()
    assert journal.read(books.journal) == decided
    put(tmp_path, "bank/second half.sta", mt940(MARCH[2:], "4", 1170_00))
    overlapping = close(books, None, STAMP)
    assert overlapping.posted == ()
    for now in (again, overlapping):
        assert still_open(now) == still_open(first)
        assert now.month.unapplied == first.month.unapplied
        assert {n.fingerprint for n in now.month.lines} == {n.fingerprint for n in first.month.lines}


def test_the_next_month_carries_what_is_open_and_never_counts_cash_twice(tmp_path: Path) -> None:
    books = company(tmp_path)
    march = close(books, None, STAMP)
    put(tmp_path, "bank/april.sta", mt940(APRIL, "4", 1310_10))
    april = close(books, None, STAMP)
    assert april.month.period == "2026-04"
    assert outcomes(april) == {"B6": "posted", "B7": "posted"}
    assert still_open(april) == {"INV-10024": 150_00, "INV-10027": 35_50}
    assert [a.line.bank_id for a in april.month.carried] == ["B3"]
    assert [row.open_minor for row in april.month.unapplied] == [50_00]
    assert all(check.holds for check in april.month.controls)
    march_again = close(books, "2026-03", STAMP)
    assert march_again.posted == ()
    for figures in ("items", "lines", "answers", "allocations", "unapplied", "controls"):
        assert getattr(march_again.month, figures) == getattr(march.month, figures)


def test_a_payment_returned_next_month_opens_its_document_again(tmp_path: Path) -> None:
    books = company(tmp_path)
    close(books, None, STAMP)
    back = ("0409", -70_00, "B8", "Berg Handel GmbH", "RETURN Invoice INV-10025")
    put(tmp_path, "bank/april.sta", mt940([*APRIL, back], "4", 1310_10))
    april = close(books, None, STAMP)
    assert outcomes(april)["B8"] == "refund"
    assert still_open(april)["INV-10025"] == 70_00
    assert [row.open_minor for row in april.month.unapplied] == [50_00]
    assert all(check.holds for check in april.month.controls)
    assert close(books, None, STAMP).posted == ()


def test_a_part_returned_next_month_opens_so_much_of_its_document_again(tmp_path: Path) -> None:
    books = company(tmp_path)
    close(books, None, STAMP)
    back = ("0409", -20_00, "B8", "Berg Handel GmbH", "REFUND Invoice INV-10025")
    put(tmp_path, "bank/april.sta", mt940([*APRIL, back], "4", 1310_10))
    april = close(books, None, STAMP)
    assert outcomes(april)["B8"] == "refund"
    assert still_open(april)["INV-10025"] == 20_00
    assert all(check.holds for check in april.month.controls)
    assert close(books, None, STAMP).posted == ()


def test_two_equal_receipts_of_one_day_stay_two_in_the_next_month(tmp_path: Path) -> None:
    books = company(tmp_path)
    twin = ("0312", 33_00, "", "Nobody Known", "thanks")
    put(tmp_path, "bank/march.sta", mt940([*MARCH[:2], twin, twin]))
    close(books, None, STAMP)
    put(tmp_path, "bank/april.sta", mt940(APRIL, "4", 1236_00))
    april = close(books, None, STAMP)
    assert [row.open_minor for row in april.month.unapplied] == [33_00, 33_00]


def test_what_a_document_no_longer_takes_is_left_for_a_person(tmp_path: Path) -> None:
    books = company(tmp_path)
    close(books, None, STAMP)
    # A better match turns up for money that was applied already: what is posted stays, the new line waits.
    put(tmp_path, "bank/march2.sta", mt940([("0320", 100_00, "B9", "Alpina Sport AG", "Invoice INV-10023")], "5"))
    again = close(books, None, STAMP)
    assert outcomes(again)["B1"] == "posted"
    assert outcomes(again)["B9"] != "posted"
    assert still_open(again) == {"INV-10024": 150_00, "INV-10026": 80_00, "INV-10027": 35_50}


def test_a_posted_line_whose_file_is_gone_is_shown_and_said(tmp_path: Path) -> None:
    books = company(tmp_path)
    first = close(books, None, STAMP)
    put(tmp_path, "bank/april.sta", mt940(APRIL, "4", 1310_10))
    (tmp_path / "inputs/bank/march.sta").unlink()
    again = close(books, "2026-03", STAMP)
    assert {"ST510", "ST511"} <= {f.code for f in again.month.findings}
    assert again.month.items == first.month.items
    assert all(check.holds for check in again.month.controls)


def test_lines_up_to_the_date_of_the_list_are_not_matched_and_said(tmp_path: Path) -> None:
    books = company(tmp_path)
    (tmp_path / "inputs/ledger/open_items_2026-02-28.csv").unlink()
    put(tmp_path, "ledger/open_items_2026-03-10.csv", listed())
    closed = close(books, None, STAMP)
    assert outcomes(closed)["B1"] == "not_ours"
    assert "ST520" in {f.code for f in closed.month.findings}
    assert still_open(closed)["INV-10023"] == 100_00
    assert all(check.holds for check in closed.month.controls)


def test_a_newer_list_replaces_the_older_one_and_nothing_is_counted_twice(tmp_path: Path) -> None:
    books = company(tmp_path)
    march = close(books, None, STAMP)
    # The books as their owner posted them: paid documents gone, part payment deducted, the unknown receipt kept out.
    posted_back = [row for row in ITEMS if not row.startswith(("INV-10023", "INV-10025"))]
    posted_back = [row.replace("250.00,250.00", "250.00,150.00") for row in posted_back]
    put(tmp_path, "ledger/open_items_2026-03-31.csv", listed(posted_back))
    again = close(books, "2026-03", STAMP)
    assert again.posted == ()
    assert again.month.items == march.month.items
    put(tmp_path, "bank/april.sta", mt940(APRIL, "4", 1310_10))
    april = close(books, None, STAMP)
    assert still_open(april) == {"INV-10024": 150_00, "INV-10027": 35_50}
    assert april.month.unapplied == ()
    said = next(f for f in april.month.findings if f.code == "ST524")
    assert "1 receipts" in said.text()
    assert all(check.holds for check in april.month.controls)


def test_a_newer_list_with_open_amounts_only_is_not_reduced_by_what_it_has_deducted(tmp_path: Path) -> None:
    books = company(tmp_path)
    close(books, None, STAMP)
    # INV-10024: 100.00 of 250.00 were posted in March; the list knows only the 150.00 that are left.
    put(tmp_path, "ledger/open_items_2026-03-31.csv", listed([ITEMS[1].replace("250.00,250.00", "150.00,150.00")]))
    put(tmp_path, "bank/april.sta", mt940([("0402", 150_00, "B6", "Alpina Sport AG", "INV-10024")], "4", 1310_10))
    april = close(books, None, STAMP)
    assert outcomes(april) == {"B6": "posted"}
    assert still_open(april) == {}


def test_a_list_without_a_date_stops_the_month_end_with_what_to_write(tmp_path: Path) -> None:
    books = company(tmp_path)
    (tmp_path / "inputs/ledger/open_items_2026-02-28.csv").rename(tmp_path / "inputs/ledger/items.csv")
    before = tree(tmp_path)
    with pytest.raises(LedgerError, match="snapshot_date"):
        close(books, None, STAMP)
    assert tree(tmp_path) == before


def test_a_list_of_documents_counts_all_history(tmp_path: Path) -> None:
    company(tmp_path)
    config = tmp_path / "recon.toml"
    config.write_text(config.read_text("utf-8").replace('kind = "snapshot"', 'kind = "documents"'), "utf-8")
    books = workspace.open(tmp_path)
    closed = close(books, None, STAMP)
    assert still_open(closed) == {"INV-10024": 150_00, "INV-10026": 80_00, "INV-10027": 35_50}
    start = opening(closed.month.book_files, books.settings.ledger, Period(2026, 1).last)
    assert position(start, closed.month.allocations, Period(2026, 1).last).total("EUR") == 350_00


@pytest.mark.parametrize("kind", ["bank", "ledger"])
def test_a_folder_in_which_nothing_can_be_used_is_refused_with_the_reason(tmp_path: Path, kind: str) -> None:
    books = company(tmp_path)
    for path in (tmp_path / "inputs" / kind).iterdir():
        path.unlink()
    put(tmp_path, f"{kind}/broken.csv", "\0\0\0")
    before = tree(tmp_path)
    with pytest.raises(InputError, match=r"broken\.csv"):
        close(books, None, STAMP)
    assert tree(tmp_path) == before


def test_a_bank_list_that_names_no_currency_is_not_counted_until_recon_toml_names_it(tmp_path: Path) -> None:
    books = company(tmp_path)
    put(tmp_path, "bank/Kasse.csv", "Date,Amount,Description,Payer\n2026-03-20,80.00,INV-10026,Cella Srl\n")
    first = close(books, None, STAMP)
    said = next(f for file in first.month.bank_files for f in file.findings if f.code == "ST533")
    assert 'profiles = [{ files = "Kasse.csv", currency = "EUR" }]' in said.text()
    assert not first.is_clean
    assert still_open(first)["INV-10026"] == 80_00
    config = tmp_path / "recon.toml"
    pinned = 'profiles = [{ files = "kasse*", currency = "EUR", account = "4711" }]'
    config.write_text(config.read_text("utf-8").replace("profiles = []", pinned), "utf-8")
    assert "INV-10026" not in still_open(close(workspace.open(tmp_path), None, STAMP))


def test_without_a_bank_line_the_month_must_be_named(tmp_path: Path) -> None:
    books = company(tmp_path)
    (tmp_path / "inputs/bank/march.sta").unlink()
    with pytest.raises(InputError):
        close(books, None, STAMP)
    closed = close(books, "2026-03", STAMP)
    assert sum(still_open(closed).values()) == 535_50
    assert closed.is_clean


def test_an_output_open_in_excel_stops_the_run_before_anything_is_posted(tmp_path: Path) -> None:
    books = company(tmp_path)
    folder = close(books, None, STAMP).folder
    put(tmp_path, "bank/more.sta", mt940([("0330", 80_00, "B9", "Cella Srl", "INV-10026")], "4", 1310_10))
    (folder / "~$month-end.xlsx").write_text("someone")
    before = tree(tmp_path)
    with pytest.raises(BusyError, match=r"month-end\.xlsx"):
        close(books, None, STAMP)
    assert tree(tmp_path) == before


def test_a_run_that_fails_while_drawing_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    books = company(tmp_path)
    close(books, None, STAMP)
    put(tmp_path, "bank/more.sta", mt940([("0330", 80_00, "B9", "Cella Srl", "INV-10026")], "4", 1310_10))
    before = tree(tmp_path)
    from recon.writers import xlsx

    def fails(*_: object) -> dict[str, bytes]:
        raise OSError(28, "No space left on device", "month-end.xlsx")

    with monkeypatch.context() as broken:
        broken.setattr(xlsx, "files", fails)
        with pytest.raises(OSError, match="No space left"):
            close(books, None, STAMP)
    assert tree(tmp_path) == before
    assert len(close(books, None, STAMP).posted) == 1


def test_a_torn_journal_is_set_aside_said_and_made_good(tmp_path: Path) -> None:
    books = company(tmp_path)
    close(books, None, STAMP)
    whole = tree(tmp_path)
    content = books.journal.read_bytes()
    books.journal.write_bytes(content[: len(content) // 2])
    dry = close(books, None, STAMP, dry_run=True)
    assert [f.code for f in dry.findings] == ["ST500"]
    assert books.journal.read_bytes() == content[: len(content) // 2]
    again = close(books, None, STAMP)
    assert [f.code for f in again.findings] == ["ST500"]
    now = tree(tmp_path)
    torn = [name for name in now if "torn" in name]
    assert [now.pop(name) for name in torn] == [content[: len(content) // 2]]
    assert now == whole


def test_a_journal_edited_by_hand_stops_the_run_and_names_the_line(tmp_path: Path) -> None:
    books = company(tmp_path)
    close(books, None, STAMP)
    content = books.journal.read_bytes()
    books.journal.write_bytes(content.replace(b'"cash":10000', b'"cash":10001', 1))
    before = tree(tmp_path)
    with pytest.raises(JournalError) as refused:
        close(books, None, STAMP)
    assert refused.value.where.row == 1 + next(
        n for n, row in enumerate(content.splitlines()) if b'"cash":10000' in row
    )
    assert tree(tmp_path) == before


def test_a_run_cut_off_after_the_journal_is_made_good_by_the_next(tmp_path: Path) -> None:
    one, other = company(tmp_path / "one"), company(tmp_path / "other")
    close(one, None, STAMP)
    close(other, None, STAMP)
    for path in sorted((tmp_path / "other/outputs").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (tmp_path / "other/outputs/.new-2026-03").mkdir()
    (tmp_path / "other/outputs/.new-2026-03/month-end.xlsx").write_text("half")
    close(other, None, STAMP)
    assert tree(tmp_path / "one") == tree(tmp_path / "other")
    assert posted(other) == 3


def test_a_folder_in_order_has_no_finding(tmp_path: Path) -> None:
    books = company(tmp_path)
    assert check(books) == ()
    close(books, None, STAMP)
    assert check(books) == ()


def test_check_finds_a_changed_output_a_shortened_journal_and_a_lost_file(tmp_path: Path) -> None:
    books = company(tmp_path)
    closed = close(books, None, STAMP)
    content = books.journal.read_bytes()
    (closed.folder / "proposals.csv").write_text("mine")
    assert [f.code for f in check(books)] == ["ST541"]
    close(books, None, STAMP)
    put(tmp_path, "bank/more.sta", mt940([("0330", 80_00, "B9", "Cella Srl", "INV-10026")], "4", 1310_10))
    close(books, None, STAMP)
    books.journal.write_bytes(content)  # the second batch cut off without a trace in the chain
    assert "ST542" in [f.code for f in check(books)]
    close(books, None, STAMP)
    assert check(books) == ()
    (tmp_path / "inputs/bank/more.sta").unlink()
    assert "ST510" in [f.code for f in check(books)]
    (closed.folder / "manifest.json").unlink()
    assert "ST540" in [f.code for f in check(books)]


def test_what_the_books_have_no_room_for_any_more_is_unapplied_again_and_said(tmp_path: Path) -> None:
    books = company(tmp_path)
    close(books, None, STAMP)
    smaller = [row.replace("100.00,100.00", "40.00,40.00") for row in ITEMS]
    put(tmp_path, "ledger/open_items_2026-02-28.csv", listed(smaller))
    closed = close(books, None, STAMP)
    assert "ST526" in {f.code for f in closed.month.findings}
    assert "ST526" in {f.code for f in check(books)}
    assert [row.open_minor for row in closed.month.unapplied if row.payer_name == "Alpina Sport AG"] == [60_00]
    assert all(total.holds for total in closed.month.controls)


def test_unmatched_lines_stay_unmatched_however_often_the_month_is_closed(tmp_path: Path) -> None:
    books = company(tmp_path)
    seen = [outcomes(close(books, None, STAMP)) for _ in range(3)]
    assert seen[0] == seen[1] == seen[2]
    assert Outcome.UNMATCHED.value in seen[0].values()


def test_a_processors_pay_out_closes_the_documents_of_its_list_and_opens_again_what_it_takes_back(
    tmp_path: Path,
) -> None:
    books = company(tmp_path / "books")
    put(
        tmp_path / "books",
        "advices/stripe_march.csv",
        "automatic_payout_id,automatic_payout_effective_at,currency,gross,fee,net,reporting_category,description\n"
        "po_1Nabc42,2026-03-12,eur,80.00,2.00,78.00,charge,INV-10026\n"
        "po_1Nabc42,2026-03-12,eur,35.50,1.00,34.50,charge,INV-10027\n"
        "po_1Nabc42,2026-03-12,eur,-20.00,7.50,-27.50,dispute,INV-10023\n",
    )
    put(tmp_path / "books", "bank/march.sta", mt940([*MARCH[:2], ("0313", 85_00, "B9", "STRIPE", "PO 1NABC42")]))
    closed = close(books, None, STAMP)
    assert outcomes(closed) == {"B1": "posted", "B2": "posted", "B9": "posted"}
    assert still_open(closed) == {"INV-10023": 20_00, "INV-10024": 250_00}
    assert all(check.holds for check in closed.month.controls)
    assert not closed.month.unapplied
    before = tree(closed.folder)
    assert tree(close(books, None, STAMP).folder) == before
