"""Decisions -> journal entries for the accounting system: balanced vouchers, each posted once.

A receipt is booked whole with the first decision on its line that is exported: bank against the documents, what is left
against `on_account`. Later decisions move money from there, so that the bank side of a line appears exactly once.

Laws. Every entry is of one currency and balances in it, and in the company's currency where that value is known. What
bank accounts move is the sum of the lines of which anything is exported, never more; what `receivable` moves is what
the documents fell by. A reversal is what it takes back with the sides swapped, and is posted only if that was; money
that a reversal frees stays on account. Entries of an exported file follow from the decisions before it, so that it can
be made again.

A payment in another currency than its document, or at another rate than the document was booked at, goes through the
account `conversion`, which comes to nothing: one entry in each currency, one for the exchange difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from recon.decisions import Decided, Decision, Exported, Locked, Posted, Reopened, Reversed, WrittenOff
from recon.decisions.kinds import PUT_ON_ACCOUNT
from recon.money import share_of
from recon.postings.entries import Entry, EntryLine, PostingBook
from recon.postings.facts import Facts
from recon.postings.sides import Draft, Pool, Side, minus, total, worth_of
from recon.rows import Allocation, Booking, OpenItem, StatementLine
from recon.terms import Period
from recon.words import says


def posting_book(decided: Decided, known: Facts, until: date) -> PostingBook:
    """The entries of all decisions.

    Args:
        decided: the journal; its decisions carry their lines.
        known: documents, bank lines, rates, accounts.
        until: entries of a later day are not pending yet.
    """
    work = _Work(decided, known)
    exported: dict[int, tuple[Entry, ...]] = {}
    batches: dict[tuple[str, tuple[int, ...]], tuple[Entry, ...]] = {}
    for row, one in decided.everything.items():
        if isinstance(one, Exported):
            again = (one.file.rpartition(".")[0], one.rows)
            if again not in batches:
                batches[again] = tuple(entry for of in one.rows for entry in work.entries(of))
            exported[row] = batches[again]
    return PostingBook(exported, tuple(work.pending(until)))


class _Work:
    """The books as the exported files have left them, decision by decision."""

    def __init__(self, decided: Decided, known: Facts) -> None:
        self.decided = decided
        self.known = known
        self.base = known.settings.company.currency
        self.lines = dict(known.lines)
        self.pools: dict[str, Pool] = {}
        self.relief: dict[str, tuple[int, int]] = {}  # by document: amount and booked value not relieved yet
        self.posted: dict[int, tuple[Draft, ...]] = {}  # what each exported decision moved, bank side left out
        self.done: set[int] = set()
        self.back: dict[int, int] = {}  # decision -> the reversal that takes it back
        self.open_from: dict[int, date] = {}  # first day that was not locked when the decision was taken
        self._look_through()

    def _look_through(self) -> None:
        locked: set[str] = set()
        recorded: set[str] = set()
        for row, one in self.decided.everything.items():
            if isinstance(one, Locked):
                locked.add(one.period)
            elif isinstance(one, Reopened):
                locked.discard(one.period)
            elif isinstance(one, Reversed):
                self.back |= dict.fromkeys(one.of, row)
            elif isinstance(one, Posted):
                line = one.answer.line
                if line.fingerprint not in recorded:
                    self.lines[line.fingerprint] = line
                    recorded.add(line.fingerprint)
            until = max((Period.parse(period).last for period in locked), default=None)
            self.open_from[row] = until + timedelta(days=1) if until else date.min

    def pending(self, until: date) -> Iterator[Entry]:
        """The entries of what stands and is in no file, up to a day."""
        counted = {p.row for p in self.decided.postings()} | {w.row for w in self.decided.written_off}
        for row, one in self.decided.everything.items():
            if row in self.done:
                continue
            if isinstance(one, Posted | WrittenOff):
                wanted = row in counted and row not in self.back
            else:
                wanted = isinstance(one, Reversed) and any(of in self.done for of in one.of)
            if wanted and self.day(row, one) <= until:
                yield from self.entries(row)

    def day(self, row: int, one: Decision) -> date:
        """The last day on which a decision moves money."""
        if isinstance(one, WrittenOff):
            return one.allocation.effective
        if isinstance(one, Posted):
            booked = max(one.answer.line.booked, self.open_from[row])
            moved = [*(a.effective for a in one.allocations), *(b.effective for b in one.bookings)]
            return max([booked, *moved])
        if isinstance(one, Reversed):
            days = [draft.day for of in one.of for draft in self.posted.get(of, ())]
            return max((max(day, one.effective or day) for day in days), default=date.min)
        return date.max

    def entries(self, row: int) -> Iterator[Entry]:
        """The entries of a decision. From now on it is posted."""
        if row in self.done:
            return
        self.done.add(row)
        one = self.decided.everything.get(row)
        drafts: list[Draft] = []
        if isinstance(one, Posted):
            drafts = list(self._posted(row, one))
        elif isinstance(one, WrittenOff):
            drafts = self._keep(row, [self._written_off(one)])
        elif isinstance(one, Reversed):
            drafts = [draft for of in one.of for draft in self._reversed(of, one)]
        made = [entry for draft in drafts if (entry := self._entry(draft, row)) is not None]
        for n, entry in enumerate(made, 1):
            yield entry if n == 1 else replace(entry, number=f"{row}-{n}")

    def _posted(self, row: int, one: Posted) -> Iterator[Draft]:
        line = self.lines[one.line]
        leg = self._receipt(row, line, one.answer.customer_id)
        for other in sorted({b.line for b in one.bookings} - {one.line}):
            if other in self.lines and (receipt := self._receipt(row, self.lines[other], one.answer.customer_id)):
                yield receipt
        pool = self.pools[one.line]
        moved = self._keep(row, list(self._moves(one, line)))
        new_owner = one.kind == PUT_ON_ACCOUNT and one.answer.customer_id != pool.customer_id
        if leg is None and new_owner and pool.left_minor:
            yield from self._handed_over(row, one, line, pool)
        if leg is not None and moved and moved[0].day == leg.day and moved[0].currency == leg.currency:
            moved[0] = replace(leg, sides=(*leg.sides, *moved[0].sides))
        elif leg is not None:
            yield leg
        yield from moved

    def _keep(self, row: int, drafts: list[Draft]) -> list[Draft]:
        self.posted[row] = tuple(drafts)
        return drafts

    def _receipt(self, row: int, line: StatementLine, customer_id: str) -> Draft | None:
        """The bank side of a line, whole, against money on account; None once it is in the books."""
        if line.fingerprint in self.pools:
            return None
        value = self.known.value(line.amount_minor, line.currency, line.booked)
        self.pools[line.fingerprint] = Pool(customer_id, line, value, line.amount_minor, value or 0)
        paid_in = line.amount_minor > 0
        text = says("posting_receipt" if paid_in else "posting_payment", line=line.line_id, payer=line.payer_name)
        return Draft(
            max(line.booked, self.open_from[row]),
            line.currency,
            text,
            (
                Side("bank", line.amount_minor, value, account=self._bank(line.account)),
                Side("on_account", -line.amount_minor, minus(value), customer_id=customer_id, pool=line.fingerprint),
            ),
            line.line_id,
        )

    def _handed_over(self, row: int, one: Posted, line: StatementLine, pool: Pool) -> Iterator[Draft]:
        """Money on account that now is another customer's."""
        before, now = pool.customer_id, one.answer.customer_id
        value = None if pool.value is None else pool.left_value
        pool.customer_id = now
        yield Draft(
            max(line.booked, self.open_from[row]),
            line.currency,
            says("posting_on_account", line=line.line_id, payer=line.payer_name),
            (
                Side("on_account", pool.left_minor, value, customer_id=before),
                Side("on_account", -pool.left_minor, minus(value), customer_id=now),
            ),
            line.line_id,
        )

    def _moves(self, one: Posted, line: StatementLine) -> Iterator[Draft]:
        """What a decision moves out of the money on account, a day at a time."""
        together = max((b.effective for b in one.bookings if b.reason == "refund"), default=date.min)
        parts: dict[date, tuple[list[Allocation], list[Booking]]] = {}
        for a in sorted(one.allocations, key=lambda a: a.item_id):
            parts.setdefault(a.effective, ([], []))[0].append(a)
        for b in sorted(one.bookings, key=lambda b: (b.line, b.reason, b.account)):
            parts.setdefault(max(b.effective, together) if b.reason == "refund" else b.effective, ([], []))[1].append(b)
        for day in sorted(parts):
            allocations, bookings = parts[day]
            key = "posting_applied" if allocations else "posting_booked"
            text = says(key, line=line.line_id, payer=line.payer_name)
            yield from self._day(Draft(day, line.currency, text, (), line.line_id), line, one, allocations, bookings)

    def _day(
        self,
        blank: Draft,
        line: StatementLine,
        one: Posted,
        allocations: Sequence[Allocation],
        bookings: list[Booking],
    ) -> Iterator[Draft]:
        main: list[Side] = []
        groups: dict[str, tuple[list[Side], list[Side]]] = {}  # what is taken, what it settles
        for a in allocations:
            taken, settled = groups.setdefault(a.currency, ([], []))
            side = self._taken(line.fingerprint, a.line_minor, one.answer.customer_id)
            taken.append(side)
            settled += self._settled(a, side.base, one.answer.customer_id)
        for b in bookings:
            side = self._taken(b.line, b.line_minor, one.answer.customer_id)
            if b.reason == "refund":
                taken, settled = groups.setdefault("refund", ([], []))
                (taken if b.line == line.fingerprint else settled).append(side)
                continue
            main += [side, Side(b.reason if not b.account else "account", -side.minor, minus(side.base), b.account)]
        apart: list[Draft] = []
        for currency, (taken, settled) in sorted(groups.items()):
            of = line.currency if currency == "refund" else currency
            if currency == "refund" and (rest := -total(taken) - total(settled)):
                # A refund of which the other line is not known: money paid out of the account as a whole.
                value = minus(worth_of([*taken, *settled]))
                settled.append(Side("on_account", rest, value, customer_id=one.answer.customer_id))
            if of == line.currency and not worth_of([*taken, *settled]):
                main += [*taken, *settled]
                continue
            main += [*taken, self._cleared(taken)]
            apart += self._converted(blank, of, settled, taken)
        if main:
            yield replace(blank, sides=tuple(main))
        yield from apart

    def _converted(
        self, blank: Draft, currency: str, settled: Sequence[Side], taken: Sequence[Side]
    ) -> Iterator[Draft]:
        """The entry in the document's currency, and the exchange difference in the company's."""
        yield replace(blank, currency=currency, sides=(self._cleared(settled), *settled))
        paid, booked = worth_of(taken), worth_of(settled)
        if paid is not None and booked is not None and (gap := -(paid + booked)):
            role = "fx_loss" if gap > 0 else "fx_gain"
            text = says("posting_exchange", line=blank.line_id)
            sides = (Side(role, gap, gap), Side("conversion", -gap, -gap))
            yield replace(blank, currency=self.base, text=text, sides=sides)

    def _cleared(self, sides: Sequence[Side]) -> Side:
        return Side("conversion", -total(sides), minus(worth_of(sides)))

    def _taken(self, line: str, minor: int, customer_id: str) -> Side:
        pool = self.pools.get(line)
        if pool is None:  # its bank line is in no file any more
            return Side("on_account", minor, None, customer_id=customer_id)
        customer = pool.customer_id
        return Side("on_account", minor, pool.take(minor), customer_id=customer, pool=line)

    def _settled(self, a: Allocation, paid: int | None, payer: str) -> list[Side]:
        """What an allocation does to its document, and what is written off of it; debit positive."""
        cash, given_up = self._booked_values(a, paid)
        item = self.known.items.get(a.item_id)
        customer = item.customer_id if item else payer
        whole = None if cash is None or given_up is None else -(cash + given_up)
        falls = a.cash_minor + a.written_off_minor
        document = Side("receivable", -falls, whole, customer_id=customer, item_id=a.item_id)
        return [document, *self._given_up(a, given_up, customer)]

    def _given_up(self, a: Allocation, value: int | None, customer_id: str) -> Iterator[Side]:
        if not a.written_off_minor:
            return
        reason = a.write_off_reason or "write_off"
        percent = self.known.settings.accounts.discount_tax_percent
        whole = Side(reason, a.written_off_minor, value, customer_id=customer_id, item_id=a.item_id)
        tax = 0
        if reason == "discount" and percent:
            tax = share_of(a.written_off_minor, int(percent * 10_000), int((percent + 100) * 10_000))
        if not tax:
            yield whole
            return
        part = None if value is None else share_of(value, tax, a.written_off_minor)
        rest = None if value is None or part is None else value - part
        yield replace(whole, minor=a.written_off_minor - tax, base=rest)
        yield replace(whole, role="output_tax", minor=tax, base=part)

    def _booked_values(self, a: Allocation, paid: int | None) -> tuple[int | None, int | None]:
        """What the cash part and the part given up stand in the books at, in the company's currency."""
        falls = a.cash_minor + a.written_off_minor
        if a.currency == self.base:
            return a.cash_minor, a.written_off_minor
        item = self.known.items.get(a.item_id)
        if item is not None and item.base_minor is not None and item.base_currency == self.base and item.amount_minor:
            whole = self._relieved(item, item.base_minor, falls)
        elif paid is not None and a.cash_minor:
            return paid, share_of(paid, a.written_off_minor, a.cash_minor)
        else:
            value = self.known.value(falls, a.currency, a.effective)
            if value is None:
                return None, None
            whole = value
        given_up = share_of(whole, a.written_off_minor, falls) if falls else 0
        return whole - given_up, given_up

    def _relieved(self, item: OpenItem, booked: int, falls: int) -> int:
        left, value = self.relief.get(item.item_id, (item.amount_minor, booked))
        taken = value if falls == left else share_of(booked, falls, item.amount_minor)
        self.relief[item.item_id] = (left - falls, value - taken)
        return taken

    def _written_off(self, one: WrittenOff) -> Draft:
        a = one.allocation
        text = says("posting_written_off", item=a.item_id)
        return Draft(a.effective, a.currency, text, tuple(self._settled(a, None, "")), "")

    def _reversed(self, of: int, one: Reversed) -> Iterator[Draft]:
        """What a decision had moved, with the sides swapped. The bank side stays: the money is on account again."""
        for draft in self.posted.get(of, ()):
            for side in draft.sides:
                if side.pool:
                    self.pools[side.pool].give(side.minor, side.base)
                elif side.role == "receivable" and side.base is not None and side.item_id in self.relief:
                    left, value = self.relief[side.item_id]
                    self.relief[side.item_id] = (left - side.minor, value - side.base)
            swapped = tuple(replace(s, minor=-s.minor, base=minus(s.base)) for s in draft.sides)
            day = max(draft.day, one.effective or draft.day)
            yield replace(draft, day=day, text=says("posting_reversed", row=of, what=draft.text), sides=swapped)

    def _entry(self, draft: Draft, row: int) -> Entry | None:
        """The entry: equal lines added up, nothing without an amount, values only where all are known."""
        # Money on account of one customer is one line; every document keeps its own.
        sums: dict[tuple[str, str, str, str], list[int | None]] = {}
        for s in draft.sides:
            both = sums.setdefault((s.role, s.account or self._account(s.role), s.customer_id, s.item_id), [0, 0])
            both[0] = (both[0] or 0) + s.minor
            both[1] = None if s.base is None or both[1] is None else both[1] + s.base
        known = all(value is not None for _, value in sums.values())
        lines = tuple(
            EntryLine(
                account,
                role,
                max(minor or 0, 0),
                max(-(minor or 0), 0),
                value if known else None,
                customer,
                self.known.names.get(customer, ""),
                item,
            )
            for (role, account, customer, item), (minor, value) in sums.items()
            if minor or (known and value)
        )
        if not lines:
            return None
        return Entry(str(row), row, draft.day, draft.currency, self.base, draft.text, draft.line_id, lines)

    def _account(self, role: str) -> str:
        named: str = getattr(self.known.settings.accounts, role)
        return named

    def _bank(self, account: str) -> str:
        plain = _plain(account)
        known = self.known.settings.accounts
        return next((own.ledger for own in known.banks if _plain(own.account) == plain), known.bank)


def _plain(account: str) -> str:
    return "".join(filter(str.isalnum, account)).upper()
