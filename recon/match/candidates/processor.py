"""The gross amounts behind a card or wallet processor's pay-out, which keeps a fee. Always a proposal.

Source: `processors` in recon.toml names the payer and the most it keeps.
"""

from __future__ import annotations

from collections.abc import Iterator

from recon.match.book import Book
from recon.match.reading import Reading
from recon.match.sets import search
from recon.rows import StatementLine
from recon.text import name_key

_MOST_ITEMS = 18  # more open items than this make almost any pay-out
ONLY_IN_DOUBT = True  # not asked where the cited items are the payment to the cent


def find(line: StatementLine, minor: int, said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    """Yield the sets of open items that are the pay-out and no more than the fee above it."""
    most = processor_fee(line, minor, book)
    if most is None or minor <= 0:
        return
    ids = [
        i
        for (currency, _), held in sorted(book.by_amount.items())
        if currency == line.currency
        for i in held
        if book.open_minor[i] > 0 and book.items[i].issued <= line.booked
    ]
    total = sum(book.open_minor[i] for i in ids)
    if minor <= total <= minor + most and len(ids) > 1:
        yield tuple(ids)
    elif len(ids) <= _MOST_ITEMS:
        found = search([book.open_minor[i] for i in ids], minor, book.settings.matching.largest_set)
        yield from (tuple(ids[at] for at in chosen) for chosen in found.sets)


def processor_fee(line: StatementLine, minor: int, book: Book) -> int | None:
    """The most a processor may have kept of a pay-out (minor units); None where the payer is no processor."""
    key = name_key(line.payer_name)
    for processor in book.settings.matching.processors:
        if key and key == name_key(processor.payer):
            share = processor.fee_percent / 100
            return int(minor * share / (1 - share)) if share < 1 else None
    return None
