"""Exception tests over the books at the key date: what is allowed by every rule and still wants a look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from recon.errors import Finding, Severity, Where
from recon.money import show
from recon.monthend import MonthEnd
from recon.reports._shared import listed
from recon.rows import ItemKind, OpenItem
from recon.words import says

LONG_UNAPPLIED = 60  # days after which money that settles nothing wants a look


def findings(month: MonthEnd) -> Iterator[Finding]:
    """What an auditor would ask about, in the order of the tests, each in the order of documents or days."""
    items = sorted(month.items, key=lambda item: (item.item_id, item.customer_id))
    yield from _due_before_issue(items)
    yield from _twice(items)
    yield from _long_unapplied(month)
    yield from _not_in_masters(month, items)


def _due_before_issue(items: list[OpenItem]) -> Iterator[Finding]:
    for item in items:
        if item.due < item.issued and item.open_minor:
            where = Where(item.source.file, item.source.sheet, item.source.row, value=item.item_id)
            what = says("re610", item=item.item_id, due=item.due, issued=item.issued)
            yield Finding("RE610", Severity.LOOK, where, what, says("re610_fix"))


def _twice(items: list[OpenItem]) -> Iterator[Finding]:
    """Open invoices of one customer, day and amount under several numbers."""
    alike: dict[tuple[object, ...], list[OpenItem]] = {}
    for item in items:
        if item.kind is ItemKind.INVOICE and item.open_minor > 0:
            alike.setdefault((item.customer_id, item.issued, item.currency, item.amount_minor), []).append(item)
    for group in alike.values():
        if len(group) > 1:
            first = group[0]
            what = says(
                "re611",
                items=listed([item.item_id for item in group]),
                customer=first.customer_name or first.customer_id,
                day=first.issued,
                amount=show(first.amount_minor, first.currency),
            )
            yield Finding("RE611", Severity.LOOK, Where(first.source.file), what, says("re611_fix"))


def _long_unapplied(month: MonthEnd) -> Iterator[Finding]:
    limit = month.last - timedelta(days=LONG_UNAPPLIED)
    for money in sorted(month.unapplied, key=lambda money: (money.booked, money.line_id, money.line)):
        if money.booked < limit and money.open_minor:
            what = says(
                "re612",
                amount=show(money.open_minor, money.currency),
                payer=money.payer_name or money.customer_id or says("payer_unknown"),
                days=(month.last - money.booked).days,
            )
            yield Finding("RE612", Severity.LOOK, Where(value=money.line_id), what, says("re612_fix"))


def _not_in_masters(month: MonthEnd, items: list[OpenItem]) -> Iterator[Finding]:
    """Customers with open items who are in no customer list, where there is one."""
    if not month.customers:
        return
    known = {customer.customer_id for customer in month.customers}
    unknown = {item.customer_id: item for item in reversed(items) if item.open_minor and item.customer_id not in known}
    for customer_id in sorted(unknown):
        what = says(
            "re613", customer=unknown[customer_id].customer_name or customer_id, item=unknown[customer_id].item_id
        )
        yield Finding("RE613", Severity.LOOK, Where(value=customer_id), what, says("re613_fix"))
