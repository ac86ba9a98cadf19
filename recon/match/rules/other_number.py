"""A number that is not this item's.

What it matches: a number of the ledger's own kind that no item has (INV-10022 for INV-10023, 712219 for 900619), and a
number of another item of the ledger.
Why it is safe: it only speaks against, and is a veto where nothing cites the items of the candidate and the number is
not surely theirs but for one slip of the pen (`recon.match.slips`).
Known limits: long foreign ids, dates, amounts and phone numbers say nothing either way.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match import slips
from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.match.reading import Cited, Reading
from recon.rows import StatementLine
from recon.words import often

POINTS = {
    "stranger": -2.5,  # a number that no item has
    "stranger_beside": -1.0,  # the same beside cited items
    "other_item": -6.0,  # of another item
    "other_item_beside": -5.5,  # of another item, beside one that is cited
    "slip": -0.5,  # either of them, surely the item's own number but for one slip of the pen
}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where the text has a number of the ledger's kind."""
    return bool(said.strangers or said.cited)


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield one reason against for unknown numbers and one for other items' numbers."""
    said = candidate.said
    cited = any(not said.cited[i].implied for i in candidate.cited(Cited.TAIL))
    points, beside = book.weights["other_number"], "_beside" if cited else ""
    if not cited and (said.strangers or said.cited) and (slip := slips.meant(line, candidate, book)):
        yield Evidence(points["slip"], often("evidence_stranger", number=slip))
        return
    if said.strangers:
        yield Evidence(
            points["stranger" + beside], often("evidence_stranger", number=said.strangers[0]), veto=not cited
        )
    others = [
        i for i, c in said.cited.items() if i not in candidate.items and c.level >= Cited.LISTED and not c.implied
    ]
    if others:
        mine = {said.cited[i].text for i in candidate.cited()}
        others = [i for i in others if said.cited[i].text not in mine]
    if others:
        yield Evidence(points["other_item" + beside], often("evidence_other_item", number=others[0]), veto=not cited)
