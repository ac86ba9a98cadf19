"""Tie-out: open items less unapplied cash beside the balance of the general ledger on the same day.

A balance that was not given reads "not supplied" and proves nothing; it is never shown as nothing.
"""

from __future__ import annotations

from datetime import date

from recon.ledger.comparison import Cause
from recon.ledger.openings import key_dates
from recon.ledger.tieout import TieOut, control_accounts, tie_outs
from recon.money import show
from recon.monthend import MonthEnd
from recon.report import Check, Column, Kind, Report, Section
from recon.reports._shared import Policy, policy, verbatim
from recon.words import says

POSITION = 22


def build(month: MonthEnd) -> Report:
    """One section per currency, the accounts it rests on, and what may explain a difference."""
    found = of(month)
    accounts = control_accounts(month.balances, month.settings)
    named = verbatim(", ".join(accounts)) if accounts else says("not_supplied")
    return Report(
        "tie_out",
        says("tie_out_title"),
        (
            *policy(month),
            (says("policy_control_accounts"), named),
            (says("policy_tie_out"), says("tie_out_policy")),
        ),
        (*(_currency(one) for one in found), _accounts(month, accounts), _explained(month)),
        month.draft,
    )


def of(month: MonthEnd) -> tuple[TieOut, ...]:
    """The tie-out of a month end, by currency."""
    return tie_outs(month.items, month.unapplied, month.balances, month.settings, month.last)


def lines(month: MonthEnd) -> Policy:
    """The tie-out as policy lines of another report: one for each currency."""
    found = []
    for one in of(month):
        label = says("policy_general_ledger", currency=one.currency)
        if one.general_minor is None or one.gap_minor is None:
            found.append((label, says("not_supplied")))
        else:
            general, gap = show(one.general_minor, one.currency), show(one.gap_minor, one.currency)
            found.append((label, says("general_ledger_line", balance=general, gap=gap)))
    return tuple(found)


def _currency(one: TieOut) -> Section:
    general, gap = one.general_minor, one.gap_minor
    supplied = general is not None
    kind = Kind.MONEY if supplied else Kind.TEXT
    columns = (
        Column("items", says("col_open_items"), Kind.MONEY),
        Column("unapplied", says("col_less_unapplied"), Kind.MONEY),
        Column("subledger", says("col_subledger"), Kind.MONEY, adds=("items", "unapplied")),
        Column("general_ledger", says("col_general_ledger"), kind),
        Column("difference", says("col_difference"), kind, adds=("general_ledger", "-subledger") if supplied else ()),
    )
    row = (
        one.items_minor,
        -one.cash_minor,
        one.subledger_minor,
        general if supplied else says("not_supplied"),
        gap if supplied else None,
    )
    checks: tuple[Check, ...] = ()
    if general is not None:
        checks = (Check(says("tie_out_check", currency=one.currency), one.subledger_minor, general, one.currency),)
    note = None if supplied else says("tie_out_open")
    title = says("tie_out_in", currency=one.currency)
    return Section(f"tie_out_{one.currency}", title, columns, (row,), one.currency, checks=checks, note=note)


def _accounts(month: MonthEnd, accounts: tuple[str, ...]) -> Section:
    """The balances of the day: those that count first, then the others."""
    of_day = [b for b in month.balances if b.day == month.last]
    of_day.sort(key=lambda b: (b.account not in accounts, b.account, b.currency))
    rows = [
        (
            b.account,
            b.name,
            b.day,
            b.currency,
            b.balance_minor,
            says("yes") if b.account in accounts else says("no"),
            b.source.file,
            b.source.row,
        )
        for b in of_day
    ]
    columns = (
        Column("account", says("col_gl_account")),
        Column("name", says("col_gl_name")),
        Column("day", says("col_balance_day"), Kind.DAY),
        Column("currency", says("col_currency")),
        Column("balance", says("col_balance"), Kind.MONEY),
        Column("counts", says("col_control_account")),
        Column("file", says("col_file")),
        Column("row", says("col_row"), Kind.COUNT),
    )
    return Section("tie_out_accounts", says("tie_out_accounts_title"), columns, rows)


def _explained(month: MonthEnd) -> Section:
    """What the general ledger may lack: postings not exported yet, and documents a newer list did not take over."""
    rows: list[tuple[object, ...]] = []
    exported = {row for one in month.decided.exported for row in one.rows}
    lists = [day for day in key_dates(month.book_files, month.settings.ledger) if day <= month.last]
    since = max(lists, default=date.min)  # what was decided before is in the list in force, or counts no more
    waiting = [p for p in month.decided.postings() if p.row not in exported]
    sums: dict[str, list[int]] = {}
    for posted in waiting:
        by_currency: dict[str, int] = {}
        for a in posted.allocations:
            if since < a.effective <= month.last:
                falls = a.cash_minor + a.written_off_minor
                by_currency[a.currency] = by_currency.get(a.currency, 0) + falls
        for currency, falls in by_currency.items():
            count, total = sums.setdefault(currency, [0, 0])
            sums[currency] = [count + 1, total + falls]
    rows += [(says("explained_not_exported"), c, *sums[c]) for c in sorted(sums)]
    for compared in month.comparison:
        for cause in (Cause.NOT_POSTED_BACK, None):
            those = [r for r in compared.rows if (r.cause is Cause.NOT_POSTED_BACK) == (cause is not None)]
            for currency in sorted({r.currency for r in those}):
                gaps = [r.gap_minor for r in those if r.currency == currency]
                name = "explained_not_posted_back" if cause else "explained_compared"
                rows.append((says(name, day=compared.at), currency, len(gaps), sum(gaps)))
    columns = (
        Column("what", says("col_what_explains")),
        Column("currency", says("col_currency")),
        Column("count", says("col_count"), Kind.COUNT),
        Column("amount", says("col_amount"), Kind.MONEY),
    )
    title = says("tie_out_explained_title")
    return Section("tie_out_explained", title, columns, rows, note=says("tie_out_explained_note"))  # type: ignore[arg-type]
