"""The ledger as of a date: what each document is still open for, and which money is not applied to any.

A list of open items is of one kind (recon.toml, `ledger.kind`):

- `documents`: amounts as issued. Open at D = amount - allocations effective up to D, for documents dated up to D.
- `snapshot`: amounts open at the list's key date S, receipts up to S already deducted. Open at D = listed amount
  - allocations effective after S and up to D; documents dated after S count at their full amount. The newest list that
  is not after D replaces the ones before it.

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

from recon import room
from recon.config import Ledger
from recon.errors import Finding, LedgerError, Severity, Where
from recon.ingest.books import BookFile
from recon.money import show
from recon.rows import Allocation, Booking, ItemState, LineStatus, OpenItem, StatementLine, UnappliedCash
from recon.words import Said, says

# Why a bank line is no unapplied cash of a customer: each line left out carries one of these names.
PENDING = "pending"  # not booked
DUPLICATE = "duplicate"  # copy of a movement that counts already
NOT_OURS = "not_ours"  # own transfer, charge, tax, anything that is no receipt from a customer
PAID_OUT = "paid_out"  # money out that belongs to no known customer
IN_THE_LIST = "in_the_list"  # booked up to the key date of the list, so already deducted there
LATER = "later"  # booked after the key date of this position


@dataclass(frozen=True, slots=True)
class Opening:
    """What the lists say before any decision of ours."""

    at: date | None  # key date of the lists in force; None where they hold documents as issued
    items: tuple[OpenItem, ...]  # by document number; open_minor as listed (snapshot) or as issued (documents)
    left_out: tuple[tuple[OpenItem, str], ...]  # documents that are no receivable, with the state they are in
    findings: tuple[Finding, ...]


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


def opening(files: Sequence[BookFile], ledger: Ledger, as_of: date) -> Opening:
    """The documents in force at `as_of`.

    Args:
        files: lists of open items, in any order; other kinds of list are passed over.
        ledger: what the lists are, and the key date of lists that name none.
        as_of: key date of the position asked for.

    Raises:
        LedgerError: a snapshot without a key date; every list is later than `as_of`; a document is listed twice with
            different figures.
    """
    lists = sorted((f for f in files if f.kind == "items" and f.rows), key=lambda f: (f.name, f.sha256))
    findings: list[Finding] = []
    if ledger.kind == "documents":
        at = None
    else:
        at = _key_date(lists, ledger, as_of) if lists else ledger.snapshot_date
        replaced = [f.name for f in lists if _dated(f, ledger) != at]
        lists = [f for f in lists if _dated(f, ledger) == at]
        if replaced:
            findings.append(_note("ST523", says("lists_replaced", files=", ".join(replaced), day=at)))
    items, twice = _once(lists, as_issued=at is None)
    if twice:
        what = says("listed_twice", count=len(twice), documents=_some(twice))
        findings.append(_note("ST522", what))
    receivable, left_out = [], []
    for item in items:
        if item.issued > as_of:
            continue
        if item.state in (ItemState.DRAFT, ItemState.CANCELLED) or (at and item.state is ItemState.PAID):
            left_out.append((item, item.state.value))
        else:
            receivable.append(replace(item, open_minor=item.amount_minor) if at is None else item)
    if left_out:
        what = says("documents_left_out", count=len(left_out), documents=_some([i.item_id for i, _ in left_out]))
        findings.append(_note("ST521", what))
    return Opening(at, tuple(receivable), tuple(left_out), tuple(findings))


def position(start: Opening, allocations: Iterable[Allocation], as_of: date) -> Position:
    """The ledger at `as_of`: the opening less the allocations that fall between.

    Raises:
        LedgerError: an allocation in another currency than its document.
    """
    by_item: dict[str, list[Allocation]] = defaultdict(list)
    found: dict[str, list[Allocation]] = defaultdict(list)
    known = {item.item_id: item for item in start.items}
    findings, unknown = [], []
    all_of_it = tuple(allocations)
    ever = {one.item_id for one in all_of_it}
    given = [one for one in all_of_it if one.effective <= as_of]
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
        what = says("allocated_item_gone", count=len(names), documents=_some(names))
        findings.append(Finding("ST512", Severity.LOOK, Where(), what, says("allocated_item_gone_fix")))
    items: list[OpenItem] = []
    closed: list[OpenItem] = []
    paid: list[str] = []
    for item in start.items:
        mine, counted = found[item.item_id], by_item[item.item_id]
        if start.at is None and item.state is ItemState.PAID and item.item_id not in ever:
            paid.append(item.item_id)  # paid before our decisions begin: history
            continue
        if len(counted) != len(mine) or sum(map(_falls, counted)) != sum(map(_falls, mine)):
            findings.append(_no_room(item, mine, counted))
        after = replace(item, open_minor=item.open_minor - sum(_falls(a) for a in counted))
        (items if after.open_minor else closed).append(after)
    if paid:
        findings.append(_note("ST521", says("documents_paid", count=len(paid), documents=_some(paid))))
    applied = tuple(a for item in start.items for a in by_item[item.item_id])
    return Position(as_of, start.at, tuple(items), tuple(closed), applied, (*start.findings, *findings))


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
        LedgerError: a line is used for more than it brought, or a line that is left out has been used.
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
        # A line that the list has deducted brings nothing, but a posting of it that is taken back later frees its cash.
        brought = 0 if reason == IN_THE_LIST else line.amount_minor
        left = brought - taken
        if not _between(left, 0, line.amount_minor):
            raise LedgerError(
                says(
                    "line_overused",
                    line=line.line_id,
                    brought=show(brought, line.currency),
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
    what = says(
        "item_no_room",
        item=item.item_id,
        open=show(item.open_minor, item.currency),
        applied=show(sum(map(_falls, mine)), item.currency),
        counted=show(sum(map(_falls, counted)), item.currency),
    )
    return Finding("ST526", Severity.LOOK, item.source, what, says("item_no_room_fix"))


def _dated(file: BookFile, ledger: Ledger) -> date | None:
    return file.as_of or ledger.snapshot_date


def _key_date(lists: Sequence[BookFile], ledger: Ledger, as_of: date) -> date:
    dates = []
    for file in lists:
        day = _dated(file, ledger)
        if day is None:
            raise LedgerError(says("list_without_date"), Where(file.name), says("list_without_date_fix"))
        dates.append(day)
    before = [d for d in dates if d <= as_of]
    if not before:
        raise LedgerError(says("before_the_list", day=as_of, first=min(dates)), fix=says("before_the_list_fix"))
    return max(before)


def _once(lists: Sequence[BookFile], as_issued: bool) -> tuple[list[OpenItem], list[str]]:
    """Each document once, by number, and the numbers that more than one list gives."""
    found: dict[str, OpenItem] = {}
    twice: set[str] = set()
    for file in lists:
        for row in file.rows:
            if not isinstance(row, OpenItem):
                continue
            before = found.get(row.item_id)
            if before is not None:
                if _facts(before, as_issued) != _facts(row, as_issued):
                    raise LedgerError(
                        says("document_twice", item=row.item_id, first=before.source),
                        row.source,
                        says("document_twice_fix"),
                    )
                twice.add(row.item_id)
            found[row.item_id] = row
    return [found[number] for number in sorted(found)], sorted(twice)


def _facts(item: OpenItem, as_issued: bool) -> tuple[object, ...]:
    money = item.amount_minor if as_issued else item.open_minor
    return (item.customer_id, item.issued, item.currency, money)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")


def _note(code: str, what: Said) -> Finding:
    return Finding(code, Severity.NOTE, Where(), what)
