"""Unapplied cash: money received that has settled nothing, by customer and by age, and receipts nobody has identified.

Law: each line of the ledger's unapplied cash stands in one section, and prepayments of the list beside them; together
they are what the aged balance shows as unapplied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from recon.aging import Bucket, aging, buckets
from recon.match.outcome import Answer
from recon.monthend import MonthEnd, Stand, Waiting
from recon.report import Check, Column, Kind, Report, Section, Value
from recon.reports._shared import customer_names, listed, masked_in, masker, policy, sure
from recon.rows import OPEN_ITEMS, UNAPPLIED, ItemKind, OpenItem, StatementLine, UnappliedCash
from recon.words import Said, says

POSITION = 25
_CUSTOMER = (Column("customer_id", says("col_customer_id")), Column("customer_name", says("col_customer_name")))
_OWNER = Column("owner", says("statements_col_owner"))
_KINDS = ("identified", "unidentified", "listed")


def build(month: MonthEnd) -> Report:
    """Unapplied cash at the last day of the period by kind and age, the lines behind it, and credit balances."""
    known = _Known(month)
    spans = buckets(month.settings.aging.bounds, "invoice")
    prepaid = sorted((i for i in month.items if i.kind is ItemKind.PREPAYMENT), key=lambda i: (i.issued, i.item_id))
    ordered = sorted(month.unapplied, key=lambda r: (r.booked, r.line_id, r.line))
    identified = [row for row in ordered if row.customer_id]
    nobody = [row for row in ordered if not row.customer_id]
    bounds = ", ".join(map(str, month.settings.aging.bounds))
    sections = [
        _ages(month, spans, identified, nobody, prepaid),
        _lines("identified", identified, month, spans, known),
        _lines("unidentified", nobody, month, spans, known),
    ]
    if prepaid:
        sections.append(_prepaid(prepaid, month, spans, known))
    return Report(
        "unapplied",
        says("unapplied_report"),
        (*policy(month), (says("unapplied_rule"), says("unapplied_age_rule", bounds=bounds))),
        (*sections, _credit(month, known)),
        month.draft,
    )


class _Known:
    """What is known of customers and lines."""

    def __init__(self, month: MonthEnd) -> None:
        self.names = customer_names(month)
        self.mask = masker(month)
        self.owners = {customer.customer_id: customer.owner for customer in month.customers}
        self.waiting: dict[str, Waiting] = {w.answer.line.fingerprint: w for w in month.waiting}
        answers = (*month.carried, *month.answers)
        self.lines: dict[str, StatementLine] = {line.fingerprint: line for line in month.lines}
        self.lines |= {w.answer.line.fingerprint: w.answer.line for w in month.waiting}
        self.lines |= {a.line.fingerprint: a.line for a in answers if a.line.fingerprint not in self.lines}
        self.lines |= {p.line: p.answer.line for p in month.decided.postings() if p.line not in self.lines}


def _ages(
    month: MonthEnd,
    spans: Sequence[Bucket],
    identified: Iterable[UnappliedCash],
    nobody: Iterable[UnappliedCash],
    prepaid: Iterable[OpenItem],
) -> Section:
    """By currency and kind: how many, how much, how old."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * (1 + len(spans)))
    for kind, row in [*(("identified", r) for r in identified), *(("unidentified", r) for r in nobody)]:
        _count(sums[row.currency, kind], (month.last - row.booked).days, row.open_minor, spans)
    for item in prepaid:
        _count(sums[item.currency, "listed"], (month.last - item.issued).days, -item.open_minor, spans)
    rows: list[tuple[Value, ...]] = [
        (currency, says(f"unapplied_kind_{kind}"), *sums[currency, kind], sum(sums[currency, kind][1:]))
        for currency, kind in sorted(sums, key=lambda s: (s[0], _KINDS.index(s[1])))
    ]
    columns = (
        Column("currency", says("col_currency")),
        Column("kind", says("col_kind")),
        Column("count", says("unapplied_col_count"), Kind.COUNT),
        *(Column(span.key, span.label, Kind.MONEY, total=True) for span in spans),
        Column("total", says("col_total"), Kind.MONEY, total=True, adds=tuple(span.key for span in spans)),
    )
    return Section("unapplied_ages", says("unapplied_ages"), columns, rows, checks=tuple(_checks(month, sums)))


def _count(sums: list[int], days: int, minor: int, spans: Sequence[Bucket]) -> None:
    sums[0] += 1
    sums[1 + _place(days, spans)] += minor


def _place(days: int, spans: Sequence[Bucket]) -> int:
    return next(at for at, span in enumerate(spans) if span.last is None or days <= span.last)


def _checks(month: MonthEnd, sums: dict[tuple[str, str], list[int]]) -> Iterable[Check]:
    """Lines listed = the ledger's unapplied cash; with prepayments = the unapplied column of the aged balance."""
    aged = aging(OPEN_ITEMS.frame(month.items), month.last, unapplied=UNAPPLIED.frame(month.unapplied))
    for currency in sorted({currency for currency, _ in sums}):
        amounts = {kind: sum(sums[currency, kind][1:]) for kind in _KINDS if (currency, kind) in sums}
        lines = amounts.get("identified", 0) + amounts.get("unidentified", 0)
        ledger = sum(row.open_minor for row in month.unapplied if row.currency == currency)
        yield Check(says("unapplied_check_lines", currency=currency), lines, ledger, currency)
        shown = -int(aged.loc[aged["currency"] == currency, "unapplied_minor"].sum())
        yield Check(says("unapplied_check_aged", currency=currency), sum(amounts.values()), shown, currency)


def _lines(
    name: str, cash: Sequence[UnappliedCash], month: MonthEnd, spans: Sequence[Bucket], known: _Known
) -> Section:
    rows: list[tuple[Value, ...]] = []
    for row in cash:
        line, waits = known.lines.get(row.line), known.waiting.get(row.line)
        days = (month.last - row.booked).days
        text = " ".join(filter(None, (line.reference, line.remittance_text))) if line else ""
        who: tuple[Value, ...] = ()
        if name == "identified":
            owner = known.owners.get(row.customer_id, "")
            who = (row.customer_id, known.names.get(row.customer_id, row.customer_id), owner)
        rows.append(
            (
                row.booked,
                row.line_id,
                row.payer_name,
                *who,
                known.mask(text),
                row.currency,
                line.amount_minor if line else None,
                row.open_minor,
                days,
                spans[_place(days, spans)].label,
                says(f"unapplied_stand_{(waits.stand if waits else Stand.OPEN).value}"),
                *_proposed(waits.answer if waits else None, known),
            )
        )
    columns = (
        Column("booked", says("col_booked"), Kind.DAY),
        Column("line_id", says("col_line")),
        Column("payer", says("col_payer")),
        *((*_CUSTOMER, _OWNER) if name == "identified" else ()),
        Column("text", says("col_text")),
        Column("currency", says("col_currency")),
        Column("amount", says("unapplied_col_amount"), Kind.MONEY),
        Column("left", says("unapplied_col_left"), Kind.MONEY, total=True),
        Column("days", says("unapplied_col_days"), Kind.COUNT),
        Column("age", says("col_bucket")),
        Column("stand", says("unapplied_col_stand")),
        Column("proposed", says("unapplied_col_proposal")),
        Column("probability", says("col_probability"), Kind.PERCENT),
        Column("why", says("unapplied_col_why")),
    )
    return Section(f"unapplied_{name}", says(f"unapplied_{name}"), columns, rows)


def _proposed(answer: Answer | None, known: _Known) -> tuple[str, float | None, Said | None]:
    """The documents proposed first, how probable, and what matching says of the line."""
    if answer is None:
        return "", None, None
    best = answer.alternatives[0] if answer.alternatives else None
    if best is None or not best.shares:
        return "", None, masked_in(answer.said, known.mask)
    items = listed([share.item_id for share in best.shares])
    return items, sure(best.probability), masked_in(answer.said, known.mask)


def _prepaid(items: Sequence[OpenItem], month: MonthEnd, spans: Sequence[Bucket], known: _Known) -> Section:
    rows = [
        (
            item.issued,
            item.item_id,
            item.customer_id,
            known.names.get(item.customer_id, item.customer_name),
            known.owners.get(item.customer_id, ""),
            item.currency,
            -item.open_minor,
            (month.last - item.issued).days,
            spans[_place((month.last - item.issued).days, spans)].label,
        )
        for item in items
    ]
    columns = (
        Column("issued", says("col_issued"), Kind.DAY),
        Column("item_id", says("col_item")),
        *_CUSTOMER,
        _OWNER,
        Column("currency", says("col_currency")),
        Column("left", says("unapplied_col_left"), Kind.MONEY, total=True),
        Column("days", says("unapplied_col_days"), Kind.COUNT),
        Column("age", says("col_bucket")),
    )
    return Section("unapplied_listed", says("unapplied_listed"), columns, rows)


def _credit(month: MonthEnd, known: _Known) -> Section:
    """Customers to whom something is owed: what may have to be shown as a liability."""
    open_minor: dict[tuple[str, str], int] = defaultdict(int)
    held: dict[tuple[str, str], int] = defaultdict(int)
    for item in month.items:
        if item.kind is ItemKind.PREPAYMENT:
            held[item.customer_id, item.currency] += item.open_minor
        else:
            open_minor[item.customer_id, item.currency] += item.open_minor
    for row in month.unapplied:
        if row.customer_id:
            held[row.customer_id, row.currency] -= row.open_minor
    rows = [
        (
            who,
            known.names.get(who, who),
            known.owners.get(who, ""),
            currency,
            open_minor[who, currency],
            held[who, currency],
            open_minor[who, currency] + held[who, currency],
        )
        for who, currency in sorted(open_minor.keys() | held.keys())
        if open_minor[who, currency] + held[who, currency] < 0
    ]
    columns = (
        *_CUSTOMER,
        _OWNER,
        Column("currency", says("col_currency")),
        Column("open", says("statements_col_open"), Kind.MONEY, total=True),
        Column("unapplied", says("col_unapplied"), Kind.MONEY, total=True),
        Column("balance", says("col_balance"), Kind.MONEY, total=True, adds=("open", "unapplied")),
    )
    return Section("unapplied_credit", says("unapplied_credit"), columns, rows)
