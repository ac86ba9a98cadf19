"""A bank statement as read from a file, the identity of its lines, and what many files come to together.

A statement is what one account did between two balances. Its entries are the control total; its lines are what is
matched (a batch entry is exploded into its details, and what they do not explain is a line of its own).

Law: every movement counts once, whatever files it came in, under whatever name, in whatever order, and however often.
`merging.lines_of` is the only place that decides it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter

from recon.errors import Finding, Where
from recon.rows import StatementLine
from recon.tables import made

_PUNCTUATION = bytes(code for code in range(128) if not chr(code).isalnum())
_LOWER = bytes(range(256)).lower()
_SAID = tuple(one.name for one in fields(StatementLine)[2:])  # every field but line id and fingerprint
_NO_LETTERS = re.compile(r"[\W_]+")


class StatementKind(StrEnum):
    """How final a statement is. Of one account and period the statement outranks the advice, the advice the report."""

    STATEMENT = "statement"  # end of day: camt.053, MT940, a bank's CSV
    ADVICE = "advice"  # camt.054
    INTRADAY = "intraday"  # camt.052, MT942


class FileStatus(StrEnum):
    """How a file came through."""

    OK = "ok"
    OK_WITH_WARNINGS = "ok_with_warnings"
    QUARANTINED_ROWS = "quarantined_rows"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of one account."""

    account: str  # IBAN or number as in the file, letters and digits only
    currency: str  # ISO 4217, "" only where the file names none at all (a finding says so)
    lines: tuple[StatementLine, ...]
    entries: int  # booked, pending and information entries before details are exploded
    in_minor: int  # sum of the entries in, positive
    out_minor: int  # sum of the entries out, positive
    opening_minor: int | None = None
    closing_minor: int | None = None
    kind: StatementKind = StatementKind.STATEMENT
    number: str = ""  # the bank's own number of the statement
    opened: date | None = None  # first and last day it speaks of
    closed: date | None = None
    account_name: str = ""
    source: Where = field(default=Where(), compare=False)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row that could not be used, kept verbatim."""

    where: Where
    finding: Finding
    raw: tuple[str, ...]  # the cells, or the text lines, as they stand in the file


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a reader knows of a file as a whole: yielded last, once, by readers of tables."""

    encoding: str = ""  # the encoding it was read in, "" for binary files
    rows: dict[str, int] = field(default_factory=dict)  # control count, as `BankFile.rows`


@dataclass(frozen=True, slots=True)
class BankFile:
    """Everything one file gave. `statements` is empty when it was rejected."""

    name: str
    sha256: str
    format: str  # name of the format module ("camt", "mt940", "delimited", "sheet", ...), "" where none claimed it
    encoding: str
    status: FileStatus
    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...]
    quarantined: tuple[Quarantined, ...]
    rows: dict[str, int] = field(
        default_factory=dict
    )  # control count: header, preamble, data, footer, blank, quarantined


@dataclass(frozen=True, slots=True)
class Copy:
    """A line that is not counted, since the movement is already in another line."""

    line: StatementLine  # fingerprint and line id unique in the run as well; the line id ends in "#2", "#3", ...
    copy_of: str  # fingerprint of the line that counts; "" where the final statement of that day has no such line


@dataclass(frozen=True, slots=True)
class Merged:
    """What many bank files come to together."""

    lines: tuple[StatementLine, ...]  # each movement once, by account, day, the bank's own id, fingerprint
    copies: tuple[Copy, ...]  # in the same order
    findings: tuple[Finding, ...]  # gaps and overlaps between statements, copies, advices without a booked line


def identified(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements of one file, their lines with fingerprint and line id.

    Two equal lines of a file are two movements: the second carries occurrence 2. Where a line has no id of its own
    from the bank, its line id is the beginning of its fingerprint; an id met before gets "#2", "#3", ...
    """
    seen: dict[str, int] = {}
    ids: dict[str, int] = {}
    found = []
    for one in statements:
        marks, names = [], []
        for line in one.lines:
            content = content_of(line)
            seen[content] = occurrence = seen.get(content, 0) + 1
            marks.append(fingerprint(content, occurrence))
            names.append(unique(line.bank_id or content[:12], ids))
        said = {name: list(map(attrgetter(name), one.lines)) for name in _SAID}
        lines = made(StatementLine, len(one.lines), line_id=names, fingerprint=marks, **said)
        found.append(replace(one, lines=tuple(lines)))
    return tuple(found)


def fingerprint(content: str, occurrence: int) -> str:
    """32 hex digits: the content of a line (24) and which of the equal lines it is (8), from 1."""
    return f"{content}{occurrence:08x}"


def content_of(line: StatementLine) -> str:
    """24 hex digits for what the bank says of a movement: account, day, amount, currency, references and text.

    Blanks, punctuation, case and width of the letters do not count, so that an export wrapped another way is the same.
    The status does not count either: a pending line is the same movement once it is booked.
    """
    parts = (
        plain_account(line.account),
        _iso(line.booked),
        line.currency,
        str(line.amount_minor),
        _letters(line.bank_id),
        _letters(line.reference),
        plain_account(line.payer_account),
        _letters(line.payer_name + line.remittance_text + line.bank_text),
        "residual" if line.is_residual else "",
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


_iso = lru_cache(maxsize=4096)(date.isoformat)


def batch_key(account: str, currency: str, amount_minor: int, reference: str) -> str:
    """32 hex digits for a batch entry, the same in a statement and in the advice that tells its details."""
    parts = ("batch", plain_account(account), currency, str(amount_minor), _letters(reference))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


@lru_cache(maxsize=4096)
def plain_account(account: str) -> str:
    """An account as letters and digits, upper case.

    >>> plain_account("de02 1203-0000 0000 2020 51")
    'DE02120300000000202051'
    """
    return "".join(c for c in account if c.isalnum()).upper()


def unique(name: str, seen: dict[str, int]) -> str:
    """The name, or the name with "#2", "#3", ... where it was met before. `seen` counts and is changed."""
    seen[name] = count = seen.get(name, 0) + 1
    if count == 1:
        return name
    while (made := f"{name}#{count}") in seen:
        count += 1
    seen[name], seen[made] = count, 1
    return made


def _letters(text: str) -> str:
    if not text:
        return ""
    if text.isascii():
        return text.encode().translate(_LOWER, _PUNCTUATION).decode()
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())
