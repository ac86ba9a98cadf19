"""Notes on customers, on the small company, and what they make of its figures."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from recon import journal
from recon.close import close
from recon.decisions import Decided, Event, events, numbered, replay, with_new
from recon.decisions.kinds import CALLED, DISPUTED, HELD, PROMISED, RELEASED, RESOLVED
from recon.errors import InputError
from recon.log import decision_log
from recon.note import KINDS, amount_of, note
from recon.rows import ItemState
from recon.undo import undo
from recon.words import LANGUAGES
from recon.workspace import Workspace
from tests.builders import item
from tests.state.company import STAMP, company, tree

DAY, LATER = date(2026, 3, 20), date(2026, 3, 30)


@pytest.fixture
def books(tmp_path: Path) -> Workspace:
    return company(tmp_path)


def decided(books: Workspace) -> Decided:
    return replay(journal.read(books.journal).entries)


def test_a_promise_is_written_with_its_amount_in_the_currency_of_the_document(books: Workspace) -> None:
    noted = note(books, "promise", "C1", STAMP, item_id="INV-10024", amount="1,250.50", until=LATER, day=DAY)
    (one,) = decided(books).events
    assert one == noted.event
    assert (one.kind, one.amount_minor, one.currency, one.until, one.by) == (PROMISED, 1250_50, "EUR", LATER, "Li Wei")


def test_a_note_without_a_day_is_of_the_day_it_is_written(books: Workspace) -> None:
    assert note(books, "call", "C1", STAMP, text="rang").event.day == STAMP.at.date()


def test_the_same_note_twice_is_one_note_until_it_is_taken_back(books: Workspace) -> None:
    first = note(books, "call", "C1", STAMP, text="rang", day=DAY)
    before = tree(books.folder)
    again = note(books, "call", "C1", STAMP, text=" rang ", day=DAY)
    assert (again.already, again.event.row, tree(books.folder)) == (True, first.event.row, before)
    undo(books, "not said", STAMP, decisions=[first.event.row])
    assert not note(books, "call", "C1", STAMP, text="rang", day=DAY).already


def test_a_dry_run_checks_and_writes_nothing(books: Workspace) -> None:
    before = tree(books.folder)
    assert note(books, "hold", "C1", STAMP, dry_run=True).event.row == 0
    assert tree(books.folder) == before


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("greeting", {}),
        ("call", {}),  # says nothing
        ("call", {"customer_id": "C9", "text": "x"}),
        ("call", {"item_id": "INV-0", "text": "x"}),
        ("call", {"item_id": "INV-10025", "text": "x"}),  # of another customer
        ("call", {"text": "x", "day": STAMP.at.date() + timedelta(2)}),
        ("call", {"text": "x", "day": DAY, "until": DAY - timedelta(1)}),
        ("promise", {"amount": "5.00"}),
        ("promise", {"until": LATER, "day": DAY}),
        ("promise", {"until": LATER, "day": DAY, "amount": "5.005"}),
        ("promise", {"until": LATER, "day": DAY, "amount": "-5.00"}),
        ("promise", {"until": LATER, "day": DAY, "amount": "five"}),
        ("promise", {"until": LATER, "day": DAY, "amount": "5.00 USD", "item_id": "INV-10024"}),
        ("dispute", {"item_id": "INV-10024"}),
        ("dispute", {"item_id": "INV-10024", "reason": "WEATHER"}),
        ("dispute", {"reason": "PRICE"}),
        ("resolve", {"item_id": "INV-10024"}),
        ("release", {}),
    ],
)
def test_a_note_that_cannot_be_is_refused_in_both_languages_and_changes_nothing(
    books: Workspace, kind: str, more: dict[str, object]
) -> None:
    before = tree(books.folder)
    with pytest.raises(InputError) as refused:
        note(books, kind, **{"customer_id": "C1", "stamp": STAMP, **more})  # type: ignore[arg-type]
    assert all(refused.value.fix is not None and refused.value.text(lang) for lang in LANGUAGES)
    assert tree(books.folder) == before


def test_an_open_dispute_marks_its_document_in_the_figures_until_it_is_resolved(books: Workspace) -> None:
    def state() -> ItemState:
        return next(i.state for i in close(books, "2026-03", STAMP).month.items if i.item_id == "INV-10024")

    assert state() is ItemState.OPEN
    note(books, "dispute", "C1", STAMP, item_id="INV-10024", reason="price", day=DAY)
    assert state() is ItemState.DISPUTED
    note(books, "resolve", "C1", STAMP, item_id="INV-10024", day=LATER)
    assert state() is ItemState.OPEN


def of(*taken: Event) -> Decided:
    return with_new(Decided(), numbered(taken, 0))


def test_a_dispute_is_open_from_its_day_to_that_of_its_resolution() -> None:
    told = of(
        Event(DISPUTED, "C1", DAY, "A", reason="PRICE"),
        Event(DISPUTED, "C1", DAY, "B", reason="QTY"),
        Event(RESOLVED, "C1", DAY + timedelta(2), "A"),
        Event(RESOLVED, "C2", DAY + timedelta(3)),
        Event(RESOLVED, "C1", DAY + timedelta(4)),
    )
    found = [{i for _, i in events.disputes(told, DAY + timedelta(n))} for n in (-1, 0, 2, 3, 4)]
    assert found == [set(), {"A", "B"}, {"B"}, {"B"}, set()]
    shown = events.with_disputes([item("A"), item("B", state=ItemState.PAID)], told, DAY)
    assert [i.state for i in shown] == [ItemState.DISPUTED, ItemState.PAID]


def test_a_hold_lasts_until_it_is_released() -> None:
    told = of(Event(HELD, "C1", DAY), Event(HELD, "C2", DAY), Event(RELEASED, "C1", LATER))
    assert set(events.holds(told, DAY)) == {"C1", "C2"}
    assert set(events.holds(told, LATER)) == {"C2"}


def test_events_come_by_day() -> None:
    told = of(Event(PROMISED, "C1", LATER, "A"), Event(PROMISED, "C1", DAY, "A"), Event(CALLED, "C1", DAY))
    assert [e.day for e in events.events_of(told, LATER, customer_id="C1")] == [DAY, DAY, LATER]


@pytest.mark.parametrize(("text", "expected"), [("80", (80_00, "EUR")), ("USD 1,000.5", (1000_50, "USD"))])
def test_an_amount_may_name_its_currency(text: str, expected: tuple[int, str]) -> None:
    assert amount_of(text, "EUR") == expected


def test_the_log_has_a_row_for_every_decision_and_says_what_is_left_out(books: Workspace) -> None:
    close(books, None, STAMP)
    note(books, "dispute", "C1", STAMP, item_id="INV-10024", reason="PRICE", day=DAY, amount="10.00", text="too dear")
    note(books, "hold", "C2", STAMP)
    whole = decision_log(books).sections[0]
    assert len(whole.rows) == len(decided(books).everything)
    assert all(check.holds for check in whole.checks)
    wanted = {"period": "2026-04", "customer": "C1", "line": "B2"}
    sizes = {name: len(decision_log(books, **{name: value}).sections[0].rows) for name, value in wanted.items()}
    assert sizes["period"] == 2  # the hold, and the bank file that was read in April
    assert (sizes["customer"], sizes["line"]) == (3, 1)
    for row in whole.rows:
        said = row[[c.key for c in whole.columns].index("what")]
        assert all(said.text(lang) for lang in LANGUAGES)  # type: ignore[union-attr]


def test_every_kind_of_note_can_be_written(books: Workspace) -> None:
    told = {"item_id": "INV-10024", "reason": "PRICE", "amount": "5.00", "text": "x", "day": DAY, "until": LATER}
    order = ("promise", "dispute", "resolve", "call", "reply", "hold", "release")
    assert {note(books, kind, "C1", STAMP, **told).event.kind for kind in order} == set(KINDS.values())  # type: ignore[arg-type]
