"""What persons have decided before about lines and payers: their word stands over all evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from recon.match.book import Book, Decision, Habit
from recon.match.payers import account_key
from recon.rows import StatementLine
from recon.text import normal


@dataclass(frozen=True, slots=True)
class Account:
    """Whether an account pays for a customer."""

    account: str  # of the payer, as the bank gives it
    customer: str  # customer id
    holds: bool  # False: it does not, whatever the master data say


@dataclass(frozen=True, slots=True)
class NotOurs:
    """Lines that are no customer's. All that is given must be in the line, upper and lower case alike."""

    payer: str  # part of the payer's name, "" = any
    text: str  # part of the remittance or bank text, "" = any
    account: str  # the payer's account, "" = any
    direction: str = ""  # "in", "out" or "" for both
    row: int = 0  # the decision it stands in

    def fits(self, line: StatementLine) -> bool:
        """True where the line is one of these. A pattern that gives nothing fits nothing."""
        if not (self.payer.strip() or self.text.strip() or account_key(self.account)):
            return False
        if self.direction and self.direction != ("in" if line.amount_minor > 0 else "out"):
            return False
        if account_key(self.account) and account_key(self.account) != account_key(line.payer_account):
            return False
        said = " ; ".join((line.remittance_text, line.reference, line.bank_text))
        return _has(line.payer_name, self.payer) and _has(said, self.text)

    @property
    def shown(self) -> str:
        """What it looks for, as it was given."""
        return " / ".join(part for part in (self.payer, self.text, self.account) if part)


@dataclass(frozen=True, slots=True)
class Rulings:
    """Empty where nobody has decided anything."""

    held: frozenset[str] = frozenset()  # fingerprints of lines of which nothing is posted unasked
    barred: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)  # line -> sets of items turned down
    silent: frozenset[str] = frozenset()  # lines for which nothing is to be proposed
    payers: tuple[Decision, ...] = ()  # names confirmed or declined for customers
    accounts: tuple[Account, ...] = ()  # accounts that are a customer's, or are not
    habits: tuple[Habit, ...] = ()  # how customers have been short before
    not_ours: tuple[NotOurs, ...] = ()  # lines that are no customer's

    def bars(self, line: str, items: frozenset[str]) -> bool:
        """True where these items are not to be proposed for this line."""
        return line in self.silent or items in self.barred.get(line, ())


def taught(book: Book, rulings: Rulings) -> None:
    """Give a book the accounts and habits of the rulings; the payers' names go in as its history."""
    for one in sorted(rulings.accounts, key=lambda a: (a.account, a.customer)):
        if one.customer not in book.customers:
            continue
        if one.holds:
            book.payers.add_account(one.customer, one.account)
        else:
            book.payers.not_from.add((account_key(one.account), one.customer))
    for habit in sorted(rulings.habits, key=lambda h: (h.largest_minor, h.reason, h.customer_id)):
        book.habits.setdefault((habit.customer_id, habit.currency), []).append(habit)


def _has(text: str, part: str) -> bool:
    return not part.strip() or normal(part).strip() in normal(text)
