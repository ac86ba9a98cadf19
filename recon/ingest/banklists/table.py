"""A bank's list, text or sheet, -> statements: one for each account and currency, in order of first appearance.

A row whose amount, date or currency cannot be read is quarantined with its reason; a cell that is only told along
(balance, original amount) and cannot be read is left out and said. Nothing is filled in for what is missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from recon.errors import Finding, Severity, Where
from recon.ingest.banklists import checks as bank_checks
from recon.ingest.banklists import layouts, signs
from recon.ingest.banklists.columns import DATES, BankColumns, marked
from recon.ingest.banklists.move import Move
from recon.ingest.lists import grids, tabular
from recon.ingest.lists.numbers import Cell, currency_code, is_empty, text_of
from recon.ingest.lists.rows import BadRow, account_number, exact
from recon.ingest.lists.tabular import Table
from recon.ingest.profile import Profile
from recon.ingest.statement import FileFacts, Quarantined, Statement
from recon.rows import LineStatus, StatementLine
from recon.words import says

_CLOSED = (
    *("交易关闭", "已关闭", "关闭", "交易失败", "失败", "支付失败", "已撤销", "撤销"),
    *("cancel", "declin", "fail", "reject", "revers", "void"),
)
_PENDING = (
    *("pending", "authori", "hold", "in process", "unposted", "processing", "vorgemerkt"),
    *("处理中", "待", "未入账", "等待"),
)
_ACCOUNT_LABEL = re.compile(
    r"(?:借记|本方|银行|存款|查询|交易)?(?:账号|帐号|卡号|账户|帳號|賬號)"
    r"|(?:own|bank)?account(?:no|number|nr)?\.?|iban|konto(?:nummer)?|compte|card(?:no|number)\.?",
    re.IGNORECASE,
)
_CURRENCY_LABEL = re.compile(r"币种|币别|货币|幣別|幣種|(?:account)?currency|ccy|währung|devise", re.IGNORECASE)
_HOLDER_LABEL = re.compile(r"户名|账户名称|戶名|客户姓名|姓名|account(?:name|holder)|kontoinhaber", re.IGNORECASE)


def read(data: bytes, profile: Profile) -> Iterator[Statement | Finding | Quarantined | FileFacts]:
    """The statements of a bank's list, what was seen in it, the rows that could not be used, and the row counts.

    Raises:
        InputError: the file holds no table of bank movements, or its decimal mark or order of dates stays open.
        ConfigError: the profile names a layout that does not exist.
    """
    yield from read_grids(grids.read(data, profile), profile)


def read_grids(file: grids.Grids, profile: Profile) -> Iterator[Statement | Finding | Quarantined | FileFacts]:
    """The same, of cells that were read already."""
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
        else:
            yield each
    order = tabular.date_order(found, DATES, profile)
    counts: Counter[str] = Counter()
    for table in found:
        yield from table.findings
        reader = _Reader(table, layout, profile, order)
        yield from reader.statements()
        counts.update(table.counts)
        counts["quarantined"] += reader.quarantined
        counts["data"] -= reader.quarantined
    counts["preamble"] += tabular.rows_outside(file.grids, found)
    yield FileFacts(file.encoding, {name: counts[name] for name in tabular.COUNTS})


def _grouped(moves: Sequence[Move]) -> dict[tuple[str, str], list[Move]]:
    """Rows by account and currency, in order of first appearance."""
    groups: dict[tuple[str, str], list[Move]] = {}
    for move in moves:
        groups.setdefault((move.account, move.currency), []).append(move)
    return groups


class _Reader(BankColumns):
    """Reads the statements of one table."""

    def statements(self) -> Iterator[Statement | Finding | Quarantined]:
        """Statements of the table, findings, and quarantined rows."""
        self._told_for_all()
        moves: list[Move] = []
        for row, cells in self.table.rows:
            try:
                moves.append(self._move(row, cells))
            except BadRow as reason:
                yield self.quarantine(row, cells, reason)
        cells_of = dict(self.table.rows)
        unproven, said = self._settle_sides(moves)
        yield from said
        for move in unproven:
            no_side = BadRow("IN229", says("side_unproven"), says("direction_fix"), self.sum_at)
            yield self.quarantine(move.row, cells_of[move.row], no_side)
        rows_left_out = {move.row for move in unproven}
        moves = [move for move in moves if move.row not in rows_left_out]
        yield from self._said(moves)
        for (account, currency), group in _grouped(moves).items():
            lines: list[StatementLine] = []
            kept: list[Move] = []
            for at, move in enumerate(group):
                try:
                    lines.append(self._line(move, proven=not move.reversal or bank_checks.proven(group, at)))
                    kept.append(move)
                except BadRow as reason:
                    yield self.quarantine(move.row, cells_of[move.row], reason)
            if kept:
                yield bank_checks.statement(self.table, kept, tuple(lines), account, currency, self.holder)
        yield from bank_checks.declared(self.table, moves, self.marks)

    def _told_for_all(self) -> None:
        """Account, currency and holder of the whole list; a column of one value names it for its blank cells too."""
        self.told_account, self.told_currency, self.holder = self._around()
        currencies, accounts = self._values(self.currency_at), self._values(self.account_at)
        self.several_currencies = len(currencies) > 1
        if len(currencies) == 1 and not self.told_currency:
            self.told_currency = currency_code(next(iter(currencies)))
        if len(accounts) == 1 and not self.told_account:
            self.told_account = account_number(next(iter(accounts)))
        last = len(self.table.names) - 1
        # Cells beyond the header belong to a last column of text that holds the delimiter unquoted.
        self.tail_at = last if self.table.names[last].column in ("purpose", "description") else None
        self.plain_texts = [(n, at[0]) for n, at in self.texts.items() if len(at) == 1 and at[0] != self.tail_at]
        self.joint_texts = [(n, at) for n, at in self.texts.items() if len(at) > 1 or at[0] == self.tail_at]

    def _settle_sides(self, moves: Sequence[Move]) -> tuple[list[Move], list[Finding]]:
        """Make the side of each row final; the rows whose side nothing proves are returned, and what is to be said."""
        groups = _grouped(moves)
        if self._opposite(groups):
            for move in moves:
                move.amount = -move.amount if move.by_side and not move.neutral else move.amount
            place = Where(self.table.file, self.table.sheet)
            said = Finding("IN218", Severity.NOTE, place, says("signs_proven_opposite"))
            return [], [] if self.profile.signs else [said]
        return (self._sign_by_balance(groups) if self._unsigned() else []), []

    def _values(self, position: int | None) -> set[str]:
        return {text for _, cells in self.table.rows if (text := self.text(cells, position))}

    def _unsigned(self) -> bool:
        """Nothing in the list says in or out: no sign, no direction, one column of amounts."""
        if self.amount_at is None or self.direction_at is not None or self.profile.signs:
            return False
        return not any(figure.signed or figure.side for figure in self.figures(self.amount_at))

    def _sign_by_balance(self, groups: dict[tuple[str, str], list[Move]]) -> list[Move]:
        """Sign the rows of a list without signs as its running balances prove; those that none reaches are returned."""
        unproven = []
        for group in groups.values():
            for move, side in zip(group, bank_checks.sides(group) or [1] * len(group), strict=True):
                move.amount *= side or 1
                if not side:
                    unproven.append(move)
        return unproven

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

    def _booked(self, cells: Sequence[Cell]) -> date:
        for position in self.day_at:
            day = self.day(cells, position)
            if day is not None:
                return day
        raise BadRow("IN215", says("day_missing"), says("day_fix"), self.day_at[0] if self.day_at else None)

    def _status(self, cells: Sequence[Cell], neutral: bool) -> LineStatus:
        if self.status_at is None and not neutral:
            return LineStatus.BOOKED
        word = self.text(cells, self.status_at).casefold()
        if neutral or word.startswith((*_CLOSED, *self.layout.closed)):
            return LineStatus.INFORMATION
        return LineStatus.PENDING if word.startswith((*_PENDING, *self.layout.pending)) else LineStatus.BOOKED

    def _move(self, row: int, cells: Sequence[Cell]) -> Move:
        if self.tail_at is None:
            self.check_width(cells)
        amount, by_side, inside = self.signed(cells)
        neutral = self.direction_at is not None and self.side(cells) == "neutral"
        currency = self.currency(cells, self.currency_at, inside) or self.told_currency
        if not currency and self.currency_at is not None and self.several_currencies:
            raise BadRow("IN216", says("currency_missing_here"), says("currency_fix"), self.currency_at)
        original = self.told(row, cells, self.original_at)
        balance = self.told(row, cells, self.balance_at)
        told = self.text(cells, self.original_currency_at) if original is not None else ""
        texts = {name: text_of(cells[at]) for name, at in self.plain_texts if at < len(cells)}
        for name, positions in self.joint_texts:
            texts[name] = self._joined(cells, positions)
        return Move(
            row=row,
            booked=self._booked(cells),
            value_date=self.day(cells, self.value_at) if self.value_at is not None else None,
            amount=amount,
            by_side=by_side,
            neutral=neutral,
            currency=currency,
            account=account_number(self.text(cells, self.account_at)) or self.told_account,
            balance=None if balance is None else -balance.value if marked(balance.side) == "out" else balance.value,
            original=None if original is None else original.value,
            original_currency=currency_code(told) or (original.currency if original else ""),
            status=self._status(cells, neutral),
            reversal=self.is_reversal(cells),
            texts=texts,
        )

    def _joined(self, cells: Sequence[Cell], positions: Sequence[int]) -> str:
        texts = [self.text(cells, i) for i in positions]
        if self.tail_at in positions:
            texts += [text_of(cell) for cell in cells[len(self.table.names) :]]
        return " ".join(dict.fromkeys(text for text in texts if text))

    def _line(self, move: Move, *, proven: bool) -> StatementLine:
        if not proven:
            position = self.debit_at if move.amount > 0 else self.credit_at
            raise BadRow("IN227", says("reversal_unproven"), says("reversal_fix"), position, str(abs(move.amount)))
        minor = exact(move.amount, move.currency)
        if minor is None:
            what = says("amount_too_fine", currency=move.currency or "EUR")
            raise BadRow("IN219", what, says("amount_fix"), self.sum_at, str(abs(move.amount)))
        # A row that names both parties names the other one on the side the money came from or went to.
        side = "payee" if minor < 0 else "payer"
        text = move.texts.get
        name = text(f"{side}_name") or text("counterparty_name") or text("payer_name") or text("payee_name") or ""
        account = text(f"{side}_account") or text("counterparty_account") or text("payer_account") or ""
        purpose, said = text("purpose", ""), text("description", "")
        original, original_currency = self._original(move, minor)
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
            payer_account=account_number(account),
            payer_address=text("payer_address", ""),
            payer_city=text("payer_city", ""),
            remittance_text=f"{purpose} {said}" if purpose and said and said not in purpose else purpose or said,
            reference=text("reference", "") or text("check_number", ""),
            bank_id=text("bank_reference", ""),
            bank_text=text("bank_text", ""),
            type_code=text("type_code", ""),
            is_reversal=move.reversal,
            original_minor=original,
            original_currency=original_currency,
            balance_minor=exact(move.balance, move.currency),
            source=Where(self.table.file, self.table.sheet, move.row),
        )

    def _original(self, move: Move, minor: int) -> tuple[int | None, str]:
        """The instructed amount where it says more than the booked one, with the sign of the booking."""
        if move.original is None:
            return None, ""
        currency = move.original_currency or move.currency
        value = exact(abs(move.original), currency)
        if value is None or (currency == move.currency and value == abs(minor)):
            return None, ""
        return (-value if minor < 0 else value), currency

    def _around(self) -> tuple[str, str, str]:
        """Account, currency and holder: pinned, or named around the table."""
        told = {"account": "", "currency": "", "holder": ""}
        labels = (("account", _ACCOUNT_LABEL), ("currency", _CURRENCY_LABEL), ("holder", _HOLDER_LABEL))
        for _, cells in self.table.around:
            texts = [text_of(cell) for cell in cells if not is_empty(cell)]
            for at, text in enumerate(texts):
                label, _, value = (part.strip() for part in text.replace("：", ":").partition(":"))
                value = value or (texts[at + 1] if at + 1 < len(texts) else "")
                bare = re.sub(r"\s", "", label)
                for name, pattern in labels:
                    if value and not told[name] and pattern.fullmatch(bare):
                        told[name] = value.strip("[]")
        account = account_number(told["account"]) if re.search(r"\d", told["account"]) else ""
        header = self.table.names[self.sum_at].currency if self.sum_at is not None else ""
        currency = header or currency_code(told["currency"]) or self.profile.currency
        return self.profile.account or account, currency, told["holder"]

    def _said(self, moves: Sequence[Move]) -> Iterator[Finding]:
        place = Where(self.table.file, self.table.sheet)
        yield from self.left_out_findings()
        accounts = [
            i for name in ("counterparty_account", "payer_account", "payee_account") for i in self.table.at(name)
        ]
        yield from self.lost_digits(accounts + ([self.account_at] if self.account_at is not None else []))
        if any(not move.currency for move in moves):
            yield Finding("IN222", Severity.LOOK, place, says("currency_none"), says("currency_none_fix"))
        if any(not move.account for move in moves):
            yield Finding("IN223", Severity.NOTE, place, says("account_none"), says("account_none_fix"))
        neutral = [move for move in moves if move.status is LineStatus.INFORMATION]
        if neutral:
            what = says("rows_neutral", count=len(neutral), first=neutral[0].row)
            yield Finding("IN224", Severity.NOTE, place, what)
