"""A range that is not right gives a right result or a sentence that names the cell, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from recon.text import is_chinese
from tests.xl_addin.functions.sheets import (
    AS_OF,
    CHINESE_HEADS,
    HEADS,
    as_of,
    ask,
    cells,
    column,
    customers,
    document,
    ledger,
    listed,
    receipts,
    value,
    why,
)
from xl_addin.cells import NONE, Cells
from xl_addin.formula.language import speak

BOTH = pytest.mark.parametrize("lang", ["en", "zh"])


def heads(lang: str) -> tuple[str, ...]:
    return HEADS if lang == "en" else CHINESE_HEADS


def without(name: str, lang: str) -> Cells:
    """The list of one document without a column."""
    at = HEADS.index(name)
    rows = [heads(lang), document()]
    return cells([[*row[:at], *row[at + 1 :]] for row in rows])


def of(lang: str, *rows: tuple[Any, ...]) -> Cells:
    """A list in a language, a good row before the others."""
    return listed(document("GOOD"), *rows, heads=heads(lang))


# What is wrong, the range, and the cell that is named; the sheet is Ledger and the list begins at A1.
REFUSED: dict[str, tuple[Callable[[str], Cells], str]] = {
    "a column that is missing": (lambda lang: without("Document no", lang), "A1:G1"),
    "an amount that is text": (lambda lang: of(lang, document(open="lots")), "H3"),
    "an amount that is an error": (lambda lang: of(lang, document(open="#N/A")), "H3"),
    "a customer that is an error": (lambda lang: of(lang, document(customer="#REF!")), "B3"),
    "a date that is an error": (lambda lang: of(lang, document(due="#VALUE!")), "E3"),
    "a date that is none": (lambda lang: of(lang, document(due="soon")), "E3"),
    "a day that does not exist": (lambda lang: of(lang, document(due="2026-02-31")), "E3"),
    "dates blank under merged cells": (lambda lang: of(lang, document(issued=None, due=None)), "D3"),
    "an amount blank under merged cells": (lambda lang: of(lang, document(amount=None, open=None)), "G3"),
    "a number blank under merged cells": (lambda lang: of(lang, document("")), "A3"),
    "a number without its last digits": (lambda lang: of(lang, (1.2e17, *document()[1:])), "A3"),
    "a currency nobody knows": (lambda lang: of(lang, document(currency="XQQ")), "F3"),
    "an amount finer than its currency": (lambda lang: of(lang, document(amount=10.005)), "G3"),
    "an open amount of the other sign": (lambda lang: of(lang, document(amount=10.0, open=-3.0)), "H3"),
    "a decimal mark nothing shows": (lambda lang: of(lang, document(amount=5.0, open="1,234")), "H3"),
    "days nothing tells from months": (lambda lang: of(lang, document(issued="03/04/2024", due="05/06/2026")), "D3"),
    "a document that stands twice": (lambda lang: of(lang, document("GOOD", amount=7.0)), "A2:H2"),
    "a copy of a row": (lambda lang: of(lang, document("GOOD")), "A3:H3"),
    "a customer blank under merged cells": (lambda lang: of(lang, document(customer=None, name=None)), "A3:H3"),
    "a single cell": (lambda _lang: cells([["Ledger"]]), "A1"),
    "a blank range": (lambda _lang: cells([[None, None], [None, None]]), "A1:B2"),
}


@BOTH
@pytest.mark.parametrize("wrong", REFUSED)
def test_it_is_refused_with_the_cell_named_in_the_users_language(wrong: str, lang: str) -> None:
    speak(lang)
    make, cell = REFUSED[wrong]
    assert value("AR_AGING", make(lang), as_of()) == "#VALUE!"
    said = why()
    assert f"cell {cell}" in said or f"单元格 {cell}" in said
    assert "Ledger" in said
    assert is_chinese(said) is (lang == "zh")
    assert not {"{", "}"} & set(said)


@BOTH
@pytest.mark.parametrize("name", ["AR_AGING", "AR_AGING_DETAIL", "AR_BALANCE", "AR_STATEMENT", "AR_OPEN", "AR_MATCH"])
def test_every_function_over_open_items_names_the_bad_cell(name: str, lang: str) -> None:
    speak(lang)
    bad = listed(document(), document("B", amount="lots"), heads=heads(lang), top=10, left=4)
    arguments: dict[str, tuple[Any, ...]] = {
        "AR_AGING": (bad, as_of()),
        "AR_AGING_DETAIL": (bad, as_of()),
        "AR_BALANCE": (bad, "C1", as_of()),
        "AR_STATEMENT": (bad, "C1", as_of()),
        "AR_OPEN": (bad, NONE, as_of()),
        "AR_MATCH": (receipts(lang), bad),
    }
    assert value(name, *arguments[name]) == "#VALUE!"
    assert "J12" in why()
    assert "'lots'" in why() or "lots" in why()


@BOTH
def test_every_function_over_bank_lines_names_the_bad_cell(lang: str) -> None:
    speak(lang)
    bad = receipts(lang)
    rows = [list(row) for row in bad.rows]
    rows[2][5] = "#DIV/0!"
    bad = cells(rows, sheet="Receipts")
    for given in ((bad, ledger(lang)), (bad, ledger(lang), customers(lang), as_of())):
        assert value("AR_MATCH", *given) == "#VALUE!"
        assert "F3" in why()
    assert value("AR_UNAPPLIED", bad, NONE, as_of()) == "#VALUE!"
    assert "F3" in why()


@BOTH
def test_the_first_bad_row_is_named_and_the_others_are_counted(lang: str) -> None:
    speak(lang)
    rows = [document("A"), document("B", open="x"), document("C", open="y"), document("D", issued=None, due=None)]
    assert value("AR_AGING", listed(*rows, heads=heads(lang)), as_of()) == "#VALUE!"
    assert "H3" in why()
    assert ("2 more rows" if lang == "en" else "还有 2 行") in why()


KEY_DATES: dict[str, tuple[Any, str]] = {
    "left out": (NONE, "#VALUE!"),
    "blank": (Cells(((None,),), "Book1.xlsx", "Settings", 5, 2), "#VALUE!"),
    "no date": ("soon", "#VALUE!"),
    "a number too small": (7.0, "#NUM!"),
    "a number too large": (9e9, "#NUM!"),
    "true": (True, "#VALUE!"),
    "an error": ("#N/A", "#VALUE!"),
    "open which is the month": ("03/04/2026", "#VALUE!"),
    "a whole column": (cells([[AS_OF], [AS_OF]], sheet="Settings"), "#VALUE!"),
}


@BOTH
@pytest.mark.parametrize("wrong", KEY_DATES)
def test_a_key_date_that_cannot_be_used_is_refused(wrong: str, lang: str) -> None:
    speak(lang)
    given, shown = KEY_DATES[wrong]
    assert value("AR_AGING", ledger(lang), given) == shown
    assert is_chinese(why()) is (lang == "zh")
    if wrong == "blank":
        assert "Settings" in why()
        assert "B5" in why()


@pytest.mark.parametrize("given", ["2026-03-31", "31 March 2026", "2026年3月31日", 46112.0, "46112", "31/03/2026"])
def test_a_key_date_may_be_a_text_or_a_number(given: Any) -> None:
    assert ask("AR_AGING", ledger(), given) == ask("AR_AGING", ledger(), as_of())


# Ranges that look odd and are right: each gives what the plain list gives.
PLAIN = (document("A", amount=1234.5), document("B", customer="C2", name="Birch AG", amount=-20.0))
RIGHT: dict[str, Callable[[], Cells]] = {
    "amounts as text": lambda: listed(*((*row[:6], f"{row[6]:,.2f}", f"{row[7]:,.2f}") for row in PLAIN)),
    "dates as text": lambda: listed(*((*row[:3], "2026-01-05", "2026-02-04", *row[5:]) for row in PLAIN)),
    "dates as text, the day proven": lambda: listed(
        *((*row[:3], "05/01/2026", "25/01/2026", *row[5:]) for row in PLAIN)
    ),
    "dates as numbers": lambda: listed(*((*row[:3], 46027.0, 46057.0, *row[5:]) for row in PLAIN)),
    "a totals row": lambda: listed(*PLAIN, ("Total", None, None, None, None, None, 1214.5, 1214.5)),
    "blank rows between and below": lambda: listed(PLAIN[0], (None,) * 8, PLAIN[1], *([(None,) * 8] * 30)),
    "50 blank columns": lambda: cells([[*row, *([None] * 50)] for row in (HEADS, *PLAIN)]),
    "blank columns before": lambda: cells([[None, None, *row] for row in (HEADS, *PLAIN)]),
    "a title above": lambda: cells([("Open items", *([None] * 7)), (None,) * 8, HEADS, *PLAIN], top=3, left=2),
    "columns in another order": lambda: cells([row[::-1] for row in (HEADS, *PLAIN)]),
    "a column of formulas that is an error": lambda: cells(
        [[*HEADS, "Days overdue"], *([*row, "#N/A"] for row in PLAIN)]
    ),
    "no range at all, but a computed table": lambda: Cells(listed(*PLAIN).rows),
}


@pytest.mark.parametrize("odd", RIGHT)
def test_it_gives_what_the_plain_list_gives(odd: str) -> None:
    shown = ask("AR_AGING", RIGHT[odd](), as_of())
    assert [(row[0], row[-1]) for row in shown[1:]] == [("C1", 1234.5), ("C2", -20.0)], why()


@BOTH
def test_headings_without_rows_give_headings_without_rows(lang: str) -> None:
    speak(lang)
    shown = ask("AR_AGING", cells([heads(lang)]), as_of())
    assert len(shown) == 1
    assert shown == ask("AR_AGING", cells([heads(lang), (None,) * 8]), as_of())


def test_a_list_without_customers_ages_as_one() -> None:
    rows = cells([("Document no", "Due date", "Currency", "Amount"), ("A", date(2026, 3, 1), "EUR", 5.0)])
    assert column(ask("AR_AGING", rows, as_of()), "Balance") == [5.0]


@BOTH
def test_a_list_that_names_no_currency_says_to_add_the_column(lang: str) -> None:
    speak(lang)
    assert value("AR_AGING", without("Currency", lang), as_of()) == "#VALUE!"
    assert ("Add a column Currency" if lang == "en" else "请增加“币种”列") in why()
    assert "--currency" not in why()


def test_no_advice_about_files_and_profiles_is_given_for_a_range() -> None:
    for make, _ in REFUSED.values():
        value("AR_AGING", make("en"), as_of())
        assert not any(word in why() for word in ("profile", "recon.toml", "option", "run again", "read the file"))


@BOTH
def test_bank_lines_that_are_not_there_yet_give_headings_and_nothing_else(lang: str) -> None:
    nothing = cells(receipts(lang).rows[:1], sheet="Receipts")
    assert len(ask("AR_MATCH", nothing, ledger(lang))) == 1
    assert len(ask("AR_UNAPPLIED", nothing, NONE, as_of())) == 1
