"""One payment shared out by amount: the rows of the sheet Split of one bank line.

Law: the amounts of the rows are exactly what is left of the line; the rows of a line stand or fall together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from recon.match.outcome import Share
from recon.money import show
from recon.review.layout import OF_DOCUMENT, OF_LINE, Reason
from recon.review.read import Row
from recon.review.refusing import Refused
from recon.review.spreading import rate_of
from recon.review.standing import Stands
from recon.review.understood import Ledger, amount_of, reason_of
from recon.rows import OpenItem
from recon.words import says


@dataclass(frozen=True, slots=True)
class Part:
    """One row: what it uses of the line, and for what."""

    row: Row
    line_minor: int
    share: Share | None = None  # of a document
    receipt: str = ""  # line id of the receipt it pays back
    reason: Reason | None = None

    @property
    def is_on_account(self) -> bool:
        """True where the part is to be kept for the customer."""
        return self.share is None and self.reason is Reason.ON_ACCOUNT


def parts_of(
    rows: Iterable[Row], currency: str, ledger: Ledger, then: Stands, proposed: Mapping[str, Share]
) -> tuple[Part, ...]:
    """The rows of one line.

    Args:
        rows: of the sheet Split.
        currency: of the line.
        ledger: documents as people write them.
        then: the ledger as the book showed it.
        proposed: shares of the proposals by document.

    Raises:
        Refused: a row cannot be read, names no document and no reason, or names a document that is not there.
    """
    parts: list[Part] = []
    seen: set[str] = set()
    for row in rows:
        part = _part(row, currency, ledger, then, proposed)
        if part.share is not None and part.share.item_id in seen:
            what = says("tick_item_twice", item=part.share.item_id)
            raise Refused("ST608", row.place("item"), what, says("tick_item_twice_fix"))
        seen |= {part.share.item_id} if part.share is not None else set()
        parts.append(part)
    return tuple(parts)


def _part(row: Row, currency: str, ledger: Ledger, then: Stands, proposed: Mapping[str, Share]) -> Part:
    minor = _amount(row, "amount", currency)
    if not minor:
        raise Refused("ST607", row.place("amount"), says("tick_no_amount"), says("tick_amount_fix"))
    reason = _reason(row)
    text = row.text("item")
    if not text:
        if reason is not Reason.ON_ACCOUNT and reason not in OF_LINE:
            raise Refused("ST607", row.where, says("tick_part_for_what"), says("tick_part_for_what_fix"))
        return Part(row, minor, reason=reason)
    number = ledger.item(text)
    if not number:
        if any(line.line_id == text for line in then.known.lines.values()) and minor < 0:
            return Part(row, minor, receipt=text)
        raise Refused("ST608", row.place("item"), says("tick_item_unknown", item=text), says("tick_item_unknown_fix"))
    if number not in then.open:
        raise Refused("ST608", row.place("item"), says("tick_item_gone", item=number), says("tick_item_gone_fix"))
    item, opened = then.items[number], then.open[number]
    share = rate_of(item, currency, row.place("item"), proposed).share(minor, opened)
    given_up = _given_up(row, item, opened - share.cash_minor, reason)
    if given_up and reason is not None:
        share = Share(number, item.currency, share.cash_minor, minor, given_up, reason.value)
    return Part(row, minor, share, reason=reason)


def _given_up(row: Row, item: OpenItem, rest: int, reason: Reason | None) -> int:
    """What a row gives up of its document: the amount it names, else all that is left where it gives a reason."""
    if reason is not None and reason not in OF_DOCUMENT:
        raise Refused("ST606", row.place("reason"), says("tick_reason_of_document"), says("tick_word_fix"))
    if not row.text("written_off"):
        return rest if reason is not None else 0
    given_up = _amount(row, "written_off", item.currency)
    if given_up and reason is None:
        raise Refused("ST607", row.place("written_off"), says("tick_no_reason"), says("tick_no_reason_fix"))
    return given_up


def refuse_unbalanced(currency: str, left: int, parts: Sequence[Part]) -> None:
    """Refuse parts that are not exactly what is left of the line.

    Raises:
        Refused: names the difference.
    """
    total = sum(part.line_minor for part in parts)
    if total != left:
        facts = {"total": show(total, currency), "left": show(left, currency), "gap": show(left - total, currency)}
        raise Refused(
            "ST610", parts[0].row.place("amount"), says("tick_unbalanced", **facts), says("tick_unbalanced_fix")
        )


def _amount(row: Row, column: str, currency: str) -> int:
    if column not in row.cells:
        return 0
    try:
        return amount_of(row.cells[column].cell, currency)
    except ValueError:
        what = says("tick_amount", currency=currency)
        raise Refused("ST609", row.place(column), what, says("tick_amount_fix")) from None


def _reason(row: Row) -> Reason | None:
    text = row.text("reason")
    found = reason_of(text) if text else None
    if text and found is None:
        raise Refused("ST606", row.place("reason"), says("tick_word", word=text), says("tick_word_fix"))
    return None if found is Reason.LEAVE_OPEN else found
