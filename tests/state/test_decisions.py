"""What decisions come to and what they teach. Amounts in euro cents."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recon.decisions import (
    Alias,
    Brought,
    Decided,
    Decision,
    Event,
    Exported,
    Locked,
    Pattern,
    Posted,
    Pressed,
    Rejected,
    Reopened,
    Reversed,
    Review,
    WrittenOff,
    from_entry,
    numbered,
    to_entry,
    with_new,
)
from recon.decisions.kinds import ALLOCATED, NOT_OURS, PROMISED, PUT_ON_ACCOUNT
from recon.decisions.learned import DECLINED, fits, forgetting, learned_rows, rulings
from recon.errors import JournalError
from recon.match.outcome import Outcome, Share
from recon.match.reading import CONFIRMED_ENOUGH
from recon.rows import Allocation, Booking, StatementLine
from tests.builders import allocation, answer, customer, item, line

MARCH = date(2026, 3, 10)
ACCOUNT = "DE89370400440532013000"


def receipt(n: int, payer: str = "Zeta Pay", minor: int = 100_00, **more: Any) -> StatementLine:
    return line(minor, f"T{n}", **{"payer_name": payer, "booked": MARCH, **more})


def posted(
    of: StatementLine, customer_id: str = "C1", written_off: int = 0, reason: str = "fee", **more: Any
) -> Posted:
    """A person applies the line to one document, giving up so much of it."""
    share = Share(
        f"I-{of.line_id}", "EUR", of.amount_minor, of.amount_minor, written_off, reason if written_off else ""
    )
    said = answer(of, Outcome.POSTED, share, customer_id=customer_id)
    return replace(Posted(ALLOCATED, "2026-03", said, (allocation(of, share),), review=Review()), **more)


def decided(*taken: Decision) -> Decided:
    return with_new(Decided(), numbered(taken, 0))


def confirmed(of: Decided, **more: Any) -> dict[tuple[str, str, bool], int]:
    """How often a payer is confirmed or declined for a customer."""
    found: dict[tuple[str, str, bool], int] = {}
    for one in rulings(of, **more).payers:
        key = (one.payer, one.customer, one.confirmed)
        found[key] = found.get(key, 0) + 1
    return found


def test_postings_of_a_person_teach_the_payers_name_once_a_line() -> None:
    first = receipt(1)
    half = posted(first, allocations=(Allocation(first.fingerprint, "A", MARCH, "EUR", 40_00, line_minor=40_00),))
    rest = posted(first, kind=PUT_ON_ACCOUNT, allocations=())
    assert confirmed(decided(half, rest, posted(receipt(2)))) == {("Zeta Pay", "C1", True): 2}


def test_what_was_posted_unasked_or_is_no_receipt_teaches_nothing() -> None:
    unasked = posted(receipt(1), review=None)
    aside = replace(posted(receipt(2)), kind=NOT_OURS)
    assert confirmed(decided(unasked, aside)) == {}


def test_a_name_that_paid_for_two_customers_teaches_nothing_until_a_person_says_whose_it_is() -> None:
    both = (posted(receipt(1)), posted(receipt(2), "C2"))
    assert confirmed(decided(*both)) == {}
    assert confirmed(decided(*both, Alias("ZETA PAY", "", "C2", holds=True))) == {
        ("ZETA PAY", "C2", True): CONFIRMED_ENOUGH
    }
    assert confirmed(decided(*both, Alias("Zeta Pay", "", "C2", holds=False))) == {
        ("Zeta Pay", "C2", False): 1,
        ("Zeta Pay", "C1", True): 1,
    }


def test_the_last_word_on_a_name_counts_and_goes_with_its_reversal() -> None:
    yes, no = Alias("Zeta Pay", "", "C1", holds=True), Alias("zeta pay", "", "C1", holds=False)
    assert confirmed(decided(yes, no)) == {("zeta pay", "C1", False): 1}
    assert confirmed(decided(yes, no, Reversed((2,), None, "wrong"))) == {("Zeta Pay", "C1", True): CONFIRMED_ENOUGH}
    assert confirmed(decided(yes, Reversed((1,), None, "wrong"))) == {}


def test_what_is_taken_back_is_unlearned() -> None:
    three = [posted(receipt(n, payer_account=ACCOUNT), written_off=2_00) for n in (1, 2, 3)]
    of = decided(*three)
    assert [(a.account, a.customer, a.holds) for a in rulings(of).accounts] == [(ACCOUNT, "C1", True)]
    undone = rulings(with_new(of, numbered([Reversed((1, 2, 3), None, "wrong")], 3)))
    assert (undone.payers, undone.accounts, undone.habits) == ((), (), ())
    assert {p.line for p in three} <= undone.held


def test_a_later_month_teaches_an_earlier_one_nothing() -> None:
    of = decided(posted(receipt(1, booked=date(2026, 4, 2))))
    assert confirmed(of, until=date(2026, 3, 31)) == {}
    assert confirmed(of, until=date(2026, 4, 30)) == {("Zeta Pay", "C1", True): 1}


def test_a_payer_turned_down_twice_is_declined_unless_a_person_ever_said_otherwise() -> None:
    lines, items = [receipt(1), receipt(2)], [item("A"), item("B")]
    down = [Rejected(n.fingerprint, n.line_id, (i.item_id,)) for n, i in zip(lines, items, strict=True)]
    told: dict[str, Any] = {"lines": lines, "items": items}
    assert confirmed(decided(*down), **told) == {("Zeta Pay", "C1", False): 1}
    assert confirmed(decided(down[0]), **told) == {}
    assert confirmed(decided(*down, posted(receipt(3))), **told) == {("Zeta Pay", "C1", True): 1}
    assert confirmed(decided(*down, Alias("Zeta Pay", "", "C1", holds=True)), **told) == {
        ("Zeta Pay", "C1", True): CONFIRMED_ENOUGH
    }


def test_a_customer_is_never_declined_under_its_own_name() -> None:
    lines = [receipt(1, "ALPINA SPORT"), receipt(2, "Alpina Sport AG")]
    down = [Rejected(n.fingerprint, n.line_id, ("A",)) for n in lines]
    assert confirmed(decided(*down), lines=lines, items=[item("A")]) == {}


def test_a_habit_is_the_same_reason_twice_and_reaches_as_far_as_the_largest() -> None:
    of = decided(
        posted(receipt(1), written_off=15_00), posted(receipt(2), written_off=9_00), posted(receipt(3), "C2", 5)
    )
    assert [(h.customer_id, h.reason, h.times, h.largest_minor) for h in rulings(of).habits] == [
        ("C1", "fee", 2, 15_00)
    ]


def test_rejections_bar_their_documents_and_an_empty_one_silences_the_line() -> None:
    of = decided(Rejected("f1", "T1", ("A", "B")), Rejected("f1", "T1", ("C",)), Rejected("f2", "T2", ()))
    found = rulings(of)
    assert found.bars("f1", frozenset("BA")) and found.bars("f1", frozenset("C"))
    assert not found.bars("f1", frozenset("A"))
    assert found.bars("f2", frozenset("A"))
    assert found.held == {"f1", "f2"}


@settings(derandomize=True, deadline=None, max_examples=40)
@given(order=st.randoms(use_true_random=False))
def test_what_is_learned_does_not_depend_on_the_order_of_decisions(order: random.Random) -> None:
    taken: list[Decision] = [posted(receipt(n), "C1" if n < 4 else "C2", written_off=n) for n in range(1, 6)]
    taken += [posted(receipt(n, "Omega", payer_account=ACCOUNT)) for n in (7, 8, 9)]
    taken += [Rejected(f"f{n}", f"T{n}", ("A",)) for n in range(3)]
    taken += [Alias("Zeta Pay", "", "C2", holds=True), Pattern("rent", "", "", "out", "other")]
    shuffled = list(taken)
    order.shuffle(shuffled)

    def without_rows(of: Decided) -> object:
        found = rulings(of)
        return replace(found, payers=tuple(sorted(found.payers, key=repr)), not_ours=())

    assert without_rows(decided(*shuffled)) == without_rows(decided(*taken))


def test_all_that_was_learned_is_shown_with_what_taught_it_and_how_to_take_it_back() -> None:
    of = decided(
        posted(receipt(1, "Alpina Sport AG"), written_off=3_00),
        posted(receipt(2, payer_account=ACCOUNT), written_off=4_00),
        Alias("Omega", "", "C2", holds=False),
        Rejected("f1", "T1", ("A", "B")),
        Pattern("rent", "house", "", "out", "other"),
    )
    rows = learned_rows(of, [customer()])
    assert [(r.kind, r.payer, r.account, r.text, r.customer, r.reason, r.taught_by) for r in rows] == [
        ("name", "Zeta Pay", "", "", "C1", "", (2,)),
        ("name", "Omega", "", "", "C2", DECLINED, (3,)),
        ("account", "", ACCOUNT, "", "C1", "", (2,)),
        ("habit", "", "", "2 x <= 4.00 EUR", "C1", "fee", (1, 2)),
        ("turned_down", "", "", "T1, A, B", "", "", (4,)),
        ("pattern", "rent", "", "house", "", "other", (5,)),
    ]
    assert len({r.key for r in rows}) == len(rows)


def test_forgetting_a_row_takes_it_away() -> None:
    of = decided(
        posted(receipt(1, payer_account=ACCOUNT)), Alias("Omega", "", "C2", holds=True), Pattern("x", "", "", "", "fee")
    )
    for row in learned_rows(of):
        new = forgetting(row.key, "wrong")
        assert new is not None
        after = learned_rows(with_new(of, numbered([new], 3)))
        assert row.key not in {r.key for r in after}
    assert forgetting("habit:C1|EUR|fee", "wrong") is None


def test_a_pattern_tells_the_lines_it_would_set_aside() -> None:
    pattern = Pattern("", "RENT", "", "out", "other")
    assert fits(pattern, line(-5, remittance_text="rent March"))
    assert not fits(pattern, line(5, remittance_text="rent March"))


EVERY_KIND: tuple[Decision, ...] = (
    posted(receipt(1), written_off=1),
    posted(receipt(2), bookings=(Booking("f", MARCH, "EUR", 5, "fee"),), review=Review("b", "Li", "Wang", "n")),
    WrittenOff("2026-03", Allocation("", "A", MARCH, "EUR", 0, 5, "write_off"), Review(note="old")),
    Rejected("f", "T1", ("A",)),
    Alias("Zeta", ACCOUNT, "C1", holds=False),
    Pattern("a", "b", "c", "in", "tax"),
    Event(PROMISED, "C1", MARCH, "A", 5, "EUR", date(2026, 4, 1), "phone", "PRICE", "text", "Li"),
    Reversed((1, 2), date(2026, 4, 1), "why"),
    Exported("2026-03", "csv", "p.csv", "0", (1, 3)),
    Locked("2026-03", "r", {"a": "0"}, {"b": "1"}, {"EUR": (5, -5)}, "", "Li", "Wang"),
    Reopened("2026-03", "why", "Wang"),
    Pressed("import_bank", {"Receipts": "0"}, (Brought("tblReceipts", "bank.xml", "1", ("a", "b")),)),
)


@pytest.mark.parametrize("one", EVERY_KIND, ids=lambda one: type(one).__name__)
def test_every_kind_of_decision_reads_as_it_was_written(one: Decision) -> None:
    entry = to_entry(one)
    assert to_entry(from_entry(replace(entry, row=7))) == replace(entry, row=7)
    if not isinstance(one, Posted):  # of a posting's line the identifying fields are kept
        assert from_entry(entry) == one


def test_a_decision_taken_back_counts_up_to_the_day_of_its_reversal() -> None:
    of = decided(posted(receipt(1)), Reversed((1,), date(2026, 4, 1), "wrong"))
    assert [(a.effective, a.cash_minor) for a in of.allocations] == [(MARCH, 100_00), (date(2026, 4, 1), -100_00)]
    assert of.use[receipt(1).fingerprint] == 0
    assert (of.posted, [p.row for p in of.undone[receipt(1).fingerprint]]) == ({}, [1])


def wrong() -> Iterable[tuple[Decision, ...]]:
    first = posted(receipt(1))
    yield first, Reversed((1,), None, ""), Reversed((1,), None, "")  # twice
    yield (Reversed((1,), None, ""),)  # of nothing
    yield first, Reversed((1,), None, ""), Reversed((2,), None, "")  # of a reversal
    yield EVERY_KIND[9], first  # into a locked month
    yield first, EVERY_KIND[9], Reversed((1,), None, "")  # back into a locked month
    yield (EVERY_KIND[10],)  # opened, never locked


@pytest.mark.parametrize("taken", list(wrong()))
def test_what_contradicts_the_record_is_refused_with_its_line(taken: tuple[Decision, ...]) -> None:
    with pytest.raises(JournalError) as refused:
        decided(*taken)
    assert refused.value.where.row == len(taken)
