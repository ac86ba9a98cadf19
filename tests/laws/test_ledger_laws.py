"""Laws of money: for any documents, receipts and answers, nothing is lost, counted twice, or applied beyond its end."""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from recon import journal, ledger
from recon.aging import aging
from recon.apply import apply
from recon.config import Ledger
from recon.decisions import Decided, Locked, Posted, Reversed, numbered, replay, to_entry, with_new
from recon.ingest.books import BookFile
from recon.ingest.statement import FileStatus
from recon.journal import Stamp
from recon.match.outcome import Alternative, Answer, Outcome, Share
from recon.monthend.controls import controls
from recon.rows import OPEN_ITEMS, UNAPPLIED, OpenItem, StatementLine
from recon.words import says
from tests.builders import item, line

START = date(2026, 3, 1)
SNAPSHOT = date(2026, 2, 28)
END = date(2026, 3, 31)
STAMP = Stamp("Li Wei", datetime(2026, 4, 2, tzinfo=UTC))
law = settings(derandomize=True, deadline=None, max_examples=80)


@dataclass(frozen=True)
class Case:
    """Documents, bank lines, and answers to them, some of which cannot be posted."""

    items: tuple[OpenItem, ...]
    lines: tuple[StatementLine, ...]
    answers: tuple[Answer, ...]

    @property
    def files(self) -> list[BookFile]:
        return [BookFile("i.csv", "0", "items", "utf-8", FileStatus.OK, self.items, (), (), {}, SNAPSHOT)]

    @property
    def documents(self) -> dict[str, OpenItem]:
        return {one.item_id: one for one in self.items}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Documents of both signs and two currencies, lines in and out, shares that may or may not fit."""
    amounts = st.integers(-500, 1000).filter(bool)
    days = st.integers(-40, 40)
    currencies = st.sampled_from(["EUR", "USD"])
    items = []
    for n in range(draw(st.integers(1, 6))):
        day = START + timedelta(draw(days))
        minor = draw(amounts)
        due = day + timedelta(30)
        items.append(item(f"I{n}", minor, issued=day, due=due, currency=draw(currencies), customer_id=f"C{n % 2}"))
    lines, answers = [], []
    for n in range(draw(st.integers(0, 6))):
        day = START + timedelta(draw(st.integers(0, 45)))
        one = line(draw(amounts), f"T{n}", booked=day, currency=draw(currencies))
        lines.append(one)
        chosen = draw(st.lists(st.sampled_from(items), max_size=3, unique_by=lambda i: i.item_id))
        shares = []
        for paid in chosen:
            cash = draw(st.sampled_from([paid.open_minor, one.amount_minor, paid.open_minor // 2, 7]))
            given_up = draw(st.sampled_from([0, 0, paid.open_minor - cash, 1]))
            shares.append(Share(paid.item_id, paid.currency, cash, cash, given_up))
        alternative = Alternative(tuple(shares), 0.999, 7.0, "test", ())
        outcome = draw(st.sampled_from([Outcome.POSTED, Outcome.POSTED, Outcome.REFUND, Outcome.PROPOSED]))
        answers.append(Answer(one, outcome, (alternative,), says("where_row", row=n)))
    return Case(tuple(items), tuple(lines), tuple(answers))


def applied(case: Case, decided: Decided, answers: Sequence[Answer] = ()) -> tuple[Posted, ...]:
    """The new decisions."""
    ever = ledger.position(ledger.opening(case.files, Ledger(), date.max), decided.allocations, date.max)
    return apply(answers or case.answers, decided, case.items, ever.applied, "2026-03").posted


def posted(case: Case, before: Decided | None = None) -> Decided:
    """What is recorded after the answers have been applied."""
    before = before or Decided()
    return with_new(before, numbered(applied(case, before), max(before.everything, default=0)))


@law
@given(case=cases(), after=st.integers(0, 60))
def test_a_receipt_is_allocated_or_unapplied_and_a_document_falls_by_cash_and_what_is_written_off(
    case: Case, after: int
) -> None:
    day = SNAPSHOT + timedelta(after)
    decided = posted(case)
    start = ledger.opening(case.files, Ledger(), day)
    position = ledger.position(start, decided.allocations, day)
    lines = [one for one in case.lines if one.booked <= day]
    cash = {row.line: row.open_minor for row in ledger.unapplied(lines, position.applied, (), {}, {})}
    used: dict[str, int] = defaultdict(int)
    fell: dict[str, int] = defaultdict(int)
    for one in position.applied:
        used[one.line] += one.line_minor
        fell[one.item_id] += one.cash_minor + one.written_off_minor
    for received in lines:
        assert received.amount_minor == used[received.fingerprint] + cash.get(received.fingerprint, 0)
    for now in (*position.items, *position.closed):
        before = case.documents[now.item_id].open_minor
        assert before - now.open_minor == fell[now.item_id]
        assert min(0, before) <= now.open_minor <= max(0, before)


@law
@given(case=cases(), after=st.integers(0, 60))
def test_buckets_less_unapplied_cash_are_the_balance_of_the_ledger(case: Case, after: int) -> None:
    day = SNAPSHOT + timedelta(after)
    decided = posted(case)
    start = ledger.opening(case.files, Ledger(), day)
    before = ledger.position(ledger.opening(case.files, Ledger(), SNAPSHOT), decided.allocations, SNAPSHOT)
    position = ledger.position(start, decided.allocations, day)
    lines = [one for one in case.lines if one.booked <= day]
    left_out = ledger.outside(lines, start, day, {})
    payers = {one.fingerprint: "C0" for one in lines}
    cash = ledger.unapplied(lines, position.applied, (), left_out, payers)
    totals = controls(lines, start, before, position, cash, left_out)
    assert all(check.holds for check in totals), [check for check in totals if not check.holds]
    aged = aging(OPEN_ITEMS.frame(position.items), day, unapplied=UNAPPLIED.frame(cash))
    buckets = [c for c in aged.columns if c.startswith(("not_due", "days_"))]
    for currency in ("EUR", "USD"):
        rows = aged[aged["currency"] == currency]
        issued = sum(i.open_minor for i in case.items if i.currency == currency and i.issued <= day)
        received = sum(one.amount_minor for one in lines if one.currency == currency)
        given_up = sum(a.written_off_minor for a in position.applied if a.currency == currency)
        unapplied = sum(row.open_minor for row in cash if row.currency == currency)
        own = {one.fingerprint for one in lines if one.currency == currency}
        used = sum(a.line_minor for a in position.applied if a.line in own)
        settled = sum(a.cash_minor for a in position.applied if a.currency == currency)
        balance = issued - received - given_up + (used - settled)  # the last part: money of the other currency
        assert int(rows[buckets].to_numpy().sum()) - unapplied == balance


@law
@given(case=cases())
def test_applying_the_same_answers_again_decides_nothing(case: Case) -> None:
    once = posted(case)
    assert applied(case, once) == ()
    assert posted(case, once) == once


@law
@given(case=cases(), order=st.randoms(use_true_random=False))
def test_the_order_of_the_answers_changes_no_decision(case: Case, order: random.Random) -> None:
    shuffled = list(case.answers)
    order.shuffle(shuffled)
    assert applied(case, Decided(), shuffled) == applied(case, Decided())


@law
@given(case=cases())
def test_a_journal_replayed_twice_is_replayed_once(case: Case) -> None:
    decided = posted(case)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        journal.append(path, journal.read(path), [to_entry(p) for p in decided.postings()], "run", STAMP)
        read = journal.read(path).entries
    once, twice = replay(read), replay((*read, *(replace(e, row=e.row + len(read)) for e in read)))
    assert (twice.posted, twice.allocations, twice.use) == (once.posted, once.allocations, once.use)
    assert once.allocations == decided.allocations
    for line_id, of in once.posted.items():
        for one, other in zip(of, decided.posted[line_id], strict=True):
            assert (one.answer.alternatives, one.answer.said) == (other.answer.alternatives, other.answer.said)


@st.composite
def newer(draw: st.DrawFn, case: Case) -> list[BookFile]:
    """A list that came later: documents gone, open for less or for nothing, some for more than they were."""
    kept = []
    for one in case.items:
        part = draw(st.sampled_from([None, 0, 1, 2, 3, 4]))
        if part is not None:
            kept.append(replace(one, open_minor=one.amount_minor * part // 4))
    at = SNAPSHOT + timedelta(draw(st.integers(0, 45)))
    return [BookFile("n.csv", "1", "items", "utf-8", FileStatus.OK, tuple(kept), (), (), {}, at)]


@law
@given(case=cases(), choose=st.data())
def test_under_any_newer_list_no_document_goes_below_nothing_and_no_receipt_is_lost(
    case: Case, choose: st.DataObject
) -> None:
    decided = posted(case)
    standing = decided.postings()
    if standing:
        of = choose.draw(st.lists(st.sampled_from([p.row for p in standing]), unique=True))
        back = Reversed(tuple(sorted(of)), choose.draw(st.sampled_from([None, END, END + timedelta(9)])), "wrong")
        decided = with_new(decided, numbered([back], max(decided.everything))) if of else decided
    files = choose.draw(newer(case))
    day = choose.draw(st.dates(files[0].as_of or SNAPSHOT, END + timedelta(20)))
    start = ledger.opening(files, Ledger(), day)
    found = ledger.position(start, decided.allocations, day)
    listed_as = {one.item_id: one for one in start.items}
    fell: dict[str, int] = defaultdict(int)
    for one in found.applied:
        fell[one.item_id] += one.cash_minor + one.written_off_minor
    for now in (*found.items, *found.closed):
        item_was = listed_as[now.item_id]
        furthest = max(item_was.amount_minor, item_was.open_minor, key=abs)
        assert min(0, furthest) <= now.open_minor <= max(0, furthest)
        assert item_was.open_minor - now.open_minor == fell[now.item_id]
    lines = [one for one in case.lines if one.booked <= day]
    fresh = [one for one in lines if one.booked > start.at] if start.at else lines
    cash = {row.line: row.open_minor for row in ledger.unapplied(fresh, found.applied, (), {}, {})}
    for received in fresh:
        used = sum(a.line_minor for a in found.applied if a.line == received.fingerprint)
        assert received.amount_minor == used + cash.get(received.fingerprint, 0)
        assert min(0, received.amount_minor) <= used <= max(0, received.amount_minor)
    again = ledger.position(start, reversed(decided.allocations), day)
    assert again == found


@law
@given(case=cases())
def test_where_everything_fits_nothing_is_cut(case: Case) -> None:
    decided = posted(case)
    found = ledger.position(ledger.opening(case.files, Ledger(), END), decided.allocations, END)
    counting = [a for a in decided.allocations if SNAPSHOT < a.effective <= END]
    assert sorted(found.applied, key=repr) == sorted(counting, key=repr)
    assert "ST526" not in {f.code for f in found.findings}


@law
@given(case=cases(), choose=st.data())
def test_what_is_taken_back_is_as_if_it_had_never_been(case: Case, choose: st.DataObject) -> None:
    decided = posted(case)
    rows = [p.row for p in decided.postings()]
    back = choose.draw(st.lists(st.sampled_from(rows), unique=True)) if rows else []
    without = with_new(Decided(), (one for row, one in decided.everything.items() if row not in back))
    if not back:
        return
    after = with_new(decided, numbered([Reversed(tuple(sorted(back)), None, "wrong")], max(rows)))
    assert (after.posted, after.allocations) == (without.posted, without.allocations)
    assert {line: used for line, used in after.use.items() if used} == {
        line: used for line, used in without.use.items() if used
    }


@law
@given(case=cases(), choose=st.data())
def test_taking_back_what_lies_in_a_locked_month_leaves_that_month_as_it_was(case: Case, choose: st.DataObject) -> None:
    decided = posted(case)
    rows = [p.row for p in decided.postings() if all(a.effective <= END for a in p.allocations)]
    if not rows:
        return
    locked = with_new(decided, numbered([Locked("2026-03", "r", {}, {}, {}, "", "", "")], max(decided.everything)))
    back = tuple(sorted(choose.draw(st.lists(st.sampled_from(rows), unique=True, min_size=1))))
    new = numbered([Reversed(back, locked.first_open_day, "wrong")], max(locked.everything))
    after = with_new(locked, new)
    for day, same in ((END, True), (END + timedelta(1), False)):
        start = ledger.opening(case.files, Ledger(), day)
        then, now = (ledger.position(start, of.allocations, day) for of in (decided, after))
        if same:
            assert {i.item_id: i.open_minor for i in now.items} == {i.item_id: i.open_minor for i in then.items}
        else:
            gone = with_new(Decided(), (one for row, one in decided.everything.items() if row not in back))
            never = ledger.position(start, gone.allocations, day)
            assert {i.item_id: i.open_minor for i in now.items} == {i.item_id: i.open_minor for i in never.items}
