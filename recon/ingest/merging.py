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
from collections.abc import Iterator, Sequence
from dataclasses import replace

from recon.errors import Finding, Severity, Where
from recon.ingest.checks import chain_findings, is_proved
from recon.ingest.ranking import Ranked, ranked
from recon.ingest.retold import take_retold, two_formats
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
from recon.ingest.strands import Strand, groups, strands_of
from recon.rows import LineStatus, StatementLine
from recon.words import says

_DIGITS = re.compile(r"(\d+)")
_COPY = 0x80000000  # occurrence numbers from here on are those of copies
_RANK = {LineStatus.BOOKED: 0, LineStatus.PENDING: 1, LineStatus.INFORMATION: 2}


def lines_of(files: Sequence[BankFile]) -> Merged:
    """The lines of all files, each movement once, with what does not fit between the statements.

    Args:
        files: bank files as `ingest.files` read them, in any order; rejected ones have no lines.

    Returns:
        `lines`: every booked, pending and information line once. Fingerprints and line ids are unique. The same file
        twice, an overlapping period, another name, another order or another split of the files change nothing.
        Of a movement that came as intraday report, advice and statement, the statement's line counts; an advice may
        split a batch entry of the statement into its details (same reference and amount).
        `copies`: every line that was left out for it.
        `findings`: breaks in the chain of balances, missing statement numbers, overlaps, copies.
    """
    strands = strands_of([file for file in files if file.status is not FileStatus.REJECTED])
    lines: list[StatementLine] = []
    copies: list[tuple[StatementLine, str]] = []
    findings: list[Finding] = []
    accounts: dict[tuple[str, str], dict[StatementKind, list[StatementLine]]] = defaultdict(dict)
    statements: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    retold = take_retold(strands)
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
    for one in retold:
        copies += one.copies(lines)
        findings.append(one.finding)
    findings += _copy_findings(copies, lines)
    findings += two_formats(files, lines)
    return _numbered(lines, copies, findings)


def _once(strands: list[Strand]) -> tuple[list[StatementLine], list[tuple[StatementLine, str]]]:
    """The lines of one account and kind, each once, and the copies with the fingerprint of the line that counts."""
    twins: dict[tuple[object, ...], list[Strand]] = defaultdict(list)
    for strand in strands:
        twins[strand.signature].append(strand)
    best: dict[str, StatementLine] = {}
    copies: list[tuple[StatementLine, str]] = []
    for path in groups([group[0] for group in twins.values()]):
        count: Counter[str] = Counter()
        for first in path:
            before, alike = count, twins[first.signature]
            for strand in alike:
                count = before.copy() if len(alike) > 1 else before
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


def _with_occurrence(strand: Strand, count: Counter[str]) -> Iterator[StatementLine]:
    balances: dict[str, set[int | None]] = defaultdict(set)
    for statement, line in strand.lines:
        content = line.fingerprint[:24] or content_of(line)
        again = line.bank_id and content in balances and not is_proved(statement)
        if not again or (line.balance_minor is not None and line.balance_minor not in balances[content]):
            count[content] += 1  # else: the same bank id on equal lines, and no balance that would tell them apart
        balances[content].add(line.balance_minor)
        mark = fingerprint(content, count[content])
        yield line if line.fingerprint == mark else replace(line, fingerprint=mark)


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
    parts = tuple((len(p), p) if p.isdigit() else (0, p) for p in _DIGITS.split(line.bank_id))
    return (plain_account(line.account), line.currency, line.booked, parts, -line.amount_minor, line.fingerprint)
