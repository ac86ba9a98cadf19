"""What the lines of this run teach about payers: accounts and spellings of customers whose items they cite and close.

Only postings by number and to the cent teach. A payer who paid for two unrelated customers teaches nothing (factoring
companies, wallets), nor one who says on whose behalf he pays; a name that fits no customer teaches only when it paid
for one and the same three times.
"""

from __future__ import annotations

from collections.abc import Iterable

from recon.match.book import Book
from recon.match.payers import Level, Payer, account_key
from recon.match.profiles import who_pays
from recon.match.reading import CONFIRMED_ENOUGH, Reading
from recon.rows import StatementLine
from recon.text import name_key


class Lessons:
    """Counts by account and by name, over the postings of a run."""

    def __init__(self) -> None:
        self._accounts: dict[str, dict[str, tuple[int, Level | None]]] = {}
        self._names: dict[str, dict[str, tuple[int, Level | None]]] = {}
        self._spelt: dict[str, set[str]] = {}
        self._taught: set[str] = set()

    def add(self, line: StatementLine, said: Reading, customers: Iterable[str]) -> None:
        """Count one posting whose items were cited and closed."""
        ids = sorted(set(customers))
        if len(ids) != 1 or who_pays(line.payer_name)[1]:
            return  # who pays on behalf of somebody may pay for others tomorrow
        fits = [p.level for p in said.payers if p.customer_id == ids[0] and p.level != Level.ACCOUNT]
        level = max(fits) if fits else None
        for book, key in ((self._accounts, account_key(line.payer_account)), (self._names, name_key(line.payer_name))):
            if key:
                times, before = book.setdefault(key, {}).get(ids[0], (0, None))
                book[key][ids[0]] = (times + 1, level if before is None else max(before, level or before))
        if name_key(line.payer_name):
            self._spelt.setdefault(name_key(line.payer_name), set()).add(line.payer_name)

    def teach(self, book: Book) -> bool:
        """Give what is sure to the book. True where something new was taught."""
        new = False
        for account, customer in _sure(self._accounts):
            if account not in self._taught and account not in book.payers.by_account:
                book.payers.add_account(customer, account)
                self._taught.add(account)
                new = True
        for key, customer in _sure(self._names):
            if f"name {key}" in self._taught:
                continue
            self._taught.add(f"name {key}")
            for name in sorted(self._spelt[key]):
                held = book.payers.named(name)
                if any(p.level >= Level.CUT for p in held):
                    continue  # the name itself says who it is
                others = tuple(p for p in held if p.customer_id != customer)
                book.payers.found[name] = (Payer(customer, Level.CUT, name), *others)
                new = True
        return new


def _sure(counts: dict[str, dict[str, tuple[int, Level | None]]]) -> Iterable[tuple[str, str]]:
    for key in sorted(counts):
        customers = counts[key]
        if len(customers) != 1:
            continue
        ((customer, (times, level)),) = customers.items()
        if (level is not None and level >= Level.NEAR) or times >= CONFIRMED_ENOUGH:
            yield key, customer
