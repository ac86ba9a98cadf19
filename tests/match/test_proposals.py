"""From files to proposals.csv: every line has a row, amounts are exact, nothing is a formula, no order matters."""

from __future__ import annotations

import csv
import io
import json
import random
from decimal import Decimal
from pathlib import Path

import pytest

from recon.errors import InputError
from recon.proposals import HEADER, as_csv, propose_files
from tests.command import Run

BANK = [
    "txn_id,booking_date,amount,currency,payer_name,payer_account,remittance,account",
    "B1,2026-03-02,1190.00,EUR,Nordlicht Maschinenbau,,VR-70411,DE02120300000000202051",
    "B2,2026-03-03,80.00,EUR,Nordlicht Maschinenbau GmbH,,,DE02120300000000202051",
    "B3,2026-03-04,500.00,EUR,,,=HYPERLINK(1),DE02120300000000202051",
    "B4,2026-03-05,-1190.00,EUR,Nordlicht Maschinenbau,,RETURN VR-70411,DE02120300000000202051",
    "B5,2026-03-06,77.10,EUR,Unknown Sender,,hello,DE02120300000000202051",
    "B6,2026-03-06,3.10,EUR,Hausbank,,Zinsen,DE02120300000000202051",
]
ITEMS = [
    "invoice_no,customer_id,customer_name,document_type,invoice_date,due_date,currency,amount,open_amount",
    "VR-70411,C1,Nordlicht Maschinenbau GmbH,invoice,2026-01-05,2026-02-04,EUR,1190.00,1190.00",
    "VR-70412,C1,Nordlicht Maschinenbau GmbH,invoice,2026-01-05,2026-02-04,EUR,80.00,80.00",
    "VR-70501,C2,Brenner Holz KG,invoice,2026-01-05,2026-02-04,EUR,500.00,500.00",
    "VR-70502,C3,Kiefer Bau AG,invoice,2026-01-05,2026-02-04,EUR,500.00,500.00",
]


def files(folder: Path, seed: int = 0) -> tuple[Path, Path]:
    bank, items = folder / "bank.csv", folder / "items.csv"
    for path, rows in ((bank, BANK), (items, ITEMS)):
        body = rows[1:]
        random.Random(seed).shuffle(body) if seed else None
        path.write_text("\n".join([rows[0], *body]) + "\n", "utf-8")
    return bank, items


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_every_bank_line_has_a_row_and_the_columns_are_those_promised(tmp_path: Path) -> None:
    bank, items = files(tmp_path)
    found = rows(as_csv(propose_files([bank], [items]).answers))
    assert tuple(found[0]) == HEADER
    assert {row["line_id"] for row in found} == {"B1", "B2", "B3", "B4", "B5", "B6"}
    best = {row["line_id"]: row for row in found if row["rank"] == "1"}
    assert [best[f"B{n}"]["outcome"] for n in range(1, 7)] == [
        "posted", "posted", "ambiguous", "refund", "unmatched", "not_ours",
    ]  # fmt: skip
    assert [best[f"B{n}"]["status"] for n in range(1, 7)] == ["auto", "auto", "review", "auto", "review", "review"]
    assert (best["B1"]["item_id"], best["B1"]["allocated"], best["B1"]["currency"]) == ("VR-70411", "1190.00", "EUR")
    assert best["B5"]["item_id"] == "" and Decimal(best["B5"]["allocated"]) == 0
    assert {row["item_id"] for row in found if row["line_id"] == "B3"} == {"VR-70501", "VR-70502"}


def test_shuffled_files_give_the_same_bytes(tmp_path: Path) -> None:
    (one := tmp_path / "one").mkdir()
    (two := tmp_path / "two").mkdir()
    straight, turned = files(one), files(two, seed=5)
    first = as_csv(propose_files([straight[0]], [straight[1]]).answers)
    assert as_csv(propose_files([turned[0]], [turned[1]]).answers) == first


def test_the_same_file_twice_adds_copies_and_no_posting(tmp_path: Path) -> None:
    bank, items = files(tmp_path)
    again = tmp_path / "again.csv"
    again.write_bytes(bank.read_bytes())
    found = propose_files([bank, again], [items])
    posted = [a.line.line_id for a in found.answers if a.posting]
    assert sorted(posted) == ["B1", "B2", "B4"]
    assert sum(a.outcome.value == "duplicate" for a in found.answers) == 6
    assert {f.code for f in found.findings} >= {"MA401"}


def test_nothing_in_the_list_is_a_formula(tmp_path: Path) -> None:
    bank, items = files(tmp_path)
    items.write_text(items.read_text("utf-8").replace("VR-70501", "=1+1"), "utf-8")
    content = as_csv(propose_files([bank], [items]).answers).decode("utf-8")
    assert not [cell for row in csv.reader(io.StringIO(content)) for cell in row if cell.startswith(("=", "+", "@"))]


def test_in_chinese_the_reasons_are_chinese(tmp_path: Path) -> None:
    bank, items = files(tmp_path)
    found = rows(as_csv(propose_files([bank], [items]).answers, "zh"))
    assert "附言写明单据号" in found[0]["reason"]


def test_an_item_in_two_lists_is_refused(tmp_path: Path) -> None:
    bank, items = files(tmp_path)
    more = tmp_path / "more.csv"
    more.write_bytes(items.read_bytes())
    with pytest.raises(InputError) as refusal:
        propose_files([bank], [items, more])
    assert "VR-70411" in str(refusal.value)


def test_the_command_writes_the_list_and_leaves_with_three_for_a_review(tmp_path: Path, run: Run) -> None:
    bank, items = files(tmp_path)
    out = tmp_path / "proposals.csv"
    seen = run("match", "--bank", str(bank), "--items", str(items), "--out", str(out))
    assert seen.code == 3
    assert "2 posted" in seen.err
    assert rows(out.read_bytes())[0]["line_id"] == "B1"


def test_a_dry_run_writes_nothing_and_json_is_the_same_list(tmp_path: Path, run: Run) -> None:
    bank, items = files(tmp_path)
    out = tmp_path / "proposals.csv"
    seen = run("match", "--bank", str(bank), "--items", str(items), "--out", str(out), "--dry-run", "--json")
    assert not out.exists()
    assert json.loads(seen.out)[0]["line_id"] == "B1"


def test_the_settings_of_the_policy_count(tmp_path: Path, run: Run) -> None:
    bank, items = files(tmp_path)
    bank.write_text("\n".join([BANK[0], BANK[1].replace("1190.00", "1180.00")]) + "\n", "utf-8")
    policy = tmp_path / "recon.toml"
    policy.write_text("schema = 1\n[tolerance]\nbank_fee = 10\n", "utf-8")
    out = tmp_path / "proposals.csv"
    seen = run("match", "--bank", str(bank), "--items", str(items), "--policy", str(policy), "--out", str(out))
    assert seen.code == 0
    row = rows(out.read_bytes())[0]
    assert (row["allocated"], row["written_off"]) == ("1180.00", "10.00")


def test_explain_names_the_reasons_their_sum_and_the_runner_up(tmp_path: Path, run: Run) -> None:
    bank, items = files(tmp_path)
    seen = run("explain", "B1", "--bank", str(bank), "--items", str(items))
    assert seen.code == 0
    assert "The text cites VR-70411" in seen.out and "to the cent" in seen.out
    tie = run("explain", "B3", "--bank", str(bank), "--items", str(items), "--lang", "zh")
    assert "同样合理" in tie.out
    told = json.loads(run("explain", "B1", "--bank", str(bank), "--items", str(items), "--json").out)
    best = told["alternatives"][0]
    assert abs(sum(float(e["points"]) for e in best["evidence"]) - 5.0 - float(best["points"])) < 0.05


def test_explain_refuses_a_line_that_is_not_there(tmp_path: Path, run: Run) -> None:
    bank, items = files(tmp_path)
    assert run("explain", "B99", "--bank", str(bank), "--items", str(items)).code == 4
    assert run("explain", "B1").code == 4
