"""Rows of the review book against the ledger: what is decided, what is refused, and that it is decided once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recon.config import Review as Limits
from recon.config import Settings
from recon.decisions import Decision, Event, Locked, Posted, Reversed, WrittenOff, numbered
from recon.decisions.kinds import PUT_ON_ACCOUNT
from recon.decisions.replay import decided as replayed
from recon.errors import Where
from recon.ledger import Opening, position, unapplied
from recon.review import layout
from recon.review.judge import Judged, judge
from recon.review.read import Filled, Row, Ticked
from recon.review.standing import Known
from recon.rows import OpenItem, Rate, StatementLine
from recon.terms import Period
from tests.builders import examples, item, line

BOOK, JANUARY, TODAY = "b00k", Period.parse("2026-01"), date(2026, 2, 3)


def known(items: Iterable[OpenItem] = (), lines: Iterable[StatementLine] = (), *before: Decision, **more: Any) -> Known:
    """A ledger of documents as issued, with bank lines and decisions."""
    settings = Settings(review=Limits(**more.pop("limits", {})))
    documents = tuple(sorted(items, key=lambda i: i.item_id))
    decided = replayed(numbered(before, 0))
    start = Opening(None, documents, (), (), frozenset(i.item_id for i in documents))
    names = {i.customer_id: i.customer_name for i in documents} | {"C9": "Ninth Ltd"}
    return Known(JANUARY, settings, decided, start, {n.fingerprint: n for n in lines}, names, more.pop("rates", ()))


def after(before: Known, judged: Judged) -> Known:
    """The same once the decisions stand."""
    old = tuple(before.decided.everything.values())
    return replace(before, decided=replayed(numbered((*old, *judged.decisions), 0)))


def row(of: StatementLine, decision: str = "", *, no: int = 1, book: str = BOOK, **cells: Any) -> Row:
    """A row of the sheet Review; `first`, `left`, `stand`, `related`, `customer_shown` are what the book showed."""
    first = cells.pop("first", [])
    facts = {
        "no": no,
        "left": cells.pop("left", of.amount_minor),
        "stand": cells.pop("stand", "open"),
        "first": first,
        "second": [],
        "remainder": [0] if first else [],
        "related": cells.pop("related", ""),
        "p": [0.9] if first else [],
        "rule": ["exact"] if first else [],
        "customer": cells.pop("customer_shown", ""),
    }
    state = json.dumps(facts)
    given = {"no": no, "decision": decision, **cells}
    return sheet_row(layout.REVIEW, 4 + no, of.fingerprint, state, layout.seal(book, of.fingerprint, state), given)


def part(no: int, amount: object, at: int = 5, **cells: Any) -> Row:
    return sheet_row(layout.SPLIT, at, "", "", "", {"no": no, "amount": amount, **cells})


def document(of: OpenItem, **cells: Any) -> Row:
    state = json.dumps({"open": of.open_minor, "currency": of.currency})
    made = sheet_row(layout.ITEMS, 5, of.item_id, state, layout.seal(BOOK, of.item_id, state), cells)
    return replace(made, item=of.item_id)


def sheet_row(sheet: str, at: int, key: str, state: str, seal: str, given: Mapping[str, Any]) -> Row:
    where = Where("review.xlsx", sheet, at)
    cells = {name: Filled(value, replace(where, column=name)) for name, value in given.items() if value != ""}
    return Row(sheet, where, key, state, seal, cells)


def judged(by: Known, *rows: Row, owner: str = "") -> Judged:
    return judge(Ticked("review.xlsx", BOOK, rows), by, "Li Wei", TODAY, owner)


def codes(of: Judged) -> list[str]:
    return [finding.code for finding in of.refused]


def moved(of: Judged) -> list[tuple[str, int, int]]:
    """Document, cash and written off."""
    return [
        (a.item_id, a.cash_minor, a.written_off_minor)
        for one in of.decisions
        if isinstance(one, Posted)
        for a in one.allocations
    ]


def test_the_line_in_the_decision_is_the_whole_line() -> None:
    paid = line(remittance_text="Invoice 10023", payer_name="Alpina")
    one = judged(known([item()], [paid]), row(paid, "choose documents", item="INV-10023")).decisions[0]
    assert isinstance(one, Posted)
    assert one.answer.line == paid
    assert one.review is not None
    assert (one.review.book, one.review.prepared_by) == (BOOK, "Li Wei")


def test_a_credit_note_named_with_an_invoice_adds_to_the_money() -> None:
    paid, items = line(70_00), [item("A", 100_00), item("K", -30_00)]
    assert moved(judged(known(items, [paid]), row(paid, "item", item="A; K"))) == [("A", 100_00, 0), ("K", -30_00, 0)]


def test_a_credit_note_is_used_only_as_far_as_the_invoices_need_it() -> None:
    paid, items = line(20_00), [item("A", 50_00), item("K", -80_00)]
    done = judged(known(items, [paid]), row(paid, "item", item="A; K"))
    assert moved(done) == [("A", 50_00, 0), ("K", -50_00, 0)]
    kept = done.decisions[-1]
    assert isinstance(kept, Posted)
    assert (kept.kind, kept.answer.customer_id) == (PUT_ON_ACCOUNT, "C1")


def test_a_trifle_too_much_is_rounding_where_the_row_says_so() -> None:
    paid = line(100_02)
    done = judged(known([item()], [paid]), row(paid, "item", item="INV-10023", reason="rounding"))
    assert (moved(done), len(done.decisions)) == ([("INV-10023", 100_02, -2)], 1)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"decision": "perhaps"}, "ST606"),
        ({"decision": ""}, "ST607"),
        ({"decision": "accept"}, "ST620"),
        ({"decision": "reject"}, "ST620"),
        ({"decision": "item", "item": ""}, "ST607"),
        ({"decision": "item", "item": "INV-99999"}, "ST608"),
        ({"decision": "item", "item": "INV-10023; INV 10023"}, "ST608"),
        ({"decision": "item", "item": "INV-10023", "reason": "interest"}, "ST606"),
        ({"decision": "item", "item": "K"}, "ST614"),
        ({"decision": "item", "item": "USD"}, "ST613"),
        ({"decision": "split"}, "ST607"),
        ({"decision": "on account", "customer": ""}, "ST607"),
        ({"decision": "on account", "customer": "Nobody"}, "ST617"),
        ({"decision": "refund", "item": "INV-10023"}, "ST614"),
        ({"decision": "not ours"}, "ST607"),
        ({"decision": "not ours", "reason": "discount"}, "ST606"),
        ({"decision": "never ours", "reason": "tax"}, "ST607"),
        ({"decision": "never ours", "reason": "tax", "pattern": "text: something else"}, "ST615"),
        ({"decision": "never ours", "reason": "tax", "pattern": "a"}, "ST615"),
    ],
)
def test_what_a_row_lacks_is_said_at_its_cell_and_stops_no_other(cells: dict[str, Any], code: str) -> None:
    paid, other = line(payer_name="a b"), line(5_00, "T2")
    items = [item(), item("K", -30_00), item("USD", 100_00, currency="USD")]
    bad = row(paid, **{"pattern": "", "reason": "x" if not cells["decision"] else "", **cells})
    done = judged(known(items, [paid, other]), bad, row(other, "on account", no=2, customer="C9"))
    assert (codes(done), done.accepted) == ([code], 1)
    assert done.refused[0].where.row == 5
    assert done.refused[0].fix is not None


def test_another_currency_needs_a_proposal_that_tells_the_rate() -> None:
    paid, foreign = line(90_00), item("USD", 100_00, currency="USD")
    shown = row(paid, "choose documents", item="USD", first=[["USD", "USD", 100_00, 90_00, 0, ""]])
    assert moved(judged(known([foreign], [paid]), shown)) == [("USD", 100_00, 0)]


def test_a_row_pasted_over_another_is_refused() -> None:
    paid, other = line(), line(5_00, "T2")
    pasted = replace(row(paid, "on account", customer="C9"), key=other.fingerprint)
    assert codes(judged(known([], [paid, other]), pasted)) == ["ST602"]
    assert codes(judged(known([], [paid]), row(paid, "on account", book="other", customer="C9"))) == ["ST602"]


def test_a_row_of_ones_own_is_refused() -> None:
    mine = sheet_row(layout.REVIEW, 9, "", "", "", {"decision": "accept"})
    assert codes(judged(known(), mine)) == ["ST603"]


def test_a_line_that_was_decided_on_elsewhere_is_stale() -> None:
    paid = line()
    first = judged(known([item()], [paid]), row(paid, "item", item="INV-10023")).decisions[0]
    assert isinstance(first, Posted)
    elsewhere = replace(first, review=None)
    state = known([item()], [paid], elsewhere)
    assert codes(judged(state, row(paid, "on account", customer="C9"))) == ["ST604"]


def test_a_document_that_was_settled_elsewhere_is_stale() -> None:
    paid, other = line(), line(100_00, "T2")
    first = judged(known([item()], [other]), row(other, "item", item="INV-10023")).decisions[0]
    assert isinstance(first, Posted)
    state = known([item()], [paid, other], replace(first, review=None))
    shown = row(paid, "accept", first=[["INV-10023", "EUR", 100_00, 100_00, 0, ""]])
    assert codes(judged(state, shown)) == ["ST604"]


def test_decided_out_of_the_same_book_the_row_is_known_again_and_another_is_refused() -> None:
    paid = line()
    before = known([item()], [paid])
    ticked = row(paid, "on account", customer="C9")
    state = after(before, judged(before, ticked))
    again = judged(state, ticked)
    assert (again.decisions, again.already, again.refused) == ((), 1, ())
    assert codes(judged(state, row(paid, "not ours", reason="tax"))) == ["ST605"]
    back = replace(state, decided=replayed([*state.decided.everything.values(), Reversed((1,), None, "slip", 2)]))
    assert judged(back, ticked).already == 1  # what was taken back is not decided again by the old tick
    assert judged(back, row(paid, "not ours", reason="tax")).accepted == 1


def test_a_document_wanted_by_a_row_and_by_the_write_off_of_its_rest_is_given_to_neither() -> None:
    paid, owed = line(), item()
    done = judged(known([owed], [paid]), row(paid, "item", item="INV-10023"), document(owed, write_off="yes"))
    assert codes(done) == ["ST612"]
    small = item("S", 20_00)
    done = judged(known([small], [paid]), row(paid, "item", item="S"), document(small, write_off="yes"))
    assert (codes(done), done.decisions) == (["ST611", "ST611"], ())


def test_of_a_receipt_paid_back_the_rest_only_can_be_used() -> None:
    receipt, out = line(100_00), line(-60_00, "T2")
    back = row(out, "refund", no=2, item="T1")
    use = row(receipt, "on account", customer="C9")
    both = judged(known([], [receipt, out]), back, use)
    assert (codes(both), both.accepted) == ([], 2)  # on account is what is left, whatever that is
    whole = row(receipt, "not ours", reason="other")
    assert codes(judged(known([], [receipt, out]), back, whole)) == ["ST611", "ST611"]


def test_a_copied_row_counts_once_and_copies_that_differ_are_refused() -> None:
    paid = line()
    one = row(paid, "on account", customer="C9")
    done = judged(known([], [paid]), one, replace(one, where=replace(one.where, row=40)))
    assert (done.accepted, codes(done)) == (1, [])
    other = row(paid, "not ours", reason="tax")
    assert codes(judged(known([], [paid]), one, other)) == ["ST611", "ST611"]


def test_rows_of_split_that_belong_to_nobody_are_said() -> None:
    paid = line()
    done = judged(known([], [paid]), row(paid, "on account", customer="C9", no=1), part(7, 5))
    assert (codes(done), done.accepted) == (["ST610"], 1)
    done = judged(known([], [paid]), row(paid, "on account", customer="C9", no=1), part(1, 5))
    assert codes(done) == ["ST610"]


def test_an_amount_that_is_none_is_refused_at_its_cell() -> None:
    paid = line()
    done = judged(known([item()], [paid]), row(paid, "split"), part(1, "1.2.3.x", item="INV-10023"))
    assert codes(done) == ["ST609"]
    assert done.refused[0].where.column == "amount"


def test_what_one_person_may_give_up_is_counted_in_the_companys_currency() -> None:
    owed = item("USD", 60_00, currency="USD")
    rate = Rate(date(2026, 1, 1), "USD", "EUR", Decimal("1.25"))
    ticked = document(owed, write_off="yes")
    assert codes(judged(known([owed]), ticked)) == ["ST613"]
    assert judged(known([owed], rates=(rate,)), ticked).accepted == 1  # 48.00 EUR
    assert codes(judged(known([owed], rates=(rate,), limits={"write_off_alone": Decimal(40)}), ticked)) == ["ST612"]


def test_a_discount_the_document_grants_needs_no_approval() -> None:
    paid = line(9_800_00)
    owed = item("A", 10_000_00, discount_minor=200_00, discount_until=date(2026, 1, 30))
    ticked = row(paid, "item", item="A", reason="cash discount")
    assert judged(known([owed], [paid]), ticked).accepted == 1
    late = replace(owed, discount_until=date(2026, 1, 29))
    assert codes(judged(known([late], [paid]), ticked)) == ["ST612"]


@pytest.mark.parametrize(("approved_by", "accepted"), [("", 0), ("li  wei", 0), ("Somebody", 0), ("chen jing", 1)])
def test_four_eyes_are_two_persons_of_those_who_may(approved_by: str, accepted: int) -> None:
    paid, limits = line(), {"four_eyes": True, "approvers": ("Chen Jing",)}
    ticked = row(paid, "on account", customer="C9", approved_by=approved_by)
    assert judged(known([], [paid], limits=limits), ticked).accepted == accepted


def test_nothing_moves_into_a_locked_period() -> None:
    paid, owed = line(), item("S", 20_00)
    lock = Locked("2026-01", "r", {}, {}, {}, "", "Li", "Chen")
    done = judged(
        known([owed, item()], [paid], lock), row(paid, "item", item="INV-10023"), document(owed, write_off="x")
    )
    assert {a.effective for one in done.decisions if isinstance(one, Posted) for a in one.allocations} == {
        date(2026, 2, 1)
    }
    assert [one.allocation.effective for one in done.decisions if isinstance(one, WrittenOff)] == [date(2026, 2, 1)]


def test_money_on_account_changes_its_customer_by_taking_the_first_word_back() -> None:
    paid = line()
    before = known([item()], [paid])
    state = after(before, judged(before, row(paid, "on account", customer="C9")))
    moved_on = replace(row(paid, "on account", stand="on_account", customer="C1", book="next"), sheet=layout.REVIEW)
    done = judge(Ticked("review.xlsx", "next", (moved_on,)), state, "Li Wei", TODAY)
    assert [type(one) for one in done.decisions] == [Reversed, Posted]
    assert after(state, done).decided.posted[paid.fingerprint][0].answer.customer_id == "C1"


def test_a_note_is_one_note_however_often_it_is_applied() -> None:
    state = known([item()])
    note = sheet_row(layout.NOTES, 5, "", "", "", {"kind": "dispute", "item": "INV-10023", "reason": "price"})
    done = judged(state, note)
    assert done.decisions == (Event("disputed", "C1", TODAY, "INV-10023", reason="PRICE", by="Li Wei"),)
    later = judge(Ticked("review.xlsx", BOOK, (note,)), after(state, done), "Somebody", date(2026, 5, 1))
    assert (later.decisions, later.already) == ((), 1)


def test_a_note_that_cannot_be_is_refused() -> None:
    promise = sheet_row(layout.NOTES, 5, "", "", "", {"kind": "promise to pay", "customer": "C1"})
    assert codes(judged(known([item()]), promise)) == ["ST621"]


def test_a_note_that_stands_is_not_changed_in_the_book() -> None:
    stands = Event("promised", "C1", TODAY, amount_minor=5_00, currency="EUR")
    cells = {"kind": "promise to pay", "day": TODAY, "amount": 5.0, "currency": "EUR"}
    state = known([item()], [], stands)
    assert codes(judged(state, sheet_row(layout.NOTES, 5, "1", "", "", cells))) == []
    assert codes(judged(state, sheet_row(layout.NOTES, 5, "1", "", "", {**cells, "amount": 6}))) == ["ST619"]


def test_only_the_rows_of_an_owner_are_judged_when_one_is_asked_for() -> None:
    paid, other = line(), line(5_00, "T2")
    rows = (row(paid, "on account", customer="C9", owner="Anna"), row(other, "perhaps", no=2, owner="Ben"))
    done = judged(known([], [paid, other]), *rows, owner=" anna ")
    assert (done.accepted, codes(done)) == (1, [])
    assert isinstance(done.decisions[0], Posted)
    assert done.decisions[0].review is not None
    assert done.decisions[0].review.prepared_by == "Anna"


VERBS = ("accept", "item", "on account", "not ours", "split", "refund", "reject")


@given(st.data())
@examples(40)
def test_whatever_is_ticked_no_money_is_made_or_lost_and_the_order_of_rows_is_no_matter(data: st.DataObject) -> None:
    amounts = data.draw(st.lists(st.integers(-200_00, 200_00).filter(bool), min_size=1, max_size=4))
    opens = data.draw(st.lists(st.integers(-100_00, 150_00).filter(bool), min_size=1, max_size=3))
    lines = [line(minor, f"T{n}") for n, minor in enumerate(amounts)]
    items = [item(f"I{n}", minor) for n, minor in enumerate(opens)]
    rows = []
    for n, one in enumerate(lines, 1):
        named = data.draw(st.permutations([i.item_id for i in items]))[: data.draw(st.integers(1, len(items)))]
        reason = data.draw(st.sampled_from(["", "fee", "tax", "rounding"]))
        rows.append(
            row(one, data.draw(st.sampled_from(VERBS)), no=n, item="; ".join(named), reason=reason, customer="C9")
        )
        rows += [part(n, one.amount_minor / 100, n, item=data.draw(st.sampled_from([named[0], ""])), reason=reason)]
    state = known(items, lines, limits={"write_off_alone": Decimal(10_000)})
    done = judged(state, *rows)
    then = after(state, done)  # the journal takes all of it
    place = position(then.start, then.decided.allocations, date.max)
    assert place.findings == ()  # nothing had to be cut
    cash = unapplied(lines, place.applied, then.decided.bookings, {}, {})
    used = sum(a.line_minor for a in place.applied) + sum(b.line_minor for b in then.decided.bookings)
    assert used + sum(one.open_minor for one in cash) == sum(amounts)
    again = judged(then, *rows)
    assert (again.decisions, again.already) == ((), done.accepted)
    turned = judged(state, *reversed(rows))
    assert sorted(map(repr, turned.decisions)) == sorted(map(repr, done.decisions))
