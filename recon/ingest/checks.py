"""What every statement must prove: its lines carry the opening to the closing balance, and one statement the next.

Law: a statement that does not add up is read, and said. Only booked entries move a balance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from recon import money
from recon.errors import Finding, Severity, Where
from recon.rows import LineStatus
from recon.words import Said, says

if TYPE_CHECKING:
    from recon.ingest.statement import Statement

_MOST_MISSING = 10  # statement numbers that may be named as missing
_NUMBER = re.compile(r"0*(\d{1,9})(?:\s*/\s*0*(\d{1,9}))?")


def amount_text(minor: int, currency: str) -> str:
    """The amount as a person reads it; two decimals where the currency is not known."""
    if money.is_currency(currency):
        return money.show(minor, currency)
    return f"{Decimal(minor).scaleb(-2):,f} {currency}".strip()


def gap_of(statement: Statement) -> int | None:
    """Opening + booked lines - closing, in minor units; None where a balance is missing."""
    if statement.opening_minor is None or statement.closing_minor is None:
        return None
    moved = sum(line.amount_minor for line in statement.lines if line.status is LineStatus.BOOKED)
    return statement.opening_minor + moved - statement.closing_minor


def is_proved(statement: Statement) -> bool:
    """True when both balances are there and the lines carry one to the other."""
    return gap_of(statement) == 0


def balance_findings(statement: Statement) -> Iterator[Finding]:
    """Say so where the lines do not carry the opening to the closing balance, or break the running balance."""
    gap = gap_of(statement)
    if gap:
        currency = statement.currency
        moved = sum(line.amount_minor for line in statement.lines if line.status is LineStatus.BOOKED)
        said = says(
            "statement_gap",
            gap=amount_text(gap, currency),
            opening=amount_text(statement.opening_minor or 0, currency),
            moved=amount_text(moved, currency),
            closing=amount_text(statement.closing_minor or 0, currency),
        )
        yield Finding("IN120", Severity.LOOK, statement.source, said, says("statement_gap_fix"))
    yield from _running(statement)


def _running(statement: Statement) -> Iterator[Finding]:
    lines = [
        (line, line.balance_minor)
        for line in statement.lines
        if line.status is LineStatus.BOOKED and line.balance_minor is not None
    ]
    steps = list(pairwise(lines))
    forward = [(a[1], b) for a, b in steps if a[1] + b[0].amount_minor != b[1]]
    backward = [(b[1], a) for a, b in steps if b[1] + a[0].amount_minor != a[1]]
    breaks = forward if len(forward) <= len(backward) else backward  # newest first is usual in exports
    # A column of balances that fits nowhere is of another account or another order: one sentence for all of it.
    if breaks and len(breaks) >= len(lines) - 1 > 1:
        where = Where(statement.source.file, statement.source.sheet)
        yield Finding("IN122", Severity.NOTE, where, says("running_balance_unused"))
        return
    for before, (line, after) in breaks:
        said = says(
            "running_balance_break",
            before=amount_text(before, line.currency),
            amount=amount_text(line.amount_minor, line.currency),
            after=amount_text(after, line.currency),
        )
        yield Finding("IN121", Severity.LOOK, line.source, said, says("running_balance_break_fix"))


def declared_finding(name: Said, declared: str, found: str, where: Where) -> Finding | None:
    """A finding where a total or count the bank declares is not what the entries come to, else None."""
    if declared == found:
        return None
    said = says("declared_differs", name=name, declared=declared, found=found)
    return Finding("IN123", Severity.LOOK, where, said, says("declared_differs_fix"))


def chain_findings(statements: Sequence[Statement]) -> Iterator[Finding]:
    """Breaks, overlaps and missing numbers between the statements of one account and currency, in any order.

    A closing balance must be the opening balance of the next statement. The same statement twice is no break.
    """
    paths = _chains(statements)
    for path in paths:
        for before, after in pairwise(path):
            missing = _missing(before, after)
            if missing:
                said = says(
                    "statement_number_missing", account=after.account or says("account_unnamed"), numbers=missing
                )
                yield Finding("IN161", Severity.NOTE, after.source, said)
    for earlier, later in pairwise(paths):
        before, after = earlier[-1], later[0]
        overlaps = _days(after)[0] <= _days(before)[1] and _days(after)[0] < _days(after)[1]
        if overlaps or _days(after)[1] <= _days(before)[1]:
            first = _days(after)[0]
            held = next((s for s in earlier if _days(s)[0] <= first <= _days(s)[1]), before)
            said = says(
                "statements_overlap",
                account=after.account or says("account_unnamed"),
                first=first.isoformat(),
                last=_days(held)[1].isoformat(),
                other=held.source.file,
            )
            yield Finding("IN162", Severity.NOTE, after.source, said)
            continue
        fields: dict[str, object] = {
            "account": after.account or says("account_unnamed"),
            "closing": amount_text(before.closing_minor or 0, before.currency),
            "before": _days(before)[1].isoformat(),
            "opening": amount_text(after.opening_minor or 0, after.currency),
            "after": _days(after)[0].isoformat(),
        }
        missing = _missing(before, after)
        said = says("chain_break_numbers", missing=missing, **fields) if missing else says("chain_break", **fields)
        yield Finding("IN160", Severity.LOOK, after.source, said, says("chain_break_fix"))


def _chains(statements: Sequence[Statement]) -> list[list[Statement]]:
    seen: set[tuple[object, ...]] = set()
    paths: list[list[Statement]] = []
    ordered = [one for one in statements if one.opening_minor is not None and one.closing_minor is not None]
    for one in sorted(ordered, key=lambda s: (*_days(s)[::-1], _parts(s.number), s.source.file, s.source.row or 0)):
        contents = tuple(sorted(line.fingerprint[:24] for line in one.lines))
        same = (one.number, one.opening_minor, one.closing_minor, one.opened, one.closed, contents)
        if same in seen and (one.lines or one.closed is not None):
            continue
        seen.add(same)
        follows = [path for path in paths if path[-1].closing_minor == one.opening_minor]
        if follows:
            follows[-1].append(one)
        else:
            paths.append([one])
    return sorted(paths, key=lambda path: (_days(path[0])[0], _days(path[-1])[1]))


def _days(one: Statement) -> tuple[date, date]:
    days = [line.booked for line in one.lines if line.status is LineStatus.BOOKED]
    days += [day for day in (one.opened, one.closed) if day is not None]
    return min(days, default=date.min), max(days, default=date.min)


def _parts(number: str) -> tuple[int, int]:
    found = _NUMBER.fullmatch(number.strip())
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)


def _missing(before: Statement, after: Statement) -> str:
    """The statement numbers between two statements of one year, "" where there are none.

    A larger jump is another way of numbering (day of the year and page, for one) and says nothing.
    """
    first, last = _parts(before.number)[0], _parts(after.number)[0]
    if not first or not first + 1 < last <= first + _MOST_MISSING + 1 or _days(before)[1].year != _days(after)[0].year:
        return ""
    return str(first + 1) if last == first + 2 else f"{first + 1} - {last - 1}"
