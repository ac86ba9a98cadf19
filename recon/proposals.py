"""Bank files and lists in, proposals out: matching without a folder of books, and what `recon match` prints.

Law: every bank line of every file is in the result, copies and lines that are not booked too; the same files in any
order, split or shuffled, give the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from recon import collector
from recon.config import Settings
from recon.errors import Finding, InputError, Severity, Where
from recon.harmless import harmless
from recon.ingest.books import BookFile, read_advices, read_customers, read_items, read_rates
from recon.ingest.files import read_files
from recon.ingest.merging import lines_of
from recon.ingest.profile import Profile
from recon.ingest.statement import BankFile, FileStatus, Merged
from recon.match.findings import findings
from recon.match.listing import proposals
from recon.match.outcome import Answer, Outcome, Proposal
from recon.report import amount
from recon.rows import Advised, Customer, OpenItem, Rate
from recon.words import says

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER = (
    "line_id",
    "outcome",
    "status",
    "rank",
    "item_id",
    "allocated",
    "written_off",
    "currency",
    "probability",
    "rule",
    "reason",
)
_BLOCK = 4096  # rows written at once
_REVIEW = (Outcome.PROPOSED, Outcome.AMBIGUOUS, Outcome.UNMATCHED)


@dataclass(frozen=True, slots=True)
class Proposed:
    """The answers to all lines of some bank files, and how the files came through."""

    answers: tuple[Answer, ...]  # by booking day, line id and fingerprint
    bank_files: tuple[BankFile, ...]
    book_files: tuple[BookFile, ...]
    findings: tuple[Finding, ...]

    @property
    def exceptions(self) -> bool:
        """True where a person has something to look at: lines in review, rows set aside, files rejected."""
        spoiled = (FileStatus.REJECTED, FileStatus.QUARANTINED_ROWS)
        files: tuple[BankFile | BookFile, ...] = (*self.bank_files, *self.book_files)
        return any(a.outcome in _REVIEW for a in self.answers) or any(f.status in spoiled for f in files)


@collector.paused()  # from files to answers everything is a value
def propose_files(
    bank: Sequence[Path],
    items: Sequence[Path],
    customers: Sequence[Path] = (),
    rates: Sequence[Path] = (),
    settings: Settings | None = None,
    as_of: date | None = None,
    advices: Sequence[Path] = (),
) -> Proposed:
    """Match the lines of bank files with the open items of lists.

    Args:
        bank: bank files, folders or archives.
        items: lists of open items; later files do not overrule earlier ones, a number in two of them is refused.
        customers: customer master data.
        rates: exchange rates.
        settings: limits and policy; defaults where left out.
        as_of: day of the run; documents issued later are advances.
        advices: remittance advices and settlement lists of processors.

    Raises:
        InputError: no bank file or no list of items can be used, or one item number stands in two lists.
    """
    bank_files = tuple(sorted(read_files(bank), key=lambda f: (f.name, f.sha256)))
    item_files = tuple(read_items(path) for path in sorted(items))
    customer_files = tuple(read_customers(path) for path in sorted(customers))
    rate_files = tuple(read_rates(path) for path in sorted(rates))
    own = settings.company.currency if settings is not None else ""
    advice_files = tuple(read_advices(path, Profile(path.name, currency=own)) for path in sorted(advices))
    _usable(bank_files)
    for files in (item_files, customer_files, rate_files, advice_files):
        _usable(files)
    rows = [row for file in item_files for row in file.rows if isinstance(row, OpenItem)]
    _once(rows)
    known = {row.customer_id: row for file in customer_files for row in file.rows if isinstance(row, Customer)}
    merged = lines_of(bank_files)
    foreign = [row for file in rate_files for row in file.rows if isinstance(row, Rate)]
    told = [row for file in advice_files for row in file.rows if isinstance(row, Advised)]
    answers = answers_to(merged, rows, known.values(), foreign, settings, as_of, advices=told)
    book_files = (*item_files, *customer_files, *rate_files, *advice_files)
    own_findings = [f for bank_file in bank_files for f in bank_file.findings] + [
        f for file in book_files for f in file.findings
    ]
    return Proposed(
        answers, bank_files, book_files, tuple(dict.fromkeys((*own_findings, *merged.findings, *findings(answers))))
    )


def answers_to(
    merged: Merged,
    items: Iterable[OpenItem],
    customers: Iterable[Customer] = (),
    rates: Iterable[Rate] = (),
    settings: Settings | None = None,
    as_of: date | None = None,
    left: Mapping[str, int] | None = None,
    advices: Iterable[Advised] = (),
) -> tuple[Answer, ...]:
    """Match the lines of bank files with open items; copies are answered too. By booking day, line id, fingerprint.

    Args:
        merged: the lines of all files, each movement once.
        items: open items, each document once.
        customers, rates, settings, as_of: as `propose_files`.
        left: what is left of lines used before, by fingerprint (minor units); others are whole.
        advices: what payments are made of.
    """
    from recon.match.propose import propose

    found = propose(merged.lines, items, customers, rates, settings, as_of=as_of, unapplied=left, advices=advices)
    names = {line.fingerprint: line.line_id for line in merged.lines}
    copies = [
        Answer(c.line, Outcome.DUPLICATE, (), says("answer_duplicate", line=original), related=original)
        for c in merged.copies
        for original in [names.get(c.copy_of, "")]
    ]
    return tuple(sorted((*found, *copies), key=lambda a: (a.line.booked, a.line.line_id, a.line.fingerprint)))


def as_csv(answers: Iterable[Answer], lang: str = "en") -> bytes:
    """proposals.csv: UTF-8, decimal amounts, text that a sheet would take for a formula made harmless.

    In Chinese the file begins with the mark by which Excel knows UTF-8; in English it does not, for programs.
    """
    return b"".join(in_pieces(answers, lang))


def in_pieces(answers: Iterable[Answer], lang: str = "en") -> Iterator[bytes]:
    """The same piece by piece, so that a long list is never held as one text."""
    rows = chain([HEADER], map(_cells, proposals(answers, lang)))
    encoding = "utf-8-sig" if lang == "zh" else "utf-8"
    while block := list(islice(rows, _BLOCK)):
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows(block)
        yield out.getvalue().encode(encoding)
        encoding = "utf-8"


def _cells(row: Proposal) -> tuple[str | int, ...]:
    """A row of proposals.csv, in the order of `HEADER`."""
    return (
        harmless(row.line_id),
        row.outcome,
        row.status,
        row.rank,
        harmless(row.item_id),
        amount(row.allocated_minor, row.currency),
        amount(row.written_off_minor, row.currency),
        row.currency,
        f"{row.probability:.6f}",
        row.rule,
        harmless(row.reason),
    )


def as_rows(answers: Iterable[Answer], lang: str = "en") -> list[Mapping[str, str | int]]:
    """The rows of proposals.csv by column, texts as they are; amounts and probabilities as decimal strings."""
    return [
        {
            **dict(zip(HEADER, _cells(row), strict=True)),
            "line_id": row.line_id,
            "item_id": row.item_id,
            "reason": row.reason,
        }
        for row in proposals(answers, lang)
    ]


def _usable(files: Sequence[BankFile] | Sequence[BookFile]) -> None:
    """Refuse to go on where none of the files of a kind can be used."""
    if files and all(file.status is FileStatus.REJECTED for file in files):
        first = next((f for file in files for f in file.findings if f.severity is Severity.REFUSED), None)
        if first is not None:
            raise InputError(first.what, first.where, first.fix)
        raise InputError(says("match_nothing_usable", file=files[0].name), Where(files[0].name))


def _once(items: Iterable[OpenItem]) -> None:
    seen: dict[str, OpenItem] = {}
    for item in items:
        before = seen.setdefault(item.item_id, item)
        if before is not item:
            raise InputError(
                says("match_item_twice", item=item.item_id, first=before.source),
                item.source,
                says("match_item_twice_fix"),
            )
