"""Statements that are known to be apart: no line of one can be a copy of a line of another.

The statements of one file are apart, and so are statements that follow each other: the closing balance of one is the
opening balance of the next, and no part of one could be a part of the other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise

from recon.ingest.checks import is_proved
from recon.ingest.statement import BankFile, Statement, plain_account
from recon.rows import LineStatus, StatementLine

Key = tuple[str, str, str]  # account, currency, kind


@dataclass(eq=False)
class Strand:
    """Statements of one account that are known to be apart: those of one file, but for statements it holds twice."""

    sha256: str
    name: str
    statements: list[Statement] = field(default_factory=list)

    @property
    def lines(self) -> Iterator[tuple[Statement, StatementLine]]:
        """Every line with its statement."""
        return ((one, line) for one in self.statements for line in one.lines)

    @cached_property
    def signature(self) -> tuple[object, ...]:
        """Equal for two strands that tell the same."""
        return tuple(signature_of(one) for one in self.statements)

    @cached_property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        booked = [line.booked for _, line in self.lines]
        ends = [day for one in self.statements for day in (one.opened, one.closed) if day is not None]
        return min(booked or ends or [date.min]), max(booked or ends or [date.min])

    @cached_property
    def contents(self) -> frozenset[str]:
        """What its lines say (see `statement.content_of`)."""
        return frozenset(line.fingerprint[:24] for _, line in self.lines)

    @cached_property
    def proofs(self) -> list[tuple[int, list[StatementLine], int]] | None:
        """Opening, lines and closing of each statement, None where one of them is not proved."""
        found = [_in_order(one) for one in self.statements]
        proved = [one for one in found if one is not None]
        return proved if proved and len(proved) == len(found) else None

    @property
    def ends(self) -> tuple[int, int] | None:
        """Opening and closing balance, None where they are not proved."""
        return (self.proofs[0][0], self.proofs[-1][2]) if self.proofs else None

    @cached_property
    def walk(self) -> list[tuple[int, str]]:
        """The balance before each booked line, and the line's content."""
        steps = []
        for opening, lines, _ in self.proofs or []:
            balance = opening
            for line in lines:
                steps.append((balance, line.fingerprint[:24]))
                balance += line.amount_minor
        return steps


def strands_of(files: Iterable[BankFile]) -> dict[Key, list[Strand]]:
    """The strands of each account, currency and kind, in an order that follows from the content of the files."""
    found: dict[Key, list[Strand]] = defaultdict(list)
    for file in sorted(files, key=lambda f: (f.sha256, f.name)):
        mine: dict[Key, Strand] = {}
        seen: set[tuple[object, ...]] = set()
        for one in file.statements:
            key = (plain_account(one.account), one.currency, one.kind.value)
            signature = (key, signature_of(one))
            # A statement that moves its balance cannot follow itself: met again, it is a copy.
            if signature in seen and one.lines and one.opening_minor != one.closing_minor:
                found[key].append(Strand(file.sha256, file.name, [one]))
                continue
            seen.add(signature)
            if key not in mine:
                mine[key] = Strand(file.sha256, file.name)
                found[key].append(mine[key])
            mine[key].statements.append(one)
    return found


def signature_of(one: Statement) -> tuple[object, ...]:
    """Equal for two statements that tell the same, whatever file they are in."""
    contents = sorted(line.fingerprint[:24] for line in one.lines)
    return (one.number, one.opening_minor, one.closing_minor, one.opened, one.closed, tuple(contents))


def groups(strands: list[Strand]) -> list[list[Strand]]:
    """Strands that are known to be apart: their balances join, and none can be a copy of a part of another."""
    left = sorted(strands, key=lambda s: (s.days, str(s.signature))) if len(strands) > 1 else list(strands)
    groups: list[list[Strand]] = []
    while left:
        group: list[Strand] = []
        openings: set[int] = set()
        closings: set[int] = set()
        contents: set[str] = set()
        joining: Strand | None = left[0]
        while joining is not None:  # a strand may join only by one that comes later in order: look again each time
            left.remove(joining)
            group.append(joining)
            contents |= joining.contents
            if joining.ends is not None:
                openings.add(joining.ends[0])
                closings.add(joining.ends[1])
            joins = (one for one in left if one.ends and (one.ends[0] in closings or one.ends[1] in openings))
            joining = next((one for one in joins if contents.isdisjoint(one.contents) or _is_apart(one, group)), None)
        groups.append(group)
    return groups


def _is_apart(strand: Strand, group: list[Strand]) -> bool:
    return not any(_may_overlap(strand, one) or _may_overlap(one, strand) for one in group)


def _may_overlap(one: Strand, other: Strand) -> bool:
    """True when `other` could begin within `one`: at a point of equal balance, the lines from there on are the same."""
    if one.contents.isdisjoint(other.contents):
        return False
    theirs = [content for _, content in other.walk]
    start = other.walk[0][0] if other.walk else None
    for at, (balance, _) in enumerate(one.walk):
        length = min(len(one.walk) - at, len(theirs))
        mine = Counter(content for _, content in one.walk[at : at + length])
        if balance == start and mine == Counter(theirs[:length]):
            return True
    return False


def _in_order(one: Statement) -> tuple[int, list[StatementLine], int] | None:
    """Opening balance, booked lines, closing balance; None where they do not prove each other.

    Where the statement names no balances, they are read off the running balances, newest first too.
    """
    lines = [line for line in one.lines if line.status is LineStatus.BOOKED]
    if one.opening_minor is not None and one.closing_minor is not None:
        return (one.opening_minor, lines, one.closing_minor) if is_proved(one) else None
    for ordered in (lines, lines[::-1]):
        balances = [line.balance_minor for line in ordered if line.balance_minor is not None]
        if not ordered or len(balances) != len(ordered):
            break
        steps = zip(pairwise(balances), ordered[1:], strict=True)
        if all(after == before + line.amount_minor for (before, after), line in steps):
            return balances[0] - ordered[0].amount_minor, ordered, balances[-1]
    return None
