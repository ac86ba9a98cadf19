"""What every report says in the same words: its policy, names, accounts, several sentences in one cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import floor

from recon.ingest.books import BookFile
from recon.ingest.statement import BankFile
from recon.match.outcome import Alternative
from recon.monthend import MonthEnd
from recon.words import Said, says

# What may be an account: an IBAN with or without its blanks, or a run of letters and digits.
_TOKEN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b|[A-Za-z0-9]{8,34}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_CARD = re.compile(r"\d{16,19}")  # account and card numbers of banks without IBAN

Policy = tuple[tuple[Said, Said], ...]


def verbatim(text: object) -> Said:
    """A name, a date or a number as it is in every language."""
    return says("verbatim", text=text)


def policy(month: MonthEnd) -> Policy:
    """What every page of a month end says first: whose books, which period, at which day, of which run."""
    company = ((says("policy_company"), verbatim(month.settings.company.name)),) if month.settings.company.name else ()
    return (
        *company,
        (says("policy_period"), says("period_span", period=month.period, first=month.first, last=month.last)),
        (says("policy_as_of"), verbatim(month.last)),
        (says("policy_run"), verbatim(month.run_id)),
    )


def joined(sentences: Iterable[Said | None]) -> Said | None:
    """Several sentences as one, None where there are none."""
    whole: Said | None = None
    for said in sentences:
        if said is not None:
            whole = said if whole is None else says("sentence_pair", first=whole, second=said)
    return whole


def listed(names: Sequence[str], most: int = 6) -> str:
    """Names with commas; of a long list the first ones and how many more."""
    shown = ", ".join(names[:most])
    return f"{shown} (+{len(names) - most})" if len(names) > most else shown


def masked(account: str) -> str:
    """An account by its last four characters, as exception lists show it.

    >>> masked("DE02120300000000202051"), masked("4711")
    ('*2051', '4711')
    """
    return f"*{account[-4:]}" if len(account) > 6 else account


def masker(month: MonthEnd) -> Callable[[str], str]:
    """Cuts every account number in a text to its last four characters.

    An account number is one of the month's (own, payers', customers'), any valid IBAN, or a run of 16 to 19 digits.
    """
    known = {line.account for line in month.lines} | {line.payer_account for line in month.lines}
    known |= {a.line.account for a in month.answers} | {a.line.payer_account for a in month.answers}
    known |= {account for customer in month.customers for account in customer.accounts}
    known |= set(month.settings.company.accounts)
    plain = {"".join(filter(str.isalnum, account)).upper() for account in known}
    lines = {a.line.line_id for a in (*month.answers, *month.carried)}  # numbers of the bank, not of an account

    def cut(found: re.Match[str]) -> str:
        token = found[0].replace(" ", "")
        is_account = _is_iban(token) or _CARD.fullmatch(token)
        hidden = token.upper() in plain or (is_account and token not in lines)
        return f"*{token[-4:]}" if hidden else found[0]

    return lambda text: _TOKEN.sub(cut, text)


def _is_iban(token: str) -> bool:
    """True where the check digits are right (ISO 13616, modulus 97): an invoice number may look like an IBAN."""
    if not _IBAN.fullmatch(token):
        return False
    return int("".join(str(int(c, 36)) for c in token[4:] + token[:4])) % 97 == 1


def masked_in(said: Said | None, mask: Callable[[str], str]) -> Said | None:
    """A sentence whose fields are masked."""
    if said is None:
        return None

    def field(value: str | int | Said) -> str | int | Said:
        if isinstance(value, Said):
            return masked_in(value, mask) or value
        return mask(value) if isinstance(value, str) else value

    return Said(said.id, tuple((key, field(value)) for key, value in said.fields))


def sure(probability: float) -> float:
    """A probability as shown: rounded down, so that what is not certain never reads 100 %.

    >>> sure(0.99997), sure(0.5)
    (0.999, 0.5)
    """
    return floor(probability * 1000 + 1e-9) / 1000


def reasons(alternative: Alternative, against: bool) -> Said | None:
    """The evidence for (or against) an alternative as sentences, the strongest first."""
    kept = [e for e in alternative.evidence if (e.points < 0 or e.veto) == against]
    kept.sort(key=lambda e: -abs(e.points))
    return joined(e.said for e in kept)


def customer_names(month: MonthEnd) -> dict[str, str]:
    """Name by customer id: the master data's, else the one on the customer's items."""
    named = sorted((item.customer_id, item.customer_name) for item in month.items if item.customer_name)
    names = dict(reversed(named))  # of several names the alphabetically first, whatever the order of the items
    return names | {customer.customer_id: customer.name for customer in month.customers if customer.name}


def input_files(month: MonthEnd) -> list[BankFile | BookFile]:
    """Every file of the run, by name."""
    files: list[BankFile | BookFile] = [*month.bank_files, *month.book_files]
    return sorted(files, key=lambda file: (file.name, file.sha256))


def first_day(*days: date | None) -> date | None:
    """The earliest of the days that are known."""
    known = [day for day in days if day is not None]
    return min(known) if known else None
