"""Rows of a bank's list in which nothing is to be decided, read column by column.

Law: a row read here is, to the last field, the move that is made of it cell by cell, which finds nothing to say of it.
Every other row is left to that: a cell that is no plain amount, day or currency, both sides filled, a reversal, a row
that is not as wide as the header. So None stands here for "not plain", never for a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import repeat
from typing import TypeVar

from recon.ingest.banklists.columns import BankColumns
from recon.ingest.banklists.move import Move
from recon.ingest.lists.numbers import Cell, currency_code, is_empty, plain_value, text_of
from recon.ingest.lists.rows import BadRow, account_number, each, wide
from recon.rows import LineStatus

_ODD = Decimal("NaN")  # a cell that is neither blank nor a plain amount
_NO_DAY = date.min  # a cell that is neither blank nor a day

Columns = Sequence[Sequence[Cell]]
Read = TypeVar("Read")
Sums = tuple[Decimal, bool]  # signed amount, and whether a side gave its sign


@dataclass(frozen=True, slots=True)
class Told:
    """What the whole list says of each of its rows."""

    account: str
    currency: str
    several_currencies: bool  # a blank cell of the column of currencies says none of them


def plain_moves(reader: BankColumns, told: Told, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[Move | None]:
    """The move of each row, None where the row is to be read cell by cell."""
    names = reader.table.names
    if any(names[position].unit != 1 for position in reader.money_at):
        return repeat(None, len(rows))
    columns = list(zip(*(wide(cells, len(names)) for _, cells in rows), strict=True))
    return map(
        _move,
        [row for row, _ in rows],
        [cells for _, cells in rows],
        _days(reader, columns, reader.day_at[0] if reader.day_at else None),
        _days(reader, columns, reader.value_at),
        _sums(reader, columns),
        _sides(reader, columns),
        _currencies(reader, columns, told),
        [account or told.account for account in _texts(columns, reader.account_at, account_number)],
        _amounts(reader, columns, reader.balance_at),
        _amounts(reader, columns, reader.original_at),
        _texts(columns, reader.original_currency_at, currency_code),
        _texts(columns, reader.status_at, reader.status_of),
    )


def _move(  # noqa: PLR0913, PLR0917 - one argument a column
    row: int,
    cells: Sequence[Cell],
    booked: date | None,
    value_date: date | None,
    sums: Sums | None,
    side: str | None,
    currency: str | None,
    account: str,
    balance: Decimal | None,
    original: Decimal | None,
    original_currency: str,
    status: LineStatus,
) -> Move | None:
    if sums is None or side is None or currency is None or booked is None:
        return None
    if booked is _NO_DAY or value_date is _NO_DAY or balance is _ODD or original is _ODD:
        return None
    neutral = side == "neutral"
    return Move(
        row,
        cells,
        booked,
        value_date,
        sums[0],
        sums[1],
        neutral,
        currency,
        account,
        balance,
        original,
        original_currency if original is not None else "",
        LineStatus.INFORMATION if neutral else status,
        False,
    )


def _texts(columns: Columns, position: int | None, read: Callable[[str], Read]) -> list[Read]:
    """What the texts of a column stand for; of a column that the table lacks, what a blank does."""
    if position is None:
        return [read("")] * len(columns[0])
    return each(each(columns[position], text_of), read)


def _days(reader: BankColumns, columns: Columns, position: int | None) -> list[date | None]:
    def day(cell: Cell) -> date | None:
        try:
            return reader.day((cell,), 0)
        except BadRow:
            return _NO_DAY

    return [None] * len(columns[0]) if position is None else each(columns[position], day)


def _amounts(reader: BankColumns, columns: Columns, position: int | None) -> list[Decimal | None]:
    if position is None:
        return [None] * len(columns[0])
    mark = reader.marks[position]
    return [None if is_empty(cell) else plain_value(cell, mark, _ODD) for cell in columns[position]]


def _currencies(reader: BankColumns, columns: Columns, told: Told) -> list[str | None]:
    """The currency of each row, None where its cell names none."""

    def code(text: str) -> str | None:
        if text:
            return currency_code(text) or None
        missing = not told.currency and reader.currency_at is not None and told.several_currencies
        return None if missing else told.currency

    return _texts(columns, reader.currency_at, code)


def _sides(reader: BankColumns, columns: Columns) -> list[str | None]:
    """What the column of directions says ("" = nothing), None where it holds a word that says neither."""

    def side(cell: Cell) -> str | None:
        try:
            return reader.side_of(cell)
        except BadRow:
            return None

    position = reader.direction_at
    return [""] * len(columns[0]) if position is None else each(columns[position], side)


def _sums(reader: BankColumns, columns: Columns) -> Iterator[Sums | None]:
    """What each row moves, signed as far as it says."""
    if reader.amount_at is None:
        debits, credits = (_amounts(reader, columns, at) for at in (reader.debit_at, reader.credit_at))
        return map(_two_sided, debits, credits, repeat(reader.outs_negative))
    amounts = _amounts(reader, columns, reader.amount_at)
    if reader.direction_at is None:
        charged = reader.profile.signs == "charge"
        return (None if one is None or one is _ODD else (-one if charged else one, False) for one in amounts)
    return map(_directed, amounts, _sides(reader, columns))


def _two_sided(debit: Decimal | None, credit: Decimal | None, outs_negative: bool) -> Sums | None:
    if debit is _ODD or credit is _ODD or (debit is None and credit is None) or (debit and credit):
        return None
    into, out = credit or Decimal(0), debit or Decimal(0)
    if into < 0 or (out < 0 and not outs_negative):
        return None
    return into - (abs(out) if outs_negative else out), True


def _directed(amount: Decimal | None, side: str | None) -> Sums | None:
    """An amount without a sign takes that of its direction; with a minus it needs none."""
    if amount is None or amount is _ODD or amount < 0 or side is None:
        return None
    return None if not side else (-amount if side == "out" else amount, True)
