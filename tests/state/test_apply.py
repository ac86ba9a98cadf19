"""Answers become decisions only where they fit. Amounts in euro cents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from recon.apply import Applied, apply
from recon.decisions import Decided, from_entry, replay, to_entry
from recon.errors import JournalError
from recon.journal import Entry
from recon.match.outcome import Alternative, Answer, Outcome, Share
from recon.rows import Allocation, OpenItem, StatementLine
from tests.builders import answer, item, line


def share(item_id: str, cash: int, written_off: int = 0, currency: str = "EUR") -> Share:
    return Share(item_id, currency, cash, cash, written_off, "rounding" if written_off else "")


def applied(items: list[OpenItem], *answers: Answer, before: tuple[Allocation, ...] = ()) -> Applied:
    return apply(answers, Decided(), items, before, "2026-01")


def test_a_sure_answer_is_posted_on_the_booking_day_of_its_line() -> None:
    receipt = line(99_98)
    found = applied([item("A", 100_00)], answer(receipt, Outcome.POSTED, share("A", 99_98, 2)))
    assert found.posted[0].allocations == (
        Allocation(receipt.fingerprint, "A", receipt.booked, "EUR", 99_98, 2, "rounding", 99_98),
    )


def test_an_advance_takes_effect_when_its_document_is_issued() -> None:
    later = item("A", 100_00, issued=date(2026, 2, 3))
    found = applied(
        [later, item("B", 50_00)], answer(line(150_00), Outcome.POSTED, share("A", 100_00), share("B", 50_00))
    )
    assert {a.effective for a in found.posted[0].allocations} == {date(2026, 2, 3)}


@pytest.mark.parametrize("outcome", [Outcome.PROPOSED, Outcome.AMBIGUOUS, Outcome.UNMATCHED, Outcome.DUPLICATE])
def test_only_posted_lines_and_refunds_are_decided_unasked(outcome: Outcome) -> None:
    assert applied([item("A", 100_00)], answer(line(100_00), outcome, share("A", 100_00))).posted == ()


def test_a_document_settled_meanwhile_leaves_the_line_to_a_person() -> None:
    receipt = line(100_00)
    earlier = Allocation("f" * 32, "A", receipt.booked, "EUR", 60_00, line_minor=60_00)
    found = applied([item("A", 100_00)], answer(receipt, Outcome.POSTED, share("A", 100_00)), before=(earlier,))
    assert found.posted == ()
    assert [f.code for f in found.findings] == ["ST513"]
    assert (found.answers[0].outcome, found.answers[0].alternatives) == (Outcome.UNMATCHED, ())


def test_what_is_still_possible_stays_as_a_proposal() -> None:
    given = answer(line(100_00), Outcome.POSTED, share("GONE", 100_00))
    second = Alternative((share("A", 100_00),), 0.3, 1.0, "amount", ())
    found = applied([item("A", 100_00)], replace(given, alternatives=(*given.alternatives, second)))
    assert (found.answers[0].outcome, found.answers[0].alternatives) == (Outcome.PROPOSED, (second,))


@pytest.mark.parametrize(
    "shares",
    [
        (share("A", 101_00),),  # more than is open
        (share("A", 60_00), share("B", 60_00)),  # more than the line brought
        (share("A", 60_00, 41_00),),  # more than is open, with what is written off
        (share("A", 100_00, currency="USD"),),  # not the currency of the document
        (share("C", -10_00), share("A", 100_00)),  # more of a credit note than there is
        (Share("A", "EUR", 100_00, 90_00),),  # one currency, two amounts
    ],
)
def test_what_does_not_fit_is_never_posted(shares: tuple[Share, ...]) -> None:
    items = [item("A", 100_00), item("B", 100_00), item("C", -5_00)]
    found = applied(items, answer(line(100_00), Outcome.POSTED, *shares))
    assert found.posted == ()
    assert [f.code for f in found.findings] == ["ST513"]


def test_of_two_answers_for_one_document_one_is_posted() -> None:
    one, other = (answer(line(100_00, name), Outcome.POSTED, share("A", 100_00)) for name in ("T1", "T2"))
    for order in ((one, other), (other, one)):
        found = applied([item("A", 100_00)], *order)
        assert [p.answer.line.line_id for p in found.posted] == ["T1"]
        assert [a.line.line_id for a in found.answers] == [a.line.line_id for a in order]


def test_a_return_is_posted_after_the_receipt_it_takes_back_in_any_order() -> None:
    back = replace(line(-100_00, "A-before-T1"), fingerprint="0" * 32)
    refund = answer(back, Outcome.REFUND, share("A", -100_00))
    receipt = answer(line(100_00), Outcome.POSTED, share("A", 100_00))
    found = applied([item("A", 100_00)], refund, receipt)
    assert len(found.posted) == 2
    assert [to_entry(p).kind for p in found.posted] == ["refunded", "allocated"]


def posting() -> tuple[StatementLine, Entry]:
    given = answer(line(100_00), Outcome.POSTED, share("A", 100_00))
    return given.line, to_entry(applied([item("A", 100_00)], given).posted[0])


def test_a_decision_reads_as_it_was_written() -> None:
    _, entry = posting()
    assert to_entry(from_entry(entry)) == entry


def test_a_line_is_posted_for_no_more_than_it_brought() -> None:
    _, entry = posting()
    other = {**entry.data, "allocations": [{**entry.data["allocations"][0], "item": "B"}]}
    with pytest.raises(JournalError, match="T1"):
        replay([entry, Entry(entry.kind, other, 2)])
    assert replay([entry, entry]).posted == replay([entry]).posted


@pytest.mark.parametrize("part", ["period", "line", "allocations", "answer"])
def test_a_record_that_lacks_a_part_is_refused(part: str) -> None:
    _, entry = posting()
    with pytest.raises(JournalError):
        from_entry(Entry(entry.kind, {k: v for k, v in entry.data.items() if k != part}))


def test_a_kind_of_a_newer_version_is_refused_by_its_name() -> None:
    with pytest.raises(JournalError, match="foretold"):
        from_entry(Entry("foretold", {}, 7))
