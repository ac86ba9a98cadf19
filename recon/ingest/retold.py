"""One statement in two formats: the bank's MT940 beside its camt or its csv, of the same account and day.

Law: money counts once. Two statements with the same balances, sums and number of entries on the same day are one
statement told twice; the one that tells more counts. Where balances are missing, two formats of one day are said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from recon.errors import Finding, Severity, Where
from recon.ingest.checks import is_proved
from recon.ingest.ranking import Free
from recon.ingest.statement import BankFile, Statement, StatementKind, plain_account
from recon.ingest.strands import Key, Strand, signature_of
from recon.rows import LineStatus, StatementLine
from recon.words import says

_SUFFIX = 6  # digits of an account that two ways of writing it must share


@dataclass(frozen=True, slots=True)
class Retold:
    """A statement that is left out, and the one that tells the same and counts."""

    left_out: Statement
    counts: Statement

    def copies(self, lines: Iterable[StatementLine]) -> list[tuple[StatementLine, str]]:
        """The lines left out, each with the fingerprint of the line of the same day and amount, "" where none is."""
        contents = {line.fingerprint[:24] for line in self.counts.lines}
        free = Free([line for line in lines if line.fingerprint[:24] in contents])
        found = [(line, free.take("day", line, spoken=True)) for line in self.left_out.lines]
        return [(line, same.fingerprint if same is not None else "") for line, same in found]

    @property
    def finding(self) -> Finding:
        """Which file counts."""
        said = says(
            "statement_retold", account=self.left_out.account or says("account_unnamed"), other=self.counts.source.file
        )
        return Finding("IN174", Severity.NOTE, self.left_out.source, said)


def take_retold(strands: dict[Key, list[Strand]]) -> list[Retold]:
    """Take the statements that another file tells in another form out of `strands`."""
    alike: dict[tuple[object, ...], list[tuple[Strand, Statement]]] = defaultdict(list)
    for key in sorted(strands):
        for strand in strands[key]:
            for one in strand.statements:
                if one.kind is StatementKind.STATEMENT and one.lines and one.closed and is_proved(one):
                    sums = (one.opening_minor, one.closing_minor, one.entries, one.in_minor, one.out_minor)
                    alike[one.currency, one.closed, *sums].append((strand, one))
    found = []
    for group in alike.values():
        best, *others = sorted(group, key=lambda pair: (_told(pair[1]), pair[0].sha256), reverse=True)
        for strand, one in others:
            again = signature_of(one) == signature_of(best[1]) or strand.sha256 == best[0].sha256
            if not again and _same_account(one.account, best[1].account):
                strand.statements = [other for other in strand.statements if other is not one]
                found.append(Retold(one, best[1]))
    return found


def two_formats(files: Sequence[BankFile], lines: Iterable[StatementLine]) -> Iterator[Finding]:
    """Say where lines of two formats count on the same day of one account: they may be the same movements."""
    formats = {file.name: file.format for file in files}
    if len(set(formats.values())) < 2:
        return
    days: dict[tuple[str, str, object], set[str]] = defaultdict(set)
    for line in lines:
        if line.status is LineStatus.BOOKED:
            days[plain_account(line.account), line.currency, line.booked].add(line.source.file)
    pairs: dict[tuple[str, str, str], object] = {}
    for (account, _, day), names in days.items():
        ordered = sorted(names)
        for name in ordered[1:]:
            if formats.get(name) != formats.get(ordered[0]):
                pairs.setdefault((account, ordered[0], name), day)
    for (account, first, second), day in sorted(pairs.items(), key=lambda pair: pair[0]):
        said = says("two_formats", account=account or says("account_unnamed"), other=first, day=day)
        yield Finding("IN163", Severity.LOOK, Where(second), said, says("two_formats_fix"))


def _told(one: Statement) -> tuple[int, int]:
    """How much a statement tells: lines, then letters."""
    words = sum(len(ln.payer_name) + len(ln.payer_account) + len(ln.remittance_text) for ln in one.lines)
    return len(one.lines), words


def _same_account(one: str, other: str) -> bool:
    """True for two ways of writing an account: equal, or the shorter is how the longer ends.

    >>> _same_account("NL91ABNA0417164300", "417164300"), _same_account("DE1", "1")
    (True, False)
    """
    short, long = sorted((plain_account(one), plain_account(other)), key=len)
    return short == long or (len(short) >= _SUFFIX and long.endswith(short))
