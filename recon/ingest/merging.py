"""Many bank files into one list of movements.

Law: a movement counts once. What decides is the content of the lines and the balances of the statements, never the
names, the order or the number of the files.

Statements that follow each other (the closing balance of one is the opening balance of the next) are apart: equal lines
in them are separate movements. Equal lines of statements that are not known to be apart are copies, as far as each of
them has them: three equal lines here and two there are three movements.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from recon.errors import Finding, Severity, Where
from recon.ingest.checks import chain_findings, is_proved
from recon.ingest.ranking import Ranked, ranked
from recon.ingest.statement import (
    BankFile,
    Copy,
    FileStatus,
    Merged,
    Statement,
    StatementKind,
    content_of,
    fingerprint,
    plain_account,
    unique,
)
from recon.rows import LineStatus, StatementLine
from recon.words import says

_COPY = 0x80000000  # occurrence numbers from here on are those of copies
_RANK = {LineStatus.BOOKED: 0, LineStatus.PENDING: 1, LineStatus.INFORMATION: 2}


@dataclass(eq=False)
class _Strand:
    """Statements of one account that are known to be apart: those of one file, but for statements it holds twice."""

    sha256: str
    name: str
    statements: list[Statement] = field(default_factory=list)

    @property
    def lines(self) -> Iterator[tuple[Statement, StatementLine]]:
        return ((one, line) for one in self.statements for line in one.lines)

    @cached_property
    def signature(self) -> tuple[object, ...]:
        return tuple(_signature(one) for one in self.statements)

    @cached_property
    def days(self) -> tuple[date, date]:
        booked = [line.booked for _, line in self.lines]
        ends = [day for one in self.statements for day in (one.opened, one.closed) if day is not None]
        return min(booked or ends or [date.min]), max(booked or ends or [date.min])

    @cached_property
    def contents(self) -> frozenset[str]:
        return frozenset(line.fingerprint[:24] for _, line in self.lines)

    @cached_property
    def proofs(self) -> list[tuple[int, list[StatementLine], int]] | None:
        """Opening, lines and closing of each statement, None where one of them is not proved."""
        found = [_in_order(one) for one in self.statements]
        proved = [one for one in found if one is not None]
        return proved if proved and len(proved) == len(found) else None

    @property
    def ends(self) -> tuple[int, int] | None:
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


def merged(files: Sequence[BankFile]) -> Merged:
    """See `statement.lines_of`."""
    strands = _strands([file for file in files if file.status is not FileStatus.REJECTED])
    lines: list[StatementLine] = []
    copies: list[tuple[StatementLine, str]] = []
    findings: list[Finding] = []
    accounts: dict[tuple[str, str], dict[StatementKind, list[StatementLine]]] = defaultdict(dict)
    statements: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for key in sorted(strands):
        account, currency, kind = key
        kept, doubled = _once(strands[key])
        copies += doubled
        accounts[account, currency][StatementKind(kind)] = kept
        if kind == StatementKind.STATEMENT:
            statements[account, currency] += [one for strand in strands[key] for one in strand.statements]
    for where, kinds in sorted(accounts.items()):
        result: Ranked = ranked(kinds, statements[where])
        lines += result.lines
        copies += result.copies
        findings += result.findings
        findings += chain_findings(statements[where])
    findings += _copy_findings(copies, lines)
    return _numbered(lines, copies, findings)


def _strands(files: Iterable[BankFile]) -> dict[tuple[str, str, str], list[_Strand]]:
    found: dict[tuple[str, str, str], list[_Strand]] = defaultdict(list)
    for file in sorted(files, key=lambda f: (f.sha256, f.name)):
        mine: dict[tuple[str, str, str], _Strand] = {}
        seen: set[tuple[object, ...]] = set()
        for one in file.statements:
            key = (plain_account(one.account), one.currency, one.kind.value)
            signature = (key, _signature(one))
            # A statement that moves its balance cannot follow itself: met again, it is a copy.
            if signature in seen and one.lines and one.opening_minor != one.closing_minor:
                found[key].append(_Strand(file.sha256, file.name, [one]))
                continue
            seen.add(signature)
            if key not in mine:
                mine[key] = _Strand(file.sha256, file.name)
                found[key].append(mine[key])
            mine[key].statements.append(one)
    return found


def _signature(one: Statement) -> tuple[object, ...]:
    contents = sorted(line.fingerprint[:24] for line in one.lines)
    return (one.number, one.opening_minor, one.closing_minor, one.opened, one.closed, tuple(contents))


def _once(strands: list[_Strand]) -> tuple[list[StatementLine], list[tuple[StatementLine, str]]]:
    """The lines of one account and kind, each once, and the copies with the fingerprint of the line that counts."""
    twins: dict[tuple[object, ...], list[_Strand]] = defaultdict(list)
    for strand in strands:
        twins[strand.signature].append(strand)
    best: dict[str, StatementLine] = {}
    copies: list[tuple[StatementLine, str]] = []
    for path in _groups([group[0] for group in twins.values()]):
        count: Counter[str] = Counter()
        for first in path:
            before = count.copy()
            for strand in twins[first.signature]:
                count = before.copy()
                for line in _with_occurrence(strand, count):
                    known = best.get(line.fingerprint)
                    if known is None:
                        best[line.fingerprint] = line
                    elif _RANK[line.status] < _RANK[known.status]:
                        best[line.fingerprint] = line
                        copies.append((known, line.fingerprint))
                    else:
                        copies.append((line, line.fingerprint))
    return list(best.values()), copies


def _with_occurrence(strand: _Strand, count: Counter[str]) -> Iterator[StatementLine]:
    balances: dict[str, set[int | None]] = defaultdict(set)
    for statement, line in strand.lines:
        content = line.fingerprint[:24] or content_of(line)
        again = line.bank_id and content in balances and not is_proved(statement)
        if not again or (line.balance_minor is not None and line.balance_minor not in balances[content]):
            count[content] += 1  # else: the same bank id on equal lines, and no balance that would tell them apart
        balances[content].add(line.balance_minor)
        mark = fingerprint(content, count[content])
        yield line if line.fingerprint == mark else replace(line, fingerprint=mark)


def _groups(strands: list[_Strand]) -> list[list[_Strand]]:
    """Strands that are known to be apart: their balances join, and none can be a copy of a part of another."""
    left = sorted(strands, key=lambda s: (s.days, str(s.signature)))
    groups: list[list[_Strand]] = []
    while left:
        group: list[_Strand] = []
        openings: set[int] = set()
        closings: set[int] = set()
        joining: _Strand | None = left[0]
        while joining is not None:  # a strand may join only by one that comes later in order: look again each time
            left.remove(joining)
            group.append(joining)
            if joining.ends is not None:
                openings.add(joining.ends[0])
                closings.add(joining.ends[1])
            joining = next((one for one in left if _joins(one, group, openings, closings)), None)
        groups.append(group)
    return groups


def _joins(strand: _Strand, group: list[_Strand], openings: set[int], closings: set[int]) -> bool:
    if strand.ends is None or not (strand.ends[0] in closings or strand.ends[1] in openings):
        return False
    return not any(_may_overlap(strand, one) or _may_overlap(one, strand) for one in group)


def _may_overlap(one: _Strand, other: _Strand) -> bool:
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


def _copy_findings(copies: list[tuple[StatementLine, str]], lines: list[StatementLine]) -> Iterator[Finding]:
    counted = {line.fingerprint: line for line in lines}
    pairs: Counter[tuple[str, str]] = Counter()
    for line, original in copies:
        if original in counted:
            pairs[line.source.file, counted[original].source.file] += 1
    for (file, other), count in sorted(pairs.items()):
        if file == other:
            said = says("copies_in_file", count=count)
            yield Finding("IN171", Severity.LOOK, Where(file), said, says("copies_in_file_fix"))
        else:
            yield Finding("IN170", Severity.NOTE, Where(file), says("copies_of_file", count=count, other=other))


def _numbered(lines: list[StatementLine], copies: list[tuple[StatementLine, str]], findings: list[Finding]) -> Merged:
    """Unique line ids and fingerprints, in an order that follows from the content alone."""
    ids: dict[str, int] = {}
    done = tuple(_named(line, ids) for line in sorted(lines, key=_order))
    nth: Counter[str] = Counter()
    out = []
    for line, original in sorted(copies, key=lambda c: (*_order(c[0]), c[1], c[0].source.file, c[0].source.row or 0)):
        content = line.fingerprint[:24]
        mark = fingerprint(content, _COPY + nth[content])
        nth[content] += 1
        name = unique(line.bank_id or content[:12], ids)
        out.append(Copy(replace(line, fingerprint=mark, line_id=name), original))
    return Merged(done, tuple(out), tuple(findings))


def _named(line: StatementLine, ids: dict[str, int]) -> StatementLine:
    name = unique(line.bank_id or line.fingerprint[:12], ids)
    return line if line.line_id == name else replace(line, line_id=name)


def _order(line: StatementLine) -> tuple[object, ...]:
    # Digits are compared as numbers, so that T9 comes before T10.
    parts = tuple((len(p), p) if p.isdigit() else (0, p) for p in re.split(r"(\d+)", line.bank_id))
    return (plain_account(line.account), line.currency, line.booked, parts, -line.amount_minor, line.fingerprint)
