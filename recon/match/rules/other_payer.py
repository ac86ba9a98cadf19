"""The payer is surely another customer.

What it matches: account, alias or name of a customer who has nothing to do with the items.
Why it is safe: it only speaks against, and keeps part payments and fees of strangers from being posted.
Known limits: third parties do pay; a full number with the exact amount outweighs it.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.outcome import Evidence
from recon.match.payers import Level
from recon.match.reading import Reading
from recon.rows import StatementLine
from recon.words import often

POINTS = {"other": -2.5}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where some customer has surely paid."""
    return bool(said.payers) and said.payers[0].level >= Level.CUT


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield a reason against where the payer is known and is neither the customer nor of its group."""
    payers = candidate.said.payers
    if candidate.payer is not None or not payers or payers[0].level < Level.CUT:
        return
    sure = {p.customer_id for p in payers if p.level >= Level.CUT}
    related = {c for customer in candidate.customers for c in (customer, *book.family(customer))}
    if not sure & related:
        name = book.customers[payers[0].customer_id].name if payers[0].customer_id in book.customers else ""
        said = often("evidence_other_payer", payer=line.payer_name or payers[0].how, customer=name)
        yield Evidence(book.weights["other_payer"]["other"], said)
