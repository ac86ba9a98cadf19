"""A bank's list as a statement: its ends by the running balance, and the totals it declares held against its rows.

Nothing is refused for it: a list whose totals differ is read, and the difference is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from recon.errors import Finding, Severity, Where
from recon.ingest.banklists.move import Move
from recon.ingest.banklists.signs import Proof
from recon.ingest.lists import numbers
from recon.ingest.lists.numbers import is_empty, text_of
from recon.ingest.lists.rows import exact
from recon.ingest.lists.tabular import Table
from recon.ingest.statement import Statement
from recon.rows import LineStatus, StatementLine
from recon.words import says

_COUNT = re.compile(
    r"共[计]?[:：]?\s*(\d+)\s*(?:笔|条)|(?:total|number of) (?:transactions|records|entries)[: ]+(\d+)", re.I
)
_SUM = re.compile(
    r"(收入|支出|贷方|借方|转入|转出)(?:合计|总计|总额|总金额)?[:：]?\s*(\d+)\s*笔[,，;；:：\s]*(?:金额|共|合计)?[:：]?\s*"
    r"[¥￥]?(-?[\d,]+(?:\.\d+)?)"
)
_GRAND_TOTAL = re.compile(
    r"(?:人民币|人民幣|金额)?(?:合计|合計|总计|總計|共计)(?:金额|金額)?[:：]?|(?:grand )?totals?:?", re.I
)
_INTO = frozenset(["收入", "贷方", "转入"])


def moving(move: Move) -> bool:
    """True for a row that is booked or pending: the rows a bank's own totals count."""
    return move.status is not LineStatus.INFORMATION


def statement(
    table: Table, moves: Sequence[Move], lines: tuple[StatementLine, ...], account: str, currency: str, holder: str
) -> Statement:
    """The statement of one account and currency.

    `moves` and `lines` are the rows of this account in file order. Rows that are only information (neutral and closed
    trades) are lines, but neither entries nor sums. Opening and closing come from the running balance, or from rows
    that carry a balance and move nothing.
    """
    booked = [move for move in moves if move.status is LineStatus.BOOKED]
    carried = any(move.balance is not None for move in booked)
    newest_first = Proof([m.amount for m in booked], [m.balance for m in booked]).newest_first if carried else None
    if newest_first is None:
        newest_first = bool(booked) and booked[0].booked > booked[-1].booked
    opening, closing = _ends(booked[::-1] if newest_first else booked, currency)
    if opening is None and closing is None:
        opening, closing = _carried(table, currency)
    entries = [line for line in lines if line.status is not LineStatus.INFORMATION]
    days = [line.booked for line in lines]
    return Statement(
        account=account,
        currency=currency,
        lines=lines,
        entries=len(entries),
        in_minor=sum(line.amount_minor for line in entries if line.amount_minor > 0),
        out_minor=-sum(line.amount_minor for line in entries if line.amount_minor < 0),
        opening_minor=opening,
        closing_minor=closing,
        opened=min(days),
        closed=max(days),
        account_name=holder,
        source=Where(table.file, table.sheet, moves[0].row),
    )


def proven(moves: Sequence[Move], at: int) -> bool:
    """True where the running balance carries over the row at `at`, whichever way the rows run."""
    move = moves[at]
    before = moves[at - 1].balance if at else None
    after = moves[at + 1].balance if at + 1 < len(moves) else None
    if move.balance is None:
        return False
    return (before is not None and before + move.amount == move.balance) or (
        after is not None and after + move.amount == move.balance
    )


def sides(moves: Sequence[Move]) -> list[int]:
    """+1 or -1 for each row of a list that prints amounts without a sign, as its running balance proves it.

    0 stands for a row at the end that no balance reaches. An empty list where nothing fell, so that the amounts may
    stand as written, or where the balance does not carry over every row one way.
    """
    steps = [
        (before, after, after.balance - before.balance)
        for before, after in pairwise(moves)
        if before.balance is not None and after.balance is not None
    ]
    if len(steps) < max(len(moves) - 1, 1):
        return []
    oldest_first = all(abs(change) == abs(after.amount) for _, after, change in steps)
    newest_first = all(abs(change) == abs(before.amount) for before, _, change in steps)
    if oldest_first == newest_first:
        return []
    if oldest_first:
        found = [0, *(1 if change > 0 else -1 for _, _, change in steps)]
    else:
        found = [*(-1 if change > 0 else 1 for _, _, change in steps), 0]
    return found if -1 in found else []


def _ends(moves: Sequence[Move], currency: str) -> tuple[int | None, int | None]:
    """Opening and closing balance of rows in time order, where the first and last row carry one."""
    first = next((m for m in moves if m.balance is not None), None)
    last = moves[-1] if moves else None
    if first is None or last is None or first is not moves[0]:
        return None, None
    opening = first.balance - first.amount if first.balance is not None else None
    return exact(opening, currency), exact(last.balance, currency)


def _carried(table: Table, currency: str) -> tuple[int | None, int | None]:
    """Opening and closing from rows such as 期初余额 and "Closing balance"."""
    ends: dict[bool, int | None] = {}
    for _, cells, closing in table.balances:
        figures = []
        for cell in cells:
            for decimal in ".,":
                try:
                    figure = numbers.figure(cell, decimal)
                except ValueError:
                    continue
                if figure is not None and (not isinstance(cell, str) or re.search(r"[.,]\d\d\b", cell)):
                    figures.append(figure.value)
                    break
        if figures:
            ends[closing] = exact(figures[-1], currency)
    return ends.get(False), ends.get(True)


def declared(table: Table, moves: Sequence[Move], marks: dict[int, str]) -> Iterator[Finding]:
    """Findings where the counts and sums the list declares of itself are not those of its rows."""
    said = table.said_around()
    if not said:
        return
    counted = [move for move in moves if moving(move)]
    into = [m.amount for m in counted if m.amount > 0]
    out = [-m.amount for m in counted if m.amount < 0]
    place = Where(table.file, table.sheet)
    for found in _COUNT.findall(said):
        stated = int(found[0] or found[1])
        if stated != len(moves):
            what = says("list_count", stated=stated, found=len(moves))
            yield Finding("IN226", Severity.LOOK, place, what, says("list_totals_fix"))
    for word, count, amount in _SUM.findall(said):
        rows = into if word in _INTO else out
        stated_sum = Decimal(amount.replace(",", ""))
        if int(count) != len(rows) or stated_sum != sum(rows):
            what = says(
                "list_sum", word=word, count=count, stated=stated_sum, rows=len(rows), found=sum(rows, Decimal(0))
            )
            yield Finding("IN226", Severity.LOOK, place, what, says("list_totals_fix"))
    yield from _totals_rows(table, marks)


def _totals_rows(table: Table, marks: dict[int, str]) -> Iterator[Finding]:
    """A totals row under the list, held against the sum of each money column."""
    money = {"amount", "booked_amount", "debit", "credit", "booked_debit", "booked_credit"}
    for row, cells in table.around:
        lead = next((text_of(c) for c in cells if not is_empty(c)), "")
        if not _GRAND_TOTAL.fullmatch(lead):
            continue
        for position, decimal in sorted(marks.items()):
            if table.names[position].column not in money or position >= len(cells) or is_empty(cells[position]):
                continue
            stated = _value(cells[position], decimal)
            found = sum((_value(c, decimal) or Decimal(0) for c in table.cells(position)), Decimal(0))
            if stated is not None and abs(stated) != abs(found):
                where = table.where(row, position, cells[position])
                what = says("list_total", stated=stated, found=found)
                yield Finding("IN226", Severity.LOOK, where, what, says("list_totals_fix"))


def _value(cell: numbers.Cell, decimal: str) -> Decimal | None:
    try:
        figure = numbers.figure(cell, decimal)
    except ValueError:
        return None
    return None if figure is None else figure.value
