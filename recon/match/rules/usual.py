"""The payment differs from the item as is usual in these books.

What it matches: a payment without any number of a sure payer, short of one item by an amount or a share, an even part
of it, a little more than it, or made by another company of the group, as cited payments of the same run were.
Why it is safe: a custom holds only where enough cited payments of several customers, or of this one, followed it; no
other item, set or custom explains the amount, and the accidents that might are counted.
Known limits: it knows what was paid, not why; what is short stays open.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.candidate import Candidate
from recon.match.customs import Kind, Usual
from recon.match.outcome import Evidence
from recon.money import show
from recon.rows import StatementLine
from recon.words import Said, says

POINTS = {
    "short": 6.0,  # short by a fixed amount, as banks keep it
    "percent": 6.0,  # short by a usual percentage
    "even": 6.5,  # a usual even part
    "tenths": 6.0,  # so many tenths, as is usual, in whole units
    "over": 6.0,  # a usual amount too much
    "more": 6.0,  # a usual percentage too much
    "group": 3.0,  # paid by another company of the group, as before
}


def evidence(line: StatementLine, candidate: Candidate, book: Book) -> Iterator[Evidence]:
    """Yield the custom and how many cited payments followed it."""
    usual = candidate.usual
    if usual is not None:
        yield Evidence(book.weights["usual"][usual.custom.kind], _said(usual, line.currency))


def _said(usual: Usual, currency: str) -> Said:
    kind, size = usual.custom.kind, usual.custom.size
    known = {"times": usual.times, "customers": usual.customers, "own": usual.own}
    if kind in (Kind.PERCENT, Kind.MORE):
        return says(f"evidence_usual_{kind.value}", percent=f"{size / 10:g}", **known)
    if kind is Kind.EVEN:
        return says("evidence_usual_even", parts=size, **known)
    if kind is Kind.TENTHS:
        return says("evidence_usual_tenths", tenths=size, **known)
    if kind is Kind.GROUP:
        return says("evidence_usual_group", **known)
    return says(f"evidence_usual_{kind.value}", amount=show(size, currency), **known)
