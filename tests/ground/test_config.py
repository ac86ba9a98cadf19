"""recon.toml: every mistake is said at once, by its key, and a good file is read to the last digit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from recon import config
from recon.errors import ConfigError


def refused(tmp_path: Path, text: str, lang: str = "en") -> str:
    """What is said of a recon.toml with this text."""
    path = tmp_path / "recon.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as refusal:
        config.read(path)
    return refusal.value.text(lang)


def test_an_empty_file_gives_the_defaults() -> None:
    assert config.settings({}) == config.Settings()


def test_a_full_file_is_read_exactly(tmp_path: Path) -> None:
    path = tmp_path / "recon.toml"
    path.write_text(
        '\ufeffschema = 1\n[company]\nname = "华夏"\ncurrency = "CNY"\naccounts = ["DE1", "DE2"]\n'
        "[ledger]\nsnapshot_date = 2026-03-31\n[tolerance]\nrounding = 0.1\nbank_fee = 25\n"
        '[[matching.processors]]\npayer = "PAYCO"\nfee_percent = 2.9\n[aging]\nbounds = [7, 14]\n',
        "utf-8",
    )
    read = config.read(path)
    assert read.company == config.Company("华夏", "CNY", "en", ("DE1", "DE2"))
    assert read.ledger.snapshot_date == date(2026, 3, 31)
    assert (read.tolerance.rounding, read.tolerance.bank_fee) == (Decimal("0.1"), Decimal(25))
    assert read.matching.processors == (config.Processor("PAYCO", Decimal("2.9")),)
    assert read.aging.bounds == (7, 14)


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    said = refused(tmp_path, 'colour = 1\n[company]\ncurrency = "EURO"\nlanguage = "de"\n[aging]\nbounds = [30, 20]\n')
    for key in ("colour", "company.currency", "company.language", "aging.bounds"):
        assert key in said


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("schema = 2", "schema"),
        ('company = "x"', "company"),
        ('[company]\naccounts = "DE1"', "company.accounts"),
        ('[company]\naccounts = [""]', "company.accounts[1]"),
        ("[company]\nname = 5", "company.name"),
        ('[ledger]\nkind = "both"', "ledger.kind"),
        ('[ledger]\nsnapshot_date = "31.3.2026"', "ledger.snapshot_date"),
        ("[ledger]\nsnapshot_date = 20260331", "ledger.snapshot_date"),
        ("[tolerance]\nrounding = -1", "tolerance.rounding"),
        ("[tolerance]\nrounding = nan", "tolerance.rounding"),
        ("[tolerance]\nrounding = true", "tolerance.rounding"),
        ('[tolerance]\nshort_pay = "1,5"', "tolerance.short_pay"),
        ("[tolerance]\nshort_pay_percent = 101", "tolerance.short_pay_percent"),
        ("[tolerance]\nshort_pay_asks = 1", "tolerance.short_pay_asks"),
        ("[matching]\nlargest_set = 2.5", "matching.largest_set"),
        ("[matching]\npost_probability = 99.5", "matching.post_probability"),
        ("[[matching.processors]]\nfee_percent = 3", "matching.processors[1].payer"),
        ("[aging]\nbounds = []", "aging.bounds"),
        ("[aging]\nbounds = [0, 30]", "aging.bounds[1]"),
    ],
)
def test_a_wrong_value_is_named_by_its_key(tmp_path: Path, text: str, key: str, lang: str) -> None:
    said = refused(tmp_path, text, lang)
    assert f"{key} " in said.replace("：", " ").replace("。", " ")
    assert "recon.toml" in said


def test_a_mistyped_key_is_answered_with_the_right_one(tmp_path: Path) -> None:
    assert "(company.accounts is)" in refused(tmp_path, '[company]\nacounts = ["x"]')
    assert "(aging.bounds is)" in refused(tmp_path, "[matching]\nbounds = [30]")


def test_a_file_that_is_no_toml_names_the_line(tmp_path: Path) -> None:
    assert "line 2" in refused(tmp_path, "schema = 1\nname = acme")


def test_a_missing_file_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="recon init"):
        config.read(tmp_path / "recon.toml")


def test_a_file_in_another_encoding_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "recon.toml"
    path.write_bytes('[company]\nname = "华夏"'.encode("gb18030"))
    with pytest.raises(ConfigError, match="UTF-8"):
        config.read(path)
