"""Control totals of a month end: sums that must be equal, taken from both ends.

Per currency: every receipt is used, unapplied or left out by a named reason; the open items roll forward from the day
before; open items less unapplied cash are the ledger's balance. All in whole minor units, tolerance nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from recon.ledger import Opening, Position
from recon.report import Check
from recon.rows import Allocation, Booking, OpenItem, StatementLine, UnappliedCash
from recon.words import says


def controls(
    lines: Sequence[StatementLine],
    start: Opening,
    before: Position,
    after: Position,
    cash: Sequence[UnappliedCash],
    left_out: Mapping[str, str],
    booked: Sequence[Booking] = (),
) -> tuple[Check, ...]:
    """The control totals of a period, by currency.

    Args:
        lines: booked bank lines up to the end of the period.
        start: what the lists say.
        before: the ledger on the day the roll-forward begins.
        after: the ledger at the end of the period.
        cash: unapplied cash at the end of the period.
        left_out: why a line is no unapplied cash, by fingerprint.
        booked: parts of lines that settle no document.
    """
    known = {item.item_id for item in (*after.items, *after.closed)}
    items = [item for item in start.items if item.item_id in known]  # as the lists give them
    currencies = {line.currency for line in lines} | {item.currency for item in items}
    found: list[Check] = []
    for currency in sorted(currencies):
        of = _Currency(currency, lines, items, after.applied, booked, cash, left_out)
        unapplied = sum(row.open_minor for row in cash if row.currency == currency)
        found += [
            Check(
                says("control_receipts", currency=currency),
                sum(line.amount_minor for line in of.lines),
                of.used + of.booked + unapplied + of.left_out,
                currency,
            ),
            Check(
                says("control_roll_forward", currency=currency, day=before.as_of),
                before.total(currency) + of.issued(before.as_of) - of.fallen(before.as_of),
                after.total(currency),
                currency,
            ),
            Check(
                says("control_balance", currency=currency),
                after.total(currency) - unapplied,
                of.issued(date.min) - of.counted - of.written_off + of.converted,
                currency,
            ),
        ]
    return tuple(found)


class _Currency:
    """The sums of one currency."""

    def __init__(
        self,
        currency: str,
        lines: Iterable[StatementLine],
        items: Sequence[OpenItem],
        applied: Sequence[Allocation],
        booked: Iterable[Booking],
        cash: Iterable[UnappliedCash],
        left_out: Mapping[str, str],
    ) -> None:
        self.lines = [line for line in lines if line.currency == currency]
        own = {line.fingerprint for line in self.lines}
        self._items = [item for item in items if item.currency == currency]
        self._falls = [a for a in applied if a.currency == currency]
        allocated = _by_line(applied, own)
        elsewhere = _by_line(booked, own)
        open_cash = {row.line: row.open_minor for row in cash}
        self.used = sum(allocated.values())
        self.booked = sum(elsewhere.values())
        self.left_out = sum(
            line.amount_minor
            - allocated.get(line.fingerprint, 0)
            - elsewhere.get(line.fingerprint, 0)
            - open_cash.get(line.fingerprint, 0)
            for line in self.lines
            if line.fingerprint in left_out
        )
        self.counted = sum(line.amount_minor for line in self.lines) - self.left_out - self.booked
        self.written_off = sum(a.written_off_minor for a in self._falls)
        # Where the line has another currency than the document, what it brought here and what it settled there differ.
        self.converted = self.used - sum(a.cash_minor for a in self._falls)

    def issued(self, after: date) -> int:
        """Documents dated after a day, in minor units; those of `date.min` on are all of them."""
        return sum(item.open_minor for item in self._items if item.issued > after)

    def fallen(self, after: date) -> int:
        """What the documents fell by after a day, written-off parts included."""
        return sum(a.cash_minor + a.written_off_minor for a in self._falls if a.effective > after)


def _by_line(rows: Iterable[Allocation | Booking], own: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in rows:
        if one.line in own:
            found[one.line] = found.get(one.line, 0) + one.line_minor
    return found
