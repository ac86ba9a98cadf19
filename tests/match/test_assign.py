"""The assignment: never more than is open, better evidence first, no order matters."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from recon.match.assign import Claim, assign


def claim(line: str, points: float = 5.0, day: int = 1, **takes: int) -> Claim:
    return Claim(line, points, date(2026, 1, day), tuple(sorted(takes.items())))


CLAIMS = st.lists(
    st.builds(
        lambda points, day, items: (points, day, items),
        st.integers(1, 9),
        st.integers(1, 5),
        st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 9), min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=20,
)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(CLAIMS, st.randoms(use_true_random=False))
def test_no_item_is_taken_beyond_what_is_open_in_any_order(raw: list, random) -> None:  # type: ignore[no-untyped-def,type-arg]
    claims = [claim(f"L{at}", float(p), d, **items) for at, (p, d, items) in enumerate(raw)]
    opened = dict.fromkeys("ABCDE", 9)
    granted = assign(claims, opened)
    for item in opened:
        assert sum(m for c in granted for i, m in c.takes if i == item) <= opened[item]
    shuffled = list(claims)
    random.shuffle(shuffled)
    assert assign(shuffled, opened) == granted
    assert granted


def test_better_evidence_wins_and_equal_evidence_goes_to_the_earlier_day() -> None:
    assert [c.line for c in assign([claim("early", 5, 1, A=9), claim("sure", 9, 8, A=9)], {"A": 9})] == ["sure"]
    assert [c.line for c in assign([claim("late", 5, 8, A=9), claim("early", 5, 1, A=9)], {"A": 9})] == ["early"]


def test_two_weaker_claims_together_may_beat_one_that_blocks_both() -> None:
    both = [claim("one", 5, A=9), claim("two", 5, B=9), claim("all", 8, A=9, B=9)]
    assert {c.line for c in assign(both, {"A": 9, "B": 9})} == {"one", "two"}


def test_credit_notes_are_used_up_downwards() -> None:
    assert assign([claim("net", 5, A=9, C=-4)], {"A": 9, "C": -4})
    assert not assign([claim("net", 5, A=9, C=-5)], {"A": 9, "C": -4})
