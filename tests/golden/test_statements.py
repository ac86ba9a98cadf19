"""Bank files read as their golden text says. `make golden` rewrites the texts; the difference is reviewed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from recon.errors import Finding
from recon.ingest.checks import amount_text
from recon.ingest.files import read_file
from recon.ingest.statement import BankFile, Statement
from recon.rows import StatementLine

CASES = Path(__file__).parent / "statements"
_SHOWN = (
    "payer_name",
    "payer_account",
    "payer_address",
    "payer_city",
    "remittance_text",
    "reference",
    "bank_id",
    "bank_text",
    "type_code",
)


def as_text(file: BankFile) -> str:
    """The file as lines a reviewer can read: statements, lines with what is filled, findings, quarantine."""
    parts = [f"{file.format} {file.encoding} {file.status}"]
    for one in file.statements:
        parts += _statement(one)
    parts += [_finding(one) for one in file.findings]
    parts += ["quarantined: " + " | ".join(one.raw).replace("\n", " ") for one in file.quarantined]
    return "\n".join(parts) + "\n"


def _statement(one: Statement) -> list[str]:
    def money(minor: int | None) -> str:
        return "-" if minor is None else amount_text(minor, one.currency)

    head = f"== {one.kind} {one.account} {one.number or '-'} {one.opened} to {one.closed} {one.account_name}".rstrip()
    totals = f"   {money(one.opening_minor)} -> {money(one.closing_minor)}; {one.entries} entries"
    sums = f"in {money(one.in_minor)}, out {money(one.out_minor)}"
    return [head, f"{totals}, {sums}", *(text for line in one.lines for text in _line(line))]


def _line(line: StatementLine) -> list[str]:
    marks = [word for word, on in (("reversal", line.is_reversal), ("residual", line.is_residual)) if on]
    original = "" if line.original_minor is None else amount_text(line.original_minor, line.original_currency)
    head = [line.booked.isoformat(), f"value {line.value_date}", amount_text(line.amount_minor, line.currency)]
    head += [line.status.value, *marks, f"of {original}" if original else "", "in batch" if line.batch_id else ""]
    filled = [f"       {name}: {getattr(line, name)}" for name in _SHOWN if getattr(line, name)]
    return ["   - " + ", ".join(part for part in head if part), *filled]


def _finding(one: Finding) -> str:
    return f"{one.severity}: {one.text()}"


@pytest.mark.parametrize("case", sorted(p for p in CASES.iterdir() if p.suffix != ".expected"), ids=lambda p: p.stem)
def test_a_bank_file_reads_as_its_golden_text_says(case: Path) -> None:
    expected = case.with_suffix(".expected")
    text = as_text(read_file(case))
    if os.environ.get("GOLDEN") == "rewrite":
        expected.write_text(text, "utf-8", newline="\n")
    assert text == expected.read_text("utf-8")
