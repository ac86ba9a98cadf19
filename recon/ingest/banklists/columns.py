"""Which column of a bank's list is what, and which way the money of a row went.

Money in or out is told by an explicit sign, else by a direction column or word, else by separate columns; see `signs`
for what the running balance proves of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from recon.ingest.banklists import signs
from recon.ingest.banklists.layouts import Layout
from recon.ingest.lists import dates, headers, numbers, tabular
from recon.ingest.lists.numbers import Cell, is_empty, text_of
from recon.ingest.lists.rows import BadRow, ListRows, each
from recon.ingest.lists.tabular import Table
from recon.ingest.profile import Profile
from recon.rows import LineStatus
from recon.words import says

_CLOSED = (
    *("交易关闭", "已关闭", "关闭", "交易失败", "失败", "支付失败", "已撤销", "撤销"),
    *("cancel", "declin", "fail", "reject", "revers", "void"),
)
_PENDING = (
    *("pending", "authori", "hold", "in process", "unposted", "processing", "vorgemerkt"),
    *("处理中", "待", "未入账", "等待"),
)
DATES = ("booking_date", "transaction_date", "booking_time", "finish_time", "value_date")
_TEXTS = (
    "counterparty_name",
    "payer_name",
    "payee_name",
    "counterparty_account",
    "payer_account",
    "payee_account",
    "purpose",
    "description",
    "bank_text",
    "type_code",
    "reference",
    "bank_reference",
    "check_number",
    "payer_address",
    "payer_city",
)


class BankColumns(ListRows):
    """The columns of one table, chosen once for all rows."""

    def __init__(self, table: Table, layout: Layout, profile: Profile, order: dates.DateOrder) -> None:
        super().__init__(table, profile, order)
        self.layout = layout
        at = table.at
        self.day_at = [i for column in DATES[:3] for i in at(column) if column != "booking_time" or self._has_days(i)]
        self.day_at += [i for column in DATES[3:] for i in at(column)]
        self.value_at = self.first("value_date")
        self._choose_money()
        self.status_at = self.first("status")
        self.account_at = self.first("account")
        self.texts = {name: positions for name in _TEXTS if (positions := at(name))}
        self._share_out("some_account", "counterparty_account", own=True)
        self._share_out("holder_name", "counterparty_name", own=False)
        self.direction_at = self._direction()
        self._decide_marks()
        self.outs_negative = self._outs_negative()

    def _choose_money(self) -> None:
        at = self.table.at
        self.amount_at = self.first("booked_amount", "amount")
        self.debit_at = self.first("booked_debit", "debit")
        self.credit_at = self.first("booked_credit", "credit")
        both = [i for i in (self.debit_at, self.credit_at) if i is not None]
        if self.amount_at is not None and (len(both) < 2 or not self._any_filled(both)):
            self.debit_at = self.credit_at = None
        else:
            self.amount_at = None
        # What was booked counts; the amount and currency of the purchase are told along.
        booked = self.amount_at is not None and self.amount_at in at("booked_amount")
        self.original_at = self.first("original_amount", *(["amount"] if booked else []))
        self.currency_at = self.first("booked_currency", "currency")
        told = self.currency_at is not None and self.currency_at in at("booked_currency")
        self.original_currency_at = self.first("original_currency", *(["currency"] if told else []))
        self.balance_at = self.first("balance")
        money = [self.amount_at, self.debit_at, self.credit_at, self.original_at, self.balance_at]
        self.money_at = [i for i in money if i is not None]

    @property
    def sum_at(self) -> int | None:
        """The column a message about a row's amount names."""
        if self.amount_at is not None:
            return self.amount_at
        return self.credit_at if self.credit_at is not None else self.debit_at

    def _has_days(self, position: int) -> bool:
        """A column called time may hold dates with times, or times alone."""
        cells = [cell for cell in self.table.cells(position) if not is_empty(cell)][:20]
        return any(tabular.is_dated(cell) for cell in cells)

    def _any_filled(self, positions: Sequence[int]) -> bool:
        return any(not is_empty(c) for i in positions for c in self.table.cells(i))

    def _share_out(self, column: str, other: str, *, own: bool) -> None:
        """A column named only "IBAN" or "name" is the own account's where it never changes, else the other party's."""
        found = self.table.at(column)
        if not found:
            return
        values = set(each(self.table.cells(found[0]), text_of)) - {""}
        constant = len(values) <= 1 and (own or len(self.table.rows) > 1)
        if other not in self.texts and not constant:
            self.texts[other] = found[:1]
        elif own and self.account_at is None:
            self.account_at = found[0]

    def _direction(self) -> int | None:
        if self.layout.direction:
            wanted = headers.key(self.layout.direction)
            return next((i for i, n in enumerate(self.table.names) if headers.key(n.header) == wanted), None)
        if (found := self.first("direction")) is not None:
            return found
        if self.profile.signs == "cell":
            return None
        for i in self.table.at("bank_text") + self.table.at("type_code"):
            words = set(each(self.table.cells(i), text_of)) - {""}
            if words and all(signs.direction(word) in ("in", "out") for word in words):
                return i
        return None

    def _decide_marks(self) -> None:
        open_at = self.decide_marks(self.money_at)
        if not open_at:
            return
        decided = self.marks
        mark = self._proven_mark(decided)
        self.marks = decided | dict.fromkeys(open_at, mark)
        if not mark:
            position, rows = next(iter(open_at.items()))
            raise tabular.ambiguous_decimal(self.table, position, rows)

    def _proven_mark(self, decided: dict[int, str]) -> str:
        """The decimal mark under which the running balance carries from row to row, "" where both or neither does."""
        agreeing = []
        self.outs_negative = False
        for mark in ".,":
            self.marks = {i: decided.get(i, mark) for i in self.money_at}
            amounts: list[Decimal] = []
            balances: list[Decimal | None] = []
            for _, cells in self.table.rows:
                try:
                    amount, _, _ = self.signed(cells)
                    balance = self.figure(cells, self.balance_at)
                except (BadRow, ValueError):
                    continue
                amounts.append(amount)
                balances.append(balance.value if balance else None)
            proof = signs.Proof(amounts, balances)
            agreeing.append(max(proof.up, proof.down, proof.flipped_up, proof.flipped_down))
        return "." if agreeing[0] > agreeing[1] else "," if agreeing[1] > agreeing[0] else ""

    def _outs_negative(self) -> bool:
        """The debit column holds its amounts with a minus sign throughout: they are money out all the same."""
        values = [figure.value for figure in self.figures(self.debit_at) if figure.value]
        return bool(values) and all(value < 0 for value in values)

    def figures(self, position: int | None) -> Iterator[numbers.Figure]:
        """The amounts of a column that can be read."""
        if position is None:
            return
        for _, cells in self.table.rows:
            try:
                figure = self.figure(cells, position)
            except ValueError:
                continue
            if figure is not None:
                yield figure

    def side(self, cells: Sequence[Cell]) -> str:
        """ "in", "out", "neutral", or "" where the row's direction cell does not say it.

        Raises:
            BadRow: the cell holds a word that is neither.
        """
        return "" if self.direction_at is None else self.side_of(self.cell(cells, self.direction_at))

    def side_of(self, cell: Cell) -> str:
        """The same of a cell of directions."""
        word = cell.strip() if isinstance(cell, str) else text_of(cell)
        for side, starts in (
            ("in", self.layout.says_in),
            ("out", self.layout.says_out),
            ("neutral", self.layout.says_neutral),
        ):
            if starts and word.startswith(starts):
                return side
        side = signs.direction(word)
        if not side and word and not is_empty(word):
            raise BadRow("IN212", says("direction_unknown"), says("direction_fix"), self.direction_at, word)
        return side

    def status_of(self, word: str) -> LineStatus:
        """What a word of the column of states says, "" included."""
        word = word.casefold()
        if word.startswith((*_CLOSED, *self.layout.closed)):
            return LineStatus.INFORMATION
        return LineStatus.PENDING if word.startswith((*_PENDING, *self.layout.pending)) else LineStatus.BOOKED

    def signed(self, cells: Sequence[Cell]) -> tuple[Decimal, bool, str]:
        """Amount (+ = in under the bank's view), whether a side gave the sign, and the currency in the cell.

        Raises:
            BadRow: there is no amount, it cannot be read, or both sides are filled.
        """
        if self.amount_at is None:
            return self._two_sided(cells)
        figure = self.needed(cells, self.amount_at)
        if figure is None:
            raise BadRow("IN211", says("amount_missing"), says("amount_fix"), self.amount_at)
        value = figure.value
        side = "" if value < 0 else self.side(cells) or marked(figure.side)
        if not side and value and not figure.signed and self.direction_at is not None:
            raise BadRow("IN212", says("direction_missing"), says("direction_fix"), self.direction_at)
        if side == "out" or (not side and self.profile.signs == "charge"):
            value = -value
        return value, bool(side), figure.currency

    def _two_sided(self, cells: Sequence[Cell]) -> tuple[Decimal, bool, str]:
        debit, credit = self.needed(cells, self.debit_at), self.needed(cells, self.credit_at)
        if debit is None and credit is None:
            raise BadRow("IN211", says("amount_missing"), says("amount_fix"), self.sum_at)
        if debit and credit and debit.value and credit.value:
            cell = self.cell(cells, self.debit_at)
            raise BadRow("IN213", says("both_sides", credit=credit.value), says("both_sides_fix"), self.debit_at, cell)
        out = debit.value if debit else Decimal(0)
        into = credit.value if credit else Decimal(0)
        inside = (credit and credit.currency) or (debit and debit.currency) or ""
        return into - (abs(out) if self.outs_negative else out), True, inside

    def is_reversal(self, cells: Sequence[Cell]) -> bool:
        """A negative amount in a debit or credit column: it goes the other way, if the balance proves it."""
        if self.amount_at is not None:
            return False
        debit, credit = self.figure(cells, self.debit_at), self.figure(cells, self.credit_at)
        return bool((debit and debit.value < 0 and not self.outs_negative) or (credit and credit.value < 0))


def marked(side: str) -> str:
    """ "in" for a cell that ends in CR or 贷, "out" for DR or 借, "" for neither."""
    return {"C": "in", "D": "out"}.get(side, "")
