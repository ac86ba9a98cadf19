"""What is open in cells is what the ledger of the core says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recon.words import say
from tests.builders import examples
from tests.xl_addin.functions.sheets import (
    AS_OF,
    HEADS,
    alloc,
    allocated,
    as_of,
    ask,
    cells,
    column,
    document,
    ledger,
    listed,
    receipts,
    value,
    why,
)
from tests.xl_addin.workbooks import firm
from xl_addin.cells import NONE
from xl_addin.formula.language import speak


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_was_applied_up_to_a_day_is_taken_off_what_was_issued(lang: str) -> None:
    code = firm(lang).currency
    made = alloc(
        allocated(currency=code),
        allocated(item="INV-26002", cash=500.0, written_off=20.0, day=date(2026, 3, 10), currency=code),
        allocated(item="INV-26003", cash=500.0, day=date(2026, 4, 2), currency=code),
        lang=lang,
    )
    shown = ask("AR_OPEN", ledger(lang), made, as_of())
    heads = [say(f"xl_col_{key}", lang) for key in ("item_id", "applied", "open")]
    rows = {number: (applied, left) for number, applied, left in zip(*(column(shown, h) for h in heads), strict=True)}
    assert rows["INV-26001"] == (1000.0, 190.0)
    assert rows["INV-26002"] == (520.0, 1480.0)
    assert rows["INV-26003"] == (0.0, 500.0)  # effective after the key date
    later = ask("AR_OPEN", ledger(lang), made, as_of(date(2026, 4, 2)))
    assert dict(zip(column(later, heads[0]), column(later, heads[2]), strict=True))["INV-26003"] == 0.0


def test_the_open_column_of_the_list_does_not_count_where_the_allocations_say_it() -> None:
    shown = ask("AR_OPEN", listed(document(amount=100.0, open=1.0)), alloc(allocated(item="INV-1", cash=30.0)), as_of())
    assert column(shown, "Open amount") == [70.0]


def test_a_document_of_a_later_day_is_not_there_yet() -> None:
    shown = ask("AR_OPEN", listed(document("A"), document("B", issued=date(2026, 4, 1))), NONE, as_of())
    assert column(shown, "Document no") == ["A"]


def test_more_applied_than_issued_is_refused() -> None:
    assert (
        value("AR_OPEN", listed(document(amount=100.0)), alloc(allocated(item="INV-1", cash=130.0)), as_of())
        == "#VALUE!"
    )
    assert "INV-1" in why()


def test_an_allocation_in_another_currency_is_refused() -> None:
    assert value("AR_OPEN", listed(), alloc(allocated(item="INV-1", currency="USD", cash=1.0)), as_of()) == "#VALUE!"
    assert "USD" in why()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_open_documents_in_cells_age_as_the_list_does(lang: str) -> None:
    opened = cells(ask("AR_OPEN", ledger(lang), NONE, as_of()), top=0, left=0)
    assert ask("AR_AGING", opened, as_of()) == ask("AR_AGING", ledger(lang), as_of())


def test_a_disputed_document_is_still_said_to_be_one() -> None:
    rows = cells([(*HEADS, "Status"), (*document(), "Disputed"), (*document("INV-2"), "Open")])
    assert column(ask("AR_OPEN", rows, NONE, as_of()), "Status") == ["disputed", None]


@examples(40)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6), st.integers(1, 33_333)), max_size=8))
def test_what_documents_fell_by_is_what_lines_were_used_for(shares: list[tuple[int, int, int]]) -> None:
    lines, documents = receipts().rows[1:], ledger().rows[1:]
    made, used, fallen = [], dict.fromkeys(range(4), 0), dict.fromkeys(range(7), 0)
    for line, document_, cents in shares:
        brought, issued = (
            round(float(str(row[at])) * 100) for row, at in ((lines[line], 5), (documents[document_], 7))
        )
        if used[line] + cents <= brought and fallen[document_] + cents <= issued:
            used[line] += cents
            fallen[document_] += cents
            made.append(allocated(str(lines[line][0]), str(documents[document_][0]), cents / 100, date(2026, 3, 28)))
    applied = alloc(*made) if made else NONE
    opened, left = ask("AR_OPEN", ledger(), applied, as_of()), ask("AR_UNAPPLIED", receipts(), applied, as_of())
    spent = sum(used.values()) / 100
    assert sum(map(_number, column(opened, "Applied"))) == pytest.approx(spent)
    assert sum(_number(row[7]) for row in documents) - spent == pytest.approx(
        sum(map(_number, column(opened, "Open amount")))
    )
    assert sum(_number(row[5]) for row in lines) - spent == pytest.approx(sum(map(_number, column(left, "Unapplied"))))


def _number(cell: object) -> float:
    return float(str(cell))


def test_what_is_left_of_a_receipt_is_what_it_brought_less_what_was_applied() -> None:
    made = alloc(allocated(), allocated("B-0002", "INV-26002", 1960.0, date(2026, 3, 10), written_off=40.0))
    shown = ask("AR_UNAPPLIED", receipts(), made, as_of())
    assert column(shown, "Line ID") == ["B-0001", "B-0003", "B-0004"]
    assert column(shown, "Unapplied") == [190.0, 500.0, 333.33]
    assert column(shown, "Applied") == [1000.0, 0.0, 0.0]
    assert column(shown, "Customer ID") == ["C001", None, None]


def test_what_is_booked_or_applied_later_is_not_known_yet() -> None:
    made = alloc(allocated(day=date(2026, 3, 20)))
    shown = ask("AR_UNAPPLIED", receipts(), made, as_of(date(2026, 3, 17)))
    assert column(shown, "Unapplied") == [1190.0, 1960.0, 500.0]


def test_a_line_used_for_more_than_it_brought_is_refused() -> None:
    assert value("AR_UNAPPLIED", receipts(), alloc(allocated(cash=2000.0)), as_of()) == "#VALUE!"
    assert "B-0001" in why()


def test_money_out_that_was_applied_to_nothing_is_no_money_of_a_customer() -> None:
    rows = [
        ("Line ID", "Booking date", "Currency", "Amount", "Counterparty"),
        ("T1", date(2026, 3, 1), "EUR", -12.5, "Bank"),
        ("T2", date(2026, 3, 2), "EUR", 100.0, "Alder"),
    ]
    assert column(ask("AR_UNAPPLIED", cells(rows), NONE, as_of()), "Line ID") == ["T2"]


def test_a_column_of_customers_by_number_or_name_gives_a_column_of_balances() -> None:
    asked = cells([["C001"], ["Birchwood Paper GmbH"], [None], ["C004"], ["C999"]])
    assert ask("AR_BALANCE", ledger(), asked, as_of()) == ((1279.99,), (2000.0,), (None,), (700.0,), (0.0,))


def test_without_a_key_date_every_document_counts() -> None:
    rows = listed(document("A"), document("B", issued=date(2027, 1, 1), due=date(2027, 2, 1)))
    assert value("AR_BALANCE", rows, "C1") == 200.0
    assert value("AR_BALANCE", rows, "C1", AS_OF) == 100.0


def test_a_customer_with_two_currencies_has_no_one_balance() -> None:
    rows = listed(document("A"), document("B", currency="JPY", amount=5000.0))
    assert value("AR_BALANCE", rows, "C1") == "#VALUE!"
    assert "EUR, JPY" in why()
    assert value("AR_BALANCE", rows, "C1", NONE, "JPY") == 5000.0


def test_two_customers_of_one_name_are_asked_for_by_number() -> None:
    rows = listed(document("A", customer="C1"), document("B", customer="C2"))
    assert value("AR_BALANCE", rows, "Alder Trading Ltd") == "#VALUE!"
    assert "C1, C2" in why()
    assert value("AR_BALANCE", rows, "C2") == 100.0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_statement_runs_to_the_balance_of_the_customer(lang: str) -> None:
    shown = ask("AR_STATEMENT", ledger(lang), "C004", as_of())
    assert shown[-1][-1] == value("AR_BALANCE", ledger(lang), "C004", AS_OF) == 700.0
    assert shown[0][-1] == say("col_balance", lang)
    assert len(shown) == 3


def test_a_statement_holds_the_money_of_its_customer_that_is_not_applied() -> None:
    held = cells(ask("AR_UNAPPLIED", receipts(), alloc(allocated()), as_of()), sheet="Held")
    shown = ask("AR_STATEMENT", ledger(), "C001", as_of(), held)
    assert column(shown, "Open")[-1] == -190.0
    assert shown[-1][-1] == 1279.99 - 190.0


def test_a_customer_without_a_document_is_not_found() -> None:
    assert value("AR_STATEMENT", ledger(), "C999", AS_OF) == "#N/A"
    assert "no document of this customer" in why()
    speak("zh")
    assert value("AR_STATEMENT", ledger("zh"), "C999", AS_OF) == "#N/A"
    assert "没有该客户的单据" in why()


def test_a_bad_cell_of_the_allocations_is_named_and_the_others_counted() -> None:
    made = alloc(allocated(cash="much"), allocated(item=None), allocated(day="one day"))
    assert value("AR_OPEN", ledger(), made, as_of()) == "#VALUE!"
    said = why()
    assert "cell G2" in said
    assert "'much'" in said
    assert "2 more rows" in said


def test_a_totals_row_under_the_allocations_is_none_of_them() -> None:
    total = ("Total", None, None, None, None, None, 1000.0, None, None, 1000.0)
    assert ask("AR_OPEN", ledger(), alloc(allocated(), total), as_of()) == ask(
        "AR_OPEN", ledger(), alloc(allocated()), as_of()
    )


def test_allocations_without_their_columns_are_refused_with_what_is_missing() -> None:
    assert value("AR_OPEN", ledger(), cells([["Document no", "Cash"], ["INV-26001", 5.0]]), as_of()) == "#VALUE!"
    assert "Effective date" in why()
