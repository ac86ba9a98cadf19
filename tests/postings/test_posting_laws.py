"""Laws of posting files: whatever is decided, taken back and exported, in whatever order."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from recon.decisions import Decided, Decision, Exported, Posted, Reversed, WrittenOff
from recon.decisions.kinds import NOT_OURS, REFUNDED
from recon.decisions.replay import decided
from recon.postings import Entry, Facts, posting_book
from tests.builders import DAY, examples, item, line
from tests.postings.books import DOLLAR, LAST, booking, exported, facts, pays, posted, taken_back, written_off

ITEMS = (
    item("A", 100_00),
    item("B", 70_01, customer_id="C2", customer_name="Berg"),
    item("C", -30_00),
    item("D", 90_00, currency="USD", base_minor=70_03, base_currency="EUR"),
    item("E", 55_55, currency="USD", issued=date(2026, 2, 10)),
)
LINES = (
    line(120_00, "L1"),
    line(99_99, "L2", currency="USD"),
    line(-40_00, "L3"),
    line(33_33, "L4", booked=DAY + timedelta(days=3)),
    line(-20_00, "L5", currency="USD"),
)


class _Desk:
    """Takes random decisions as a person and the program would: never more than a line brings."""

    def __init__(self, known: Facts, draw: st.DataObject) -> None:
        self.known, self.draw = known, draw
        self.taken: list[Decision] = []
        self.left = {one.fingerprint: one.amount_minor for one in LINES}
        self.said: dict[int, tuple[Entry, ...]] = {}

    @property
    def decided(self) -> Decided:
        return decided(self.taken)

    def take(self, one: Decision) -> None:
        self.taken.append(replace(one, row=len(self.taken) + 1))

    def part(self, of: str) -> int:
        left = self.left[of]
        part = self.draw.draw(st.integers(1, abs(left))) if left else 0
        part = left if self.draw.draw(st.booleans()) else (part if left > 0 else -part)
        self.left[of] -= part
        return part

    def step(self) -> None:
        kind = self.draw.draw(st.sampled_from(["apply", "apply", "book", "keep", "refund", "off", "back", "export"]))
        getattr(self, f"_{kind}")()

    def _apply(self) -> None:
        of = self.draw.draw(st.sampled_from(LINES))
        moved = []
        for document in self.draw.draw(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=3, unique=True)):
            part = self.part(of.fingerprint)
            cash = part if document.currency == of.currency else part * 5 // 4
            off = self.draw.draw(st.integers(-5, 300))
            reason = self.draw.draw(st.sampled_from(["discount", "rounding", "fee", "short_pay"]))
            if part and cash:
                more = {"line_minor": part, "written_off_minor": off, "write_off_reason": reason if off else ""}
                moved.append(pays(of, document, cash, **more))
        if moved:
            self.take(posted(of, *moved, customer=self.draw.draw(st.sampled_from(["C1", "C2", ""]))))

    def _book(self) -> None:
        of = self.draw.draw(st.sampled_from(LINES))
        if part := self.part(of.fingerprint):
            self.take(posted(of, booking(of, part, "other"), kind=NOT_OURS, customer=""))

    def _keep(self) -> None:
        of = self.draw.draw(st.sampled_from(LINES))
        self.take(posted(of, customer=self.draw.draw(st.sampled_from(["C1", "C2"]))))

    def _refund(self) -> None:
        paid, out = self.draw.draw(st.sampled_from([(LINES[0], LINES[2]), (LINES[1], LINES[4])]))
        most = min(self.left[paid.fingerprint], -self.left[out.fingerprint])
        if most <= 0:
            return
        self.left[paid.fingerprint] -= most
        self.left[out.fingerprint] += most
        rows = (
            booking(out, -most, "refund", contra=paid.fingerprint),
            booking(paid, most, "refund", contra=out.fingerprint),
        )
        self.take(posted(out, *rows, kind=REFUNDED))

    def _off(self) -> None:
        self.take(written_off(self.draw.draw(st.sampled_from(ITEMS)), self.draw.draw(st.integers(1, 500))))

    def _back(self) -> None:
        gone = {row for one in self.taken if isinstance(one, Reversed) for row in one.of}
        standing = [p.row for line in self.decided.posted.values() for p in line]
        standing += [one.row for one in self.decided.written_off]
        can = sorted(set(standing) - gone)
        if not can:
            return
        rows = self.draw.draw(st.lists(st.sampled_from(can), min_size=1, max_size=2, unique=True))
        for row in rows:
            one = self.taken[row - 1]
            if isinstance(one, Posted):
                for a in one.allocations:
                    self.left[one.line] += a.line_minor
                for b in one.bookings:
                    self.left[b.line] += b.line_minor
        day = self.draw.draw(st.sampled_from([None, DAY + timedelta(days=20)]))
        self.take(taken_back(*rows, day=day))

    def _export(self) -> None:
        until = self.draw.draw(st.sampled_from([date(2026, 1, 31), LAST]))
        pending = posting_book(self.decided, self.known, until).pending
        if pending:
            rows = sorted({entry.row for entry in pending})
            self.take(exported(*rows, file=f"posting-{len(self.said) + 1:03d}-generic.csv"))
            self.said[len(self.taken)] = pending


@given(st.data(), st.booleans())
@examples(80)
def test_every_entry_balances_and_nothing_is_posted_twice_or_lost(data: st.DataObject, with_rates: bool) -> None:
    known = facts(*ITEMS, lines=LINES, rates=(DOLLAR,) if with_rates else (), discount_tax_percent=19)
    desk = _Desk(known, data)
    for _ in range(data.draw(st.integers(3, 14))):
        desk.step()
    desk._export()
    book = posting_book(desk.decided, known, LAST)

    assert dict(book.exported) == desk.said, "a file comes out as it was exported, whatever was decided since"
    entries = [entry for of in book.exported.values() for entry in of]
    assert max(Counter(entry.number for entry in entries).values(), default=1) == 1
    for entry in entries:
        assert sum(one.net_minor for one in entry.lines) == 0
        assert all((one.debit_minor > 0) != (one.credit_minor > 0) for one in entry.lines)
        worth = [one.base_minor for one in entry.lines]
        assert None in worth or sum(value or 0 for value in worth) == 0
        assert (None in worth) == all(value is None for value in worth)
        assert entry.currency != "EUR" or all(one.base_minor == one.net_minor for one in entry.lines)

    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    values: dict[str, int] = defaultdict(int)
    for entry in entries:
        for side in entry.lines:
            sums[side.role, entry.currency, side.item_id if side.role == "receivable" else ""] += side.net_minor
            values[side.role] += side.base_minor or 0
    files = [one for one in desk.taken if isinstance(one, Exported)]
    out = {row for one in files for row in one.rows}
    back = {of for row in out if isinstance(one := desk.taken[row - 1], Reversed) for of in one.of}
    counted = [desk.taken[row - 1] for row in sorted(out - back)]
    touched, left, fell = _expected(desk, out, counted)
    for currency in ("EUR", "USD"):
        bank = sum(one.amount_minor for one in LINES if one.fingerprint in touched and one.currency == currency)
        assert sums["bank", currency, ""] == bank
        on_account = sum(left[one.fingerprint] for one in LINES if one.currency == currency)
        assert sums["on_account", currency, ""] == -on_account
    for document in ITEMS:
        assert sums["receivable", document.currency, document.item_id] == -fell[document.item_id]
    if with_rates:
        assert values["conversion"] == 0


def _expected(desk: _Desk, out: set[int], counted: list[Decision]) -> tuple[set[str], dict[str, int], dict[str, int]]:
    """From the decisions alone: the lines in the books, what is left of each, what documents fell by."""
    touched: set[str] = set()
    for row in out:
        one = desk.taken[row - 1]
        if isinstance(one, Posted):
            touched |= {one.line, *(b.line for b in one.bookings)}
    left = {one.fingerprint: one.amount_minor * (one.fingerprint in touched) for one in LINES}
    fell: dict[str, int] = defaultdict(int)
    for one in counted:
        allocations = one.allocations if isinstance(one, Posted) else ()
        if isinstance(one, WrittenOff):
            allocations = (one.allocation,)
        for a in allocations:
            fell[a.item_id] += a.cash_minor + a.written_off_minor
            if a.line:
                left[a.line] -= a.line_minor
        for b in one.bookings if isinstance(one, Posted) else ():
            left[b.line] -= b.line_minor
    return touched, left, fell
