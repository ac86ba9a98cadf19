"""Rows of open items in which nothing is to be decided, read column by column.

Law: a row read here is, to the last field, what `book_items` makes of it cell by cell, which finds nothing to say of
it. Every other row is left to it: a cell that is no plain number, text or day, a blank where one is needed, a sign
that is turned, an unknown word, anything derived. So None stands here for "not plain", never for a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import compress, repeat
from typing import TypeVar

from recon.errors import Where
from recon.ingest.documents import kind_of, state_of
from recon.ingest.lists.numbers import Cell, account_lost, currency_code, plain_minor, text_of
from recon.ingest.lists.rows import BadRow, ListRows, each, wide
from recon.ingest.termtexts import read as readings_of
from recon.money import exponent
from recon.rows import ItemKind, ItemState, OpenItem
from recon.tables import made
from recon.terms import Terms

NEGATIVE = (ItemKind.CREDIT_NOTE, ItemKind.PREPAYMENT)
YES = frozenset(["y", "yes", "true", "1", "x", "ja", "oui", "是", "有"])
MONEY = ("amount", "open_amount", "paid_amount", "net_amount", "tax_amount", "discount_amount", "base_amount")

Sums = tuple[ItemKind, int, int]  # kind, amount and open amount in minor units
Discount = tuple[int, date | None]  # minor units and last day
_NO_DISCOUNT: Discount = (0, None)
Columns = Sequence[Sequence[Cell]]
Word = TypeVar("Word")


class PlainItems:
    """The plain rows of one table."""

    def __init__(self, reader: ListRows, at: Mapping[str, int | None], currency: str) -> None:
        """Of `reader`, whose decisions on marks and days hold here too.

        Args:
            reader: the reader of the table.
            at: position of each of our columns, None where the table lacks it.
            currency: the one of rows that do not say theirs, "" = none.
        """
        self.reader, self.at, self.currency = reader, at, currency

    def read(self, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[OpenItem | None]:
        """The item of each row, None where the row is to be read cell by cell."""
        names = self.reader.table.names
        if any(names[position].unit != 1 for name in MONEY if (position := self.at[name]) is not None):
            return repeat(None, len(rows))
        return self._items(
            [at for at, _ in rows], list(zip(*(wide(cells, len(names)) for _, cells in rows), strict=True))
        )

    def _items(self, rows: Sequence[int], columns: Columns) -> Iterator[OpenItem | None]:
        codes = each(self._texts(columns, "currency"), lambda text: currency_code(text) if text else self.currency)
        units = each(codes, lambda code: 10 ** exponent(code) if code else 0)
        numbers, payers = self._numbers(columns), self._texts(columns, "customer_id")
        names = self._texts(columns, "customer_name")
        sums = list(map(_signed, self._kinds(columns), *self._amounts(columns, units)))
        issued, due = self._days(columns, "invoice_date"), self._days(columns, "due_date")
        states, less = self._states(columns), self._discounts(columns, units)
        plain = [
            bool(number and (payer or not name) and amounts and first and last and state and discount)
            for number, payer, name, amounts, first, last, state, discount in zip(
                numbers, payers, names, sums, issued, due, states, less, strict=True
            )
        ]
        count, table = sum(plain), self.reader.table

        def kept(column: Sequence[Word]) -> list[Word]:
            return list(compress(column, plain))

        amounts, discounts = kept(sums), kept(less)
        items = iter(
            made(
                OpenItem,
                count,
                item_id=kept(numbers),
                customer_id=kept(payers),
                customer_name=kept(names),
                issued=kept(issued),
                due=kept(due),
                currency=kept(codes),
                kind=[one[0] for one in amounts if one],
                amount_minor=[one[1] for one in amounts if one],
                open_minor=[one[2] for one in amounts if one],
                state=kept(states),
                payment_reference=kept(self._texts(columns, "payment_reference")),
                purchase_order=kept(self._texts(columns, "po_number")),
                contract=kept(self._texts(columns, "contract")),
                discount_minor=[one[0] for one in discounts if one],
                discount_until=[one[1] for one in discounts if one],
                source=made(Where, count, file=[table.file] * count, sheet=[table.sheet] * count, row=kept(rows)),
            )
        )
        return (next(items) if one else None for one in plain)

    def _texts(self, columns: Columns, name: str) -> list[str]:
        position = self.at[name]
        return [""] * len(columns[0]) if position is None else each(columns[position], text_of)

    def _numbers(self, columns: Columns) -> list[str]:
        """Document numbers, "" where a sheet has lost digits of one."""
        position = self.at["item_id"]
        if position is None or account_lost(columns[position]) < 0:
            return self._texts(columns, "item_id")
        return [text_of(cell) if account_lost([cell]) < 0 else "" for cell in columns[position]]

    def _kinds(self, columns: Columns) -> list[ItemKind | None]:
        return each(self._texts(columns, "document_type"), lambda word: kind_of(word) if word else ItemKind.INVOICE)

    def _amounts(self, columns: Columns, units: Sequence[int]) -> tuple[list[int | None], list[int | None]]:
        """Amounts as issued and open; of a list that has open amounts alone, these."""
        opens = self._minors(columns, "open_amount", units)
        if self.at["amount"] is None and self.at["net_amount"] is None:
            return opens, opens
        return self._minors(columns, "amount", units), opens

    def _minors(self, columns: Columns, name: str, units: Sequence[int]) -> list[int | None]:
        position = self.at[name]
        if position is None:
            return [None] * len(units)
        return list(map(plain_minor, columns[position], repeat(self.reader.marks[position]), units))

    def _days(self, columns: Columns, name: str) -> list[date | None]:
        position = self.at[name]
        return [None] * len(columns[0]) if position is None else each(columns[position], self._day)

    def _day(self, cell: Cell) -> date | None:
        try:
            return self.reader.day((cell,), 0)
        except BadRow:
            return None

    def _states(self, columns: Columns) -> list[ItemState | None]:
        """States; of a row with an amount in the company's own currency None, since that is read cell by cell."""
        told = each(self._texts(columns, "status"), lambda word: state_of(word) if word else ItemState.OPEN)
        disputed = each(self._texts(columns, "disputed"), lambda word: word.casefold() in YES)
        return list(map(_state, told, disputed, self._texts(columns, "base_amount")))

    def _discounts(self, columns: Columns, units: Sequence[int]) -> list[Discount | None]:
        """What may be deducted and until when, of the columns of a discount; None where the terms are to say it."""
        written, until = self._texts(columns, "discount_amount"), self._texts(columns, "discount_date")
        agreed = each(self._texts(columns, "payment_terms"), _has_discount)
        if not (any(written) or any(until)):
            return [None if one else _NO_DISCOUNT for one in agreed]
        minors, days = self._minors(columns, "discount_amount", units), self._days(columns, "discount_date")
        return list(map(_discount, written, minors, until, days, agreed))


def _signed(kind: ItemKind | None, amount: int | None, open_: int | None) -> Sums | None:
    if kind is None or amount is None or open_ is None or not (0 <= open_ <= amount or amount <= open_ <= 0):
        return None
    if kind in NEGATIVE:
        return None if amount > 0 else (kind, amount, open_)
    return (kind if amount >= 0 else ItemKind.CREDIT_NOTE), amount, open_


def _state(told: ItemState | None, disputed: bool, base: str) -> ItemState | None:
    return None if base else ItemState.DISPUTED if disputed else told


def _discount(written: str, minor: int | None, until: str, day: date | None, agreed: bool) -> Discount | None:
    if (written and minor is None) or (until and day is None):
        return None
    if minor and day is not None:
        return abs(minor), day
    return None if agreed and not written and not until else _NO_DISCOUNT


def _has_discount(text: str) -> bool:
    typed = terms_of(text)
    return typed is not None and bool(typed.discounts)


@lru_cache(maxsize=1024)
def terms_of(text: str) -> Terms | None:
    """Payment terms of a cell, None where it has none, or none with exactly one reading; a bare number is days net."""
    found = readings_of(f"net {text}" if text.isdigit() else text) if text else ()
    return found[0] if len(found) == 1 else None
