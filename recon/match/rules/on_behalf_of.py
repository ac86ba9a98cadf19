"""The payment is made on behalf of another customer.

What it matches: "on behalf of", "im Auftrag", "pour le compte de", "代付" and the like, in the payer field or the text,
with the whole name of a customer behind it who is not the candidate's, nor of its group.
Why it is safe: it only speaks against, and is a veto where the text does not cite the items.
Known limits: who is named by an abbreviation is not found; where numbers cite other items, the numbers count for more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from recon import nameparts
from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.match.payers import Level
from recon.match.profiles import who_pays
from recon.match.reading import Cited, Reading
from recon.rows import StatementLine
from recon.text import normal
from recon.words import often

POINTS = {"another": -4.0}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where somebody else is named as the one who owes."""
    return bool(_principals(line, said.text, book))


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason against where the payer says that it pays for somebody else."""
    meant = _principals(line, candidate.said.text, book)
    if not meant:
        return
    related = {c for customer in candidate.customers for c in (customer, *book.family(customer))}
    if related.isdisjoint(meant):
        name = book.customers[meant[0]].name if meant[0] in book.customers else meant[0]
        cited = len(candidate.cited(Cited.LISTED)) == len(candidate.items)
        worth = book.weights["on_behalf_of"]["another"]
        yield Evidence(worth, often("evidence_on_behalf_of", customer=name), veto=not cited)


def _principals(line: StatementLine, text: str, book: Book) -> tuple[str, ...]:
    """The customers on whose behalf a line says it is paid; worked out once a line while open amounts stay."""
    payer = normal(line.payer_name)
    if not nameparts.speaks_of_another(payer) and not nameparts.speaks_of_another(text):
        return ()
    key = ("on_behalf_of", payer, text)
    if key not in book.memo:
        found: dict[str, None] = {}
        if principal := who_pays(line.payer_name)[1]:
            found |= {p.customer_id: None for p in book.payers.named(principal) if p.level >= Level.CUT}
        if mark := nameparts.behalf()["behind"].search(text):
            found |= {p.customer_id: None for p in book.payers.mentioned(text[mark.end() :])}
        book.memo[key] = tuple(found)
    return cast(tuple[str, ...], book.memo[key])
