"""What a row of the review book rests on: its place, its facts as they are sealed, and the id of the whole book.

Law: the same month end gives the same rows in the same order with the same facts, whatever order its lines came in.

Facts of a line (`_state`), compact JSON:
`no` as the row shows it; `left` minor units; `stand` (monthend.Stand); `first`, `second` the shares of the first two
alternatives, each `[item, currency, cash, line, written_off, reason]`; `remainder` of each in the line's currency;
`related` line id of the receipt it takes back or is a copy of; `p` and `rule` of each; `customer` number of the payer,
"" where unknown.
Facts of a document: `open` minor units and `currency`. Both are plain ASCII without a blank, which every program that
saves a workbook leaves as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from recon.match.outcome import Alternative
from recon.money import to_decimal
from recon.monthend import MonthEnd, Stand, Waiting
from recon.reports._shared import sure
from recon.review.layout import EDITION
from recon.rows import OpenItem

MOST_SHARES = 250  # documents of one alternative that a cell holds the facts of
_ID = 16  # hex digits of a book's id


@dataclass(frozen=True, slots=True)
class Row:
    """A bank line in the book."""

    no: int
    waiting: Waiting
    state: str  # facts as compact JSON
    first: Alternative | None  # what `accept` would post, None where the book cannot offer it
    second: Alternative | None

    @property
    def key(self) -> str:
        """Fingerprint of the line."""
        return self.waiting.answer.line.fingerprint


def rows_of(month: MonthEnd) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The rows of Review and those set aside, the quickest wins on top; numbered through."""
    ordered = sorted(month.waiting, key=_place)
    rows = tuple(_row(no, waiting) for no, waiting in enumerate(ordered, 1))
    return (
        tuple(row for row in rows if row.waiting.stand is not Stand.SET_ASIDE),
        tuple(row for row in rows if row.waiting.stand is Stand.SET_ASIDE),
    )


def items_of(month: MonthEnd) -> tuple[OpenItem, ...]:
    """The open documents, by customer and due date."""
    return tuple(sorted(month.items, key=lambda i: (i.customer_id, i.due, i.issued, i.item_id)))


def item_state(item: OpenItem) -> str:
    """The facts of a document."""
    return _compact({"open": item.open_minor, "currency": item.currency})


def book_id(month: MonthEnd, lang: str) -> str:
    """What names the book: a hash of all it shows. A book of other facts has another id."""
    review, aside = rows_of(month)
    facts = [
        EDITION,
        lang,
        month.period,
        month.run_id,
        [[row.key, row.state] for row in (*review, *aside)],
        [[item.item_id, item_state(item)] for item in items_of(month)],
    ]
    return hashlib.sha256(_compact(facts).encode()).hexdigest()[:_ID]


def offers_too_much(waiting: Waiting) -> int:
    """How many documents the first alternative has where they are too many to be offered, else 0."""
    first = waiting.answer.alternatives[:1]
    count = len(first[0].shares) if first else 0
    return count if count > MOST_SHARES else 0


def _place(waiting: Waiting) -> tuple[object, ...]:
    """Open lines before money on account before what is set aside; then what is likely gained: sure and large first."""
    answer, line = waiting.answer, waiting.answer.line
    first = answer.alternatives[0] if answer.alternatives else None
    doubted = first is None or any(reason.veto for reason in first.evidence)
    return (
        list(Stand).index(waiting.stand),
        doubted,
        -sure(first.probability) if first else 0.0,
        -abs(to_decimal(waiting.left_minor, line.currency)),
        line.booked,
        line.line_id,
        line.fingerprint,
    )


def _row(no: int, waiting: Waiting) -> Row:
    answer = waiting.answer
    offered = [a for a in answer.alternatives[:2] if len(a.shares) <= MOST_SHARES]
    if offered[:1] != list(answer.alternatives[:1]):
        offered = []  # the second is no runner-up to what is not shown
    facts = {
        "no": no,
        "left": waiting.left_minor,
        "stand": waiting.stand.value,
        "first": _shares(offered[:1]),
        "second": _shares(offered[1:]),
        "remainder": [a.remainder_minor for a in offered],
        "related": answer.related,
        "p": [a.probability for a in offered],
        "rule": [a.rule for a in offered],
        "customer": answer.customer_id or next((a.customer_id for a in offered), ""),
    }
    first, second = (*offered, None, None)[:2]
    return Row(no, waiting, _compact(facts), first, second)


def _shares(of: Iterable[Alternative]) -> list[list[object]]:
    return [
        [s.item_id, s.currency, s.cash_minor, s.line_minor, s.written_off_minor, s.reason] for a in of for s in a.shares
    ]


def _compact(facts: object) -> str:
    return json.dumps(facts, separators=(",", ":")).replace(" ", "\\u0020")
