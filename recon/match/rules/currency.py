"""The payment is in another currency than the items.

What it matches: any difference between the currency of the line and that of the items.
Why it is safe: a veto unless there is a rate, the text cites every item, and the amount ordered, booked or converted
is theirs; or the amount ordered is less, which is a part payment like any other.
Known limits: the band of two percent around the day's rate is the bank's margin, not a proof.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.difference import Relation
from recon.match.outcome import Evidence
from recon.match.reading import Cited, Reading
from recon.rows import StatementLine
from recon.words import often

POINTS = {"other": -0.5}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where some document is in another currency."""
    return len(book.documents) > 1 or line.currency not in book.documents


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason against, a veto without a reference or outside the band."""
    currency = candidate.currency
    if currency == line.currency:
        return
    cited = len(candidate.cited(Cited.LISTED)) == len(candidate.items)
    rated = book.converted(line.amount_minor, line.currency, currency, line.booked) is not None
    fits = rated and candidate.settled.relation in (Relation.FOREIGN_EXACT, Relation.FOREIGN_RATE, Relation.PART)
    said = often("evidence_currency", paid=line.currency, item=currency)
    yield Evidence(book.weights["currency"]["other"], said, veto=not (cited and fits))
