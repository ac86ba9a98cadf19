"""The customer's number in the payer's text.

What it matches: the customer number of the ledger or the master data as a token of its own.
Why it is safe: only numbers with letters and digits in them count, and none that is a document's number.
Known limits: it says who is meant, not which item; customers quote the number of another branch now and then.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.match.payers import Level
from recon.match.reading import Reading
from recon.rows import StatementLine
from recon.words import often

POINTS = {
    "one": 6.5,  # it is one customer's
    "several": 3.0,  # several customers have it
}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where a customer's number is cited."""
    return Level.NUMBER in [p.level for p in said.payers]


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason where the text cites the number of the candidate's customer."""
    payer = candidate.payer
    if payer is not None and payer.level == Level.NUMBER:
        worth = book.weights["customer_number"]["one" if payer.shared == 1 else "several"]
        yield Evidence(worth, often("evidence_customer_number", number=payer.how))
