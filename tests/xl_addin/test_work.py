"""Long work gives the same in a process of its own, is seen on its way, and can be stopped."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest

from recon.errors import InputError, Where
from recon.words import says
from xl_addin import work

Advance = Callable[[int, int], None]


class Watched:
    """What work asks of a workbook: a status bar, and whether somebody wants it stopped."""

    lang = "en"

    def __init__(self, stops_after: int | None = None) -> None:
        self.said: list[str] = []
        self.stops_after = stops_after
        self.looks = 0

    def status(self, text: str) -> None:
        self.said.append(text)

    def cancelled(self) -> bool:
        self.looks += 1
        return self.stops_after is not None and self.looks > self.stops_after


def added(numbers: tuple[int, ...], *, advance: Advance) -> MappingProxyType[str, int]:
    for at, _ in enumerate(numbers, 1):
        advance(at, len(numbers))
    print("this must not stand between the messages")
    return MappingProxyType({"sum": sum(numbers)})


def refused(*, advance: Advance) -> None:
    raise InputError(says("no_booked_line"), Where("Book1.xlsx", "Ledger", cell="F12"), says("no_booked_line_fix"))


def broken(*, advance: Advance) -> None:
    raise ZeroDivisionError("the sum of nothing")


def ended_by_the_system(*, advance: Advance) -> None:
    os._exit(9)


def endless(*, advance: Advance) -> None:
    while True:
        time.sleep(0.01)


def where(*, advance: Advance) -> int:
    return os.getpid()


def run(book: Watched, call: Callable[..., Any], *args: Any, rows: int, lang: str = "") -> Any:
    return work.run(book, call, *args, rows=rows, what=says("verbatim", text="Matching"), lang=lang)  # type: ignore[arg-type]


def test_short_work_is_done_here_and_long_work_in_another_process() -> None:
    assert run(Watched(), where, rows=work.LONG - 1) == os.getpid()
    assert run(Watched(), where, rows=work.LONG) != os.getpid()


def test_the_result_is_the_same_here_and_there() -> None:
    numbers = tuple(range(5_000))
    here, there = (run(Watched(), added, numbers, rows=rows) for rows in (1, 5_000))
    assert here == there == {"sum": sum(numbers)} and isinstance(there, MappingProxyType)


@pytest.mark.parametrize("rows", [2_500, 5_000])
def test_the_status_bar_says_how_far_it_is_every_thousand_rows_and_is_reset(rows: int) -> None:
    book = Watched()
    run(book, added, tuple(range(rows)), rows=rows)
    steps = [f"Matching: {n * 1000:,} of {rows:,}" for n in range(1, rows // 1000 + 1)]
    assert book.said[0] == "Matching …" and book.said[-1] == ""
    assert [said for said in book.said if said in steps] == steps
    assert len(book.said) < 12


def test_the_status_bar_speaks_the_language_asked_for() -> None:
    book = Watched()
    run(book, added, (1,), rows=1, lang="zh")
    assert book.said == ["Matching……", "Matching：1 / 1", ""]


@pytest.mark.parametrize("rows", [2_500, 5_000])
def test_a_refusal_comes_through_as_it_is_and_the_status_bar_is_reset(rows: int) -> None:
    book = Watched()
    with pytest.raises(InputError, match="cell F12") as error:
        run(book, refused, rows=rows)
    assert error.value.fix == says("no_booked_line_fix") and book.said[-1] == ""


def test_stopping_ends_the_other_process_at_once() -> None:
    book = Watched(stops_after=3)
    begun = time.monotonic()
    with pytest.raises(work.Stopped, match="Nothing was changed"):
        run(book, endless, rows=work.LONG)
    assert time.monotonic() - begun < 5 and book.said[-1] == ""


def test_stopping_ends_work_that_is_done_here() -> None:
    book = Watched(stops_after=0)
    with pytest.raises(work.Stopped):
        run(book, added, tuple(range(200)), rows=200)
    assert book.said[-1] == ""


@pytest.mark.parametrize(
    ("call", "said"), [(broken, "ZeroDivisionError: the sum of nothing"), (ended_by_the_system, "9")]
)
def test_what_breaks_down_over_there_says_what_happened(call: Callable[..., Any], said: str) -> None:
    book = Watched()
    with pytest.raises(work.BrokenDown, match=said):
        run(book, call, rows=work.LONG)
    assert book.said[-1] == ""
