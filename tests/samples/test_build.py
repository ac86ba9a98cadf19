"""The committed sample companies are what the builder makes, and their truth adds up."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from stdnum.iso11649 import is_valid as is_valid_reference

from recon.resources import path
from sample_books import exporter_files, manufacturer, manufacturer_files
from sample_books import exporter_month as exporter
from sample_books.build import build
from sample_books.story import Story, creditor_reference, iban, mod97

TOLD = {"exporter": exporter.tell, "manufacturer": manufacturer.tell}
MADE = {"exporter": exporter_files.files, "manufacturer": manufacturer_files.files}
# Settings are written by hand; everything else comes from the builder.
BY_HAND = {"recon.toml"}


@pytest.fixture(params=sorted(TOLD))
def company(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def story(company: str) -> Story:
    return TOLD[company]()


def test_the_builder_reproduces_the_committed_files_to_the_byte(company: str, tmp_path: Path) -> None:
    build(tmp_path)
    fresh = {p.relative_to(tmp_path / company): p for p in (tmp_path / company).rglob("*") if p.is_file()}
    committed = {p.relative_to(path("sample_books") / company): p for p in _files(company) if p.name not in BY_HAND}
    assert fresh.keys() == committed.keys()
    assert [str(name) for name in fresh if fresh[name].read_bytes() != committed[name].read_bytes()] == []


def test_the_samples_stay_small_enough_to_be_carried_with_the_program() -> None:
    assert sum(p.stat().st_size for name in TOLD for p in _files(name)) < 1_000_000


def test_no_sample_file_but_the_planted_copies_stands_twice(company: str) -> None:
    contents = Counter(content for name, content in MADE[company]().items() if name.startswith("inputs/bank"))
    assert sorted(contents.values()) == [1] * (len(contents) - 1) + [2]


def test_no_item_receives_more_than_is_open(story: Story) -> None:
    settled: dict[str, int] = defaultdict(int)
    twice: set[str] = set()
    for told in story.movements:
        for part in told.settles:
            if told.kind == "paid_twice" and part.item in twice:
                continue  # one of the two payments is the customer's money
            if told.kind == "paid_twice":
                twice.add(part.item)
            settled[part.item] += part.cash + part.written_off
    opens = {item.id: item.open for item in story.items}
    assert [i for i, minor in settled.items() if not min(0, opens[i]) <= minor <= max(0, opens[i])] == []


def test_every_receipt_is_settled_or_left_over_to_the_cent(story: Story) -> None:
    for told in story.movements:
        if told.settles and not told.original:
            rest = told.amount - sum(part.cash for part in told.settles)
            assert rest == {"overpaid": rest}.get(told.kind, 0), told
            assert rest >= 0


def test_item_numbers_and_bank_ids_are_unique(story: Story) -> None:
    assert max(Counter(item.id for item in story.items).values()) == 1
    assert max(Counter(told.id for told in story.movements).values()) == 1


def test_both_companies_have_the_breadth_of_a_real_month(story: Story) -> None:
    assert 120 <= len(story.items) <= 200
    assert 80 <= len(story.movements) <= 120
    kinds = {told.kind for told in story.movements}
    assert kinds >= {
        "contradiction",
        "credit_note",
        "fee",
        "group",
        "missing_statement",
        "own_transfer",
        "overpaid",
        "paid_twice",
        "partial",
        "returned",
        "several",
        "short",
        "third_party",
        "tie",
        "unidentified",
    }


def test_only_the_told_receipts_stand_on_the_missing_days(company: str, story: Story) -> None:
    named = {row[2]: row[0] for row in csv.reader(MADE[company]()["truth.csv"].decode("utf-8").splitlines())}
    assert {told.id for told in story.movements if not named[told.id]} == {m.id for m in story.movements if m.missing}


def test_no_movement_is_booked_on_a_weekend(story: Story) -> None:
    assert [told for told in story.movements if told.day.weekday() >= 5] == []


def test_references_and_account_numbers_have_valid_check_digits_but_the_misread_one() -> None:
    story = exporter.tell()
    assert all(is_valid_reference(i.reference) for i in story.items if i.reference)
    quoted = {told.kind: told.structured for told in story.movements if told.structured}
    assert not is_valid_reference(quoted.pop("misread_reference"))
    assert all(is_valid_reference(reference) for reference in quoted.values())
    accounts = {told.payer_account for told in story.movements if re.match("[A-Z]{2}", told.payer_account)}
    assert all(mod97(a[4:] + a[:4]) == 1 for a in accounts | {told.account for told in story.movements})


def test_check_digits_are_those_of_the_standards() -> None:
    assert creditor_reference("539007547034") == "RF18539007547034"  # the example of ISO 11649
    assert iban("GB", "WEST12345698765432") == "GB82WEST12345698765432"  # the example of ISO 13616


def _files(company: str) -> list[Path]:
    return [p for p in (path("sample_books") / company).rglob("*") if p.is_file()]
