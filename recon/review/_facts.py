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
from decimal import Decimal
from enum import IntEnum

from recon.match.outcome import Alternative, Outcome
from recon.money import to_decimal
from recon.monthend import MonthEnd, Stand, Waiting
from recon.review.layout import EDITION
from recon.rows import OpenItem

MOST_SHARES = 250  # documents of one alternative that a cell holds the facts of
_ID = 16  # hex digits of a book's id
_LIKELY = 0.5  # probability from which a proposal is offered to be accepted as it is


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
    rows = tuple(_row(no, waiting) for no, waiting in enumerate(_in_order(month), 1))
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


class _Kind(IntEnum):
    """What a row asks of a person, in the order he goes through them."""

    YES = 0  # one good proposal without a contradiction: accepted as it is
    CHOICE = 1  # several that are as good, or one with something against it
    QUESTION = 2  # the customer is known, and he alone knows what he paid
    WHO = 3  # nobody knows who paid
    OUT = 4  # money out that nothing explains


def _kind(waiting: Waiting) -> _Kind:
    answer = waiting.answer
    first = answer.alternatives[0] if answer.alternatives else None
    if waiting.stand is not Stand.OPEN:
        return _Kind.QUESTION
    if first is not None:
        clear = first.probability >= _LIKELY and answer.outcome is not Outcome.AMBIGUOUS
        return _Kind.YES if clear and not any(reason.veto for reason in first.evidence) else _Kind.CHOICE
    if answer.line.amount_minor < 0:
        return _Kind.OUT
    return _Kind.QUESTION if answer.customer_id else _Kind.WHO


def _units(waiting: Waiting) -> Decimal:
    return abs(to_decimal(waiting.left_minor, waiting.answer.line.currency))


def _payer(waiting: Waiting) -> str:
    answer = waiting.answer
    return answer.customer_id or (answer.alternatives[0].customer_id if answer.alternatives else "")


def _in_order(month: MonthEnd) -> list[Waiting]:
    """What is accepted as it is, the surest and largest first; then choices, then questions, a customer's together.

    Open lines before money on account before what is set aside. Customers go by what waits of theirs in all.
    """
    waits: dict[tuple[Stand, _Kind, str], Decimal] = {}
    for one in month.waiting:
        key = (one.stand, _kind(one), _payer(one))
        waits[key] = waits.get(key, Decimal()) + _units(one)

    def place(one: Waiting) -> tuple[object, ...]:
        kind, line = _kind(one), one.answer.line
        first = one.answer.alternatives[:1]
        if kind is _Kind.YES:
            group: tuple[object, ...] = (-int(first[0].probability * 10), Decimal(), "")
        elif kind in (_Kind.CHOICE, _Kind.QUESTION) and _payer(one):
            group = (0, -waits[one.stand, kind, _payer(one)], _payer(one))
        else:
            group = (0, -_units(one), "")
        return (list(Stand).index(one.stand), kind, *group, -_units(one), line.booked, line.line_id, line.fingerprint)

    return sorted(month.waiting, key=place)


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
