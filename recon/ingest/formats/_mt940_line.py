"""The statement line :61: of MT940 and MT942.

Value date, entry date, mark, funds code, amount, type, the owner's reference, the bank's reference after `//`, and
supplementary details on the next line: all as banks write them, also with parts left out.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from recon import money
from recon.words import Said, says

_LINE = re.compile(
    r"""\s*(\d{6})  # value date
        \s*(\d{4}(?=\s*[A-Z]))?  # entry date
        \s*(R[CD]|E[CD]|[CD])
        [A-Z]?  # funds code
        \s*(\d[\d.,]*|,\d+)  # amount
        \s*(.*)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_FIGURE = re.compile(r"\d+(?:[.,]\d*)?")
_TYPE = re.compile(r"[A-Z][A-Z0-9 ]{3}", re.IGNORECASE)
_FIXED = 40  # characters that dates, mark, amount and type take at most
_IBAN = re.compile(r"[A-Z]{2}\d\d[A-Z0-9]{10,30}")
_MARKERS = frozenset(["NONREF", "EREF", "KREF", "PREF", "MREF", "MARF", "NOREF", "NOTPROVIDED", "N", ""])
_ORIGINAL = re.compile(r"/OCMT/([A-Z]{3}\s*[\d.,]+)")


class BadLineError(Exception):
    """A line that cannot be used: what, and the value."""

    def __init__(self, said: Said, value: str) -> None:
        super().__init__(said)
        self.said, self.value = said, value


class Movement(NamedTuple):
    """What a :61: says."""

    amount_minor: int  # signed, in minor units
    booked: date  # entry date, else value date
    value_date: date
    is_reversal: bool
    is_expected: bool  # EC, ED of an interim report: not booked yet
    type_code: str
    reference: str  # the owner's, "" where it says there is none
    bank_id: str
    payer_account: str  # where the bank puts the other account into a reference
    payer_name: str
    supplement: tuple[str, ...]  # supplementary details not used above
    original: str  # currency and figure of the original amount
    clamped: tuple[tuple[str, date], ...]  # days that do not exist, as written and as taken


def movement(lines: Sequence[str], currency: str) -> Movement:
    """Read a :61: with its continuation lines.

    Args:
        lines: the text after the tag, line by line.
        currency: of the statement; "" is read with two decimals.

    Raises:
        BadLineError: no date, sign or amount in it, a day out of any month, or a fraction of a minor unit.
    """
    first, rest = lines[0], [line.strip() for line in lines[1:] if line.strip()]
    found = _LINE.match(first)
    while found is None and rest and len(first) < _FIXED:  # wrapped within the fixed part
        first, rest = first.rstrip() + rest[0], rest[1:]
        found = _LINE.match(first)
    if found is None:
        raise BadLineError(says("line_unreadable"), first.strip())
    value_day, entry_day, mark, amount, tail = found.groups()
    minor = minor_units(figure(amount), currency, amount)
    mark = mark.upper()
    value, clamped_value = day_of(value_day)
    booked, clamped_entry = _near(entry_day, value) if entry_day else (value, False)
    type_code, reference, bank_id, name = _references(tail)
    supplement = [name, *rest] if name and _IBAN.fullmatch(name) else rest
    account = next((one for one in (reference, *supplement) if _IBAN.fullmatch(one)), "")
    original = _ORIGINAL.search("".join(rest)) if rest else None
    return Movement(
        amount_minor=-minor if mark in ("D", "RC", "ED") else minor,
        booked=booked,
        value_date=value,
        is_reversal=mark in ("RC", "RD"),
        is_expected=mark in ("EC", "ED"),
        type_code=type_code,
        reference="" if reference.upper() in _MARKERS or reference == account else reference,
        bank_id="" if bank_id.upper() in _MARKERS else bank_id,
        payer_account=account,
        payer_name=name if name and not _IBAN.fullmatch(name) else "",
        supplement=tuple(one for one in supplement if one != account),
        original=original[1] if original else "",
        clamped=(
            *([(value_day, value)] if clamped_value else []),
            *([(entry_day, booked)] if clamped_entry else []),
        ),
    )


def _references(rest: str) -> tuple[str, str, str, str]:
    """Type, owner's reference, bank's reference, and a name that stands behind the reference."""
    kind = _TYPE.match(rest)
    type_code = kind[0].strip().upper() if kind and not rest.startswith("//") else ""
    after = rest[len(kind[0]) :] if kind and type_code else rest
    owner, _, bank = after.partition("//")
    name = ""
    # Sixteen characters of reference, filled up with blanks, and then the name of the other party.
    if len(owner) > 16 and owner[15] == " ":
        owner, name = owner[:16], owner[16:].strip()
    return type_code, owner.strip(), bank.strip(), name


def figure(written: str) -> Decimal:
    """The figure with a comma or a point before the decimals.

    Raises:
        BadLineError: points or commas stand where they mean nothing.

    >>> figure("80,"), figure("000000000300.00"), figure("1.234,5")
    (Decimal('80'), Decimal('300.00'), Decimal('1234.5'))
    """
    if _FIGURE.fullmatch(written):  # nearly all: not grouped
        return Decimal(written.replace(",", "."))
    whole, mark, decimals = written.strip().rpartition(max(",.", key=written.rfind))
    if not mark:
        whole, decimals = decimals, ""
    grouped = re.fullmatch(r"\d{0,3}([.,]\d{3})*|\d+", whole)
    if grouped is None or (mark and mark in whole) or not (whole or decimals):
        raise BadLineError(says("amount_unreadable"), written)
    digits = re.sub(r"\D", "", whole) or "0"
    return Decimal(f"{digits}.{decimals}" if decimals else digits)


def minor_units(amount: Decimal, currency: str, written: str) -> int:
    """Whole minor units; two decimals where no currency is known.

    Raises:
        BadLineError: a fraction of a minor unit is left over, or the currency is not one of ISO 4217.
    """
    if currency and not money.is_currency(currency):
        raise BadLineError(says("entry_currency_unknown"), currency)
    try:
        return money.to_minor(amount, currency or "EUR")
    except ValueError:
        raise BadLineError(says("entry_fraction", currency=currency or "-"), written) from None


@lru_cache(maxsize=1024)
def day_of(written: str) -> tuple[date, bool]:
    """The day of YYMMDD, and whether it had to be clamped: interest months have 30 days, February too.

    Raises:
        BadLineError: there is no such month, or no month has such a day.

    >>> day_of("160230")
    (datetime.date(2016, 2, 29), True)
    """
    year = int(written[:2]) + (1900 if written[:2] >= "80" else 2000)
    return _day(year, int(written[2:4]), int(written[4:6]), written)


@lru_cache(maxsize=1024)
def _near(written: str, value: date) -> tuple[date, bool]:
    """The entry date MMDD in the year that brings it nearest to the value date."""
    days = [_day(year, int(written[:2]), int(written[2:]), written) for year in range(value.year - 1, value.year + 2)]
    return min(days, key=lambda one: abs(one[0] - value))


def _day(year: int, month: int, day: int, written: str) -> tuple[date, bool]:
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        raise BadLineError(says("day_unreadable"), written)
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day, last)), day > last
