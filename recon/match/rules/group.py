"""A company of the customer's group paid.

What it matches: payer and customer have the same head in the master data, or one is the other's head.
Why it is safe: worth less than the customer itself, so that an own item of the payer comes first.
Known limits: which member is meant is known only from a number or a rare amount.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate, group_payer
from recon.match.outcome import Evidence
from recon.match.payers import Level
from recon.match.reading import Reading
from recon.rows import StatementLine
from recon.words import often

POINTS = {"group": 2.5}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where the payer may be of a group."""
    return bool(book.groups) and any(p.level >= Level.NEAR for p in said.payers)


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason where the payer belongs to the group of the customer but is not the customer."""
    payer = group_payer(candidate, book)
    if payer is not None:
        yield Evidence(book.weights["group"]["group"], often("evidence_group", payer=line.payer_name or payer.how))
