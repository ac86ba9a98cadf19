"""Exceptions: every bank line, row and file that wants a person, with what was found and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from recon.errors import Finding, Severity, Where
from recon.ingest.statement import FileStatus
from recon.match.outcome import Alternative, Answer, Outcome
from recon.monthend import MonthEnd
from recon.report import Column, Kind, Report, Section, Value, amount
from recon.reports import _book_tests
from recon.reports._shared import (
    customer_names,
    input_files,
    listed,
    masked,
    masked_in,
    masker,
    policy,
    reasons,
    sure,
)
from recon.words import Said, says

POSITION = 50
_SEVERITIES = (Severity.REFUSED, Severity.LOOK, Severity.NOTE)
_LINE = (
    Column("booked", says("col_booked"), Kind.DAY),
    Column("line_id", says("col_line")),
    Column("account", says("col_account")),
    Column("payer", says("col_payer")),
    Column("customer", says("col_customer_name")),
    Column("text", says("col_text")),
    Column("currency", says("col_currency")),
    Column("amount", says("col_amount"), Kind.MONEY, total=True),
)


def build(month: MonthEnd) -> Report:
    """Lines to review, lines without a match, lines set aside, quarantined rows, and every finding."""
    shown = _Shown(customer_names(month), masker(month))
    ordered = sorted(
        (*month.answers, *month.carried), key=lambda a: (a.line.booked, a.line.line_id, a.line.fingerprint)
    )
    return Report(
        "exceptions",
        says("exceptions_title"),
        (*policy(month), (says("policy_exceptions"), says("exceptions_policy"))),
        (
            _review(ordered, shown),
            _unmatched(ordered, shown),
            _set_aside(ordered, shown),
            _quarantined(month, shown),
            _findings(month, shown),
        ),
        month.draft,
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """How names and texts are shown here."""

    names: dict[str, str]  # by customer id
    mask: Callable[[str], str]

    def said(self, said: Said | None) -> Said | None:
        """A sentence with its account numbers cut."""
        return masked_in(said, self.mask)


def _line(answer: Answer, shown: _Shown) -> tuple[Value, ...]:
    line = answer.line
    text = " ".join(part for part in (line.reference, line.remittance_text) if part)
    return (
        line.booked,
        line.line_id,
        masked(line.account),
        line.payer_name,
        shown.names.get(answer.customer_id, answer.customer_id),
        shown.mask(text),
        line.currency,
        line.amount_minor,
    )


def _review(answers: Iterable[Answer], shown: _Shown) -> Section:
    rows = []
    for answer in answers:
        if answer.outcome not in (Outcome.PROPOSED, Outcome.AMBIGUOUS):
            continue
        best, *others = answer.alternatives or (None,)
        second = others[0] if others else None
        rows.append(
            (
                *_line(answer, shown),
                says(f"outcome_{answer.outcome.value}"),
                shown.said(answer.said),
                _items(best),
                sure(best.probability) if best else None,
                best.remainder_minor or None if best else None,
                shown.said(reasons(best, against=False)) if best else None,
                shown.said(reasons(best, against=True)) if best else None,
                _items(second),
                sure(second.probability) if second else None,
            )
        )
    columns = (
        *_LINE,
        Column("outcome", says("col_outcome")),
        Column("why", says("col_why_review")),
        Column("best", says("col_best")),
        Column("probability", says("col_probability"), Kind.PERCENT),
        Column("remainder", says("col_on_account"), Kind.MONEY),
        Column("reasons", says("col_for")),
        Column("against", says("col_against")),
        Column("runner_up", says("col_runner_up")),
        Column("runner_up_probability", says("col_runner_up_probability"), Kind.PERCENT),
    )
    return Section("review", says("review_title"), columns, rows)


def _items(alternative: Alternative | None) -> str:
    return listed([share.item_id for share in alternative.shares]) if alternative else ""


def _unmatched(answers: Iterable[Answer], shown: _Shown) -> Section:
    rows = [(*_line(a, shown), shown.said(a.said)) for a in answers if a.outcome is Outcome.UNMATCHED]
    return Section("unmatched", says("unmatched_title"), (*_LINE, Column("why", says("col_why"))), rows)


def _set_aside(answers: Iterable[Answer], shown: _Shown) -> Section:
    rows = [
        (*_line(a, shown), says(f"outcome_{a.outcome.value}"), shown.said(a.said), a.related)
        for a in answers
        if a.outcome in (Outcome.DUPLICATE, Outcome.NOT_OURS)
    ]
    columns = (
        *_LINE,
        Column("outcome", says("col_outcome")),
        Column("why", says("col_why")),
        Column("related", says("col_related")),
    )
    return Section("set_aside", says("set_aside_title"), columns, rows)


def _quarantined(month: MonthEnd, shown: _Shown) -> Section:
    rows = [
        (
            q.where.file or file.name,
            q.where.sheet,
            q.where.row,
            q.where.column,
            shown.mask(q.where.value),
            q.finding.code,
            shown.said(q.finding.what),
            shown.said(q.finding.fix),
            shown.mask(" | ".join(q.raw)),
        )
        for file in input_files(month)
        for q in sorted(file.quarantined, key=lambda q: (q.where.sheet, q.where.row or 0, q.where.column))
    ]
    columns = (*_place(), Column("raw", says("col_raw")))
    return Section("quarantined", says("quarantined_title"), columns, rows)


def _findings(month: MonthEnd, shown: _Shown) -> Section:
    rows = []
    for finding in findings_of(month):
        where = finding.where
        rows.append(
            (
                where.file,
                where.sheet,
                where.row,
                where.column,
                shown.mask(where.value),
                finding.code,
                shown.said(finding.what),
                shown.said(finding.fix),
                says(f"severity_{finding.severity.value}"),
            )
        )
    columns = (*_place(), Column("severity", says("col_severity")))
    return Section("findings", says("findings_title"), columns, rows)


def findings_of(month: MonthEnd) -> list[Finding]:
    """Of the run and of every file, the refused first; a quarantined row's own finding stands with the row."""
    found: list[Finding] = [*month.findings, *_controls(month), *_book_tests.findings(month)]
    for file in input_files(month):
        rows = {id(q.finding) for q in file.quarantined} | {(q.finding.code, q.finding.where) for q in file.quarantined}
        own = [f for f in file.findings if id(f) not in rows and (f.code, f.where) not in rows]
        if file.status is FileStatus.REJECTED and not any(f.severity is Severity.REFUSED for f in own):
            own.append(Finding("RE601", Severity.REFUSED, Where(file.name), says("re601"), says("re601_fix")))
        found += own
    unique = {(f.code, f.where, f.what): f for f in found}
    return sorted(
        unique.values(),
        key=lambda f: (
            _SEVERITIES.index(f.severity),
            f.code,
            f.where.file,
            f.where.sheet,
            f.where.row or 0,
            f.where.column,
            f.where.value,
            f.what.text(),
        ),
    )


def _controls(month: MonthEnd) -> list[Finding]:
    """A control total that does not hold is a finding of its own."""
    return [
        Finding(
            "RE600",
            Severity.LOOK,
            Where(),
            says(
                "re600",
                label=check.label,
                left=amount(check.left_minor, check.currency),
                right=amount(check.right_minor, check.currency),
            ),
            says("re600_fix"),
        )
        for check in month.controls
        if not check.holds
    ]


def _place() -> tuple[Column, ...]:
    return (
        Column("file", says("col_file")),
        Column("sheet", says("col_sheet")),
        Column("row", says("col_row"), Kind.COUNT),
        Column("column", says("col_column")),
        Column("value", says("col_value")),
        Column("code", says("col_code")),
        Column("what", says("col_what")),
        Column("fix", says("col_fix")),
    )
