"""Debit and credit before they are an entry, and what of a bank line stands on account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from recon.money import share_of
from recon.rows import StatementLine
from recon.words import Said


@dataclass(slots=True)
class Pool:
    """What of a bank line stands on account in the books."""

    customer_id: str
    line: StatementLine
    value: int | None  # of the whole line, in the company's currency
    left_minor: int  # in the line's currency and sign
    left_value: int

    def take(self, minor: int) -> int | None:
        """Take so much of it and return its value; the last part takes the odd units."""
        whole = self.line.amount_minor
        value = self.left_value if minor == self.left_minor else share_of(self.value or 0, minor, whole)
        self.give(-minor, -value)
        return None if self.value is None else value

    def give(self, minor: int, value: int | None) -> None:
        """Put so much back."""
        self.left_minor += minor
        self.left_value += value or 0


@dataclass(frozen=True, slots=True)
class Side:
    """A line of an entry before its sides are told apart."""

    role: str
    minor: int  # debit positive
    base: int | None
    account: str = ""  # "" = the one in recon.toml for the role
    customer_id: str = ""
    item_id: str = ""
    pool: str = ""  # fingerprint of the bank line whose money on account it is


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has a number."""

    day: date
    currency: str
    text: Said
    sides: tuple[Side, ...]
    line_id: str


def minus(value: int | None) -> int | None:
    """The other side of a value; None where it is not known."""
    return None if value is None else -value


def total(sides: Iterable[Side]) -> int:
    """Debit less credit, in minor units."""
    return sum(s.minor for s in sides)


def worth_of(sides: Sequence[Side]) -> int | None:
    """The value of all, None where one is not known."""
    if any(s.base is None for s in sides):
        return None
    return sum(s.base or 0 for s in sides)
