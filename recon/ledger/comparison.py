"""A newer list of open items against what we had: where the two differ, document by document and line by line.

A snapshot takes the place of the position before it. What that position came to on the same day stands beside it here:

- ours: the documents of the lists before, and those first listed in the new one for what they were issued for, less our
  allocations; less our unapplied cash, line by line.
- theirs: the new list. Money it shows as not applied is set against a line of ours of that customer and amount.

Law, per currency, to the minor unit: sum of (theirs - ours) over the rows = total of the new list - (our open items
- our unapplied cash). Where both agree there is no row. The newest list is in force whatever the rows say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from recon.config import Ledger
from recon.errors import Finding, Severity, Where
from recon.ingest.books import BookFile
from recon.ledger import positions
from recon.ledger.openings import Opening, key_dates, lists_before, lists_of, opening
from recon.rows import Allocation, ItemKind, OpenItem, UnappliedCash
from recon.words import Said, says, some


class Difference(StrEnum):
    """How the two lists differ."""

    NOT_OURS = "not_ours"  # open in theirs, not in ours
    NOT_THEIRS = "not_theirs"  # in ours, not open in theirs
    AMOUNT = "amount"  # open in both, for different amounts


class Cause(StrEnum):
    """What a difference follows from, to the minor unit."""

    NOT_POSTED_BACK = "not_posted_back"  # we allocated it, they still show it
    DEDUCTED = "deducted"  # they took off a part that we did not
    CLOSED = "closed"  # they closed it, we did not
    RAISED = "raised"  # they show more than their own earlier list
    UNSEEN = "unseen"  # theirs, and in no list before, though dated then
    APPLIED = "applied"  # they applied a bank line that we hold unapplied: the line, and what they applied it to
    CASH = "cash"  # any other bank line we hold unapplied, and they do not
    HELD = "held"  # money they hold unapplied, and no line of ours
    SEVERAL = "several"  # more than one of these at once


@dataclass(frozen=True, slots=True)
class Row:
    """One document or one bank line on which the lists differ."""

    difference: Difference
    cause: Cause
    customer_id: str  # "" where the payer of a line is not known
    customer_name: str
    item_id: str  # document, "" where it is a line
    line_id: str  # bank line of unapplied cash, "" where it is a document
    day: date  # the document's, or the booking day of the line
    currency: str
    ours_minor: int  # cash we hold is negative
    theirs_minor: int
    why: Said

    @property
    def gap_minor(self) -> int:
        """Theirs less ours."""
        return self.theirs_minor - self.ours_minor


@dataclass(frozen=True, slots=True)
class Totals:
    """The two sides in one currency, in minor units."""

    currency: str
    items_minor: int  # our open items at the day
    cash_minor: int  # our unapplied cash, positive for money we hold
    theirs_minor: int  # the new list


@dataclass(frozen=True, slots=True)
class Comparison:
    """A newer list against what we had on its day."""

    at: date  # key date of the new list
    before: date | None  # key date of the snapshot it replaces, None where lists of documents stood before
    files: tuple[str, ...]  # names of the new lists
    rows: tuple[Row, ...]  # by currency, customer, document and line
    totals: tuple[Totals, ...]  # by currency

    @property
    def again_open(self) -> tuple[Row, ...]:
        """Documents the new list shows open for what we have allocated."""
        return tuple(row for row in self.rows if row.cause is Cause.NOT_POSTED_BACK)

    @property
    def to_clear(self) -> tuple[Row, ...]:
        """Differences that neither our allocations nor theirs of the same money explain."""
        return tuple(row for row in self.rows if row.cause not in (Cause.NOT_POSTED_BACK, Cause.APPLIED))


def replaced(files: Sequence[BookFile], settings: Ledger, first: date, last: date) -> tuple[date, ...]:
    """The key dates from `first` to `last` at which a list takes the place of an earlier position."""
    days = [day for day in key_dates(files, settings) if first <= day <= last]
    return tuple(day for day in days if position_before(files, settings, day) is not None)


def position_before(files: Sequence[BookFile], settings: Ledger, at: date) -> Opening | None:
    """What the lists before `at` say, with the documents first listed at `at` as issued; None where there are none.

    A document dated after the newest day the lists before speak of is first listed at `at`. The opening position of a
    go-live is taken as it is: history that settled nothing here is compared with nothing.
    """
    earlier = lists_before(files, settings, at)
    if not any(file.kind == "items" and file.rows for file in earlier):
        return None
    ours = opening(earlier, settings, at)
    if not ours.items or _is_opening_position(ours, at):
        return None
    spoken_of = max([ours.at or date.min, *(i.issued for i in ours.items if i.item_id in ours.as_issued)])
    there = {item.item_id for item in (*ours.items, *(item for item, _ in ours.left_out))}
    first = [
        replace(item, open_minor=item.amount_minor)
        for item in opening(files, settings, at).items
        if item.item_id not in there and item.issued > spoken_of and item.kind is not ItemKind.PREPAYMENT
    ]
    return replace(ours, items=tuple(sorted((*ours.items, *first), key=lambda item: item.item_id)))


def _is_opening_position(ours: Opening, at: date) -> bool:
    if ours.go_live is None or at < ours.go_live - timedelta(days=1):
        return False
    if ours.at is not None and ours.at >= ours.go_live - timedelta(days=1):
        return False
    return any(item.issued < ours.go_live for item in ours.items)


def compare(
    files: Sequence[BookFile],
    settings: Ledger,
    at: date,
    before: Opening,
    allocations: Sequence[Allocation],
    cash: Iterable[UnappliedCash],
    line_ids: Mapping[str, str],
    likely: Mapping[str, Sequence[str]],
) -> Comparison:
    """Compare the list of `at` with what we had.

    Args:
        files: every list of open items.
        settings: what the lists are.
        at: key date of the new list.
        before: what the lists before say (`position_before`).
        allocations: everything decided.
        cash: our unapplied cash at `at`, by the lists before.
        line_ids: the bank's own id of a line, by fingerprint.
        likely: the documents a line of unapplied cash would be matched to, by fingerprint.
    """
    theirs = {item.item_id: item for item in opening(files, settings, at).items if item.open_minor}
    position = positions.position(before, allocations, at)
    listed = {item.item_id: item for item in before.items}
    ours = {item.item_id: item for item in (*position.items, *position.closed)}
    applied: dict[str, list[Allocation]] = defaultdict(list)
    for one in position.applied:
        applied[one.item_id].append(one)
    held = sorted(cash, key=lambda row: (row.booked, row.line_id, row.line))
    new_money = [i for i in theirs.values() if i.kind is ItemKind.PREPAYMENT and i.item_id not in ours]
    paired, settled = _paired(held, new_money)
    found: list[Row] = []
    for item_id in sorted(ours.keys() | theirs.keys()):
        if item_id in settled:
            continue
        mine, other = ours.get(item_id), theirs.get(item_id)
        if mine and other and mine.currency != other.currency:
            found += _of_document(item_id, mine, None, listed[item_id], applied[item_id], line_ids, at)
            found += _of_document(item_id, None, other, None, (), line_ids, at)
        else:
            found += _of_document(item_id, mine, other, listed.get(item_id), applied[item_id], line_ids, at)
    found = _with_cash([row for row in held if row.line not in paired], found, likely, at)
    found.sort(key=lambda r: (r.currency, r.customer_id, r.day, r.item_id, r.line_id))
    totals = _totals(position.items, held, theirs.values())
    return Comparison(at, before.at, lists_of(files, settings, at), tuple(found), totals)


def findings(of: Comparison) -> Iterator[Finding]:
    """What a comparison asks of a person."""
    if again := of.again_open:
        names = some([row.item_id for row in again])
        what = says("list_shows_again", day=of.at, count=len(again), documents=names)
        yield Finding("ST550", Severity.LOOK, Where(of.files[0]), what, says("list_shows_again_fix"))
    if to_clear := of.to_clear:
        what = says(
            "lists_differ", day=of.at, count=len(to_clear), names=some([r.item_id or r.line_id for r in to_clear])
        )
        yield Finding("ST553", Severity.LOOK, Where(of.files[0]), what, says("lists_differ_fix"))


def _totals(items: Iterable[OpenItem], cash: Iterable[UnappliedCash], theirs: Iterable[OpenItem]) -> tuple[Totals, ...]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for item in items:
        sums[item.currency][0] += item.open_minor
    for row in cash:
        sums[row.currency][1] += row.open_minor
    for other in theirs:
        sums[other.currency][2] += other.open_minor
    return tuple(Totals(currency, *sums[currency]) for currency in sorted(sums))


def _paired(cash: Sequence[UnappliedCash], money: Sequence[OpenItem]) -> tuple[set[str], set[str]]:
    """Lines of ours and items of theirs that are the same money (customer, currency, amount), the oldest first."""
    waiting: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for item in sorted(money, key=lambda i: (i.issued, i.item_id)):
        waiting[item.customer_id, item.currency, -item.open_minor].append(item.item_id)
    lines, items = set(), set()
    for row in cash:
        same = waiting[row.customer_id, row.currency, row.open_minor]
        if row.customer_id and same:
            lines.add(row.line)
            items.add(same.pop(0))
    return lines, items


def _with_cash(
    cash: Sequence[UnappliedCash], documents: Sequence[Row], likely: Mapping[str, Sequence[str]], at: date
) -> list[Row]:
    """The rows of the documents and those of our cash; the two tied together where they took off just this money."""
    fallen = {
        row.item_id: n
        for n, row in enumerate(documents)
        if row.cause in (Cause.CLOSED, Cause.DEDUCTED) and row.gap_minor < 0
    }
    now, found = list(documents), []
    for row in cash:
        item_ids = _applied_to(row, [documents[n] for n in fallen.values()], likely.get(row.line, ()))
        if item_ids:
            names = ", ".join(item_ids)
            found.append(_of_cash(row, Cause.APPLIED, says("compared_applied_line", items=names, day=at)))
            for item_id in item_ids:
                n = fallen.pop(item_id)
                why = says("compared_applied_document", line=row.line_id, booked=row.booked, day=at)
                now[n] = replace(documents[n], cause=Cause.APPLIED, why=why)
        else:
            found.append(_of_cash(row, Cause.CASH, says("compared_cash", day=at)))
    return [*now, *found]


def _applied_to(row: UnappliedCash, fallen: Sequence[Row], likely: Sequence[str]) -> tuple[str, ...]:
    """The documents of theirs that fell by just the money of a line: those it names, or the only one that fits."""
    same = [one for one in fallen if one.currency == row.currency]
    named = [one for one in same if one.item_id in likely]
    if named and sum(one.gap_minor for one in named) == -row.open_minor:
        return tuple(one.item_id for one in named)
    fitting = [one for one in same if one.customer_id == row.customer_id and one.gap_minor == -row.open_minor]
    return (fitting[0].item_id,) if len(fitting) == 1 and row.customer_id else ()


def _of_cash(row: UnappliedCash, cause: Cause, why: Said) -> Row:
    return Row(
        Difference.NOT_THEIRS,
        cause,
        row.customer_id,
        row.payer_name,
        "",
        row.line_id,
        row.booked,
        row.currency,
        -row.open_minor,
        0,
        why,
    )


def _of_document(
    item_id: str,
    mine: OpenItem | None,
    other: OpenItem | None,
    listed: OpenItem | None,
    applied: Sequence[Allocation],
    line_ids: Mapping[str, str],
    at: date,
) -> list[Row]:
    """The row of a document; none where both sides agree."""
    ours = mine.open_minor if mine else 0
    theirs = other.open_minor if other else 0
    if ours == theirs:
        return []
    of = other or mine
    assert of is not None  # noqa: S101 - one side has it
    one_side = Difference.NOT_OURS if theirs else Difference.NOT_THEIRS
    difference = Difference.AMOUNT if ours and theirs else one_side
    cause, why = _cause(mine, other, listed.open_minor if listed else 0, applied, line_ids, at)
    return [
        Row(
            difference,
            cause,
            of.customer_id,
            of.customer_name,
            item_id,
            "",
            of.issued,
            of.currency,
            ours,
            theirs,
            why,
        )
    ]


def _cause(
    mine: OpenItem | None,
    other: OpenItem | None,
    listed: int,
    applied: Sequence[Allocation],
    line_ids: Mapping[str, str],
    at: date,
) -> tuple[Cause, Said]:
    """What explains a difference to the minor unit, in a sentence."""
    if mine is None:
        if other is not None and other.kind is ItemKind.PREPAYMENT:
            return Cause.HELD, says("compared_held", day=at)
        return Cause.UNSEEN, says("compared_unseen", day=at)
    ours, theirs = mine.open_minor, other.open_minor if other else 0
    by_us = [one for one in applied if _falls(one)]
    for these in (by_us, *([one] for one in by_us)):  # which of our allocations they do not have
        if these and sum(map(_falls, these)) == theirs - ours:
            return Cause.NOT_POSTED_BACK, says("compared_not_posted_back", lines=_lines(these, line_ids), day=at)
    if not by_us:
        if not theirs:
            return Cause.CLOSED, says("compared_closed", day=at)
        if abs(theirs) < abs(listed):
            return Cause.DEDUCTED, says("compared_deducted", day=at)
        return Cause.RAISED, says("compared_raised", day=at)
    return Cause.SEVERAL, says("compared_several", lines=_lines(by_us, line_ids), day=at)


def _falls(one: Allocation) -> int:
    return one.cash_minor + one.written_off_minor


def _lines(allocations: Iterable[Allocation], line_ids: Mapping[str, str]) -> Said:
    """The lines of some allocations with their days."""
    parts = sorted({(one.effective, one.line) for one in allocations})
    whole: Said | None = None
    for day, line in parts:
        name = line_ids.get(line, line[:12])
        one = says("compared_line", line=name, day=day) if line else says("compared_given_up", day=day)
        whole = one if whole is None else says("list_joint", first=whole, rest=one)
    return whole or says("verbatim", text="")
