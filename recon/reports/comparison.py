"""Comparison of lists: what a newer list of open items says against what stood here on its day, row by row.

The rows are the whole difference: theirs less ours, added up, is the total of the new list less our balance.
"""

from __future__ import annotations

from recon.ledger.comparison import Comparison, Totals
from recon.monthend import MonthEnd
from recon.report import Check, Column, Kind, Report, Section
from recon.reports._shared import policy
from recon.words import says

POSITION = 26
_MONEY = (
    Column("ours", says("col_ours"), Kind.MONEY, total=True),
    Column("theirs", says("col_theirs"), Kind.MONEY, total=True),
    Column("difference", says("col_difference"), Kind.MONEY, total=True, adds=("theirs", "-ours")),
)


def build(month: MonthEnd) -> Report:
    """For each list of the period that took the place of an earlier one: totals, and a section per currency."""
    sections = [section for one in month.comparison for section in _sections(one)]
    return Report(
        "comparison",
        says("comparison_title"),
        (*policy(month), (says("policy_comparison"), says("comparison_policy"))),
        tuple(sections or [_none(month.settings.company.currency)]),
        month.draft,
    )


def _sections(one: Comparison) -> list[Section]:
    return [_totals(one), *(_rows(one, of) for of in one.totals)]


def _totals(one: Comparison) -> Section:
    rows = [
        (of.currency, of.items_minor, -of.cash_minor, _ours(of), of.theirs_minor, of.theirs_minor - _ours(of))
        for of in one.totals
    ]
    columns = (
        Column("currency", says("col_currency")),
        Column("items", says("col_our_items"), Kind.MONEY),
        Column("unapplied", says("col_less_unapplied"), Kind.MONEY),
        Column("ours", says("col_ours"), Kind.MONEY, adds=("items", "unapplied")),
        Column("theirs", says("col_theirs"), Kind.MONEY),
        Column("difference", says("col_difference"), Kind.MONEY, adds=("theirs", "-ours")),
    )
    note = says("comparison_lists", files=", ".join(one.files))
    if one.before is not None:
        note = says("comparison_lists_before", files=", ".join(one.files), day=one.before)
    return Section(f"compared_{one.at}", says("comparison_at", day=one.at), columns, rows, note=note)


def _rows(one: Comparison, of: Totals) -> Section:
    rows = [
        (
            says(f"compared_{row.difference.value}"),
            row.customer_id,
            row.customer_name or (None if row.customer_id else says("payer_unknown")),
            row.item_id,
            row.line_id,
            row.day,
            row.ours_minor,
            row.theirs_minor,
            row.gap_minor,
            says(f"cause_{row.cause.value}"),
            row.why,
        )
        for row in one.rows
        if row.currency == of.currency
    ]
    columns = (
        Column("kind", says("col_how_they_differ")),
        Column("customer_id", says("col_customer_id")),
        Column("customer_name", says("col_customer_name")),
        Column("item_id", says("col_item")),
        Column("line_id", says("col_line")),
        Column("day", says("col_day"), Kind.DAY),
        *_MONEY,
        Column("cause", says("col_cause")),
        Column("why", says("col_why_they_differ")),
    )
    gap = sum(row.gap_minor for row in one.rows if row.currency == of.currency)
    check = Check(
        says("comparison_check", currency=of.currency),
        gap,
        of.theirs_minor - _ours(of),
        of.currency,
        "difference",
    )
    title = says("comparison_in", day=one.at, currency=of.currency)
    return Section(f"compared_{one.at}_{of.currency}", title, columns, rows, of.currency, checks=(check,))


def _ours(of: Totals) -> int:
    return of.items_minor - of.cash_minor


def _none(currency: str) -> Section:
    return Section("compared", says("comparison_title"), _MONEY, (), currency, note=says("comparison_none"))
