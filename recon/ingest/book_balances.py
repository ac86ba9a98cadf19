"""Balances of the general ledger -> `Balance` rows, debit positive.

A list has an account and a balance, or a debit and a credit column, or a balance and its side. The day is a column's,
or that of the title or the file name; a month ("2026-03") means its last day. An account without any figure has no
balance here: it is counted and left out, never taken for nothing.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date

from recon.errors import Finding, InputError, Severity, Where
from recon.ingest.lists import dates, headers, tabular
from recon.ingest.lists.numbers import Cell, is_empty, text_of
from recon.ingest.lists.rows import BadRow, ListRows, exact
from recon.ingest.lists.tabular import Table
from recon.ingest.profile import Profile
from recon.ingest.statement import Quarantined
from recon.rows import Balance
from recon.words import says

_MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[月期]?")
_CREDIT = frozenset(["c", "cr", "credit", "h", "haben", "贷", "貸", "贷方", "貸方"])
_DEBIT = frozenset(["d", "dr", "debit", "s", "soll", "借", "借方", "平", ""])


def order_of(tables: Sequence[Table], profile: Profile) -> dates.DateOrder:
    """How the days of a list are read; a list of months needs no decision.

    Raises:
        InputError: day and month cannot be told apart.
    """
    dated = [table for table in tables if any(month_end(c) is None for i in table.at("day") for c in table.cells(i))]
    return tabular.date_order(dated, ("day",), profile) if dated else dates.DateOrder()


def month_end(cell: Cell) -> date | None:
    """The last day of a cell that names a month, None where it names none; an empty cell names none that matters.

    >>> month_end("2026年2月"), month_end("202603"), month_end("2026-03-15")
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 31), None)
    """
    found = _MONTH.fullmatch(text_of(cell)) if not isinstance(cell, date) else None
    if found is None or not 1 <= int(found[2]) <= 12 or not 1900 <= int(found[1]) <= 2199:
        return None
    year, month = int(found[1]), int(found[2])
    return date(year, month, calendar.monthrange(year, month)[1])


class Balances(ListRows):
    """Reads the balances of one table."""

    def __init__(self, table: Table, profile: Profile, order: dates.DateOrder) -> None:
        super().__init__(table, profile, order)
        self.at = {name: self.first(name) for name in headers.columns_of("balances")}
        self.money = [at for name in ("balance", "debit", "credit") if (at := self.at[name]) is not None]
        for position, rows in self.decide_marks(self.money).items():
            raise tabular.ambiguous_decimal(table, position, rows)
        named = {table.names[i].currency for i in self.money} - {""}
        self.currency_for_all = named.pop() if len(named) == 1 else profile.currency
        told = dates.period(table.said_around()) or dates.period(profile.file)
        self.day_for_all = told[-1] if told else None
        if self.at["day"] is None and self.day_for_all is None:
            raise InputError(says("balances_no_day"), Where(table.file, table.sheet), says("balances_no_day_fix"))

    def rows(self) -> Iterator[Balance | Quarantined | Finding]:
        """The balances of the table, and the rows that cannot be used."""
        empty = []
        for row, cells in self.table.rows:
            if all(is_empty(self.cell(cells, i)) for i in self.money):
                empty.append(row)
                continue
            try:
                yield self._balance(row, cells)
            except BadRow as bad:
                yield self.quarantine(row, cells, bad)
        if empty:
            place = Where(self.table.file, self.table.sheet)
            yield Finding("IN340", Severity.NOTE, place, says("balances_empty", count=len(empty), first=empty[0]))

    def _balance(self, row: int, cells: Sequence[Cell]) -> Balance:
        self.check_width(cells)
        account = self.text(cells, self.at["account"])
        if not account:
            raise BadRow("IN341", says("balance_no_account"), says("balance_no_account_fix"), self.at["account"])
        minor, currency = self._amount(cells)
        return Balance(
            account=account,
            day=self._day(cells),
            currency=currency,
            balance_minor=minor,
            name=self.text(cells, self.at["name"]),
            source=Where(self.table.file, self.table.sheet, row),
        )

    def _amount(self, cells: Sequence[Cell]) -> tuple[int, str]:
        figures = {name: self.needed(cells, self.at[name]) for name in ("balance", "debit", "credit")}
        inside = next((figure.currency for figure in figures.values() if figure and figure.currency), "")
        currency = self.currency(cells, self.at["currency"], inside) or self.currency_for_all
        if not currency:
            raise BadRow("IN216", says("currency_missing_here"), says("currency_fix"), self.at["currency"])
        values = {name: figure.value for name, figure in figures.items() if figure is not None}
        if "balance" in values:
            value, position = values["balance"] * self._side(cells), self.at["balance"]
        else:
            value, position = values.get("debit", 0) - values.get("credit", 0), self.money[0]  # type: ignore[assignment]
        minor = exact(value, currency)
        if minor is None:
            cell = self.cell(cells, position)
            raise BadRow("IN219", says("amount_too_fine", currency=currency), says("amount_fix"), position, cell)
        return minor, currency

    def _side(self, cells: Sequence[Cell]) -> int:
        """+1 for a debit balance, -1 for a credit balance."""
        word = headers.key(self.text(cells, self.at["side"]))
        if word in _CREDIT:
            return -1
        if word in _DEBIT:
            return 1
        raise BadRow("IN212", says("balance_side"), says("direction_fix"), self.at["side"], word)

    def _day(self, cells: Sequence[Cell]) -> date:
        position = self.at["day"]
        day = month_end(self.cell(cells, position)) or self.day(cells, position) or self.day_for_all
        if day is None:
            raise BadRow("IN215", says("day_missing"), says("day_fix"), position)
        return day
