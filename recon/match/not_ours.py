"""Movements that are no receipt from a customer: own transfers, interest, charges, tax. A named rule, never a guess."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from recon.match import returns
from recon.match.book import Book
from recon.match.payers import Level, account_key
from recon.match.reading import Cited, Reading
from recon.match.rulings import NotOurs
from recon.rows import StatementLine
from recon.text import name_key, normal


def rule_for(line: StatementLine, said: Reading, book: Book) -> str:
    """The name of the rule by which a line is no customer's, "" where none applies."""
    own = {account_key(a) for a in book.settings.company.accounts} - {""}
    if account_key(line.payer_account) in own:
        return "own_transfer"
    if said.cited or (said.payers and said.payers[0].level >= Level.CUT):
        return ""
    company = name_key(book.settings.company.name)
    if company and name_key(line.payer_name) == company:
        return "own_transfer"
    text = normal(" ; ".join((line.payer_name, line.remittance_text, line.reference, line.bank_text)))
    return next((name for name, pattern in _rules() if pattern.search(text)), "")


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
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    read = tomllib.loads(files("recon.match").joinpath("not_ours.toml").read_text("utf-8"))
    return tuple((name, re.compile("|".join(table["patterns"]))) for name, table in read.items())
