"""Ages in cells are those of the core, to the cent."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recon.aging import aging
from recon.rows import OPEN_ITEMS
from recon.words import say
from tests.builders import examples, item
from tests.xl_addin.functions.sheets import (
    AS_OF,
    CHINESE_HEADS,
    HEADS,
    as_of,
    ask,
    at,
    cells,
    column,
    document,
    ledger,
    listed,
    receipts,
    value,
    why,
)
from xl_addin.cells import NONE, one
from xl_addin.formula.language import speak


def test_an_aged_balance_in_cells_is_the_one_of_the_core() -> None:
    made = random.Random(4)
    rows, items = [], []
    for number in range(60):
        cents = made.randrange(-5_000, 100_000) or 1
        due = date(2025, 9, 1).toordinal() + made.randrange(280)
        who = f"C{made.randrange(7)}"
        code = made.choice(["EUR", "USD", "JPY"])
        cents = cents * 100 if code == "JPY" else cents
        days = {"issued": date.fromordinal(due - 30), "due": date.fromordinal(due)}
        of = {"currency": code, "customer": who, "name": f"Firm {who}", **days}
        units = cents if code == "JPY" else cents / 100
        rows.append(document(f"D{number}", amount=units, **of))
        ledger_item = {"customer_id": who, "customer_name": f"Firm {who}", "currency": code, **days}
        items.append(item(f"D{number}", cents, **ledger_item))
    core = aging(OPEN_ITEMS.frame(items), AS_OF)
    shown = ask("AR_AGING", listed(*rows), as_of())
    assert [row[0] for row in shown[1:]] == core["customer_id"].tolist()
    for at_, name in enumerate([c for c in map(str, core) if c.endswith("_minor")], start=3):
        for row, minor, code in zip(shown[1:], core[name], core["currency"], strict=True):
            assert row[at_] == pytest.approx(minor if code == "JPY" else minor / 100, abs=0.001)


def test_the_table_of_the_workbook_ages_by_its_open_amounts() -> None:
    english = ask("AR_AGING", ledger("en"), as_of())
    chinese = ask("AR_AGING", ledger("zh"), as_of())
    assert english[0][:4] == ("Customer no.", "Customer", "Currency", "Not due")
    assert chinese[0][0] == say("col_customer_id", "zh")
    assert [row[3:] for row in english[1:]] == [row[3:] for row in chinese[1:]]
    assert column(english, "Balance") == [1279.99, 2000.0, 1000.0, 700.0]


def test_of_a_part_paid_document_the_open_amount_is_aged() -> None:
    shown = ask("AR_AGING", listed(document(amount=100.0, open=40.0)), as_of())
    assert column(shown, "Balance") == [40.0]


def test_two_currencies_of_a_customer_never_share_a_row() -> None:
    shown = ask("AR_AGING", listed(document("A"), document("B", currency="USD")), as_of())
    assert column(shown, "Currency") == ["EUR", "USD"]


def test_buckets_and_basis_are_those_asked_for() -> None:
    rows = listed(document(issued=date(2026, 3, 21), due=date(2026, 3, 30)))
    by_due = ask("AR_AGING", rows, as_of(), NONE, "10,20")
    assert by_due[0][3:7] == ("Not due", "1-10 days", "11-20 days", "21+ days")
    assert by_due[1][3:7] == (0.0, 100.0, 0.0, 0.0)
    assert by_due == ask("AR_AGING", rows, as_of(), "due", cells([[10.0, 20.0]]))
    by_issue = ask("AR_AGING", rows, as_of(), "invoice", "10，20")
    assert by_issue[0][3:6] == ("0-10 days", "11-20 days", "21+ days")
    assert ask("AR_AGING", rows, as_of(), "单据日期", "10,20") == by_issue


def test_money_that_is_not_applied_stands_apart_and_is_in_the_balance() -> None:
    held = ask("AR_UNAPPLIED", receipts(), NONE, as_of())
    shown = ask("AR_AGING", ledger(), as_of(), NONE, NONE, cells(held, sheet="Held"))
    assert sum(column(shown, "Unapplied")) == pytest.approx(-3983.33)  # type: ignore[arg-type]
    assert sum(column(shown, "Balance")) == pytest.approx(4979.99 - 3983.33)  # type: ignore[arg-type]


def test_the_detail_adds_up_to_the_total_of_the_aged_balance() -> None:
    total = sum(column(ask("AR_AGING", ledger(), as_of()), "Total"))  # type: ignore[arg-type]
    detail = ask("AR_AGING_DETAIL", ledger(), as_of())
    assert sum(column(detail, "Open")) == pytest.approx(total)  # type: ignore[arg-type]
    first = dict(zip(detail[0], detail[1], strict=True))
    assert (first["Document"], first["Days"], first["Age"]) == ("INV-26001", 45.0, "31-60 days")
    assert first["Due"] == date(2026, 2, 14)


def test_what_one_function_gives_another_one_reads() -> None:
    aged = ask("AR_AGING", ledger(), as_of())
    again = ask("AR_AGING", cells(ask("AR_AGING_DETAIL", ledger(), as_of()), top=0, left=0), as_of())
    assert again == aged


@pytest.mark.parametrize(
    ("due", "label"),
    [
        (date(2026, 4, 1), "Not due"),
        (AS_OF, "Not due"),
        (date(2026, 3, 30), "1-30 days"),
        (date(2026, 3, 1), "1-30 days"),
        (date(2026, 2, 28), "31-60 days"),
        (date(2025, 12, 31), "61-90 days"),
        (date(2025, 12, 30), "91+ days"),
    ],
)
def test_a_bucket_begins_the_day_after_the_one_before_ends(due: date, label: str) -> None:
    assert value("AR_BUCKET", due, AS_OF) == label


def test_the_bucket_of_a_cell_is_the_column_its_document_stands_in() -> None:
    for row in ledger().rows[1:]:
        shown = ask("AR_AGING", listed(document(due=row[5], issued=row[4], amount=5.0)), as_of())
        assert dict(zip(shown[0], shown[1], strict=True))[value("AR_BUCKET", row[5], AS_OF)] == 5.0


def test_a_column_of_dates_gives_a_column_of_days_and_blank_stays_blank() -> None:
    days = cells([[date(2026, 3, 21)], [None], ["2026-03-30"], [46112.0], [date(2026, 4, 30)]])
    assert ask("AR_DAYSLATE", days, as_of()) == ((10.0,), (None,), (1.0,), (0.0,), (0.0,))


def test_one_bad_date_in_a_column_is_an_error_in_its_own_row() -> None:
    days = cells([[date(2026, 3, 21)], ["soon"], [date(2026, 3, 30)], [3.0]], sheet="Plan", top=4, left=6)
    assert ask("AR_DAYSLATE", days, as_of()) == ((10.0,), ("#VALUE!",), (1.0,), ("#NUM!",))
    assert why().startswith("sheet Plan, cell F5, value 'soon': This is no date.")


@pytest.mark.parametrize(
    ("issued", "agreed", "due"),
    [
        (date(2026, 3, 10), "net 30", date(2026, 4, 9)),
        (date(2026, 3, 10), 30.0, date(2026, 4, 9)),
        (date(2026, 3, 10), "eom+30", date(2026, 4, 30)),
        (date(2026, 1, 31), "months 1", date(2026, 2, 28)),
        (date(2026, 3, 10), "2/10 net 30", date(2026, 4, 9)),
    ],
)
def test_a_due_date_follows_from_the_terms(issued: date, agreed: Any, due: date) -> None:
    assert value("AR_DUE", issued, agreed) == due


def test_terms_that_are_read_in_several_ways_are_refused() -> None:
    assert value("AR_DUE", AS_OF, "月结30天") == "#VALUE!"
    assert "can be read in several ways" in why()


def test_columns_of_unequal_height_are_refused() -> None:
    assert value("AR_DUE", cells([[AS_OF], [AS_OF]]), cells([[30.0], [30.0], [30.0]])) == "#VALUE!"
    assert "2 x 1 and 3 x 1" in why()


@pytest.mark.parametrize("ends", ["60,30", "0,30", "-5", "30.5,60", "99999"])
def test_buckets_that_cannot_be_are_a_number_out_of_range(ends: str) -> None:
    assert value("AR_AGING", listed(), as_of(), NONE, ends) == "#NUM!"


def test_a_basis_nobody_knows_is_refused_with_those_there_are() -> None:
    assert value("AR_AGING", listed(), as_of(), "delivery") == "#VALUE!"
    assert "due" in why()
    speak("zh")
    assert value("AR_AGING", listed(), as_of(), "delivery") == "#VALUE!"
    assert "请填写其中之一" in why()


CENTS = st.integers(-(10**7), 10**7).filter(bool)
ROWS = st.lists(
    st.tuples(st.sampled_from(["C1", "C2", "C3"]), CENTS, st.dates(date(2025, 6, 1), date(2026, 6, 30))),
    min_size=1,
    max_size=12,
)


def _list(rows: list[tuple[str, int, date]], heads: tuple[str, ...] = HEADS) -> Any:
    drawn = [document(f"D{n}", customer=w, name=w, amount=c / 100, issued=d, due=d) for n, (w, c, d) in enumerate(rows)]
    return listed(*drawn, heads=heads)


@examples(40)
@given(ROWS, st.randoms(use_true_random=False))
def test_rows_in_any_order_and_headings_in_either_language_give_the_same_figures(
    rows: list[tuple[str, int, date]], chance: random.Random
) -> None:
    drawn = _list(rows).rows
    mixed = list(drawn[1:])
    chance.shuffle(mixed)
    first = ask("AR_AGING", _list(rows), as_of())
    assert ask("AR_AGING", cells([HEADS, *mixed]), as_of()) == first
    assert ask("AR_AGING", cells([CHINESE_HEADS, *mixed]), as_of())[1:] == first[1:]


@examples(40)
@given(ROWS)
def test_buckets_and_unapplied_are_the_balance_and_nothing_dated_by_then_falls_out(
    rows: list[tuple[str, int, date]],
) -> None:
    shown = ask("AR_AGING", _list(rows), as_of())
    for row in shown[1:]:
        *buckets, total, unapplied, balance = row[3:]
        assert sum(buckets) == pytest.approx(total, abs=0.001)  # type: ignore[arg-type]
        assert total + unapplied == pytest.approx(balance, abs=0.001)  # type: ignore[operator]
    owed = sum(c for _, c, d in rows if d <= AS_OF) / 100
    assert sum(column(shown, "Balance")) == pytest.approx(owed, abs=0.001)  # type: ignore[arg-type]
    alone = sum(ask("AR_BALANCE", _list(rows), who, as_of())[0][0] for who in ("C1", "C2", "C3"))  # type: ignore[misc]
    assert alone == pytest.approx(owed, abs=0.001)


def test_dates_come_back_as_dates_and_numbers_as_numbers() -> None:
    due = value("AR_DUE", one(at(AS_OF)), "30")
    assert type(due) is date
    assert isinstance(value("AR_DAYSLATE", AS_OF, AS_OF), float)
