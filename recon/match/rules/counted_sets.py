"""How many sets of the open items have the sum of the payment.

What it matches: items that the text does not cite, all or some of them, and that make up the payment to the cent: all
sets of the customer's open items with the same sum are counted, those of one item by themselves.
Why it is safe: more than one is a veto; a single one weighs nothing here, and the sentence says how many items were
looked at, up to what size of set, and how many sets would have this sum by accident.
Known limits: among more than 24 items, larger sets than said were not looked at, unless amounts repeat.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.difference import Relation
from recon.match.outcome import Evidence
from recon.match.rules.accidental_sum import expected_by_chance
from recon.match.sets import MOST, search
from recon.rows import StatementLine
from recon.words import says

POINTS = {
    "several": 0.0,  # more than one set has the sum
    "one": 0.0,  # one set has it: told, not weighed
}


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a veto where several sets have the sum, else what was looked at to find this one."""
    if candidate.settled.relation is not Relation.EXACT or len(candidate.items) == 1 or len(candidate.customers) != 1:
        return
    loose = [i for i in candidate.items if i not in candidate.said.cited]
    if not loose:
        return
    total = sum(book.open_minor[i] for i in loose)
    credits = all(book.open_minor[i] < 0 for i in loose)
    owed, cited = book.owed(candidate.customers[0], candidate.currency), candidate.said.cited
    pool = [
        minor
        for i, minor, issued in zip(owed.ids, owed.opens, owed.issued, strict=True)
        if i not in cited
        and (issued <= line.booked or i in loose)
        and (minor != total or len(loose) == 1)
        and (minor < 0 or not credits)
    ]
    found = search(pool, total, max(book.settings.matching.largest_set, len(loose)) if len(loose) > 1 else 1)
    points = book.weights["counted_sets"]
    if len(found.sets) > 1:
        count = f"{MOST}+" if len(found.sets) >= MOST else str(len(found.sets))
        yield Evidence(points["several"], says("evidence_several_sets", count=count, items=len(pool)), veto=True)
        return
    chance = f"{expected_by_chance(candidate, book):.2g}"
    if found.complete:
        yield Evidence(points["one"], says("evidence_one_set", items=len(pool), chance=chance))
    else:
        said = says("evidence_one_set_so_far", items=len(pool), size=found.upto, chance=chance)
        yield Evidence(points["one"], said)
