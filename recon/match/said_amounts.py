"""Amounts that a text names: in which currency, and behind which of our numbers.

Laws. An amount in another currency is taken only with its currency beside it. Amounts are given to numbers only where
each number has exactly one and they come to the payment to the cent; else the text says nothing of parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from recon.match.citing import Citation, Cited
from recon.match.numbers import Text
from recon.money import exponent
from recon.text import normal

_FIGURE = r"(?:\d{1,3}(?:[.,' ]\d{3})+|\d{1,9})(?:[.,]\d{2})?"
_SIGNS = {"EUR": "EUR|€|EURO", "GBP": "GBP|£", "CNY": "CNY|RMB|元|¥", "USD": "USD|US\\$", "JPY": "JPY|円"}
_ANY_SIGN = "|".join((*_SIGNS.values(), "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF"))
_DECIMALS = 2
_AMOUNT = re.compile(
    rf"(?<![A-Z0-9.,/-])(?:(?:{_ANY_SIGN})[ .:]?)?"
    rf"(?P<exact>(?:\d{{1,3}}(?:[.,' ]\d{{3}})+|\d{{1,9}})[.,]\d{{2}})(?![A-Z0-9])(?![.,/-]\d)"
    rf"|(?<![A-Z0-9.,/-])(?:{_ANY_SIGN})[ .:]?(?P<before>{_FIGURE})(?![A-Z0-9])(?![.,/-]\d)"
    rf"|(?<![A-Z0-9.,/-])(?P<behind>{_FIGURE}) ?(?:{_ANY_SIGN})(?![A-Z0-9])"
)


@lru_cache(1 << 12)
def in_currency(text: str, currency: str) -> frozenset[int]:
    """The amounts that stand beside a currency in a text, in its minor units.

    >>> sorted(in_currency("inv 7 GBP 1,899.35 less 10 GBP", "GBP"))
    [1000, 189935]
    """
    sign = _SIGNS.get(currency, currency)
    beside = re.compile(
        rf"(?<![A-Z0-9.,/-])(?:{sign})[ .:]?({_FIGURE})(?![A-Z0-9])(?![.,/-]\d)"
        rf"|(?<![A-Z0-9.,/-])({_FIGURE}) ?(?:{sign})(?![A-Z0-9])(?![ .:]?\d)"  # between two figures: the next
    )
    found = (_minor(one[1] or one[2], currency) for one in beside.finditer(normal(text)))
    return frozenset(minor for minor in found if minor)


def by_number(text: Text, hits: Sequence[tuple[Citation, range]], minor: int, currency: str) -> dict[str, int]:
    """What a text gives to each of the items it cites.

    Args:
        text: the text.
        hits: its citations with the places of their tokens.
        minor: the payment, in minor units of `currency`.
        currency: of the payment.

    Returns:
        Item id -> minor units, empty where the amounts are not one for each number or do not come to the payment.
    """
    ordered = sorted(hits, key=lambda hit: hit[1].start)
    items = [hit.item_id for hit, _ in ordered]
    if len(set(items)) != len(items) or any(h.shared > 1 or h.level < Cited.CORE or not span for h, span in ordered):
        return {}
    begins = [text.starts[span.start] for _, span in ordered]
    ends = [text.ends[span.stop - 1] for _, span in ordered]
    if any(end > begin for end, begin in zip(ends, begins[1:], strict=False)):
        return {}
    behind = zip(ends, (*begins[1:], len(text.text)), strict=True)
    before = zip((0, *ends[:-1]), begins, strict=True)
    for stretches in (behind, before):
        told = [[_minor(_figure(a), currency) for a in _AMOUNT.finditer(text.text, *s)] for s in stretches]
        if all(len(one) == 1 for one in told):
            parts = {item_id: one[0] or 0 for item_id, one in zip(items, told, strict=True)}
            if all(parts.values()) and sum(parts.values()) == minor:
                return parts
    return {}


def _figure(found: re.Match[str]) -> str:
    return found["exact"] or found["before"] or found["behind"]


def _minor(figure: str, currency: str) -> int | None:
    """A figure in minor units: the last two digits behind a mark are decimals, three are thousands."""
    places = exponent(currency)
    cents = re.search(r"[.,]\d{2}$", figure)
    digits = int(re.sub(r"\D", "", figure))
    if cents is None:
        return digits * int(10**places)
    return digits if places == _DECIMALS else None
