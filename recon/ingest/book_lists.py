"""Lists of customers and of exchange rates -> `Customer` and `Rate` rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, localcontext

from recon.errors import Finding, InputError, Severity, Where
from recon.ingest.lists import dates, headers, tabular
from recon.ingest.lists.numbers import Cell, account_lost
from recon.ingest.lists.rows import BadRow, ListRows, account_number
from recon.ingest.lists.tabular import Table
from recon.ingest.profile import Profile
from recon.ingest.statement import Quarantined
from recon.rows import Customer, Rate
from recon.words import says

_SEVERAL = re.compile(r"[;；|\n]+")
_RATE_DIGITS = 12  # significant digits kept of a rate that is turned over; quotations have at most seven


class Customers(ListRows):
    """Reads the customers of one table."""

    def rows(self) -> Iterator[Customer | Quarantined | Finding]:
        """The customers of the table, and the rows that cannot be used."""
        self.at = {name: self.table.at(name) for name in headers.columns_of("customers")}
        unnumbered = []
        for row, cells in self.table.rows:
            try:
                customer = self._customer(row, cells)
            except BadRow as bad:
                yield self.quarantine(row, cells, bad)
                continue
            if not self._one(cells, "customer_id"):
                unnumbered.append(row)
            yield customer
        place = Where(self.table.file, self.table.sheet)
        if unnumbered:
            what = says("customer_by_name", count=len(unnumbered), first=unnumbered[0])
            yield Finding("IN320", Severity.NOTE, place, what)
        yield from self.lost_digits(self.at["accounts"])

    def _one(self, cells: Sequence[Cell], column: str) -> str:
        return next((text for i in self.at[column] if (text := self.text(cells, i))), "")

    def _raw(self, cells: Sequence[Cell], position: int) -> str:
        cell = self.cell(cells, position)
        return cell if isinstance(cell, str) else self.text(cells, position)  # line breaks part the values too

    def _several(self, cells: Sequence[Cell], column: str) -> list[str]:
        found = [
            part.strip()
            for i in self.at[column]
            if account_lost([self.cell(cells, i)]) < 0  # a number without its last digits is another account
            for part in _SEVERAL.split(self._raw(cells, i))
        ]
        return list(dict.fromkeys(part for part in found if part))

    def _customer(self, row: int, cells: Sequence[Cell]) -> Customer:
        self.check_width(cells)
        number, name = self._one(cells, "customer_id"), self._one(cells, "name")
        if not number and not name:
            position = next(iter(self.at["customer_id"] or self.at["name"]), None)
            raise BadRow("IN321", says("customer_none"), says("customer_none_fix"), position)
        country = self._one(cells, "country")
        return Customer(
            customer_id=number or name,
            name=name or number,
            parent_id=self._one(cells, "parent_id"),
            accounts=tuple(account_number(part).upper() for part in self._several(cells, "accounts")),
            aliases=tuple(self._several(cells, "aliases")),
            country=country.upper() if len(country) == 2 else country,
            city=self._one(cells, "city"),
            address=self._one(cells, "address"),
            contact=self._one(cells, "contact"),
            email=self._one(cells, "email"),
            language=self._one(cells, "language"),
            owner=self._one(cells, "owner"),
            source=Where(self.table.file, self.table.sheet, row),
        )


def joined(customers: Iterable[Customer]) -> tuple[list[Customer], list[Finding], list[tuple[Customer, ...]]]:
    """Rows of one customer joined: a list may have a row for each bank account or name.

    Returns:
        The customers in order of first appearance, a note for each that stood on several rows, and the groups of rows
        that have one number and different names: they cannot be one customer.
    """
    groups: dict[str, list[Customer]] = {}
    for customer in customers:
        groups.setdefault(customer.customer_id, []).append(customer)
    whole: list[Customer] = []
    notes: list[Finding] = []
    clashes: list[tuple[Customer, ...]] = []
    for number, rows in groups.items():
        if len({row.name for row in rows}) > 1:
            clashes.append(tuple(rows))
            continue
        first = rows[0]
        if len(rows) > 1:
            what = says("customer_joined", customer=number, count=len(rows))
            notes.append(Finding("IN322", Severity.NOTE, first.source, what))
            first = Customer(
                customer_id=number,
                name=first.name,
                parent_id=_only(row.parent_id for row in rows),
                accounts=tuple(sorted({a for row in rows for a in row.accounts})),
                aliases=tuple(sorted({a for row in rows for a in row.aliases})),
                country=_only(row.country for row in rows),
                city=_only(row.city for row in rows),
                address=_only(row.address for row in rows),
                contact=_only(row.contact for row in rows),
                email=_only(row.email for row in rows),
                language=_only(row.language for row in rows),
                owner=_only(row.owner for row in rows),
                source=first.source,
            )
        whole.append(first)
    return whole, notes, clashes


def _only(values: Iterable[str]) -> str:
    """The one value rows agree on; where they differ, the first in the alphabet, whatever the order of the rows."""
    return min((value for value in values if value), default="")


class Rates(ListRows):
    """Reads the exchange rates of one table."""

    def __init__(self, table: Table, profile: Profile, order: dates.DateOrder) -> None:
        super().__init__(table, profile, order)
        self.rate_at = self.first("units_per", "per_unit", "rate")
        assert self.rate_at is not None  # noqa: S101 - a table of rates has one of them
        self.way = table.names[self.rate_at]
        for position, rows in self.decide_marks([self.rate_at]).items():
            raise tabular.ambiguous_decimal(table, position, rows)
        self.base_at = self.first("base")
        self.base = self.way.currency if self.way.column != "rate" else profile.currency
        if not self.base and self.base_at is None:
            raise InputError(says("rates_no_base"), Where(table.file, table.sheet), says("header_fix_rates"))

    def rows(self) -> Iterator[Rate | Quarantined | Finding]:
        """The rates of the table, and the rows that cannot be used."""
        for row, cells in self.table.rows:
            try:
                yield self._rate(row, cells)
            except BadRow as bad:
                yield self.quarantine(row, cells, bad)

    def _rate(self, row: int, cells: Sequence[Cell]) -> Rate:
        self.check_width(cells)
        position = self.first("day")
        day = self.day(cells, position)
        if day is None:
            raise BadRow("IN215", says("day_missing"), says("day_fix"), position)
        currency = self.currency(cells, self.first("currency"))
        base = self.currency(cells, self.base_at) or self.base
        if not currency or not base:
            where = self.first("currency") if not currency else self.base_at
            raise BadRow("IN216", says("currency_missing_here"), says("currency_fix"), where)
        figure = self.needed(cells, self.rate_at)
        if figure is None or figure.value <= 0:
            cell = self.cell(cells, self.rate_at)
            raise BadRow("IN330", says("rate_not_positive"), says("amount_fix"), self.rate_at, cell)
        units = _turned(figure.value) if self.way.column == "per_unit" else figure.value
        return Rate(day, currency, base, units, Where(self.table.file, self.table.sheet, row))


def _turned(value: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = _RATE_DIGITS
        return 1 / value
