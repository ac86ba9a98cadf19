"""`recon age`: what each customer owes, by age, from any list of open items."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recon.cli import _face

if TYPE_CHECKING:
    from datetime import date

    from recon.ingest.books import BookFile
    from recon.report import Section
    from recon.words import Said

_KEY_DATE = "Key date: what is owed at the end of this day."


def age(
    ledger: Annotated[Path, typer.Argument(help="Open items: csv or a sheet, of any layout.")],
    as_of: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help=_KEY_DATE)],
    basis: Annotated[str, typer.Option(help="due: days past due. invoice: days since the document date.")] = "due",
    buckets: Annotated[str, typer.Option(help="Last day of each bucket; the last bucket is open.")] = "30,60,90",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file: .xlsx, .csv, .json or .html.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Age the open items of LEDGER at a key date: one row per customer and currency.

    The open amounts of the list are taken as they stand. Documents dated after the key date, drafts and cancelled ones
    are left out and said. Exit code 3 when rows of the list could not be used, 4 when the list could not be.
    """
    from dataclasses import replace

    from recon.ingest.books import read_items
    from recon.reports import aged_balance
    from recon.rows import OPEN_ITEMS
    from recon.writers import save, writer_for
    from recon.writers.json import value

    bounds = _bounds(buckets)
    ending = writer_for(output).SUFFIX if output else ""
    read = read_items(ledger)
    if _refused(read):
        raise typer.Exit(4)
    items = OPEN_ITEMS.frame(read.rows)  # type: ignore[arg-type]  # read_items gives open items
    report = aged_balance.of(items, as_of.date(), basis, bounds, head=_policy(read, as_of.date()))
    table = aged_balance.table(items, as_of.date(), basis, bounds)
    if output is not None:
        # A csv is one table; the other formats hold the items behind it as well.
        one = replace(report, sections=(replace(table, name=output.stem),))
        drawn = one if ending == ".csv" else report
        for path in save(drawn, output, _face.lang()):
            _face.talk(path)
    if json:
        _face.print_json(value(report, _face.lang()))
    elif output is None:
        _show(table)
    _say(read, as_of.date(), sum(len(section.rows) for section in report.sections if section.name == "left_out"))


def _bounds(given: str) -> tuple[int, ...]:
    """The bounds as whole numbers.

    Raises:
        ConfigError: one of them is no whole number.
    """
    from recon.errors import ConfigError
    from recon.words import says

    try:
        return tuple(int(part) for part in given.replace("，", ",").split(","))
    except ValueError:
        raise ConfigError(says("aging_bounds", bounds=given), fix=says("aging_bounds_fix")) from None


def _refused(read: BookFile) -> bool:
    """True where the list could not be used at all; its reasons have been said."""
    from recon.ingest.statement import FileStatus

    if read.status is FileStatus.REJECTED:
        _face.findings(read.findings)
    return read.status is FileStatus.REJECTED


def _show(section: Section) -> None:
    """The aged balance on the screen: a line a customer, then a line of totals a currency."""
    from recon.money import to_decimal
    from recon.words import Said, say

    lang = _face.lang()
    at = [column.key for column in section.columns].index("currency")
    first = at + 1
    totals: dict[str, list[int]] = {}
    rows: list[list[str]] = []

    def figures(amounts: list[int], currency: str) -> list[str]:
        return [f"{to_decimal(minor, currency):,f}" if minor else "-" for minor in amounts]

    for row in section.rows:
        currency, amounts = str(row[at]), [int(cell) for cell in row[first:] if isinstance(cell, int)]
        before = totals.get(currency, [0] * len(amounts))
        totals[currency] = [a + b for a, b in zip(before, amounts, strict=True)]
        names = [cell.text(lang) if isinstance(cell, Said) else str(cell) for cell in row[:first]]
        rows.append([*names, *figures(amounts, currency)])
    total = [say("col_total", lang), *[""] * (at - 1)]
    rows += [[*total, currency, *figures(totals[currency], currency)] for currency in sorted(totals)]
    heads = [column.label.text(lang) for column in section.columns]
    _face.table(heads, rows, right=range(first, len(heads)))


def _policy(read: BookFile, as_of: date) -> tuple[tuple[Said, Said], ...]:
    """Key date and list, as every page says them."""
    from recon.words import says

    name = "list_at" if read.as_of else "list_plain"
    used = says(name, file=read.name, day=read.as_of, sha256=read.sha256[:12])
    return (says("policy_as_of"), says("verbatim", text=as_of)), (says("policy_list"), used)


def _say(read: BookFile, as_of: date, left_out: int) -> None:
    """What the reader of the list should know, on stderr; leaves with exit code 3 where rows could not be used."""
    from recon.errors import Finding, Severity, Where
    from recon.words import says

    if left_out:
        _face.talk(says("left_out_count", count=left_out))
    if read.as_of and read.as_of != as_of:
        what = says("re602", day=read.as_of, as_of=as_of)
        _face.findings([Finding("RE602", Severity.LOOK, Where(read.name), what, says("re602_fix"))])
    _face.findings(dict.fromkeys([*read.findings, *(row.finding for row in read.quarantined)]))
    if read.quarantined:
        raise typer.Exit(3)
