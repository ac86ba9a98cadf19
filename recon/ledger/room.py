"""What of each allocation still counts: where a newer list leaves no room, it is cut, and its cash is unapplied again.

Laws. At the end of no day is a document beyond nothing or above what it was issued for; at the end of no day is a bank
line used for less than nothing or for more than its postings ever used. An allocation is cut toward nothing and never
turned; where all fit, all count as they are. What is given up goes before cash, later money before earlier.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from recon.rows import Allocation, OpenItem


def counted(items: Mapping[str, OpenItem], given: Iterable[Allocation], at: date | None) -> tuple[Allocation, ...]:
    """The allocations that count, cut to what documents and lines have room for, by day, line and document.

    Args:
        items: documents by number, `open_minor` as listed.
        given: allocations up to the day asked for, those the list has deducted included; all in the document's
            currency.
        at: key date of the list in force: what is effective by then is in its amounts.
    """
    ordered = sorted(given, key=lambda a: (a.effective, a.line, a.item_id, a.cash_minor, a.written_off_minor))
    deducted: dict[str, int] = defaultdict(int)
    reach: dict[str, tuple[int, int]] = {}
    for line, ends in _line_ends(ordered).items():
        reach[line] = (min(0, *ends), max(0, *ends))
    kept: list[Allocation] = []
    for one in ordered:
        if at is not None and one.effective <= at:
            deducted[one.line] += one.line_minor
        elif one.item_id in items:
            kept.append(one)
    while True:
        kept, by_item = _within_documents(kept, items)
        kept, by_line = _within_lines(kept, reach, deducted)
        if not (by_item or by_line):
            return tuple(kept)


def _line_ends(ordered: Iterable[Allocation]) -> dict[str, list[int]]:
    """What of each line is used at the end of each of its days."""
    moves: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for one in ordered:
        moves[one.line][one.effective] += one.line_minor
    found: dict[str, list[int]] = {}
    for line, days in moves.items():
        used, ends = 0, []
        for day in sorted(days):
            used += days[day]
            ends.append(used)
        found[line] = ends
    return found


def _within_documents(kept: Sequence[Allocation], items: Mapping[str, OpenItem]) -> tuple[list[Allocation], bool]:
    places: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(kept):
        places[one.item_id].append(at)
    now: list[Allocation | None] = list(kept)
    for item_id, mine in places.items():
        item = items[item_id]
        furthest = max(item.amount_minor, item.open_minor, key=abs)
        low, high = item.open_minor - max(0, furthest), item.open_minor - min(0, furthest)
        falls = _limited([(kept[at].effective, _falls(kept[at])) for at in mine], low, high)
        for at, wanted in zip(mine, falls, strict=True):
            now[at] = _fallen(kept[at], wanted)
    return _those(kept, now)


def _within_lines(
    kept: Sequence[Allocation], reach: Mapping[str, tuple[int, int]], deducted: Mapping[str, int]
) -> tuple[list[Allocation], bool]:
    places: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(kept):
        places[one.line].append(at)
    now: list[Allocation | None] = list(kept)
    for line, mine in places.items():
        low, high = (end - deducted.get(line, 0) for end in reach[line])
        uses = _limited([(kept[at].effective, kept[at].line_minor) for at in mine], low, high)
        for at, wanted in zip(mine, uses, strict=True):
            now[at] = _using(kept[at], wanted)
    return _those(kept, now)


def _those(kept: Sequence[Allocation], now: Sequence[Allocation | None]) -> tuple[list[Allocation], bool]:
    left = [one for one in now if one is not None]
    return left, left != list(kept)


def _limited(moves: Sequence[tuple[date, int]], low: int, high: int) -> list[int]:
    """Amounts by day, cut so that their sum at the end of each day is within `low` and `high`, which hold nothing.

    Of a day that goes too far the later amounts of that direction are cut first.

    >>> day = date(2026, 3, 1)
    >>> _limited([(day, 60), (day, 60), (day, -10)], 0, 100)
    [60, 50, -10]
    """
    cut = [minor for _, minor in moves]
    if len(cut) == 1:
        return [min(max(cut[0], low), high)]
    by_day: dict[date, list[int]] = defaultdict(list)
    for at, (day, _) in enumerate(moves):
        by_day[day].append(at)
    total = 0
    for day in sorted(by_day):
        total += sum(cut[at] for at in by_day[day])
        over = total - min(max(total, low), high)
        total -= over
        for at in reversed(by_day[day]):
            taken = min(max(cut[at], 0), over) if over > 0 else max(min(cut[at], 0), over)
            cut[at] -= taken
            over -= taken
    return cut


def _fallen(one: Allocation, falls: int) -> Allocation | None:
    """An allocation by which its document falls only so much: what was given up goes first."""
    if falls == _falls(one):
        return one
    cash = _toward_nothing(falls, one.cash_minor)
    return _with(one, cash, falls - cash, _share_of(one.line_minor, cash, one.cash_minor))


def _using(one: Allocation, of_line: int) -> Allocation | None:
    """An allocation that uses only so much of its line; what is given up counts as far as its cash does."""
    if of_line == one.line_minor:
        return one
    cash = _share_of(one.cash_minor, of_line, one.line_minor)
    return _with(one, cash, _share_of(one.written_off_minor, of_line, one.line_minor), of_line)


def _with(one: Allocation, cash: int, written_off: int, of_line: int) -> Allocation | None:
    if not (cash or written_off or of_line):
        return None
    reason = one.write_off_reason if written_off else ""
    return replace(one, cash_minor=cash, written_off_minor=written_off, write_off_reason=reason, line_minor=of_line)


def _toward_nothing(wanted: int, most: int) -> int:
    """As much of `wanted` as lies between nothing and `most`."""
    return min(max(wanted, min(0, most)), max(0, most))


def _share_of(whole: int, part: int, of: int) -> int:
    """`whole` x `part` / `of`, rounded toward nothing; all of it where the part is all."""
    if part == of or not of:
        return whole if part == of else 0
    exact = abs(whole) * abs(part) // abs(of)
    return exact if (whole > 0) == ((part > 0) == (of > 0)) else -exact


def _falls(one: Allocation) -> int:
    return one.cash_minor + one.written_off_minor
