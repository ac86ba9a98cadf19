"""A bank's list, text or sheet, -> statements: one for each account and currency, in order of first appearance.

A row whose amount, date or currency cannot be read is quarantined with its reason; a cell that is only told along
(balance, original amount) and cannot be read is left out and said. Nothing is filled in for what is missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recon.errors import Finding, Severity, Where
from recon.ingest import bank_checks, dates, grids, layouts, numbers, signs, tabular
from recon.ingest.layouts import Layout
from recon.ingest.numbers import Cell, currency_code, is_empty, text_of
from recon.ingest.profile import Profile
from recon.ingest.statement import FileFacts, Quarantined, Statement
from recon.ingest.tabular import Table
from recon.money import to_minor
from recon.rows import LineStatus, StatementLine
from recon.words import Said, says

DATES = ("booking_date", "transaction_date", "booking_time", "finish_time", "value_date")
_CLOSED = (
    "交易关闭", "已关闭", "关闭", "交易失败", "失败", "支付失败", "已撤销", "撤销", "cancel", "declin", "fail", "reject",
    "revers", "void",
)  # fmt: skip
_PENDING = (
    "pending", "authori", "hold", "in process", "unposted", "processing", "处理中", "待", "未入账", "等待", "vorgemerkt",
)  # fmt: skip
_ACCOUNT_LABEL = re.compile(
    r"(?:借记|本方|银行|存款|查询|交易)?(?:账号|帐号|卡号|账户|帳號|賬號)"
    r"|(?:own |bank )?account(?: ?(?:no|number|nr))?|iban|konto(?:nummer)?|compte|card ?(?:no|number)",
    re.IGNORECASE,
)
_CURRENCY_LABEL = re.compile(r"币种|币别|货币|幣別|幣種|(?:account )?currency|ccy|währung|devise", re.IGNORECASE)
_HOLDER_LABEL = re.compile(r"户名|账户名称|戶名|客户姓名|姓名|account (?:name|holder)|kontoinhaber", re.IGNORECASE)


class _BadRow(Exception):
    """Why a row is quarantined."""

    def __init__(self, code: str, what: Said, fix: Said, position: int | None = None, value: Cell = "") -> None:
        super().__init__(code)
        self.code, self.what, self.fix, self.position, self.value = code, what, fix, position, value


@dataclass(slots=True)
class Move:
    """A row read, before its side is final."""

    row: int
    booked: date
    value_date: date | None
    amount: Decimal  # signed as far as the row says, + = in under the bank's view
    by_side: bool  # the sign comes from a direction or from separate columns, not from the amount itself
    neutral: bool
    currency: str
    account: str
    balance: Decimal | None
    original: Decimal | None
    original_currency: str
    status: LineStatus
    reversal: bool  # a negative amount in a debit or credit column: the balance must prove what it is
    texts: dict[str, str]


def read(data: bytes, profile: Profile) -> Iterator[Statement | Finding | Quarantined | FileFacts]:
    """The statements of a bank's list, what was seen in it, the rows that could not be used, and the row counts.

    Raises:
        InputError: the file holds no table of bank movements, or its decimal mark or order of dates stays open.
    """
    file = grids.read(data, profile)
    layout = layouts.layout_of(file.grids, profile)
    profile = layouts.pinned(profile, layout)
    yield from file.findings
    if layout.name:
        what = says("layout_used", name=layout.name, title=layout.title)
        yield Finding("IN209", Severity.NOTE, Where(profile.file), what)
    found: list[Table] = []
    for each in tabular.tables(file.grids, "bank", profile):
        if isinstance(each, Table):
            found.append(each)
            yield from each.findings
        else:
            yield each
    order = tabular.date_order(found, DATES, profile)
    counts: Counter[str] = Counter()
    for table in found:
        reader = _Reader(table, layout, profile, order)
        yield from reader.statements()
        counts.update(table.counts)
        counts["quarantined"] += reader.quarantined
        counts["data"] -= reader.quarantined
    rows = {k: counts[k] for k in ("header", "preamble", "data", "footer", "blank", "quarantined")}
    rows["preamble"] += _rows_outside(file.grids, found)
    yield FileFacts(file.encoding, rows)


def _rows_outside(all_grids: Sequence[grids.Grid], found: Sequence[Table]) -> int:
    """Rows of sheets that hold no table."""
    return sum(len(grid.rows) for grid in all_grids if grid.sheet not in {table.sheet for table in found})


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, table: Table, layout: Layout, profile: Profile, order: dates.DateOrder) -> None:
        self.table, self.layout, self.profile, self.order = table, layout, profile, order
        self.quarantined = 0
        self.left_out: dict[int, list[int]] = {}  # position -> rows whose cell was left out
        self._days: dict[Cell, date | None] = {}
        self._choose()

    # -- which column is which ---------------------------------------------------------------------------------

    def _first(self, *columns: str) -> int | None:
        for column in columns:
            if found := self.table.at(column):
                return found[0]
        return None

    def _choose(self) -> None:
        at = self.table.at
        self.day_at = [i for column in DATES[:3] for i in at(column) if column != "booking_time" or self._has_days(i)]
        self.value_at = self._first("value_date")
        self.day_at += [i for column in DATES[3:] for i in at(column)]
        self.amount_at = self._first("booked_amount", "amount")
        self.debit_at = self._first("booked_debit", "debit")
        self.credit_at = self._first("booked_credit", "credit")
        both = self.debit_at is not None and self.credit_at is not None
        if self.amount_at is not None and not (both and self._any_filled(self.debit_at, self.credit_at)):
            self.debit_at = self.credit_at = None
        else:
            self.amount_at = None
        booked = self.amount_at in at("booked_amount")
        self.original_at = self._first("original_amount", *(["amount"] if booked else []))
        self.currency_at = self._first("booked_currency", "currency")
        told = self.currency_at in at("booked_currency")
        self.original_currency_at = self._first("original_currency", *(["currency"] if told else []))
        self.balance_at = self._first("balance")
        self.direction_at = self._direction()
        self.status_at = self._first("status")
        self.account_at = self._first("account")
        self.texts = {
            name: at(name)
            for name in (
                "counterparty_name", "payer_name", "payee_name", "counterparty_account", "payer_account",
                "payee_account", "purpose", "description", "bank_text", "type_code", "reference", "bank_reference",
                "check_number", "payer_address", "payer_city",
            )
            if at(name)
        }  # fmt: skip
        self._share_out("some_account", "account", "counterparty_account")
        self._share_out("holder_name", "", "counterparty_name")
        if self.account_at is None and "some_account" in self.texts:
            self.account_at = self.texts.pop("some_account")[0]
        money = [self.amount_at, self.debit_at, self.credit_at, self.original_at, self.balance_at]
        self.money_at = [i for i in money if i is not None]
        self.marks = self._marks()

    def _has_days(self, position: int) -> bool:
        cells = [cell for cell in self.table.cells(position) if not is_empty(cell)][:20]
        return any(self._is_day(cell) for cell in cells)

    def _is_day(self, cell: Cell) -> bool:
        try:
            return dates.parse(cell, self.order) is not None
        except ValueError:
            return False

    def _any_filled(self, *positions: int | None) -> bool:
        return any(not is_empty(c) for i in positions if i is not None for c in self.table.cells(i))

    def _share_out(self, column: str, own: str, other: str) -> None:
        """A column named only "IBAN" or "name" is the own account's where it never changes, else the other party's."""
        found = self.table.at(column)
        if not found:
            return
        values = {text_of(cell) for cell in self.table.cells(found[0])} - {""}
        if other in self.texts or (len(values) <= 1 and (own or len(self.table.rows) > 1)):
            if own and self.account_at is None:
                self.account_at = found[0]
            return
        self.texts[other] = found[:1]

    def _direction(self) -> int | None:
        if self.layout.direction:
            wanted = layouts.key(self.layout.direction)
            return next((i for i, n in enumerate(self.table.names) if layouts.key(n.header) == wanted), None)
        if (found := self._first("direction")) is not None:
            return found
        for i in self.table.at("bank_text") + self.table.at("type_code"):
            words = {text_of(cell) for cell in self.table.cells(i)} - {""}
            if words and all(signs.direction(word) in ("in", "out") for word in words):
                return i
        return None

    def _marks(self) -> dict[int, str]:
        marks = tabular.decimal_marks(self.table, self.money_at, self.profile)
        open_at = {i: rows for i, rows in marks.items() if isinstance(rows, tuple)}
        decided = {i: mark for i, mark in marks.items() if isinstance(mark, str)}
        if open_at:
            mark = self._proven_mark(decided)
            if not mark:
                position, rows = next(iter(open_at.items()))
                raise tabular.ambiguous_decimal(self.table, position, rows)
            decided |= dict.fromkeys(open_at, mark)
        return decided

    def _proven_mark(self, decided: dict[int, str]) -> str:
        """The decimal mark under which the running balance carries from row to row, "" where both or neither does."""
        agreeing = []
        for mark in ".,":
            self.marks = {i: decided.get(i, mark) for i in self.money_at}
            amounts, balances = [], []
            for _, cells in self.table.rows:
                try:
                    amount, _, _ = self._signed(cells)
                    balance = self._figure(cells, self.balance_at)
                except (_BadRow, ValueError):
                    continue
                amounts.append(amount)
                balances.append(balance.value if balance else None)
            proof = signs.Proof(amounts, balances)
            agreeing.append(max(proof.up, proof.down, proof.flipped_up, proof.flipped_down))
        return "." if agreeing[0] > agreeing[1] else "," if agreeing[1] > agreeing[0] else ""

    # -- one row -------------------------------------------------------------------------------------------------

    def _cell(self, cells: Sequence[Cell], position: int | None) -> Cell:
        return cells[position] if position is not None and position < len(cells) else ""

    def _figure(self, cells: Sequence[Cell], position: int | None) -> numbers.Figure | None:
        if position is None:
            return None
        found = numbers.figure(self._cell(cells, position), self.marks[position])
        return tabular.scaled(found, self.table.names[position])

    def _needed(self, cells: Sequence[Cell], position: int) -> numbers.Figure | None:
        try:
            return self._figure(cells, position)
        except ValueError:
            cell = self._cell(cells, position)
            raise _BadRow("IN210", says("amount_unreadable"), says("amount_fix"), position, cell) from None

    def _told(self, row: int, cells: Sequence[Cell], position: int | None) -> numbers.Figure | None:
        """A figure that is only told along: left out where it cannot be read."""
        try:
            return self._figure(cells, position)
        except ValueError:
            self.left_out.setdefault(position or 0, []).append(row)
            return None

    def _side(self, cells: Sequence[Cell]) -> str:
        """ "in", "out", "neutral", or "" where the row does not say it."""
        if self.direction_at is None:
            return ""
        raw = self._cell(cells, self.direction_at)
        word = raw.strip() if isinstance(raw, str) else text_of(raw)
        for side, starts in (
            ("in", self.layout.says_in),
            ("out", self.layout.says_out),
            ("neutral", self.layout.says_neutral),
        ):
            if starts and word.startswith(starts):
                return side
        side = signs.direction(word)
        if not side and word and not is_empty(word):
            raise _BadRow("IN212", says("direction_unknown"), says("direction_fix"), self.direction_at, word)
        return side

    def _signed(self, cells: Sequence[Cell]) -> tuple[Decimal, bool, str]:
        """Amount (+ = in under the bank's view), whether a side gave the sign, and the currency in the cell."""
        if self.amount_at is not None:
            figure = self._needed(cells, self.amount_at)
            if figure is None:
                raise _BadRow("IN211", says("amount_missing"), says("amount_fix"), self.amount_at)
            side = "" if figure.signed and figure.value < 0 else self._side(cells) or _marked(figure.side)
            value = figure.value
            if not side and self.profile.signs == "charge":
                value = -value
            if side == "out":
                value = -value
            return value, bool(side), figure.currency
        return self._two_sided(cells)

    def _two_sided(self, cells: Sequence[Cell]) -> tuple[Decimal, bool, str]:
        debit = self._needed(cells, self.debit_at) if self.debit_at is not None else None
        credit = self._needed(cells, self.credit_at) if self.credit_at is not None else None
        if debit is None and credit is None:
            position = self.credit_at if self.credit_at is not None else self.debit_at
            raise _BadRow("IN211", says("amount_missing"), says("amount_fix"), position)
        if debit and credit and debit.value and credit.value:
            cell = self._cell(cells, self.debit_at)
            raise _BadRow("IN213", says("both_sides", credit=credit.value), says("both_sides_fix"), self.debit_at, cell)
        out = debit.value if debit else Decimal(0)
        if self.outs_negative:
            out = abs(out)
        into = credit.value if credit else Decimal(0)
        return into - out, True, (credit and credit.currency) or (debit and debit.currency) or ""

    @property
    def outs_negative(self) -> bool:
        """The debit column holds its amounts with a minus sign throughout: they are money out all the same."""
        if not hasattr(self, "_outs_negative"):
            values = []
            for _, cells in self.table.rows:
                try:
                    figure = self._figure(cells, self.debit_at)
                except ValueError:
                    continue
                if figure is not None and figure.value:
                    values.append(figure.value)
            self._outs_negative = bool(values) and all(value < 0 for value in values)
        return self._outs_negative

    def _day(self, cells: Sequence[Cell], position: int) -> date | None:
        cell = self._cell(cells, position)
        try:
            return self._days[cell]
        except KeyError:
            pass
        try:
            day = dates.parse(cell, self.order)
        except dates.NoSuchDay:
            raise _BadRow("IN214", says("day_does_not_exist"), says("day_fix"), position, cell) from None
        except ValueError:
            raise _BadRow("IN214", says("day_no_date"), says("day_fix"), position, cell) from None
        self._days[cell] = day
        return day

    def _booked(self, cells: Sequence[Cell]) -> date:
        for position in self.day_at:
            day = self._day(cells, position)
            if day is not None:
                return day
        raise _BadRow("IN215", says("day_missing"), says("day_fix"), self.day_at[0] if self.day_at else None)

    def _currency(self, cells: Sequence[Cell], inside: str) -> str:
        position = self.currency_at
        cell = text_of(self._cell(cells, position))
        code = currency_code(cell) if cell else ""
        if cell and not code:
            raise _BadRow("IN216", says("currency_unknown"), says("currency_fix"), position, cell)
        if code and inside and code != inside:
            raise _BadRow("IN216", says("currency_differs", inside=inside), says("currency_fix"), position, cell)
        return code or inside

    def _status(self, cells: Sequence[Cell], neutral: bool) -> LineStatus:
        word = text_of(self._cell(cells, self.status_at)).casefold()
        if neutral or word.startswith((*_CLOSED, *self.layout.closed)):
            return LineStatus.INFORMATION
        return LineStatus.PENDING if word.startswith((*_PENDING, *self.layout.pending)) else LineStatus.BOOKED

    def _move(self, row: int, cells: Sequence[Cell]) -> Move:
        self._check_width(cells)
        booked = self._booked(cells)
        amount, by_side, inside = self._signed(cells)
        neutral = self._side(cells) == "neutral"
        currency = self._currency(cells, inside)
        original = self._told(row, cells, self.original_at)
        balance = self._told(row, cells, self.balance_at)
        told = text_of(self._cell(cells, self.original_currency_at))
        return Move(
            row=row,
            booked=booked,
            value_date=self._day(cells, self.value_at) if self.value_at is not None else None,
            amount=amount,
            by_side=by_side,
            neutral=neutral,
            currency=currency or self.currency,
            account=_account(text_of(self._cell(cells, self.account_at))) or self.account,
            balance=None if balance is None else -balance.value if _marked(balance.side) == "out" else balance.value,
            original=None if original is None else original.value,
            original_currency=currency_code(told) or (original.currency if original else ""),
            status=self._status(cells, neutral),
            reversal=self._is_reversal(cells),
            texts={name: self._joined(cells, positions) for name, positions in self.texts.items()},
        )

    def _is_reversal(self, cells: Sequence[Cell]) -> bool:
        debit, credit = self._figure(cells, self.debit_at), self._figure(cells, self.credit_at)
        return bool((debit and debit.value < 0 and not self.outs_negative) or (credit and credit.value < 0))

    def _check_width(self, cells: Sequence[Cell]) -> None:
        """More cells than the header names: they have shifted, unless all that follow are part of a last text."""
        width = len(self.table.names)
        if len(cells) > width and any(not is_empty(cell) for cell in cells[width:]):
            if self.table.names[-1].column in ("purpose", "description"):
                self.texts.setdefault(self.table.names[-1].column, [])
                self.texts[self.table.names[-1].column] = sorted(
                    {*self.texts[self.table.names[-1].column], *range(width, len(cells))}
                )
                return
            raise _BadRow("IN217", says("row_too_wide", cells=len(cells), columns=width), says("row_too_wide_fix"))

    def _joined(self, cells: Sequence[Cell], positions: Sequence[int]) -> str:
        if len(positions) == 1:
            return text_of(self._cell(cells, positions[0]))
        texts = [text_of(self._cell(cells, i)) for i in positions]
        return " ".join(dict.fromkeys(t for t in texts if t))

    # -- the table -------------------------------------------------------------------------------------------------

    def statements(self) -> Iterator[Statement | Finding | Quarantined]:
        """Statements of the table, findings, and quarantined rows."""
        table = self.table
        self.account, self.currency, holder = self._around()
        moves: list[Move] = []
        for row, cells in table.rows:
            try:
                moves.append(self._move(row, cells))
            except _BadRow as bad:
                yield self._quarantine(row, cells, bad)
        groups: dict[tuple[str, str], list[Move]] = {}
        for move in moves:
            groups.setdefault((move.account, move.currency), []).append(move)
        flipped = self._opposite(groups)
        if flipped:
            for move in moves:
                move.amount = -move.amount if move.by_side and not move.neutral else move.amount
        if flipped and self.profile.signs != "book":
            yield Finding("IN218", Severity.NOTE, Where(table.file, table.sheet), says("signs_proven_opposite"))
        yield from self._said(moves)
        for (account, currency), group in groups.items():
            lines: list[StatementLine] = []
            kept: list[Move] = []
            for at, move in enumerate(group):
                try:
                    if move.reversal and not bank_checks.proven(group, at):
                        position = self.debit_at if move.amount > 0 else self.credit_at
                        raise _BadRow("IN227", says("reversal_unproven"), says("reversal_fix"), position)
                    lines.append(self._line(move))
                    kept.append(move)
                except _BadRow as bad:
                    yield self._quarantine(move.row, dict(table.rows)[move.row], bad)
            if kept:
                yield from bank_checks.statement(table, kept, tuple(lines), account, currency, holder)
        yield from bank_checks.declared(table, moves, self.marks)

    def _quarantine(self, row: int, cells: Sequence[Cell], bad: _BadRow) -> Quarantined:
        self.quarantined += 1
        where = self.table.where(row, bad.position, bad.value)
        raw = tuple(cell if isinstance(cell, str) else text_of(cell) for cell in cells)
        return Quarantined(where, Finding(bad.code, Severity.REFUSED, where, bad.what, bad.fix), raw)

    def _opposite(self, groups: dict[tuple[str, str], list[Move]]) -> bool:
        """Whether in and out change places: pinned as a cash book, or proven by every running balance."""
        if self.profile.signs:
            return self.profile.signs == "book"
        proofs = [
            signs.Proof([m.amount for m in group], [m.balance for m in group])
            for group in groups.values()
            if all(m.by_side for m in group)
        ]
        proofs = [proof for proof in proofs if proof.steps]
        return bool(proofs) and all(proof.opposite for proof in proofs) and sum(proof.steps for proof in proofs) > 1

    def _line(self, move: Move) -> StatementLine:
        minor = self._minor(move, move.amount, move.currency)
        side = "payee" if move.amount < 0 else "payer"
        text = move.texts.get
        name = text(f"{side}_name") or text("counterparty_name") or text("payer_name") or text("payee_name") or ""
        account = text(f"{side}_account") or text("counterparty_account") or text("payer_account") or ""
        purpose, said = text("purpose", ""), text("description", "")
        original, original_currency = self._original(move, minor)
        check = text("check_number", "")
        return StatementLine(
            line_id="",
            fingerprint="",
            account=move.account,
            booked=move.booked,
            currency=move.currency,
            amount_minor=minor,
            value_date=move.value_date,
            status=move.status,
            payer_name=name,
            payer_account=_account(account),
            payer_address=text("payer_address", ""),
            payer_city=text("payer_city", ""),
            remittance_text=f"{purpose} {said}" if purpose and said and said not in purpose else purpose or said,
            reference=text("reference", "") or check,
            bank_id=text("bank_reference", ""),
            bank_text=text("bank_text", ""),
            type_code=text("type_code", ""),
            is_reversal=move.reversal,
            original_minor=original,
            original_currency=original_currency,
            balance_minor=_exact(move.balance, move.currency),
            source=Where(self.table.file, self.table.sheet, move.row),
        )

    def _minor(self, move: Move, amount: Decimal, currency: str) -> int:
        minor = _exact(amount, currency)
        if minor is None:
            position = self.amount_at if self.amount_at is not None else self.credit_at
            what = says("amount_too_fine", currency=currency or "?")
            raise _BadRow("IN219", what, says("amount_fix"), position, str(amount))
        return minor

    def _original(self, move: Move, minor: int) -> tuple[int | None, str]:
        """The instructed amount where it says more than the booked one, with the sign of the booking."""
        if move.original is None:
            return None, ""
        currency = move.original_currency or move.currency
        value = _exact(abs(move.original), currency)
        if value is None or (currency == move.currency and value == abs(minor)):
            return None, ""
        return (-value if minor < 0 else value), currency

    def _around(self) -> tuple[str, str, str]:
        """Account, currency and holder named around the table or pinned."""
        told = {"account": "", "currency": "", "holder": ""}
        labels = (("account", _ACCOUNT_LABEL), ("currency", _CURRENCY_LABEL), ("holder", _HOLDER_LABEL))
        for _, cells in self.table.around:
            texts = [text_of(cell) for cell in cells if not is_empty(cell)]
            for at, text in enumerate(texts):
                label, colon, value = (part.strip() for part in re.sub(r"：", ":", text).partition(":"))
                value = value or (texts[at + 1] if at + 1 < len(texts) else "")
                for name, pattern in labels:
                    if (
                        value
                        and not told[name]
                        and pattern.fullmatch(re.sub(r"[\s\u3000]", "", label) if colon else label.strip())
                    ):
                        told[name] = value.strip("[]")
        account = _account(told["account"]) if re.search(r"\d", told["account"]) else ""
        position = self.amount_at if self.amount_at is not None else self.credit_at
        header = self.table.names[position].currency if position is not None else ""
        currency = header or currency_code(told["currency"]) or self.profile.currency
        return self.profile.account or account, currency, told["holder"]

    def _said(self, moves: Sequence[Move]) -> Iterator[Finding]:
        place = Where(self.table.file, self.table.sheet)
        for position, rows in self.left_out.items():
            where = self.table.where(rows[0], position)
            what = says("cells_left_out", count=len(rows))
            yield Finding("IN220", Severity.LOOK, where, what, says("cells_left_out_fix"))
        for name in ("counterparty_account", "payer_account", "payee_account"):
            for position in self.texts.get(name, []):
                lost = numbers.account_lost(self.table.cells(position))
                if lost >= 0:
                    row, cells = self.table.rows[lost]
                    where = self.table.where(row, position, self._cell(cells, position))
                    yield Finding("IN221", Severity.LOOK, where, says("account_lost"), says("account_lost_fix"))
        if moves and any(not move.currency for move in moves):
            yield Finding("IN222", Severity.LOOK, place, says("currency_none"), says("currency_none_fix"))
        if moves and any(not move.account for move in moves):
            yield Finding("IN223", Severity.NOTE, place, says("account_none"), says("account_none_fix"))
        neutral = [move for move in moves if move.status is LineStatus.INFORMATION]
        if neutral:
            what = says("rows_neutral", count=len(neutral), first=neutral[0].row)
            yield Finding("IN224", Severity.NOTE, place, what)


def _marked(side: str) -> str:
    return {"C": "in", "D": "out"}.get(side, "")


def _exact(amount: Decimal | None, currency: str) -> int | None:
    """Whole minor units, None where the amount is missing or finer than the currency. Two decimals without one."""
    if amount is None:
        return None
    try:
        return to_minor(amount, currency) if currency else to_minor(amount, "EUR")
    except (ValueError, KeyError):
        return None


def _account(text: str) -> str:
    """An account as letters and digits (and the stars of a masked one); a name with few digits stays as it is."""
    bare = "".join(char for char in text if char.isalnum() or char == "*")
    return bare if sum(char.isdigit() for char in bare) >= 4 or "*" in bare else text.strip().strip("'\"")
