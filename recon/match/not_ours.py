"""Movements that are no receipt from a customer: own transfers, interest, charges, tax. A named rule, never a guess.

A transfer between own accounts has two legs. Where both are among the lines they are linked, also where only one of
them says what it is; where there is one leg only, that is told. Money of a customer is never a leg.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from recon.match import returns
from recon.match.book import Book
from recon.match.payers import Level, account_key
from recon.match.reading import Cited, Reading
from recon.match.rulings import NotOurs
from recon.rows import StatementLine
from recon.text import name_key, normal

TRANSFER = "own_transfer"
_LONG_ENOUGH = 6  # letters and digits of an account number that stands by itself
_LEG_DAYS = 5  # between the two legs of a transfer


def own_accounts(lines: Iterable[StatementLine], book: Book) -> frozenset[str]:
    """The company's own accounts: those of the settings, and those the lines are booked on."""
    named = (*book.settings.company.accounts, *sorted({n.account for n in lines}))
    return frozenset(key for key in map(account_key, named) if len(key) >= _LONG_ENOUGH)


def rule_for(line: StatementLine, said: Reading, book: Book, own: frozenset[str]) -> str:
    """The name of the rule by which a line is no customer's, "" where none applies.

    Args:
        line: a booked line.
        said: what it says.
        book: the ledger.
        own: keys of the own accounts.
    """
    other = account_key(line.payer_account)
    # A file that gives the account itself as the other party says nothing of a transfer; settings that name it do.
    named = other != account_key(line.account) or other in map(account_key, book.settings.company.accounts)
    if other in own and named:
        return TRANSFER
    if said.cited or (said.payers and said.payers[0].level >= Level.CUT):
        return ""
    company = name_key(book.settings.company.name)
    if company and name_key(line.payer_name) == company:
        return TRANSFER
    return _rule(line, last=False)


def income(line: StatementLine) -> str:
    """The name of the rule by which money that fits nothing is other income, "" where none applies."""
    return _rule(line, last=True) if line.amount_minor > 0 else ""


def legs(
    marked: Sequence[StatementLine], others: Sequence[tuple[StatementLine, Reading]]
) -> list[tuple[StatementLine, StatementLine]]:
    """The two legs of transfers between own accounts.

    Args:
        marked: lines that are known to be transfers, in canonical order.
        others: lines that are not known to be anything, with what they say.

    Returns:
        Pairs of equal and opposite amounts on two own accounts, at most five days apart. A pair has at least one
        marked line; none of it cites an item or has a customer as the other party, and nothing else fits as well.
    """
    free = [n for n, said in others if not (said.cited or said.strangers or said.payers or said.mentioned)]
    pairs: list[tuple[StatementLine, StatementLine]] = []
    used: set[str] = set()
    for pool in (marked, free):
        by_amount: dict[tuple[str, int], list[StatementLine]] = {}
        for line in pool:
            by_amount.setdefault((line.currency, line.amount_minor), []).append(line)
        for line in marked:
            if line.fingerprint in used:
                continue
            fitting = [
                (abs((other.booked - line.booked).days), other)
                for other in by_amount.get((line.currency, -line.amount_minor), ())
                if other.fingerprint not in used and _may_be_leg(line, other)
            ]
            nearest = min((days for days, _ in fitting), default=_LEG_DAYS + 1)
            best = [other for days, other in fitting if days == nearest <= _LEG_DAYS]
            if len(best) == 1 or (best and pool is marked):
                pairs.append((line, best[0]))
                used |= {line.fingerprint, best[0].fingerprint}
    return pairs


def _may_be_leg(one: StatementLine, other: StatementLine) -> bool:
    """Two own accounts, and where a line names the account of the other party, it is that of the other line."""
    first, second = account_key(one.account), account_key(other.account)
    if first == second:
        return False
    return account_key(one.payer_account) in ("", second) and account_key(other.payer_account) in ("", first)


def _rule(line: StatementLine, *, last: bool) -> str:
    text = normal(" ; ".join((line.payer_name, line.remittance_text, line.reference, line.bank_text)))
    return next((name for name, late, pattern in _rules() if late == last and pattern.search(text)), "")


def pattern_for(said: Reading, line: StatementLine, book: Book, known: Sequence[NotOurs]) -> NotOurs | None:
    """The pattern of a person's by which a line is no customer's; none where it cites an open document exactly."""
    if not known or any(c.level >= Cited.LOOSE and book.payable(i) for i, c in said.cited.items()):
        return None
    return next((one for one in known if one.fits(line)), None)


def paid_out(line: StatementLine, said: Reading) -> bool:
    """True for money paid to somebody who is no customer, for no document of this ledger: rent, wages, suppliers.

    Where the bank names nobody and says nothing, or marks a return, a person looks at the line.
    """
    if line.amount_minor >= 0 or line.is_reversal or returns.marked(said):
        return False
    if said.cited or said.strangers or said.broken or said.payers or said.mentioned:
        return False
    return bool(name_key(line.payer_name) or account_key(line.payer_account) or said.text)


@cache
def _rules() -> tuple[tuple[str, bool, re.Pattern[str]], ...]:
    """Name, whether it is asked only where nothing else fits, and what it looks for."""
    read = tomllib.loads(files("recon.match").joinpath("not_ours.toml").read_text("utf-8"))
    return tuple(
        (name, table.get("last", False), re.compile("|".join(table["patterns"]))) for name, table in read.items()
    )
