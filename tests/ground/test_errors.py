"""A message names the place, says what is wrong and what to do, in both languages and on one line."""

from __future__ import annotations

import pickle

from recon.errors import BusyError, Finding, InputError, ReconError, Severity, Where
from recon.words import says

PLACE = Where("bank.csv", "March", 12, "Amount", "1,2x")
WHAT, FIX = says("terms_unknown", text="{x}"), says("period_unknown_fix")


def test_a_place_names_everything_that_is_known_of_it() -> None:
    assert PLACE.text() == "bank.csv, sheet March, row 12, column Amount, value '1,2x'"
    assert PLACE.text("zh") == "bank.csv，工作表 March，第 12 行，列 Amount，值“1,2x”"
    assert Where().text() == ""
    assert Where(row=0).text() == "row 0"


def test_a_long_or_broken_value_stays_on_one_line() -> None:
    said = Where(value="a\nb" + "x" * 500).text()
    assert "\n" not in said
    assert len(said) < 120


def test_a_refusal_says_place_what_and_fix() -> None:
    refusal = InputError(WHAT, PLACE, FIX)
    assert str(refusal).startswith("bank.csv, sheet March, row 12")
    assert "'{x}' is no payment term" in str(refusal)
    assert refusal.text("zh").startswith("bank.csv，工作表 March，第 12 行")
    assert refusal.text("zh").endswith("请写年和月，例如 2026-03。")


def test_a_refusal_survives_the_way_from_one_process_to_another() -> None:
    sent = pickle.loads(pickle.dumps(BusyError(WHAT, PLACE, FIX)))
    assert (sent.text(), sent.exit_code) == (BusyError(WHAT, PLACE, FIX).text(), 5)


def test_a_finding_ends_in_its_code() -> None:
    finding = Finding("IN120", Severity.LOOK, PLACE, WHAT, FIX)
    assert finding.text().endswith("[IN120]")
    assert hash(finding) == hash(Finding("IN120", Severity.LOOK, PLACE, WHAT, FIX))


def test_every_refusal_has_an_exit_code_of_its_kind() -> None:
    assert {kind.exit_code for kind in ReconError.__subclasses__()} == {4, 5}
