"""A call: worked out once, seen anew when a cell changes, and what a refusal said is kept for its cell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.xl_addin.functions.sheets import (
    FUNCTIONS,
    HERE,
    as_of,
    ask,
    cells,
    customers,
    document,
    ledger,
    listed,
    receipts,
    value,
    why,
)
from xl_addin.cells import NONE, Cells, one
from xl_addin.formula import calls
from xl_addin.formula.calls import call
from xl_addin.formula.language import language, speak
from xl_addin.formula.lookups import answers
from xl_addin.registry import Function, cell_function

RUNS: list[Cells] = []


@cell_function("=AR_COUNTED(tblLedger[#All])")
def AR_COUNTED(open_items: Cells) -> Cells:
    """Count how often it was worked out."""
    RUNS.append(open_items)
    if not open_items.rows:
        raise ZeroDivisionError
    return one(float(len(RUNS)))


COUNTED: Function = AR_COUNTED.__recon__  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def none_ran() -> Iterator[None]:
    RUNS.clear()
    yield


def large(amount: float = 100.0) -> Cells:
    return listed(*(document(f"D{n}", amount=amount) for n in range(40)))


def test_the_same_cells_are_worked_out_once_wherever_they_stand() -> None:
    first = call(COUNTED, [large()])
    moved = Cells(large().rows, "Other.xlsx", "Copy", 20, 7)
    assert call(COUNTED, [moved]) == first
    assert len(RUNS) == 1


@pytest.mark.parametrize("changed", [100.01, "100", None, True, 100])
def test_a_changed_cell_is_seen(changed: object) -> None:
    call(COUNTED, [large()])
    rows = [list(row) for row in large().rows]
    rows[7][6] = changed  # type: ignore[call-overload]
    call(COUNTED, [Cells(rows)])
    assert len(RUNS) == 2


def test_one_and_true_and_a_text_of_one_are_not_the_same() -> None:
    for cell in (1.0, True, "1.0", 1):
        call(COUNTED, [Cells(((cell,) * 100,))])
    assert len(RUNS) == 4


def test_another_shape_of_the_same_values_is_another_range() -> None:
    call(COUNTED, [Cells(((1.0,) * 100,))])
    call(COUNTED, [Cells(((1.0,),) * 100)])
    assert len(RUNS) == 2


def test_another_language_is_another_answer() -> None:
    call(COUNTED, [large()])
    speak("zh")
    call(COUNTED, [large()])
    assert len(RUNS) == 2


def test_only_a_few_answers_are_kept_and_the_oldest_goes() -> None:
    for amount in range(20):
        call(COUNTED, [large(amount + 1.0)])
    call(COUNTED, [large(20.0)])
    assert len(RUNS) == 20
    call(COUNTED, [large(1.0)])
    assert len(RUNS) == 21
    assert len(calls._answers) <= calls._MOST


def test_a_refusal_is_worked_out_again_since_it_names_cells() -> None:
    first = listed(*(document(f"D{n}", open="x") for n in range(40)))
    assert value("AR_AGING", first, as_of()) == "#VALUE!"
    assert "cell H2" in why()
    assert value("AR_AGING", Cells(first.rows, "Book1.xlsx", "Copy", 11, 1), as_of()) == "#VALUE!"
    assert "sheet Copy, cell H12" in why()


def test_matching_the_same_ranges_is_done_once_for_answers_and_reasons() -> None:
    first = answers(receipts(), large(), customers(), None)
    assert answers(receipts(), large(), customers(), None) is first
    assert answers(receipts(), large(100.5), customers(), None) is not first


def test_what_a_refusal_said_is_kept_by_cell() -> None:
    other = Cells(book="Book1.xlsx", sheet="Figures", top=9, left=1)
    value("AR_AGING", ledger(), "soon")
    ask("AR_DUE", "2026-03-01", "whenever", caller=other)
    assert "'soon'" in why(HERE)
    assert "whenever" in why(other)
    assert ask("AR_LASTERROR") == ((why(other),),)
    assert why(Cells(book="Book1.xlsx", sheet="Figures", top=10, left=1)) == ""


def test_a_cell_that_was_mended_has_nothing_to_say() -> None:
    value("AR_AGING", ledger(), "soon")
    assert why()
    ask("AR_AGING", ledger(), as_of())
    assert why() == ""


def test_a_fault_of_our_own_is_an_error_value_and_said_to_be_ours() -> None:
    shown = call(COUNTED, [NONE], HERE)
    assert shown.rows == (("#VALUE!",),)
    assert "fault of recon itself" in why()


def test_without_a_language_asked_for_it_is_the_one_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    speak("")
    for name in ("RECON_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert language() == "en"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert language() == "zh"
    monkeypatch.setenv("RECON_LANG", "en")
    assert language() == "en"
    speak("zh")
    assert language() == "zh"


def test_every_function_survives_cells_of_every_kind() -> None:
    odd = cells([["#N/A", True, 1e300], [None, "", -0.0], ["=1+1", float("nan"), "\x00"]])
    for function in FUNCTIONS.values():
        for given in (NONE, odd, one(None), one("#REF!"), one(float("inf")), one("x" * 40_000), Cells(((),))):
            shown = call(function, [given] * len(function.arguments), HERE)
            assert shown.rows
            assert "fault of recon itself" not in str(why()), (function.name, given.size, why())
