"""What every report says in the same words: its policy, names, accounts, several sentences in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from recon.ingest.books import BookFile
from recon.ingest.statement import BankFile
from recon.match.outcome import Alternative
from recon.monthend import MonthEnd
from recon.words import Said, says

# Letters and digits of an IBAN, or a run of digits as long as an account or card number.
_ACCOUNT = re.compile(r"\b(?:[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?|\d{12,34})\b")

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


def without_accounts(text: str) -> str:
    """The text with every account number in it cut to its last four characters.

    >>> without_accounts("paid to DE02120300000000202051, invoice 4711")
    'paid to *2051, invoice 4711'
    """
    return _ACCOUNT.sub(lambda found: f"*{found[0][-4:]}", text)


def reasons(alternative: Alternative, against: bool) -> Said | None:
    """The evidence for (or against) an alternative as sentences, the strongest first."""
    kept = [e for e in alternative.evidence if (e.points < 0 or e.veto) == against]
    kept.sort(key=lambda e: -abs(e.points))
    return joined(e.said for e in kept)


def customer_names(month: MonthEnd) -> dict[str, str]:
    """Name by customer id: the master data's, else the one on the customer's items."""
    names = {item.customer_id: item.customer_name for item in reversed(month.items) if item.customer_name}
    return names | {customer.customer_id: customer.name for customer in month.customers if customer.name}


def input_files(month: MonthEnd) -> list[BankFile | BookFile]:
    """Every file of the run, by name."""
    files: list[BankFile | BookFile] = [*month.bank_files, *month.book_files]
    return sorted(files, key=lambda file: (file.name, file.sha256))


def first_day(*days: date | None) -> date | None:
    """The earliest of the days that are known."""
    known = [day for day in days if day is not None]
    return min(known) if known else None
