"""Money in or money out: explicit sign > direction > separate columns, and what a running balance proves.

The bank's view is that a credit is money in. A company's own cash book has it the other way round; a running balance
proves which of the two a list is, and which way its rows run.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal

_IN = frozenset(
    [
        "c",
        "cr",
        "crdt",
        "credit",
        "credits",
        "cr.",
        "in",
        "h",
        "haben",
        "+",
        "deposit",
        "income",
        "received",
        "receipt",
        "bij",
        "gutschrift",
        "crédit",
        "abono",
        "avere",
        "贷",
        "貸",
        "贷方",
        "貸方",
        "贷cr",
        "收入",
        "收",
        "收款",
        "入",
        "入账",
        "存入",
        "转入",
        "来账",
        "已收",
        "收方",
        "贷(收入)",
        "收入(贷)",
        "贷方(收入)",
        "입금",
    ]
)
_OUT = frozenset(
    [
        "d",
        "dr",
        "db",
        "dbit",
        "debit",
        "debits",
        "dr.",
        "out",
        "s",
        "soll",
        "-",
        "withdrawal",
        "expense",
        "paid",
        "payment",
        "af",
        "lastschrift",
        "débit",
        "cargo",
        "dare",
        "借",
        "借方",
        "借dr",
        "支出",
        "支",
        "付款",
        "出",
        "付",
        "支取",
        "转出",
        "往账",
        "已付",
        "付方",
        "借(支出)",
        "支出(借)",
        "借方(支出)",
        "출금",
    ]
)
_NEUTRAL = frozenset(["/", "不计收支", "不計收支", "中性", "中性交易", "其他", "neutral", "资金转移"])


def direction(word: str) -> str:
    """What a direction cell says: "in", "out", "neutral", or "" where it is no such word.

    >>> direction("贷 Cr"), direction("DEBIT"), direction("不计收支"), direction("cash")
    ('in', 'out', 'neutral', '')
    """
    folded = "".join(unicodedata.normalize("NFKC", word).casefold().split())
    if folded in _NEUTRAL:
        return "neutral"
    return "in" if folded in _IN else "out" if folded in _OUT else ""


class Proof:
    """How often a running balance agrees with the amounts of one account, by the way its rows run."""

    def __init__(self, amounts: Sequence[Decimal], balances: Sequence[Decimal | None]) -> None:
        """`amounts` are signed as read, `balances` stand after each row, None where the list has none."""
        self.steps = self.down = self.up = self.flipped_down = self.flipped_up = 0
        previous: tuple[Decimal, Decimal] | None = None
        for amount, balance in zip(amounts, balances, strict=True):
            if balance is not None and previous is not None:
                change = balance - previous[1]
                self.steps += 1
                self.down += change == amount  # oldest row first
                self.up += change == -previous[0]  # newest row first
                self.flipped_down += change == -amount
                self.flipped_up += change == previous[0]
            previous = (amount, balance) if balance is not None else None

    @property
    def opposite(self) -> bool:
        """True where every step agrees with the amounts only when in and out change places."""
        flipped = max(self.flipped_down, self.flipped_up)
        return self.steps > 0 and flipped == self.steps and max(self.down, self.up) < self.steps

    @property
    def newest_first(self) -> bool | None:
        """Whether the rows run from the newest to the oldest, None where the balance does not tell."""
        if self.up == self.down:
            return None
        return self.up > self.down
