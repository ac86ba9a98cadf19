"""A pay-out of a card or wallet processor.

What it matches: a payer named under `processors` in recon.toml.
Why it is safe: it is a veto: many customers and a fee are in one amount, so a person looks at it.
Known limits: nothing is said where the processor's own list of payments is at hand; that list says it all.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.candidates.processor import processor_fee
from recon.match.outcome import Evidence
from recon.match.reading import Reading
from recon.rows import StatementLine
from recon.words import says

POINTS = {
    "at_rate": 9.5,  # exactly what the settings say, to a cent
    "within": 5.0,  # within the fee of the settings
    "beyond": -2.0,  # less than that
}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where the payer is a processor."""
    return processor_fee(line, line.amount_minor, book) is not None


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a veto, with a point for the fee being within what the processor keeps."""
    if candidate.settled.told is not None:
        return
    most = processor_fee(line, line.amount_minor, book, len(candidate.items))
    if most is not None:
        kept = -candidate.settled.difference_minor
        name = "at_rate" if abs(kept - most) <= 1 else "within" if 0 <= kept <= most else "beyond"
        worth = book.weights["processor_payout"][name]
        yield Evidence(worth, says("evidence_processor", payer=line.payer_name), veto=True)
