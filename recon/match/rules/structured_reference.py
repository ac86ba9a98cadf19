"""A structured reference with a right check digit.

What it matches: ISO 11649 RF, Swiss QRR (left-out zeros too), Norwegian KID, Finnish viite, Swedish OCR, Danish FIK,
Belgian OGM, Slovenian and Croatian models as printed on an item, or made of its number.
Why it is safe: a misread digit fails the check, and the reference belongs to one item of this ledger.
Known limits: proves which item was meant, not that the amount is right.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.match.reading import Cited, Reading
from recon.rows import StatementLine
from recon.words import often

POINTS = {"valid": 2.0}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where a structured reference is cited."""
    return Cited.STRUCTURED in [c.level for c in said.cited.values()]


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason where an item that is paid is cited by its structured reference."""
    found = [c for i in candidate.paid if (c := candidate.said.cited.get(i)) and c.level == Cited.STRUCTURED]
    if found:
        worth = book.weights["structured_reference"]["valid"]
        yield Evidence(worth, often("evidence_structured", reference=found[0].text))
