"""`recon read`: what a bank file holds, and whether it adds up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recon.cli import _face

if TYPE_CHECKING:
    from recon.errors import Finding
    from recon.ingest.statement import BankFile


def read(
    files: Annotated[list[Path], typer.Argument(help="Bank files, folders or zip archives.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    encoding: Annotated[str, typer.Option(help="Encoding of the files, where they are misread.")] = "",
    account: Annotated[str, typer.Option(help="Own account, where the files do not name it.")] = "",
    currency: Annotated[str, typer.Option(help="Currency (ISO 4217), where the files do not name it.")] = "",
    quarantine: Annotated[Path | None, typer.Option(help="Write the rows that could not be used here (csv).")] = None,
) -> None:
    """Read bank files and print what they hold: accounts, balances, entries, sums, and everything odd.

    Exit code 0 when every file could be used, 3 when a file was rejected or a row quarantined, 4 when none could be.
    """
    from recon.ingest.files import in_brief, pinned, read_files
    from recon.ingest.merging import lines_of
    from recon.ingest.quarantine import as_csv

    profile = pinned(encoding=encoding, account=account, currency=currency)
    read_in: list[BankFile] = []
    with _face.progress(_words("read_progress"), len(files)) as advance:
        for path in files:
            read_in += read_files([path], profile)
            advance(1)
    together = lines_of(read_in).findings
    if quarantine is not None:
        from recon.durable import write_together

        write_together(quarantine.parent, {quarantine.name: as_csv(read_in, _face.lang())})
    if json:
        _face.print_json(in_brief(read_in, together, _face.lang()))
    else:
        _show(read_in, together)
    code = _exit_code(read_in)
    if code:
        raise typer.Exit(code)


def _exit_code(files: list[BankFile]) -> int:
    from recon.errors import Severity
    from recon.ingest.statement import FileStatus

    # A temporary file of a folder is left out without being an exception.
    meant = [file for file in files if any(one.code != "IN105" for one in file.findings) or file.statements]
    if not any(file.statements for file in meant):
        return 4
    odd = any(file.status in (FileStatus.REJECTED, FileStatus.QUARANTINED_ROWS) for file in meant)
    return 3 if odd or any(one.severity is Severity.REFUSED for file in meant for one in file.findings) else 0


def _show(files: list[BankFile], together: tuple[Finding, ...]) -> None:
    from recon.ingest.files import summary

    columns = ("file", "status", "account", "currency", "opening", "sum_in", "sum_out", "closing", "entries", "lines")
    rows = []
    for file in files:
        brief = summary(file, _face.lang())
        status = _words(f"read_status_{file.status.value}")
        for one in brief["statements"] or [{}]:
            cells = ["" if one.get(key) is None else str(one[key]) for key in columns[2:]]
            rows.append([file.name, status, *cells])
    _face.table([_words(f"read_{column}") for column in columns], rows, right=range(4, 10))
    for file in files:
        _face.findings(file.findings)
    _face.findings(together)


def _words(name: str) -> str:
    from recon.words import say

    return say(name, _face.lang())
