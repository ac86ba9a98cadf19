"""The payer is known for this customer under another name.

What it matches: an alias of the master data, or a payer that a person has confirmed three times for this customer.
Why it is safe: one refusal by a person, however old, takes it away.
Known limits: fewer confirmations are only a hint.
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

POINTS = {"alias": 6.5}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where an alias fits the payer."""
    return Level.ALIAS in [p.level for p in said.payers]


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason where the payer is an alias of the customer."""
    payer = candidate.payer
    if payer is not None and payer.level == Level.ALIAS:
        name = book.customers[candidate.customers[0]].name
        worth = book.weights["alias"]["alias"] - 2.0 * log(payer.shared)
        yield Evidence(worth, often("evidence_alias", payer=line.payer_name, customer=name))
