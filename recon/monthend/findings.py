"""What there is to say of lines that are not matched, and of lines and files that are no longer there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from recon.decisions import Decided
from recon.errors import Finding, Severity, Where
from recon.inputs import Inputs
from recon.ledger import HISTORY, IN_THE_LIST, Opening, comparison
from recon.ledger.comparison import Comparison
from recon.rows import LineStatus, StatementLine
from recon.terms import Period
from recon.words import says, some


def findings(
    inputs: Inputs,
    now: Decided,
    period: Period,
    start: Opening,
    lines: Mapping[str, StatementLine],
    left_out: Mapping[str, str],
    compared: Sequence[Comparison],
) -> Iterator[Finding]:
    """The findings of a period.

    Args:
        inputs: every input file.
        now: all decisions, those of this run included.
        period: the month.
        start: what the lists give at its end.
        lines: bank lines booked up to its end, by fingerprint.
        left_out: lines that are no unapplied cash, with the reason.
        compared: each list of the period that took the place of an earlier one.
    """
    for one in compared:
        yield from comparison.findings(one)
    listed = [f for f, why in left_out.items() if why == IN_THE_LIST and lines[f].booked in period]
    if listed and not compared:
        what = says("lines_in_the_list", count=len(listed), day=start.at)
        yield Finding("ST520", Severity.LOOK, Where(), what, says("lines_in_the_list_fix"))
    history = sum(why == HISTORY and lines[f].booked in period for f, why in left_out.items())
    if history:
        what = says("lines_before_go_live", count=history, day=start.go_live)
        yield Finding("ST551", Severity.NOTE, Where(), what)
    unseen = [] if compared else _between_lists(inputs, now, period, start, lines)
    if unseen:
        what = says("receipts_between_lists", count=len(unseen), day=start.at, lines=some(unseen))
        yield Finding("ST524", Severity.LOOK, Where(), what, says("receipts_between_lists_fix"))
    waiting = [n for n in inputs.merged.lines if n.status is LineStatus.PENDING and n.booked in period]
    if waiting:
        yield Finding("ST532", Severity.NOTE, Where(), says("lines_pending", count=len(waiting)))
    there = {line.fingerprint for line in inputs.merged.lines}
    gone = sorted({p.answer.line.line_id for p in now.postings() if p.line not in there and p.line in lines})
    if gone:
        what = says("posted_line_gone", count=len(gone), lines=some(gone))
        yield Finding("ST511", Severity.LOOK, Where(), what, says("posted_line_gone_fix"))
    yield from missing_files(inputs, now)


def _between_lists(
    inputs: Inputs, now: Decided, period: Period, start: Opening, lines: Mapping[str, StatementLine]
) -> list[str]:
    """Receipts we had as unapplied cash until a newer list took their place, on whose word they are gone."""
    at = start.at
    older = [f.as_of for f in inputs.book_files if f.as_of is not None and at is not None and f.as_of < at]
    if at is None or not older or at < period.previous.last:
        return []
    kept = [n for n in lines.values() if min(older) < n.booked <= at and n.amount_minor > 0]
    return sorted(n.line_id for n in kept if n.fingerprint not in now.posted)


def missing_files(inputs: Inputs, decided: Decided) -> Iterator[Finding]:
    """Bank files read by an earlier run whose movements no file gives any more."""
    here = {file.sha256 for file in inputs.bank_files}
    for sha256 in sorted(decided.read, key=lambda s: (decided.read[s].file, s)):
        read = decided.read[sha256]
        if sha256 not in here and not all(_is_covered(s, inputs.merged.lines) for s in read.statements):
            what = says("statement_file_gone")
            yield Finding("ST510", Severity.LOOK, Where(read.file), what, says("statement_file_gone_fix"))


def _is_covered(statement: Mapping[str, Any], lines: Iterable[StatementLine]) -> bool:
    """True when the files of today give at least as many lines of that account and those days."""
    if not statement["lines"]:
        return True
    first, last = date.fromisoformat(statement["first"]), date.fromisoformat(statement["last"])
    found = sum(line.account == statement["account"] and first <= line.booked <= last for line in lines)
    return bool(found >= statement["lines"])
