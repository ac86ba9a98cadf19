"""The payer's name is the customer's.

What it matches: the same name with legal form, script, accents, word order and blanks set aside; cut off at the end;
abbreviated or with a slip of the pen; or sharing its rare words.
Why it is safe: a place that differs is another company; customers that fit equally well share the points; a few shared
words weigh little.
Known limits: two companies may have one name; a name alone never says which item is paid.
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

POINTS = {
    "same": 6.5,  # the same name
    "cut": 6.0,  # cut off, or a branch
    "near": 5.0,  # almost the same
    "part": 2.0,  # some words in common
}
_NAMES = {Level.SAME: "same", Level.CUT: "cut", Level.NEAR: "near", Level.PART: "part"}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where a name fits."""
    return any(p.level in _NAMES for p in said.payers)


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason by how well the name fits."""
    payer = candidate.payer
    if payer is not None and payer.level in _NAMES:
        name = book.customers[candidate.customers[0]].name
        level = _NAMES[payer.level]
        worth = max(book.weights["payer_name"][level] - 2.0 * log(payer.shared), 0.0)
        yield Evidence(worth, often(f"evidence_name_{level}", payer=line.payer_name, customer=name))
        if payer.shared > 1:
            yield Evidence(0.0, often("evidence_name_shared", count=payer.shared))
