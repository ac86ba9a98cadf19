"""A number one slip of the pen away from the item's.

What it matches: one digit wrong, left out or put in, or two neighbours exchanged; of several items, where all others
are cited and the payment is all of them to the cent.
Why it is safe: it ranks proposals; the veto of the number that is not the item's own falls only where the payer, the
amount and the list leave no other meaning (`recon.match.slips`).
Known limits: in a dense range of numbers many items are one slip apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match import slips
from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.difference import Relation
from recon.match.outcome import Evidence
from recon.match.reading import Reading
from recon.rows import StatementLine
from recon.words import often

POINTS = {"one_slip": 5.0}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where the text has a number that may not be the item's."""
    return bool(said.strangers or said.cited or said.broken)


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason where the number of the one item that is not cited is nearly in the text."""
    said = candidate.said
    uncited = [i for i in candidate.items if i not in said.cited]
    if len(uncited) != 1 or (len(candidate.items) > 1 and candidate.settled.relation is not Relation.EXACT):
        return
    (item_id,) = uncited
    for text in (*slips.numbers_of_others(said, candidate.items), *(q.key for q in said.broken)):
        if slips.near(text, item_id, book):
            sure = slips.meant(line, candidate, book)
            said_of = often("evidence_slip" if sure else "evidence_near_number", number=text, item=item_id)
            yield Evidence(book.weights["near_number"]["one_slip"], said_of)
            return
