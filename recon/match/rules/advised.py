"""The list that says what the payment is made of.

What it matches: a remittance advice or a processor's settlement list that is of this payment, row by row.
Why it is safe: whatever the list lacks is a veto: a row without a document of the ledger, an amount that does not fit
what is open, rows that do not come to the payment to the cent, a second payment or a second list that fits as well.
Known limits: the list is taken at its word for what a processor has kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.match.reading import Reading
from recon.rows import StatementLine
from recon.words import says

POINTS = {
    "told": 9.0,  # a list shares the payment out
    "lacking": -2.0,  # and for each thing it lacks
}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where the line has a list."""
    return line.fingerprint in book.told


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason for what a list says, and a veto for each thing that it lacks."""
    told = candidate.settled.told
    if told is None:
        return
    weights = book.weights["advised"]
    yield Evidence(weights["told"], says("evidence_advised", list=told.name, count=told.rows))
    for lacking in told.lacking[:_SHOWN]:
        yield Evidence(weights["lacking"], lacking, veto=True)


_SHOWN = 5  # of what a list lacks
