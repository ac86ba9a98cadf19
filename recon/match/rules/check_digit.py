"""A structured reference whose check digit is wrong.

What it matches: references that carry their own form or label (RF, QR, KID, viite, OCR, +++...+++, 71<..., SI12, HR01)
and fail the check.
Why it is safe: it only speaks against; a reference that is an item's own number, as printed, is not called wrong.
Known limits: digits without form or label are not checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.match.reading import Cited, Reading
from recon.rows import StatementLine
from recon.words import often

POINTS = {"wrong": -2.0}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where a reference is wrong."""
    return bool(said.broken)


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a veto where the text quotes a wrong reference and does not cite every item otherwise."""
    broken = candidate.said.broken
    if broken and len(candidate.cited(Cited.CORE)) < len(candidate.items):
        said = often("evidence_check_digit", reference=broken[0].text, kind=broken[0].kind)
        yield Evidence(book.weights["check_digit"]["wrong"], said, veto=True)
