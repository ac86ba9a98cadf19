"""What a decision is, and how it stands in the journal.

Kinds: `statement_read` (a bank file was read), `allocated` (a receipt was applied to items), `refunded` (money out was
tied to a credit note or to the receipt it returns). A posting carries the alternative it follows, so that a later run
shows it with the same rule, probability and reasons. Reading the same decision twice counts once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from recon.errors import JournalError, Where
from recon.ingest.statement import BankFile
from recon.journal import Entry, canonical
from recon.match.outcome import Alternative, Answer, Evidence, Outcome, Share
from recon.rows import Allocation, StatementLine
from recon.words import Said, says

STATEMENT_READ = "statement_read"
ALLOCATED = "allocated"
REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class StatementRead:
    """A bank file was read: which one, and what it said of each account."""

    file: str  # name when it was first read
    sha256: str
    statements: tuple[Mapping[str, Any], ...]  # account, currency, number, first and last day, balances, count of lines


@dataclass(frozen=True, slots=True)
class Posted:
    """A bank line was applied to items."""

    period: str  # the month end that posted it, "2026-03"
    answer: Answer  # why: one alternative; once read back, its line carries the identifying fields only
    allocations: tuple[Allocation, ...]  # what

    @property
    def line(self) -> str:
        """Fingerprint of the bank line."""
        return self.answer.line.fingerprint


Decision = StatementRead | Posted


@dataclass(frozen=True, slots=True)
class Decided:
    """All decisions that count, replayed."""

    read: Mapping[str, StatementRead] = field(default_factory=lambda: MappingProxyType({}))  # by SHA-256
    posted: Mapping[str, Posted] = field(default_factory=lambda: MappingProxyType({}))  # by fingerprint

    @property
    def allocations(self) -> tuple[Allocation, ...]:
        """Every allocation, by bank line."""
        return tuple(a for line in sorted(self.posted) for a in self.posted[line].allocations)

    def postings(self, until: date) -> tuple[Posted, ...]:
        """The postings of bank lines booked up to a day, by bank line."""
        return tuple(p for _, p in sorted(self.posted.items()) if p.answer.line.booked <= until)


def digest(postings: Iterable[Posted]) -> str:
    """Hash of what was decided about money, whoever decided it and when."""
    return hashlib.sha256(canonical([to_entry(p).data for p in postings])).hexdigest()


def read_of(file: BankFile) -> StatementRead:
    """The decision that records a bank file as read."""
    return StatementRead(
        file.name,
        file.sha256,
        tuple(
            {
                "account": s.account,
                "currency": s.currency,
                "number": s.number,
                "first": _day(min((line.booked for line in s.lines), default=s.opened)),
                "last": _day(max((line.booked for line in s.lines), default=s.closed)),
                "opening": s.opening_minor,
                "closing": s.closing_minor,
                "lines": len(s.lines),
            }
            for s in file.statements
        ),
    )


def replay(entries: Iterable[Entry], file: str = "journal.jsonl") -> Decided:
    """What the decisions come to. Replaying a decision a second time changes nothing.

    Raises:
        JournalError: a kind this version does not know, or two different postings of one bank line.
    """
    read: dict[str, StatementRead] = {}
    posted: dict[str, Posted] = {}
    rows: dict[str, int] = {}
    for entry in entries:
        decision = from_entry(entry, file)
        if isinstance(decision, StatementRead):
            read.setdefault(decision.sha256, decision)
            continue
        before = posted.get(decision.line)
        if before is not None and before.allocations != decision.allocations:
            raise JournalError(
                says("journal_twice", line=decision.answer.line.line_id, row=rows[decision.line]),
                Where(file, row=entry.row or None),
                says("journal_broken_fix"),
            )
        if before is None:
            posted[decision.line] = decision
            rows[decision.line] = entry.row
    return Decided(MappingProxyType(read), MappingProxyType(posted))


def to_entry(decision: Decision) -> Entry:
    """A decision as it is written."""
    if isinstance(decision, StatementRead):
        data = {"file": decision.file, "sha256": decision.sha256, "statements": [dict(s) for s in decision.statements]}
        return Entry(STATEMENT_READ, data)
    kind = REFUNDED if decision.answer.outcome is Outcome.REFUND else ALLOCATED
    line = decision.answer.line
    return Entry(
        kind,
        {
            "period": decision.period,
            "line": {
                "fingerprint": line.fingerprint,
                "id": line.line_id,
                "account": line.account,
                "booked": line.booked.isoformat(),
                "currency": line.currency,
                "amount": line.amount_minor,
                "payer": line.payer_name,
            },
            "allocations": [
                {
                    "item": a.item_id,
                    "effective": a.effective.isoformat(),
                    "currency": a.currency,
                    "cash": a.cash_minor,
                    "written_off": a.written_off_minor,
                    "reason": a.write_off_reason,
                    "of_line": a.line_minor,
                }
                for a in decision.allocations
            ],
            "answer": _answer_to_json(decision.answer),
        },
    )


def from_entry(entry: Entry, file: str = "journal.jsonl") -> Decision:
    """A decision as it was written.

    Raises:
        JournalError: a kind or a record this version does not know; its line in the journal is named.
    """
    where = Where(file, row=entry.row or None)
    data = entry.data
    try:
        if entry.kind == STATEMENT_READ:
            return StatementRead(data["file"], data["sha256"], tuple(data["statements"]))
        if entry.kind in (ALLOCATED, REFUNDED):
            line = _line(data["line"])
            return Posted(
                data["period"],
                _answer_from_json(data["answer"], line),
                tuple(_allocation(a, line.fingerprint) for a in data["allocations"]),
            )
    except (KeyError, TypeError, ValueError):
        pass  # a record of a newer version: said below, by its kind
    raise JournalError(says("journal_kind", kind=entry.kind), where, says("journal_kind_fix"))


def _allocation(data: Mapping[str, Any], line: str) -> Allocation:
    return Allocation(
        line=line,
        item_id=data["item"],
        effective=date.fromisoformat(data["effective"]),
        currency=data["currency"],
        cash_minor=data["cash"],
        written_off_minor=data["written_off"],
        write_off_reason=data["reason"],
        line_minor=data["of_line"],
    )


def _line(data: Mapping[str, Any]) -> StatementLine:
    return StatementLine(
        line_id=data["id"],
        fingerprint=data["fingerprint"],
        account=data["account"],
        booked=date.fromisoformat(data["booked"]),
        currency=data["currency"],
        amount_minor=data["amount"],
        payer_name=data["payer"],
    )


def _answer_to_json(answer: Answer) -> dict[str, Any]:
    return {
        "outcome": answer.outcome.value,
        "said": _said_to_json(answer.said),
        "related": answer.related,
        "customer": answer.customer_id,
        "alternatives": [
            {
                "probability": one.probability,
                "points": one.points,
                "rule": one.rule,
                "customer": one.customer_id,
                "remainder": one.remainder_minor,
                "shares": [
                    {
                        "item": s.item_id,
                        "currency": s.currency,
                        "cash": s.cash_minor,
                        "of_line": s.line_minor,
                        "written_off": s.written_off_minor,
                        "reason": s.reason,
                    }
                    for s in one.shares
                ],
                "evidence": [
                    {"points": e.points, "said": _said_to_json(e.said), "rule": e.rule, "veto": e.veto}
                    for e in one.evidence
                ],
            }
            for one in answer.alternatives
        ],
    }


def _answer_from_json(data: Mapping[str, Any], line: StatementLine) -> Answer:
    return Answer(
        line=line,
        outcome=Outcome(data["outcome"]),
        alternatives=tuple(
            Alternative(
                shares=tuple(
                    Share(s["item"], s["currency"], s["cash"], s["of_line"], s["written_off"], s["reason"])
                    for s in one["shares"]
                ),
                probability=one["probability"],
                points=one["points"],
                rule=one["rule"],
                evidence=tuple(
                    Evidence(e["points"], _said_from_json(e["said"]), e["rule"], e["veto"]) for e in one["evidence"]
                ),
                customer_id=one["customer"],
                remainder_minor=one["remainder"],
            )
            for one in data["alternatives"]
        ),
        said=_said_from_json(data["said"]),
        related=data["related"],
        customer_id=data["customer"],
    )


def _said_to_json(said: Said) -> list[Any]:
    return [said.id, *([name, _said_to_json(v) if isinstance(v, Said) else v] for name, v in said.fields)]


def _said_from_json(data: list[Any]) -> Said:
    head, *pairs = data
    return Said(head, tuple((name, _said_from_json(v) if isinstance(v, list) else v) for name, v in pairs))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
