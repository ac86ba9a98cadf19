"""The ledger as of a date: what each document is still open for, and which money is not applied to any.

Open at D = what the lists give (`recon.ledger.openings`) - allocations effective after their key date and up to D, for
documents dated up to D.

Laws, kept every time: no document falls below nothing or rises above what it was issued for (what a newer list leaves
no room for is not counted, said, and its cash is unapplied again); no bank line is used for more than it brought; an
allocation is in its document's currency; receipt = allocated + booked to a reason + unapplied.

Source: back-dated open items as subledgers define them (general ledger date <= D, closing date > D).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from recon.errors import Finding, LedgerError, Severity, Where
from recon.ledger import room
from recon.ledger.openings import Opening
from recon.money import show
from recon.rows import Allocation, Booking, ItemState, LineStatus, OpenItem, StatementLine, UnappliedCash
from recon.words import says, some

# Why a bank line is no unapplied cash of a customer: each line left out carries one of these names.
PENDING = "pending"  # not booked
DUPLICATE = "duplicate"  # copy of a movement that counts already
NOT_OURS = "not_ours"  # own transfer, charge, tax, anything that is no receipt from a customer
PAID_OUT = "paid_out"  # money out that belongs to no known customer
IN_THE_LIST = "in_the_list"  # booked up to the key date of the list, so already deducted there
HISTORY = "history"  # booked before the go-live: known, and settles nothing here
LATER = "later"  # booked after the key date of this position


@dataclass(frozen=True, slots=True)
class Position:
    """The ledger at a date."""

    as_of: date
    at: date | None  # key date of the lists in force
    items: tuple[OpenItem, ...]  # still open, by document number; open_minor after all allocations up to as_of
    closed: tuple[OpenItem, ...]  # nothing left open
    applied: tuple[Allocation, ...]  # allocations as far as they count here
    findings: tuple[Finding, ...]

    def total(self, currency: str) -> int:
        """Sum of open items in one currency, in minor units."""
        return sum(i.open_minor for i in self.items if i.currency == currency)


def position(start: Opening, allocations: Iterable[Allocation], as_of: date) -> Position:
    """The ledger at `as_of`: the opening less the allocations that fall between.

    Raises:
        LedgerError: an allocation in another currency than its document.
    """
    by_item: dict[str, list[Allocation]] = defaultdict(list)
    found: dict[str, list[Allocation]] = defaultdict(list)
    documents = (*start.items, *_opened_again(start, allocations := tuple(allocations), as_of))
    known = {item.item_id: item for item in documents}
    findings, unknown = [], []
    ever = {one.item_id for one in allocations}
    given = [one for one in allocations if one.effective <= as_of]
    for one in given:
        if start.at is not None and one.effective <= start.at:
            continue
        if one.item_id in known:
            found[one.item_id].append(one)
        else:
            unknown.append(one)
    for item_id in sorted(found):
        _check_currency(known[item_id], found[item_id])
    for one in room.counted(known, given, start.at):
        by_item[one.item_id].append(one)
    if unknown:
        names = sorted({a.item_id for a in unknown})
        what = says("allocated_item_gone", count=len(names), documents=some(names))
        findings.append(Finding("ST512", Severity.LOOK, Where(), what, says("allocated_item_gone_fix")))
    items: list[OpenItem] = []
    closed: list[OpenItem] = []
    paid: list[str] = []
    for item in documents:
        mine, counted = found[item.item_id], by_item[item.item_id]
        if item.item_id in start.as_issued and item.state is ItemState.PAID and item.item_id not in ever:
            paid.append(item.item_id)  # paid before our decisions begin: history
            continue
        if len(counted) != len(mine) or sum(map(_falls, counted)) != sum(map(_falls, mine)):
            findings.append(_no_room(item, mine, counted))
        after = replace(item, open_minor=item.open_minor - sum(_falls(a) for a in counted))
        (items if after.open_minor else closed).append(after)
    if paid:
        what = says("documents_paid", count=len(paid), documents=some(paid))
        findings.append(Finding("ST521", Severity.NOTE, Where(), what))
    applied = tuple(a for item in documents for a in by_item[item.item_id])
    return Position(as_of, start.at, tuple(items), tuple(closed), applied, (*start.findings, *findings))


def _opened_again(start: Opening, allocations: Iterable[Allocation], as_of: date) -> tuple[OpenItem, ...]:
    """Documents that the list in force has closed and a decision taken back, or a payment returned, opens again."""
    if start.at is None or not start.closed:
        return ()
    moved: dict[str, list[Allocation]] = defaultdict(list)
    for one in allocations:
        if start.at < one.effective <= as_of:
            moved[one.item_id].append(one)
    return tuple(i for i in start.closed if any(_falls(a) * i.amount_minor < 0 for a in moved.get(i.item_id, ())))


def outside(lines: Iterable[StatementLine], start: Opening, as_of: date, named: Mapping[str, str]) -> dict[str, str]:
    """Why a bank line is no unapplied cash at `as_of`, by fingerprint; lines that are have no entry.

    Args:
        lines: bank lines, each movement once.
        start: the opening of the position.
        as_of: key date.
        named: reasons found by matching, by fingerprint (`DUPLICATE`, `NOT_OURS`, `PAID_OUT`).
    """
    found: dict[str, str] = {}
    for line in lines:
        if line.status is not LineStatus.BOOKED:
            found[line.fingerprint] = PENDING
        elif line.booked > as_of:
            found[line.fingerprint] = LATER
        elif start.at is not None and line.booked <= start.at:
            found[line.fingerprint] = IN_THE_LIST
        elif start.go_live is not None and line.booked < start.go_live:
            found[line.fingerprint] = HISTORY
        elif line.fingerprint in named:
            found[line.fingerprint] = named[line.fingerprint]
    return found


def unapplied(
    lines: Iterable[StatementLine],
    applied: Iterable[Allocation],
    booked: Iterable[Booking],
    left_out: Mapping[str, str],
    payers: Mapping[str, str],
) -> tuple[UnappliedCash, ...]:
    """What is left of each bank line, by booking day. Receipt = allocated + booked + unapplied, to the minor unit.

    Args:
        lines: bank lines, each movement once.
        applied: allocations that count (of a `Position`).
        booked: parts of lines that settle no document, as far as they count (see `booked`).
        left_out: lines that are no unapplied cash, with the reason (see `outside`).
        payers: customer id by fingerprint, where the payer is known.

    Raises:
        LedgerError: a line is used for more than it brought, or a line that does not count has been used.
    """
    used: dict[str, int] = defaultdict(int)
    for one in applied:
        used[one.line] += one.line_minor
    for part in booked:
        used[part.line] += part.line_minor
    rows = []
    for line in sorted(lines, key=lambda n: (n.booked, n.line_id, n.fingerprint)):
        taken = used.get(line.fingerprint, 0)
        reason = left_out.get(line.fingerprint)
        if taken and reason in (PENDING, DUPLICATE, NOT_OURS):
            raise LedgerError(says("line_left_out_used", line=line.line_id, reason=reason), line.source)
        # What the list has deducted brings nothing more; but a posting of it that is taken back later frees its cash.
        deducted = reason == IN_THE_LIST
        left = line.amount_minor - taken
        if deducted and _between(left, 0, line.amount_minor):
            left = 0  # applied after the list all the same: see `applied_again`
        elif deducted:
            left = -taken
        if not _between(left, 0, line.amount_minor):
            raise LedgerError(
                says(
                    "line_overused",
                    line=line.line_id,
                    brought=show(line.amount_minor, line.currency),
                    used=show(taken, line.currency),
                ),
                line.source,
                says("ledger_contradiction_fix"),
            )
        if left and reason in (None, IN_THE_LIST):
            payer = payers.get(line.fingerprint, "")
            name = line.payer_name
            rows.append(UnappliedCash(line.fingerprint, line.line_id, payer, name, line.booked, line.currency, left))
    return tuple(rows)


def applied_again(
    lines: Iterable[StatementLine], applied: Iterable[Allocation], left_out: Mapping[str, str], at: date | None
) -> tuple[Finding, ...]:
    """Receipts the list has deducted and that were applied to documents after its day as well, one finding each."""
    used: dict[str, int] = defaultdict(int)
    for one in applied:
        used[one.line] += one.line_minor
    found = []
    for line in sorted(lines, key=lambda n: (n.booked, n.line_id, n.fingerprint)):
        taken = used.get(line.fingerprint, 0)
        if left_out.get(line.fingerprint) == IN_THE_LIST and taken and _between(taken, 0, line.amount_minor):
            what = says("applied_again", line=line.line_id, day=at, amount=show(taken, line.currency))
            found.append(Finding("ST641", Severity.LOOK, line.source, what, says("applied_again_fix")))
    return tuple(found)


def booked(bookings: Iterable[Booking], start: Opening, as_of: date) -> tuple[Booking, ...]:
    """The bookings that count at `as_of`: effective by then, and not before the list in force."""
    return tuple(b for b in bookings if b.effective <= as_of and (start.at is None or b.effective > start.at))


def effective(line: StatementLine, items: Iterable[OpenItem], not_before: date | None = None) -> date:
    """The day a line is applied: its booking day, or the day of the newest document it pays where that is later.

    One day for all documents of a line: a payment less a later credit note must not be worth more in between.
    `not_before` is the first day that is not locked: what is decided later moves money then.
    """
    return max([line.booked, *(item.issued for item in items), *([not_before] if not_before else [])])


def fits(item: OpenItem, falls: Mapping[date, int]) -> bool:
    """True when a document may fall by these amounts (negative: rise, as a payment is returned), by day.

    At the end of no day may it have changed sides or stand above what it was issued for. `item.open_minor` is what it
    was open for before the first of the days; all in minor units of its currency.
    """
    left, furthest = item.open_minor, _furthest(item.amount_minor, item.open_minor)
    for day in sorted(falls):
        left -= falls[day]
        if not _between(left, 0, furthest):
            return False
    return True


def _falls(one: Allocation) -> int:
    return one.cash_minor + one.written_off_minor


def _between(value: int, one: int, other: int) -> bool:
    return min(one, other) <= value <= max(one, other)


def _furthest(one: int, other: int) -> int:
    return one if abs(one) >= abs(other) else other


def _check_currency(item: OpenItem, mine: Sequence[Allocation]) -> None:
    foreign = sorted({a.currency for a in mine} - {item.currency})
    if foreign:
        raise LedgerError(
            says("allocation_currency", item=item.item_id, currency=item.currency, other=", ".join(foreign)),
            item.source,
            says("ledger_contradiction_fix"),
        )


def _no_room(item: OpenItem, mine: Sequence[Allocation], counted: Sequence[Allocation]) -> Finding:
    by_day: dict[date, int] = defaultdict(int)
    for one in mine:
        by_day[one.effective] += _falls(one)
    if fits(item, by_day):  # the document has room; the bank line has no more to give
        applied, kept = (show(sum(map(_falls, of)), item.currency) for of in (mine, counted))
        what = says("line_no_room", item=item.item_id, applied=applied, counted=kept)
        return Finding("ST642", Severity.LOOK, item.source, what, says("line_no_room_fix"))
    what = says(
        "item_no_room",
        item=item.item_id,
        open=show(item.open_minor, item.currency),
        applied=show(sum(map(_falls, mine)), item.currency),
        counted=show(sum(map(_falls, counted)), item.currency),
    )
    return Finding("ST526", Severity.LOOK, item.source, what, says("item_no_room_fix"))
