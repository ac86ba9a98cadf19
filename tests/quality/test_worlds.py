"""The generator of labelled worlds: the same bytes, every kind of trouble, knobs that work, a truth that adds up."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest
from stdnum import iso11649, luhn
from stdnum.be import ogm_vcs

from benchmarks._world_books import World
from benchmarks._world_mix import Mix
from benchmarks.worlds import make, write
from recon.match.check_digits import recursive_mod10, weights731


@cache
def world(seed: int = 5, items: int = 6000, difficulty: float = 1.0, **knobs: float) -> World:
    """A world, made once."""
    return make(seed, items, difficulty, knobs)


def kinds(of: World) -> Counter[str]:
    """Lines by kind."""
    return Counter({paid.line.line_id: paid.kind for paid in of.truth}.values())


def test_a_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(make(5, 200, 1.5, {"multi": 9.0}), tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == ["bank.csv", "customers.csv", "fx.csv", "invoices.csv", "truth.csv"]
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_another_seed_gives_another_world() -> None:
    assert [d.amount for d in make(1, 50).documents] != [d.amount for d in make(2, 50).documents]


def test_every_kind_of_line_and_every_way_of_writing_is_there() -> None:
    many = kinds(world())
    assert {
        *("exact_ref", "noisy_ref", "no_ref", "multi", "instalment", "discount", "partial", "fee", "fx"),
        *("group_payer", "third_party", "overpayment", "netting", "duplicate", "refund", "non_customer"),
        *("withheld_tax", "retention", "amount_slip", "stale_ref", "processor", "not_in_list", "advance"),
    } == set(many)
    styles = {paid.style for paid in world().truth}
    lists = {"list_full", "list_short", "list_first_only", "list_noisy", "list_advice", "list_truncated"}
    assert {"exact", "none", "typo", "split", "ocr", "structured", "po_number", "stale", *lists} <= styles
    assert {"pinyin_upper35", "english_upper35", "word_order", "missing", "third_party"} <= {
        line.name_style for line in world().lines
    }


def test_an_ordinary_month_is_mixed_as_books_are() -> None:
    many = kinds(world())
    lines = sum(many.values())
    for kind, low, high in (("exact_ref", 0.24, 0.36), ("noisy_ref", 0.14, 0.24), ("no_ref", 0.09, 0.18)):
        assert low < many[kind] / lines < high, kind
    amounts = Counter((d.customer.currency, d.opened) for d in world().documents)
    assert 0.18 < sum(n for n in amounts.values() if n > 1) / 6000 < 0.40


def test_no_document_is_paid_beyond_what_is_open_and_each_number_is_there_once() -> None:
    of = world()
    settled: Counter[str] = Counter()
    for paid in of.truth:
        if paid.document:
            assert paid.document.listed
            settled[paid.document.number] += paid.cash + paid.off
    opened = {d.number: d.opened for d in of.documents}
    assert len(opened) == len(of.documents)
    for number, minor in settled.items():
        assert 0 < minor * (1 if opened[number] > 0 else -1) <= abs(opened[number])


def test_what_a_line_pays_is_what_it_brings_in_its_own_currency() -> None:
    of = world()
    pays: Counter[str] = Counter()
    for paid in of.truth:
        pays[paid.line.line_id] += paid.cash
    beyond = ("fx", "overpayment", "amount_slip")
    kept = {p.line.line_id: p.line for p in of.truth if p.document and p.kind not in beyond}
    assert len(kept) > 3000
    assert all(pays[name] == line.minor for name, line in kept.items())


def test_structured_references_have_right_check_digits() -> None:
    known = {(d.customer.country, d.reference) for d in world().documents if d.reference}
    assert {country for country, _ in known} == {"CH", "SE", "NO", "FI", "BE"}
    valid: dict[str, Callable[[str], bool]]
    valid = {"CH": recursive_mod10, "SE": luhn.is_valid, "NO": luhn.is_valid, "FI": weights731, "BE": ogm_vcs.is_valid}
    assert all(valid[country](reference) for country, reference in known)
    creditor = [d.number for d in world().documents if d.number.startswith("RF")]
    assert creditor
    assert all(map(iso11649.is_valid, creditor))


def test_difficulty_means_more_noise_and_more_collisions() -> None:
    def alike(of: World) -> float:
        many = Counter((d.customer.currency, d.opened) for d in of.documents)
        return sum(n for n in many.values() if n > 1) / len(of.documents)

    hard = world(difficulty=2.0)
    assert alike(hard) > 1.5 * alike(world())
    assert kinds(hard)["exact_ref"] < 0.7 * kinds(world())["exact_ref"]


def test_a_list_without_history_lacks_the_documents_that_were_paid() -> None:
    short = world(items=1500, missing=0.4)
    listed = sum(d.listed for d in short.documents)
    assert 0.5 * 1500 < listed < 0.7 * 1500
    assert kinds(short)["not_in_list"] > 300


def test_a_knob_at_nothing_takes_its_kind_away() -> None:
    none = dict.fromkeys(("multi", "fee", "fx", "third", "group", "over", "processor", "stale", "twice"), 0.0)
    gone = {"multi", "fee", "fx", "third_party", "group_payer", "overpayment", "processor", "stale_ref", "duplicate"}
    assert not gone & set(kinds(make(5, 1500, 1.0, none)))


@pytest.mark.parametrize(
    ("knob", "value", "kind"),
    [("tax", 60.0, "withheld_tax"), ("netting", 60.0, "netting"), ("strangers", 0.3, "non_customer")],
)
def test_a_knob_turned_up_gives_more_of_its_kind(knob: str, value: float, kind: str) -> None:
    assert kinds(make(5, 1500, 1.0, {knob: value}))[kind] > 2 * kinds(world(items=1500))[kind]


def test_one_customer_and_one_amount_can_be_made_to_weigh() -> None:
    heavy = make(5, 2000, 1.0, {"giant": 0.3, "one_amount": 0.4})
    largest = Counter(d.customer.customer_id for d in heavy.documents).most_common(1)[0][1]
    assert 500 < largest < 700
    assert Counter(d.opened for d in heavy.documents).most_common(1)[0][1] > 500


def test_a_knob_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no such knob: mulit"):
        make(5, 50, 1.0, {"mulit": 1.0})


def test_every_knob_has_a_meaning_beside_it() -> None:
    source = (Path(__file__).parents[2] / "benchmarks" / "_world_mix.py").read_text("utf-8")
    for knob in fields(Mix):
        (line,) = (text for text in source.splitlines() if text.startswith(f"    {knob.name}: float"))
        assert "  # " in line, knob.name


def test_twenty_thousand_documents_take_seconds() -> None:
    started = time.process_time()
    make(5, 20_000)
    assert time.process_time() - started < 12
