"""Run summary: what came in, what became of it, the control totals, the settings it was made under."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from recon.ingest.statement import BankFile
from recon.match.outcome import Outcome
from recon.monthend import MonthEnd
from recon.report import Check, Column, Kind, Report, Section
from recon.reports._shared import input_files, policy, verbatim
from recon.words import says

POSITION = 10


def build(month: MonthEnd) -> Report:
    """Counts and sums by outcome and currency, control totals, input files with their hashes, settings."""
    state = says("state_draft" if month.draft else "state_locked")
    return Report(
        "run_summary",
        says("summary_title"),
        (*policy(month), (says("policy_state"), state)),
        (_outcomes(month), _inputs(month), _settings(month)),
        month.draft,
    )


def _outcomes(month: MonthEnd) -> Section:
    rows = []
    for currency in sorted({answer.line.currency for answer in month.answers}):
        for outcome in Outcome:
            amounts = [
                a.line.amount_minor for a in month.answers if a.outcome is outcome and a.line.currency == currency
            ]
            if amounts:
                rows.append(
                    (
                        says(f"outcome_{outcome.value}"),
                        says(
                            "status_auto" if outcome in (Outcome.POSTED, Outcome.REFUND) else f"status_{_who(outcome)}"
                        ),
                        currency,
                        len(amounts),
                        sum(a for a in amounts if a > 0),
                        -sum(a for a in amounts if a < 0),
                        sum(amounts),
                    )
                )
    columns = (
        Column("outcome", says("col_outcome")),
        Column("status", says("col_status")),
        Column("currency", says("col_currency")),
        Column("lines", says("col_lines"), Kind.COUNT, total=True),
        Column("in", says("col_in"), Kind.MONEY, total=True),
        Column("out", says("col_out"), Kind.MONEY, total=True),
        Column("net", says("col_net"), Kind.MONEY, total=True, adds=("in", "-out")),
    )
    return Section("outcomes", says("outcomes_title"), columns, rows, checks=(*_own_checks(month), *month.controls))


def _who(outcome: Outcome) -> str:
    return "none" if outcome in (Outcome.DUPLICATE, Outcome.NOT_OURS) else "review"


def _own_checks(month: MonthEnd) -> list[Check]:
    """Every line of the period has exactly one answer, by count and by amount."""
    answered = [a.line for a in month.answers if a.outcome is not Outcome.DUPLICATE]
    known = {line.fingerprint for line in month.lines}
    counted = [line for line in answered if line.fingerprint in known]
    checks = [Check(says("summary_check_count"), len(counted), len(month.lines), "")]
    return checks + [
        Check(
            says("summary_check_amount", currency=currency),
            sum(line.amount_minor for line in counted if line.currency == currency),
            sum(line.amount_minor for line in month.lines if line.currency == currency),
            currency,
        )
        for currency in sorted({line.currency for line in month.lines})
    ]


def _inputs(month: MonthEnd) -> Section:
    rows = [
        (
            file.name,
            says(f"input_{'bank' if isinstance(file, BankFile) else file.kind}"),
            file.encoding,
            says(f"file_{file.status.value}"),
            sum(len(s.lines) for s in file.statements) if isinstance(file, BankFile) else len(file.rows),
            len(file.quarantined),
            len(file.findings),
            file.sha256[:12],
        )
        for file in input_files(month)
    ]
    columns = (
        Column("file", says("col_file")),
        Column("kind", says("col_input_kind")),
        Column("encoding", says("col_encoding")),
        Column("status", says("col_status")),
        Column("rows", says("col_rows"), Kind.COUNT, total=True),
        Column("quarantined", says("col_quarantined"), Kind.COUNT, total=True),
        Column("findings", says("col_findings"), Kind.COUNT, total=True),
        Column("sha256", says("col_sha256")),
    )
    return Section("inputs", says("inputs_title"), columns, rows)


def _settings(month: MonthEnd) -> Section:
    rows = [(key, verbatim(value)) for key, value in _flat("", month.settings)]
    columns = (Column("key", says("col_setting")), Column("value", says("col_setting_value")))
    return Section("settings", says("settings_title"), columns, rows)


def _flat(key: str, value: object) -> list[tuple[str, str]]:
    """Every setting by its key as in recon.toml; a list of tables is numbered from 1."""
    if is_dataclass(value) and not isinstance(value, type):
        return [pair for f in fields(value) for pair in _flat(f"{key}.{f.name}".lstrip("."), getattr(value, f.name))]
    if isinstance(value, tuple) and any(is_dataclass(each) for each in value):
        return [pair for n, each in enumerate(value, 1) for pair in _flat(f"{key}[{n}]", each)]
    if isinstance(value, tuple):
        return [(key, ", ".join(map(str, value)))]
    return [(key, "" if value is None else str(value))]
