"""One movement told several times: intraday report (052), advice (054), statement (053).

Law: money counts once. The statement is final: on the days it speaks of, reports and advices add nothing to it. An
advice may only say what a batch entry of the statement is made of. On days no statement speaks of, advices and reports
stand in for it until it comes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from recon.errors import Finding, Severity, Where
from recon.ingest.checks import amount_text
from recon.ingest.statement import Statement, StatementKind, batch_key
from recon.rows import StatementLine
from recon.words import says


@dataclass(slots=True)
class Ranked:
    """The lines of one account and currency that count, and the copies (line, fingerprint of the line that counts)."""

    lines: list[StatementLine] = field(default_factory=list)
    copies: list[tuple[StatementLine, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def ranked(kinds: dict[StatementKind, list[StatementLine]], statements: Sequence[Statement]) -> Ranked:
    """Choose between the statement, the advices and the intraday reports of one account and currency.

    Args:
        kinds: lines of each kind, each movement once within its kind.
        statements: the final statements of the account, for the days they speak of.
    """
    result = Ranked(list(kinds.get(StatementKind.STATEMENT, ())))
    advices = _split_batches(result, kinds.get(StatementKind.ADVICE, []))
    spoken = _Days(statements)
    _add(result, advices, spoken)
    _add(result, kinds.get(StatementKind.INTRADAY, []), spoken)
    return result


class _Days:
    """The days the final statements of an account speak of."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.spans: list[tuple[date, date]] = []
        for one in statements:
            days = [line.booked for line in one.lines] + [d for d in (one.opened, one.closed) if d is not None]
            if days:
                self.spans.append((min(days), max(days)))

    def __contains__(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.spans)


def _split_batches(result: Ranked, advices: list[StatementLine]) -> list[StatementLine]:
    """Put the details of an advice in the place of the statement's batch entry; return the advices that are left."""
    details: dict[str, list[StatementLine]] = defaultdict(list)
    for line in advices:
        if line.batch_id:
            details[line.batch_id].append(line)
    if not details:
        return advices
    used: set[str] = set()
    for at, entry in enumerate(result.lines):
        if entry.batch_id or not entry.bank_id:
            continue
        key = batch_key(entry.account, entry.currency, entry.amount_minor, entry.bank_id)
        found = details.get(key, [])
        if key in used or not found or sum(line.amount_minor for line in found) != entry.amount_minor:
            continue
        used.add(key)
        made = [replace(line, booked=entry.booked, status=entry.status) for line in found]
        result.lines[at : at + 1] = made[:1]
        result.lines += made[1:]
        result.copies.append((entry, made[0].fingerprint))
        said = says("batch_from_advice", reference=entry.bank_id, count=len(made), file=made[0].source.file)
        result.findings.append(Finding("IN173", Severity.NOTE, entry.source, said))
    return [line for line in advices if line.batch_id not in used]


def _add(result: Ranked, lines: list[StatementLine], spoken: _Days) -> None:
    """Add lines of a lower rank: those the lines so far do not tell already, on days no statement speaks of."""
    if not lines:
        return
    free = Free(result.lines)
    left = sorted(lines, key=lambda line: line.fingerprint)
    for kind in Free.KINDS:  # the surest likeness first, over all lines
        left = [line for line in left if not _told(result, [line], free.take(kind, line, line.booked in spoken))]
    batches: dict[str, list[StatementLine]] = defaultdict(list)
    for line in left:
        batches[line.batch_id or line.fingerprint].append(line)
    for details in batches.values():
        booked = details[0].booked
        total = replace(details[0], amount_minor=sum(line.amount_minor for line in details), bank_id="", reference="")
        if len(details) > 1 and _told(result, details, free.take("day", total, booked in spoken)):
            continue
        if booked in spoken:
            result.copies += [(line, "") for line in details]
            result.findings.append(_unbooked(total))
        else:
            result.lines += details


def _told(result: Ranked, lines: list[StatementLine], same: StatementLine | None) -> bool:
    if same is not None:
        result.copies += [(line, same.fingerprint) for line in lines]
    return same is not None


def _unbooked(line: StatementLine) -> Finding:
    said = says("advice_not_booked", amount=amount_text(line.amount_minor, line.currency), day=line.booked.isoformat())
    where = Where(line.source.file, row=line.source.row)
    return Finding("IN172", Severity.LOOK, where, said, says("advice_not_booked_fix"))


class Free:
    """Lines of higher rank, each of which can stand for one line of lower rank."""

    KINDS = ("id", "reference", "day")

    def __init__(self, lines: Iterable[StatementLine]) -> None:
        self.left: dict[tuple[object, ...], list[StatementLine]] = defaultdict(list)
        self.taken: set[str] = set()
        for line in sorted(lines, key=lambda one: one.fingerprint, reverse=True):
            for kind in self.KINDS:
                self.left[_likeness(kind, line)].append(line)

    def take(self, kind: str, line: StatementLine, spoken: bool) -> StatementLine | None:
        """A line that tells the same movement as `line`, taken away; None where there is none.

        Args:
            kind: what must be alike besides the amount: the bank's id, the reference on that day, or only the day.
            line: the line of lower rank.
            spoken: whether a statement speaks of its day. If none does, two ids that differ are two movements.
        """
        if (kind == "id" and not line.bank_id) or (kind == "reference" and not line.reference):
            return None
        rest = self.left[_likeness(kind, line)]
        for at in range(len(rest) - 1, -1, -1):
            found = rest[at]
            if found.fingerprint in self.taken:
                del rest[at]
            elif spoken or not _differ(found, line):
                self.taken.add(found.fingerprint)
                del rest[at]
                return found
        return None


def _likeness(kind: str, line: StatementLine) -> tuple[object, ...]:
    if kind == "id":
        return (kind, line.amount_minor, line.bank_id)
    return (kind, line.amount_minor, line.booked, line.reference if kind == "reference" else "")


def _differ(one: StatementLine, other: StatementLine) -> bool:
    pairs = ((one.bank_id, other.bank_id), (one.reference, other.reference))
    return any(a and b and a != b for a, b in pairs)
