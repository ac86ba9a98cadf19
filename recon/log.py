"""The decision log: every decision with its number, who took it and when, what it did, and what became of it.

Law: every decision of the journal has one row, those filtered out are counted. The log shows the wall clock, so it is
drawn when asked for and is no part of the outputs, which follow from inputs and decisions alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatch

from recon import recording
from recon.decisions import (
    Alias,
    Decided,
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
    kind_of,
)
from recon.decisions.kinds import NOT_OURS, PUT_ON_ACCOUNT, REFUNDED
from recon.ingest.books import read_items
from recon.inputs import profile_of
from recon.journal import Batch
from recon.money import show
from recon.report import Check, Column, Kind, Report, Section, Value
from recon.reports._shared import listed as several
from recon.reports._shared import masked, verbatim
from recon.rows import OpenItem
from recon.terms import Period
from recon.words import Said, says
from recon.workspace import Workspace

_COLUMNS = (
    Column("number", says("log_number"), Kind.COUNT),
    Column("day", says("log_day"), Kind.DAY),
    Column("time", says("log_time")),
    Column("user", says("log_user")),
    Column("kind", says("log_kind")),
    Column("what", says("log_what")),
    Column("line_id", says("col_line")),
    Column("payer", says("log_payer")),
    Column("customer_id", says("col_customer_id")),
    Column("items", says("log_items")),
    Column("currency", says("col_currency")),
    Column("amount", says("col_amount"), Kind.MONEY),
    Column("effective", says("log_effective"), Kind.DAY),
    Column("reversed_by", says("log_reversed_by"), Kind.COUNT),
    Column("exported", says("log_exported")),
    Column("prepared_by", says("log_prepared_by")),
    Column("approved_by", says("log_approved_by")),
    Column("note", says("log_note")),
    Column("run", says("log_run")),
)


def decision_log(books: Workspace, *, period: str = "", line: str = "", customer: str = "") -> Report:
    """The log of a company's folder, in the order of the journal.

    Args:
        books: the company's folder.
        period: only decisions of a month, "2026-03": what it posted, what happened in it, what was said in it.
        line: only what was decided of a bank line, by its id or fingerprint.
        customer: only what concerns a customer, by its number.

    Raises:
        ConfigError: the period is no month.
        JournalError: the journal was changed; its first broken line is named.
    """
    month = Period.parse(period) if period else None
    record = recording.read(books)
    recorded, decided = record.recorded, record.decided
    batches = {row: batch for batch in recorded.batches for row in batch.rows}
    facts = all_facts(decided, _owners_of(decided, books))
    shown = [
        row
        for row in decided.everything
        if (month is None or _in(row, month, decided, batches))
        and (not line or line in facts[row].lines)
        and (not customer or customer in facts[row].customers)
    ]
    name = books.settings.company.name
    asked = [
        says(f"log_only_{k}", what=v) for k, v in (("period", period), ("line", line), ("customer", customer)) if v
    ]
    left_out = len(decided.everything) - len(shown)
    check = Check(says("log_check"), len(shown) + left_out, len(recorded.entries), "")
    rows = [_row(row, decided, batches[row], facts[row]) for row in shown]
    return Report(
        "decision_log",
        says("log_title"),
        (
            *(((says("policy_company"), verbatim(name)),) if name else ()),
            (says("log_policy_journal"), says("log_rows", count=len(recorded.entries), head=recorded.head[:12])),
            *((says("log_policy_only"), each) for each in asked),
            *(((says("log_policy_left_out"), verbatim(left_out)),) if left_out else ()),
        ),
        (Section("decision_log", says("log_title"), _COLUMNS, rows, checks=(check,)),),
    )


@singledispatch
def what(decision: Decision) -> Said:
    """What a decision did, in a sentence."""
    raise TypeError(decision)


@what.register
def _(one: StatementRead) -> Said:
    return says("did_read", file=one.file, lines=sum(int(s.get("lines", 0)) for s in one.statements))


@what.register
def _(one: Posted) -> Said:
    line, items = one.answer.line, several(_documents(one))
    facts = {"line": line.line_id, "payer": line.payer_name or "-"}
    if one.kind == PUT_ON_ACCOUNT:
        return says("did_put_on_account", customer=one.answer.customer_id, **facts)
    if one.kind == NOT_OURS:
        return says("did_not_ours", reason=_reason(one), amount=show(_used(one), line.currency), **facts)
    amount = show(_used(one), line.currency)
    if one.kind == REFUNDED:
        return says("did_refund", items=items or one.answer.related or "-", amount=amount, **facts)
    given_up: dict[tuple[str, str], int] = {}
    for a in one.allocations:
        if a.written_off_minor:
            key = (a.write_off_reason, a.currency)
            given_up[key] = given_up.get(key, 0) + a.written_off_minor
    said = says("did_allocate", amount=amount, items=items, **facts)
    for (reason, currency), minor in sorted(given_up.items()):
        more = says("did_give_up", amount=show(minor, currency), reason=says(f"reason_{reason}"))
        said = says("sentence_pair", first=said, second=more)
    return said


@what.register
def _(one: WrittenOff) -> Said:
    a = one.allocation
    reason = says(f"reason_{a.write_off_reason or 'write_off'}")
    return says("did_write_off", item=a.item_id, amount=show(a.written_off_minor, a.currency), reason=reason)


@what.register
def _(one: Rejected) -> Said:
    if not one.items:
        return says("did_silence", line=one.line_id)
    return says("did_reject", line=one.line_id, items=several(one.items))


@what.register
def _(one: Alias) -> Said:
    payer = one.name or masked(one.account)
    return says("did_alias" if one.holds else "did_no_alias", payer=payer, customer=one.customer_id)


@what.register
def _(one: Pattern) -> Said:
    shown = " / ".join(part for part in (one.payer, one.text, masked(one.account)) if part)
    return says("did_pattern", pattern=shown, reason=says(f"reason_{one.reason or 'other'}"))


@what.register
def _(one: Event) -> Said:
    said = says("did_event", customer=one.customer_id, day=one.day)
    amount = show(one.amount_minor, one.currency) if one.amount_minor is not None else ""
    parts = {"item": one.item_id, "amount": amount, "until": one.until, "reason": one.reason}
    parts |= {"contact": one.contact, "text": one.text}
    for name, value in parts.items():
        if value:
            said = says("did_event_and", before=said, more=says(f"did_event_{name}", value=value))
    return said


@what.register
def _(one: Reversed) -> Said:
    return says("did_reverse", rows=several([str(row) for row in one.of]), why=one.why)


@what.register
def _(one: Exported) -> Said:
    return says("did_export", count=len(one.rows), file=one.file, layout=one.layout)


@what.register
def _(one: Locked) -> Said:
    return says("did_lock", period=one.period, accepted=one.accepted or "-")


@what.register
def _(one: Reopened) -> Said:
    return says("did_reopen", period=one.period, why=one.why)


@what.register
def _(one: Pressed) -> Said:
    said = says("did_press", button=says(f"button_{one.button}"))
    if one.drawn:
        said = says("did_press_draw", before=said, sheets=several(sorted(one.drawn)))
    for brought in one.brought:
        said = says("did_press_bring", before=said, count=len(brought.rows), file=brought.file)
    return said


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision is about."""

    lines: frozenset[str] = frozenset()  # ids and fingerprints
    customers: frozenset[str] = frozenset()
    items: tuple[str, ...] = ()
    line_id: str = ""
    payer: str = ""
    money: tuple[str, int] | None = None  # currency, minor units
    review: Review = field(default_factory=Review)


def all_facts(decided: Decided, owners: Mapping[str, str]) -> dict[int, Facts]:
    """What each decision is about, by line of the journal; `owners`: customer by document."""
    facts: dict[int, Facts] = {}
    for row, one in decided.everything.items():
        if isinstance(one, Reversed | Exported):  # about all that they are of
            of = [facts[n] for n in (one.of if isinstance(one, Reversed) else one.rows) if n in facts]
            facts[row] = Facts(frozenset(n for f in of for n in f.lines), frozenset(c for f in of for c in f.customers))
        else:
            facts[row] = _facts(one, owners)
    return facts


def _owners_of(decided: Decided, books: Workspace) -> dict[str, str]:
    """Customer by document: a write-off names its document only."""
    if not any(isinstance(one, WrittenOff) for one in decided.everything.values()):
        return {}
    paths, _ = books.inputs("ledger")
    known = books.settings.profiles
    files = (read_items(path, profile_of(path, known)) for path in paths)
    return {row.item_id: row.customer_id for file in files for row in file.rows if isinstance(row, OpenItem)}


def _facts(one: Decision, owners: Mapping[str, str]) -> Facts:
    if isinstance(one, Posted):
        line = one.answer.line
        customers = {one.answer.customer_id, *(a.customer_id for a in one.answer.alternatives)} - {""}
        return Facts(
            frozenset({line.fingerprint, line.line_id}),
            frozenset(customers),
            _documents(one),
            line.line_id,
            line.payer_name,
            (line.currency, _used(one)) if _used(one) else None,
            one.review or Review(),
        )
    if isinstance(one, Rejected):
        return Facts(frozenset({one.line, one.line_id}), items=one.items, line_id=one.line_id, review=one.review)
    if isinstance(one, WrittenOff):
        a = one.allocation
        owner = frozenset({owners[a.item_id]} if a.item_id in owners else ())
        return Facts(customers=owner, items=(a.item_id,), money=(a.currency, a.written_off_minor), review=one.review)
    if isinstance(one, Alias):
        return Facts(customers=frozenset({one.customer_id}), payer=one.name or masked(one.account))
    if isinstance(one, Event):
        money = (one.currency, one.amount_minor) if one.amount_minor is not None else None
        items = (one.item_id,) if one.item_id else ()
        return Facts(customers=frozenset({one.customer_id}), items=items, money=money)
    if isinstance(one, Locked | Reopened):
        prepared = one.prepared_by if isinstance(one, Locked) else ""
        return Facts(review=Review(prepared_by=prepared, approved_by=one.approved_by))
    return Facts()


def _row(row: int, decided: Decided, batch: Batch, facts: Facts) -> tuple[Value, ...]:
    one = decided.everything[row]
    at = datetime.fromisoformat(batch.at)
    back = next((r.row for r in decided.reversals if row in r.of), None)
    files = [e.file for e in decided.exported if row in e.rows]
    currency, minor = facts.money or ("", None)
    return (
        row,
        at.date(),
        f"{at:%H:%M}",
        batch.user,
        says(f"decision_{kind_of(one)}"),
        what(one),
        facts.line_id,
        facts.payer,
        several(sorted(facts.customers)) if len(facts.customers) == 1 else "",
        several(facts.items),
        currency,
        minor,
        _effective(one),
        back,
        ", ".join(files),
        facts.review.prepared_by,
        facts.review.approved_by,
        facts.review.note,
        batch.run_id,
    )


def _effective(one: Decision) -> Value:
    """The day money moves, or the day something happened."""
    if isinstance(one, Posted):
        return max((*(a.effective for a in one.allocations), *(b.effective for b in one.bookings)), default=None)
    if isinstance(one, WrittenOff):
        return one.allocation.effective
    if isinstance(one, Event):
        return one.day
    return one.effective if isinstance(one, Reversed) else None


def _in(row: int, month: Period, decided: Decided, batches: Mapping[int, Batch]) -> bool:
    one = decided.everything[row]
    if isinstance(one, Posted | WrittenOff | Exported | Locked | Reopened):
        return one.period == str(month)
    if isinstance(one, Event):
        return one.day in month
    if isinstance(one, Reversed) and any(_in(n, month, decided, batches) for n in one.of):
        return True
    return datetime.fromisoformat(batches[row].at).date() in month


def _documents(one: Posted) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a.item_id for a in one.allocations))


def _used(one: Posted) -> int:
    """What of the line the posting uses, in the line's minor units."""
    own = (b.line_minor for b in one.bookings if b.line == one.line)
    return sum(own) + sum(a.line_minor for a in one.allocations)


def _reason(one: Posted) -> Said:
    return says(f"reason_{next((b.reason for b in one.bookings), 'other')}")
