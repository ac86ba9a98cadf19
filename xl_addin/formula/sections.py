"""What cell functions give, as tables: answers of matching, documents with what is open, bank lines.

Headings are those of the workbook's own tables (`xl_col_...`) where a table of this kind stands there, so that what one
function gives another one reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from recon.errors import LedgerError, Severity
from recon.report import Column, Kind, Report, Section, Value
from recon.rows import Allocation, ItemState, StatementLine
from recon.words import Said, says
from xl_addin.layout import LEDGER, RECEIPTS, Layout

if TYPE_CHECKING:
    from recon.ingest.books import BookFile
    from recon.match.explain import Part
    from recon.match.outcome import Answer


def _own(layout: Layout, keys: Sequence[str]) -> tuple[Column, ...]:
    """Columns of a table of ours, in this order."""
    known = {column.key: column for column in layout.columns}
    return tuple(Column(key, says(f"xl_col_{key}"), known[key].kind if key in known else Kind.TEXT) for key in keys)


def matches(answers: Iterable[Answer], lang: str) -> Section:
    """What becomes of each bank line, and which documents it pays: at least one row a line, the best answer first."""
    from recon.match.listing import proposals

    columns = (
        *_own(RECEIPTS, ("line_id",)),
        Column("outcome", says("col_outcome")),
        Column("rank", says("excel_col_rank"), Kind.COUNT),
        *_own(LEDGER, ("item_id",)),
        Column("cash", says("xl_col_cash"), Kind.MONEY),
        Column("written_off", says("xl_col_written_off"), Kind.MONEY),
        *_own(LEDGER, ("currency",)),
        Column("probability", says("col_probability"), Kind.PERCENT),
        Column("why", says("col_why")),
    )
    rows: list[tuple[Value, ...]] = [
        (
            row.line_id,
            says(f"outcome_{row.outcome}"),
            row.rank,
            row.item_id,
            row.allocated_minor if row.item_id else None,
            row.written_off_minor if row.item_id else None,
            row.currency,
            row.probability,
            row.reason,
        )
        for row in proposals(answers, lang)
    ]
    return Section("matches", says("matches_title"), columns, rows)


def explained(answer: Answer) -> Section:
    """Why a bank line became what it is: the verdict, what the money is made of, the reasons with their points."""
    from recon.match.explain import explain
    from recon.money import show

    found = explain(answer)
    line = answer.line
    rows: list[tuple[Value, ...]] = [
        (None, line.line_id, None, None, says("verbatim", text=show(line.amount_minor, line.currency))),
        (None, says(f"outcome_{answer.outcome.value}"), None, None, answer.said),
        *(
            (None, None, None, None, said)
            for said in (found.because, found.next and says("explain_next", next=found.next))
            if said
        ),
        *((1, says("excel_made_of"), None, None, _part(part)) for part in found.money),
        *((1, says("excel_made_of"), None, None, share) for share in found.shares),
    ]
    for rank, fall in enumerate(found.waterfalls, start=1):
        names = ", ".join(share.item_id for share in fall.alternative.shares) or None
        for step in fall.steps:
            mark = says("sentence_pair", first=step.said, second=says("explain_veto")) if step.veto else step.said
            rows.append((rank, names, round(step.points, 1), round(step.total, 1), mark))
        rows.append((rank, names, None, None, fall.probability))
    if found.runner_up is not None:
        rows.append((2, says("excel_runner_up"), None, None, found.runner_up.said))
        rows += [
            (
                2,
                says("excel_runner_up"),
                round(one.points, 1),
                None,
                says("explain_about", rule=one.rule, said=one.reason),
            )
            for one in found.runner_up.differs
        ]
    columns = (
        Column("rank", says("excel_col_rank"), Kind.COUNT),
        Column("documents", says("xl_col_documents")),
        Column("points", says("excel_col_points"), Kind.COUNT),
        Column("total", says("excel_col_points_so_far"), Kind.COUNT),
        Column("reason", says("col_why")),
    )
    return Section("explained", says("matches_title"), columns, rows)


def _part(part: Part) -> Said:
    """One line of the calculation of the money, with its amount."""
    from recon.money import show

    return says("explain_part", what=part.said, amount=show(part.minor, part.currency))


def documents(listed: BookFile, applied: Iterable[tuple[Allocation, str]], as_of: date) -> Section:
    """The documents issued up to a day, with what was applied to each by then and what is open, by document number.

    Raises:
        LedgerError: more was applied to a document than it was issued for, or in another currency.
    """
    from recon.config import Ledger
    from recon.ledger.openings import opening
    from recon.ledger.positions import position

    start = opening([listed], Ledger(kind="documents"), as_of)
    at = position(start, [one for one, _ in applied], as_of)
    for finding in at.findings:
        if finding.severity is Severity.LOOK and finding.code in ("ST526", "ST642"):
            raise LedgerError(finding.what, finding.where, finding.fix)
    keys = ("item_id", "kind", "customer_id", "customer_name", "issued", "due", "currency", "amount", "state")
    rows: list[tuple[Value, ...]] = [
        (
            item.item_id,
            says(f"kind_{item.kind.value}"),
            item.customer_id,
            item.customer_name,
            item.issued,
            item.due,
            item.currency,
            item.amount_minor,
            says("state_disputed") if item.state is ItemState.DISPUTED else None,
            item.amount_minor - item.open_minor,
            item.open_minor,
        )
        for item in sorted((*at.items, *at.closed), key=lambda i: i.item_id)
    ]
    return Section("documents", says("items_title"), _own(LEDGER, (*keys, "applied", "open")), rows)


def not_applied(lines: Sequence[StatementLine], applied: Iterable[tuple[Allocation, str]], as_of: date) -> Section:
    """What is left of each bank line booked up to a day, by booking day; money out that was applied to nothing is none.

    The customer is the one whose documents the rest of the line has paid.

    Raises:
        LedgerError: a line is used for more than it brought.
    """
    from recon.ledger.openings import Opening
    from recon.ledger.positions import PAID_OUT, outside, unapplied

    known = {line.fingerprint for line in lines}
    mine = [(one, who) for one, who in applied if one.line in known and one.effective <= as_of]
    used: dict[str, set[str]] = defaultdict(set)
    for one, who in mine:
        used[one.line].add(who)
    payers: Mapping[str, str] = {line: who.pop() for line, who in used.items() if len(who) == 1}
    named = {n.fingerprint: PAID_OUT for n in lines if n.amount_minor < 0 and n.fingerprint not in used}
    left_out = outside(lines, Opening(None, (), (), ()), as_of, named)
    amounts = {line.fingerprint: line.amount_minor for line in lines}
    rows: list[tuple[Value, ...]] = [
        (
            one.line_id,
            one.booked,
            one.customer_id,
            one.payer_name,
            one.currency,
            amounts[one.line],
            amounts[one.line] - one.open_minor,
            one.open_minor,
        )
        for one in unapplied(lines, [one for one, _ in mine], (), left_out, payers)
    ]
    columns = _own(RECEIPTS, ("line_id", "booked", "customer_id", "payer_name", "currency", "amount", "used", "left"))
    return Section("not_applied", says("unapplied_title"), columns, rows)


def movements(lines: Sequence[StatementLine]) -> Section:
    """Bank lines in the columns of the table of receipts; a column that none of them fills is left out."""
    keys = [column.key for column in RECEIPTS.columns if not column.derived]
    rows: list[tuple[Value, ...]] = [
        (
            line.line_id,
            line.account,
            line.booked,
            line.value_date,
            line.currency,
            line.amount_minor,
            line.payer_name,
            line.payer_account,
            line.remittance_text,
            line.reference,
            line.bank_text,
            line.balance_minor,
            line.source.file,
            line.original_minor,
            line.original_currency,
        )
        for line in lines
    ]
    always = ("line_id", "booked", "currency", "amount")
    kept = [at for at, key in enumerate(keys) if key in always or any(row[at] not in (None, "") for row in rows)]
    columns = _own(RECEIPTS, [keys[at] for at in kept])
    return Section(
        "movements",
        says("statements_title"),
        tuple(replace(c, currency="original_currency") if c.key == "original_amount" else c for c in columns),
        [tuple(row[at] for at in kept) for row in rows],
    )


def entries(report: Report) -> Section:
    """The entries of a statement of account in one table, the currency in a column of its own."""
    parts = [section for section in report.sections if section.name.startswith("open_")]
    rows = [(part.currency, *row) for part in parts for row in part.rows]
    return Section("entries", report.title, (Column("currency", says("col_currency")), *parts[0].columns), rows)
