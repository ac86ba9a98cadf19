"""An own document number in the payer's text.

What it matches: the numbers of this ledger as delimited tokens: in full, without separators, without leading zeros,
without the word in front, as a short form in a list, as the last digits, as the beginning of a text cut off.
Why it is safe: fewer than four significant characters count for nothing; the points fall with the number of items the
same text could mean, and with the chance that so many digits agree with some item by accident.
Known limits: it shows which item was meant, not that the amount is right; a slip of the pen can hit another item.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import log

from recon.match.book import Book
from recon.match.candidate import Candidate, group_payer
from recon.match.outcome import Evidence
from recon.match.reading import Citation, Cited, Reading
from recon.rows import StatementLine
from recon.words import often

POINTS = {
    "full": 9.0,  # as printed
    "structured": 9.0,  # within a structured reference
    "loose": 8.5,  # without leading zeros
    "core": 8.0,  # without the word in front
    "listed": 7.0,  # short form behind a full number
    "tail": 6.0,  # last digits
    "not_cited": -1.2,  # for each item of the set that the text does not cite, three at most
}
_NAMES = {level: level.name.lower() for level in Cited}


def concerns(line: StatementLine, said: Reading, book: Book) -> bool:
    """True where an item is cited."""
    return bool(said.cited)


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield one reason for the cited items, and one against where others of the set are not cited."""
    if not candidate.cited():
        return
    cited = [candidate.said.cited[i] for i in candidate.paid if i in candidate.said.cited]
    cited = [c for c in cited if c.level != Cited.ORDER]
    if not cited:
        return
    weights = book.weights["number"]
    worth = {c.item_id: points(c, candidate, book, weights) for c in cited}
    weakest = min(cited, key=lambda c: (worth[c.item_id], c.item_id))
    yield Evidence(
        worth[weakest.item_id],
        often(
            "evidence_number" if len(cited) == 1 else "evidence_numbers",
            numbers=", ".join(c.item_id for c in cited[:6]) + (" ..." if len(cited) > 6 else ""),
            text=weakest.text,
            count=len(cited),
        ),
    )
    # Credits are deducted without a word; an invoice that is paid and not named is less likely.
    missing = sum(i not in candidate.said.cited and book.open_minor[i] > 0 for i in candidate.paid)
    if missing and not candidate.said.more:
        yield Evidence(weights["not_cited"] * min(missing, 3), often("evidence_not_cited", count=missing))


def points(citation: Citation, candidate: Candidate, book: Book, weights: Mapping[str, float] = POINTS) -> float:
    """What a citation is worth: its level, less what it shares and what chance could do."""
    shared = citation.shared
    if shared > 1:  # those of other customers are no rivals where the payer is known
        rivals = [i for i, c in candidate.said.cited.items() if c.text == citation.text and book.payable(i)]
        mine = [i for i in rivals if book.items[i].customer_id in candidate.customers]
        shared = max(len(mine) if candidate.payer or group_payer(candidate, book) else len(rivals), 1)
    worth = weights[_NAMES[citation.level]] - 2.0 * log(shared)
    if citation.level == Cited.TAIL or citation.digits < 6:
        known = candidate.payer or group_payer(candidate, book)
        among = len(mine_of(candidate, book)) if known else len(book.items)
        worth = min(worth, citation.digits * log(10) - log(max(among, 1)) + (1.0 if citation.level > Cited.TAIL else 0))
    return max(worth, 0.0)


def mine_of(candidate: Candidate, book: Book) -> list[str]:
    """All items of the candidate's customers; of their group, where one of it paid for another."""
    paying = candidate.customers if candidate.payer else (candidate.customers[0], *book.family(candidate.customers[0]))
    return [i for c in paying for i in book.by_customer.get(c, ())]
