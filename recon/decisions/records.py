"""How a decision stands in the journal: one JSON record each, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from recon.decisions import kinds
from recon.decisions.kinds import (
    Alias,
    Brought,
    Decision,
    Event,
    Exported,
    Locked,
    Pattern,
    Posted,
    Pressed,
    Rejected,
    Reopened,
    Reversed,
    Review,
    StatementRead,
    WrittenOff,
)
from recon.errors import JournalError, Where
from recon.ingest.statement import BankFile
from recon.journal import Entry
from recon.match.outcome import Alternative, Answer, Evidence, Outcome, Share
from recon.rows import Allocation, Booking, StatementLine
from recon.words import Said, says


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


def kind_of(decision: Decision) -> str:
    """Its kind, as the journal names it."""
    if isinstance(decision, Posted | Event):
        return decision.kind
    if isinstance(decision, Alias):
        return kinds.ALIAS if decision.holds else kinds.NO_ALIAS
    return _KIND[type(decision)]


def to_entry(decision: Decision) -> Entry:
    """A decision as it is written."""
    kind = kind_of(decision)
    if isinstance(decision, StatementRead):
        data: dict[str, Any] = {
            "file": decision.file,
            "sha256": decision.sha256,
            "statements": [dict(s) for s in decision.statements],
        }
    elif isinstance(decision, Posted):
        data = _posted_to_json(decision)
    elif isinstance(decision, WrittenOff):
        data = {
            "period": decision.period,
            "allocation": _allocation_to_json(decision.allocation),
            "review": _plain(decision.review),
        }
    else:
        data = {f.name: _plain(getattr(decision, f.name)) for f in fields(decision) if f.name not in ("row", "kind")}
    return Entry(kind, data, decision.row)


def from_entry(entry: Entry, file: str = "journal.jsonl") -> Decision:
    """A decision as it was written.

    Raises:
        JournalError: a kind this version does not know, or a record without one of its facts.
    """
    reader = _READERS.get(entry.kind)
    where = Where(file, row=entry.row or None)
    if reader is None:
        raise JournalError(says("journal_kind", kind=entry.kind), where, says("journal_kind_fix"))
    try:
        return reader(entry)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise JournalError(says("journal_facts", kind=entry.kind), where, says("journal_broken_fix")) from None


def _posted_to_json(decision: Posted) -> dict[str, Any]:
    line = decision.answer.line
    data: dict[str, Any] = {
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
        "allocations": [_allocation_to_json(a) for a in decision.allocations],
        "answer": _answer_to_json(decision.answer),
    }
    if line.payer_account:
        data["line"]["payer_account"] = line.payer_account
    if decision.bookings:
        data["bookings"] = [_plain(b) for b in decision.bookings]
    if decision.review is not None:
        data["review"] = _plain(decision.review)
    return data


def _posted(entry: Entry) -> Posted:
    data = entry.data
    line = _line(data["line"])
    return Posted(
        entry.kind,
        data["period"],
        _answer_from_json(data["answer"], line),
        tuple(_allocation(a, line.fingerprint) for a in data["allocations"]),
        tuple(_booking(b) for b in data.get("bookings", ())),
        Review(**data["review"]) if data.get("review") is not None else None,
        entry.row,
    )


def _statement_read(entry: Entry) -> StatementRead:
    data = entry.data
    return StatementRead(data["file"], data["sha256"], tuple(data["statements"]), entry.row)


def _written_off(entry: Entry) -> WrittenOff:
    data = entry.data
    return WrittenOff(data["period"], _allocation(data["allocation"], ""), Review(**data["review"]), entry.row)


def _rejected(entry: Entry) -> Rejected:
    data = entry.data
    return Rejected(data["line"], data["line_id"], tuple(data["items"]), Review(**data["review"]), entry.row)


def _alias(entry: Entry) -> Alias:
    return Alias(**entry.data, row=entry.row)


def _pattern(entry: Entry) -> Pattern:
    return Pattern(**entry.data, row=entry.row)


def _event(entry: Entry) -> Event:
    data = dict(entry.data)
    until = data.pop("until")
    return Event(
        kind=entry.kind,
        day=date.fromisoformat(data.pop("day")),
        until=date.fromisoformat(until) if until else None,
        row=entry.row,
        **data,
    )


def _reversed(entry: Entry) -> Reversed:
    data = entry.data
    day = data["effective"]
    return Reversed(tuple(data["of"]), date.fromisoformat(day) if day else None, data["why"], entry.row)


def _exported(entry: Entry) -> Exported:
    data = entry.data
    return Exported(data["period"], data["layout"], data["file"], data["sha256"], tuple(data["rows"]), entry.row)


def _locked(entry: Entry) -> Locked:
    data = dict(entry.data)
    balances = {currency: (both[0], both[1]) for currency, both in data.pop("balances").items()}
    return Locked(**data, balances=balances, row=entry.row)


def _reopened(entry: Entry) -> Reopened:
    return Reopened(**entry.data, row=entry.row)


def _pressed(entry: Entry) -> Pressed:
    data = entry.data
    brought = tuple(Brought(one["table"], one["file"], one["sha256"], tuple(one["rows"])) for one in data["brought"])
    return Pressed(data["button"], dict(data["drawn"]), brought, entry.row)


_KIND: Mapping[type, str] = {
    StatementRead: kinds.STATEMENT_READ,
    WrittenOff: kinds.WRITTEN_OFF,
    Rejected: kinds.REJECTED,
    Pattern: kinds.PATTERN,
    Reversed: kinds.REVERSED,
    Exported: kinds.EXPORTED,
    Locked: kinds.LOCKED,
    Reopened: kinds.REOPENED,
    Pressed: kinds.PRESSED,
}
_READERS: Mapping[str, Callable[[Entry], Decision]] = {
    kinds.STATEMENT_READ: _statement_read,
    kinds.WRITTEN_OFF: _written_off,
    kinds.REJECTED: _rejected,
    kinds.ALIAS: _alias,
    kinds.NO_ALIAS: _alias,
    kinds.PATTERN: _pattern,
    kinds.REVERSED: _reversed,
    kinds.EXPORTED: _exported,
    kinds.LOCKED: _locked,
    kinds.REOPENED: _reopened,
    kinds.PRESSED: _pressed,
    **dict.fromkeys(kinds.LINE_KINDS, _posted),
    **dict.fromkeys(kinds.EVENTS, _event),
}


def _plain(value: Any) -> Any:
    """A field as JSON values."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, Review | Booking | Brought):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return value


def _allocation_to_json(one: Allocation) -> dict[str, Any]:
    return {
        "item": one.item_id,
        "effective": one.effective.isoformat(),
        "currency": one.currency,
        "cash": one.cash_minor,
        "written_off": one.written_off_minor,
        "reason": one.write_off_reason,
        "of_line": one.line_minor,
    }


def _booking(data: Mapping[str, Any]) -> Booking:
    return Booking(**{**data, "effective": date.fromisoformat(data["effective"])})


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
        payer_account=data.get("payer_account", ""),
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
                "left_open": one.left_open_minor,
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
                left_open_minor=one.get("left_open", 0),
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
