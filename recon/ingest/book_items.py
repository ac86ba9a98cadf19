"""A list of open items -> `OpenItem` rows: invoices positive, credit notes and prepayments negative.

What a list leaves out is derived only where one answer exists (open = amount - paid, due = document date + terms) and
said; a missing number, amount, currency or date is never filled in. A document number found twice with different
content is refused in both places: which one is right is for the books to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice, repeat

from recon import terms as payment
from recon.errors import Finding, InputError, Severity, Where
from recon.ingest.documents import kind_of, state_of
from recon.ingest.lists import dates, headers, tabular
from recon.ingest.lists.numbers import Cell, Figure, account_lost, currency_code, text_of
from recon.ingest.lists.rows import BadRow, ListRows, each, exact
from recon.ingest.lists.tabular import Table
from recon.ingest.plain_items import MONEY, NEGATIVE, YES, PlainItems, terms_of
from recon.ingest.profile import Profile
from recon.ingest.statement import Quarantined
from recon.rows import ItemKind, ItemState, OpenItem
from recon.words import says

DATES = ("invoice_date", "due_date", "discount_date", "as_of", "cleared_date")
_ONCE = ("item_id", "customer_id", "currency", "amount", "open_amount", *DATES)
_AS_OF_WORDS = re.compile(
    r"(?:截止|截至|基准日|统计日|报表日期?|快照|\bas (?:of|at)\b|\bstichtag\b|\bbalance date\b|\bper\b)"
    r"(?P<rest>[^\n]{0,40})",
    re.IGNORECASE,
)
_CURRENCY_AROUND = re.compile(
    r"(?:币种|货币|币别|单位|幣別|單位|currency|währung)[:： ]*(?:人民币)?(?P<word>[^\s,，;；)）]+)", re.IGNORECASE
)
_BLOCK = 4096  # rows read at once
_NONE: Mapping[str, Figure | None] = {}


class Items(ListRows):
    """Reads the open items of one table."""

    def __init__(self, table: Table, profile: Profile, order: dates.DateOrder) -> None:
        super().__init__(table, profile, order)
        at = {name: self.first(name) for name in headers.columns_of("items")}
        self.at = at
        # A list of "total" beside "open balance": the document's own amount is the better name's.
        self.money = {name: position for name in MONEY if (position := at[name]) is not None}
        for position, rows in self.decide_marks(sorted(self.money.values())).items():
            raise tabular.ambiguous_decimal(table, position, rows)
        self._refuse_twice()
        self.currency_for_all = self._currency_for_all()
        self.unknown_kinds: dict[str, int] = {}  # word -> first row
        self.unknown_states: dict[str, int] = {}
        self.said: dict[str, list[int]] = {}  # what was derived -> rows

    def _refuse_twice(self) -> None:
        """Refuse a heading that stands twice over different cells: which of them is meant, nothing says."""
        table = self.table
        for column in _ONCE:
            first, *others = table.at(column) or [0]
            for other in others:
                differs = next(((r, c) for r, c in table.rows if self.text(c, first) != self.text(c, other)), None)
                named = headers.key(table.names[first].header) == headers.key(table.names[other].header)
                if named and differs is not None:
                    row, cells = differs
                    what = says("header_twice", header=table.names[other].header, other=self.text(cells, first))
                    raise InputError(what, table.where(row, other, self.cell(cells, other)), says("header_twice_fix"))

    def _currency_for_all(self) -> str:
        """The one currency the list speaks of: of its column, its headers, the rows around it, or the profile."""
        position = self.at["currency"]
        if position is not None:
            codes = {currency_code(text) for text in set(each(self.table.cells(position), text_of)) if text}
            if len(codes) == 1:
                return next(iter(codes))
            if codes:
                return ""
        told = {self.table.names[i].currency for name, i in self.money.items() if name in ("amount", "open_amount")}
        told.discard("")
        if len(told) == 1:
            return told.pop()
        around = _CURRENCY_AROUND.search(self.table.said_around())
        return (headers.named_currency(around["word"]) if around else "") or self.profile.currency

    def unit_around(self) -> Decimal:
        """The unit a title names for all amounts (单位：万元), 1 where it names none or the headers name their own."""
        if any(self.table.names[i].unit != 1 for i in self.money.values()):
            return Decimal(1)
        found = re.search(
            r"(?:单位|單位|unit)s?[:： ]*(?:in )?([^\s,，;；)]+)", self.table.said_around(), re.IGNORECASE
        )
        return headers.unit_of(found[1]) if found else Decimal(1)

    def rows(self) -> Iterator[OpenItem | Quarantined | Finding]:
        """The items of the table, and the rows that cannot be used."""
        if not self.currency_for_all and self.at["currency"] is None and not self._inside():
            raise InputError(
                says("items_no_currency"), Where(self.table.file, self.table.sheet), says("currency_none_fix")
            )
        self.scale = self.unit_around()
        rows = iter(self.table.rows)
        while block := list(islice(rows, _BLOCK)):
            for (row, cells), item in zip(block, self.plain(block), strict=True):
                try:
                    yield item or self._item(row, cells)
                except BadRow as bad:
                    yield self.quarantine(row, cells, bad)
        yield from self._findings()

    def plain(self, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[OpenItem | None]:
        """The items of rows in which nothing is to be decided, None for every other."""
        if self.scale != 1:
            return repeat(None, len(rows))
        return PlainItems(self, self.at, self.currency_for_all).read(rows)

    def _inside(self) -> bool:
        """The amounts carry their currency in the cell."""
        try:
            return any(
                (f := self.figure(cells, i)) and f.currency
                for _, cells in self.table.rows[:50]
                for i in self.money.values()
            )
        except ValueError:
            return True

    def _of(self, cells: Sequence[Cell], column: str) -> str:
        position = self.at[column]
        return "" if position is None else self.text(cells, position)

    def _number(self, cells: Sequence[Cell]) -> str:
        position = self.at["item_id"]
        number = self._of(cells, "item_id")
        if not number:
            raise BadRow("IN301", says("item_no_number"), says("item_no_number_fix"), position)
        if account_lost([self.cell(cells, position)]) >= 0:
            raise BadRow("IN302", says("item_number_lost"), says("account_lost_fix"), position, number)
        return number

    def _item(self, row: int, cells: Sequence[Cell]) -> OpenItem:
        self.check_width(cells)
        number = self._number(cells)
        figures = {name: self.needed(cells, i) for name, i in self.money.items() if name in ("amount", "open_amount")}
        inside = next((f.currency for f in figures.values() if f and f.currency), "")
        currency = self.currency(cells, self.at["currency"], inside) or self.currency_for_all
        if not currency:
            raise BadRow("IN303", says("item_no_currency"), says("currency_fix"), self.at["currency"])
        amount, open_ = self._amounts(row, cells, currency, figures)
        kind, amount, open_ = self._signed(row, cells, amount, open_)
        issued, due = self._days_of(row, cells)
        discount, until = self._discount(row, cells, currency, issued, amount)
        base = self.told(row, cells, self.money.get("base_amount"))
        base_currency = currency_code(self._of(cells, "base_currency")) or (base.currency if base else "")
        base_currency = base_currency or self._header_currency("base_amount")
        name, customer = self._of(cells, "customer_name"), self._of(cells, "customer_id")
        if not customer and name:
            self.said.setdefault("customer", []).append(row)
        base_minor = exact(base.value * self.scale, base_currency) if base and base_currency else None
        return OpenItem(
            item_id=number,
            customer_id=customer or name,
            customer_name=name,
            issued=issued,
            due=due,
            currency=currency,
            amount_minor=amount,
            open_minor=open_,
            kind=kind,
            state=self._state(row, cells),
            payment_reference=self._of(cells, "payment_reference"),
            purchase_order=self._of(cells, "po_number"),
            contract=self._of(cells, "contract"),
            discount_minor=discount,
            discount_until=until,
            base_minor=None if base_minor is None else -abs(base_minor) if amount < 0 else base_minor,
            base_currency=base_currency if base_minor is not None else "",
            source=Where(self.table.file, self.table.sheet, row),
        )

    def _header_currency(self, column: str) -> str:
        position = self.at[column]
        return self.table.names[position].currency if position is not None else ""

    def _minor(
        self, cells: Sequence[Cell], column: str, currency: str, read: Mapping[str, Figure | None] = _NONE
    ) -> int | None:
        position = self.money.get(column)
        found = read[column] if column in read else self.needed(cells, position)
        if found is None:
            return None
        value = -abs(found.value) if found.side == "C" else found.value  # 50.00 CR: in favour of the customer
        minor = exact(value if self.scale == 1 else value * self.scale, currency)
        if minor is None:
            what = says("amount_too_fine", currency=currency)
            raise BadRow("IN219", what, says("amount_fix"), position, self.cell(cells, position))
        return minor

    def _amounts(
        self, row: int, cells: Sequence[Cell], currency: str, read: Mapping[str, Figure | None]
    ) -> tuple[int, int]:
        """Amount as issued and what is still open, in minor units, signed as written; `read` are their cells."""
        amount, open_ = (self._minor(cells, name, currency, read) for name in ("amount", "open_amount"))
        if amount is None:
            net, tax = self._minor(cells, "net_amount", currency), self._minor(cells, "tax_amount", currency)
            amount = (
                net + (tax or 0) if net is not None and (tax is not None or "tax_amount" not in self.money) else None
            )
        if amount is None and open_ is None:
            position = self.money.get("amount", self.money.get("open_amount"))
            raise BadRow("IN211", says("amount_missing"), says("amount_fix"), position)
        if amount is None:
            amount = open_
        assert amount is not None  # noqa: S101 - one of the two was given
        if open_ is None:
            paid = self._minor(cells, "paid_amount", currency) or 0
            paid = -abs(paid) if amount < 0 else abs(paid)
            open_ = amount - paid
            self.said.setdefault("paid" if "paid_amount" in self.money else "open", []).append(row)
        return amount, open_

    def _signed(self, row: int, cells: Sequence[Cell], amount: int, open_: int) -> tuple[ItemKind, int, int]:
        word = self._of(cells, "document_type")
        kind = kind_of(word) if word else None
        if word and kind is None:
            self.unknown_kinds.setdefault(word, row)
        if kind is None or (kind not in NEGATIVE and amount < 0):
            # A red invoice is a credit note, whatever the list calls it.
            kind = ItemKind.CREDIT_NOTE if amount < 0 else ItemKind.INVOICE
        if kind in NEGATIVE and amount > 0:
            self.said.setdefault("turned", []).append(row)
            amount, open_ = -amount, -open_
        if kind in NEGATIVE and open_ > 0:
            open_ = -open_  # amount written with its sign, open amount without
        if amount > 0 > open_:
            position = self.money.get("open_amount")
            what = says("item_open_sign")
            raise BadRow("IN304", what, says("item_open_sign_fix"), position, self.cell(cells, position))
        if abs(open_) > abs(amount):
            self.said.setdefault("larger", []).append(row)
        return kind, amount, open_

    def _days_of(self, row: int, cells: Sequence[Cell]) -> tuple[date, date]:
        issued, due = self.day(cells, self.at["invoice_date"]), self.day(cells, self.at["due_date"])
        if issued is None and due is None:
            position = self.at["invoice_date"] if self.at["invoice_date"] is not None else self.at["due_date"]
            raise BadRow("IN215", says("day_missing"), says("day_fix"), position)
        if issued is None:
            assert due is not None  # noqa: S101 - checked above
            self.said.setdefault("issued", []).append(row)
            return due, due
        if due is not None:
            return issued, due
        typed = self._terms(cells)
        if typed is not None:
            self.said.setdefault("terms", []).append(row)
            return issued, payment.due_date(typed, issued)
        self.said.setdefault("due", []).append(row)
        return issued, issued

    def _terms(self, cells: Sequence[Cell]) -> payment.Terms | None:
        """The payment terms of a row, None where it has none, or none with exactly one reading."""
        return terms_of(self._of(cells, "payment_terms"))

    def _discount(
        self, row: int, cells: Sequence[Cell], currency: str, issued: date, amount: int
    ) -> tuple[int, date | None]:
        """Cash discount (minor units) and its last day: of their columns, else of the terms."""
        written = self.told(row, cells, self.money.get("discount_amount"))
        until = self.day(cells, self.at["discount_date"])
        if written is not None and written.value:
            minor = exact(abs(written.value) * self.scale, currency)
            return (minor, until) if minor is not None and until is not None else (0, None)
        if written is not None or until is not None:
            return 0, None
        typed = self._terms(cells)
        if typed is None or not typed.discounts or amount <= 0:
            return 0, None
        best = typed.discounts[0]
        return payment.discount_minor(best, amount, currency), payment.discount_until(best, issued)

    def _state(self, row: int, cells: Sequence[Cell]) -> ItemState:
        if self._of(cells, "disputed").casefold() in YES:
            return ItemState.DISPUTED
        word = self._of(cells, "status")
        state = state_of(word) if word else ItemState.OPEN
        if state is None:
            self.unknown_states.setdefault(word, row)
        return state or ItemState.OPEN

    def _findings(self) -> Iterator[Finding]:
        place = Where(self.table.file, self.table.sheet)
        once = (
            ("customer", "IN305", Severity.NOTE, None),
            ("open", "IN306", Severity.NOTE, None),
            ("paid", "IN306", Severity.NOTE, None),
            ("turned", "IN307", Severity.NOTE, None),
            ("issued", "IN308", Severity.LOOK, "item_due_fix"),
            ("terms", "IN309", Severity.NOTE, None),
            ("due", "IN308", Severity.LOOK, "item_due_fix"),
            ("larger", "IN310", Severity.LOOK, "item_larger_fix"),
        )
        for what, code, severity, fix in once:
            if rows := self.said.get(what):
                said = says(f"item_{what}", count=len(rows), first=rows[0])
                yield Finding(code, severity, place, said, says(fix) if fix else None)
        for column, words in (("document_type", self.unknown_kinds), ("status", self.unknown_states)):
            for word, row in sorted(words.items()):
                where = self.table.where(row, self.at[column], word)
                yield Finding("IN311", Severity.LOOK, where, says(f"item_unknown_{column}"), says("item_unknown_fix"))
        if self.scale != 1:
            yield Finding("IN312", Severity.NOTE, place, says("item_unit", unit=f"{self.scale:f}"))
        yield from self.left_out_findings()


def as_of(tables: Sequence[tuple[Table, Items]], file: str) -> tuple[date | None, list[Finding]]:
    """The key date of a list: of its column, the words around it, or the file name; None where it names none."""
    days: set[date] = set()
    for table, items in tables:
        position = items.at["as_of"]
        for cell in () if position is None else table.cells(position):
            try:
                day = items.day((cell,), 0)
            except BadRow:
                continue
            if day is not None:
                days.add(day)
    if len(days) > 1:
        shown = ", ".join(day.isoformat() for day in sorted(days)[:3])
        what = says("items_key_dates", days=shown)
        return max(days), [Finding("IN313", Severity.LOOK, Where(file), what, says("items_key_dates_fix"))]
    if days:
        return days.pop(), []
    for table, _ in tables:
        for found in _AS_OF_WORDS.finditer(table.said_around()):
            told = _full_days(found["rest"])
            if told:
                return told[0], []
    named = _full_days(file)
    return (named[-1] if named else None), []


def _full_days(text: str) -> list[date]:
    """The whole dates a text names, a month alone being none; a day last in the order 31.01.2026 included."""
    found = [day for day in dates.period(text) if day.isoformat().replace("-", "") in _digits(text)]
    for day, month, year in re.findall(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        try:
            found.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found


def _digits(text: str) -> str:
    """Dates of a text as eight digits each, so that a month alone does not pass for a day."""
    parts = re.findall(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})", text)
    return " ".join(f"{y}{int(m):02}{int(d):02}" for y, m, d in parts)
