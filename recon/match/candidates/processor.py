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
    """Yield all open items where the fee explains the rest, then the sets that are the pay-out and its fee."""
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
    opens = [book.open_minor[i] for i in ids]
    if minor <= sum(opens) <= minor + (processor_fee(line, minor, book, len(ids)) or 0) and len(ids) > 1:
        yield tuple(ids)
    if len(ids) > _MOST_ITEMS:
        return
    for count in range(1, len(ids) + 1):
        kept = processor_fee(line, minor, book, count) or 0
        # The fee is rounded for the whole or for each payment; some pay-outs are before it.
        for gross in dict.fromkeys((minor + kept, minor + kept + 1, minor)):
            for chosen in search(opens, gross, count).sets:
                if len(chosen) == count:
                    yield tuple(ids[at] for at in chosen)


def processor_fee(line: StatementLine, minor: int, book: Book, count: int = 1) -> int | None:
    """The most a processor may have kept of a pay-out (minor units); None where the payer is no processor.

    Args:
        line: the pay-out.
        minor: what is left of it.
        book: the ledger.
        count: how many payments are in it, where each costs something.
    """
    key = name_key(line.payer_name)
    for processor in book.settings.matching.processors:
        if key and key == name_key(processor.payer):
            share, each = processor.fee_percent / 100, count * book.limit(processor.fee_each, line.currency)
            return int((minor + each) * share / (1 - share)) + each if share < 1 else None
    return None
