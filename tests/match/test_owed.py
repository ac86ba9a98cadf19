"""What is looked up is what a walk through the items would have found."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from recon.match.owed import Owed
from tests.builders import item

DAY = date(2026, 3, 1)
ITEMS = st.lists(
    st.tuples(st.integers(-3, 6).filter(bool), st.integers(0, 6), st.integers(-1, 5)), min_size=2, max_size=9
)  # open, day of issue, days until due


def _owed(rows: list[tuple[int, int, int]]) -> Owed:
    made = [
        item(f"R{at}", minor, issued=DAY + timedelta(day), due=DAY + timedelta(day + until))
        for at, (minor, day, until) in enumerate(rows)
    ]
    owed = Owed()
    for one in sorted(made, key=lambda i: (i.due, i.issued, i.item_id)):
        owed.add(one, one.open_minor)
    return owed


@settings(derandomize=True, deadline=None, max_examples=200)
@given(ITEMS, st.integers(1, 12), st.integers(0, 8))
def test_the_balances_a_payer_has_in_mind_are_found(rows: list[tuple[int, int, int]], minor: int, at: int) -> None:
    owed, day = _owed(rows), DAY + timedelta(at)
    known = [place for place, issued in enumerate(owed.issued) if issued <= day]
    late = [place for place in known if owed.dues[place] < day]
    sets = [
        known,
        [place for place in known if owed.dues[place] <= day],
        late,
        [place for place in known if owed.opens[place] > 0],
        [place for place in late if owed.opens[place] > 0],
        *(list(same) for _, same in groupby(known, owed.dues.__getitem__)),
    ]
    wanted = [s for s in sets if len(s) > 1 and sum(owed.opens[place] for place in s) == minor]
    assert owed.natural(minor, day) == wanted
    assert owed.count(day) == len(known) == len(owed.known(day))


def test_of_many_equal_items_those_due_nearest_come_first() -> None:
    owed = _owed([(500, day, 0) for day in range(200)])
    found = owed.nearest(500, DAY + timedelta(90), 5)
    assert sorted(found) == [f"R{day}" for day in (88, 89, 90, 91, 92)] and found[0] == "R90"


def test_a_discount_counts_until_its_day_and_a_little_more_where_that_is_allowed() -> None:
    owed = Owed()
    owed.add(item("R1", 10_000, discount_minor=200, discount_until=DAY), 10_000)
    none, one = Decimal(0), Decimal(1)
    assert owed.less_discount(9_800, DAY, none) == ["R1"] == owed.less_discount(9_750, DAY, one)
    assert not owed.less_discount(9_750, DAY, none) and not owed.less_discount(9_650, DAY, one)
    assert not owed.less_discount(9_800, DAY + timedelta(1), none)
