"""Is a folder in order? Nothing is written and nothing is matched; no finding means yes.

Checked: recon.toml, every input file, the whole journal and its chain, the laws of the ledger, the published outputs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from recon import ledger, recording
from recon.decisions import Decided, Locked, digest
from recon.errors import Finding, Severity, Where
from recon.ingest.statement import FileStatus
from recon.inputs import Inputs, read_inputs
from recon.monthend.findings import missing_files
from recon.publish import MANIFEST, hash_of
from recon.review.keeping import periods as review_periods
from recon.review.keeping import unapplied
from recon.rows import LineStatus, OpenItem
from recon.terms import Period
from recon.words import says
from recon.workspace import Workspace


def check(books: Workspace) -> tuple[Finding, ...]:
    """Everything that wants a look in a company's folder, notes left out; empty when all is in order.

    Raises:
        InputError: no input can be used.
        LedgerError: lists and decisions contradict each other.
        JournalError: the journal was changed; its first broken line is named.
    """
    record = recording.read(books)
    decided = record.decided
    inputs = read_inputs(books)
    found = [*record.findings]
    for file in inputs.files:
        found += file.findings
        if file.status is FileStatus.REJECTED and not file.findings:
            found.append(Finding("ST530", Severity.REFUSED, Where(file.name), says("input_rejected")))
    found += [*inputs.findings, *inputs.merged.findings, *missing_files(inputs, decided)]
    found += _ledger(books, inputs, decided)
    documents = [item for file in inputs.book_files if file.kind == "items" for item in _items(file.rows)]
    for period in review_periods(books):
        found += unapplied(books, period, decided, documents, inputs.customers)
    for folder in sorted(path for path in books.outputs.glob("[!.]*") if path.is_dir()):
        found += outputs(folder, decided)
    return tuple(f for f in dict.fromkeys(found) if f.severity is not Severity.NOTE)


def _ledger(books: Workspace, inputs: Inputs, decided: Decided) -> tuple[Finding, ...]:
    """The laws of the ledger at the end of the newest month there is anything of."""
    lines = {p.line: p.answer.line for p in decided.postings()}
    lines |= {line.fingerprint: line for line in inputs.merged.lines if line.status is LineStatus.BOOKED}
    days = [line.booked for line in lines.values()]
    days += [item.issued for file in inputs.book_files if file.kind == "items" for item in _items(file.rows)]
    if not days:
        return ()
    as_of = Period.of(max(days)).last
    start = ledger.opening(inputs.book_files, books.settings.ledger, as_of)
    position = ledger.position(start, decided.allocations, as_of)
    ledger.unapplied(lines.values(), position.applied, ledger.booked(decided.bookings, start, as_of), {}, {})
    return position.findings


def _items(rows: Iterable[object]) -> Iterator[OpenItem]:
    return (row for row in rows if isinstance(row, OpenItem))


def outputs(folder: Path, decided: Decided) -> Iterator[Finding]:
    """What is wrong with the outputs of a period: not as they were published, or resting on what is no longer there.

    Args:
        folder: the outputs of one period.
        decided: what the journal says.
    """
    where = Where(f"{folder.name}/{MANIFEST}")
    fix = says("outputs_fix", period=folder.name)
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        files, rests_on = dict(manifest["files"]), manifest["decisions"]
        until = Period.parse(manifest["period"]).last
        is_locked, run_id = manifest["draft"] is False, manifest["run_id"]
    except (OSError, ValueError, KeyError, TypeError):
        yield Finding("ST540", Severity.LOOK, where, says("outputs_unfinished"), fix)
        return
    for name in sorted(files):
        path = folder / name
        if not path.is_file() or hash_of(path) != files[name]:
            yield Finding("ST541", Severity.LOOK, Where(f"{folder.name}/{name}"), says("output_changed"), fix)
    if is_locked and not any(isinstance(d, Locked) and d.run_id == run_id for d in decided.everything.values()):
        yield Finding("ST691", Severity.LOOK, where, says("lock_not_in_journal"), says("journal_broken_fix"))
    last = max(decided.everything, default=0)
    if last < rests_on["row"]:
        what = says("journal_shorter", row=rests_on["row"], now=last)
        yield Finding("ST542", Severity.LOOK, where, what, says("journal_broken_fix"))
    elif folder.name not in decided.locked and digest(decided.rests_on(until)) != rests_on["sha256"]:
        yield Finding("ST543", Severity.LOOK, where, says("outputs_outdated"), fix)
