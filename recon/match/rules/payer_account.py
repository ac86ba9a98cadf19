"""The payer's bank account is the customer's.

What it matches: an account of the master data, any grouping and capitals, or one that paid this customer by number.
Why it is safe: an account known for several customers shares its points out among them.
Known limits: factoring companies and group treasuries pay from one account for many.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.match.payers import Level
from recon.match.reading import Reading
from recon.rows import StatementLine
from recon.words import often

POINTS = {"account": 7.0}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where the account is known."""
    return Level.ACCOUNT in [p.level for p in said.payers]


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason where the account belongs to the candidate's customer."""
    payer = candidate.payer
    if payer is not None and payer.level == Level.ACCOUNT:
        worth = book.weights["payer_account"]["account"] - 2.0 * log(payer.shared)
        yield Evidence(worth, often("evidence_account", account=payer.how))
