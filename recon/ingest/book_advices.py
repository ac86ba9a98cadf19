"""Lists of what payments are made of -> `Advised` rows: remittance advices, settlement lists of processors.

A customer's advice is read by its column names. A processor's list is known by its own header, and its layout says what
the names do not: the sign of fees, which rows are the pay-out itself, which are fees, and which never moved money. The
layout of one list is one `processors/<name>.toml`. What is kept is gross less net where a list has both; a list that
has the fee too must agree with itself in every row.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files

from recon.errors import Finding, InputError, Where
from recon.ingest.lists import dates, headers, tabular
from recon.ingest.lists.grids import Grid, Grids
from recon.ingest.lists.headers import SEARCHED_ROWS, key
from recon.ingest.lists.numbers import Cell
from recon.ingest.lists.rows import BadRow, ListRows, exact
from recon.ingest.lists.tabular import Table
from recon.ingest.profile import Profile
from recon.ingest.statement import Quarantined
from recon.rows import Advised
from recon.words import says

_MONEY = ("gross", "gross_debit", "gross_credit", "refund", "kept", "net", "net_debit", "net_credit")


@dataclass(frozen=True, slots=True)
class Layout:
    """What is known of one processor's list."""

    name: str = ""  # file name without .toml
    title: str = ""
    source: str = ""
    payer: str = ""  # names it pays under, parted by blanks
    header: frozenset[str] = frozenset()  # column names that must all be there, as compared
    columns: Mapping[str, str] = field(default_factory=dict)  # header as in the file -> our column
    currency: str = ""
    fees: str = ""  # "negative": a fee that is kept is below zero
    payout: frozenset[str] = frozenset()  # types of rows that are the pay-out itself
    fee_rows: frozenset[str] = frozenset()  # types of rows whose whole amount is a fee
    left_out: frozenset[str] = frozenset()  # states of rows that moved no money
    ends: str = ""  # first cell of the row from which on there are only totals


@cache
def layouts() -> tuple[Layout, ...]:
    """All layouts, by file name."""
    folder = files("recon.ingest.processors")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(_layout(f.name.removesuffix(".toml"), tomllib.loads(f.read_text("utf-8"))) for f in found)


def _layout(name: str, raw: Mapping[str, object]) -> Layout:
    known = {k: frozenset(map(key, v)) if isinstance(v, list) else v for k, v in raw.items()}
    return Layout(name, **known)  # type: ignore[arg-type]  # our own files, held by a test


def known_as(file: Grids, profile: Profile) -> tuple[Layout, Profile]:
    """The layout of a list, empty where it is a customer's advice, and the profile with what the layout knows."""
    found = Layout()
    for grid in file.grids:
        for _, cells in grid.rows[:SEARCHED_ROWS]:
            names = {key(cell) for cell in cells if isinstance(cell, str) and cell.strip()}
            fitting = [one for one in layouts() if one.header <= names and len(one.header) > len(found.header)]
            found = max(fitting, key=lambda one: len(one.header), default=found)
    columns = {**found.columns, **profile.columns}
    return found, replace(profile, columns=columns, currency=profile.currency or found.currency)


def bare(file: Grids) -> Grids:
    """The cells without the stroke in front by which WeChat Pay keeps sheets from taking them for numbers."""
    return replace(
        file,
        grids=[
            Grid(
                grid.sheet,
                [(at, [c.lstrip("`") if isinstance(c, str) else c for c in cells]) for at, cells in grid.rows],
                grid.left,
            )
            for grid in file.grids
        ],
    )


class Advices(ListRows):
    """Reads the rows of one table."""

    def __init__(self, table: Table, profile: Profile, order: dates.DateOrder, layout: Layout) -> None:
        super().__init__(table, profile, order)
        self.layout = layout
        self.at = {name: table.at(name) for name in headers.columns_of("advices")}
        self.money = [at for name in _MONEY for at in self.at[name]]
        for position, rows in self.decide_marks(self.money).items():
            raise tabular.ambiguous_decimal(table, position, rows)
        named = {table.names[i].currency for i in self.money} - {""}
        self.currency_for_all = named.pop() if len(named) == 1 else profile.currency
        if not self.at["document"]:
            raise InputError(says("header_not_found"), Where(table.file, table.sheet), says("header_fix_advices"))

    def rows(self) -> Iterator[Advised | Quarantined | Finding]:
        """The rows of the table that are of a payment, and those that cannot be used."""
        part = 0
        for row, cells in self.table.rows:
            if self.layout.ends and self.text(cells, 0) == self.layout.ends:
                return
            if key(self._one(cells, "state")) in self.layout.left_out:
                continue
            kind = key(self._one(cells, "type"))
            if kind in self.layout.payout:
                part += not self.at["payment"]
                continue
            try:
                one = self._advised(row, cells, kind in self.layout.fee_rows)
            except BadRow as bad:
                yield self.quarantine(row, cells, bad)
                continue
            if one.gross_minor or one.kept_minor:
                yield replace(one, part=part)

    def _one(self, cells: Sequence[Cell], column: str) -> str:
        return next((text for i in self.at[column] if (text := self.text(cells, i))), "")

    def _advised(self, row: int, cells: Sequence[Cell], is_fee: bool) -> Advised:
        self.check_width(cells)
        currency = self._currency(cells)
        gross, kept = self._amounts(cells, is_fee)
        whole, fee = exact(gross, currency), exact(kept, currency)
        if whole is None or fee is None:
            raise BadRow("IN219", says("amount_too_fine", currency=currency), says("amount_fix"), self.money[0])
        days = [day for i in self.at["day"] if (day := self.day(cells, i))]
        return Advised(
            " ".join(text for i in self.at["document"] if (text := self.text(cells, i))),
            currency,
            whole,
            fee,
            self._one(cells, "payment"),
            day=max(days, default=None),
            processor=self.layout.payer,
            source=Where(self.table.file, self.table.sheet, row),
        )

    def _currency(self, cells: Sequence[Cell]) -> str:
        found = self.currency(cells, self.first("currency"))
        paid = self.currency(cells, self.first("net_currency"))
        if found and paid and found != paid:
            raise BadRow("IN351", says("advice_two_currencies"), says("advice_row_fix"), self.first("net_currency"))
        currency = found or paid or self.currency_for_all
        if not currency:
            raise BadRow("IN216", says("currency_missing_here"), says("currency_fix"), self.first("currency"))
        return currency

    def _amounts(self, cells: Sequence[Cell], is_fee: bool) -> tuple[Decimal, Decimal]:
        """What the document falls by and what is kept of it."""
        given = {name: self._sum(cells, name) for name in _MONEY}
        net = given["net"] if given["net"] is not None else _side(given["net_credit"], given["net_debit"])
        gross = given["gross"] if given["gross"] is not None else _side(given["gross_credit"], given["gross_debit"])
        if given["refund"] is not None:
            gross = (gross or Decimal(0)) - abs(given["refund"])
        if self.at["gross_debit"] and self.at["net_debit"] and gross and net:
            gross = abs(gross) if net > 0 else -abs(gross)
        fee = given["kept"]
        if fee is not None and self.layout.fees == "negative":
            fee = -fee
        if gross is None and net is None:
            raise BadRow("IN210", says("amount_unreadable"), says("amount_fix"), self.money[0])
        if is_fee or (gross is None and not self._one(cells, "document")):
            moved = net if net is not None else gross
            return Decimal(0), -(moved or Decimal(0))
        if gross is None:
            gross = (net or Decimal(0)) + abs(fee or Decimal(0)) * (-1 if net and net < 0 else 1)
        kept = gross - net if net is not None else fee if fee is not None else Decimal(0)
        if net is not None and fee is not None and abs(kept) != abs(fee):
            raise BadRow("IN350", says("advice_row_differs"), says("advice_row_fix"), self.money[0])
        return gross, kept

    def _sum(self, cells: Sequence[Cell], name: str) -> Decimal | None:
        found = [figure.value for i in self.at[name] if (figure := self.needed(cells, i)) is not None]
        return sum(found, Decimal(0)) if found else None


def _side(credit: Decimal | None, debit: Decimal | None) -> Decimal | None:
    if credit is None and debit is None:
        return None
    return abs(credit or Decimal(0)) - abs(debit or Decimal(0))
