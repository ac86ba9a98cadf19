"""Terms fall due on the agreed day, and a text with two readings is never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recon import terms
from recon.errors import ConfigError
from recon.ingest import termtexts
from recon.terms import (
    AddMonths,
    CashDiscount,
    Due,
    EndOfMonth,
    Instalments,
    Net,
    NextMonth,
    NextMonthFirst,
    Period,
    Prepaid,
    Proximo,
    Terms,
    ToEndOfMonth,
)
from tests.builders import examples

LAW = examples(150)
DAYS = st.integers(0, 365)
DUES: st.SearchStrategy[Due] = st.one_of(
    st.builds(Net, DAYS),
    st.builds(EndOfMonth, DAYS),
    st.builds(ToEndOfMonth, DAYS),
    st.builds(NextMonth, st.integers(1, 31)),
    st.builds(NextMonthFirst, DAYS),
    st.builds(AddMonths, st.integers(1, 24)),
    st.builds(Proximo, st.integers(1, 31), st.integers(0, 12), st.integers(1, 31)),
    st.just(Prepaid()),
)
DISCOUNTS = st.lists(
    st.builds(
        CashDiscount,
        st.integers(1, 99).map(Decimal) | st.just(Decimal("2.5")),
        st.builds(Net, DAYS) | st.builds(EndOfMonth, st.integers(1, 90)),
    ),
    max_size=2,
    unique_by=lambda discount: discount.percent,
).map(lambda found: tuple(sorted(found, key=lambda discount: -discount.percent)))


@pytest.mark.parametrize(
    ("due", "issued", "expected"),
    [
        (Net(30), "2026-01-31", "2026-03-02"),
        (Net(0), "2026-01-31", "2026-01-31"),
        (EndOfMonth(), "2028-02-01", "2028-02-29"),
        (EndOfMonth(30), "2026-05-15", "2026-06-30"),
        (ToEndOfMonth(30), "2026-06-16", "2026-07-31"),
        (NextMonth(30), "2028-01-31", "2028-02-29"),
        (NextMonth(31), "2026-12-20", "2027-01-31"),
        (NextMonthFirst(30), "2026-03-10", "2026-05-01"),
        (AddMonths(1), "2026-01-31", "2026-02-28"),
        (AddMonths(12), "2028-02-29", "2029-02-28"),
        (Proximo(20, 1, 12), "2026-08-20", "2026-09-12"),
        (Proximo(20, 1, 12), "2026-08-21", "2026-10-12"),
        (Proximo(31, 1, 31), "2026-08-31", "2026-09-30"),
        (Prepaid(), "2026-08-31", "2026-08-31"),
    ],
)
def test_terms_fall_due_on_the_agreed_day(due: Due, issued: str, expected: str) -> None:
    assert terms.due_date(due, date.fromisoformat(issued)) == date.fromisoformat(expected)


@given(DUES, st.dates(date(1990, 1, 1), date.max))
@LAW
def test_nothing_falls_due_before_its_invoice(due: Due, issued: date) -> None:
    earliest = issued if not isinstance(due, Proximo) else issued.replace(day=1)
    assert terms.due_date(due, issued) >= earliest


@given(DUES, DISCOUNTS)
@LAW
def test_terms_read_back_as_they_were_written(due: Due, discounts: tuple[CashDiscount, ...]) -> None:
    agreed = Terms(due, discounts)
    assert termtexts.parse(termtexts.written(agreed)) == agreed


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Net 30", "net 30"),
        ("30 days net", "net 30"),
        ("n/30", "net 30"),
        ("Payment terms: Net 45 days", "net 45"),
        ("due on receipt", "net 0"),
        ("2/10, n/30", "2% net 10, net 30"),
        ("2/10 n/30", "2% net 10, net 30"),
        ("2% 10 Net 30", "2% net 10, net 30"),
        ("3/15, 2/30, net 60", "3% net 15, 2% net 30, net 60"),
        ("15th of following month", "mfi 15"),
        ("30 days from end of month", "eom+30"),
        ("30 Tage netto", "net 30"),
        ("zahlbar innerhalb von 30 Tagen ohne Abzug", "net 30"),
        ("14 Tage 2% Skonto, 30 Tage netto", "2% net 14, net 30"),
        ("14 Tage 2 % Skonto 30 Tage netto", "2% net 14, net 30"),
        ("2,5% Skonto innerhalb 10 Tagen, 30 Tage netto", "2.5% net 10, net 30"),
        ("10 Tage 3 %, 30 Tage 2 %, 60 Tage netto", "3% net 10, 2% net 30, net 60"),
        ("sofort fällig", "net 0"),
        ("Vorkasse", "prepaid"),
        ("Zahlbar bis 15. des Folgemonats", "mfi 15"),
        ("45 jours net", "net 45"),
        ("收票后30天", "net 30"),
        ("账期：60天", "net 60"),
        ("次月15日前付款", "mfi 15"),
        ("次月底", "mfi 31"),
        ("月底后30天", "eom+30"),
        ("款到发货", "prepaid"),
        ("10天内付款享2%折扣，30天", "2% net 10, net 30"),
    ],
)
def test_a_common_text_is_read(text: str, canonical: str) -> None:
    assert [termtexts.written(one) for one in termtexts.read(text)] == [canonical]


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("月结30天", ["eom+30", "months 1", "net 30"]),
        ("月结45天", ["eom+45", "net 45"]),
        ("月结", ["eom", "mfi 31"]),
        ("次月结30天", ["next month+30", "eom+30"]),
        ("n/30 EOM", ["eom+30", "net 30 to eom"]),
        ("30 jours fin de mois", ["eom+30", "net 30 to eom"]),
        ("2/10, n/30 EOM", ["2% eom+10, eom+30", "2% net 10, net 30 to eom"]),
    ],
)
def test_a_text_with_several_readings_gives_them_all_and_is_refused(text: str, readings: list[str]) -> None:
    assert [termtexts.written(one) for one in termtexts.read(text)] == readings
    with pytest.raises(ConfigError) as refusal:
        termtexts.parse(text)
    for lang in ("en", "zh"):
        assert all(reading in refusal.value.text(lang) for reading in readings)


@pytest.mark.parametrize(
    "text", ["", "30", "COD", "2/10", "as agreed", "net 99999", "net 30 or so", "0% 10, net 30", "mfi 32", "货到付款"]
)
def test_what_is_no_term_is_refused_with_what_to_write(text: str) -> None:
    assert termtexts.read(text) == ()
    with pytest.raises(ConfigError, match="net 30"):
        termtexts.parse(text)


def test_a_discount_may_be_taken_on_its_last_day() -> None:
    discount = CashDiscount(Decimal(2), Net(14))
    assert terms.discount_until(discount, date(2026, 10, 7)) == date(2026, 10, 21)
    assert terms.discount_until(discount, date(2026, 10, 7), grace=2) == date(2026, 10, 23)
    assert terms.discount_minor(discount, 99_99, "EUR") == 2_00


@given(st.integers(-(10**9), 10**9), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
@LAW
def test_instalments_add_up_to_the_invoice(total_minor: int, issued: date) -> None:
    plan = Instalments(((Decimal("33.3"), Prepaid()), (Decimal("33.3"), Net(30)), (Decimal("33.4"), EndOfMonth(60))))
    assert sum(share for _, share in plan.shares(issued, total_minor)) == total_minor


def test_instalments_that_are_no_whole_are_refused() -> None:
    with pytest.raises(ConfigError, match="90"):
        Instalments(((Decimal(90), Net(0)),)).shares(date(2026, 1, 1), 100)


@given(st.integers(1, 9998), st.integers(1, 12))
@LAW
def test_a_period_ends_the_day_before_the_next_begins(year: int, month: int) -> None:
    period = Period(year, month)
    assert (period.next.first - period.last).days == 1
    assert period.next.previous == period
    assert Period.parse(str(period)) == period == Period.of(period.last)
    assert period.first in period
    assert period.last in period
    assert period.next.first not in period


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-3", "March", "", "0000-01", "2026-03-01"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="2026-03"):
        Period.parse(text)
