"""recon.toml: every setting with its default and its meaning. All mistakes of the file are said at once, by key.

Settings are frozen dataclasses, so that the rest of the program needs no parser to use them; pydantic checks a file.
Amounts are in units of the company's currency, as an accountant writes them; percent values are percent.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, is_dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

from annotated_types import Ge, Gt, Le, Len, Predicate

from recon.errors import ConfigError, Where
from recon.money import is_currency
from recon.words import LANGUAGES, Said, listed, says

Share = Annotated[Decimal, Ge(Decimal(0)), Le(Decimal(1))]
Percent = Annotated[Decimal, Ge(Decimal(0)), Le(Decimal(100))]
Amount = Annotated[Decimal, Ge(Decimal(0))]
Currency = Annotated[str, Predicate(is_currency)]
Name = Annotated[str, Len(1)]
Weight = Annotated[Decimal, Ge(Decimal(-20)), Le(Decimal(20))]
if TYPE_CHECKING:
    from pydantic import TypeAdapter

    Language = str
else:
    Language = Literal[LANGUAGES]  # those there are words for
_CLOSED = {"extra": "forbid"}  # a mistyped key is a mistake, not a setting that does nothing


def _rising(bounds: tuple[int, ...]) -> bool:
    return all(low < high for low, high in pairwise(bounds))


@dataclass(frozen=True, slots=True)
class Company:
    """Whose books these are."""

    __pydantic_config__ = _CLOSED

    name: str = ""  # as it stands on reports
    currency: Currency = "EUR"  # the company's own currency, ISO 4217
    language: Language = "en"  # language of reports: "en" or "zh"
    accounts: tuple[Name, ...] = ()  # own bank accounts (IBAN or number): receipts from them are transfers, not income
    # What letters and statements of account say of the company: a line is shown where it is given.
    address: tuple[Name, ...] = ()  # postal address, line by line, as it stands on letters
    tax_number: str = ""  # tax or VAT number, as it stands on letters
    phone: str = ""  # whom customers call about their account
    email: str = ""  # where customers write about their account
    bank_details: tuple[Name, ...] = ()  # where customers are to pay to, line by line: bank, account, code
    reply_days: Annotated[int, Ge(1), Le(365)] = 20  # days within which a customer is asked to object to a statement


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the ledger files of this company are."""

    __pydantic_config__ = _CLOSED

    kind: Literal["snapshot", "documents"] = (
        "snapshot"  # "snapshot": open amounts at a key date; "documents": original amounts, all history
    )
    # day up to which receipts are already deducted in a snapshot without a date of its own
    snapshot_date: date | None = None
    # first day that is worked on here: bank lines booked earlier are known and never proposed
    go_live: date | None = None
    # accounts of the general ledger that hold the receivables, compared with the open items; empty: the only one given
    control_accounts: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Withheld:
    """A tax that customers keep back for their own state and prove by a certificate."""

    __pydantic_config__ = _CLOSED

    percent: Annotated[Decimal, Gt(Decimal(0)), Le(Decimal(100))]  # of the amount of the invoice
    customers: tuple[Name, ...] = ()  # numbers of the customers who keep it
    countries: tuple[Name, ...] = ()  # and countries (ISO 3166, two letters) whose customers all do


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Differences that may be written off. The defaults write off nothing but rounding. Every limit is inclusive."""

    __pydantic_config__ = _CLOSED

    rounding: Amount = Decimal("0.05")  # difference of either sign booked as rounding
    short_pay: Amount = Decimal(0)  # a line may be short by this much and still close what it pays
    short_pay_percent: Percent = Decimal(0)  # the same, in percent of the open amount; either may cover it
    short_pay_asks: bool = False  # a short payment within tolerance needs a person: only the cash is posted unasked
    bank_fee: Amount = Decimal(0)  # an intermediary bank may have kept this much of a line
    discount_percent: Percent = Decimal(0)  # shortage beyond a timely cash discount, percent of the invoice amount
    write_off: Amount = Decimal(0)  # difference of either sign that may be written off as rounding
    withheld: tuple[Withheld, ...] = ()  # taxes kept back by customers: what is short by exactly this closes the item


@dataclass(frozen=True, slots=True)
class Processor:
    """A card or wallet processor that pays out for many customers, less a fee."""

    __pydantic_config__ = _CLOSED

    payer: Name  # name on the bank line
    fee_percent: Percent = Decimal(0)  # most it keeps, in percent of the gross
    fee_each: Amount = Decimal(0)  # and so much of every payment, in units of the pay-out's currency


@dataclass(frozen=True, slots=True)
class Customs:
    """What is usual in these books: learned from cited payments of the run, applied to payments without any number."""

    __pydantic_config__ = _CLOSED

    post: bool = True  # false: such payments are left to a person
    times: Annotated[int, Ge(2)] = 4  # cited payments that must have done so
    customers: Annotated[int, Ge(2)] = 3  # of at least so many customers
    own_times: Annotated[int, Ge(2)] = 2  # or so many of the very customer
    # posted where, for each payment that follows one, so many that follow none would agree by accident, or fewer
    by_accident: Share = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Matching:
    """How far matching goes without asking."""

    __pydantic_config__ = _CLOSED

    policy: Literal["none", "oldest_first"] = (
        "none"  # "oldest_first": uncited money of a known customer pays its oldest due items; "none": never
    )
    # post unasked from this probability on (0 to 1): higher leaves more to a person; a proof is needed all the same
    post_probability: Share = Decimal("0.995")
    # and only so many points (log-odds, natural) ahead of the next answer; 3 points: twenty times as likely
    post_margin: Amount = Decimal("3")
    largest_set: Annotated[int, Ge(1), Le(1000)] = 40  # most items of a set that is searched for by its sum
    # post uncited items by their sum where so many sets, or fewer, would have it by accident (0.002: one in 500)
    sum_by_accident: Share = Decimal("0.002")
    # the same for items or credit notes that make up the rest beside cited items; 0 posts none
    rest_by_accident: Share = Decimal("0.05")
    smallest_part: Percent = Decimal(2)  # a cited part payment is posted from this share of what is open on, in percent
    largest_excess: Amount = Decimal(100)  # and an over-payment up to this much above what is open, in percent
    pair_days: Annotated[int, Ge(0), Le(3660)] = (
        45  # equal payments and items are paired within so many days of the due date
    )
    rate_days: Annotated[int, Ge(0), Le(3660)] = 31  # an exchange rate is good for so many days after its own
    processors: tuple[Processor, ...] = ()
    customs: Customs = field(default_factory=Customs)
    # points of evidence by rule and name that are other than on the page of rules: amount.exact = 5.0
    weights: dict[str, dict[str, Weight]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Aging:
    """How open items are aged."""

    __pydantic_config__ = _CLOSED

    basis: Literal["due", "invoice"] = "due"  # "due": days past due; "invoice": days since the document date
    bounds: Annotated[tuple[Annotated[int, Gt(0)], ...], Len(1), Predicate(_rising)] = (
        30,
        60,
        90,
    )  # last day of each bucket; the last bucket is open


@dataclass(frozen=True, slots=True)
class OwnBank:
    """An own bank account and the account of the general ledger it stands on."""

    __pydantic_config__ = _CLOSED

    account: Name  # IBAN or number, as bank files give it
    ledger: Name  # account of the general ledger


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts of the general ledger that posting files name. The defaults are those of a made-up chart."""

    __pydantic_config__ = _CLOSED

    banks: tuple[OwnBank, ...] = ()  # own bank accounts that have an account of their own
    bank: Name = "1000"  # own bank accounts that `banks` does not name
    transfer: Name = "1090"  # cash in transit between own accounts
    receivable: Name = "1200"  # trade receivables
    conversion: Name = "1900"  # clearing of payments in another currency than the document; comes to nothing
    other: Name = "1990"  # money that is no customer's, until somebody knows what it is
    on_account: Name = "2100"  # received from customers, for no document yet
    output_tax: Name = "2200"  # output tax, corrected where a cash discount is taken
    discount: Name = "4100"  # cash discounts allowed, net of tax
    short_pay: Name = "4200"  # short payments accepted
    interest: Name = "4800"  # bank interest received
    rounding: Name = "4900"  # rounding differences, either way
    fee: Name = "6100"  # bank charges
    write_off: Name = "6200"  # receivables written off
    tax: Name = "6300"  # taxes taken or returned through the bank
    fx_gain: Name = "7100"  # gains from exchange differences
    fx_loss: Name = "7200"  # losses from exchange differences
    discount_tax_percent: Percent = Decimal(0)  # output tax contained in a cash discount: 19 takes 19/119 of it


@dataclass(frozen=True, slots=True)
class PostingFiles:
    """The files that take decisions back to the accounting system."""

    __pydantic_config__ = _CLOSED

    layout: Name = "generic"  # generic, kingdee, quickbooks, sap, xero, yonyou, zoho
    company_code: str = ""  # SAP: company code (BUKRS)
    document_type: str = "DZ"  # SAP: type of the documents (BLART)
    tax_code: str = ""  # SAP: tax code of cash discounts (MWSKZ)
    tax_rate: str = "Tax Exempt"  # Xero: name of the tax rate that adds nothing
    voucher_word: str = "记"  # Kingdee, Yonyou: kind of voucher
    prepared_by: str = ""  # Kingdee, Yonyou: who prepares the vouchers


def _currency_or_none(code: str) -> bool:
    return not code or is_currency(code)


@dataclass(frozen=True, slots=True)
class FileProfile:
    """What input files of some name do not say themselves, or say so that it is misread. The first that fits counts."""

    __pydantic_config__ = _CLOSED

    files: Name  # name of the files, * standing for any part: "acme_usd_*.csv"
    bank: str = ""  # name of the bank's layout
    account: str = ""  # own account, where the file does not name it
    currency: Annotated[str, Predicate(_currency_or_none)] = ""  # ISO 4217, where the file does not name it
    encoding: str = ""  # "utf-8", "gb18030", "cp1252", ...
    decimal: Literal["", ".", ","] = ""  # decimal mark
    dates: str = ""  # order of a date: "DMY", "MDY", "YMD", or a pattern like "%d.%m.%y"
    signs: Literal["", "bank", "book", "charge"] = ""  # money in: "bank": credit, "book": debit, "charge": negative
    columns: dict[str, str] = field(default_factory=dict)  # header as in the file -> column it means
    ledger: Literal["", "snapshot", "documents"] = ""  # what these lists of open items are, "" = as [ledger] kind says


@dataclass(frozen=True, slots=True)
class Review:
    """Who may decide what in the review book."""

    __pydantic_config__ = _CLOSED

    write_off_alone: Amount = Decimal(50)  # most a row may give up without the approval of a second person
    approvers: tuple[Name, ...] = ()  # who may approve what is above it; empty: anybody but who prepared it
    four_eyes: bool = False  # true: every decision in the book needs an approver other than who prepared it


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole of recon.toml."""

    __pydantic_config__ = _CLOSED

    schema: Literal[1] = 1  # edition of this file
    company: Company = field(default_factory=Company)
    ledger: Ledger = field(default_factory=Ledger)
    tolerance: Tolerance = field(default_factory=Tolerance)
    matching: Matching = field(default_factory=Matching)
    aging: Aging = field(default_factory=Aging)
    accounts: Accounts = field(default_factory=Accounts)
    posting: PostingFiles = field(default_factory=PostingFiles)
    review: Review = field(default_factory=Review)
    profiles: tuple[FileProfile, ...] = ()  # pins for input files


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
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(says("config_no_toml", why=error), Where(path.name), says("config_no_toml_fix")) from None
    return settings(raw, path.name)


def settings(raw: dict[str, Any], file: str = "recon.toml") -> Settings:
    """Settings from the tables of a recon.toml, checked.

    Raises:
        ConfigError: unknown keys or wrong values; all mistakes in one message, each with its key.
    """
    import json

    from pydantic import ValidationError

    try:
        # As JSON and strictly: a list is a tuple, a date may be quoted, but true is no number and 5 is no text.
        return _checked().validate_json(json.dumps(raw, default=str), strict=True)
    except ValidationError as error:
        wrong = [_mistake(one) for one in error.errors()]
    raise ConfigError(says("config_mistakes", mistakes=listed(wrong)), Where(file), says("config_mistakes_fix"))


@cache
def _checked() -> TypeAdapter[Settings]:
    """What checks them; it takes longer to make than to check."""
    from pydantic import TypeAdapter

    return TypeAdapter(Settings)


def keys(kind: type = Settings, before: str = "") -> tuple[str, ...]:
    """Every key of recon.toml with dots, in the order of the settings; a list of tables ends in [].

    >>> keys()[:3]
    ('schema', 'company.name', 'company.currency')
    """
    found: list[str] = []
    for name, hint in get_type_hints(kind).items():
        inner, many = _table_of(hint)
        if inner is None:
            found.append(f"{before}{name}")
        else:
            found += keys(inner, f"{before}{name}{'[]' if many else ''}.")
    return tuple(found)


def _table_of(hint: Any) -> tuple[type | None, bool]:
    if isinstance(hint, type) and is_dataclass(hint):
        return hint, False
    inner = next((a for a in getattr(hint, "__args__", ()) if isinstance(a, type) and is_dataclass(a)), None)
    return inner, inner is not None


def _mistake(error: Any) -> Said:
    """One mistake as a sentence, from pydantic's type of it."""
    key = _dotted(error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    value = _as_written(error["input"])
    near = {"greater_than_equal": "ge", "greater_than": "gt", "less_than_equal": "le"}.get(kind)
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        return _unknown(key)
    if kind in ("missing", "missing_argument"):
        return says("config_key_missing", key=key)
    if kind.endswith("too_short"):
        return says("config_empty", key=key)
    if key == "schema":
        return says("config_schema", value=value)
    if kind == "literal_error":
        return says("config_not_one_of", key=key, value=value, known=_choices(context["expected"]))
    if kind == "predicate_failed":
        return says("config_not_rising" if key.endswith("bounds") else "config_no_currency", key=key, value=value)
    if near:
        return says(f"config_{near}", key=key, value=value, limit=context[near])
    return says(_KINDS.get(kind.split("_")[0], "config_wrong_value"), key=key, value=value)


def _choices(expected: str) -> str:
    return " / ".join(expected.replace("'", "").replace(" or ", ", ").split(", "))


def _as_written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_KINDS = {
    "decimal": "config_no_number",
    "finite": "config_no_number",
    "int": "config_no_whole_number",
    "date": "config_no_date",
    "bool": "config_no_truth",
    "string": "config_no_text",
    "tuple": "config_no_list",
    "dataclass": "config_no_table",
}


def _unknown(key: str) -> Said:
    known = [name.replace("[]", "") for name in keys()]
    tables = [name.partition(".")[0] for name in known if "." in name]
    plain = "".join(c for c in key if c not in "[]0123456789")
    near = get_close_matches(plain, [*dict.fromkeys(tables), *known], n=1, cutoff=0.7)
    # The right name under the wrong table is the other common slip.
    near = near or [name for name in known if name.rpartition(".")[2] == plain.rpartition(".")[2]][:1]
    return says("config_unknown_near", key=key, near=near[0]) if near else says("config_unknown", key=key)


def _dotted(place: tuple[str | int, ...]) -> str:
    """The key as a person writes it; the first of a list is [1]."""
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".")
