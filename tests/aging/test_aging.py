"""What an aged balance must say, by rule and by law."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recon.aging import aged_items, aging, balances, bucket_of, buckets, left_out
from recon.errors import ConfigError, InputError, LedgerError
from recon.rows import OPEN_ITEMS, UNAPPLIED, ItemKind, ItemState, OpenItem, UnappliedCash
from tests.builders import item, unapplied

AS_OF = date(2024, 6, 30)


def due(days_ago: int, open_minor: int = 100, **more: object) -> OpenItem:
    """An item that was due so many days before the key date, issued 30 days before that."""
    day = AS_OF - timedelta(days=days_ago)
    return item(f"I{days_ago}", open_minor, due=day, issued=day - timedelta(days=30), **more)


def held(open_minor: int, **more: object) -> UnappliedCash:
    """Money that was there at the key date."""
    return unapplied(open_minor, booked=AS_OF, **more)


def filled(days_ago: int, basis: str = "due") -> list[str]:
    """The buckets an item stands in that was due (or issued) so many days ago."""
    day = AS_OF - timedelta(days=days_ago)
    row = aging(OPEN_ITEMS.frame([item(due=day, issued=min(day, AS_OF))]), AS_OF, basis).iloc[0]
    return [span.key for span in buckets(basis=basis) if row[span.column]]


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (-1, "not_due"), (0, "not_due"), (1, "days_1_30"), (30, "days_1_30"), (31, "days_31_60"), (60, "days_31_60"),
        (61, "days_61_90"), (90, "days_61_90"), (91, "days_91"), (4000, "days_91"),
    ],
)  # fmt: skip
def test_the_due_day_is_not_overdue_and_the_last_day_belongs_to_its_bucket(days: int, bucket: str) -> None:
    assert filled(days) == [bucket]


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(0, "days_0_30"), (30, "days_0_30"), (31, "days_31_60"), (90, "days_61_90"), (91, "days_91")],
)
def test_by_document_date_the_first_bucket_begins_with_the_day_itself(days: int, bucket: str) -> None:
    assert filled(days, "invoice") == [bucket]


def test_buckets_are_contiguous_and_only_their_ends_are_open() -> None:
    for basis in ("due", "invoice"):
        spans = buckets((7, 14, 45, 180), basis)
        assert all(a.last is not None and b.first == a.last + 1 for a, b in itertools.pairwise(spans))
        assert spans[-1].last is None and (spans[0].first is None) == (basis == "due")


@pytest.mark.parametrize("bounds", [(), (0,), (-5, 30), (30, 30), (60, 30), (30, 99999)])
def test_a_bucket_table_with_a_gap_an_overlap_or_no_end_is_refused(bounds: tuple[int, ...]) -> None:
    with pytest.raises(ConfigError, match="buckets"):
        buckets(bounds)


def test_an_unknown_basis_is_refused() -> None:
    with pytest.raises(ConfigError, match="posting"):
        aging(OPEN_ITEMS.frame([]), AS_OF, "posting")


def test_the_open_bucket_names_its_first_day_in_both_languages() -> None:
    assert [buckets()[-1].label.text(lang) for lang in ("en", "zh")] == ["91+ days", "91天以上"]


def test_a_credit_note_stands_in_the_bucket_of_its_own_age() -> None:
    row = aging(OPEN_ITEMS.frame([due(95, 1000), due(20, 500), due(40, -200)]), AS_OF).iloc[0]
    assert [row[s.column] for s in buckets()] == [0, 500, -200, 0, 1000]
    assert row["total_minor"] == row["balance_minor"] == 1300


def test_unapplied_money_stands_apart_and_lowers_the_balance_only() -> None:
    row = aging(OPEN_ITEMS.frame([due(95, 1000), due(20, 500)]), AS_OF, unapplied=UNAPPLIED.frame([held(300)]))
    assert row[["total_minor", "unapplied_minor", "balance_minor"]].to_numpy().tolist() == [[1500, -300, 1200]]


def test_a_prepayment_is_money_and_is_not_aged() -> None:
    prepaid = due(95, -300, kind=ItemKind.PREPAYMENT)
    row = aging(OPEN_ITEMS.frame([due(20, 500), prepaid]), AS_OF).iloc[0]
    assert (row["total_minor"], row["unapplied_minor"], row["balance_minor"]) == (500, -300, 200)
    assert aged_items(OPEN_ITEMS.frame([prepaid]), AS_OF)["bucket"].tolist() == ["unapplied"]


def test_money_of_an_unknown_payer_has_a_row_of_its_own_and_comes_last() -> None:
    money = UNAPPLIED.frame([held(300, customer_id="")])
    aged = aging(OPEN_ITEMS.frame([due(20, 500)]), AS_OF, unapplied=money)
    assert aged[["customer_id", "balance_minor"]].to_numpy().tolist() == [["C1", 500], ["", -300]]


def test_money_booked_after_the_key_date_is_not_there_yet() -> None:
    money = UNAPPLIED.frame([unapplied(300, booked=AS_OF + timedelta(days=1)), unapplied(50, line="x", booked=AS_OF)])
    assert aging(OPEN_ITEMS.frame([]), AS_OF, unapplied=money)["balance_minor"].tolist() == [-50]


def test_two_currencies_never_share_a_row() -> None:
    aged = aging(OPEN_ITEMS.frame([due(20, 500), due(21, 700, currency="USD")]), AS_OF)
    assert aged[["currency", "balance_minor"]].to_numpy().tolist() == [["EUR", 500], ["USD", 700]]


def test_later_documents_drafts_and_cancelled_ones_are_left_out_and_listed_with_their_reason() -> None:
    items = OPEN_ITEMS.frame(
        [
            item("F", issued=AS_OF + timedelta(days=1), due=AS_OF + timedelta(days=31)),
            due(20, 500, state=ItemState.DRAFT),
            due(30, 600, state=ItemState.CANCELLED),
            due(10, 70, state=ItemState.DISPUTED),
        ]
    )
    assert aging(items, AS_OF)["balance_minor"].tolist() == [70]
    assert dict(zip(*left_out(items, AS_OF)[["item_id", "reason"]].to_numpy().T, strict=True)) == {
        "F": "future",
        "I20": "draft",
        "I30": "cancelled",
    }


def test_a_missing_due_date_is_the_document_date() -> None:
    items = OPEN_ITEMS.frame([item(issued=AS_OF - timedelta(days=40))])
    items["due"] = pd.NaT
    assert aged_items(items, AS_OF)[["days", "bucket"]].to_numpy().tolist() == [[40, "days_31_60"]]


def test_an_item_without_a_document_date_is_not_taken_for_a_later_one() -> None:
    items = OPEN_ITEMS.frame([item(due=AS_OF + timedelta(days=9))])
    items["issued"] = pd.NaT
    assert aged_items(items, AS_OF)[["days", "bucket"]].to_numpy().tolist() == [[-9, "not_due"]]
    assert aged_items(items, AS_OF, "invoice")["bucket"].tolist() == ["days_0_30"]


def test_an_item_without_any_date_is_refused_by_its_number() -> None:
    items = OPEN_ITEMS.frame([item("RE-7")])
    items["due"] = items["issued"] = pd.NaT
    with pytest.raises(InputError, match="RE-7"):
        aging(items, AS_OF)


def test_a_table_without_a_needed_column_is_refused_by_the_columns_name() -> None:
    with pytest.raises(InputError, match="currency"):
        aging(OPEN_ITEMS.frame([item()]).drop(columns="currency"), AS_OF)


def test_only_the_needed_columns_are_needed() -> None:
    items = OPEN_ITEMS.frame([due(20, 500)])[["customer_id", "currency", "issued", "due", "open_minor"]]
    assert aging(items, AS_OF)["balance_minor"].tolist() == [500]
    assert aged_items(items, AS_OF)["days"].tolist() == [20]


def test_columns_of_categories_age_as_texts_do() -> None:
    items = OPEN_ITEMS.frame([due(20, 500), due(21, 700, customer_id="C0", state=ItemState.DRAFT), due(3, 9)])
    coded = items.astype(dict.fromkeys(["customer_id", "currency", "state", "kind"], "category"))
    pd.testing.assert_frame_equal(aging(coded, AS_OF), aging(items, AS_OF))


def test_sums_beyond_what_a_float_holds_are_exact() -> None:
    items = OPEN_ITEMS.frame([due(20, 2**53), due(21, 1), due(22, 1)])
    assert aging(items, AS_OF)["total_minor"].tolist() == [2**53 + 2]


def test_sums_beyond_what_a_frame_holds_are_refused() -> None:
    with pytest.raises(LedgerError, match="too large"):
        aging(OPEN_ITEMS.frame([due(n, 2**61) for n in range(3)]), AS_OF)


def test_no_items_give_an_empty_table_with_all_its_columns() -> None:
    aged = aging(OPEN_ITEMS.frame([]), AS_OF)
    assert len(aged) == 0 and list(aged.columns)[-3:] == ["total_minor", "unapplied_minor", "balance_minor"]


_ITEMS = st.lists(
    st.builds(
        lambda who, currency, days, amount, kind, state: item(
            "X",
            amount,
            customer_id=f"C{who}",
            customer_name=f"Name {who} {days % 2 or ''}",
            currency=currency,
            issued=AS_OF - timedelta(days=days),
            due=AS_OF - timedelta(days=days - 30),
            kind=kind,
            state=state,
        ),
        st.integers(0, 4),
        st.sampled_from(["EUR", "USD", "JPY"]),
        st.integers(-40, 200),
        st.integers(-(10**12), 10**12),
        st.sampled_from(list(ItemKind)),
        st.sampled_from(list(ItemState)),
    ),
    max_size=25,
)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    items=_ITEMS, cash=st.lists(st.integers(1, 10**9), max_size=4), basis=st.sampled_from(["due", "invoice"]),
    bounds=st.lists(st.integers(1, 400), min_size=1, max_size=6, unique=True).map(sorted),
)  # fmt: skip
def test_buckets_and_unapplied_money_and_what_is_left_out_are_the_whole_ledger(
    items: list[OpenItem], cash: list[int], basis: str, bounds: list[int]
) -> None:
    table = OPEN_ITEMS.frame(items)
    money = UNAPPLIED.frame(unapplied(minor, line=f"L{n}", booked=AS_OF) for n, minor in enumerate(cash))
    aged = aging(table, AS_OF, basis, bounds, money)
    spans = buckets(bounds, basis)
    assert aged["balance_minor"].sum() == sum(i.open_minor for i in items) - sum(cash) - int(
        left_out(table, AS_OF)["open_minor"].sum()
    )
    assert (aged[[s.column for s in spans]].sum(axis=1) == aged["total_minor"]).all()
    detail = aged_items(table, AS_OF, basis, bounds)
    for span in spans:
        assert detail.loc[detail["bucket"] == span.key, "open_minor"].sum() == aged[span.column].sum()
    assert len(detail) + len(left_out(table, AS_OF)) == sum(1 for i in items if i.open_minor)
    assert not aged.duplicated(["customer_id", "currency"]).any()


@settings(max_examples=40, derandomize=True, deadline=None)
@given(items=_ITEMS, order=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(items: list[OpenItem], order: object) -> None:
    shuffled = list(items)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = aging(OPEN_ITEMS.frame(items), AS_OF), aging(OPEN_ITEMS.frame(shuffled), AS_OF)
    pd.testing.assert_frame_equal(one, other)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.integers(-400, 400), st.sampled_from(["due", "invoice"]))
def test_the_bucket_of_a_number_of_days_is_the_one_a_document_of_that_age_stands_in(days: int, basis: str) -> None:
    if basis == "due" or days >= 0:
        assert [bucket_of(days, buckets(basis=basis)).key] == filled(days, basis)


def test_balances_are_those_of_the_aged_balance_by_customer_and_currency() -> None:
    rows = [
        due(1),
        due(2, -30),
        due(3, 500, currency="JPY"),
        due(4, 70, customer_id="C2"),
        due(-90, 9, customer_id="C3"),
    ]
    owed = balances(OPEN_ITEMS.frame(rows), AS_OF)
    aged = aging(OPEN_ITEMS.frame(rows), AS_OF)
    flat = {(who, code): minor for who, held_ in owed.items() for code, minor in held_.items()}
    assert flat == {(r.customer_id, r.currency): r.balance_minor for r in aged.itertuples()}
    assert owed["C1"] == {"EUR": 70, "JPY": 500}
