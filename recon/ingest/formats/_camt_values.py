"""Values of a camt message: amounts, days and references, each with what is wrong where it cannot be used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from recon import money
from recon.ingest.formats._xml import Node, child, text
from recon.words import Said, says

_AMOUNT = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DIGIT = re.compile(r"\d")
_NONE = frozenset(["NOTPROVIDED", "NONREF", "NOREF", "NOTAVAILABLE", "NOTAPPLICABLE", "NA", "NONE"])  # said by banks


class EntryError(Exception):
    """An entry that cannot be used: what, in which element, with which value."""

    def __init__(self, said: Said, column: str, value: str) -> None:
        super().__init__(said)
        self.said, self.column, self.value = said, column, value


def amount_of(element: Node | None, currency: str) -> tuple[Decimal, str]:
    """Amount and currency of an amount element, `currency` where it names none.

    Raises:
        EntryError: it is missing, or no figure.
    """
    if element is None:
        raise EntryError(says("entry_no_amount"), "Amt", "")
    written = text(element)
    if not _AMOUNT.fullmatch(written):
        raise EntryError(says("entry_no_figure"), "Amt", written)
    return Decimal(written), element.currency or currency


def exact(amount: Decimal, currency: str, column: str) -> int:
    """Whole minor units; two decimals where no currency is named at all.

    Raises:
        EntryError: the currency is not known, or the amount has a fraction of its smallest unit.
    """
    if currency and not money.is_currency(currency):
        raise EntryError(says("entry_currency_unknown"), "Ccy", currency)
    try:
        return money.to_minor(amount, currency or "EUR")
    except ValueError:
        raise EntryError(says("entry_fraction", currency=currency or "-"), column, f"{amount:f}") from None


def day_of(element: Node | None, *names: str) -> date | None:
    """The first date of that name, from `Dt` or `DtTm`; None where there is none or it is no day."""
    for name in names:
        found = child(element, name)
        written = text(found, "Dt") or text(found, "DtTm") or text(found)
        day = _day(written) if written else None
        if day is not None:
            return day
    return None


@lru_cache(maxsize=1024)
def _day(written: str) -> date | None:
    found = _DAY.match(written)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def given(reference: str) -> str:
    """The reference, "" for the words that say there is none.

    >>> given("NOTPROVIDED"), given("RF18539007547034")
    ('', 'RF18539007547034')
    """
    if not reference or _DIGIT.search(reference):
        return reference
    return "" if re.sub(r"[^A-Z]", "", reference.upper()) in _NONE else reference


def joined(parts: Iterable[str]) -> str:
    """The parts, each once, joined by a blank."""
    return " ".join(dict.fromkeys(filter(None, parts)))
