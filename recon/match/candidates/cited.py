"""The items a text cites: each by itself, and all of them together.

A text that could mean several items ("00369" with two numbers ending so) stands for each of them in turn; those of the
payer go first.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from recon.match.book import Book
from recon.match.candidate import customers_of
from recon.match.reading import Cited, Reading
from recon.rows import StatementLine

_MOST_WAYS = 12  # readings of a text with several meanings


def find(line: StatementLine, minor: int, said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    """Yield all cited items as one set, then each item alone."""
    sets = cited_sets(said, book)
    exact = [set(ids) for ids in sets if sum(book.open_minor[i] for i in ids) == minor]
    between = {i for i, citation in said.cited.items() if citation.implied}
    for ids in sets:
        # Where a range is the payment to the cent, its ends alone are not meant.
        if not any(set(ids) < whole and whole - set(ids) <= between for whole in exact):
            yield ids
    for item_id in sorted(said.cited, key=lambda i: (-said.cited[i].level, i))[:12]:
        if book.payable(item_id):
            yield (item_id,)


def cited_sets(said: Reading, book: Book) -> tuple[tuple[str, ...], ...]:
    """The sets of open items the whole text may mean."""
    return book.of_line("cited_sets", said, lambda: tuple(_cited_sets(said, book))) if said.cited else ()


def _cited_sets(said: Reading, book: Book) -> Iterator[tuple[str, ...]]:
    meanings: dict[str, list[str]] = {}
    for item_id, citation in said.cited.items():
        alone = citation.implied or (citation.shared == 1 and citation.level != Cited.TAIL)
        key = item_id if alone else citation.text
        if book.payable(item_id):
            meanings.setdefault(key, []).append(item_id)
    if not meanings:
        return
    own = {c for c, _, _ in customers_of(said, book)}
    choices = []
    for key in sorted(meanings):
        ids = meanings[key]
        mine = [i for i in ids if book.items[i].customer_id in own]
        choices.append((mine or ids)[:4])
    sure = [c for c in choices if said.cited[c[0]].level > Cited.ORDER]
    ends = [c for c in choices if not said.cited[c[0]].implied]  # of a range, which may be two numbers
    ways = [choices, *(fewer for fewer in (sure, ends) if fewer and len(fewer) < len(choices))]
    for wanted in ways:
        for at, chosen in enumerate(product(*wanted)):
            if at >= _MOST_WAYS:
                break
            by_currency: dict[str, list[str]] = {}
            for item_id in dict.fromkeys(chosen):
                by_currency.setdefault(book.items[item_id].currency, []).append(item_id)
            for ids in by_currency.values():
                yield tuple(ids)
