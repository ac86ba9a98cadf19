"""Late items: what came in after a month was locked and belongs to it, what becomes of it, and the balance it leaves.

The balance of the locked day as the lists give it now is the locked one and the late documents, or the difference is
shown. Nothing of it changes a locked report; its money moves in the open month.
"""

from __future__ import annotations

from recon.match.outcome import Answer
from recon.monthend import MonthEnd, Stand
from recon.monthend.late import Late
from recon.report import Check, Column, Kind, Report, Section, Value
from recon.reports._shared import customer_names, masker, policy
from recon.rows import OpenItem
from recon.words import Said, says

POSITION = 55


def build(month: MonthEnd) -> Report:
    """Late bank lines and documents against the newest lock, and its balance."""
    since = says("late_none_locked")
    if month.late is not None:
        since = says("late_since", until=month.late.until, period=month.late.period)
    return Report(
        "late_items",
        says("late_title"),
        (*policy(month), (says("policy_late"), since)),
        (_items(month), _balances(month.late)),
        month.draft,
    )


def _items(month: MonthEnd) -> Section:
    found = month.late
    rows: list[tuple[Value, ...]] = []
    if found is not None:
        names, mask = customer_names(month), masker(month)
        rows += [_line(answer, found, month, mask(answer.line.payer_name)) for answer in found.answers]
        rows += [_document(item, names.get(item.customer_id, item.customer_name)) for item in found.documents]
    columns = (
        Column("what", says("late_col_kind")),
        Column("number", says("col_number")),
        Column("day", says("late_col_day"), Kind.DAY),
        Column("name", says("late_col_name")),
        Column("currency", says("col_currency")),
        Column("amount", says("col_amount"), Kind.MONEY),
        Column("file", says("col_file")),
        Column("becomes", says("late_col_becomes")),
    )
    return Section("late", says("late_items_title"), columns, rows)


def _line(answer: Answer, found: Late, month: MonthEnd, payer: str) -> tuple[Value, ...]:
    line = answer.line
    becomes = _becomes(answer, found, month)
    return (
        says("late_line"),
        line.line_id,
        line.booked,
        payer,
        line.currency,
        line.amount_minor,
        line.source.file,
        becomes,
    )


def _becomes(answer: Answer, found: Late, month: MonthEnd) -> Said:
    """What a late bank line does in the open month."""
    posted = [a for p in month.decided.posted.get(answer.line.fingerprint, ()) for a in p.allocations]
    if posted:
        items = ", ".join(dict.fromkeys(a.item_id for a in posted))
        return says("late_becomes_posted", items=items, day=min(a.effective for a in posted))
    waiting = {one.answer.line.fingerprint for one in month.waiting if one.stand is not Stand.SET_ASIDE}
    if answer.line.fingerprint in waiting:
        return says("late_becomes_waits", day=found.first_open)
    return says("late_becomes_set_aside", outcome=says(f"outcome_{answer.outcome.value}"))


def _document(item: OpenItem, customer: str) -> tuple[Value, ...]:
    return (
        says("late_document"),
        item.item_id,
        item.issued,
        customer,
        item.currency,
        item.open_minor,
        item.source.file,
        says("late_becomes_document"),
    )


def _balances(found: Late | None) -> Section:
    balances = found.balances if found is not None else ()
    rows = [(b.currency, b.locked_minor, b.late_minor, b.changed_minor, b.now_minor) for b in balances]
    columns = (
        Column("currency", says("col_currency")),
        Column("locked", says("late_col_then"), Kind.MONEY),
        Column("late", says("late_col_late"), Kind.MONEY),
        Column("changed", says("late_col_changed"), Kind.MONEY),
        Column("now", says("late_col_now"), Kind.MONEY, adds=("locked", "late", "changed")),
    )
    checks = tuple(
        Check(says("late_check_balance", currency=b.currency), b.now_minor, b.locked_minor + b.late_minor, b.currency)
        for b in balances
    )
    return Section("locked_day", says("late_balances_title"), columns, rows, checks=checks)
