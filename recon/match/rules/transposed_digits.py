"""A difference that two exchanged digits would make.

What it matches: the payment has the digits of the item's amount with two neighbours exchanged (1254 for 1524).
Why it is safe: it only speaks against posting and tells a person what to look for.
Known limits: a difference divisible by nine is also made by other slips.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.rows import StatementLine
from recon.words import says

POINTS = {"transposed": 0.5}


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a warning for a single item whose amount was mistyped."""
    difference = candidate.settled.difference_minor
    if len(candidate.items) != 1 or not difference or difference % 9:
        return
    opened = book.open_minor[candidate.items[0]]
    one, other = str(abs(opened)), str(abs(opened + difference))
    if len(one) == len(other):
        wrong = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1 and one[wrong[0]] == other[wrong[1]]:
            said = says("evidence_transposed", paid=other, open=one)
            yield Evidence(book.weights["transposed_digits"]["transposed"], said, veto=True)
