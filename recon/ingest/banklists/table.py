"""A bank's list, text or sheet, -> statements: one for each account and currency, in order of first appearance.

A row whose amount, date or currency cannot be read is quarantined with its reason; a cell that is only told along
(balance, original amount) and cannot be read is left out and said. Nothing is filled in for what is missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from recon.errors import Finding, Severity, Where
from recon.ingest.banklists import checks as bank_checks
from recon.ingest.banklists import layouts, signs
from recon.ingest.banklists.columns import DATES, BankColumns, marked
from recon.ingest.banklists.move import Move
from recon.ingest.banklists.plain import Told, plain_moves
from recon.ingest.lists import grids, tabular
from recon.ingest.lists.numbers import Cell, currency_code, is_empty, text_of
from recon.ingest.lists.rows import BadRow, account_number, each, exact
from recon.ingest.lists.tabular import Table
from recon.ingest.profile import Profile
from recon.ingest.statement import FileFacts, Quarantined, Statement
from recon.rows import LineStatus, StatementLine
from recon.tables import made
from recon.words import says

_BLOCK = 4096  # rows read at once
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
    for one in tabular.tables(file.grids, "bank", profile):
        if isinstance(one, Table):
            found.append(one)
        else:
            yield one
    order = tabular.date_order(found, DATES, profile)
    counts: Counter[str] = Counter()
    for table in found:
        yield from table.findings
        reader = BankRows(table, layout, profile, order)
        yield from reader.statements()
        counts.update(table.counts)
        counts["quarantined"] += reader.quarantined
        counts["data"] -= reader.quarantined
    counts["preamble"] += tabular.rows_outside(file.grids, found)
    yield FileFacts(file.encoding, {name: counts[name] for name in tabular.COUNTS})


def _purpose(purpose: str, said: str) -> str:
    """What the payer wrote and what the bank says of it, once."""
    return f"{purpose} {said}" if purpose and said and said not in purpose else purpose or said


def _grouped(moves: Sequence[Move]) -> dict[tuple[str, str], list[Move]]:
    """Rows by account and currency, in order of first appearance."""
    groups: dict[tuple[str, str], list[Move]] = {}
    for move in moves:
        groups.setdefault((move.account, move.currency), []).append(move)
    return groups


class BankRows(BankColumns):
    """Reads the statements of one table."""

    def statements(self) -> Iterator[Statement | Finding | Quarantined]:
        """Statements of the table, findings, and quarantined rows."""
        self._told_for_all()
        moves: list[Move] = []
        rows = iter(self.table.rows)
        while block := list(islice(rows, _BLOCK)):
            for (row, cells), move in zip(block, self.plain(block), strict=True):
                try:
                    moves.append(move or self._move(row, cells))
                except BadRow as reason:
                    yield self.quarantine(row, cells, reason)
        unproven, said = self._settle_sides(moves)
        yield from said
        for move in unproven:
            no_side = BadRow("IN229", says("side_unproven"), says("direction_fix"), self.sum_at)
            yield self.quarantine(move.row, move.cells, no_side)
        rows_left_out = {move.row for move in unproven}
        moves = [move for move in moves if move.row not in rows_left_out]
        yield from self._said(moves)
        for (account, currency), group in _grouped(moves).items():
            kept: list[Move] = []
            minors: list[int] = []
            for at, move in enumerate(group):
                try:
                    minors.append(self._minor(move, proven=not move.reversal or bank_checks.proven(group, at)))
                    kept.append(move)
                except BadRow as reason:
                    yield self.quarantine(move.row, move.cells, reason)
            if kept:
                lines = self._lines(kept, minors, account, currency)
                yield bank_checks.statement(self.table, kept, lines, account, currency, self.holder)
        yield from bank_checks.declared(self.table, moves, self.marks)

    def plain(self, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[Move | None]:
        """The moves of rows in which nothing is to be decided, None for every other."""
        return plain_moves(self, self.told_all, rows)

    def _told_for_all(self) -> None:
        """Account, currency and holder of the whole list; a column of one value names it for its blank cells too."""
        account, currency, self.holder = self._around()
        currencies, accounts = self._values(self.currency_at), self._values(self.account_at)
        if len(currencies) == 1 and not currency:
            currency = currency_code(next(iter(currencies)))
        if len(accounts) == 1 and not account:
            account = account_number(next(iter(accounts)))
        self.told_all = Told(account, currency, len(currencies) > 1)
        last = len(self.table.names) - 1
        # Cells beyond the header belong to a last column of text that holds the delimiter unquoted.
        self.tail_at = last if self.table.names[last].column in ("purpose", "description") else None

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
        return set() if position is None else set(each(self.table.cells(position), text_of)) - {""}

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

    def _move(self, row: int, cells: Sequence[Cell]) -> Move:
        if self.tail_at is None:
            self.check_width(cells)
        amount, by_side, inside = self.signed(cells)
        neutral = self.direction_at is not None and self.side(cells) == "neutral"
        currency = self.currency(cells, self.currency_at, inside) or self.told_all.currency
        if not currency and self.currency_at is not None and self.told_all.several_currencies:
            raise BadRow("IN216", says("currency_missing_here"), says("currency_fix"), self.currency_at)
        original = self.told(row, cells, self.original_at)
        balance = self.told(row, cells, self.balance_at)
        told = self.text(cells, self.original_currency_at) if original is not None else ""
        return Move(
            row=row,
            cells=cells,
            booked=self._booked(cells),
            value_date=self.day(cells, self.value_at) if self.value_at is not None else None,
            amount=amount,
            by_side=by_side,
            neutral=neutral,
            currency=currency,
            account=account_number(self.text(cells, self.account_at)) or self.told_all.account,
            balance=None if balance is None else -balance.value if marked(balance.side) == "out" else balance.value,
            original=None if original is None else original.value,
            original_currency=currency_code(told) or (original.currency if original else ""),
            status=LineStatus.INFORMATION if neutral else self.status_of(self.text(cells, self.status_at)),
            reversal=self.is_reversal(cells),
        )

    def _joined(self, cells: Sequence[Cell], positions: Sequence[int]) -> str:
        texts = [self.text(cells, i) for i in positions]
        if self.tail_at in positions:
            texts += [text_of(cell) for cell in cells[len(self.table.names) :]]
        return " ".join(dict.fromkeys(text for text in texts if text))

    def _minor(self, move: Move, *, proven: bool) -> int:
        """What a row moves in minor units.

        Raises:
            BadRow: it is a reversal that nothing proves, or finer than its currency.
        """
        if not proven:
            position = self.debit_at if move.amount > 0 else self.credit_at
            raise BadRow("IN227", says("reversal_unproven"), says("reversal_fix"), position, str(abs(move.amount)))
        minor = exact(move.amount, move.currency)
        if minor is None:
            what = says("amount_too_fine", currency=move.currency or "EUR")
            raise BadRow("IN219", what, says("amount_fix"), self.sum_at, str(abs(move.amount)))
        return minor

    def _lines(
        self, moves: Sequence[Move], minors: Sequence[int], account: str, currency: str
    ) -> tuple[StatementLine, ...]:
        """The lines of some rows of one account and currency, made column by column; their side is final."""
        count = len(moves)
        texts = {name: self._column(moves, positions) for name, positions in self.texts.items()}

        def first(*names: str) -> list[str]:
            """The first text of each row that is not blank, of columns in this order."""
            columns = [texts[name] for name in names if name in texts]
            if len(columns) < 2:
                return columns[0] if columns else [""] * count
            return [next(filter(None, cells), "") for cells in zip(*columns, strict=True)]

        def other(into: list[str], out: list[str]) -> list[str]:
            """A row that names both parties names the other one on the side the money came from or went to."""
            return (
                into if into == out else [b if minor < 0 else a for a, b, minor in zip(into, out, minors, strict=True)]
            )

        names = other(
            first("payer_name", "counterparty_name", "payee_name"),
            first("payee_name", "counterparty_name", "payer_name"),
        )
        accounts = other(
            first("payer_account", "counterparty_account"),
            first("payee_account", "counterparty_account", "payer_account"),
        )
        originals = [self._original(move, minor) for move, minor in zip(moves, minors, strict=True)]
        places = {"file": [self.table.file] * count, "sheet": [self.table.sheet] * count}
        return tuple(
            made(
                StatementLine,
                count,
                line_id=[""] * count,
                fingerprint=[""] * count,
                account=[account] * count,
                booked=[move.booked for move in moves],
                currency=[currency] * count,
                amount_minor=minors,
                value_date=[move.value_date for move in moves],
                status=[move.status for move in moves],
                payer_name=names,
                payer_account=each(accounts, account_number),
                payer_address=first("payer_address"),
                payer_city=first("payer_city"),
                remittance_text=list(map(_purpose, first("purpose"), first("description"))),
                reference=first("reference", "check_number"),
                bank_id=first("bank_reference"),
                bank_text=first("bank_text"),
                type_code=first("type_code"),
                is_reversal=[move.reversal for move in moves],
                original_minor=[minor for minor, _ in originals],
                original_currency=[code for _, code in originals],
                balance_minor=[exact(move.balance, currency) for move in moves],
                source=made(Where, count, row=[move.row for move in moves], **places),
            )
        )

    def _column(self, moves: Sequence[Move], positions: Sequence[int]) -> list[str]:
        """The text of some rows in a column, or in several of one meaning."""
        if len(positions) > 1 or positions[0] == self.tail_at:
            return [self._joined(move.cells, positions) for move in moves]
        return each([self.cell(move.cells, positions[0]) for move in moves], text_of)

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
