"""`recon lock`, `recon reopen`, `recon verify` and `recon pack`: what they say, and their exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recon import workspace
from recon.cli import main
from recon.close import close
from recon.errors import JournalError
from recon.periods.locking import lock
from recon.publish import hash_of
from tests.periods.months import two_months
from tests.review.filling import fill
from tests.state.company import STAMP, company


def test_a_month_is_locked_and_opened_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    company(tmp_path)
    folder = str(tmp_path)
    assert main(["close", folder]) == 3
    assert main(["lock", folder, "--period", "2026-03"]) == 4
    assert "--accept" in capsys.readouterr().err
    locked = ["lock", folder, "--period", "2026-03", "--accept", "asked", "--approved-by", "Anna"]
    assert main(["--user", "Li", *locked]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[-1].split() == ["EUR", "265.50", "50.00", "215.50"]
    assert "Stays open, as accepted: 1 bank lines are not decided (50.00 EUR)." in shown.err
    assert main([*locked, "--lang", "zh"]) == 5
    assert "已锁定" in capsys.readouterr().err
    assert main(["close", folder]) == 5
    assert main(["reopen", folder, "--period", "2026-03", "--why", "late invoice"]) == 0
    assert "open again" in capsys.readouterr().err
    assert main(["close", folder]) == 3


def test_json_of_a_lock_names_hashes_balances_and_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    close(company(tmp_path), None, STAMP)
    assert main(["lock", str(tmp_path), "--period", "2026-03", "--accept", "asked", "--user", "Li", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["period"], said["prepared_by"], said["approved_by"], said["accepted"]) == (
        "2026-03",
        "Li",
        "",
        "asked",
    )
    assert said["balances"] == [{"currency": "EUR", "open_items": "265.50", "unapplied": "50.00"}]
    assert said["outputs"] == {name: hash_of(tmp_path / "outputs/2026-03" / name) for name in said["outputs"]}
    assert [one["code"] for one in said["findings"]] == ["ST682"]


def test_four_eyes_asks_for_another_approver(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    company(tmp_path)
    settings = (tmp_path / "recon.toml").read_text("utf-8")
    (tmp_path / "recon.toml").write_text(settings.replace("four_eyes = false", "four_eyes = true"), "utf-8")
    main(["close", str(tmp_path)])
    locking = ["--user", "Li", "lock", str(tmp_path), "--period", "2026-03", "--accept", "asked"]
    for approver in ("", " LI "):
        assert main([*locking, "--approved-by", approver]) == 4
        assert "four_eyes" in capsys.readouterr().err
    assert main([*locking, "--approved-by", "Anna"]) == 0


def test_ticks_that_were_not_applied_stop_a_lock(tmp_path: Path) -> None:
    books = company(tmp_path)
    closed = close(books, None, STAMP)
    line = next(a.line for a in closed.month.answers if a.line.bank_id == "B3")
    fill(closed.review, "Review", {line.fingerprint: {"decision": "On account", "customer": "C1"}})
    with pytest.raises(JournalError, match=r"review\.xlsx"):
        lock(books, "2026-03", STAMP, accept="asked")


def test_verify_prints_the_head_and_names_the_first_break(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    books = two_months(tmp_path)
    assert main(["verify", str(tmp_path)]) == 0
    head = json.loads(books.journal.read_bytes().splitlines()[-1])["hash"]
    assert head in capsys.readouterr().out
    (tmp_path / "outputs/2026-03/proposals.csv").write_text("other")
    assert main(["verify", str(tmp_path)]) == 3
    assert "outputs/2026-03/proposals.csv" in capsys.readouterr().err
    assert main(["verify", str(tmp_path), "--json"]) == 3
    said = json.loads(capsys.readouterr().out)
    assert (said["head"], said["holds"], said["findings"][0]["code"]) == (head, False, "ST683")
    books.journal.write_bytes(books.journal.read_bytes().replace(b'"cash":10000', b'"cash":10001', 1))
    assert main(["verify", str(tmp_path)]) == 4
    assert "journal.jsonl, row 3" in capsys.readouterr().err


def test_pack_writes_one_zip_and_says_that_accounts_are_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    two_months(tmp_path / "acme")
    monkeypatch.chdir(tmp_path)
    assert main(["pack", "acme", "--period", "2026-03"]) == 0
    assert "account numbers stand in it in full" in capsys.readouterr().err
    assert (tmp_path / "acme-2026-03.zip").is_file()
    assert main(["pack", "acme", "-o", "x.zip", "--json"]) == 0
    assert (
        json.loads(capsys.readouterr().out)["head"]
        == json.loads(workspace.open(tmp_path / "acme").journal.read_bytes().splitlines()[-1])["hash"]
    )
