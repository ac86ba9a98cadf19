"""`recon statement`: statements of account of a month end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from recon.cli import _face

if TYPE_CHECKING:
    from recon.statements import Written


def statement(
    folder: Annotated[Path, typer.Argument(help="The company's folder.")] = Path(),
    customer: Annotated[
        list[str] | None, typer.Option("-c", "--customer", help="A customer's number; may be given several times.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every customer with a balance, and a list of them all.")] = False,
    period: Annotated[str, typer.Option(help="The month, like 2026-03; else that of the newest bank line.")] = "",
    zero: Annotated[bool, typer.Option("--zero", help="With --all: customers who owe nothing as well.")] = False,
    minimum: Annotated[str, typer.Option(help="With --all: no letter for a balance below this amount.")] = "0",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder to write to; else work/<period>/statements.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The result as JSON on standard output.")] = False,
) -> None:
    """Write statements of account (open items) of a folder's customers at the end of a month, with a list that ties
    to the ledger.

    One workbook a customer, in the customer's language unless --lang says which; with --all also statements.xlsx: every
    balance, adding up to the ledger. Nothing is decided and nothing is sent. Exit code 3 when a figure wants a look.
    """
    from recon import workspace
    from recon.statements import write_statements
    from recon.words import say

    if bool(customer) == all_:
        raise typer.BadParameter(say("statements_which", _face.lang()))
    books = workspace.open(folder)
    written = write_statements(
        books,
        period or None,
        _face.stamp(),
        customers=None if all_ else customer,
        folder=output,
        lang=_face.asked_lang(),
        zero=zero,
        minimum=_amount(minimum),
    )
    if json:
        _face.print_json(as_json(written, _face.lang()))
    else:
        _show(written)
    if written.statements.findings:
        raise typer.Exit(3)


def _amount(text: str) -> Any:
    """The minimum as a number; what is none is refused with the same sentence as a negative one."""
    from decimal import Decimal, InvalidOperation

    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(-1)


def _show(written: Written) -> None:
    from recon.money import to_decimal
    from recon.words import say, says

    lang, found = _face.lang(), written.statements
    _face.findings(found.findings)
    heads = ("col_customer_id", "col_customer_name", "statement_currency", "statement_balance", "statement_due_now")
    rows = [
        (
            one.customer.customer_id,
            one.customer.name,
            part.currency,
            f"{to_decimal(part.balance_minor, part.currency):,f}",
            f"{to_decimal(part.due_minor, part.currency):,f}",
        )
        for one in found.written
        for part in one.parts
    ]
    if rows:
        _face.table([say(id, lang) for id in heads], rows, right=(3, 4))
        _face.talk(says("statements_done", count=len(found.written), folder=written.folder))
    else:
        _face.talk(says("statements_none"))


def as_json(written: Written, lang: str) -> dict[str, Any]:
    """What `recon statement --json` prints; amounts as decimal strings."""
    from recon.report import amount
    from recon.statements import file_name
    from recon.writers.json import value

    found = written.statements
    return {
        "folder": written.folder.as_posix(),
        "files": list(written.files),
        "statements": [
            {
                "customer_id": one.customer.customer_id,
                "customer_name": one.customer.name,
                "number": one.number,
                "as_of": one.as_of,
                "file": file_name(one.customer),
                "balances": [
                    {
                        "currency": part.currency,
                        "open": amount(part.open_minor, part.currency),
                        "unapplied": amount(part.unapplied_minor, part.currency),
                        "balance": amount(part.balance_minor, part.currency),
                        "ledger": amount(part.ledger_minor, part.currency),
                        "due_now": amount(part.due_minor, part.currency),
                        "entries": len(part.entries),
                    }
                    for part in one.parts
                ],
            }
            for one in found.written
        ],
        "list": value(found.index, lang),
        "findings": [finding.record(lang) for finding in found.findings],
    }
