"""Whatever is wrong with a file, the message names file, row, column and value and says what to do; no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import Run, Seen

BANK = "Date,Amount,Currency,Payer,Remittance\n2026-03-02,100.00,EUR,Alpina,INV-1\n"
ITEMS = "invoice_no,customer_id,customer_name,invoice_date,due_date,currency,amount,open_amount\n"
CAMT = b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"'
GOOD = "INV-1,C1,Alpina,2026-02-01,2026-03-03,EUR,100.00,100.00\n"


def act(said: str, *, file: str, **place: str) -> None:
    """An accountant could act on it: every known part of the place is named, and something to do."""
    assert file in said
    for part in place.values():
        assert part in said, f"{part} is missing in: {said}"


def clean(seen: Seen) -> None:
    assert "Traceback" not in seen.out + seen.err
    assert "recon-error" not in seen.err, "that was our own fault"


@pytest.mark.parametrize(
    ("row", "column", "value", "fix"),
    [
        ("2026-03-03,50.00,XYZ,Alpina,INV-2", "Currency", "XYZ", "ISO 4217"),
        ("2026-02-31,50.00,EUR,Alpina,INV-2", "Date", "2026-02-31", "Correct the date"),
        ("2026-03-03,NaN,EUR,Alpina,INV-2", "Amount", "NaN", "Correct the cell"),
        ("2026-03-03,fifty,EUR,Alpina,INV-2", "Amount", "fifty", "Correct the cell"),
        ("2026-03-03,1.005,EUR,Alpina,INV-2", "Amount", "1.005", "."),
    ],
)
def test_a_bad_cell_of_a_bank_list_is_set_aside_with_its_place(
    run: Run, tmp_path: Path, row: str, column: str, value: str, fix: str
) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(f"{BANK}{row}\n", "utf-8")
    seen = run("read", path)
    clean(seen)
    assert seen.code == 3
    act(seen.err, file="bank.csv", row="row 3", column=f"column {column}", value=f"'{value}'", fix=fix)
    chinese = run("--lang", "zh", "read", path).err
    act(chinese, file="bank.csv", row="第 3 行", column=f"列 {column}", value=f"“{value}”")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.csv", b"Date,Currency,Payer\n2026-03-02,EUR,Alpina\n2026-03-03,EUR,Alpina\n", "amount"),
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\n\n\n", "empty"),
        ("broken.xml", CAMT + b"><Bk", "XML"),
        ("bomb.xml", b'<!DOCTYPE a [<!ENTITY x "y">]>' + CAMT + b"/>", "entity"),
        ("no_book.xlsx", b"PK\x03\x04 this is no workbook", "cannot be opened"),
        ("noise.dat", bytes(range(256)) * 8, "noise.dat"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_rejected_with_advice(
    run: Run, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    seen = run("read", path)
    clean(seen)
    assert seen.code == 4
    act(seen.err, file=name, what=said)
    clean(run("--lang", "zh", "read", path, "--json"))


def test_a_file_in_another_encoding_is_refused_where_it_was_pinned(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_bytes((BANK + "2026-03-03,5.00,EUR,Müller,INV-2\n").encode("cp1252"))
    seen = run("read", path, "--encoding", "utf-8")
    clean(seen)
    assert seen.code == 4
    act(seen.err, file="bank.csv", row="row 3", fix="--encoding")
    assert run("read", path, "--encoding", "cp1252").code == 0


def test_a_missing_file_is_said(run: Run, tmp_path: Path) -> None:
    seen = run("read", tmp_path / "none.csv")
    clean(seen)
    assert seen.code == 4
    act(seen.err, file="none.csv", fix="Check the name")


def test_an_output_that_cannot_be_written_ends_in_five(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text(BANK, "utf-8")
    held = tmp_path / "held.csv"
    held.mkdir()
    seen = run("read", path, "--quarantine", held)
    clean(seen)
    assert seen.code == 5
    act(seen.err, file="held.csv", fix="Close the file")


def company(run: Run, folder: Path, items: str, bank: str = BANK) -> Path:
    """A company's folder with these lists."""
    assert run("init", folder, "--currency", "EUR").code == 0
    (folder / "inputs/ledger/items_2026-02-28.csv").write_text(items, "utf-8")
    (folder / "inputs/bank/bank.csv").write_text(bank, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("INV-2,C1,Alpina,2026-02-01,2026-03-03,XYZ,50.00,50.00", "currency", "XYZ"),
        ("INV-2,C1,Alpina,2026-02-31,2026-03-03,EUR,50.00,50.00", "invoice_date", "2026-02-31"),
        ("INV-2,C1,Alpina,2026-02-01,2026-03-03,EUR,50.00,NaN", "open_amount", "NaN"),
        ("INV-2,C1,Alpina,2026-02-01,2026-03-03,EUR,50.00,half", "open_amount", "half"),
    ],
)
def test_a_bad_cell_of_the_open_items_is_set_aside_with_its_place(
    run: Run, tmp_path: Path, row: str, column: str, value: str
) -> None:
    folder = company(run, tmp_path / "acme", f"{ITEMS}{GOOD}{row}\n")
    seen = run("close", folder, "--period", "2026-03")
    clean(seen)
    assert seen.code == 3
    act(seen.err, file="items_2026-02-28.csv", row="row 3", column=f"column {column}", value=f"'{value}'")


def test_open_items_without_amounts_are_refused_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    folder = company(run, tmp_path / "acme", "invoice_no,customer_id,customer_name\nINV-1,C1,Alpina\n")
    before = sorted(path for path in folder.rglob("*") if path.is_file())
    seen = run("close", folder, "--period", "2026-03")
    clean(seen)
    assert seen.code in (3, 4)
    act(seen.err, file="items_2026-02-28.csv", what="amount")
    if seen.code == 4:
        assert sorted(path for path in folder.rglob("*") if path.is_file()) == before


def test_wrong_settings_are_refused_by_their_keys(run: Run, tmp_path: Path) -> None:
    folder = company(run, tmp_path / "acme", ITEMS + GOOD)
    (folder / "recon.toml").write_text('schema = 1\n[company]\ncurrency = "EURO"\n[aging]\nbound = [30]\n', "utf-8")
    seen = run("close", folder)
    clean(seen)
    assert seen.code == 4
    act(seen.err, file="recon.toml", one="company.currency", other="aging.bounds")


def test_a_folder_that_is_none_is_refused(run: Run, tmp_path: Path) -> None:
    seen = run("close", tmp_path)
    clean(seen)
    assert seen.code == 4
    act(seen.err, file="recon.toml", fix="recon init")


def test_a_wrong_period_is_refused(run: Run, tmp_path: Path) -> None:
    folder = company(run, tmp_path / "acme", ITEMS + GOOD)
    seen = run("close", folder, "--period", "2026-13")
    clean(seen)
    assert seen.code == 4
    act(seen.err, file="2026-13", fix="2026-03")
