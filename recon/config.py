"""recon.toml: every setting with its default and its meaning. All mistakes of the file are said at once, by key.

Settings are frozen dataclasses, so that the rest of the program needs no parser to use them; pydantic checks a file.
Amounts are in units of the company's currency, as an accountant writes them; percent values are percent.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from recon.errors import ConfigError, Where
from recon.words import says


@dataclass(frozen=True, slots=True)
class Company:
    """Whose books these are."""

    name: str = ""
    currency: str = "EUR"  # the company's own currency, ISO 4217
    language: str = "en"  # language of reports: "en" or "zh"
    accounts: tuple[str, ...] = ()  # own bank accounts (IBAN or number): receipts from them are transfers, not income


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the ledger files of this company are."""

    kind: str = "snapshot"  # "snapshot": open amounts at a key date; "documents": original amounts, all history
    snapshot_date: date | None = (
        None  # day up to which receipts are already deducted in a snapshot without a date of its own
    )


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Differences that may be written off. The defaults write off nothing but rounding. Every limit is inclusive."""

    rounding: Decimal = Decimal("0.05")  # difference of either sign booked as rounding
    short_pay: Decimal = Decimal(0)  # a line may be short by this much and still close what it pays
    short_pay_percent: Decimal = Decimal(0)  # the same, in percent of the open amount; either may cover it
    short_pay_asks: bool = False  # a short payment within tolerance needs a person: only the cash is posted unasked
    bank_fee: Decimal = Decimal(0)  # an intermediary bank may have kept this much of a line
    discount_percent: Decimal = Decimal(0)  # shortage beyond a timely cash discount, percent of the invoice amount
    write_off: Decimal = Decimal(0)  # difference of either sign that may be written off as rounding


@dataclass(frozen=True, slots=True)
class Processor:
    """A card or wallet processor that pays out for many customers, less a fee."""

    payer: str  # name on the bank line
    fee_percent: Decimal = Decimal(0)  # most it keeps, in percent of the gross


@dataclass(frozen=True, slots=True)
class Matching:
    """How far matching goes without asking."""

    policy: str = "none"  # "oldest_first": uncited money of a known customer pays its oldest due items; "none": never
    post_probability: Decimal = Decimal("0.995")  # post unasked from this probability on
    post_margin: Decimal = Decimal("3")  # and only this many points (log-odds, natural) ahead of any rival
    largest_set: int = 40  # most items one payment is searched for
    duplicate_days: int = 45  # days within which an equal payment of the same payer counts as paid twice
    processors: tuple[Processor, ...] = ()


@dataclass(frozen=True, slots=True)
class Aging:
    """How open items are aged."""

    basis: str = "due"  # "due": days past due; "invoice": days since the document date
    bounds: tuple[int, ...] = (30, 60, 90)  # last day of each bucket; the last bucket is open


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole of recon.toml."""

    schema: int = 1
    company: Company = field(default_factory=Company)
    ledger: Ledger = field(default_factory=Ledger)
    tolerance: Tolerance = field(default_factory=Tolerance)
    matching: Matching = field(default_factory=Matching)
    aging: Aging = field(default_factory=Aging)


def read(path: Path) -> Settings:
    """The settings of a recon.toml.

    Raises:
        ConfigError: the file is missing, is no TOML, or has unknown keys or wrong values; all mistakes in one message.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(says("config_missing", file=path.name), fix=says("config_missing_fix")) from None
    except UnicodeDecodeError as error:
        raise ConfigError(says("config_not_utf8"), Where(path.name), says("config_not_utf8_fix")) from error
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(says("config_no_toml", why=error), Where(path.name), says("config_no_toml_fix")) from None
    return settings(raw, path.name)


def settings(raw: dict[str, object], file: str = "recon.toml") -> Settings:
    """Settings from the tables of a recon.toml, checked.

    Raises:
        ConfigError: unknown keys or wrong values; all mistakes in one message, each with its key.
    """
    from recon._config_check import check

    return check(raw, file)
