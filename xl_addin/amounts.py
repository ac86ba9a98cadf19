"""An amount as a cell of a sheet holds it.

Law: an amount that a number of a sheet does not hold to its last decimal is a text.
"""

from __future__ import annotations

import math
from decimal import Decimal

from recon.money import plain, to_decimal

_SURE = 10**15  # fifteen digits are what every number of a sheet holds


def in_units(minor: int, currency: str) -> float | str:
    """An amount as a cell holds it; one without a currency has two decimals.

    >>> in_units(1250, "EUR"), in_units(9_007_199_254_740_993, "JPY"), in_units(9_000_000_000_000_001, "EUR")
    (12.5, '9007199254740993', '90000000000000.01')
    """
    held = number(minor, currency)
    return plain(minor, currency or "EUR") if held is None else held


def number(minor: int, currency: str) -> float | None:
    """The number of a sheet that stands for this amount and no other, None where there is none.

    Every amount of up to fifteen digits has one.
    """
    exact = to_decimal(minor, currency or "EUR")
    held = float(exact)
    if abs(minor) < _SURE:
        return held
    tells = math.ulp(held) <= to_decimal(1, currency or "EUR") and Decimal(repr(held)) == exact
    return held if tells else None
