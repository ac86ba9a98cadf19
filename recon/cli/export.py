"""`recon export`: posting files for the accounting system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from recon.cli import _face

if TYPE_CHECKING:
    from recon.export import Export


def export(
    folder: Annotated[Path, typer.Argument(help="The company's folder.")] = Path(),
    period: Annotated[str, typer.Option(help="The month, like 2026-03; else that of the newest bank line.")] = "",
    layout: Annotated[str, typer.Option(help="Layout of the file; else the one in recon.toml.", metavar="NAME")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be exported and write nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The result as JSON on standard output.")] = False,
) -> None:
    """Write posting files for your accounting system: what was decided up to a month's end and not exported.

    Each decision is exported once and marked; one taken back afterwards is exported as a reversal. Layouts: generic,
    kingdee, quickbooks, sap, xero, yonyou, zoho. Exit code 3 when there is something to look at.
    """
    from recon import workspace
    from recon.errors import Severity
    from recon.export import export as run

    done = run(workspace.open(folder), period or None, _face.stamp(), layout, dry_run=dry_run)
    if json:
        _face.print_json(as_json(done, dry_run))
    else:
        _show(done, dry_run)
    if any(finding.severity is not Severity.NOTE for finding in done.findings):
        raise typer.Exit(3)


def _show(done: Export, dry_run: bool) -> None:
    from recon.report import amount
    from recon.words import say, says

    lang = _face.lang()
    _face.findings(done.findings)
    if not done.entries:
        _face.talk(says("export_nothing", period=done.period))
        return
    heads = [say(f"posting_col_{name}", lang) for name in ("account", "reason", "debit", "credit", "currency")]
    rows = [
        (account, say(f"posting_role_{role}", lang), amount(debit, currency), amount(credit, currency), currency)
        for (currency, account, role), (debit, credit) in sorted(_sums(done).items())
    ]
    _face.table(heads, rows, right=(2, 3))
    files = ", ".join(done.files)
    said = says("export_done", period=done.period, entries=len(done.entries), decisions=done.decisions, files=files)
    _face.talk(said)
    _face.talk(says("export_dry") if dry_run else says("export_folder", folder=done.folder))


def _sums(done: Export) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Debit and credit by currency, account and meaning, minor units."""
    sums: dict[tuple[str, str, str], tuple[int, int]] = {}
    for entry in done.entries:
        for line in entry.lines:
            key = (entry.currency, line.account, line.role)
            debit, credit = sums.get(key, (0, 0))
            sums[key] = (debit + line.debit_minor, credit + line.credit_minor)
    return sums


def as_json(done: Export, dry_run: bool = False) -> dict[str, Any]:
    """What `recon export --json` prints; amounts as decimal strings."""
    from recon.report import amount

    lang = _face.lang()
    return {
        "period": done.period,
        "layout": done.layout,
        "dry_run": dry_run,
        "decisions": done.decisions,
        "entries": [
            {
                "entry": entry.number,
                "day": entry.day,
                "currency": entry.currency,
                "bank_line": entry.line_id,
                "text": entry.text.text(lang),
                "journal_line": entry.row,
                "lines": [
                    {
                        "account": line.account,
                        "reason": line.role,
                        "debit": amount(line.debit_minor, entry.currency),
                        "credit": amount(line.credit_minor, entry.currency),
                        "base": None if line.base_minor is None else amount(line.base_minor, entry.base_currency),
                        "customer_id": line.customer_id,
                        "document": line.item_id,
                    }
                    for line in entry.lines
                ],
            }
            for entry in done.entries
        ],
        "files": list(done.files),
        "folder": done.folder.as_posix(),
        "findings": [finding.record(lang) for finding in done.findings],
    }
