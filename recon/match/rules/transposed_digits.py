"""A difference that two exchanged digits would make.

What it matches: the payment has the digits of the item's amount with two neighbours exchanged (1254 for 1524), or is
the sum of several cited items with one of their amounts so mistaken.
Why it is safe: it only speaks against posting and tells a person what to look for.
Known limits: a difference divisible by nine is also made by other slips.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.difference import CLOSING
from recon.match.outcome import Evidence
from recon.money import show
from recon.rows import StatementLine
from recon.words import often

POINTS = {"transposed": 0.5}


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a warning naming the item whose amount was mistyped."""
    difference = candidate.settled.difference_minor
    if not difference or difference % 9 or candidate.settled.relation in CLOSING:
        return
    several = len(candidate.items) > 1
    if several and len(candidate.cited()) != len(candidate.items):
        return
    for item_id in candidate.items:
        opened, currency = book.open_minor[item_id], book.items[item_id].currency
        if _exchanged(abs(opened), abs(opened + difference)):
            amounts = {"paid": show(opened + difference, currency), "open": show(opened, currency)}
            said = (
                often("evidence_transposed_in_sum", item=item_id, **amounts)
                if several
                else often("evidence_transposed", **amounts)
            )
            yield Evidence(book.weights["transposed_digits"]["transposed"], said, veto=True)
            return


def _exchanged(opened: int, paid: int) -> bool:
    """True where two neighbouring digits are exchanged and nothing else differs; a zero may have come to the front."""
    width = max(len(str(opened)), len(str(paid)))
    one, other = str(opened).zfill(width), str(paid).zfill(width)
    wrong = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and (one[wrong[0]], one[wrong[1]]) == (other[wrong[1]], other[wrong[0]])
    )
