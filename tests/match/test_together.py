"""Payments that belong together: closed where they cite the item, proposed where they only add up, never by halves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recon.match.outcome import Answer, Outcome
from recon.rows import OpenItem, StatementLine
from tests.builders import item, line
from tests.match.books import applied, decide


def paid(minor: int, name: str, days: int = 0, text: str = "", **more: Any) -> StatementLine:
    day = date(2026, 1, 10) + timedelta(days)
    given = {"payer_name": "Alpina Sport", "remittance_text": text, "booked": day, **more}
    return line(minor, name, **given)


def shares(answers: tuple[Answer, ...]) -> list[dict[str, int]]:
    return [
        {s.item_id: s.cash_minor for s in a.alternatives[0].shares}
        for a in answers
        if a.alternatives and a.alternatives[0].rule == "together"
    ]


def test_uncited_parts_of_one_item_are_proposed_together() -> None:
    found = decide([paid(400_00, "T1"), paid(612_34, "T2", 14)], [item(open_minor=1012_34), item("INV-10024", 770_00)])
    assert shares(found) == [{"INV-10023": 400_00}, {"INV-10023": 612_34}]
    assert not any(a.posting for a in found)
    assert ("lines", "T2") in found[0].alternatives[0].evidence[-1].said.fields


def test_payments_of_a_few_days_are_proposed_for_the_items_of_their_total() -> None:
    items = [item(open_minor=512_34), item("INV-10024", 500_00), item("INV-10025", 733_11)]
    found = decide([paid(400_00, "T1"), paid(612_34, "T2", 2)], items)
    assert shares(found) == [{"INV-10023": 400_00}, {"INV-10023": 112_34, "INV-10024": 500_00}]


def test_a_credit_note_of_the_group_goes_with_the_first_payment() -> None:
    items = [item(open_minor=512_34), item("INV-10024", 500_00), item("GS-70001", -31_07)]
    found = decide([paid(400_00, "T1"), paid(581_27, "T2", 2)], items)
    assert shares(found) == [{"GS-70001": -31_07, "INV-10023": 431_07}, {"INV-10023": 81_27, "INV-10024": 500_00}]


def test_two_groups_that_would_do_are_none() -> None:
    lines = [paid(400_00, "T1"), paid(612_34, "T2", 2), paid(612_34, "T3", 3)]
    assert not shares(decide(lines, [item(open_minor=1012_34), item("INV-10024", 770_00)]))
    lines = [paid(400_00, "T1"), paid(612_34, "T2", 2)]
    assert not shares(decide(lines, [item(open_minor=1012_34), item("INV-10024", 1012_34)]))


def test_payments_far_apart_or_before_the_issue_are_no_group() -> None:
    items = [item(open_minor=1012_34), item("INV-10024", 770_00)]
    assert not shares(decide([paid(400_00, "T1"), paid(612_34, "T2", 70)], items))
    assert not shares(decide([paid(400_00, "T1", -8), paid(612_34, "T2", -7)], items))


def test_a_payment_that_is_an_item_by_itself_is_in_no_group() -> None:
    items = [item(open_minor=1012_34), item("INV-10024", 400_00)]
    first, second = decide([paid(400_00, "T1"), paid(612_34, "T2", 2)], items)
    assert applied(first) == {"INV-10024": 400_00} and not shares((second,))


@pytest.mark.parametrize("payer", ["Nordkredit Factoring", ""])
def test_cited_parts_that_close_their_item_are_posted_whoever_pays(payer: str) -> None:
    lines = [
        paid(400_00, "T1", text="INV-10023 1/2", payer_name=payer),
        paid(612_34, "T2", 14, text="INV-10023 2/2", payer_name=payer),
    ]
    found = decide(lines, [item(open_minor=1012_34), item("INV-10024", 770_00)])
    assert [applied(a) for a in found] == [{"INV-10023": 400_00}, {"INV-10023": 612_34}]


def test_cited_parts_a_cent_beside_the_item_or_of_two_strangers_are_not_closed_by_it() -> None:
    one = paid(400_00, "T1", text="INV-10023", payer_name="Nordkredit Factoring")
    cent = paid(612_33, "T2", 14, text="INV-10023", payer_name="Nordkredit Factoring")
    other = paid(612_34, "T2", 14, text="INV-10023", payer_name="Suedbank Factoring")
    for second in (cent, other):
        assert not any(a.posting for a in decide([one, second], [item(open_minor=1012_34)]))


ITEMS = st.lists(st.integers(20_00, 9_000_00), min_size=1, max_size=5)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(ITEMS, st.data())
def test_a_group_uses_up_its_payments_and_closes_its_items(opens: list[int], data: st.DataObject) -> None:
    items = [item(f"INV-1{n:04}", minor) for n, minor in enumerate(opens)]
    chosen = data.draw(st.sets(st.sampled_from(range(len(opens))), min_size=1))
    total = sum(opens[n] for n in chosen)
    cut = data.draw(st.integers(1, total - 1))
    lines = [paid(cut, "T1"), paid(total - cut, "T2", 3)]
    answers = decide(lines, items)
    groups = shares(answers)
    assert len(groups) in (0, 2)
    if groups:
        falls = {i: sum(g.get(i, 0) for g in groups) for g in groups for i in g}
        assert all(falls[i.item_id] == i.open_minor for i in items if i.item_id in falls)
        assert [sum(g.values()) for g in groups] == [cut, total - cut]
    again = decide(lines[::-1], items[::-1])[::-1]
    assert again == answers


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.integers(100, 9_000_00), st.integers(5, 95), st.integers(0, 4))
def test_a_payment_split_in_two_cited_parts_settles_the_item_as_the_whole_does(
    opened: int, percent: int, others: int
) -> None:
    items = [item(open_minor=opened), *(item(f"INV-2{n:04}", opened * 3 + 17 * n) for n in range(others))]
    cut = max(opened * percent // 100, 1)
    parts = [paid(cut, "T1", text="INV-10023"), paid(opened - cut, "T2", 5, text="INV-10023")]
    assert _falls(decide(parts, items)) == _falls(decide([paid(opened, "T1", text="INV-10023")], items))


def _falls(answers: tuple[Answer, ...]) -> dict[str, int]:
    total: dict[str, int] = {}
    for answer in answers:
        for item_id, minor in applied(answer).items():
            total[item_id] = total.get(item_id, 0) + minor
    return total


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.lists(st.integers(100_00, 900_000_00), min_size=3, max_size=6, unique=True), st.booleans())
def test_two_sets_with_one_sum_are_never_posted(opens: list[int], cited: bool) -> None:
    """Planted: the first two items, and a pair of others with the same sum."""
    first, second = opens[:2]
    planted = [first, second, first - 1_00, second + 1_00, *opens[2:]]
    items = [_item(n, minor) for n, minor in enumerate(planted)]
    text = "" if not cited else "INV-10009"
    more = [_item(9, 55_00)] if cited else []
    (answer,) = decide(paid(first + second + (55_00 if cited else 0), "T1", text=text), [*items, *more])
    assert answer.outcome is not Outcome.POSTED


def _item(n: int, minor: int) -> OpenItem:
    return item(f"INV-1{n:04}", minor)
